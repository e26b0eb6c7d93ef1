"""How a fact came to be as it is: who changed it, when, why, before and after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import LONGEST_TOGETHER, Box, Button, Card, Menu, Option, Tone, fitted
from bot.cards.text import MARKDOWN, size
from knowledge.asof import AsOf
from knowledge.differences import differences
from knowledge.facts import Claim, Fact
from knowledge.revisions import Revision

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime, tzinfo
    from typing import TypeAlias

    from knowledge.differences import Difference, Side
    from knowledge.revisions import ActorId, Change
    from knowledge.traces import Person

    Hidden: TypeAlias = Callable[[Claim], bool]

REVISIONS_A_PAGE = 5
_LONGEST_REVISION = (LONGEST_TOGETHER - 500) // REVISIONS_A_PAGE
_LONGEST_SIDE = 450
_PHRASING = "phrasing"
_PHRASINGS = 8

_A_PERSON = re.compile(r"p[0-9a-f]{8}")
_TOLD = {
    "added": "Added",
    "removed": "Removed",
    "retired": "Retired",
    "restored": "Restored",
    "merged into": "Merged into",
    "question": "Question",
    "claim": "New claim",
    "update": "Update",
    "correction": "Correction",
    "superseded": "Superseded",
    "withdrawn": "Withdrawn",
    "live again": "Live again",
    "verified": "Still true",
    "leads now": "Leads now",
    "phrasing": "Also asked as",
    "shelf life": "Shelf life",
    "key": "Key",
    "topic": "Topic",
    "tags": "Tags",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A revision with its author's name, as it is shown."""

    revision: Revision
    by: str


def author_name(actor: ActorId, person: Person | None) -> str:
    """Whoever made a change: a member by name, or what is no person.

    Not as a mention: in an embed, a phone that has not met the member draws it as a number.
    """
    if person:
        return MARKDOWN.text(person.name, 80) if person.name else f"<@{person.discord}>"
    return "somebody who was forgotten" if _A_PERSON.fullmatch(actor) else MARKDOWN.text(actor, 80)


def history_card(
    fact: Fact, revisions: Sequence[Told], *, page: int, now: datetime, zone: tzinfo, curator: bool = False
) -> Card:
    """How a fact came to be as it is, the newest first, a page from 0. For everyone: no answer before its date.

    A `curator` may choose one of the earlier revisions to put the fact back to.
    """
    newest = list(reversed(revisions))
    pages = max(1, -(-len(newest) // REVISIONS_A_PAGE))
    page = min(page, pages - 1)
    shown = newest[page * REVISIONS_A_PAGE : (page + 1) * REVISIONS_A_PAGE]

    def ahead(claim: Claim) -> bool:
        return claim.as_of is not None and claim.as_of.begins(zone) > now

    return Card(
        content=f"**History of #{fact.id}** {MARKDOWN.text(fact.question, 400)}",
        boxes=tuple(
            Box(lines=fitted(list(revision_lines(told, ahead)), _LONGEST_REVISION), tone=Tone.QUIET) for told in shown
        ),
        buttons=pages_of("history_page", page, pages, (fact.id,)),
        menus=_ways_back(fact, [told.revision for told in shown if told is not newest[0]], zone) if curator else (),
    )


def _ways_back(fact: Fact, earlier: Sequence[Revision], zone: tzinfo) -> tuple[Menu, ...]:
    if not earlier:
        return ()
    options = tuple(
        Option(label=f"Revision {revision.number}, {AsOf.at(revision.at.astimezone(zone))}", value=str(revision.number))
        for revision in earlier
    )
    return (Menu(placeholder="Put it back as it was after…", verb="revert", options=options, ids=(fact.id,)),)


def pages_of(verb: str, page: int, pages: int, ids: tuple[int | str, ...]) -> tuple[Button, ...]:
    """Buttons to turn pages; a press reads the records anew, so that a page shows what is there then."""
    if pages == 1:
        return ()
    return (
        Button(label="Back", verb=verb, ids=(page - 1, *ids), disabled=page == 0),
        Button(label="Next", verb=verb, ids=(page + 1, *ids), disabled=page == pages - 1),
    )


def revision_lines(told: Told, hidden: Hidden = lambda _: False) -> Iterator[str]:
    """A revision: who and when, then each of its differences, without what the `hidden` claims say."""
    yield f"{by_whom(told)}{why(told.revision)}"
    for change in told.revision.changes:
        yield from difference_lines(_differences(change), hidden)


def _differences(change: Change) -> tuple[Difference, ...]:
    before, after = change.before, change.after
    return differences(before if isinstance(before, Fact) else None, after if isinstance(after, Fact) else None)


def difference_lines(told: Sequence[Difference], hidden: Hidden = lambda _: False) -> Iterator[str]:
    """Each difference on a line; phrasings together on one, those that went and those that came."""
    phrasings = [each for each in told if each.what == _PHRASING]
    yield from (difference_line(each, hidden) for each in told if each not in phrasings)
    for gone in (True, False):
        sides = [_side(each.before or each.after, hidden) for each in phrasings if (each.before is not None) is gone]
        if sides:
            more = f" and {len(sides) - _PHRASINGS} more" * (len(sides) > _PHRASINGS)
            listed = " · ".join(f"~~{side}~~" if gone else side for side in sides[:_PHRASINGS])
            yield f"{_TOLD[_PHRASING]}: {listed}{more}"


def difference_line(difference: Difference, hidden: Hidden = lambda _: False) -> str:
    """“Update: ~~About 12 · JCS~~ → 18 · JCS”; what is new has no left side, what went no right one."""
    name = _TOLD[difference.what]
    if difference.before is None:
        return f"{name}: {_side(difference.after, hidden)}"
    gone = f"~~{_changed(difference, hidden)}~~"
    if difference.after is None:
        return f"{name}: {gone}"
    then = "\n" if isinstance(difference.after, Claim) else " "
    return f"{name}: {gone}{then}→ {_side(difference.after, hidden)}"


def _changed(difference: Difference, hidden: Hidden) -> str:
    """The left side; of a claim the answer alone, where voice, date and source stay as they were."""
    old, new = difference.before, difference.after
    if isinstance(old, Claim) and isinstance(new, Claim):
        same = (old.said_by, old.as_of, old.source) == (new.said_by, new.as_of, new.source)
        if same and not hidden(old) and old.answer != new.answer:
            return MARKDOWN.bold(old.answer, claims.LONGEST_LISTED)
    return _side(old, hidden)


def _side(side: Side, hidden: Hidden) -> str:
    if not isinstance(side, Claim):
        return MARKDOWN.text(side or "", 300)
    if hidden(side):
        return f"not shown before {claims.date(side, MARKDOWN)}"
    whole = claims.claim_line(side, MARKDOWN)
    return whole if size(whole) <= _LONGEST_SIDE else _brief(side)


def _brief(claim: Claim) -> str:
    """A claim without its source, where two have to fit side by side."""
    return f"{MARKDOWN.bold(claim.answer, 200)} · {claims.attribution(claim, MARKDOWN)}"


def by_whom(told: Told) -> str:
    """When, who, and as which revision."""
    revision = told.revision
    return f"{MARKDOWN.instant(revision.at)} · {told.by} · revision {revision.number}"


def why(revision: Revision) -> str:
    """The reason in its author's words, if one was given."""
    return f" · “{MARKDOWN.text(revision.why, 250)}”" if revision.why else ""
