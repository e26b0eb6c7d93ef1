"""Words spelt nearly alike: what is passed over unread could not have been found."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import process
from rapidfuzz.distance import OSA
from slips import slip

from knowledge.matching.lookalikes import Lookalikes
from knowledge.matching.spelling import lexicon

WORDS = sorted(
    {"missile", "missiles", "missal", "thistle", "harbour", "harbor", "harbours", "북한이다", "über", "t5000"}
)


def every(words, word, reach, least):
    """The likest words, each one compared."""
    near = [other for other in words if abs(len(other) - len(word)) <= reach]
    near.sort(key=len)
    found = process.extract(word, near, scorer=OSA.normalized_similarity, score_cutoff=least, limit=5)
    return [(other, likeness) for other, likeness, _ in found]


@given(st.lists(st.text("abcdeé한", min_size=1, max_size=9), unique=True), st.text("abcde", min_size=4, max_size=9))
def test_the_letters_pass_over_nothing_that_is_like_enough(words, word):
    """They only spare the comparing."""
    for reach, least in ((1, 0.74), (2, 0.7), (2, 0.4)):
        assert Lookalikes(words).of(word, reach, least) == every(words, word, reach, least)


def test_slips_in_common_words_find_what_comparing_all_of_them_finds():
    """In a hundred words of English."""
    chance = random.Random(5)  # noqa: S311  (the same words each time, no secret)
    ranked = list(lexicon().ranks)
    for word in chance.sample([word for word in ranked if len(word) > 4], 100):
        typed = slip(word, chance)
        assert lexicon().lookalikes.of(typed, 1, 0.74) == every(ranked, typed, 1, 0.74)


@pytest.mark.parametrize(
    ("typed", "meant"), [("misisle", "missile"), ("harbuors", "harbours"), ("misssile", "missile")]
)
def test_a_slip_finds_its_word_first(typed, meant):
    """Among words that are like it too."""
    assert Lookalikes(WORDS).of(typed, 2, 0.7)[0][0] == meant


def test_words_come_and_go():
    """And those that had been made before them stay as they were."""
    before = Lookalikes(WORDS)
    after = before.replaced(gone=["missile"], new=["mistle", "harbors"])
    assert after.of("missile", 2, 0.5) == every(sorted({*WORDS, "mistle", "harbors"} - {"missile"}), "missile", 2, 0.5)
    assert before.of("missile", 2, 0.9) == [("missile", 1.0)]
    assert after.replaced(gone=[*WORDS, "mistle", "harbors"], new=[]).of("missile", 2, 0.1) == []
