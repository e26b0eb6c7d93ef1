"""The kinds of change: what a fact says is corrected, moves on, or gains a voice; is withdrawn, or verified. Pure.

A new event is none: the fact stays as it is, and another is added.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from knowledge.asof import AsOf
from knowledge.curation import as_seen, claim_of, existing, fact_change, refuse_known
from knowledge.drafts import read_source
from knowledge.errors import NotFoundError, OlderError
from knowledge.facts import Claim, Fact, Kind, Standing, disagree
from knowledge.text import key_of
from knowledge.voices import Voices

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, tzinfo

    from knowledge.drafts import Draft
    from knowledge.revisions import Change, State
    from knowledge.shelf import Shelf
    from knowledge.traces import Receipt


class Way(StrEnum):
    """What becomes of the claim on record when a fact says something else."""

    CORRECTION = "correction"
    UPDATE = "update"
    BESIDE = "beside"

    @property
    def standing(self) -> Standing:
        """How the old claim stands from then on: one that was wrong never stood."""
        return _STANDINGS[self]


_STANDINGS = {
    Way.CORRECTION: Standing.WITHDRAWN,
    Way.UPDATE: Standing.SUPERSEDED,
    Way.BESIDE: Standing.LIVE,
}


_LONG_AGO = AsOf("1000")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a revision did with the claim `old` that was there: in which way `new` came."""

    way: Way
    old: Claim
    new: Claim


def revised(
    state: State,
    fact_id: int,
    draft: Draft,
    now: datetime,
    *,
    seen: int,
    way: Way | None = None,
    shelf: Shelf | None = None,
    knowing: bool = False,
    backdated: bool = False,
) -> list[Change]:
    """A fact with another question, another shelf life, or saying something else.

    The same voice, by whatever name of it (see `Voices`), takes the place of what it said: with a later as-of, and
    where the answer was not known yet, that was right at its time; else it was wrong. So it does with what the voice
    says in other sources, if that contradicts it. Another voice stands beside it, and leads. A `way` that is given
    goes before: then another voice takes the place of the claim that leads.
    A voice given to an answer that had none is no other voice. What a draft does not speak of stays as it was: the
    kind and figure of an answer that was not changed, the publisher of a source that was not. A voice that denied goes
    on denying. "Not known yet" never leads where another voice says something.

    Raises `ConflictError` when the fact changed after revision `seen`; `KnownError` when it gets the question of
    another one, unless `knowing` that; and `OlderError` when what is on record is of a later date, unless `backdated`.
    """
    fact = as_seen(state, fact_id, seen)
    if not knowing and key_of(draft.question) not in map(key_of, fact.wordings):
        refuse_known(state, draft.question, fact.topic)
    new = replace(fact, question=draft.question, shelf=shelf or fact.shelf)
    claim = claim_of(draft, fact.next_claim_id(), now)
    voices = Voices(state.aliases.values())
    old = _spoken_before(fact, claim, way, voices)
    if old:
        claim = _kept(old, claim)
    if old is None or not old.same_content(claim):
        zone = ZoneInfo(state.settings.zone)
        on_record = old or next(iter(fact.live()), None)
        if on_record and not backdated and _is_older(claim, on_record, zone):
            raise OlderError(fact_id, str(claim.as_of), str(on_record.as_of))
        for gone, standing in _replaced(fact, old, claim, voices, _way(way, old, claim, zone)):
            new = new.with_claim(replace(gone, standing=standing))
        new = new.with_claim(claim)
        if claim.kind is not Kind.UNKNOWN or all(other.kind is Kind.UNKNOWN for other in new.live()):
            new = replace(new, leading=claim.id)
    return [fact_change(fact, new)] if new != fact else []


def regarded(state: State, fact_id: int, claim_number: int, way: Way, *, seen: int) -> list[Change]:
    """A fact of which an earlier claim, the one at that place, is taken otherwise: it was wrong, or right at its time.

    Raises `ConflictError`, and `NotFoundError` for a claim that leads: `withdrawn` is for that.
    """
    fact = as_seen(state, fact_id, seen)
    claim = _claim_at(fact, claim_number)
    if claim.id == fact.leading:
        raise NotFoundError(f"That claim is what #{fact_id} answers with. Take it back with /fact withdraw.")
    new = fact.with_claim(replace(claim, standing=way.standing))
    return [fact_change(fact, new)] if new != fact else []


def withdrawn(state: State, fact_id: int, claim_number: int, *, seen: int) -> list[Change]:
    """A fact without one of its live claims, the one at that place; it stays in the history.

    If it led, the latest of those left leads. A fact without a claim is not answered; it is not retired by that.
    Nothing where it is withdrawn already. Raises `ConflictError`.
    """
    claim = _claim_at(existing(state, fact_id), claim_number)
    if not claim.is_live:
        return []
    fact = as_seen(state, fact_id, seen)
    new = fact.with_claim(replace(claim, standing=Standing.WITHDRAWN))
    left = sorted(new.live(), key=_rank, reverse=True)
    if claim.id == fact.leading and left:
        new = replace(new, leading=left[0].id)
    return [fact_change(fact, new)]


