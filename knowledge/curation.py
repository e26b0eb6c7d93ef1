"""What a moderator's action does to a fact: from a state to the changes of one revision. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.drafts import LIMITS, MOST_PHRASINGS
from knowledge.errors import ConflictError, InvalidError, KnownError, NotFoundError, Problem
from knowledge.facts import Claim, ClaimId, Fact, Kind
from knowledge.revisions import Change, RecordKind
from knowledge.text import key_of, words
from knowledge.values import value_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from knowledge.drafts import Draft
    from knowledge.revisions import State
    from knowledge.shelf import Shelf

_NUMBERED = 5  # facts that a refusal names
_NUMBER = re.compile(r"\s*(?:#\s*(\d{1,9})\b|(\d{1,9})\s*$)")


def added(
    state: State,
    draft: Draft,
    now: datetime,
    *,
    shelf: Shelf | None = None,
    topic: str = "",
    knowing: bool = False,
) -> list[Change]:
    """A new fact with one claim. Raises `KnownError` when another has its question, unless `knowing` that."""
    if not knowing:
        refuse_known(state, draft.question, topic)
    fact_id = state.next_fact_id()
    claim = claim_of(draft, ClaimId(f"{fact_id}.1"), now)
    fact = Fact(
        id=fact_id,
        key=free_key(draft.question, {fact.key for fact in state.facts.values()}),
        question=draft.question,
        phrasings=draft.phrasings,
        topic=topic,
        claims=(claim,),
        leading=claim.id,
        shelf=shelf,
    )
    return [fact_change(None, fact)]


def phrased(state: State, fact_id: int, phrasings: Sequence[str]) -> list[Change]:
    """A fact with more phrasings: see `with_phrasings`."""
    fact = existing(state, fact_id)
    new = with_phrasings(fact, phrasings)
    return [fact_change(fact, new)] if new != fact else []


def with_phrasings(fact: Fact, phrasings: Sequence[str]) -> Fact:
    """A fact with more phrasings; those that it has already, in whatever case and punctuation, are passed over.

    Raises `InvalidError` when it would have more than `MOST_PHRASINGS`.
    """
    known = set(map(key_of, fact.wordings))
    new = dict[str, str]()
    for phrasing in phrasings:
        if (key := key_of(phrasing)) not in known:
            new.setdefault(key, phrasing)
    if new and (total := len(fact.phrasings) + len(new)) > MOST_PHRASINGS:
        raise InvalidError([Problem("The list", f"brings #{fact.id} to {total} phrasings; {MOST_PHRASINGS} fit.")])
    return replace(fact, phrasings=(*fact.phrasings, *new.values()))


def unphrased(state: State, fact_id: int, phrasings: Collection[str]) -> list[Change]:
    """A fact without some of its phrasings; its question stays."""
    fact = existing(state, fact_id)
    kept = tuple(phrasing for phrasing in fact.phrasings if phrasing not in phrasings)
    return [fact_change(fact, replace(fact, phrasings=kept))] if kept != fact.phrasings else []


def set_retired(state: State, fact_id: int, *, seen: int, retired: bool) -> list[Change]:
    """A fact taken out of the answers, or put back; nothing where it is so already. Raises `ConflictError`."""
    if existing(state, fact_id).retired is retired:
        return []
    fact = as_seen(state, fact_id, seen)
    return [fact_change(fact, replace(fact, retired=retired, merged_into=fact.merged_into if retired else None))]


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


def known_as(state: State, question: str, topic: str = "") -> Fact | None:
    """The fact that has this question among its wordings, in whatever case and punctuation; a live one first.

    One that is asked of a `topic` is no fact's of another topic: how many were hurt is asked of every disaster.
    """
    found = (fact for fact in _known_as(state, question) if not apart(fact.topic, topic))
    return min(found, key=lambda fact: fact.retired, default=None)


def apart(topic: str, other: str) -> bool:
    """Whether two topics are named, and are not the same: general facts may be about anything."""
    return bool(topic and other) and key_of(topic) != key_of(other)


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
    known = _known_as(state, text)
    if known and len([fact for fact in known if not fact.retired]) <= 1:
        return min(known, key=lambda fact: fact.retired)
    found = known or (listed(state, text, retired=None) if words(text) else ())
    if len(found) == 1:
        return found[0]
    if not found:
        raise NotFoundError(f"No fact is called “{text[:80]}” here. Choose one from the list, or give its number.")
    numbers = ", ".join(f"#{fact.id}" for fact in found[:_NUMBERED]) + (" and more" if len(found) > _NUMBERED else "")
    raise NotFoundError(f"“{text[:80]}” fits {len(found)} facts ({numbers}). Choose one, or give its number.")


def existing(state: State, fact_id: int) -> Fact:
    """The fact of that number, retired or not. Raises `NotFoundError`."""
    if fact := state.fact(fact_id):
        return fact
    raise NotFoundError(f"There is no fact #{fact_id} here. /fact list shows those there are.")


def refuse_known(state: State, question: str, topic: str = "") -> None:
    """Raise `KnownError` when a fact has this question among its wordings, unless it is of another topic."""
    if known := known_as(state, question, topic):
        raise KnownError(known.id)


def _known_as(state: State, question: str) -> list[Fact]:
    """Every fact that has this question among its wordings."""
    sought = key_of(question)
    return [
        fact for fact in state.facts.values() if sought and any(key_of(wording) == sought for wording in fact.wordings)
    ]


def _holds(fact: Fact, sought: Sequence[str]) -> bool:
    """Whether each word begins a word of the fact's wordings, live answers, or key."""
    texts = (*fact.wordings, *(claim.answer for claim in fact.live()), fact.key)
    known = {word for text in texts for word in words(text)}
    return all(any(word.startswith(beginning) for word in known) for beginning in sought)


def as_seen(state: State, fact_id: int, seen: int) -> Fact:
    """The fact, for one who looked at it at revision `seen`. Raises `ConflictError` when it changed since."""
    fact = existing(state, fact_id)
    actual = state.last_change(RecordKind.FACT, str(fact_id))
    if actual > seen:
        raise ConflictError(f"Fact #{fact_id}", seen=seen, actual=actual)
    return fact


def claim_of(draft: Draft, claim_id: ClaimId, now: datetime) -> Claim:
    """What a draft says, as a claim that becomes known at `now`."""
    return Claim(
        id=claim_id,
        answer=draft.answer,
        kind=draft.kind,
        said_by=draft.said_by,
        as_of=draft.as_of,
        recorded=now,
        value=None if draft.kind is Kind.UNKNOWN else value_of(draft.answer),
        source=draft.source,
    )
