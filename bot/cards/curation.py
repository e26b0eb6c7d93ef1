"""What curators are shown: a fact whole, and how it was retired or restored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import LONGEST_DESCRIPTION, Box, Button, Card, Tone, fitted, note
from bot.cards.history import by_whom, why
from bot.cards.text import MARKDOWN, one_line
from knowledge.facts import Claim, Fact, Standing, disagree
from knowledge.freshness import shelf_of
from knowledge.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.cards.history import Told

PHRASINGS = 8
LONGEST = LONGEST_DESCRIPTION - 96
"""Units of a fact's box: there is room for another one below."""

_QUESTION = 200

_STANDING = {Standing.LIVE: "", Standing.SUPERSEDED: "Superseded: ", Standing.WITHDRAWN: "Withdrawn: "}


def fact_card(fact: Fact, *, seen: int, last: Told | None) -> Card:
    """A fact whole: its claims of every standing, its phrasings, its last change. `seen` is its last revision."""
    lines = [standing_line(claim, fact) for claim in sorted(fact.claims, key=lambda claim: _rank(claim, fact))]
    if fact.phrasings:
        shown = [MARKDOWN.text(phrasing, _QUESTION) for phrasing in fact.phrasings[:PHRASINGS]]
        more = [f"and {len(fact.phrasings) - PHRASINGS} more"] * (len(fact.phrasings) > PHRASINGS)
        lines.append("Also asked as: " + " · ".join([*shown, *more]))
    if last:
        lines.append(f"Last change: {by_whom(last)}{why(last.revision)}")
    return Card(
        content=f"{name_of(fact)}{_standing_of(fact)}",
        boxes=(
            Box(
                lines=fitted(claims.apart(lines, MARKDOWN), LONGEST),
                footer=" · ".join(_particulars(fact)),
                tone=tone_of(fact),
            ),
        ),
        buttons=(*_lead_on(fact), *fact_buttons(fact, seen), *_more_buttons(fact, seen)),
    )


def retired_card(fact: Fact, *, seen: int, changed: bool) -> Card:
    """A fact taken out of the answers or put back, and how to undo that."""
    name = name_of(fact)
    if not changed:
        said = "was retired already" if fact.retired else "is answered already"
    elif fact.retired:
        said = f"is retired: no longer answered. Its history stays. To undo: `/fact restore` {fact.id}"
    elif fact.live():
        said = f"is answered again. To undo: `/fact retire` {fact.id}"
    else:
        said = (
            "is not retired any more, but no claim of it stands. Revise it, or put it back to a revision of its history"
        )
    revise = [revise_button(fact)] * (not fact.live())
    return note(f"{name} {said}.", *revise, retire_button(fact, seen), history_button(fact))


def standing_line(claim: Claim, fact: Fact) -> str:
    """A claim with its standing, and whether it leads."""
    leads = "Leads: " if claim.id == fact.leading and claim.is_live and len(fact.live()) > 1 else ""
    return f"{_STANDING[claim.standing]}{leads}{claims.claim_line(claim, MARKDOWN)}"


def name_of(fact: Fact) -> str:
    """A fact by number and question, standing out."""
    return f"**#{fact.id} {MARKDOWN.text(fact.question, 400)}**"


def tone_of(fact: Fact) -> Tone:
    """How a fact stands, as a colour."""
    return Tone.GONE if fact.retired else Tone.DISPUTED if disagree(fact.live()) else Tone.CALM


def fact_buttons(fact: Fact, seen: int) -> tuple[Button, ...]:
    """What can be done with a fact whose last revision is `seen`."""
    return (revise_button(fact), phrase_button(fact), retire_button(fact, seen), history_button(fact))


def revise_button(fact: Fact) -> Button:
    """To the fact's form."""
    return Button(label="Revise", verb="revise", ids=(fact.id,))


def phrase_button(fact: Fact, *, primary: bool = False) -> Button:
    """To the form for more phrasings."""
    return Button(label="Add phrasings", verb="phrase", ids=(fact.id,), primary=primary)


def retire_button(fact: Fact, seen: int) -> Button:
    """Takes a fact whose last revision is `seen` out of the answers, or puts it back."""
    if fact.retired:
        return Button(label="Restore", verb="restore", ids=(fact.id, seen))
    return Button(label="Retire", verb="retire", ids=(fact.id, seen))


def history_button(fact: Fact) -> Button:
    """To how a fact came to be as it is."""
    return Button(label="History", verb="history", ids=(fact.id,))


def _standing_of(fact: Fact) -> str:
    if not fact.retired:
        return ""
    return f" · merged into #{fact.merged_into}" if fact.merged_into else " · retired, not answered"


def _lead_on(fact: Fact) -> tuple[Button, ...]:
    """To the fact that one was merged into."""
    if not fact.retired or not fact.merged_into:
        return ()
    return (Button(label=f"Show #{fact.merged_into}", verb="fact", ids=(fact.merged_into,), primary=True),)


def _more_buttons(fact: Fact, seen: int) -> tuple[Button, ...]:
    """What else can be done with a fact that is answered."""
    if fact.retired or not fact.live():
        return ()
    return (
        Button(label="Still true", verb="still", ids=(fact.id, seen)),
        Button(label="Withdraw", verb="withdraw", ids=(fact.id,)),
        Button(label="New event", verb="event", ids=(fact.id,)),
        Button(label="Shelf life", verb="shelf", ids=(fact.id,)),
    )


def _rank(claim: Claim, fact: Fact) -> tuple[bool, bool]:
    return not claim.is_live, claim.id != fact.leading


def _particulars(fact: Fact) -> Iterator[str]:
    live = fact.live()
    if disagree(live):
        yield f"{len(live)} claims, sources differ"
    if live and shelf_of(fact) is not Shelf.NEVER:
        yield shelf_of(fact).phrase
    yield from (f"{name} {one_line(value)}" for name, value in (("key", fact.key), ("topic", fact.topic)) if value)
