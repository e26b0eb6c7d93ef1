"""A Discord server that exists only in this process, with a page for each channel: the one user of simcord.

simcord is made for tests, and is pinned. A demo that runs for an hour needs more than its public interface
offers, so its private parts are used here, and nowhere else, for these reasons:

- `Env.bot` is set after the server is built, so that the client can be made for that server's ids.
- `backend.clock._epoch`: a simulated world starts on 2026-01-01. Here it starts now, and is kept at now.
- `backend.bot_user.name`: the account is called TestBot.
- `Preview._action`: the one door of everything that a page asks for. Three things happen there. An `@Name`
  that a member typed becomes a mention, because the page has no @-picker. One action runs at a time, because
  simcord refuses overlaps with an error that leaves the page unusable. A page's revision is taken as the
  current one, because ours are published again whenever the bot speaks, and a click just after is refused.
- `Env._preview`: simcord shows one channel at a time; here every channel has its page.
- `Env._record_error`: simcord notes an error that a command refused its user with, though the bot told them, to fail
  a test with it. Its page would say "Action outcome uncertain" beside the bot's own words.
- `backend.transcript`: its length tells whether anything happened. It is never read: people typed it.
"""
# ruff: noqa: SLF001   (see above: private parts are this module's business)

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Self

import discord
import simcord

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from simcord import ChannelHandle, Env, GuildHandle, MemberActor, Preview

TICK = 2.0  # seconds between two looks at the clock: as late as a page may be
PATIENCE = 10.0  # seconds that one action of a member, or one step of the clock, may take

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The Discord ids of the simulated server, known before the client is made."""

    server: int
    situation: int
    moderators: int
    member: int
    moderator: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Where a channel can be seen and used. The address is a credential: whoever has it can act there."""

    channel: str
    url: str


class PortError(OSError):
    """A port that a page was to be served on is in use, or not for this user."""


