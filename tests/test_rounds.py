"""Work in rounds: one at a time for a server, none forgotten, none hurried."""

import asyncio

import pytest

from bot.rounds import LONG, Rounds


class Work:
    """Notes when it was done, and waits to be told to go on where it is held."""

    def __init__(self, *pauses):
        self.done = []
        self.pauses = list(pauses)
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.running = 0

    async def __call__(self, server):
        self.running += 1
        assert self.running == 1
        await self.go_on.wait()
        self.running -= 1
        self.done.append(server)
        pause = self.pauses.pop(0) if self.pauses else None
        if isinstance(pause, Exception):
            raise pause
        return pause


async def test_what_is_begun_during_a_round_comes_after_it():
    """A round that looked before a change is not the one that sees it."""
    work = Work()
    work.go_on.clear()
    rounds = Rounds("work", work)
    first = rounds.begin(1)
    await asyncio.sleep(0)
    second = rounds.begin(1)
    assert first is not second
    work.go_on.set()
    await asyncio.wait_for(second, 1)
    assert work.done == [1, 1]


async def test_many_calls_before_a_round_are_one():
    """However many changes came."""
    work = Work()
    rounds = Rounds("work", work)
    assert len({rounds.begin(1) for _ in range(9)}) == 1
    await rounds.soon(1)
    assert work.done == [1]


async def test_nobody_waits_through_a_pause():
    """It paces what goes out, not who answers somebody."""
    work = Work(LONG - 1)
    rounds = Rounds("work", work)
    await rounds.soon(1)
    await asyncio.wait_for(rounds.soon(1), 1)
    assert work.done == [1]
    await rounds.stop()


async def test_a_long_wait_ends_with_what_is_begun():
    """It waited for better days, and here may be one."""
    work = Work(LONG)
    rounds = Rounds("work", work)
    await rounds.soon(1)
    await asyncio.wait_for(rounds.soon(1), 1)
    assert work.done == [1, 1]
    await rounds.stop()


async def test_a_failure_ends_no_more_than_its_round(caplog):
    """It is logged, and the next change begins anew."""
    work = Work(ValueError("odd"))
    rounds = Rounds("work", work)
    await rounds.soon(1)
    await rounds.soon(1)
    assert work.done == [1, 1]
    assert "work of server 1 failed" in caplog.text


@pytest.mark.parametrize("held", [True, False])
async def test_an_end_leaves_nobody_waiting(held):
    """Within a round or within a pause."""
    work = Work(LONG - 1)
    rounds = Rounds("work", work)
    if held:
        work.go_on.clear()
    first = rounds.begin(1)
    for _ in range(3):
        await asyncio.sleep(0)
    second = rounds.begin(1)
    await rounds.stop()
    assert first.done()
    assert second.done()
