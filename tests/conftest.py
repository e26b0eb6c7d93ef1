"""What tests share: a small town on a simulated Discord, with a member and a curator."""

from dataclasses import dataclass
from datetime import UTC

import discord
import discord_limits
import pytest
import simcord
from small_facts import FACTS, REPORT

from bot.client import Sitrep
from knowledge.drafts import Draft
from knowledge.revisions import ActorId, Author
from knowledge.servers import Servers


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A server with #situation for all, #moderators for curators, Mina who asks and Sam who curates."""

    env: simcord.Env
    guild: simcord.GuildHandle
    situation: simcord.ChannelHandle
    moderators: simcord.ChannelHandle
    mina: simcord.MemberActor
    sam: simcord.MemberActor

    async def wait(self, seconds):
        """Let virtual time pass, in stretches that a busy machine gets through in simcord's five real seconds."""
        while seconds > 0:
            stretch = min(seconds, 2 * 3600)
            await self.env.advance_time(stretch)
            seconds -= stretch

    @property
    def bot(self):
        """The one that runs now, also after a restart."""
        return self.env.bot

    @property
    def ping(self):
        """What a member's client sends for @sitrep."""
        return f"<@{self.env.bot.user.id}>"

    async def base(self):
        """What the server knows."""
        return await self.bot.base(self.guild.id)

    async def put(self, question, answer="12 missiles", *, topic="", knowing=False, **rest):
        """Put a fact on record."""
        base = await self.base()
        given = {"said_by": "the coast guard", "as_of": "2025-12-30", "source": ""} | rest
        draft = Draft.of(question=question, answer=answer, now=self.env.now(), zone=UTC, **given)
        return base.add(draft, Author(actor=ActorId("test"), via="test"), topic=topic, knowing=knowing)

    async def restart(self, bot):
        """End the running bot as a shutdown does, and start `bot` on the same world."""
        await self.env.bot.close()
        await self.env.restart_bot(bot())


@pytest.fixture
def make_bot(tmp_path):
    """A bot on this test's data folder and on virtual time; call it again for the one after a restart."""

    def made(**options):
        clock = discord.utils.utcnow  # virtual within simcord
        return Sitrep(Servers(tmp_path / "data", clock=clock), clock=clock, **options)

    return made


@pytest.fixture
async def simcord_bot(make_bot):
    return make_bot()


@pytest.fixture(autouse=True)
def within_limits(monkeypatch):
    """Whatever the bot sent in a test, in whichever simulated Discord, the real one would have taken it."""
    begun = []
    begin = simcord.Env.__init__

    def noted(env, *args, **options):
        begin(env, *args, **options)
        begun.append(env)

    monkeypatch.setattr(simcord.Env, "__init__", noted)
    yield begun
    ours = [env for env in begun if isinstance(env.bot, Sitrep)]  # the demo is also tested with bots of its own
    problems = [problem for env in ours for problem in discord_limits.problems(env.http_requests)]
    assert not problems, "\n".join(problems)


@pytest.fixture
async def town(simcord_env):
    env = simcord_env
    guild = env.create_guild("Sitrep test")
    curators = guild.create_role("Curators", permissions=discord.Permissions(manage_messages=True))
    situation = guild.create_text_channel("situation")
    hidden = discord.PermissionOverwrite(view_channel=False)
    seen = discord.PermissionOverwrite(view_channel=True)
    moderators = guild.create_text_channel(
        "moderators", overwrites={guild.default_role: hidden, curators: seen, env.bot.user: seen}
    )
    mina = guild.add_member(env.create_user("Mina"))
    sam = guild.add_member(env.create_user("Sam"), roles=[curators])
    await env.settle()
    yield Town(env=env, guild=guild, situation=situation, moderators=moderators, mina=mina, sam=sam)
    await env.bot.close()  # simcord cancels, it never closes: cogs would not be unloaded, records not saved


@pytest.fixture
async def facts(town):
    """The small facts, as #1, #2 and #3."""
    for question, answer in FACTS.items():
        await town.put(question, answer, source=REPORT)
