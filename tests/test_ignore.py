"""Members who are ignored: nothing that they do is heeded, they are told once at most, and nobody else is."""

import discord
import pytest
import simcord
from small_facts import AMBIGUOUS, MONDAY, TWELVE, UNKNOWN

from bot.faults import RefusedError, UnheededError
from knowledge import codec
from knowledge.activity import Activity
from knowledge.errors import InvalidError, NotFoundError
from knowledge.exchange import export_csv, export_json
from knowledge.ignoring import MOST, Ignoring
from knowledge.records import Settings
from knowledge.revisions import ActorId, Author
from knowledge.tips import Tips

TOLD = "The moderators here have asked me to leave your questions and suggestions aside."

pytestmark = pytest.mark.usefixtures("facts")


async def ignored(town, member=None):
    """Sam has Mina ignored."""
    r = await town.sam.slash(town.moderators, "ignore add", member=member or town.mina)
    assert r.ephemeral
    return r.response.content


def said(town):
    """What the bot said in #situation, to everybody."""
    return [
        message.content for message in town.situation.history(viewer=town.sam) if message.author.id == town.bot.user.id
    ]


class TestTheMember:
    """Whom the bot leaves aside."""

    async def test_mentions_get_nothing(self, town):
        """No answer, no word, no wave, and no work for moderators."""
        await ignored(town)
        for words in (MONDAY, UNKNOWN, "thanks", ""):
            await town.mina.send(town.situation, f"{town.ping} {words}")
        assert said(town) == []
        assert not any("reactions" in sent.path for sent in town.env.http_requests)
        assert (await town.base()).activity.misses == ()

    async def test_commands_get_one_sentence_and_nothing_is_kept(self, town):
        """To the member alone, whichever they use."""
        await ignored(town)
        asked = await town.sam.send(town.situation, MONDAY)
        answered = [
            await town.mina.slash(town.situation, "ask", question=MONDAY),
            await town.mina.slash(town.situation, "suggest", question=UNKNOWN, source="The Mirror"),
            await town.mina.slash(town.situation, "browse"),
            await town.mina.slash(town.situation, "history", fact="#1"),
            await town.mina.context_menu(town.situation, "Answer this", asked),
        ]
        assert [(r.response.content, r.ephemeral, r.followups) for r in answered] == [(TOLD, True, [])] * 5
        assert Tips(await town.base()).open() == ()
        assert {type(error) for error in town.env.errors} == {UnheededError}

    async def test_clicks_and_forms_come_to_nothing(self, town):
        """Without a word, also on what was there and open before."""
        await town.mina.send(town.situation, f"{town.ping} {AMBIGUOUS}")
        choice = town.situation.last_message
        await town.mina.send(town.situation, f"{town.ping} {UNKNOWN}")
        abstention = town.situation.last_message
        form = await town.mina.click(abstention, label="I have a source")
        await ignored(town)
        before = [message.content for message in town.situation.history(viewer=town.mina)]
        done = [
            await town.mina.click(choice, label="1"),
            await town.mina.click(choice, label="None of these"),
            await town.mina.click(abstention, label="Tell me when known"),
            await town.mina.submit_modal(form, {"question": UNKNOWN, "source": "The Mirror", "answer": ""}),
        ]
        assert [(r.acknowledged, r.modal, r.followups) for r in done] == [(True, None, [])] * 4
        assert [message.content for message in town.situation.history(viewer=town.mina)] == before
        base = await town.base()
        assert Tips(base).open() == ()
        assert base.activity.clicks == ()

    async def test_the_others_are_answered_as_ever(self, town):
        """And can have the words of the ignored answered."""
        await ignored(town)
        asked = await town.mina.send(town.situation, MONDAY)
        r = await town.sam.context_menu(town.situation, "Answer this", asked)
        assert r.response.content == TWELVE

    async def test_it_outlives_a_restart_and_ends_when_a_curator_says_so(self, town, make_bot):
        """On the disk before it is said."""
        await ignored(town)
        await town.restart(make_bot)
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        assert said(town) == []
        r = await town.sam.slash(town.moderators, "ignore remove", member=town.mina)
        assert r.response.content == "**Mina** is heeded again."
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        assert said(town) == [TWELVE]

    async def test_in_another_server_they_are_heeded(self, town):
        """Each has its own moderators."""
        other = town.env.create_guild("Other")
        there = other.create_text_channel("situation")
        mina = other.add_member(town.mina.user)
        await town.env.settle()
        await ignored(town)
        r = await mina.slash(there, "ask", question=UNKNOWN)
        assert "Not on record" in r.response.content


