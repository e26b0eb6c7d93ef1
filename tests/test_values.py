"""Values: what an answer states, read only where there is one reading, and compared with care."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.codec import dumps, from_plain, loads
from knowledge.values import Value, span, value_of, value_problem

numbers = st.integers(0, 10**12) | st.floats(0, 10**12, allow_nan=False)
ranges = st.tuples(numbers, numbers).map(sorted)


@st.composite
def values(draw):
    low, high = draw(ranges)
    ends = draw(st.sampled_from([(low, high), (low, low), (None, high), (low, None)]))
    return Value(min=ends[0], max=ends[1], approx=draw(st.booleans()), unit=draw(st.sampled_from(["", "missiles"])))


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("12 missiles", Value(min=12, max=12, unit="missiles")),
        ("12", Value(min=12, max=12)),
        ("About 12.", Value(min=12, max=12, approx=True)),
        ("About 12 projectiles, thought to be missiles", Value(min=12, max=12, approx=True, unit="projectiles")),
        ("10 to 18 missiles", Value(min=10, max=18, unit="missiles")),
        ("3–5 Balloons", Value(min=3, max=5, unit="balloons")),
        ("At least 10 balloons", Value(min=10, unit="balloons")),
        ("260+ balloons", Value(min=260, unit="balloons")),
        ("Up to 1,200 troops", Value(max=1200, unit="troops")),
        ("≥ 2.5 km", Value(min=2.5, unit="km")),
        ("06:14 Korean time", Value(min="06:14", max="06:14", unit="time")),
        ("At about 06:14", Value(min="06:14", max="06:14", approx=True, unit="time")),
    ],
)
def test_the_figure_that_an_answer_opens_with_is_read(answer, value):
    """With its unit, its range, and whether it is about right, at least or at most."""
    assert value_of(answer) == value


@pytest.mark.parametrize(
    "answer",
    [
        "", "Unknown", "The East Sea", "They fired 12 missiles", "12 of the 18 missiles", "30 May",
        "5 June, early", "Thursday 30 May 2024", "18 to 10 missiles", "2-1 win", "25:61", "50% of them",
        "9" * 400 + " missiles", "12 missiles on 30 May", "99999999999999999999 missiles",
    ],
)  # fmt: skip
def test_what_has_another_reading_is_not_read(answer):
    """No unit, a second figure, a day of a month, a score, more digits than anything has: none is a figure."""
    assert value_of(answer) is None


@given(st.text(max_size=60) | st.from_regex(r"(about |at least )?\d{1,30}( to \d{1,30})? [a-z]+", fullmatch=True))
def test_what_is_read_is_valid(answer):
    """Of any text: a figure read from it can be kept, exported and imported."""
    value = value_of(answer)
    assert value is None or value_problem(value) is None


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (Value(min=12, max=12, unit="missiles"), Value(min=12, max=12, unit="Missiles"), True),
        (Value(min=12, max=12, unit="missiles"), Value(min=10, max=10, unit="missiles"), False),
        (Value(min=1, max=1, unit="missile"), Value(min=2, max=2, unit="missiles"), False),
        (Value(min=10, max=10, approx=True, unit="missiles"), Value(min=11, max=11, unit="missiles"), True),
        (Value(min=10, max=10, approx=True, unit="missiles"), Value(min=12, max=12, unit="missiles"), False),
        (Value(min=10, unit="missiles"), Value(min=18, max=18, unit="missiles"), True),
        (Value(min=10, unit="missiles"), Value(max=9, unit="missiles"), False),
        (Value(min=12, max=12, unit="missiles"), Value(min=12.5, max=12.5, unit="km"), True),
        (Value(min="06:14", max="06:14", unit="time"), Value(min="06:13", max="06:13", unit="time"), False),
        (Value(min="2024-05-30", max="2024-05-30", unit="date"), Value(min="2024-05-01", unit="date"), True),
    ],
)
def test_two_agree_when_both_can_be_true(one, other, agree):
    """Ranges that meet, figures about right, and units that cannot be compared."""
    assert one.agrees(other) is agree
    assert other.agrees(one) is agree


@given(values(), values())
def test_agreement_is_mutual_and_everyone_agrees_with_themselves(one, other):
    """Whoever is asked first."""
    assert one.agrees(one)
    assert one.agrees(other) == other.agrees(one)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Value(min=12, max=12), "12"),
        (Value(min=12.0, max=12.0), "12"),
        (Value(min=10, max=18, approx=True), "about 10 to 18"),
        (Value(min=1200), "at least 1,200"),
        (Value(max=2.5), "up to 2.5"),
    ],
)
def test_a_value_in_words(value, shown):
    """A whole number has no point, also when it comes back from the store as a float."""
    assert str(value) == shown


@given(values())
def test_the_store_changes_nothing_that_is_seen(value):
    """Written and read back, it is equal and reads the same."""
    back = from_plain(loads(dumps(value)), Value)
    assert back == value
    assert str(back) == str(value)


def test_a_span_reaches_from_the_least_to_the_most():
    """Of figures of one unit, from the store too; of several units there is none."""
    assert span([value_of("About 12 missiles"), value_of("10 missiles"), value_of("18 missiles")]) == "10 to 18"
    stored = [Value(min=10.0, max=10.0, unit="missiles"), Value(min=18.0, max=18.0, unit="Missile")]
    assert span(stored) == "10 to 18"
    times = [Value(min=clock, max=clock, unit="time") for clock in ("06:13", "06:14")]
    assert span(times) == "06:13 to 06:14"
    assert span([value_of("12 missiles"), value_of("12 km")]) is None
    assert span([value_of("12 missiles"), value_of("12 missiles")]) is None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Value(), "neither min nor max"),
        (Value(min=18, max=10), "min 18 above max 10"),
        (Value(min="12"), "takes numbers"),
        (Value(min=5, unit="time"), "takes numbers"),
        (Value(min=math.inf), "15 digits"),
        (Value(max=math.nan), "15 digits"),
        (Value(min=-(10**15)), "15 digits"),
        (Value(min="soon", unit="date"), "2024-05-30"),
        (Value(min="2024-02-30", unit="date"), "2024-05-30"),
        (Value(min="6 am", unit="time"), "06:14"),
    ],
)
def test_what_is_wrong_with_a_value_is_told(value, said):
    """With the form that is right."""
    assert said in value_problem(value)


@pytest.mark.parametrize("value", [Value(min=1), Value(max="2024-05-30", unit="date"), Value(min="06:14", unit="time")])
def test_a_right_value_has_no_problem(value):
    """Open ends are right."""
    assert value_problem(value) is None
