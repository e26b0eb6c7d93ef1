"""Shelf lives: how long an answer may be given before it needs another look."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum


class Shelf(StrEnum):
    """How long an answer keeps after it was last known to be so."""

    HOURS = "6h"
    DAY = "1d"
    WEEK = "7d"
    NEVER = "never"

    @property
    def span(self) -> timedelta | None:
        """The time itself; None where it never goes stale."""
        return _SPANS.get(self)

    @property
    def phrase(self) -> str:
        """What a moderator reads: "keeps for 1 day", "never goes stale"."""
        return f"keeps for {_NAMES[self]}" if self.span else "never goes stale"


_SPANS = {Shelf.HOURS: timedelta(hours=6), Shelf.DAY: timedelta(days=1), Shelf.WEEK: timedelta(days=7)}
_NAMES = {Shelf.HOURS: "6 hours", Shelf.DAY: "1 day", Shelf.WEEK: "7 days"}
