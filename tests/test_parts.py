"""Cutting messages into questions: what is cut, what stays whole, and what a part is without its question word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.matching.parts import is_bare, joined, parts_of, rest_of, unlinked
from knowledge.text import words


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("what time was it and how many?", ("what time was it", "how many?")),
        ("who is shin? who is putin?", ("who is shin?", "who is putin?")),
        ("how many were fired, where did they land & who saw it", 3),
        ("how many?\nand where?", ("how many?", "where?")),
        ("how many were fired. where did they land", ("how many were fired", "where did they land")),
        ("did it land in the sea and was it on a Monday? thanks", 2),
        ("미사일 몇 발 쐈어? 그리고 어디서 쐈어?", ("미사일 몇 발 쐈어?", "어디서 쐈어?")),
        ("何発撃ったの？それと、どこから？", ("何発撃ったの？", "どこから？")),
    ],
)
def test_questions_that_are_joined_are_cut(message, parts):
    """At marks, lines and words that join another question word to what asks already."""
    found = parts_of(message)
    assert (len(found) if isinstance(parts, int) else found) == parts


@pytest.mark.parametrize(
    "message",
    [
        "what happened between Russia and North Korea",
        "did they send arms and munitions",
        "what did Kim say and do",
        "when it failed, what did they do?",
        "according to the JCS, how many were fired",
        "Everyone asks how many. What is it for?",
        "it hit Japan? right?",
        "how many missiles? asking for a friend",
        "thanks! and hello?",
        "was it ballistic? or was it a cruise missile?",
        "弾道ミサイル？それとも別の兵器？",
        "",
    ],
)
def test_one_question_stays_whole(message):
    """Names that are joined, clauses, statements and asides make no second question."""
    assert parts_of(message) == (message,)


def test_bare_question_words_share_what_follows():
    """Who asks when and where it was launched asks when it was launched, and where it was."""
    assert parts_of("when, where and how was it launched?") == (
        "when was it launched",
        "where was it launched",
        "how was it launched?",
    )


def test_a_part_can_be_completed():
    """Its question word stays at the head of what another question asks of."""
    assert rest_of("how many missiles did they fire?") == "missiles did they fire"
    assert rest_of("at what time and why") == "and why"
    assert is_bare("how many?")
    assert not is_bare("how many missiles?")
    assert joined("when?", "did they fire") == "on what day did they fire"
    assert joined("how many?", "did they fire") == "how many did they fire"
    assert unlinked("and how many?") == "how many?"
    assert unlinked("그럼 몇 발?") == "몇 발?"
    assert unlinked("and") == "and"


@given(
    st.lists(
        st.sampled_from(["when", "how many", "and", "they fired", "?", "\n", ";", ",", "그리고", "몇 발"]), max_size=60
    )
)
def test_no_text_breaks_the_cutting(said):
    """There is always something to ask, and no word in it that the message does not have."""
    message = " ".join(said)
    found = parts_of(message)
    assert found
    assert {word for part in found for word in words(part)} <= set(words(message))
