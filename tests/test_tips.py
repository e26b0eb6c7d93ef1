"""What members give to the record in Discord: suggestions, and that they want to be told when it is known."""

import discord
import pytest
import simcord
from small_facts import AMBIGUOUS
from test_desk_cog import BY, HURT, desk, labels, opened, text

from bot.cogs.desk import EVERY
from knowledge.errors import InvalidError
from knowledge.records import Settings
from knowledge.tips import MOST_OPEN, Tips

pytestmark = pytest.mark.usefixtures("facts", "moderated")

LINK = "https://kbs.example/hurt"


@pytest.fixture
async def moderated(town):
    """#moderators is where moderators meet."""
    (await town.base()).set_settings(Settings(moderators_channel=town.moderators.id), BY)


async def suggest(town, question=HURT, source=LINK, **rest):
    return (await town.mina.slash(town.situation, "suggest", question=question, source=source, **rest)).response


async def tips(town):
    """The private list of suggestions."""
    listed = await town.sam.click(town.moderators.history()[0], label="Suggestions")
    assert listed.ephemeral
    return listed.response


async def abstention(town, question=HURT):
    """What Mina is told, in public."""
    await town.mina.send(town.situation, f"{town.ping} {question}")
    return town.situation.last_message


def words_to(member):
    """What the bot wrote to a member alone."""
    return member.user.dm_channel.history()


class TestSuggesting:
    """By command, and below a question that is not on record."""

    async def test_it_lands_on_the_desk_with_who_suggested_it(self, town):
        """Nobody else sees it; the host of its link is in sight."""
        post = await opened(town)
        thanks = await suggest(town, answer="**Nobody** @everyone")
        assert "Thank you" in thanks.content
        assert (await desk(town)).id == post.id
        assert f"“{HURT}” by Mina" in text(await desk(town))
        listed = text(await tips(town))
        assert f"[kbs.example]({LINK})" in listed
        assert "by Mina" in listed
        assert r"\*\*Nobody\*\*" in listed
        assert town.situation.history() == []

    async def test_the_button_opens_a_form_filled_with_the_question(self, town):
        """Below a public abstention and below a private one."""
        private = await town.mina.slash(town.situation, "ask", question=HURT, private=True)
        for message in (await abstention(town), private.response):
            form = await town.mina.click(message, label="I have a source")
            assert form.modal["components"][0]["component"]["value"] == HURT
        before = len(town.situation.history())
        done = await town.mina.submit_modal(form, {"question": HURT, "source": LINK, "answer": ""})
        assert done.ephemeral
        assert [(tip.question, tip.source) for tip in Tips(await town.base()).open()] == [(HURT, LINK)]
        assert len(town.situation.history()) == before

    async def test_a_bad_link_is_refused_with_the_remedy(self, town):
        """Nothing is kept of it."""
        refused = await suggest(town, source="javascript:alert(1)")
        assert "Only http:// and https:// links" in refused.content
        assert Tips(await town.base()).open() == ()
        simcord.assert_error(town.env, InvalidError)

    async def test_what_nobody_sees_is_taken_out_and_that_is_said(self, town):
        """To the member; moderators get it clean."""
        done = await suggest(town, "Was\u202e anyone hurt?\u200b")
        assert done.content.endswith("were taken out.")
        assert [tip.question for tip in Tips(await town.base()).open()] == ["Was anyone hurt?"]

    async def test_ten_may_wait_of_one_member(self, town):
        """The eleventh is told so."""
        for n in range(MOST_OPEN):
            await suggest(town, f"Question number {n}?")
        assert "wait for the moderators already" in (await suggest(town, "One more?")).content
        assert len(Tips(await town.base()).open()) == MOST_OPEN
        simcord.assert_error(town.env, InvalidError)


