"""What facts answer, as meanings: for questions whose words are those of an answer, "did it hit a rock".

An answer is read when its fact is first shortlisted, and kept: most are never looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.matching.language import language
from knowledge.matching.runs import Floats
from knowledge.matching.vectors import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.matching.meanings import WordTable


LONGEST = 40
"""Words of a fact's answers that are looked at."""

_FUNCTION = 0.6  # of a word's weight, the root of what it has in the index
_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as a unit vector, and its words' unit vectors, shape (words, dimensions)."""

    vector: Floats
    words: Floats


class Replies:
    """Answers' meanings by their words."""

    def __init__(self, table: WordTable) -> None:
        self._table = table
        self._read: dict[tuple[str, ...], Reply] = {}

    def of(self, words: Sequence[str]) -> Reply:
        """Read an answer, or remember it."""
        told = tuple(words[:LONGEST])
        if told not in self._read:
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[told] = self._reply(told)
        return self._read[told]

    def _reply(self, words: Sequence[str]) -> Reply:
        return Reply(weighed(self._table, words), unit(self._table.vectors(words)))


def weighed(table: WordTable, words: Sequence[str]) -> Floats:
    """A text as a unit vector: the sum of its words' vectors, those of function words at 0.6 of their weight."""
    if not words:
        return np.zeros(table.dimensions, np.float32)
    function = language().function
    worth = np.array([_FUNCTION if word in function else 1.0 for word in words], np.float32)
    return unit(worth @ table.vectors(words))
