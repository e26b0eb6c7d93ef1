"""The kind of a question: what sort of answer would satisfy it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from knowledge.matching.language import base

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Kind(StrEnum):
    """What a question asks for. `OTHER` is a yes-or-no question or a row of keywords: it may be any of them."""

    COUNT = "count"
    CLOCK = "clock"
    AGO = "ago"
    WHEN = "when"
    DIRECTION = "direction"
    DURATION = "duration"
    AMOUNT = "amount"
    DISTANCE = "distance"
    AGE = "age"
    SPEED = "speed"
    WHERE = "where"
    WHY = "why"
    WHO = "who"
    MEASURE = "measure"
    HOW = "how"
    WHAT = "what"
    OTHER = "other"


FITTING = {
    Kind.COUNT: {Kind.COUNT},
    Kind.CLOCK: {Kind.CLOCK},
    Kind.AGO: {Kind.AGO, Kind.WHEN, Kind.DURATION},
    Kind.WHEN: {Kind.WHEN, Kind.AGO, Kind.DURATION},
    Kind.DURATION: {Kind.DURATION, Kind.AGO, Kind.WHEN},
    Kind.AMOUNT: {Kind.AMOUNT},
    Kind.DISTANCE: {Kind.DISTANCE},
    Kind.AGE: {Kind.AGE},
    Kind.SPEED: {Kind.SPEED},
    Kind.WHERE: {Kind.WHERE},
    Kind.DIRECTION: {Kind.DIRECTION},
    Kind.WHY: {Kind.WHY},
    Kind.WHO: {Kind.WHO},
    Kind.MEASURE: {Kind.MEASURE},
}
"""Which kinds of phrasings satisfy a kind of question. Kinds that are missing here fit anything but these."""

_MAY_JOIN = frozenset([Kind.WHEN, Kind.WHERE, Kind.WHY, Kind.WHO])
_CONJUNCTIONS = {"when": Kind.WHEN, "where": Kind.WHERE, "why": Kind.WHY}
_PERSONS = frozenset({"who", "whom", "whose"})
_AUXILIARY = "did do does is was are were will would can could has have had should might may"
_AUXILIARIES = frozenset(_AUXILIARY.split())
_HEADING = 4  # words before a question word that still heads the question
_SHORT = 6  # words of a question in which any question word heads it


@lru_cache(maxsize=4_096)
def kind_of(words: tuple[str, ...]) -> Kind:
    """Tell the kind of a question by the question word that heads it.

    "When" in "what did they do when it failed" and "where" in "the place where" join clauses: they ask nothing.
    """
    text = " ".join(words)
    kind = next((kind for kind, pattern in _patterns().kinds if pattern.search(text)), Kind.OTHER)
    if kind not in _MAY_JOIN or _patterns().heading.search(text) or (kind is Kind.WHY and "why" not in words):
        return kind
    if heading := _heading(words):
        return heading
    if "how" in words:
        return Kind.HOW
    return Kind.WHAT if {"what", "which"} & set(words) else Kind.OTHER


def _heading(words: Sequence[str]) -> Kind | None:
    """The kind of the question word that heads a question, if one of those that may also join clauses does."""
    short = len(words) <= _SHORT
    for place, word in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else ""
        if word in _PERSONS and place < _HEADING:
            return Kind.WHO
        if word in _CONJUNCTIONS and (
            (following in _AUXILIARIES and place <= _HEADING) or (short and (place == 0 or not following))
        ):
            return _CONJUNCTIONS[word]
    return None


@dataclass(frozen=True, slots=True)
class _Patterns:
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...]
    heading: re.Pattern[str]
    said: Mapping[Kind, frozenset[str]]


@cache
def _patterns() -> _Patterns:
    """Read `questions.toml`, once, when the first question comes."""
    told = tomllib.loads(files("knowledge.matching").joinpath("questions.toml").read_text(encoding="utf-8"))
    people = "|".join(told["people"].split())

    def either(patterns: Sequence[str]) -> re.Pattern[str]:
        return re.compile("|".join(patterns).replace("PEOPLE", people))

    return _Patterns(
        tuple((Kind(entry["name"]), either(entry["patterns"])) for entry in told["kind"]),
        either(told["heading"]),
        {Kind(entry["name"]): frozenset(map(base, entry.get("said", "").split())) for entry in told["kind"]},
    )


def kind_of_unspaced(words: Iterable[str]) -> Kind:
    """Tell the kind of a Korean or Japanese question by the question words in it."""
    text = " ".join(words)
    return next((kind for kind, pattern in _unspaced_patterns() if pattern.search(text)), Kind.OTHER)


@cache
def _unspaced_patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    """Read `unspaced.toml`, once, when the first Korean or Japanese text comes."""
    told = tomllib.loads(files("knowledge.matching").joinpath("unspaced.toml").read_text(encoding="utf-8"))
    return tuple((Kind(entry["name"]), re.compile("|".join(entry["patterns"]))) for entry in told["kind"])


def names_kind(form: str, kind: Kind) -> bool:
    """Whether a stem merely names the kind that is asked for: "place" in "in which place"."""
    return form in _patterns().said.get(kind, ())


def asks_yes_or_no(words: Sequence[str]) -> bool:
    """Whether a question begins with an auxiliary: "was it three?"."""
    return bool(words) and words[0] in _AUXILIARIES
