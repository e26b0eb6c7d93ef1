"""Topics: how they begin, are bound, closed and opened again, and what is filed under them."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from knowledge.authoring import Authoring
from knowledge.base import KnowledgeBase
from knowledge.drafts import Draft
from knowledge.errors import InvalidError, KnownError, NotFoundError
from knowledge.records import Topic
from knowledge.revisions import ActorId, Author, RecordKind
from knowledge.shelf import Shelf
from knowledge.topics import MOST_TOPICS, mark_of

NOW = datetime(2024, 6, 3, 9, tzinfo=UTC)
BY = Author(actor=ActorId("p1"), via="test")
HARBOUR, ISLAND = 11, 12


@pytest.fixture
def base():
    return KnowledgeBase.in_memory(seeded=False, clock=lambda: NOW)


@pytest.fixture
def ferry(base):
    return base.add_topic("Ferry aground", BY)


def drafted(question, answer="12 people"):
    return Draft.of(question=question, answer=answer, said_by="the coast guard", as_of="2024-06-02", now=NOW, zone=UTC)


def put(base, question, answer="12 people", **rest):
    return base.add(drafted(question, answer), BY, **rest)


def listed(base):
    return [(topic.name, base.topics.facts(topic)) for topic in base.topics]


class TestBeginning:
    """A topic is there when it is added, or when a fact names it."""

    def test_a_name_is_enough(self, base, ferry):
        """And is found by it in whatever case and punctuation, or by words that begin it."""
        assert ferry == Topic(name="Ferry aground")
        assert {base.topics.named(text) for text in ("ferry-aground", "FERRY AGROUND!", "fer")} == {ferry}

    def test_the_same_name_again_changes_nothing(self, base, ferry):
        """Whatever its case: the name stays that under which it began."""
        assert base.add_topic("FERRY aground", BY) == ferry
        assert base.state.revision == 1

    @pytest.mark.parametrize(
        ("name", "wrong"),
        [("", "is empty"), ("x" * 81, "81 characters"), ("None", "means no topic"), ("a\u202eb", "invisible")],
    )
    def test_a_name_that_cannot_be_one_is_refused(self, base, name, wrong):
        """With what is wrong with it."""
        with pytest.raises(InvalidError, match=wrong):
            base.add_topic(name, BY)

    def test_there_are_not_too_many(self, base):
        """The one beyond is refused."""
        for number in range(MOST_TOPICS):
            base.add_topic(f"Situation {number}", BY)
        with pytest.raises(InvalidError, match="cannot be more than 200"):
            base.add_topic("One more", BY)

    def test_no_topic_is_guessed(self, base, ferry):
        """What fits several names, or none, is told."""
        base.add_topic("Ferry strike", BY)
        with pytest.raises(NotFoundError, match="fits 2 topics: “Ferry aground”, “Ferry strike”"):
            base.topics.named("ferry")
        with pytest.raises(NotFoundError, match="No topic is called “wildfire” here"):
            base.topics.named("wildfire")

    def test_facts_that_name_one_are_enough(self):
        """As the starter's do; one that is added by a like name then is theirs."""
        base = KnowledgeBase.in_memory(seeded=True)
        ((name, facts),) = listed(base)
        assert (name, facts > 50) == ("north-korea-2024", True)
        base.add_topic("North Korea 2024", BY)
        assert listed(base) == [("North Korea 2024", facts)]
        assert {fact.topic for fact in base.listed()} == {"North Korea 2024"}

    def test_each_has_a_mark_of_its_own(self, base, ferry):
        """By which it is found again."""
        assert base.topics.marked(mark_of("ferry aground")) == ferry
        assert base.topics.marked("none") is None


