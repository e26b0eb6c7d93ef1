"""Help for whoever writes a fact: what else it may be, which open questions it answers, how real ones fare with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.answers import Answer, Outcome
from knowledge.curation import apart
from knowledge.errors import Near, NearError
from knowledge.facts import Fact
from knowledge.learning import Learning
from knowledge.scope import given
from knowledge.text import key_of
from knowledge.traces import Miss

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime, tzinfo

    from knowledge.base import KnowledgeBase
    from knowledge.changes import Way
    from knowledge.drafts import Draft
    from knowledge.revisions import Author
    from knowledge.shelf import Shelf

WANTED = 3
"""Wordings that a fact should have: each of the first few brings more questions to a direct answer."""

MOST_ASKED_AGAIN = 200
"""Open questions, those that most members asked, that are asked again when a fact is written: a second in all."""

MOST_TRIED = 3
MOST_CLOSE = 2
_MOST_CHOICES = 50  # wordings that brought a choice, which are asked again too

# No likeness tells a near-duplicate from a fact of its own. Measured on the starter, with 2 to 6 wordings a fact: from
# `_ALIKE` on, 4 to 16 of 67 facts are held up before they are saved though each is one of its own, and 25 to 34% of
# wordings that a fact does not have yet, whatever their words. What is `_CLOSE` is saved, and told of.
_ALIKE = 0.5
_CLOSE = 0.3
_LIKELY = 0.1
_LEAVES_OPEN = ("unexplained", "missing")  # vetoes for words without a match, not for another date or name

_ABOUT_FACTS = frozenset({"asked", "outdated", "wrong"})  # why something is kept that is no question
_NOT_BY = "not answered by #{}"  # why a question is kept that got this answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a member who types `wording` is told now; `confidence` is that of the fact in question being meant."""

    wording: str
    outcome: Outcome
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the writer of a fact is told beside that it is saved.

    `close` are other facts that its question may be taken for, `settled` the open questions that it answers now and
    that were closed, `tried` other wordings of members near it; `wanted` is how many wordings it lacks.
    """

    close: tuple[Fact, ...] = ()
    settled: tuple[Miss, ...] = ()
    tried: tuple[Tried, ...] = ()
    wanted: int = 0


class Authoring:
    """The writing of facts in one server, with a look at what else is there. Too slow for an event loop.

    What is `knowing` is written whatever it is near to; so is what was written before by the same request.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base
        self._learning = Learning(base)

    def add(
        self, draft: Draft, by: Author, *, shelf: Shelf | None = None, topic: str = "", knowing: bool = False
    ) -> Fact:
        """Put a new fact on record. Raises `KnownError` or `NearError` where another may be the same."""
        if not knowing and not self._base.known_as(draft.question, topic):
            self._refuse_near([draft.question], by, topic=topic)
        return self._base.add(draft, by, shelf=shelf, topic=topic, knowing=knowing)

    def revise(
        self,
        fact_id: int,
        draft: Draft,
        by: Author,
        *,
        seen: int,
        way: Way | None = None,
        shelf: Shelf | None = None,
        knowing: bool = False,
        backdated: bool = False,
    ) -> Fact:
        """Change a fact as `KnowledgeBase.revise` does. Raises `NearError` too, where its question may be another's."""
        topic = self._base.fact(fact_id).topic
        if not knowing and not self._base.known_as(draft.question, topic):
            self._refuse_near([draft.question], by, besides=fact_id, topic=topic)
        return self._base.revise(
            fact_id, draft, by, seen=seen, way=way, shelf=shelf, knowing=knowing, backdated=backdated
        )

    def phrase(self, fact_id: int, phrasings: Sequence[str], by: Author, *, knowing: bool = False) -> Fact:
        """Give a fact more phrasings. Raises `NearError` where some are another's, or may be."""
        before = self._base.fact(fact_id)
        known = set(map(key_of, before.wordings))
        new = [phrasing for phrasing in phrasings if key_of(phrasing) not in known]
        if not knowing:
            self._refuse_near(new, by, besides=fact_id, topic=before.topic)
        keys = {self._learning.key(phrasing) for phrasing in new}
        fact = self._base.phrase(fact_id, phrasings, by)
        for key in keys:
            self._learning.acted_on(fact_id, key)
        return fact

    def free(self, fact_id: int, phrasings: Sequence[str]) -> tuple[str, ...]:
        """Those of the phrasings, for a fact, that `phrase` takes without further ado."""
        topic = self._base.fact(fact_id).topic
        return tuple(phrasing for phrasing in phrasings if not self._near(phrasing, fact_id, topic))

    def take_back(self, fact_id: int, revision: int, by: Author) -> tuple[str, ...]:
        """Take out again the phrasings that a revision gave a fact, as far as it still has them. Reads the disk."""
        given = next(self._base.history(fact_id, after=revision - 1), None)
        added: set[str] = set()
        for change in given.changes if given and given.number == revision else ():
            if isinstance(change.before, Fact) and isinstance(change.after, Fact):
                added |= set(change.after.phrasings) - set(change.before.phrasings)
        gone = tuple(phrasing for phrasing in self._base.fact(fact_id).phrasings if phrasing in added)
        self._base.unphrase(fact_id, gone, by)
        return gone

    def advise(self, fact_id: int, *, now: datetime, zone: tzinfo) -> Advice:
        """Ask again, at `now`, what members asked, and close what the fact answers. Takes up to a second."""
        base = self._base
        fact = base.fact(fact_id)
        wanted = max(0, WANTED - len(fact.wordings))
        if base.show(fact_id, now=now, zone=zone) is None:
            return Advice(wanted=wanted)
        refused = {click.key for click in base.activity.clicks if click.chosen != fact.id and fact.id in click.offered}
        settled: list[Miss] = []
        tried: list[Tried] = []
        keys: set[str] = set()
        for miss in base.activity.misses[:MOST_ASKED_AGAIN]:
            if miss.reason in _ABOUT_FACTS:
                continue
            trial = self._tried(miss.question, fact, now, zone, miss.topic)
            key = self._learning.key(miss.question)
            doubted = key in refused or miss.reason == _NOT_BY.format(fact.id)
            meant = _answered(trial.outcome, fact) and not apart(fact.topic, miss.topic)
            if meant and (not doubted or key_of(miss.question) in map(key_of, fact.wordings)):
                settled.append(miss)
            else:
                tried.append(trial)
            keys.add(key)
        tried += [self._tried(wording, fact, now, zone) for wording in self._clicked(fact, keys)]
        base.activity.settle(settled)
        near = sorted(tried, key=lambda trial: trial.confidence, reverse=True)[:MOST_TRIED]
        return Advice(
            close=tuple(self._close(fact)),
            settled=tuple(settled),
            tried=tuple(trial for trial in near if trial.confidence >= _LIKELY),
            wanted=wanted,
        )

    def _refuse_near(self, wordings: Iterable[str], by: Author, *, besides: int = 0, topic: str = "") -> None:
        if by.request in self._base.state.requests:
            return
        if near := [found for wording in wordings if (found := self._near(wording, besides, topic))]:
            raise NearError(near)

    def _near(self, wording: str, besides: int, topic: str) -> Near | None:
        """The fact other than `besides` that has a wording, or by all likeness is meant by it; of no other `topic`."""
        owner = self._base.known_as(wording, topic)
        if owner and not owner.retired:
            return Near(wording, owner.id, same=True) if owner.id != besides else None
        ranking = self._base.rank(wording)
        same = {each.fact for each in ranking.candidates if not self._is_apart(each.fact, topic)}
        likeliest = next(iter(given(ranking, same).candidates), None)
        if likeliest is None or likeliest.fact == besides or likeliest.confidence < _ALIKE:
            return None
        if likeliest.veto and not likeliest.veto.startswith(_LEAVES_OPEN):
            return None
        return Near(wording, likeliest.fact, same=False)

    def _close(self, fact: Fact) -> Iterator[Fact]:
        for candidate in self._base.rank(fact.question, without=fact.id).candidates[:MOST_CLOSE]:
            if candidate.confidence >= _CLOSE and not self._is_apart(candidate.fact, fact.topic):
                yield self._base.fact(candidate.fact)

    def _is_apart(self, fact: int, topic: str) -> bool:
        return apart(self._base.fact(fact).topic, topic)

    def _clicked(self, fact: Fact, keys: set[str]) -> list[str]:
        """The latest wordings that brought the fact as a choice; of those of one key one, of `keys` none."""
        found: dict[str, str] = {}
        for click in reversed(self._base.activity.clicks):
            if fact.id in {click.chosen, *click.offered} and click.key not in keys:
                found.setdefault(click.key, click.wording)
        return list(found.values())[:_MOST_CHOICES]

    def _tried(self, wording: str, fact: Fact, now: datetime, zone: tzinfo, topic: str = "") -> Tried:
        outcome = self._base.ask(wording, now=now, zone=zone, topic=topic)
        near = (shown.confidence for shown in outcome.candidates if shown.fact.id == fact.id)
        return Tried(wording=wording, outcome=outcome, confidence=max(near, default=0.0))


def _answered(outcome: Outcome, fact: Fact) -> bool:
    """Whether the fact is among the answers, and none of what was asked is left without one."""
    if not isinstance(outcome, Answer) or outcome.unanswered or outcome.more:
        return False
    return any(shown.fact.id == fact.id for shown in outcome.answers)
