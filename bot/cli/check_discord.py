"""What `sitrep check` finds at Discord: token, intents, and in each server the bot's permissions."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.cli.check import Line
from bot.rights import missing

if TYPE_CHECKING:
    from bot.settings import Settings

_MOST_NAMED = 5
_REACH = "Check this machine's connection and https://discordstatus.com, then try again."


def look(settings: Settings) -> list[Line]:
    """Log in, look, log out. Nothing is written there, and the bot does not come online."""
    return asyncio.run(_look(settings))


async def _look(settings: Settings) -> list[Line]:
    async with discord.Client(intents=discord.Intents.none()) as client:
        try:
            await client.login(settings.token)
            return await findings(client, message_content=settings.message_content)
        except discord.LoginFailure:
            remedy = "Copy it again from the Bot page of your application in the Developer Portal."
            return [Line(name="token", found="is not known to Discord", remedy=remedy)]
        except (aiohttp.ClientError, discord.HTTPException, TimeoutError) as error:
            return [Line(name="Discord", found=f"cannot be asked ({error})", remedy=_REACH)]


async def findings(client: discord.Client, *, message_content: bool) -> list[Line]:
    """What there is to say of a client that is logged in."""
    application = await client.application_info()
    lines = [
        Line(name="token", found=f"is that of {application.name} ({application.id})"),
        _intents(application, wanted=message_content),
    ]
    guilds = [guild async for guild in client.fetch_guilds(limit=None)]
    if not guilds:
        remedy = "Invite it with the link that the README describes."
        lines.append(Line(name="Discord", found="the bot is in no server", remedy=remedy))
    return [*lines, *[await _guild(client, guild.id) for guild in guilds]]


def _intents(application: discord.AppInfo, *, wanted: bool) -> Line:
    flags = application.flags
    allowed = flags.gateway_message_content or flags.gateway_message_content_limited
    if not wanted:
        return Line(name="intents", found="no privileged one is needed")
    if allowed:
        return Line(name="intents", found="Message Content is wanted, and switched on")
    remedy = "Switch it on under Bot, Privileged Gateway Intents, or unset SITREP_MESSAGE_CONTENT."
    return Line(name="intents", found="Message Content is wanted, but switched off", remedy=remedy)


async def _guild(client: discord.Client, guild_id: int) -> Line:
    name = f"Discord server {guild_id}"
    try:
        guild = await client.fetch_guild(guild_id)
        channels = await guild.fetch_channels()
        if client.user is None:
            raise RuntimeError("a client that is logged in has a user")
        me = await guild.fetch_member(client.user.id)
    except (discord.Forbidden, discord.NotFound) as error:
        return Line(name=name, found=f"cannot be looked at ({error.text})", remedy="Invite the bot again.")
    if lacks := missing(me.guild_permissions):
        where = "Server Settings, Roles, the bot's role"
        return Line(name=name, found=f"the bot lacks {lacks}", remedy=f"Allow it under {where}.")
    lacking = {
        channel.name: lacks
        for channel in channels
        if isinstance(channel, discord.TextChannel)
        and channel.permissions_for(me).view_channel
        and (lacks := missing(channel.permissions_for(me)))
    }
    if lacking:
        named = "; ".join(f"{lacks} in #{channel}" for channel, lacks in list(lacking.items())[:_MOST_NAMED])
        more = f" and {len(lacking) - _MOST_NAMED} more" if len(lacking) > _MOST_NAMED else ""
        remedy = "If it shall answer there: Edit Channel, Permissions, the bot's role. Else hide the channel from it."
        return Line(name=name, found=f"the bot lacks {named}{more}", remedy=remedy)
    return Line(name=name, found=f"permissions in order in {guild.name}")
