"""As of when something is known: a year, a month, a day or an instant, no more precise than it was given."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from functools import total_ordering
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import tzinfo

_YEAR = re.compile(r"\d{4}", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}\S*", re.ASCII)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_WORDS_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([a-z]+)\.?,?\s+(\d{4})")
_WORDS_DAY_US = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_WORDS_MONTH = re.compile(r"([a-z]+)\.?,?\s+(\d{4})")
_MONTHS = (
    {name.lower(): n for n, name in enumerate(calendar.month_name) if n}
    | {name.lower(): n for n, name in enumerate(calendar.month_abbr) if n}
    | {"sept": 9}
)
_TIMED = re.compile(r"(?P<day>.+?),?\s+(?:at\s+)?(?P<clock>\d{1,2}:\d{2})", re.IGNORECASE)
_FORMS = "2024, 2024-05, 2024-05-30, 30 May 2024, 30 May 2024 06:14, 2024-05-30T06:14+09:00, yesterday, 06:14, or now"


@total_ordering
class AsOf:
    """A point in time as precise as it is known, kept in its ISO 8601 form.

    `AsOf("2024")`, `AsOf("2024-05")`, `AsOf("2024-05-30")`, `AsOf("2024-05-30T06:14+09:00")`.
    An instant has an offset. Anything else, and a day that does not exist, raises `ValueError`
    with a message fit for the person who typed it; `AsOf.parse` reads what people type.

    Ordered by beginning, days beginning in UTC; of two that begin together the vaguer comes first.
    """

    __slots__ = ("iso",)
    iso: str

    def __init__(self, iso: str) -> None:
        object.__setattr__(self, "iso", iso)
        if not 1 < _begin(iso).year < date.max.year:  # the ends of the calendar lie beyond it in some zone
            raise ValueError(_no_date(iso))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"AsOf is immutable: {name} cannot be set to {value!r}")

    @classmethod
    def parse(cls, text: str, *, now: datetime, zone: tzinfo) -> AsOf:
        """Read what a person typed. A clock time without a date is today's, without an offset in `zone`."""
        typed = " ".join(text.split())
        lower = typed.lower()
        local = now.astimezone(zone)
        if lower == "now":
            return cls.at(local)
        if lower in {"today", "yesterday"}:
            return cls((local.date() - timedelta(days=lower == "yesterday")).isoformat())
        if clock := _CLOCK.fullmatch(lower):
            return cls.at(_timed(local.date(), clock, zone))
        if (timed := _TIMED.fullmatch(typed)) and (clock := _CLOCK.fullmatch(timed["clock"])):
            day = cls.parse(timed["day"], now=now, zone=zone)
            return cls.at(_timed(date.fromisoformat(day.iso), clock, zone)) if day.precision == "day" else cls(typed)
        if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d", typed):
            return cls.at(_instant(typed, zone))
        try:
            return cls(_from_words(lower) or typed)
        except ValueError:
            raise ValueError(_no_date(typed)) from None

    @classmethod
    def at(cls, instant: datetime) -> AsOf:
        """The aware `instant`, to the minute."""
        return cls(instant.isoformat(timespec="minutes"))

    @property
    def precision(self) -> str:
        """One of "year", "month", "day" and "instant"."""
        return {4: "year", 7: "month", 10: "day"}.get(len(self.iso), "instant")

    def begins(self, zone: tzinfo = UTC) -> datetime:
        """The first instant of it, aware, in UTC; a year, month or day begins in `zone`."""
        return _begin(self.iso, zone).astimezone(UTC)

    def ends(self, zone: tzinfo = UTC) -> datetime:
        """The first instant after it, aware, in UTC; an instant ends as it begins."""
        begin = _begin(self.iso, zone)
        match self.precision:
            case "year":
                end = begin.replace(year=begin.year + 1)
            case "month":
                end = begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
            case "day":
                end = begin + timedelta(days=1)
            case _:
                end = begin
        return end.astimezone(UTC)

    def __reduce__(self) -> tuple[type[AsOf], tuple[str]]:
        return AsOf, (self.iso,)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AsOf) and self.iso == other.iso

    def __lt__(self, other: AsOf) -> bool:
        return (self.begins(), len(self.iso), self.iso) < (other.begins(), len(other.iso), other.iso)

    def __hash__(self) -> int:
        return hash(self.iso)

    def __repr__(self) -> str:
        return f"AsOf({self.iso!r})"

    def __str__(self) -> str:
        begin = _begin(self.iso)
        month = calendar.month_name[begin.month]
        match self.precision:
            case "year":
                return self.iso
            case "month":
                return f"{month} {begin.year}"
            case "day":
                return f"{begin.day} {month} {begin.year}"
            case _:
                zone = "UTC" if not begin.utcoffset() else f"UTC{begin.isoformat(timespec='minutes')[16:]}"
                return f"{begin.day} {month} {begin.year}, {begin:%H:%M} {zone}"


def _begin(iso: str, zone: tzinfo = UTC) -> datetime:
    try:
        if _YEAR.fullmatch(iso):
            return datetime(int(iso), 1, 1, tzinfo=zone)
        if month := _MONTH.fullmatch(iso):
            return datetime(int(month[1]), int(month[2]), 1, tzinfo=zone)
        if _DAY.fullmatch(iso):
            return datetime.combine(date.fromisoformat(iso), time(), tzinfo=zone)
        # Python reads more forms, such as weeks; days of different forms could not be compared as text.
        instant = datetime.fromisoformat(iso) if _INSTANT.fullmatch(iso) else None
    except ValueError:
        instant = None
    if instant is None:
        raise ValueError(_no_date(iso))
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError(f"“{iso[:40]}” has a time but no offset. Add one, as in 2024-05-30T06:14+09:00.")
    return instant


def _no_date(text: str) -> str:
    return f"“{text[:40]}” is not a date that exists. Write it like {_FORMS}."


def _timed(day: date, clock: re.Match[str], zone: tzinfo) -> datetime:
    hour, minute = map(int, clock.groups())
    return datetime.combine(day, time(hour, minute), tzinfo=zone)


def _instant(typed: str, zone: tzinfo) -> datetime:
    try:
        instant = datetime.fromisoformat(typed)
    except ValueError:
        raise ValueError(f"“{typed[:40]}” is not a time that exists. Write it like {_FORMS}.") from None
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def _from_words(lower: str) -> str | None:
    """Words such as "30 may 2024", "may 30, 2024" or "may 2024" as ISO 8601; None when it is not of that form."""
    if match := _WORDS_DAY.fullmatch(lower):
        day, name, year = match.groups()
    elif match := _WORDS_DAY_US.fullmatch(lower):
        name, day, year = match.groups()
    elif match := _WORDS_MONTH.fullmatch(lower):
        name, year = match.groups()
        return f"{year}-{_MONTHS[name]:02}" if name in _MONTHS else None
    else:
        return None
    return f"{year}-{_MONTHS[name]:02}-{int(day):02}" if name in _MONTHS else None
