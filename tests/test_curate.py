"""Curating in Discord: facts added, shown, listed, revised, retired and restored, and their history."""

import discord
import pytest
from messages import labels, text

from bot.cards.listing import A_PAGE
from bot.drafts import DRAFTS
from knowledge.asof import AsOf
from knowledge.errors import StoreError
from knowledge.facts import Standing
from knowledge.records import Settings
from knowledge.revisions import ActorId, Author
from knowledge.text import clean

FACT = {
    "question": "How many missiles were fired on 30 May?",
    "answer": "About 10 missiles",
    "said_by": "JCS",
    "as_of": "30 May 2024",
    "source": "Yonhap https://yna.co.kr/a",
}


def values(shown):
    """What a form is filled with when it opens."""
    fields = (row["component"] for row in shown.modal["components"])
    return {field["custom_id"]: field.get("value", "") for field in fields}


async def add(town, who=None, **changes):
    """Open the form of a new fact and send it."""
    who = who or town.sam
    shown = await who.slash(town.moderators, "fact add")
    return await who.submit_modal(shown, {**FACT, **changes})


async def revise(town, fact="#1", who=None, **changes):
    who = who or town.sam
    shown = await who.slash(town.moderators, "fact revise", fact=fact)
    return await who.submit_modal(shown, {**values(shown), **changes})


def take_roles(town, actor):
    """A moderator takes every role of a member away."""
    town.env.backend.get_guild(town.guild.id).members[actor.id].role_ids.clear()


async def allow_everyone(town, *roots):
    """What an administrator can do under Integrations: show members the curators' commands."""
    for name in roots:
        root = town.env.backend.find_command(name, town.guild.id, type=1)
        town.guild.set_command_permissions(int(root["id"]), {town.guild.default_role: True})


class TestAdding:
    """A form of five fields becomes a fact."""

    async def test_a_form_becomes_a_fact(self, town):
        """Everything typed is on record, by whom and through what; the reply is Sam's alone."""
        done = await add(town)
        assert done.ephemeral
        assert "#1 How many missiles were fired on 30 May?** is on record." in done.response.content
        fact = (await town.base()).fact(1)
        claim = fact.live()[0]
        assert (fact.question, claim.answer, claim.said_by) == (FACT["question"], FACT["answer"], "JCS")
        assert (claim.as_of, claim.source.url, claim.source.title) == (
            AsOf("2024-05-30"),
            "https://yna.co.kr/a",
            "Yonhap",
        )
        (revision,) = (await town.base()).history(1)
        assert (await town.base()).activity.person(revision.actor).discord == town.sam.id
        assert revision.via == "discord form"
        assert town.moderators.history() == []

    async def test_a_member_asks_and_gets_it(self, town):
        """What was just added is answered at once, with who says it and as of when."""
        await add(town)
        answer = await town.mina.slash(town.situation, "ask", question="How many missiles were fired on 30 May?")
        assert "About 10 missiles" in answer.response.content
        assert "JCS, 30 May 2024" in answer.response.content

    async def test_the_form_explains_itself(self, town):
        """Each field has a label, a help and an example; no length that would cut off what is pasted."""
        shown = await town.sam.slash(town.moderators, "fact add")
        rows = shown.modal["components"]
        assert shown.modal["title"] == "Add a fact"
        assert [row["label"] for row in rows] == ["Question", "Answer", "Who says it", "As of", "Source"]
        assert all(row["description"] and row["component"]["placeholder"] for row in rows)
        assert all("max_length" not in row["component"] for row in rows)
        assert [row["component"]["required"] for row in rows] == [True, False, False, False, False]

    async def test_what_readers_will_miss_is_said(self, town):
        """A fact without voice, date or source is taken, and so is one dated ahead: the reply says what that means."""
        bare = await add(town, said_by="", as_of="", source="")
        assert "Members will miss who says it and its date and a source. Press Revise" in text(bare.response)
        ahead = await add(town, question="When is the next launch?", as_of="2026-02-01")
        assert "its “as of” lies ahead" in text(ahead.response)

    async def test_a_text_pings_nobody(self, town):
        """Not even the curator who typed it (discord_limits checks every message)."""
        done = await add(town, answer=f"@everyone <@{town.mina.id}>", said_by="@here")
        assert f"<@{town.mina.id}>" not in text(done.response)

    async def test_the_form_works_after_a_restart(self, town, make_bot):
        """It was open while the bot was restarted: what was typed is not lost."""
        shown = await town.sam.slash(town.moderators, "fact add")
        await town.restart(make_bot)
        done = await town.sam.submit_modal(shown, FACT)
        assert "is on record" in done.response.content
        assert (await town.base()).fact(1).question == FACT["question"]


