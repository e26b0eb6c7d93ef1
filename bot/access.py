"""Who may do what. Discord only hides commands, so the server checks: for commands, buttons, and forms at submit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.faults import IN_SERVERS, RefusedError, UnheededError
from knowledge.ignoring import Ignoring

if TYPE_CHECKING:
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase
    from knowledge.records import Settings

CURATORS = discord.Permissions(manage_messages=True)
"""Who sees curators' commands unless an administrator allows more: `default_permissions` of their groups."""
ADMINS = discord.Permissions(manage_guild=True)
"""Who sees administrators' commands."""

_NOT_CURATOR = "This is for curators: members with Manage Messages{role}."
_NOT_ADMIN = "This is for administrators: members with Manage Server."


def is_admin(member: discord.Member | discord.User) -> bool:
    """Whether someone may set up the bot: Manage Server or administrator, in the whole server."""
    rights = _rights(member)
    return rights.administrator or rights.manage_guild


def is_curator(member: discord.Member | discord.User, settings: Settings) -> bool:
    """Whether someone may change facts: Manage Messages in the whole server, or the curator role.

    A permission that a channel's overwrite gives does not count, for facts are the whole server's.
    """
    rights = _rights(member)
    if rights.administrator or rights.manage_messages or rights.manage_guild:
        return True
    roles = member.roles if isinstance(member, discord.Member) else []
    return settings.curator_role is not None and any(role.id == settings.curator_role for role in roles)


def heeds(base: KnowledgeBase, member: discord.Member | discord.User) -> bool:
    """Whether to act on what somebody asks, suggests or presses: curators may have ignored all but each other."""
    return is_curator(member, base.state.settings) or not Ignoring(base.activity).ignores(member.id)


async def curated(interaction: discord.Interaction[Sitrep]) -> KnowledgeBase:
    """The server's knowledge, for a curator to change. Raises `RefusedError` for anybody else."""
    base = await asked_in_server(interaction)
    settings = base.state.settings
    if not is_curator(interaction.user, settings):
        role = f" or the role <@&{settings.curator_role}>" if settings.curator_role else ""
        raise RefusedError(_NOT_CURATOR.format(role=role))
    return base


async def administered(interaction: discord.Interaction[Sitrep]) -> KnowledgeBase:
    """The server's knowledge, for an administrator to set up. Raises `RefusedError` for anybody else."""
    base = await asked_in_server(interaction)
    if not is_admin(interaction.user):
        raise RefusedError(_NOT_ADMIN)
    return base


async def asked_in_server(interaction: discord.Interaction[Sitrep]) -> KnowledgeBase:
    """The server's knowledge, for any member who is heeded. Raises `RefusedError` for others, and in no server."""
    if interaction.guild_id is None:
        raise RefusedError(IN_SERVERS)
    base = await interaction.client.base(interaction.guild_id)
    typing = interaction.type is discord.InteractionType.autocomplete  # nothing comes of that yet
    if not typing and not heeds(base, interaction.user):
        raise UnheededError
    return base


def _rights(member: discord.Member | discord.User) -> discord.Permissions:
    return member.guild_permissions if isinstance(member, discord.Member) else discord.Permissions.none()