def verified(state: State, fact_id: int, now: datetime, *, seen: int) -> list[Change]:
    """A fact whose answer was found to be still true: only its freshness moves. Of a disputed one, every claim's.

    Raises `ConflictError`, and `NotFoundError` when nothing is answered with it.
    """
    fact = as_seen(state, fact_id, seen)
    live = fact.live()
    if fact.retired or not live:
        raise NotFoundError(f"#{fact_id} is not answered, so there is nothing to verify. See /fact show {fact_id}.")
    telling = {claim.id for claim in live} if disagree(live) else {live[0].id}
    new = replace(
        fact,
        claims=tuple(replace(claim, verified_at=now) if claim.id in telling else claim for claim in fact.claims),
    )
    return [fact_change(fact, new)]


def kept_for(state: State, fact_id: int, shelf: Shelf) -> list[Change]:
    """A fact with a shelf life that its moderators chose; nothing else in it changes, so nobody is overwritten."""
    fact = existing(state, fact_id)
    return [fact_change(fact, replace(fact, shelf=shelf))] if fact.shelf is not shelf else []


def done(before: Fact, after: Fact) -> Done | None:
    """What a revision did with what was on record; None where no claim came, or none was there."""
    known = {claim.id for claim in before.claims}
    new = next((claim for claim in after.claims if claim.id not in known), None)
    live = before.live()
    if new is None or not live:
        return None
    for old in live:
        for way in (Way.CORRECTION, Way.UPDATE):
            if after.claim(old.id).standing is way.standing:
                return Done(way=way, old=old, new=new)
    return Done(way=Way.BESIDE, old=live[0], new=new)


def showings(receipts: Iterable[Receipt], fact: Fact, claim: Claim) -> tuple[Receipt, ...]:
    """The messages that showed a claim, the latest first; as many as are still known."""
    found = [receipt for receipt in receipts if receipt.fact == fact.id and claim.id in receipt.showing]
    return tuple(sorted(found, key=lambda receipt: receipt.at, reverse=True))


def _spoken_before(fact: Fact, claim: Claim, way: Way | None, voices: Voices) -> Claim | None:
    """The live claim that a new one takes the place of.

    One of the same voice, the same answer without a voice, or "not known yet"; if the way says so, what leads.
    """
    live = fact.live()
    same = (old for old in live if voices.same(old.said_by, claim.said_by))
    unvoiced = (old for old in live if not old.said_by and old.answer == claim.answer)
    unknown = (old for old in live if old.kind is Kind.UNKNOWN and claim.kind is not Kind.UNKNOWN)
    replaced = (old for old in live if way in {Way.CORRECTION, Way.UPDATE})
    return next((old for found in (same, unvoiced, unknown, replaced) for old in found), None)


def _replaced(fact: Fact, old: Claim | None, new: Claim, voices: Voices, way: Way) -> Iterator[tuple[Claim, Standing]]:
    """The live claims that a new one takes the place of, and how they stand from then on.

    Beside the `old` one those are what its voice says in other sources, where the new one contradicts it, and every
    "not known yet".
    """
    for claim in fact.live():
        if claim.kind is Kind.UNKNOWN and new.kind is not Kind.UNKNOWN:
            yield claim, Standing.SUPERSEDED if way is Way.BESIDE else way.standing
        elif claim == old or (
            old and old.said_by and voices.same(claim.said_by, old.said_by) and disagree((claim, new))
        ):
            yield claim, way.standing


def _way(way: Way | None, old: Claim | None, new: Claim, zone: tzinfo) -> Way:
    """The way that was given, unless it keeps two claims of one voice; else the default."""
    if old is None:
        return Way.BESIDE
    if way in {Way.CORRECTION, Way.UPDATE}:
        return way
    if old.kind is Kind.UNKNOWN and new.kind is not Kind.UNKNOWN:
        return Way.UPDATE
    later = old.as_of and new.as_of and new.as_of.begins(zone) > old.as_of.begins(zone)
    return Way.UPDATE if later else Way.CORRECTION


def _is_older(claim: Claim, on_record: Claim, zone: tzinfo) -> bool:
    """Whether a claim is of a time before that of another, and not only less precise."""
    if claim.as_of is None or on_record.as_of is None:
        return False
    begins = on_record.as_of.begins(zone)
    return claim.as_of.begins(zone) < begins and claim.as_of.ends(zone) <= begins


def _kept(old: Claim, new: Claim) -> Claim:
    """The new claim with what the old one says more precisely than a form can: all that was typed back unchanged."""
    if new.answer == old.answer:
        new = replace(new, kind=old.kind, value=old.value)
    elif old.kind is Kind.DENIAL and new.kind is Kind.STATEMENT:  # no field says so: it would end the dispute, and lead
        new = replace(new, kind=old.kind)
    if old.source and new.source == read_source(old.source.typed)[0]:
        new = replace(new, source=old.source)
    if old.as_of and new.as_of and _same_time(old.as_of, new.as_of):
        new = replace(new, as_of=old.as_of)
    return new


def _same_time(one: AsOf, other: AsOf) -> bool:
    return (one.precision, one.begins()) == (other.precision, other.begins())


def _rank(claim: Claim) -> tuple[bool, AsOf]:
    """What leads when the leading claim is gone: something said before "not known yet", the latest first."""
    return claim.kind is not Kind.UNKNOWN, claim.as_of or _LONG_AGO


def _claim_at(fact: Fact, number: int) -> Claim:
    if 0 <= number < len(fact.claims):
        return fact.claims[number]
    raise NotFoundError(f"#{fact.id} has no such claim. /fact show {fact.id} shows those there are.")
