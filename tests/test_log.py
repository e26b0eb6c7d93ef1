"""The log channel: every change is posted there once, whatever happens to the bot meanwhile."""

from dataclasses import replace
from datetime import UTC, timedelta

import discord
import discord_limits
import pytest
from test_authoring_cards import NOW, TEXTS
from test_authoring_cards import fact as written
from test_curate import FACT, add, revise, text

from bot.cards.history import Told
from bot.cards.log import log_card
from bot.faults import RefusedError
from bot.logposts import LATER, PAUSE
from bot.sending import as_message
from knowledge.drafts import Draft
from knowledge.exchange import parse
from knowledge.records import Topic
from knowledge.revisions import ActorId, Author, Change, RecordKind, Revision
from knowledge.traces import Logged

BY = Author(actor=ActorId("test"), via="test")


@pytest.fixture
async def log(town):
    """A channel for the log that members do not see."""
    hidden, seen = discord.PermissionOverwrite(view_channel=False), discord.PermissionOverwrite(view_channel=True)
    made = town.guild.create_text_channel("log", overwrites={town.guild.default_role: hidden, town.env.bot.user: seen})
    await town.env.settle()
    return made


@pytest.fixture
async def ann(town):
    """An administrator."""
    role = town.guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True, administrator=True))
    member = town.guild.add_member(town.env.create_user("Ann"), roles=[role])
    await town.env.settle()
    return member


async def opened(town, ann):
    """The section of the set-up."""
    return await ann.slash(town.situation, "setup", section="Log channel")


async def choose(town, ann, channel):
    """Choose the log channel, or none; time passes until the next message may come."""
    shown = await opened(town, ann)
    before = text(shown.response)
    done = await ann.select(shown.response, [channel] if channel else [], custom_id="setup:log")
    assert done.acknowledged
    await town.wait(PAUSE + 1)
    return before


def logged(channel):
    """The first lines of what was posted."""
    return [message.content for message in channel.history()]


class TestSettingUp:
    """Off until an administrator chooses a channel."""

    async def test_it_is_off(self, town, log):
        """Nothing is posted anywhere."""
        await add(town)
        await town.wait(60)
        assert logged(log) == logged(town.moderators) == []

    async def test_it_begins_with_its_own_choice(self, town, ann, log):
        """What was changed before is not poured out."""
        await add(town)
        assert "None is chosen" in await choose(town, ann, log)
        assert logged(log) == [f"**Ann** set the log channel: none → <#{log.id}>"]

    async def test_none_ends_it_and_another_takes_over(self, town, ann, log):
        """Where the first one was; what happens while it is off is not told later."""
        other = town.guild.create_text_channel("other")
        await town.env.settle()
        await choose(town, ann, log)
        await choose(town, ann, other)
        assert logged(other) == [f"**Ann** set the log channel: <#{log.id}> → <#{other.id}>"]
        await choose(town, ann, None)
        await add(town)
        await town.wait(60)
        await choose(town, ann, log)
        assert len(logged(other)) == 1
        assert logged(log)[1:] == [f"**Ann** set the log channel: none → <#{log.id}>"]

    async def test_what_is_missing_is_said(self, town, ann):
        """In the section, and in the set-up; it comes when it is allowed, all of it."""
        denied = discord.PermissionOverwrite(send_messages=False)
        shut = town.guild.create_text_channel("shut", overwrites={town.env.bot.user: denied})
        await town.env.settle()
        await choose(town, ann, shut)
        await add(town)
        shown = await opened(town, ann)
        assert "I lack Send Messages, Embed Links there. Allow it under Edit Channel" in text(shown.response)
        assert "2 changes wait to be posted; none is lost." in text(shown.response)
        everything = await ann.slash(town.moderators, "setup")
        assert f"<#{shut.id}>: I lack Send Messages" in text(everything.response)
        assert logged(shut) == []
        await town.bot.get_channel(shut.id).set_permissions(town.bot.user, send_messages=True)
        await town.env.settle()
        assert logged(shut) == ["**2 changes** by Ann, Sam"]
        again = await ann.click(shown.response, label="Check again")
        assert again.acknowledged
        assert "wait to be posted" not in text((await opened(town, ann)).response)

    async def test_a_channel_that_is_gone_hinders_nobody(self, town, ann, log):
        """Changes are made, and told when another is chosen."""
        await choose(town, ann, log)
        await town.bot.get_channel(log.id).delete()
        done = await add(town)
        assert "is on record" in done.response.content
        assert "The channel is gone" in text((await opened(town, ann)).response)
        other = town.guild.create_text_channel("other")
        await town.env.settle()
        await choose(town, ann, other)
        assert logged(other) == ["**2 changes** by Sam, Ann"]

    async def test_it_is_for_administrators(self, town, ann):
        """A select that was left open does not choose for whoever lost the right."""
        shown = await opened(town, ann)
        town.env.backend.get_guild(town.guild.id).members[ann.id].role_ids.clear()
        done = await ann.select(shown.response, [town.situation], custom_id="setup:log")
        assert "This is for administrators" in done.response.content
        assert (await town.base()).state.settings.log_channel is None
        assert [type(error) for error in town.env.errors] == [RefusedError]


