"""Work on a server that is done in rounds, with a pause after each, until nothing is left."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LONG = 60
"""Seconds from which on a pause ends with what is begun meanwhile: it paces nothing, it waits for better days."""

PATIENCE = 10
"""Seconds that anybody waits for a round."""

log = logging.getLogger(__name__)


class Rounds:
    """At most one task a server. `work` does one round and tells the seconds until the next, or None at the end."""

    def __init__(self, name: str, work: Callable[[int], Awaitable[float | None]]) -> None:
        self._name = name
        self._work = work
        self._next: dict[int, asyncio.Future[None]] = {}
        self._current: dict[int, asyncio.Future[None]] = {}
        self._underway: dict[int, asyncio.Task[None]] = {}
        self._wakes: dict[int, asyncio.TimerHandle] = {}
        self._pausing: set[int] = set()

    def begin(self, server: int) -> asyncio.Future[None]:
        """See to it that a round comes that begins after this; done when it is over, however it went."""
        if wake := self._wakes.pop(server, None):
            wake.cancel()
        over = self._asked(server)
        if server not in self._underway:
            self._underway[server] = asyncio.create_task(self._run(server), name=f"{self._name} of server {server}")
        return over

    async def soon(self, server: int) -> None:
        """Begin, and wait for that round, unless that has to wait itself for the pause after the last one to end."""
        over = self.begin(server)
        if current := self._current.get(server):
            await asyncio.wait({current}, timeout=PATIENCE)
        if server not in self._pausing:
            await asyncio.wait({over}, timeout=PATIENCE)

    async def stop(self) -> None:
        """No more rounds; what they leave is for the next start to find."""
        for wake in self._wakes.values():
            wake.cancel()
        tasks = list(self._underway.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for over in self._next.values():
            over.set_result(None)

    def _asked(self, server: int) -> asyncio.Future[None]:
        return self._next.setdefault(server, asyncio.get_running_loop().create_future())

    async def _run(self, server: int) -> None:
        try:
            while over := self._next.pop(server, None):
                pause = await self._round(server, over)
                if pause is not None and pause < LONG:
                    self._pausing.add(server)
                    await asyncio.sleep(pause)
                    self._pausing.discard(server)
                    self._asked(server)
                elif pause is not None:
                    loop = asyncio.get_running_loop()
                    self._wakes[server] = loop.call_later(pause, self.begin, server)
        finally:
            del self._underway[server]
            self._pausing.discard(server)

    async def _round(self, server: int, over: asyncio.Future[None]) -> float | None:
        self._current[server] = over
        try:
            return await self._work(server)
        except Exception:
            log.exception("%s of server %d failed, again with the next change", self._name, server)
            return None
        finally:
            del self._current[server]
            over.set_result(None)
