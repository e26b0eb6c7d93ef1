"""Learning from choices in Discord: what several members mean by a wording, moderators may add with one click."""

import discord
import pytest
from messages import labels, text
from small_facts import AMBIGUOUS, MONDAY, THREE

from knowledge.learning import MEMBERS, Learning
from knowledge.records import Settings
from knowledge.revisions import ActorId, Author

pytestmark = pytest.mark.usefixtures("facts")

BY = Author(actor=ActorId("test"), via="test")
ASKED = "how many missiles were fired"


@pytest.fixture
async def members(town):
    """Three who ask, and a fourth."""
    made = [town.guild.add_member(town.env.create_user(name)) for name in ("Ben", "Cleo", "Dan")]
    await town.env.settle()
    return [town.mina, *made]


@pytest.fixture
async def moderated(town):
    """#moderators is where moderators meet."""
    base = await town.base()
    base.set_settings(Settings(moderators_channel=town.moderators.id), BY)


async def choose(town, member, label="2", question=AMBIGUOUS):
    """Ask in public, and click."""
    await member.send(town.situation, f"{town.ping} {question}")
    clicked = await member.click(town.situation.last_message, label=label)
    assert clicked.acknowledged


async def phrasings(town, fact=2):
    return (await town.base()).fact(fact).phrasings


async def listed(town):
    """The list, as Sam sees it."""
    return (await town.sam.slash(town.moderators, "fact phrase")).response


@pytest.fixture
async def ada(town):
    """An administrator."""
    role = town.guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
    made = town.guild.add_member(town.env.create_user("Ada"), roles=[role])
    await town.env.settle()
    return made


async def choose_channel(town, who, channel):
    setup = await who.slash(town.situation, "setup")
    return await who.select(setup.response, [channel], custom_id="setup:moderators")


class TestEvidence:
    """A click on a choice is remembered."""

    @pytest.mark.usefixtures("moderated")
    async def test_several_members_make_a_suggestion(self, town, members):
        """In the moderators' channel, once, and nothing is learned by that; the public reads none of it."""
        for member in members[: MEMBERS - 1]:
            await choose(town, member)
            await choose(town, member)
        assert town.moderators.history() == []
        await choose(town, members[2])
        await choose(town, members[3])
        (post,) = town.moderators.history()
        assert "3 members meant #2 by this." in post.content
        assert f"“{AMBIGUOUS}”" in text(post)
        assert labels(post) == ["Add as phrasing of #2", "Edit first", "Dismiss", "Show #2"]
        assert await phrasings(town) == ()
        said = [text(message) for message in town.situation.history() if message.author == town.bot.user]
        assert not any(AMBIGUOUS in each for each in said)

    async def test_private_choices_count_as_well(self, town, members):
        """What was asked stands in the message; a mention in it is no part of the wording."""
        for member in members[:MEMBERS]:
            asked = await member.slash(town.situation, "ask", question=f"<@{town.sam.id}> {AMBIGUOUS}")
            await member.click(asked.response, label="2")
        assert f"“{AMBIGUOUS}”" in text(await listed(town))

    async def test_none_of_these_counts_against(self, town, members):
        """Of four, one who says that it is neither."""
        await choose(town, members[3], label="None of these")
        for member in members[:MEMBERS]:
            await choose(town, member)
        assert "No wording waits here" in text(await listed(town))

    async def test_only_the_asker_chooses(self, town, members):
        """Whoever clicks on another's choice may have meant something else."""
        await town.mina.send(town.situation, f"{town.ping} {AMBIGUOUS}")
        choice = town.situation.last_message
        for member in members[1:]:
            await member.click(choice, label="2")
        assert (await town.base()).activity.clicks == ()

    async def test_it_outlives_a_restart(self, town, members, make_bot):
        """And the same member counts once across it."""
        for member in members[:2]:
            await choose(town, member)
        await town.restart(make_bot)
        await choose(town, members[1])
        assert "No wording waits here" in text(await listed(town))
        await choose(town, members[2])
        assert "3 members meant #2" in text(await listed(town))

    @pytest.mark.usefixtures("moderated")
    async def test_a_question_that_was_deleted_is_no_evidence(self, town, members):
        """Nobody knows any more what it said."""
        await town.mina.send(town.situation, f"{town.ping} {AMBIGUOUS}")
        question, choice = town.situation.history()
        await town.mina.delete(question)
        await town.mina.click(choice, label="2")
        assert (await town.base()).activity.clicks == ()

    async def test_a_reply_is_no_evidence(self, town):
        """It may leave out what it replies to: "and how many?" means something else below each answer."""
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        await town.mina.send(town.situation, AMBIGUOUS, reply_to=town.situation.last_message)
        await town.mina.click(town.situation.last_message, label="2")
        assert town.situation.last_message.content == THREE
        assert (await town.base()).activity.clicks == ()

    async def test_a_failure_costs_the_member_nothing(self, town, monkeypatch, caplog):
        """They are answered; it is logged, without what they asked."""
        monkeypatch.setattr("bot.cogs.learn.Learning", lambda base: 1 / 0)
        await choose(town, town.mina)
        assert town.situation.last_message.content == THREE
        assert "could not be kept or told" in caplog.text
        assert ASKED not in caplog.text


