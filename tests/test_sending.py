"""Sending, where the simulation cannot follow: a response of Discord's that got lost on the way back."""

from types import SimpleNamespace

import discord

from bot.cards import note
from bot.sending import respond


def refusal(status, code):
    """What discord.py raises."""
    return discord.HTTPException(SimpleNamespace(status=status, reason=""), {"code": code, "message": ""})


class Lossy:
    """An interaction whose first response arrives, while Discord's word about it does not."""

    def __init__(self):
        self.response = self
        self.said = []

    def is_done(self):
        """Say what discord.py believes."""
        return False

    async def send_message(self, content, **_):
        """Take the first, refuse the second."""
        self.said.append(content)
        raise refusal(503, 0) if len(self.said) == 1 else refusal(400, 40060)

    async def original_response(self):
        """Give what arrived."""
        return SimpleNamespace(id=7)


async def test_a_response_that_arrived_after_all_is_no_failure(monkeypatch):
    """Its message is known, so that it gets its receipt; nothing is said twice."""
    monkeypatch.setattr("bot.sending.AGAIN_AFTER", (0, 0))
    lossy = Lossy()
    assert await respond(lossy, note("hello")) == 7
    assert lossy.said == ["hello", "hello"]
