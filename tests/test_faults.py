"""Faults: what is told when something goes wrong, where the simulation cannot follow: no network to tell it over."""

from types import SimpleNamespace

import aiohttp
import discord
import pytest

from bot import faults


class Unreachable:
    """An interaction and a message that nothing can be said to."""

    id = 7

    def __init__(self, failure):
        self.failure = failure
        self.response = SimpleNamespace(is_done=lambda: False, send_message=self.refuse)
        self.reply = self.refuse

    async def refuse(self, *_args, **_named):
        """Fail as Discord or the way to it does."""
        raise self.failure


@pytest.mark.parametrize(
    "failure", [aiohttp.ClientError("reset"), ConnectionResetError("reset"), discord.ClientException("was answered")]
)
@pytest.mark.parametrize("tell", [faults.tell, faults.tell_in_reply])
async def test_a_failure_that_cannot_be_told_is_logged_and_ends_nothing(failure, tell, caplog):
    """Whoever tells it goes on: what was typed is still offered again, the next message still answered."""
    await tell(Unreachable(failure), ValueError("the first failure"))
    assert "could not be told" in caplog.text
    assert "the first failure" in caplog.text
