"""The question inside a message."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching import Direct, Entry, Matcher, decide
from knowledge.matching.framing import framed
from knowledge.text import words

LAUNCH = Entry(
    fact=1,
    wordings=("How many missiles were fired on 30 May?", "number of missiles fired", "5월 30일 미사일 몇 발?"),
    answers=("About ten",),
)
TODAY = date(2024, 5, 31)


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("does anyone know how many missiles were fired?", "how many missiles were fired"),
        ("hey guys, quick question: how many were fired lol", "how many were fired"),
        ("Sorry if this is a dumb question, but where did they land?", "where did they land"),
        ("they flew west, right?", "they flew west"),
        ("the zone was hit, or nah 👀", "the zone was hit"),
        ("I heard somewhere that Japan was hit, is that true?", "japan was hit"),
        ("how many missiles were fired?", "how many missiles were fired"),
        ("right?", "right"),
        ("anyone know?", "anyone know"),
    ],
)
def test_what_is_wrapped_around_a_question_is_taken_off(message, asked):
    """Greetings, asides and tags ask nothing; a message of nothing else stays as it is."""
    assert framed(message).whole == asked


def test_sentences_before_a_question_that_stands_by_itself_are_left_out():
    """What somebody says of himself does not change what he asks."""
    frame = framed("My cousin lives in Niigata and is scared. What did the coast guard see on Thursday?")
    assert frame.asked == "what did the coast guard see on thursday"
    assert not frame.around


def test_sentences_before_a_question_that_points_at_them_are_kept():
    """A question of "there" and "they" asks of what was said before."""
    frame = framed("So they fired missiles again. How many were there?")
    assert frame.asked == "how many were there"
    assert frame.around == "they fired missiles"


@given(st.text(max_size=300))
def test_a_frame_never_takes_everything(text):
    """Whatever people type, what is left of a text with something in it is something, and taken from it."""
    frame = framed(text)
    assert bool(words(frame.whole)) is bool(words(text))
    assert set(words(frame.whole)) <= set(words(text))


@pytest.mark.parametrize(
    ("question", "answered"),
    [
        ("how many missiles were fired yesterday", True),
        ("how many missiles were fired today", False),
        ("how many missiles were fired on thursday", True),
        ("how many missiles were fired on wednesday", False),
        ("how many missiles were fired this month", False),
        ("어제 미사일 몇 발?", True),
        ("오늘 미사일 몇 발?", False),
    ],
)
def test_yesterday_is_the_day_before_that_of_asking(question, answered):
    """On 31 May "yesterday" is 30 May, "today" is not, and a month has more days than one."""
    matcher = Matcher([LAUNCH])
    assert isinstance(decide(matcher.rank(question, TODAY)), Direct) is answered


def test_a_wording_is_found_word_for_word_whatever_frames_it():
    """A moderator may well have written a wording as people ask: it is found as it stands."""
    matcher = Matcher([Entry(fact=2, wordings=("any word on the balloons",), answers=("Rubbish",)), LAUNCH])
    assert isinstance(decide(matcher.rank("Any word on the balloons?")), Direct)


@pytest.mark.parametrize(
    ("message", "asked"),
    [
        ("was arguing about it with my mum, who actually says so", "who says so"),
        ("just got off shift and catching up, how many did they fire", "how many did they fire"),
        ("ppl over there say five, someone else says 20, what is the real count", "what is the real count"),
        ("was it raining, and when did it stop", "was it raining, and when did it stop"),
    ],
)
def test_what_somebody_says_of_himself_first_is_not_asked(message, asked):
    """With or without a subject, one clause or two; but a question before a question is asked."""
    assert framed(message).asked == asked


@pytest.mark.parametrize(
    "message",
    [
        "How many missiles were fired? By Iran.",
        "Iran. How many missiles were fired?",
        "This is about Iran. How many missiles were fired?",
        "How many missiles were fired? Oops, I meant by Iran.",
        "How many missiles were fired? No wait, the ones on 17 April.",
        "A tanker burns in the Gulf. How many missiles were fired?",
        "How many missiles were fired? At the tanker.",
        "How many missiles were fired? Sorry, I mean the flares.",
        "I flew to Spain on Monday. How many missiles were fired?",
    ],
)
def test_what_is_said_beside_a_question_may_make_it_another_one(message):
    """A name or a figure counts wherever it stands, any other word unless somebody speaks of himself."""
    matcher = Matcher([LAUNCH])
    assert isinstance(decide(matcher.rank("How many missiles were fired?")), Direct)
    assert not isinstance(decide(matcher.rank(message)), Direct)


@pytest.mark.parametrize(
    "message",
    ["I slept through it all. How many missiles were fired?", "How many missiles were fired? Thanks a lot, everybody!"],
)
def test_what_somebody_says_of_himself_leaves_the_question_as_it_is(message):
    """Small talk around a question that stands by itself takes nothing from it."""
    assert isinstance(decide(Matcher([LAUNCH]).rank(message)), Direct)
