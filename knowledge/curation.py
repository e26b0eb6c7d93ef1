"""What a moderator's action does to a fact: from a state to the changes of one revision. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.drafts import LIMITS, MOST_PHRASINGS, read_source
from knowledge.errors import ConflictError, InvalidError, KnownError, NotFoundError, Problem
from knowledge.facts import Claim, ClaimId, Fact, Kind, Standing
from knowledge.revisions import Change, RecordKind
from knowledge.text import key_of, words
from knowledge.values import value_of
from knowledge.voices import Voices

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from knowledge.drafts import Draft
    from knowledge.revisions import State

_NUMBER = re.compile(r"\s*(?:#\s*(\d{1,9})\b|(\d{1,9})\s*$)")


def added(state: State, draft: Draft, now: datetime, *, knowing: bool = False) -> list[Change]:
    """A new fact with one claim. Raises `KnownError` when another has its question, unless `knowing` that."""
    if not knowing:
        _refuse_known(state, draft.question)
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


def revised(
    state: State, fact_id: int, draft: Draft, now: datetime, *, seen: int, knowing: bool = False
) -> list[Change]:
    """A fact with another question, or saying something else.

    The same voice updates, by whatever name of it (see `Voices`): its claim is superseded. Another voice adds: both
    stand side by side, the new one leads.
    A voice given to an answer that had none is no other voice. What a draft does not speak of stays as it was: the
    kind and figure of an answer that was not changed, the publisher of a source that was not. A voice that denied goes
    on denying.

    Raises `ConflictError` when the fact changed after revision `seen`, and `KnownError` when it gets the question of
    another one, unless `knowing` that.
    """
    fact = _as_seen(state, fact_id, seen)
    if not knowing and key_of(draft.question) not in map(key_of, fact.wordings):
        _refuse_known(state, draft.question)
    claim = _claim(draft, fact.next_claim_id(), now)
    new = replace(fact, question=draft.question)
    old = _spoken_before(fact, claim, Voices(state.aliases.values()))
    if old:
        claim = _kept(old, claim)
    if old is None or not old.same_content(claim):
        if old:
            new = new.with_claim(replace(old, standing=Standing.SUPERSEDED))
        new = replace(new.with_claim(claim), leading=claim.id)
    return [fact_change(fact, new)] if new != fact else []


def phrased(state: State, fact_id: int, phrasings: Sequence[str]) -> list[Change]:
    """A fact with more phrasings; those that it has already, in whatever case and punctuation, are passed over.

    Raises `InvalidError` when it would have more than `MOST_PHRASINGS`.
    """
    fact = existing(state, fact_id)
    known = set(map(key_of, fact.wordings))
    new = [phrasing for phrasing in phrasings if key_of(phrasing) not in known]
    if new and (total := len(fact.phrasings) + len(new)) > MOST_PHRASINGS:
        raise InvalidError([Problem("The list", f"brings #{fact_id} to {total} phrasings; {MOST_PHRASINGS} fit.")])
    return [fact_change(fact, replace(fact, phrasings=(*fact.phrasings, *new)))] if new else []


def unphrased(state: State, fact_id: int, phrasings: Collection[str]) -> list[Change]:
    """A fact without some of its phrasings; its question stays."""
    fact = existing(state, fact_id)
    kept = tuple(phrasing for phrasing in fact.phrasings if phrasing not in phrasings)
    return [fact_change(fact, replace(fact, phrasings=kept))] if kept != fact.phrasings else []


def set_retired(state: State, fact_id: int, *, seen: int, retired: bool) -> list[Change]:
    """A fact taken out of the answers, or put back; nothing where it is so already. Raises `ConflictError`."""
    if existing(state, fact_id).retired is retired:
        return []
    fact = _as_seen(state, fact_id, seen)
    return [fact_change(fact, replace(fact, retired=retired))]


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


def listed(state: State, text: str = "", *, retired: bool | None = False) -> tuple[Fact, ...]:
    """The facts that hold every word of `text`, or the beginning of it, by number; None is retired and live ones."""
    sought = words(text)
    return tuple(
        fact
        for fact in sorted(state.facts.values(), key=lambda fact: fact.id)
        if (retired is None or fact.retired is retired) and (not sought or _holds(fact, sought))
    )


def named(state: State, text: str) -> Fact:
    """The one fact that a person means by its number, its question, or words that only it holds.

    Takes what a picker shows as well ("#12 How many ...?"). Raises `NotFoundError` rather than guess.
    """
    if number := _NUMBER.match(text):
        return existing(state, int(number[1] or number[2]))
    if fact := known_as(state, text):
        return fact
    found = listed(state, text, retired=None) if words(text) else ()
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError(f"No fact is called “{text[:80]}” here. Choose one from the list, or give its number.")
    numbers = ", ".join(f"#{fact.id}" for fact in found[:5]) + (" and more" if len(found) > 5 else "")  # noqa: PLR2004
    raise NotFoundError(f"“{text[:80]}” fits {len(found)} facts ({numbers}). Choose one, or give its number.")


def existing(state: State, fact_id: int) -> Fact:
    """The fact of that number, retired or not. Raises `NotFoundError`."""
    if fact := state.fact(fact_id):
        return fact
    raise NotFoundError(f"There is no fact #{fact_id} here. /fact list shows those there are.")


def _refuse_known(state: State, question: str) -> None:
    if known := known_as(state, question):
        raise KnownError(known.id)


def _holds(fact: Fact, sought: Sequence[str]) -> bool:
    """Whether each word begins a word of the fact's wordings, live answers, or key."""
    texts = (*fact.wordings, *(claim.answer for claim in fact.live()), fact.key)
    known = {word for text in texts for word in words(text)}
    return all(any(word.startswith(beginning) for word in known) for beginning in sought)


def _spoken_before(fact: Fact, claim: Claim, voices: Voices) -> Claim | None:
    """The live claim that a new one takes the place of: of the same voice, or the same answer without a voice."""
    live = fact.live()
    return next((old for old in live if voices.same(old.said_by, claim.said_by)), None) or next(
        (old for old in live if not old.said_by and old.answer == claim.answer), None
    )


def _kept(old: Claim, new: Claim) -> Claim:
    """The new claim with what the old one says more precisely than a form can: all that was typed back unchanged."""
    if new.answer == old.answer:
        new = replace(new, kind=old.kind, value=old.value)
    elif old.kind is Kind.DENIAL:  # no field says so: a mended denial would end the dispute, and lead
        new = replace(new, kind=old.kind)
    if old.source and new.source == read_source(old.source.typed)[0]:
        new = replace(new, source=old.source)
    if (
        old.as_of
        and new.as_of
        and (old.as_of.precision, old.as_of.begins())
        == (
            new.as_of.precision,
            new.as_of.begins(),
        )
    ):
        new = replace(new, as_of=old.as_of)
    return new


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
