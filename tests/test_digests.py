"""Digests: what changed for readers, from both ends, not every step between."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge.asof import AsOf
from knowledge.digests import compose
from knowledge.exchange import plan
from knowledge.facts import Claim, ClaimId, Fact, FactId, Kind, Source, Standing
from knowledge.records import Alias
from knowledge.revisions import ActorId, Change, RecordKind, Revision, State
from knowledge.starter import by_day
from knowledge.values import Value

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)


def fact(number=1, answer="12", **other):
    claim = Claim(id=ClaimId(f"{number}.1"), answer=answer, said_by="JCS", recorded=NOON)
    return Fact(id=FactId(number), key=f"k{number}", question=f"Q{number}?", claims=(claim,), leading=claim.id, **other)


def revised(known, answer, said_by="JCS"):
    """As a moderator does it: the same voice updates, another one stands beside; the new claim leads."""
    claims = [
        replace(old, standing=Standing.SUPERSEDED) if old.is_live and old.said_by == said_by else old
        for old in known.claims
    ]
    new = Claim(id=known.next_claim_id(), answer=answer, said_by=said_by, recorded=NOON)
    return replace(known, claims=(*claims, new), leading=new.id)


class History:
    """Versions of facts, a revision each."""

    def __init__(self, *versions):
        self.state = State()
        self.revisions = []
        self.then(*versions)

    def then(self, *versions):
        """Go on, a revision for each version."""
        for version in versions:
            before = self.state.facts.get(str(version.id))
            self.revise(Change(kind=RecordKind.FACT, id=str(version.id), before=before, after=version))
        return self

    def revise(self, *changes):
        """Go on with one revision."""
        revision = Revision(number=self.state.revision + 1, at=NOON, actor=ActorId("p1"), via="test", changes=changes)
        self.revisions.append(revision)
        self.state = self.state.after(revision)
        return self

    def digest(self, since=0):
        """What readers missed after revision `since`."""
        return compose(self.revisions, state=self.state, since=since, open_questions=3)


def shape(digest):
    return [one.id for one in digest.added], [new.id for _, new in digest.changed], [one.id for one in digest.retired]


def test_it_says_what_it_covers():
    """Since when, until when, and how many questions are open; those alone are no news."""
    digest = History(fact()).digest(since=1)
    assert (digest.since, digest.until, digest.open_questions, digest.is_empty) == (1, 1, 3, True)
    assert not History(fact()).digest().is_empty


def test_an_added_fact_is_shown_as_it_is_now():
    """Added and then revised is added, with what it says last."""
    digest = History(fact(), revised(fact(), "18")).digest()
    assert shape(digest) == ([1], [], [])
    assert digest.added[0].live()[0].answer == "18"


def test_a_change_is_shown_from_both_ends():
    """From what readers knew to what is so now, whatever was in between."""
    first = fact()
    second = revised(first, "10")
    digest = History(first, second, revised(second, "18")).digest(since=1)
    assert shape(digest) == ([], [1], [])
    assert [one.live()[0].answer for one in digest.changed[0]] == ["12", "18"]


def test_a_retired_fact_is_told():
    """Revised before that or not."""
    first = fact()
    new = revised(first, "10")
    assert shape(History(first, new, replace(new, retired=True)).digest(since=1)) == ([], [], [1])


def test_a_fact_whose_every_claim_was_withdrawn_is_gone():
    """Nobody is told about it any more; put back, it is there again."""
    first = fact()
    gone = replace(first, claims=(replace(first.claims[0], standing=Standing.WITHDRAWN),))
    history = History(first, gone)
    assert shape(history.digest(since=1)) == ([], [], [1])
    assert shape(history.then(first).digest(since=2)) == ([1], [], [])


def test_what_was_retired_before_and_is_answered_again_is_added():
    """For readers it is new."""
    away = replace(fact(), retired=True)
    assert shape(History(away, fact()).digest(since=1)) == ([1], [], [])


@pytest.mark.parametrize(
    ("versions", "since"),
    [
        ([fact(), replace(fact(), retired=True)], 0),
        ([fact(), replace(fact(), retired=True), fact()], 1),
        ([fact(), revised(fact(), "18"), revised(revised(fact(), "18"), "12")], 1),
        ([replace(fact(), retired=True), fact(), replace(fact(), retired=True)], 1),
        ([replace(fact(), retired=True), replace(revised(fact(), "18"), retired=True)], 1),
        ([fact(), replace(fact(), phrasings=("other",), tags=("t",), topic="new", key="k")], 1),
        ([fact(), replace(fact(), claims=(replace(fact().claims[0], verified_at=NOON),))], 1),
    ],
    ids=["added, retired", "retired, restored", "back", "restored, retired", "unseen", "phrasings and tags", "checked"],
)
def test_what_readers_cannot_see_is_no_news(versions, since):
    """Undone in between, or not shown to anyone."""
    assert History(*versions).digest(since=since).is_empty


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": Kind.DENIAL}, {"said_by": "KCNA"}, {"as_of": AsOf("2024-05-31")}, {"value": Value(min=12)},
        {"source": Source(title="KBS")}, {"answer": "12!"},
    ],
)  # fmt: skip
def test_whatever_a_card_shows_is_news(changes):
    """Who says it, as of when, the source: as much as the answer."""
    new = replace(fact(), claims=(replace(fact().claims[0], **changes),))
    assert shape(History(fact(), new).digest(since=1)) == ([], [1], [])


def test_another_question_and_another_lead_are_news():
    """And so is a claim beside the others; their order is not."""
    first = revised(fact(), "18", "KCNA")
    assert shape(History(first, replace(first, question="Other?")).digest(since=1)) == ([], [1], [])
    assert shape(History(first, replace(first, leading=ClaimId("1.1"))).digest(since=1)) == ([], [1], [])
    three = revised(first, "10", "NHK")
    assert shape(History(first, three).digest(since=1)) == ([], [1], [])
    assert History(three, replace(three, claims=three.claims[::-1])).digest(since=1).is_empty


def test_facts_come_by_number_and_other_records_are_no_news():
    """Aliases help the matcher, not the reader."""
    alias = Alias(forms=("NK", "North Korea"))
    history = History(fact(3), fact(1), fact(2)).revise(
        Change(kind=RecordKind.ALIAS, id=alias.canonical, after=alias),
    )
    assert shape(history.digest()) == ([1, 2, 3], [], [])
    assert history.digest(since=3).is_empty


def test_an_undone_addition_is_neither_added_nor_retired():
    """Undone later, it is gone for those who had read it."""
    history = History(fact()).revise(Change(kind=RecordKind.FACT, id="1", before=fact()))
    assert history.digest().is_empty
    assert shape(history.digest(since=1)) == ([], [], [1])


def test_revisions_outside_of_the_window_do_not_count():
    """Before it, and after the state that it is told of."""
    history = History(fact(1), fact(2))
    early = history.state
    history.then(fact(3))
    digest = compose(history.revisions, state=early, since=1, open_questions=0)
    assert (shape(digest), digest.until) == (([2], [], []), 2)


def test_an_imported_starter_counts_as_added():
    """Each fact once, whatever number of days it became known over."""
    history = History()
    for day, part in by_day():
        history.revise(*plan(part, history.state, day).changes)
    digest = history.digest()
    assert [one.id for one in digest.added] == sorted(one.id for one in history.state.facts.values())
    assert not digest.changed
    assert not digest.retired
