"""Freshness: what goes stale, when, and what moves that."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from knowledge import codec
from knowledge.answers import Shown
from knowledge.asof import AsOf
from knowledge.exchange import export_json, parse_json, plan
from knowledge.facts import Claim, ClaimId, Fact, FactId, Kind
from knowledge.freshness import is_stale, known_at, shelf_of, stale_from
from knowledge.revisions import RecordKind, State
from knowledge.shelf import Shelf
from knowledge.values import Value

SEOUL = ZoneInfo("Asia/Seoul")
NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)


def claim(number=1, answer="7,000", **rest):
    given = {"as_of": AsOf("2024-05-30T09:00Z"), "recorded": NOON} | rest
    return Claim(id=ClaimId(f"1.{number}"), answer=answer, **given)


def fact(question="How many containers are held?", *claims, shelf=None):
    claims = claims or (claim(),)
    return Fact(id=FactId(1), key="k", question=question, claims=claims, leading=claims[0].id, shelf=shelf)


def shown(one):
    return Shown(fact=one, claims=one.live())


@pytest.mark.parametrize(
    "question",
    [
        "How many containers are held?",
        "How many people have been found so far?",
        "How much rice does the North send?",
        "What number of ships is missing?",
        "What is the number of ships now?",
        "How many people were hurt by the missiles?",
        "How many were evacuated at the bridge?",
        "Is the bridge open?",
        "is the subway running tonight?",
    ],
)
def test_a_running_figure_and_a_state_keep_for_a_day(question):
    """They are asked for as they stand, or it is a toll, which is counted for days."""
    assert shelf_of(fact(question)) is Shelf.DAY


@pytest.mark.parametrize(
    "question",
    [
        "When is the next launch?",
        "Where are the missiles launched from?",
        "Who is Kim Yo Jong?",
        "How many missiles were fired on 30 May?",
        "How many missiles did the North fire?",
        "How far does it fly?",
        "Is Kim Yo Jong his sister?",
        "Was the bridge open?",
        "Who is still there?",
    ],
)
def test_when_where_who_and_what_is_over_never_goes_stale(question):
    """A date, a place, a name and a past event stay what they are."""
    assert shelf_of(fact(question)) is Shelf.NEVER
    assert stale_from(shown(fact(question)), UTC) is None


def test_what_is_not_known_yet_keeps_for_a_day():
    """Somebody may know it tomorrow."""
    assert shelf_of(fact("Was anyone hurt?", claim(answer="Not known yet", kind=Kind.UNKNOWN))) is Shelf.DAY


@pytest.mark.parametrize(("shelf", "hours"), [(Shelf.HOURS, 6), (Shelf.DAY, 24), (Shelf.WEEK, 168)])
def test_what_moderators_chose_goes_before(shelf, hours):
    """Counted from the as-of; at that very instant it is stale."""
    one = shown(fact("Where is the convoy?", shelf=shelf))
    end = datetime(2024, 5, 30, 9, tzinfo=UTC) + timedelta(hours=hours)
    assert stale_from(one, UTC) == end
    assert [is_stale(one, end - timedelta(seconds=1), UTC), is_stale(one, end, UTC)] == [False, True]
    assert not is_stale(shown(fact(shelf=Shelf.NEVER)), end + timedelta(days=999), UTC)


@pytest.mark.parametrize(
    ("rest", "known"),
    [
        ({}, datetime(2024, 5, 30, 9, tzinfo=UTC)),
        ({"as_of": AsOf("2024-05-30")}, NOON),
        ({"as_of": AsOf("2024")}, NOON),
        ({"as_of": AsOf("2024-05-29")}, datetime(2024, 5, 30, tzinfo=SEOUL)),
        ({"as_of": AsOf("2024-06-02")}, datetime(2024, 6, 2, tzinfo=SEOUL)),
        ({"as_of": AsOf("2024-05-29"), "recorded": None}, datetime(2024, 5, 30, tzinfo=SEOUL)),
        ({"as_of": None}, NOON),
        ({"as_of": None, "recorded": None}, None),
        ({"verified_at": NOON + timedelta(days=2)}, NOON + timedelta(days=2)),
        ({"verified_at": NOON - timedelta(days=2)}, datetime(2024, 5, 30, 9, tzinfo=UTC)),
    ],
)
def test_a_claim_is_known_to_hold_at_its_as_of_or_when_it_was_verified(rest, known):
    """A day's or a year's is no later than the instant at which it was put on record; a verification is the latest."""
    assert known_at(claim(**rest), SEOUL) == known


def test_voices_that_agree_or_differ_are_as_fresh_as_the_latest():
    """What one of them said today holds for what is shown of all of them."""
    old = claim(1, "7,000 boxes", said_by="JCS", value=Value(min=7000, max=7000, unit="boxes"))
    later = NOON + timedelta(days=3)
    for amount in (7000, 9000):
        new = claim(2, "boxes", said_by="KCNA", verified_at=later, value=Value(min=amount, max=amount, unit="boxes"))
        assert stale_from(shown(fact("How many boxes are there?", old, new)), UTC) == later + timedelta(days=1)
    beside = claim(2, "Many boxes", said_by="KCNA", verified_at=later)
    assert is_stale(shown(fact("How many boxes are there?", old, beside)), later, UTC)


def test_a_fact_of_an_older_log_has_no_shelf_life_of_its_own():
    """What was written before there were any is read, and written again with one."""
    plain = codec.to_plain(fact())
    del plain["shelf"]
    assert codec.from_plain(plain, Fact) == fact()
    chosen = fact(shelf=Shelf.WEEK)
    assert codec.from_plain(codec.to_plain(chosen), Fact) == chosen


@pytest.mark.parametrize("shelf", [None, Shelf.WEEK, Shelf.NEVER])
def test_a_shelf_life_comes_along_in_a_file(shelf):
    """What was chosen here is chosen there too; what was not, is not."""
    state = State(tables={RecordKind.FACT: {"1": fact(shelf=shelf)}})
    (change,) = plan(parse_json(export_json(state), "facts.json"), State(), NOON).changes
    assert change.after.shelf is shelf