class TestWhatIsPosted:
    """A short line, and a card: who, what, before and after, why."""

    async def test_a_change_of_a_fact(self, town, ann, log):
        """With its number, to be opened."""
        await choose(town, ann, log)
        await add(town)
        await town.wait(PAUSE + 1)
        await revise(town, answer="18 missiles")
        added, corrected = log.history()[-2:]
        assert added.content == f"**Sam** added **#1** {FACT['question']}: About 10 missiles"
        assert corrected.content == f"**Sam** corrected **#1** {FACT['question']}: ~~About 10 missiles~~ → 18 missiles"
        assert "Correction: ~~**About 10 missiles**~~\n→ **18 missiles** · JCS, 30 May 2024" in text(corrected)
        assert corrected.embeds[0].footer.text == "Revision 3"
        assert [button.label for row in corrected.components for button in row.children] == ["Show #1"]
        assert "About 10 missiles" in text((await ann.click(corrected, label="Show #1")).response)

    async def test_a_reason(self, town, ann, log):
        """As it was given."""
        await add(town)
        await choose(town, ann, log)
        await town.sam.slash(town.moderators, "fact retire", fact="#1", why="a rumour")
        assert logged(log)[-1] == f"**Sam** retired **#1** {FACT['question']} · “a rumour”"

    async def test_other_changes(self, town, ann, log):
        """Names, schedules and settings are changes as well."""
        await choose(town, ann, log)
        await town.sam.slash(town.moderators, "alias add", name="Joint Chiefs of Staff", spellings="JCS")
        await town.wait(PAUSE + 1)
        await town.sam.slash(town.moderators, "digest set", times="08:00", channel=town.situation)
        await town.wait(PAUSE + 1)
        await ann.slash(town.moderators, "setup", zone="Seoul")
        alias, digest, zone = logged(log)[-3:]
        assert alias.startswith("**Sam** changed the name JCS, Joint Chiefs of Staff")
        assert digest == f"**Sam** set the digest in <#{town.situation.id}> (daily at 08:00, UTC)"
        assert zone.startswith("**Ann** set the zone: UTC → Asia/Seoul")

    async def test_a_merge(self, town, ann, log):
        """Of few facts each is told of, in one line."""
        await add(town)
        await town.put("Where did they land?", "In the East Sea")
        await choose(town, ann, log)
        await town.sam.slash(town.moderators, "fact merge", keep="#1", gone="#2", why="one and the same")
        told = logged(log)[-1]
        assert "**Sam** " in told
        assert "merged **#2** Where did they land?: fact #1" in told
        assert "**#1** How many missiles" in told
        assert told.endswith("· “merge of #2 into #1: one and the same”")

    async def test_an_import_is_one_line(self, town, ann, log):
        """However many facts it brings."""
        await choose(town, ann, log)
        rows = "".join(f"How many boats on day {n}?,{n} boats\n" for n in range(300))
        base = await town.base()
        base.import_(parse(f"question,answer\n{rows}".encode(), name="boats.csv"), BY)
        await town.env.settle()
        assert logged(log)[1:] == ["**test** changed 300 facts at once (300 added)"]
        assert len(log.last_message.embeds) == 1

    async def test_what_people_typed_is_data(self, town, ann, log):
        """No mention, no markdown, no link of theirs."""
        await choose(town, ann, log)
        await add(town, question="**Who** is [here](https://evil.org)?", answer=f"@everyone <@{town.mina.id}> ~~x~~")
        said = text(log.last_message)
        assert "\\*\\*Who\\*\\*" in said
        assert "[here](" not in said
        assert "@everyone" not in said
        assert f"<@{town.mina.id}>" not in said

    async def test_nothing_is_told_before_its_date_where_everybody_reads(self, town, ann, log):
        """Moderators among themselves read it."""
        ahead = {"question": "When is the summit?", "answer": "On 3 February", "as_of": "2026-02-01"}
        await choose(town, ann, log)
        await add(town, **ahead)
        assert "On 3 February" in logged(log)[-1]
        await town.wait(PAUSE + 1)
        await choose(town, ann, town.situation)
        await revise(town, answer="On 4 February")
        said = text(town.situation.last_message)
        assert "corrected **#1** When is the summit?: ~~not told before its date~~ → not told before its date" in said
        assert "February" not in said.replace("1 February 2026", "")

    @pytest.mark.parametrize("typed", TEXTS, ids=["long", "markdown", "korean", "emoji", "mentions"])
    @pytest.mark.parametrize("count", [1, 20, 4_000])
    def test_discord_takes_it_whatever_was_typed(self, typed, count):
        """One change, several, and very many."""
        fact = written(typed)
        changes = (Change(kind=RecordKind.FACT, id="999999", before=fact, after=replace(fact, question=typed[1:])),)
        revision = Revision(number=1, at=NOW, actor=ActorId("p1"), via="test", why=typed * 2, changes=changes)
        told = [Told(revision=replace(revision, number=n), by=f"{n}{typed[:80]}") for n in range(1, min(count, 20) + 1)]
        card = log_card(told, name="Revisions 1 to 4000", count=count, now=NOW, zone=UTC)
        made = as_message(card)
        embeds = [embed.to_dict() for embed in made["embeds"]]
        data = {"content": made["content"], "embeds": embeds, "allowed_mentions": {"parse": []}}
        assert list(discord_limits.message({**data, "components": made["view"].to_components()})) == []


