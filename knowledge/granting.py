"""A question by itself, answered with what it takes for granted: "was it three?" gets the fact that corrects it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from knowledge.answers import Abstention, Answer, Choice, Outcome, Shown
from knowledge.completion import Completion, fact_in
from knowledge.matching.framing import framed
from knowledge.matching.suppositions import is_claimed
from knowledge.matching.themes import own_content
from knowledge.verdicts import Verdict, denied, judged

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_PREMISES = 3
_PAST = frozenset(["was", "were"])


@dataclass(frozen=True, slots=True)
class Granting:
    """Puts questions to the facts that no other question completes."""

    completion: Completion

    def outcome(self, question: str, about: Sequence[Shown] = ()) -> Outcome:
        """The outcome of a question; `about` are the facts that a premise without a subject is about."""
        outcome = self.completion.one(question)
        if isinstance(outcome, Abstention) and outcome.reason == "chatter" and is_claimed(question):
            outcome = replace(self.completion.one(f"{question}?"), question=question)
        match outcome:
            case Answer(answers=(found,)):
                return replace(outcome, answers=(replace(found, verdict=self._verdict(question, found)),))
            case Choice() | Abstention(reason="not_on_record"):
                told = self._granted(question, about) or (None if about else self._topical(question, outcome))
                return Answer(question=question, answers=(told,), candidates=outcome.candidates) if told else outcome
            case _:
                return outcome

    def _verdict(self, question: str, found: Shown) -> Verdict | None:
        """What the fact that answers says to what the question takes for granted."""
        if any(claim.value for claim in found.claims):
            for premise in self.completion.matcher.premises(question)[:_MOST_PREMISES]:
                asked = fact_in(self.completion.one(premise.asks, borrowed=True)) if premise.stated else None
                if premise.stated and asked and asked.fact.id == found.fact.id:
                    return judged(premise.stated, found.claims)
        if denied(found.claims) and is_claimed(question):
            asked_of = self.completion.read(framed(question).asked)
            return Verdict.NO if self.completion.matcher.themes.says_the_same(asked_of, found.fact.id) else None
        return None

    def _granted(self, question: str, about: Sequence[Shown]) -> Shown | None:
        """The one fact that tells whether what a question takes for granted holds."""
        found: dict[int, Shown] = {}
        firm = (premise for premise in self.completion.matcher.premises(question) if premise.firm)
        for premise in islice(firm, _MOST_PREMISES):
            told = fact_in(self.completion.one(premise.asks, borrowed=True)) or self._supplied(premise.asks, about)
            if told is None:
                continue
            verdict = judged(premise.stated, told.claims) if premise.stated else None
            if verdict or premise.fits(self.completion.matcher.themes.evidence(told.fact.id)):
                found[told.fact.id] = replace(told, verdict=verdict)
        return next(iter(found.values())) if len(found) == 1 else None

    def _supplied(self, question: str, about: Sequence[Shown]) -> Shown | None:
        """The fact that answers what is left of "was it three?", of what other facts are about or of the topic."""
        asked = self.completion.read(question)
        if own_content(asked) or _PAST.isdisjoint(asked.words):
            return None
        if about:
            return self.completion.found(question, about)
        topic = self.completion.matcher.themes.topic
        return fact_in(self.completion.one(f"{question} {topic}", borrowed=True)) if topic else None

    def _topical(self, question: str, outcome: Outcome) -> Shown | None:
        """The fact nearest to a question that names nothing, if with the topic of all facts it is the answer."""
        if not outcome.candidates or own_content(self.completion.read(question)):
            return None
        topic = self.completion.matcher.themes.topic
        found = fact_in(self.completion.one(f"{question} {topic}", borrowed=True)) if topic else None
        return found if found and found.fact.id == outcome.candidates[0].fact.id else None
