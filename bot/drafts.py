"""What was typed into a form and could not be saved yet: kept for a while, so that nobody types it twice."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from bot.forms import Typed

KEPT_FOR = timedelta(hours=24)
MOST = 500
"""At 20,000 characters each, the most that a form takes, this is 10 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """A form as it was sent, for fact number `fact` (0 for a new one) as it stood at revision `seen`.

    `request` is the interaction's id: saving this draft twice, by whatever button, acts once.
    """

    server: int
    user: int
    typed: Typed
    fact: int
    seen: int
    request: str
    at: datetime


class Drafts:
    """Kept in memory alone: they outlive a mistake, not a restart. Each is found by its writer only."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, KeptDraft] = OrderedDict()

    def keep(self, draft: KeptDraft) -> str:
        """Keep a draft; the short id by which a button finds it again. The oldest make room."""
        name = uuid4().hex[:12]
        self._kept[name] = draft
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return name

    def replace(self, name: str, draft: KeptDraft) -> None:
        """Keep another in its place."""
        self._kept[name] = draft

    def find(self, name: str, *, server: int, user: int, now: datetime) -> KeptDraft | None:
        """The draft, for the one who wrote it, unless it is too old or made room."""
        self._expire(now)
        draft = self._kept.get(name)
        return draft if draft and (draft.server, draft.user) == (server, user) else None

    def _expire(self, now: datetime) -> None:
        for name, draft in list(self._kept.items()):
            if now - draft.at > KEPT_FOR:
                del self._kept[name]
