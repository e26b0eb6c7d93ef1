"""Merging: two facts that turned out to be one."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import pickers, sending
from bot.access import curated
from bot.cards import merging as cards
from bot.cogs.curate import Curating
from knowledge.facts import Fact
from knowledge.merging import merged
from knowledge.revisions import Change

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase
    from knowledge.revisions import Author


class Merging(commands.Cog):
    """It is done at once: one press makes two facts of it again."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot

    async def cog_load(self) -> None:
        """Put the command beside those of the curating cog, which brings the group."""
        group = Curating.of(self.bot).fact
        about = "Two facts that are one: what the second asks and says joins the first"
        group.add_command(app_commands.Command(name="merge", description=about, callback=self.merge))

    @app_commands.describe(
        keep="The fact that stays: its number, or words of its question",
        gone="The fact that goes into it: its number leads on from then on",
        why="For the history",
    )
    @app_commands.autocomplete(keep=pickers.live_fact, gone=pickers.any_fact)
    async def merge(
        self,
        interaction: discord.Interaction[Sitrep],
        keep: str,
        gone: str,
        why: app_commands.Range[str, 1, 250] = "",
    ) -> None:
        """Merge one fact into another."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        first, second = [await asyncio.to_thread(base.named, text) for text in (keep, gone)]
        reason = f"merge of #{second.id} into #{first.id}{f': {why}' if why else ''}"
        by = self.bot.author(base, interaction, why=reason)
        await sending.respond(interaction, await asyncio.to_thread(_merged, base, first.id, second.id, by))


def _merged(base: KnowledgeBase, keep: int, gone: int, by: Author) -> Card:
    done = base.commit(lambda state, _now: merged(state, keep, gone), by)
    match done.changes if done else ():
        case (Change(before=Fact() as before, after=Fact() as after), Change(after=Fact() as second)) if done:
            return cards.merged_card(before, after, second, revision=done.number)
        case _:
            return cards.merged_already_card(base.fact(keep), base.fact(gone))
