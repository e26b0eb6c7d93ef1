"""Numbers in plain digits, however they are written: in English, Korean and Han numerals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.text import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Sequence

_UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen"""
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = """first:1st second:2nd third:3rd fourth:4th fifth:5th sixth:6th seventh:7th eighth:8th ninth:9th
tenth:10th eleventh:11th twelfth:12th"""
_BELOW_HUNDRED = {word: value for value, word in enumerate(_UNITS.split())} | {
    word: 10 * value for value, word in enumerate(_TENS.split(), start=2)
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_BEGINNINGS = frozenset(("a", "dozen", *_BELOW_HUNDRED))
_ORDINAL = dict(entry.split(":") for entry in _ORDINALS.split())
_DETERMINERS = "the this that last which any no every each next previous another"
_BEFORE_A_PRONOUN = frozenset(_DETERMINERS.split())

_LONGEST_NUMBER = 20  # digits; a longer row of them is a name
_KOREAN_TENS = {"열": 10, "스물": 20, "스무": 20, "서른": 30, "마흔": 40, "쉰": 50}
_KOREAN_UNITS = {"하나": 1, "한": 1, "둘": 2, "두": 2, "셋": 3, "세": 3, "넷": 4, "네": 4, "다섯": 5}
_KOREAN = _KOREAN_TENS | _KOREAN_UNITS | {"여섯": 6, "일곱": 7, "여덟": 8, "아홉": 9}
_KOREAN_NATIVE = re.compile(
    r"(열|스물|스무|서른|마흔|쉰)?(하나|한|둘|두|셋|세|넷|네|다섯|여섯|일곱|여덟|아홉)?"
    r"($|(?=발|번째|번|기|명|개|차례|대|시|척|가지|곳))"
)
_KOREAN_SINO = re.compile(r"([일이삼사오육칠팔구십백천만]{2,}|[일이삼사오육칠팔구십](?=년|월|개월|차))(.*)")
_HAN_NUMBER = re.compile(
    r"[〇一二三四五六七八九十百千万]{2,}|[一二三四五六七八九十](?=[発发枚回次基機人個个年月日時时度番つ])"
)
_HAN_DIGITS = {
    sign: value for signs in ("〇一二三四五六七八九", "영일이삼사오육칠팔구") for value, sign in enumerate(signs)
}
_HAN_POWERS = dict(zip("十百千십백천", (10, 100, 1_000) * 2, strict=True))
_MYRIADS = frozenset("万만")


def numerals(words: Sequence[str]) -> tuple[str, ...]:
    """Write every number of some words in digits: "twelve", "a dozen", 열두 and 十二 are 12, "sixth" is 6th."""
    written: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        value, length = _english(words, place) if word in _BEGINNINGS or word.isdecimal() else (0, 0)
        if length:
            written.append(str(value))
        else:
            written.extend(_single(word))
        place += length or 1
    return tuple(written)


def is_number(word: str) -> bool:
    """Whether a word holds a digit: a figure, a date's day, an ordinal, the number of a model."""
    return any(char.isdigit() for char in word)


def _english(words: Sequence[str], start: int) -> tuple[int, int]:
    """Value of the number that begins at a place, and how many words it takes; 0 words where none begins."""
    first = words[start]
    following = words[start + 1] if start + 1 < len(words) else ""
    if first == "one" and (not following or (start and words[start - 1] in _BEFORE_A_PRONOUN)):
        return 0, 0  # "the one before", "another one"
    if first == "a" and following in _SCALES:
        return _SCALES[following], 2
    if first.isdecimal() and following in _SCALES and len(first) < _LONGEST_NUMBER:
        return int(first) * _SCALES[following], 2
    total = value = length = 0
    for word in words[start:]:
        if word in _BELOW_HUNDRED and _fits(value, _BELOW_HUNDRED[word]):
            value += _BELOW_HUNDRED[word]
        elif word in _SCALES and (value or word == "dozen"):
            value = (value or 1) * _SCALES[word]
            if _SCALES[word] > _SCALES["hundred"]:
                total, value = total + value, 0
        else:
            break
        length += 1
    return total + value, length


def _fits(value: int, addend: int) -> bool:
    """Whether a number below a hundred may follow: "two hundred" + "five", "twenty" + "three", not "two" + "five"."""
    rest = value % 100
    return rest == 0 or (rest in range(20, 100, 10) and addend in range(1, 10))


def _single(word: str) -> tuple[str, ...]:
    if word.isdecimal():
        return (str(int(word)) if len(word) < _LONGEST_NUMBER else word,)
    if word in _ORDINAL:
        return (_ORDINAL[word],)
    if not is_unspaced(word):
        return (word,)
    if (found := _KOREAN_NATIVE.match(word)) and found.group():
        value = sum(_KOREAN[part] for part in found.groups() if part)
        return tuple(filter(None, (str(value), word[found.end() :])))
    if (found := _KOREAN_SINO.fullmatch(word)) and (len(found[1]) == 1 or set(found[1]) & set("십백천만")):
        return tuple(filter(None, (str(_han(found[1])), found[2])))
    parts: list[str] = []
    end = 0
    for found in _HAN_NUMBER.finditer(word):
        parts += [word[end : found.start()], str(_han(found.group()))]
        end = found.end()
    return tuple(filter(None, (*parts, word[end:])))


def _han(signs: str) -> int:
    """Read Han numerals, by place (二〇二四) or by powers of ten (十二, 二千二十四)."""
    if not set(signs) & (_HAN_POWERS.keys() | _MYRIADS):
        return int("".join(str(_HAN_DIGITS[sign]) for sign in signs))
    total = section = digit = 0
    for sign in signs:
        if sign in _MYRIADS:
            total, section, digit = total + 10_000 * (section + digit or 1), 0, 0
        elif sign in _HAN_POWERS:
            section, digit = section + (digit or 1) * _HAN_POWERS[sign], 0
        else:
            digit = _HAN_DIGITS[sign]
    return total + section + digit
