"""Digests in Discord: set, listed, previewed, ended; posted once at their time, over restarts and outages."""

from datetime import UTC, datetime

import discord
import pytest

from bot.cogs.digest import Digests
from knowledge.drafts import Draft
from knowledge.outbox import CUT_SHORT, Outbox
from knowledge.records import Settings
from knowledge.revisions import ActorId, Author

HOUR = 3600
BY = Author(actor=ActorId("p1"), via="test")  # the simulated world begins on Thursday, 2026-01-01 00:00 UTC


def text(message):
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title or "", embed.description or ""]
    return "\n".join(parts)


async def add(town, question="How many missiles were fired?", base=None, **changes):
    """Put a fact on record behind the scenes."""
    base = base or await town.base()
    fields = {"answer": "About 12", "said_by": "JCS", "as_of": "2024-05-30", "source": "KBS https://kbs.co.kr/a"}
    return base.add(Draft.of(question=question, **{**fields, **changes}, now=town.env.now(), zone=UTC), BY)


async def plan(town, **options):
    """Sam sets a digest at 08:00 UTC in #situation."""
    done = await town.sam.slash(
        town.moderators, "digest set", **{"channel": town.situation, "times": "08:00", **options}
    )
    assert "Digest set" in done.response.content, done.response.content
    return done


def sends(town):
    """The digests that were sent on the wire."""
    path = f"/channels/{town.situation.id}/messages"
    return [sent for sent in town.env.http_requests if sent.method == "POST" and sent.path == path]


class TestPosting:
    """What is due is posted once."""

    async def test_what_changed_goes_out_on_time(self, town):
        """Not what was there when it was set; with voice, date and source; nobody is pinged."""
        await add(town, "Was anyone hurt?")
        await plan(town)
        await add(town)
        await town.wait(8 * HOUR - 60)
        assert town.situation.history() == []
        await town.wait(120)
        (digest,) = town.situation.history()
        assert digest.content.startswith("**1 added** since <t:")
        assert "**#2** How many missiles were fired?\n**About 12** (JCS, 30 May 2024)" in text(digest)
        assert "[kbs.co.kr](https://kbs.co.kr/a)" in text(digest)
        assert "Was anyone hurt?" not in text(digest)
        (sent,) = sends(town)
        assert len(sent.json["nonce"]) <= 25
        assert sent.json["enforce_nonce"] is True

    async def test_the_next_one_counts_from_the_last(self, town):
        """Changed and retired facts have their own sections; open questions are counted."""
        await plan(town)
        base = await town.base()
        await add(town)
        await add(town, "Was anyone hurt?", answer="No")
        await town.wait(9 * HOUR)
        base.activity.missed("How high?", "not_on_record", ActorId("p2"), town.env.now())
        changed = Draft.of(
            question="How many missiles were fired?", answer="18", said_by="JCS", now=town.env.now(), zone=UTC
        )
        base.revise(1, changed, BY, seen=base.last_change(1))
        base.retire(2, BY, seen=base.last_change(2))
        await town.wait(24 * HOUR)
        digest = town.situation.last_message
        assert digest.content.startswith("**1 changed, 1 retired** since <t:1767254400:f> · 1 open question")
        assert "**18** (JCS, undated)" in text(digest)
        assert "was About 12" in text(digest)
        assert "Retired, no longer answered\n**#2** Was anyone hurt?" in text(digest)

    async def test_it_is_silent_when_nothing_changed(self, town):
        """And looks again the next day."""
        await plan(town)
        await town.wait(48 * HOUR)
        assert town.situation.history() == []
        await add(town)
        await town.wait(24 * HOUR)
        assert len(town.situation.history()) == 1

    async def test_it_speaks_always_if_it_shall(self, town):
        """Readers may want to know that nothing changed."""
        await plan(town, always=True)
        await town.wait(48 * HOUR)
        assert [message.content.split("**")[1] for message in town.situation.history()] == ["Nothing has changed"] * 2

    async def test_a_claim_that_leaves_the_headline_as_it_was_is_told(self, town):
        """Sources differ as before, but one more speaks."""
        await add(town, answer="10 missiles")
        base = await town.base()

        def say(voice, answer):
            said = {"question": "How many missiles were fired?", "answer": answer, "said_by": voice}
            draft = Draft.of(**said, now=town.env.now(), zone=UTC)
            base.revise(1, draft, BY, seen=base.last_change(1))

        say("KCNA", "18 missiles")
        await plan(town)
        say("Tokyo", "12 missiles")
        await town.wait(9 * HOUR)
        assert "**10 to 18, sources differ**" in text(town.situation.last_message)
        assert "new: 12 missiles (Tokyo, undated)" in text(town.situation.last_message)
        assert "was 10 to 18" not in text(town.situation.last_message)

    async def test_a_long_digest_fits(self, town):
        """Cut with a count of what is left out (discord_limits checks the message)."""
        await plan(town)
        await add(town, f"What {'x' * 190}?", answer="y" * 1_500, said_by="z" * 100)
        (await town.base()).seed()
        await town.wait(9 * HOUR)
        (digest,) = town.situation.history()
        assert digest.content.startswith("**68 added**")
        assert digest.embeds[0].description.splitlines()[-1].startswith("and ")

    async def test_a_fact_dated_ahead_is_not_given_away(self, town):
        """Its question is told, its answer is not."""
        await plan(town)
        await add(town, as_of="2026-03-01", answer="Secret")
        await town.wait(9 * HOUR)
        assert "not shown before its date" in text(town.situation.last_message)
        assert "Secret" not in text(town.situation.last_message)

    async def test_two_servers_are_apart(self, town):
        """Each posts its own."""
        await plan(town)
        await add(town)
        other = town.env.create_guild("Other")
        there = other.create_text_channel("news")
        mods = other.create_role("Mods", permissions=discord.Permissions(manage_messages=True))
        ann = other.add_member(town.env.create_user("Ann"), roles=[mods])
        await town.env.settle()
        await ann.slash(there, "digest set", times="08:00")
        await add(town, "What fell?", base=await town.bot.base(other.id))
        await town.wait(9 * HOUR)
        assert "What fell?" in text(there.last_message)
        assert "What fell?" not in text(town.situation.last_message)
        assert len(there.history()) == len(town.situation.history()) == 1


