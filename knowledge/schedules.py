"""When a digest is due: by state and not by the clock, and right through every change of summer time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.errors import InvalidError, Problem
from knowledge.zones import read_zone

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
MOST_TIMES = 12

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SETS = {"daily": EVERY_DAY, "every day": EVERY_DAY, "all": EVERY_DAY, "weekdays": EVERY_DAY[:5], "weekends": (5, 6)}
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?P<half>am|pm)?")
_NOON = 12
_MORE_THAN_A_WEEK = timedelta(days=8)  # in which every schedule has a run


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When and where a digest is posted. `id` is the channel's.

    `times` are local clock times "HH:MM" in the IANA `zone`, `days` weekdays with Monday as 0. `since` is the
    revision at which it was set: its first digest counts from there. `always` posts also when nothing changed.
    """

    id: str
    channel: int
    times: tuple[str, ...]
    days: tuple[int, ...] = EVERY_DAY
    zone: str = "UTC"
    always: bool = False
    set_at: datetime
    since: int = 0

    @classmethod
    def of(cls, *, channel: int, times: str, days: str, zone: str, always: bool, now: datetime) -> Schedule:
        """Read what a person typed: "08:00, 20:00", "daily" or "mon, thu", "Seoul". Raises `InvalidError`."""
        problems: list[Problem] = []
        read_times: tuple[str, ...] = ()
        read_days: tuple[int, ...] = ()
        try:
            zone = read_zone(zone)
        except InvalidError as error:
            problems.extend(error.problems)
        try:
            read_times = _times(times)
        except ValueError as error:
            problems.append(Problem("times", str(error)))
        try:
            read_days = _days(days)
        except ValueError as error:
            problems.append(Problem("days", str(error)))
        if problems:
            raise InvalidError(problems)
        return cls(
            id=str(channel), channel=channel, times=read_times, days=read_days, zone=zone, always=always, set_at=now
        )

    @property
    def rhythm(self) -> str:
        """When it is posted, in words: "daily at 08:00 and 20:00, Asia/Seoul"."""
        days = next((name for name, days in _SETS.items() if days == self.days), None)
        named = days or ", ".join(_DAYS[day].capitalize() for day in self.days)
        return f"{named} at {' and '.join(self.times)}, {self.zone}"

    def next_run(self, after: datetime) -> datetime:
        """The first instant strictly after `after` at which it is due, in UTC.

        A clock time that a change to summer time skips is due as long after midnight as ever (02:30 reads
        03:30 that day); one that the change back repeats is due the first time only.
        """
        zone = ZoneInfo(self.zone)
        day = after.astimezone(zone).date() - timedelta(days=1)
        for ahead in range(10):
            date = day + timedelta(days=ahead)
            if date.weekday() not in self.days:
                continue
            runs = (
                datetime.combine(date, time.fromisoformat(clock), tzinfo=zone).astimezone(UTC) for clock in self.times
            )
            if due := [run for run in sorted(runs) if run > after]:
                return due[0]
        raise ValueError(f"schedule {self.id} has no weekday or no time")

    def due(self, last: datetime | None, now: datetime) -> datetime | None:
        """The latest run at or before `now` that follows `last` (or `set_at`), or None: missed ones become one."""
        run = self.next_run(max(last or self.set_at, self.set_at))
        if run > now:
            return None
        run = max(run, self.next_run(now - _MORE_THAN_A_WEEK))  # a year's outage is not gone through run by run
        while (later := self.next_run(run)) <= now:
            run = later
        return run


def _times(text: str) -> tuple[str, ...]:
    """Clock times as "HH:MM", in order. Raises `ValueError` fit for the person who typed them."""
    parts = [part for part in re.split(r"[,;]|\band\b|\s(?=\d)", text.lower()) if part.strip()]
    if not parts:
        raise ValueError("is empty. Write one or more times like 08:00, 20:00.")
    times = sorted({_clock(part.strip()) for part in parts})
    if len(times) > MOST_TIMES:
        raise ValueError(f"has {len(times)} times; at most {MOST_TIMES} a day are kept. Leave some out.")
    return tuple(times)


def _clock(text: str) -> str:
    found = _CLOCK.fullmatch(text)
    if found and (found["minute"] or found["half"]):
        hour, minute = int(found["hour"]), int(found["minute"] or 0)
        if found["half"]:
            hour = hour % _NOON + _NOON * (found["half"] == "pm") if 1 <= hour <= _NOON else -1
        if 0 <= hour < 24 and minute < 60:  # noqa: PLR2004   the clock's own figures
            return f"{hour:02}:{minute:02}"
    raise ValueError(f"has “{text[:20]}”, which is no time of day. Write it like 08:00 or 20:30.")


def _days(text: str) -> tuple[int, ...]:
    """Weekdays with Monday as 0, in order. Raises `ValueError` fit for the person who typed them."""
    typed = " ".join(text.lower().split())
    if typed in _SETS:
        return _SETS[typed]
    days: set[int] = set()
    for part in re.split(r"[,;\s]+|\band\b", typed):
        if not part:
            continue
        first, dash, last = part.partition("-")
        start, end = _day(first), _day(last) if dash else _day(first)
        days.update(day % 7 for day in range(start, (end if end >= start else end + 7) + 1))
    if not days:
        raise ValueError("is empty. Write daily, weekdays, or days like mon, thu.")
    return tuple(sorted(days))


def _day(text: str) -> int:
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    for number, name in enumerate(full):
        if text.startswith(_DAYS[number]) and f"{name}s".startswith(text):
            return number
    raise ValueError(f"has “{text[:20]}”, which is no day. Write daily, weekdays, or days like mon, thu.")
