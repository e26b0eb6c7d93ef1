"""The choice of the channels in which the bot answers unasked: a section of the set-up with a message of its own."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import discord

from bot import rights, sending
from bot.access import administered
from bot.cards.answering import AnsweringFound, answering_card
from bot.faults import Panel
from knowledge.setup import settings_change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase

MOST = 25  # https://docs.discord.com/developers/components/reference#channel-select


class AnsweringChannels:
    """Whoever presses is checked again, and what the message shows is read anew each time."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        bot.on_press("answering_check", self.check)

    async def show(self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase) -> None:
        """Show what is chosen, to be changed."""
        await interaction.response.defer(ephemeral=True)
        made = sending.as_message(self._drawn(interaction, base), self.panel(base))
        await interaction.followup.send(**made, ephemeral=True)

    async def chosen(self, interaction: discord.Interaction[Sitrep], channels: tuple[int, ...]) -> None:
        """Where plain questions are answered from now on."""
        base = await administered(interaction)
        await interaction.response.defer()
        by = self.bot.author(base, interaction)
        await asyncio.to_thread(
            base.commit,
            lambda state, _now: settings_change(state, replace(state.settings, answer_channels=channels)),
            by,
        )
        await self._redraw(interaction, base)

    async def check(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """Look again: a permission may have been given meanwhile."""
        base = await administered(interaction)
        await interaction.response.defer()
        await self._redraw(interaction, base)

    def panel(self, base: KnowledgeBase | None = None) -> AnsweringPanel:
        """The select; without a server's knowledge one that listens for all of its messages."""
        return AnsweringPanel(self, base.state.settings.answer_channels if base else ())

    async def _redraw(self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase) -> None:
        made = sending.as_edit(self._drawn(interaction, base), self.panel(base))
        await interaction.edit_original_response(**made)

    def _drawn(self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase) -> Card:
        guild, channels = interaction.guild, base.state.settings.answer_channels
        known = {channel: guild.get_channel(channel) if guild else None for channel in channels}
        lacking = {
            channel: lacks
            for channel, found in known.items()
            if guild and found and (lacks := rights.missing(found.permissions_for(guild.me)))
        }
        gone = tuple(channel for channel, found in known.items() if found is None)
        hears = self.bot.intents.message_content
        return answering_card(AnsweringFound(channels=channels, gone=gone, lacking=lacking, hears=hears))


class AnsweringPanel(Panel):
    """The select of the channels. One is registered for all its messages, so that old ones work as well."""

    def __init__(self, section: AnsweringChannels, chosen: Sequence[int]) -> None:
        super().__init__(timeout=None)
        self._section = section
        kind = discord.SelectDefaultValueType.channel
        self.channels.default_values = [discord.SelectDefaultValue(id=channel, type=kind) for channel in chosen]

    @discord.ui.select(
        cls=discord.ui.ChannelSelect,
        custom_id="setup:answering",
        placeholder="Where are plain questions answered unasked?",
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        min_values=0,
        max_values=MOST,
    )
    async def channels(
        self, interaction: discord.Interaction[Sitrep], select: discord.ui.ChannelSelect[AnsweringPanel]
    ) -> None:
        """Hand on what was chosen."""
        await self._section.chosen(interaction, tuple(channel.id for channel in select.values))
