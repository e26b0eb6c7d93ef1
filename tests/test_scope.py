"""Topics and questions: the channel's topic is asked first, no topic is guessed, a closed one says so."""

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.answers import Abstention, Answer, Choice
from knowledge.base import KnowledgeBase
from knowledge.desk import Desk
from knowledge.drafts import Draft
from knowledge.freshness import is_stale
from knowledge.matching import Candidate, Direct, Offer, Policy, Ranking, Refuse
from knowledge.revisions import ActorId, Author
from knowledge.scope import given, settle
from knowledge.waiting import Waiting

NOW = datetime(2024, 6, 3, 9, tzinfo=UTC)
BY = Author(actor=ActorId("p1"), via="test")
FERRY, FIRE = "Ferry aground", "Wildfire"
MISSING = "How many people are missing?"


@pytest.fixture
def base():
    """The same question in two topics, one of each alone, and a general fact."""
    base = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOW)
    for topic in (FERRY, FIRE):
        base.add_topic(topic, BY)
    for question, answer, topic in (
        (MISSING, "2 people", FERRY),
        (MISSING, "11 people", FIRE),
        ("When did the ferry run aground?", "On Wednesday", FERRY),
        ("How much forest has burned?", "400 hectares", FIRE),
        ("Which number can relatives call?", "0800 11", ""),
    ):
        put(base, question, answer, topic=topic)
    return base


def put(base, question, answer, topic):
    draft = Draft.of(question=question, answer=answer, said_by="the police", as_of="2024-06-02", now=NOW, zone=UTC)
    return base.add(draft, BY, topic=topic, knowing=True)


def asked(base, question, topic="", **rest):
    """What was said: each answer, or what is offered, with whether its topic has to be told."""
    match base.ask(question, now=NOW, topic=topic, **rest):
        case Answer(answers=answers):
            return [(shown.leading.answer, shown.elsewhere) for shown in answers]
        case Choice(offered=offered, reason=reason):
            return reason, [(shown.fact.id, shown.elsewhere) for shown in offered]
        case Abstention(reason=reason):
            return reason


class TestAsking:
    """The same words mean what their channel is about."""

    def test_each_channel_gets_its_own_answer(self, base):
        """Though both facts have the very question."""
        assert asked(base, MISSING, FERRY) == [("2 people", False)]
        assert asked(base, MISSING, FIRE) == [("11 people", False)]

    def test_elsewhere_it_is_a_choice_between_topics(self, base):
        """Neither is likelier; the topic of each has to be told."""
        reason, offered = asked(base, MISSING)
        assert (reason, sorted(offered)) == ("ambiguous", [(1, True), (2, True)])

    def test_what_the_topic_does_not_answer_the_rest_may(self, base):
        """And then the answer's topic has to be told: the channel is about another."""
        assert asked(base, "How much forest has burned?", FERRY) == [("400 hectares", True)]

    def test_a_general_fact_answers_anywhere(self, base):
        """It has no topic to tell."""
        for topic in ("", FERRY, FIRE):
            assert asked(base, "Which number can relatives call?", topic) == [("0800 11", False)]

    def test_elsewhere_an_answer_tells_its_topic(self, base):
        """Where there are several."""
        assert asked(base, "How much forest has burned?") == [("400 hectares", True)]

    def test_with_one_topic_nothing_is_told(self):
        """It is what the server is about."""
        base = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOW)
        base.add_topic(FERRY, BY)
        put(base, MISSING, "2 people", FERRY)
        assert asked(base, MISSING) == [("2 people", False)]

    def test_a_fact_that_says_more_does_not_give_way_in_silence(self, base):
        """Asked in the words of one topic's fact, another's that could mean the same is offered beside it."""
        put(base, "How many houses are destroyed?", "3 houses", FERRY)
        put(base, "How many houses are destroyed by fire?", "70 houses", FIRE)
        reason, offered = asked(base, "How many houses are destroyed?")
        assert (reason, sorted(offered)) == ("ambiguous", [(6, True), (7, True)])
        assert asked(base, "How many houses are destroyed?", FIRE) == [("70 houses", False)]

    def test_a_question_that_names_another_topics_thing_is_not_answered_from_here(self, base):
        """Likeness does not carry a fact of the channel's topic over the veto."""
        put(base, "When did the fire reach the harbour?", "On Friday", FIRE)
        assert asked(base, "When did the ferry run aground?", FIRE) == [("On Wednesday", True)]

    def test_a_reply_stays_in_the_topic_of_what_it_replies_to(self, base):
        """Whatever the channel is about; and there that has to be told."""
        assert asked(base, MISSING, about=[3]) == [("2 people", True)]
        assert asked(base, MISSING, FIRE, about=[3]) == [("2 people", True)]
        assert asked(base, MISSING, about=[4]) == [("11 people", True)]

    def test_what_is_explained_is_what_is_told(self, base):
        """In the same channel."""
        for topic in ("", FERRY):
            told = base.ask(MISSING, now=NOW, topic=topic)
            assert base.explain(MISSING, now=NOW, topic=topic).outcome == told


