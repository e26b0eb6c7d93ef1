"""Whether what a question takes for granted holds, by all that is on record about it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.facts import Kind, disagree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.facts import Claim
    from knowledge.matching.stated import Stated


class Verdict(StrEnum):
    """Each live claim bears it out; each contradicts it; some do and some don't."""

    YES = "yes"
    NO = "no"
    DIFFER = "differ"


def denied(claims: Sequence[Claim]) -> Verdict | None:
    """What live claims say to what they are about, asked with a yes in mind: no, where each of them denies it."""
    return Verdict.NO if claims and all(claim.kind is Kind.DENIAL for claim in claims) else None


def judged(stated: Stated, claims: Sequence[Claim]) -> Verdict | None:
    """What live claims say to something stated; None where any of them says nothing to it, or they agree in part."""
    found = [stated.agrees(claim.value) if claim.value and claim.kind is not Kind.UNKNOWN else None for claim in claims]
    if True in found and False in found:
        return Verdict.DIFFER if disagree(claims) else None
    if None in found or not found:
        return None
    return Verdict.YES if all(found) else Verdict.NO