BAD = [
    ("as_of", "2024-02-30", "As of", "is not a date that exists. Write it like 2024"),
    ("source", "javascript:alert(1)", "Source", "Only http:// and https:// links are taken"),
    ("source", "https://a.org https://b.org", "Source", "has 2 links. Give one"),
    ("answer", "x" * 4_000, "Answer", "has 4,000 characters; at most 1,500 fit. Shorten it."),
    ("answer", "\u200b", "Answer", "blank or invisible characters. Write something"),
    ("question", "\u200b\u2060", "Question", "blank or invisible characters. Write something"),
]


class TestUnseen:
    """What was pasted along with a text."""

    async def test_it_is_taken_out_and_that_is_said(self, town):
        """Of every field it stood in; nothing of it is on record."""
        done = await add(town, question="Who \u202eevil?\u200b", said_by="\ufeffJCS", answer="Nobody\u2066")
        assert "is on record" in done.response.content
        assert "turn a text round, were taken out: Question, Answer, Who says it" in text(done.response)
        fact = (await town.base()).fact(1)
        assert (fact.question, fact.live()[0].answer, fact.live()[0].said_by) == ("Who evil?", "Nobody", "JCS")

    async def test_what_is_as_it_was_typed_needs_no_word(self, town):
        """Emoji are joined by signs that belong to them."""
        done = await add(town, answer="Three families 👨\u200d👩\u200d👧")
        assert "taken out" not in text(done.response)


class TestBadInput:
    """Nothing is saved; the message names every field and its remedy; the form opens again, filled."""

    @pytest.mark.parametrize(("field", "typed", "label", "remedy"), BAD)
    async def test_field_and_remedy_are_named(self, town, field, typed, label, remedy):
        """And the form that opens again holds what was typed, to the letter; what nobody can see is left out."""
        done = await add(town, **{field: typed})
        assert done.ephemeral
        assert "Nothing was saved" in done.response.content
        assert f"**{label}**" in text(done.response)
        assert remedy.replace("://", r"\://") in text(done.response)
        again = await town.sam.click(done.response, label="Open the form again")
        assert values(again) == {**FACT, field: typed if clean(typed) else ""}
        saved = await town.sam.submit_modal(again, FACT)
        assert "is on record" in saved.response.content

    async def test_all_fields_are_told_at_once(self, town):
        """Nobody mends a form five times."""
        done = await add(town, question=" ", answer="\u200b", as_of="31 June 2024", source="ftp://x.org")
        assert [f"**{name}**" in text(done.response) for name in ("Question", "Answer", "As of", "Source")] == [
            True
        ] * 4
        assert (await town.base()).state.revision == 0

    async def test_what_was_typed_is_kept_for_a_day(self, town):
        """Then the button says what to do."""
        done = await add(town, as_of="soon")
        await town.wait(23 * 3600)
        assert (await town.sam.click(done.response, label="Open the form again")).modal
        await town.wait(2 * 3600)
        gone = await town.sam.click(done.response, label="Open the form again")
        assert "no longer kept" in gone.response.content
        assert "/fact add" in gone.response.content

    async def test_what_was_typed_outlives_a_restart(self, town, make_bot):
        """The form opens again, filled, for the one who typed it alone."""
        done = await add(town, as_of="soon")
        await town.restart(make_bot)
        again = await town.sam.click(done.response, label="Open the form again")
        assert values(again) == {**FACT, "as_of": "soon"}

    async def test_drafts_that_cannot_be_read_are_given_up(self, town, make_bot, tmp_path):
        """The button then says what to do; the next draft is kept."""
        done = await add(town, as_of="soon")
        (kept,) = tmp_path.rglob(DRAFTS)
        kept.write_text("{torn", "utf-8")
        await town.restart(make_bot)
        gone = await town.sam.click(done.response, label="Open the form again")
        assert "/fact add" in gone.response.content
        done = await add(town, as_of="soon")
        assert (await town.sam.click(done.response, label="Open the form again")).modal

    async def test_a_disk_that_takes_no_drafts_costs_only_the_restart(self, town, monkeypatch):
        """Until then they are in memory."""

        def full(path, data):
            raise OSError("no space left on device")

        monkeypatch.setattr("bot.drafts.replace_file", full)
        done = await add(town, as_of="soon")
        assert (await town.sam.click(done.response, label="Open the form again")).modal

    async def test_a_form_that_was_saved_leaves_no_draft(self, town, tmp_path):
        """Only what could not be saved is kept."""
        await add(town)
        assert not list(tmp_path.rglob(DRAFTS))

    async def test_a_failing_disk_loses_nothing_that_was_typed(self, town, monkeypatch):
        """The failure is told without a path, and the form opens again, filled."""
        base = await town.base()

        def full(revision):
            raise StoreError("/srv/data/secret could not be written")

        with monkeypatch.context() as patch:
            patch.setattr(base._records, "commit", full)
            done = await add(town)
        assert "cannot be used right now" in done.response.content
        assert "/srv/data" not in done.response.content
        (kept,) = done.followups
        again = await town.sam.click(kept, label="Open the form again")
        assert values(again) == FACT
        await town.sam.submit_modal(again, FACT)
        assert base.fact(1).question == FACT["question"]


