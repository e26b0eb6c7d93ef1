"""Two moderators at one fact: whoever comes second sees what changed and decides; nothing typed is lost."""

import threading

import discord
import pytest
from test_curate import FACT, add, labels, revise, take_roles, text, values

from bot.forms import Typed
from knowledge.asof import AsOf
from knowledge.base import KnowledgeBase
from knowledge.drafts import Draft
from knowledge.errors import KnownError
from knowledge.facts import Claim, ClaimId, Fact, FactId
from knowledge.revisions import ActorId, Author


@pytest.fixture
async def ann(town):
    """A second curator."""
    role = town.guild.create_role("Night shift", permissions=discord.Permissions(administrator=True))
    made = town.guild.add_member(town.env.create_user("Ann"), roles=[role])
    await town.env.settle()
    return made


async def late(town, theirs, **mine):
    """Sam's form of the first fact comes back after `theirs`, something that Ann does meanwhile."""
    shown = await town.sam.slash(town.moderators, "fact revise", fact="#1")
    await theirs()
    return await town.sam.submit_modal(shown, {**values(shown), **mine})


async def revision(town):
    return (await town.base()).state.revision


class TestSecond:
    """A form that comes back after somebody else's."""

    async def test_both_are_shown(self, town, ann):
        """Theirs before and after, by whom; and what one's own would change on top. Nothing is saved yet."""
        await add(town)
        done = await late(town, lambda: revise(town, who=ann, answer="12 missiles"), answer="18 missiles")
        assert "**Nothing was saved yet.** #1 was changed while you had the form open." in done.response.content
        theirs, mine = done.response.embeds
        assert "Ann · revision 2" in theirs.description
        assert "~~**About 10 missiles**~~\n→ **12 missiles**" in theirs.description
        assert mine.title == "Yours, saved on top, would change"
        assert "~~**12 missiles**~~\n→ **18 missiles**" in mine.description
        assert labels(done.response) == ["Save mine on top", "Open the form again", "Show #1", "Drop mine"]
        assert await revision(town) == 2

    async def test_ones_own_is_saved_on_top_once(self, town, ann, make_bot):
        """Also after a restart; a second press changes nothing."""
        await add(town)
        done = await late(town, lambda: revise(town, who=ann, answer="12 missiles"), answer="18 missiles")
        await town.restart(make_bot)
        saved = await town.sam.click(done.response, label="Save mine on top")
        assert "was changed" in saved.response.content
        await town.sam.click(done.response, label="Save mine on top")
        assert await revision(town) == 3
        assert (await town.base()).fact(1).live()[0].answer == "18 missiles"

    async def test_what_comes_between_again_is_shown_again(self, town, ann):
        """However often: the press carries what was shown."""
        await add(town)
        done = await late(town, lambda: revise(town, who=ann, answer="12 missiles"), answer="18 missiles")
        await revise(town, who=ann, answer="13 missiles")
        again = await town.sam.click(done.response, label="Save mine on top")
        assert "→ **13 missiles**" in text(again.response)
        assert (await town.base()).fact(1).live()[0].answer == "13 missiles"
        await town.sam.click(again.response, label="Save mine on top")
        assert (await town.base()).fact(1).live()[0].answer == "18 missiles"

    async def test_what_one_did_not_touch_stays_as_they_left_it(self, town, ann):
        """Sam words the question otherwise, Ann puts the figure right: both hold."""
        await add(town)
        done = await late(
            town, lambda: revise(town, who=ann, answer="12 missiles"), question="How many rockets flew on 30 May?"
        )
        form = await town.sam.click(done.response, label="Open the form again")
        assert values(form)["answer"] == "12 missiles"
        await town.sam.click(done.response, label="Save mine on top")
        fact = (await town.base()).fact(1)
        assert (fact.question, fact.live()[0].answer) == ("How many rockets flew on 30 May?", "12 missiles")

    async def test_it_is_dropped(self, town, ann):
        """By choice; then it is gone, and theirs stays."""
        await add(town)
        done = await late(town, lambda: revise(town, who=ann, answer="12 missiles"), answer="18 missiles")
        dropped = await town.sam.click(done.response, label="Drop mine")
        assert "Yours is dropped." in dropped.response.content
        assert labels(dropped.response) == []
        assert await revision(town) == 2

    async def test_a_fact_retired_meanwhile_does_not_come_back(self, town, ann):
        """Saved on top it stays retired, and that is said before and after."""
        await add(town)
        done = await late(
            town,
            lambda: ann.slash(town.moderators, "fact retire", fact="#1", why="a rumour"),
            answer="18 missiles",
        )
        assert "**It is retired now**" in done.response.content
        assert "“a rumour”" in text(done.response)
        saved = await town.sam.click(done.response, label="Save mine on top")
        assert "It is retired: nobody is answered with it" in text(saved.response)
        fact = (await town.base()).fact(1)
        assert fact.retired
        assert fact.live()[0].answer == "18 missiles"

    async def test_a_mistake_in_it_is_mended_first(self, town, ann):
        """What cannot be saved at all is told as ever; the conflict comes when it can."""
        await add(town)
        done = await late(town, lambda: revise(town, who=ann, answer="12 missiles"), answer="18 missiles", as_of="soon")
        assert "**As of**" in text(done.response)
        again = await town.sam.click(done.response, label="Open the form again")
        met = await town.sam.submit_modal(again, {**values(again), "as_of": "30 May 2024"})
        assert "was changed while you had the form open" in met.response.content

    async def test_what_was_typed_lives_a_day(self, town, ann):
        """Then the buttons say what to do."""
        await add(town)
        done = await late(town, lambda: revise(town, who=ann, answer="12 missiles"), answer="18 missiles")
        await town.wait(25 * 3600)
        for label in ("Save mine on top", "Drop mine"):
            assert "no longer kept" in (await town.sam.click(done.response, label=label)).response.content
        assert await revision(town) == 2

    async def test_who_lost_the_role_decides_nothing(self, town, ann):
        """Permission is checked again at each press."""
        await add(town)
        shown = await town.sam.slash(town.situation, "fact revise", fact="#1")
        await revise(town, who=ann, answer="12 missiles")
        done = await town.sam.submit_modal(shown, {**values(shown), "answer": "18 missiles"})
        take_roles(town, town.sam)
        for label in ("Save mine on top", "Drop mine"):
            assert "This is for curators" in (await town.sam.click(done.response, label=label)).response.content
        assert await revision(town) == 2


