"""How fast one member may ask."""

from __future__ import annotations

from collections import deque
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable
    from datetime import datetime

QUESTIONS = 5
WINDOW = timedelta(minutes=1)
MOST_COUNTED = 10_000
"""Members whose questions are counted at a time: of more, whoever asked longest ago begins anew."""


class Turn(Enum):
    """What to do with a question: take it, say a quiet word, or, where that was said already, nothing."""

    TAKE = auto()
    SAY = auto()
    IGNORE = auto()


class Pace:
    """Takes `QUESTIONS` in any `WINDOW` of each member."""

    def __init__(self) -> None:
        self._asked: dict[Hashable, deque[datetime]] = {}  # whoever asked last comes last
        self._told: set[Hashable] = set()

    def turn(self, member: Hashable, now: datetime) -> Turn:
        """Count a question of a member's."""
        asked = self._asked[member] = self._asked.pop(member, deque())
        if len(self._asked) > MOST_COUNTED:
            self._forget(next(iter(self._asked)))
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

    def _forget(self, member: Hashable) -> None:
        del self._asked[member]
        self._told.discard(member)
