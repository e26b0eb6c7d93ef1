"""What is told of taking back: that it is done, what it would do, and why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.card import LONGEST_DESCRIPTION, Box, Button, Card, Tone, fitted, note
from bot.cards.claims import apart
from bot.cards.curation import history_button, name_of
from bot.cards.history import by_whom, difference_lines, why
from bot.cards.revisions import change_entries, change_entry
from bot.cards.text import MARKDOWN
from knowledge.differences import differences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cards.history import Told
    from knowledge.facts import Fact
    from knowledge.revisions import Change, Revision

MOST_RECORDS = 20
_LONGEST = LONGEST_DESCRIPTION - 96

NOTHING_YET = "You have changed nothing here yet, so there is nothing to take back."


def undone_card(taken: Revision, done: Revision, *, again: bool, earlier: Revision | None) -> Card:
    """What was taken back, or done `again`, as revision `done`; how to turn that round, and the change before it."""
    when = MARKDOWN.ago(taken.at)
    said = f"**Done again:** what you took back {when}." if again else f"**Taken back:** what you did {when}."
    how = Button(label="Undo" if again else "Redo", verb="undo", ids=(done.number,), primary=True)
    return Card(
        content=f"{said} To turn that round: *{how.label}*, or `/undo` once more.",
        boxes=(_box(done.changes, footer=f"Revision {taken.number}, taken back as revision {done.number}"),),
        buttons=(how, *_further(None if again else earlier)),
    )


def asked_card(taken: Revision, changes: Sequence[Change], *, earlier: Revision | None) -> Card:
    """What taking a revision back would do, where that is not done at once: it is long ago, or much."""
    counted = f"{len(changes):,} {'record' if len(changes) == 1 else 'records'}"
    return Card(
        content=f"**Take this back?** You did it {MARKDOWN.ago(taken.at)}; it concerns {counted}. So they would be:",
        boxes=(_box(changes, footer=f"Revision {taken.number}. Nothing is changed yet."),),
        buttons=(Button(label="Take it back", verb="undo_go", ids=(taken.number,), primary=True), *_further(earlier)),
    )


def nothing_left_card(taken: Revision, *, earlier: Revision | None) -> Card:
    """What was to be taken back is as it was before already."""
    said = f"What you changed {MARKDOWN.ago(taken.at)} (revision {taken.number}) is as it was before that already."
    return note(f"{said} Nothing was changed.", *_further(earlier))


def refused_card(taken: Revision, *, earlier: Revision | None) -> Card:
    """That what was done is for administrators to take back."""
    about = f"what you did {MARKDOWN.ago(taken.at)} (revision {taken.number})"
    who = "That is for administrators: members with Manage Server."
    return note(f"**Not taken back:** {about} is of the set-up. {who}", *_further(earlier))


def overtaken_card(taken: Revision, since: Sequence[Told], facts: Sequence[Fact], *, earlier: Revision | None) -> Card:
    """Why a revision cannot be taken back: who changed which of its records since, when, and how."""
    entries = [
        f"{by_whom(told)}{why(told.revision)}\n{change_entry(change)}"
        for told in since
        for change in told.revision.changes
    ]
    about = f"what you did {MARKDOWN.ago(taken.at)} (revision {taken.number})"
    return Card(
        content=f"**Not taken back:** {about} was changed by somebody since. Nothing was changed now.",
        boxes=(Box(lines=fitted(apart(entries, MARKDOWN), _LONGEST), tone=Tone.DISPUTED),),
        buttons=(
            *(Button(label=f"History of #{fact.id}", verb="history", ids=(fact.id,)) for fact in facts[:3]),
            *_further(earlier),
        ),
    )


def revert_card(fact: Fact, target: Fact, *, number: int, seen: int) -> Card:
    """What putting a fact back as revision `number` left it would change; `seen` is its last revision."""
    lines = list(difference_lines(differences(fact, target)))
    if not lines:
        return note(f"{name_of(fact)} is as revision {number} left it already.", history_button(fact))
    return Card(
        content=f"**Put #{fact.id} back** as revision {number} left it? This would change:",
        boxes=(
            Box(
                title=MARKDOWN.text(fact.question, 256),
                lines=fitted(apart(lines, MARKDOWN), _LONGEST),
                footer="Nothing is changed yet.",
            ),
        ),
        buttons=(
            Button(label="Put it back", verb="revert_go", ids=(fact.id, number, seen), primary=True),
            history_button(fact),
        ),
    )


def reverted_card(fact: Fact, done: Revision | None, *, number: int) -> Card:
    """That a fact is as it was again, and how to turn that round."""
    if done is None:
        return note(f"{name_of(fact)} is as revision {number} left it already.", history_button(fact))
    return Card(
        content=f"{name_of(fact)} is as revision {number} left it. To turn that round: *Undo*, or `/undo`.",
        boxes=(_box(done.changes, footer=f"Revision {done.number}"),),
        buttons=(Button(label="Undo", verb="undo", ids=(done.number,)), history_button(fact)),
    )


def _box(changes: Sequence[Change], *, footer: str) -> Box:
    return Box(lines=fitted(apart(change_entries(changes, MOST_RECORDS), MARKDOWN), _LONGEST), footer=footer)


def _further(earlier: Revision | None) -> tuple[Button, ...]:
    return (Button(label="Undo the one before", verb="undo", ids=(earlier.number,)),) if earlier else ()
