"""What curators are told of a change: which kind it was, who saw the old answer, what is left, what is still true."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import Box, Button, Card, fitted, note
from bot.cards.corrected import told_of_messages
from bot.cards.curation import LONGEST, history_button, name_of, retire_button, revise_button, standing_line, tone_of
from bot.cards.text import MARKDOWN
from knowledge.answers import show
from knowledge.changes import Way, done
from knowledge.corrections import Fate
from knowledge.facts import Claim, Fact, Kind, Standing
from knowledge.freshness import shelf_of, stale_from
from knowledge.records import Topic
from knowledge.values import counted_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from knowledge.changes import Done
    from knowledge.errors import OlderError

_DONE = {
    Way.CORRECTION: "**A correction:** it was wrong.",
    Way.UPDATE: "**An update:** it moved on; the old answer was right at its time.",
    Way.BESIDE: "**Both are kept:** another voice stands beside it.",
}
_KNOWN_NOW = "**It is known now:** that it was not known was right at its time."


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A fact that was just written: what it was before, if anything, and its last revision, `seen`.

    `fate` is what became of the messages in `server` that showed what was replaced; `topic` is what it belongs to.
    `hiding` are the fields out of which what nobody sees was taken.
    """

    fact: Fact
    before: Fact | None
    seen: int
    typed_as_of: str = ""
    fate: Fate = field(default_factory=Fate)
    server: int = 0
    topic: Topic | None = None
    hiding: tuple[str, ...] = ()

    @property
    def done(self) -> Done | None:
        """What became of what was there."""
        return done(self.before, self.fact) if self.before else None


def told_of_change(saved: Saved) -> Iterator[str]:
    """Which kind of change it was, and how often the old answer was shown."""
    if change := saved.done:
        known_now = change.old.kind is Kind.UNKNOWN and change.way is Way.UPDATE and change.new.kind is not Kind.UNKNOWN
        messages = told_of_messages(saved.fate, saved.server, change.way)
        yield f"{_KNOWN_NOW if known_now else _DONE[change.way]} {messages}"


def told_of_date(saved: Saved) -> Iterator[str]:
    """What an as-of was understood as, where it was not typed as it is shown."""
    new = _new(saved)
    typed = " ".join(saved.typed_as_of.split())
    if new and new.as_of and typed and typed.casefold() not in {str(new.as_of).casefold(), new.as_of.iso.casefold()}:
        yield f"As of “{MARKDOWN.text(typed, 60)}” was read as {new.as_of}."


def told_of_figure(saved: Saved) -> Iterator[str]:
    """What an answer was understood to count, as far as that can be compared."""
    if (new := _new(saved)) and new.value:
        figure = MARKDOWN.bold(str(new.value))
        yield f"Understood: {figure} {MARKDOWN.text(counted_in(new.answer), 60)}".rstrip()


def way_buttons(saved: Saved) -> tuple[Button, ...]:
    """The other ways in which the same change could have been meant."""
    if (change := saved.done) is None or change.old.kind is Kind.UNKNOWN:
        return ()
    labels = {
        Way.CORRECTION: {Way.UPDATE: "No, it moved on"},
        Way.UPDATE: {Way.CORRECTION: "No, it was wrong"},
        Way.BESIDE: {Way.CORRECTION: "Replace: it was wrong", Way.UPDATE: "Replace: it moved on"},
    }[change.way]
    place = saved.fact.claims.index(saved.fact.claim(change.old.id))
    return tuple(
        Button(label=label, verb="regard", ids=(saved.fact.id, saved.seen, place, way)) for way, label in labels.items()
    )


def shelf_button(fact: Fact) -> Button:
    """To the choice of a shelf life."""
    return Button(label="Shelf life", verb="shelf", ids=(fact.id,))


def older_card(fact: Fact, error: OlderError, *, draft: str) -> Card:
    """That what is on record is of a later date than what was typed, and the ways on."""
    said = (
        f"**Nothing was saved yet.** What you wrote is as of {error.written}: "
        f"older than what #{fact.id} says, as of {error.known}."
    )
    lines = claims.apart([standing_line(claim, fact) for claim in fact.live()], MARKDOWN)
    return Card(
        content=said,
        boxes=(Box(title=MARKDOWN.text(fact.question, 256), lines=fitted(lines, LONGEST), tone=tone_of(fact)),),
        buttons=(
            Button(label="Open the form again", verb="draft_open", ids=(draft,), primary=True),
            Button(label="Save the older one", verb="draft_older", ids=(draft,)),
        ),
    )