class Simulation:
    """The server "Sitrep demo" with a running bot, from `async with` to its end; nothing leaves the process.

    Mina is a member; Sam has Manage Messages and administers the server; #moderators is Sam's alone.
    `port` is the first channel's, the next one the second's; 0 takes any. Entering raises PortError.
    """

    def __init__(
        self,
        make_client: Callable[[Place], discord.Client],
        *,
        port: int = 0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._make_client = make_client
        self._port = port
        self._now = now
        self._turn = asyncio.Lock()
        self._seen = 0
        self._previews: list[Preview] = []
        self._leaving = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as undo:
            # An idle client holds the place of the real one until the server's ids are known.
            self._env = env = simcord.Env(
                discord.Client(intents=discord.Intents(guilds=True)), check_errors=False, settle_timeout=PATIENCE
            )
            env.backend.clock._epoch = self._now()
            env.backend.bot_user.name = "Sitrep"
            server = env.create_guild("Sitrep demo")
            mina, sam = self._people(env, server)
            situation = server.create_text_channel(
                "situation", topic="Ask here: mention @Sitrep, or type / for commands"
            )
            moderators = server.create_text_channel(
                "moderators", topic="What the bot tells moderators", overwrites=_hidden_from_members(server)
            )
            self.place = Place(
                server=server.id,
                situation=situation.id,
                moderators=moderators.id,
                member=mina.id,
                moderator=sam.id,
            )
            self._names = {actor.name.casefold(): actor.id for actor in (mina, sam)}
            self._names[env.backend.bot_user.name.casefold()] = env.backend.bot_user.id
            env.bot = self._make_client(self.place)
            undo.push_async_callback(self._close_client)
            env._record_error = _unless_told(env._record_error)  # type: ignore[method-assign,assignment]
            await env.start()
            await self._show(undo, situation, (mina, sam), self._port)
            await self._show(undo, moderators, (sam,), self._port and self._port + 1)
            env._preview = _Together(self._previews)  # type: ignore[assignment]
            self._seen = len(env.backend.transcript)
            clock = asyncio.create_task(self._keep_time(), name="sitrep demo: clock")
            undo.callback(clock.cancel)
            self._leaving = undo.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        async with self._turn:
            await self._leaving.aclose()

    @property
    def pages(self) -> tuple[Page, ...]:
        """One page for each channel, the one to begin with first."""
        return tuple(Page(channel=preview.channel.name or "", url=preview.url) for preview in self._previews)

    async def ended(self) -> None:
        """Return when somebody chooses "End preview session" on a page."""
        waits = [asyncio.create_task(preview.wait_closed()) for preview in self._previews]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def catch_up(self) -> None:
        """Bring the simulated clock up to now, so that loops and timeouts run, and show what the bot did.

        One step is bounded by PATIENCE: after a laptop's sleep it takes several.
        """
        async with self._turn:
            behind = (self._now() - self._env.now()).total_seconds()
            if behind > 0:
                with contextlib.suppress(TimeoutError):  # what was reached is kept; the next step goes on
                    await self._env.advance_time(behind)
            happened = len(self._env.backend.transcript)
            if happened != self._seen:
                for preview in self._previews:
                    await preview.refresh()
                self._seen = happened

    async def _keep_time(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            try:
                await self.catch_up()
            except Exception:
                # Such as a page that was just closed. Without the clock the demo would look frozen.
                log.warning("the demo's clock missed a step", exc_info=True)

    def _people(self, env: Env, server: GuildHandle) -> tuple[MemberActor, MemberActor]:
        rights = discord.Permissions(manage_messages=True, administrator=True)
        role = server.create_role("Moderators", permissions=rights)
        mina = server.add_member(env.create_user("Mina"))
        sam = server.add_member(env.create_user("Sam"), roles=[role])
        return mina, sam

    async def _show(
        self,
        undo: contextlib.AsyncExitStack,
        channel: ChannelHandle,
        viewers: Sequence[MemberActor],
        port: int,
    ) -> None:
        self._env._preview = None
        preview = self._env.preview(channel, viewers=viewers, layout="channel", port=port)
        act = preview._action

        async def one_at_a_time(context: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
            async with self._turn:
                return await act(context, self._understood(preview, context, body))

        preview._action = one_at_a_time  # type: ignore[method-assign,assignment]
        try:
            await undo.enter_async_context(preview)
        except simcord.SetupError as refusal:
            if isinstance(refusal.__cause__, OSError):
                raise PortError(port) from refusal
            raise
        self._previews.append(preview)

    def _understood(self, preview: Preview, context: str | None, body: Mapping[str, Any]) -> Mapping[str, Any]:
        if not isinstance(body, dict):
            return body  # simcord answers a malformed request itself
        page = preview._pages.get(context or "")
        changes: dict[str, Any] = {}
        if page is not None and "published_revision" in body:
            changes["published_revision"] = page.revision
        content = body.get("content")
        if isinstance(content, str):
            changes["content"] = mentioned(content, self._names)
        return body | changes

    async def _close_client(self) -> None:
        """Close the client as a real end would: simcord only cancels what is left of it."""
        try:
            await self._env.bot.close()
        finally:
            with contextlib.suppress(TimeoutError):  # a thread that never ends is not worth a traceback
                await self._env.shutdown()


class _Together:
    """Several previews where simcord expects one: it reports to it which page's action changed the world."""

    _closed = False

    def __init__(self, previews: Sequence[Preview]) -> None:
        self._previews = previews

    def _mark_action_dispatched(self) -> None:
        for preview in self._previews:  # each knows whether the running task is an action of its own
            preview._mark_action_dispatched()


def _unless_told(record: Callable[[BaseException], None]) -> Callable[[BaseException], None]:
    """Note what no handler of the bot saw: its command tree's tells the user, and logs what nobody expected."""

    def note(error: BaseException) -> None:
        if not isinstance(error, discord.app_commands.AppCommandError):
            record(error)

    return note


def mentioned(text: str, names: Mapping[str, int]) -> str:
    """Return the text as Discord's own client sends it: every `@Name` a mention. Names are casefolded."""
    if not names:
        return text
    longest_first = sorted(names, key=len, reverse=True)
    pattern = rf"(?<![\w<@])@({'|'.join(map(re.escape, longest_first))})(?!\w)"
    return re.sub(pattern, lambda found: f"<@{names[found[1].casefold()]}>", text, flags=re.IGNORECASE)


def _hidden_from_members(server: GuildHandle) -> dict[Any, discord.PermissionOverwrite]:
    seen = discord.PermissionOverwrite(view_channel=True)
    return {
        server.default_role: discord.PermissionOverwrite(view_channel=False),
        server.roles["Moderators"]: seen,
        server.roles["Sitrep"]: seen,
    }
