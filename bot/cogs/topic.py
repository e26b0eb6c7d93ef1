"""Topics: the situations of a server, begun, bound to channels, listed and closed by curators."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from bot import pickers, sending
from bot.access import CURATORS, curated
from bot.cards import topics as cards
from bot.cogs.curate import FACT, SHELF, Curating, Keeps
from bot.rooms import room_of
from knowledge.shelf import Shelf

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase

Room: TypeAlias = discord.TextChannel | discord.VoiceChannel | discord.ForumChannel
"""A channel that can be about a topic; its threads and posts are then, too."""


class Topical(commands.Cog):
    """The topics, as curators keep them. What is asked and filed in a bound channel is the other cogs' to heed."""

    topic = app_commands.Group(
        name="topic", description="Situations that the facts here are about", default_permissions=CURATORS
    )

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        bot.on_press("topic_list", self.turned)

    async def cog_load(self) -> None:
        """Put the choice of a fact's topic beside the curators' other commands: the curating cog brings the group."""
        group = Curating.of(self.bot).fact
        about = "Move a fact to a topic, or choose how long its answer keeps"
        group.add_command(app_commands.Command(name="options", description=about, callback=self.options))

    @topic.command(name="add")
    @app_commands.describe(name="What people call the situation; a closed topic of that name is opened again")
    async def add(self, interaction: discord.Interaction[Sitrep], name: app_commands.Range[str, 1, 80]) -> None:
        """Begin a topic, or open a closed one again."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True)
        before = base.topics.get(name)
        after = await asyncio.to_thread(base.add_topic, name, self.bot.author(base, interaction))
        await sending.respond(interaction, cards.added_card(before, after, facts=base.topics.facts(after)))

    @topic.command(name="bind")
    @app_commands.describe(
        topic="The topic that is asked first and filed under there, or: none",
        channel="If left out: this one, with its threads",
    )
    @app_commands.autocomplete(topic=pickers.topic_or_none)
    async def bind(
        self,
        interaction: discord.Interaction[Sitrep],
        topic: app_commands.Range[str, 1, 80],
        channel: Room | None = None,
    ) -> None:
        """Let a channel be about a topic: questions there are put to it first, and what is written belongs to it."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True)
        room = room_of(channel or interaction.channel)
        before = base.topics.about(room)
        after = await asyncio.to_thread(base.bind_channel, room, topic, self.bot.author(base, interaction))
        await sending.respond(interaction, cards.bound_card(room, before, after))

    @topic.command(name="close")
    @app_commands.describe(topic="The one that is over; /topic add opens it again")
    @app_commands.autocomplete(topic=pickers.open_topic)
    async def close(self, interaction: discord.Interaction[Sitrep], topic: app_commands.Range[str, 1, 80]) -> None:
        """Say that a situation is over: its facts stay, answer with that date, and no longer grow stale."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True)
        before = base.topics.named(topic)
        after = await asyncio.to_thread(base.close_topic, topic, self.bot.author(base, interaction))
        await sending.respond(interaction, cards.closed_card(before, after, zone=self.bot.zone(base)))

    @app_commands.describe(fact=FACT, topic="The topic that it belongs to from now on, or: none", shelf=SHELF)
    @app_commands.autocomplete(fact=pickers.any_fact, topic=pickers.topic_or_none)
    async def options(
        self,
        interaction: discord.Interaction[Sitrep],
        fact: str,
        topic: app_commands.Range[str, 1, 80] = "",
        shelf: Keeps | None = None,
    ) -> None:
        """Change what a fact belongs to or how long it keeps, and nothing that it says."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True)
        before = await asyncio.to_thread(base.named, fact)
        by, keeps = self.bot.author(base, interaction), shelf and Shelf(shelf)
        after = await asyncio.to_thread(partial(base.arrange, before.id, by, topic=topic, shelf=keeps))
        await sending.respond(interaction, cards.arranged_card(before, after))

    @topic.command(name="list")
    async def list(self, interaction: discord.Interaction[Sitrep]) -> None:
        """The topics with their facts and channels, open ones first."""
        base = await curated(interaction)
        await sending.respond(interaction, self._page(base, 0))

    async def turned(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Another page of them."""
        base = await curated(interaction)
        await interaction.response.defer()
        await sending.edit(interaction, self._page(base, max(0, int(ids[0]))))

    def _page(self, base: KnowledgeBase, page: int) -> Card:
        return cards.topics_card(base.topics, page=page, zone=self.bot.zone(base))
