"""Members who want to be told when a question is answered: each once, by name of none, and however long it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.answers import Answer, Shown
from knowledge.curation import apart
from knowledge.errors import InvalidError, Problem
from knowledge.learning import Learning
from knowledge.text import clean, key_of
from knowledge.topics import key_of_topic
from knowledge.traces import Wait

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from knowledge.base import KnowledgeBase
    from knowledge.revisions import ActorId

MOST_OF_ONE = 20
"""Questions that one member waits for."""

KEPT = 2000
MOST_ASKED_AGAIN = 200
"""Questions that are asked again when facts have changed: a second in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a member who waited is to be told."""

    wait: Wait
    answers: tuple[Shown, ...]


class Waiting:
    """Those who wait in one server. `save` of the activity, which the caller owes it, takes the disk."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def begin(self, question: str, member: ActorId, now: datetime, topic: str = "") -> bool:
        """Remember that a member waits for an answer in a channel of that `topic`; whether that is new.

        Raises `InvalidError` where it is one more than `MOST_OF_ONE`.
        """
        kept = self._base.activity.kept(Wait)
        wait = Wait(member=member, question=clean(question), at=now, topic=topic)
        key = _key(wait)
        if key in kept:
            return False
        if sum(known.member == member for known in kept.values()) >= MOST_OF_ONE:
            raise InvalidError([Problem("questions", f"that you wait for cannot be more than {MOST_OF_ONE}.")])
        self._base.activity.keep(key, wait, most=KEPT)
        return True

    def answered(self, questions: Iterable[str], fact: int, topic: str = "") -> None:
        """Moderators answered these questions, asked in a topic, though the matcher may not see that they are."""
        learning, activity = Learning(self._base), self._base.activity
        keys = {learning.key(question) for question in questions}
        for key, wait in activity.kept(Wait).items():
            if wait.topic == topic and learning.key(wait.question) in keys:
                activity.keep(key, replace(wait, fact=fact), most=KEPT)

    def due(self, now: datetime, zone: tzinfo) -> tuple[Told, ...]:
        """Whom to tell what at `now`; they wait no longer, for the caller to save before anybody is told.

        An answer that says "not known yet" is none, nor is one of another topic. Takes up to a second.
        """
        activity = self._base.activity
        due: dict[str, Told] = {}
        outcomes: dict[tuple[str, str], tuple[Shown, ...]] = {}
        for key, wait in activity.kept(Wait).items():
            asked = wait.topic, key_of(wait.question)
            if asked not in outcomes and len(outcomes) < MOST_ASKED_AGAIN:
                outcomes[asked] = self._answers(wait, now, zone)
            given = self._base.show(wait.fact, now=now, zone=zone, topic=wait.topic) if wait.fact else None
            answers = (given,) if given and not given.unknown else outcomes.get(asked, ())
            if answers:
                due[key] = Told(wait=wait, answers=answers)
        if due:
            activity.drop(Wait, due)
        return tuple(due.values())

    def untold(self, due: Iterable[Told]) -> None:
        """They were not told, and wait on."""
        for told in due:
            self._base.activity.keep(_key(told.wait), told.wait, most=KEPT)

    def _answers(self, wait: Wait, now: datetime, zone: tzinfo) -> tuple[Shown, ...]:
        outcome = self._base.ask(wait.question, now=now, zone=zone, topic=wait.topic)
        if not isinstance(outcome, Answer) or outcome.unanswered or outcome.more:
            return ()
        wanting = (shown.unknown or apart(shown.fact.topic, wait.topic) for shown in outcome.answers)
        return () if any(wanting) else outcome.answers


def _key(wait: Wait) -> str:
    of = (wait.member, key_of_topic(wait.topic), key_of(wait.question) or wait.question)
    return "/".join(filter(None, of))
