"""Naming: how many facts hold a name's forms, and which open questions more of them help."""

from datetime import UTC, datetime

import pytest

from knowledge.answers import Abstention, Choice
from knowledge.base import KnowledgeBase
from knowledge.drafts import Draft
from knowledge.errors import InvalidError
from knowledge.mentions import mentions, uses
from knowledge.naming import give_forms
from knowledge.records import Alias
from knowledge.revisions import ActorId, Author

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)
BY = Author(actor=ActorId("p1"), via="test")
MINA = ActorId("p2")


@pytest.fixture
def base():
    """Three facts, the last one retired."""
    made = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOON)
    for question, answer, said_by in (
        ("How many projectiles were launched from Wonsan?", "Four", "JCS"),
        ("미사일은 어디에 떨어졌나요?", "J.C.S. does not say", "Navy"),
        ("Where are the missiles stored?", "In the east", "Navy"),
    ):
        made.add(Draft(question=question, answer=answer, said_by=said_by), BY)
    made.retire(3, BY, seen=made.last_change(3))
    return made


def give(base, name, *forms, one_way=False):
    return give_forms(base, name, forms, BY, one_way=one_way, now=NOON, zone=UTC)


def missed(base, *questions, reason="not_on_record"):
    for question in questions:
        base.activity.missed(question, reason, MINA, NOON)


def questions(misses):
    return [miss.question for miss in misses]


class TestUses:
    """A number tells what a form is good for."""

    def test_live_facts_are_counted_by_form_and_in_all(self, base):
        """In wordings, answers and attributions; in any case, number and punctuation; with what sticks to it."""
        chiefs = Alias(forms=("jcs", "Navy", "Joint Chiefs"))
        missiles = Alias(forms=("projectile", "미사일", "missile"), one_way=("Wonsan",))
        one, other = uses(base.state, [chiefs, missiles])
        assert (one.facts, one.by_form) == (2, {"jcs": 2, "Navy": 1, "Joint Chiefs": 0})
        assert (other.facts, other.by_form) == (2, {"projectile": 1, "미사일": 1, "missile": 0, "Wonsan": 1})

    def test_a_form_is_whole_words(self, base):
        """Not the beginning of another, nor words of two wordings in a row."""
        assert mentions("the jcs said", Alias(forms=("JCS",)))
        assert not mentions("jcsx said", Alias(forms=("JCS",)))
        assert uses(base.state, [Alias(forms=("Four JCS",))])[0].facts == 0
        assert uses(base.state, [Alias(forms=("?",))])[0].facts == 0


class TestOpenQuestions:
    """What members asked in vain with a form is asked again once that is on record."""

    def test_what_is_answered_now_is_settled(self, base):
        """And told; what is answered anyway, or has none of the forms, is left alone."""
        helped = "How many rockets were launched from Wonsan?"
        missed(base, helped, "How many projectiles were launched from Wonsan?", "How many rockets does Iran have?")
        named = give(base, "projectile", "rocket")
        assert questions(named.settled) == [helped]
        assert helped not in questions(base.activity.misses)
        assert len(base.activity.misses) == 2
        assert (named.use.facts, named.before) == (1, None)

    def test_what_gets_a_choice_now_is_told_and_stays_open(self, base, monkeypatch):
        """Nobody knows yet what was meant."""
        question = "What of Gensan?"
        missed(base, question)
        outcomes = iter(
            [
                Abstention(question=question, reason="not_on_record"),
                Choice(question=question, reason="vetoed", offered=(base.show(1, now=NOON),)),
            ]
        )
        monkeypatch.setattr(base, "ask", lambda *_args, **_named: next(outcomes))
        named = give(base, "Wonsan", "Gensan")
        assert (questions(named.offered), named.settled) == ([question], ())
        assert questions(base.activity.misses) == [question]

    def test_a_complaint_about_an_answer_is_no_open_question(self, base):
        """It is for a moderator to judge."""
        missed(base, "How many rockets were launched from Wonsan?", reason="wrong")
        assert give(base, "projectile", "rocket").settled == ()
        assert len(base.activity.misses) == 1

    def test_forms_of_one_way_help_too(self, base):
        """And what a second addition brings is told with what was there before."""
        missed(base, "How many rockets were launched from Wonsan?")
        first = give(base, "projectile", "missile")
        named = give(base, "projectile", "rocket", one_way=True)
        assert named.before == first.use.alias
        assert len(named.settled) == 1

    def test_nothing_new_is_told_as_such(self, base):
        """And is no revision."""
        give(base, "projectile", "rocket")
        revision = base.state.revision
        named = give(base, "projectile", "Rocket")
        assert named.before == named.use.alias
        assert base.state.revision == revision

    def test_what_is_refused_settles_nothing(self, base):
        """The error is the rules'."""
        missed(base, "How many rockets were launched from Wonsan?")
        with pytest.raises(InvalidError):
            give(base, "projectile", "rocket", "the")
        assert len(base.activity.misses) == 1
