"""Asking in Discord: by command, mention, reply and menu; who sees what, and what stays quiet."""

import asyncio
import logging
import threading
from types import SimpleNamespace

import discord
import pytest
from small_facts import AMBIGUOUS, FIELDS, MONDAY, TUESDAY, TWELVE, UNKNOWN, WHERE

from bot.cogs.ask import asked_in
from knowledge.base import KnowledgeBase

DEFERRED = 5  # the interaction's type of response
COMFORT = "That doesn't mean it didn't happen."
NOT_ON_RECORD = f"**Not on record here.** {COMFORT}"


def texts(channel, viewer=None):
    history = channel.history(viewer=viewer) if viewer else channel.history()
    return [message.content for message in history]


class TestTheCommand:
    """`/ask`."""

    async def test_an_answer_is_public(self, town, facts):
        """Others learn from it; the question is never repeated."""
        r = await town.mina.slash(town.situation, "ask", question=f"{MONDAY} pls")
        assert r.acknowledged
        assert not r.ephemeral
        assert r.response.content == TWELVE
        assert r.response.embeds[0].title == MONDAY
        assert "pls" not in str(town.env.http_requests[-1].json)

    async def test_a_private_answer_is_seen_by_its_asker_alone(self, town, facts):
        """And can be shared."""
        r = await town.mina.slash(town.situation, "ask", question=MONDAY, private=True)
        assert r.ephemeral
        assert texts(town.situation, town.sam) == []
        shared = await town.mina.click(r.response, label="Share here")
        assert shared.acknowledged
        assert texts(town.situation, town.sam) == [TWELVE]

    async def test_choices_and_abstentions_are_their_askers_business(self, town, facts):
        """Noise is for one."""
        for question in (AMBIGUOUS, UNKNOWN, "thanks!", "x" * 5000):
            r = await town.mina.slash(town.situation, "ask", question=question)
            assert r.acknowledged
            assert r.ephemeral
        assert texts(town.situation, town.sam) == []

    async def test_the_same_answer_within_two_minutes_is_pointed_at(self, town, facts):
        """One line with a link; after two minutes it is said again."""
        await town.mina.slash(town.situation, "ask", question=MONDAY)
        again = await town.sam.slash(town.situation, "ask", question=MONDAY)
        assert again.ephemeral
        assert again.response.content == f"Answered here a moment ago: {town.situation.last_message.jump_url}"
        assert not again.response.embeds
        await town.env.advance_time(121)
        assert (await town.sam.slash(town.situation, "ask", question=MONDAY)).response.embeds

    @pytest.mark.parametrize("cleared", [False, True], ids=["alone", "with others"])
    async def test_an_answer_that_was_deleted_is_not_pointed_at(self, town, facts, cleared):
        """Nobody is led to something gone, nor to another channel."""
        first = await town.mina.slash(town.situation, "ask", question=MONDAY)
        channel = town.bot.get_channel(town.situation.id)
        if cleared:
            deleted = SimpleNamespace(message_ids={first.response.id, 1}, guild_id=town.guild.id)
            town.bot.dispatch("raw_bulk_message_delete", deleted)
        else:
            await channel.get_partial_message(first.response.id).delete()
        await town.env.settle()
        second = await town.mina.slash(town.situation, "ask", question=MONDAY)
        assert second.response.embeds
        other = town.guild.create_text_channel("elsewhere")
        await town.env.settle()
        assert (await town.mina.slash(other, "ask", question=MONDAY)).response.embeds

    async def test_five_questions_a_minute_then_a_quiet_word(self, town, facts):
        """Each member has five; the others go on."""
        for _ in range(5):
            await town.mina.slash(town.situation, "ask", question=UNKNOWN)
        r = await town.mina.slash(town.situation, "ask", question=MONDAY)
        assert r.ephemeral
        assert "5 questions a minute" in r.response.content
        assert not (await town.sam.slash(town.situation, "ask", question=MONDAY)).ephemeral
        await town.env.advance_time(61)
        assert "5 questions" not in (await town.mina.slash(town.situation, "ask", question=WHERE)).response.content

    async def test_slow_records_are_waited_for(self, town, facts, monkeypatch):
        """Discord gives three seconds: after half of them the answer becomes a private one that can be shared."""
        opened = town.bot.base

        async def slow(guild):
            await asyncio.sleep(0.2)
            return await opened(guild)

        monkeypatch.setattr("bot.cogs.ask.PATIENCE", 0.05)
        monkeypatch.setattr(town.bot, "base", slow)
        r = await town.mina.slash(town.situation, "ask", question=MONDAY)
        assert town.env.http_requests[-2].json["type"] == DEFERRED
        assert r.ephemeral
        assert r.response.content == TWELVE
        assert (await town.mina.click(r.response, label="Share here")).acknowledged

    async def test_a_question_holds_nobody_up(self, town, facts, monkeypatch):
        """It is matched off the loop, which goes on meanwhile: with an encoder that may take its time."""
        loop, ask, asked = asyncio.get_running_loop(), KnowledgeBase.ask, []

        def watched(*about, **options):
            gone_on = threading.Event()
            loop.call_soon_threadsafe(gone_on.set)
            asked.append(gone_on.wait(5))
            return ask(*about, **options)

        monkeypatch.setattr(KnowledgeBase, "ask", watched)
        await town.mina.slash(town.situation, "ask", question=MONDAY)
        await town.mina.send(town.situation, f"{town.ping} {WHERE}")
        assert asked == [True, True]


