"""What set-up changes: the settings, and the schedules of digests, some of which follow them. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.errors import NotFoundError
from knowledge.revisions import SETTINGS_ID, Change, RecordKind
from knowledge.schedules import Schedule

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from knowledge.records import Settings
    from knowledge.revisions import State

FIRST_TIME = "08:00"
"""When the digest of a new digest channel is posted, each day, until another time is set."""


def settings_change(state: State, settings: Settings) -> list[Change]:
    """The server's settings replaced; nothing where they were chosen so already."""
    before = state.tables.get(RecordKind.SETTINGS, {}).get(SETTINGS_ID)
    return (
        [Change(kind=RecordKind.SETTINGS, id=SETTINGS_ID, before=before, after=settings)] if before != settings else []
    )


def digest_channel_chosen(
    state: State, channel: int | None, now: datetime, *, told: Callable[[Schedule], int]
) -> list[Change]:
    """Another digest channel, or none. Its digest moves with it; the first one is daily at `FIRST_TIME`.

    `told` gives the revision that a schedule's readers know, so that a digest that moves leaves nothing untold. A
    channel that has a digest already keeps it.
    """
    settings = state.settings
    changes = settings_change(state, replace(settings, digest_channel=channel))
    old = state.schedules.get(str(settings.digest_channel))
    if channel is not None and str(channel) not in state.schedules:
        new = Schedule(
            id=str(channel),
            channel=channel,
            times=old.times if old else (FIRST_TIME,),
            zone=old.zone if old else settings.zone,
            set_at=now,
            since=told(old) if old else state.revision + 1,
        )
        new = replace(new, days=old.days, always=old.always) if old else new
        changes.append(Change(kind=RecordKind.SCHEDULE, id=new.id, after=new))
    if old and old.channel != channel:
        changes.append(Change(kind=RecordKind.SCHEDULE, id=old.id, before=old))
    return changes


def log_channel_chosen(state: State, channel: int | None) -> list[Change]:
    """Another log channel, or none. The first one begins with this very change; another takes over where it was."""
    settings = state.settings
    since = settings.log_since if settings.log_channel else state.revision
    return settings_change(state, replace(settings, log_channel=channel, log_since=since))


def zone_chosen(state: State, zone: str, now: datetime) -> list[Change]:
    """Another zone for the server; a digest by the clock of the old one goes by the new one's."""
    settings = state.settings
    moved = [schedule for schedule in state.schedules.values() if schedule.zone == settings.zone != zone]
    return [
        *settings_change(state, replace(settings, zone=zone)),
        *(
            Change(kind=RecordKind.SCHEDULE, id=old.id, before=old, after=replace(old, zone=zone, set_at=now))
            for old in moved
        ),
    ]


def schedule_set(state: State, schedule: Schedule, now: datetime) -> list[Change]:
    """A digest's schedule; its first digest counts from now. One that is replaced loses nothing by that."""
    before = state.schedules.get(schedule.id)
    new = replace(schedule, set_at=now, since=before.since if before else state.revision + 1)
    return [Change(kind=RecordKind.SCHEDULE, id=schedule.id, before=before, after=new)]


def schedule_dropped(state: State, schedule_id: str) -> list[Change]:
    """No more of a schedule. Raises `NotFoundError`."""
    before = state.schedules.get(schedule_id)
    if before is None:
        raise NotFoundError("No digest is set for that channel. /digest list shows those there are.")
    return [Change(kind=RecordKind.SCHEDULE, id=schedule_id, before=before)]
