"""What a moderator's action does to a fact: from a state to the changes of one revision. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.errors import ConflictError, NotFoundError
from knowledge.facts import LIMITS, Claim, ClaimId, Fact, Standing, same_voice
from knowledge.revisions import Change, RecordKind
from knowledge.text import key_of, words
from knowledge.values import value_of

if TYPE_CHECKING:
    from datetime import datetime

    from knowledge.facts import Draft
    from knowledge.revisions import State


def added(state: State, draft: Draft, now: datetime) -> list[Change]:
    """A new fact with one claim."""
    fact_id = state.next_fact_id()
    claim = _claim(draft, ClaimId(f"{fact_id}.1"), now)
    fact = Fact(
        id=fact_id,
        key=free_key(draft.question, {fact.key for fact in state.facts.values()}),
        question=draft.question,
        phrasings=draft.phrasings,
        claims=(claim,),
        leading=claim.id,
    )
    return [fact_change(None, fact)]


def revised(state: State, fact_id: int, draft: Draft, now: datetime, *, seen: int) -> list[Change]:
    """A fact with another question, or saying something else.

    The same voice updates: its claim is superseded. Another voice adds: both stand side by side, the new one leads.
    Raises `ConflictError` when the fact changed after revision `seen`.
    """
    fact = _as_seen(state, fact_id, seen)
    claim = _claim(draft, fact.next_claim_id(), now)
    new = replace(fact, question=draft.question)
    old = next((old for old in fact.live() if same_voice(old.said_by, claim.said_by)), None)
    if old is None or not old.same_content(replace(claim, kind=old.kind, value=old.value)):
        if old:
            new = new.with_claim(replace(old, standing=Standing.SUPERSEDED))
        new = replace(new.with_claim(claim), leading=claim.id)
    return [fact_change(fact, new)] if new != fact else []


def set_retired(state: State, fact_id: int, *, seen: int, retired: bool) -> list[Change]:
    """A fact taken out of the answers, or put back. Raises `ConflictError`."""
    fact = _as_seen(state, fact_id, seen)
    return [fact_change(fact, replace(fact, retired=retired))] if fact.retired is not retired else []


def fact_change(before: Fact | None, after: Fact) -> Change:
    """The change from one version of a fact to the next."""
    return Change(kind=RecordKind.FACT, id=str(after.id), before=before, after=after)


def free_key(question: str, taken: set[str]) -> str:
    """A short name for a fact that no other has: its question's words joined by hyphens."""
    stem = "-".join(words(question))[: LIMITS["key"] - 5].strip("-") or "fact"
    key, n = stem, 1
    while key in taken:
        n += 1
        key = f"{stem}-{n}"
    return key


def known_as(state: State, question: str) -> Fact | None:
    """The fact that has this question among its wordings, in whatever case and punctuation; a live one first."""
    sought = key_of(question)
    found = [
        fact for fact in state.facts.values() if sought and any(key_of(wording) == sought for wording in fact.wordings)
    ]
    return min(found, key=lambda fact: fact.retired, default=None)


def existing(state: State, fact_id: int) -> Fact:
    """The fact of that number, retired or not. Raises `NotFoundError`."""
    if fact := state.fact(fact_id):
        return fact
    raise NotFoundError(f"There is no fact #{fact_id} here. /fact list shows those there are.")


def _as_seen(state: State, fact_id: int, seen: int) -> Fact:
    fact = existing(state, fact_id)
    actual = state.last_change(RecordKind.FACT, str(fact_id))
    if actual > seen:
        raise ConflictError(f"Fact #{fact_id}", seen=seen, actual=actual)
    return fact


def _claim(draft: Draft, claim_id: ClaimId, now: datetime) -> Claim:
    return Claim(
        id=claim_id,
        answer=draft.answer,
        said_by=draft.said_by,
        as_of=draft.as_of,
        recorded=now,
        value=value_of(draft.answer),
        source=draft.source,
    )
