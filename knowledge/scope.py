"""The scope of a question: which topics it may be about. What the channel is about comes first; no topic is guessed.

A ranking is of all facts. Given that a topic is meant, the likelihood of what belongs to no other is as if the rest
were not there; so facts of two topics that are asked alike answer each in its own channel.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from knowledge.matching import Direct, Offer, Policy, Ranking, Refuse, decide
from knowledge.records import Topic
from knowledge.revisions import State
from knowledge.topics import Topics

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from knowledge.facts import Fact
    from knowledge.matching import Candidate

MOST_OWN = 2
"""Facts of the topic asked first that are offered before others: one of three may be of the rest of the record."""
MOST_OFFERED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Among which topics a question is asked: the one that it is put to `first`, and that of the channel, if any."""

    topics: Topics = field(default_factory=lambda: Topics(State()))
    first: Topic | None = None
    channel: Topic | None = None

    def of(self, fact: Fact) -> Topic | None:
        """The topic that a fact belongs to."""
        return self.topics.of(fact)

    def is_elsewhere(self, topic: Topic | None) -> bool:
        """Whether readers have to be told of a topic: their channel is about another, or about none of several."""
        if topic is None:
            return False
        return topic.name != self.channel.name if self.channel else len(self.topics) > 1


def settle(ranking: Ranking, policy: Policy, topics: Mapping[int, str], first: str = "") -> Direct | Offer | Refuse:
    """What to do with a ranking. `topics` names the topic of each fact in it, `first` the one that is asked first.

    That one answers if it can. Otherwise the whole record may, but where a fact of another topic could answer as well,
    given that this one is meant, both are offered.
    """
    own = decide(given(ranking, _of(first, topics)), policy) if first else Refuse("not_on_record")
    if isinstance(own, Direct):
        return own
    whole = decide(ranking, policy)
    if isinstance(whole, Direct):
        rivals = _rivals(ranking, policy, topics, whole.candidate)
        return Offer((whole.candidate, *rivals)[:MOST_OFFERED], "ambiguous") if rivals else whole
    if isinstance(own, Offer) and isinstance(whole, Offer):
        mine = own.candidates[:MOST_OWN]
        rest = (other for other in whole.candidates if other.fact not in {each.fact for each in mine})
        return replace(whole, candidates=(*mine, *rest)[:MOST_OFFERED])
    return own if isinstance(own, Offer) else whole


def given(ranking: Ranking, meant: Collection[int]) -> Ranking:
    """The ranking given that one of these facts is meant, or none."""
    kept = tuple(candidate for candidate in ranking.candidates if candidate.fact in meant)
    if len(kept) == len(ranking.candidates):
        return ranking
    left = 1 - sum(candidate.confidence for candidate in ranking.candidates if candidate.fact not in meant)
    left = max(left, ranking.none + sum(candidate.confidence for candidate in kept)) or 1.0
    return replace(
        ranking,
        candidates=tuple(replace(candidate, confidence=candidate.confidence / left) for candidate in kept),
        none=ranking.none / left,
    )


def _of(topic: str, topics: Mapping[int, str]) -> frozenset[int]:
    return frozenset(fact for fact, its in topics.items() if its == topic)


def _rivals(ranking: Ranking, policy: Policy, topics: Mapping[int, str], best: Candidate) -> tuple[Candidate, ...]:
    """The fact of each other topic that would answer if that one were meant, the likeliest first."""
    others = set(topics.values()) - {topics[best.fact]}
    found = (decide(given(ranking, _of(topic, topics)), policy) for topic in others)
    direct = {answer.candidate.fact for answer in found if isinstance(answer, Direct)}
    return tuple(candidate for candidate in ranking.candidates if candidate.fact in direct)
