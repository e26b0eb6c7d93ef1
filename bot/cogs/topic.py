"""Topics: the situations of a server, begun, bound to channels, listed and closed by curators."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from bot import pickers, sending
from bot.access import CURATORS, curated
from bot.cards import topics as cards
from bot.rooms import room_of

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
