"""Taking back in Discord: one's own last change by /undo, and a fact to any revision from its history."""

import discord
import pytest
from test_curate import FACT, add, allow_everyone, labels, revise, take_roles, text
from test_files import give

from knowledge.exchange import parse
from knowledge.records import Settings
from knowledge.revisions import ActorId, Author


async def undo(town, who=None):
    return await (who or town.sam).slash(town.moderators, "undo")


async def ann(town):
    """A second curator."""
    role = town.guild.create_role("Night shift", permissions=discord.Permissions(administrator=True))
    made = town.guild.add_member(town.env.create_user("Ann"), roles=[role])
    await town.env.settle()
    return made


async def author(town, who):
    """A member, as the author of what a test does beside Discord."""
    base = await town.base()
    return Author(actor=base.activity.actor(who.id, "Sam"), via="test")


class TestUndo:
    """The last change of one's own is taken back at once, and said exactly."""

    async def test_a_wrong_correction_is_taken_back_and_done_again(self, town, make_bot):
        """Before and after are told to Sam alone; the button and the command do it again, also after a restart."""
        await add(town)
        await town.wait(60)
        await revise(town, answer="81 missiles")
        await town.restart(make_bot)
        done = await undo(town)
        assert done.ephemeral
        assert "**Taken back:** what you did <t:" in done.response.content
        assert "#1 How many missiles were fired on 30 May?" in text(done.response)
        assert "Live again: **About 10 missiles**" in text(done.response)
        assert "Withdrawn: ~~**81 missiles**" in text(done.response)
        asked = await town.mina.slash(town.situation, "ask", question=FACT["question"])
        assert asked.response.content.startswith("**About 10 missiles** (JCS, 30 May 2024)")
        await town.restart(make_bot)
        again = await town.sam.click(done.response, label="Redo")
        assert "**Done again:**" in again.response.content
        assert (await town.base()).fact(1).live()[0].answer == "81 missiles"
        assert "**Taken back:**" in (await undo(town)).response.content
        assert (await town.base()).fact(1).live()[0].answer == "About 10 missiles"

    async def test_what_was_taken_back_is_not_corrected_by_what_comes_next(self, town):
        """An update after it follows what stood before."""
        await add(town)
        await town.wait(60)
        await revise(town, answer="81 missiles")
        await undo(town)
        await revise(town, answer="18 missiles", as_of="31 May 2024")
        asked = await town.mina.slash(town.situation, "ask", question=FACT["question"])
        assert asked.response.content == "**18 missiles** (JCS, 31 May 2024); was About 10 missiles, 30 May 2024"

    async def test_what_was_posted_of_it_is_corrected(self, town):
        """Of a change, and of a fact that was new."""
        await add(town)
        await revise(town, answer="81 missiles")
        await town.mina.send(town.situation, f"{town.ping} {FACT['question']}")
        assert "**81 missiles**" in town.situation.last_message.content
        done = await undo(town)
        assert town.situation.last_message.content.startswith("~~81 missiles~~ **About 10 missiles**")
        await town.sam.click(done.response, label="Undo the one before")
        assert "**About 10 missiles**" not in town.situation.last_message.content

    async def test_a_new_fact_is_retired_by_it(self, town):
        """Nothing is deleted: restored it is there without an answer, and put back with it."""
        await add(town)
        done = await undo(town)
        assert "Retired: How many missiles" in text(done.response)
        assert (await town.base()).fact(1).retired
        restored = await town.sam.slash(town.moderators, "fact restore", fact="#1")
        assert "no claim of it stands" in restored.response.content
        history = await town.sam.click(restored.response, label="History")
        asked = await town.sam.select(history.response, ["1"])
        await town.sam.click(asked.response, label="Put it back")
        assert (await town.base()).fact(1).live()[0].answer == "About 10 missiles"

    async def test_pressed_twice_it_acts_once(self, town):
        """The second press of one button finds it done."""
        await add(town)
        done = await undo(town)
        await town.sam.click(done.response, label="Redo")
        twice = await town.sam.click(done.response, label="Redo")
        assert "is as it was before that already. Nothing was changed." in twice.response.content
        assert (await town.base()).state.revision == 3

    async def test_further_back(self, town):
        """The change before can follow, by its own button."""
        await add(town)
        await revise(town, answer="18 missiles")
        await revise(town, answer="81 missiles")
        done = await undo(town)
        assert labels(done.response) == ["Redo", "Undo the one before"]
        before = await town.sam.click(done.response, label="Undo the one before")
        assert "Withdrawn: ~~**18 missiles**" in text(before.response)
        assert (await town.base()).fact(1).live()[0].answer == "About 10 missiles"

    async def test_what_somebody_changed_since_is_refused(self, town):
        """Who, when and what is said; one's own change before that can still be taken back."""
        await add(town, question="Who fired?", answer="They did")
        await add(town)
        await revise(town, fact="#2", who=await ann(town), answer="12 missiles")
        done = await undo(town)
        assert "**Not taken back:**" in done.response.content
        assert "Ann · revision 3" in text(done.response)
        assert "→ **12 missiles**" in text(done.response)
        assert labels(done.response) == ["History of #2", "Undo the one before"]
        assert (await town.base()).state.revision == 3
        await town.sam.click(done.response, label="Undo the one before")
        assert (await town.base()).fact(1).retired

    async def test_what_others_did_is_theirs(self, town):
        """Who did nothing takes nothing back; nor does a button overwrite what somebody did after it was shown."""
        await add(town)
        other = await ann(town)
        assert "You have changed nothing here yet" in (await undo(town, other)).response.content
        done = await undo(town)
        base = await town.base()
        theirs = Author(actor=base.activity.actor(other.id, "Ann"), via="test")
        base.phrase(1, ["missiles?"], theirs)
        stale = await town.sam.click(done.response, label="Redo")
        assert "**Not taken back:**" in stale.response.content

    async def test_what_is_long_ago_is_shown_first(self, town, make_bot):
        """Nobody remembers it; the button does it, also after a restart."""
        await add(town)
        await town.wait(2 * 3600)
        asked = await undo(town)
        assert "**Take this back?**" in asked.response.content
        assert "Retired: How many missiles" in text(asked.response)
        assert not (await town.base()).fact(1).retired
        await town.restart(make_bot)
        await town.sam.click(asked.response, label="Take it back")
        assert (await town.base()).fact(1).retired
        twice = await town.sam.click(asked.response, label="Take it back")
        assert "Nothing was changed" in twice.response.content

    async def test_an_import_is_one_undo(self, town):
        """It is much, so it is shown first; a part of it that somebody changed is said."""
        base = await town.base()
        rows = "\n".join(f"What is item {n}?,Thing {n}" for n in range(60))
        base.import_(parse(f"question,answer\n{rows}".encode(), name="a.csv"), await author(town, town.sam))
        asked = await undo(town)
        assert "it concerns 60 records" in asked.response.content
        assert "and 40 more" in text(asked.response)
        done = await town.sam.click(asked.response, label="Take it back")
        assert "**Taken back:**" in done.response.content
        assert base.listed() == ()
        again = await town.sam.click(done.response, label="Redo")
        await town.sam.click(again.response, label="Take it back")
        assert len(base.listed()) == 60

    async def test_an_import_that_was_taken_back_does_not_come_again_unseen(self, town):
        """Its facts are retired, and stay so: the preview says it, and how a mended file is answered from."""
        mended = b"question,answer,said_by\nWhere is it?,There,JCS\n"
        base = await town.base()
        base.import_(parse(mended.replace(b"There", b"Here"), name="a.csv"), await author(town, town.sam))
        done = await undo(town)
        given = await give(town, mended)
        assert "**1 fact of it is retired here, and stays so.**" in text(given.response)
        assert "Then `/undo` that, and import this over it." in text(given.response)
        await town.sam.click(done.response, label="Redo")
        given = await give(town, mended)
        assert "retired" not in text(given.response)
        await town.sam.click(given.response, label="Import")
        assert base.show(1, now=town.env.now()).headline == "There"

    async def test_names_and_digests_are_taken_back_too(self, town):
        """Whatever is a revision."""
        await town.sam.slash(town.moderators, "alias add", name="Wonsan", spellings="Gensan")
        done = await undo(town)
        assert "Name **Wonsan**: ~~Gensan, Wonsan~~ → none" in text(done.response)
        await town.sam.slash(town.moderators, "digest set", channel=town.situation, times="08:00", zone="UTC")
        done = await undo(town)
        assert f"Digest for <#{town.situation.id}>: ~~daily at 08:00, UTC~~ → none" in text(done.response)
        assert not (await town.base()).state.schedules

    async def test_the_set_up_is_for_administrators(self, town):
        """Also for one who was an administrator when it was changed; what they did before is theirs to take back."""
        await add(town)
        base = await town.base()
        base.set_settings(Settings(zone="Asia/Seoul"), await author(town, town.sam))
        done = await undo(town)
        assert "is of the set-up. That is for administrators" in done.response.content
        assert base.state.settings.zone == "Asia/Seoul"
        await town.sam.click(done.response, label="Undo the one before")
        assert base.fact(1).retired

    async def test_an_administrator_takes_the_set_up_back(self, town):
        """Choice by choice."""
        boss = await ann(town)
        base = await town.base()
        base.set_settings(Settings(zone="Asia/Seoul"), await author(town, boss))
        done = await undo(town, boss)
        assert "**Set-up**\nZone: ~~Asia/Seoul~~ → UTC" in text(done.response)
        assert base.state.settings.zone == "UTC"

    async def test_a_member_is_refused_and_so_is_who_lost_the_role(self, town):
        """The command is hidden; the server checks at each press."""
        await add(town)
        assert "undo" not in town.mina.available_commands(town.situation)
        await allow_everyone(town, "undo")
        assert "This is for curators" in (await town.mina.slash(town.situation, "undo")).response.content
        done = await town.sam.slash(town.situation, "undo")
        take_roles(town, town.sam)
        assert "This is for curators" in (await town.sam.click(done.response, label="Redo")).response.content
        assert (await town.base()).state.revision == 2
        assert town.env.errors


