"""Members who want to be told when a question is answered: each once, by name of none, and however long it takes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.answers import Answer, Shown
from knowledge.errors import InvalidError, Problem
from knowledge.learning import Learning
from knowledge.text import clean, key_of
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

    def begin(self, question: str, member: ActorId, now: datetime) -> bool:
        """Remember that a member waits for an answer; whether that is new.

        Raises `InvalidError` where it is one more than `MOST_OF_ONE`.
        """
        kept = self._base.activity.kept(Wait)
        key = _key(member, question)
        if key in kept:
            return False
        if sum(wait.member == member for wait in kept.values()) >= MOST_OF_ONE:
            raise InvalidError([Problem("questions", f"that you wait for cannot be more than {MOST_OF_ONE}.")])
        self._base.activity.keep(key, Wait(member=member, question=clean(question), at=now), most=KEPT)
        return True

    def answered(self, questions: Iterable[str], fact: int) -> None:
        """Moderators answered these questions with a fact, though the matcher may not see that they are answered."""
        learning, activity = Learning(self._base), self._base.activity
        keys = {learning.key(question) for question in questions}
        for key, wait in activity.kept(Wait).items():
            if learning.key(wait.question) in keys:
                activity.keep(key, replace(wait, fact=fact), most=KEPT)

    def due(self, now: datetime, zone: tzinfo) -> tuple[Told, ...]:
        """Whom to tell what at `now`; they wait no longer, for the caller to save before anybody is told.

        An answer that says "not known yet" is none. Takes up to a second.
        """
        activity = self._base.activity
        due: dict[str, Told] = {}
        outcomes: dict[str, tuple[Shown, ...]] = {}
        for key, wait in activity.kept(Wait).items():
            asked = key_of(wait.question)
            if asked not in outcomes and len(outcomes) < MOST_ASKED_AGAIN:
                outcomes[asked] = self._answers(wait.question, now, zone)
            given = self._base.show(wait.fact, now=now, zone=zone) if wait.fact else None
            answers = (given,) if given and not given.unknown else outcomes.get(asked, ())
            if answers:
                due[key] = Told(wait=wait, answers=answers)
        if due:
            activity.drop(Wait, due)
        return tuple(due.values())

    def untold(self, due: Iterable[Told]) -> None:
        """They were not told, and wait on."""
        for told in due:
            key = _key(told.wait.member, told.wait.question)
            self._base.activity.keep(key, told.wait, most=KEPT)

    def _answers(self, question: str, now: datetime, zone: tzinfo) -> tuple[Shown, ...]:
        outcome = self._base.ask(question, now=now, zone=zone)
        if not isinstance(outcome, Answer) or outcome.unanswered or outcome.more:
            return ()
        return () if any(shown.unknown for shown in outcome.answers) else outcome.answers


def _key(member: ActorId, question: str) -> str:
    return f"{member}/{key_of(question) or question}"
