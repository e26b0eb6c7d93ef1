"""Meanings of wordings and facts: sums of their words' vectors, as they are and with the facts' mean taken off.

A word weighs the root of what its rarest term is worth, which any change of a fact changes (see `index`): so the sums
are made anew for all wordings then, those of one length together in one product, 4 ms for 10,000 of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from knowledge.matching.runs import Floats, Ints, begins_of
from knowledge.matching.vectors import Space, unit
from knowledge.matching.vocabulary import stems_of

if TYPE_CHECKING:
    from knowledge.matching.index import Field
    from knowledge.matching.runs import Spoken
    from knowledge.matching.vectors import Meant
    from knowledge.matching.vocabulary import Vocabulary

_AT_ONCE = 1_000  # vectors that are summed in one product: 0.5 MB, which fits a processor's cache


class WordTable(Protocol):
    """Vectors of words, whose sums stand near each other where sentences mean the same."""

    dimensions: int

    def vectors(self, words: Sequence[str]) -> Floats:
        """Rows for some words, shape (words, dimensions); zeros for a word that it cannot spell."""
        ...


@dataclass(frozen=True, slots=True)
class Surfaces:
    """Which word stands for each stem: of those that have it, by `speakers`, the one `said` most often.

    `spelt` are all words, and `vectors` theirs, by number.
    """

    spelt: Sequence[str]
    speakers: Mapping[int, Mapping[int, int]]
    said: Ints
    chosen: Ints
    vectors: Floats

    @classmethod
    def none(cls, table: WordTable) -> Surfaces:
        """No word at all."""
        return cls((), {}, np.zeros(0, np.int64), np.zeros(0, np.int64), table.vectors(()))

    def followed(self, vocabulary: Vocabulary, words: Ints, table: WordTable) -> Surfaces:
        """What stands for each stem where `words` are all that is said."""
        cuts, spelt, known = vocabulary.stems, list(vocabulary.words), len(self.said)
        speakers = dict(self.speakers)
        for word in range(known, len(spelt)):
            for term in cuts.of(word):
                having = speakers.get(term, {})
                speakers[term] = {**having, word: having.get(word, 0) + 1}
        said = np.bincount(words, minlength=len(spelt))
        chosen = np.zeros(len(cuts.terms), np.int64)
        chosen[: len(self.chosen)] = self.chosen
        changed = np.flatnonzero(said[:known] != self.said).tolist()
        for term in {term for word in (*changed, *range(known, len(spelt))) for term in cuts.of(word)}:
            having = speakers[term]
            chosen[term] = max(having, key=lambda word: (int(said[word]) * having[word], spelt[word]))
        new = table.vectors(spelt[known:])
        vectors = np.concatenate([self.vectors, new]) if len(new) else self.vectors
        return Surfaces(spelt, speakers, said, chosen, vectors)

    def of(self, stem: int) -> str | None:
        """The word for a stem, by its number, as it is said; None where nobody says it any more."""
        word = self.chosen[stem]
        return self.spelt[word] if self.said[word] else None


class Meanings:
    """Every wording and every fact as a vector; `stems` tells what words are worth."""

    def __init__(
        self, spoken: Spoken, vocabulary: Vocabulary, stems: Field, table: WordTable, before: Meanings | None = None
    ) -> None:
        self._table = table
        self._stems = stems
        self._numbers = vocabulary.stems.terms
        words, lengths = spoken.words.columns[0], spoken.wordings.columns[0]
        surfaces: Surfaces = before.surfaces if before else Surfaces.none(table)
        self.surfaces: Surfaces = surfaces.followed(vocabulary, words, table)
        cuts = vocabulary.stems
        worth = np.sqrt(np.maximum.reduceat(stems.idf[cuts.flat], cuts.begins[:-1]))
        sums = _summed(self.surfaces.vectors, words, lengths, worth)
        wordings = unit(sums, out=sums)
        every = np.arange(len(lengths))
        sums = _summed(wordings, every, spoken.wordings.lengths, np.ones(len(every), np.float32))
        self.space = Space(wordings, sums, spoken.wordings.begins)

    def of(self, words: Sequence[str]) -> Meant:
        """Place a question among the facts. Each word weighs the root of what its rarest term is worth."""
        worth = [max(self._stems.worth(term) for term in stems_of((word,))) ** 0.5 for word in words]
        return self.space.place(unit(np.array(worth, np.float32) @ self._table.vectors(words)))

    def said_as(self, stem: str) -> str | None:
        """How the facts say a stem most often, None where they don't."""
        number = self._numbers.get(stem)
        return None if number is None else self.surfaces.of(number)

    def surfaces_of(self, terms: Sequence[str], words: Sequence[str]) -> Floats:
        """Unit vectors of the words by which a question says its terms."""
        surface = {term: word for word in reversed(words) for term in stems_of((word,))}
        return unit(self._table.vectors([surface[term] for term in terms]))

    def likeness(self, asked: Floats, present: Ints) -> Floats:
        """How `alike` the question's terms, as unit vectors, are to the facts' terms that are present."""
        here = np.zeros(len(self.surfaces.chosen), np.bool_)
        here[present] = True
        distinct = np.flatnonzero(here)
        place = np.cumsum(here) - 1
        return alike(asked, unit(self.surfaces.vectors[self.surfaces.chosen[distinct]]))[:, place[present]]


def alike(words: Floats, others: Floats) -> Floats:
    """How alike words are to others, given as unit vectors: 0 below a cosine of .3, at most .9 at 1."""
    likeness: Floats = np.clip((words @ others.T - 0.3) / 0.7, 0, 0.9)
    return likeness


def _summed(vectors: Floats, places: Ints, lengths: Ints, worth: Floats) -> Floats:
    """Sums of vectors, by their places, in runs of these lengths, each times what it is worth."""
    sums = np.empty((len(lengths), vectors.shape[1]), np.float32)
    begins = begins_of(lengths)
    for length in np.flatnonzero(np.bincount(lengths)):
        runs = np.flatnonzero(lengths == length)
        step = max(1, _AT_ONCE // int(length))
        for begin in range(0, len(runs), step):
            some = runs[begin : begin + step]
            which = places[begins[some][:, None] + np.arange(length)]
            sums[some] = (worth[which][:, None, :] @ np.take(vectors, which, axis=0))[:, 0]
    return sums
