"""Dates in a row of words, each made one word: "30 May", "May 30th", "2024-05-30" and 5월 30일 are all 30_may."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.matching.language import language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

_NAMES = "january february march april may june july august september october november december"
MONTHS = tuple(_NAMES.split())
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
_WEEK = tuple(_WEEKDAYS.split())
_RELATIVE = "today yesterday tomorrow tonight this_year last_year next_year this_month last_month this_week last_week"
_DAYS = frozenset((*_WEEKDAYS.split(), "today", "yesterday", "tomorrow", "tonight"))
_MODAL = {"may": "in_may", "march": "in_march"}  # month names that are other words too
_TIMES = frozenset((*MONTHS, *_WEEKDAYS.split(), *_RELATIVE.split(), *_MODAL.values())) - _MODAL.keys()
_UNSPACED_DAYS = {
    **dict.fromkeys(("그저께", "그제", "一昨日", "おととい"), 2),
    **dict.fromkeys(("어제", "昨日", "きのう"), 1),
    **dict.fromkeys(("오늘", "今日", "きょう"), 0),
    **dict.fromkeys(("내일", "明日", "あした"), -1),
    **dict.fromkeys(("모레", "明後日", "あさって"), -2),
}
_UNSPACED_DAY = re.compile(f"(?<!とう)(?:{'|'.join(_UNSPACED_DAYS)})(?!本)")  # とうきょう is Tokyo, 今日本 "now Japan"
_MONTH_SIGNS = "월月"
_DAY_SIGNS = "일日"
_LASTING = "간間본本"  # "for 30 days", and the first character of Japan
_ENDINGS_OF_ORDINALS = ("st", "nd", "rd", "th")
_LAST_DAY = 31
_YEARS = range(1900, 2101)


def with_dates(words: Sequence[str]) -> tuple[str, ...]:
    """Make one word of each date, and mark "may" and "march" where they are months."""
    found: list[str] = []
    place = 0
    while place < len(words):
        date, length = _date_at(words, place)
        if not date and words[place] in _MODAL and found and found[-1] in language().before_a_month:
            date, length = _MODAL[words[place]], 1
        found.append(date or words[place])
        place += length or 1
        if date.endswith(_ENDINGS_OF_ORDINALS) and (rest := words[place - 1][1:]):
            found.append(rest)  # what sticks to the sign of a day, 日のミサイル
    return tuple(found)


def dates_a_thing(words: Sequence[str]) -> bool:
    """Whether a date tells which of several things is meant: "the launch of 30 May"."""
    return any(of == "of" and (day.isdigit() or day in _TIMES or day in _MODAL) for of, day in pairwise(words))


@lru_cache(maxsize=64)
def named_from(today: date) -> Mapping[str, str]:
    """What the words that are named from `today` mean, in the forms of `with_dates`: "yesterday" is 30_may.

    A weekday is the latest one, today included. Which year it is, is for the answer's own date to tell.
    """
    named = {day: _form_of(today - timedelta(days=(today.weekday() - place) % 7)) for place, day in enumerate(_WEEK)}
    named |= {"today": _form_of(today), "tonight": _form_of(today)}
    named |= {"yesterday": _form_of(today - timedelta(days=1)), "tomorrow": _form_of(today + timedelta(days=1))}
    last = today.replace(day=1) - timedelta(days=1)
    named |= {f"{word}_month": _month_form(day) for word, day in (("this", today), ("last", last))}
    named |= {"this_year": f"{today.year}", "last_year": f"{today.year - 1}", "next_year": f"{today.year + 1}"}
    return named


def with_days_named(text: str, today: date) -> str:
    """The text with the Korean and Japanese words for days near `today` made dates: 어제 is 5월 30일."""

    def dated(found: re.Match[str]) -> str:
        day = today - timedelta(days=_UNSPACED_DAYS[found.group()])
        signs = "월 일" if "가" <= found.group()[0] <= "힣" else "月 日"
        month, after = signs.split()
        return f"{day.month}{month} {day.day}{after} "

    return _UNSPACED_DAY.sub(dated, text)


def _form_of(day: date) -> str:
    return f"{day.day}_{MONTHS[day.month - 1]}"


def _month_form(day: date) -> str:
    month = MONTHS[day.month - 1]
    return _MODAL.get(month, month)


def is_time(form: str) -> bool:
    """Whether a word is a date, a month, a weekday, a year or a day that is named from today."""
    return form in _TIMES or (form.isdecimal() and int(form) in _YEARS) or month_of(form) is not None


def is_day(form: str) -> bool:
    """Whether a word is a time no longer than a day: a date, a weekday, a day that is named from today."""
    return day_of(form) is not None or form in _DAYS


def day_of(form: str) -> str | None:
    """The day's ordinal of a date that `with_dates` made: "30th" for 30_may."""
    day, _, month = form.partition("_")
    if month not in MONTHS or not day.isdecimal():
        return None
    return ordinal(int(day))


def ordinal(number: int) -> str:
    """The ordinal of a number in figures: "30th"."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in range(11, 14) else "th"
    return f"{number}{ending}"


def month_of(form: str) -> str | None:
    """The month of a date that `with_dates` made, in the form that a month alone has."""
    month = form.rpartition("_")[2]
    return _MODAL.get(month, month) if "_" in form and month in MONTHS else None


def _date_at(words: Sequence[str], place: int) -> tuple[str, int]:
    """The date that begins at a place, and how many words it takes; 0 words where none begins."""
    first, second, third, fourth, *_ = (*words[place : place + 4], "", "", "", "")
    day, month, length = "", "", 0
    linked = second in {"of", "the"}  # "30th of May", "May the 30th"
    other = third if linked else second
    if _day(first) and other in MONTHS:
        day, month, length = _day(first), other, 2 + linked
    elif first in MONTHS and _day(other):
        day, month, length = _day(other), first, 2 + linked
    elif first in _MODAL and second.isdecimal() and int(second) in _YEARS:
        month, length = first, 1
    elif _month(first) and second[:1] in {*_MONTH_SIGNS}:
        dated = len(second) == 1 and _day(third) and fourth[:1] in {*_DAY_SIGNS}
        day, month, length = (_day(third), _month(first), 4) if dated else ("", _month(first), 2)
    elif _day(first) and second[:1] in {*_DAY_SIGNS} and second[1:2] not in {*_LASTING}:
        return ordinal(int(_day(first))), 2
    return (f"{day}_{month}" if day else _MODAL.get(month, month)), length


def _day(word: str) -> str:
    figure = word.removesuffix("st").removesuffix("nd").removesuffix("rd").removesuffix("th")
    return figure if figure.isdecimal() and 1 <= int(figure) <= _LAST_DAY else ""


def _month(word: str) -> str:
    return MONTHS[int(word) - 1] if word.isdecimal() and 1 <= int(word) <= len(MONTHS) else ""
