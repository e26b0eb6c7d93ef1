"""Authoring help: what a new fact is near to, which open questions it answers, how members' words fare with it."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_facts import AMBIGUOUS, FACTS, MONDAY, WHERE

from knowledge import authoring
from knowledge.answers import Answer, Choice
from knowledge.authoring import WANTED, Authoring
from knowledge.base import KnowledgeBase
from knowledge.drafts import LIMITS, MOST_PHRASINGS, Draft, read_phrasings
from knowledge.errors import ConflictError, InvalidError, KnownError, Near, NearError
from knowledge.learning import Learning
from knowledge.revisions import ActorId, Author
from knowledge.text import key_of

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)
SAM = Author(actor=ActorId("p0"), via="test")
MINA = ActorId("p1")

QUESTIONS = (WHERE, MONDAY, "balloon landing site", "where did balloons land", "which fields", "who won the match")


def drafted(question, answer="12", **rest):
    return Draft.of(question=question, answer=answer, **rest, now=NOON, zone=UTC)


@pytest.fixture
def base():
    """The small facts, as #1, #2 and #3."""
    base = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOON)
    for question, answer in FACTS.items():
        base.add(drafted(question, answer), SAM)
    return base


def advised(base, fact):
    return Authoring(base).advise(fact, now=NOON, zone=UTC)


def missed(base, *questions, reason="not_on_record"):
    for question in questions:
        base.activity.missed(question, reason, MINA, NOON)


def answers(base, fact, question):
    """Whether the fact is what a member who asks that is told."""
    outcome = base.ask(question, now=NOON)
    return isinstance(outcome, Answer) and [shown.fact.id for shown in outcome.answers] == [fact]


class TestNearDuplicates:
    """Two facts that nobody can tell apart are held up before they are saved, and no others."""

    @pytest.mark.parametrize("spelt", ["how many misiles were fired on monday", "How many missiles was fired Monday?"])
    def test_the_same_question_in_another_spelling_is_held_up(self, base, spelt):
        """What differs in case, width and punctuation alone is known; what hides characters cannot even be drafted."""
        with pytest.raises(NearError) as near:
            Authoring(base).add(drafted(spelt), SAM)
        assert near.value.near == (Near(spelt, 1, same=False),)
        with pytest.raises(KnownError):
            Authoring(base).add(drafted("HOW MANY missiles were fired on Ｍｏｎｄａｙ"), SAM)
        assert base.state.revision == 3

    def test_knowing_it_the_writer_may_want_both(self, base):
        """And the same request again, by whatever button, acts once."""
        by = Author(actor=ActorId("p0"), via="test", request="r1")
        spelt = "how many misiles were fired on monday"
        assert Authoring(base).add(drafted(spelt), by, knowing=True).id == 4
        assert Authoring(base).add(drafted("how many missiles were fired on mondya"), by).id == 4
        assert len(base.state.facts) == 4

    @pytest.mark.parametrize("question", ["How many missiles were fired on Friday?", "Who fired on Monday?"])
    def test_another_day_or_kind_is_no_duplicate(self, base, question):
        """It is saved; that the other one is close is told."""
        fact = Authoring(base).add(drafted(question), SAM)
        assert 1 in {close.id for close in advised(base, fact.id).close}

    def test_what_is_far_is_not_told_of(self, base):
        """A new question about something else is close to nothing."""
        fact = Authoring(base).add(drafted("Which schools are closed?", "None"), SAM)
        assert advised(base, fact.id).close == ()

    def test_a_fact_does_not_take_the_question_of_another(self, base):
        """Nor one like it; its own it may spell anew."""
        seen = base.last_change(3)
        with pytest.raises(NearError):
            Authoring(base).revise(3, drafted("how many misiles were fired on monday"), SAM, seen=seen)
        assert Authoring(base).revise(3, drafted("where did the baloons land"), SAM, seen=seen).id == 3

    def test_a_conflict_stays_one(self, base):
        """What somebody else changed meanwhile is not overwritten."""
        with pytest.raises(ConflictError):
            Authoring(base).revise(3, drafted(WHERE, "In the sea"), SAM, seen=0)


