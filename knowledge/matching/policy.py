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

ANSWERS = {Policy.STRICT: 0.4, Policy.BALANCED: 0.3}
"""Confidence from which a fact may answer."""

_RIVAL = {Policy.STRICT: 0.6, Policy.BALANCED: 0.8}  # of the best one's confidence
_FORGIVEN = 0.1  # of the best one's confidence, where that one is forgiven its veto
_LIKELY = 0.05  # of the best one's confidence
_SOFT = "missing"
_SURE_OF_KEYWORDS = {Policy.STRICT: 0.6, Policy.BALANCED: 0.4}


def decide(ranking: Ranking, policy: Policy = Policy.STRICT) -> Direct | Offer | Refuse:
    """Answer with the one fact that stands out and passes the veto, else offer the likely ones, else refuse.

    A vetoed best candidate never hands its place on: another one has to be likely enough by itself. A question
    that leaves open what all wordings of a fact say is answered where that fact is nearly certain; by the balanced
    policy, where it is likely.
    """
    answering = [candidate for candidate in ranking.candidates if _may_answer(candidate, policy)]
    if answering and answering[0].confidence >= ANSWERS[policy]:
        best = answering[0]
        near = _FORGIVEN if best.veto else _RIVAL[policy]  # what is forgiven its veto yields to what has none
        rivals = [other for other in answering[1:] if other.confidence >= near * best.confidence]
        if not rivals:
            return Direct(best)
    least = _LIKELY * ranking.candidates[0].confidence if ranking.candidates else 0.0
    offered = tuple(candidate for candidate in ranking.candidates[:OFFERED] if candidate.confidence >= least)
    if not offered:
        return Refuse("not_on_record")
    if offered[0].veto:
        return Offer(offered, "vetoed")
    return Offer(offered, "ambiguous" if len(offered) > 1 else "not_on_record")


def _may_answer(candidate: Candidate, policy: Policy) -> bool:
    if candidate.veto is None:
        return True
    return candidate.veto.startswith(_SOFT) and candidate.confidence >= _SURE_OF_KEYWORDS[policy]
