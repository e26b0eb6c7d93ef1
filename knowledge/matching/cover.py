"""How much of a question wordings cover, and how much of each wording the question covers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from knowledge.matching.runs import Floats, Ints

_TINY = 1e-9


class Cover:
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