class TestDeciding:
    """A curator makes a fact of it, or declines."""

    async def test_it_becomes_a_fact(self, town, make_bot):
        """The form opens filled, also after a restart; saved, the suggestion is off the desk."""
        await suggest(town, answer="Nobody")
        post = await opened(town)
        await town.restart(make_bot)
        form = await town.sam.click(await tips(town), label="1 Make a fact")
        fields = {part["component"]["custom_id"]: part["component"].get("value") for part in form.modal["components"]}
        assert (fields["question"], fields["answer"], fields["source"]) == (HURT, "Nobody", LINK)
        await town.sam.submit_modal(form, {**fields, "said_by": "the mayor", "as_of": ""})
        fact = (await town.base()).known_as(HURT)
        assert fact.claims[0].source.url == LINK
        again = await desk(town)
        assert (again.id, again.content) == (post.id, "**Desk.** Nothing waits.")

    async def test_declined_it_is_off_the_list_once(self, town):
        """The second click, on an older list, is told so."""
        await suggest(town)
        await opened(town)
        old = await tips(town)
        done = await town.sam.click(await tips(town), label="1 Decline")
        assert "was declined" in done.response.content
        done = await town.sam.click(old, label="1 Decline")
        assert "decided on already" in done.response.content

    async def test_whoever_lost_the_right_cannot_decide(self, town):
        """It is checked at the press."""
        await suggest(town)
        await opened(town)
        listed = await tips(town)
        roles = town.bot.get_guild(town.guild.id).roles
        await next(role for role in roles if role.name == "Curators").edit(permissions=discord.Permissions())
        refused = await town.sam.click(listed, label="1 Decline")
        assert "This is for curators" in refused.response.content
        assert len(Tips(await town.base()).open()) == 1


class TestTellMe:
    """Tell me when known."""

    async def test_it_stands_below_what_is_not_on_record(self, town):
        """And not below a choice or an answer."""
        assert labels(await abstention(town))[:2] == ["Tell me when known", "I have a source"]
        assert "Tell me when known" not in labels(await abstention(town, AMBIGUOUS))

    async def test_each_who_waits_is_told_once_alone(self, town):
        """When a fact answers it; in no channel, and nobody is pinged there."""
        ben = town.guild.add_member(town.env.create_user("Ben"))
        await town.env.settle()
        below = await abstention(town)
        assert "when it is known" in (await town.mina.click(below, label="Tell me when known")).response.content
        assert "already" in (await town.mina.click(below, label="Tell me when known")).response.content
        await ben.click(below, label="Tell me when known")
        await town.wait(EVERY + 1)
        assert words_to(town.mina) == []
        before = len(town.situation.history())
        await town.put(HURT, "Nobody")
        await town.wait(60)
        for member in (town.mina, ben):
            (told,) = words_to(member)
            assert "**Nobody**" in told.content
            assert "Sitrep test" in told.content
            assert HURT in text(told)
            assert labels(told) == []
        assert len(town.situation.history()) == before

    async def test_it_outlives_a_restart_and_is_told_once_across_it(self, town, make_bot):
        """A fact that came while the bot was away counts as well."""
        await town.mina.click(await abstention(town), label="Tell me when known")
        await town.put(HURT, "Nobody")
        await town.restart(make_bot)
        await town.wait(EVERY + 1)
        assert len(words_to(town.mina)) == 1
        await town.restart(make_bot)
        await town.wait(EVERY + 1)
        assert len(words_to(town.mina)) == 1

    async def test_a_fact_in_other_words_made_at_the_desk_is_told(self, town):
        """The moderators settled the question with it."""
        await town.mina.click(await abstention(town, "who won the match"), label="Tell me when known")
        await opened(town)
        listed = (await town.sam.click(town.moderators.history()[0], label="Questions")).response
        form = await town.sam.click(listed, label="1 New fact")
        given = {"question": "How did the game end?", "answer": "A draw", "said_by": "", "as_of": "", "source": ""}
        await town.sam.submit_modal(form, given)
        await town.wait(EVERY + 1)
        (told,) = words_to(town.mina)
        assert "**A draw**" in told.content

    async def test_who_takes_no_messages_is_passed_over(self, town, caplog):
        """It is logged by an id that tells nothing, and tried no more."""
        caplog.set_level("INFO")
        await town.mina.click(await abstention(town), label="Tell me when known")
        town.env.inject_error("POST", "/channels/*/messages", status=403, code=50007, times=1)
        await town.put(HURT, "Nobody")
        await town.wait(60)
        assert words_to(town.mina) == []
        assert "cannot be told" in caplog.text
        assert HURT not in caplog.text

    async def test_not_known_yet_is_no_answer(self, town):
        """Who waits to know waits on."""
        await town.mina.click(await abstention(town), label="Tell me when known")
        await town.put("How did the game end?", "A draw")
        await town.wait(EVERY + 1)
        assert words_to(town.mina) == []
