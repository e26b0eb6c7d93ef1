"""What one member can do to the others and to the moderators by asking too much: nothing."""

import pytest
from small_facts import AMBIGUOUS, MONDAY, UNKNOWN

from bot.cogs.ask import NOT_KEPT
from knowledge.activity import MOST_OPEN

NOT_ON_RECORD = "**Not on record here.** That doesn't mean it didn't happen."

pytestmark = pytest.mark.usefixtures("facts")


async def open_questions(town):
    """What waits for moderators."""
    return {miss.question for miss in (await town.base()).activity.misses}


async def fill(town):
    """As many open questions of Mina's as a member may have."""
    activity = (await town.base()).activity
    mina = activity.actor(town.mina.id)
    asked = {f"Who is the mayor of town {n}?" for n in range(MOST_OPEN)}
    for question in asked:
        activity.missed(question, "not_on_record", mina, town.env.now())
    return asked


class TestPace:
    """Five questions a minute."""

    async def test_a_curator_who_tries_wordings_is_not_slowed_down(self, town):
        """Nobody else sees the sixth of them."""
        for _ in range(6):
            r = await town.sam.slash(town.situation, "ask", question=MONDAY, private=True)
        assert "12 missiles" in r.response.content

    async def test_mentions_of_a_curator_are_counted(self, town):
        """Everybody in the channel sees what they bring."""
        for _ in range(7):
            await town.sam.send(town.situation, f"{town.ping} {UNKNOWN}")
        said = [message.content for message in town.situation.history() if message.author.id == town.bot.user.id]
        assert said[:5] == [NOT_ON_RECORD] * 5
        assert len(said) == 6
        assert "5 questions a minute" in said[5]

    async def test_the_menu_is_counted_with_the_command(self, town):
        """Another way of asking is no way around it."""
        asked = await town.sam.send(town.situation, MONDAY)
        for _ in range(5):
            await town.mina.slash(town.situation, "ask", question=UNKNOWN)
        r = await town.mina.context_menu(town.situation, "Answer this", asked)
        assert "5 questions a minute" in r.response.content


class TestOpenQuestions:
    """Ten of a member."""

    async def test_the_eleventh_is_answered_and_not_kept_and_its_asker_is_told(self, town):
        """Behind the answer, and to nobody else; one that is open already is counted on."""
        asked = await fill(town)
        r = await town.mina.slash(town.situation, "ask", question=UNKNOWN)
        assert r.response.content == NOT_ON_RECORD
        [told] = r.followups
        assert told.content == NOT_KEPT
        assert told.flags.ephemeral
        assert await open_questions(town) == asked
        again = await town.mina.slash(town.situation, "ask", question=min(asked))
        assert not again.followups

    async def test_what_is_on_record_is_answered_all_the_same(self, town):
        """The limit is on the moderators' work alone."""
        await fill(town)
        r = await town.mina.slash(town.situation, "ask", question=MONDAY)
        assert "12 missiles" in r.response.content
        assert not r.followups

    async def test_a_reply_that_all_can_read_says_nothing_of_it(self, town):
        """How much somebody asks is nobody else's business."""
        asked = await fill(town)
        await town.mina.send(town.situation, f"{town.ping} {UNKNOWN}")
        assert town.situation.last_message.content == NOT_ON_RECORD
        assert await open_questions(town) == asked

    async def test_the_others_ask_on(self, town):
        """Each has ten, and a settled question makes room."""
        asked = await fill(town)
        await town.sam.slash(town.situation, "ask", question=UNKNOWN)
        assert await open_questions(town) == asked | {UNKNOWN}
        activity = (await town.base()).activity
        activity.settle(miss for miss in activity.misses if miss.question == min(asked))
        await town.mina.slash(town.situation, "ask", question="Who is the king of Spain?")
        assert "Who is the king of Spain?" in await open_questions(town)

    async def test_none_of_these_does_not_promise_what_is_not_kept(self, town):
        """What all can read is the outcome alone, its asker is told the rest."""
        asked = await fill(town)
        await town.mina.send(town.situation, f"{town.ping} {AMBIGUOUS}")
        r = await town.mina.click(town.situation.last_message, label="None of these")
        assert town.situation.last_message.content == "**Then it is not on record here.**"
        assert [(told.content, told.flags.ephemeral) for told in r.followups] == [(NOT_KEPT, True)]
        assert await open_questions(town) == asked

    async def test_nor_does_a_doubt(self, town):
        """It is a question for moderators like another."""
        asked = await fill(town)
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        doubt = await town.mina.click(town.situation.last_message, label="Wrong?")
        r = await town.mina.click(doubt.response, label="Outdated")
        [left] = town.situation.history(viewer=town.mina)[-1:]
        assert r.acknowledged
        assert left.content == NOT_KEPT
        assert await open_questions(town) == asked
