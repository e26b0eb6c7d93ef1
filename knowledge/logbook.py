"""What the log channel is to be told next, so that no restart tells it twice or leaves anything out.

What is about to be told is written down before it is posted, and what was posted after it. If the process ends in
between, the same revisions are due again, marked: whoever posts them looks first if they are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from knowledge.revisions import Revision
from knowledge.traces import Logged

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase

MOST_TOLD = 20
"""Revisions that are told of one by one; of more together, the number."""

_KEY = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one message tells: the revisions from `first` to `last`, of which `revisions` holds the first few.

    `tried` says that it was about to be posted before, and may be there.
    """

    first: int
    last: int
    revisions: tuple[Revision, ...]
    tried: bool = False

    @property
    def count(self) -> int:
        """How many revisions it tells of."""
        return self.last - self.first + 1

    @property
    def name(self) -> str:
        """What it is known by."""
        return f"Revision {self.first}" if self.first == self.last else f"Revisions {self.first} to {self.last}"


class Logbook:
    """How far the log channel of one server was told. What touches the disk: `begin`, `posted` and `refused`."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    @property
    def channel(self) -> int | None:
        """Where changes are told of; None where that was not chosen."""
        return self._base.state.settings.log_channel

    @property
    def told(self) -> int:
        """The last revision that the channel was told of, or the one before it was chosen."""
        kept = self._kept
        return max(self._base.state.settings.log_since, kept.revision if kept else 0)

    @property
    def waiting(self) -> int:
        """How many revisions it was not told of."""
        return self._base.state.revision - self.told if self.channel else 0

    def begin(self) -> Entry | None:
        """What to post now, written down, durably; None when there is nothing. Raises `StoreError`."""
        if not self.waiting:
            return None
        told, kept = self.told, self._kept
        tried = kept is not None and kept.posting > told
        last = kept.posting if kept and tried else self._base.state.revision
        self._keep(Logged(revision=told, posting=last))
        several = self._base.history(after=told)
        shown = takewhile(lambda revision: revision.number <= min(last, told + MOST_TOLD), several)
        return Entry(first=told + 1, last=last, revisions=tuple(shown), tried=tried)

    def posted(self, entry: Entry) -> None:
        """Write down that it is there. Raises `StoreError`; then it is looked for."""
        self._keep(Logged(revision=entry.last))

    def refused(self, entry: Entry) -> None:
        """Write down that it is not there: it comes with what follows. Raises `StoreError`."""
        self._keep(Logged(revision=entry.first - 1))

    @property
    def _kept(self) -> Logged | None:
        return self._base.activity.kept(Logged).get(_KEY)

    def _keep(self, logged: Logged) -> None:
        self._base.activity.keep(_KEY, logged)
        self._base.activity.save()
