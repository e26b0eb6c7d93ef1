"""What speaks for a fact as the subject of a question: a row of figures for each fact that may be meant.

The figures are those that were measured in matching.md: cosines of stems and of character n-grams, how much of
the question is covered by the fact and of the fact by the question, likeness of the words in order, and the share
of the question that no fact knows. A word table, where there is one, adds the same for meanings.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.matching.index import Field, Floats, Ints
from knowledge.matching.language import base, language
from knowledge.text import grams, is_unspaced, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


LEXICAL = (
    "stem_centroid",
    "gram_centroid",
    "gram_best",
    "covered",
    "covers",
    "covered_by_fact",
    "covered_with_answer",
    "same_words",
    "unknown",
)
OF_MEANING = (
    "soft_covered",
    "soft_covers",
    "soft_covered_by_fact",
    "meaning_best",
    "meaning_centroid",
    "centred_best",
    "centred_centroid",
)

SHORTLIST = 20

_FUNCTION_WORD = 0.35
_GRAMS_IN_SHORTLIST = 1.5
_MEANING_IN_SHORTLIST = 2.0
_MANY_FACTS = 20_000  # beyond them, terms of more than a tenth of all facts are skipped
_TINY = 1e-9


class WordTable(Protocol):
    """Vectors of words, whose sums stand near each other where sentences mean the same."""

    dimensions: int

    def vectors(self, words: Sequence[str]) -> Floats:
        """Rows for some words, shape (words, dimensions); zeros for a word that it cannot spell."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """A fact as it is compared: the words of its wordings and of its answers, names spelt out."""

    wordings: tuple[tuple[str, ...], ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Facts that may be meant, by their positions: the place of the wording that is nearest, and the figures.

    `figures` has a row a fact and a column a feature: those of `LEXICAL`, and those of `OF_MEANING` behind them
    where meanings were compared.
    """

    facts: Ints
    nearest: Ints
    figures: Floats

    @property
    def of_meaning(self) -> bool:
        """Whether meanings were compared."""
        return len(self.figures[0]) > len(LEXICAL)


class Features:
    """Every fact's wordings, ready to be compared with a question. Each subject has a wording with a word in it."""

    def __init__(self, subjects: Sequence[Subject], table: WordTable | None = None) -> None:
        self._facts = len(subjects)
        wordings = [wording for subject in subjects for wording in subject.wordings]
        counts = np.fromiter((len(subject.wordings) for subject in subjects), np.int64, len(subjects))
        self._starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        owners = np.repeat(np.arange(self._facts), counts)
        documents = [_terms(wording) for wording in wordings]
        self._stems = Field(documents, owners, self._facts, _weight)
        self._grams = Field([grams(wording) for wording in wordings], owners, self._facts)
        self._rows = [" ".join(document) for document in documents]
        self._answers = [frozenset(_terms(subject.answers)) for subject in subjects]
        self._meanings = Meanings(wordings, self._starts, self._stems, table) if table else None

    def of(self, words: Sequence[str]) -> Shortlist:
        """Shortlist the facts for a question's words and say what speaks for each of them.

        Meanings are compared where most words are English: the table knows no other language.
        """
        terms = _terms(words)
        asked = self._stems.vector(terms)
        spelt = self._grams.vector(grams(words))
        most = 0.1 if self._facts > _MANY_FACTS else 1.0
        stem_centroids = self._stems.centroids(asked, most)
        gram_centroids = self._grams.centroids(spelt, most)
        score = stem_centroids + _GRAMS_IN_SHORTLIST * gram_centroids
        english = 2 * sum(map(is_unspaced, words)) < len(words)
        meant = self._meanings.of(words) if self._meanings and english else None
        if meant is not None:
            score = score + _MEANING_IN_SHORTLIST * meant.centroids
        facts = np.argsort(-score, kind="stable")[:SHORTLIST]
        wordings, begins = self._wordings_of(facts)
        places, rows = self._stems.rows(wordings)
        present = self._stems.terms[places]

        unique = list(dict.fromkeys(terms))
        worth = np.array([self._stems.worth(term) for term in unique], np.float32)
        ids = np.array([self._stems.vocabulary.get(term, -1) for term in unique], np.int64)
        same = (ids[:, None] == present[None, :]).astype(np.float32)
        gram_cosines = self._grams.cosines(spelt, wordings)
        alike = process.cdist([" ".join(terms)], [self._rows[row] for row in wordings], scorer=fuzz.token_sort_ratio)[0]
        exact = _Cover(same, worth, self._stems.idf[present], rows, begins)
        answered = np.array([[term in self._answers[fact] for fact in facts] for term in unique], np.float32)
        figures = [
            stem_centroids[facts],
            gram_centroids[facts],
            np.maximum.reduceat(gram_cosines, begins),
            np.maximum.reduceat(exact.covered, begins),
            np.maximum.reduceat(exact.covers, begins),
            exact.by_fact(),
            exact.by_fact(answered),
            np.maximum.reduceat(alike, begins) / 100,
            np.full(len(facts), asked.unknown),
        ]
        closeness = gram_cosines + exact.covered + exact.covers
        if self._meanings and meant is not None:
            soft = np.maximum(same, self._meanings.likeness(unique, words, present))
            cover = _Cover(soft, worth, self._stems.idf[present], rows, begins)
            figures += [
                np.maximum.reduceat(cover.covered, begins),
                np.maximum.reduceat(cover.covers, begins),
                cover.by_fact(),
                *self._meanings.figures(meant, facts, wordings, begins),
            ]
        ends = np.concatenate([begins[1:], [len(wordings)]])
        nearest = np.array(
            [int(wordings[begin + np.argmax(closeness[begin:end])]) for begin, end in zip(begins, ends, strict=True)],
            np.int64,
        )
        return Shortlist(facts, nearest - self._starts[facts], np.stack(figures, axis=1).astype(np.float32))

    def _wordings_of(self, facts: Ints) -> tuple[Ints, Ints]:
        counts = self._starts[facts + 1] - self._starts[facts]
        begins = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
        return np.repeat(self._starts[facts] - begins, counts) + np.arange(int(counts.sum())), begins