class TestPacing:
    """Many changes are few messages."""

    async def test_what_comes_within_seconds_comes_together(self, town, ann, log):
        """The first at once, the others in one message."""
        await choose(town, ann, log)
        for n in range(4):
            await add(town, question=f"{FACT['question']} Part {'ABCD'[n]}, unlike others {n * 7}")
            if n:
                continue
            assert len(logged(log)) == 2
        await town.wait(PAUSE + 1)
        facts = len((await town.base()).listed())
        assert len(logged(log)) == 3
        assert logged(log)[2] == f"**{facts - 1} changes** by Sam"

    async def test_of_very_many_the_number_is_told(self, town, ann, log):
        """Not twenty screens."""
        await choose(town, ann, log)
        base = await town.base()
        base.add(Draft.of(question="Is it open?", answer="Yes", now=town.env.now(), zone=UTC), BY)
        for _ in range(30):
            base.retire(1, BY, seen=base.last_change(1))
            base.restore(1, BY, seen=base.last_change(1))
        await town.wait(PAUSE + 1)
        await town.wait(PAUSE + 1)
        told = [message for message in log.history() if "changes**" in message.content]
        assert (
            sum(int(message.content.split("**")[1].split()[0]) for message in told) + len(logged(log)) - len(told) == 62
        )
        assert any("more" in text(message).splitlines()[-2] for message in told)


class TestOnce:
    """Neither lost nor twice."""

    async def test_a_restart_posts_nothing_again(self, town, ann, log, make_bot):
        """Where it stands is on the disk."""
        await choose(town, ann, log)
        await add(town)
        before = logged(log)
        await town.restart(make_bot)
        await town.wait(60)
        assert logged(log) == before

    async def test_what_was_changed_and_not_posted_is_posted_after_it(self, town, ann, log, make_bot):
        """The bot ended within the pause."""
        await choose(town, ann, log)
        await add(town)
        await revise(town, answer="18 missiles")
        assert len(logged(log)) == 2
        await town.restart(make_bot)
        await town.wait(60)
        assert len(logged(log)) == 3
        assert "corrected **#1**" in logged(log)[2]

    async def test_what_was_on_its_way_is_looked_for(self, town, ann, log, make_bot):
        """The bot was killed between posting and writing that down."""
        await choose(town, ann, log)
        await add(town)
        base = await town.base()
        base.activity.keep("log", Logged(revision=1, posting=2))
        before = logged(log)
        await town.restart(make_bot)
        await town.wait(60)
        assert logged(log) == before
        assert (await town.base()).activity.kept(Logged)["log"] == Logged(revision=2)

    async def test_what_did_not_come_through_is_posted(self, town, ann, log, make_bot):
        """It was killed before posting; what was changed since comes in a message of its own."""
        await choose(town, ann, log)
        town.env.inject_error("POST", f"/channels/{log.id}/messages", status=503, code=0, times=2)
        await add(town)
        await revise(town, answer="18 missiles")
        assert (await town.base()).activity.kept(Logged)["log"] == Logged(revision=1, posting=2)
        assert len(logged(log)) == 1
        await town.restart(make_bot)
        await town.wait(60)
        assert [line.split("**")[2].split()[0] for line in logged(log)[1:]] == ["added", "corrected"]

    async def test_a_failure_of_discords_is_tried_again(self, town, ann, log):
        """By itself, in a while."""
        await choose(town, ann, log)
        town.env.inject_error("POST", f"/channels/{log.id}/messages", status=503, code=0, times=1)
        done = await add(town)
        assert "is on record" in done.response.content
        assert len(logged(log)) == 1
        await town.wait(LATER / timedelta(seconds=1) + 1)
        assert len(logged(log)) == 2


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (None, Topic(name="Floods"), "began the topic Floods"),
        (Topic(name="Floods"), Topic(name="Floods", channels=(7,)), "bound <#7> to the topic Floods"),
        (Topic(name="Floods", channels=(7,)), Topic(name="Floods"), "unbound <#7> from the topic Floods"),
        (Topic(name="Floods"), Topic(name="Floods", closed_at=NOW), "closed the topic Floods"),
        (Topic(name="Floods", closed_at=NOW), Topic(name="Floods"), "opened again the topic Floods"),
        (Topic(name="Floods"), None, "took back the topic Floods"),
    ],
)
def test_what_was_done_to_a_topic_is_told(before, after, said):
    """That it was changed is not enough to know whose questions go where."""
    change = Change(kind=RecordKind.TOPIC, id="floods", before=before, after=after)
    made = Revision(number=1, at=NOW, actor=ActorId("a"), via="test", changes=(change,))
    card = log_card([Told(revision=made, by="Sam")], name="Revision 1", count=1, now=None, zone=UTC)
    assert card.content == f"**Sam** {said}"
