"""Members who are not heeded, as curators see them: nobody else does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.card import LONGEST_DESCRIPTION, Box, Card, Tone, fitted, note
from bot.cards.history import author_name
from bot.cards.text import MARKDOWN

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from knowledge.revisions import ActorId
    from knowledge.traces import Ignored, Person

_NOBODY = "Nobody is ignored here. `/ignore add` leaves a member's questions, suggestions and clicks aside."


def ignored_card(name: str, *, new: bool) -> Card:
    """What it means that a member is ignored from now on, or was already."""
    if not new:
        return note(f"{MARKDOWN.bold(name, 100)} is ignored already. `/ignore list` shows since when.")
    return note(
        f"{MARKDOWN.bold(name, 100)} is ignored from now on: no question, suggestion or click of theirs is heeded. "
        "Only they are told, in one sentence, and only when they use a command. What they asked before stays on the "
        "desk. To undo: `/ignore remove`"
    )


def heeded_card(name: str) -> Card:
    """That a member is ignored no longer."""
    return note(f"{MARKDOWN.bold(name, 100)} is heeded again.")


def ignored_list_card(ignored: Sequence[Ignored], person: Callable[[ActorId], Person | None]) -> Card:
    """Everybody who is ignored, since when and by whom."""
    if not ignored:
        return note(_NOBODY)
    lines = [_entry(one, person) for one in ignored]
    return Card(
        content=f"**{len(ignored):,} {'member is' if len(ignored) == 1 else 'members are'} ignored here.**",
        boxes=(Box(lines=fitted(lines, LONGEST_DESCRIPTION), footer="To undo: /ignore remove", tone=Tone.QUIET),),
    )


def _entry(one: Ignored, person: Callable[[ActorId], Person | None]) -> str:
    member = person(one.member)
    name = author_name(one.member, member)
    who = f"{name} (<@{member.discord}>)" if member and member.name else name  # names are not unique
    return f"{who} · since {MARKDOWN.instant(one.at)}, by {author_name(one.by, person(one.by))}"
