"""Cards on their way to Discord: as an interaction's response, as a reply, as a message of their own."""

from __future__ import annotations

import asyncio
import io
import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import aiohttp
import discord

from bot.cards.card import LONGEST_CONTENT, Box, Card, Tone
from bot.cards.text import shorten
from bot.presses import Pick, Press

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from discord.abc import Messageable

T = TypeVar("T")

AGAIN_AFTER = (0.5, 2.0)
"""Seconds until a message that Discord failed to take is sent again; its nonce keeps it from coming twice."""

_SERVERS_FAULT = 500
_ANSWERED = 40060
_NO_HISTORY = 160002  # a reply takes Read Message History

log = logging.getLogger(__name__)


def as_message(card: Card, panel: discord.ui.View | None = None) -> dict[str, Any]:
    """The keywords that send a card, its buttons below the selects of a `panel` if there is one."""
    made: dict[str, Any] = {"content": card.content, "embeds": [_embed(box) for box in card.boxes]}
    if card.buttons or card.menus or panel:
        made["view"] = _view(card, panel or discord.ui.View(timeout=None))
    if card.files:
        made["files"] = _files(card)
    return made


def as_edit(card: Card, panel: discord.ui.View | None = None) -> dict[str, Any]:
    """The keywords that put a card, its files too, in place of what a message was."""
    return {"view": None, **as_message(replace(card, files=()), panel), "attachments": _files(card)}


def card_on(message: discord.Message) -> Card:
    """What a message of the bot's own shows, but for its buttons."""
    boxes = [
        Box(
            title=embed.title or "",
            lines=tuple((embed.description or "").split("\n")),
            footer=embed.footer.text or "",
            tone=next((tone for tone in Tone if embed.colour and tone == embed.colour.value), Tone.CALM),
        )
        for embed in message.embeds
    ]
    return Card(content=message.content, boxes=tuple(boxes))


def as_text(card: Card) -> dict[str, Any]:
    """The keywords that send a card where embeds may not be: nothing that it tells may be lost with them."""
    parts = [card.content]
    for box in card.boxes:
        parts += [part for part in (box.title, box.description, box.footer) if part]
    return {**as_message(card), "content": shorten("\n".join(parts), LONGEST_CONTENT), "embeds": []}


async def respond(interaction: discord.Interaction[Any], card: Card, *, private: bool = True) -> int | None:
    """Answer an interaction, first or after a deferral; the id of the message."""
    if interaction.response.is_done():
        sent = await interaction.followup.send(**as_message(card), ephemeral=private, wait=True)
        return sent.id
    send = interaction.response.send_message
    try:
        # Made anew for each try: a file that was sent is closed.
        response = await _insisted(lambda: send(**as_message(card), ephemeral=private), AGAIN_AFTER[:1])
    except discord.HTTPException as refusal:
        if refusal.code != _ANSWERED:
            raise
        return (await interaction.original_response()).id  # the first try came through after all
    return response.message_id


async def edit(interaction: discord.Interaction[Any], card: Card) -> None:
    """Put a card in place of the message whose button was pressed."""
    if interaction.response.is_done():
        await interaction.edit_original_response(**as_edit(card))
    else:
        await interaction.response.edit_message(**as_edit(card))


async def reply(message: discord.Message, card: Card) -> discord.Message:
    """Reply to a member's message, without pinging them; sent again when Discord stumbles. Raises `HTTPException`."""
    made = as_message(card) if _takes_embeds(message.channel) else as_text(card)
    try:
        return await post(
            message.channel,
            nonce=str(message.id),
            **made,
            reference=message.to_reference(fail_if_not_exists=False),
            mention_author=False,
        )
    except discord.Forbidden as refusal:
        if refusal.code != _NO_HISTORY:
            raise
        return await post(message.channel, nonce=str(message.id), **made)


async def announce(channel: Messageable, card: Card, *, nonce: str) -> discord.Message:
    """Send a message of the bot's own, tried once: whoever keeps a ledger tries again. Raises `HTTPException`."""
    return await channel.send(**(as_message(card) if _takes_embeds(channel) else as_text(card)), nonce=nonce)


async def post(channel: Messageable, *, nonce: str, **made: Any) -> discord.Message:
    """Send a message; the same `nonce` (at most 25 characters) within minutes sends it once. Raises `HTTPException`."""
    return await _insisted(lambda: channel.send(**made, nonce=nonce), AGAIN_AFTER)


async def _insisted(call: Callable[[], Awaitable[T]], pauses: Sequence[float]) -> T:
    """Call again after each pause when Discord stumbles.

    discord.py retries most failures of Discord's, but neither its 503 nor a connection that was reset.
    """
    for pause in pauses:
        try:
            return await call()
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
            if isinstance(failure, discord.HTTPException) and failure.status < _SERVERS_FAULT:
                raise
            log.warning("a message could not be sent, again in %s s: %s", pause, type(failure).__name__)
            await asyncio.sleep(pause)
    return await call()


def _files(card: Card) -> list[discord.File]:
    return [discord.File(io.BytesIO(file.data), file.name) for file in card.files]


def _embed(box: Box) -> discord.Embed:
    embed = discord.Embed(title=box.title or None, description=box.description or None, colour=int(box.tone))
    if box.footer:
        embed.set_footer(text=box.footer)
    return embed


def _view(card: Card, view: discord.ui.View) -> discord.ui.View:
    for menu in card.menus:
        view.add_item(Pick.of(menu))
    for button in card.buttons:
        view.add_item(discord.ui.Button(label=button.label, url=button.url) if button.url else Press.of(button))
    view.stop()  # nobody listens to this one: pressed buttons are found by their ids, and it need not be kept
    return view


def _takes_embeds(channel: Any) -> bool:
    """Whether the bot may embed links there; where it may not, Discord drops embeds without a word."""
    guild = getattr(channel, "guild", None)
    if guild is None or guild.me is None:
        return True
    try:
        return bool(channel.permissions_for(guild.me).embed_links)
    except discord.ClientException:  # a thread whose channel is not known
        return True