@pytest.mark.usefixtures("moderated")
class TestDeciding:
    """One click adds it, another one dismisses it."""

    @pytest.fixture
    async def post(self, town, members):
        """What moderators read."""
        for member in members[:MEMBERS]:
            await choose(town, member)
        (found,) = town.moderators.history()
        return found

    async def test_one_click_adds_it(self, town, post):
        """Whoever asks like that gets the answer at once; the message says who did it, and has no buttons left."""
        done = await town.sam.click(post, label="Add as phrasing of #2")
        assert await phrasings(town) == (AMBIGUOUS,)
        told = town.moderators.last_message
        assert told.id == post.id
        assert "is a phrasing of #2 now, added by Sam" in told.content
        assert labels(told) == []
        assert "is also asked as" in text(done.followups[0])
        answer = await town.mina.slash(town.situation, "ask", question=ASKED, private=True)
        assert answer.response.content == THREE

    async def test_it_can_be_mended_first(self, town, post):
        """In the form; that decides it too."""
        shown = await town.sam.click(post, label="Edit first")
        (row,) = shown.modal["components"]
        assert row["component"]["value"] == AMBIGUOUS
        await town.sam.submit_modal(shown, {"phrasings": "missiles fired in all"})
        assert await phrasings(town) == ("missiles fired in all",)
        assert "No wording waits here" in text(await listed(town))

    async def test_dismissed_it_does_not_come_back(self, town, post, members, make_bot):
        """Not for a fourth member either, nor after a restart."""
        await town.sam.click(post, label="Dismiss")
        assert "was dismissed by Sam" in town.moderators.last_message.content
        await town.restart(make_bot)
        await choose(town, members[3])
        assert len(town.moderators.history()) == 1
        assert "No wording waits here" in text(await listed(town))
        assert await phrasings(town) == ()

    async def test_the_buttons_outlive_a_restart(self, town, post, make_bot):
        """However old the message is."""
        await town.restart(make_bot)
        await town.sam.click(post, label="Add as phrasing of #2")
        assert await phrasings(town) == (AMBIGUOUS,)

    async def test_what_was_decided_elsewhere_is_said(self, town, post):
        """It was added from the list meanwhile."""
        await town.sam.click(await listed(town), label="Add 1")
        late = await town.sam.click(post, label="Dismiss")
        assert "added or dismissed already" in late.response.content
        assert labels(late.response) == []
        assert await phrasings(town) == (AMBIGUOUS,)

    async def test_another_owner_is_pointed_out_before(self, town, post):
        """It became a phrasing of #1 in the meantime; nothing is added until that was read."""
        base = await town.base()
        base.phrase(1, [AMBIGUOUS], BY)
        done = await town.sam.click(post, label="Add as phrasing of #2")
        (pointed,) = done.followups
        assert f"is a wording of #1 {MONDAY}" in text(pointed)
        assert await phrasings(town) == ()
        assert labels(town.moderators.last_message) == labels(post)
        await town.sam.click(pointed, label="Add anyway")
        assert await phrasings(town) == (AMBIGUOUS,)

    async def test_it_stands_with_its_buttons_until_it_is_decided(self, town, post, make_bot):
        """Other suggestions come and go, the bot restarts."""
        await town.restart(make_bot)
        (still,) = town.moderators.history()
        assert labels(still) == labels(post)

    async def test_who_is_no_curator_decides_nothing(self, town, members):
        """Although they see the channel."""
        hidden, seen = discord.PermissionOverwrite(view_channel=False), discord.PermissionOverwrite(view_channel=True)
        room = town.guild.create_text_channel(
            "back-room", overwrites={town.guild.default_role: hidden, town.mina: seen, town.env.bot.user: seen}
        )
        await town.env.settle()
        (await town.base()).set_settings(Settings(moderators_channel=room.id), BY)
        for member in members[:MEMBERS]:
            await choose(town, member)
        for button in ("Add as phrasing of #2", "Edit first", "Dismiss"):
            refused = await town.mina.click(room.last_message, label=button)
            assert "for curators" in refused.response.content
        assert await phrasings(town) == ()
        assert len(Learning(await town.base()).suggestions()) == 1


