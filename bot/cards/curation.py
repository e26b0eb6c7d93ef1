"""What curators are told: a fact whole, facts in pages, what a form did, and what is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import LONGEST_DESCRIPTION, Box, Button, Card, Tone, fitted, note
from bot.cards.history import by_whom, difference_line, pages_of, revision_lines, why
from bot.cards.text import MARKDOWN
from knowledge.answers import Shown, show
from knowledge.differences import differences
from knowledge.facts import Claim, Fact, Standing, disagree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from bot.cards.history import Told
    from knowledge.errors import Problem

FIELDS = {
    "question": "Question",
    "answer": "Answer",
    "said_by": "Who says it",
    "as_of": "As of",
    "source": "Source",
}
"""The fields of a fact's form by the names that problems use."""

A_PAGE = 8
PHRASINGS = 8
_LONGEST = LONGEST_DESCRIPTION - 96
_QUESTION = 200

_LISTED_QUESTION = 160
_LISTED_ANSWER = 100

_STANDING = {Standing.LIVE: "", Standing.SUPERSEDED: "Superseded: ", Standing.WITHDRAWN: "Withdrawn: "}


def fact_card(fact: Fact, *, seen: int, last: Told | None) -> Card:
    """A fact whole: its claims of every standing, its phrasings, its last change. `seen` is its last revision."""
    lines = [_standing_line(claim, fact) for claim in sorted(fact.claims, key=lambda claim: _rank(claim, fact))]
    if fact.phrasings:
        shown = [MARKDOWN.text(phrasing, _QUESTION) for phrasing in fact.phrasings[:PHRASINGS]]
        more = [f"and {len(fact.phrasings) - PHRASINGS} more"] * (len(fact.phrasings) > PHRASINGS)
        lines.append("Also asked as: " + " · ".join([*shown, *more]))
    if last:
        lines.append(f"Last change: {by_whom(last)}{why(last.revision)}")
    return Card(
        content=f"{_name(fact)}{' · retired, not answered' * fact.retired}",
        boxes=(
            Box(
                lines=fitted(claims.apart(lines, MARKDOWN), _LONGEST),
                footer=" · ".join(_particulars(fact)),
                tone=_tone(fact),
            ),
        ),
        buttons=(_revise(fact), _retire_or_restore(fact, seen), _history(fact)),
    )


def saved_card(fact: Fact, *, before: Fact | None, seen: int, now: datetime, zone: tzinfo) -> Card:
    """What a form did: a fact added, changed, or left as it was."""
    told = differences(before, fact)
    if before and not told:
        return note(f"Nothing was changed: that is what #{fact.id} says already.", _revise(fact))
    done = "is on record" if before is None else "was changed"
    lines = [difference_line(each) for each in told] if before else [_standing_line(each, fact) for each in fact.live()]
    lines += [*_read_now(fact, now, zone), *_cautions(fact, now, zone)]
    return Card(
        content=f"{_name(fact)} {done}.",
        boxes=(Box(lines=fitted(claims.apart(lines, MARKDOWN), _LONGEST), tone=_tone(fact)),),
        buttons=(_revise(fact), _retire_or_restore(fact, seen), _history(fact)),
    )


def retired_card(fact: Fact, *, seen: int, changed: bool) -> Card:
    """A fact taken out of the answers or put back, and how to undo that."""
    name = _name(fact)
    if not changed:
        said = "was retired already" if fact.retired else "is answered already"
    elif fact.retired:
        said = f"is retired: no longer answered. Its history stays. To undo: `/fact restore` {fact.id}"
    else:
        said = f"is answered again. To undo: `/fact retire` {fact.id}"
    return note(f"{name} {said}.", _retire_or_restore(fact, seen), _history(fact))


def problems_card(problems: Sequence[Problem], *, draft: str) -> Card:
    """What is wrong with a form, each field with its remedy, and the way back into it."""
    lines = [
        f"{MARKDOWN.bold(FIELDS.get(problem.field, problem.field))} {MARKDOWN.text(problem.reason, 500)}"
        for problem in problems
    ]
    return Card(
        content="**Nothing was saved yet.** What you typed is kept: open the form, mend this, send it again.",
        boxes=(Box(lines=fitted(claims.apart(lines, MARKDOWN), _LONGEST), tone=Tone.GONE),),
        buttons=(Button(label="Open the form again", verb="draft_open", ids=(draft,), primary=True),),
    )


def known_card(fact: Fact, *, draft: str, revising: bool) -> Card:
    """A question that another fact has already: that one, and what can be done."""
    state = ", retired" if fact.retired else ""
    anyway = "Change it anyway" if revising else "Add mine anyway"
    return Card(
        content=f"**Nothing was saved yet.** That question is on record already, as #{fact.id}{state}.",
        boxes=(
            Box(
                title=MARKDOWN.text(fact.question, 256),
                lines=fitted(claims.apart([_standing_line(claim, fact) for claim in fact.live()], MARKDOWN), _LONGEST),
                footer="With two facts for one question, members cannot be sure which they get.",
                tone=_tone(fact),
            ),
        ),
        buttons=(
            Button(label=f"Revise #{fact.id} with mine", verb="draft_onto", ids=(draft, fact.id), primary=True),
            Button(label="Open the form again", verb="draft_open", ids=(draft,)),
            Button(label=anyway, verb="draft_anyway", ids=(draft,)),
        ),
    )


