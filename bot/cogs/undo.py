"""Taking back: one's own last change by /undo, and a fact to any revision from its history."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import conflicts, sending
from bot.access import CURATORS, curated, is_admin
from bot.cards import note
from bot.cards import undoing as cards
from bot.cards.history import Told, author_name
from knowledge.errors import ConflictError, OvertakenError
from knowledge.revisions import RecordKind
from knowledge.undoing import Undoing, put_back, undoes

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase
    from knowledge.revisions import Author, Revision

LATELY = timedelta(hours=1)
"""How long a change is fresh enough in one's mind to be taken back without being shown first."""
FEW = 10
"""Records of a change that is taken in at a glance."""


class TakingBack(commands.Cog):
    """What is of late and small is taken back at once, for it is done again with one press; all else is shown first.

    Every press checks again who is at it, and takes back nothing but that person's own.
    """

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        for verb, handler in {
            "undo": self.pressed,
            "undo_go": self.confirmed,
            "revert": self.revision_chosen,
            "revert_go": self.revert_confirmed,
        }.items():
            bot.on_press(verb, handler)

    @app_commands.command(name="undo")
    @app_commands.default_permissions(CURATORS)
    async def undo(self, interaction: discord.Interaction[Sitrep]) -> None:
        """Take back your own last change here."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        by = self.bot.author(base, interaction)
        last = await asyncio.to_thread(Undoing(base).last, by.actor)
        if last is None:
            await sending.respond(interaction, note(cards.NOTHING_YET))
        else:
            await self._take_back(interaction, base, last, by)

    async def pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Take one certain change back, by a button: Redo, Undo, or the one before."""
        await self._chosen(interaction, int(ids[0]))

    async def confirmed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same, after it was shown."""
        await self._chosen(interaction, int(ids[0]), sure=True)

    async def _chosen(self, interaction: discord.Interaction[Sitrep], number: int, *, sure: bool = False) -> None:
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        by = self.bot.author(base, interaction)
        revision = await asyncio.to_thread(Undoing(base).own, number, by.actor)
        await self._take_back(interaction, base, revision, by, sure=sure)

    async def _take_back(
        self,
        interaction: discord.Interaction[Sitrep],
        base: KnowledgeBase,
        revision: Revision,
        by: Author,
        *,
        sure: bool = False,
    ) -> None:
        kinds = {change.kind for change in revision.changes}
        lately = self.bot.clock() - revision.at <= LATELY and len(revision.changes) <= FEW
        act = _undone if sure or lately else _asked
        if RecordKind.SETTINGS in kinds and not is_admin(interaction.user):
            act = _refused
        await sending.respond(interaction, await asyncio.to_thread(act, base, revision, by))
        if kinds & {RecordKind.SETTINGS, RecordKind.SCHEDULE}:
            self.bot.dispatch("schedules_changed", interaction.guild_id)

    # Back to a revision

    async def revision_chosen(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Show what putting a fact back as a revision left it would change."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await sending.respond(interaction, await asyncio.to_thread(_revertible, base, *map(int, ids[:2])))

    async def revert_confirmed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Put it back, unless somebody changed it since it was shown."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        fact, number, seen = map(int, ids)
        by = self.bot.author(base, interaction)
        try:
            done = await asyncio.to_thread(partial(Undoing(base).revert, fact, number, by, seen=seen))
        except ConflictError as error:
            await conflicts.tell(interaction, base, fact, error)
            return
        await sending.respond(interaction, cards.reverted_card(base.fact(fact), done, number=number))


def _undone(base: KnowledgeBase, revision: Revision, by: Author) -> Card:
    """Take a revision back. What is told of it names the change before it, to go further."""
    undoing = Undoing(base)
    earlier = undoing.last(by.actor, before=revision.number)
    try:
        done = undoing.undo(revision.number, by)
    except OvertakenError as error:
        return _overtaken(base, revision, error, earlier)
    if done is None:
        return cards.nothing_left_card(revision, earlier=earlier)
    taken = undoing.own(undoes(done) or revision.number, by.actor)
    return cards.undone_card(taken, done, again=undoing.does_again(taken), earlier=earlier)


def _refused(base: KnowledgeBase, revision: Revision, by: Author) -> Card:
    """The set-up is changed by administrators, and so it is taken back."""
    return cards.refused_card(revision, earlier=Undoing(base).last(by.actor, before=revision.number))


def _asked(base: KnowledgeBase, revision: Revision, by: Author) -> Card:
    """What taking it back would do."""
    undoing = Undoing(base)
    earlier = undoing.last(by.actor, before=revision.number)
    try:
        changes = undoing.preview(revision)
    except OvertakenError as error:
        return _overtaken(base, revision, error, earlier)
    if not changes:
        return cards.nothing_left_card(revision, earlier=earlier)
    return cards.asked_card(revision, changes, earlier=earlier)


def _overtaken(base: KnowledgeBase, revision: Revision, error: OvertakenError, earlier: Revision | None) -> Card:
    since = Undoing(base).since(error)
    told = [Told(revision=each, by=author_name(each.actor, base.activity.person(each.actor))) for each in since]
    ids = [change.id for each in since for change in each.changes if change.kind is RecordKind.FACT]
    facts = [base.fact(int(fact)) for fact in dict.fromkeys(ids)]
    return cards.overtaken_card(revision, told, facts, earlier=earlier)


def _revertible(base: KnowledgeBase, fact: int, number: int) -> Card:
    seen, found = base.last_change(fact), base.fact(fact)
    target = put_back(found, Undoing(base).as_of(fact, number))
    return cards.revert_card(found, target, number=number, seen=seen)
