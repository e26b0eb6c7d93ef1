"""The one message that is the desk: edited in place, made anew where that cannot be."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING
from uuid import uuid4

import discord

from bot import sending
from knowledge.traces import Placed

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase

_PLACE = "desk"
_TOO_OLD = 30046  # Discord allows few edits of a message that is older than an hour


class DeskPost:
    """Where each server's desk is stands in its activity; what it shows is remembered, so that no edit is in vain."""

    def __init__(self, bot: Sitrep) -> None:
        self._bot = bot
        self._drawn: dict[int, Card] = {}

    def place(self, base: KnowledgeBase) -> Placed | None:
        """Where a server's desk is; None before it was opened."""
        return base.activity.kept(Placed).get(_PLACE)

    def forget(self, messages: set[int]) -> bool:
        """These were deleted; whether one of them was a desk."""
        gone = messages & self._drawn.keys()
        for message in gone:
            del self._drawn[message]
        return bool(gone)

    async def show(
        self, base: KnowledgeBase, card: Card, channel: discord.TextChannel | None, *, surely: bool = False
    ) -> Placed | None:
        """Put the card in place of what the desk shows; where it is then. Raises `HTTPException`, `StoreError`.

        It is posted where it is not in the `channel`, or gone, or too old to be edited. Without a channel it is edited
        where it is. `surely` asks Discord even where nothing changed.
        """
        placed = self.place(base)
        if placed and (channel is None or placed.channel == channel.id) and await self._edited(placed, card, surely):
            return placed
        if placed:
            with contextlib.suppress(discord.HTTPException):
                await self._message(placed).delete()
            self._drawn.pop(placed.message, None)
        if channel is None:
            return None
        message = await sending.announce(channel, card, nonce=uuid4().hex[:24])
        placed = Placed(channel=channel.id, message=message.id)
        self._drawn[message.id] = card
        base.activity.keep(_PLACE, placed)
        await asyncio.to_thread(base.activity.save)
        return placed

    async def _edited(self, placed: Placed, card: Card, surely: bool) -> bool:  # noqa: FBT001   handed on as it is
        """Whether the card stands there now."""
        if self._drawn.get(placed.message) == card and not surely:
            return True
        try:
            await self._message(placed).edit(**sending.as_edit(card))
        except discord.NotFound:
            return False
        except discord.HTTPException as refusal:
            if refusal.code != _TOO_OLD:
                raise
            return False
        self._drawn[placed.message] = card
        return True

    def _message(self, placed: Placed) -> discord.PartialMessage:
        return self._bot.get_partial_messageable(placed.channel).get_partial_message(placed.message)
