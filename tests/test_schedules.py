"""Schedules: read as people type them, due by state, right through summer time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import InvalidError
from knowledge.schedules import EVERY_DAY, Schedule

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)


def typed(times="08:00", days="daily", zone="UTC"):
    return Schedule.of(channel=9, times=times, days=days, zone=zone, always=False, now=NOON)


class TestReading:
    """A moderator types times and days as people write them."""

    @pytest.mark.parametrize(
        ("text", "times"),
        [
            ("08:00", ("08:00",)), ("20:00, 08:00", ("08:00", "20:00")), ("8:00 20:30", ("08:00", "20:30")),
            ("8am and 8pm", ("08:00", "20:00")), ("12am, 12 pm", ("00:00", "12:00")), ("08.15", ("08:15",)),
            ("08:00,08:00", ("08:00",)), ("0:00;23:59", ("00:00", "23:59")),
        ],
    )  # fmt: skip
    def test_times(self, text, times):
        """In order, none twice."""
        assert typed(times=text).times == times

    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("daily", EVERY_DAY), ("Every day", EVERY_DAY), ("weekdays", (0, 1, 2, 3, 4)), ("weekends", (5, 6)),
            ("mon,thu", (0, 3)), ("Thursday and monday", (0, 3)), ("fri-mon", (0, 4, 5, 6)), ("tues", (1,)),
            ("sundays", (6,)), ("mon-sun", EVERY_DAY),
        ],
    )  # fmt: skip
    def test_days(self, text, days):
        """Names, ranges, and words for several."""
        assert typed(days=text).days == days

    def test_what_cannot_be_read_is_told_at_once(self):
        """Each field by its name, each with what to type instead."""
        with pytest.raises(InvalidError) as refusal:
            typed("25:00", "mon, someday", "Mars")
        problems = {problem.field: problem.reason for problem in refusal.value.problems}
        assert problems["times"] == "has “25:00”, which is no time of day. Write it like 08:00 or 20:30."
        assert problems["days"].startswith("has “someday”, which is no day.")
        assert "no such time zone" in problems["zone"]

    @pytest.mark.parametrize("text", ["", " , ", "8", "13pm", "0am", "08:60", "-1:00", "noon", "08:00:00", "x" * 6000])
    def test_no_time_is_guessed(self, text):
        """A bare hour may be morning or evening."""
        with pytest.raises(InvalidError):
            typed(times=text)

    @pytest.mark.parametrize("text", ["", ",", "m", "xmon", "mon-", "31"])
    def test_no_day_is_guessed(self, text):
        """Blank is not daily: it is asked for."""
        with pytest.raises(InvalidError):
            typed(days=text)

    def test_too_many_times_are_refused(self):
        """A digest every half hour is noise."""
        with pytest.raises(InvalidError) as refusal:
            typed(times=", ".join(f"{hour}:00" for hour in range(13)))
        assert "at most 12" in str(refusal.value)

    def test_the_rhythm_is_said_in_words(self):
        """As it was meant, in order."""
        assert typed("20:00 08:00", "daily", "seoul").rhythm == "daily at 08:00 and 20:00, Asia/Seoul"
        assert typed(days="thu,mon").rhythm == "Mon, Thu at 08:00, UTC"


class TestDue:
    """Due by state: what was missed becomes one, what went out is over."""

    def test_the_first_run_follows_the_setting(self):
        """Not one that was earlier on the same day."""
        schedule = typed()
        assert schedule.due(None, NOON + timedelta(hours=19)) is None
        assert schedule.due(None, NOON + timedelta(hours=20)) == datetime(2024, 5, 31, 8, tzinfo=UTC)

    def test_missed_runs_become_the_latest(self):
        """After three days off there is one digest, and then none until the next run."""
        schedule = typed()
        run = schedule.due(None, NOON + timedelta(days=3))
        assert run == datetime(2024, 6, 2, 8, tzinfo=UTC)
        assert schedule.due(run, NOON + timedelta(days=3)) is None

    def test_an_outage_of_years_is_not_gone_through_run_by_run(self, monkeypatch):
        """It is looked at on the event loop, for every server at once."""
        schedule = typed(times="0:00, 2:00, 4:00, 6:00, 8:00, 10:00", days="mon")
        now = NOON + timedelta(days=3_000)
        every, run = [], NOON
        while (run := schedule.next_run(run)) <= now:
            every.append(run)
        looked = []
        next_run = Schedule.next_run
        monkeypatch.setattr(Schedule, "next_run", lambda self, after: looked.append(after) or next_run(self, after))
        assert schedule.due(None, now) == every[-1]
        assert len(looked) < 20 < len(every)

    @pytest.mark.parametrize(
        ("after", "run"),
        [
            (datetime(2024, 3, 30, 12, tzinfo=UTC), datetime(2024, 3, 31, 1, 30, tzinfo=UTC)),  # 02:30 is skipped
            (datetime(2024, 10, 26, 12, tzinfo=UTC), datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),  # 02:30 comes twice
            (datetime(2024, 10, 27, 0, 30, tzinfo=UTC), datetime(2024, 10, 28, 1, 30, tzinfo=UTC)),
        ],
    )
    def test_summer_time_neither_skips_nor_repeats_a_run(self, after, run):
        """Berlin at 02:30, on the nights on which that does not exist and on which it exists twice."""
        assert typed("02:30", zone="Europe/Berlin").next_run(after) == run

    @pytest.mark.parametrize(
        ("zone", "clock", "after", "run"),
        [
            ("America/New_York", "02:30", (2024, 3, 9, 12), (2024, 3, 10, 7, 30)),  # skipped: 03:30 EDT
            ("America/New_York", "01:30", (2024, 11, 2, 12), (2024, 11, 3, 5, 30)),  # twice: the first, EDT
            ("America/New_York", "01:30", (2024, 11, 3, 5, 30), (2024, 11, 4, 6, 30)),
            ("America/New_York", "08:00", (2024, 3, 9, 13, 0), (2024, 3, 10, 12, 0)),  # 23 hours later
            ("America/New_York", "08:00", (2024, 11, 2, 12, 0), (2024, 11, 3, 13, 0)),  # 25 hours later
            ("Asia/Seoul", "08:00", (2024, 5, 30, 12), (2024, 5, 30, 23)),  # 31 May in Seoul
            ("Asia/Seoul", "00:00", (2024, 5, 30, 15), (2024, 5, 31, 15)),
            ("Africa/Cairo", "00:00", (2024, 4, 25, 12), (2024, 4, 25, 22)),  # midnight itself is skipped: 01:00
        ],
    )
    def test_local_times_in_other_zones(self, zone, clock, after, run):
        """Due by what clocks show there, strictly after the moment that is asked about."""
        assert typed(clock, zone=zone).next_run(datetime(*after, tzinfo=UTC)) == datetime(*run, tzinfo=UTC)

    def test_several_times_a_day_and_weekdays(self):
        """From Friday evening to Monday morning."""
        schedule = typed("20:00 08:00", "weekdays", "Asia/Seoul")
        run, runs = NOON, []
        for _ in range(4):
            run = schedule.next_run(run)
            runs.append(f"{run.astimezone(ZoneInfo('Asia/Seoul')):%a %H:%M}")
        assert runs == ["Fri 08:00", "Fri 20:00", "Mon 08:00", "Mon 20:00"]

    @given(
        st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Seoul", "Australia/Lord_Howe", "Asia/Kathmandu"]),
        st.lists(st.times().map(lambda clock: f"{clock:%H:%M}"), min_size=1, max_size=4),
        st.lists(st.sampled_from(EVERY_DAY), min_size=1, max_size=7, unique=True),
        st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
        st.timedeltas(timedelta(0), timedelta(days=40)),
    )
    def test_a_run_is_ahead_within_eight_days_and_due_once(self, zone, times, days, moment, later):
        """On one of its days; what is due is the latest, and is due no more when it has been posted."""
        made = Schedule(id="9", channel=9, times=tuple(times), days=tuple(days), zone=zone, set_at=moment)
        run = made.next_run(moment)
        assert moment < run <= moment + timedelta(days=8, hours=1)
        assert run.astimezone(ZoneInfo(zone)).weekday() in days
        due = made.due(None, moment + later)
        assert (due is None) == (run > moment + later)
        if due:
            assert run <= due <= moment + later < made.next_run(due)
            assert made.due(due, moment + later) is None

    @given(
        st.sampled_from(["Europe/Berlin", "America/New_York"]),
        st.times(time(0), time(23, 59)),
        st.dates(datetime(2024, 1, 1).date(), datetime(2025, 1, 1).date()),  # noqa: DTZ001
    )
    def test_a_daily_digest_is_due_once_a_day(self, zone, clock, day):
        """On every date of the year, none left out and none twice."""
        schedule = typed(f"{clock:%H:%M}", zone=zone)
        run = schedule.next_run(datetime.combine(day, time(12), tzinfo=UTC))
        following = schedule.next_run(run)
        dates = [one.astimezone(ZoneInfo(zone)).date() for one in (run, following)]
        assert dates[1] - dates[0] == timedelta(days=1)
