"""Answers that correct themselves: what turned out wrong is edited in the messages that showed it.

An edit notifies nobody. Edits go out a few at a time, and what Discord refuses is left, and told to whoever asks.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot import presses, sending
from bot.cards.corrected import corrected_card
from bot.rooms import topic_in
from bot.rounds import Rounds
from knowledge.corrections import Corrections, Fate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase
    from knowledge.corrections import Instead
    from knowledge.traces import Receipt

AT_ONCE = 5
"""Messages that are edited in a row; Discord takes about so many in five seconds."""

PAUSE = 6
"""Seconds until the next ones."""

LATER = timedelta(minutes=10)
"""When a message is tried again that Discord could not take an edit of: it stumbled, or the message is old."""

_SERVERS_FAULT = 500
_TOO_OLD = 30046  # Discord allows few edits of messages that are older than an hour

log = logging.getLogger(__name__)


class Correcting:
    """The corrections of all servers, in rounds that end when nothing is left to do."""

    def __init__(self, bot: Sitrep) -> None:
        self._bot = bot
        self.rounds = Rounds("correcting the answers", self._round)
        self._refused: set[int] = set()  # messages; tried again after a restart
        self._later: dict[int, datetime] = {}

    async def settle(self, server: int, base: KnowledgeBase, showings: Iterable[Receipt]) -> Fate:
        """Correct what is wrong, and tell what became of these messages so far."""
        listed = tuple(showings)
        if listed:
            await self.rounds.soon(server)
        return Corrections(base).fate(listed, self._refused, self._bot.clock(), self._bot.zone(base))

    def look_at(self, channel: int) -> None:
        """Correct what is wrong in the server of a channel."""
        found = self._bot.get_channel(channel)
        if isinstance(found, discord.abc.GuildChannel | discord.Thread):
            self.rounds.begin(found.guild.id)

    async def _round(self, server: int) -> float | None:
        """Correct the latest few."""
        base = await asyncio.to_thread(self._bot.servers.open, str(server))
        corrections, now = Corrections(base), self._bot.clock()
        found = await asyncio.to_thread(corrections.due, now, self._bot.zone(base))
        due = [each for each in found if each.message not in self._refused]
        ready = [each for each in due if self._later.get(each.message, now) <= now]
        for receipt in ready[:AT_ONCE]:
            await self._correct(server, corrections, receipt)
        if len(ready) > AT_ONCE:
            return PAUSE
        return LATER.total_seconds() if any(each.message in self._later for each in due) else None

    async def _correct(self, server: int, corrections: Corrections, receipt: Receipt) -> None:
        """Edit one message, unless it is gone, or may not be edited."""
        self._later.pop(receipt.message, None)
        channel = self._bot.get_partial_messageable(receipt.channel, guild_id=server)
        now, zone = self._bot.clock(), self._bot.zone(corrections.base)
        guild = self._bot.get_guild(server)
        topic = topic_in(corrections.base, guild.get_channel_or_thread(receipt.channel) if guild else None)
        instead = corrections.instead(receipt, now, zone, topic)
        try:
            message = await channel.fetch_message(receipt.message)
            if (made := _corrected(message, instead, now=now, zone=zone)) is None:
                corrections.gone(receipt)
                return
            await message.edit(**made)
        except discord.NotFound:
            corrections.gone(receipt)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
            log.warning("message %d of server %d cannot be corrected: %s", receipt.message, server, failure)
            if _is_passing(failure):
                self._later[receipt.message] = now + LATER
            else:
                self._refused.add(receipt.message)
        else:
            corrections.corrected(receipt, instead)


def _corrected(message: discord.Message, instead: Instead, *, now: datetime, zone: tzinfo) -> dict[str, Any] | None:
    """The keywords that put what holds into a message; None where it is no answer about that fact any more."""
    facts = presses.on_message(message, "wrong")
    about = (str(instead.fact.id),)
    if about not in facts:
        return None
    why = bool(presses.on_message(message, "why"))
    shows = sending.card_on(message)
    card = corrected_card(shows, facts.index(about), instead, now=now, zone=zone, why=why)
    if not shows.boxes:
        return sending.as_text(card)
    made = sending.as_edit(card)
    return made if len(facts) == 1 else {name: made[name] for name in ("content", "embeds")}


def _is_passing(failure: Exception) -> bool:
    """Whether Discord may take the same edit in a while."""
    if not isinstance(failure, discord.HTTPException):
        return True
    return failure.status >= _SERVERS_FAULT or failure.code == _TOO_OLD
