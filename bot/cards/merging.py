"""What is told of two facts that were made one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.card import LONGEST_DESCRIPTION, Box, Button, Card, fitted, note
from bot.cards.claims import apart
from bot.cards.curation import history_button, name_of
from bot.cards.history import difference_lines
from bot.cards.text import MARKDOWN
from knowledge.differences import differences

if TYPE_CHECKING:
    from knowledge.facts import Fact

_LONGEST = LONGEST_DESCRIPTION - 96


def merged_card(before: Fact, keep: Fact, gone: Fact, *, revision: int) -> Card:
    """What came from one fact to the other, and how to make two of them again."""
    lines = list(difference_lines(differences(before, keep)))
    return Card(
        content=f"{name_of(gone)} was merged into {name_of(keep)}. Whoever follows its number is led there.",
        boxes=(
            Box(
                title=f"New in #{keep.id}",
                lines=fitted(apart(lines or ["Nothing: it had all of it already."], MARKDOWN), _LONGEST),
                footer=f"Revision {revision}. To make two of them again: Undo, or /undo.",
            ),
        ),
        buttons=(
            Button(label="Undo", verb="undo", ids=(revision,)),
            Button(label=f"Show #{keep.id}", verb="fact", ids=(keep.id,)),
            history_button(keep),
        ),
    )


def merged_already_card(keep: Fact, gone: Fact) -> Card:
    """That it was done before."""
    return note(f"{name_of(gone)} was merged into #{keep.id} already.", history_button(keep))
