"""What curators see: a fact with everything about it, a list of facts, a history, the state of the set-up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import LONGEST_DESCRIPTION, Box, Button, Card, Tone, fitted
from bot.cards.text import MARKDOWN, PLAIN
from knowledge.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from bot.cards.text import Ink
    from knowledge.facts import Claim
    from knowledge.revisions import ActorId, Revision

_MOST = LONGEST_DESCRIPTION - 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that is in order or not, and then what to do. `what` and `remedy` are the bot's own words."""

    ok: bool
    what: str
    remedy: str = ""


def fact_card(
    fact: Fact, *, last: Revision | None = None, who: Callable[[ActorId], str] = str, buttons: Iterable[Button] = ()
) -> Card:
    """A fact as curators see it: its number, every claim with its id and standing, its wordings, its last change.

    `who` names the member behind an actor's id.
    """
    listed = sorted(fact.claims, key=lambda claim: (claim.id != fact.leading, not claim.is_live))
    about = [_wordings(fact), f"key {MARKDOWN.text(fact.key)}" if fact.key else ""]
    about += [f"topic {MARKDOWN.text(fact.topic)}" if fact.topic else "", ", ".join(map(MARKDOWN.text, fact.tags))]
    changed = (
        f"Revision {last.number}, {MARKDOWN.instant(last.at)}, by {MARKDOWN.text(who(last.actor))}" if last else ""
    )
    below = [line for line in (" · ".join(filter(None, about)), changed) if line]
    lines = fitted([_claim(claim, fact, MARKDOWN) for claim in listed], _MOST - sum(map(len, below)))
    return Card(
        content=f"**#{fact.id}** {MARKDOWN.text(fact.question)}{' (retired)' if fact.retired else ''}",
        boxes=(Box(lines=(*lines, *below), tone=Tone.GONE if fact.retired else Tone.CALM),),
        buttons=tuple(buttons),
        plain="\n".join([f"#{fact.id} {PLAIN.text(fact.question)}", *(_claim(claim, fact, PLAIN) for claim in listed)]),
    )


def list_card(
    facts: Sequence[Fact], *, total: int, page: int = 1, pages: int = 1, buttons: Iterable[Button] = ()
) -> Card:
    """A page of facts: number, question, and what leads, with who says it and as of when."""
    content = f"**{total:,} fact{'' if total == 1 else 's'}**" + (f", page {page} of {pages}" if pages > 1 else "")
    lines = [_listed(fact, MARKDOWN) for fact in facts]
    return Card(
        content=content,
        boxes=(Box(lines=fitted(lines, _MOST)),) if lines else (),
        buttons=tuple(buttons),
        plain="\n".join([content.replace("*", ""), *(_listed(fact, PLAIN) for fact in facts)]),
    )


def history_card(
    fact: Fact, revisions: Iterable[Revision], *, who: Callable[[ActorId], str] = str, buttons: Iterable[Button] = ()
) -> Card:
    """How a fact came to be what it is, the latest change first."""
    newest = sorted(revisions, key=lambda revision: revision.number, reverse=True)
    lines = [line for revision in newest for line in _revision(revision, fact, who, MARKDOWN)]
    return Card(
        content=f"**History of #{fact.id}** {MARKDOWN.text(fact.question)}",
        boxes=(Box(lines=fitted(lines, _MOST, "and {} earlier")),) if lines else (),
        buttons=tuple(buttons),
        plain="\n".join(line for revision in newest for line in _revision(revision, fact, who, PLAIN)),
    )


def status_card(title: str, checks: Sequence[Check], *, buttons: Iterable[Button] = ()) -> Card:
    """What is in order and what is not, with the remedy beside it. All of it is the bot's own words, or escaped."""
    lines = [
        f"{'✅' if check.ok else '⚠️'} {check.what}" + (f" {check.remedy}" if check.remedy else "") for check in checks
    ]
    tone = Tone.CALM if all(check.ok for check in checks) else Tone.DISPUTED
    return Card(
        content=f"**{title}**",
        boxes=(Box(lines=fitted(lines, _MOST), tone=tone),) if lines else (),
        buttons=tuple(buttons),
        plain="\n".join([title, *lines]),
    )


def _listed(fact: Fact, ink: Ink) -> str:
    number = f"**#{fact.id}**" if ink is MARKDOWN else f"#{fact.id}"
    if fact.retired:
        return f"{number} {ink.text(fact.question)} (retired)"
    live = fact.live()
    if not live:
        return f"{number} {ink.text(fact.question)} (no live claim)"
    more = f", and {len(live) - 1} more" if len(live) > 1 else ""
    said = f"{ink.text(live[0].answer, 160)} ({claims.attribution(live[0], ink)}{more})"
    return f"{number} {ink.text(fact.question)}: {said}"


def _claim(claim: Claim, fact: Fact, ink: Ink) -> str:
    leads = ", leads" if claim.id == fact.leading and claim.is_live else ""
    standing = "" if claim.is_live else f", {claim.standing.value}"
    return f"{ink.text(claim.id, 60)}{leads}{standing}: {claims.claim_line(claim, ink)}"


def _wordings(fact: Fact) -> str:
    count = len(fact.phrasings)
    return f"{count} phrasing{'' if count == 1 else 's'}" if count else "no phrasings yet"


def _revision(revision: Revision, fact: Fact, who: Callable[[ActorId], str], ink: Ink) -> Iterator[str]:
    by = f"{ink.text(who(revision.actor), 100)}, {ink.text(revision.via, 60)}"
    why = f": {ink.text(revision.why, 300)}" if revision.why else ""
    for change in revision.changes:
        if change.id == str(fact.id) and isinstance(change.after, Fact):
            yield f"{ink.bold(str(revision.number))} · {ink.instant(revision.at)} · {by}{why}"
            before = change.before if isinstance(change.before, Fact) else None
            yield from (f"– {line}" for line in _changed(before, change.after, ink))


def _changed(before: Fact | None, after: Fact, ink: Ink) -> Iterator[str]:
    """What a change did to a fact."""
    if before is None:
        yield f"put on record: {ink.text(after.question)}"
    elif before.question != after.question:
        yield f"was asked as: {ink.text(before.question)}"
    if before and before.retired != after.retired:
        yield "retired" if after.retired else "restored"
    yield from _changed_claims(before.claims if before else (), after.claims, ink)
    if before and before.phrasings != after.phrasings:
        yield f"{_wordings(after)}, {len(before.phrasings)} before"


def _changed_claims(before: Sequence[Claim], after: Sequence[Claim], ink: Ink) -> Iterator[str]:
    known = {claim.id: claim for claim in before}
    for claim in after:
        old = known.get(claim.id)
        if old != claim:
            what = "new" if old is None else "changed" if old.standing is claim.standing else claim.standing.value
            yield f"{what}: {claims.claim_line(claim, ink)}"
