"""What a word is, and what never becomes part of one."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import LONGEST_TEXT, clean, fold, grams, invisible_in, is_blank, key_of, pairs, stem, words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("What's Kim’s plan?", "what is kim plan"),
        ("Where'd they land", "where did they land"),
        ("They won't, can't and didnt", "they will not can not and did not"),
        ("The allies' view", "the allies view"),
        ("１２ ｍｉｓｓｉｌｅｓ", "12 missiles"),
        ("1,200 shells, then 3,4", "1200 shells then 3 4"),
        ("at 6am on the U.S. side", "at 6 am on the usa side"),
        ("Café Ł", "cafe ł"),
        ("snake_case", "snake case"),
    ],
)
def test_spellings_of_the_same_words_read_alike(written, read):
    """Case, quotes, contractions, width, accents and thousands separators do not make another word."""
    assert " ".join(words(written)) == read


def test_a_change_of_script_ends_a_word():
    """A counter glued to its digits is read as two words, in Korean and in Japanese."""
    assert words("미사일 12발") == ("미사일", "12", "발")
    assert words("12発のミサイル") == ("12", "発のミサイル")


def test_the_states_are_no_pronoun():
    """In capitals US is a country, "us" is none, and whoever shouts is not asking about the country."""
    assert "usa" in words("Did the US react?")
    assert "usa" not in words("tell us")
    assert "usa" not in words("TELL US NOW")
    assert words("US") == ("usa",)


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u2066", "\u00ad", "\ufeff", "\x07", "\u3164", "\U000e0041"])
def test_what_draws_nothing_is_taken_out_and_told(hidden):
    """A character that draws nothing neither splits a word nor goes unnoticed."""
    text = f"mis{hidden}siles"
    assert clean(text) == "missiles"
    assert invisible_in(text)
    assert words(text) == ("missiles",)


def test_text_that_draws_nothing_is_empty():
    """Blank in every disguise is empty."""
    assert clean(" \u200b\u3164\u2800\n\u0301 ") == ""


def test_what_people_write_stays():
    """Emoji, line breaks, accents and other scripts are not touched, and hide nothing."""
    for text in ("👨\u200d👩\u200d👧 ❤️ 👍🏽", "one\ntwo\tthree", "Việt Nam", "한국어 日本語 العربية हिन्दी"):
        assert clean(text) == text
        assert not invisible_in(text)
    assert not invisible_in("one\r\ntwo")
    assert clean("one\r\ntwo") == "one\ntwo"


def test_a_joiner_outside_an_emoji_is_hidden():
    """A zero-width joiner between letters is a disguise, between emoji it is spelling."""
    assert invisible_in("Kim\u200dJong")
    assert clean("Kim\u200dJong") == "KimJong"


def test_stacked_accents_fall():
    """Zalgo is the text that it disguises."""
    zalgo = "".join(letter + "\u0301\u0316\u0334\u0357" * 20 for letter in "missile")
    assert words(zalgo) == ("missile",)
    assert len(clean(zalgo)) <= 3 * len("missile")


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301\u0316" * 50_000,
        "x" * 100_000,
        "a " * 50_000,
        "\ufdfa" * 100_000,
        "'" * 100_000,
        "a." * 50_000,
    ],
    ids=["accents", "one word", "many words", "expanding", "quotes", "initials"],
)
def test_no_length_is_too_much(text):
    """Of 100,000 characters no more are read as words than a message can have, and no accents are stacked.

    Normalising 100,000 stacked accents as they are takes CPython 8 seconds: its reordering is quadratic.
    """
    stacked = 0
    for char in clean(text):
        stacked = stacked + 1 if unicodedata.combining(char) else 0
        assert stacked <= 2
    assert sum(map(len, words(text))) <= 18 * LONGEST_TEXT  # one character may stand for a phrase of eighteen


def test_stems_and_pairs_and_grams():
    """Inflections share a stem; unspaced words share pairs; n-grams know where a word begins and ends."""
    assert stem("missiles") == stem("missile")
    assert pairs("미사일") == ["미사", "사일"]
    assert pairs("発") == ["発"]
    assert grams(["ab"]) == [" a", "ab", "b ", " ab", "ab ", " ab "]


def test_keys_differ_in_words_only():
    """Two spellings of a name have one key, two names have two."""
    assert key_of("Kim Jong-un!") == key_of("kim jong UN")
    assert key_of("Kim Jong Un") != key_of("Kim Yo Jong")


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing(text):
    """Whatever was cleaned is clean: it hides nothing, and cleaning it again leaves it as it is."""
    once = clean(text)
    assert clean(once) == once
    assert not invisible_in(once)


@given(st.text(max_size=300))
def test_words_are_words_already(text):
    """Any text can be read, and its words are letters and digits that draw something."""
    assert all(word and word.isalnum() for word in words(text))
    assert isinstance(fold(text), str)


@given(
    st.text(st.sampled_from(" \n\u200b\u200d\u3164\u0301\ufe0f\u2b50\U0001f389a\r"), max_size=12) | st.text(max_size=12)
)
def test_a_text_is_blank_where_cleaning_leaves_nothing(text):
    """It need not be cleaned to be told so."""
    assert is_blank(text) == (clean(text) == "")
