"""Overhearing: plain questions in channels that administrators chose for it, answered though nobody asked the bot."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot import sending
from bot.access import heeds
from bot.cards import answer_card, explainable
from bot.lulls import Lulls
from bot.pace import Pace, Turn
from bot.rooms import topic_in
from knowledge.unasked import plain_question

if TYPE_CHECKING:
    from datetime import datetime

    from bot.client import Sitrep
    from knowledge.answers import Shown
    from knowledge.base import KnowledgeBase

GIVEN_FOR = timedelta(minutes=10)
"""How long a fact that was shown in a channel is not shown there again unasked."""

log = logging.getLogger(__name__)


class Overhearing(commands.Cog):
    """Answers or keeps silent, and says neither why nor that it could not: nobody asked it anything.

    Without Discord's Message Content intent it hears no words, and so does nothing.
    """

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self._lulls = Lulls()
        self._pace = Pace()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer a member who asks everybody and nobody, while nobody else talks. Edits are not listened to."""
        if message.guild is None or message.author.bot or message.webhook_id:
            return
        now = self.bot.clock()
        lull = self._lulls.heard(message.channel.id, message.author.id, now)
        if not lull or not _is_to_nobody(message) or not plain_question(message.content):
            return
        try:
            base = await self.bot.base(message.guild)
            if message.channel.id in base.state.settings.answer_channels and heeds(base, message.author):
                await self._answer(message, base, now)
        except Exception:
            log.exception("message %s in channel %s could not be answered unasked", message.id, message.channel.id)

    async def _answer(self, message: discord.Message, base: KnowledgeBase, now: datetime) -> None:
        zone, revision = self.bot.zone(base), base.state.revision
        topic = topic_in(base, message.channel)
        shown = await asyncio.to_thread(base.overhear, message.content, now=now, zone=zone, topic=topic)
        if shown is None or _given_lately(base, shown, message.channel.id, now):
            return
        if self._pace.turn((message.guild and message.guild.id, message.author.id), now) is not Turn.TAKE:
            return
        sent = await sending.reply(message, explainable(answer_card([shown], now=now, zone=zone)))
        self.bot.receipts.keep(base, [shown], message=sent.id, channel=sent.channel.id, revision=revision, now=now)


def _is_to_nobody(message: discord.Message) -> bool:
    """Whether a message is words alone, to nobody in particular: no reply, no mention, no picture."""
    return (
        message.type is discord.MessageType.default
        and not (message.mentions or message.role_mentions or message.mention_everyone)
        and not (message.attachments or message.stickers or message.poll)
    )


def _given_lately(base: KnowledgeBase, shown: Shown, channel: int, now: datetime) -> bool:
    """Whether a fact was shown in a channel a while ago, asked for or not."""
    return any(
        receipt.fact == shown.fact.id and receipt.channel == channel and now - receipt.at < GIVEN_FOR
        for receipt in base.activity.receipts
    )
