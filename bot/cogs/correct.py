"""When posted answers are corrected: with each change, and once after a start for what was left."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from discord.ext import commands, tasks

if TYPE_CHECKING:
    from bot.client import Sitrep

log = logging.getLogger(__name__)


class Corrections(commands.Cog):
    """The life of `bot.correcting`, whose tasks end with it."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Take up what was left."""
        self._resume.start()

    async def cog_unload(self) -> None:
        """Leave the rest for the next start."""
        self._resume.cancel()
        await self.bot.correcting.stop()

    @commands.Cog.listener()
    async def on_revised(self, server: int) -> None:
        """Something was changed, by whatever command, form or file."""
        self.bot.correcting.begin(server)

    @tasks.loop(count=1)
    async def _resume(self) -> None:
        for server in await self.bot.servers_kept():
            try:
                await self.bot.correcting.begin(server)
            except Exception:
                log.exception("the answers of server %d could not be looked at", server)
