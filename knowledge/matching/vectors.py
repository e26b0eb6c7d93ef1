"""Wordings and facts as vectors of one space: whoever places them there, they are compared with a question alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.matching.runs import Floats, Ints, begins_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Meant:
    """A question's vector, as it is and centred, with its cosines to every fact's centroid."""

    vector: Floats
    centred: Floats
    centroids: Floats


class Space:
    """Every wording as a vector of unit length, and every fact as the sum of its wordings'.

    `begins` tells where the wordings of each fact begin, one more for the end. What all facts have in common is their
    mean; centred vectors are without it, and tell what is a fact's own.
    """

    def __init__(self, wordings: Floats, sums: Floats, begins: Ints) -> None:
        self._wordings = wordings
        self._sums = sums
        self._begins = begins
        self._mean: Floats = np.ones(len(sums), np.float32) @ sums / len(wordings)
        self._facts = unit(sums)

    def replaced(self, pieces: Sequence[tuple[int, int] | Space]) -> Space:
        """The space of other facts: runs of these, from one place up to another, and facts that were not in it."""
        parts = [self.rows(*piece) if isinstance(piece, tuple) else piece.rows() for piece in pieces]
        wordings, sums, lengths = (np.concatenate(rows) for rows in zip(*parts, strict=True))
        return Space(wordings, sums, begins_of(lengths))

    def rows(self, begin: int = 0, end: int | None = None) -> tuple[Floats, Floats, Ints]:
        """The wordings of a run of facts, the facts' sums, and how many wordings each has."""
        begins = self._begins[begin : None if end is None else end + 1]
        return self._wordings[begins[0] : begins[-1]], self._sums[begin:end], np.diff(begins)

    def place(self, vector: Floats) -> Meant:
        """Place a question's vector, of unit length, among the facts."""
        return Meant(vector, unit(vector - self._mean), self._facts @ vector)

    def figures(self, meant: Meant, facts: Ints, begins: Ints) -> tuple[Floats, Floats, Floats, Floats]:
        """Cosines to the best wording and to the centroid of some facts, as they are and centred.

        `begins` tells where the wordings of each of these facts begin among those of all of them.
        """
        found = [self._wordings[self._begins[fact] : self._begins[fact + 1]] for fact in facts]
        wordings = np.concatenate(found).astype(np.float32, copy=False)
        counts = (self._begins[facts + 1] - self._begins[facts])[:, None]
        return (
            np.maximum.reduceat(wordings @ meant.vector, begins),
            meant.centroids[facts],
            np.maximum.reduceat(unit(wordings - self._mean) @ meant.centred, begins),
            unit(self._sums[facts] / counts - self._mean) @ meant.centred,
        )

    def with_answers(self, facts: Ints, answers: Floats) -> Floats:
        """Centroids of some facts, their answers' vectors among their wordings'."""
        return unit(self._sums[facts] + answers)


def unit(rows: Floats, out: Floats | None = None) -> Floats:
    """Rows at unit length, put in `out` where that is given; zeros stay zeros."""
    lengths = np.sqrt(np.einsum("...i,...i->...", rows, rows))[..., None] + _TINY
    scaled: Floats = np.divide(rows, lengths, out=out)
    return scaled