class TestMentions:
    """And replies."""

    async def test_a_mention_is_answered_by_a_reply_that_pings_nobody(self, town, facts):
        """By whatever place in the message the mention has."""
        question = await town.mina.send(town.situation, f"hey {town.ping}, {MONDAY}")
        answer = town.situation.last_message
        assert answer.author == town.bot.user
        assert answer.reference.message_id == question.id
        assert answer.content == TWELVE
        assert town.env.http_requests[-1].json["allowed_mentions"] == {"parse": [], "replied_user": False}

    async def test_a_reply_to_the_bot_is_a_question(self, town, facts):
        """No mention is needed then."""
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        await town.mina.send(town.situation, WHERE, reply_to=town.situation.last_message)
        assert town.situation.last_message.content == FIELDS

    async def test_talk_among_members_is_left_alone(self, town, facts):
        """So are @everyone, other bots and thanks in reply to an answer."""
        await town.sam.send(town.situation, MONDAY)
        await town.sam.send(town.situation, f"@everyone {MONDAY}")
        assert texts(town.situation) == [MONDAY, f"@everyone {MONDAY}"]
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        thanks = await town.mina.send(town.situation, "thanks!", reply_to=town.situation.last_message)
        assert town.situation.last_message.id == thanks.id
        assert not town.situation.last_message.reactions

    async def test_chatter_gets_a_wave_and_no_fact(self, town, facts):
        """Neither a lecture nor silence."""
        await town.mina.send(town.situation, f"hi {town.ping}")
        last = town.situation.last_message
        assert last.author.id == town.mina.id
        assert [str(reaction.emoji) for reaction in last.reactions] == ["👋"]

    async def test_a_mention_alone_gets_one_sentence(self, town, facts):
        """What to do next, and nothing else."""
        await town.mina.send(town.situation, town.ping)
        last = town.situation.last_message
        assert last.content == "What would you like to know? Ask me a question and I'll look."
        assert not last.embeds

    async def test_the_bots_role_is_the_bot(self, town, facts):
        """People pick the wrong one of two: they are told which to pick, for Discord hides their words."""
        role = next(role for role in town.bot.get_guild(town.guild.id).me.roles if role.managed)
        await town.mina.send(town.situation, f"<@&{role.id}> {MONDAY}")
        assert town.ping in town.situation.last_message.content
        assert "/ask" in town.situation.last_message.content

    async def test_choices_and_abstentions_are_short_replies(self, town, facts):
        """Nothing else is possible; what was asked is not repeated."""
        await town.mina.send(town.situation, f"{town.ping} {UNKNOWN}")
        assert town.situation.last_message.content == NOT_ON_RECORD
        assert not town.situation.last_message.embeds
        await town.mina.send(town.situation, f"{town.ping} {AMBIGUOUS}")
        assert "France" not in str([sent.json for sent in town.env.http_requests])
        assert AMBIGUOUS not in str([sent.json for sent in town.env.http_requests])

    async def test_the_quiet_word_is_said_once(self, town, facts):
        """The sixth question gets it, the seventh nothing."""
        for _ in range(7):
            await town.mina.send(town.situation, f"{town.ping} {UNKNOWN}")
        said = [message.content for message in town.situation.history() if message.author.id == town.bot.user.id]
        assert said[:5] == [NOT_ON_RECORD] * 5
        assert len(said) == 6
        assert "5 questions a minute" in said[5]

    async def test_a_repeated_question_gets_one_line(self, town, facts):
        """With a link to the answer, whoever asks, by whichever way."""
        await town.mina.slash(town.situation, "ask", question=MONDAY)
        first = town.situation.last_message
        await town.sam.send(town.situation, f"{town.ping} {MONDAY}")
        last = town.situation.last_message
        assert last.content == f"Answered here a moment ago: {first.jump_url}"
        assert not last.embeds

    async def test_five_thousand_characters_get_a_sentence(self, town, facts):
        """As many as a message holds, in words or without end."""
        await town.mina.send(town.situation, f"{town.ping} " + "x" * 1900)
        assert "too long" in town.situation.last_message.content

    async def test_a_direct_message_is_told_where_the_bot_lives(self, town, facts):
        """One sentence, and no fact of any server."""
        await town.mina.user.send_dm(MONDAY)
        sent = [request.json["content"] for request in town.env.http_requests if request.path.endswith("/messages")]
        assert sent == ["I live in servers: ask me in a channel there, with /ask or by mentioning me."]

    async def test_fact_text_pings_nobody_and_breaks_nothing(self, town):
        """Whatever a curator pasted."""
        await town.put(WHERE, "@everyone <@1> ```x``` [a](https://evil.example) **b", said_by="`@here`")
        await town.mina.send(town.situation, f"{town.ping} {WHERE}")
        sent = town.env.http_requests[-1].json
        assert sent["allowed_mentions"]["parse"] == []
        assert "@everyone" not in sent["content"]
        escaped = r"**@|everyone \<@|1\> \`\`\`x\`\`\` \[a\](https\://evil.example) \*\*b** (\`@|here\`,"
        assert sent["content"].startswith(escaped.replace("@|", "@\u200b"))


