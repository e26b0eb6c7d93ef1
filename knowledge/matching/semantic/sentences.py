"""Wordings and answers as an encoder reads them: whole sentences, in which the order of words counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from knowledge.matching.runs import Floats, Ints, begins_of
from knowledge.matching.vectors import Space, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.matching.vectors import Meant


class Encoder(Protocol):
    """Places texts in one space, near each other where they mean the same."""

    multilingual: bool

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of unit length, a row a text; the same text has the same row, whoever asks, in whatever thread."""
        ...

    def __hash__(self) -> int: ...


class Sentences:
    """Every fact as an encoder places it: its wordings, and what all its answers together say, or zeros for none.

    Vectors of which only products are taken are kept in half precision, which is enough for a cosine.
    """

    def __init__(self, encoder: Encoder, space: Space, answers: Floats) -> None:
        self.encoder = encoder
        self.space = space
        self.answers = answers
        told = np.count_nonzero(answers.any(axis=1))
        self._mean_answer: Floats = answers.sum(axis=0, dtype=np.float32) / max(1, told)

    @classmethod
    def of_facts(
        cls, wordings: Sequence[Sequence[Sequence[str]]], answers: Sequence[Sequence[str]], encoder: Encoder
    ) -> Sentences:
        """Encode the wordings of some facts and their answers, given as their words: milliseconds each."""
        questions = [_question(words) for fact in wordings for words in fact]
        statements = [" ".join(words) for words in answers]
        vectors = encoder.encode([*questions, *filter(None, statements)])
        asked, told = np.split(vectors, [len(questions)])
        begins = begins_of(np.array([len(fact) for fact in wordings], np.int64))
        says = np.zeros((len(statements), vectors.shape[1]), np.float16)
        says[[bool(statement) for statement in statements]] = told
        sums = np.add.reduceat(asked, begins[:-1], axis=0)
        return cls(encoder, Space(asked.astype(np.float16), sums, begins), says)

    def replaced(self, pieces: Sequence[tuple[int, int] | Sentences]) -> Sentences:
        """Other facts: see `Space.replaced`. Only what is new has been encoded for it."""
        space = self.space.replaced([piece.space if isinstance(piece, Sentences) else piece for piece in pieces])
        answers = [piece.answers if isinstance(piece, Sentences) else self.answers[slice(*piece)] for piece in pieces]
        return Sentences(self.encoder, space, np.concatenate(answers))

    def of(self, words: Sequence[str]) -> Meant:
        """Place a question among the facts."""
        return self.space.place(encoded([words], self.encoder)[0])

    def figures(self, meant: Meant, facts: Ints, begins: Ints) -> tuple[Floats, ...]:
        """What `OF_SENTENCES` names: see `Space.figures`; and how much nearer than any wording the answer is."""
        best, centroid, centred_best, centred_centroid = self.space.figures(meant, facts, begins)
        answers, mean = self.answers[facts].astype(np.float32), self._mean_answer
        centred = np.where(answers.any(axis=1), unit(answers - mean) @ unit(meant.vector - mean), 0)
        return (
            best,
            centroid,
            centred_best,
            centred_centroid,
            np.maximum(answers @ meant.vector - best, 0),
            np.maximum(centred - centred_best, 0),
        )


def encoded(questions: Sequence[Sequence[str]], encoder: Encoder) -> Floats:
    """Unit vectors of questions, given as their words."""
    return encoder.encode([_question(words) for words in questions])


def _question(words: Sequence[str]) -> str:
    """Words as a sentence that asks, which is what an encoder is used to."""
    return f"{' '.join(words)}?"
