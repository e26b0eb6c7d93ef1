"""Arrays with a run of figures for each fact, and what is spoken as such: the words of every wording, by number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints: TypeAlias = NDArray[np.signedinteger[Any]]
Bools: TypeAlias = NDArray[np.bool_]


def begins_of(lengths: Ints) -> Ints:
    """Where each of some runs begins when they stand one after the other, and where the last ends."""
    begins = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=begins[1:])
    return begins


def distinct(keys: Ints) -> tuple[Ints, Ints]:
    """The different keys in order, and how often each stands there; `np.unique` would import masked arrays for it."""
    ordered = np.sort(keys)
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(keys) else keys
    return ordered[begins], np.diff(begins, append=len(keys))


class Runs:
    """One or more columns of figures, fact after fact; `lengths` tells how many figures each fact has.

    They never change. `replaced` copies what stays in whole blocks, whatever the number of facts.
    """

    def __init__(self, lengths: Ints, *columns: Ints) -> None:
        self.lengths = lengths
        self.columns = columns
        self.begins = begins_of(lengths)

    def replaced(self, pieces: Sequence[tuple[int, int] | Runs]) -> Runs:
        """Other facts: runs of these facts, from one place up to another, and facts that were not among them."""
        parts = [piece if isinstance(piece, Runs) else self._cut(*piece) for piece in pieces]
        columns = (np.concatenate([part.columns[place] for part in parts]) for place in range(len(self.columns)))
        return Runs(np.concatenate([part.lengths for part in parts]), *columns)

    def of(self, facts: Ints, column: int = 0) -> Ints:
        """The figures of some facts in a column."""
        begins, ends = self.begins[facts].tolist(), self.begins[facts + 1].tolist()
        return np.concatenate([self.columns[column][begin:end] for begin, end in zip(begins, ends, strict=True)])

    def counted(self, column: int, other: Runs) -> Ints:
        """A column that tells places among each fact's figures in other runs, as places among all of those."""
        figures = self.columns[column]
        places = np.repeat(other.begins[:-1].astype(figures.dtype), self.lengths)
        places += figures
        return places

    def _cut(self, begin: int, end: int) -> Runs:
        figures = slice(self.begins[begin], self.begins[end])
        return Runs(self.lengths[begin:end], *(column[figures] for column in self.columns))


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words of the facts' wordings: how many each of the `wordings` has, the `words` themselves by number.

    `kinds` are a fact's different words; the second column of `words` tells which of them each word is.
    """

    wordings: Runs
    words: Runs
    kinds: Runs

    @classmethod
    def of(cls, facts: Sequence[Sequence[Sequence[str]]], places: Mapping[str, int]) -> Spoken:
        """The words of these facts' wordings."""
        wordings = [wording for fact in facts for wording in fact]
        lengths = np.array([len(wording) for wording in wordings], np.int64)
        of_fact = np.array([len(fact) for fact in facts], np.int64)
        words = np.array([places[word] for wording in wordings for word in wording], np.int64)
        by_fact = np.add.reduceat(lengths, begins_of(of_fact)[:-1])
        owners = np.repeat(np.arange(len(facts)), by_fact)
        size = len(places)
        keys, _ = distinct(owners * size + words)
        kinds = np.bincount(keys // size, minlength=len(facts))
        which = np.searchsorted(keys, owners * size + words) - begins_of(kinds)[owners]
        return cls(Runs(of_fact, lengths), Runs(by_fact, words, which), Runs(kinds, keys % size))

    def replaced(self, pieces: Sequence[tuple[int, int] | Spoken]) -> Spoken:
        """Other facts: see `Runs.replaced`."""

        def put(name: str) -> list[tuple[int, int] | Runs]:
            return [getattr(piece, name) if isinstance(piece, Spoken) else piece for piece in pieces]

        return Spoken(
            self.wordings.replaced(put("wordings")),
            self.words.replaced(put("words")),
            self.kinds.replaced(put("kinds")),
        )