class TestRevert:
    """A curator puts a fact back to any revision of its history."""

    async def chosen(self, town, number):
        """Choose a revision on the history of the first fact."""
        seen = await town.sam.slash(town.moderators, "history", fact="#1")
        return await town.sam.select(seen.response, [str(number)])

    async def test_it_is_shown_confirmed_and_done(self, town, make_bot):
        """What would change first; both steps work after a restart, and the second press finds it done."""
        await add(town)
        await revise(town, answer="18 missiles", as_of="31 May 2024")
        await revise(town, question="How many rockets were fired on 30 May?")
        asked = await self.chosen(town, 1)
        assert asked.ephemeral
        assert "**Put #1 back** as revision 1 left it?" in asked.response.content
        assert "Question: ~~How many rockets were fired" in text(asked.response)
        assert "Live again: **About 10 missiles**" in text(asked.response)
        assert (await town.base()).state.revision == 3
        await town.restart(make_bot)
        done = await town.sam.click(asked.response, label="Put it back")
        assert "is as revision 1 left it." in done.response.content
        fact = (await town.base()).fact(1)
        assert (fact.question, fact.live()[0].answer) == (FACT["question"], "About 10 missiles")
        twice = await town.sam.click(asked.response, label="Put it back")
        assert "is as revision 1 left it already" in twice.response.content
        assert (await town.base()).state.revision == 4
        await town.sam.click(done.response, label="Undo")
        assert (await town.base()).fact(1).live()[0].answer == "18 missiles"

    async def test_a_change_in_between_is_not_overwritten(self, town):
        """Somebody else was faster than the confirmation."""
        await add(town)
        await revise(town, answer="18 missiles")
        asked = await self.chosen(town, 1)
        await revise(town, who=await ann(town), answer="19 missiles")
        late = await town.sam.click(asked.response, label="Put it back")
        assert "changed" in late.response.content
        assert (await town.base()).fact(1).live()[0].answer == "19 missiles"

    async def test_members_read_the_history_and_choose_nothing(self, town):
        """Nor does who lost the role, at either step."""
        await add(town)
        await revise(town, answer="18 missiles")
        members = await town.mina.slash(town.situation, "history", fact="#1")
        assert members.response.components == []
        own = await town.sam.slash(town.situation, "history", fact="#1")
        asked = await town.sam.select(own.response, ["1"])
        take_roles(town, town.sam)
        for refused in (
            await town.sam.click(asked.response, label="Put it back"),
            await town.sam.select(own.response, ["1"]),
        ):
            assert "This is for curators" in refused.response.content
        assert (await town.base()).state.revision == 2

    @pytest.mark.parametrize("page", [0, 1])
    async def test_every_revision_but_the_last_is_offered(self, town, page):
        """On the page where it stands."""
        await add(town)
        base = await town.base()
        for n in range(6):
            base.phrase(1, [f"missiles {n}"], Author(actor=ActorId("p1"), via="test"))
        seen = await town.sam.slash(town.moderators, "history", fact="#1")
        if page:
            seen = await town.sam.click(seen.response, label="Next")
        (menu,) = [child for row in seen.response.components for child in row["components"] if "options" in child]
        assert [option["value"] for option in menu["options"]] == [["6", "5", "4", "3"], ["2", "1"]][page]
