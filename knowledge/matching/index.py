"""An inverted index of wordings: which facts share terms with a question, without looking at all of them.

Two such fields are kept, one of stems and one of character n-grams. Terms are weighed by tf-idf, tf = 1 + ln n and
idf = ln((1 + F) / (1 + df)) + 1, where F counts facts and df the facts that have the term (Salton and Buckley 1988,
with scikit-learn's smoothing). A fact's centroid is the normalised sum of its wordings.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Floats: TypeAlias = NDArray[np.floating[Any]]
Ints: TypeAlias = NDArray[np.int64]

_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Vector:
    """A question in one field: its known terms, their weights at unit length, and the share that is unknown."""

    terms: Ints
    weights: Floats
    unknown: float


class Field:
    """Wordings as rows of weighed terms, and facts as postings of their centroids' terms.

    `documents` are the terms of each wording, grouped by fact; `owners` the position of each wording's fact.
    """

    def __init__(
        self,
        documents: Sequence[Sequence[str]],
        owners: Ints,
        facts: int,
        weigh: Callable[[str], float] = lambda _: 1.0,
    ) -> None:
        self._weigh = weigh
        self._facts = facts
        counts = [Counter(document) for document in documents]
        self.vocabulary: dict[str, int] = {}
        for term in chain.from_iterable(counts):
            self.vocabulary.setdefault(term, len(self.vocabulary))
        size = len(self.vocabulary)
        lengths = np.fromiter(map(len, counts), np.int64, len(counts))
        total = int(lengths.sum())
        self.starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        self.terms = np.fromiter(map(self.vocabulary.__getitem__, chain.from_iterable(counts)), np.int64, total)
        tf = 1 + np.log(np.fromiter(chain.from_iterable(count.values() for count in counts), np.float64, total))
        rows = np.repeat(np.arange(len(counts)), lengths)

        pairs = owners[rows] * size + self.terms
        held, place = np.unique(pairs, return_inverse=True)
        frequency = np.bincount(held % size, minlength=size) if size else np.zeros(0)
        worth = np.fromiter(map(weigh, self.vocabulary), np.float64, size)
        self.idf = ((np.log((1 + facts) / (1 + frequency)) + 1) * worth).astype(np.float32)
        self._idf_of_unknown = math.log(1 + facts) + 1

        weights = tf * self.idf[self.terms]
        norms = np.sqrt(np.bincount(rows, weights**2, len(counts)))
        self.weights = (weights / np.maximum(norms[rows], _TINY)).astype(np.float32)
        sums = np.bincount(place, self.weights, len(held))
        fact, term = held // max(size, 1), held % max(size, 1)
        lengths_of_sums = np.sqrt(np.bincount(fact, sums**2, facts))
        order = np.lexsort((fact, term))
        self._posted_facts = fact[order]
        self._posted_weights = (sums / np.maximum(lengths_of_sums[fact], _TINY))[order].astype(np.float32)
        self._postings = np.searchsorted(term[order], np.arange(size + 1))

    def worth(self, term: str) -> float:
        """Weight of one occurrence of a term; an unknown one weighs as the rarest does."""
        place = self.vocabulary.get(term)
        return self._idf_of_unknown * self._weigh(term) if place is None else float(self.idf[place])

    def vector(self, terms: Sequence[str]) -> Vector:
        """Weigh a question's terms. Unknown ones stay in its length, so that they count against every fact."""
        known: dict[int, float] = {}
        unknown = 0.0
        for term, count in Counter(terms).items():
            weight = (1 + math.log(count)) * self.worth(term)
            place = self.vocabulary.get(term)
            if place is None:
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
        for term, weight in zip(vector.terms, vector.weights, strict=True):
            begin, end = self._postings[term], self._postings[term + 1]
            if end - begin <= most * self._facts:
                cosines[self._posted_facts[begin:end]] += weight * self._posted_weights[begin:end]
        return cosines

    def rows(self, wordings: Ints) -> tuple[Ints, Ints]:
        """Where the terms of some wordings stand, one wording after the other, and where each one begins there."""
        lengths = self.starts[wordings + 1] - self.starts[wordings]
        begins = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int64)
        return np.repeat(self.starts[wordings] - begins, lengths) + np.arange(int(lengths.sum())), begins

    def cosines(self, vector: Vector, wordings: Ints) -> Floats:
        """Cosine of a question to each of some wordings."""
        asked = np.zeros(len(self.vocabulary), np.float32)
        asked[vector.terms] = vector.weights
        places, begins = self.rows(wordings)
        if not len(places):
            return np.zeros(len(wordings), np.float32)
        lengths = self.starts[wordings + 1] - self.starts[wordings]
        products = self.weights[places] * asked[self.terms[places]]
        owner = np.repeat(np.arange(len(wordings)), lengths)
        return np.bincount(owner, products, len(begins)).astype(np.float32)
