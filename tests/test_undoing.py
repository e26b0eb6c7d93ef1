"""Taking back: one's own last change, any revision of a fact; what somebody changed since is never overwritten."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge.asof import AsOf
from knowledge.base import KnowledgeBase
from knowledge.changes import Way
from knowledge.drafts import Draft
from knowledge.errors import ConflictError, InvalidError, NotFoundError, OvertakenError
from knowledge.exchange import parse
from knowledge.facts import Standing
from knowledge.records import Settings
from knowledge.revisions import ActorId, Author
from knowledge.schedules import Schedule
from knowledge.shelf import Shelf
from knowledge.undoing import Undoing

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)
QUESTION = "How many ships were seen?"


def by(actor: str = "sam", request: str = "") -> Author:
    return Author(actor=ActorId(actor), via="test", request=request)


def draft(answer: str = "3 ships", question: str = QUESTION, as_of: str = "2024-05-30") -> Draft:
    return Draft(question=question, answer=answer, said_by="Navy", as_of=AsOf(as_of))


@pytest.fixture
def base():
    """A fact of Sam's is on record, as #1."""
    made = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOON)
    made.add(draft(), by())
    return made


def undo(base, actor="sam", request=""):
    """Take back the last change that somebody made."""
    return Undoing(base).undo(Undoing(base).last(ActorId(actor)).number, by(actor, request))


def seen_by_readers(base):
    """What questions get: every fact as it is answered, the names, the settings, the schedules."""
    facts = [base.show(fact.id, now=NOON) for fact in base.state.facts.values()]
    shown = [(one.fact.question, one.fact.phrasings, one.claims) for one in facts if one]
    return shown, dict(base.state.aliases), base.state.settings, dict(base.state.schedules)


