"""Figures, days and times that a question states, as they compare with what a claim says."""

from __future__ import annotations

from calendar import day_name, month_name
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from knowledge.text import stem
from knowledge.values import Value

WEEKDAYS = frozenset(name.lower() for name in day_name)

_MEASURES = """second minute hour day week month year km kilometer kilometre mile meter metre percent ton tonne kg
dollar euro won million billion"""
_MEASURE_STEMS = frozenset(map(stem, _MEASURES.split()))
_NEAR = 30  # minutes within which a clock time neither bears out another one nor contradicts it
_DAY = 24 * 60
_HALF = _DAY // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of something, or a range of numbers; None is open."""

    low: int | None
    high: int | None
    about: bool = False
    unit: str = ""

    def agrees(self, value: Value) -> bool | None:
        """Whether a claim's value bears it out; None where the two cannot be compared.

        "At least 11" says nothing for or against 20.
        """
        units = {stem(self.unit), stem(value.unit.casefold())}
        if value.is_text or (len(units) > 1 and units & _MEASURE_STEMS):
            return None
        asked = Value(min=self.low, max=self.high, approx=self.about, unit=value.unit)
        if not asked.agrees(value):
            return False
        beyond = value.max is None and isinstance(value.min, int | float) and not _reaches(value.min, self.low)
        below = value.min is None and isinstance(value.max, int | float) and not _reaches(self.high, value.max)
        return None if beyond or below else True


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A weekday ("wednesday"), or a day of a month ("30_may") with or without its year."""

    name: str
    year: int | None = None

    def agrees(self, value: Value) -> bool | None:
        """Whether a claim's date is that day; None where it is no single date."""
        if value.unit != "date" or value.min is None or value.min != value.max:
            return None
        day = date.fromisoformat(str(value.min))
        named = {day_name[day.weekday()].lower(), f"{day.day}_{month_name[day.month].lower()}"}
        return self.name in named and self.year in {None, day.year}


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A stretch of the day in minutes since midnight, both ends included: a minute, an hour or an evening.

    `either` half of the day may be meant where neither was named.
    """

    first: int
    last: int
    either: bool = False

    def agrees(self, value: Value) -> bool | None:
        """Whether a claim's clock time lies in it; None where it is near, and where it is no single time."""
        if value.unit != "time" or value.min is None or value.min != value.max:
            return None
        hours, minutes = map(int, str(value.min).split(":"))
        at = 60 * hours + minutes
        off = min(self._off(at), self._off(at + _HALF) if self.either else _DAY)
        if off == 0:
            return True
        return None if off <= _NEAR else False

    def _off(self, at: int) -> int:
        """Minutes from a time to the nearest end, around the clock; none inside."""
        length = self.last - self.first
        into = (at - self.first) % _DAY
        return 0 if into <= length else min(into - length, _DAY - into)


def _reaches(high: float | None, low: float | None) -> bool:
    """Whether a range that ends at `high` meets one that begins at `low`; None is open."""
    return high is not None and low is not None and high >= low


Stated: TypeAlias = Figure | Day | Clock
