"""Setting up: one message in which an administrator chooses curators, channels, zone and starter."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot import pickers, rights, sending
from bot.access import ADMINS, administered
from bot.answering import AnsweringChannels
from bot.cards import outcome_card
from bot.cards.setup import Found, setup_card
from bot.cards.topics import topics_card
from bot.faults import IN_SERVERS, Panel, RefusedError
from bot.forms import Form
from bot.logchannel import LogChannel
from knowledge.errors import InvalidError, Problem
from knowledge.records import Strictness
from knowledge.zones import find_zones, local_time, read_zone

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.cards import Card
    from bot.client import Sitrep
    from bot.forms import Values
    from knowledge.base import KnowledgeBase
    from knowledge.records import Settings
    from knowledge.revisions import Author


Section = Literal["Log channel", "Answering channels", "Topics"]
"""What has a message of its own in the set-up."""


class SettingUp(commands.Cog):
    """The set-up. Whoever presses is checked again, and what the message shows is read anew each time."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self.log = LogChannel(bot)
        self.answering = AnsweringChannels(bot)
        for verb, handler in {
            "setup_starter": self.starter,
            "setup_empty": self.empty,
            "setup_try": self.try_pressed,
            "setup_answers": self.strictness_chosen,
            "setup_check": self.check,
        }.items():
            bot.on_press(verb, handler)
        bot.on_form("setup_tried", self.tried)

    async def cog_load(self) -> None:
        """Listen to the selects of messages of earlier runs too."""
        self.bot.add_view(Choices(self))
        self.bot.add_view(self.log.panel())
        self.bot.add_view(self.answering.panel())

    @app_commands.command(name="setup")
    @app_commands.default_permissions(ADMINS)
    @app_commands.describe(
        section="What to set up (if left out: curators, channels, time zone and starter)",
        zone="The server's time zone, by name or city",
    )
    @app_commands.autocomplete(zone=pickers.zone)
    async def setup(
        self,
        interaction: discord.Interaction[Sitrep],
        section: Section | None = None,
        zone: app_commands.Range[str, 1, 100] = "",
    ) -> None:
        """Set up the bot here: curators, digests, time zone, first facts."""
        base = await administered(interaction)
        if section == "Log channel":
            await self.log.show(interaction, base)
            return
        if section == "Answering channels":
            await self.answering.show(interaction, base)
            return
        if section == "Topics":
            await sending.respond(interaction, topics_card(base.topics, page=0, zone=self.bot.zone(base)))
            return
        named = read_zone(zone) if zone else None
        await interaction.response.defer(ephemeral=True)
        if named:
            await self._write(base.choose_zone, named, self.bot.author(base, interaction), interaction)
        card, panel = self._drawn(interaction, base)
        await interaction.followup.send(**sending.as_message(card, panel), ephemeral=True)

    # Choices

    async def role_chosen(self, interaction: discord.Interaction[Sitrep], role: int | None) -> None:
        """Who curates beside those with Manage Messages."""
        base = await administered(interaction)
        if role == interaction.guild_id:  # @everyone has the server's id
            raise InvalidError([Problem("Curators", "cannot be @everyone. Choose a role that only curators have.")])
        await interaction.response.defer()
        settings = replace(base.state.settings, curator_role=role)
        await self._write(base.set_settings, settings, self.bot.author(base, interaction), interaction)
        await self._redraw(interaction, base)

    async def channel_chosen(self, interaction: discord.Interaction[Sitrep], channel: int | None) -> None:
        """Where digests go."""
        base = await administered(interaction)
        await interaction.response.defer()
        await self._write(base.choose_digest_channel, channel, self.bot.author(base, interaction), interaction)
        await self._redraw(interaction, base)

    async def moderators_chosen(self, interaction: discord.Interaction[Sitrep], channel: int | None) -> None:
        """Where curators are told what members' choices suggest: not where members would read it."""
        base = await administered(interaction)
        found = interaction.guild.get_channel(channel) if interaction.guild and channel else None
        if found and rights.seen_by_everybody(found):
            reason = f"cannot be #{found.name}: @everyone sees it, and what members typed is for curators alone."
            raise InvalidError([Problem("Moderators' channel", f"{reason} Choose one that only they see.")])
        await interaction.response.defer()
        settings = replace(base.state.settings, moderators_channel=channel)
        await self._write(base.set_settings, settings, self.bot.author(base, interaction), interaction)
        await self._redraw(interaction, base)

    async def zone_chosen(self, interaction: discord.Interaction[Sitrep], zone: str) -> None:
        """By whose clock days begin and digests are posted."""
        base = await administered(interaction)
        await interaction.response.defer()
        await self._write(base.choose_zone, zone, self.bot.author(base, interaction), interaction)
        await self._redraw(interaction, base)

    async def strictness_chosen(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """How much of a question a fact must explain to answer it."""
        base = await administered(interaction)
        await interaction.response.defer()
        settings = replace(base.state.settings, strictness=Strictness(ids[0]))
        await self._write(base.set_settings, settings, self.bot.author(base, interaction), interaction)
        await self._redraw(interaction, base)

    async def starter(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """One tap: the starter on record, and the defaults kept as chosen."""
        base = await administered(interaction)
        await interaction.response.defer()
        await asyncio.to_thread(base.seed)
        by = self.bot.author(base, interaction)
        await asyncio.to_thread(base.set_settings, base.state.settings, by)
        await self._redraw(interaction, base)

    async def empty(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """No starter."""
        await self._redraw(interaction, await administered(interaction), empty=True)

    async def check(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """Look again: permissions may have been given meanwhile."""
        await self._redraw(interaction, await administered(interaction))

    # Trying

    async def try_pressed(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """Ask for a question."""
        await administered(interaction)
        form = Form("Try a question", "setup_tried")
        form.ask(
            "question",
            "Question",
            "As a member would ask it; nobody else sees the answer.",
            placeholder="How many missiles were fired on 30 May?",
        )
        await interaction.response.send_modal(form)

    async def tried(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...], values: Values) -> None:
        """Answer it as a member would be answered."""
        base = await administered(interaction)
        now, zone = self.bot.clock(), self.bot.zone(base)
        outcome = await asyncio.to_thread(base.ask, values.get("question", ""), now=now, zone=zone)
        card = outcome_card(outcome, now=now, zone=zone, asker=interaction.user.id, private=True)
        await sending.respond(interaction, card)

    # The message

    async def _write(
        self, choose: Callable[[Any, Author], None], chosen: Any, by: Author, interaction: discord.Interaction[Sitrep]
    ) -> None:
        await asyncio.to_thread(choose, chosen, by)
        self.bot.dispatch("schedules_changed", interaction.guild_id)

    async def _redraw(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, *, empty: bool = False
    ) -> None:
        made = sending.as_edit(*self._drawn(interaction, base, empty=empty))
        if interaction.response.is_done():
            await interaction.edit_original_response(**made)
        else:
            await interaction.response.edit_message(**made)

    def _drawn(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, *, empty: bool = False
    ) -> tuple[Card, Choices]:
        now, guild = self.bot.clock(), interaction.guild
        if guild is None:
            raise RefusedError(IN_SERVERS)
        card = setup_card(_found(guild, interaction.channel_id, base), now=now, empty=empty)
        return card, Choices(self, settings=base.state.settings, now=now)


class Choices(Panel):
    """The selects of the set-up. One is registered for all its messages, so that old ones work as well."""

    def __init__(self, cog: SettingUp, *, settings: Settings | None = None, now: datetime | None = None) -> None:
        super().__init__(timeout=None)
        self._cog = cog
        if settings is None or now is None:
            return
        roles, channels = discord.SelectDefaultValueType.role, discord.SelectDefaultValueType.channel
        self.role.default_values = _chosen(settings.curator_role, roles)
        self.channel.default_values = _chosen(settings.digest_channel, channels)
        self.moderators.default_values = _chosen(settings.moderators_channel, channels)
        for zone in find_zones("", first=settings.zone):
            label = f"{zone} (now {local_time(zone, now)})"
            self.zone.add_option(label=label, value=zone, default=zone == settings.zone)

    @discord.ui.select(
        cls=discord.ui.RoleSelect, custom_id="setup:role", placeholder="Who curates? Choose a role", min_values=0
    )
    async def role(self, interaction: discord.Interaction[Sitrep], select: discord.ui.RoleSelect[Choices]) -> None:
        """Hand on what was chosen."""
        await self._cog.role_chosen(interaction, select.values[0].id if select.values else None)

    @discord.ui.select(
        cls=discord.ui.ChannelSelect,
        custom_id="setup:channel",
        placeholder="Where do digests go? Choose a channel",
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        min_values=0,
    )
    async def channel(
        self, interaction: discord.Interaction[Sitrep], select: discord.ui.ChannelSelect[Choices]
    ) -> None:
        """Hand on what was chosen."""
        await self._cog.channel_chosen(interaction, select.values[0].id if select.values else None)

    @discord.ui.select(
        cls=discord.ui.ChannelSelect,
        custom_id="setup:moderators",
        placeholder="Where do moderators meet? Choose a channel",
        channel_types=[discord.ChannelType.text],
        min_values=0,
    )
    async def moderators(
        self, interaction: discord.Interaction[Sitrep], select: discord.ui.ChannelSelect[Choices]
    ) -> None:
        """Hand on what was chosen."""
        await self._cog.moderators_chosen(interaction, select.values[0].id if select.values else None)

    @discord.ui.select(custom_id="setup:zone", placeholder="Whose clock? Choose a time zone")
    async def zone(self, interaction: discord.Interaction[Sitrep], select: discord.ui.Select[Choices]) -> None:
        """Hand on what was chosen; any text may come back."""
        await self._cog.zone_chosen(interaction, read_zone(select.values[0]))


def _chosen(found: int | None, kind: discord.SelectDefaultValueType) -> list[discord.SelectDefaultValue]:
    return [discord.SelectDefaultValue(id=found, type=kind)] if found else []


def _found(guild: discord.Guild, here: int | None, base: KnowledgeBase) -> Found:
    """How the server stands: records, role, and what the bot lacks in the channels that it sees or shall post in."""
    settings = base.state.settings
    role = guild.get_role(settings.curator_role) if settings.curator_role else None
    wanted = {here, settings.digest_channel, settings.moderators_channel, settings.log_channel}
    moderators = guild.get_channel(settings.moderators_channel) if settings.moderators_channel else None
    lacking = {}
    for channel in guild.text_channels:
        granted = channel.permissions_for(guild.me)
        if (granted.view_channel or channel.id in wanted) and (lacks := rights.missing(granted)):
            lacking[channel.id] = lacks
    return Found(
        bot=guild.me.display_name,
        settings=settings,
        schedule=base.state.schedules.get(str(settings.digest_channel)),
        facts=len(base.listed()),
        starter=base.has_starter,
        lacking=lacking,
        moderators_open=moderators is not None and rights.seen_by_everybody(moderators),
        role_hidden=role is not None and not (role.permissions.manage_messages or role.permissions.administrator),
        role_gone=settings.curator_role is not None and role is None,
    )
