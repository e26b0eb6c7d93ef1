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

PATIENCE = 10
"""Seconds that whoever corrects something waits for the first edits."""

_SERVERS_FAULT = 500
_TOO_OLD = 30046  # Discord allows few edits of messages that are older than an hour

log = logging.getLogger(__name__)


class Correcting:
    """The corrections of all servers: for each at most one task, which ends when nothing is left to do."""

    def __init__(self, bot: Sitrep) -> None:
        self._bot = bot
        self._runs: dict[int, tuple[asyncio.Task[None], asyncio.Future[None]]] = {}
        self._again: set[int] = set()
        self._refused: set[int] = set()  # messages; tried again after a restart
        self._later: dict[int, datetime] = {}
        self._wakes: dict[int, asyncio.TimerHandle] = {}

    def begin(self, server: int) -> asyncio.Future[None]:
        """Correct what is wrong in a server; done when the first few messages are."""
        self._again.add(server)
        if server not in self._runs:
            first = asyncio.get_running_loop().create_future()
            task = asyncio.create_task(self._run(server, first), name=f"correcting the answers of server {server}")
            self._runs[server] = (task, first)
        return self._runs[server][1]

    async def settle(self, server: int, base: KnowledgeBase, showings: Iterable[Receipt]) -> Fate:
        """Correct what is wrong, and tell what became of these messages so far."""
        listed = tuple(showings)
        if listed:
            await asyncio.wait({self.begin(server)}, timeout=PATIENCE)
        return Corrections(base).fate(listed, self._refused, self._bot.clock(), self._bot.zone(base))

    async def stop(self) -> None:
        """Correct no more; what is left is found again after a restart."""
        for wake in self._wakes.values():
            wake.cancel()
        tasks = [task for task, _ in self._runs.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, server: int, first: asyncio.Future[None]) -> None:
        try:
            await self._correct_all(server, first)
        except Exception:
            log.exception("the answers of server %d could not all be corrected; again with the next change", server)
        finally:
            del self._runs[server]
            if not first.done():
                first.set_result(None)

    async def _correct_all(self, server: int, first: asyncio.Future[None]) -> None:
        base = await asyncio.to_thread(self._bot.servers.open, str(server))
        corrections, zone = Corrections(base), self._bot.zone(base)
        while True:
            self._again.discard(server)
            now = self._bot.clock()
            due = [each for each in corrections.due(now, zone) if each.message not in self._refused]
            ready = [each for each in due if self._later.get(each.message, now) <= now]
            for receipt in ready[:AT_ONCE]:
                await self._correct(server, corrections, receipt)
            if not first.done():
                first.set_result(None)
            if len(ready) > AT_ONCE:
                await asyncio.sleep(PAUSE)
            elif server not in self._again:
                break
        if any(each.message in self._later for each in due):
            self._wake(server)

    def _wake(self, server: int) -> None:
        """Look again when messages that could not be edited may be."""
        if known := self._wakes.get(server):
            known.cancel()
        loop = asyncio.get_running_loop()
        self._wakes[server] = loop.call_later(LATER.total_seconds(), self.begin, server)

    async def _correct(self, server: int, corrections: Corrections, receipt: Receipt) -> None:
        """Edit one message, unless it is gone, or may not be edited."""
        self._later.pop(receipt.message, None)
        channel = self._bot.get_partial_messageable(receipt.channel, guild_id=server)
        now, zone = self._bot.clock(), self._bot.zone(corrections.base)
        instead = corrections.instead(receipt, now, zone)
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
