"""Ignoring: members whom curators want not to be heeded."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import sending
from bot.access import CURATORS, curated, is_curator
from bot.cards import ignoring as cards
from bot.faults import RefusedError
from knowledge.ignoring import Ignoring

if TYPE_CHECKING:
    from bot.client import Sitrep

_A_BOT = "That is a bot: I heed none of them anyway."
_A_CURATOR = (
    "{} curates here, and curators and administrators are always heeded. Nothing was changed. Whoever is to be ignored "
    "has to lose Manage Messages and the curator role first."
)


class IgnoringMembers(commands.Cog):
    """Whom the bot leaves aside. It is on the disk before it is said, and said to the curator alone."""

    ignore = app_commands.Group(name="ignore", description="Members who are not heeded", default_permissions=CURATORS)

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot

    @ignore.command(name="add")
    @app_commands.describe(member="Whose questions, mentions, suggestions and clicks to leave aside")
    async def add(self, interaction: discord.Interaction[Sitrep], member: discord.User) -> None:
        """Ignore a member: nothing that they ask, suggest or press is heeded."""
        base = await curated(interaction)
        if member.bot:
            raise RefusedError(_A_BOT)
        if is_curator(member, base.state.settings):
            raise RefusedError(_A_CURATOR.format(discord.utils.escape_markdown(member.display_name)))
        await interaction.response.defer(ephemeral=True)
        by, now = interaction.user, self.bot.clock()

        def begin() -> bool:
            activity = base.activity
            ignored = activity.actor(member.id, member.display_name)
            new = Ignoring(activity).begin(ignored, activity.actor(by.id, by.display_name), now)
            activity.save()
            return new

        await sending.respond(interaction, cards.ignored_card(member.display_name, new=await asyncio.to_thread(begin)))

    @ignore.command(name="list")
    async def list(self, interaction: discord.Interaction[Sitrep]) -> None:
        """Whom the bot leaves aside here, since when, and who wanted it."""
        base = await curated(interaction)
        card = cards.ignored_list_card(Ignoring(base.activity).listed(), base.activity.person)
        await sending.respond(interaction, card)

    @ignore.command(name="remove")
    @app_commands.describe(member="Whom to heed again; one who left the server can be given by their id")
    async def remove(self, interaction: discord.Interaction[Sitrep], member: discord.User) -> None:
        """Heed a member again."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True)

        def end() -> None:
            Ignoring(base.activity).end(base.activity.actor(member.id, member.display_name))
            base.activity.save()

        await asyncio.to_thread(end)
        await sending.respond(interaction, cards.heeded_card(member.display_name))
