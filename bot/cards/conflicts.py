"""What is told where two are at one fact: what the other did, before and after, and the ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.card import LONGEST_TOGETHER, Box, Button, Card, Tone, fitted, note
from bot.cards.claims import apart
from bot.cards.curation import name_of
from bot.cards.history import difference_lines, revision_lines
from bot.cards.text import MARKDOWN
from knowledge.differences import differences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cards.history import Told
    from knowledge.errors import ConflictError
    from knowledge.facts import Fact

_LONGEST = (LONGEST_TOGETHER - 700) // 2


def conflict_card(fact: Fact, since: Sequence[Told], *, mine: Fact | None, draft: str) -> Card:
    """A fact that somebody else changed while its form was open: what they did, what one's own would do on top.

    `mine` is the fact with both; None where what was typed has to be mended first.
    """
    boxes = [_theirs(fact, since)]
    if fact.merged_into:
        label, verb, ids = f"Revise #{fact.merged_into} with mine", "draft_onto", (draft, fact.merged_into)
        save = [Button(label=label, verb=verb, ids=ids)]
    else:
        save = [Button(label="Save mine on top", verb="draft_over", ids=(draft,))] * bool(mine)
    if mine and not fact.merged_into:
        lines = list(difference_lines(differences(fact, mine)))
        told = fitted(apart(lines, MARKDOWN), _LONGEST) if lines else ("Nothing: they wrote what you did.",)
        boxes.append(Box(title="Yours, saved on top, would change", lines=told))
    return Card(
        content=f"**Nothing was saved yet.** #{fact.id} was changed while you had the form open.{_retired(fact)}",
        boxes=tuple(boxes),
        buttons=(
            *save,
            Button(label="Open the form again", verb="draft_open", ids=(draft,), primary=True),
            Button(label=f"Show #{fact.id}", verb="fact", ids=(fact.id,)),
            Button(label="Drop mine", verb="draft_drop", ids=(draft,)),
        ),
    )


def overtaken_card(fact: Fact, error: ConflictError, since: Sequence[Told], *ways_on: Button, typed: str = "") -> Card:
    """A press that changed nothing, for somebody was faster: what they did. `typed` is not lost with it."""
    kept = f"\nYou wrote: {MARKDOWN.text(typed, 600)}" if typed else ""
    said = f"**Nothing was changed.** #{fact.id} was changed in revision {error.actual}, after this was shown."
    return Card(
        content=f"{said} Look at it again, then decide.{_retired(fact)}{kept}",
        boxes=(_theirs(fact, since),),
        buttons=(Button(label=f"Show #{fact.id}", verb="fact", ids=(fact.id,), primary=True), *ways_on),
    )


def dropped_card(fact: Fact) -> Card:
    """That what was typed is given up."""
    return note(f"Yours is dropped. {name_of(fact)} stays as they left it.")


def _theirs(fact: Fact, since: Sequence[Told]) -> Box:
    return Box(
        title=MARKDOWN.text(fact.question, 256),
        lines=fitted([line for told in since for line in revision_lines(told)], _LONGEST),
        tone=Tone.DISPUTED,
    )


def _retired(fact: Fact) -> str:
    if fact.retired and fact.merged_into:
        return f" **It was merged into #{fact.merged_into}**, which answers for it."
    return " **It is retired now**, and stays so whatever you save." * fact.retired
