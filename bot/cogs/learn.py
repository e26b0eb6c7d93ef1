"""Learning from choices: each is kept as evidence, and moderators are told of what it suggests."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord.ext import commands

from bot import presses, rights, sending
from bot.cards.phrasing import suggestion_card
from bot.cogs.ask import asked_in
from knowledge.errors import StoreError
from knowledge.learning import Learning

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase
    from knowledge.learning import Suggestion

_SERVERS_FAULT = 500

log = logging.getLogger(__name__)


class Lessons(commands.Cog):
    """Listens to choices. Whatever goes wrong here, the member who chose has been answered before."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot

    @commands.Cog.listener()
    async def on_choice_made(
        self, interaction: discord.Interaction[Sitrep], question: str | None, fact: int | None
    ) -> None:
        """Keep which fact a member chose for a question, or that it is none of those; tell moderators what is new."""
        guild, message = interaction.guild, interaction.message
        if guild is None or message is None or not question or _leans_on_another(message):
            return
        offered = [int(ids[1]) for ids in presses.on_message(message, "pick")]
        try:
            base = await self.bot.base(guild)
            await asyncio.to_thread(self._keep, base, interaction.user, asked_in(question), fact, offered)
            if channel := rights.moderators_channel(guild, base.state.settings):
                for suggestion in await asyncio.to_thread(self._news, base):
                    await self._tell(base, channel, suggestion)
        except Exception:
            log.exception("the choice of interaction %s could not be kept or told", interaction.id)

    def _keep(
        self, base: KnowledgeBase, member: discord.abc.User, question: str, fact: int | None, offered: Sequence[int]
    ) -> None:
        asker = base.activity.actor(member.id, member.display_name)
        Learning(base).chosen(question, fact, offered=offered, member=asker, now=self.bot.clock())

    def _news(self, base: KnowledgeBase) -> tuple[Suggestion, ...]:
        """What moderators are to be told, entered as told on the disk: twice would be worse than in the list alone."""
        learning = Learning(base)
        if found := learning.news(self.bot.clock()):
            try:
                base.activity.save()
            except StoreError:
                for suggestion in found:
                    learning.untold(suggestion)
                raise
        return found

    async def _tell(self, base: KnowledgeBase, channel: discord.TextChannel, suggestion: Suggestion) -> None:
        """Post a suggestion. Refused by Discord it stands in the list alone; where Discord fails, it is news again."""
        try:
            await sending.announce(channel, suggestion_card(suggestion), nonce=suggestion.id)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
            log.warning("suggestion %s could not be posted in channel %d: %s", suggestion.id, channel.id, failure)
            if not isinstance(failure, discord.HTTPException) or failure.status >= _SERVERS_FAULT:
                Learning(base).untold(suggestion)


def _leans_on_another(choice: discord.Message) -> bool:
    """Whether the question was a reply itself: what such a one leaves out, its wording alone does not say."""
    asked = choice.reference.resolved if choice.reference else None
    return isinstance(asked, discord.Message) and asked.reference is not None