def regarded_card(fact: Fact, way: Way, fate: Fate, *, claim: int, seen: int, server: int) -> Card:
    """An earlier claim that is taken otherwise now, what became of the messages that showed it, what the fact says."""
    about = MARKDOWN.text(fact.claims[claim].answer, 200)
    said = f"{name_of(fact)} {about} was {'wrong' if way is Way.CORRECTION else 'right at its time'}."
    messages = f"\n{told_of_messages(fate, server, way)}" if fate.showings else ""
    return Card(
        content=f"{said}{messages}",
        boxes=(_whole(fact),),
        buttons=(revise_button(fact), retire_button(fact, seen), history_button(fact)),
    )


def withdrawn_card(fact: Fact, fate: Fate, *, claim: int, seen: int, server: int, changed: bool) -> Card:
    """A claim taken back, what is left, and what became of the messages that showed it."""
    messages = f"\n{told_of_messages(fate, server)}" if fate.showings else ""
    gone = f"{MARKDOWN.text(fact.claims[claim].answer, 200)} {'is' if changed else 'was already'} withdrawn"
    left = len(fact.live())
    buttons = (revise_button(fact), retire_button(fact, seen), history_button(fact))
    if not left:
        return note(
            f"{name_of(fact)} {gone}. **Nothing is left of it:** members are told that it is not on record. It is not "
            f"retired. Give it another answer with Revise, or retire it.{messages}",
            *buttons,
        )
    counted = "One claim is" if left == 1 else f"{left} claims are"
    return Card(content=f"{name_of(fact)} {gone}. {counted} left:{messages}", boxes=(_whole(fact),), buttons=buttons)


def verified_card(fact: Fact, *, now: datetime, zone: tzinfo) -> Card:
    """That an answer still holds, and until when that is said."""
    shown = show(fact, now, zone)
    end = stale_from(shown, zone) if shown else None
    until = f"It is good until {MARKDOWN.instant(end)}." if end else "It never goes stale."
    return note(f"{name_of(fact)} is still true. {until}", shelf_button(fact), revise_button(fact))


def shelf_card(fact: Fact, *, changed: bool) -> Card:
    """How long a fact keeps from now on."""
    return note(f"{name_of(fact)} {shelf_of(fact).phrase}{' now' if changed else ' already'}.", revise_button(fact))


def overtaken_answer_card(fact: Fact, shown: Claim, *, seen: int) -> Card:
    """That a posted answer shows what was replaced since: that, what the fact says now, and the ways on."""
    said = "was right when it was posted" if shown.standing is Standing.SUPERSEDED else "was taken back"
    lines = [standing_line(shown, fact), *(standing_line(claim, fact) for claim in fact.live())]
    return Card(
        content=f"{name_of(fact)} was changed since: what that answer shows {said}.",
        boxes=(Box(lines=fitted(claims.apart(lines, MARKDOWN), LONGEST), tone=tone_of(fact)),),
        buttons=(revise_button(fact), retire_button(fact, seen), history_button(fact)),
    )


def which_card(facts: Sequence[Fact]) -> Card:
    """Which of the facts that a message answers with is to be put right."""
    said = [next((standing_line(claim, fact) for claim in fact.live()), "nothing is left of it") for fact in facts]
    lines = [f"{name_of(fact)}\n{now}" for fact, now in zip(facts, said, strict=True)]
    return Card(
        content="**Which one is to be fixed?** So they stand now:",
        boxes=(Box(lines=fitted(claims.apart(lines, MARKDOWN), LONGEST)),),
        buttons=tuple(Button(label=f"Revise #{fact.id}", verb="revise", ids=(fact.id,)) for fact in facts),
    )


def asked_card(facts: Sequence[tuple[Fact, int]], *, now: datetime, zone: tzinfo) -> Card:
    """The facts that a message showed, each with its last revision, as they stand, to be verified or revised."""
    shown = [(fact, show(fact, now, zone)) for fact, _ in facts]
    lines = [
        f"{name_of(fact)}\n{claims.headline(one, MARKDOWN, now=now, zone=zone) if one else 'no longer answered'}"
        for fact, one in shown
    ]
    return Card(
        content="**Still true?** So it stands now:",
        boxes=(Box(lines=fitted(claims.apart(lines, MARKDOWN), LONGEST)),),
        buttons=tuple(
            button
            for fact, seen in facts
            for button in (
                Button(label=f"#{fact.id} still true", verb="still", ids=(fact.id, seen)),
                Button(label=f"Revise #{fact.id}", verb="revise", ids=(fact.id,)),
            )
        ),
    )


def _new(saved: Saved) -> Claim | None:
    """The claim that was just written, if there is one."""
    known = {claim.id for claim in saved.before.claims} if saved.before else set()
    return next((claim for claim in saved.fact.claims if claim.id not in known), None)


def _whole(fact: Fact) -> Box:
    lines = claims.apart([standing_line(claim, fact) for claim in fact.live()], MARKDOWN)
    return Box(lines=fitted(lines, LONGEST), tone=tone_of(fact))