class TestKnownQuestion:
    """A question on record is not added twice by accident."""

    async def test_the_fact_that_has_it_is_shown(self, town):
        """With its answer and three ways on."""
        await add(town)
        twin = await add(town, question="how many missiles were fired on 30 may", answer="18", said_by="KCNA")
        assert "on record already, as #1" in twin.response.content
        assert "About 10 missiles" in text(twin.response)
        assert labels(twin.response) == ["Revise #1 with mine", "Open the form again", "Add mine anyway"]
        assert len((await town.base()).state.facts) == 1

    async def test_it_is_revised_with_what_was_typed(self, town):
        """The form of that fact opens with it."""
        await add(town)
        twin = await add(town, answer="18 missiles", said_by="KCNA")
        form = await town.sam.click(twin.response, label="Revise #1 with mine")
        assert form.modal["title"] == "Revise #1"
        assert values(form) == {**FACT, "answer": "18 missiles", "said_by": "KCNA"}
        await town.sam.submit_modal(form, values(form))
        assert [claim.said_by for claim in (await town.base()).fact(1).live()] == ["KCNA", "JCS"]

    async def test_another_voice_stands_beside_and_the_curator_is_told(self, town):
        """It replaces nothing: what members read from now on is shown at once."""
        await add(town)
        done = await revise(town, answer="18 missiles", said_by="KCNA")
        assert "\n\u200b\nMembers now read: **10 to 18, sources differ** (30 May 2024)" in text(done.response)
        assert "Members now read" not in text((await add(town, question="Who fired?", answer="They did")).response)

    async def test_knowingly_it_is_added_once(self, town):
        """However often the button is pressed."""
        await add(town)
        twin = await add(town)
        for _ in range(2):
            done = await town.sam.click(twin.response, label="Add mine anyway")
            assert "#2" in done.response.content
        assert list((await town.base()).state.facts) == ["1", "2"]


