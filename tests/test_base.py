"""The one door: asking, changing, looking back."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge.answers import Abstention, Answer, Choice
from knowledge.asof import AsOf
from knowledge.base import KnowledgeBase
from knowledge.drafts import Draft
from knowledge.errors import ConflictError, NotFoundError, StoreError
from knowledge.exchange import parse
from knowledge.facts import Source, Standing
from knowledge.records import Settings
from knowledge.revisions import ActorId, Author
from knowledge.schedules import Schedule

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")


def by(request: str = "", actor: str = "sam") -> Author:
    return Author(actor=ActorId(actor), via="test", why="seen on air", request=request)


def draft(question="How many ships were seen?", answer="3 ships", said_by="Navy", as_of="2024-05-30") -> Draft:
    return Draft(
        question=question, answer=answer, said_by=said_by, as_of=AsOf(as_of), source=Source(title="Navy bulletin")
    )


class Clock:
    """A clock that is a minute later each time it is read."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def base(tmp_path):
    return KnowledgeBase.open(tmp_path, writable=True, clock=Clock())


@pytest.fixture(scope="module")
def starter():
    return KnowledgeBase.in_memory(seeded=True)


def test_a_fact_is_found_as_soon_as_it_is_added(base):
    """From the moment `add` returns, the question is answered with the claim."""
    assert isinstance(base.ask("how many ships were seen", now=NOON), Abstention)
    fact = base.add(draft(), by())
    outcome = base.ask("how many ships were seen", now=NOON)
    assert isinstance(outcome, Answer)
    assert outcome.answers[0].fact == fact
    assert outcome.answers[0].headline == "3 ships"


def test_no_retired_fact_is_ever_an_answer(base):
    """A retired fact is neither answered, offered nor near; restored it is back."""
    fact = base.add(draft(), by())
    base.retire(fact.id, by(), seen=base.last_change(fact.id))
    outcome = base.ask("How many ships were seen?", now=NOON)
    assert isinstance(outcome, Abstention)
    assert outcome.candidates == ()
    assert base.show(fact.id, now=NOON) is None
    base.restore(fact.id, by(), seen=base.last_change(fact.id))
    assert isinstance(base.ask("How many ships were seen?", now=NOON), Answer)


def test_the_same_request_twice_acts_once(base):
    """An interaction delivered twice yields one fact, and both calls the same one; also after opening again."""
    one = base.add(draft(), by("r1"))
    two = base.add(draft(question="Another?"), by("r1"))
    assert one == two
    assert len(base.state.facts) == 1
    assert base.state.revision == 1


def test_an_edit_of_what_changed_meanwhile_is_refused(base):
    """Who edits says which revision was seen; a later change is not overwritten."""
    fact = base.add(draft(), by())
    seen = base.last_change(fact.id)
    base.revise(fact.id, draft(answer="4 ships"), by(), seen=seen)
    with pytest.raises(ConflictError) as caught:
        base.revise(fact.id, draft(answer="5 ships"), by(), seen=seen)
    assert (caught.value.seen, caught.value.actual) == (1, 2)
    assert base.show(fact.id, now=NOON).headline == "4 ships"


def test_history_tells_who_when_why_before_and_after(base):
    """The history of a fact has its changes and no others."""
    fact = base.add(draft(), by())
    base.add(draft(question="Another?"), by())
    base.revise(fact.id, draft(answer="4 ships"), by(), seen=1)
    first, second = base.history(fact.id)
    assert (first.number, second.number) == (1, 3)
    assert (second.actor, second.why, second.via) == ("sam", "seen on air", "test")
    (change,) = second.changes
    assert change.before.claims[0].answer == "3 ships"
    assert change.after.claims[0].standing is Standing.WITHDRAWN
    assert second.at == NOON + timedelta(minutes=3)


def test_a_reason_is_kept_as_people_see_it(base):
    """Of a file whose name is in no encoding, too: what cannot be written would refuse the change."""
    base.add(draft(), replace(by(), why="import of \udcff\u202efacts.json"))
    (revision,) = base.history()
    assert revision.why == "import of facts.json"


def test_a_change_without_effect_is_no_revision(base):
    """Revising a fact to what it is leaves no trace."""
    fact = base.add(draft(), by())
    base.revise(fact.id, draft(), by(), seen=1)
    base.restore(fact.id, by(), seen=1)
    assert base.state.revision == 1


def test_a_fact_that_is_not_there_is_told(base):
    """An unknown number is a clear error."""
    with pytest.raises(NotFoundError, match="no fact #7"):
        base.retire(7, by(), seen=0)