class TestTheCurator:
    """`/ignore`."""

    async def test_what_it_means_is_said(self, town):
        """Once; a second time changes nothing."""
        assert "**Mina** is ignored from now on" in await ignored(town)
        assert "ignored already" in await ignored(town)

    async def test_those_who_curate_cannot_be_ignored(self, town):
        """By permission, by role, as administrator, or themselves: a sentence says why."""
        chosen = town.guild.create_role("Editors")
        roles = {
            "Ada": town.guild.create_role("Admins", permissions=discord.Permissions(administrator=True)),
            "Eve": chosen,
        }
        people = [town.guild.add_member(town.env.create_user(name), roles=[role]) for name, role in roles.items()]
        await town.env.settle()
        base = await town.base()
        base.set_settings(Settings(curator_role=chosen.id), Author(actor=ActorId("test"), via="test"))
        for member in (town.sam, *people):
            assert "curates here, and curators and administrators are always heeded" in await ignored(town, member)
        assert Ignoring(base.activity).listed() == ()
        assert {type(error) for error in town.env.errors} == {RefusedError}

    async def test_whoever_becomes_a_curator_is_heeded(self, town):
        """Moderators trust them by now."""
        await ignored(town)
        everyone = town.bot.get_guild(town.guild.id).default_role
        await everyone.edit(permissions=everyone.permissions | discord.Permissions(manage_messages=True))
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        assert said(town) == [TWELVE]

    async def test_a_bot_need_not_be_ignored(self, town):
        """None is heeded."""
        other = town.guild.add_member(town.env.create_user("Other bot", bot=True))
        await town.env.settle()
        assert "That is a bot" in await ignored(town, other)
        simcord.assert_error(town.env, RefusedError)

    async def test_the_list_says_who_since_when_and_by_whom(self, town):
        """To the curator alone; a name is text like any other."""
        eve = town.guild.add_member(town.env.create_user("**Eve** @everyone"))
        await town.env.settle()
        r = await town.sam.slash(town.moderators, "ignore list")
        assert r.response.content.startswith("Nobody is ignored here.")
        await ignored(town)
        await ignored(town, eve)
        r = await town.sam.slash(town.moderators, "ignore list")
        assert r.ephemeral
        assert r.response.content == "**2 members are ignored here.**"
        first, second = r.response.embeds[0].description.split("\n")
        stamp = int(town.env.now().timestamp())
        assert first == f"\\*\\*Eve\\*\\* @\u200beveryone (<@{eve.id}>) · since <t:{stamp}:f>, by Sam"
        assert second == f"Mina (<@{town.mina.id}>) · since <t:{stamp}:f>, by Sam"

    async def test_members_cannot_ignore_anybody(self, town):
        """The server checks, whatever Discord shows."""
        root = town.env.backend.find_command("ignore", town.guild.id, type=1)
        town.guild.set_command_permissions(int(root["id"]), {town.guild.default_role: True})
        for command in ("ignore add", "ignore remove"):
            r = await town.mina.slash(town.situation, command, member=town.sam)
            assert "This is for curators" in r.response.content
        assert "This is for curators" in (await town.mina.slash(town.situation, "ignore list")).response.content
        assert len(town.env.errors) == 3

    async def test_nobody_is_heeded_again_who_was_not_ignored(self, town):
        """It says so."""
        r = await town.sam.slash(town.moderators, "ignore remove", member=town.mina)
        assert "I heed that member already" in r.response.content
        simcord.assert_error(town.env, NotFoundError)


class TestWhereItIsKept:
    """Behind an id, and nowhere but in the activity."""

    async def test_no_export_and_no_revision_knows_of_it(self, town):
        """Neither the number nor the name nor the id that stands for the member."""
        await ignored(town)
        base = await town.base()
        [one] = Ignoring(base.activity).listed()
        written = export_json(base.state) + export_csv(base.state) + "".join(map(str, base.history()))
        for secret in (str(town.mina.id), "Mina", one.member):
            assert secret not in written

    def test_who_was_forgotten_is_nobody(self, tmp_path):
        """What is kept tells nothing about a member once the person behind the id is gone."""
        activity = Activity(tmp_path)
        actor = activity.actor(77, "Mina")
        Ignoring(activity).begin(actor, ActorId("p2"), discord.utils.utcnow())
        assert "77" not in codec.dumps(Ignoring(activity).listed()).decode().replace(actor, "")
        assert Ignoring(activity).ignores(77)
        assert not Ignoring(activity).ignores(78)

    def test_one_more_than_fit_is_refused(self):
        """Nobody is heeded again by silently making room."""
        ignoring = Ignoring(Activity())
        for n in range(MOST):
            ignoring.begin(ActorId(f"p{n}"), ActorId("p"), discord.utils.utcnow())
        with pytest.raises(InvalidError, match="cannot be more than 500"):
            ignoring.begin(ActorId("one more"), ActorId("p"), discord.utils.utcnow())
        assert len(ignoring.listed()) == MOST
