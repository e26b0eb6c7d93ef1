"""The moderators' desk: kept current, with flags for what many ask, and word to members who wait for an answer."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot import rights, sending
from bot.access import CURATORS, curated
from bot.cards import desk as cards
from bot.cards import note
from bot.cards.history import author_name
from bot.cards.waited import waited_card
from bot.cogs.ask import link_to
from bot.cogs.curate import Curating
from bot.deskpost import DeskPost
from bot.deskwork import QUESTION, Deskwork
from bot.faults import RefusedError
from knowledge.desk import Desk
from knowledge.errors import NotFoundError, StoreError
from knowledge.traces import Wait
from knowledge.waiting import Waiting

if TYPE_CHECKING:
    from datetime import datetime

    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase
    from knowledge.waiting import Told

EVERY = 10
"""Seconds: how late the desk may be. However much happens meanwhile, it is one edit."""

AWAKE = timedelta(minutes=2)
"""For how long a server is looked at after anybody did anything there."""

ROUND = timedelta(minutes=10)
"""How often desks are looked at where nobody does anything: answers go stale, digests go out."""

_SERVERS_FAULT = 500
_NO_CHANNEL = "Choose the moderators' channel first, with `/setup`. It has to be one that only they see."

log = logging.getLogger(__name__)


class Desks(commands.Cog):
    """The desks of all servers. What each shows is read from the records, so that no restart loses any of it."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self.post = DeskPost(bot)
        self._awake: dict[int, datetime] = {}  # servers to be looked at, and when something happened there last
        self._kept: set[int] = set()  # those that have a desk, or members who wait
        self._seen: dict[int, tuple[int, int]] = {}  # as of which revision and activity each was looked at
        self._asked: dict[int, tuple[int, frozenset[str]]] = {}
        self._round: datetime | None = None
        self._looking = asyncio.Lock()

    async def cog_load(self) -> None:
        """Take the lists' buttons, begin to look."""
        self.work = Deskwork(self.bot, Curating.of(self.bot))
        self._tick.start()

    async def cog_unload(self) -> None:
        """Look no more."""
        self._tick.cancel()

    @app_commands.command(name="desk")
    @app_commands.default_permissions(CURATORS)
    async def desk(self, interaction: discord.Interaction[Sitrep]) -> None:
        """What waits for moderators: opens the desk in their channel, or leads to it."""
        base, guild = await curated(interaction), interaction.guild
        channel = rights.moderators_channel(guild, base.state.settings) if guild else None
        if guild is None or channel is None:
            raise RefusedError(_NO_CHANNEL)
        if lacks := rights.missing(channel.permissions_for(guild.me), rights.POSTING):
            raise RefusedError(f"I cannot post in {channel.mention}: I lack {lacks}. Allow it under Edit Channel.")
        await interaction.response.defer(ephemeral=True)
        async with self._looking:
            placed = await self.post.show(base, await asyncio.to_thread(self._card, base), channel, surely=True)
        if placed:
            await sending.respond(interaction, note(f"Your desk: {link_to(guild.id, placed.channel, placed.message)}"))

    @commands.Cog.listener()
    async def on_raw_message_delete(self, deleted: discord.RawMessageDeleteEvent) -> None:
        """A desk that was deleted is made anew with the next look."""
        self._gone(deleted.guild_id, {deleted.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, deleted: discord.RawBulkMessageDeleteEvent) -> None:
        """Likewise one of many that were cleared away."""
        self._gone(deleted.guild_id, deleted.message_ids)

    @commands.Cog.listener()
    async def on_fact_written(self, server: int, fact: int, about: str) -> None:
        """A form that was opened on a question became a fact: that is settled."""
        if about.startswith(QUESTION):
            base = await self.bot.base(server)
            try:
                await asyncio.to_thread(self.work.answered, base, about.removeprefix(QUESTION), fact)
            except NotFoundError:
                log.info("server %d: the question that fact %d was made for is no longer kept", server, fact)

    def _gone(self, server: int | None, messages: set[int]) -> None:
        if server and self.post.forget(messages):
            self._seen.pop(server, None)
            self._awake[server] = self.bot.clock()

    # Looking

    @tasks.loop(seconds=EVERY)
    async def _tick(self) -> None:
        try:
            await self.look()
        except Exception:  # an exception would end the loop for good
            log.exception("the desks could not be looked at; again in %d seconds", EVERY)

    async def look(self) -> None:
        """Look at the servers where something happened, and now and then at every desk."""
        now = self.bot.clock()
        visited, self.bot.visited = self.bot.visited, set()
        self._awake |= dict.fromkeys(visited, now)
        if self._round is None:
            self._kept = {int(name) for name in await asyncio.to_thread(self.bot.servers.known) if name.isdigit()}
        if self._round is None or now - self._round >= ROUND:
            self._round = now
            self._awake = dict.fromkeys(self._kept, now) | self._awake
            self._seen.clear()
        for server, since in list(self._awake.items()):
            try:
                await self._look_at(server, now)
            except Exception:
                log.exception("the desk of server %d: failed, to be tried again", server)
            if now - since > AWAKE:
                del self._awake[server]

    async def _look_at(self, server: int, now: datetime) -> None:
        guild = self.bot.get_guild(server)
        if guild is None:
            return
        base = await asyncio.to_thread(self.bot.servers.open, str(server))
        stands = (base.state.revision, base.activity.version)
        if self._seen.get(server) == stands:
            return
        async with self._looking:
            await self._tell_those_who_wait(guild, base, now)
            channel = rights.moderators_channel(guild, base.state.settings)
            if channel:
                await self._flag(channel, base, now)
            if self.post.place(base):
                card = await asyncio.to_thread(self._card, base) if channel else cards.CLOSED
                await self.post.show(base, card, channel)
        if self.post.place(base) or base.activity.kept(Wait):
            self._kept.add(server)
        else:
            self._kept.discard(server)
        self._seen[server] = stands

    def _card(self, base: KnowledgeBase) -> Card:
        overview = Desk(base).overview(self.bot.clock(), self.bot.zone(base))
        suggested_by = [author_name(tip.by, base.activity.person(tip.by)) for tip in overview.tips[: cards.FIRST]]
        left = overview.handover
        left_by = author_name(left.by, base.activity.person(left.by)) if left else ""
        return cards.desk_card(overview, suggested_by=suggested_by, left_by=left_by)

    # What many ask at once

    async def _flag(self, channel: discord.TextChannel, base: KnowledgeBase, now: datetime) -> None:
        """Tell moderators of it, once: entered as told on the disk first, for twice would be worse than on the desk."""
        desk = Desk(base)
        for question in await asyncio.to_thread(desk.pressing, now):
            try:
                await asyncio.to_thread(base.activity.save)
                unsettled = cards.Unsettled(question=question, nearest=await asyncio.to_thread(desk.nearest, question))
                card = cards.pressing_card(unsettled, askers=question.lately(now))
                await sending.announce(channel, card, nonce=f"{question.id}-{int(question.last_at.timestamp())}"[:25])
            except (discord.HTTPException, aiohttp.ClientError, OSError, StoreError) as failure:
                log.warning("question %s could not be flagged in channel %d: %s", question.id, channel.id, failure)
                if not isinstance(failure, discord.HTTPException) or failure.status >= _SERVERS_FAULT:
                    desk.untold(question)

    # Members who wait

    async def _tell_those_who_wait(self, guild: discord.Guild, base: KnowledgeBase, now: datetime) -> None:
        """Tell each that it is known, in a message to them alone. They wait no more, on the disk, before it is sent."""
        stands = (base.state.revision, frozenset(base.activity.kept(Wait)))
        if not stands[1] or self._asked.get(guild.id) == stands:
            return
        waiting, zone = Waiting(base), self.bot.zone(base)
        due = await asyncio.to_thread(waiting.due, now, zone)
        if due:
            try:
                await asyncio.to_thread(base.activity.save)
            except StoreError:
                waiting.untold(due)
                raise
        for told in due:
            await self._tell(guild, base, told, now)
        self._asked[guild.id] = (base.state.revision, frozenset(base.activity.kept(Wait)))

    async def _tell(self, guild: discord.Guild, base: KnowledgeBase, told: Told, now: datetime) -> None:
        """Write to one member, who may have left, or takes no messages from members of the server."""
        person = base.activity.person(told.wait.member)
        if person is None:
            return
        try:
            member = guild.get_member(person.discord) or await guild.fetch_member(person.discord)
            card = waited_card(told.answers, told.wait.question, where=guild.name, now=now, zone=self.bot.zone(base))
            await member.send(**sending.as_message(card))
        except (discord.HTTPException, aiohttp.ClientError, OSError) as failure:
            log.info("server %d: %s, who waits for an answer, cannot be told: %s", guild.id, person.id, failure)
