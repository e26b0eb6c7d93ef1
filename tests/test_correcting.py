"""Answers that correct themselves: what turned out wrong is edited where it was posted, and nothing else is."""

from datetime import UTC, timedelta

import discord
import pytest
from test_curate import FACT, add, revise, text

from bot.correcting import AT_ONCE, LATER, PAUSE
from knowledge.drafts import Draft
from knowledge.revisions import ActorId, Author

QUESTION = FACT["question"]
LANDED = "Where did the missiles land?"
BY = Author(actor=ActorId("test"), via="test")


async def ask(town, question=QUESTION):
    """A mention of Mina's; the answer that is posted below it."""
    await town.mina.send(town.situation, f"{town.ping} {question}")
    return town.situation.last_message


async def answers(town, count):
    """So many answers in the channel, far enough apart that each is posted."""
    posted = []
    for _ in range(count):
        posted.append(await ask(town))
        await town.wait(150)
    return posted


def now_shown(town, message):
    """What a posted message shows now; None where it is gone."""
    return next((each for each in town.situation.history() if each.id == message.id), None)


def edits(town):
    """The edits of messages in channels."""
    return [each for each in town.env.http_requests if each.method == "PATCH" and each.path.startswith("/channels/")]


class TestACorrection:
    """It was wrong: the messages that showed it say so, and what holds."""

    async def test_the_answer_is_edited_in_place(self, town):
        """Struck out before what holds, with its source and its buttons; the reply says that it is done."""
        await add(town)
        answer = await ask(town)
        done = await revise(town, answer="18 missiles", source="KCNA https://kcna.kp/b")
        shown = now_shown(town, answer)
        assert shown.content.startswith("~~About 10 missiles~~ **18 missiles** (JCS, 30 May 2024), corrected <t:")
        assert "KCNA, [kcna.kp](https://kcna.kp/b)" in text(shown)
        buttons = [child.label for row in shown.components for child in row.children]
        assert buttons == ["kcna.kp", "Wrong?", "Why?"]
        assert "The old answer was shown **once**" in text(done.response)
        assert "One message is corrected." in text(done.response)

    async def test_nobody_is_notified(self, town):
        """It is an edit, no message, and it pings nobody."""
        await add(town)
        await ask(town)
        before = len(town.situation.history())
        await revise(town, answer="18 missiles")
        assert len(town.situation.history()) == before
        [edit] = edits(town)
        assert edit.json["allowed_mentions"] == {"parse": []}

    async def test_an_answer_to_a_command_is_edited_too(self, town):
        """It belongs to the channel like any other."""
        await add(town)
        await town.mina.slash(town.situation, "ask", question=QUESTION)
        await revise(town, answer="18 missiles")
        assert town.situation.last_message.content.startswith("~~About 10 missiles~~ **18 missiles**")

    async def test_what_moved_on_stays_as_it_was_posted(self, town):
        """It was right, and carries its own date; the reply says so."""
        await add(town)
        answer = await ask(town)
        done = await revise(town, answer="18 missiles", as_of="31 May 2024")
        assert now_shown(town, answer).content == answer.content
        assert edits(town) == []
        assert "It was right then, and stays there." in text(done.response)

    async def test_it_can_be_corrected_again(self, town):
        """What was posted first is what is struck out, for that is what was read."""
        await add(town)
        answer = await ask(town)
        await revise(town, answer="18 missiles")
        again = await revise(town, answer="17 missiles")
        assert now_shown(town, answer).content.startswith("~~About 10 missiles~~ **17 missiles**")
        assert "shown **once**" in text(again.response)

    async def test_taken_as_an_update_after_all_nothing_is_struck_out(self, town):
        """And the other way round."""
        await add(town)
        answer = await ask(town)
        done = await revise(town, answer="18 missiles")
        moved = await town.sam.click(done.response, label="No, it moved on")
        assert moved.acknowledged
        assert now_shown(town, answer).content == (
            "**18 missiles** (JCS, 30 May 2024); was About 10 missiles, 30 May 2024"
        )

    async def test_an_update_that_was_an_error_is_corrected(self, town):
        """By the button below it."""
        await add(town)
        answer = await ask(town)
        done = await revise(town, answer="18 missiles", as_of="31 May 2024")
        wrong = await town.sam.click(done.response, label="No, it was wrong")
        assert "One message is corrected." in wrong.response.content
        assert now_shown(town, answer).content.startswith("~~About 10 missiles~~ **18 missiles**")

    async def test_what_is_undone_was_never_so(self, town):
        """Whatever command takes it back, the answers follow."""
        await add(town)
        await revise(town, answer="18 missiles", as_of="31 May 2024")
        answer = await ask(town)
        await town.sam.slash(town.moderators, "undo")
        assert now_shown(town, answer).content.startswith("~~18 missiles~~ **About 10 missiles** (JCS, 30 May 2024)")

    async def test_a_phrasing_edits_nothing(self, town):
        """Nor does anything else that readers do not see."""
        await add(town)
        await ask(town)
        base = await town.base()
        base.phrase(1, ["missiles fired"], BY)
        base.verify(1, BY, seen=base.last_change(1))
        await town.env.settle()
        assert edits(town) == []

    async def test_an_answer_that_was_overtaken_while_it_was_posted(self, town):
        """The question came before the correction, the answer after it."""
        await add(town)
        base = await town.base()
        revision, stale = base.state.revision, base.show(1, now=town.env.now())
        answer = await ask(town)
        base.activity.unshown(answer.id)
        await revise(town, answer="18 missiles")
        assert now_shown(town, answer).content == answer.content
        place = {"message": answer.id, "channel": town.situation.id}
        town.bot.receipts.keep(base, [stale], **place, revision=revision, now=town.env.now())
        await town.wait(1)
        assert now_shown(town, answer).content.startswith("~~About 10 missiles~~ **18 missiles**")


