"""The client: what it asks of Discord, what it registers, what it keeps when it ends."""

import time

import discord
import pytest
import simcord
from small_facts import UNKNOWN

from bot.cards import Button, note
from bot.sending import as_message
from knowledge.errors import LockedError, NotFoundError, StoreError


def puts(env):
    """How often the commands were registered."""
    return sum(sent.method == "PUT" and sent.path.endswith("/commands") for sent in env.http_requests)


async def test_no_privileged_intent_is_asked_for(town):
    """The bot works without an approval by Discord."""
    intents = town.bot.intents
    assert not any((intents.message_content, intents.members, intents.presences))
    assert intents.guilds
    assert intents.guild_messages


async def test_an_unchanged_set_of_commands_is_registered_once(town, make_bot):
    """Discord allows few registrations a day: a restart with the same commands makes none."""
    assert puts(town.env) == 1
    await town.restart(make_bot)
    assert puts(town.env) == 1


async def test_knowledge_of_two_servers_is_apart(town):
    """A server's id is its folder."""
    other = town.env.create_guild("Other")
    await town.env.settle()
    assert await town.bot.base(other.id) is not await town.base()
    assert await town.bot.base(town.guild.id) is await town.base()


async def test_changed_commands_are_registered_again(town, make_bot):
    """Also when only a description changed."""

    def changed():
        bot = make_bot()
        bot.tree.add_command(discord.app_commands.Command(name="new", description="New", callback=_new))
        return bot

    await town.restart(changed)
    assert puts(town.env) == 2


async def test_a_refused_registration_does_not_keep_the_bot_from_answering(make_bot, caplog):
    """Mentions work all the same, and the next start tries again."""
    env = simcord.Env(make_bot())
    env.inject_error("PUT", "/applications/*/commands", status=500, code=0, times=1)
    await env.start()
    assert env.bot.is_ready()
    assert "could not be registered" in caplog.text
    await env.bot.close()
    await env.restart_bot(make_bot())
    assert (env.bot.servers.data / "commands.sha256").exists()
    await env.bot.close()
    await env.shutdown()


async def test_everything_is_for_servers(town):
    """No command is offered in direct messages, nor to be installed for one person."""
    [put] = [sent.json for sent in town.env.http_requests if sent.method == "PUT"]
    assert all(command["contexts"] == [0] for command in put)
    assert all(command["integration_types"] == [0] for command in put)


async def test_what_is_not_saved_yet_is_saved_every_half_minute(town, facts):
    """A kill costs no more than that of misses and receipts."""
    activity = town.bot.servers.data / "servers" / str(town.guild.id) / "activity.json"
    await town.mina.slash(town.situation, "ask", question=UNKNOWN)
    assert not activity.exists() or UNKNOWN not in activity.read_text("utf-8")
    await town.env.advance_time(31)
    assert UNKNOWN in activity.read_text("utf-8")


async def test_a_failed_save_is_logged_and_tried_again(town, facts, caplog, monkeypatch):
    """An exception would end the loop for good."""
    saved = []

    def full():
        saved.append(town.env.now())
        raise StoreError("the disk is full")

    monkeypatch.setattr(town.bot.servers, "save", full)
    await town.env.advance_time(61)
    assert len(saved) == 2
    assert "the disk is full" in caplog.text
    monkeypatch.undo()


async def test_activity_that_was_lost_is_told_once_to_whoever_runs_the_bot(make_bot, caplog):
    """With the file that was set aside: no member can do anything about it."""
    bot = make_bot()
    (bot.servers.data / "servers" / "7").mkdir(parents=True)
    (bot.servers.data / "servers" / "7" / "activity.json").write_text("damage")
    for _ in range(2):
        await bot.base(7)
    assert caplog.text.count("activity.json.damaged-1") == 1
    bot.servers.close()


async def test_joining_posts_nothing_and_leaving_keeps_the_records(town, facts):
    """Nobody asked for a greeting; a server that comes back finds its facts."""
    town.bot.dispatch("guild_join", town.bot.get_guild(town.guild.id))
    await town.env.settle()
    assert town.situation.history() == town.moderators.history() == []
    await town.bot.get_guild(town.guild.id).leave()
    await town.env.settle()
    town.bot.servers.save()
    assert len((await town.base()).state.facts) == 3
    assert town.bot.servers.known() == (str(town.guild.id),)


async def test_closing_gives_the_data_folder_free(town, make_bot):
    """Another process may write there at once; closing twice does no harm."""
    with pytest.raises(LockedError):
        make_bot()
    await town.bot.close()
    await town.bot.close()
    make_bot().servers.close()


async def test_background_work_is_done_before_the_end(town, facts):
    """However slow it is."""
    done = []
    town.bot.background.do("slow work", lambda: (time.sleep(0.2), done.append(1)))
    await town.bot.close()
    assert done == [1]


async def test_an_author_is_named_by_surface_and_behind_an_id(town, facts):
    """So that a person can be forgotten while history stays."""
    base = await town.base()
    seen = []

    async def act(interaction, _ids):
        seen.append(town.bot.author(base, interaction, why="because"))
        await interaction.response.send_message("ok", ephemeral=True)

    town.bot.on_press("act", act)
    await town.bot.get_channel(town.situation.id).send(**as_message(note("x", Button(label="Act", verb="act"))))
    await town.mina.click(town.situation.last_message, label="Act")
    [author] = seen
    assert (author.via, author.why) == ("discord button", "because")
    assert author.request.isdigit()
    assert base.activity.person(author.actor).discord == town.mina.id
    assert str(town.mina.id) not in author.actor


async def test_what_goes_wrong_in_a_button_is_told(town, facts, caplog):
    """discord.py would only log it."""

    async def act(_interaction, ids):
        raise {"known": NotFoundError("There is no fact *9*."), "new": ValueError("secret")}[ids[0]]

    town.bot.on_press("act", act)
    buttons = [Button(label=which, verb="act", ids=(which,)) for which in ("known", "new")]
    await town.bot.get_channel(town.situation.id).send(**as_message(note("x", *buttons)))
    message = town.situation.last_message
    assert (await town.mina.click(message, label="known")).response.content == r"There is no fact \*9\*."
    told = (await town.mina.click(message, label="new")).response.content
    assert "secret" not in told
    assert told.split("under ")[1].split(".")[0] in caplog.text


async def test_a_member_who_cannot_be_told_is_logged(town, facts, caplog):
    """The interaction is over, its channel gone: nothing else suffers."""
    town.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062, times=2)
    await town.mina.slash(town.situation, "ask", question=UNKNOWN)
    assert "could not be told" in caplog.text
    assert UNKNOWN not in caplog.text
    assert len(town.env.errors) == 1
    assert (await town.mina.slash(town.situation, "ask", question=UNKNOWN)).acknowledged


async def _new(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("new")
