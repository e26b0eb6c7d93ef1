"""Writing facts with help: phrasings, near-duplicates, and what a fact means for questions that members asked."""

import threading

import pytest
from messages import labels, text
from small_facts import FACTS, FIELDS, MONDAY, TUESDAY, WHERE

from knowledge.authoring import Authoring
from knowledge.errors import StoreError
from knowledge.revisions import ActorId

pytestmark = pytest.mark.usefixtures("facts")

LANDING = "balloon landing site"
NEW = {"question": "Which schools are closed?", "answer": "None", "said_by": "", "as_of": "", "source": ""}


def typed_into(shown):
    (row,) = shown.modal["components"]
    return row["component"].get("value", "")


async def phrase(town, typed, fact="#3", who=None):
    """Open the form for phrasings and send it."""
    who = who or town.sam
    shown = await who.slash(town.moderators, "fact phrase", fact=fact)
    return await who.submit_modal(shown, {"phrasings": typed})


async def add(town, **changes):
    shown = await town.sam.slash(town.moderators, "fact add")
    return await town.sam.submit_modal(shown, NEW | changes)


async def phrasings(town, fact=3):
    return (await town.base()).fact(fact).phrasings


async def missed(town, *questions):
    activity = (await town.base()).activity
    for question in questions:
        activity.missed(question, "not_on_record", ActorId("p9"), town.env.now())


class TestPhrasings:
    """`/fact phrase` adds ways to ask a fact, one a line."""

    async def test_a_list_becomes_phrasings(self, town):
        """Members who ask like that are answered; the reply is Sam's alone, and names who did it in the history."""
        shown = await town.sam.slash(town.moderators, "fact phrase", fact="balloons")
        assert shown.modal["title"] == "Phrasings of #3"
        assert WHERE in shown.modal["components"][0]["description"]
        done = await town.sam.submit_modal(shown, {"phrasings": f"- {LANDING}\n\nwhich fields hold the balloons\n"})
        assert done.ephemeral
        assert "is also asked as:" in done.response.content
        assert LANDING in text(done.response)
        assert await phrasings(town) == (LANDING, "which fields hold the balloons")
        answer = await town.mina.slash(town.situation, "ask", question="Balloon landing site?")
        assert answer.response.content == FIELDS
        base = await town.base()
        (*_, revision) = base.history(3)
        assert base.activity.person(revision.actor).discord == town.sam.id

    async def test_what_nobody_sees_is_taken_out_and_that_is_said(self, town):
        """A list that was pasted brings such things along."""
        done = await phrase(town, "where\u200b did they go\n\u202ewhere to?")
        assert "were taken out." in done.response.content
        assert (await phrasings(town))[-2:] == ("where did they go", "where to?")

    async def test_what_is_wrong_is_told_by_line_and_kept(self, town, make_bot):
        """The form opens again as it was sent, also after a restart."""
        sent = f"{LANDING}\n???\n{'x' * 201}"
        done = await phrase(town, sent)
        assert "Nothing was saved" in done.response.content
        assert "**Line 2** has no word in it" in text(done.response)
        assert "**Line 3** has 201 characters" in text(done.response)
        await town.restart(make_bot)
        again = await town.sam.click(done.response, label="Open the form again")
        assert typed_into(again) == sent
        saved = await town.sam.submit_modal(again, {"phrasings": LANDING})
        assert LANDING in text(saved.response)
        assert await phrasings(town) == (LANDING,)

    async def test_what_another_fact_has_is_pointed_out_first(self, town):
        """With the fact that has it; the rest can be added without it."""
        done = await phrase(town, f"{LANDING}\n{MONDAY.lower()}\nhow many misiles were fired on tuesday")
        assert "Nothing was saved" in done.response.content
        assert f"is a wording of #1 {MONDAY}" in text(done.response)
        assert f"may mean #2 {TUESDAY}" in text(done.response)
        assert await phrasings(town) == ()
        rest = await town.sam.click(done.response, label="Add the other 1")
        assert rest.ephemeral
        assert await phrasings(town) == (LANDING,)

    async def test_or_all_the_same(self, town):
        """Who knows it may want it; pressed twice, it is there once."""
        done = await phrase(town, MONDAY.lower())
        assert labels(done.response) == ["Add anyway", "Open the form again"]
        await town.sam.click(done.response, label="Add anyway")
        assert await phrasings(town) == (MONDAY.lower(),)
        again = await town.sam.click(done.response, label="Add anyway")
        assert "Nothing was added" in again.response.content
        assert len(await phrasings(town)) == 1

    async def test_an_addition_is_taken_back(self, town):
        """That one alone, and once."""
        await phrase(town, "which fields hold the balloons")
        done = await phrase(town, LANDING)
        back = await town.sam.click(done.response, label="Take back")
        assert "no longer asked as" in back.response.content
        assert await phrasings(town) == ("which fields hold the balloons",)
        again = await town.sam.click(done.response, label="Take back")
        assert "taken back already" in again.response.content

    async def test_a_failing_disk_loses_nothing_that_was_typed(self, town, monkeypatch):
        """It is told, and the form opens again, filled."""
        base = await town.base()

        def full(revision):
            raise StoreError("/srv/data/secret could not be written")

        with monkeypatch.context() as patch:
            patch.setattr(base._records, "commit", full)
            done = await phrase(town, LANDING)
        assert "cannot be used right now" in done.response.content
        again = await town.sam.click(done.followups[0], label="Open the form again")
        assert typed_into(again) == LANDING

    async def test_members_are_refused_at_every_step(self, town):
        """Whoever loses the right while the form is open as well."""
        root = town.env.backend.find_command("fact", town.guild.id, type=1)
        town.guild.set_command_permissions(int(root["id"]), {town.guild.default_role: True})
        for options in ({"fact": "#3"}, {}):
            refused = await town.mina.slash(town.situation, "fact phrase", **options)
            assert "for curators" in refused.response.content
        shown = await town.sam.slash(town.situation, "fact phrase", fact="#3")
        town.env.backend.get_guild(town.guild.id).members[town.sam.id].role_ids.clear()
        late = await town.sam.submit_modal(shown, {"phrasings": LANDING})
        assert "for curators" in late.response.content
        assert await phrasings(town) == ()
        assert town.env.errors


