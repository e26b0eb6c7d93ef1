"""`sitrep run`: the bot on Discord, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from time import perf_counter
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.cli import terminal
from bot.client import Sitrep
from bot.settings import Settings
from bot.signals import stopped_by_signals
from knowledge.errors import SitrepError
from knowledge.servers import Servers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cli.options import Options

_ENCODING = 60
"""Seconds until the bot connects, whatever there is to encode yet."""

log = logging.getLogger(__name__)


def run(options: Options, environment: Mapping[str, str], /) -> int:
    """Connect, and stay; 0 when it was ended, 1 when Discord, the token or another process stands against it."""
    settings = Settings.parse({**environment, "SITREP_DATA": str(options.data)})
    _log_to_stderr()
    choice = options.choice(writing=True)
    if choice.remedy:
        log.warning("matching: %s. %s", choice, choice.remedy)
    elif choice.encoder:
        log.info("matching: %s", choice)
    servers = Servers(settings.data, matching=choice.matching)
    try:
        if choice.encoder:
            _encode(servers)
        asyncio.run(_stay(servers, settings))
    except discord.LoginFailure:
        refusal = "Discord does not know this token. Copy it again from the Bot page of your application."
    except discord.PrivilegedIntentsRequired:
        refusal = (
            "Discord refuses the Message Content intent. Switch it on under Bot, Privileged Gateway Intents, in the "
            "Developer Portal, or unset SITREP_MESSAGE_CONTENT: the bot works without it."
        )
    except aiohttp.ClientError as error:
        refusal = f"Discord cannot be reached ({error}). Check this machine's connection, then start again."
    except (discord.HTTPException, discord.GatewayNotFound, discord.ConnectionClosed) as error:
        refusal = f"Discord refused the connection ({error}). Its state is told on https://discordstatus.com."
    else:
        return 0
    finally:
        servers.close()
    terminal.complain(refusal)
    return 1


def _encode(servers: Servers) -> None:
    """Encode what the servers know before anybody asks: once, some seconds each, remembered for the next start.

    While one is encoded those who ask there wait, and take threads that others need. Of very many, the rest has to.
    """
    begun = perf_counter()
    for server in servers.known():
        if perf_counter() - begun > _ENCODING:
            break
        with contextlib.suppress(SitrepError, OSError):  # it is told to those who ask there
            servers.open(server).warm()
    log.info("encoded what is on record in %.1f s", perf_counter() - begun)


async def _stay(servers: Servers, settings: Settings) -> None:
    """Be connected until told to end; leaving closes the client, which saves everything."""
    with stopped_by_signals() as stop:
        async with Sitrep(servers, message_content=settings.message_content) as client:
            connected = asyncio.create_task(client.start(settings.token))
            stopped = asyncio.create_task(stop.wait())
            await asyncio.wait((connected, stopped), return_when=asyncio.FIRST_COMPLETED)
            stopped.cancel()
            if not connected.done():
                log.info("told to end: saving and disconnecting")
                await client.close()
                connected.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await connected


def _log_to_stderr() -> None:
    """Ids and durations; discord.py tells neither tokens nor messages at INFO.

    Of `discord.client` its errors are enough: below are that it logs in, and that voice is not supported.
    """
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)-7s %(name)s: %(message)s"
    )
    logging.getLogger("discord.client").setLevel(logging.ERROR)
