"""Mending of slips: words that neither the facts nor English know become the nearest word that one of them knows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.matching.language import base, language
from knowledge.matching.numerals import is_number
from knowledge.text import stem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

COMMON_WORDS = 60_000

_SHORTEST = 4  # letters; a shorter word is like too many others
_LONGEST = 24
_LIKE_A_KNOWN_WORD = 0.70
_LIKE_A_COMMON_WORD = 0.74
_ADVANTAGE_OF_KNOWN = 0.06
_MENDED_AT_MOST = 12  # words of one question
_REMEMBERED = 20_000
_SHORT_NAME = 8


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Common English words with their ranks, from the word list that symspellpy ships (Google Books and SCOWL)."""

    ranks: Mapping[str, int]
    stems: frozenset[str]
    by_length: Mapping[int, tuple[str, ...]]

    def knows(self, word: str) -> bool:
        """Whether it is a common word or an inflection of one."""
        return word in self.ranks or stem(word) in self.stems


@cache
def lexicon() -> Lexicon:
    """Read the word list, once, when the first unknown word is met."""
    listed = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    counted = [
        (int(count), word) for word, count in map(str.split, listed.splitlines()) if word.isalpha() and len(word) > 1
    ]
    counted.sort(key=lambda entry: (-entry[0], entry[1]))
    common = [word for _, word in counted[:COMMON_WORDS]]
    return Lexicon({word: rank for rank, word in enumerate(common)}, frozenset(map(stem, common)), _by_length(common))


class Speller:
    """Mends words by the words of the facts first and by common English second.

    `counts` are the words of the facts, `protected` are words of names: both are right as they are. A name that
    is no English word only mends what is one letter off, or two in a long one that begins alike: other towns have
    like names.
    """

    def __init__(self, counts: Mapping[str, int], protected: Collection[str]) -> None:
        self._names = frozenset(protected)
        self._counts = Counter({word: count for word, count in counts.items() if not is_number(word)})
        for word in protected:
            self._counts[word] += 0
        self._bases = {base(word) for word in self._counts}
        self._by_length = _by_length(sorted(self._counts))
        self._mended: dict[str, str] = {}

    def mend(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the words, unknown ones replaced by what they were meant to be."""
        mended: list[str] = []
        tried = 0
        for word in words:
            if word in self._counts:
                mended.append(word)
            elif (meant := language().slips.get(word)) is not None:
                mended.extend(meant.split())
            elif tried < _MENDED_AT_MOST and self._looks_wrong(word):
                tried += 1
                mended.append(self._remembered(word))
            else:
                mended.append(word)
        return tuple(mended)

    def _looks_wrong(self, word: str) -> bool:
        return (
            _SHORTEST <= len(word) <= _LONGEST
            and word.isascii()
            and word.isalpha()
            and base(word) not in self._bases
            and not lexicon().knows(word)
        )

    def _remembered(self, word: str) -> str:
        if word not in self._mended:
            if len(self._mended) >= _REMEMBERED:
                self._mended.clear()
            self._mended[word] = self._nearest(word)
        return self._mended[word]

    def _nearest(self, word: str) -> str:
        known = max(
            (
                (likeness + 0.01 * math.log1p(self._counts[near]), near, likeness)
                for near, likeness in _alike(word, self._by_length, 2, _LIKE_A_KNOWN_WORD)
                if self._may_be_meant(word, near)
            ),
            default=None,
        )
        ranks = lexicon().ranks
        common = max(
            (
                (likeness - 0.01 * math.log10(1 + ranks[near]), near, likeness)
                for near, likeness in _alike(word, lexicon().by_length, 1, _LIKE_A_COMMON_WORD)
                if self._may_be_meant(word, near)
            ),
            default=None,
        )
        if known and (not common or known[2] >= common[2] - _ADVANTAGE_OF_KNOWN):
            return known[1]
        return common[1] if common else word

    def _may_be_meant(self, word: str, near: str) -> bool:
        if near in lexicon().ranks and near not in self._names:
            return True
        alike = len(near) >= _SHORT_NAME and near[0] == word[0]
        return OSA.distance(word, near) <= (2 if alike else 1)


def _alike(
    word: str, by_length: Mapping[int, tuple[str, ...]], reach: int, least: float
) -> Iterable[tuple[str, float]]:
    lengths = range(len(word) - reach, len(word) + reach + 1)
    near = [other for length in lengths for other in by_length.get(length, ())]
    found = process.extract(word, near, scorer=OSA.normalized_similarity, score_cutoff=least, limit=5)
    return [(other, likeness) for other, likeness, _ in found]


def _by_length(listed: Iterable[str]) -> dict[int, tuple[str, ...]]:
    lengths: dict[int, list[str]] = {}
    for word in listed:
        lengths.setdefault(len(word), []).append(word)
    return {length: tuple(same) for length, same in lengths.items()}