CHANGES = {
    "add": lambda base: base.add(draft("Two", "How many boats?"), by()),
    "correct": lambda base: base.revise(1, draft("4 ships"), by(), seen=1, way=Way.CORRECTION),
    "update": lambda base: base.revise(1, draft("4 ships", as_of="2024-05-31"), by(), seen=1),
    "reword": lambda base: base.revise(1, draft(question="How many vessels?"), by(), seen=1),
    "verify": lambda base: base.verify(1, by(), seen=1),
    "withdraw": lambda base: base.withdraw(1, 0, by(), seen=1),
    "retire": lambda base: base.retire(1, by(), seen=1),
    "phrase": lambda base: base.phrase(1, ["ships seen"], by()),
    "shelf": lambda base: base.keep_for(1, Shelf.WEEK, by()),
    "name": lambda base: base.add_alias("Navy", ["fleet"], by()),
    "settings": lambda base: base.set_settings(Settings(zone="Asia/Seoul"), by()),
    "schedule": lambda base: base.set_schedule(Schedule(id="9", channel=9, times=("08:00",), set_at=NOON), by()),
    "import": lambda base: base.import_(
        parse(b"question,answer,phrasings\nHow many ships were seen?,3 ships,any ships\nWhere is it?,There,", name="a"),
        by(),
    ),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_undo_takes_back_any_kind_of_change_and_undone_itself_does_it_again(base, change):
    """Readers see what they saw before, in one revision; then what they saw after; and so on."""
    before = seen_by_readers(base)
    change(base)
    after = seen_by_readers(base)
    for expected in (before, after, before):
        last = base.state.revision
        assert undo(base).number == last + 1
        assert seen_by_readers(base) == expected


def test_nothing_is_deleted(base):
    """A fact that was new retires, and its number is never given again; a claim that came later is withdrawn."""
    base.revise(1, draft("4 ships", as_of="2024-05-31"), by(), seen=1)
    undo(base)
    assert [(claim.id, claim.standing) for claim in base.fact(1).claims] == [
        ("1.2", Standing.WITHDRAWN),
        ("1.1", Standing.LIVE),
    ]
    base.add(draft("Two", "How many boats?"), by())
    undo(base)
    assert base.fact(2).retired
    assert base.fact(2).claims[0].standing is Standing.WITHDRAWN
    assert base.add(draft("Six", "How many planes?"), by()).id == 3
    revised = base.revise(1, draft("5 ships"), by(), seen=base.last_change(1))
    assert [claim.id for claim in revised.claims] == ["1.2", "1.1", "1.3"]


def test_an_undo_tells_what_it_was(base):
    """The history says which revision was taken back."""
    base.retire(1, by(), seen=1)
    assert undo(base).why == "undo of revision 2"


@pytest.mark.parametrize("number", [2, 9])
def test_a_reason_that_somebody_typed_leads_nowhere(base, number):
    """It may read like that of an undo."""
    base.retire(1, replace(by(), why=f"undo of revision {number}"), seen=1)
    assert Undoing(base).does_again(Undoing(base).last(ActorId("sam"))) is False


def test_what_somebody_changed_since_is_refused(base):
    """With the revision that did it; nothing is changed, and an import is taken back whole or not at all."""
    base.import_(parse(b"question,answer\nWhere is it?,There\nWhen was it?,At noon", name="a.csv"), by())
    base.phrase(2, ["where"], by("ann"))
    with pytest.raises(OvertakenError, match="Revision 2 cannot be taken back: fact 2 was changed in revision 3 since"):
        undo(base)
    assert base.state.revision == 3
    assert not base.fact(3).retired


def test_one_takes_back_ones_own_last_change(base):
    """Not what somebody else did after it, to something else."""
    base.retire(1, by(), seen=1)
    base.add(draft("Two", "How many boats?"), by("ann"))
    undo(base)
    assert not base.fact(1).retired
    assert not base.fact(2).retired
    with pytest.raises(NotFoundError, match="Revision 3 is not yours"):
        Undoing(base).undo(3, by())
    with pytest.raises(NotFoundError, match="Revision 9 is not yours"):
        Undoing(base).undo(9, by())


def test_further_back_one_by_one(base):
    """The change before the last one can be taken back as well, for it stands as it was left."""
    base.revise(1, draft("4 ships", as_of="2024-05-31"), by(), seen=1)
    base.revise(1, draft("5 ships", as_of="2024-05-31"), by(), seen=2)
    undoing = Undoing(base)
    assert undoing.undo(3, by()).number == 4
    earlier = undoing.last(ActorId("sam"), before=3)
    assert earlier.number == 2
    undoing.undo(earlier.number, by())
    assert base.show(1, now=NOON).headline == "3 ships"


def test_what_is_back_already_is_left_alone(base):
    """Somebody restored it: there is nothing to take back, and no revision."""
    base.retire(1, by(), seen=1)
    base.restore(1, by("ann"), seen=2)
    assert undo(base) is None
    assert base.state.revision == 3


def test_the_same_request_takes_back_once(base):
    """Delivered twice: the second finds the revision of the first, though the last change is another by then."""
    base.retire(1, by(), seen=1)
    first = undo(base, request="77")
    assert undo(base, request="77") == first
    assert base.state.revision == 3


def test_it_outlives_the_process(tmp_path):
    """What was changed before is taken back after opening again, from the log as from the view."""
    base = KnowledgeBase.open(tmp_path, writable=True, clock=lambda: NOON)
    base.add(draft(), by())
    base.retire(1, by(), seen=1)
    base.close()
    again = KnowledgeBase.open(tmp_path, writable=True, clock=lambda: NOON)
    undo(again)
    assert not again.fact(1).retired
    assert [revision.number for revision in again.back()] == [3, 2, 1]
    assert [revision.number for revision in again.back(3)] == [2, 1]


def test_a_form_that_belongs_to_another_name_by_now_does_not_come_back(base):
    """Of two names, one question would mean both."""
    base.add_alias("Wonsan", ["Gensan"], by())
    base.drop_alias("Gensan", by())
    base.add_alias("Genoa", ["Gensan"], by("ann"))
    with pytest.raises(InvalidError, match="“Gensan” is in the group of “Genoa” already"):
        undo(base)


def test_a_long_import_is_one_undo(base):
    """Two thousand facts, one revision; the matcher follows."""
    rows = "\n".join(f"What is item {n}?,Thing {n}" for n in range(2_000))
    base.warm()
    base.import_(parse(f"question,answer\n{rows}".encode(), name="a.csv"), by())
    assert len(base.listed()) == 2_001
    undo(base)
    assert len(base.listed()) == 1
    assert base.state.revision == 3


class TestRevert:
    """A fact is put back as any of its revisions left it."""

    def test_it_is_as_it_was_and_the_history_grows(self, base):
        """Claims that came later are withdrawn; it can be taken back in turn."""
        base.revise(1, draft("4 ships", as_of="2024-05-31"), by(), seen=1)
        base.phrase(1, ["ships seen"], by("ann"))
        done = Undoing(base).revert(1, 1, by(), seen=3)
        assert (done.number, done.why) == (4, "back to revision 1")
        assert base.show(1, now=NOON).headline == "3 ships"
        assert base.fact(1).phrasings == ()
        undo(base)
        assert base.show(1, now=NOON).headline == "4 ships"

    def test_what_changed_since_it_was_looked_at_is_not_overwritten(self, base):
        """Whoever confirms says which revision was shown; where it is so already, nothing happens."""
        base.retire(1, by(), seen=1)
        base.phrase(1, ["ships seen"], by("ann"))
        with pytest.raises(ConflictError):
            Undoing(base).revert(1, 1, by(), seen=2)
        Undoing(base).revert(1, 1, by(), seen=3)
        assert Undoing(base).revert(1, 1, by(), seen=3) is None
        assert base.state.revision == 4

    @pytest.mark.parametrize("number", [0, 2, 99])
    def test_a_revision_that_is_none_of_the_facts_is_told(self, base, number):
        """A button's id may hold any number."""
        base.add(draft("Two", "How many boats?"), by())
        with pytest.raises(NotFoundError, match=f"Revision {number} did not change #1"):
            Undoing(base).revert(1, number, by(), seen=2)


def test_a_retired_fact_that_is_put_back_to_a_time_when_it_was_live_is_live(base):
    """That is what was confirmed; nothing else brings a retired fact back."""
    base.retire(1, by(), seen=1)
    Undoing(base).revert(1, 1, by(), seen=2)
    assert not base.fact(1).retired
    assert base.fact(1) == Undoing(base).as_of(1, 1)