class TestBinding:
    """A channel is about one topic at most; a topic may have several channels."""

    def test_a_channel_is_about_a_topic(self, base, ferry):
        """Each of them knows the other."""
        bound = base.bind_channel(HARBOUR, "ferry", BY)
        assert base.topics.about(HARBOUR) == bound == Topic(name="Ferry aground", channels=(HARBOUR,))
        assert base.topics.about(ISLAND) is None

    def test_it_moves_from_one_to_another_in_one_revision(self, base, ferry):
        """And is not about both for a moment."""
        base.add_topic("Wildfire", BY)
        base.bind_channel(HARBOUR, "Ferry aground", BY)
        before = base.state.revision
        base.bind_channel(HARBOUR, "Wildfire", BY)
        assert base.state.revision == before + 1
        assert [topic.channels for topic in base.topics] == [(), (HARBOUR,)]

    def test_none_unbinds_it(self, base, ferry):
        """And where there is nothing to unbind nothing is changed."""
        base.bind_channel(HARBOUR, "Ferry aground", BY)
        assert base.bind_channel(HARBOUR, "none", BY) is None
        before = base.state.revision
        base.bind_channel(HARBOUR, "None", BY)
        assert base.state.revision == before

    def test_a_topic_that_facts_alone_name_can_be_bound(self):
        """It is on record from then on."""
        base = KnowledgeBase.in_memory(seeded=True)
        base.bind_channel(HARBOUR, "north korea", BY)
        assert base.state.topics["north korea 2024"].channels == (HARBOUR,)


class TestClosing:
    """A topic is closed at an instant, and can be opened again."""

    def test_it_keeps_what_it_has(self, base, ferry):
        """Its channels and its facts."""
        base.bind_channel(HARBOUR, "Ferry aground", BY)
        put(base, "How many people are missing?", topic="Ferry aground")
        closed = base.close_topic("ferry", BY)
        assert closed == Topic(name="Ferry aground", closed_at=NOW, channels=(HARBOUR,))
        assert listed(base) == [("Ferry aground", 1)]

    def test_closed_twice_it_is_closed_once(self, base, ferry):
        """The date of the first time stays."""
        base.close_topic("ferry", BY)
        base.close_topic("ferry", BY)
        assert base.state.revision == 2

    def test_adding_it_opens_it_again(self, base, ferry):
        """With its channels."""
        base.bind_channel(HARBOUR, "ferry", BY)
        base.close_topic("ferry", BY)
        assert base.add_topic("Ferry aground", BY) == Topic(name="Ferry aground", channels=(HARBOUR,))

    def test_open_ones_come_first(self, base, ferry):
        """In the list."""
        base.add_topic("Wildfire", BY)
        base.close_topic("ferry", BY)
        assert [topic.name for topic in base.topics] == ["Wildfire", "Ferry aground"]

    def test_it_is_not_closed_before(self, base, ferry):
        """At an earlier instant it was open."""
        closed = base.close_topic("ferry", BY)
        assert (closed.is_closed(NOW), closed.is_closed(NOW - timedelta(seconds=1))) == (True, False)


class TestFiling:
    """A fact belongs to one topic, or to none."""

    def test_a_fact_is_filed_when_it_is_added(self, base, ferry):
        """Under the topic's own name, however it was written."""
        assert put(base, "How many people are missing?", topic="FERRY aground").topic == "Ferry aground"
        assert put(base, "Who may be called?").topic == ""

    def test_nothing_is_added_to_a_topic_that_is_not_there(self, base):
        """The fact is not on record then."""
        with pytest.raises(NotFoundError, match="/topic add makes one"):
            put(base, "How many people are missing?", topic="Ferry")
        assert base.state.revision == 0

    def test_moving_is_one_revision_with_history(self, base, ferry):
        """And moves nothing else."""
        fact = put(base, "How many people are missing?")
        moved = base.arrange(fact.id, BY, topic="ferry")
        (revision,) = base.history(fact.id, after=base.state.revision - 1)
        (change,) = revision.changes
        assert (change.before, change.after) == (fact, moved)
        assert (moved.topic, moved.claims) == ("Ferry aground", fact.claims)
        assert base.arrange(fact.id, BY, topic="none").topic == ""

    def test_topic_and_shelf_life_change_in_one_revision(self, base, ferry):
        """What is left out stays."""
        fact = put(base, "How many people are missing?")
        before = base.state.revision
        base.arrange(fact.id, BY, topic="ferry", shelf=Shelf.HOURS)
        after = base.arrange(fact.id, BY, shelf=Shelf.WEEK)
        assert (after.topic, after.shelf, base.state.revision) == ("Ferry aground", Shelf.WEEK, before + 2)

    def test_moving_to_where_it_is_changes_nothing(self, base, ferry):
        """By whatever spelling."""
        fact = put(base, "How many people are missing?", topic="Ferry aground")
        before = base.state.revision
        base.arrange(fact.id, BY, topic="ferry-aground")
        assert base.state.revision == before

    def test_retired_facts_are_not_counted(self, base, ferry):
        """They answer nothing."""
        fact = put(base, "How many people are missing?", topic="Ferry aground")
        base.retire(fact.id, BY, seen=base.last_change(fact.id))
        assert listed(base) == [("Ferry aground", 0)]


