"""Changing facts in Discord: corrections, updates and new events; claims withdrawn, answers verified and kept."""

import pytest
from test_curate import FACT, add, labels, revise, take_roles, text, values

from bot.drafts import KeptDraft
from knowledge import codec
from knowledge.facts import Kind
from knowledge.revisions import ActorId, Author
from knowledge.shelf import Shelf

HELD = {"question": "How many containers are held?", "answer": "7,000 containers", "as_of": "now"}


def standings(fact):
    return [claim.standing.value for claim in fact.claims]


async def fact(town, number=1):
    return (await town.base()).fact(number)


async def ask(town, question=FACT["question"]):
    return await town.mina.slash(town.situation, "ask", question=question)


async def chosen(town, change, **fields):
    """Revise the first fact in a way that was chosen."""
    shown = await town.sam.slash(town.moderators, "fact revise", fact="#1", change=change)
    return await town.sam.submit_modal(shown, {**values(shown), **fields})


class TestWays:
    """A change is one of three, and the card says which."""

    async def test_left_open_a_later_as_of_is_an_update_and_anything_else_a_correction(self, town):
        """What stood before was right at its time, or never."""
        await add(town)
        moved = await revise(town, answer="18 missiles", as_of="31 May 2024")
        assert "**An update:** it moved on" in text(moved.response)
        mended = await revise(town, answer="17 missiles")
        assert "**A correction:** it was wrong." in text(mended.response)
        assert standings(await fact(town)) == ["superseded", "withdrawn", "live"]

    @pytest.mark.parametrize(("change", "standing"), [("correction", "withdrawn"), ("update", "superseded")])
    async def test_what_was_chosen_goes_before(self, town, change, standing):
        """Whatever the dates say, and whoever speaks."""
        await add(town)
        await chosen(town, change, answer="18 missiles", said_by="KCNA")
        assert standings(await fact(town)) == [standing, "live"]

    async def test_a_new_event_leaves_the_old_fact(self, town):
        """The form of another is filled with it, as of now and without its source."""
        await add(town)
        shown = await town.sam.slash(town.moderators, "fact revise", fact="#1", change="event")
        assert shown.modal["title"] == "Add a fact"
        assert values(shown) == {**FACT, "as_of": "now", "source": ""}
        new = {**values(shown), "question": "How many missiles were fired on 17 June?", "answer": "3 missiles"}
        await town.sam.submit_modal(shown, new)
        base = await town.base()
        assert [each.live()[0].answer for each in base.listed()] == ["About 10 missiles", "3 missiles"]

    async def test_a_button_starts_one_too(self, town, make_bot):
        """Below the fact, also after a restart."""
        await add(town)
        shown = await town.sam.slash(town.moderators, "fact show", fact="#1")
        await town.restart(make_bot)
        assert (await town.sam.click(shown.response, label="New event")).modal["title"] == "Add a fact"

    async def test_saving_says_how_often_the_old_answer_was_shown(self, town):
        """With links to the latest messages; what was answered to one alone is no showing."""
        await add(town)
        await town.mina.slash(town.situation, "ask", question=FACT["question"], private=True)
        unseen = await revise(town, answer="About 11 missiles")
        assert "The old answer was not posted, as far as I know." in text(unseen.response)
        first = await ask(town)
        assert "About 11" in first.response.content
        await town.wait(300)
        await ask(town)
        done = await revise(town, answer="18 missiles")
        said = text(done.response)
        assert "The old answer was shown **2 times**" in said
        assert "2 messages are corrected." in said
        assert f"https://discord.com/channels/{town.guild.id}/{town.situation.id}/" in said

    async def test_it_can_be_taken_otherwise_afterwards(self, town, make_bot):
        """One press, also after a restart; a change in between is not overwritten."""
        await add(town)
        done = await revise(town, answer="18 missiles", as_of="31 May 2024")
        await town.restart(make_bot)
        wrong = await town.sam.click(done.response, label="No, it was wrong")
        assert "About 10 missiles was wrong." in wrong.response.content
        assert standings(await fact(town)) == ["withdrawn", "live"]
        late = await town.sam.click(done.response, label="No, it was wrong")
        assert "was changed in revision 3" in late.response.content

    async def test_what_was_corrected_is_struck_out_in_the_answer(self, town):
        """CORRECTED of face.md."""
        await add(town)
        await revise(town, answer="18 missiles")
        answer = await ask(town)
        assert answer.response.content.startswith("~~About 10 missiles~~ **18 missiles** (JCS, 30 May 2024), corrected")


