"""What follows from a change, whatever made it: posted answers are corrected, the log channel is told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord.ext import commands, tasks

if TYPE_CHECKING:
    import discord

    from bot.client import Sitrep

log = logging.getLogger(__name__)


class Following(commands.Cog):
    """The life of `bot.correcting` and `bot.logposts`: begun with each revision, and once after a start."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self._rounds = (bot.correcting.rounds, bot.logposts.rounds)

    async def cog_load(self) -> None:
        """Take up what was left."""
        self._resume.start()

    async def cog_unload(self) -> None:
        """Leave the rest for the next start."""
        self._resume.cancel()
        for rounds in self._rounds:
            await rounds.stop()

    @commands.Cog.listener()
    async def on_revised(self, server: int) -> None:
        """Something was changed."""
        for rounds in self._rounds:
            rounds.begin(server)

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """Permissions were changed: it may be the log's channel, in which may be posted again."""
        if before.overwrites != after.overwrites:
            self.bot.logposts.rounds.begin(after.guild.id)

    @tasks.loop(count=1)
    async def _resume(self) -> None:
        await self.bot.wait_until_ready()  # until then no channel is known, nor who may read there
        for server in await self.bot.servers_kept():
            for rounds in self._rounds:
                await rounds.soon(server)
