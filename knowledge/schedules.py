"""When a digest is due: by state and not by the clock, and right through every change of summer time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


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
        while (later := self.next_run(run)) <= now:
            run = later
        return run