class TestRevising:
    """The form opens filled, and changes what was changed in it."""

    async def test_the_form_is_filled_and_the_change_told(self, town):
        """Before and after, side by side."""
        await add(town)
        shown = await town.sam.slash(town.moderators, "fact revise", fact="#1")
        assert values(shown) == {**FACT, "as_of": "2024-05-30"}
        done = await town.sam.submit_modal(shown, {**values(shown), "answer": "18 missiles", "as_of": "31 May 2024"})
        assert "was changed" in done.response.content
        assert "Update: ~~**About 10 missiles** · JCS, 30 May 2024" in text(done.response)
        mended = await revise(town, answer="19 missiles")
        assert "Correction: ~~**18 missiles**~~\n→ **19 missiles** · JCS, 31 May 2024" in text(mended.response)
        assert "→ **18 missiles** · JCS, 31 May 2024" in text(done.response)
        standings = [claim.standing for claim in (await town.base()).fact(1).claims]
        assert standings == [Standing.SUPERSEDED, Standing.WITHDRAWN, Standing.LIVE]

    async def test_a_form_sent_back_as_it_was_changes_nothing(self, town):
        """And says so."""
        await add(town)
        done = await revise(town)
        assert "Nothing was changed" in done.response.content
        assert (await town.base()).state.revision == 1

    async def test_somebody_elses_change_is_shown_and_not_overwritten(self, town):
        """The form opens again with one's own text, and then it is saved on top of theirs."""
        await add(town)
        shown = await town.sam.slash(town.moderators, "fact revise", fact="#1")
        await revise(town, answer="12 missiles")
        late = await town.sam.submit_modal(shown, {**values(shown), "answer": "18 missiles"})
        assert "#1 was changed while you had the form open" in late.response.content
        assert "Sam · revision 2" in text(late.response)
        assert "→ **12 missiles**" in text(late.response)
        assert (await town.base()).fact(1).live()[0].answer == "12 missiles"
        again = await town.sam.click(late.response, label="Open the form again")
        assert values(again)["answer"] == "18 missiles"
        done = await town.sam.submit_modal(again, values(again))
        assert "~~**12 missiles**" in text(done.response)
        assert (await town.base()).fact(1).live()[0].answer == "18 missiles"

    async def test_a_members_doubt_leads_a_curator_to_the_form(self, town):
        """The button below an answer opens it, also after a restart."""
        await add(town)
        answer = await town.sam.slash(town.situation, "ask", question=FACT["question"])
        led = await town.sam.click(answer.response, label="Wrong?")
        shown = await town.sam.click(led.response, label="Revise")
        assert shown.modal["title"] == "Revise #1"

    @pytest.mark.parametrize(
        ("typed", "said"), [("#7", "There is no fact #7"), ("balloons", "No fact is called “balloons”")]
    )
    async def test_a_fact_that_is_not_there_is_said(self, town, typed, said):
        """An option may be any text."""
        await add(town)
        done = await town.sam.slash(town.moderators, "fact revise", fact=typed)
        assert said in done.response.content
        assert town.env.errors


