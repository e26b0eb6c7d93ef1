"""Zones: found as people look for them."""

from datetime import UTC, datetime

import pytest

from knowledge.errors import InvalidError
from knowledge.zones import COMMON, find_zones, local_time, read_zone


def test_without_a_text_the_servers_zone_and_the_common_ones_are_offered():
    """The server's first, none twice, as many as a picker holds."""
    offered = find_zones("", first="Asia/Tokyo")
    assert offered[0] == "Asia/Tokyo"
    assert len(offered) == len(set(offered)) == len(COMMON)
    assert len(offered) <= 25


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("seoul", "Asia/Seoul"), ("SEO", "Asia/Seoul"), ("new york", "America/New_York"), ("utc", "UTC"),
        ("Asia/To", "Asia/Tokyo"), ("america/new_york", "America/New_York"), ("washington", "America/New_York"),
        ("pyongyang", "Asia/Pyongyang"), ("busan", "Asia/Seoul"), ("york", "America/New_York"),
    ],
)  # fmt: skip
def test_a_zone_is_found_by_city(text, first):
    """By the city's beginning, by the whole name, by a city that no zone is named after."""
    assert find_zones(text)[0] == first


def test_what_is_not_there_is_not_found():
    """And anything may be typed."""
    assert find_zones("atlantis") == ()
    assert find_zones("x" * 5000) == ()


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Asia/Seoul", "Asia/Seoul"), (" asia/seoul ", "Asia/Seoul"), ("Seoul", "Asia/Seoul"), ("kst", "Asia/Seoul"),
        ("utc", "UTC"), ("New York", "America/New_York"), ("Etc/GMT+9", "Etc/GMT+9"),
    ],
)  # fmt: skip
def test_a_zone_is_read_as_typed(text, zone):
    """A picker's value is any text."""
    assert read_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "remedy"), [("Mars/Base", "like Asia/Seoul"), ("Seou", "Perhaps Asia/Seoul"), ("", "like Asia/Seoul")]
)
def test_a_zone_that_is_none_is_refused_with_a_remedy(text, remedy):
    """The problem names the field and what to type."""
    with pytest.raises(InvalidError) as refusal:
        read_zone(text)
    (problem,) = refusal.value.problems
    assert problem.field == "zone"
    assert remedy in problem.reason


def test_the_local_time_is_that_of_the_day():
    """Summer time counts."""
    assert local_time("Europe/Berlin", datetime(2024, 5, 30, 12, tzinfo=UTC)) == "14:00, UTC+02:00"
    assert local_time("America/New_York", datetime(2024, 1, 30, 12, tzinfo=UTC)) == "07:00, UTC-05:00"
