"""As of when: as precise as it was given, ordered, and never a date that does not exist."""

import copy
import pickle
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asof import AsOf

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2024, 5, 30, 20, 30, tzinfo=UTC)  # 31 May, 05:30 in Seoul

days = st.dates(date(1000, 1, 1), date(9990, 1, 1))
offsets = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1000, 1, 1), datetime(9990, 1, 1), timezones=offsets)  # noqa: DTZ001
points = st.one_of(
    days.map(lambda day: AsOf(f"{day.year:04}")),
    days.map(lambda day: AsOf(day.isoformat()[:7])),
    days.map(lambda day: AsOf(day.isoformat())),
    instants.map(AsOf.at),
)


@pytest.mark.parametrize(
    ("iso", "precision", "shown"),
    [
        ("2024", "year", "2024"),
        ("2024-05", "month", "May 2024"),
        ("2024-05-30", "day", "30 May 2024"),
        ("2024-05-30T06:14+09:00", "instant", "30 May 2024, 06:14 UTC+09:00"),
        ("2024-05-29T21:14Z", "instant", "29 May 2024, 21:14 UTC"),
        ("1900-01-01T00:00+08:27:52", "instant", "1 January 1900, 00:00 UTC+08:27:52"),
    ],
)
def test_shown_as_precise_as_it_is(iso, precision, shown):
    """No day is added to a month, no hour to a day."""
    assert (AsOf(iso).precision, str(AsOf(iso)), AsOf(iso).iso) == (precision, shown, iso)


@pytest.mark.parametrize(
    "iso",
    [
        "", "soon", "24", "2024-13", "2024-02-30", "2023-02-29", "30/05/2024", "2024-5-3", "0000", "２０２４",
        "2024-05-30T25:00Z", "20240530T0614Z", "2024-W22-4T06:00Z", "2024-05-30T06Z",
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused_with_the_forms_there_are(iso):
    """A week number or digits of another script would not be compared as text rightly."""
    with pytest.raises(ValueError, match="Write it like 2024, 2024-05, 2024-05-30"):
        AsOf(iso)


@pytest.mark.parametrize("iso", ["0001", "0001-01", "9999-12-31T23:59-12:00", "9999"])
def test_the_ends_of_the_calendar_are_refused(iso):
    """In some zone they lie outside of it, and could not be compared there."""
    with pytest.raises(ValueError, match="not a date that exists"):
        AsOf(iso)


def test_an_instant_needs_its_offset():
    """Without one nobody knows which moment it was."""
    with pytest.raises(ValueError, match="no offset"):
        AsOf("2024-05-30T06:14")


@pytest.mark.parametrize(
    ("typed", "iso"),
    [
        ("2024", "2024"), (" 2024-05 ", "2024-05"), ("2024-05-30", "2024-05-30"),
        ("30 May 2024", "2024-05-30"), ("30th may, 2024", "2024-05-30"), ("May 30, 2024", "2024-05-30"),
        ("1st Sept 2024", "2024-09-01"), ("sep 2024", "2024-09"), ("December 2023", "2023-12"),
        ("2024-05-30T06:14+09:00", "2024-05-30T06:14+09:00"), ("2024-05-30 06:14", "2024-05-30T06:14+09:00"),
        ("06:14", "2024-05-31T06:14+09:00"), ("6:14", "2024-05-31T06:14+09:00"),
        ("yesterday 23:50", "2024-05-30T23:50+09:00"), ("today at 4:05", "2024-05-31T04:05+09:00"),
        ("30 May 2024 06:14", "2024-05-30T06:14+09:00"), ("May 30, 2024, 06:14", "2024-05-30T06:14+09:00"),
        ("March 2024", "2024-03"), ("now", "2024-05-31T05:30+09:00"),
        ("Today", "2024-05-31"), ("yesterday", "2024-05-30"),
    ],
)  # fmt: skip
def test_what_people_type_is_read_in_their_zone(typed, iso):
    """It is tomorrow in Seoul already."""
    assert AsOf.parse(typed, now=NOW, zone=SEOUL) == AsOf(iso)


@pytest.mark.parametrize(
    "typed", ["31 June 2024", "30 Mai 2024", "tomorrow", "2024-05-30 24:61", "last week", "May 2024 06:14", ""]
)
def test_what_cannot_be_read_is_not_guessed(typed):
    """A day that does not exist is not the first of the next month."""
    with pytest.raises(ValueError, match="Write it like"):
        AsOf.parse(typed, now=NOW, zone=SEOUL)


def test_a_day_begins_where_people_are():
    """Midnight in Seoul is nine hours before midnight in UTC; an instant is the same everywhere."""
    assert AsOf("2024-05-30").begins(SEOUL) == datetime(2024, 5, 29, 15, tzinfo=UTC)
    assert AsOf("2024-05-30T06:14+09:00").begins(SEOUL) == datetime(2024, 5, 29, 21, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("iso", "end"),
    [
        ("2023", "2024-01-01T00:00"),
        ("2023-12", "2024-01-01T00:00"),
        ("2024-02", "2024-03-01T00:00"),
        ("2024-05-30", "2024-05-31T00:00"),
        ("2024-05-30T06:14+09:00", "2024-05-30T06:14"),
    ],
)
def test_it_ends_where_the_next_begins(iso, end):
    """A month with its last day, a year with its December; an instant takes no time."""
    assert AsOf(iso).ends(SEOUL) == datetime.fromisoformat(end).replace(tzinfo=SEOUL)


def test_the_vaguer_of_two_that_begin_together_comes_first():
    """2024, its January and its first day are in this order."""
    listed = [AsOf("2024-01-01"), AsOf("2024-01"), AsOf("2023-12-31T23:59Z"), AsOf("2024")]
    assert [one.iso for one in sorted(listed)] == ["2023-12-31T23:59Z", "2024", "2024-01", "2024-01-01"]


@given(points)
def test_every_form_survives_being_written_copied_and_pickled(point):
    """It is a value: its text is the whole of it."""
    assert AsOf(point.iso) == point
    assert copy.deepcopy(point) == pickle.loads(pickle.dumps(point)) == point  # noqa: S301
    assert hash(copy.copy(point)) == hash(point)


@given(points, points, points)
def test_the_order_is_total(one, other, third):
    """Any two are equal or one is before the other, and three make no circle."""
    assert (one < other) + (one == other) + (one > other) == 1
    assert not (one < other < third < one)


@given(st.text(max_size=40), st.sampled_from([UTC, SEOUL]))
def test_any_text_is_read_or_refused(text, zone):
    """Nothing but a ValueError is raised, whatever is typed; what is read has a beginning everywhere."""
    with suppress(ValueError):
        assert AsOf.parse(text, now=NOW, zone=zone).begins(zone)


def test_it_cannot_be_changed():
    """Claims that hold it are values."""
    with pytest.raises(AttributeError):
        AsOf("2024").iso = "2025"


@pytest.mark.parametrize("typed", ["30 February 2024", "Feb 30, 2024", "31 June 2024"])
def test_a_refusal_quotes_what_was_typed(typed):
    """Who typed a date in words reads those words again, not what they were read as."""
    with pytest.raises(ValueError, match=f"“{typed}” is not a date that exists"):
        AsOf.parse(typed, now=datetime(2024, 5, 30, tzinfo=UTC), zone=UTC)
