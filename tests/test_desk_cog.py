"""The desk in Discord: one message kept current, and everything that waits settled from it."""

from datetime import UTC

import discord
import pytest
from messages import labels, text
from small_facts import MONDAY

from bot.cogs.desk import EVERY
from knowledge.drafts import Draft
from knowledge.records import Settings
from knowledge.revisions import ActorId, Author

pytestmark = pytest.mark.usefixtures("facts", "moderated")

BY = Author(actor=ActorId("test"), via="test")
HURT = "Was anyone hurt?"


@pytest.fixture
async def moderated(town):
    """#moderators is where moderators meet."""
    (await town.base()).set_settings(Settings(moderators_channel=town.moderators.id), BY)


@pytest.fixture
async def members(town):
    """Three who ask."""
    made = [town.guild.add_member(town.env.create_user(name)) for name in ("Ben", "Cleo")]
    await town.env.settle()
    return [town.mina, *made]


async def ask(town, member, question=HURT):
    """Ask in private; what the member sees."""
    return (await member.slash(town.situation, "ask", question=question, private=True)).response


async def opened(town):
    """The desk, as it stands in the channel."""
    done = await town.sam.slash(town.moderators, "desk")
    (post,) = town.moderators.history()
    assert str(post.id) in done.response.content
    return post


async def desk(town):
    """The desk, after a look."""
    await town.wait(EVERY + 1)
    (post,) = town.moderators.history()
    return post


async def questions(town):
    """The private list of open questions."""
    listed = await town.sam.click(town.moderators.history()[0], label="Questions")
    assert listed.ephemeral
    return listed.response


class TestTheMessage:
    """One message, always current."""

    async def test_it_shows_what_waits_and_pings_nobody(self, town, members):
        """Questions with how many asked, and the buttons."""
        await ask(town, members[0])
        await ask(town, members[1])
        await ask(town, members[0], "@everyone **who** is the president of France?")
        post = await opened(town)
        assert post.content == "**Desk.** 2 open questions"
        assert f"“{HURT}” · 2 members" in text(post)
        assert "@everyone" not in text(post)
        assert "**who**" not in text(post)
        assert labels(post) == ["Questions", "Suggestions", "Stale", "Add", "Hand over"]
        assert not post.mentions
        assert not post.mention_everyone

    async def test_it_is_edited_in_place_and_not_at_each_question(self, town, members):
        """However much happens in ten seconds, it is one edit; nothing happens, none."""
        post = await opened(town)
        assert post.content == "**Desk.** Nothing waits."
        before = len(town.env.http_requests)
        for n in range(4):
            await ask(town, members[0], f"Was anyone hurt in village {n}?")
        again = await desk(town)
        assert again.id == post.id
        assert again.content == "**Desk.** 4 open questions"
        await town.wait(60)
        edits = [
            request
            for request in town.env.http_requests[before:]
            if request.method == "PATCH" and request.path.endswith(str(post.id))
        ]
        assert len(edits) == 1

    async def test_it_lives_through_a_restart(self, town, members, make_bot):
        """The same message goes on, and its buttons work."""
        post = await opened(town)
        await town.restart(make_bot)
        await ask(town, members[0])
        again = await desk(town)
        assert (again.id, again.content) == (post.id, "**Desk.** 1 open question")
        assert HURT in text(await questions(town))

    async def test_deleted_it_is_made_anew(self, town):
        """Once, and it is current."""
        post = await opened(town)
        await town.sam.delete(post)
        again = await desk(town)
        assert again.id != post.id
        await town.wait(60)
        assert [message.id for message in town.moderators.history()] == [again.id]

    async def test_deleted_while_the_bot_was_away_it_is_made_anew(self, town, make_bot):
        """Discord says so when it is edited."""
        post = await opened(town)
        await town.env.bot.close()
        await town.sam.delete(post)
        await town.env.restart_bot(make_bot())
        assert (await desk(town)).id != post.id

    async def test_too_old_to_be_edited_it_is_made_anew(self, town, members):
        """Discord allows few edits after an hour; the old one goes."""
        post = await opened(town)
        town.env.inject_error("PATCH", "/channels/*/messages/*", status=429, code=30046, times=1)
        await ask(town, members[0])
        again = await desk(town)
        assert again.id != post.id
        assert again.content == "**Desk.** 1 open question"

    async def test_it_is_closed_where_members_see_it(self, town, members):
        """What they typed is for moderators alone."""
        await ask(town, members[0])
        await opened(town)
        await town.bot.get_channel(town.moderators.id).set_permissions(
            town.bot.get_guild(town.guild.id).default_role, view_channel=True
        )
        await ask(town, members[0], "Who fired them?")
        post = await desk(town)
        assert post.content.startswith("The desk is closed")
        assert HURT not in text(post)
        refused = await town.sam.slash(town.moderators, "desk")
        assert "/setup" in refused.response.content
        assert town.env.errors

    async def test_members_cannot_open_it(self, town):
        """Nor press its buttons, were they to see them."""
        assert "desk" not in town.mina.available_commands(town.situation)


