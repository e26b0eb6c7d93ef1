"""Files that curators gave for import and did not confirm yet: kept for a day, also across a restart."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from knowledge import codec
from knowledge.files import replace_file
from knowledge.servers import server_folder

if TYPE_CHECKING:
    from pathlib import Path

UPLOADS = "uploads"
KEPT_FOR = timedelta(hours=24)
MOST = 5
"""In a server. Of the largest that are read, these are 130 MB on the disk."""


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as its curator gave it. `request` is the id of the interaction that brought it, and finds it again."""

    server: int
    user: int
    request: int
    name: str
    data: bytes
    at: datetime


class Uploads:
    """Each is found by its giver only. Reads and writes the disk; safe to use from several threads."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._lock = threading.Lock()

    def keep(self, upload: Upload) -> None:
        """Keep a file; the oldest make room. Raises `OSError`."""
        with self._lock:
            replace_file(self._path(upload.server, upload.request), codec.dumps(upload))
            kept = sorted(self._folder(upload.server).glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
            for oldest in kept[:-MOST]:
                oldest.unlink(missing_ok=True)

    def find(self, request: int, *, server: int, user: int, now: datetime) -> Upload | None:
        """The file, for the one who gave it, unless it is too old, made room or was dropped."""
        try:
            found = codec.from_plain(codec.loads(self._path(server, request).read_bytes()), Upload)
        except (FileNotFoundError, ValueError):
            return None
        return found if found.user == user and now - found.at <= KEPT_FOR else None

    def drop(self, request: int, *, server: int) -> None:
        """Keep a file no longer. Never raises: one that cannot be deleted is imported already, or soon too old."""
        try:
            self._path(server, request).unlink(missing_ok=True)
        except OSError:
            log.exception("an upload of server %d cannot be deleted", server)

    def _path(self, server: int, request: int) -> Path:
        return self._folder(server) / f"{request}.json"

    def _folder(self, server: int) -> Path:
        return server_folder(self._data, str(server)) / UPLOADS