class TestVoices:
    """The same voice updates, another adds."""

    async def test_another_voice_is_kept_beside_unless_it_is_to_replace(self, town):
        """Figures that differ are both shown; a press replaces the old one."""
        await add(town)
        done = await revise(town, answer="18 missiles", said_by="KCNA")
        assert "**Both are kept:** another voice stands beside it." in text(done.response)
        assert standings(await fact(town)) == ["live", "live"]
        assert {"Replace: it was wrong", "Replace: it moved on"} < set(labels(done.response))
        await town.sam.click(done.response, label="Replace: it moved on")
        assert standings(await fact(town)) == ["superseded", "live"]


class TestOlder:
    """An as-of older than the one on record is pointed out."""

    async def test_it_needs_a_confirmation(self, town):
        """Nothing is saved before; pressed twice it is saved once."""
        await add(town)
        done = await revise(town, answer="8 missiles", as_of="29 May 2024")
        assert "**Nothing was saved yet.**" in done.response.content
        assert "as of 29 May 2024: older than what #1 says, as of 30 May 2024" in done.response.content
        assert (await town.base()).state.revision == 1
        for _ in range(2):
            await town.sam.click(done.response, label="Save the older one")
        assert (await town.base()).state.revision == 2
        assert (await fact(town)).live()[0].answer == "8 missiles"

    async def test_what_was_chosen_is_kept_with_what_was_typed(self, town, make_bot):
        """Also over a restart, when the form is opened again."""
        await add(town)
        done = await chosen(town, "update", answer="8 missiles", as_of="29 May 2024")
        await town.restart(make_bot)
        again = await town.sam.click(done.response, label="Open the form again")
        assert values(again)["as_of"] == "29 May 2024"
        await town.sam.submit_modal(again, {**values(again), "as_of": "30 May 2024"})
        assert standings(await fact(town)) == ["superseded", "live"]

    def test_a_draft_of_an_earlier_version_is_read(self):
        """It knew neither way nor shelf life."""
        plain = {
            "server": 1,
            "user": 2,
            "typed": {},
            "fact": 0,
            "seen": 0,
            "request": "3",
            "at": "2026-01-01T00:00:00Z",
        }
        assert (codec.from_plain(plain, KeptDraft).way, codec.from_plain(plain, KeptDraft).shelf) == (None, None)


class TestDates:
    """What an as-of was understood as is said."""

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("now", "1 January 2026, 00:00 UTC"),
            ("06:14", "1 January 2026, 06:14 UTC"),
            ("yesterday", "31 December 2025"),
            ("march 24, 2024", "24 March 2024"),
        ],
    )
    async def test_it_is_told_where_it_was_typed_otherwise(self, town, typed, read):
        """In words, in the server's zone."""
        done = await add(town, as_of=typed)
        assert f"As of “{typed}” was read as {read}." in text(done.response)

    @pytest.mark.parametrize("typed", ["March 2024", "2024-03-24", "24 March 2024"])
    async def test_what_is_shown_as_typed_is_not_told(self, town, typed):
        """It stands there."""
        assert "was read as" not in text((await add(town, as_of=typed)).response)


