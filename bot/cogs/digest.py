"""Digests: their schedules, and the loop that posts what is due."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot import pickers, rights, sending
from bot.access import CURATORS, curated
from bot.cards import digests, note
from knowledge.errors import InvalidError, NotFoundError, Problem
from knowledge.outbox import Outbox
from knowledge.schedules import Schedule

if TYPE_CHECKING:
    from datetime import datetime

    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase
    from knowledge.outbox import Due

EVERY = 30  # seconds: how late a digest may be
PATIENCE = 10  # seconds that the end of the bot waits for a digest on its way
_SERVERS_FAULT = 500

log = logging.getLogger(__name__)


class Digests(commands.Cog):
    """Digests by schedule. What is due is read from the records and the ledger, so that no restart loses a run."""

    digest = app_commands.Group(
        name="digest", description="What changed, posted at set times", default_permissions=CURATORS
    )

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        # When each server has to be looked at next. Servers without a schedule are not here, and their files not open.
        self._wakes: dict[int, datetime] = {}
        self._known = False
        self._looking = asyncio.Lock()

    async def cog_load(self) -> None:
        """Begin to look."""
        self._tick.start()

    async def cog_unload(self) -> None:
        """Look no more; a digest on its way is entered in the ledger first."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE), self._looking:
                self._tick.cancel()
        self._tick.cancel()

    # Schedules

    @digest.command(name="set")
    @app_commands.describe(
        times="Clock times like 08:00, or several: 08:00, 20:00",
        channel="Where (if left out: the digest channel of /setup, or this one)",
        days="daily, weekdays, weekends, or days like mon, thu (if left out: daily)",
        zone="Whose clock (if left out: the server's)",
        always="Post it even when nothing has changed",
    )
    @app_commands.autocomplete(zone=pickers.zone)
    async def set(  # noqa: PLR0917   options of Discord's
        self,
        interaction: discord.Interaction[Sitrep],
        times: app_commands.Range[str, 1, 100],
        channel: discord.TextChannel | None = None,
        days: app_commands.Range[str, 1, 100] = "daily",
        zone: app_commands.Range[str, 1, 100] = "",
        always: bool = False,  # noqa: FBT001, FBT002   an option of Discord's
    ) -> None:
        """Post what changed in a channel at set times."""
        base = await curated(interaction)
        settings = base.state.settings
        where = channel.id if channel else settings.digest_channel or interaction.channel_id or 0
        now = self.bot.clock()
        schedule = Schedule.of(
            channel=where, times=times, days=days, zone=zone or settings.zone, always=always, now=now
        )
        self._refuse_without_rights(interaction, where)
        await interaction.response.defer(ephemeral=True)
        planned = await self.plan(base, schedule, interaction)
        await sending.respond(interaction, digests.set_card(planned, now))

    @digest.command(name="list")
    async def list(self, interaction: discord.Interaction[Sitrep]) -> None:
        """The digests that are set, when each comes next, and what became of the last."""
        base = await curated(interaction)
        now = self.bot.clock()
        listed = [_planned(base, schedule, now) for schedule in base.state.schedules.values()]
        await sending.respond(interaction, digests.schedules_card(listed, now))

    @digest.command(name="preview")
    @app_commands.describe(channel="Whose digest (if left out: this channel's, or the only one)")
    async def preview(
        self, interaction: discord.Interaction[Sitrep], channel: discord.TextChannel | None = None
    ) -> None:
        """See what would be posted now."""
        base = await curated(interaction)
        schedule = _chosen(base, channel, interaction)
        await interaction.response.defer(ephemeral=True)
        outbox, now = Outbox(base), self.bot.clock()
        digest = await asyncio.to_thread(outbox.preview, schedule)
        if digest.is_empty and not schedule.always:
            card = digests.silent_card(schedule, told=outbox.told_at(schedule), next_run=schedule.next_run(now))
            await sending.respond(interaction, card)
            return
        zone = ZoneInfo(schedule.zone)
        card = digests.digest_card(digest, told=outbox.told_at(schedule), now=now, zone=zone)
        await sending.respond(interaction, digests.preview_card(card, schedule, schedule.next_run(now)))

    @digest.command(name="off")
    @app_commands.describe(channel="Whose digest (if left out: this channel's, or the only one)")
    async def off(self, interaction: discord.Interaction[Sitrep], channel: discord.TextChannel | None = None) -> None:
        """End a digest."""
        base = await curated(interaction)
        schedule = _chosen(base, channel, interaction)
        await interaction.response.defer(ephemeral=True)
        await asyncio.to_thread(base.drop_schedule, schedule.id, self.bot.author(base, interaction))
        self._look_again(interaction.guild_id or 0, base)
        await sending.respond(interaction, note(f"The digest in <#{schedule.channel}> ({schedule.rhythm}) is off."))

    async def plan(
        self, base: KnowledgeBase, schedule: Schedule, interaction: discord.Interaction[Sitrep]
    ) -> digests.Planned:
        """Put a schedule on record; the loop knows of it."""
        kept = await asyncio.to_thread(base.set_schedule, schedule, self.bot.author(base, interaction))
        self._look_again(interaction.guild_id or 0, base)
        return _planned(base, kept, self.bot.clock())

    def _refuse_without_rights(self, interaction: discord.Interaction[Sitrep], where: int) -> None:
        guild = interaction.guild
        channel = guild.get_channel(where) if guild else None
        if guild is None or channel is None:
            raise InvalidError([Problem("channel", "is not there any more, or I cannot see it. Choose another.")])
        if lacks := rights.missing(channel.permissions_for(guild.me), rights.POSTING):
            raise InvalidError(
                [
                    Problem(
                        "channel",
                        f"#{channel.name} does not let me post: I lack {lacks}. "
                        "Allow it under Edit Channel, Permissions, my role; then set the digest again.",
                    )
                ]
            )

    # Posting

    @tasks.loop(seconds=EVERY)
    async def _tick(self) -> None:
        try:
            await self.look()
        except Exception:  # an exception would end the loop for good
            log.exception("digests could not be looked at; again in %d seconds", EVERY)

    async def look(self) -> None:
        """Handle all that is due in every server."""
        async with self._looking:
            if not self._known:
                await self._learn()
            now = self.bot.clock()
            due = [
                guild for server, wake in self._wakes.items() if wake <= now and (guild := self.bot.get_guild(server))
            ]
            for guild in due:
                try:
                    await self._look_at(guild, now)
                except Exception:
                    log.exception("digests of server %d: failed, again in %d seconds", guild.id, EVERY)

    async def _learn(self) -> None:
        """Look once into every server that is kept, for those with a schedule; what one cannot be read is left out."""
        for server in await asyncio.to_thread(self.bot.servers.known):
            if not server.isdigit():
                continue
            try:
                base = await asyncio.to_thread(self.bot.servers.open, server)
            except Exception:
                log.exception("server %s cannot be read; it gets no digests", server)
                continue
            self._look_again(int(server), base)
            for schedule in base.state.schedules.values():
                if (last := Outbox(base).last(schedule)) and last.problem:
                    log.warning("digest %s of server %s, due %s: %s", schedule.id, server, last.run, last.problem)
        self._known = True

    async def _look_at(self, guild: discord.Guild, now: datetime) -> None:
        base = await asyncio.to_thread(self.bot.servers.open, str(guild.id))
        outbox = Outbox(base)
        for due in outbox.due(now):
            await self._post(guild, outbox, due, now)
        self._look_again(guild.id, base)

    async def _post(self, guild: discord.Guild, outbox: Outbox, due: Due, now: datetime) -> None:
        """Post one digest; see `knowledge.outbox` for what the ledger holds when."""
        told = outbox.told_at(due.schedule)
        digest = await asyncio.to_thread(outbox.begin, due)
        if digest is None:
            return
        card = digests.digest_card(digest, told=told, now=now, zone=ZoneInfo(due.schedule.zone))
        name, where = f"digest {due.schedule.id} of server {guild.id}", due.schedule.channel
        known = guild.get_channel(where)
        unknown = self.bot.get_partial_messageable(where, guild_id=guild.id)  # Discord then says what became of it
        channel = known if isinstance(known, discord.TextChannel) else unknown
        try:
            message = await sending.announce(channel, card, nonce=due.nonce)
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
            if isinstance(failure, discord.HTTPException) and failure.status < _SERVERS_FAULT:
                log.warning("%s was refused: %s", name, failure)
                await asyncio.to_thread(outbox.refused, due, _refusal(failure))
            else:
                log.warning("%s could not be posted, again in %d seconds: %s", name, EVERY, failure)
                await asyncio.to_thread(outbox.postponed, due)
            return
        await asyncio.to_thread(outbox.posted, due, digest, message.id)
        log.info("%s posted as %d", name, message.id)

    @commands.Cog.listener()
    async def on_schedules_changed(self, server: int) -> None:
        """The set-up changed schedules: the loop has to know."""
        self._look_again(server, await self.bot.base(server))

    def _look_again(self, server: int, base: KnowledgeBase) -> None:
        wake = Outbox(base).wakes(self.bot.clock())
        if wake is None:
            self._wakes.pop(server, None)
        else:
            self._wakes[server] = wake


