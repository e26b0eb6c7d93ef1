"""Files that are either the old whole or the new whole, whatever happens in between."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from knowledge import codec


def replace_file(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader, a kill or a power cut sees all of it or what was there before.

    The temporary file lies in the same folder, for a rename is atomic only within one file system. It is synced
    before the rename, or the name could come to point at blocks that never reached the disk; the folder is synced
    after it, or the rename itself could be lost. Raises `OSError`, with the old file untouched.
    """
    make_folder(path.parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing; no crash can lose them with what is synced inside."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in missing:
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the folder's own list of names durable, where the system lets a folder be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def set_aside(path: Path, why: str) -> Path:
    """Rename a file that cannot be used to a free name beside it, "<name>.<why>-<n>", and return that."""
    n = 1
    while (aside := path.with_name(f"{path.name}.{why}-{n}")).exists():
        n += 1
    path.rename(aside)
    sync_folder(path.parent)
    return aside


class AtomicStorage(Storage):
    """A TinyDB storage that replaces its file whole instead of overwriting it in place.

    TinyDB's own `JSONStorage` truncates and writes the live file, so that a kill, a full disk or a second process
    leaves neither the old nor the new. `read` parses the file each time: what TinyDB then changes is a copy.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, dict[str, Any]] | None:
        """The tables, or None when there is no file. Raises `ValueError` when it is not JSON."""
        try:
            tables = codec.loads(self._path.read_bytes())
        except FileNotFoundError:
            return None
        return codec.from_plain(tables, dict[str, dict[str, Any]])

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace the file with these tables."""
        replace_file(self._path, codec.dumps(data))
