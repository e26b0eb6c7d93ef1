"""What tells two versions of a fact apart, one difference at a time: for histories and conflicts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from knowledge.facts import Claim, Fact, Standing, same_voice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.facts import ClaimId, FactId

Side: TypeAlias = Claim | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing before and after; None where it was not there. `what` says in a word or two what it is."""

    what: str
    before: Side = None
    after: Side = None


def differences(before: Fact | None, after: Fact | None) -> tuple[Difference, ...]:
    """All that tells `after` from `before`, None being no fact at all; the most telling first."""
    if after is None:
        return (Difference(what="removed", before=before.question),) if before else ()
    if before is None:
        claims = (Difference(what="claim", after=claim) for claim in after.claims)
        return (Difference(what="added", after=after.question), *claims)
    return tuple(_differences(before, after))


def _differences(before: Fact, after: Fact) -> Iterator[Difference]:
    if before.merged_into != after.merged_into:
        yield Difference(what="merged into", before=_number(before.merged_into), after=_number(after.merged_into))
    if before.retired is not after.retired and not after.merged_into:
        yield Difference(what="retired" if after.retired else "restored", after=after.question)
    if before.question != after.question:
        yield Difference(what="question", before=before.question, after=after.question)
    yield from _of_claims(before, after)
    for gone in before.phrasings:
        if gone not in after.phrasings:
            yield Difference(what="phrasing", before=gone)
    for new in after.phrasings:
        if new not in before.phrasings:
            yield Difference(what="phrasing", after=new)
    yield from _of_particulars(before, after)


def _number(fact: FactId | None) -> str | None:
    return f"fact #{fact}" if fact else None


def _of_particulars(before: Fact, after: Fact) -> Iterator[Difference]:
    one, other = before.shelf, after.shelf
    if one is not other:
        yield Difference(what="shelf life", before=one and one.phrase, after=other and other.phrase)
    for what in ("key", "topic"):
        old, new = getattr(before, what), getattr(after, what)
        if old != new:
            yield Difference(what=what, before=old or None, after=new or None)
    if before.tags != after.tags:
        yield Difference(what="tags", before=", ".join(before.tags) or None, after=", ".join(after.tags) or None)


def _of_claims(before: Fact, after: Fact) -> Iterator[Difference]:
    """New claims, an update of the same voice beside what it superseded; then what became of the old ones."""
    old = {claim.id: claim for claim in before.claims}
    ended = [claim for claim in after.claims if not claim.is_live and _was_live(claim, old)]
    told = list[Claim]()
    for claim in after.claims:
        if claim.id not in old:
            replaced = _replaced_by(claim, [past for past in ended if past not in told])
            told += [replaced] if replaced else []
            yield Difference(what=_kind_of_change(replaced), before=replaced, after=claim)
    for claim in after.claims:
        if claim.id in old and claim not in told:
            yield from _of_claim(old[claim.id], claim)
    kept = {claim.id for claim in after.claims}
    yield from (Difference(what="claim", before=claim) for claim in before.claims if claim.id not in kept)
    if before.leading != after.leading and after.leading in old:
        yield Difference(what="leads now", after=after.claim(after.leading))


def _of_claim(before: Claim, after: Claim) -> Iterator[Difference]:
    if after.is_live and not before.is_live:
        yield Difference(what="live again", after=after)
    elif before.standing is not after.standing:
        yield Difference(what=str(after.standing), before=before)
    elif before == replace(after, verified_at=before.verified_at) != after:
        yield Difference(what="verified", after=after)
    elif before != after:
        yield Difference(what="claim", before=before, after=after)


def _was_live(claim: Claim, old: Mapping[ClaimId, Claim]) -> bool:
    return claim.id in old and old[claim.id].is_live


def _kind_of_change(replaced: Claim | None) -> str:
    if replaced is None:
        return "claim"
    return "update" if replaced.standing is Standing.SUPERSEDED else "correction"


def _replaced_by(new: Claim, ended: Sequence[Claim]) -> Claim | None:
    """The claim that a new one took the place of: of the same voice, without a voice, or the only one that ended."""
    same = (past for past in ended if same_voice(past.said_by, new.said_by))
    unvoiced = (past for past in ended if not past.said_by)
    return next((past for found in (same, unvoiced, ended if len(ended) == 1 else ()) for past in found), None)