def _planned(base: KnowledgeBase, schedule: Schedule, now: datetime) -> digests.Planned:
    return digests.Planned(schedule=schedule, last=Outbox(base).last(schedule), next_run=schedule.next_run(now))


def _chosen(
    base: KnowledgeBase, channel: discord.TextChannel | None, interaction: discord.Interaction[Sitrep]
) -> Schedule:
    """The digest that is meant: that channel's, else this one's, else the only one. Raises `NotFoundError`."""
    schedules = base.state.schedules
    here = schedules.get(str(channel.id if channel else interaction.channel_id))
    if here is None and channel is None and len(schedules) == 1:
        here = next(iter(schedules.values()))
    if not schedules:
        raise NotFoundError("No digest is set here yet. /digest set sets one.")
    if here is None:
        raise NotFoundError("No digest is set for that channel. /digest list shows those there are.")
    return here


def _refusal(failure: discord.HTTPException) -> str:
    """Why Discord did not take a digest, with the remedy."""
    match failure:
        case discord.NotFound():
            return "the channel is gone; set the digest for another with /digest set, end this one with /digest off"
        case discord.Forbidden():
            return f"I may not post there; give me {rights.missing(discord.Permissions.none(), rights.POSTING)} there"
        case _:
            return f"Discord did not take it (error {failure.status}/{failure.code})"
