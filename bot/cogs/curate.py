"""Curating: facts added, shown, revised, verified, withdrawn, retired and restored, and their history."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot import conflicts, pickers, sending
from bot.access import CURATORS, asked_in_server, curated, is_curator
from bot.cards import curation, history
from bot.changing import Changing
from bot.forms import Aim, Typed, phrasings_form
from bot.phrasing import Phrasing
from bot.rooms import aimed_at
from bot.suggestions import Suggestions
from bot.writing import Writing
from knowledge.changes import Way
from knowledge.errors import ConflictError
from knowledge.shelf import Shelf

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase


FACT = "Its number, or words of its question"
SHELF = "How long its answer keeps before readers are told that it may have changed"
_NEW_EVENT = "event"
_CHANGES = {Way.CORRECTION: "It was wrong", Way.UPDATE: "It moved on", _NEW_EVENT: "New event"}

Keeps = Literal["6h", "1d", "7d", "never"]
"""The shelf lives as an option offers them."""


class Curating(commands.Cog):
    """Facts, as curators change them. Every press and every form checks again who is at it."""

    fact = app_commands.Group(name="fact", description="Facts on record", default_permissions=CURATORS)

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self.writing = Writing(bot)
        self.changing = Changing(self.writing)
        self.phrasings = Phrasing(self.writing)
        self.suggestions = Suggestions(self.phrasings)
        self._menu = app_commands.ContextMenu(name="Still true?", callback=self.still_true)
        self._menu.default_permissions = CURATORS
        for verb, handler in {
            "fact": self.show_pressed,
            "history": self.history_pressed,
            "history_page": self.history_turned,
            "retire": self.retire_pressed,
            "restore": self.restore_pressed,
        }.items():
            bot.on_press(verb, handler)

    @classmethod
    def of(cls, bot: Sitrep) -> Curating:
        """The one of a bot, whose group and forms other cogs use. Raises `RuntimeError` where it is not loaded yet."""
        found = bot.get_cog(cls.__name__)
        if isinstance(found, cls):
            return found
        raise RuntimeError(f"{cls.__name__} has to be loaded before the cogs that use it")

    async def cog_load(self) -> None:
        """Add the menu, which no cog carries by itself."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the menu away."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    # Writing

    @fact.command(name="add")
    @app_commands.describe(shelf=SHELF, topic="If left out: the one that the channel is about; or none")
    @app_commands.autocomplete(topic=pickers.topic_or_none)
    async def add(
        self,
        interaction: discord.Interaction[Sitrep],
        shelf: Keeps | None = None,
        topic: app_commands.Range[str, 1, 80] = "",
    ) -> None:
        """Put a fact on record: opens a form."""
        base = await curated(interaction)
        aim = Aim(shelf=shelf and Shelf(shelf), topic=aimed_at(base, topic))
        await self.writing.open_aimed(interaction, base, Typed(), aim)

    @fact.command(name="revise")
    @app_commands.describe(fact=FACT, change="Left out: a later as-of is an update, all else a correction", shelf=SHELF)
    @app_commands.autocomplete(fact=pickers.any_fact)
    @app_commands.choices(change=[app_commands.Choice(name=name, value=value) for value, name in _CHANGES.items()])
    async def revise(
        self, interaction: discord.Interaction[Sitrep], fact: str, change: str = "", shelf: Keeps | None = None
    ) -> None:
        """Change a fact: opens its form, filled."""
        base = await curated(interaction)
        found = (await asyncio.to_thread(base.named, fact)).id
        keeps = shelf and Shelf(shelf)
        if change == _NEW_EVENT:
            await self.writing.open_like(interaction, base, found, shelf=keeps)
        else:
            await self.writing.open_on(interaction, base, found, way=Way(change) if change else None, shelf=keeps)

    @fact.command(name="verify")
    @app_commands.describe(fact=FACT)
    @app_commands.autocomplete(fact=pickers.live_fact)
    async def verify(self, interaction: discord.Interaction[Sitrep], fact: str) -> None:
        """Say that a fact's answer is still true."""
        base = await curated(interaction)
        found = (await asyncio.to_thread(base.named, fact)).id
        await self.changing.verify(interaction, base, found, base.last_change(found))

    async def still_true(self, interaction: discord.Interaction[Sitrep], message: discord.Message) -> None:
        """Say the same of what an answer showed, or revise it."""
        await self.changing.ask(interaction, await curated(interaction), message.id)

    @fact.command(name="withdraw")
    @app_commands.describe(fact=FACT)
    @app_commands.autocomplete(fact=pickers.live_fact)
    async def withdraw(self, interaction: discord.Interaction[Sitrep], fact: str) -> None:
        """Take a claim back, with a reason; it stays in the history."""
        base = await curated(interaction)
        await self.changing.withdraw(interaction, base, (await asyncio.to_thread(base.named, fact)).id)

    @fact.command(name="phrase")
    @app_commands.describe(fact="Its number, or words of its question (if left out: what members' choices suggest)")
    @app_commands.autocomplete(fact=pickers.any_fact)
    async def phrase(self, interaction: discord.Interaction[Sitrep], fact: str = "") -> None:
        """Add ways to ask a fact, or see those that members' choices suggest."""
        base = await curated(interaction)
        if fact:
            found = await asyncio.to_thread(base.named, fact)
            await interaction.response.send_modal(phrasings_form(found))
        else:
            await self.suggestions.show(interaction, base)

    # Looking

    @fact.command(name="show")
    @app_commands.describe(fact=FACT)
    @app_commands.autocomplete(fact=pickers.any_fact)
    async def show(self, interaction: discord.Interaction[Sitrep], fact: str) -> None:
        """A fact whole: its claims, sources, phrasings and last change."""
        base = await curated(interaction)
        found = (await asyncio.to_thread(base.named, fact)).id
        await interaction.response.defer(ephemeral=True)
        await sending.respond(interaction, await asyncio.to_thread(_shown, base, found))

    async def show_pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same by a button."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await sending.respond(interaction, await asyncio.to_thread(_shown, base, int(ids[0])))

    @app_commands.command(name="history")
    @app_commands.describe(fact=FACT)
    @app_commands.autocomplete(fact=pickers.any_fact)
    async def history(self, interaction: discord.Interaction[Sitrep], fact: str) -> None:
        """Who changed a fact, when, why, and what it said before."""
        base = await asked_in_server(interaction)
        found = (await asyncio.to_thread(base.named, fact)).id
        await interaction.response.defer(ephemeral=True)
        await sending.respond(interaction, await self._history(interaction, base, found))

    async def history_pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same by a button."""
        base = await asked_in_server(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        await sending.respond(interaction, await self._history(interaction, base, int(ids[0])))

    async def history_turned(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Another page of it."""
        page, fact = map(int, ids)
        base = await asked_in_server(interaction)
        await interaction.response.defer()
        await sending.edit(interaction, await self._history(interaction, base, fact, page=max(0, page)))

    async def _history(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, fact: int, *, page: int = 0
    ) -> Card:
        revisions = await asyncio.to_thread(conflicts.told, base, fact)
        now, zone, curator = self.bot.clock(), self.bot.zone(base), is_curator(interaction.user, base.state.settings)
        return history.history_card(base.fact(fact), revisions, page=page, now=now, zone=zone, curator=curator)

    # Retiring

    @fact.command(name="retire")
    @app_commands.describe(fact=FACT, why="For the history")
    @app_commands.autocomplete(fact=pickers.live_fact)
    async def retire(
        self, interaction: discord.Interaction[Sitrep], fact: str, why: app_commands.Range[str, 1, 300] = ""
    ) -> None:
        """Take a fact out of the answers; its history stays."""
        base = await curated(interaction)
        found = (await asyncio.to_thread(base.named, fact)).id
        await self._set_retired(interaction, base, found, base.last_change(found), retired=True, why=why)

    @fact.command(name="restore")
    @app_commands.describe(fact=FACT, why="For the history")
    @app_commands.autocomplete(fact=pickers.retired_fact)
    async def restore(
        self, interaction: discord.Interaction[Sitrep], fact: str, why: app_commands.Range[str, 1, 300] = ""
    ) -> None:
        """Put a retired fact back among the answers."""
        base = await curated(interaction)
        found = (await asyncio.to_thread(base.named, fact)).id
        await self._set_retired(interaction, base, found, base.last_change(found), retired=False, why=why)

    async def retire_pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same by a button, which knows how the fact stood when it was shown."""
        base = await curated(interaction)
        await self._set_retired(interaction, base, int(ids[0]), int(ids[1]), retired=True)

    async def restore_pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same by a button."""
        base = await curated(interaction)
        await self._set_retired(interaction, base, int(ids[0]), int(ids[1]), retired=False)

    async def _set_retired(
        self,
        interaction: discord.Interaction[Sitrep],
        base: KnowledgeBase,
        fact: int,
        seen: int,
        *,
        retired: bool,
        why: str = "",
    ) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        by = self.bot.author(base, interaction, why=why)
        was = base.fact(fact)
        try:
            changed = await asyncio.to_thread(base.retire if retired else base.restore, fact, by, seen=seen)
        except ConflictError as error:
            await conflicts.tell(interaction, base, fact, error)
            return
        card = curation.retired_card(changed, seen=base.last_change(fact), changed=was.retired is not changed.retired)
        await sending.respond(interaction, card)


def _shown(base: KnowledgeBase, fact: int) -> Card:
    seen = base.last_change(fact)
    last = next(iter(conflicts.told(base, fact, after=seen - 1)), None) if seen else None
    return curation.fact_card(base.fact(fact), seen=seen, last=last)