class TestTheList:
    """`/fact phrase` without a fact shows what waits, for the curator alone."""

    @pytest.fixture(autouse=True)
    async def chosen(self, town):
        """Seven wordings, each of which three members meant #2 by."""
        learning = Learning(await town.base())
        for wording in (f"number {n} of missiles" for n in range(7)):
            for member in range(MEMBERS):
                now = town.env.now()
                learning.chosen(wording, 2, offered=[1, 2], member=ActorId(f"p{member}"), now=now)

    async def test_five_a_page(self, town):
        """With a button to add and one to dismiss each."""
        shown = await listed(town)
        assert shown.flags.ephemeral
        assert "chose a fact for: 7" in shown.content
        assert labels(shown) == [f"{verb} {n}" for verb in ("Add", "Dismiss") for n in range(1, 6)] + ["Back", "Next"]
        done = await town.sam.click(shown, label="Next")
        assert labels(done.response) == ["Add 1", "Add 2", "Dismiss 1", "Dismiss 2", "Back", "Next"]

    async def test_what_was_decided_leaves_it(self, town):
        """The page stays where it was."""
        page = (await town.sam.click(await listed(town), label="Next")).response
        done = await town.sam.click(page, label="Add 1")
        assert await phrasings(town) == ("number 5 of missiles",)
        assert "is also asked as" in text(done.followups[0])
        done = await town.sam.click(done.response, label="Dismiss 1")
        assert "chose a fact for: 5" in done.response.content

    async def test_a_button_of_an_old_list_renews_it(self, town):
        """What it would do was done."""
        old = await listed(town)
        await town.sam.click(await listed(town), label="Dismiss 1")
        done = await town.sam.click(old, label="Add 1")
        assert "chose a fact for: 6" in done.response.content
        assert await phrasings(town) == ()


class TestTheChannel:
    """What members typed goes where moderators are among themselves, and nowhere else."""

    async def test_one_that_everybody_sees_is_refused(self, town, ada):
        """With the reason; nothing is chosen."""
        done = await choose_channel(town, ada, town.situation)
        assert "@everyone sees it" in done.response.content
        assert (await town.base()).state.settings.moderators_channel is None
        assert town.env.errors

    async def test_it_is_chosen_in_the_setup(self, town, ada):
        """And can be taken back."""
        done = await choose_channel(town, ada, town.moderators)
        assert f"**Moderators' channel**: <#{town.moderators.id}>. The desk stands there" in text(done.response)
        assert (await town.base()).state.settings.moderators_channel == town.moderators.id
        none = await ada.select(done.response, [], custom_id="setup:moderators")
        assert "**Moderators' channel**: none." in text(none.response)

    async def test_one_that_was_opened_since_gets_nothing(self, town, ada, members):
        """The set-up says so."""
        (await town.base()).set_settings(Settings(moderators_channel=town.situation.id), BY)
        for member in members[:MEMBERS]:
            await choose(town, member)
        assert not any("meant #2" in message.content for message in town.situation.history())
        assert "3 members meant #2" in text(await listed(town))
        setup = await ada.slash(town.situation, "setup")
        assert "but @everyone sees it" in text(setup.response)

    @pytest.mark.usefixtures("moderated")
    @pytest.mark.parametrize(("status", "again"), [(500, True), (403, False)], ids=["Discord fails", "not allowed"])
    async def test_what_could_not_be_posted_is_not_lost(self, town, members, status, again):
        """Where Discord failed it is posted with the next choice, where it refused it stands in the list."""
        for member in members[: MEMBERS - 1]:
            await choose(town, member)
        await members[2].send(town.situation, f"{town.ping} {AMBIGUOUS}")
        choice = town.situation.last_message
        town.env.inject_error("POST", f"/channels/{town.moderators.id}/messages", status=status, code=0, times=1)
        await members[2].click(choice, label="2")
        assert town.moderators.history() == []
        assert "3 members meant #2" in text(await listed(town))
        await choose(town, members[3])
        assert len(town.moderators.history()) == again

    async def test_chosen_later_it_gets_what_waits(self, town, members):
        """With the next choice that somebody makes."""
        for member in members[:MEMBERS]:
            await choose(town, member)
        (await town.base()).set_settings(Settings(moderators_channel=town.moderators.id), BY)
        await choose(town, members[0], label="None of these", question="how many were fired then")
        assert "meant #2 by this" in town.moderators.last_message.content