class _Cover:
    """How much of a question each wording covers, and each wording the question, by weight.

    `same` says how alike each of the question's terms (rows) is to each term of the wordings (columns).
    """

    def __init__(self, same: Floats, worth: Floats, idf: Floats, rows: Ints, facts: Ints) -> None:
        self._worth = worth / (worth.sum() + _TINY)
        self._facts = facts
        self._by_wording = np.maximum.reduceat(same, rows, axis=1)
        self.covered: Floats = self._worth @ self._by_wording
        self.covers: Floats = np.add.reduceat(same.max(axis=0) * idf, rows) / (np.add.reduceat(idf, rows) + _TINY)

    def by_fact(self, besides: Floats | None = None) -> Floats:
        """How much of the question all wordings of a fact cover together, and with what stands `besides`."""
        found = np.maximum.reduceat(self._by_wording, self._facts, axis=1)
        covered: Floats = self._worth @ (found if besides is None else np.maximum(found, besides))
        return covered


@dataclass(frozen=True, slots=True)
class _Meant:
    """A question's vector, as it is and centred, with its cosines to every fact's centroid."""

    vector: Floats
    centred: Floats
    centroids: Floats


class Meanings:
    """Wordings and facts as sums of their words' vectors, as they are and with the store's mean taken off."""

    def __init__(self, wordings: Sequence[Sequence[str]], starts: Ints, stems: Field, table: WordTable) -> None:
        self._table = table
        self._stems = stems
        spoken: dict[str, Counter[str]] = {}
        for wording in wordings:
            for word in wording:
                for term in _terms((word,)):
                    spoken.setdefault(term, Counter())[word] += 1
        surfaces = [max(spoken[term].items(), key=lambda item: (item[1], item[0]))[0] for term in stems.vocabulary]
        self._words = _unit(table.vectors(surfaces))
        self._wordings = _unit(np.stack([self._sum(wording) for wording in wordings]))
        self._mean = self._wordings.mean(axis=0)
        counts = np.diff(starts)[:, None]
        self._facts = _unit(np.add.reduceat(self._wordings, starts[:-1], axis=0))
        self._centred = _unit(self._wordings - self._mean)
        self._centred_facts = _unit(np.add.reduceat(self._wordings - self._mean, starts[:-1], axis=0) / counts)

    def of(self, words: Sequence[str]) -> _Meant:
        """Place a question among the facts."""
        vector = _unit(self._sum(words))
        return _Meant(vector, _unit(vector - self._mean), self._facts @ vector)

    def likeness(self, terms: Sequence[str], words: Sequence[str], present: Ints) -> Floats:
        """How alike the question's terms are to those present: 0 below a cosine of .3, at most .9 at 1."""
        surface = {term: word for word in reversed(words) for term in _terms((word,))}
        asked = _unit(self._table.vectors([surface[term] for term in terms]))
        distinct, place = np.unique(present, return_inverse=True)
        cosines = asked @ self._words[distinct].T
        alike: Floats = np.clip((cosines - 0.3) / 0.7, 0, 0.9)[:, place]
        return alike

    def figures(self, meant: _Meant, facts: Ints, wordings: Ints, begins: Ints) -> tuple[Floats, ...]:
        """Cosines to the best wording and to the centroid, as they are and centred."""
        return (
            np.maximum.reduceat(self._wordings[wordings] @ meant.vector, begins),
            meant.centroids[facts],
            np.maximum.reduceat(self._centred[wordings] @ meant.centred, begins),
            self._centred_facts[facts] @ meant.centred,
        )

    def _sum(self, words: Sequence[str]) -> Floats:
        """Sum the words' vectors, each weighed by the root of what its rarest term is worth."""
        worth = [max(self._stems.worth(term) for term in _terms((word,))) ** 0.5 for word in words]
        summed: Floats = np.array(worth, np.float32) @ self._table.vectors(words)
        return summed


def _terms(words: Iterable[str]) -> list[str]:
    return [term for word in words for term in (pairs(word) if is_unspaced(word) else (base(word),))]


def _weight(term: str) -> float:
    return _FUNCTION_WORD if term in language().function_bases else 1.0


def _unit(rows: Floats) -> Floats:
    scaled: Floats = rows / (np.linalg.norm(rows, axis=-1, keepdims=True) + _TINY)
    return scaled
