"""What is answered though nobody asked the bot: plain questions, by a fact that is sure; and nothing else."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from small_facts import AMBIGUOUS, FACTS, MONDAY, UNKNOWN, WHERE

from bot.lulls import MOST_CHANNELS, QUIET, Lulls
from knowledge.base import KnowledgeBase
from knowledge.drafts import Draft
from knowledge.records import Settings, Strictness
from knowledge.revisions import ActorId, Author
from knowledge.unasked import plain_question

NOW = datetime(2026, 1, 1, tzinfo=UTC)
BY = Author(actor=ActorId("t"), via="t")
SITUATIONS = Path(__file__).parent / "situations"

PLAIN = """Where did the missiles land?
how many missiles did North Korea fire on 30 May 2024 ?
So, who is Kim Yo Jong?
hey all, is the bridge open?
do we know how many people were hurt?
Does anybody know when the bridge opens?
Was anyone hurt at 06:14, or 1.5 km away?
미사일은 어디에 떨어졌나요?
ミサイルはどこに落ちましたか？"""

NOT_PLAIN = """where did the missiles land
They landed in the sea.
When they fired the missiles I was asleep
Where the missiles landed is the sea, obviously
So they landed in the sea, right?
They landed in the sea, no?
who cares how many missiles they fired?
who even counts how many missiles they fired?
can you believe how many missiles they fired?
did you hear where the missiles landed?
Did you know that Kim Yo Jong is his sister?
how do you know how many missiles were fired?
how many missiles do you think they fired?
why are you asking how many missiles were fired?
guess how many missiles they fired?
remember how many missiles they fired?
isn't it crazy how far the missiles flew?
who is Kim Yo Jong? asking for a friend
Where did they land? In the sea I guess
I wonder: where did they land?
Dave, where did the missiles land?
and where did they land?
what was my question?
who told us that the missiles landed?
did we see where the missiles landed?
look at https://a.example/?
where did it land? and when?
where did it land
?
?
"""


@pytest.mark.parametrize("message", PLAIN.splitlines())
def test_a_plain_question_is_one(message):
    """It begins with what it asks by, and ends with a mark."""
    assert plain_question(message)


@pytest.mark.parametrize("message", [*NOT_PLAIN.splitlines(), "where did it land\n?", f"where {'x' * 200}?", ""])
def test_statements_retorts_and_talk_are_none(message):
    """Nor is what is put to somebody, or about whoever writes or reads it."""
    assert not plain_question(message)


@pytest.fixture
def base():
    """The small facts, and some that there is something to say against."""
    made = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOW)
    for question, answer in {**FACTS, "Is the bridge open?": "", "How many are missing?": "12"}.items():
        draft = Draft.of(question=question, answer=answer, said_by="the coast guard", now=NOW, zone=UTC)
        made.add(draft, BY)
    say(made, "How many boats were sunk?", "3", "the navy")
    say(made, "How many boats were sunk?", "5", "the coast guard")
    return made


def say(base, question, answer, voice):
    """One more voice."""
    draft = Draft.of(question=question, answer=answer, said_by=voice, now=NOW, zone=UTC)
    known = base.known_as(question)
    if known:
        base.revise(known.id, draft, BY, seen=base.last_change(known.id))
    else:
        base.add(draft, BY)


def overheard(base, message, **given):
    """The question of the fact that is told, or None."""
    shown = base.overhear(message, **{"now": NOW} | given)
    return shown and shown.fact.question


@pytest.mark.parametrize(
    "message", [WHERE, "so, where did the balloons land?", "Does anyone know where balloons land?"]
)
def test_a_sure_answer_is_given(base, message):
    """As it would be to whoever asked."""
    assert overheard(base, message) == WHERE


@pytest.mark.parametrize(
    "message",
    [
        AMBIGUOUS,
        UNKNOWN,
        "Where did the balloons land",
        "Where did the pink balloons land?",
        "How many boats were sunk?",
        "Is the bridge open?",
        "Were 12 missiles fired on Monday?",
        f"{WHERE} {MONDAY}",
    ],
    ids=["choice", "abstention", "no mark", "a word more", "disputed", "not known", "premise", "two"],
)
def test_with_any_doubt_silence_is_better(base, message):
    """Though somebody who asked would be told something of each."""
    assert overheard(base, message) is None


def test_what_may_have_changed_is_not_told(base):
    """It would need a caveat."""
    assert overheard(base, "How many are missing?")
    assert overheard(base, "How many are missing?", now=NOW + timedelta(days=2)) is None


def test_what_no_wording_says_whole_is_not_told(base):
    """Until a moderator adds the wording: then it is, for they meant just that."""
    asked = "Where are the balloons?"
    assert overheard(base, asked) is None
    base.phrase(3, [asked], BY)
    assert overheard(base, asked) == WHERE


def situation(name):
    """A store to develop on, its instant and zone, and its questions: with the keys that answer them, or none."""
    told = json.loads((SITUATIONS / f"{name}.json").read_text())
    now, zone = datetime.fromisoformat(told["now"]), ZoneInfo(told["zone"])
    seeded = isinstance(told["facts"], str)
    base = KnowledgeBase.in_memory(seeded=seeded, clock=lambda: now)
    for given in [] if seeded else told["facts"]:
        said = {name: given.get(name, "") for name in ("question", "answer", "said_by", "as_of")}
        draft = replace(Draft.of(**said, now=now, zone=zone), phrasings=tuple(given["phrasings"]))
        base.add(draft, BY, knowing=True)
    base.set_settings(Settings(strictness=Strictness.BALANCED), BY)
    asked = [(one["q"], set(one["expect"])) for one in told["answerable"]]
    asked += [(one["q"], set()) for one in (*told["not_on_record"], *told.get("far", []))]
    keys = {fact.id: fact.key for fact in base.listed()} if seeded else {one["id"]: one["key"] for one in told["facts"]}
    return base, now, zone, keys, asked


@pytest.mark.parametrize(("name", "least"), [("launch", 5), ("ferry", 0), ("water", 0)])
def test_none_of_the_questions_to_develop_on_is_answered_wrongly(name, least):
    """Not even where each ends with a mark, and the server chose balanced."""
    base, now, zone, keys, asked = situation(name)
    given = [(base.overhear(f"{question.rstrip(' .?!')}?", now=now, zone=zone), expect) for question, expect in asked]
    wrong = [shown.fact.question for shown, expect in given if shown and keys[shown.fact.id] not in expect]
    assert wrong == []
    assert sum(shown is not None for shown, _ in given) >= least


class TestLulls:
    """Whether people talk with each other."""

    def test_whoever_is_alone_is_in_a_lull(self):
        """However much they write."""
        lulls = Lulls()
        assert all(lulls.heard(1, 7, NOW + timedelta(seconds=n)) for n in range(9))

    def test_somebody_else_ends_it_for_a_while(self):
        """Also where the asker wrote in between."""
        lulls = Lulls()
        lulls.heard(1, 7, NOW)
        assert not lulls.heard(1, 8, NOW + timedelta(seconds=1))
        assert not lulls.heard(1, 8, NOW + timedelta(seconds=2))
        assert lulls.heard(2, 9, NOW + timedelta(seconds=3))
        assert not lulls.heard(1, 7, NOW + timedelta(seconds=4))
        assert lulls.heard(1, 7, NOW + timedelta(seconds=2) + QUIET)

    def test_it_keeps_so_many_channels(self):
        """The longest quiet goes."""
        lulls = Lulls()
        for channel in range(3 * MOST_CHANNELS):
            lulls.heard(channel, 7, NOW)
        assert len(lulls._heard) == MOST_CHANNELS
