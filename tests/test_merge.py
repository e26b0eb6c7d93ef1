"""Merging in Discord: two facts become one at once, and whoever follows the old number is led on."""

import pytest
from test_curate import add, allow_everyone, labels, revise, text, values

from bot.cards.history import difference_lines
from knowledge.differences import Difference

SECOND = {"question": "What number of rockets flew?", "answer": "18 rockets", "said_by": "KCNA"}


@pytest.fixture
async def two(town):
    """Facts #1 and #2 that are one."""
    await add(town)
    await add(town, **SECOND)


async def merge(town, who=None, **options):
    return await (who or town.sam).slash(town.moderators, "fact merge", **{"keep": "#1", "gone": "#2"} | options)


async def test_two_become_one_and_two_again(town, two, make_bot):
    """All that came over is told, to Sam alone; the button undoes it, also after a restart."""
    done = await merge(town, why="the same salvo")
    assert done.ephemeral
    assert "**#2 What number of rockets flew?** was merged into **#1 How many missiles" in done.response.content
    assert "New claim: **18 rockets** · KCNA" in text(done.response)
    assert "Also asked as: What number of rockets flew?" in text(done.response)
    assert labels(done.response) == ["Undo", "Show #1", "History"]
    assert (await town.base()).state.revision == 3
    asked = await town.mina.slash(town.situation, "ask", question=SECOND["question"])
    assert "#1" in text(asked.response)
    await town.restart(make_bot)
    undone = await town.sam.click(done.response, label="Undo")
    assert "Merged into: ~~fact #1~~" in text(undone.response)
    asked = await town.mina.slash(town.situation, "ask", question=SECOND["question"])
    assert asked.response.content.startswith("**18 rockets** (KCNA, 30 May 2024)")


async def test_both_histories_tell_it(town, two):
    """With the reason, for everyone."""
    await merge(town, why="the same salvo")
    kept = await town.mina.slash(town.situation, "history", fact="#1")
    gone = await town.mina.slash(town.situation, "history", fact="#2")
    for seen in (kept, gone):
        assert "“merge of #2 into #1: the same salvo”" in seen.response.embeds[0].description
    assert "Merged into: fact #1" in text(gone.response)
    assert "Added: What number of rockets flew?" in text(gone.response)


async def test_the_old_number_leads_on(town, two):
    """By commands and pickers, and by the buttons of what was posted before."""
    await town.mina.send(town.situation, f"{town.ping} {SECOND['question']}")
    posted = town.situation.last_message
    asked = await town.mina.slash(town.situation, "ask", question=SECOND["question"], private=True)
    await merge(town)
    shown = await town.sam.slash(town.moderators, "fact show", fact="#2")
    assert "#2 What number of rockets flew?** · merged into #1" in shown.response.content
    assert "#1 How many missiles" in (await town.sam.click(shown.response, label="Show #1")).response.content
    offered = await town.sam.autocomplete(town.moderators, "fact show", "fact", "#2")
    assert offered[0]["name"].endswith("(30 May 2024, merged into #1)")
    form = await town.sam.slash(town.moderators, "fact revise", fact="#2")
    assert form.modal["title"] == "Revise #1"
    form = await town.sam.slash(town.moderators, "fact withdraw", fact="#2")
    assert form.modal["title"] == "Withdraw a claim of #1"
    still = await town.sam.context_menu(town.situation, "Still true?", posted)
    assert labels(still.response) == ["#1 still true", "Revise #1"]
    shared = await town.mina.click(asked.response, label="Share here")
    assert "#1" in text(town.situation.last_message)
    assert shared.acknowledged


async def test_what_was_posted_stands(town, two):
    """It was right, and its claim lives on in the other fact."""
    await town.mina.send(town.situation, f"{town.ping} {SECOND['question']}")
    before = text(town.situation.last_message)
    await merge(town)
    await town.wait(60)
    assert text(town.situation.last_message) == before


async def test_twice_is_once(town, two):
    """The second says so."""
    await merge(town)
    again = await merge(town)
    assert "was merged into #1 already" in again.response.content
    assert (await town.base()).state.revision == 3


async def test_what_cannot_be_one_is_refused(town, two):
    """With the remedy."""
    assert "cannot be merged into itself" in (await merge(town, gone="#1")).response.content
    await town.sam.slash(town.moderators, "fact retire", fact="#1")
    assert "Restore it first, or keep the other one" in (await merge(town)).response.content
    assert (await town.base()).state.revision == 3
    assert town.env.errors


async def test_a_form_of_the_merged_fact_goes_to_the_other(town, two):
    """It was open meanwhile: what was typed is not lost, and does not go where nobody is answered from."""
    shown = await town.sam.slash(town.moderators, "fact revise", fact="#2")
    await merge(town)
    late = await town.sam.submit_modal(shown, {**values(shown), "answer": "19 rockets"})
    assert "**It was merged into #1**" in late.response.content
    assert labels(late.response) == ["Revise #1 with mine", "Open the form again", "Show #2", "Drop mine"]
    form = await town.sam.click(late.response, label="Revise #1 with mine")
    assert form.modal["title"] == "Revise #1"
    assert values(form)["answer"] == "19 rockets"


async def test_what_somebody_changed_since_is_not_made_two_of(town, two):
    """An undo would overwrite it."""
    done = await merge(town)
    await revise(town, fact="#1", answer="11 missiles")
    late = await town.sam.click(done.response, label="Undo")
    assert "**Not taken back:**" in late.response.content
    assert (await town.base()).fact(2).retired


async def test_a_member_is_refused(town, two):
    """An administrator may have shown the command to everybody."""
    await allow_everyone(town, "fact")
    done = await town.mina.slash(town.situation, "fact merge", keep="#1", gone="#2")
    assert "This is for curators" in done.response.content
    assert (await town.base()).state.revision == 2
    assert town.env.errors


async def test_long_facts_fit(town):
    """As many and as long phrasings and claims as there may be (discord_limits checks the message)."""
    await add(town, question="*" * 200, answer="_" * 1_400)
    await add(town, question="~" * 190 + " why?", answer="`" * 1_400, said_by="KCNA")
    assert "was merged into" in (await merge(town)).response.content


def test_phrasings_are_told_together():
    """Those that went and those that came, each on one line, the first eight of them."""
    told = [
        Difference(what="phrasing", before="old?"),
        *(Difference(what="phrasing", after=f"q{n}") for n in range(10)),
    ]
    assert list(difference_lines([Difference(what="key", after="k"), *told])) == [
        "Key: k",
        "Also asked as: ~~old?~~",
        "Also asked as: q0 · q1 · q2 · q3 · q4 · q5 · q6 · q7 and 2 more",
    ]