class TestWithdrawing:
    """A claim that is taken back is taken back where it was shown."""

    async def test_nothing_is_left(self, town):
        """Then the message says so, until there is something again."""
        await add(town)
        answer = await ask(town)
        form = await town.sam.slash(town.moderators, "fact withdraw", fact="#1")
        done = await town.sam.submit_modal(form, {"why": "a rumour"})
        assert "One message is corrected." in done.response.content
        shown = now_shown(town, answer)
        assert shown.content.startswith("~~About 10 missiles~~ **Taken back** <t:")
        assert "JCS" not in text(shown)
        await revise(town, answer="18 missiles", said_by="KCNA", as_of="now")
        assert now_shown(town, answer).content.startswith("~~About 10 missiles~~ **18 missiles** (KCNA")

    async def test_of_a_disputed_answer_what_stands_is_left(self, town):
        """The headline that took no side is struck out."""
        await add(town)
        await revise(town, answer="18 missiles", said_by="KCNA")
        answer = await ask(town)
        assert answer.content.startswith("**10 to 18, sources differ**")
        base = await town.base()
        base.withdraw(1, 1, BY, seen=base.last_change(1))
        await town.env.settle()
        shown = now_shown(town, answer)
        assert shown.content.startswith("~~10 to 18, sources differ~~ **About 10 missiles** (JCS, 30 May 2024)")
        assert "KCNA" not in text(shown)


class TestSeveralAnswers:
    """A message that answers several questions."""

    async def test_the_wrong_one_is_corrected_and_the_rest_stays(self, town):
        """With every button, and what was said of the question that got no answer."""
        await add(town)
        await town.put(LANDED, "In the East Sea")
        answer = await ask(town, f"{QUESTION} {LANDED} Who is the mayor of Springfield?")
        first, second, third = answer.content.split("\n")
        await revise(town, answer="18 missiles")
        shown = now_shown(town, answer)
        lines = shown.content.split("\n")
        assert lines[0].startswith("~~About 10 missiles~~ **18 missiles**")
        assert lines[1:] == [second, third]
        assert shown.embeds[1] == answer.embeds[1]
        assert [button.label for row in shown.components for button in row.children] == [
            button.label for row in answer.components for button in row.children
        ]
        assert first not in shown.content

    async def test_both_may_turn_out_wrong(self, town):
        """One after the other."""
        await add(town)
        await town.put(LANDED, "In the East Sea")
        answer = await ask(town, f"{QUESTION} {LANDED}")
        await revise(town, answer="18 missiles")
        await revise(town, fact="#2", answer="In the Yellow Sea")
        lines = now_shown(town, answer).content.split("\n")
        assert [line.partition("** (")[0] for line in lines] == [
            "~~About 10 missiles~~ **18 missiles",
            "~~In the East Sea~~ **In the Yellow Sea",
        ]


