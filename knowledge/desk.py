"""The moderators' desk: what waits for them, and how an open question is settled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from knowledge.activity import LATELY
from knowledge.curation import apart
from knowledge.errors import NotFoundError
from knowledge.facts import Fact, disagree
from knowledge.freshness import shelf_of, stale_from
from knowledge.learning import Learning
from knowledge.likeness import grouped
from knowledge.schedules import Schedule
from knowledge.text import clean
from knowledge.tips import Tips
from knowledge.traces import HandOver, Miss, Tip
from knowledge.waiting import Waiting

if TYPE_CHECKING:
    from datetime import tzinfo

    from knowledge.base import KnowledgeBase
    from knowledge.revisions import ActorId

ASKERS = 3
"""Members who ask one question within half an hour: moderators are told, once."""

_NOTE = "note"

MOST_NEAR = 2
_NEAR = 0.05
_REPORTED = re.compile(r"#(\d+) ")
_NOT_BY = re.compile(r"not answered by #(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A question without an answer in all the wordings that ask it, that of most askers first."""

    misses: tuple[Miss, ...]

    @property
    def id(self) -> str:
        """What buttons know it by; each of its wordings has one."""
        return self.misses[0].id

    @property
    def question(self) -> str:
        """The wording that most members asked it in."""
        return self.misses[0].question

    @property
    def topic(self) -> str:
        """What the channels are about in which it was asked."""
        return self.misses[0].topic

    @property
    def askers(self) -> int:
        """How many members asked it, in whatever words."""
        return len({asker for miss in self.misses for asker in miss.askers})

    @property
    def last_at(self) -> datetime:
        """When it was asked last."""
        return max(miss.last_at for miss in self.misses)

    @property
    def fact(self) -> int | None:
        """The fact whose answer a member doubts, where that is what this is."""
        first = self.misses[0]
        found = _NOT_BY.fullmatch(first.reason) or _REPORTED.match(first.question if self.is_report else "")
        return int(found[1]) if found else None

    @property
    def is_report(self) -> bool:
        """Whether it is no question but says what is wrong with a fact."""
        return self.misses[0].reason in {"asked", "outdated", "wrong"}

    def lately(self, now: datetime) -> int:
        """How many members asked it in the last half hour."""
        return len({asked.by for miss in self.misses for asked in miss.lately if now - asked.at <= LATELY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """All that waits on the desk at a moment."""

    questions: tuple[OpenQuestion, ...]
    tips: tuple[Tip, ...]
    disputed: tuple[Fact, ...]
    stale: tuple[Fact, ...]
    digest: tuple[Schedule, datetime] | None
    handover: HandOver | None


class Desk:
    """The desk of one server. Too slow for an event loop; `save` of the activity, which the caller owes it."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._activity = base.activity

    def overview(self, now: datetime, zone: tzinfo) -> Overview:
        """What waits at `now`; days begin in `zone`."""
        state = self._base.state
        live = (fact for fact in state.facts.values() if not fact.retired)
        runs = [(schedule.next_run(now), schedule) for schedule in state.schedules.values()]
        run, schedule = min(runs, key=lambda each: each[0], default=(now, None))
        return Overview(
            questions=self.questions(),
            tips=Tips(self._base).open(),
            disputed=tuple(fact for fact in live if disagree(fact.live())),
            stale=self.stale(now, zone),
            digest=(schedule, run) if schedule else None,
            handover=self._activity.kept(HandOver).get(_NOTE),
        )

    def stale(self, now: datetime, zone: tzinfo) -> tuple[Fact, ...]:
        """The facts whose answers may have changed, that which was due first at the top."""
        perishable = (fact for fact in self._base.state.facts.values() if not fact.retired and shelf_of(fact).span)
        shown = (self._base.show(fact.id, now=now, zone=zone) for fact in perishable)
        due = ((since, each.fact) for each in shown if each and (since := stale_from(each, zone)) and since <= now)
        return tuple(fact for _, fact in sorted(due, key=lambda each: (each[0], each[1].id)))

    # Open questions

    def questions(self) -> tuple[OpenQuestion, ...]:
        """The open questions, most askers first, then the latest; none that is left out on purpose, in any words."""
        found: list[OpenQuestion] = []
        for each in self._all():
            left = tuple(miss for miss in each.misses if not miss.closed)
            if left and not any(miss.on_purpose for miss in each.misses):
                found.append(OpenQuestion(misses=left))
        return tuple(sorted(found, key=lambda each: (each.askers, each.last_at), reverse=True))

    def question(self, miss_id: str) -> OpenQuestion:
        """The one that has that wording. Raises `NotFoundError` when it was settled."""
        for found in self.questions():
            if any(miss.id == miss_id for miss in found.misses):
                return found
        raise NotFoundError("That question was settled already. /desk shows those that are left.")

    def nearest(self, question: OpenQuestion) -> tuple[Fact, ...]:
        """The facts that it may be a phrasing of, none of another topic."""
        if question.is_report:
            return ()
        near = (each for each in self._base.rank(question.question).candidates if each.confidence >= _NEAR)
        facts = (self._base.fact(each.fact) for each in near)
        return tuple(fact for fact in facts if not apart(fact.topic, question.topic))[:MOST_NEAR]

    def dismiss(self, miss_id: str) -> OpenQuestion:
        """Take a question off the list until it is asked again. Raises `NotFoundError`."""
        found = self.question(miss_id)
        self._activity.settle(found.misses)
        return found

    def leave_out(self, miss_id: str) -> OpenQuestion:
        """Not on record on purpose: never list it again, in whatever words it is asked. Raises `NotFoundError`."""
        found = self.question(miss_id)
        self._activity.leave_out(found.misses)
        return found

    def answered(self, miss_id: str, fact: int) -> OpenQuestion:
        """A fact was made, or phrased, for this question, which may be closed already: who waits for it is told.

        Raises `NotFoundError`.
        """
        for found in self._all():
            if any(miss.id == miss_id for miss in found.misses):
                self._activity.settle(found.misses)
                Waiting(self._base).answered([miss.question for miss in found.misses], fact, found.topic)
                return found
        raise NotFoundError("That question is no longer kept.")

    def pressing(self, now: datetime) -> tuple[OpenQuestion, ...]:
        """The questions that `ASKERS` members asked lately. Each comes once: it is flagged, for the caller to save."""
        misses = self._activity.misses
        if len({asked.by for miss in misses for asked in miss.lately if now - asked.at <= LATELY}) < ASKERS:
            return ()  # most of the time, without reading a question
        found = tuple(
            question
            for question in self.questions()
            if not question.is_report
            and not any(miss.flagged for miss in question.misses)
            and question.lately(now) >= ASKERS
        )
        if found:
            self._activity.flag(miss for question in found for miss in question.misses)
        return found

    def _all(self) -> list[OpenQuestion]:
        """Every question that is kept, settled or not."""
        groups = grouped(self._activity.all_misses, Learning(self._base).key)
        return [OpenQuestion(misses=tuple(group)) for group in groups]

    def untold(self, question: OpenQuestion) -> None:
        """Moderators could not be told: it is pressing the next time."""
        self._activity.flag(question.misses, flagged=False)

    # Handing over

    def hand_over(self, text: str, by: ActorId, now: datetime) -> None:
        """Leave a note for the next moderator, in place of the last; an empty one takes that away."""
        if text := clean(text):
            self._activity.keep(_NOTE, HandOver(text=text, by=by, at=now))
        else:
            self._activity.drop(HandOver, [_NOTE])
