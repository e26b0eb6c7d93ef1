"""Who may curate and set up: what Discord hides, the server refuses too."""

from dataclasses import replace

import discord
import pytest
from discord import app_commands
from discord.ext import commands

from bot import access
from bot.faults import RefusedError, say
from knowledge.revisions import ActorId, Author


class Rooms(commands.Cog):
    """A command of curators and one of administrators, shown to all."""

    @app_commands.command(description="For curators")
    async def bench(self, interaction):
        """Say that it was let through."""
        await access.curated(interaction)
        await say(interaction, "at the bench")

    @app_commands.command(description="For administrators")
    async def office(self, interaction):
        """Say that it was let through."""
        await access.administered(interaction)
        await say(interaction, "in the office")


@pytest.fixture
async def simcord_bot(make_bot):
    bot = make_bot()
    before = bot.setup_hook

    async def setup_hook():
        await bot.add_cog(Rooms())
        await before()

    bot.setup_hook = setup_hook
    return bot


@pytest.fixture
async def people(town):
    """A member for each way to be allowed something, or nothing."""
    roles = {
        "helper": town.guild.create_role("Helpers"),
        "moderator": town.guild.create_role("Mods", permissions=discord.Permissions(manage_messages=True)),
        "manager": town.guild.create_role("Managers", permissions=discord.Permissions(manage_guild=True)),
        "admin": town.guild.create_role("Admins", permissions=discord.Permissions(administrator=True)),
    }
    people = {name: town.guild.add_member(town.env.create_user(name), roles=[role]) for name, role in roles.items()}
    await town.env.settle()
    base = await town.base()
    settings = replace(base.state.settings, curator_role=roles["helper"].id)
    return {"town": town, "member": town.mina, "set_role": (base, settings)} | people


async def may(town, who, command):
    """Whether a command does what it does; if not, it says why, privately."""
    r = await who.slash(town.situation, command)
    assert r.ephemeral
    done = r.response.content in {"at the bench", "in the office"}
    if not done:
        assert "This is for" in r.response.content
        assert isinstance(town.env.errors[-1], RefusedError)
    return done


async def test_curators_have_manage_messages_or_the_role(town, people):
    """The role counts once an administrator has chosen it."""
    allowed = {name: await may(town, people[name], "bench") for name in ("member", "moderator", "manager", "admin")}
    assert allowed == {"member": False, "moderator": True, "manager": True, "admin": True}
    assert not await may(town, people["helper"], "bench")
    base, settings = people["set_role"]
    base.set_settings(settings, Author(actor=ActorId("test"), via="test"))
    assert await may(town, people["helper"], "bench")


async def test_administrators_have_manage_server(town, people):
    """Curating is not setting up."""
    for name, allowed in {"admin": True, "manager": True, "moderator": False}.items():
        assert await may(town, people[name], "office") is allowed


async def test_a_channels_overwrite_makes_no_curator(town):
    """Facts are the whole server's."""
    given = discord.PermissionOverwrite(manage_messages=True)
    channel = town.guild.create_text_channel("minas", overwrites={town.mina: given})
    await town.env.settle()
    r = await town.mina.slash(channel, "bench")
    assert "This is for curators" in r.response.content
    assert isinstance(town.env.errors[-1], RefusedError)
