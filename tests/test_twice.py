"""An interaction that Discord delivers twice acts once: commands, buttons and forms of changing and of taking back.

The second delivery comes as if the first had never been answered, for that is when the records have to tell.
"""

import pytest
from test_curate import FACT, add, revise, values

from knowledge.revisions import ActorId, Author

SECOND = {"question": "What number of rockets flew?", "answer": "18 rockets", "said_by": "KCNA"}
SOMEBODY = Author(actor=ActorId("p9"), via="test")


async def deliver_again(town):
    """Send the bot the last interaction once more, by the same id, unanswered."""
    backend = town.env.backend
    *_, payload = (sent for _, event, sent in backend.transcript if event == "INTERACTION_CREATE")
    record = backend.interactions[int(payload["id"])]
    record.responded = False
    backend.emit("INTERACTION_CREATE", payload)
    await town.env.settle()
    assert record.responded


async def retire(town):
    await town.sam.slash(town.moderators, "fact retire", fact="#1")


async def undo(town):
    await retire(town)
    await town.sam.slash(town.moderators, "undo")


async def redo(town):
    await retire(town)
    done = await town.sam.slash(town.moderators, "undo")
    await town.sam.click(done.response, label="Redo")


async def undo_what_is_long_ago(town):
    await retire(town)
    await town.wait(2 * 3600)
    asked = await town.sam.slash(town.moderators, "undo")
    await town.sam.click(asked.response, label="Take it back")


async def put_back(town):
    await revise(town, answer="81 missiles")
    seen = await town.sam.slash(town.moderators, "history", fact="#1")
    asked = await town.sam.select(seen.response, ["1"])
    await town.sam.click(asked.response, label="Put it back")


async def merge(town):
    await town.sam.slash(town.moderators, "fact merge", keep="#1", gone="#2")


async def send_a_form(town):
    await revise(town, answer="18 missiles")


async def add_a_fact(town):
    await add(town, question="Who fired them?", answer="Nobody knows")


async def save_on_top(town):
    shown = await town.sam.slash(town.moderators, "fact revise", fact="#1")
    (await town.base()).phrase(1, ["missiles?"], SOMEBODY)
    late = await town.sam.submit_modal(shown, {**values(shown), "answer": "18 missiles"})
    await town.sam.click(late.response, label="Save mine on top")


async def withdraw(town):
    form = await town.sam.slash(town.moderators, "fact withdraw", fact="#1")
    await town.sam.submit_modal(form, {"why": "a rumour"})


async def still_true(town):
    shown = await town.sam.slash(town.moderators, "fact show", fact="#1")
    await town.sam.click(shown.response, label="Still true")


ACTS = [
    retire, undo, redo, undo_what_is_long_ago, put_back, merge, send_a_form, add_a_fact, save_on_top, withdraw,
    still_true,
]  # fmt: skip


@pytest.mark.parametrize("restarted", [False, True], ids=["at once", "after a restart"])
@pytest.mark.parametrize("act", ACTS, ids=lambda act: act.__name__)
async def test_what_is_delivered_twice_is_done_once(town, make_bot, act, restarted):
    """Whatever the first delivery did is there, and no revision more; also by a process that knows only the records."""
    await add(town, **FACT)
    await add(town, **SECOND)
    await act(town)
    before = (await town.base()).state
    if restarted:
        await town.restart(make_bot)
    await deliver_again(town)
    after = (await town.base()).state
    assert before.revision > 2
    assert (after.revision, after.tables) == (before.revision, before.tables)


async def test_what_was_dropped_is_gone_once(town):
    """The second press finds nothing, and says so."""
    await add(town)
    shown = await town.sam.slash(town.moderators, "fact revise", fact="#1")
    (await town.base()).phrase(1, ["missiles?"], SOMEBODY)
    late = await town.sam.submit_modal(shown, {**values(shown), "answer": "18 missiles"})
    await town.sam.click(late.response, label="Drop mine")
    await deliver_again(town)
    assert (await town.base()).state.revision == 2