class TestPressed:
    """A button that shows a fact as it was."""

    @pytest.mark.parametrize("label", ["Retire"])
    async def test_what_somebody_did_since_is_shown(self, town, ann, label):
        """Instead of acting on what was not seen."""
        await add(town)
        shown = await town.sam.slash(town.moderators, "fact show", fact="#1")
        await revise(town, who=ann, answer="12 missiles")
        stale = await town.sam.click(shown.response, label=label)
        assert "**Nothing was changed.** #1 was changed in revision 2" in stale.response.content
        assert "Ann · revision 2" in text(stale.response)
        assert "→ **12 missiles**" in text(stale.response)
        assert labels(stale.response)[0] == "Show #1"
        assert await revision(town) == 2


class TestSameQuestion:
    """Two add the same question in the same second."""

    async def test_one_fact_and_one_notice(self, town, ann):
        """Both forms were open; whoever comes second is shown the fact of the first."""
        one = await town.sam.slash(town.moderators, "fact add")
        two = await ann.slash(town.moderators, "fact add")
        first = await town.sam.submit_modal(one, FACT)
        second = await ann.submit_modal(two, {**FACT, "question": "how many MISSILES were fired on 30 May"})
        assert "is on record" in first.response.content
        assert "on record already, as #1" in second.response.content
        assert list((await town.base()).state.facts) == ["1"]

    def test_from_many_threads_too(self):
        """Who is first is decided where it is written, and not where it was looked up."""
        base = KnowledgeBase.in_memory(seeded=False)
        draft, start, refused = Draft(question="How many?", answer="Ten"), threading.Barrier(8), []

        def put(n):
            start.wait()
            try:
                base.add(draft, Author(actor=ActorId(f"p{n}"), via="test", request=str(n)))
            except KnownError as error:
                refused.append(error.fact)

        threads = [threading.Thread(target=put, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert refused == [1] * 7
        assert list(base.state.facts) == ["1"]


def fact(question="How many?", **claim):
    made = Claim(id=ClaimId("1.1"), **{"answer": "Ten", "said_by": "JCS", "as_of": AsOf("2024-05-30"), **claim})
    return Fact(id=FactId(1), key="k", question=question, claims=(made,), leading=made.id)


@pytest.mark.parametrize(
    ("typed", "now", "expected"),
    [
        ({}, {"answer": "Twelve"}, {"answer": "Twelve"}),
        ({"answer": "Nine"}, {"answer": "Twelve"}, {"answer": "Nine"}),
        ({"answer": "Nine"}, {"said_by": "KCNA", "answer": "Twelve"}, {"answer": "Nine", "said_by": "JCS"}),
        ({"question": "How many ships?"}, {"answer": "Twelve"}, {"question": "How many ships?", "answer": "Twelve"}),
        ({"answer": "Nine"}, {"question": "Which?"}, {"answer": "Nine", "question": "Which?"}),
    ],
)
def test_nobody_is_made_to_say_what_another_said(typed, now, expected):
    """The question and the claim stand each as one typed it or as the other left it; never a claim of two halves."""
    opened = fact()
    shown = {name: getattr(Typed.of(opened), name) for name in ("question", "answer", "said_by", "as_of", "source")}
    made = Typed(**{**shown, **typed}).onto(opened, fact(**now))
    assert made == Typed(**{**shown, **expected})
