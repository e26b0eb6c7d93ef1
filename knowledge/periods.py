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

_UNITS = {
    "day": r"today|tonight|this (?:morning|afternoon|evening)|오늘|今日|きょう|本日"
    r"|(?P<day_before>yesterday|last night|어제|昨日|きのう)",
    "week": r"this week|이번 ?주|今週|(?P<week_before>last week|지난 ?주|先週)",
    "month": r"this month|이번 ?달|이달|今月|(?P<month_before>last month|지난 ?달|先月)",
    "year": r"this year|올해|금년|今年|ことし|(?P<year_before>last year|작년|지난해|昨年|去年)",
}
_SAID = {unit: re.compile(rf"(?<!\w)(?:{words})", re.IGNORECASE) for unit, words in _UNITS.items()}


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
    for unit, pattern in _SAID.items():
        if said := pattern.search(question):
            return _period(unit, today, before=said[f"{unit}_before"] is not None)
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
