"""Answering unasked: in channels that were chosen for it, while nobody else talks, and never but with an answer."""

from datetime import UTC

import discord
import pytest
from small_facts import AMBIGUOUS, FIELDS, MONDAY, TWELVE, UNKNOWN, WHERE

from bot.cogs.overhear import GIVEN_FOR
from bot.lulls import QUIET
from knowledge.drafts import Draft
from knowledge.ignoring import Ignoring
from knowledge.records import Settings
from knowledge.revisions import ActorId, Author

BY = Author(actor=ActorId("test"), via="test")
PAST = QUIET.total_seconds() + 1

pytestmark = pytest.mark.usefixtures("facts")


@pytest.fixture
async def simcord_bot(make_bot):
    """A bot that Discord lets read what members write."""
    return make_bot(message_content=True)


@pytest.fixture
async def chosen(town):
    """#situation is a channel in which plain questions are answered."""
    (await town.base()).set_settings(Settings(answer_channels=(town.situation.id,)), BY)
    return town.situation


@pytest.fixture
async def ada(town):
    """An administrator."""
    role = town.guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    made = town.guild.add_member(town.env.create_user("Ada"), roles=[role])
    await town.env.settle()
    return made


def said(town, channel=None):
    """What the bot said to everybody."""
    messages = (channel or town.situation).history(viewer=town.sam)
    return [message.content for message in messages if message.author.id == town.bot.user.id]


async def listed(town, ada):
    """The section of the set-up."""
    done = await ada.slash(town.situation, "setup", section="Answering channels")
    assert done.ephemeral
    return done.response


def text(message):
    return "\n".join([message.content, *(embed.description or "" for embed in message.embeds)])


class TestWhatIsAnswered:
    """Plain questions, surely answered."""

    async def test_a_plain_question_gets_the_answer_as_a_reply(self, town, chosen):
        """That pings nobody, has the buttons of any answer, and leaves a receipt."""
        asked = await town.mina.send(town.situation, WHERE)
        answer = town.situation.last_message
        assert answer.content == FIELDS
        assert answer.reference.message_id == asked.id
        assert not answer.mentions
        assert (await town.mina.click(answer, label="Wrong?")).acknowledged
        [receipt] = (await town.base()).activity.receipts
        assert (receipt.message, receipt.fact) == (answer.id, 3)

    @pytest.mark.parametrize(
        "words",
        [
            "Where did the balloons land",
            "They landed in the fields.",
            "who cares where the balloons landed?",
            "thanks!",
            "lol",
            AMBIGUOUS,
            UNKNOWN,
            "Where did the pink balloons land?",
            f"{WHERE} {MONDAY}",
            "",
        ],
    )
    async def test_nothing_else_gets_a_word(self, town, chosen, words):
        """No choice, no abstention, no wave; and nothing of it is kept as an open question."""
        await town.mina.send(town.situation, words or "🎈")
        assert said(town) == []
        assert not any("reactions" in sent.path for sent in town.env.http_requests)
        assert (await town.base()).activity.misses == ()

    async def test_a_fact_on_which_sources_differ_is_left_to_who_asks(self, town, chosen):
        """It cannot be told in a word."""
        base = await town.base()
        other = Draft.of(question=MONDAY, answer="15 missiles", said_by="the navy", now=town.env.now(), zone=UTC)
        base.revise(1, other, BY, seen=base.last_change(1))
        await town.mina.send(town.situation, MONDAY)
        assert said(town) == []

    async def test_elsewhere_nothing_is_overheard(self, town, chosen):
        """A channel has to be chosen."""
        other = town.guild.create_text_channel("elsewhere")
        await town.env.settle()
        await town.mina.send(other, WHERE)
        assert said(town, other) == []

    async def test_whoever_mentions_the_bot_is_answered_once(self, town, chosen):
        """By the way of asking that they chose."""
        await town.mina.send(town.situation, f"{town.ping} {WHERE}")
        assert said(town) == [FIELDS]


class TestWhileOthersTalk:
    """It keeps quiet."""

    async def test_a_reply_to_somebody_is_theirs_to_answer(self, town, chosen):
        """Even after a while."""
        before = await town.sam.send(town.situation, "I saw balloons.")
        await town.env.advance_time(PAST)
        await town.mina.send(town.situation, WHERE, reply_to=before)
        assert said(town) == []

    async def test_a_message_to_somebody_is_theirs_to_answer(self, town, chosen):
        """To a member or a role."""
        for whom in (f"<@{town.sam.id}>", f"<@&{town.guild.roles['Curators'].id}>"):
            await town.mina.send(town.situation, f"Where did the balloons {whom} land?")
        assert said(town) == []

    async def test_it_waits_until_nobody_else_has_written_for_a_while(self, town, chosen):
        """What the asker wrote before does not matter; a bot is no people."""
        await town.sam.send(town.situation, "quite a night")
        await town.mina.send(town.situation, "yes")
        await town.mina.send(town.situation, WHERE)
        assert said(town) == []
        await town.env.advance_time(PAST)
        await town.mina.send(town.situation, "well")
        await town.mina.send(town.situation, WHERE)
        assert said(town) == [FIELDS]

    async def test_what_was_shown_here_is_not_shown_again_for_ten_minutes(self, town, chosen):
        """Asked for or not; then it is."""
        await town.mina.slash(town.situation, "ask", question=WHERE)
        await town.mina.send(town.situation, WHERE)
        assert said(town) == [FIELDS]
        await town.wait(GIVEN_FOR.total_seconds())
        await town.mina.send(town.situation, WHERE)
        assert said(town) == [FIELDS, FIELDS]

    async def test_a_picture_is_talked_about(self, town, chosen):
        """The question may be what is on it."""
        await town.mina.send(town.situation, WHERE, attachments=[("a.png", b"x")])
        assert said(town) == []


