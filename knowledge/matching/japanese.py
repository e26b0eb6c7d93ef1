"""Japanese runs read as English: cut where it costs least, content looked up, the tails of grammar let go.

A run has no spaces: は発射をどう発表したの. Every way to cut it into words of the glossary, pieces of grammar and
unknown signs has a cost, and the cheapest one is taken (Viterbi's algorithm). The costs were chosen by hand: long
words go before short ones, words before grammar.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.matching.glossary import glossaries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from knowledge.matching.glossary import Meant

_LONGEST = 8  # characters of a piece
_LONGEST_RUN = 500  # characters of a run that are read
_KNOWN, _FOR_EACH_CHARACTER = 0.9, 0.1
_SIGN = 2.0
_NEGATION = 0.2
_GRAMMAR, _KANA = 0.35, 0.4
_UNKNOWN, _OKURIGANA = 3.0, 1.2

_NOT = ("not",)
_COUNTED = "何"
_DONE = re.compile("た$")
_IS = frozenset(["でした", "だった", "であった"])
_PARTICLE = re.compile("から|には|では|とは|へは|との|への|での|[はがをにのでとへも]")
_SCRIPTS = re.compile("[\u3005\u3400-\u9fff]+|[\u30a0-\u30ff]+|[^\u3005\u3400-\u9fff\u30a0-\u30ff]+")
_ROWS = {
    "う": "わいうえおっ",
    "く": "かきくけこいっ",
    "ぐ": "がぎぐげごい",
    "す": "さしすせそ",
    "つ": "たちつてとっ",
    "ぬ": "なにぬねのん",
    "ぶ": "ばびぶべぼん",
    "む": "まみむめもん",
    "る": "らりるれろっ",
}
_ONE_ROW = frozenset("いきしちにひみりぎじびぴえけせてねへめれげぜべぺ")  # before る: a verb of one row, but for a few
_SHORT_ONE_ROW = frozenset("見出得着寝似")
_OF_ONE_ROW = "るたてまなられよ"
_OF_ADJECTIVES = "いくかさけ"


@lru_cache(maxsize=20_000)
def read(run: str, *, counting: bool = False) -> Meant:
    """The English words that a run stands for, with "not" and "did" where it says so; unknown signs stay together.

    With `counting` a number stands before it.
    """
    run = run[:_LONGEST_RUN]
    counted, meant, end = glossaries()[1].counted, list[str](), 0
    if counting and (found := _counters().match(run)):
        meant += counted[found.group()]
        end = found.end()
    while (asked := run.find(_COUNTED, end)) >= 0 and (found := _counters().match(run, asked + 1)):
        meant += (*_read(run[end:asked]), *glossaries()[1].asked[found.group()])
        end = found.end()
    return (*meant, *_read(run[end:]))


def particle(run: str) -> str:
    """The particles that a run begins with, behind a name; empty where there are none."""
    found = _PARTICLE.match(run)
    return found.group() if found else ""


def explains(signs: str, others: set[str] | frozenset[str]) -> bool:
    """Whether unknown signs stand in others, as they are."""
    return len(signs) > 1 and any(signs in other for other in others)


def _read(run: str) -> Iterator[str]:
    unknown = ""
    for (before, _), (piece, told) in pairwise((("", None), *_cut(run))):
        if told is None and piece not in _grammar():
            unknown += piece
            continue
        yield from _content(unknown)
        unknown = ""
        yield from told or ()
        past = (_DONE.search(piece) and piece not in _IS) or (piece == "だ" and before.endswith("ん"))
        if told is None and past:
            yield "did"
    yield from _content(unknown)


def _content(unknown: str) -> Iterator[str]:
    """What is unknown, where it may say something: a lone kana does not."""
    return (part for part in _SCRIPTS.findall(unknown) if len(part) > 1 or not _is_hiragana(part))


def _cut(run: str) -> list[tuple[str, Meant | None]]:
    """The pieces of the cheapest way to cut a run, words of the glossary with what they mean."""
    best: list[tuple[float, int]] = [(0.0, 0), *[(float("inf"), 0)] * len(run)]
    for begin in range(len(run)):
        for end in range(begin + 1, min(len(run), begin + _LONGEST) + 1):
            cost = best[begin][0] + _cost(run, begin, end)
            if cost < best[end][0]:
                best[end] = (cost, begin)
    pieces: list[tuple[str, Meant | None]] = []
    end = len(run)
    while end:
        begin = best[end][1]
        pieces.append((run[begin:end], _meant(run, begin, end)))
        end = begin
    return pieces[::-1]


def _cost(run: str, begin: int, end: int) -> float:
    piece = run[begin:end]
    if (meant := _meant(run, begin, end)) is not None:
        known = _SIGN if len(piece) == 1 and _is_sign(piece) else _KNOWN - _FOR_EACH_CHARACTER * len(piece)
        return _NEGATION if meant == _NOT else known
    if piece in _grammar():
        return _KANA if len(piece) == 1 else _GRAMMAR
    if len(piece) > 1:
        return float("inf")
    return _OKURIGANA if _is_hiragana(piece) and begin and _is_sign(run[begin - 1]) else _UNKNOWN


def _meant(run: str, begin: int, end: int) -> Meant | None:
    """What a piece means by itself; None where it is only part of a longer word."""
    meant = _forms().get(run[begin:end])
    sign = end - begin == 1 and _is_sign(run[begin])
    return None if _in_longer_katakana(run, begin, end) or (sign and not _stands_alone(run, begin, end)) else meant


def _stands_alone(run: str, begin: int, end: int) -> bool:
    """Whether a known sign is no part of a longer word: beside others only where those are a known word."""
    before, after = run[max(0, begin - _LONGEST) : begin], run[end : end + _LONGEST]
    beside = bool(before) and _is_sign(before[-1]), bool(after) and _is_sign(after[0])
    if all(beside) or not any(beside):
        return not any(beside)
    if beside[0]:
        return any(before[-length:] in _forms() for length in range(2, len(before) + 1))
    return any(after[:length] in _forms() for length in range(2, len(after) + 1))


def _in_longer_katakana(run: str, begin: int, end: int) -> bool:
    return _is_katakana(run[begin]) and (
        (begin > 0 and _is_katakana(run[begin - 1])) or (end < len(run) and _is_katakana(run[end]))
    )


def _is_hiragana(character: str) -> bool:
    return "\u3041" <= character <= "\u309f"


def _is_katakana(character: str) -> bool:
    return "\u30a0" <= character <= "\u30ff"


def _is_sign(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


@cache
def _grammar() -> frozenset[str]:
    return frozenset(glossaries()[1].grammar)


@cache
def _counters() -> re.Pattern[str]:
    return re.compile("|".join(sorted(glossaries()[1].counted, key=len, reverse=True)))


@cache
def _forms() -> Mapping[str, Meant]:
    """Every form of every word: 撃た, 撃ち, 撃つ, 撃て, 撃と, 撃っ."""
    forms: dict[str, Meant] = {}
    for word, meant in glossaries()[1].words.items():
        for form in _forms_of(word):
            forms.setdefault(form, meant)
    return forms


def _forms_of(word: str) -> Iterator[str]:
    """A word as it is, and what stands before the endings of a verb or an adjective that is written with signs."""
    yield word
    stem, last = word[:-1], word[-1]
    if not stem or not (any(map(_is_sign, word)) or (last == "い" and len(stem) > 1)):
        return
    if last == "る" and stem[-1] in _ONE_ROW:
        yield stem
    elif last == "る" and stem in _SHORT_ONE_ROW:
        yield from (stem + ending for ending in _OF_ONE_ROW)
    elif last in _ROWS:
        yield from (stem + ending for ending in _ROWS[last])
    elif last == "い":
        yield from (stem + ending for ending in _OF_ADJECTIVES)
