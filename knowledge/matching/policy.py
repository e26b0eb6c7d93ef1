"""What to do with a ranking: answer, offer a choice, or refuse."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, TypeAlias

from knowledge.matching.ranking import Candidate

if TYPE_CHECKING:
    from knowledge.matching.ranking import Ranking

Reason: TypeAlias = Literal["not_on_record", "ambiguous", "vetoed"]


class Policy(StrEnum):
    """How much certainty an answer takes."""

    STRICT = "strict"
    BALANCED = "balanced"


@dataclass(frozen=True, slots=True)
class Direct:
    """One fact answers."""

    candidate: Candidate


@dataclass(frozen=True, slots=True)
class Offer:
    """One of a few facts may be meant; `reason` says why none of them answers by itself."""

    candidates: tuple[Candidate, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Refuse:
    """No fact is offered."""

    reason: Reason


OFFERED = 3

_ANSWERS = {Policy.STRICT: 0.4, Policy.BALANCED: 0.5}
_RIVAL = 0.6  # of the best one's confidence
_OFFERS = 0.06


def decide(ranking: Ranking, policy: Policy = Policy.STRICT) -> Direct | Offer | Refuse:
    """Answer with the one fact that stands out and passes the veto, else offer the likely ones, else refuse."""
    if not ranking.candidates:
        return Refuse("not_on_record")
    best, *others = ranking.candidates
    rivals = [other for other in others if other.confidence >= _RIVAL * best.confidence]
    if best.confidence >= _ANSWERS[policy] and best.veto is None and not rivals:
        return Direct(best)
    offered = ranking.candidates[:OFFERED]
    if sum(candidate.confidence for candidate in offered) < _OFFERS:
        return Refuse("not_on_record")
    return Offer(offered, "vetoed" if best.veto else "ambiguous" if rivals else "not_on_record")