class TestLooking:
    """A fact whole, all facts, and how one came to be as it is."""

    async def test_a_fact_is_shown_whole(self, town):
        """Claims of every standing, sources, particulars, the last change; and what can be done."""
        await add(town)
        await revise(town, answer="18 missiles")
        shown = await town.sam.slash(town.moderators, "fact show", fact="1")
        said = text(shown.response)
        assert shown.ephemeral
        assert "**18 missiles** · JCS, 30 May 2024 · Yonhap, [yna.co.kr](https://yna.co.kr/a)" in said
        assert "\n\u200b\nWithdrawn: **About 10 missiles**" in said
        assert "Sam · revision 2" in said
        assert "key how-many-missiles" in said
        assert labels(shown.response)[:5] == ["Revise", "Add phrasings", "Retire", "History", "Still true"]
        assert labels(shown.response)[5:] == ["Withdraw", "New event", "Shelf life"]

    async def test_the_starter_is_shown_whole(self, town):
        """Every fact of it fits a message, with its phrasings."""
        base = await town.base()
        base.seed()
        for fact in base.state.facts.values():
            shown = await town.sam.slash(town.moderators, "fact show", fact=f"#{fact.id}")
            assert "Also asked as: " in text(shown.response)
            assert "starter · revision" in text(shown.response)

    async def test_facts_are_listed_in_pages(self, town, make_bot):
        """As they are answered, a dispute without a side. The buttons turn them, also after a restart."""
        base = await town.base()
        base.seed()
        count = len(base.listed())
        first = await town.sam.slash(town.moderators, "fact list")
        assert first.ephemeral
        assert f"**{count} facts**" in first.response.content
        assert f"Page 1 of {-(-count // A_PAGE)}" in text(first.response)
        assert " fire on 30 May 2024?\n10 to 18, sources differ\n" in text(first.response)
        assert "\n\u200b\n**#2** " in text(first.response)
        await town.restart(make_bot)
        second = await town.sam.click(first.response, label="Next")
        assert second.acknowledged
        assert f"**#{A_PAGE + 1}**" in text(second.response)
        back = await town.sam.click(second.response, label="Back")
        assert "**#1**" in text(back.response)

    async def test_a_list_can_be_narrowed(self, town):
        """By words, and to retired ones; the pages keep the words."""
        base = await town.base()
        base.seed()
        found = await town.sam.slash(town.moderators, "fact list", text="missiles")
        assert "with “missiles”" in found.response.content
        turned = await town.sam.click(found.response, label="Next")
        assert turned.response.content == found.response.content
        none = await town.sam.slash(town.moderators, "fact list", only="retired")
        assert none.response.content == "**0 facts** · retired"
        assert (
            "with “zeppelins”"
            in (await town.sam.slash(town.moderators, "fact list", text="zeppelins")).response.content
        )

    async def test_an_empty_server_says_how_to_begin(self, town):
        """A new server has no facts."""
        done = await town.sam.slash(town.moderators, "fact list")
        assert "/fact add" in done.response.content

    async def test_history_is_for_everyone(self, town):
        """Who, when, why, before and after; the newest first; nobody is pinged."""
        await add(town)
        await revise(town, answer="18 missiles")
        await town.sam.slash(town.moderators, "fact retire", fact="#1", why="a rumour")
        seen = await town.mina.slash(town.situation, "history", fact="#1")
        assert seen.ephemeral
        newest, update, oldest = [embed.description for embed in seen.response.embeds]
        assert "“a rumour”\nRetired: How many missiles" in newest
        assert "Sam · revision 2\nCorrection: ~~**About 10 missiles**" in update
        assert "Added: How many missiles" in oldest
        assert all(embed.description.startswith("<t:") for embed in seen.response.embeds)

    async def test_an_answer_dated_ahead_is_in_no_members_history_yet(self, town):
        """The history is for everyone, and no answer is shown before its date; curators see it whole."""
        await add(town)
        await revise(town, answer="18 missiles", as_of="2099-01-02")
        seen = await town.mina.slash(town.situation, "history", fact="#1")
        assert "18 missiles" not in text(seen.response)
        assert "→ not shown before 2 January 2099" in text(seen.response)
        shown = await town.sam.slash(town.moderators, "fact show", fact="#1")
        assert "18 missiles" in text(shown.response)

    async def test_a_long_history_is_turned(self, town, make_bot):
        """Older ones are on the next page, also after a restart."""
        await add(town)
        for count in range(11, 18):
            await revise(town, answer=f"{count} missiles")
        seen = await town.mina.slash(town.situation, "history", fact="#1")
        assert "17 missiles" in seen.response.embeds[0].description
        assert len(seen.response.embeds) == 5
        await town.restart(make_bot)
        older = await town.mina.click(seen.response, label="Next")
        assert "Added" in older.response.embeds[-1].description

    async def test_who_was_forgotten_is_not_named(self, town):
        """The history stays when a person goes; the starter is no person."""
        await add(town)
        base = await town.base()
        (revision,) = base.history(1)
        del base.activity._tables.people[revision.actor]
        seen = await town.sam.slash(town.moderators, "history", fact="#1")
        assert "somebody who was forgotten" in text(seen.response)


class TestRetiring:
    """A fact is taken out of the answers, and put back."""

    async def test_a_retired_fact_is_no_answer(self, town):
        """The reply says how to undo it; restoring it does."""
        await add(town)
        done = await town.sam.slash(town.moderators, "fact retire", fact="#1", why="a rumour")
        assert done.ephemeral
        assert "/fact restore" in done.response.content
        answer = await town.mina.slash(town.situation, "ask", question=FACT["question"])
        assert "About 10" not in text(answer.response)
        assert "/fact retire" in (await town.sam.slash(town.moderators, "fact restore", fact="#1")).response.content
        answer = await town.mina.slash(town.situation, "ask", question=FACT["question"])
        assert "About 10 missiles" in answer.response.content

    async def test_a_double_click_is_harmless(self, town):
        """The second one finds it so already."""
        await add(town)
        shown = await town.sam.slash(town.moderators, "fact show", fact="#1")
        await town.sam.click(shown.response, label="Retire")
        again = await town.sam.click(shown.response, label="Retire")
        assert "was retired already" in again.response.content
        assert (await town.base()).state.revision == 2

    async def test_a_stale_button_overwrites_nothing(self, town):
        """The fact changed since it was shown: look again, then decide."""
        await add(town)
        shown = await town.sam.slash(town.moderators, "fact show", fact="#1")
        await revise(town, answer="18 missiles")
        stale = await town.sam.click(shown.response, label="Retire")
        assert "Look at it again" in stale.response.content
        assert not (await town.base()).fact(1).retired

    async def test_the_same_interaction_acts_once(self, town):
        """Its id is the request's: written twice, it is one revision."""
        await add(town)
        base = await town.base()
        by = Author(actor=ActorId("p1"), via="test", request="77")
        base.retire(1, by, seen=1)
        base.restore(1, Author(actor=ActorId("p1"), via="test", request="78"), seen=2)
        assert base.retire(1, by, seen=1).retired is False
        assert base.state.revision == 3


