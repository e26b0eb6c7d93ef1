"""Voices: one speaker under several names updates what it said; another stands beside it."""

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.asof import AsOf
from knowledge.base import KnowledgeBase
from knowledge.drafts import Draft
from knowledge.facts import Standing
from knowledge.records import Alias
from knowledge.revisions import ActorId, Author
from knowledge.voices import Voices

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)
BY = Author(actor=ActorId("p1"), via="test")
CHIEFS = "South Korea's Joint Chiefs of Staff"
VOICES = Voices(
    [
        Alias(forms=("JCS", "Joint Chiefs", CHIEFS)),
        Alias(forms=("ROK", "South Korea"), one_way=("Seoul",)),
        Alias(forms=("조선중앙통신", "KCNA")),
    ]
)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("JCS", CHIEFS, True),
        ("J.C.S.", "the joint chiefs", False),
        ("J.C.S.", "joint chiefs", True),
        ("ROK Navy", "South Korea's navy", True),
        ("조선중앙통신", "kcna", True),
        ("JCS", "KCNA", False),
        ("Seoul", "South Korea", False),
        ("Lebanon", "Hezbollah", False),
        ("", "JCS", False),
        ("", "", True),
    ],
)
def test_who_is_one_voice(one, other, same):
    """Whom an alias calls by several names, whole or within a longer one; nobody by a form of one way or a guess."""
    assert VOICES.same(one, other) is same
    assert VOICES.same(other, one) is same


def test_without_aliases_the_spelling_decides():
    """Case and punctuation make no other voice; another name does."""
    assert Voices().same("J.C.S.", "jcs")
    assert not Voices().same("JCS", CHIEFS)


def draft(answer, said_by, as_of="2024-05-30"):
    return Draft(question="How many ships were seen?", answer=answer, said_by=said_by, as_of=AsOf(as_of))


@pytest.fixture
def base():
    """A fact that the Joint Chiefs speak to, whom an alias calls JCS."""
    made = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOON)
    made.add_alias(CHIEFS, ["JCS"], BY)
    made.add(draft("3 ships", CHIEFS), BY)
    return made


def revise(base, *args):
    return base.revise(1, draft(*args), BY, seen=base.last_change(1))


def test_the_same_voice_updates_under_another_name(base):
    """Its claim is replaced, and what it says now is shown with the name that was typed."""
    fact = revise(base, "4 ships", "JCS")
    assert [(claim.said_by, claim.standing) for claim in fact.claims] == [
        (CHIEFS, Standing.WITHDRAWN),
        ("JCS", Standing.LIVE),
    ]
    assert revise(base, "9 ships", "KCNA").live()[1].said_by == "JCS"


def test_without_the_alias_it_is_another_voice(base):
    """Both claims then stand side by side."""
    base.drop_alias("JCS", BY)
    assert len(revise(base, "4 ships", "JCS").live()) == 2


def test_what_it_said_under_the_other_name_stands_until_the_new_is_true(base):
    """And is what it said before from then on."""
    revise(base, "4 ships", "JCS", "2024-06-02")
    before, after = (base.show(1, now=NOON + timedelta(days)) for days in (0, 7))
    assert [claim.answer for claim in before.claims] == ["3 ships"]
    assert [claim.answer for claim in after.claims] == ["4 ships"]
    assert after.voices.same(CHIEFS, "JCS")