class TestSeveralQuestions:
    """In one message."""

    async def test_each_is_answered_or_said_not_to_be_on_record(self, town, facts):
        """By its place; what was asked is kept for moderators, and repeated to nobody."""
        r = await town.mina.slash(town.situation, "ask", question=f"{MONDAY} And {UNKNOWN}")
        assert not r.ephemeral
        assert r.response.content == f"{TWELVE}\nYour second question is not on record here. {COMFORT}"
        assert "France" not in str([sent.json for sent in town.env.http_requests])
        assert [miss.question for miss in (await town.base()).activity.misses] == [UNKNOWN]

    async def test_two_answers_are_one_message(self, town, facts):
        """A box and a receipt for each; the same two again are pointed at."""
        await town.mina.send(town.situation, f"{town.ping} {MONDAY} {WHERE}")
        answer = town.situation.last_message
        assert answer.content == f"{TWELVE}\n{FIELDS}"
        assert [embed.title for embed in answer.embeds] == [MONDAY, WHERE]
        assert [receipt.fact for receipt in (await town.base()).activity.receipts] == [1, 3]
        await town.sam.send(town.situation, f"{town.ping} {MONDAY} {WHERE}")
        assert town.situation.last_message.content == f"Answered here a moment ago: {answer.jump_url}"

    async def test_an_answer_that_says_more_is_not_pointed_at(self, town, facts):
        """That another question is not on record was not said before."""
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        await town.mina.send(town.situation, f"{town.ping} {MONDAY} {UNKNOWN}")
        assert "Your second question" in town.situation.last_message.content


class TestReplies:
    """To an answer: they may leave out what it is about."""

    @pytest.fixture
    async def answered(self, town):
        """A count, answered in the channel."""
        (await town.base()).seed()
        await town.mina.send(town.situation, f"{town.ping} how many missiles were fired?")
        return town.situation.last_message

    async def test_what_a_reply_leaves_out_is_what_was_answered(self, town, answered):
        """Whoever replies, to this answer or to the one after it."""
        await town.sam.send(town.situation, "when?", reply_to=answered)
        assert town.situation.last_message.content.startswith("**Thursday 30 May 2024")
        await town.mina.send(town.situation, "and which way did they fly?", reply_to=town.situation.last_message)
        assert town.situation.last_message.content.startswith("**Towards the east")

    async def test_who_says_so_shows_the_answer_again(self, town, answered):
        """Pointing at what was replied to would lead nowhere."""
        await town.sam.send(town.situation, "who says so?", reply_to=answered)
        again = town.situation.last_message
        assert again.id != answered.id
        assert again.content == answered.content

    async def test_a_premise_is_corrected(self, town, answered):
        """Of what was answered."""
        await town.sam.send(town.situation, "so it was three, right?", reply_to=answered)
        assert town.situation.last_message.content.startswith("**No: 10 to 18, sources differ**")

    async def test_words_beside_no_answer_mean_nothing(self, town, answered):
        """The same words in reply to anything else are looked up as they stand."""
        await town.mina.send(town.situation, f"{town.ping} who says so?")
        assert town.situation.last_message.content != answered.content

    async def test_a_question_that_stays_open_is_kept_with_its_subject(self, town, answered):
        """Moderators would not know what it means otherwise."""
        await town.mina.send(town.situation, "who painted them pink?", reply_to=answered)
        [miss] = (await town.base()).activity.misses
        assert miss.question == "who painted them pink? (missiles)"


