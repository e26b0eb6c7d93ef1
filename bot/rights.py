"""What Discord has to allow the bot, and what of it is missing, in Discord's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from knowledge.records import Settings

ANSWERING = discord.Permissions(
    view_channel=True, send_messages=True, send_messages_in_threads=True, embed_links=True, read_message_history=True
)
"""What answering in a channel takes."""

POSTING = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
"""What a digest takes: the bot's own messages are no replies."""

LOGGING = POSTING | discord.Permissions(read_message_history=True)
"""What the log channel takes: what may have been posted before a restart is looked for."""


def seen_by_everybody(channel: discord.abc.GuildChannel) -> bool:
    """Whether @everyone may look into a channel: what members typed is never posted there."""
    return channel.permissions_for(channel.guild.default_role).view_channel


def moderators_channel(guild: discord.Guild, settings: Settings) -> discord.TextChannel | None:
    """Where moderators meet, as long as they are among themselves there."""
    channel = guild.get_channel(settings.moderators_channel) if settings.moderators_channel else None
    if not isinstance(channel, discord.TextChannel) or seen_by_everybody(channel):
        return None
    return channel


_NAMES = {"read_messages": "View Channel", "send_messages_in_threads": "Send Messages in Threads"}


def missing(granted: discord.Permissions, needed: discord.Permissions = ANSWERING) -> str:
    """The permissions that are needed and were not granted, as Discord names them; empty when all are there."""
    if granted.administrator:
        return ""
    names = [name for name, wanted in needed if wanted and not getattr(granted, name)]
    return ", ".join(_NAMES.get(name, name.replace("_", " ").title()) for name in names)
