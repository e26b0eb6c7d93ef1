"""The buttons below answers, choices and abstentions: whose they are, what they do, and that they outlive a restart."""

import discord
import pytest
from small_facts import AMBIGUOUS, FIELDS, MONDAY, THREE, TWELVE

from bot.cards import Button, note
from bot.sending import as_message
from knowledge.revisions import ActorId, Author
from knowledge.traces import Wait

pytestmark = pytest.mark.usefixtures("facts")


NEARLY = "How many missiles were fired on Friday?"


def texts(channel, viewer=None):
    """What is read in a channel."""
    history = channel.history(viewer=viewer) if viewer else channel.history()
    return [message.content for message in history]


async def misses(town):
    """Open questions with their reasons and how many asked."""
    return [(miss.question, miss.reason, len(miss.askers)) for miss in (await town.base()).activity.misses]


async def offered(town):
    """A choice below a mention of Mina's."""
    await town.mina.send(town.situation, f"{town.ping} {AMBIGUOUS}")
    return town.situation.last_message


class TestAChoice:
    """[1] [2] [None of these]."""

    async def test_the_askers_click_turns_it_into_the_answer(self, town):
        """In place, with a receipt: no second message."""
        choice = await offered(town)
        r = await town.mina.click(choice, label="2")
        assert r.acknowledged
        assert texts(town.situation)[1:] == [THREE]
        [receipt] = (await town.base()).activity.receipts
        assert (receipt.message, receipt.fact) == (choice.id, 2)

    async def test_another_members_click_answers_that_member_alone(self, town):
        """The asker's choice stays the asker's."""
        choice = await offered(town)
        r = await town.sam.click(choice, label="1")
        assert r.ephemeral
        assert r.response.content == TWELVE
        assert town.situation.last_message.content == choice.content
        assert (await town.mina.click(choice, label="2")).acknowledged

    async def test_a_private_choice_becomes_a_private_answer_that_can_be_shared(self, town):
        """Nothing is public until somebody says so."""
        asked = await town.mina.slash(town.situation, "ask", question=AMBIGUOUS)
        await town.mina.click(asked.response, label="1")
        assert texts(town.situation) == []
        [answer] = town.situation.history(viewer=town.mina)
        assert answer.content == TWELVE
        await town.mina.click(answer, label="Share here")
        assert texts(town.situation, town.sam) == [TWELVE]
        again = await town.mina.click(answer, label="Share here")
        assert again.ephemeral
        assert again.response.content.startswith("It is here already: https://discord.com/channels/")

    @pytest.mark.parametrize("private", [True, False])
    async def test_none_of_these_keeps_the_question(self, town, private):
        """It is on the disk before that is said."""
        if private:
            choice = (await town.mina.slash(town.situation, "ask", question=AMBIGUOUS)).response
        else:
            choice = await offered(town)
        assert await misses(town) == [(AMBIGUOUS, "vetoed", 1)]
        r = await town.mina.click(choice, label="None of these")
        assert r.acknowledged
        [said] = [text for text in texts(town.situation, town.mina) if "Then it is not on record" in text]
        assert "kept for the moderators" in said
        assert await misses(town) == [(AMBIGUOUS, "none of those offered", 1)]
        activity = town.bot.servers.data / "servers" / str(town.guild.id) / "activity.json"
        assert AMBIGUOUS in activity.read_text("utf-8")

    @pytest.mark.parametrize("private", [True, False])
    async def test_then_it_can_be_waited_for_like_all_that_is_not_on_record(self, town, private):
        """The question is still known to the button, wherever it was asked."""
        if private:
            choice = (await town.mina.slash(town.situation, "ask", question=AMBIGUOUS)).response
        else:
            choice = await offered(town)
        await town.mina.click(choice, label="None of these")
        said = next(each for each in town.situation.history(viewer=town.mina) if "Then it is not on" in each.content)
        waits = await town.mina.click(said, label="Tell me when known")
        assert "tell you once" in waits.response.content
        [wait] = (await town.base()).activity.kept(Wait).values()
        assert wait.question == AMBIGUOUS

    async def test_what_is_not_exactly_on_record_is_open_until_its_asker_finds_it_there(self, town):
        """Who reads "closest are" and goes away was not answered; who picks one was, and others may still ask."""
        for member in (town.mina, town.sam):
            await member.send(town.situation, f"{town.ping} {NEARLY}")
            assert "Not exactly on record" in town.situation.last_message.content
        assert await misses(town) == [(NEARLY, "vetoed", 2)]
        await town.sam.click(town.situation.last_message, label="1")
        assert await misses(town) == [(NEARLY, "vetoed", 1)]
        offer = next(each for each in town.situation.history() if "Not exactly" in each.content)
        await town.mina.click(offer, label="1")
        assert await misses(town) == []

    async def test_none_of_these_is_the_askers_to_say(self, town):
        """Another member is told how to ask."""
        choice = await offered(town)
        r = await town.sam.click(choice, label="None of these")
        assert r.ephemeral
        assert "/ask" in r.response.content
        assert await misses(town) == [(AMBIGUOUS, "vetoed", 1)]

    async def test_a_question_that_was_deleted_is_not_said_to_be_kept(self, town):
        """The choice stands alone then."""
        choice = await offered(town)
        question = next(message for message in town.situation.history() if message.author.id == town.mina.id)
        await town.mina.delete(question)
        assert (await town.mina.click(choice, label="None of these")).acknowledged
        assert "ask it again" in town.situation.last_message.content
        assert await misses(town) == [(AMBIGUOUS, "vetoed", 1)]

    async def test_it_outlives_a_restart(self, town, make_bot):
        """Whatever it needs stands in the message."""
        public, private = await offered(town), await town.mina.slash(town.situation, "ask", question=AMBIGUOUS)
        await town.restart(make_bot)
        assert (await town.mina.click(private.response, label="None of these")).acknowledged
        assert await misses(town) == [(AMBIGUOUS, "none of those offered", 1)]
        assert (await town.mina.click(public, label="2")).acknowledged
        assert texts(town.situation)[1:] == [THREE]

    async def test_a_fact_that_was_retired_meanwhile_is_not_shown(self, town):
        """The button is old, the answer never."""
        choice = await offered(town)
        base = await town.base()
        base.retire(2, Author(actor=ActorId("test"), via="test"), seen=base.last_change(2))
        r = await town.mina.click(choice, label="2")
        assert r.ephemeral
        assert r.response.content == "#2 is no longer answered here. Ask again, with /ask."

    async def test_a_button_of_another_version_says_so(self, town):
        """Instead of doing something else."""
        view = discord.ui.View(timeout=None)
        view.add_item(discord.ui.Button(label="Old", custom_id="sitrep0:wrong:1"))
        await town.bot.get_channel(town.situation.id).send("old", view=view)
        r = await town.mina.click(town.situation.last_message, label="Old")
        assert r.ephemeral
        assert "older version" in r.response.content