def test_many_threads_add_at_once_and_all_are_kept(base, tmp_path):
    """Changes from many threads are let through one at a time: each has its number, none is lost."""
    threads = [threading.Thread(target=lambda n=n: base.add(draft(question=f"Question {n}?"), by())) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert base.state.revision == 20
    again = KnowledgeBase.open(tmp_path, writable=False)
    assert {fact.question for fact in again.state.facts.values()} == {f"Question {n}?" for n in range(20)}


def test_a_failed_commit_changes_nothing_in_memory(base, monkeypatch):
    """When the disk refuses, the old knowledge goes on answering."""
    fact = base.add(draft(), by())

    def refuse(_revision):
        raise StoreError("The change was not saved.")

    monkeypatch.setattr(base._records, "commit", refuse)
    with pytest.raises(StoreError):
        base.revise(fact.id, draft(answer="4 ships"), by(), seen=1)
    assert base.show(fact.id, now=NOON).headline == "3 ships"


def test_a_matcher_that_fails_leaves_nothing_half_changed(base, monkeypatch):
    """What cannot be found is not put on record; the next change is numbered as if nothing had happened."""
    base.warm()

    def fail(*_args, **_named):
        raise RuntimeError("no index")

    with monkeypatch.context() as broken:
        broken.setattr("knowledge.matching.Matcher.replaced", fail)
        with pytest.raises(RuntimeError):
            base.add(draft(), by())
    assert base.add(draft(question="Another?"), by()).id == 1
    assert [revision.number for revision in base.history()] == [1]


def test_a_claim_from_the_future_is_not_shown(base):
    """A claim whose as-of begins after now is not shown; a day begins in the asker's zone."""
    base.add(draft(as_of="2024-05-31"), by())
    question = "How many ships were seen?"
    before_midnight = datetime(2024, 5, 30, 14, 59, tzinfo=UTC)
    assert isinstance(base.ask(question, now=before_midnight, zone=SEOUL), Abstention)
    assert isinstance(base.ask(question, now=before_midnight + timedelta(minutes=1), zone=SEOUL), Answer)


def test_what_a_voice_said_before_stands_until_it_says_more(base):
    """Seen from a moment before an update, the superseded claim is what was known."""
    fact = base.add(draft(as_of="2024-05-30"), by())
    base.revise(fact.id, draft(answer="4 ships", as_of="2024-06-02"), by(), seen=1)
    assert base.show(fact.id, now=NOON).headline == "3 ships"
    assert base.show(fact.id, now=NOON + timedelta(7)).headline == "4 ships"


def test_a_question_of_another_year_is_not_answered_with_this_one(base):
    """Two years later “this year” is not answered by a figure of then, which is only offered."""
    question = "How many tests were there this year?"
    base.add(draft(question=question, answer="6 tests", as_of="2024-05-30"), by())
    assert isinstance(base.ask(question, now=NOON), Answer)
    later = base.ask(question, now=NOON.replace(year=2026))
    assert isinstance(later, Choice)
    assert later.reason == "vetoed"


def test_what_is_undated_is_of_no_later_day_than_it_was_recorded(base):
    """On record since May, it says nothing of a day in June; on the day itself it may."""
    question = "How many tests were there today?"
    base.add(replace(draft(question=question, answer="6 tests"), as_of=None), by())
    assert isinstance(base.ask(question, now=NOON), Answer)
    assert isinstance(base.ask(question, now=NOON + timedelta(days=30)), Choice)


def test_settings_and_schedules_are_kept(base, tmp_path):
    """What a server chose, and when its digests go out, outlives the process."""
    base.set_settings(Settings(zone="Asia/Seoul", curator_role=5), by())
    schedule = base.set_schedule(Schedule(id="9", channel=9, times=("08:00",), set_at=NOON), by())
    assert schedule.since == base.state.revision
    again = KnowledgeBase.open(tmp_path, writable=True)
    assert again.state.settings == Settings(zone="Asia/Seoul", curator_role=5)
    assert again.state.schedules == {"9": schedule}
    again.drop_schedule("9", by())
    assert again.state.schedules == {}
    with pytest.raises(NotFoundError, match="No digest"):
        again.drop_schedule("9", by())


def test_the_starter_is_seeded_once_with_the_days_it_became_known(base):
    """Seeding makes a revision for each day on which something became known, and a second seeding nothing."""
    added = base.seed()
    assert added > 40
    days = [revision.at for revision in base.history()]
    assert days == sorted(days)
    assert days[-1] <= datetime(2024, 12, 31, tzinfo=UTC)
    revision = base.state.revision
    assert revision > 1
    assert base.seed() == 0
    assert base.state.revision == revision


def test_seeding_a_server_with_facts_of_its_own_keeps_its_order(base):
    """On a server that already has a history, the starter's revisions come now, not in the past."""
    base.add(draft(), by())
    base.seed()
    times = [revision.at for revision in base.history()]
    assert times == sorted(times)


def test_the_starter_answers_side_by_side(starter):
    """Reports of the salvo differ: no side is the headline, and every claim is there with its voice and source."""
    outcome = starter.ask("How many missiles did North Korea fire on 30 May 2024?", now=NOON, zone=SEOUL)
    assert isinstance(outcome, Answer)
    (shown,) = outcome.answers
    assert shown.disputed
    assert shown.headline == "10 to 18, sources differ"
    assert len(shown.claims) == 4
    assert all(claim.said_by and claim.source for claim in shown.claims)


def test_the_starter_is_whole():
    """Each starter fact has at least six phrasings, Korean and Japanese among them, a voice, a date and a source."""
    base = KnowledgeBase.in_memory(seeded=True)
    facts = base.state.facts.values()
    assert len(facts) > 40
    for fact in facts:
        text = " ".join(fact.phrasings)
        assert len(fact.phrasings) >= 6, fact.key
        assert any("가" <= char <= "힣" for char in text), fact.key
        assert any("ぁ" <= char <= "ヿ" for char in text), fact.key
        for claim in fact.claims:
            assert all((claim.said_by, claim.as_of, claim.source and claim.source.name)), claim.id
    assert len(base.state.aliases) > 10


@pytest.mark.parametrize(
    "question",
    [
        "How many missiles did North Korea fire on 31 May 2024?",
        "missile count 31 May",
        "what time were the missiles fired on 31 May",
        "5월 31일에 미사일을 몇 발 쐈나요?",
    ],
)
def test_when_it_was_said_is_not_when_it_happened(starter, question):
    """A claim of 31 May about the launch of 30 May does not answer what was launched on 31 May."""
    assert not isinstance(starter.ask(question, now=NOON, zone=SEOUL), Answer)


def test_every_wording_of_the_starter_finds_its_fact(starter):
    """No wording of one starter fact leads to the answer of another."""
    for fact in starter.state.facts.values():
        for wording in fact.wordings:
            outcome = starter.ask(wording, now=NOON, zone=SEOUL)
            if isinstance(outcome, Answer):
                assert outcome.answers[0].fact.key == fact.key, wording


def test_a_picker_finds_by_number_words_and_likeness(starter):
    """The number, the words of question or answer, or something like them: the fact is among the choices."""
    assert [fact.id for fact in starter.find("#3")] == [3]
    assert "balloon-contents" in {fact.key for fact in starter.find("balloon trash")}
    assert "launch-time" in {fact.key for fact in starter.find("laucnh tiem")}
    assert len(starter.find("")) == 25


def test_a_duplicate_question_is_noticed(starter):
    """A question that a fact has among its wordings is known, in whatever case and punctuation."""
    assert starter.known_as("WHAT TIME WAS IT LAUNCHED??").key == "launch-time"
    assert starter.known_as("Who won the cup?") is None


def test_state_is_never_seen_half_changed(base):
    """What was read before a change stays as it was: values are replaced, never altered."""
    fact = base.add(draft(), by())
    before = base.state
    base.revise(fact.id, draft(answer="4 ships"), by(), seen=1)
    assert before.facts["1"] == fact
    assert replace(before.facts["1"]) == fact
    with pytest.raises(TypeError):
        before.facts["1"] = fact


def test_a_file_is_imported_once_for_each_request(base):
    """The request that asks for it may come twice; the second plan is empty, and so is the second revision."""
    parsed = parse(b"question,answer\nHow many?,12", name="x.csv")
    assert base.import_(parsed, by("r1")).added == 1
    again = parse(b"question,answer\nWhere?,At sea", name="x.csv")
    assert base.import_(again, by("r1")).changes == ()
    assert base.state.revision == 1


def test_a_file_does_not_overwrite_what_was_changed_since_it_was_looked_at(base):
    """What it adds goes in whatever was changed besides."""
    fact = base.add(draft(), by())
    update = parse(
        b"question,answer,said_by,source_title\nHow many ships were seen?,5 ships,Navy,Navy bulletin", name="x.csv"
    )
    seen = base.state.revision
    base.revise(fact.id, draft(answer="4 ships"), by(), seen=seen)
    with pytest.raises(ConflictError):
        base.import_(update, by(), seen=seen)
    assert [claim.answer for claim in base.fact(fact.id).live()] == ["4 ships"]
    assert base.import_(parse(b"question,answer\nWhere?,At sea", name="x.csv"), by(), seen=seen).added == 1
    assert base.import_(update, by(), seen=base.state.revision).updated == 1
