"""Pace and receipts: what keeps the bot from being a nuisance, bounded in memory."""

from datetime import UTC, datetime, timedelta

from bot.pace import Pace, Turn
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


def test_members_who_asked_long_ago_are_forgotten():
    """A raid of a hundred thousand leaves nothing behind."""
    pace = Pace()
    for n in range(5_000):
        pace.turn(n, NOW + timedelta(seconds=n))
    assert len(pace._asked) < 1_100


def test_a_raid_is_gone_through_once_a_window():
    """Not at each of its questions, on the event loop: that is the square of it."""

    class Counted(dict):
        walks = 0

        def items(self):
            Counted.walks += 1
            return super().items()

    pace = Pace()
    pace._asked = Counted()
    for n in range(3_000):
        pace.turn(n, NOW + timedelta(milliseconds=n))
    assert Counted.walks <= 1


def test_the_longest_ids_fit_a_button():
    """Two snowflakes of Discord's and a fact beyond any number."""
    assert len(custom_id("report", "outdated", 10**9, 2**63)) <= 100
