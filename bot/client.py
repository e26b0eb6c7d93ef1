"""The Discord client: intents, cogs, command sync, saving, and where each server's knowledge is found."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from contextvars import copy_context
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot import faults, forms
from bot.background import Background
from bot.cogs.alias import Aliases
from bot.cogs.ask import Asking
from bot.cogs.browse import Browsing
from bot.cogs.curate import Curating
from bot.cogs.desk import Desks
from bot.cogs.digest import Digests
from bot.cogs.files import Files
from bot.cogs.follow import Following
from bot.cogs.followup import FollowUps
from bot.cogs.ignore import IgnoringMembers
from bot.cogs.learn import Lessons
from bot.cogs.menus import Menus
from bot.cogs.merge import Merging
from bot.cogs.overhear import Overhearing
from bot.cogs.setup import SettingUp
from bot.cogs.tips import Tipping
from bot.cogs.topic import Topical
from bot.cogs.undo import TakingBack
from bot.correcting import Correcting
from bot.logposts import LogPosts
from bot.presses import Pick, Press
from bot.receipts import Receipts
from knowledge.errors import StoreError
from knowledge.files import replace_file
from knowledge.revisions import Author

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import tzinfo
    from pathlib import Path

    from bot.forms import Receiver
    from bot.presses import Handler
    from knowledge.base import KnowledgeBase
    from knowledge.revisions import Revision
    from knowledge.servers import Servers

COGS: tuple[Callable[[Sitrep], commands.Cog], ...] = (
    Asking,
    Overhearing,
    FollowUps,
    Curating,
    TakingBack,
    Merging,
    Menus,
    Files,
    Browsing,
    Aliases,
    Lessons,
    Digests,
    Desks,
    Tipping,
    Topical,
    Following,
    IgnoringMembers,
    SettingUp,
)

SAVED_EVERY = 30  # seconds: what a kill may cost of misses and receipts; facts are durable at once

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The aware instant that it is."""
    return datetime.now(UTC)


class Tree(app_commands.CommandTree["Sitrep"]):
    """The commands; whatever fails in one is told to its user alone."""

    async def on_error(self, interaction: discord.Interaction[Sitrep], error: app_commands.AppCommandError) -> None:
        """Tell the user, and nobody else."""
        await faults.tell(interaction, error)