class TestRestarts:
    """Due by state: the bot may be off at the time."""

    async def test_a_digest_missed_while_off_goes_out_once_on_return(self, town, make_bot):
        """However many runs were missed; and no second one after another restart."""
        await plan(town)
        await add(town)
        await town.env.bot.close()
        await town.wait(56 * HOUR)
        assert town.situation.history() == []
        for _ in range(2):
            await town.restart(make_bot)
            await town.wait(60)
            assert len(town.situation.history()) == 1
        await town.wait(24 * HOUR)
        assert len(town.situation.history()) == 1

    async def test_a_crash_while_posting_posts_no_second_one(self, town, make_bot):
        """The next digest has the changes again; until then the list says what happened."""
        await plan(town)
        await add(town)
        await town.wait(7 * HOUR)
        outbox = Outbox(await town.base())
        (due,) = outbox.due(datetime(2026, 1, 1, 8, tzinfo=UTC))
        outbox.begin(due)  # and then the process ends
        await town.restart(make_bot)
        await town.wait(2 * HOUR)
        assert town.situation.history() == []
        listed = await town.sam.slash(town.moderators, "digest list")
        assert CUT_SHORT in text(listed.response)
        await town.wait(24 * HOUR)
        assert len(town.situation.history()) == 1
        assert "How many missiles were fired?" in text(town.situation.last_message)

    async def test_a_schedule_that_was_ended_stays_so(self, town, make_bot):
        """Also over a restart."""
        await plan(town)
        await add(town)
        done = await town.sam.slash(town.moderators, "digest off", channel=town.situation)
        assert "is off" in done.response.content
        await town.restart(make_bot)
        await town.wait(24 * HOUR)
        assert town.situation.history() == []


