"""The log channel: every change posted there, gathered where many come, and none twice."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot import rights, sending
from bot.cards.history import Told, author_name
from bot.cards.log import log_card
from bot.rounds import Rounds
from knowledge.logbook import Logbook

if TYPE_CHECKING:
    from discord.abc import Messageable

    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase
    from knowledge.logbook import Entry

PAUSE = 6
"""Seconds between two messages: what is changed meanwhile comes together."""

LATER = timedelta(minutes=2)
"""When it is tried again where Discord could not be reached."""

_LOOKED_THROUGH = 50  # messages among which one that may have been posted is looked for
_SERVERS_FAULT = 500

log = logging.getLogger(__name__)


class LogPosts:
    """The log channels of all servers. Where each stands is in its activity, so that no restart forgets it."""

    def __init__(self, bot: Sitrep) -> None:
        self._bot = bot
        self.rounds = Rounds("the log", self._round)

    async def _round(self, server: int) -> float | None:
        """Post what came since the last time. What is refused waits for the next change, and for who gives a right."""
        base = await asyncio.to_thread(self._bot.servers.open, str(server))
        logbook = Logbook(base)
        where = logbook.channel
        if where is None or (entry := await asyncio.to_thread(logbook.begin)) is None:
            return None
        guild = self._bot.get_guild(server)
        known = guild.get_channel(where) if guild else None
        channel = known if isinstance(known, discord.TextChannel) else None
        reached = channel or self._bot.get_partial_messageable(where, guild_id=server)
        everybody = channel is None or rights.seen_by_everybody(channel)
        card = self._card(base, entry, everybody=everybody)
        try:
            if not (entry.tried and await self._is_there(reached, entry)):
                await sending.announce(reached, card, nonce=f"log{entry.first}-{entry.last}")
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
            log.warning("%s of server %d cannot be logged: %s", entry.name, server, failure)
            if isinstance(failure, discord.HTTPException) and failure.status < _SERVERS_FAULT:
                await asyncio.to_thread(logbook.refused, entry)
                return None
            return LATER.total_seconds()
        await asyncio.to_thread(logbook.posted, entry)
        return PAUSE

    def _card(self, base: KnowledgeBase, entry: Entry, *, everybody: bool) -> Card:
        told = [
            Told(revision=revision, by=author_name(revision.actor, base.activity.person(revision.actor)))
            for revision in entry.revisions
        ]
        now = self._bot.clock() if everybody else None
        return log_card(told, name=entry.name, count=entry.count, now=now, zone=self._bot.zone(base))

    async def _is_there(self, channel: Messageable, entry: Entry) -> bool:
        """Whether a message that was on its way when the bot ended, or stumbled, came through."""
        try:
            return any([_names(message, entry) async for message in channel.history(limit=_LOOKED_THROUGH)])
        except discord.Forbidden:
            return False


def _names(message: discord.Message, entry: Entry) -> bool:
    footers = (embed.footer.text for embed in message.embeds)
    return message.author.bot and entry.name in {*footers, *message.content.split("\n")}