class TestTheDesk:
    """What waits for moderators, apart by topic."""

    def test_one_question_of_two_topics_is_two(self, base):
        """And near are facts of its own topic alone."""
        for topic in (FERRY, FIRE, ""):
            base.activity.missed("missing people how many", "ambiguous", ActorId("p1"), NOW, topic)
        desk = Desk(base)
        near = {question.topic: {fact.id for fact in desk.nearest(question)} for question in desk.questions()}
        assert near == {FERRY: {1}, FIRE: {2}, "": {1, 2}}

    def test_settling_one_leaves_the_other(self, base):
        """Who waits for the other waits on."""
        for topic in (FERRY, FIRE):
            base.activity.missed("Who leads the search?", "not_on_record", ActorId("p1"), NOW, topic)
            Waiting(base).begin("Who leads the search?", ActorId("p1"), NOW, topic)
        (miss,) = [miss for miss in base.activity.misses if miss.topic == FERRY]
        Desk(base).answered(miss.id, 3)
        assert [miss.topic for miss in base.activity.misses] == [FIRE]
        assert [told.wait.topic for told in Waiting(base).due(NOW, UTC)] == [FERRY]


class TestClosing:
    """What is known of a topic that is over does not grow stale."""

    def test_it_is_stale_while_its_topic_is_open_only(self, base):
        """Of the one that is closed it is said when that was."""
        late = NOW + timedelta(days=30)
        fact = put(base, "How many people are in hospital now?", "4 people", FERRY)
        assert is_stale(base.show(fact.id, now=late), late, UTC)
        assert fact in Desk(base).stale(late, UTC)
        base.close_topic(FERRY, BY)
        assert fact not in Desk(base).stale(late, UTC)
        shown = base.show(fact.id, now=late)
        assert not is_stale(shown, late, UTC)
        assert shown.topic.closed_at == NOW

    def test_it_is_answered_all_the_same(self, base):
        """In its channel, and elsewhere."""
        base.close_topic(FERRY, BY)
        assert asked(base, MISSING, FERRY) == [("2 people", False)]
        assert asked(base, "When did the ferry run aground?") == [("On Wednesday", True)]


def ranked(*candidates, none=0.1):
    """A ranking of facts by their likelihood, with what speaks against each."""
    listed = tuple(
        Candidate(fact=fact, wording="", confidence=confidence, veto=veto) for fact, confidence, veto in candidates
    )
    return Ranking(question="", candidates=listed, none=none)


TOPICS = {1: "a", 2: "b", 3: "a", 4: ""}


class TestSettling:
    """What becomes of a ranking, by where it is asked."""

    @pytest.mark.parametrize(
        ("candidates", "first", "settled"),
        [
            ([(1, 0.45, None), (2, 0.45, None)], "a", 1),
            ([(1, 0.45, None), (2, 0.45, None)], "b", 2),
            ([(1, 0.45, None), (2, 0.45, None)], "", (1, 2)),
            ([(1, 0.85, None), (2, 0.05, None)], "a", 1),
            ([(1, 0.85, None), (2, 0.05, None)], "b", 1),  # of b it would be too unsure
            ([(1, 0.85, None), (2, 0.05, "entity: ferry")], "b", 1),
            ([(2, 0.6, "entity: ferry"), (1, 0.3, "number: 3")], "a", (1, 2)),
            ([(1, 0.85, None), (2, 0.14, None)], "", (1, 2)),
            ([(4, 0.85, None), (2, 0.14, None)], "", (4, 2)),  # a general fact is no safer guess
            ([(1, 0.3, None), (3, 0.3, None), (2, 0.3, None)], "a", (1, 3, 2)),
            ([(1, 0.5, None), (3, 0.4, None)], "a", (1, 3)),
            ([], "a", ()),
        ],
    )
    def test_by_where_it_is_asked(self, candidates, first, settled):
        """The topic asked first answers if it can; no other is guessed; its facts are offered first."""
        rest = 1 - sum(confidence for _, confidence, _ in candidates)
        match settle(ranked(*candidates, none=rest), Policy.STRICT, TOPICS, first):
            case Direct(candidate=candidate):
                assert candidate.fact == settled
            case Offer(candidates=offered):
                assert tuple(candidate.fact for candidate in offered) == settled
            case Refuse():
                assert settled == ()

    def test_given_some_facts_the_rest_is_as_if_it_were_not_there(self):
        """What is left adds up to one, with what is on record nowhere."""
        left = given(ranked((1, 0.3, None), (2, 0.5, None), (3, 0.1, None)), {1, 3})
        assert [(each.fact, round(each.confidence, 2)) for each in left.candidates] == [(1, 0.6), (3, 0.2)]
        assert round(left.none, 2) == 0.2

    def test_where_all_facts_are_of_one_topic_nothing_changes(self):
        """As on every server that has no topics."""
        ranking = ranked((1, 0.5, None), (3, 0.4, None))
        assert given(ranking, {1, 2, 3}) is ranking
