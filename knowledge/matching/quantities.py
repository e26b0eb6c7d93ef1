"""Numbers, days and times that a question takes for granted."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from knowledge.matching.dates import day_of, is_time
from knowledge.matching.premises import ORDINALS, Premise, asking, habits
from knowledge.matching.questions import Kind, asks_yes_or_no
from knowledge.matching.stated import WEEKDAYS, Clock, Day, Figure
from knowledge.text import is_unspaced, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from knowledge.matching.names import Term

_CLOCK = re.compile(
    r"\b(?:at |around |about )*(?:(?P<hour>[01]?\d|2[0-3])[:h](?P<minute>[0-5]\d)(?: ?(?P<half>[ap])\.?m\b\.?)?"
    r"|(?P<full>1[0-2]|0?[1-9]) ?(?P<side>[ap])\.?m\b\.?)"
)
_NOON = 12
_YEARS = range(1900, 2101)
_LONGEST_BOUND = 3  # words
_LONGEST_NUMBER = 15  # digits, as of a claim's value
_COUNTED = re.compile("발|번|기|명|개|차례|대|곳|発|发|枚|回|基|機|人|個|度|つ")
_HANGUL = re.compile("[가-힣]")


def clocks(text: str, terms_of: Callable[[str], Sequence[Term]]) -> Iterator[Premise]:
    """The clock time or part of the day of what is the one of its kind: "the launch was at 9 am"."""
    found = _CLOCK.search(text) or _part_of_day().search(text)
    if found:
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        if not habits().definite.isdisjoint(words(rest)):
            stated = _clock(found.groupdict())
            yield Premise(asks=asking("what time", terms_of(rest)), kind=Kind.CLOCK, stated=stated)


def figures(terms: Sequence[Term]) -> Iterator[Premise]:
    """Numbers of something; not years, nor those between which the question leaves the choice."""
    if any(term.said == "or" for term in terms):
        return
    for place, term in enumerate(terms):
        if not term.said.isdecimal() or len(term.said) > _LONGEST_NUMBER or int(term.said) in _YEARS:
            continue
        before, number, after = terms[:place], int(term.said), terms[place + 1 :]
        stated = Figure(low=number, high=number)
        if not any(is_unspaced(other.said) for other in terms):
            before, stated = _bounded(before, replace(stated, unit=after[0].said if after else ""))
            asks = asking("how many", after, before)
        elif not after or not _COUNTED.match(after[0].said):
            continue
        elif any(_HANGUL.search(other.said) for other in terms):
            asks = asking(before, "몇", after)
        else:
            asks = asking(before, f"何{asking(after)}")
        yield Premise(asks=asks, kind=Kind.COUNT, stated=stated)


def ordinals(terms: Sequence[Term], *, firm: bool) -> Iterator[Premise]:
    """The place in a row: "it was the tenth test"."""
    for place, term in enumerate(terms):
        if term.said in ORDINALS:
            number = int(term.said[:-2])
            stated = Figure(low=number, high=number)
            asks = asking("which", terms[place + 1 :], terms[:place])
            yield Premise(asks=asks, kind=Kind.WHAT, told=ORDINALS, stated=stated, firm=firm)


def days(terms: Sequence[Term], *, firm: bool) -> Iterator[Premise]:
    """The weekday or the day of a month of what is the one of its kind, and has no other time.

    Which day "today" is, the asker's clock tells, and no wording of theirs.
    """
    times = [place for place, term in enumerate(terms) if is_time(term.form)]
    years = [place for place in times if terms[place].said.isdecimal()]
    found = [place for place in times if day_of(terms[place].form) or terms[place].form in WEEKDAYS]
    if len(found) != 1 or len(years) > 1 or len(times) != len(found) + len(years):
        return
    [place] = found
    before = terms[:place]
    definite = any(term.said in habits().definite for term in terms)
    if not definite or (before and before[-1].said in habits().another):
        return
    if before and before[-1].said in {"on", "this"}:
        before = before[:-1]
    after = [term for n, term in enumerate(terms) if n > place and n not in years]
    when = "when" if asks_yes_or_no([term.said for term in before]) else "on what day"
    yield Premise(
        asks=asking(when, before, after),
        kind=Kind.WHEN,
        stated=Day(name=terms[place].form, year=int(terms[years[0]].said) if years else None),
        firm=firm or day_of(terms[place].form) is None,
    )


def _bounded(before: Sequence[Term], figure: Figure) -> tuple[Sequence[Term], Figure]:
    """What stands before a number without the words that bound it, and the figure that they make of it."""
    before = [term for term in before if term.said not in habits().barely]
    length = _LONGEST_BOUND
    while length:
        spelt = tuple(term.said for term in before[-length:])
        bound = habits().bounds.get(spelt) if len(spelt) == length else None
        if bound is None:
            length -= 1
            continue
        before, length = before[:-length], _LONGEST_BOUND
        match bound:
            case "over":
                figure = replace(figure, low=figure.low + 1 if figure.low is not None else None, high=None)
            case "under":
                figure = replace(figure, high=figure.high - 1 if figure.high is not None else None, low=None)
            case "least":
                figure = replace(figure, high=None)
            case "most":
                figure = replace(figure, low=None)
            case _:
                figure = replace(figure, about=True)
    return before, figure


def _clock(found: dict[str, str | None]) -> Clock:
    if named := found.get("time"):
        first, last = habits().hours[named]
        return Clock(first=60 * first, last=60 * last - 1)
    half = found["half"] or found["side"]
    hour = int(found["hour"] or found["full"] or 0)
    if half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    first = 60 * hour + int(found["minute"] or 0)
    return Clock(first=first, last=first if found["minute"] else first + 59, either=not half and hour < _NOON)


@cache
def _part_of_day() -> re.Pattern[str]:
    return re.compile(rf"\b(?:in the|at) (?:early |late )?(?P<time>{'|'.join(habits().hours)})\b")