class TestPickers:
    """What is offered while a fact is typed."""

    async def test_a_picker_names_question_number_and_date(self, town):
        """Never an answer, which would have no source there."""
        await add(town)
        offered = await town.sam.autocomplete(town.moderators, "fact show", "fact", "missiles")
        assert offered == [{"name": "#1 How many missiles were fired on 30 May? (30 May 2024)", "value": "#1"}]

    async def test_long_questions_and_many_facts_fit(self, town):
        """25 choices of 100 characters."""
        base = await town.base()
        base.seed()
        await add(town, question="Why " + "very " * 35 + "long?")
        assert len(await town.sam.autocomplete(town.moderators, "fact show", "fact", "")) == 25
        long = (await town.sam.autocomplete(town.moderators, "fact show", "fact", "very long"))[0]
        assert long["name"].endswith("… (30 May 2024)")

    async def test_each_command_offers_what_it_can_act_on(self, town):
        """Live facts to retire, retired ones to restore."""
        await add(town)
        assert await town.sam.autocomplete(town.moderators, "fact restore", "fact", "") == []
        await town.sam.slash(town.moderators, "fact retire", fact="#1")
        assert await town.sam.autocomplete(town.moderators, "fact retire", "fact", "") == []
        assert len(await town.sam.autocomplete(town.moderators, "fact restore", "fact", "")) == 1


class TestRights:
    """Discord hides; the server refuses."""

    async def test_members_do_not_see_curators_commands(self, town):
        """They see the history."""
        seen = town.mina.available_commands(town.situation)
        assert not [name for name in seen if name.startswith("fact")]
        assert "history" in seen

    @pytest.mark.parametrize(
        ("command", "options"),
        [
            ("fact add", {}), ("fact revise", {"fact": "#1"}), ("fact show", {"fact": "#1"}), ("fact list", {}),
            ("fact retire", {"fact": "#1"}), ("fact restore", {"fact": "#1"}),
            ("fact verify", {"fact": "#1"}), ("fact withdraw", {"fact": "#1"}),
        ],
    )  # fmt: skip
    async def test_a_member_who_sees_them_is_refused(self, town, command, options):
        """An administrator may have shown them to everybody."""
        await add(town)
        await allow_everyone(town, "fact")
        done = await town.mina.slash(town.situation, command, **options)
        assert done.ephemeral
        assert "This is for curators" in done.response.content
        assert (await town.base()).state.revision == 1
        assert town.env.errors

    async def test_who_lost_the_role_is_refused_at_submit(self, town):
        """Between opening the form and sending it."""
        shown = await town.sam.slash(town.situation, "fact add")
        take_roles(town, town.sam)
        done = await town.sam.submit_modal(shown, FACT)
        assert "This is for curators" in done.response.content
        assert (await town.base()).state.revision == 0

    async def test_the_curator_role_is_enough(self, town):
        """A role that the set-up named, without Manage Messages."""
        helpers = town.guild.create_role("Helpers")
        ann = town.guild.add_member(town.env.create_user("Ann"), roles=[helpers])
        await town.env.settle()
        base = await town.base()
        base.set_settings(
            Settings(curator_role=helpers.id),
            Author(actor=ActorId("p1"), via="test"),
        )
        await allow_everyone(town, "fact")
        done = await add_in(town.situation, ann)
        assert "is on record" in done.response.content

    async def test_two_servers_are_apart(self, town):
        """The same number is another fact there."""
        await add(town)
        other = town.env.create_guild("Other")
        there = other.create_text_channel("situation")
        ann = other.add_member(
            town.env.create_user("Ann"),
            roles=[other.create_role("Mods", permissions=discord.Permissions(manage_messages=True))],
        )
        await town.env.settle()
        nothing = await ann.slash(there, "fact show", fact="#1")
        assert "There is no fact #1 here" in nothing.response.content
        assert town.env.errors
        await add_in(there, ann, question="What fell on Seoul?", answer="Balloons")
        assert (await town.base()).fact(1).question == FACT["question"]


async def add_in(channel, who, **changes):
    shown = await who.slash(channel, "fact add")
    return await who.submit_modal(shown, {**FACT, **changes})
