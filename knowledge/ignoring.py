"""Members whose questions, suggestions and clicks are not heeded, because moderators want it so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.errors import InvalidError, NotFoundError, Problem
from knowledge.traces import Ignored

if TYPE_CHECKING:
    from datetime import datetime

    from knowledge.activity import Activity
    from knowledge.revisions import ActorId

MOST = 500
"""Members that one server ignores."""


class Ignoring:
    """Those whom one server ignores. `save` of the activity, which the caller owes it, takes the disk.

    They stand in the activity, behind an id: revisions are kept for ever, go into exports, and are anybody's to read.
    """

    def __init__(self, activity: Activity) -> None:
        self._activity = activity

    def ignores(self, discord: int) -> bool:
        """Whether the member of that number is ignored."""
        people = (self._activity.person(ignored.member) for ignored in self._activity.kept(Ignored).values())
        return any(person is not None and person.discord == discord for person in people)

    def begin(self, member: ActorId, by: ActorId, now: datetime) -> bool:
        """Ignore a member; whether that is new. Raises `InvalidError` where it is one more than `MOST`."""
        kept = self._activity.kept(Ignored)
        if member in kept:
            return False
        if len(kept) >= MOST:
            many = f"cannot be more than {MOST}. Remove some, or leave a raid to Server Settings > Safety Setup."
            raise InvalidError([Problem("Ignored members", many)])
        self._activity.keep(member, Ignored(member=member, by=by, at=now), most=MOST)
        return True

    def end(self, member: ActorId) -> None:
        """Heed a member again. Raises `NotFoundError` when they were not ignored."""
        if member not in self._activity.kept(Ignored):
            raise NotFoundError("I heed that member already. /ignore list shows whom I don't.")
        self._activity.drop(Ignored, [member])

    def listed(self) -> tuple[Ignored, ...]:
        """All of them, the latest first."""
        return tuple(reversed(self._activity.kept(Ignored).values()))
