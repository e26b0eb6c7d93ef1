"""The stretch of days that "today", "this year" or "last month" means on the day it is said."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.asof import AsOf

_UNITS = {  # with a space before them, or after anything: Japanese has no spaces, but 本日 is not in 日本日報
    "day": (r"today|tonight|this (?:morning|afternoon|evening)|오늘|きょう", r"今日|(?<!日)本日"),
    "day before": (r"yesterday|last night|어제|きのう", r"昨日"),
    "week": (r"this week|이번 ?주", r"今週"),
    "week before": (r"last week|지난 ?주", r"先週"),
    "month": (r"this month|이번 ?달|이달", r"今月"),
    "month before": (r"last month|지난 ?달", r"先月"),
    "year": (r"this year|올해|금년|ことし", r"今年"),
    "year before": (r"last year|작년|지난해", r"昨年|去年"),
}
_SAID = {
    name: re.compile(rf"(?<!\w)(?:{spaced})|{unspaced}", re.IGNORECASE) for name, (spaced, unspaced) in _UNITS.items()
}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `first` to `last`, both included; `unit` is "day", "week", "month" or "year"."""

    unit: str
    first: date
    last: date

    def holds(self, when: AsOf) -> bool:
        """Whether `when` can lie in it, as precisely as it is known."""
        iso = when.iso
        return self.first.isoformat()[: len(iso)] <= iso[:10] <= self.last.isoformat()[: len(iso)]

    def named_in(self, texts: Iterable[str]) -> bool:
        """Whether a text names this very stretch: its year, its month and year, or its day."""
        month = calendar.month_name[self.first.month]
        names = {
            "year": f"{self.first.year}",
            "month": f"{month} {self.first.year}",
            "day": f"{self.first.day} {month} {self.first.year}",
        }
        name = names.get(self.unit)
        return name is not None and any(name in text for text in texts)


def period_in(question: str, today: date) -> Period | None:
    """The narrowest relative period that a question names, seen from `today`; None when it names none."""
    for name, pattern in _SAID.items():
        if pattern.search(question):
            unit, _, before = name.partition(" ")
            return _period(unit, today, before=bool(before))
    return None


def _period(unit: str, today: date, *, before: bool) -> Period:
    match unit:
        case "day":
            first = last = today - timedelta(days=before)
        case "week":
            first = today - timedelta(days=today.weekday() + 7 * before)
            last = first + timedelta(days=6)
        case "month":
            last_of_previous = today.replace(day=1) - timedelta(days=1)
            day = last_of_previous if before else today
            first = day.replace(day=1)
            last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
        case _:
            first = date(today.year - before, 1, 1)
            last = date(today.year - before, 12, 31)
    return Period(unit, first, last)
