"""Merging: two facts become one, nothing of either is lost, and the old number leads on to the new one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from knowledge.asof import AsOf
from knowledge.base import KnowledgeBase
from knowledge.drafts import MOST_PHRASINGS, Draft
from knowledge.errors import InvalidError, NotFoundError
from knowledge.exchange import parse
from knowledge.facts import Kind, Source, Standing
from knowledge.merging import heir, merged
from knowledge.revisions import ActorId, Author
from knowledge.shelf import Shelf
from knowledge.undoing import Undoing

NOON = datetime(2024, 6, 1, 12, tzinfo=UTC)
REPORT = Source(title="Navy bulletin")


def by(request: str = "") -> Author:
    return Author(actor=ActorId("sam"), via="test", request=request)


@pytest.fixture
def base():
    return KnowledgeBase.in_memory(seeded=False, clock=lambda: NOON)


def put(base, question, answer="3 ships", said_by="Navy", *, as_of="2024-05-30", source=REPORT, **rest):
    """A fact on record; its number."""
    draft = Draft(
        question=question, answer=answer, said_by=said_by, as_of=AsOf(as_of) if as_of else None, source=source, **rest
    )
    return base.add(draft, by(), knowing=True).id


def merge(base, keep=1, gone=2, request=""):
    """Merge the second into the first; the first as it is then."""
    base.commit(lambda state, _now: merged(state, keep, gone), by(request))
    return base.fact(keep)


def said(fact):
    return [(claim.answer, claim.said_by) for claim in fact.live()]


def test_what_the_second_asks_and_says_joins_the_first(base):
    """In one revision: its question is a phrasing, its claims have ids of the first; it retires and leads on."""
    put(base, "How many ships were seen?")
    put(base, "What number of vessels was counted?", "4 ships", "Coast guard", phrasings=("vessels counted",))
    fact = merge(base)
    assert base.state.revision == 3
    assert fact.phrasings == ("What number of vessels was counted?", "vessels counted")
    assert [(claim.id, claim.answer) for claim in fact.live()] == [("1.1", "3 ships"), ("1.2", "4 ships")]
    assert base.fact(2).retired
    assert [claim.id for claim in base.fact(2).claims] == ["2.1"]
    assert base.ask("vessels counted", now=NOON).answers[0].fact.id == 1


def test_what_is_there_in_the_same_words_is_dropped(base):
    """Whatever the case and punctuation, of phrasings and of claims."""
    put(base, "How many ships were seen?", phrasings=("ships seen",))
    put(base, "how many ships were seen", "3 Ships.", "NAVY", phrasings=("Ships seen?", "ships in sight"), source=None)
    fact = merge(base)
    assert fact.phrasings == ("ships seen", "ships in sight")
    assert said(fact) == [("3 ships", "Navy")]


def test_another_source_of_the_same_words_stands_beside(base):
    """It bears the first out."""
    put(base, "How many ships were seen?")
    put(base, "How many vessels?", source=Source(title="Evening news"))
    assert len(merge(base).live()) == 2


@pytest.mark.parametrize(
    ("second", "standing", "leads"),
    [("2024-05-31", ["superseded", "live"], "1.2"), ("2024-05-29", ["live", "superseded"], "1.1"),
     ("2024-05-30", ["live", "superseded"], "1.1"), (None, ["live", "superseded"], "1.1")],
)  # fmt: skip
def test_no_voice_contradicts_itself(base, second, standing, leads):
    """What it said later stands, and leads; of one time, or undated, what the first fact has."""
    put(base, "How many ships were seen?")
    put(base, "How many vessels?", "4 ships", as_of=second)
    fact = merge(base)
    assert [claim.standing for claim in fact.claims] == standing
    assert fact.leading == leads


@pytest.mark.parametrize(("keep", "gone"), [(1, 2), (2, 1)])
def test_who_knows_comes_before_not_known_yet(base, keep, gone):
    """Whichever of the two it was in."""
    put(base, "How many ships were seen?", "Not known yet", kind=Kind.UNKNOWN)
    put(base, "How many vessels?", "4 ships", "Coast guard")
    assert said(merge(base, keep, gone)) == [("4 ships", "Coast guard")]


def test_what_was_withdrawn_stays_behind_and_what_was_superseded_comes(base):
    """The one was never true; the other was, at its time."""
    put(base, "How many ships were seen?", said_by="Coast guard")
    put(base, "How many vessels?", "5 ships")
    base.revise(2, Draft(question="How many vessels?", answer="6 ships", said_by="Navy"), by(), seen=2)
    base.revise(
        2,
        Draft(question="How many vessels?", answer="7 ships", said_by="Navy", as_of=AsOf("2024-05-31")),
        by(),
        seen=3,
    )
    assert [(claim.answer, claim.standing) for claim in base.fact(2).claims] == [
        ("5 ships", Standing.WITHDRAWN),
        ("6 ships", Standing.WITHDRAWN),
        ("7 ships", Standing.LIVE),
    ]
    assert [claim.answer for claim in merge(base).claims] == ["3 ships", "7 ships"]


def test_what_the_first_does_not_say_it_takes_over(base):
    """Its own shelf life stays; where it has none it gets that of the second."""
    put(base, "How many ships were seen?")
    put(base, "How many vessels?")
    base.keep_for(2, Shelf.WEEK, by())
    assert merge(base).shelf is Shelf.WEEK


@pytest.mark.parametrize(
    ("before", "keep", "gone", "refusal"),
    [
        ((), 1, 1, "#1 cannot be merged into itself"),
        (("retire 1",), 1, 2, "#1 is retired. Restore it first, or keep the other one"),
        (("merge 1 into 3",), 1, 2, "#1 was merged into #3. Keep that one"),
        (("merge 2 into 3",), 1, 2, "#2 was merged into #3 already. Merge that one"),
    ],
)
def test_what_cannot_be_one_is_refused(base, before, keep, gone, refusal):
    """With the remedy, and nothing is changed."""
    for question in ("How many ships?", "How many vessels?", "How many boats?"):
        put(base, question)
    if "retire 1" in before:
        base.retire(1, by(), seen=1)
    for number in {"merge 1 into 3": [1], "merge 2 into 3": [2]}.get("".join(before), []):
        merge(base, 3, number)
    revision = base.state.revision
    with pytest.raises(InvalidError, match=refusal):
        merge(base, keep, gone)
    assert base.state.revision == revision


def test_too_many_phrasings_are_refused(base):
    """Beyond a hundred they tell a matcher nothing; a moderator decides which go."""
    put(base, "How many ships?", phrasings=tuple(f"ships {n}" for n in range(MOST_PHRASINGS)))
    put(base, "How many vessels?")
    with pytest.raises(InvalidError, match="brings #1 to 101 phrasings; 100 fit"):
        merge(base)
    with pytest.raises(NotFoundError, match="no fact #9"):
        merge(base, 1, 9)


def test_twice_is_once(base):
    """The same request, and the same wish."""
    put(base, "How many ships?")
    put(base, "How many vessels?")
    merge(base, request="77")
    merge(base, request="77")
    merge(base)
    assert base.state.revision == 3


def test_a_retired_fact_may_be_merged(base):
    """It has phrasings and claims as well."""
    put(base, "How many ships?")
    put(base, "How many vessels?")
    base.retire(2, by(), seen=2)
    assert merge(base).phrasings == ("How many vessels?",)


def test_the_old_number_leads_on(base):
    """Also over several merges, and not in a circle; a fact that was restored answers for itself."""
    for question in ("How many ships?", "How many vessels?", "How many boats?"):
        put(base, question)
    merge(base, 2, 3)
    merge(base, 1, 2)
    assert heir(base.state, base.fact(3)).id == 1
    assert base.show(3, now=NOON).fact.id == 1
    base.restore(3, by(), seen=base.last_change(3))
    assert base.fact(3).merged_into is None
    assert base.show(3, now=NOON).fact.id == 3
    Undoing(base).revert(3, base.last_change(2) - 1, by(), seen=base.last_change(3))
    assert base.show(3, now=NOON).fact.id == 1


def test_undo_makes_two_of_it_again(base):
    """Both are answered as before, and no number or claim's id is given twice; undone itself it is one again."""
    put(base, "How many ships?")
    put(base, "How many vessels?", "4 ships", "Coast guard")
    before = [said(base.fact(1)), said(base.fact(2)), base.fact(1).phrasings]
    merge(base)
    Undoing(base).undo(3, by())
    assert [said(base.fact(1)), said(base.fact(2)), base.fact(1).phrasings] == before
    assert not base.fact(2).retired
    assert base.show(2, now=NOON).fact.id == 2
    Undoing(base).undo(4, by())
    assert said(base.fact(1)) == [("3 ships", "Navy"), ("4 ships", "Coast guard")]
    assert base.show(2, now=NOON).fact.id == 1


