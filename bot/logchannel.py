"""The choice of the log channel: a section of the set-up with a message of its own."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord

from bot import rights, sending
from bot.access import administered
from bot.cards.log import LogFound, log_setup_card
from bot.faults import Panel
from knowledge import setup
from knowledge.logbook import Logbook

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase


class LogChannel:
    """Whoever presses is checked again, and what the message shows is read anew each time."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        bot.on_press("log_check", self.check)

    async def show(self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase) -> None:
        """Show what is chosen, to be changed."""
        await interaction.response.defer(ephemeral=True)
        made = sending.as_message(_drawn(interaction, base), self.panel(base))
        await interaction.followup.send(**made, ephemeral=True)

    async def chosen(self, interaction: discord.Interaction[Sitrep], channel: int | None) -> None:
        """Where every change is posted from now on."""
        base = await administered(interaction)
        await interaction.response.defer()
        by = self.bot.author(base, interaction)
        await asyncio.to_thread(base.commit, lambda state, _now: setup.log_channel_chosen(state, channel), by)
        await self.bot.logposts.rounds.soon(interaction.guild_id or 0)
        await self._redraw(interaction, base)

    async def check(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """Look again, and post what waits: a permission may have been given meanwhile."""
        base = await administered(interaction)
        await interaction.response.defer()
        await self.bot.logposts.rounds.soon(interaction.guild_id or 0)
        await self._redraw(interaction, base)

    def panel(self, base: KnowledgeBase | None = None) -> LogPanel:
        """The select; without a server's knowledge one that listens for all of its messages."""
        return LogPanel(self, base.state.settings.log_channel if base else None)

    async def _redraw(self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase) -> None:
        made = sending.as_edit(_drawn(interaction, base), self.panel(base))
        await interaction.edit_original_response(**made)


class LogPanel(Panel):
    """The select of the log channel. One is registered for all its messages, so that old ones work as well."""

    def __init__(self, section: LogChannel, chosen: int | None) -> None:
        super().__init__(timeout=None)
        self._section = section
        if chosen:
            kind = discord.SelectDefaultValueType.channel
            self.channel.default_values = [discord.SelectDefaultValue(id=chosen, type=kind)]

    @discord.ui.select(
        cls=discord.ui.ChannelSelect,
        custom_id="setup:log",
        placeholder="Where is every change posted? Choose a channel",
        channel_types=[discord.ChannelType.text],
        min_values=0,
    )
    async def channel(
        self, interaction: discord.Interaction[Sitrep], select: discord.ui.ChannelSelect[LogPanel]
    ) -> None:
        """Hand on what was chosen."""
        await self._section.chosen(interaction, select.values[0].id if select.values else None)


def _drawn(interaction: discord.Interaction[Sitrep], base: KnowledgeBase) -> Card:
    logbook, guild = Logbook(base), interaction.guild
    channel = guild.get_channel(logbook.channel) if guild and logbook.channel else None
    found = LogFound(
        channel=logbook.channel,
        gone=channel is None,
        lacks=rights.missing(channel.permissions_for(guild.me), rights.LOGGING) if guild and channel else "",
        everybody=channel is not None and rights.seen_by_everybody(channel),
        waiting=logbook.waiting,
    )
    return log_setup_card(found)
