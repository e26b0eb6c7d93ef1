"""Topics in files: JSON holds them whole, a table has a column for them, and neither mixes two up."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from knowledge.base import KnowledgeBase
from knowledge.exchange import Count, export_csv, export_json, parse
from knowledge.records import Topic
from knowledge.revisions import ActorId, Author

NOW = datetime(2024, 6, 3, 9, tzinfo=UTC)
BY = Author(actor=ActorId("p1"), via="test")
FERRY, FIRE = "Ferry aground", "Wildfire"
HURT = "How many people were hurt?"


@pytest.fixture
def base():
    return KnowledgeBase.in_memory(seeded=False, clock=lambda: NOW)


def taken(base, text):
    """A file taken in; its plan."""
    return base.import_(parse(text.encode(), name="a file"), BY)


def filed(base):
    return [(fact.question, fact.live()[0].answer, fact.topic) for fact in base.listed(retired=None)]


TABLE = f"""question,answer,topic
{HURT},2 people,{FERRY}
{HURT},11 people,{FIRE}
Who may be called?,The mayor,
"""
TOLD = [(HURT, "2 people", FERRY), (HURT, "11 people", FIRE), ("Who may be called?", "The mayor", "")]


class TestTables:
    """A column `topic`, which may be left out."""

    def test_one_question_of_two_topics_is_two_facts(self, base):
        """And the same file again changes nothing."""
        taken(base, TABLE)
        assert filed(base) == TOLD
        again = taken(base, TABLE)
        assert (again.added, again.updated, again.unchanged) == (0, 0, 3)
        assert [(topic.name, base.topics.facts(topic)) for topic in base.topics] == [(FERRY, 1), (FIRE, 1)]

    def test_what_goes_out_comes_back(self, base):
        """The topic in its column."""
        taken(base, TABLE)
        table = export_csv(base.state)
        assert [row["topic"] for row in csv.DictReader(io.StringIO(table))] == [FERRY, FIRE, ""]
        other = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOW)
        taken(other, table)
        assert filed(other) == filed(base)

    def test_without_the_column_a_topic_stays(self, base):
        """A new fact belongs to none; so it does with an empty cell."""
        taken(base, TABLE)
        taken(base, "question,answer\nWho may be called?,The mayor\nWhere is the harbour?,In the west")
        taken(base, TABLE.replace(f"2 people,{FERRY}", f"2 people,{FERRY.upper()}"))
        assert filed(base) == [*TOLD, ("Where is the harbour?", "In the west", "")]

    def test_a_topic_is_named_as_it_is_on_record(self, base):
        """However the file writes it."""
        base.add_topic(FERRY, BY)
        taken(base, TABLE.replace(FERRY, "ferry-AGROUND"))
        assert filed(base) == TOLD

    def test_a_new_topic_has_one_spelling(self, base):
        """The first that the file has."""
        taken(base, f"question,answer,topic\n{HURT},2 people,{FERRY}\nWho leads?,The navy,ferry-AGROUND")
        assert {fact.topic for fact in base.listed()} == {FERRY}

    def test_a_row_moves_its_fact(self, base):
        """By the key; by the question alone another topic's is another fact."""
        taken(base, f"key,question,answer,topic\nhurt,{HURT},2 people,{FERRY}")
        taken(base, f"key,question,answer,topic\nhurt,{HURT},2 people,{FIRE}")
        assert filed(base) == [(HURT, "2 people", FIRE)]

    def test_two_topics_of_one_key_are_reported(self, base):
        """With the row that was first; the claim is left out."""
        plan = taken(base, f"key,question,answer,topic\nhurt,{HURT},2 people,{FERRY}\nhurt,{HURT},3 people,{FIRE}")
        assert [str(problem) for problem in plan.problems] == [
            "row 3: topic is another than in row 2, which has the same key. Keep one."
        ]
        assert filed(base) == [(HURT, "2 people", FERRY)]

    def test_a_name_that_cannot_be_one_is_reported(self, base):
        """Too long, or the word for none."""
        plan = taken(base, f"question,answer,topic\n{HURT},2 people,{'x' * 81}\nWhere?,There,none")
        assert [problem.field for problem in plan.problems] == ["topic", "topic"]
        assert filed(base) == []


class TestDocuments:
    """JSON holds the topics themselves, but not which channels are about them."""

    def test_what_goes_out_comes_back(self, base):
        """Closed ones with their dates, also those without a fact; the same file again changes nothing."""
        taken(base, TABLE)
        base.add_topic("Earthquake", BY)
        base.bind_channel(11, FERRY, BY)
        base.close_topic(FERRY, BY)
        document = export_json(base.state)
        assert json.loads(document)["topics"] == [
            {"name": "Earthquake", "closed_at": None},
            {"name": FERRY, "closed_at": "2024-06-03T09:00:00Z"},
        ]
        other = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOW)
        plan = taken(other, document)
        assert plan.topics == Count(added=2)
        assert filed(other) == filed(base)
        assert list(other.topics) == [Topic(name="Earthquake"), Topic(name=FIRE), Topic(name=FERRY, closed_at=NOW)]
        assert export_json(other.state) == document
        assert taken(other, document).changes == ()

    def test_a_file_closes_topics_but_opens_none(self, base):
        """Nor does it unbind a channel."""
        base.add_topic(FERRY, BY)
        before = export_json(base.state)
        base.bind_channel(11, FERRY, BY)
        closed = base.close_topic(FERRY, BY)
        assert taken(base, before).changes == ()
        assert list(base.topics) == [closed]
        base.add_topic(FERRY, BY)
        taken(base, '{"topics": [{"name": "ferry aground", "closed_at": "2024-06-03T09:00:00Z"}]}')
        assert list(base.topics) == [closed]

    def test_what_is_wrong_is_reported(self, base):
        """With its place."""
        found = [{"name": ""}, {"name": FERRY}, {"name": "ferry-aground"}, {"name": FIRE, "closed_at": "soon"}, "x"]
        plan = taken(base, json.dumps({"topics": found}))
        assert [problem.place for problem in plan.problems] == ["topics[0]", "topics[2]", "topics[3]", "topics[4]"]
        assert [topic.name for topic in base.topics] == [FERRY]

    def test_one_question_of_two_topics_is_two_facts(self, base):
        """In one it is told twice."""
        facts = [{"question": HURT, "topic": topic, "claims": [{"answer": "2"}]} for topic in (FERRY, FIRE, FERRY)]
        plan = taken(base, json.dumps({"facts": facts}))
        assert [str(problem) for problem in plan.problems] == [
            "facts[2]: question is the same as in facts[0]. Put both into one, or change one."
        ]
        assert filed(base) == [(HURT, "2", FERRY), (HURT, "2", FIRE)]