class TestDoubts:
    """The button "Wrong?", which members and curators press for different things."""

    async def test_a_members_doubt_is_kept_for_moderators(self, town):
        """With its kind, once for each member."""
        await town.mina.slash(town.situation, "ask", question=MONDAY)
        answer = town.situation.last_message
        for _ in range(2):
            asked = await town.mina.click(answer, label="Wrong?")
            assert asked.ephemeral
            done = await town.mina.click(asked.response, label="Outdated")
            assert done.acknowledged
        assert await misses(town) == [(f"#1 outdated: {MONDAY}", "outdated", 1)]
        assert texts(town.situation) == [TWELVE]

    async def test_not_what_i_asked_keeps_what_was_asked(self, town):
        """Where the answer is a reply, the question is known."""
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        asked = await town.mina.click(town.situation.last_message, label="Wrong?")
        await town.mina.click(asked.response, label="Not what I asked")
        assert await misses(town) == [(MONDAY, "not answered by #1", 1)]

    async def test_a_curator_is_led_to_the_forms(self, town):
        """They can put it right."""
        await town.mina.slash(town.situation, "ask", question=MONDAY)
        r = await town.sam.click(town.situation.last_message, label="Wrong?")
        assert r.ephemeral
        assert r.response.content.startswith("What is wrong with #1?")
        forms = [(await town.sam.click(r.response, label=label)).modal for label in ("Revise", "Phrasing", "Withdraw")]
        assert [form["title"] for form in forms] == ["Revise #1", "Phrasings of #1", "Withdraw a claim of #1"]
        assert await misses(town) == []

    async def test_a_curator_takes_back_what_is_wrong(self, town):
        """In two presses and a reason: the answer itself says so then."""
        await town.mina.slash(town.situation, "ask", question=MONDAY)
        asked = await town.sam.click(town.situation.last_message, label="Wrong?")
        form = await town.sam.click(asked.response, label="Withdraw")
        done = await town.sam.submit_modal(form, {"why": "a rumour"})
        assert "One message is corrected." in done.response.content
        assert town.situation.last_message.content.startswith("~~12 missiles~~ **Taken back**")

    async def test_nobody_else_gets_those_buttons_to_work(self, town):
        """A member who lost the role meanwhile is told so."""
        await town.mina.slash(town.situation, "ask", question=MONDAY)
        asked = await town.sam.click(town.situation.last_message, label="Wrong?")
        town.env.backend.get_guild(town.guild.id).members[town.sam.id].role_ids.clear()
        r = await town.sam.click(asked.response, label="Withdraw")
        assert "This is for curators" in r.response.content

    async def test_it_outlives_a_restart(self, town, make_bot):
        """An answer of last week can be doubted."""
        await town.mina.slash(town.situation, "ask", question=MONDAY)
        answer = town.situation.last_message
        await town.restart(make_bot)
        asked = await town.mina.click(answer, label="Wrong?")
        await town.restart(make_bot)
        assert (await town.mina.click(asked.response, label="Wrong")).acknowledged
        assert await misses(town) == [(f"#1 wrong: {MONDAY}", "wrong", 1)]


async def test_the_nearest_fact_is_shown_to_whoever_asks_for_it(town):
    """Below an abstention, privately."""
    channel = town.bot.get_channel(town.situation.id)
    await channel.send(**as_message(note("Not on record", Button(label="Show #3", verb="show", ids=(3,)))))
    r = await town.sam.click(town.situation.last_message, label="Show #3")
    assert r.ephemeral
    assert r.response.content == FIELDS