class TestOutages:
    """Discord stumbles, or says no."""

    async def test_a_failure_of_discords_is_tried_again(self, town):
        """With the same nonce, until it is taken; then never again."""
        await plan(town)
        await add(town)
        town.env.inject_error("POST", f"/channels/{town.situation.id}/messages", status=503, code=0, times=3)
        await town.wait(8 * HOUR + 300)
        assert len(town.situation.history()) == 1
        assert len({sent.json["nonce"] for sent in sends(town)}) == 1

    async def test_a_lost_connection_is_tried_again(self, town, monkeypatch):
        """discord.py lets an OSError through."""
        await plan(town)
        await add(town)
        with monkeypatch.context() as patch:

            async def reset(*args, **options):
                raise ConnectionResetError(104, "reset by peer")

            patch.setattr("bot.sending.announce", reset)
            await town.wait(8 * HOUR + 60)
        assert town.situation.history() == []
        await town.wait(60)
        assert len(town.situation.history()) == 1

    async def test_a_lost_permission_is_told_and_not_hammered(self, town):
        """One try a run; the list names the problem; the next run has the changes."""
        await plan(town)
        await add(town)
        town.env.inject_error("POST", f"/channels/{town.situation.id}/messages", status=403, code=50013, times=1)
        await town.wait(9 * HOUR)
        assert town.situation.history() == []
        listed = await town.sam.slash(town.moderators, "digest list")
        assert "I may not post there; give me View Channel" in text(listed.response)
        await town.wait(24 * HOUR)
        assert len(town.situation.history()) == 1
        assert "since the last digest that went out" in town.situation.last_message.content

    async def test_a_channel_that_is_gone_is_told(self, town):
        """With what to do."""
        await plan(town)
        await add(town)
        await town.bot.get_channel(town.situation.id).delete()
        await town.wait(9 * HOUR)
        listed = await town.sam.slash(town.moderators, "digest list")
        assert "the channel is gone; set the digest for another" in text(listed.response)

    async def test_one_broken_server_does_not_stop_the_others(self, town, monkeypatch):
        """And the loop goes on."""
        await plan(town)
        await add(town)
        with monkeypatch.context() as patch:

            async def broken(*args):
                raise RuntimeError("broken on purpose")

            patch.setattr(Digests, "_post", broken)
            await town.wait(9 * HOUR)
        await town.wait(60)
        assert len(town.situation.history()) == 1


