"""Messages and what comes of them: several questions, premises and replies, on the first situation."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.answers import Abstention, Answer, Choice
from knowledge.base import KnowledgeBase
from knowledge.evaluation import Verdict as Came
from knowledge.evaluation import evaluate
from knowledge.golden import parse_golden
from knowledge.verdicts import Verdict

DATA = Path(__file__).parent / "data"
NOW = datetime(2024, 6, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def base():
    return KnowledgeBase.in_memory(seeded=True)


@pytest.fixture(scope="module")
def ask(base):
    """Asks a question, in reply to the answer of a fact if its key is given."""
    numbers = {fact.key: fact.id for fact in base.state.facts.values()}

    def asked(question, after=""):
        return base.ask(question, now=NOW, about=[numbers[after]] if after else ())

    return asked


def keys(outcome):
    assert isinstance(outcome, Answer)
    return [shown.fact.key for shown in outcome.answers]


@pytest.mark.parametrize(
    ("name", "right", "led"),
    [("parts", 0.8, 0), ("premises", 0.85, 20), ("followups", 0.75, 0)],
)
def test_none_is_answered_wrongly_and_most_rightly(base, ask, name, right, led):
    """On lists that were written before anything was tuned: no wrong fact, no wrong verdict, most of the rest right."""
    golden = parse_golden((DATA / f"{name}.json").read_bytes())
    assert golden.problems == ()
    assert golden.unknown({fact.key for fact in base.state.facts.values()}) == ()
    found = evaluate(golden.questions, ask, ask)
    wrong = {Came.WRONG, Came.OUT_OF_SCOPE}
    assert [result.golden.question for result in found.results if result.verdict in wrong] == []
    assert found.coverage.share >= right
    answered = [(result.golden, result.outcome) for result in found.results if isinstance(result.outcome, Answer)]
    verdicts = [(golden.verdict, shown.verdict) for golden, outcome in answered for shown in outcome.answers]
    assert all(said in {None, expected} for expected, said in verdicts)
    assert sum(said is not None for _, said in verdicts) >= led


class TestSeveralQuestions:
    """In one message."""

    def test_each_gets_its_answer(self, ask):
        """In the order in which they were asked."""
        assert keys(ask("what time was it and how many?")) == ["launch-time", "missile-count"]
        assert keys(ask("how many missiles were fired? and who is kim yo jong?")) == ["missile-count", "kyj-who"]

    def test_what_is_not_on_record_is_said_beside_what_is(self, ask):
        """With the words that make it a question of its own, and its place in the message."""
        outcome = ask("how many missiles were fired and how many people were hurt?")
        assert keys(outcome) == ["missile-count"]
        [left] = outcome.unanswered
        assert (left.place, left.question) == (1, "how many people were hurt?")
        assert left.reason in {"not_on_record", "vetoed"}
        [left] = ask("how many missiles were fired, and why?").unanswered
        assert left.question == "for what reason missiles were fired"

    def test_what_narrows_the_first_narrows_the_second(self, ask):
        """No part is answered as if the other had not been asked."""
        for message in (
            "how many missiles were fired in 2017 and who fired them?",
            "how many missiles did Iran fire and what time was the launch?",
        ):
            assert not isinstance(ask(message), Answer)

    def test_a_rest_of_the_first_is_no_question_of_another_kind(self, ask):
        """How many on 17 May is not on record; what flew then is, and was not asked."""
        outcome = ask("How many missiles were fired on 30 May? And on 17 May?")
        assert keys(outcome) == ["missile-count"]
        assert [left.question for left in outcome.unanswered] == ["on 17 May?"]

    def test_three_are_answered(self, ask):
        """And that there were more is told."""
        outcome = ask("what is NHK? who is Putin? who is Shin Wonsik? who is Kim Yo Jong?")
        assert keys(outcome) == ["nhk-what", "putin-who", "shin-who"]
        assert outcome.more
        assert not ask("what is NHK? who is Putin? who is Shin Wonsik?").more

    def test_where_none_is_answered_each_is_offered(self, ask):
        """At most three facts, those of every question among them."""
        parts = ("how many missiles did Iran fire?", "who is the leader of Iran?")
        outcome = ask(" ".join(parts))
        assert isinstance(outcome, Choice)
        assert {ask(part).offered[0].fact.key for part in parts} <= {shown.fact.key for shown in outcome.offered}
        assert len(outcome.offered) <= 3

    def test_a_wording_that_looks_like_two_is_one(self, ask):
        """A fact that has it word for word answers it."""
        outcome = ask("who did it, who launched")
        assert keys(outcome) == ["launched-by"]
        assert outcome.unanswered == ()


class TestPremises:
    """What a question takes for granted."""

    def test_a_figure_that_all_contradict_is_denied(self, ask):
        """The fact is led by "No"."""
        [shown] = ask("was it three?").answers
        assert (shown.fact.key, shown.verdict) == ("missile-count", Verdict.NO)
        assert shown.headline == "No: 10 to 18, sources differ"

    def test_a_figure_that_some_bear_out_is_neither(self, ask):
        """The sources differ, and both sides are shown."""
        [shown] = ask("North Korea fired 12 missiles on 30 May, right?").answers
        assert shown.headline == "Sources differ: 10 to 18"

    def test_a_figure_that_all_bear_out_is_confirmed(self, ask):
        """With "Yes"."""
        [shown] = ask("north korea plans to launch three spy satellites in 2024, right?").answers
        assert shown.headline == "Yes: Three spy satellites in 2024, by Kim Jong Un's plan"

    def test_what_only_people_can_compare_gets_the_fact_alone(self, ask):
        """It corrects by itself."""
        for question, fact in {
            "Kim Yo Jong is his daughter?": "kyj-who",
            "they flew west, right?": "direction",
        }.items():
            [shown] = ask(question).answers
            assert (shown.fact.key, shown.verdict) == (fact, None)

    def test_a_claim_is_a_question_with_or_without_its_mark(self, ask):
        """Ending in "right" it asks; the same words without it are talk."""
        assert keys(ask("it was south korea that launched the missiles, right")) == ["launched-by"]
        assert ask("it was south korea that launched the missiles").reason == "chatter"

    def test_a_premise_is_asked_of_what_was_answered(self, ask):
        """After the plan for satellites, "was it three?" means satellites."""
        [shown] = ask("was it three?", "sat-plan").answers
        assert (shown.fact.key, shown.verdict) == ("sat-plan", Verdict.YES)


class TestReplies:
    """To an answer."""

    def test_what_is_left_out_is_what_was_answered(self, ask):
        """The same words mean another fact after another answer."""
        assert keys(ask("when?", "missile-count")) == ["launch-date"]
        assert keys(ask("when?", "rocket-how")) == ["rocket-when"]

    def test_a_full_question_stands_by_itself(self, ask):
        """Whatever was answered before."""
        assert keys(ask("who is Kim Yo Jong?", "missile-count")) == ["kyj-who"]

    def test_who_says_so_shows_the_fact_again(self, ask):
        """With its sources."""
        for question in ("who says so?", "source?", "and who said that", "출처는?"):
            assert keys(ask(question, "missile-count")) == ["missile-count"]

    def test_an_answer_about_something_else_is_only_offered(self, ask):
        """It is on record who detected the missiles, not who detected the satellites that are planned."""
        outcome = ask("who detected them?", "sat-plan")
        assert isinstance(outcome, Choice)
        assert [shown.fact.key for shown in outcome.offered] == ["detected-by"]

    def test_what_stays_open_says_of_what_it_was_asked(self, ask):
        """For moderators, who would not know what "how much did they cost" means."""
        outcome = ask("how much did they cost?", "missile-count")
        assert not isinstance(outcome, Answer)
        assert outcome.question == "how much did they cost? (missiles)"

    def test_small_talk_stays_small_talk(self, ask):
        """A reply may be thanks."""
        assert ask("thanks!", "missile-count") == Abstention(question="thanks!", reason="chatter")


WORDS = (
    "was it about 12 99999999999999999999 missiles launched and when , ? right no on Monday Japan 그리고 몇 발 9 am or"
)


@given(
    st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=40), st.sampled_from(["", "missile-count", "kyj-who"])
)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_message_breaks_it(ask, said, after):
    """Whatever is joined, claimed and left out, at most three facts answer, each once."""
    outcome = ask(" ".join(said), after)
    if isinstance(outcome, Answer):
        assert 1 <= len(outcome.answers) <= 3
        assert len(set(keys(outcome))) == len(outcome.answers)
