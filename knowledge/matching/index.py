"""An inverted index of wordings: which facts share terms with a question, without looking at all of them.

Two such fields are kept, one of stems and one of character n-grams. Terms are weighed by tf-idf, tf = 1 + ln n and
idf = ln((1 + F) / (1 + df)) + 1, where F counts facts and df the facts that have the term (Salton and Buckley 1988,
with scikit-learn's smoothing). A fact's centroid is the normalised sum of its wordings.

What a change costs: one more fact changes F, hence every idf, hence the length of every wording; an index that is
right after it has touched them all. But only figures change, no text. So what is kept of the wordings are bare
counts (`Counts`), which no other fact can change; those of a changed fact are cut out and put in, and a `Field`
weighs all of them anew, in a few passes of numpy that let other threads run: some 40 ms at 10,000 wordings,
where reading their text took 3 s. Nothing is changed in place, so a question under way still sees the old field.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.matching.vocabulary import Cuts

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints: TypeAlias = NDArray[np.signedinteger[Any]]

_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Vector:
    """A question in one field: its known terms, their weights at unit length, and the share that is unknown."""

    terms: Ints
    weights: Floats
    unknown: float


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each wording of some facts has each term: arrays that can be cut between facts and joined.

    Wording by wording: `terms` and how `often` each stands there, and the `lengths` of the wordings in terms.
    Fact by fact and term by term: in which wordings of the fact (`rows`, from 0) and how often (`often_by_term`),
    then for each pair of fact and term the term (`held`) and the number of such rows (`spans`).
    For each fact, the number of its `wordings`, `entries` and `pairs`.
    """

    terms: Ints
    often: Ints
    lengths: Ints
    rows: Ints
    often_by_term: Ints
    held: Ints
    spans: Ints
    wordings: Ints
    entries: Ints
    pairs: Ints

    @classmethod
    def of(cls, words: Ints, lengths: Ints, wordings: Ints, cuts: Cuts) -> Counts:
        """Count the terms of wordings: their words by number, how many words each has, how many each fact has."""
        found, counts = cuts.spread(words)
        size = len(cuts.terms)
        row_of_word = np.repeat(np.arange(len(lengths)), lengths)
        keys, often = np.unique(np.repeat(row_of_word, counts) * size + found, return_counts=True)
        row, term = np.divmod(keys, size)
        owner = np.repeat(np.arange(len(wordings)), wordings)
        fact = owner[row]
        of_pair = fact * size + term
        order = np.argsort(of_pair, kind="stable")
        begins = np.flatnonzero(np.diff(of_pair[order], prepend=-1))
        first_rows = begins_of(wordings)[:-1]
        return cls(
            terms=term.astype(np.int32),
            often=often.astype(np.uint16),
            lengths=np.bincount(row, minlength=len(lengths)),
            rows=(row - first_rows[fact])[order].astype(np.int32),
            often_by_term=often[order].astype(np.uint16),
            held=term[order][begins].astype(np.int32),
            spans=np.diff(begins, append=len(order)),
            wordings=wordings,
            entries=np.bincount(fact, minlength=len(wordings)),
            pairs=np.bincount(fact[order][begins], minlength=len(wordings)),
        )

    @classmethod
    def joined(cls, parts: Sequence[Counts]) -> Counts:
        """One after the other."""
        return cls(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(cls)))


def begins_of(lengths: Ints) -> Ints:
    """Where each of some runs begins when they stand one after the other, and where the last ends."""
    begins = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=begins[1:])
    return begins


@dataclass(frozen=True, slots=True)
class Window:
    """Some facts' wordings, fact by fact: their `terms`, how `often` each stands there, the `reach` of each wording.

    `rows` tells where each wording begins among the terms, `facts` where each fact begins among the wordings.
    """

    terms: Ints
    often: Ints
    reach: Floats
    rows: Ints
    facts: Ints


