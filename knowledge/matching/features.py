"""What speaks for a fact as the subject of a question: a row of figures for each fact that may be meant.

The figures are those that were measured in matching.md: cosines of stems and of character n-grams, how much of
the question is covered by the fact and of the fact by the question, likeness of the words in order, and the share
of the question that no fact knows. A word table, where there is one, adds the same for meanings; an encoder, which
stands in its place, the cosines of whole sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from rapidfuzz import fuzz, process

from knowledge.matching.cover import Cover
from knowledge.matching.index import Counts, Field, Rows
from knowledge.matching.meanings import Meanings, WordTable, alike
from knowledge.matching.replies import Replies
from knowledge.matching.rewording import reworded
from knowledge.matching.runs import Floats, Ints, Spoken, begins_of
from knowledge.matching.semantic.sentences import Encoder, Sentences
from knowledge.matching.vocabulary import Vocabulary, stems_of
from knowledge.text import grams, is_unspaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
    "meaning_answer",
    "meaning_with_answer",
    "soft_covered_with_answer",
)
OF_SENTENCES = (
    "sentence_best",
    "sentence_centroid",
    "centred_sentence_best",
    "centred_sentence_centroid",
    "answer_nearer",
    "centred_answer_nearer",
)

EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "lexical": LEXICAL,
    "with_words": (*LEXICAL, *OF_MEANING),
    "semantic": (*LEXICAL, *OF_SENTENCES),
}
"""The features, in their order, of what is compared by words alone, with a word table too, and with an encoder."""

SHORTLIST = 20

_GRAMS_IN_SHORTLIST = 1.5
_MEANING_IN_SHORTLIST = 2.0
_SENTENCES_IN_SHORTLIST = 4.0
_MANY_FACTS = 20_000  # beyond them, terms of more than a tenth of all facts are skipped


@dataclass(frozen=True, slots=True)
class Subject:
    """A fact as it is compared: its wordings' words and its answers', names spelt out, and the stems of both."""

    wordings: tuple[tuple[str, ...], ...]
    sorted_stems: tuple[str, ...]
    told: tuple[str, ...]
    answers: frozenset[str]

    @classmethod
    def of(cls, wordings: Sequence[tuple[str, ...]], answers: Sequence[str]) -> Subject:
        """Read the words of wordings and answers."""
        rows = tuple(" ".join(sorted(stems_of(words))) for words in wordings)
        return cls(tuple(wordings), rows, tuple(answers), frozenset(stems_of(answers)))


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Facts that may be meant, by their positions: the place of the wording that is nearest, and the figures.

    `figures` has a row a fact and a column a feature: those that `EVIDENCE` names for its kind.
    """

    facts: Ints
    nearest: Ints
    figures: Floats
    kind: str

    @property
    def features(self) -> tuple[str, ...]:
        """The feature of each column."""
        return EVIDENCE[self.kind]