class Sitrep(commands.Bot):
    """The bot, for as many servers as invite it. Owns `servers` and closes them.

    `clock` gives the aware instant that it is. `message_content` asks for the one privileged intent, which nothing
    but answering in channels without being mentioned needs.
    """

    tree: Tree

    def __init__(
        self, servers: Servers, *, clock: Callable[[], datetime] = utc_now, message_content: bool = False
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,  # there are no text commands: see on_message
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(
                guilds=True, guild_messages=True, dm_messages=True, message_content=message_content
            ),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=False, private_channel=False),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
            max_messages=None,
        )
        self.servers = servers
        self.clock = clock
        self.background = Background()
        self.correcting = Correcting(self)
        self.receipts = Receipts(self.background, self.correcting.look_at)
        self.logposts = LogPosts(self)
        self.visited: set[int] = set()  # servers where something happened since the desks were looked at
        self._told: set[Path] = set()
        self.presses: dict[str, Handler] = {}
        self.forms: dict[str, Receiver] = {}

    # Knowledge

    async def base(self, guild: discord.Guild | int) -> KnowledgeBase:
        """What a server knows, ready to be asked; opened off the loop when it is not in memory yet."""
        server = guild if isinstance(guild, int) else guild.id
        self.visited.add(server)
        return await asyncio.to_thread(self._opened, str(server))

    def _opened(self, server: str) -> KnowledgeBase:
        base = self.servers.open(server)
        if (damaged := base.activity.damaged) and damaged not in self._told:
            self._told.add(damaged)
            log.error("server %s: open questions, receipts and digests sent could not be read: see %s", server, damaged)
        base.warm()
        return base

    async def servers_kept(self) -> tuple[int, ...]:
        """The servers of which something is kept, whether or not they are in memory."""
        return tuple(int(name) for name in await asyncio.to_thread(self.servers.known) if name.isdigit())

    def zone(self, base: KnowledgeBase) -> tzinfo:
        """The zone in which a server's days begin."""
        return ZoneInfo(base.state.settings.zone)

    def author(self, base: KnowledgeBase, interaction: discord.Interaction[Any], *, why: str = "") -> Author:
        """Who is about to change something, through which command, button or form."""
        user = interaction.user
        return Author(
            actor=base.activity.actor(user.id, user.display_name),
            via=_surface(interaction),
            why=why,
            request=str(interaction.id),
        )

    def on_press(self, verb: str, handler: Handler) -> None:
        """Hand every button of that verb to `handler`, those of earlier runs too."""
        self.presses[verb] = handler

    def on_form(self, verb: str, receiver: Receiver) -> None:
        """Hand what was typed into every form of that verb to `receiver`, those opened before a restart too."""
        self.forms[verb] = receiver

    async def on_interaction(self, interaction: discord.Interaction[Sitrep]) -> None:
        """Receive forms; discord.py itself takes care of everything else."""
        await forms.receive(interaction)

    # Life

    async def setup_hook(self) -> None:
        """Bring in the cogs, tell Discord of the commands if they changed, begin to save."""
        self._follow(asyncio.get_running_loop())
        self.add_dynamic_items(Press, Pick)
        for cog in COGS:
            await self.add_cog(cog(self))
        await self.sync_commands()
        self._saving.start()

    def _follow(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let `on_revised` know of every revision of a server, whichever thread makes it."""
        context = copy_context()

        def told(server: str, _revision: Revision) -> None:
            if server.isdigit() and not loop.is_closed():
                loop.call_soon_threadsafe(self.dispatch, "revised", int(server), context=context)

        self.servers.follow(told)

    async def close(self) -> None:
        """Disconnect, let what was begun end, write everything, and give the data folder free."""
        if self.is_closed():
            return
        self._saving.cancel()
        await super().close()  # cogs are unloaded first, so that nothing is begun any more
        await self.background.settled()
        try:
            await asyncio.to_thread(self.servers.close)
        except StoreError:
            log.exception("something could not be saved at the end")

    async def on_message(self, message: discord.Message, /) -> None:
        """Read no text commands: questions are the asking cog's."""

    async def sync_commands(self) -> None:
        """Tell Discord of the commands when they are others than it was last told: it allows few changes a day."""
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        told = json.dumps([self.application_id, payload], sort_keys=True)
        digest = hashlib.sha256(told.encode()).hexdigest()
        path = self.servers.data / "commands.sha256"
        try:
            if await asyncio.to_thread(lambda: path.read_text("ascii") if path.exists() else "") == digest:
                return
            await self.tree.sync()
            await asyncio.to_thread(replace_file, path, digest.encode())
        except (discord.HTTPException, discord.app_commands.CommandSyncFailure, OSError):
            log.exception("the commands could not be registered; those that Discord knows go on working")
        else:
            log.info("commands registered: %d", len(payload))

    @tasks.loop(seconds=SAVED_EVERY)
    async def _saving(self) -> None:
        try:
            await asyncio.to_thread(self.servers.save)
        except Exception:  # an exception would end the loop for good
            log.exception("something could not be saved; it is tried again in %d seconds", SAVED_EVERY)


def _surface(interaction: discord.Interaction[Any]) -> str:
    match interaction.command:
        case app_commands.ContextMenu(name=name):
            return f"discord menu {name}"
        case app_commands.Command(qualified_name=name):
            return f"discord /{name}"
        case _:
            form = interaction.type is discord.InteractionType.modal_submit
            return "discord form" if form else "discord button"
