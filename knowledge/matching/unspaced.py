"""Korean and Japanese as the matcher reads them: as the English words that they mean.

A question in Korean then finds what was written in English, Japanese or Korean, and is judged by the same veto. Words
that the glossary does not know stay as they are, without their endings, and only explain themselves.
"""

from __future__ import annotations

import re
from collections import deque
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.matching import japanese, korean
from knowledge.matching.dates import MONTHS, ordinal
from knowledge.matching.glossary import HOW_MANY, glossaries
from knowledge.text import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.matching.glossary import Meant

_MONTH = re.compile("[월月]")
_DAY = re.compile("(?:일|日)(?![간間後目以本数])")
_LASTING = re.compile("동안|만|뒤|후|전")  # behind a number of days, which is no date then
_YEAR = re.compile("년(?!간|도안)|年(?!間)")
_DIGITS_OF_A_YEAR = 4
_ORDINAL = re.compile("번째|회차|차(?!례)|回目|番目|度目")
_MOST = re.compile("番(?!目)")
_LONGEST_ORDINAL = 3  # digits
_ASKS_COUNT = "몇"
_LAUGHTER = re.compile("w+")
_ACTING = re.compile("군대?|정부|軍|政府")
_SAME_PARTICLE = {
    "한테": "에게",
    "께": "에게",
    "께서": "이",
    **dict.fromkeys(("에게서", "한테서", "으로부터", "로부터"), "에서"),
    "には": "に",
    "では": "で",
    "での": "で",
    "とは": "",
    "との": "と",
    "へは": "へ",
    "への": "へ",
}


def in_english(words: Iterable[str], *, behind_name: bool = False) -> tuple[str, ...]:
    """Words in English: 5 월 30 일 몇 발 쐈어 is "may 30 how many launch did". None of them is part of a name.

    `behind_name` tells that the first one sticks to a Korean or Japanese name: its particle stays, for the roles.
    """
    meant: list[str] = []
    left = deque(words)
    if left and behind_name and is_unspaced(left[0]):
        particle, rest = _particle(left.popleft())
        meant += filter(None, [particle])
        left.extendleft(filter(None, [rest]))
    while left:
        word = left.popleft()
        if is_unspaced(word):
            counting = bool(meant) and meant[-1].isdecimal()
            meant += (
                _hangul(word, left, counting=counting) if _is_hangul(word) else japanese.read(word, counting=counting)
            )
        elif word.isdecimal():
            meant += _figure(word, left)
        elif not _LAUGHTER.fullmatch(word):
            meant.append(word)
    return tuple(word for before, word in pairwise(("", *meant)) if word != before or word.isdecimal())


def explains(word: str, others: frozenset[str]) -> bool:
    """Whether a word that the glossary does not know stands in others, or is a form of one of them."""
    return korean.explains(word, others) if _is_hangul(word) else japanese.explains(word, others)


def _hangul(word: str, left: deque[str], *, counting: bool) -> Meant:
    if word == _ASKS_COUNT and left and _is_hangul(left[0]):
        word += left.popleft()
    if word.startswith(_ASKS_COUNT) and len(word) > 1:
        counter = korean.counter(word[1:])
        return glossaries()[0].asked[counter] if counter else (*HOW_MANY, *korean.read(word[1:]))
    if counting and (counter := korean.counter(word)):
        return glossaries()[0].counted[counter]
    following = left[0] if left and _is_hangul(left[0]) else ""
    if following and (together := korean.read_together(word, following)):
        left.popleft()
        return together
    return korean.read(word, following)


def _figure(number: str, left: deque[str]) -> Meant:
    """A number; as a date, a year or an ordinal where the sign of one follows, which is taken off what is left."""
    sign = left[0] if left else ""
    if len(number) == _DIGITS_OF_A_YEAR and _taken(_YEAR, left):
        return (number,)
    if len(number) <= _LONGEST_ORDINAL and _taken(_ORDINAL, left):
        return (ordinal(int(number)),)
    if int(number[:_LONGEST_ORDINAL]) in range(1, len(MONTHS) + 1) and _taken(_MONTH, left):
        return _date(MONTHS[int(number) - 1], left)
    lasting = len(sign) == 1 and len(left) > 1 and _LASTING.match(left[1])
    if len(number) <= _LONGEST_ORDINAL and not lasting and _taken(_DAY, left):
        return (ordinal(int(number)),)
    if number == "1" and _taken(_MOST, left):
        return ("most",)
    done = number == "1" and _is_hangul(sign) and not korean.counter(sign)  # 한 is "one", and "done": 한 말
    return () if done else (number,)


def _date(month: str, left: deque[str]) -> Meant:
    """A month, with the day of it that follows."""
    if len(left) > 1 and left[0].isdecimal() and _DAY.match(left[1]):
        day = left.popleft()
        _taken(_DAY, left)
        return month, day
    return "in", month


def _taken(sign: re.Pattern[str], left: deque[str]) -> bool:
    """Take a sign off the beginning of the next word, if it stands there."""
    found = sign.match(left[0]) if left else None
    if found is None:
        return False
    rest = left.popleft()[found.end() :]
    if rest:
        left.appendleft(rest)
    return True


def _particle(word: str) -> tuple[str, str]:
    """The particle that a word begins with, and what is left of it; 군은 has that of the country whose army it is."""
    if acting := _ACTING.match(word):
        particle, rest = _particle(word[acting.end() :])
        return particle, acting.group() + rest
    if _is_hangul(word):
        found = korean.particle(word)
        return ("", word) if found is None else (_SAME_PARTICLE.get(found, found), "")
    found = japanese.particle(word)
    return _SAME_PARTICLE.get(found, found), word[len(found) :]


def _is_hangul(word: str) -> bool:
    return "\uac00" <= word[:1] <= "\ud7a3" or "\u1100" <= word[:1] <= "\u11ff"