class TestQuestions:
    """The list, and one tap for each question."""

    async def test_a_new_fact_settles_its_question(self, town, members):
        """The form opens filled; saved, even in other words, the question is off the list."""
        await ask(town, members[0], "who won the match")
        await opened(town)
        listed = await questions(town)
        form = await town.sam.click(listed, label="1 New fact")
        fields = {part["component"]["custom_id"]: part["component"] for part in form.modal["components"]}
        assert fields["question"]["value"] == "who won the match"
        values = {"question": "How high did it fly?", "answer": "100 km", "said_by": "", "as_of": "", "source": ""}
        await town.sam.submit_modal(form, values)
        assert (await town.base()).known_as("How high did it fly?")
        assert (await desk(town)).content == "**Desk.** Nothing waits."

    async def test_a_phrasing_settles_its_question(self, town, members):
        """The nearest facts are offered; the phrasing can be taken back as ever."""
        choice = await ask(town, members[0], "what number of rockets on Monday went up")
        await members[0].click(choice, label="None of these")
        await opened(town)
        listed = await questions(town)
        label = next(each for each in labels(listed) if each.startswith("1 Phrasing of #1"))
        done = await town.sam.click(listed, label=label)
        assert done.acknowledged
        assert "what number of rockets on Monday went up" in (await town.base()).fact(1).phrasings
        assert (await town.base()).activity.misses == ()

    @pytest.mark.parametrize("label", ["1 Dismiss", "1 On purpose"])
    async def test_one_tap_takes_it_off_the_list(self, town, members, label):
        """It says what was done; a second click on the old list is told so."""
        await ask(town, members[0])
        await opened(town)
        listed = await questions(town)
        await town.sam.click(listed, label=label)
        assert (await town.base()).activity.misses == ()
        listed = await questions(town)
        assert "No open questions" in listed.content

    async def test_on_purpose_is_remembered_across_a_restart(self, town, members, make_bot):
        """Members are told the same as before; it is listed no more."""
        before = await ask(town, members[0])
        await opened(town)
        await town.sam.click(await questions(town), label="1 On purpose")
        await town.restart(make_bot)
        for member in members:
            assert (await ask(town, member)).content == before.content
        post = await desk(town)
        assert post.content == "**Desk.** Nothing waits."

    async def test_whoever_lost_the_right_cannot_settle(self, town, members):
        """It is checked at the press."""
        await ask(town, members[0])
        await opened(town)
        listed = await questions(town)
        roles = town.bot.get_guild(town.guild.id).roles
        curators = next(role for role in roles if role.name == "Curators")
        await curators.edit(permissions=discord.Permissions())
        refused = await town.sam.click(listed, label="1 Dismiss")
        assert "for curators" in refused.response.content
        assert len((await town.base()).activity.misses) == 1

    async def test_two_curators_settle_once(self, town, members):
        """The second, on an older list, is told that it was settled."""
        await ask(town, members[0])
        await opened(town)
        old = await questions(town)
        await town.sam.click(await questions(town), label="1 On purpose")
        done = await town.sam.click(old, label="1 Dismiss")
        assert "settled already" in done.response.content
        assert (await town.base()).activity.all_misses[0].on_purpose