class TestWhatCannotBeEdited:
    """It is left, counted, and holds nothing up."""

    async def test_what_was_deleted_is_told_and_forgotten(self, town):
        """The others are corrected."""
        await add(town)
        gone, kept = await answers(town, 2)
        await town.sam.delete(gone)
        done = await revise(town, answer="18 missiles")
        said = text(done.response)
        assert "One message is corrected. One message was deleted." in said
        assert f"/{kept.id}" in said
        assert f"/{gone.id}" not in said
        assert {receipt.message for receipt in (await town.base()).activity.receipts} == {kept.id}

    async def test_what_the_bot_may_not_edit_is_told(self, town):
        """It is not tried again with every change."""
        await add(town)
        answer = await ask(town)
        town.env.inject_error("GET", "/channels/*/messages/*", status=403, code=50001, times=1)
        done = await revise(town, answer="18 missiles")
        assert "One message still shows it: Discord does not let me edit there." in text(done.response)
        await revise(town, answer="17 missiles")
        assert now_shown(town, answer).content == answer.content

    @pytest.mark.parametrize(("status", "code"), [(503, 0), (400, 30046)], ids=["a failure", "too many edits"])
    async def test_what_fails_for_now_is_done_later(self, town, status, code):
        """Discord stumbles, and allows few edits of messages older than an hour."""
        await add(town)
        answer = await ask(town)
        town.env.inject_error("PATCH", "/channels/*/messages/*", status=status, code=code, times=1)
        done = await revise(town, answer="18 missiles")
        assert "One message follows, a few at a time." in text(done.response)
        await town.wait(LATER / timedelta(seconds=1) + 1)
        assert now_shown(town, answer).content.startswith("~~About 10 missiles~~ **18 missiles**")

    async def test_many_are_edited_a_few_at_a_time(self, town):
        """The reply does not wait for all, and says how many follow."""
        await add(town)
        posted = await answers(town, AT_ONCE + 2)
        done = await revise(town, answer="18 missiles")
        assert f"{AT_ONCE} messages are corrected. 2 messages follow, a few at a time." in text(done.response)
        assert len(edits(town)) == AT_ONCE
        await town.wait(PAUSE + 1)
        assert all(now_shown(town, each).content.startswith("~~About 10") for each in posted)
        assert len(edits(town)) == AT_ONCE + 2

    async def test_what_was_left_is_done_after_a_restart(self, town, make_bot):
        """Whatever ended the bot meanwhile: receipts and facts say what is wrong."""
        await add(town)
        posted = await answers(town, AT_ONCE + 2)
        await revise(town, answer="18 missiles")
        await town.restart(make_bot)
        await town.env.settle()
        await town.wait(1)
        assert all(now_shown(town, each).content.startswith("~~About 10") for each in posted)
        count = len(edits(town))
        await town.restart(make_bot)
        await town.wait(60)
        assert len(edits(town)) == count

    async def test_without_embeds_it_stays_text(self, town):
        """Where Discord would drop them without a word."""
        await add(town)
        overwrite = discord.PermissionOverwrite(embed_links=False)
        plain = town.guild.create_text_channel("plain", overwrites={town.env.bot.user: overwrite})
        await town.env.settle()
        await town.mina.send(plain, f"{town.ping} {QUESTION}")
        assert plain.last_message.embeds == []
        await revise(town, answer="18 missiles")
        assert plain.last_message.embeds == []
        assert plain.last_message.content.startswith("~~About 10 missiles~~ **18 missiles**")
        assert "yna.co.kr" in plain.last_message.content


async def test_another_server_is_not_touched(town):
    """Each has its own facts and receipts, of the same numbers."""
    other = town.env.create_guild("Other")
    there = other.create_text_channel("situation")
    ann = other.add_member(town.env.create_user("Ann"))
    await town.env.settle()
    await add(town)
    draft = Draft.of(question=QUESTION, answer="About 10 missiles", now=town.env.now(), zone=UTC)
    (await town.bot.base(other.id)).add(draft, BY)
    await ann.slash(there, "ask", question=QUESTION)
    await ask(town)
    await revise(town, answer="18 missiles")
    assert {edit.path.split("/")[2] for edit in edits(town)} == {str(town.situation.id)}
    assert there.last_message.content.startswith("**About 10 missiles**")
