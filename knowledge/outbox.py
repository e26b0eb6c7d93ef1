"""Which digest goes out now, and how it goes out exactly once: the ledger is written before and after each posting.

Of the states in which a process can end, the ledger makes these:
- before `begin` has returned: the run is still due, and is posted on return;
- between `begin` and `posted`: nobody knows whether Discord has the message. The run counts as over, because a digest
  twice is worse than one late; what it told is told again by the next one, because late is better than never;
- after `posted`: the message is known, and the next digest counts from it;
- after `postponed`: Discord could not be reached, or failed while it took the message. The run is due as before, and is
  tried again with the same nonce, by which Discord knows for some minutes a message that it took after all;
- after `refused`: Discord said no. The run is over, the reason is kept, and the next one has its changes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from knowledge.schedules import Schedule
from knowledge.traces import Sent

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase
    from knowledge.digests import Digest

CUT_SHORT = "sitrep was stopped while it was being posted; the next one has its changes again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A run of a schedule that is to be handled now. `since` is the revision that its readers know."""

    schedule: Schedule
    run: datetime
    since: int
    before: Sent | None

    @property
    def nonce(self) -> str:
        """24 characters that are the same each time this run is tried, for Discord to know it by (at most 25)."""
        return hashlib.blake2b(f"{self.schedule.id}/{self.run.isoformat()}".encode(), digest_size=12).hexdigest()

    def entry(self, *, revision: int | None = None, message: int | None = None, problem: str = "") -> Sent:
        """The ledger's entry of this run; without a `revision` its readers know no more than before."""
        told = self.since if revision is None else revision
        return Sent(schedule=self.schedule.id, run=self.run, revision=told, message=message, problem=problem)


class Outbox:
    """The digests of one server. What touches the disk: every method but `due`, `last` and `wakes`."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def due(self, now: datetime) -> tuple[Due, ...]:
        """The runs to handle at `now`, at most one for each schedule: missed ones become the latest of them."""
        found = []
        for schedule in self._base.state.schedules.values():
            last = self._base.activity.sent(schedule.id)
            if run := schedule.due(last.run if last else None, now):
                found.append(Due(schedule=schedule, run=run, since=self.told(schedule), before=last))
        return tuple(found)

    def wakes(self, now: datetime) -> datetime | None:
        """When to look again, `now` if something is due; None without a schedule."""
        if self.due(now):
            return now
        return min((schedule.next_run(now) for schedule in self._base.state.schedules.values()), default=None)

    def last(self, schedule: Schedule) -> Sent | None:
        """What became of the schedule's last run since it was set, if there was one."""
        sent = self._base.activity.sent(schedule.id)
        return sent if sent and sent.run > schedule.set_at else None

    def told(self, schedule: Schedule) -> int:
        """The revision that a schedule's readers know: its last digest's, at first that at which it was set."""
        sent = self._base.activity.sent(schedule.id)
        return max(schedule.since, sent.revision if sent else 0)

    def told_at(self, schedule: Schedule) -> datetime | None:
        """When its readers were told last, or it was set; None where the last run failed them."""
        last = self.last(schedule)
        return schedule.set_at if last is None else None if last.problem else last.run

    def preview(self, schedule: Schedule) -> Digest:
        """What would go out now."""
        return self._base.digest(since=self.told(schedule))

    def begin(self, due: Due) -> Digest | None:
        """The digest to post now, its run entered in the ledger, durably; None when there is nothing to say.

        Raises `StoreError`; then nothing may be posted, and the run is still due.
        """
        digest = self._base.digest(since=due.since)
        silent = digest.is_empty and not due.schedule.always
        entry = due.entry(revision=digest.until) if silent else due.entry(problem=CUT_SHORT)
        self._base.activity.enter(entry)
        try:
            self._base.activity.save()
        except Exception:
            self._base.activity.take_back(entry, due.before)
            raise
        return None if silent else digest

    def posted(self, due: Due, digest: Digest, message: int) -> None:
        """Enter that it was posted. Raises `StoreError`; the entry is then written with the next save."""
        self._base.activity.enter(due.entry(revision=digest.until, message=message))
        self._base.activity.save()

    def postponed(self, due: Due) -> None:
        """Take the entry back: Discord could not be reached, the run is due as before. Raises `StoreError`."""
        self._base.activity.take_back(due.entry(problem=CUT_SHORT), due.before)
        self._base.activity.save()

    def refused(self, due: Due, problem: str) -> None:
        """Enter why this run was not taken; it is over, the next one has its changes. Raises `StoreError`."""
        self._base.activity.enter(due.entry(problem=problem))
        self._base.activity.save()