def conflict_card(fact: Fact, since: Sequence[Told], *, draft: str) -> Card:
    """A fact that somebody else changed while its form was open: what they did, and the way on."""
    return Card(
        content=f"**Nothing was saved yet.** #{fact.id} was changed while you had the form open.",
        boxes=(
            Box(
                title=MARKDOWN.text(fact.question, 256),
                lines=fitted([line for told in since for line in revision_lines(told)], _LONGEST),
                footer="The form opens with what you typed; sending it then decides.",
                tone=Tone.DISPUTED,
            ),
        ),
        buttons=(
            Button(label="Open the form again", verb="draft_open", ids=(draft,), primary=True),
            Button(label=f"Show #{fact.id}", verb="fact", ids=(fact.id,)),
        ),
    )


def kept_card(draft: str) -> Card:
    """After a failure: what was typed is not lost."""
    return note(
        "What you typed is kept for 24 hours.", Button(label="Open the form again", verb="draft_open", ids=(draft,))
    )


def list_card(facts: Sequence[Fact], *, page: int, sought: Sequence[str], retired: bool) -> Card:
    """A page of facts, from 0; `sought` are the words they hold."""
    what = f"{'retired ' * retired}{'fact' if len(facts) == 1 else 'facts'}"
    about = f" with “{MARKDOWN.text(' '.join(sought), 200)}”" if sought else ""
    if not facts:
        return note(f"No {what}{about} here. {'' if retired or sought else 'Add the first with `/fact add`.'}".strip())
    pages = -(-len(facts) // A_PAGE)
    page = min(page, pages - 1)
    shown = facts[page * A_PAGE : (page + 1) * A_PAGE]
    return Card(
        content=f"**{len(facts):,} {what}**{about}",
        boxes=(
            Box(
                lines=tuple(claims.apart(map(_listed, shown), MARKDOWN)),
                footer=f"Page {page + 1} of {pages}" if pages > 1 else "",
                tone=Tone.QUIET if retired else Tone.CALM,
            ),
        ),
        buttons=pages_of("fact_list", page, pages, (int(retired), *["+".join(sought)[:60]] * bool(sought))),
    )


def _standing_line(claim: Claim, fact: Fact) -> str:
    leads = "Leads: " if claim.id == fact.leading and claim.is_live and len(fact.live()) > 1 else ""
    return f"{_STANDING[claim.standing]}{leads}{claims.claim_line(claim, MARKDOWN)}"


def _rank(claim: Claim, fact: Fact) -> tuple[bool, bool]:
    return not claim.is_live, claim.id != fact.leading


def _name(fact: Fact) -> str:
    return f"**#{fact.id} {MARKDOWN.text(fact.question, 400)}**"


def _particulars(fact: Fact) -> Iterator[str]:
    live = fact.live()
    if disagree(live):
        yield f"{len(live)} claims, sources differ"
    yield from (f"{name} {value}" for name, value in (("key", fact.key), ("topic", fact.topic)) if value)


def _read_now(fact: Fact, now: datetime, zone: tzinfo) -> Iterator[str]:
    """The first line of the answer, where it is not what was just written."""
    shown = show(fact, now, zone)
    if shown and shown.disputed and not fact.retired:
        yield f"Members now read: {claims.headline(shown, MARKDOWN, now=now, zone=zone)}"


def _cautions(fact: Fact, now: datetime, zone: tzinfo) -> Iterator[str]:
    """What a reader will miss in the claim that leads; nothing of it is wrong."""
    live = fact.live()
    if fact.retired:
        yield f"It is retired: nobody is answered with it until `/fact restore` {fact.id}."
    if not live:
        return
    claim = live[0]
    if claim.as_of and claim.as_of.begins(zone) > now:
        yield f"It is shown from {MARKDOWN.instant(claim.as_of.begins(zone))} on: its “as of” lies ahead."
    missing = [
        name
        for name, given in (("who says it", claim.said_by), ("as of when", claim.as_of), ("a source", claim.source))
        if not given
    ]
    if missing:
        yield f"Members will miss {' and '.join(missing)}. Press Revise to add that."


def _listed(fact: Fact) -> str:
    live = fact.live()
    question = f"**#{fact.id}** {MARKDOWN.text(fact.question, _LISTED_QUESTION)}"
    if not live:
        return question
    shown = Shown(fact=fact, claims=live)
    voice = "" if shown.disputed else f" ({claims.attribution(shown.leading, MARKDOWN)})"
    return f"{question}\n{MARKDOWN.text(shown.headline, _LISTED_ANSWER)}{voice}"


def _tone(fact: Fact) -> Tone:
    return Tone.GONE if fact.retired else Tone.DISPUTED if disagree(fact.live()) else Tone.CALM


def _revise(fact: Fact) -> Button:
    return Button(label="Revise", verb="revise", ids=(fact.id,))


def _retire_or_restore(fact: Fact, seen: int) -> Button:
    if fact.retired:
        return Button(label="Restore", verb="restore", ids=(fact.id, seen))
    return Button(label="Retire", verb="retire", ids=(fact.id, seen))


def _history(fact: Fact) -> Button:
    return Button(label="History", verb="history", ids=(fact.id,))
