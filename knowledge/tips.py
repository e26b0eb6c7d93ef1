"""Tips: what members suggest for the record. A moderator makes a fact of one, or declines."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.drafts import read_source, text_problems, visible
from knowledge.errors import InvalidError, NotFoundError, Problem
from knowledge.text import clean, key_of
from knowledge.traces import Tip

if TYPE_CHECKING:
    from datetime import datetime

    from knowledge.base import KnowledgeBase
    from knowledge.revisions import ActorId

MOST_OPEN = 10
"""Of one member; further ones have to wait until moderators decided on some."""

KEPT = 2000


class Tips:
    """The tips of one server. `save` of the activity, which the caller owes it, takes the disk."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._activity = base.activity

    def open(self) -> tuple[Tip, ...]:
        """Those that wait for a moderator, the oldest first."""
        return tuple(tip for tip in self._activity.kept(Tip).values() if not tip.closed)

    def tip(self, tip_id: str) -> Tip:
        """An open one. Raises `NotFoundError` when it was decided on."""
        tip = self._activity.kept(Tip).get(tip_id)
        if tip is None or tip.closed:
            raise NotFoundError("That suggestion was decided on already. /desk shows those that are left.")
        return tip

    def suggest(
        self, question: str, source: str, answer: str, *, by: ActorId, request: str, now: datetime, topic: str = ""
    ) -> tuple[Tip, bool]:
        """Keep what a member suggests, and whether it is new: the same by the same request or member is not.

        Raises `InvalidError` with every problem, also where the member has `MOST_OPEN` already.
        """
        _, problems = read_source(source)
        if not source.strip():
            problems = [Problem("source", "is empty. Give a link, or say where it can be read.")]
        problems = [
            *text_problems("question", visible(question), required=True),
            *problems,
            *text_problems("answer", visible(answer)),
        ]
        if problems:
            raise InvalidError(problems)
        known = self._activity.kept(Tip)
        if request in known:
            return known[request], False
        own = [tip for tip in known.values() if tip.by == by and not tip.closed]
        for tip in own:
            if (key_of(tip.question), tip.source) == (key_of(question), clean(source)):
                return tip, False
        if len(own) >= MOST_OPEN:
            waiting = f"{MOST_OPEN} of yours wait for the moderators already. Wait until they decided on some."
            raise InvalidError([Problem("suggestions", f"cannot be more now: {waiting}")])
        tip = Tip(
            id=request,
            question=clean(question),
            source=clean(source),
            answer=clean(answer),
            by=by,
            at=now,
            topic=topic,
        )
        self._activity.keep(tip.id, tip, most=KEPT)
        return tip, True

    def close(self, tip_id: str) -> Tip:
        """Decide on one: a fact was made of it, or it is declined. Raises `NotFoundError` when it was decided on."""
        tip = self.tip(tip_id)
        self._activity.keep(tip.id, replace(tip, closed=True), most=KEPT)
        return tip
