"""What was typed into a form and could not be saved yet: kept for a while, so that nobody types it twice."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from bot.forms import Typed
from knowledge import codec
from knowledge.changes import Way
from knowledge.files import replace_file
from knowledge.servers import server_folder
from knowledge.shelf import Shelf

if TYPE_CHECKING:
    from pathlib import Path

DRAFTS = "drafts.json"
KEPT_FOR = timedelta(hours=24)
MOST = 50
"""In a server. At 20,000 characters each, the most that a form takes, this is 1 MB."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDraft:
    """A form as it was sent, for fact number `fact` (0 for a new one) as it stood at revision `seen`.

    `way`, `shelf` and `topic` are what was chosen beside the form, if anything was (see `Aim`).
    `phrasings` are those of the form that asks for nothing else, and then nothing else is `typed`; so it is with the
    reason `why` a claim should be withdrawn. `about` is what on
    the desk it settles. `request` is the interaction's id: saving this draft twice, by whatever button, acts once.
    """

    server: int
    user: int
    typed: Typed
    fact: int
    seen: int
    request: str
    at: datetime
    phrasings: str | None = None
    why: str = ""
    about: str = ""
    way: Way | None = None
    shelf: Shelf | None = None
    topic: str = ""


class Drafts:
    """Each is found by its writer only. They outlive mistakes and restarts, in a file beside the server's records.

    A disk that fails costs the restart, not the draft: it is kept in memory as well. Reads and writes the disk; safe
    to use from several threads.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._kept: dict[int, dict[str, KeptDraft]] = {}
        self._lock = threading.Lock()

    def keep(self, draft: KeptDraft, name: str = "") -> str:
        """Keep a draft, in place of the one of that name; the short id by which a button finds it. The oldest go."""
        name = name or uuid4().hex[:12]
        with self._lock:
            kept = self._of(draft.server, draft.at)
            kept[name] = draft
            for oldest in list(kept)[:-MOST]:
                del kept[oldest]
            self._write(draft.server, kept)
        return name

    def drop(self, name: str, *, server: int, now: datetime) -> None:
        """Give a draft up."""
        with self._lock:
            kept = self._of(server, now)
            if kept.pop(name, None):
                self._write(server, kept)

    def find(self, name: str, *, server: int, user: int, now: datetime) -> KeptDraft | None:
        """The draft, for the one who wrote it, unless it is too old or made room."""
        with self._lock:
            draft = self._of(server, now).get(name)
        return draft if draft and draft.user == user else None

    def _of(self, server: int, now: datetime) -> dict[str, KeptDraft]:
        """A server's drafts that are young enough."""
        known = self._kept[server] if server in self._kept else self._read(server)
        self._kept[server] = {name: draft for name, draft in known.items() if now - draft.at <= KEPT_FOR}
        return self._kept[server]

    def _write(self, server: int, kept: dict[str, KeptDraft]) -> None:
        try:
            replace_file(self._path(server), codec.dumps(kept))
        except (OSError, ValueError):
            log.exception("drafts of server %d cannot be written; they end with this process", server)

    def _read(self, server: int) -> dict[str, KeptDraft]:
        try:
            return codec.from_plain(codec.loads(self._path(server).read_bytes()), dict[str, KeptDraft])
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            log.exception("drafts of server %d cannot be read: they are given up", server)
            return {}

    def _path(self, server: int) -> Path:
        return server_folder(self._data, str(server)) / DRAFTS