@dataclass(frozen=True, slots=True)
class Features:
    """Every fact's wordings, ready to be compared with a question. Each subject has a wording with a word in it."""

    subjects: Sequence[Subject]
    vocabulary: Vocabulary
    spoken: Spoken
    rows: Rows
    stems: Field
    grams: Field
    table: WordTable | None
    meanings: Meanings | None
    replies: Replies | None
    sentences: Sentences | None

    @classmethod
    def of_subjects(
        cls, subjects: Sequence[Subject], table: WordTable | None = None, encoder: Encoder | None = None
    ) -> Features:
        """Read subjects, at least one."""
        vocabulary = Vocabulary.none().grown(_words(subjects))
        cuts = vocabulary.stems, vocabulary.grams
        spoken = Spoken.of([subject.wordings for subject in subjects], vocabulary.words)
        stems, gram = (Field(spoken, Counts.of(spoken, cut), cut) for cut in cuts)
        meanings = Meanings(spoken, vocabulary, stems, table) if table else None
        rows, replies = Rows.of(spoken, vocabulary.stems), Replies(table) if table else None
        sentences = _sentences(subjects, encoder) if encoder else None
        return cls(subjects, vocabulary, spoken, rows, stems, gram, table, meanings, replies, sentences)

    def replaced(self, put: Sequence[tuple[int, int] | Subject]) -> Features:
        """The features of other subjects: runs of these, from one place up to another, and new ones."""
        new = [subject for subject in put if isinstance(subject, Subject)]
        subjects = tuple(chain.from_iterable([p] if isinstance(p, Subject) else self.subjects[slice(*p)] for p in put))
        vocabulary = self.vocabulary.grown(_words(new))
        pieces = [p if isinstance(p, tuple) else Spoken.of([p.wordings], vocabulary.words) for p in put]
        spoken = self.spoken.replaced(pieces)
        rows = self.rows.replaced(_read(pieces, partial(Rows.of, cuts=vocabulary.stems)))
        stems, gram = (
            field.replaced(spoken, _read(pieces, partial(Counts.of, cuts=cuts)), cuts)
            for field, cuts in ((self.stems, vocabulary.stems), (self.grams, vocabulary.grams))
        )
        meanings = Meanings(spoken, vocabulary, stems, self.table, self.meanings) if self.table else None
        sentences = self.sentences
        if sentences:
            read = partial(_sentences, encoder=sentences.encoder)
            sentences = sentences.replaced([p if isinstance(p, tuple) else read([p]) for p in put])
        return Features(subjects, vocabulary, spoken, rows, stems, gram, self.table, meanings, self.replies, sentences)

    def of(self, words: Sequence[str]) -> Shortlist:
        """Shortlist the facts for a question's words and say what speaks for each of them.

        Meanings are compared where most words are English: the table knows no other language, nor do most encoders.
        Encoders are given the words that were said, all else those that the facts say for them.
        """
        spoken, words = words, reworded(words, self.meanings.said_as) if self.meanings else words
        terms = stems_of(words)
        asked = self.stems.vector(terms)
        spelt = self.grams.vector(grams(words))
        most = 0.1 if len(self.subjects) > _MANY_FACTS else 1.0
        stem_centroids = self.stems.centroids(asked, most)
        gram_centroids = self.grams.centroids(spelt, most)
        score = stem_centroids + _GRAMS_IN_SHORTLIST * gram_centroids
        english = 2 * sum(map(is_unspaced, words)) < len(words)
        meant = self.meanings.of(words) if self.meanings and english else None
        if meant is not None:
            score = score + _MEANING_IN_SHORTLIST * meant.centroids
        readable = self.sentences and (english or self.sentences.encoder.multilingual)
        read = self.sentences.of(spoken) if self.sentences and readable else None
        if read is not None:
            score = score + _SENTENCES_IN_SHORTLIST * read.centroids
        facts = _best(score, SHORTLIST)
        begins = begins_of(self.rows.lengths.lengths[facts])[:-1]
        present = self.rows.terms.of(facts)
        rows = begins_of(self.rows.lengths.of(facts))[:-1]

        unique = list(dict.fromkeys(terms))
        worth = np.array([self.stems.worth(term) for term in unique], np.float32)
        ids = np.array([self.stems.place(term) for term in unique], np.int32)
        same = (ids[:, None] == present[None, :]).astype(np.float32)
        gram_cosines = self.grams.cosines(spelt, facts)
        subjects = [self.subjects[fact] for fact in facts]
        sentences = [row for subject in subjects for row in subject.sorted_stems]
        in_order = process.cdist([" ".join(sorted(terms))], sentences, scorer=fuzz.ratio)[0]
        idf = self.stems.idf[present]
        exact = Cover(same, worth, idf, rows, begins)
        answered = np.array([[term in subject.answers for subject in subjects] for term in unique], np.float32)
        figures = [
            stem_centroids[facts],
            gram_centroids[facts],
            np.maximum.reduceat(gram_cosines, begins),
            np.maximum.reduceat(exact.covered, begins),
            np.maximum.reduceat(exact.covers, begins),
            exact.by_fact(),
            exact.by_fact(answered),
            np.maximum.reduceat(in_order, begins) / 100,
            np.full(len(facts), asked.unknown),
        ]
        closeness = np.round(gram_cosines + exact.covered + exact.covers, 5)  # equal ones: the first is the nearest
        if self.meanings and self.replies and meant is not None:
            asking = self.meanings.surfaces_of(unique, words)
            soft = np.maximum(same, self.meanings.likeness(asking, present))
            replies = [self.replies.of(subject.told) for subject in subjects]
            told = np.stack([reply.vector for reply in replies])
            softly = np.stack([alike(asking, reply.words).max(axis=1, initial=0) for reply in replies], axis=1)
            cover = Cover(soft, worth, idf, rows, begins)
            figures += [
                np.maximum.reduceat(cover.covered, begins),
                np.maximum.reduceat(cover.covers, begins),
                cover.by_fact(),
                *self.meanings.space.figures(meant, facts, begins),
                told @ meant.vector,
                self.meanings.space.with_answers(facts, told) @ meant.vector,
                cover.by_fact(np.maximum(answered, softly)),
            ]
        if self.sentences and read is not None:
            figures += self.sentences.figures(read, facts, begins)
        kind = "semantic" if read is not None else "with_words" if meant is not None else "lexical"
        ends = (*begins[1:], len(closeness))
        nearest = np.array(
            [int(np.argmax(closeness[begin:end])) for begin, end in zip(begins, ends, strict=True)], np.int64
        )
        return Shortlist(facts, nearest, np.stack(figures, axis=1).astype(np.float32), kind)


def _best(score: Floats, most: int) -> Ints:
    """Places of the highest scores, the highest first; equal ones in order."""
    least = np.partition(score, -most)[-most] if len(score) > most else -np.inf
    places = np.flatnonzero(score >= least)
    return places[np.argsort(-score[places], kind="stable")][:most]


def _sentences(subjects: Sequence[Subject], encoder: Encoder) -> Sentences:
    wordings = [subject.wordings for subject in subjects]
    return Sentences.of_facts(wordings, [subject.told for subject in subjects], encoder)


def _words(subjects: Iterable[Subject]) -> Iterable[str]:
    return (word for subject in subjects for wording in subject.wordings for word in wording)


_Read = TypeVar("_Read")


def _read(pieces: Iterable[tuple[int, int] | Spoken], how: Callable[[Spoken], _Read]) -> list[tuple[int, int] | _Read]:
    """The same pieces, what is new among them read."""
    return [piece if isinstance(piece, tuple) else how(piece) for piece in pieces]