class TestNearDuplicates:
    """A question so like another fact's that it may be the same is held up before it is saved."""

    async def test_the_other_fact_is_shown(self, town):
        """With its answer and who says it."""
        done = await add(town, question="how many misiles were fired on monday")
        assert "Nothing was saved" in done.response.content
        assert "**12 missiles**" in text(done.response)
        assert labels(done.response) == [
            "Add as phrasing of #1",
            "Revise #1 with mine",
            "Open the form again",
            "Add anyway",
        ]
        assert len((await town.base()).state.facts) == len(FACTS)

    async def test_it_becomes_a_phrasing(self, town):
        """Of the fact that it is so near to."""
        done = await add(town, question="how many misiles were fired on monday")
        await town.sam.click(done.response, label="Add as phrasing of #1")
        assert await phrasings(town, 1) == ("how many misiles were fired on monday",)
        assert len((await town.base()).state.facts) == len(FACTS)

    async def test_or_a_revision_of_that_fact(self, town):
        """The form opens with what was typed."""
        done = await add(town, question="how many misiles were fired on monday")
        shown = await town.sam.click(done.response, label="Revise #1 with mine")
        assert shown.modal["title"] == "Revise #1"
        saved = await town.sam.submit_modal(shown, NEW | {"question": MONDAY})
        assert "#1" in saved.response.content
        assert len((await town.base()).state.facts) == len(FACTS)

    async def test_or_a_fact_of_its_own(self, town):
        """Pressed twice, it is one."""
        done = await add(town, question="how many misiles were fired on monday")
        for _ in range(2):
            saved = await town.sam.click(done.response, label="Add anyway")
            assert "#4" in saved.response.content
        assert len((await town.base()).state.facts) == len(FACTS) + 1

    async def test_a_revision_that_would_take_anothers_question_is_held_up(self, town):
        """A fact that is there already does not become a phrasing."""
        shown = await town.sam.slash(town.moderators, "fact revise", fact="#3")
        done = await town.sam.submit_modal(shown, NEW | {"question": "how many misiles were fired on monday"})
        assert labels(done.response) == ["Open the form again", "Change it anyway"]
        assert (await town.base()).fact(3).question == WHERE

    async def test_one_that_is_merely_close_is_saved_and_told_of(self, town):
        """Another day is another question."""
        done = await add(town, question="How many missiles were fired on Friday?")
        assert "is on record" in done.response.content
        assert "Close to #" in text(done.response)


