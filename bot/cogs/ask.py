"""Asking: by command, mention, reply and menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

if TYPE_CHECKING:
    from bot.client import Sitrep


class Asking(commands.Cog):
    """Questions of members, and what they are told."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
