"""Why a question got the outcome that it got: for moderators, whom it shows what would help."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.answers import MOST_CANDIDATES, Abstention, Answer, Choice, Outcome, Reason
from knowledge.completion import One
from knowledge.matching import Matcher, Policy
from knowledge.matching.explanation import Explanation
from knowledge.matching.policy import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.matching import Candidate

MOST_TOLD = 3


class Because(StrEnum):
    """What decided an outcome."""

    LIKELY = "likely"  # one fact stands out, and nothing speaks against it
    VERBATIM = "verbatim"  # the question is a phrasing of one fact, word for word
    CHATTER = "chatter"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    OFF_TOPIC = "off_topic"  # the facts know too few of its words
    NOTHING_NEAR = "nothing_near"  # no fact has any of it, or none that may be shown
    VETOED = "vetoed"  # something speaks against the likeliest fact
    UNSURE = "unsure"  # no fact is likely enough
    RIVALLED = "rivalled"  # two facts are nearly as likely
    OTHER_TIME = "other_time"  # "today" is asked for, and the likeliest fact is of another day


_NO_QUESTION: Mapping[Reason, Because] = {
    "chatter": Because.CHATTER,
    "empty": Because.EMPTY,
    "too_long": Because.TOO_LONG,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A question as it was put to the facts, and what came of it; no `explanation` where it is no question."""

    question: str
    outcome: Outcome
    explanation: Explanation | None
    policy: Policy = Policy.STRICT

    @property
    def because(self) -> Because:
        """What decided it (see `policy.decide`)."""
        match self.outcome:
            case Answer():
                verbatim = self.explanation and self.explanation.verbatim == self.answered
                return Because.VERBATIM if verbatim else Because.LIKELY
            case Choice(reason=reason):
                return self._doubt(reason)
            case Abstention(reason=reason) if reason in _NO_QUESTION:
                return _NO_QUESTION[reason]
            case Abstention():
                off_topic = self.explanation and self.explanation.off_topic
                return Because.OFF_TOPIC if off_topic else Because.NOTHING_NEAR

    def _doubt(self, reason: Reason) -> Because:
        """What kept the likeliest fact from answering."""
        if self.best and self.best.veto:
            return Because.VETOED
        if self.best and self.best.confidence < ANSWERS[self.policy]:
            return Because.UNSURE
        return Because.OTHER_TIME if reason == "vetoed" else Because.RIVALLED

    @property
    def answered(self) -> int | None:
        """The fact that answered it."""
        return self.outcome.answers[0].fact.id if isinstance(self.outcome, Answer) else None

    @property
    def best(self) -> Candidate | None:
        """The likeliest fact of those that were not passed over."""
        candidates = self.explanation.ranking.candidates if self.explanation else ()
        return next((candidate for candidate in candidates if not self.passed_over(candidate)), None)

    def passed_over(self, candidate: Candidate) -> bool:
        """Whether a fact was as if it were not there: nothing of it may be shown, or it is of another kind."""
        kept = [shown.fact.id for shown in self.outcome.candidates]
        return candidate.fact not in kept and len(kept) < MOST_CANDIDATES


@dataclass(frozen=True, slots=True)
class Watch:
    """Puts questions to the facts as another does, and keeps what was put, what came of it, and why."""

    one: One
    matcher: Matcher
    today: date
    policy: Policy
    tried: list[Tried] = field(default_factory=list)

    def __call__(self, question: str, *, borrowed: bool = False) -> Outcome:
        """The outcome of one question."""
        outcome = self.one(question, borrowed=borrowed)
        asks = not (isinstance(outcome, Abstention) and outcome.reason in _NO_QUESTION)
        explanation = self.matcher.explain(question, self.today) if asks else None
        self.tried.append(Tried(question=question, outcome=outcome, explanation=explanation, policy=self.policy))
        return outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """The outcome of a message, and every question that was put to the facts for it, the first as it was asked.

    A message of several questions is put part by part, and one that leaves something out in other words too; one that
    only asks who says what it replies to is put to none.
    """

    outcome: Outcome
    policy: Policy
    tried: tuple[Tried, ...]

    @property
    def telling(self) -> tuple[Tried, ...]:
        """The first of them, and those that found an answer that was given; at most three."""
        given = {shown.fact.id for shown in self.outcome.answers} if isinstance(self.outcome, Answer) else set()
        found = [
            one
            for one in self.tried[1:]
            if isinstance(one.outcome, Answer) and not given.isdisjoint(shown.fact.id for shown in one.outcome.answers)
        ]
        return (*self.tried[:1], *found)[:MOST_TOLD]
