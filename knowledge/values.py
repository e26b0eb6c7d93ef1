"""The figure, date or clock time that an answer states, so that claims can be compared."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from dataclasses import dataclass
from datetime import date
from math import isfinite

from knowledge.text import stem

TOLERANCE = 0.10
"""How far an approximate figure may be off and still agree."""

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_ABOUT = r"about|around|approximately|approx\.?|roughly|some|nearly|almost|~|≈|circa"
_AT_LEAST = r"at least|more than|over|no fewer than|≥|>=?"
_AT_MOST = r"at most|up to|fewer than|less than|under|no more than|≤|<=?"
_FIGURE = re.compile(
    rf"^(?:(?P<about>{_ABOUT})\s*|(?P<least>{_AT_LEAST})\s*|(?P<most>{_AT_MOST})\s*)?"
    rf"(?P<low>{_NUMBER})(?:\s*(?:to|-|–|or)\s*(?P<high>{_NUMBER}))?(?P<plus>\+)?(?:\s+(?P<unit>[^\W\d_]+))?",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"^(?:at\s+)?(?P<about>(?:about|around)\s+)?(?P<time>(?:[01]\d|2[0-3]):[0-5]\d)\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d")
_STOP = re.compile(r"[,;:.!?()]|\s[-–—]\s")
_MOST_COUNTED = 4
_HOUR = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_NO_UNITS = {name.lower() for name in (*month_name, *month_abbr)} | {"of", "am", "pm"}  # "30 May" counts nothing
_TOO_LARGE = 10**15  # every whole number below it is one in JavaScript, SQL and a float alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A closed range with a unit; None is open. Both ends of a single figure are the same.

    Unit "date" takes ISO dates, unit "time" clock times "HH:MM", as text; all others take numbers.
    """

    min: float | str | None = None
    max: float | str | None = None
    approx: bool = False
    unit: str = ""

    @property
    def is_text(self) -> bool:
        """Whether the ends are dates or clock times rather than numbers."""
        return self.unit in {"date", "time"}

    def counts_like(self, other: Value) -> bool:
        """Whether both are figures of one unit, in whatever number: "1 missile" and "2 missiles"."""
        return _unit(self) == _unit(other)

    def agrees(self, other: Value) -> bool:
        """Whether both can be true: other units are never compared, an approximate figure may be 10% off."""
        if not self.counts_like(other):
            return True
        (low, high), (other_low, other_high) = self._bounds(), other._bounds()
        return not (_above(low, other_high) or _above(other_low, high))

    def _bounds(self) -> tuple[float | str | None, float | str | None]:
        low, high = self.min, self.max
        if self.approx and not self.is_text:
            low = low - abs(low) * TOLERANCE if isinstance(low, int | float) else low
            high = high + abs(high) * TOLERANCE if isinstance(high, int | float) else high
        return low, high

    def __str__(self) -> str:
        low, high = _shown(self.min), _shown(self.max)
        about = "about " if self.approx else ""
        if self.min is None:
            return f"{about}up to {high}"
        if self.max is None:
            return f"{about}at least {low}"
        return f"{about}{low}" if low == high else f"{about}{low} to {high}"


def value_problem(value: Value) -> str | None:
    """What is wrong with a value, for the person who wrote it, or None."""
    ends = [end for end in (value.min, value.max) if end is not None]
    if not ends:
        return "has neither min nor max: give at least one, or leave the value out"
    if any(isinstance(end, str) != value.is_text for end in ends):
        return 'takes numbers in min and max (text only for the units "date" and "time")'
    if value.is_text and not all(_is_date_or_time(str(end), value.unit) for end in ends):
        return 'takes dates like 2024-05-30 with the unit "date", and times like 06:14 with the unit "time"'
    if any(isinstance(end, int | float) and not _is_bounded(end) for end in ends):
        return "takes numbers of at most 15 digits"
    if value.min is not None and value.max is not None and _above(value.min, value.max):
        return f"has min {value.min} above max {value.max}"
    return None


def value_of(answer: str) -> Value | None:
    """The figure or clock time that `answer` opens with; None unless it opens with exactly one.

    Only the opening is read, because that is what an answer is about; a second figure elsewhere would
    make the reading a guess, so then there is none. A figure that is all of the answer has no unit. What is read
    is valid.
    """
    value = _read(answer)
    return None if value and value_problem(value) else value


def counted_in(answer: str) -> str:
    """What an answer counts, in its own words: those after its figure, up to a stop, and at most four."""
    rest = _DIGITS.split(answer)[-1].removeprefix("+")
    return " ".join(_STOP.split(rest, maxsplit=1)[0].split()[:_MOST_COUNTED])


def span(values: list[Value]) -> str | None:
    """Lay figures of one unit on one line, “10 to 18”; None when they cannot be.

    They cannot where a figure without a unit may be a year, nor where one is open towards nothing that the others
    say: “at least 20” beside 18 is not “18 to 20”.
    """
    lows = [value.min for value in values if value.min is not None]
    highs = [value.max for value in values if value.max is not None]
    if len({_unit(value) for value in values}) != 1 or not values[0].unit or not lows or not highs:
        return None
    low, high = min(lows, key=_key), max(highs, key=_key)
    open_beyond = any(
        (value.max is None and _above(value.min, high)) or (value.min is None and _above(low, value.max))
        for value in values
    )
    return None if open_beyond or not _above(high, low) else f"{_shown(low)} to {_shown(high)}"


def _read(answer: str) -> Value | None:
    text = answer.strip()
    if clock := _CLOCK.match(text):
        return Value(min=clock["time"], max=clock["time"], approx=clock["about"] is not None, unit="time")
    figure = _FIGURE.match(text)
    if figure is None:
        return None
    unit = figure["unit"] or ""
    is_all = not text[figure.end() :].strip(".! ")
    if (unit and unit.lower() in _NO_UNITS) or _DIGITS.search(text, figure.end()) or not (unit or is_all):
        return None
    low = _number(figure["low"])
    high = _number(figure["high"]) if figure["high"] else low
    if figure["most"]:
        return Value(max=high, unit=unit.lower())
    if figure["least"] or figure["plus"]:
        return Value(min=low, unit=unit.lower())
    return Value(min=low, max=high, approx=figure["about"] is not None, unit=unit.lower())


def _unit(value: Value) -> str:
    return stem(value.unit.casefold())


def _key(end: float | str) -> tuple[float, str]:
    return (0.0, end) if isinstance(end, str) else (end, "")


def _above(low: float | str | None, high: float | str | None) -> bool:
    return low is not None and high is not None and _key(low) > _key(high)


def _number(text: str) -> float:
    number = float(text.replace(",", ""))
    return int(number) if number.is_integer() else number


def _shown(end: float | str | None) -> str:
    if isinstance(end, float) and end.is_integer():
        end = int(end)  # the store gives 12 back as 12.0
    return f"{end:,}" if isinstance(end, int | float) else str(end)


def _is_bounded(number: float) -> bool:
    return isfinite(number) and abs(number) < _TOO_LARGE


def _is_date_or_time(text: str, unit: str) -> bool:
    if unit == "time":
        return _HOUR.fullmatch(text) is not None
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