class TestUnknown:
    """An empty answer means: not known yet."""

    async def test_members_get_an_honest_dated_answer(self, town):
        """UNKNOWN of face.md; the form opens on it as it was typed."""
        await add(town, question="Was anyone hurt?", answer="", said_by="JCS, NHK", as_of="")
        known = (await fact(town)).live()[0]
        assert (known.kind, known.as_of.precision) == (Kind.UNKNOWN, "instant")
        answer = await ask(town, "Was anyone hurt?")
        assert answer.response.content == "**Not known yet** (checked JCS, NHK, <t:1767225600:f>)"
        assert "Not known yet" not in text(answer.response).replace(answer.response.content, "")
        shown = await town.sam.slash(town.moderators, "fact revise", fact="#1")
        assert (values(shown)["answer"], values(shown)["said_by"]) == ("", "JCS, NHK")

    async def test_what_was_checked_is_asked_for(self, town):
        """Nothing is saved without it."""
        done = await add(town, answer="", said_by="", source="")
        assert "write what was checked" in text(done.response)
        assert (await town.base()).state.revision == 0

    async def test_who_knows_takes_its_place(self, town):
        """Whoever it is; that it was not known was right at its time."""
        await add(town, question="Was anyone hurt?", answer="", said_by="JCS, NHK", as_of="")
        done = await revise(town, answer="Two people", said_by="Hospital", as_of="now")
        assert "**It is known now:**" in text(done.response)
        answer = await ask(town, "Was anyone hurt?")
        assert answer.response.content.startswith("**Two people** (Hospital, ")


class TestWithdrawing:
    """A claim is taken back with a reason."""

    async def test_the_only_claim_takes_a_reason_alone(self, town):
        """What is left is said; the fact is not retired, and not answered."""
        await add(town)
        form = await town.sam.slash(town.moderators, "fact withdraw", fact="#1")
        assert [row["label"] for row in form.modal["components"]] == ["Why"]
        done = await town.sam.submit_modal(form, {"why": "JCS took it back"})
        assert done.ephemeral
        assert "About 10 missiles is withdrawn. **Nothing is left of it:**" in done.response.content
        assert not (await fact(town)).retired
        assert "About 10" not in text((await ask(town)).response)
        history = await town.mina.slash(town.situation, "history", fact="#1")
        assert "“JCS took it back”\nWithdrawn: ~~**About 10 missiles**" in text(history.response)
        again = await town.sam.slash(town.moderators, "fact withdraw", fact="#1")
        assert "has no claim that stands" in again.response.content
        assert town.env.errors

    async def test_of_several_one_is_chosen(self, town, make_bot):
        """By what it says and who says it; the form works after a restart."""
        await add(town)
        await revise(town, answer="18 missiles", said_by="KCNA")
        form = await town.sam.slash(town.moderators, "fact withdraw", fact="#1")
        options = form.modal["components"][0]["component"]["options"]
        assert [(option["label"], option["description"]) for option in options] == [
            ("18 missiles", "KCNA, 30 May 2024"),
            ("About 10 missiles", "JCS, 30 May 2024"),
        ]
        await town.restart(make_bot)
        done = await town.sam.submit_modal(form, {"claim": [options[0]["value"]], "why": "a rumour"})
        assert "18 missiles is withdrawn. One claim is left:" in done.response.content
        assert standings(await fact(town)) == ["live", "withdrawn"]
        assert "**About 10 missiles** (JCS, 30 May 2024)" in (await ask(town)).response.content

    async def test_sent_twice_it_is_withdrawn_once(self, town):
        """And a change in between is looked at first."""
        await add(town)
        one, two = [await town.sam.slash(town.moderators, "fact withdraw", fact="#1") for _ in range(2)]
        await town.sam.submit_modal(one, {"why": "a rumour"})
        again = await town.sam.submit_modal(two, {"why": "a rumour"})
        assert "was already withdrawn" in again.response.content
        assert (await town.base()).state.revision == 2

    async def test_a_reason_is_not_lost_when_somebody_was_faster(self, town, make_bot):
        """What they changed is shown first; the reason is in the form that opens again, also after a restart."""
        await add(town)
        form = await town.sam.slash(town.moderators, "fact withdraw", fact="#1")
        await revise(town, answer="18 missiles", said_by="KCNA")
        done = await town.sam.submit_modal(form, {"why": "a *rumour*"})
        assert "was changed in revision 2" in done.response.content
        assert "You wrote: a \\*rumour\\*" in done.response.content
        assert "New claim: **18 missiles** · KCNA" in text(done.response)
        await town.restart(make_bot)
        again = await town.sam.click(done.response, label="Withdraw")
        assert [row["label"] for row in again.modal["components"]] == ["Which claim", "Why"]
        assert values(again)["why"] == "a *rumour*"

    async def test_who_lost_the_role_is_refused_at_submit(self, town):
        """Between opening the form and sending it."""
        await add(town)
        form = await town.sam.slash(town.situation, "fact withdraw", fact="#1")
        take_roles(town, town.sam)
        done = await town.sam.submit_modal(form, {"why": "a rumour"})
        assert "This is for curators" in done.response.content
        assert (await town.base()).state.revision == 1


