"""Why a question got its outcome: what decided it, and every question that was put to the facts for it."""

from datetime import UTC, datetime

import pytest

from knowledge.answers import Abstention, Answer, Choice
from knowledge.base import KnowledgeBase
from knowledge.drafts import Draft
from knowledge.matching import Candidate, Policy, Ranking
from knowledge.matching.explanation import Explanation
from knowledge.reasons import Because, Reasons, Tried
from knowledge.revisions import ActorId, Author

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
HARBOUR, FERRY, REGATTA = 1, 2, 3
FACTS = {
    "Is the harbour open?": ("Yes", "2026-01-01"),
    "When does the ferry leave?": ("At 14:30", "2026-01-01"),
    "Who won the regatta?": ("The coast guard", "2026-02-01"),
}


@pytest.fixture(scope="module")
def base():
    base = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOW)
    for question, (answer, as_of) in FACTS.items():
        given = {"said_by": "the harbour office", "as_of": as_of, "source": ""}
        draft = Draft.of(question=question, answer=answer, now=NOW, zone=UTC, **given)
        base.add(draft, Author(actor=ActorId("test"), via="test"))
    return base


@pytest.mark.parametrize(
    "question", ["is the harbour open", "is the harbour shut", "ferry and harbour?", "hi", "", "best pizza?"]
)
def test_what_is_explained_is_what_is_told(base, question):
    """The outcome is that of asking."""
    assert base.explain(question, now=NOW).outcome == base.ask(question, now=NOW)


@pytest.mark.parametrize(
    ("question", "because"),
    [
        ("is the harbour open", Because.VERBATIM),
        ("when is the ferry leaving", Because.LIKELY),
        ("is the harbour open on sundays", Because.VETOED),
        ("what is the best pizza topping", Because.OFF_TOPIC),
        ("thanks a lot", Because.CHATTER),
        (" ", Because.EMPTY),
        ("harbour " * 200, Because.TOO_LONG),
    ],
)
def test_what_decided_is_told(base, question, because):
    """For an answer, a choice, and each kind of abstention."""
    assert base.explain(question, now=NOW).tried[0].because is because


@pytest.mark.parametrize(
    ("confidences", "reason", "because"),
    [
        ((0.3, 0.2), "ambiguous", Because.UNSURE),
        ((0.5, 0.45), "ambiguous", Because.RIVALLED),
        ((0.9, 0.05), "vetoed", Because.OTHER_TIME),
    ],
)
def test_a_fact_that_nothing_speaks_against_may_fall_short(base, confidences, reason, because):
    """It is not likely enough, another is as likely, or it is of another time than "today"."""
    shown = tuple(base.show(fact, now=NOW) for fact in (HARBOUR, FERRY))
    candidates = tuple(
        Candidate(fact=fact, wording="", confidence=confidence, veto=None)
        for fact, confidence in zip((HARBOUR, FERRY), confidences, strict=True)
    )
    tried = Tried(
        question="harbour today?",
        outcome=Choice(question="harbour today?", offered=shown, reason=reason, candidates=shown),
        explanation=Explanation(ranking=Ranking(question="harbour today", candidates=candidates, none=0.05)),
    )
    assert tried.because is because


def test_a_fact_that_may_not_be_shown_yet_is_told_as_passed_over(base):
    """It was the likeliest, and yet not the one that decided."""
    [tried] = base.explain("who won the regatta", now=NOW).tried
    first = tried.explanation.ranking.candidates[0]
    assert first.fact == REGATTA
    assert tried.passed_over(first)
    assert tried.best.fact != REGATTA


def test_nothing_is_near_where_no_fact_is():
    """Without facts nothing can be near."""
    empty = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOW)
    assert empty.explain("is the harbour open?", now=NOW).tried[0].because is Because.NOTHING_NEAR


def test_what_is_no_question_is_not_explained(base):
    """The facts are not looked at for it."""
    assert base.explain("thanks a lot", now=NOW).tried[0].explanation is None


def test_a_message_of_several_questions_tells_of_each_that_was_answered(base):
    """First comes the message as it was."""
    reasons = base.explain("when does the ferry leave and is the harbour open?", now=NOW)
    assert isinstance(reasons.outcome, Answer)
    whole, *parts = reasons.telling
    assert whole.question == "when does the ferry leave and is the harbour open?"
    assert [part.answered for part in parts] == [FERRY, HARBOUR]


def test_at_most_three_questions_are_told_of():
    """However many were put to the facts."""
    nothing = Abstention(question="", reason="not_on_record")
    tried = Tried(question="", outcome=nothing, explanation=None)
    assert Reasons(outcome=nothing, policy=Policy.STRICT, tried=(tried,) * 9).telling == (tried,)