class TestPhrasings:
    """Wordings are added to a fact at any time; those of other facts are pointed out first."""

    def test_they_are_answered_at_once(self, base):
        """That is what they are for."""
        Authoring(base).phrase(3, ["which fields hold the balloons", "balloon landing site"], SAM)
        assert base.fact(3).phrasings == ("which fields hold the balloons", "balloon landing site")
        assert isinstance(base.ask("Balloon landing site?", now=NOON), Answer)

    def test_what_the_fact_has_is_passed_over(self, base):
        """Twice is once, in whatever case."""
        for _ in range(2):
            Authoring(base).phrase(3, ["balloon landing site", "WHERE did the balloons land"], SAM)
        assert base.fact(3).phrasings == ("balloon landing site",)
        assert base.state.revision == 4

    def test_those_of_other_facts_are_pointed_out(self, base):
        """All of them at once, and nothing is added; knowingly they are."""
        list_ = ["balloon landing site", MONDAY.upper(), "how many misiles were fired on monday"]
        with pytest.raises(NearError) as near:
            Authoring(base).phrase(3, list_, SAM)
        assert [(each.fact, each.same) for each in near.value.near] == [(1, True), (1, False)]
        assert "is a wording of fact #1" in str(near.value)
        assert base.fact(3).phrasings == ()
        assert len(Authoring(base).phrase(3, list_, SAM, knowing=True).phrasings) == 3

    def test_a_retired_owner_keeps_nothing(self, base):
        """It is not answered with."""
        base.retire(1, SAM, seen=1)
        assert Authoring(base).phrase(2, [MONDAY], SAM).phrasings == (MONDAY,)

    def test_there_is_a_limit(self, base):
        """With its remedy in the message."""
        with pytest.raises(InvalidError, match=f"{MOST_PHRASINGS} fit"):
            base.phrase(3, [f"wording number {n}" for n in range(MOST_PHRASINGS + 1)], SAM)

    @settings(max_examples=25, deadline=None)
    @given(first=st.sets(st.sampled_from("abcdef")), second=st.sets(st.sampled_from("abcdef")))
    def test_taking_back_undoes_one_addition_and_no_other(self, first, second):
        """Also when it is done twice."""
        base = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOON)
        base.add(drafted(WHERE), SAM)
        base.phrase(1, sorted(first), SAM)
        before = base.fact(1)
        after = base.phrase(1, sorted(second), SAM)
        number = base.state.revision
        for _ in range(2):
            Authoring(base).take_back(1, number, SAM)
            assert base.fact(1).phrasings == (before.phrasings if before != after else tuple(sorted(first - first)))

    @given(lines=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=8))
    def test_a_list_that_was_read_reads_the_same_again(self, lines):
        """Each wording once, none without a word, however it was typed."""
        try:
            read = read_phrasings("\n".join(lines))
        except InvalidError:
            return
        assert len({key_of(text) for text in read} - {""}) == len(read)
        assert read_phrasings("\n".join(read)) == read

    def test_what_is_wrong_is_told_by_line(self):
        """All of it at once; marks of a list are no part of it."""
        assert read_phrasings("- how many?\n\n2. how MANY\n • how  few") == ("how many?", "how  few")
        with pytest.raises(InvalidError) as error:
            read_phrasings(f"how many?\n???\n{'x' * 201}\nevil \u202e one")
        assert [problem.field for problem in error.value.problems] == ["Line 2", "Line 3"]
        assert str(LIMITS["phrasing"]) in error.value.problems[1].reason
        with pytest.raises(InvalidError, match="The list is empty"):
            read_phrasings(" \n ")


