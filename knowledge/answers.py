"""From candidates to what a member is told: an answer with its claims, a choice, or an honest abstention."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from knowledge.facts import Claim, Fact, Kind, agree, disagree, spread
from knowledge.matching import Direct, Entry, Offer, Policy, Refuse, kind_of_message
from knowledge.periods import period_in
from knowledge.records import Topic
from knowledge.scope import Scope, settle
from knowledge.text import words
from knowledge.verdicts import Verdict
from knowledge.voices import Voices

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from knowledge.matching import Candidate, Matcher, Ranking
    from knowledge.revisions import State

Reason: TypeAlias = Literal["not_on_record", "ambiguous", "vetoed", "chatter", "empty", "too_long"]
MOST_OFFERED = 3
MOST_CANDIDATES = 5
OTHER_KIND = "kind"
"""The veto on a fact that answers another kind of question."""

_LIKELY = 0.2

_AS_WRITTEN = Voices()
_ANYWHERE = Scope()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A fact as it is shown at one moment: its live claims, the leading one first.

    `confidence` is the probability that this is the fact that was asked for, 1 where it was chosen; `verdict` is on
    what the question took for granted; `voices` tell which of the fact's claims are one speaker's. Readers have to be
    told of the `topic` where the fact is from `elsewhere` (see `Scope.is_elsewhere`).
    """

    fact: Fact
    claims: tuple[Claim, ...]
    confidence: float = 1.0
    verdict: Verdict | None = None
    topic: Topic | None = None
    elsewhere: bool = False
    voices: Voices = field(default=_AS_WRITTEN, compare=False, repr=False)

    @property
    def leading(self) -> Claim:
        """The claim that answers."""
        return self.claims[0]

    @property
    def others(self) -> tuple[Claim, ...]:
        """The other live claims, never hidden."""
        return self.claims[1:]

    @property
    def disputed(self) -> bool:
        """Whether the live claims contradict each other."""
        return disagree(self.claims)

    @property
    def unknown(self) -> bool:
        """Whether the fact says that the answer is not known yet."""
        return self.leading.kind is Kind.UNKNOWN

    @property
    def agreeing(self) -> bool:
        """Whether several live claims bear each other out."""
        return agree(self.claims)

    @property
    def headline(self) -> str:
        """The answer in a line, led by the verdict: "No: About 12". Of a disputed fact it is never one side's."""
        figures = spread(self.claims) if self.disputed else None
        if self.verdict is Verdict.DIFFER:
            return f"Sources differ: {figures}" if figures else "Sources differ"
        said = self.leading.answer
        if self.disputed:
            said = f"{figures}, sources differ" if figures else "Sources differ"
        says_so = words(said)[:1] in {("yes",), ("no",)}
        return f"{self.verdict.value.title()}: {said}" if self.verdict and not says_so else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """One of several questions that got no answer, in the words that stand by themselves, and why.

    `place` is 0 for the first question of the message.
    """

    place: int
    question: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The facts that answer, one for each question that was asked (at most three).

    `unanswered` are those of the questions that none answers; `more` tells whether there were others, not looked at.
    """

    question: str
    answers: tuple[Shown, ...]
    candidates: tuple[Shown, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """“Which do you mean?”: at most three facts, one of which is likely the right one."""

    question: str
    offered: tuple[Shown, ...]
    reason: Reason
    candidates: tuple[Shown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstention:
    """No answer, and why. `candidates` are the nearest facts, if any is near."""

    question: str
    reason: Reason
    candidates: tuple[Shown, ...] = ()


Outcome: TypeAlias = Answer | Choice | Abstention


def entry_of(fact: Fact) -> Entry:
    """What the matcher is told of a fact."""
    live = fact.live()
    return Entry(
        fact=fact.id,
        wordings=fact.wordings,
        answers=tuple(claim.answer for claim in live),
        voices=tuple(claim.said_by for claim in live if claim.said_by),
        dates=tuple(str(claim.as_of) for claim in live if claim.as_of),
    )


def show(
    fact: Fact,
    now: datetime,
    zone: tzinfo,
    confidence: float = 1.0,
    *,
    voices: Voices = _AS_WRITTEN,
    scope: Scope = _ANYWHERE,
) -> Shown | None:
    """The fact as it is shown at `now`; None when it is retired or nothing of it may be shown yet."""
    claims = () if fact.retired else fact.live(now, zone, voices.key)
    if not claims:
        return None
    topic = scope.of(fact)
    return Shown(
        fact=fact,
        claims=claims,
        confidence=confidence,
        topic=topic,
        elsewhere=scope.is_elsewhere(topic),
        voices=voices,
    )


def answer(
    question: str,
    *,
    state: State,
    matcher: Matcher,
    now: datetime,
    zone: tzinfo,
    voices: Voices = _AS_WRITTEN,
    scope: Scope = _ANYWHERE,
    borrowed: bool = False,
) -> Outcome:
    """What to tell a member who asks `question`, one question, at `now`; `scope` is where (see `scope.settle`).

    Facts of which nothing may be shown at `now` are passed over as if they were not there. Where the question has
    words `borrowed` from another one, so are facts that answer another kind of question: the words may be theirs.
    """
    kind = kind_of_message(question)
    if kind != "question":
        return Abstention(question=question, reason=kind)
    ranking = matcher.rank(question, now.astimezone(zone).date())
    shown: dict[int, Shown] = {}
    for candidate in ranking.candidates:
        fact = state.fact(candidate.fact)
        if fact and (seen := show(fact, now, zone, candidate.confidence, voices=voices, scope=scope)):
            shown[candidate.fact] = seen
    ranking = _keep(ranking, shown)
    if borrowed:
        ranking = _of_the_kind(ranking)
        shown = {c.fact: replace(shown[c.fact], confidence=c.confidence) for c in ranking.candidates}
    near = tuple(shown[candidate.fact] for candidate in ranking.candidates[:MOST_CANDIDATES])
    topics = {fact: one.topic.name if one.topic else "" for fact, one in shown.items()}
    first = scope.first.name if scope.first else ""
    match settle(ranking, Policy(state.settings.strictness), topics, first):
        case Direct(candidate=candidate):
            found = shown[candidate.fact]
            if _of_another_time(question, found, now, zone):
                return Choice(question=question, offered=(found,), reason="vetoed", candidates=near)
            return Answer(question=question, answers=(found,), candidates=near)
        case Offer(candidates=candidates, reason=reason):
            offered = tuple(shown[candidate.fact] for candidate in candidates[:MOST_OFFERED])
            return Choice(question=question, offered=offered, reason=reason, candidates=near)
        case Refuse(reason=reason):
            return Abstention(question=question, reason=reason, candidates=near)


def _keep(ranking: Ranking, facts: Iterable[int]) -> Ranking:
    kept: tuple[Candidate, ...] = tuple(c for c in ranking.candidates if c.fact in set(facts))
    return replace(ranking, candidates=kept)


def _of_the_kind(ranking: Ranking) -> Ranking:
    """The ranking given that no fact is meant that answers another kind of question; the same if little is left."""
    kept = tuple(candidate for candidate in ranking.candidates if candidate.veto != OTHER_KIND)
    left = 1 - sum(candidate.confidence for candidate in ranking.candidates if candidate.veto == OTHER_KIND)
    if not kept or kept[0].confidence < _LIKELY:
        return ranking
    return replace(
        ranking,
        candidates=tuple(replace(candidate, confidence=min(candidate.confidence / left, 1.0)) for candidate in kept),
        none=min(ranking.none / left, 1.0),
    )


def _of_another_time(question: str, shown: Shown, now: datetime, zone: tzinfo) -> bool:
    """Whether the question says "today" or "this year" and the answer is of another day or year.

    An undated answer is of no later day than that on which it was put on record.
    """
    leading, period = shown.leading, period_in(question, now.astimezone(zone).date())
    if period is None or period.named_in((shown.fact.question, leading.answer)):
        return False
    if leading.as_of is not None:
        return not period.holds(leading.as_of)
    return leading.recorded is not None and leading.recorded.astimezone(zone).date() < period.first
