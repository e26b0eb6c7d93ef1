"""The curators' menus on a message: what it reports as a fact, and what it answered wrongly put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import sending
from bot.access import CURATORS, curated
from bot.cards import note
from bot.cogs.curate import Curating
from bot.forms import Aim
from bot.reports import Report

if TYPE_CHECKING:
    from bot.client import Sitrep

_MINE = "That is mine: what I say cannot be its own source. Choose the message that reports it, or use `/fact add`."


class Menus(commands.Cog):
    """What curators choose under Apps on somebody's message."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self._menus = [app_commands.ContextMenu(name="Add as fact", callback=self.add)]
        for menu in self._menus:
            menu.default_permissions = CURATORS

    async def cog_load(self) -> None:
        """Add the menus, which no cog carries by itself."""
        for menu in self._menus:
            self.bot.tree.add_command(menu)
        curating = self.bot.get_cog(Curating.__name__)
        assert isinstance(curating, Curating)  # noqa: S101   the client loads it first
        self._writing = curating.writing

    async def cog_unload(self) -> None:
        """Take the menus away."""
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    async def add(self, interaction: discord.Interaction[Sitrep], message: discord.Message) -> None:
        """Open the form of a new fact, filled with what the message reports: question and answer are left to type."""
        base = await curated(interaction)
        if message.author == self.bot.user:
            await sending.respond(interaction, note(_MINE))
            return
        report = Report.of(message)
        typed = report.typed(now=self.bot.clock(), zone=self.bot.zone(base))
        await self._writing.open_aimed(interaction, base, typed, Aim(), writer=report.writer)
