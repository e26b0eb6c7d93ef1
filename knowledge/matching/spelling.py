"""Mending of slips: words that neither the facts nor English know become the nearest word that one of them knows."""

from __future__ import annotations

import math
from collections import Counter
from copy import copy
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from string import ascii_lowercase
from types import MappingProxyType
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from knowledge.matching.language import base, language
from knowledge.matching.lookalikes import Lookalikes
from knowledge.matching.numerals import is_number
from knowledge.matching.synonyms import synonyms
from knowledge.text import stem, stems

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

COMMON_WORDS = 60_000

_SHORTEST = 4  # letters; a shorter word is like too many others
_LONGEST = 24
_LIKE_A_KNOWN_WORD = 0.70
_LIKE_A_COMMON_WORD = 0.74
_ADVANTAGE_OF_KNOWN = 0.06
_MENDED_AT_MOST = 12  # words of one question
_REMEMBERED = 20_000
_SHORT_NAME = 8
_RARE = 25_000  # rank from which a common word may be a slip for one that the facts use: "planed" for "planned"
_LIKE_A_RARE_WORD = 0.8
_LONG = 6


class Lexicon:
    """Common English words with their ranks, from the word list that symspellpy ships (Google Books and SCOWL)."""

    def __init__(self, ranked: Sequence[str]) -> None:
        self.ranks = dict(zip(ranked, range(len(ranked)), strict=True))
        self._stems: dict[str, frozenset[str]] = {}

    @cached_property
    def lookalikes(self) -> Lookalikes:
        """The words by how they are spelt."""
        return Lookalikes(self.ranks)

    def knows(self, word: str) -> bool:
        """Whether it is a common word or an inflection of one."""
        return word in self.ranks or stem(word) in self._stems_from(word[:1])

    def prepare(self) -> None:
        """Read now what is else read when a word is looked for."""
        _ = self.lookalikes
        for letter in ascii_lowercase:
            self._stems_from(letter)

    def _stems_from(self, letter: str) -> frozenset[str]:
        """Stems of the words that begin with a letter, which no stemming takes off: all of them would cost 70 ms."""
        if letter not in self._stems:
            self._stems[letter] = frozenset(stems([word for word in self.ranks if word.startswith(letter)]))
        return self._stems[letter]


@cache
def lexicon() -> Lexicon:
    """Read the word list, once, when the first unknown word is met; symspellpy itself is not imported for it."""
    package = find_spec("symspellpy")
    if package is None or not package.submodule_search_locations:
        raise ModuleNotFoundError("symspellpy, whose word list is read, is missing. Install the package again.")
    path = Path(package.submodule_search_locations[0]) / "frequency_dictionary_en_82_765.txt"
    listed = path.read_text(encoding="utf-8-sig").split()
    counted = zip(map(int, listed[1::2]), listed[::2], strict=True)
    ranked = sorted((-count, word) for count, word in counted if len(word) > 1 and word.isalpha())
    return Lexicon([word for _, word in ranked[:COMMON_WORDS]])


class Speller:
    """Mends words by the words of the facts first and by common English second.

    `counts` are the words of the facts' wordings. Words of names and those `told` in answers and voices, which count
    as names too, are right as they are. A name that is no English word only mends what is one letter off, or two in
    a long one that begins alike: other towns have like names.
    """

    def __init__(
        self, counts: Mapping[str, int], names: Collection[str], told: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        self._said: Mapping[str, int] = {}
        self._told: Mapping[str, int] = {}
        self._bases: Mapping[str, int] = {}
        self._lookalikes = Lookalikes()
        self._know(Counter(counts), Counter(told) + Counter(names))

    def replaced(
        self,
        said_less: Mapping[str, int],
        told_less: Mapping[str, int],
        said: Mapping[str, int],
        told: Mapping[str, int],
    ) -> Speller:
        """Make the speller of other facts: these words are said and told so many times less, those so many more."""
        other = copy(self)
        more, also = Counter(said), Counter(told)
        more.subtract(said_less)
        also.subtract(told_less)
        other._know(more, also)  # noqa: SLF001  (of its own class)
        return other

    def _know(self, said: Counter[str], told: Counter[str]) -> None:
        """Take in how many times more, or less, each word is said and told."""
        touched = said.keys() | told.keys()
        before = {word for word in touched if self._knows(word)}
        self._said, self._told = _summed(self._said, said), _summed(self._told, told)
        after = {word for word in touched if self._knows(word)}
        bases = Counter(map(base, after - before))
        bases.subtract(map(base, before - after))
        self._bases = _summed(self._bases, bases)
        self._lookalikes = self._lookalikes.replaced(before - after, after - before)
        self._mended: dict[str, str] = {}

    def _knows(self, word: str) -> bool:
        """Whether a word is right as it is."""
        return word in self._told or (word in self._said and not is_number(word))

    def mend(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the words, unknown ones replaced by what they were meant to be."""
        mended: list[str] = []
        tried = 0
        for word in words:
            if self._knows(word):
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
            and not synonyms().knows(base(word))
            and (not lexicon().knows(word) or (lexicon().ranks.get(word, 0) > _RARE and len(word) >= _LONG))
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
                (likeness + 0.01 * math.log1p(self._said.get(near, 0)), near, likeness)
                for near, likeness in self._lookalikes.of(word, 2, _LIKE_A_KNOWN_WORD)
                if self._may_be_meant(word, near)
            ),
            default=None,
        )
        ranks = lexicon().ranks
        if lexicon().knows(word):
            return known[1] if known and known[2] >= _LIKE_A_RARE_WORD and known[1][0] == word[0] else word
        common = max(
            (
                (likeness - 0.01 * math.log10(1 + ranks[near]), near, likeness)
                for near, likeness in lexicon().lookalikes.of(word, 1, _LIKE_A_COMMON_WORD)
                if self._may_be_meant(word, near)
            ),
            default=None,
        )
        if known and (not common or known[2] >= common[2] - _ADVANTAGE_OF_KNOWN):
            return known[1]
        return common[1] if common else word

    def _may_be_meant(self, word: str, near: str) -> bool:
        if near in lexicon().ranks and near not in self._told:
            return True
        alike = len(near) >= _SHORT_NAME and near[0] == word[0]
        return OSA.distance(word, near) <= (2 if alike else 1)


def _summed(counts: Mapping[str, int], more: Counter[str]) -> Mapping[str, int]:
    summed = {**counts}
    for word, count in more.items():
        summed[word] = summed.get(word, 0) + count
        if not summed[word]:
            del summed[word]
    return summed
