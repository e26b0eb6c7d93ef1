"""Periods: what "this year" means on the day it is said, in three languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asof import AsOf
from knowledge.periods import period_in

THURSDAY = date(2024, 5, 30)
WORDS = ["today", "yesterday", "this week", "last week", "this month", "last month", "this year", "last year"]


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("What happened today?", "2024-05-30", "2024-05-30"),
        ("and LAST NIGHT", "2024-05-29", "2024-05-29"),
        ("How many this week", "2024-05-27", "2024-06-02"),
        ("How many last week", "2024-05-20", "2024-05-26"),
        ("how many in total this month?", "2024-05-01", "2024-05-31"),
        ("last month", "2024-04-01", "2024-04-30"),
        ("launches so far this year", "2024-01-01", "2024-12-31"),
        ("last year's tests", "2023-01-01", "2023-12-31"),
        ("오늘 몇 발 쐈나요?", "2024-05-30", "2024-05-30"),
        ("북한은 작년에 몇 번 발사했나", "2023-01-01", "2023-12-31"),
        ("今年何回発射した？", "2024-01-01", "2024-12-31"),
        ("北朝鮮は今年何回発射しましたか", "2024-01-01", "2024-12-31"),
        ("北朝鮮が昨日発射したミサイル", "2024-05-29", "2024-05-29"),
    ],
)
def test_a_named_period_is_found(question, first, last):
    """Wherever it stands in the question; Japanese puts no space before it."""
    period = period_in(question, THURSDAY)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "question",
    [
        "How many missiles?",
        "in 2024",
        "every year",
        "まことしやかな話",
        "とうきょうの発表",
        "日本日報の記事",
        "무엇이 많이달라졌나",
    ],
)
def test_no_period_is_found_where_none_is_named(question):
    """Not inside of other words either."""
    assert period_in(question, THURSDAY) is None


def test_the_narrowest_is_meant():
    """Of several, the day counts."""
    assert period_in("is today the first launch this year?", THURSDAY).unit == "day"


@pytest.mark.parametrize(
    ("today", "word", "first", "last"),
    [
        (date(2024, 1, 15), "last month", "2023-12-01", "2023-12-31"),
        (date(2024, 3, 31), "last month", "2024-02-01", "2024-02-29"),
        (date(2024, 1, 1), "yesterday", "2023-12-31", "2023-12-31"),
        (date(2025, 1, 1), "this week", "2024-12-30", "2025-01-05"),
    ],
)
def test_the_turn_of_months_and_years(today, word, first, last):
    """The month before January, a leap February, a week of two years."""
    period = period_in(word, today)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.sampled_from(WORDS))
def test_a_period_is_whole_and_where_it_should_be(today, word):
    """The current one holds today, the last one ends before it, both are in order."""
    period = period_in(word, today)
    assert period.first <= period.last
    if word.startswith(("this", "today")):
        assert period.first <= today <= period.last
        assert period.holds(AsOf(today.isoformat()))
    else:
        assert period.last < today


@pytest.mark.parametrize(
    ("iso", "held"),
    [
        ("2024", True), ("2023", False), ("2024-05", True), ("2024-04", False), ("2024-05-30", True),
        ("2024-06-01", False), ("2024-05-30T06:14+09:00", True),
    ],
)  # fmt: skip
def test_a_vague_date_may_lie_in_it(iso, held):
    """2024 may be a day of this month; April may not."""
    assert period_in("this month", THURSDAY).holds(AsOf(iso)) is held


def test_a_text_may_name_the_very_period():
    """A fact about May 2024 answers "this month" in May, whatever day it was known on."""
    assert period_in("this month", THURSDAY).named_in(["Launches in May 2024"])
    assert not period_in("this month", THURSDAY).named_in(["Launches in April 2024", "May 2023"])
    assert not period_in("this week", THURSDAY).named_in(["30 May 2024"])
