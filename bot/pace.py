"""How fast one member may ask."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable

QUESTIONS = 5
WINDOW = timedelta(minutes=1)
_MOST_KEPT = 1_000


class Turn(Enum):
    """What to do with a question: take it, say a quiet word, or, where that was said already, nothing."""

    TAKE = auto()
    SAY = auto()
    IGNORE = auto()


class Pace:
    """Takes `QUESTIONS` in any `WINDOW` of each member."""

    def __init__(self) -> None:
        self._asked: dict[Hashable, deque[datetime]] = {}
        self._told: set[Hashable] = set()
        self._tidied = datetime.min.replace(tzinfo=UTC)

    def turn(self, member: Hashable, now: datetime) -> Turn:
        """Count a question of a member's."""
        if len(self._asked) > _MOST_KEPT and not timedelta() <= now - self._tidied < WINDOW:
            self._tidy(now)  # once in a window: a raid must not have it go through the whole raid at each question
        asked = self._asked.setdefault(member, deque())
        while asked and now - asked[0] >= WINDOW:
            asked.popleft()
        if len(asked) < QUESTIONS:
            asked.append(now)
            self._told.discard(member)
            return Turn.TAKE
        if member in self._told:
            return Turn.IGNORE
        self._told.add(member)
        return Turn.SAY

    def _tidy(self, now: datetime) -> None:
        """Forget members who asked nothing for a while."""
        self._tidied = now
        quiet = [member for member, asked in self._asked.items() if not asked or now - asked[-1] >= WINDOW]
        for member in quiet:
            del self._asked[member]
            self._told.discard(member)
