"""Work that nobody waits for, yet that is done before the end."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


class Background:
    """Calls made in threads, off the path of whoever asks: `do` returns at once, `settled` when all are done."""

    def __init__(self) -> None:
        self._underway: set[asyncio.Task[Any]] = set()  # the event loop itself refers to tasks only weakly

    def do(self, what: str, call: Callable[..., Any], *args: Any) -> None:
        """Begin `call(*args)`; a failure is logged as `what`."""
        task = asyncio.create_task(asyncio.to_thread(call, *args), name=what)
        self._underway.add(task)
        task.add_done_callback(self._ended)

    async def settled(self) -> None:
        """Wait for what was begun."""
        while self._underway:
            await asyncio.wait(self._underway)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._underway.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("%s failed", task.get_name(), exc_info=error)