class TestWhoIsNotHeard:
    """Machines, edits, and those who are ignored or ask too much."""

    async def test_bots_and_webhooks(self, town, chosen):
        """Two of them could talk for ever."""
        robot = town.guild.add_member(town.env.create_user("Robot", bot=True))
        await town.env.settle()
        await robot.send(town.situation, WHERE)
        webhook = await town.bot.get_channel(town.situation.id).create_webhook(name="News")
        await webhook.send(WHERE, allowed_mentions=discord.AllowedMentions.none())
        await town.env.settle()
        assert FIELDS not in said(town)

    async def test_an_edit(self, town, chosen):
        """Nobody expects an answer to what they wrote a while ago."""
        message = await town.mina.send(town.situation, "hm")
        await town.mina.edit(message, WHERE)
        assert said(town) == []

    async def test_a_member_who_is_ignored(self, town, chosen):
        """As with all that they ask."""
        activity = (await town.base()).activity
        Ignoring(activity).begin(activity.actor(town.mina.id), ActorId("p1"), town.env.now())
        await town.mina.send(town.situation, WHERE)
        assert said(town) == []

    async def test_the_sixth_answer_in_a_minute(self, town, chosen):
        """Without a word of that: nobody asked."""
        for n in range(6):
            await town.put(f"What colour was balloon number {n}?", f"Colour {n}")
        for n in range(6):
            await town.mina.send(town.situation, f"What colour was balloon number {n}?")
        assert len(said(town)) == 5

    async def test_a_lost_permission_is_logged_and_nothing_is_said(self, town, chosen, caplog):
        """Nobody waits for an answer."""
        town.env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=1)
        await town.mina.send(town.situation, WHERE)
        assert said(town) == []
        assert "could not be answered unasked" in caplog.text


class TestSetup:
    """`/setup section: Answering channels`."""

    async def test_it_is_off_until_chosen_and_outlives_a_restart(self, town, ada, make_bot):
        """And ends when none is chosen."""
        await town.mina.send(town.situation, WHERE)
        assert said(town) == []
        message = await listed(town, ada)
        assert "None is chosen" in text(message)
        assert "It does nothing yet" not in text(message)
        done = await ada.select(message, [town.situation], custom_id="setup:answering")
        assert f"<#{town.situation.id}>. To end it" in text(done.response)
        await town.restart(lambda: make_bot(message_content=True))
        await town.mina.send(town.situation, WHERE)
        assert said(town) == [FIELDS]
        await ada.select(message, [], custom_id="setup:answering")
        await town.wait(GIVEN_FOR.total_seconds())
        await town.mina.send(town.situation, WHERE)
        assert said(town) == [FIELDS]

    async def test_what_is_missing_there_is_named(self, town, ada, chosen):
        """A permission, or the channel."""
        channel = town.bot.get_channel(town.situation.id)
        await channel.set_permissions(town.bot.get_guild(town.guild.id).me, embed_links=False)
        message = await listed(town, ada)
        assert f"<#{town.situation.id}>: I lack Embed Links." in text(message)
        await channel.set_permissions(town.bot.get_guild(town.guild.id).me, overwrite=None)
        done = await ada.click(message, label="Check again")
        assert "I lack" not in text(done.response)

    async def test_who_is_no_administrator_any_more_changes_nothing(self, town, ada):
        """It is checked at the press."""
        message = await listed(town, ada)
        town.env.backend.get_guild(town.guild.id).members[ada.id].role_ids.clear()
        done = await ada.select(message, [town.situation], custom_id="setup:answering")
        assert "This is for administrators" in done.response.content
        assert (await town.base()).state.settings.answer_channels == ()
        assert len(town.env.errors) <= 1


class TestWithoutTheIntent:
    """As the bot runs unless somebody turns it on."""

    @pytest.fixture
    async def simcord_bot(self, make_bot):
        """A bot as it is by default."""
        return make_bot()

    async def test_nothing_is_overheard_and_all_else_works(self, town, chosen):
        """Discord shows the bot no words but those that are for it."""
        assert not town.bot.intents.message_content
        await town.mina.send(town.situation, WHERE)
        assert said(town) == []
        await town.mina.send(town.situation, f"{town.ping} {MONDAY}")
        assert said(town) == [TWELVE]

    async def test_the_setup_says_that_it_does_nothing_and_how_it_would(self, town, ada, chosen):
        """Chosen or not."""
        told = text(await listed(town, ada))
        assert "**It does nothing yet**" in told
        assert "Message Content Intent" in told
        assert "SITREP_MESSAGE_CONTENT=yes" in told