class TestKeeping:
    """Topics are kept as all records are."""

    def test_they_are_there_after_a_restart(self, tmp_path):
        """From the log, and from the view."""
        base = KnowledgeBase.open(tmp_path, writable=True, clock=lambda: NOW)
        base.add_topic("Ferry aground", BY)
        base.bind_channel(HARBOUR, "ferry", BY)
        closed = base.close_topic("ferry", BY)
        for save in (False, True):
            again = KnowledgeBase.open(tmp_path, writable=False)
            assert list(again.topics) == [closed]
            if save:
                base.close()
        assert list(KnowledgeBase.open(tmp_path, writable=False).topics) == [closed]

    def test_a_store_of_before_there_were_topics_opens(self, tmp_path):
        """Its facts belong to none, and its view has no table of them."""
        base = KnowledgeBase.open(tmp_path, writable=True, clock=lambda: NOW)
        put(base, "How many people are missing?")
        base.close()
        view = tmp_path / "facts.json"
        tables = json.loads(view.read_text(encoding="utf-8"))
        assert RecordKind.TOPIC.value not in tables
        again = KnowledgeBase.open(tmp_path, writable=True, clock=lambda: NOW)
        assert (list(again.topics), again.fact(1).topic) == ([], "")
        again.add_topic("Ferry aground", BY)
        again.arrange(1, BY, topic="ferry")
        again.close()
        assert listed(KnowledgeBase.open(tmp_path, writable=False)) == [("Ferry aground", 1)]


class TestDuplicates:
    """The same is asked of every disaster; of one topic it is asked once."""

    def test_two_topics_may_have_one_question(self, base, ferry):
        """Without a word, whether it is the very same or nearly so; one topic may not."""
        base.add_topic("Wildfire", BY)
        put(base, "How many people are missing?", topic="Ferry aground")
        for topic, question in (
            ("Wildfire", "How many people are missing?"),
            ("Ferry aground", "Where are the survivors?"),
        ):
            Authoring(base).add(drafted(question), BY, topic=topic)
        with pytest.raises(KnownError) as known:
            Authoring(base).add(drafted("how many people are missing"), BY, topic="ferry-aground")
        assert known.value.fact == 1
        with pytest.raises(KnownError) as known:
            Authoring(base).revise(3, drafted("How many people are missing?"), BY, seen=base.last_change(3))
        assert known.value.fact == 1

    def test_a_general_fact_may_be_about_anything(self, base, ferry):
        """So its question is pointed out, and any topic's when it is added."""
        put(base, "How many people are missing?")
        with pytest.raises(KnownError):
            put(base, "How many people are missing?", topic="Ferry aground")
        put(base, "Where are the survivors?", topic="Ferry aground")
        with pytest.raises(KnownError):
            put(base, "Where are the survivors?")

    def test_no_fact_of_several_is_guessed_by_its_question(self, base, ferry):
        """It is told which there are."""
        base.add_topic("Wildfire", BY)
        put(base, "How many people are missing?", topic="Ferry aground")
        put(base, "How many people are missing?", topic="Wildfire")
        with pytest.raises(NotFoundError, match="fits 2 facts"):
            base.named("How many people are missing?")
