"""One writer a data folder: an exclusive lock that ends with its process, however that ends."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from knowledge.errors import LockedError

if TYPE_CHECKING:
    from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows, which has no flock: a byte far beyond the text is locked instead
    import msvcrt

    _FAR = 1 << 30

    def _take(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # only on Windows
else:

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Held from construction to `close`. Raises `LockedError`, naming the holder, when another process has it.

    The file stays behind when the lock goes; only the lock on it counts. Children do not inherit it: the handle
    is closed on exec, and in a fork it is closed at once (unlocking there would unlock the parent too).
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / "writer.lock"
        self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            _take(self._handle)
        except OSError:
            holder = os.pread(self._handle, 200, 0).decode(errors="replace").strip() if hasattr(os, "pread") else ""
            os.close(self._handle)
            raise LockedError(folder, holder) from None
        since = datetime.now(UTC).isoformat(timespec="seconds")
        os.ftruncate(self._handle, 0)
        os.write(self._handle, f"process {os.getpid()} on {socket.gethostname()} since {since}\n".encode())
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._forget)

    def close(self) -> None:
        """Give the folder free. A second call does nothing."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def _forget(self) -> None:
        self.close()
