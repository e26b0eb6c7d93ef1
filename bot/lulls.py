"""Lulls: whether people are talking with each other in a channel, as far as who wrote last tells."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

QUIET = timedelta(seconds=30)
"""How long nobody else may have written for a channel to be in a lull."""

MOST_CHANNELS = 10_000


class _Heard(NamedTuple):
    author: int
    at: datetime
    others_at: datetime | None  # when anybody but that author wrote last


class Lulls:
    """Who wrote last in each channel, and when somebody else did; of too many the longest quiet is forgotten."""

    def __init__(self) -> None:
        self._heard: dict[int, _Heard] = {}  # the channel heard last comes last

    def heard(self, channel: int, author: int, now: datetime) -> bool:
        """Keep that somebody writes; whether nobody else has for a while."""
        before = self._heard.pop(channel, None)
        others_at = before and (before.others_at if before.author == author else before.at)
        self._heard[channel] = _Heard(author, now, others_at)
        if len(self._heard) > MOST_CHANNELS:
            del self._heard[next(iter(self._heard))]
        return others_at is None or now - others_at >= QUIET