class TestOpenQuestions:
    """What a fact answers is no open question any more."""

    def test_those_that_it_answers_are_settled(self, base):
        """And told; the others stay open."""
        missed(base, "which schools are closed", "Are any schools closed?", "who won the match")
        Authoring(base).add(drafted("Which schools are closed?", "None"), SAM)
        told = advised(base, 4)
        assert "which schools are closed" in [miss.question for miss in told.settled]
        still = [miss.question for miss in base.activity.misses]
        assert "who won the match" in still
        assert "which schools are closed" not in still
        assert advised(base, 4).settled == ()

    @settings(max_examples=25, deadline=None)
    @given(asked=st.sets(st.sampled_from(QUESTIONS)), phrasings=st.sets(st.sampled_from(QUESTIONS)))
    def test_none_is_left_open_that_the_fact_answers(self, asked, phrasings):
        """And none is settled that it does not answer; looking again settles nothing more."""
        base = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOON)
        for question, answer in FACTS.items():
            base.add(drafted(question, answer), SAM)
        missed(base, *asked)
        base.phrase(3, sorted(phrasings), SAM)
        settled = {miss.question for miss in advised(base, 3).settled}
        assert settled == {question for question in asked if answers(base, 3, question)}
        assert settled.isdisjoint(miss.question for miss in base.activity.misses)
        assert advised(base, 3).settled == ()

    def test_half_an_answer_settles_nothing(self, base):
        """A message of two questions stays open until both are answered."""
        missed(base, "where did the balloons land and which schools are closed?")
        assert advised(base, 3).settled == ()
        base.add(drafted("Which schools are closed?", "None"), SAM)
        assert len(advised(base, 4).settled) == 1

    def test_asked_again_in_vain_one_is_open_anew(self, base):
        """A settled question is not settled for ever."""
        missed(base, "which schools are closed")
        base.add(drafted("Which schools are closed?", "None"), SAM)
        advised(base, 4)
        base.retire(4, SAM, seen=4)
        missed(base, "which schools are closed")
        assert [miss.question for miss in base.activity.misses] == ["which schools are closed"]

    def test_a_fact_does_not_settle_what_members_say_it_does_not_answer(self, base):
        """Neither by "Not what I asked" nor by "None of these"; word for word one of its wordings, it does."""
        base.phrase(3, ["where did the balloons come down"], SAM)
        missed(base, "where did the balloons land", reason="not answered by #3")
        missed(base, "where did balloons come down", reason="none of those offered")
        Learning(base).chosen("where did balloons come down", None, offered=[3], member=MINA, now=NOON)
        assert [miss.question for miss in advised(base, 3).settled] == ["where did the balloons land"]
        assert [miss.question for miss in base.activity.misses] == ["where did balloons come down"]

    @pytest.mark.parametrize("reason", ["outdated", "wrong", "asked"])
    def test_doubts_about_facts_are_no_questions(self, base, reason):
        """They are moderators' to settle."""
        missed(base, WHERE, reason=reason)
        assert advised(base, 3).settled == ()

    def test_what_is_not_shown_answers_nothing(self, base):
        """A fact that is retired, or whose date lies ahead."""
        missed(base, WHERE, "when is the parade")
        base.retire(3, SAM, seen=3)
        base.add(drafted("When is the parade?", "At noon", as_of="2025-01-01"), SAM)
        assert advised(base, 3).settled == advised(base, 4).settled == ()

    def test_the_number_that_is_asked_again_is_bounded(self, base, monkeypatch):
        """The most asked come first."""
        monkeypatch.setattr(authoring, "MOST_ASKED_AGAIN", 2)
        missed(base, WHERE, "where did the ballons land", "where did all the balloons land")
        assert len(advised(base, 3).settled) == 2


class TestRealWordings:
    """The writer sees how words that members used fare with the fact."""

    def test_three_that_are_near_are_tried(self, base):
        """From open questions and from choices; each once, with what is told now."""
        missed(base, "missiles fired?", "who won the match")
        for wording in (AMBIGUOUS, f"{AMBIGUOUS}??", "how many missiles"):
            Learning(base).chosen(wording, 1, offered=[1, 2], member=MINA, now=NOON)
        tried = advised(base, 1).tried
        assert {trial.wording.strip("?") for trial in tried} == {
            "missiles fired",
            AMBIGUOUS.strip("?"),
            "how many missiles",
        }
        assert all(isinstance(trial.outcome, Choice) for trial in tried)

    def test_without_any_nothing_is_said(self, base):
        """Nothing is made up."""
        assert advised(base, 1).tried == ()

    def test_a_fact_of_few_wordings_wants_more(self, base):
        """Until it has three."""
        assert advised(base, 3).wanted == WANTED - 1
        base.phrase(3, ["balloon landing site", "which fields hold the balloons"], SAM)
        assert advised(base, 3).wanted == 0