class Field:
    """Wordings as rows of weighed terms, and facts as postings of their centroids' terms."""

    def __init__(self, counts: Counts, cuts: Cuts, posted: Ints | None = None) -> None:
        self._counts = counts
        self._cuts = cuts
        self._posted: Ints = np.argsort(counts.held, kind="stable").astype(np.int32) if posted is None else posted
        self._facts = len(counts.wordings)
        self._wordings = begins_of(counts.wordings)
        self._entries = begins_of(counts.entries)
        self._pairs = begins_of(counts.pairs)
        frequency = np.bincount(counts.held, minlength=len(cuts.terms))
        self._postings = begins_of(frequency)
        self.idf: Floats = ((np.log((1 + self._facts) / (1 + frequency)) + 1) * cuts.worth).astype(np.float32)
        self._idf_of_unknown = math.log(1 + self._facts) + 1
        self._weigh()

    def _weigh(self) -> None:
        """Give each wording its length and each fact's centroid its terms' weights."""
        counts = self._counts
        squares = np.take(self.idf.astype(np.float64) ** 2, counts.terms)
        repeated = np.flatnonzero(counts.often > 1)
        squares[repeated] *= _tf(counts.often[repeated]) ** 2
        lengths = np.sqrt(np.add.reduceat(squares, begins_of(counts.lengths)[:-1]))
        self._reach = (1 / np.maximum(lengths, _TINY)).astype(np.float32)
        rows = np.repeat(self._wordings[:-1], counts.entries)
        rows += counts.rows
        shares = np.take(self._reach, rows)
        repeated = np.flatnonzero(counts.often_by_term > 1)
        shares[repeated] *= _tf(counts.often_by_term[repeated])
        weights = np.add.reduceat(shares, begins_of(counts.spans)[:-1])
        weights *= np.take(self.idf, counts.held)
        sums = np.sqrt(np.add.reduceat(weights**2, self._pairs[:-1]))
        weights /= np.repeat(np.maximum(sums, _TINY), counts.pairs)
        self._posted_weights = np.take(weights, self._posted)
        owners = np.repeat(np.arange(self._facts, dtype=np.int32), counts.pairs)
        self._posted_facts = np.take(owners, self._posted)

    def replaced(self, pieces: Sequence[tuple[int, int] | Counts], cuts: Cuts) -> Field:
        """The field of other facts: runs of facts of this one, by their places, and facts that were not in it."""
        parts = [piece if isinstance(piece, Counts) else self._cut(*piece) for piece in pieces]
        counts = Counts.joined(parts)
        begins = begins_of(np.array([len(part.held) for part in parts]))
        moved = np.full(len(self._posted), -1, np.int32)
        new = [np.zeros(0, np.int32)]
        for piece, (begin, end) in zip(pieces, pairwise(begins), strict=True):
            places = np.arange(begin, end, dtype=np.int32)
            if isinstance(piece, Counts):
                new.append(places)
            else:
                moved[self._pairs[piece[0]] : self._pairs[piece[1]]] = places
        kept = np.take(moved, self._posted)
        kept = kept[kept >= 0]
        put = np.concatenate(new)
        put = put[np.argsort(counts.held[put], kind="stable")]
        where = np.searchsorted(np.take(counts.held, kept), counts.held[put], side="right")
        return Field(counts, cuts, np.insert(kept, where, put))

    def place(self, term: str) -> int:
        """The number of a term, -1 where no fact has it."""
        place = self._cuts.terms.get(term, -1)
        return place if place >= 0 and self._postings[place] < self._postings[place + 1] else -1

    def worth(self, term: str) -> float:
        """Weight of one occurrence of a term; an unknown one weighs as the rarest does."""
        place = self.place(term)
        return self._idf_of_unknown * self._cuts.weigh(term) if place < 0 else float(self.idf[place])

    def vector(self, found: Sequence[str]) -> Vector:
        """Weigh a question's terms. Unknown ones stay in its length, so that they count against every fact."""
        known: dict[int, float] = {}
        unknown = 0.0
        for term, count in Counter(found).items():
            weight = (1 + math.log(count)) * self.worth(term)
            place = self.place(term)
            if place < 0:
                unknown += weight**2
            else:
                known[place] = weight
        square = sum(weight**2 for weight in known.values()) + unknown
        length = math.sqrt(square) + _TINY
        return Vector(
            np.fromiter(known, np.int64, len(known)),
            np.fromiter((weight / length for weight in known.values()), np.float32, len(known)),
            unknown / (square + _TINY),
        )

    def centroids(self, vector: Vector, most: float = 1.0) -> Floats:
        """Cosine of a question to every fact's centroid, skipping terms that more than `most` of all facts have."""
        cosines = np.zeros(self._facts, np.float32)
        begins, ends = self._postings[vector.terms].tolist(), self._postings[vector.terms + 1].tolist()
        for begin, end, weight in zip(begins, ends, vector.weights, strict=True):
            if end - begin <= most * self._facts:
                cosines[self._posted_facts[begin:end]] += weight * self._posted_weights[begin:end]
        return cosines

    def window(self, facts: Ints) -> Window:
        """What the wordings of some facts hold."""
        counts = self._counts
        wordings = [slice(self._wordings[fact], self._wordings[fact + 1]) for fact in facts]
        entries = [slice(self._entries[fact], self._entries[fact + 1]) for fact in facts]
        return Window(
            np.concatenate([counts.terms[part] for part in entries]),
            np.concatenate([counts.often[part] for part in entries]),
            np.concatenate([self._reach[part] for part in wordings]),
            begins_of(np.concatenate([counts.lengths[part] for part in wordings]))[:-1],
            begins_of(counts.wordings[facts])[:-1],
        )

    def cosines(self, vector: Vector, window: Window) -> Floats:
        """Cosine of a question to each wording of some facts."""
        asked = np.zeros(len(self.idf), np.float32)
        asked[vector.terms] = vector.weights * self.idf[vector.terms]
        products = np.take(asked, window.terms)
        repeated = np.flatnonzero(window.often > 1)
        products[repeated] *= _tf(window.often[repeated])
        cosines: Floats = np.add.reduceat(products, window.rows) * window.reach
        return cosines

    def _cut(self, begin: int, end: int) -> Counts:
        counts = self._counts
        wordings = slice(self._wordings[begin], self._wordings[end])
        entries = slice(self._entries[begin], self._entries[end])
        pairs = slice(self._pairs[begin], self._pairs[end])
        return Counts(
            terms=counts.terms[entries],
            often=counts.often[entries],
            lengths=counts.lengths[wordings],
            rows=counts.rows[entries],
            often_by_term=counts.often_by_term[entries],
            held=counts.held[pairs],
            spans=counts.spans[pairs],
            wordings=counts.wordings[begin:end],
            entries=counts.entries[begin:end],
            pairs=counts.pairs[begin:end],
        )


def _tf(often: Ints) -> Floats:
    weights: Floats = 1 + np.log(often, dtype=np.float32)
    return weights
