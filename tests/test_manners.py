"""Pace and receipts: what keeps the bot from being a nuisance, bounded in memory."""

from datetime import UTC, datetime, timedelta

from bot.pace import MOST_COUNTED, Pace, Turn
from bot.presses import custom_id

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_a_turn_comes_back_as_the_window_moves():
    """Five in any minute, not in each minute of the clock."""
    pace = Pace()
    assert [pace.turn("mina", NOW + timedelta(seconds=10 * n)) for n in range(6)] == [Turn.TAKE] * 5 + [Turn.SAY]
    assert pace.turn("mina", NOW + timedelta(seconds=59)) is Turn.IGNORE
    assert pace.turn("mina", NOW + timedelta(seconds=60)) is Turn.TAKE
    assert pace.turn("mina", NOW + timedelta(seconds=61)) is Turn.SAY
    assert pace.turn("sam", NOW + timedelta(seconds=61)) is Turn.TAKE


def test_a_raid_takes_no_more_memory_than_is_set():
    """Whoever asked longest ago is forgotten for it, and whoever floods at the same time is not."""
    pace = Pace()
    taken = []
    for n in range(3 * MOST_COUNTED):
        pace.turn(n, NOW)
        if n % 1000 == 0:
            taken.append(pace.turn("flooder", NOW))
    assert len(pace._asked) == MOST_COUNTED
    assert len(pace._told) <= MOST_COUNTED
    assert taken == [Turn.TAKE] * 5 + [Turn.SAY] + [Turn.IGNORE] * (len(taken) - 6)


def test_what_was_said_is_forgotten_with_whoever_it_was_said_to():
    """Nobody is kept in one place and not in the other."""
    pace = Pace()
    for n in range(2 * MOST_COUNTED):
        for _ in range(6):
            pace.turn(n, NOW)
    assert len(pace._told) == MOST_COUNTED


def test_the_longest_ids_fit_a_button():
    """Two snowflakes of Discord's and a fact beyond any number."""
    assert len(custom_id("report", "outdated", 10**9, 2**63)) <= 100
