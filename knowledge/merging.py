"""Two facts made one: what is asked and said in the second joins the first, and its number leads on to that. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from knowledge.asof import AsOf
from knowledge.curation import existing, fact_change, with_phrasings
from knowledge.errors import InvalidError, Problem
from knowledge.facts import Kind, Standing, disagree
from knowledge.text import key_of
from knowledge.voices import Voices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

    from knowledge.facts import Claim, ClaimId, Fact
    from knowledge.revisions import Change, State

_LONG_AGO = AsOf("1000")


def merged(state: State, keep_id: int, gone_id: int) -> list[Change]:
    """A fact with another one in it, which retires and leads on to it; nothing where that is so already.

    The phrasings of the other, its question among them, and its claims come to those of the first, but for what is
    there in the same words. What it withdrew stays behind, in its own history. Of two claims of one voice that
    contradict each other the later one stands, the first fact's where neither is later; "not known yet" gives way to
    who knows. The claim that leads goes on leading, or what took its place does.

    Raises `NotFoundError`, and `InvalidError` where the two cannot be one.
    """
    keep, gone = existing(state, keep_id), existing(state, gone_id)
    if gone.retired and gone.merged_into == keep.id:
        return []
    if problems := list(_problems(keep, gone)):
        raise InvalidError(problems)
    asked = replace(
        with_phrasings(keep, gone.wordings),
        topic=keep.topic or gone.topic,
        tags=(*keep.tags, *(tag for tag in gone.tags if tag not in keep.tags)),
        shelf=keep.shelf or gone.shelf,
    )
    voices, zone = Voices(state.aliases.values()), ZoneInfo(state.settings.zone)
    return [
        fact_change(keep, _with_claims(asked, gone, voices, zone)),
        fact_change(gone, replace(gone, retired=True, merged_into=keep.id)),
    ]


def heir(state: State, fact: Fact) -> Fact:
    """The fact that answers for one: what it was merged into, and what that was merged into; else itself."""
    passed = {fact.id}
    while fact.retired and fact.merged_into and fact.merged_into not in passed:
        fact = existing(state, fact.merged_into)
        passed.add(fact.id)
    return fact


def _problems(keep: Fact, gone: Fact) -> Iterator[Problem]:
    if keep.id == gone.id:
        yield Problem(f"#{keep.id}", "cannot be merged into itself. Choose two facts.")
    elif keep.retired and keep.merged_into:
        yield Problem(f"#{keep.id}", f"was merged into #{keep.merged_into}. Keep that one.")
    elif keep.retired:
        yield Problem(f"#{keep.id}", "is retired. Restore it first, or keep the other one.")
    elif gone.retired and gone.merged_into:
        yield Problem(f"#{gone.id}", f"was merged into #{gone.merged_into} already. Merge that one.")


def _with_claims(keep: Fact, gone: Fact, voices: Voices, zone: tzinfo) -> Fact:
    """The fact with the claims of the other that it does not have, under ids of its own."""
    joined: dict[ClaimId, ClaimId] = {}
    fact = keep
    for claim in gone.claims:
        if claim.standing is Standing.WITHDRAWN:
            continue
        twin = next((known for known in fact.claims if _same(known, claim, voices)), None)
        joined[claim.id] = twin.id if twin else fact.next_claim_id()
        if twin is None:
            fact = fact.with_claim(replace(claim, id=joined[claim.id]))
    for older in list(_given_up(fact, keep, voices, zone)):
        fact = fact.with_claim(replace(older, standing=Standing.SUPERSEDED))
    live = {claim.id for claim in fact.live()}
    if live and fact.leading not in live:
        heirs = (joined[gone.leading],) if gone.leading in joined else ()
        latest = sorted(fact.live(), key=lambda claim: claim.as_of or _LONG_AGO, reverse=True)
        leading = next(claim for claim in (*heirs, *(claim.id for claim in latest)) if claim in live)
        return replace(fact, leading=leading)
    return fact


def _same(known: Claim, claim: Claim, voices: Voices) -> bool:
    """Whether a claim says what one on record says, in the same words, and with no source that it lacks."""
    return (
        known.standing is claim.standing
        and (known.kind, known.as_of) == (claim.kind, claim.as_of)
        and key_of(known.answer) == key_of(claim.answer)
        and voices.same(known.said_by, claim.said_by)
        and claim.source in {None, known.source}
    )


def _given_up(fact: Fact, keep: Fact, voices: Voices, zone: tzinfo) -> Iterator[Claim]:
    """The live claims that do not stand beside the others any more."""
    first = {claim.id for claim in keep.claims}
    live = fact.live()
    known = any(claim.kind is not Kind.UNKNOWN for claim in live)
    for claim in live:
        if claim.kind is Kind.UNKNOWN:
            if known:
                yield claim
            continue
        rivals = [
            other
            for other in live
            if (other.id in first) is not (claim.id in first)
            and other.said_by
            and voices.same(other.said_by, claim.said_by)
            and disagree((claim, other))
        ]
        if any(_gives_way(claim, other, zone, first=claim.id in first) for other in rivals):
            yield claim


def _gives_way(claim: Claim, other: Claim, zone: tzinfo, *, first: bool) -> bool:
    """Whether, of two claims of a voice, one is the older; of two of one time that of the `first` fact stays."""
    one, two = ((each.as_of or _LONG_AGO).begins(zone) for each in (claim, other))
    return one < two or (one == two and not first)