def test_readers_are_told_what_is_new_and_not_that_something_is_gone(base):
    """It is answered as before, by the other."""
    put(base, "How many ships?")
    put(base, "How many vessels?", "4 ships", "Coast guard")
    merge(base)
    digest = base.digest(since=2)
    assert [after.id for _, after in digest.changed] == [1]
    assert digest.retired == ()


def test_a_file_goes_to_the_fact_that_answers(base):
    """A row that asks what the second asked is laid over the first."""
    put(base, "How many ships?")
    put(base, "How many vessels?", "4 ships", "Coast guard")
    merge(base)
    base.import_(parse(b"question,answer,said_by\nHow many vessels?,5 ships,NHK", name="a.csv"), by())
    assert ("5 ships", "NHK") in said(base.fact(1))
    assert base.fact(1).question == "How many ships?"
    assert len(base.fact(2).claims) == 1


def test_it_is_kept(tmp_path):
    """In the log as in the view."""
    base = KnowledgeBase.open(tmp_path, writable=True, clock=lambda: NOON)
    put(base, "How many ships?")
    put(base, "How many vessels?")
    merge(base)
    assert KnowledgeBase.open(tmp_path, writable=False).fact(2).merged_into == 1
    base.close()
    assert KnowledgeBase.open(tmp_path, writable=False).fact(2).merged_into == 1