class TestFreshness:
    """Past its shelf life an answer says that it may have changed."""

    async def test_still_true_moves_it_and_nothing_else_does(self, town):
        """A phrasing does not; the claim and its date stay."""
        await add(town, **HELD)
        assert "may have changed" not in (await ask(town, HELD["question"])).response.content
        await town.wait(24 * 3600)
        (await town.base()).phrase(1, ["containers held"], Author(actor=ActorId("p1"), via="test"))
        stale = await ask(town, HELD["question"])
        assert stale.response.content.startswith("**7,000 containers** (JCS, <t:1767225600:f>) - may have changed")
        before = (await fact(town)).live()[0]
        done = await town.sam.slash(town.moderators, "fact verify", fact="#1")
        assert "is still true. It is good until <t:" in done.response.content
        after = (await fact(town)).live()[0]
        assert after.verified_at > before.recorded
        assert after.same_content(before)
        fresh = await ask(town, HELD["question"])
        assert "may have changed" not in fresh.response.content
        assert "Still true when checked: <t:" in text(fresh.response)

    async def test_a_shelf_life_is_chosen_with_the_command(self, town):
        """When adding and when revising; it goes with the form, and back into it."""
        shown = await town.sam.slash(town.moderators, "fact add", shelf="6h")
        bad = await town.sam.submit_modal(shown, {**FACT, **HELD, "as_of": "soon"})
        again = await town.sam.click(bad.response, label="Open the form again")
        done = await town.sam.submit_modal(again, {**values(again), "as_of": "now"})
        assert "keeps for 6 hours" in text(done.response)
        assert (await fact(town)).shelf is Shelf.HOURS
        shown = await town.sam.slash(town.moderators, "fact revise", fact="#1", shelf="never")
        done = await town.sam.submit_modal(shown, values(shown))
        assert "Shelf life: ~~keeps for 6 hours~~ → never goes stale" in text(done.response)

    async def test_a_button_chooses_it_too(self, town, make_bot):
        """Below the card of what was saved; by default a running figure keeps for a day."""
        done = await add(town, **HELD)
        assert "keeps for 1 day" in text(done.response)
        await town.restart(make_bot)
        form = await town.sam.click(done.response, label="Shelf life")
        kept = await town.sam.submit_modal(form, {"shelf": ["7d"]})
        assert "keeps for 7 days now" in kept.response.content
        assert (await fact(town)).shelf is Shelf.WEEK

    async def test_a_stale_button_verifies_nothing(self, town):
        """What was changed since is looked at first."""
        await add(town)
        shown = await town.sam.slash(town.moderators, "fact show", fact="#1")
        await revise(town, answer="18 missiles")
        done = await town.sam.click(shown.response, label="Still true")
        assert "Look at it again" in done.response.content
        assert "→ **18 missiles**" in text(done.response)
        assert (await fact(town)).live()[0].verified_at is None
        await town.sam.click(done.response, label="Still true")
        assert (await fact(town)).live()[0].verified_at

    async def test_an_answer_in_a_channel_is_verified_by_its_menu(self, town):
        """The facts that it showed, as they stand now."""
        await add(town)
        await town.mina.send(town.situation, f"{town.ping} {FACT['question']}")
        shown = await town.sam.context_menu(town.situation, "Still true?", town.situation.last_message)
        assert "**About 10 missiles** (JCS, 30 May 2024)" in text(shown.response)
        done = await town.sam.click(shown.response, label="#1 still true")
        assert "is still true. It never goes stale." in done.response.content
        await town.mina.send(town.situation, "hello")
        other = await town.sam.context_menu(town.situation, "Still true?", town.situation.last_message)
        assert "That is no answer of mine" in other.response.content
