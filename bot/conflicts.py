"""Two at one fact: nothing is overwritten unseen. Whoever comes second is shown what the other did, and decides."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from bot import sending
from bot.cards import conflicts as cards
from bot.cards.history import Told, author_name
from knowledge import changes
from knowledge.errors import InvalidError
from knowledge.facts import Fact

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    import discord

    from bot.cards import Button
    from bot.client import Sitrep
    from bot.drafts import KeptDraft
    from knowledge.base import KnowledgeBase
    from knowledge.errors import ConflictError


def told(base: KnowledgeBase, fact: int, *, after: int = 0) -> list[Told]:
    """The revisions of a fact above `after`, oldest first, with their authors' names. Reads the disk."""
    return [
        Told(revision=revision, by=author_name(revision.actor, base.activity.person(revision.actor)))
        for revision in base.history(fact, after=after)
    ]


def rebased(draft: KeptDraft, since: list[Told]) -> KeptDraft:
    """A draft for the fact as it stands after those revisions, which came while its form was open."""
    if not since:
        return draft
    opened, now = since[0].revision.changes[0].before, since[-1].revision.changes[0].after
    if not isinstance(opened, Fact) or not isinstance(now, Fact):
        return draft
    return replace(draft, typed=draft.typed.onto(opened, now), seen=since[-1].revision.number)


def on_top(base: KnowledgeBase, draft: KeptDraft, *, now: datetime, zone: tzinfo) -> Fact | None:
    """The fact as it would be with the draft saved; None where that has to be mended first."""
    try:
        made = changes.revised(
            base.state,
            draft.fact,
            draft.typed.draft(now=draft.at, zone=zone),
            now,
            seen=base.state.revision,
            way=draft.way,
            shelf=draft.shelf,
            knowing=True,
            backdated=True,
        )
    except InvalidError:
        return None
    after = made[0].after if made else base.fact(draft.fact)
    return after if isinstance(after, Fact) else None


async def tell(
    interaction: discord.Interaction[Sitrep],
    base: KnowledgeBase,
    fact: int,
    error: ConflictError,
    *ways_on: Button,
    typed: str = "",
) -> None:
    """Show what somebody did to a fact before a press could act on it."""
    since = await asyncio.to_thread(told, base, fact, after=error.seen)
    await sending.respond(interaction, cards.overtaken_card(base.fact(fact), error, since, *ways_on, typed=typed))
