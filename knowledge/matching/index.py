"""An inverted index of wordings: which facts share terms with a question, without looking at all of them.

Two such fields are kept, one of stems and one of character n-grams. Terms are weighed by tf-idf, tf = 1 + ln n and
idf = ln((1 + F) / (1 + df)) + 1, where F counts facts and df the facts that have the term (Salton and Buckley 1988,
with scikit-learn's smoothing). A fact's centroid is the normalised sum of its wordings.

What a change costs: one more fact changes F, hence every idf, hence the length of every wording; an index that is
right after it has touched them all. But only figures change, no text. So what is kept of the wordings are bare
counts (`Counts`), which no other fact can change; those of a changed fact are cut out and put in, and a `Field`
weighs all of them anew, in passes of numpy that let other threads run. They go by words, of which a wording has ten,
not by n-grams, of which it has a hundred: a wording's squared length is the sum of its words', but for the terms
that stand in it more than once, and those are few. Nothing is changed in place, so a question under way still sees
the old field.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.matching.runs import Floats, Ints, Runs, begins_of, distinct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.matching.runs import Spoken
    from knowledge.matching.vocabulary import Cuts

_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Vector:
    """A question in one field: its known terms, their weights at unit length, and the share that is unknown."""

    terms: Ints
    weights: Floats
    unknown: float


@dataclass(frozen=True, slots=True)
class Rows:
    """The different `terms` of each wording, and how many there are."""

    lengths: Runs
    terms: Runs

    @classmethod
    def of(cls, spoken: Spoken, cuts: Cuts) -> Rows:
        """Read them from the words."""
        size, lengths = len(cuts.terms), spoken.wordings.columns[0]
        found, counts = cuts.spread(spoken.words.columns[0])
        rows, terms = np.divmod(
            distinct(np.repeat(np.repeat(np.arange(len(lengths)), lengths), counts) * size + found)[0], size
        )
        different = np.bincount(rows, minlength=len(lengths))
        by_fact = np.add.reduceat(different, spoken.wordings.begins[:-1])
        return cls(Runs(spoken.wordings.lengths, different), Runs(by_fact, terms.astype(np.int32)))

    def replaced(self, pieces: Sequence[tuple[int, int] | Rows]) -> Rows:
        """Other facts: see `Runs.replaced`."""
        lengths = [piece.lengths if isinstance(piece, Rows) else piece for piece in pieces]
        terms = [piece.terms if isinstance(piece, Rows) else piece for piece in pieces]
        return Rows(self.lengths.replaced(lengths), self.terms.replaced(terms))


@dataclass(frozen=True, slots=True)
class Counts:
    """How often the wordings of each fact have each term, as it follows from their words.

    `pairs` are the fact's terms, and for each the first of the fact's kinds of words that has it; `shared` tells the
    other kinds that have it: the term's place among the fact's pairs, and the kind. `repeats` are the terms that
    stand in one wording more than once: the place of the wording, the term, its place among the fact's pairs, and how
    often it stands there.
    """

    pairs: Runs
    shared: Runs
    repeats: Runs

    @classmethod
    def of(cls, spoken: Spoken, cuts: Cuts) -> Counts:
        """Count the terms that words are cut into."""
        size, facts = len(cuts.terms), np.arange(len(spoken.wordings.lengths))
        found, counts = cuts.spread(spoken.kinds.columns[0])
        owners = np.repeat(np.repeat(facts, spoken.kinds.lengths), counts)
        kinds = np.repeat(np.arange(len(counts)), counts) - spoken.kinds.begins[owners]
        keys = owners * size + found
        order = np.argsort(keys, kind="stable")
        keys, kinds = keys[order], kinds[order]
        first = np.diff(keys, prepend=-1) > 0
        pairs = keys[first]
        fact_of_pair, held = np.divmod(pairs, size)
        of_fact = np.bincount(fact_of_pair, minlength=len(facts))
        begins = begins_of(of_fact)
        sharing = (np.cumsum(first) - 1)[~first]
        fact_of_shared = fact_of_pair[sharing]

        rows = np.repeat(np.arange(len(spoken.wordings.columns[0])), spoken.wordings.columns[0])
        found, counts = cuts.spread(spoken.words.columns[0])
        keys, often = distinct(np.repeat(rows, counts) * size + found)
        keys, often = keys[often > 1], often[often > 1]
        row, term = np.divmod(keys, size)
        fact = np.repeat(facts, spoken.wordings.lengths)[row]
        pair = np.searchsorted(pairs, fact * size + term) - begins[fact]
        return cls(
            _runs(of_fact, held, kinds[first]),
            _runs(np.bincount(fact_of_shared, minlength=len(facts)), sharing - begins[fact_of_shared], kinds[~first]),
            _runs(np.bincount(fact, minlength=len(facts)), row - spoken.wordings.begins[fact], term, pair, often),
        )

    def replaced(self, pieces: Sequence[tuple[int, int] | Counts]) -> Counts:
        """Other facts: see `Runs.replaced`."""

        def put(name: str) -> list[tuple[int, int] | Runs]:
            return [getattr(piece, name) if isinstance(piece, Counts) else piece for piece in pieces]

        return Counts(
            self.pairs.replaced(put("pairs")),
            self.shared.replaced(put("shared")),
            self.repeats.replaced(put("repeats")),
        )


class Field:
    """Wordings as rows of weighed terms, and facts as postings of their centroids' terms."""

    def __init__(self, spoken: Spoken, counts: Counts, cuts: Cuts, posted: Ints | None = None) -> None:
        self._spoken = spoken
        self._counts = counts
        self._cuts = cuts
        held = counts.pairs.columns[0]
        self._posted: Ints = np.argsort(held, kind="stable").astype(np.int32) if posted is None else posted
        self._facts = len(spoken.wordings.lengths)
        frequency = np.bincount(held, minlength=len(cuts.terms))
        self._postings = begins_of(frequency)
        self.idf: Floats = ((np.log((1 + self._facts) / (1 + frequency)) + 1) * cuts.worth).astype(np.float32)
        self._idf_of_unknown = math.log(1 + self._facts) + 1
        self._weigh()

    def _weigh(self) -> None:
        """Give each wording its length and each fact's centroid its terms' weights."""
        spoken, pairs, repeats = self._spoken, self._counts.pairs, self._counts.repeats
        lengths = spoken.wordings.columns[0]
        squared_idf = self.idf**2
        of_word = np.add.reduceat(np.take(squared_idf, self._cuts.flat), self._cuts.begins[:-1])
        squares = np.add.reduceat(np.take(of_word, spoken.words.columns[0]), begins_of(lengths)[:-1])
        rows, often = repeats.counted(0, spoken.wordings), repeats.columns[3].astype(np.float32)
        np.add.at(squares, rows, (_tf(often) ** 2 - often) * np.take(squared_idf, repeats.columns[1]))
        self._reach: Floats = 1 / np.maximum(np.sqrt(squares), _TINY)

        kinds = spoken.words.counted(1, spoken.kinds)
        shares = np.bincount(kinds, np.repeat(self._reach, lengths), len(spoken.kinds.columns[0])).astype(np.float32)
        weights = np.take(shares, pairs.counted(1, spoken.kinds))
        shared = self._counts.shared
        np.add.at(weights, shared.counted(0, pairs), np.take(shares, shared.counted(1, spoken.kinds)))
        np.add.at(weights, repeats.counted(2, pairs), (_tf(often) - often) * np.take(self._reach, rows))
        scratch = np.take(self.idf, pairs.columns[0])  # fresh memory costs more than what is computed in it
        weights *= scratch
        np.multiply(weights, weights, out=scratch)
        sums = np.sqrt(np.add.reduceat(scratch, pairs.begins[:-1]))
        weights /= np.repeat(np.maximum(sums, _TINY), pairs.lengths)
        self._posted_weights = np.take(weights, self._posted)
        owners = np.repeat(np.arange(self._facts, dtype=np.int32), pairs.lengths)
        self._posted_facts = np.take(owners, self._posted)

    def replaced(self, spoken: Spoken, pieces: Sequence[tuple[int, int] | Counts], cuts: Cuts) -> Field:
        """The field of other facts: runs of facts of this one, by their places, and facts that were not in it."""
        counts = self._counts.replaced(pieces)
        before, after = self._counts.pairs.begins, counts.pairs.begins
        stays = np.zeros(self._facts, np.bool_)
        further = np.zeros(self._facts, np.int32)
        put = [np.zeros(0, np.int32)]
        at = 0
        for piece in pieces:
            if isinstance(piece, Counts):
                end = at + len(piece.pairs.lengths)
                put.append(np.arange(after[at], after[end], dtype=np.int32))
            else:
                end = at + piece[1] - piece[0]
                stays[slice(*piece)] = True
                further[slice(*piece)] = after[at] - before[piece[0]]
            at = end
        # By their facts, not one by one: a table of 2,000 facts stays in a processor's cache, one of 500,000 pairs not.
        posted = np.take(further, self._posted_facts)
        posted += self._posted
        goes = np.flatnonzero(~np.take(stays, self._posted_facts))
        new = np.concatenate(put)
        held = counts.pairs.columns[0][new]
        order = np.argsort(held, kind="stable")
        where = self._postings[np.minimum(held[order] + 1, len(self._postings) - 1)]
        return Field(
            spoken, counts, cuts, np.insert(np.delete(posted, goes), where - np.searchsorted(goes, where), new[order])
        )

    def place(self, term: str) -> int:
        """The number of a term, -1 where no fact has it."""
        place = self._cuts.terms.get(term, -1)
        return place if place >= 0 and self._postings[place] < self._postings[place + 1] else -1

    def worth(self, term: str) -> float:
        """Weight of one occurrence of a term; an unknown one weighs as the rarest does."""
        return self._worth(term, self.place(term))

    def _worth(self, term: str, place: int) -> float:
        return self._idf_of_unknown * self._cuts.weigh(term) if place < 0 else float(self.idf[place])

    def vector(self, found: Sequence[str]) -> Vector:
        """Weigh a question's terms. Unknown ones stay in its length, so that they count against every fact."""
        known: dict[int, float] = {}
        unknown = 0.0
        for term, count in Counter(found).items():
            place = self.place(term)
            weight = (1 + math.log(count)) * self._worth(term, place)
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
        begins, ends = self._postings[vector.terms], self._postings[vector.terms + 1]
        few = np.flatnonzero(ends - begins <= most * self._facts)
        begins, ends = begins[few], ends[few]
        posted = [slice(begin, end) for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)]
        if not posted:
            return np.zeros(self._facts, np.float32)
        weights = np.concatenate([self._posted_weights[some] for some in posted])
        weights *= np.repeat(vector.weights[few], ends - begins)
        facts = np.concatenate([self._posted_facts[some] for some in posted])
        cosines: Floats = np.bincount(facts, weights, self._facts).astype(np.float32)
        return cosines

    def cosines(self, vector: Vector, facts: Ints) -> Floats:
        """Cosine of a question to each wording of some facts, fact by fact."""
        spoken, repeats = self._spoken, self._counts.repeats
        asked = np.zeros(len(self.idf))
        asked[vector.terms] = vector.weights * self.idf[vector.terms]
        found, counts = self._cuts.spread(spoken.kinds.of(facts))
        of_kind = np.add.reduceat(np.take(asked, found), begins_of(counts)[:-1])
        kinds = np.repeat(begins_of(spoken.kinds.lengths[facts])[:-1], spoken.words.lengths[facts])
        kinds += spoken.words.of(facts, 1)
        products = np.add.reduceat(np.take(of_kind, kinds), begins_of(spoken.wordings.of(facts))[:-1])
        rows = np.repeat(begins_of(spoken.wordings.lengths[facts])[:-1], repeats.lengths[facts])
        rows += repeats.of(facts, 0)
        often = repeats.of(facts, 3)
        products += np.bincount(rows, (_tf(often) - often) * asked[repeats.of(facts, 1)], len(products))
        begins = spoken.wordings.begins
        reach = np.concatenate([self._reach[begins[fact] : begins[fact + 1]] for fact in facts])
        cosines: Floats = (products * reach).astype(np.float32)
        return cosines


def _runs(lengths: Ints, *columns: Ints) -> Runs:
    """Runs of narrow figures: half the memory, and half the time that a change takes to write it."""
    return Runs(lengths, *(column.astype(np.int32) for column in columns))


def _tf(often: Floats | Ints) -> Floats:
    weights: Floats = 1 + np.log(often)
    return weights