class TestTheMenu:
    """The one called "Answer this"."""

    async def test_a_message_is_answered_for_whoever_asks(self, town, facts):
        """Privately, with a button to share it."""
        question = await town.mina.send(town.situation, MONDAY)
        r = await town.sam.context_menu(town.situation, "Answer this", question)
        assert r.ephemeral
        assert r.response.content == TWELVE
        assert texts(town.situation, town.mina) == [MONDAY]
        assert (await town.sam.click(r.response, label="Share here")).acknowledged

    async def test_the_bots_own_words_are_no_question(self, town, facts):
        """Nothing is looked up, nothing missed."""
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        r = await town.sam.context_menu(town.situation, "Answer this", town.situation.last_message)
        assert r.ephemeral
        assert "That one is mine" in r.response.content
        assert (await town.base()).activity.misses == ()


class TestServers:
    """Every server has its own facts."""

    async def test_two_servers_never_meet(self, town, facts):
        """Neither facts, nor misses."""
        other = town.env.create_guild("Other")
        there = other.create_text_channel("situation")
        ann = other.add_member(town.env.create_user("Ann"))
        await town.env.settle()
        r = await ann.slash(there, "ask", question=MONDAY)
        assert r.response.content == NOT_ON_RECORD
        assert [miss.question for miss in (await town.bot.base(other.id)).activity.misses] == [MONDAY]
        assert (await town.base()).activity.misses == ()


class TestWhatIsKept:
    """Misses and receipts."""

    async def test_a_miss_counts_each_member_once(self, town, facts):
        """However often and however they ask, and across a restart."""
        await town.mina.slash(town.situation, "ask", question=UNKNOWN)
        await town.mina.send(town.situation, f"{town.ping} {UNKNOWN.upper()}")
        await town.sam.slash(town.situation, "ask", question=UNKNOWN, private=True)
        [miss] = (await town.base()).activity.misses
        assert (miss.question, len(miss.askers)) == (UNKNOWN, 2)

    async def test_chatter_and_answers_are_no_misses(self, town, facts):
        """They are no work for moderators."""
        for question in ("thanks", "x" * 600, MONDAY):
            await town.mina.slash(town.situation, "ask", question=question)
        assert (await town.base()).activity.misses == ()

    async def test_every_public_answer_leaves_a_receipt(self, town, facts):
        """Which message showed which claims at which revision; a private one leaves none."""
        r = await town.mina.slash(town.situation, "ask", question=MONDAY)
        await town.mina.send(town.situation, f"{town.ping} {WHERE}")
        await town.mina.slash(town.situation, "ask", question=TUESDAY, private=True)
        kept = [
            (receipt.message, receipt.channel, receipt.fact, receipt.claims, receipt.revision)
            for receipt in (await town.base()).activity.receipts
        ]
        channel = town.situation.id
        assert kept == [
            (r.response.id, channel, 1, ("1.1",), 3),
            (town.situation.last_message.id, channel, 3, ("3.1",), 3),
        ]

    async def test_receipts_and_misses_outlive_a_restart(self, town, facts, make_bot):
        """Closing writes what was not written yet."""
        await town.mina.slash(town.situation, "ask", question=MONDAY)
        await town.mina.slash(town.situation, "ask", question=UNKNOWN)
        await town.restart(make_bot)
        activity = (await town.base()).activity
        assert [receipt.fact for receipt in activity.receipts] == [1]
        assert [miss.question for miss in activity.misses] == [UNKNOWN]