class TestSetting:
    """A curator says when and where."""

    async def test_the_reply_says_when_it_comes_next(self, town):
        """In the reader's zone, and what the clock there shows now."""
        done = await plan(town, times="08:00, 20:00", zone="Asia/Seoul", days="weekdays")
        assert done.ephemeral
        next_run = int(datetime(2026, 1, 1, 11, tzinfo=UTC).timestamp())
        assert "weekdays at 08:00 and 20:00, Asia/Seoul" in done.response.content
        assert f"Next: <t:{next_run}:F> (<t:{next_run}:R>)" in done.response.content
        assert "The clock there shows 09:00, UTC+09:00 now" in done.response.content

    @pytest.mark.parametrize(
        ("day", "run"),
        [
            (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # 02:30 is skipped
            (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # 02:30 comes twice
        ],
    )
    async def test_summer_time_is_reckoned_with(self, town, day, run):
        """On the nights on which a clock time does not exist, or exists twice."""
        town.env.backend.clock._epoch = day
        done = await plan(town, times="02:30", zone="Europe/Berlin")
        assert f"<t:{int(run.timestamp())}:F>" in done.response.content

    async def test_every_bad_field_is_named_at_once(self, town):
        """With its remedy."""
        done = await town.sam.slash(
            town.moderators, "digest set", times="25:00", days="someday", zone="Mars", channel=town.situation
        )
        said = done.response.content
        assert done.ephemeral
        assert "times has “25:00”, which is no time of day. Write it like 08:00 or 20:30." in said
        assert "days has “someday”, which is no day." in said
        assert "zone cannot be “Mars”: there is no such time zone." in said
        assert (await town.base()).state.schedules == {}
        assert town.env.errors

    async def test_a_missing_permission_is_named(self, town):
        """Nothing is set where nothing could be posted."""
        closed = town.guild.create_text_channel(
            "closed", overwrites={town.bot.user: discord.PermissionOverwrite(send_messages=False, embed_links=False)}
        )
        await town.env.settle()
        done = await town.sam.slash(town.moderators, "digest set", times="08:00", channel=closed)
        assert "#closed does not let me post: I lack" in done.response.content
        assert "Send Messages" in done.response.content
        assert "Embed Links" in done.response.content
        assert (await town.base()).state.schedules == {}
        assert town.env.errors

    async def test_what_is_left_out_is_the_servers(self, town):
        """Its digest channel and its zone; every day."""
        base = await town.base()
        base.set_settings(Settings(digest_channel=town.situation.id, zone="Asia/Tokyo"), BY)
        done = await town.sam.slash(town.moderators, "digest set", times="8am")
        assert f"<#{town.situation.id}>: daily at 08:00, Asia/Tokyo" in done.response.content

    async def test_zones_are_found_by_city(self, town):
        """The server's first, with the time there."""
        offered = await town.sam.autocomplete(town.moderators, "digest set", "zone", "", times="08:00")
        assert offered[0] == {"name": "UTC (now 00:00, UTC+00:00)", "value": "UTC"}
        assert len(offered) <= 25
        found = await town.sam.autocomplete(town.moderators, "digest set", "zone", "new yo", times="08:00")
        assert found[0]["value"] == "America/New_York"


class TestLooking:
    """What is set, and what would go out."""

    async def test_every_digest_is_listed(self, town):
        """Where, when, when next, what became of the last."""
        empty = await town.sam.slash(town.moderators, "digest list")
        assert "/digest set" in empty.response.content
        await plan(town)
        await plan(town, channel=town.moderators, times="09:00", always=True)
        listed = await town.sam.slash(town.moderators, "digest list")
        assert "**2 digests**" in listed.response.content
        assert "the first counts from" in text(listed.response)
        assert "also when nothing has changed" in text(listed.response)
        await town.wait(10 * HOUR)
        listed = await town.sam.slash(town.moderators, "digest list")
        assert "Last: silent <t:1767254400:f>" in text(listed.response)
        assert "Last: posted <t:1767258000:f>" in text(listed.response)

    async def test_a_preview_posts_nothing(self, town):
        """Sam alone sees what would go out, as it would."""
        await plan(town)
        quiet = await town.sam.slash(town.moderators, "digest preview")
        assert "nothing has changed since <t:" in quiet.response.content
        await add(town)
        seen = await town.sam.slash(town.moderators, "digest preview")
        assert seen.ephemeral
        assert "Nothing was posted" in seen.response.content
        assert "How many missiles were fired?" in text(seen.response)
        assert town.situation.history() == []
        await town.wait(9 * HOUR)
        assert town.situation.last_message.content in seen.response.content

    @pytest.mark.parametrize("command", ["digest preview", "digest off"])
    async def test_without_a_digest_it_says_so(self, town, command):
        """And what to do; where there are others, where to look."""
        none = await town.sam.slash(town.moderators, command)
        assert "/digest set" in none.response.content
        await plan(town)
        elsewhere = await town.sam.slash(town.moderators, command, channel=town.moderators)
        assert "/digest list" in elsewhere.response.content
        assert town.env.errors

    @pytest.mark.parametrize(
        ("command", "options"),
        [("digest set", {"times": "08:00"}), ("digest list", {}), ("digest preview", {}), ("digest off", {})],
    )
    async def test_members_are_refused(self, town, command, options):
        """Hidden from them, and refused where an administrator showed it to everybody."""
        assert command not in town.mina.available_commands(town.situation)
        root = town.env.backend.find_command("digest", town.guild.id, type=1)
        town.guild.set_command_permissions(int(root["id"]), {town.guild.default_role: True})
        done = await town.mina.slash(town.situation, command, **options)
        assert "This is for curators" in done.response.content
        assert town.env.errors