class TestFlag:
    """What many ask at once."""

    async def test_three_members_raise_it_once(self, town, members, make_bot):
        """Also across a restart, and settled from it by one tap."""
        for member in members:
            await ask(town, member)
        await town.wait(EVERY + 1)
        (flag,) = town.moderators.history()
        assert flag.content == f"**3 members ask “{HURT}”** Within half an hour; not on record."
        await town.restart(make_bot)
        await ask(town, members[0])
        await town.wait(EVERY + 1)
        assert len(town.moderators.history()) == 1
        await town.sam.click(flag, label="Dismiss")
        assert (await town.base()).activity.misses == ()
        assert "was dismissed, by Sam" in town.moderators.history()[0].content

    async def test_one_member_who_asks_thrice_does_not(self, town):
        """Members count, not questions."""
        for _ in range(4):
            await ask(town, town.mina)
        await town.wait(EVERY + 1)
        assert town.moderators.history() == []


class TestHandingOver:
    """A note for the next moderator."""

    async def test_it_stands_on_the_desk_with_who_and_when(self, town, make_bot):
        """Across a restart; the form brings it back, emptied it is gone."""
        post = await opened(town)
        form = await town.sam.click(post, label="Hand over")
        await town.sam.submit_modal(form, {"note": "Watch the JCS page"})
        assert "**Hand-over** from Sam, <t:" in text(await desk(town))
        await town.restart(make_bot)
        post = await desk(town)
        assert "Watch the JCS page" in text(post)
        form = await town.sam.click(post, label="Hand over")
        assert form.modal["components"][0]["component"]["value"] == "Watch the JCS page"
        await town.sam.submit_modal(form, {"note": ""})
        assert "JCS" not in text(await desk(town))


async def test_add_opens_the_form_of_a_new_fact(town):
    """Empty, in one tap."""
    form = await town.sam.click(await opened(town), label="Add")
    assert form.modal["title"] == "Add a fact"


async def test_what_has_gone_stale_is_found_true_with_one_tap(town):
    """Then it waits no more."""
    await town.put("How many people are missing?", "7", as_of="2025-12-30")
    post = await opened(town)
    assert "1 stale" in post.content
    listed = (await town.sam.click(post, label="Stale")).response
    assert "#4" in text(listed)
    await town.sam.click(listed, label="#4 still true")
    assert (await desk(town)).content == "**Desk.** Nothing waits."


async def test_what_somebody_changed_since_it_was_listed_is_shown_first(town):
    """It is not found true unseen; the button below asks again."""
    await town.put("How many people are missing?", "7", as_of="2025-12-30")
    listed = (await town.sam.click(await opened(town), label="Stale")).response
    (await town.base()).phrase(4, ["missing people"], Author(actor=ActorId("somebody"), via="test"))
    stale = await town.sam.click(listed, label="#4 still true")
    (told,) = stale.followups
    assert "Also asked as: missing people" in text(told)
    assert (await town.base()).fact(4).claims[0].verified_at is None
    await town.sam.click(told, label="Still true")
    assert (await town.base()).fact(4).claims[0].verified_at


async def test_where_sources_differ_stands_on_the_desk(town):
    """With the number of the fact."""
    base = await town.base()
    other = Draft.of(question=MONDAY, answer="18 missiles", said_by="KCNA", now=town.env.now(), zone=UTC)
    base.revise(1, other, BY, seen=base.last_change(1))
    post = await opened(town)
    assert "1 disputed" in post.content
    assert "**#1**" in text(post)