class TestFaults:
    """What goes wrong is told or logged, and harms nothing else."""

    async def test_a_lost_permission_is_logged(self, town, facts, caplog):
        """Between a question and its answer the channel may close to the bot."""
        mute = discord.PermissionOverwrite(send_messages=False)
        closed = town.guild.create_text_channel("closed", overwrites={town.env.bot.user: mute})
        await town.env.settle()
        caplog.set_level(logging.WARNING)
        await town.mina.send(closed, f"{town.ping} {MONDAY}")
        assert [record.levelname for record in caplog.records if str(closed.id) in record.getMessage()] == ["WARNING"]
        assert MONDAY not in caplog.text
        assert not (await town.mina.slash(town.situation, "ask", question=MONDAY)).ephemeral

    async def test_without_embeds_the_source_is_in_the_text(self, town, facts):
        """Discord drops embeds without a word where the bot may not embed links."""
        plain = discord.PermissionOverwrite(embed_links=False)
        channel = town.guild.create_text_channel("plain", overwrites={town.env.bot.user: plain})
        await town.env.settle()
        await town.mina.send(channel, f"{town.ping} {MONDAY}")
        assert "[kbs.example](https://kbs.example/a)" in channel.last_message.content
        assert not channel.last_message.embeds

    async def test_without_history_it_answers_without_a_reply(self, town, facts):
        """A reply takes Read Message History."""
        town.env.inject_error("POST", "/channels/*/messages", status=403, code=160002, times=1)
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        assert town.situation.last_message.content == TWELVE
        assert town.situation.last_message.reference is None

    async def test_an_outage_of_discord_is_outlasted(self, town, facts, monkeypatch):
        """With the same nonce, so that a message that came through after all does not come twice."""
        monkeypatch.setattr("bot.sending.AGAIN_AFTER", (0, 0))
        town.env.inject_error("POST", "/channels/*/messages", status=503, code=0, times=2)
        question = await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        assert town.situation.last_message.content == TWELVE
        sent = [request.json for request in town.env.http_requests if request.path.endswith("/messages")]
        assert {request["nonce"] for request in sent} == {str(question.id)}

    async def test_a_response_is_insisted_on_too(self, town, facts, monkeypatch):
        """Within the three seconds that Discord gives."""
        monkeypatch.setattr("bot.sending.AGAIN_AFTER", (0, 0))
        town.env.inject_error("POST", "/interactions/*/*/callback", status=503, code=0, times=1)
        r = await town.mina.slash(town.situation, "ask", question=MONDAY)
        assert r.response.content == TWELVE
        assert [receipt.message for receipt in (await town.base()).activity.receipts] == [r.response.id]

    async def test_a_fault_is_told_under_a_name_that_the_log_has(self, town, facts, caplog, monkeypatch):
        """Neither the member nor the log sees more than they should."""

        def broken(*_, **__):
            raise RuntimeError("secret detail")

        monkeypatch.setattr("knowledge.base.KnowledgeBase.ask", broken)
        r = await town.mina.slash(town.situation, "ask", question=MONDAY)
        assert r.ephemeral
        assert "secret" not in r.response.content
        name = r.response.content.split("under ")[1].split(".")[0]
        assert any(name in record.getMessage() for record in caplog.records)
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        assert "Something went wrong here" in town.situation.last_message.content
        assert [type(error.original) for error in town.env.errors] == [RuntimeError]
        assert MONDAY not in caplog.text

    async def test_damaged_records_are_no_members_business(self, town, tmp_path, caplog):
        """The path of a file is for the log."""
        folder = tmp_path / "data" / "servers" / str(town.guild.id)
        folder.mkdir(parents=True)
        (folder / "revisions.jsonl").write_text("not a record\nnot one either\n")
        r = await town.mina.slash(town.situation, "ask", question=MONDAY)
        assert r.ephemeral
        assert "records cannot be used" in r.response.content
        assert "revisions.jsonl" not in r.response.content
        assert "revisions.jsonl" in caplog.text
        assert len(town.env.errors) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<@1> how many?", "how many?"),
        ("what of <@!2>, <@&3>, <#4> and <:tank:5><a:boom:6>", "what of , , and"),
        ("before <t:1717027200:R>? </ask:7> <id:guide>", "before ?"),
        ("is 3 <4 > 2?", "is 3 <4 > 2?"),
    ],
)
def test_the_words_of_a_message_are_without_what_discord_draws(content, words):
    """Neither an index nor a moderator can read an id."""
    assert asked_in(content) == words