class TestHelp:
    """The reply to a fact that was written says what it means for questions that members asked."""

    async def test_open_questions_that_it_answers_are_settled(self, town):
        """They are listed, and open no more."""
        await missed(town, "which schools are closed", "who won the match")
        done = await add(town)
        assert "**It answers one open question**, now settled:\n“which schools are closed”" in text(done.response)
        assert [miss.question for miss in (await town.base()).activity.misses] == ["who won the match"]

    async def test_a_doubted_answer_stays_open(self, town):
        """Whoever was answered and says "Not what I asked" is not answered by the same fact, however it is worded."""
        await town.mina.send(town.situation, f"{town.ping} where did the baloons land")
        assert town.situation.last_message.content == FIELDS
        doubted = await town.mina.click(town.situation.last_message, label="Wrong?")
        await town.mina.click(doubted.response, label="Not what I asked")
        await phrase(town, LANDING)
        (left,) = (await town.base()).activity.misses
        assert (left.question, left.reason) == ("where did the baloons land", "not answered by #3")

    async def test_phrasings_settle_them_too(self, town):
        """That is how a miss is mended."""
        await missed(town, LANDING)
        done = await phrase(town, LANDING)
        assert "It answers one open question" in text(done.response)
        assert (await town.base()).activity.misses == ()

    async def test_wordings_that_members_used_are_tried(self, town):
        """With what they are told now."""
        await missed(town, "missiles fired?", "how many fired @everyone")
        done = await phrase(town, "missile count on Monday", fact="#1")
        assert "“missiles fired?” → offered as a choice: " in text(done.response)
        assert "this one" in text(done.response)

    async def test_a_fact_of_few_wordings_says_so_and_offers_the_form(self, town):
        """Until there are three."""
        done = await add(town)
        assert "It has one wording" in text(done.response)
        shown = await town.sam.click(done.response, label="Add phrasings")
        done = await town.sam.submit_modal(shown, {"phrasings": "school closures\nany schools closed"})
        assert "It has" not in text(done.response)

    async def test_it_is_sought_in_a_thread_after_the_acknowledgement(self, town, monkeypatch):
        """Asking 200 questions again takes a second, and Discord gives three."""
        found = []
        sought = Authoring.advise

        def watched(*args, **options):
            acknowledged = any(r.path.endswith("/callback") and r.json["type"] == 5 for r in town.env.http_requests)
            found.append((threading.current_thread() is threading.main_thread(), acknowledged))
            return sought(*args, **options)

        monkeypatch.setattr(Authoring, "advise", watched)
        await add(town)
        assert found == [(False, True)]

    async def test_a_fact_is_on_record_even_where_help_fails(self, town, monkeypatch, caplog):
        """It is never said that nothing was changed."""
        monkeypatch.setattr(Authoring, "advise", lambda *args, **options: 1 / 0)
        done = await add(town)
        assert "is on record" in done.response.content
        assert "there is no advice on fact 4" in caplog.text
