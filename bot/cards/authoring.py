"""What the writer of a fact is told: that it is saved, what is wrong with it, and what else it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.advice import advice_boxes
from bot.cards.card import Box, Button, Card, Tone, fitted, note
from bot.cards.changes import Saved, shelf_button, told_of_change, told_of_date, told_of_figure, way_buttons
from bot.cards.curation import LONGEST, fact_buttons, name_of, revise_button, standing_line, tone_of
from bot.cards.history import difference_line
from bot.cards.text import MARKDOWN, TAKEN_OUT
from knowledge.answers import show
from knowledge.differences import differences
from knowledge.freshness import shelf_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from knowledge.authoring import Advice
    from knowledge.errors import Problem
    from knowledge.facts import Fact
    from knowledge.records import Topic

FIELDS = {
    "question": "Question",
    "answer": "Answer",
    "said_by": "Who says it",
    "as_of": "As of",
    "source": "Source",
}
"""The fields of a fact's form by the names that problems use."""

_TWO_FOR_ONE = "With two facts for one question, members cannot be sure which they get."


def saved_card(saved: Saved, *, advice: Advice, now: datetime, zone: tzinfo) -> Card:
    """What a form did: a fact added, changed in whichever way, or left as it was; and what that means for members."""
    fact, before = saved.fact, saved.before
    told = differences(before, fact)
    if before and not told:
        return note(f"Nothing was changed: that is what #{fact.id} says already.", revise_button(fact))
    done = f"is on record{_under(saved.topic)}" if before is None else "was changed"
    lines = [difference_line(each) for each in told] if before else [standing_line(each, fact) for each in fact.live()]
    lines += [*told_of_change(saved), *told_of_figure(saved), *told_of_date(saved)]
    lines += [*_read_now(fact, now, zone), *_cautions(fact, now, zone), *_taken_out(saved)]
    return Card(
        content=f"{name_of(fact)} {done}.",
        boxes=(
            Box(lines=fitted(claims.apart(lines, MARKDOWN), LONGEST), footer=shelf_of(fact).phrase, tone=tone_of(fact)),
            *advice_boxes(fact, advice),
        ),
        buttons=(*fact_buttons(fact, saved.seen), *way_buttons(saved), shelf_button(fact)),
    )


def _taken_out(saved: Saved) -> Iterator[str]:
    """What was typed or pasted and is not on record."""
    if saved.hiding:
        yield f"{TAKEN_OUT}: {', '.join(saved.hiding)}"


def _under(topic: Topic | None) -> str:
    """What a new fact belongs to, and what is odd about that."""
    if topic is None:
        return ""
    closed = ", which is closed: `/topic add` opens it again" if topic.closed_at else ""
    return f" under {MARKDOWN.bold(topic.name, claims.LONGEST_TOPIC)}{closed}"


def problems_card(problems: Sequence[Problem], *, draft: str) -> Card:
    """What is wrong with a form, each field with its remedy, and the way back into it."""
    lines = [
        f"{MARKDOWN.bold(FIELDS.get(problem.field, problem.field))} {MARKDOWN.text(problem.reason, 500)}"
        for problem in problems
    ]
    return Card(
        content="**Nothing was saved yet.** What you typed is kept: open the form, mend this, send it again.",
        boxes=(Box(lines=fitted(claims.apart(lines, MARKDOWN), LONGEST), tone=Tone.GONE),),
        buttons=(Button(label="Open the form again", verb="draft_open", ids=(draft,), primary=True),),
    )


def known_card(fact: Fact, *, draft: str, revising: bool) -> Card:
    """A question that another fact has already: that one, and what can be done."""
    return Card(
        content=f"**Nothing was saved yet.** That question is on record already, as {_numbered(fact)}.",
        boxes=(_other(fact),),
        buttons=(
            _revise_with(fact, draft, primary=True),
            *_way_on(draft, "Change it anyway" if revising else "Add mine anyway"),
        ),
    )


def near_card(fact: Fact, *, draft: str, revising: bool) -> Card:
    """A question so like another fact's that it may be the same: that one, and what can be done."""
    phrasing = Button(label=f"Add as phrasing of #{fact.id}", verb="draft_phrase", ids=(draft, fact.id))
    return Card(
        content=f"**Nothing was saved yet.** That question may be on record already, as {_numbered(fact)}.",
        boxes=(_other(fact),),
        buttons=(
            *[phrasing, _revise_with(fact, draft)] * (not revising),
            *_way_on(draft, "Change it anyway" if revising else "Add anyway"),
        ),
    )


def kept_card(draft: str) -> Card:
    """After a failure: what was typed is not lost."""
    return note(
        "What you typed is kept for 24 hours.", Button(label="Open the form again", verb="draft_open", ids=(draft,))
    )


def _numbered(fact: Fact) -> str:
    return f"#{fact.id}{', retired' * fact.retired}"


def _other(fact: Fact) -> Box:
    lines = claims.apart([standing_line(claim, fact) for claim in fact.live()], MARKDOWN)
    return Box(
        title=MARKDOWN.text(fact.question, 256), lines=fitted(lines, LONGEST), footer=_TWO_FOR_ONE, tone=tone_of(fact)
    )


def _revise_with(fact: Fact, draft: str, *, primary: bool = False) -> Button:
    return Button(label=f"Revise #{fact.id} with mine", verb="draft_onto", ids=(draft, fact.id), primary=primary)


def _way_on(draft: str, anyway: str) -> tuple[Button, ...]:
    return (
        Button(label="Open the form again", verb="draft_open", ids=(draft,)),
        Button(label=anyway, verb="draft_anyway", ids=(draft,)),
    )


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
        for name, given in (("who says it", claim.said_by), ("its date", claim.as_of), ("a source", claim.source))
        if not given
    ]
    if missing:
        yield f"Members will miss {' and '.join(missing)}. Press Revise to add that."
