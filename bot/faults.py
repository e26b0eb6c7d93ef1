"""What people are told when something goes wrong: one place for commands, buttons and forms."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import aiohttp
import discord
from discord import app_commands

from knowledge.errors import SitrepError, StoreError

if TYPE_CHECKING:
    from discord import Interaction

LONGEST = 2_000  # https://docs.discord.com/developers/resources/message#create-message

_UNSAID = (discord.DiscordException, aiohttp.ClientError, OSError)

log = logging.getLogger(__name__)


class RefusedError(app_commands.CheckFailure):
    """Somebody may not do this; the text says who may."""


class UnheededError(RefusedError):
    """A member whom moderators have ignored here did something: a command is told so, a click or form nothing."""

    def __init__(self) -> None:
        super().__init__("The moderators here have asked me to leave your questions and suggestions aside.")


async def tell(interaction: Interaction[Any], error: BaseException) -> None:
    """Tell the member, and nobody else, what happened; what nobody expected is logged under an id they are given.

    Never raises: a member who cannot be told (the interaction is over, the channel or the network gone) is logged.
    """
    try:
        if isinstance(error, UnheededError) and interaction.type is not discord.InteractionType.application_command:
            await _leave(interaction)
        else:
            await say(interaction, _words(error, f"interaction {interaction.id}"))
    except _UNSAID as unsaid:
        log.warning("interaction %s: its failure could not be told: %s", interaction.id, unsaid)


async def tell_in_reply(message: discord.Message, error: BaseException) -> None:
    """The same, below the message that could not be answered. Never raises."""
    try:
        await message.reply(_words(error, f"message {message.id}"), mention_author=False)
    except _UNSAID as unsaid:
        log.warning("message %s: its failure could not be told: %s", message.id, unsaid)


async def say(interaction: Interaction[Any], text: str) -> None:
    """Say one thing to the member alone, whether or not the interaction was answered before."""
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True)
    else:
        await interaction.response.send_message(text, ephemeral=True)


async def _leave(interaction: Interaction[Any]) -> None:
    """Let nothing come of an interaction: unanswered, Discord would say that it failed."""
    if not interaction.response.is_done():
        await interaction.response.defer()


def _words(error: BaseException, where: str) -> str:  # noqa: PLR0911   a line for each kind
    error = getattr(error, "original", error)
    match error:
        case RefusedError():
            return str(error)
        case app_commands.NoPrivateMessage():
            return IN_SERVERS
        case app_commands.CheckFailure():
            return "You may not use this here."
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return "This command has just changed. Restart Discord (Ctrl+R) and try again."
        case StoreError():
            # Its text names files of the host: for whoever runs the bot, not for the server's members.
            name = _logged(error, where)
            return f"This server's records cannot be used right now; whoever runs the bot finds why in its log, {name}."
        case SitrepError():
            return discord.utils.escape_markdown(str(error))
        case _:
            return f"Something went wrong here; it is logged under {_logged(error, where)}. Nothing was changed."


def _logged(error: BaseException, where: str) -> str:
    name = uuid4().hex[:8]
    log.error("%s: %s failed", name, where, exc_info=error)
    return name


IN_SERVERS = "I live in servers: ask me in a channel there, with /ask or by mentioning me."


class Panel(discord.ui.View):
    """A view whose failures are told like those of a command."""

    async def on_error(self, interaction: Interaction[Any], error: Exception, _item: discord.ui.Item[Any], /) -> None:
        """Tell the member, and nobody else."""
        await tell(interaction, error)
