"""Words that are spelt nearly alike.

Edits change letters: one edit takes a letter away, or puts one in, or both. So words that are k edits apart, and d
letters longer or shorter, differ in at most 2 k - d of the letters that they have, whatever their order. That is told
by a few bits for thousands of words at once, and leaves some dozens to compare.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.matching.runs import Ints

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

_MOST = 5
_HALF = 13  # bits: two of them hold the alphabet


class Lookalikes:
    """Words, to be found by what is spelt like one of them. They never change: `replaced` makes others."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        by_length: dict[int, list[str]] = {}
        for word in words:
            by_length.setdefault(len(word), []).append(word)
        self._shelves: Mapping[int, _Shelf] = {length: _Shelf.of(listed) for length, listed in by_length.items()}

    def replaced(self, gone: Collection[str], new: Collection[str]) -> Lookalikes:
        """Other words: these without some of them, and with new ones."""
        other = Lookalikes()
        other._shelves = {**self._shelves}
        for length in {len(word) for word in (*gone, *new)}:
            here = set(self._shelves[length].words) if length in self._shelves else set()
            other._shelves[length] = _Shelf.of(
                sorted((here | {word for word in new if len(word) == length}).difference(gone))
            )
        return other

    def of(self, word: str, reach: int, least: float) -> list[tuple[str, float]]:
        """The five likest words, at most `reach` letters longer or shorter, and how like they are, from `least` up.

        Likeness is 1 less the share of letters that edits change, a swap of two neighbours being one (optimal string
        alignment).
        """
        lengths = range(len(word) - reach, len(word) + reach + 1)
        shelves = [(length, self._shelves[length]) for length in lengths if length in self._shelves]
        near = [
            other
            for length, shelf in shelves
            for other in shelf.near(word, int((1 - least) * max(len(word), length) + 1e-9))
        ]
        found = process.extract(word, near, scorer=OSA.normalized_similarity, score_cutoff=least, limit=_MOST)
        return [(other, likeness) for other, likeness, _ in found]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Words of one length, and for each the letters that it has, a bit each."""

    words: tuple[str, ...]
    letters: Ints

    @classmethod
    def of(cls, words: Iterable[str]) -> _Shelf:
        listed = tuple(words)
        return cls(listed, _letters(listed))

    def near(self, word: str, edits: int) -> list[str]:
        """The words that may be so many edits from one, in order."""
        differing = self.letters ^ _letters((word,))
        ones = _ones()[differing & (2**_HALF - 1)] + _ones()[differing >> _HALF]
        most = 2 * edits - abs(len(self.words[0]) - len(word)) if self.words else 0
        return [self.words[place] for place in np.flatnonzero(ones <= most).tolist()]


def _letters(words: tuple[str, ...]) -> Ints:
    """The letters from a to z that words of one length have, a bit each."""
    if not words:
        return np.zeros(0, np.int32)
    spelt = np.frombuffer("".join(words).encode("utf-32-le", "replace"), np.uint32).reshape(len(words), -1)
    places = spelt.astype(np.int32) - ord("a")
    bits = np.where((places >= 0) & (places < 2 * _HALF), 1 << np.clip(places, 0, 2 * _HALF), 0)
    letters: Ints = np.bitwise_or.reduce(bits, axis=1).astype(np.int32)
    return letters


@cache
def _ones() -> Ints:
    """How many bits are 1 in each number of so many bits."""
    return np.array([number.bit_count() for number in range(2**_HALF)], np.uint8)
