"""A data folder of many servers: one writer, opened lazily, the least used closed again."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from knowledge.base import KnowledgeBase
from knowledge.errors import InvalidError, Problem, StoreError
from knowledge.lock import FolderLock
from knowledge.matching import Matcher
from knowledge.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime
    from pathlib import Path

    from knowledge.matching import Matching
    from knowledge.revisions import Revision

LOCAL = "local"
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def server_folder(data: Path, server: str) -> Path:
    """Where a server's records lie in the data folder. Raises `InvalidError` for an id that could lead elsewhere."""
    if not _ID.fullmatch(server):
        raise InvalidError([Problem("server", f"cannot be “{server[:70]}”: use 1 to 64 letters, digits, _ or -.")])
    return data / "servers" / server


def read(data: Path, server: str = LOCAL, *, starter: bool = True, matching: Matching = Matcher) -> KnowledgeBase:
    """A server's knowledge for reading, without a lock; where none is kept, the starter in memory, or nothing."""
    folder = server_folder(data, server)
    if Store.exists(folder):
        return KnowledgeBase.open(folder, writable=False, matching=matching)
    return KnowledgeBase.in_memory(seeded=starter, matching=matching)


def known(data: Path) -> tuple[str, ...]:
    """The ids of all servers of which something is kept in the data folder."""
    folder = data / "servers"
    paths = folder.iterdir() if folder.is_dir() else ()
    return tuple(sorted(path.name for path in paths if _ID.fullmatch(path.name) and Store.exists(path)))


class Servers:
    """The knowledge of every server in a data folder, for writing: this process is the folder's only writer.

    Holds the lock from construction to `close`. At most `most` servers are kept in memory. Safe to use from
    several threads. Raises `LockedError` when another process writes there.
    """

    def __init__(
        self,
        data: Path,
        *,
        most: int = 200,
        clock: Callable[[], datetime] | None = None,
        matching: Matching = Matcher,
    ) -> None:
        self.data = data
        self._most = most
        self._clock = clock
        self._matching = matching
        self._lock = FolderLock(data)
        self._opening = threading.Lock()
        self._closed = False
        self._followers: list[Callable[[str, Revision], None]] = []
        self._kept: OrderedDict[str, KnowledgeBase] = OrderedDict()
        # One that was let go but is still in somebody's hands must be found again: a second one of the same server
        # would number its revisions anew.
        self._alive: WeakValueDictionary[str, KnowledgeBase] = WeakValueDictionary()

    def open(self, server: str) -> KnowledgeBase:
        """A server's knowledge, empty when nothing is kept yet. Raises `DamagedError`, or `StoreError` once closed."""
        with self._opening:
            if self._closed:
                raise StoreError(f"{self.data} is closed: sitrep is ending. Nothing was changed.")
            base = self._alive.get(server)
            if base is None:
                clock = {"clock": self._clock} if self._clock else {}
                folder = server_folder(self.data, server)
                base = KnowledgeBase.open(folder, writable=True, matching=self._matching, **clock)
                base.follow(partial(self._tell, server))
                self._alive[server] = base
            self._kept[server] = base
            self._kept.move_to_end(server)
            self._make_room()
            return base

    def known(self) -> tuple[str, ...]:
        """The ids of all servers of which something is kept."""
        return known(self.data)

    def follow(self, told: Callable[[str, Revision], None]) -> None:
        """Tell of every server's revisions as `KnowledgeBase.follow` does, each with the server's id."""
        self._followers.append(told)

    def save(self) -> None:
        """Write what may be written later than at once: of each server, whatever befalls the others.

        Raises `StoreError` with all that could not be written; that is still to do.
        """
        with self._opening:
            bases = list(self._alive.values())
        _each(KnowledgeBase.save, bases)

    def close(self) -> None:
        """Save everything and give the folder free. A second call does nothing; what comes later is refused.

        Raises `StoreError` as `save` does.
        """
        with self._opening:
            if self._closed:
                return
            self._closed = True
            bases = list(self._alive.values())
        try:
            _each(KnowledgeBase.close, bases)
        finally:
            self._lock.close()

    def _tell(self, server: str, revision: Revision) -> None:
        for told in self._followers:
            told(server, revision)

    def _make_room(self) -> None:
        """Let go of the least used. One that cannot be saved stays, for what it has is nowhere else: `save` tells."""
        for server, base in list(self._kept.items())[:-1]:
            if len(self._kept) <= self._most:
                return
            with suppress(StoreError):
                base.save()
                del self._kept[server]


def _each(write: Callable[[KnowledgeBase], None], bases: Iterable[KnowledgeBase]) -> None:
    failures = []
    for base in bases:
        try:
            write(base)
        except StoreError as error:
            failures.append(str(error))
    if failures:
        raise StoreError("\n".join(failures))
