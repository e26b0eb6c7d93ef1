"""One server's records, durably: an append-only log of revisions, and a TinyDB view of where they lead.

`revisions.jsonl` is the commit point: a revision counts once its line, with a checksum, has been synced to the disk.
`facts.json` is TinyDB's database of the current state. It is only a view: it says at which revision it stands, what
came later is replayed from the log, and when it is missing or damaged it is made again.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import msgspec
from tinydb import TinyDB

from knowledge import codec
from knowledge.errors import DamagedError, ReadOnlyError, StoreError
from knowledge.files import AtomicStorage, make_folder, sync_folder
from knowledge.revisions import RECORD_TYPES, RecordKind, Revision, State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_Tables: TypeAlias = dict[str, dict[str, Any]]

LOG = "revisions.jsonl"
VIEW = "facts.json"
_RESTORE = "Restore the file from a backup, or move its folder away to begin anew."


class _Line(msgspec.Struct):
    check: str
    revision: msgspec.Raw


class _Numbered(msgspec.Struct):
    number: int


@dataclass(frozen=True, slots=True)
class _Log:
    """The log as it was read: the body of each whole line, its checksum, and where the last whole line ends."""

    bodies: tuple[bytes, ...]
    checks: tuple[str, ...]
    end: int
    torn: bytes


class Records(Protocol):
    """What a knowledge base asks of the place that keeps its records."""

    @property
    def state(self) -> State:
        """The records as they stand."""

    def commit(self, revision: Revision) -> None:
        """Make `revision`, the next one, durable, then current. Raises `StoreError`."""

    def revisions(self, after: int = 0) -> Iterator[Revision]:
        """The committed revisions with a number above `after`, in order."""

    def back(self, before: int | None = None) -> Iterator[Revision]:
        """The committed revisions with a number below `before`, or all of them, the latest first."""

    def save_view(self) -> None:
        """Write down where the revisions lead, so that opening need not replay them."""


class MemoryStore:
    """Records that end with the process: the starter, read without a store."""

    def __init__(self) -> None:
        self.state = State()
        self._revisions: list[Revision] = []

    def commit(self, revision: Revision) -> None:
        """Make `revision` current."""
        self.state = self.state.after(revision)
        self._revisions.append(revision)

    def revisions(self, after: int = 0) -> Iterator[Revision]:
        """The committed revisions with a number above `after`, in order."""
        return iter(self._revisions[after:])

    def back(self, before: int | None = None) -> Iterator[Revision]:
        """The committed revisions with a number below `before`, or all of them, the latest first."""
        return reversed(self._revisions[: max(0, before - 1) if before is not None else None])

    def save_view(self) -> None:
        """Nothing to do."""


class Store:
    """The records of one server in `folder`. One thread at a time commits; the caller sees to that.

    With `writable` the caller holds the data folder's lock. A reader takes no lock and sees the last revision that
    was committed when it opened. Raises `DamagedError` for files that are not what was written.
    """

    def __init__(self, folder: Path, *, writable: bool) -> None:
        self._log_path = folder / LOG
        self._view_path = folder / VIEW
        self._writable = writable
        self._failed: str | None = None
        view = self._read_view()  # before the log: a writer may commit and save its view between these two
        log = _read_log(self._log_path)
        self.state = self._load(log, view)
        self._last_check = log.checks[-1] if log.checks else ""
        self._viewed = self._view_revision
        self._end = log.end
        if writable and log.torn:
            self._set_torn_aside(log)

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether there are records in that folder."""
        return (folder / LOG).exists() or (folder / VIEW).exists()

    @property
    def viewed(self) -> int:
        """The revision at which the view stands; 0 where there is none that can be used."""
        return self._viewed

    def commit(self, revision: Revision) -> None:
        """Make `revision` durable, then current. When this returns, no crash can lose it.

        Raises `StoreError` when the disk refuses; then nothing has changed, or, when not even that is sure, no
        further commit is taken until the store has been opened again.
        """
        if not self._writable:
            raise ReadOnlyError("This store was opened for reading. Nothing was changed.")
        if self._failed:
            raise StoreError(self._failed)
        state = self.state.after(revision)
        body = codec.dump_revision(revision)
        check = _checksum(body)
        self._append(b'{"check":"' + check.encode() + b'","revision":' + body + b"}\n")
        self._last_check = check
        self.state = state

    def revisions(self, after: int = 0) -> Iterator[Revision]:
        """The committed revisions with a number above `after`, in order, read from the disk."""
        log = _read_log(self._log_path)
        for number, body in enumerate(log.bodies[after : self.state.revision], start=after + 1):
            yield _revision(self._log_path, number, body)

    def back(self, before: int | None = None) -> Iterator[Revision]:
        """The committed revisions with a number below `before`, or all of them, the latest first; from the disk."""
        last = self.state.revision if before is None else min(self.state.revision, before - 1)
        bodies = _read_log(self._log_path).bodies
        for number in range(last, 0, -1):
            yield _revision(self._log_path, number, bodies[number - 1])

    def save_view(self) -> None:
        """Bring `facts.json` up to the current state, if it lags behind. Raises `StoreError`."""
        state, check = self.state, self._last_check
        if not self._writable or state.revision == self._viewed:
            return
        tables = _tables(state)
        meta = {"revision": state.revision, "log": check, "check": _checksum(codec.dumps(tables))}
        try:
            with TinyDB(self._view_path, storage=AtomicStorage) as database:
                database.storage.write({**tables, "meta": {"1": meta}})
        except OSError as error:
            raise StoreError(f"{self._view_path} could not be written: {error.strerror}. The log has it all.") from None
        self._viewed = state.revision

    def _append(self, line: bytes) -> None:
        fresh = not self._log_path.exists()
        try:
            make_folder(self._log_path.parent)
            handle = os.open(self._log_path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                _write_all(handle, line)
                os.fsync(handle)
            finally:
                os.close(handle)
            if fresh:
                sync_folder(self._log_path.parent)
        except OSError as error:
            self._take_back(error)
            raise StoreError(f"The change was not saved: {error.strerror}. Nothing was changed; try again.") from None
        self._end += len(line)

    def _take_back(self, error: OSError) -> None:
        """After a failed append, cut the log to where it was; if that fails too, take no further commit.

        A line of which it is not known whether it reached the disk must neither be acknowledged nor followed.
        """
        try:
            with self._log_path.open("r+b") as file:
                file.truncate(self._end)
                os.fsync(file.fileno())
        except FileNotFoundError:
            return
        except OSError:
            self._failed = (
                f"{self._log_path} failed while it was written ({error.strerror}). "
                "Nothing more is saved until sitrep is started again; check the disk first."
            )

    def _load(self, log: _Log, view: _Tables) -> State:
        state = self._viewed_state(log, view)
        self._view_revision = state.revision
        bodies = log.bodies[state.revision :]
        try:
            return state.after_all(
                _revision(self._log_path, number, body) for number, body in enumerate(bodies, start=state.revision + 1)
            )
        except ValueError as error:
            raise DamagedError(self._log_path, None, str(error), _RESTORE) from None

    def _read_view(self) -> _Tables:
        """The tables of the view, none where there are none that can be read."""
        try:
            with TinyDB(self._view_path, storage=AtomicStorage) as database:
                return database.storage.read() or {}
        except ValueError:
            return {}

    def _viewed_state(self, log: _Log, tables: _Tables) -> State:
        """The state that the view holds, or the empty one when the view must be made again."""
        meta = tables.pop("meta", {}).get("1")
        if not isinstance(meta, dict):
            return State()
        revision = meta.get("revision")
        if isinstance(revision, int) and revision > len(log.bodies):
            raise DamagedError(
                self._log_path,
                None,
                f"ends at revision {len(log.bodies)}, but {VIEW} beside it has seen revision {revision}",
                _RESTORE,
            )
        if meta.get("check") != _checksum(codec.dumps(tables)):
            return State()
        if not isinstance(revision, int) or revision < 1 or meta.get("log") != log.checks[revision - 1]:
            return State()
        try:
            return _state(tables, revision)
        except (KeyError, TypeError, ValueError):  # whole, but of another version of sitrep
            return State()

    def _set_torn_aside(self, log: _Log) -> None:
        """Move what follows the last whole line, a line that was never acknowledged, to a file beside the log."""
        n = 1
        while (aside := self._log_path.with_name(f"{LOG}.torn-{n}")).exists():
            n += 1
        aside.write_bytes(log.torn)
        with self._log_path.open("r+b") as file:
            file.truncate(log.end)
            os.fsync(file.fileno())


def _checksum(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:16]


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def _read_log(path: Path) -> _Log:
    """Every whole line of the log, each checked. Raises `DamagedError`, naming the line."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return _Log((), (), 0, b"")
    end = data.rfind(b"\n") + 1
    bodies, checks = [], []
    for number, raw in enumerate(data[:end].split(b"\n")[:-1], start=1):
        try:
            line = msgspec.json.decode(raw, type=_Line)
        except (ValueError, RecursionError):
            raise DamagedError(path, number, "is not a line that sitrep wrote", _RESTORE) from None
        body = bytes(line.revision)
        if _checksum(body) != line.check:
            raise DamagedError(path, number, "does not match its checksum", _RESTORE)
        _check_order(path, number, body)
        bodies.append(body)
        checks.append(line.check)
    return _Log(tuple(bodies), tuple(checks), end, data[end:])


def _check_order(path: Path, number: int, body: bytes) -> None:
    try:
        found = msgspec.json.decode(body, type=_Numbered).number
    except ValueError:
        raise DamagedError(path, number, "holds no revision", _RESTORE) from None
    if found != number:
        raise DamagedError(path, number, f"holds revision {found}, out of order", _RESTORE)


def _revision(path: Path, number: int, body: bytes) -> Revision:
    try:
        return codec.load_revision(body)
    except ValueError as error:
        raise DamagedError(path, number, f"holds no revision ({error})", _RESTORE) from None


def _tables(state: State) -> _Tables:
    """The state as TinyDB's tables: documents by number, each a record with its own id."""
    tables: _Tables = {}
    for kind, records in state.tables.items():
        tables[kind.value] = {
            str(n): {
                "id": record_id,
                "touched": state.last_change(kind, record_id),
                "record": codec.to_plain(record),
            }
            for n, (record_id, record) in enumerate(records.items(), start=1)
        }
    gone = {
        str(n): {"kind": kind.value, "id": record_id, "touched": number}
        for n, ((kind, record_id), number) in enumerate(state.touched.items(), start=1)
        if record_id not in state.tables.get(kind, {})
    }
    requests = {str(n): {"id": name, "revision": at} for n, (name, at) in enumerate(state.requests.items(), start=1)}
    head = {"1": {"at": state.at.isoformat() if state.at else ""}}
    return {**tables, "gone": gone, "request": requests, "head": head}


def _state(tables: _Tables, revision: int) -> State:
    """The state that `_tables` wrote."""
    records: dict[RecordKind, Any] = {}
    touched: dict[tuple[RecordKind, str], int] = {}
    for kind in RecordKind:
        documents = tables.get(kind.value, {}).values()
        if documents:
            records[kind] = MappingProxyType(
                {doc["id"]: codec.from_plain(doc["record"], RECORD_TYPES[kind]) for doc in documents}
            )
            touched.update({(kind, doc["id"]): doc["touched"] for doc in documents})
    touched.update({(RecordKind(doc["kind"]), doc["id"]): doc["touched"] for doc in tables["gone"].values()})
    return State(
        revision=revision,
        at=datetime.fromisoformat(tables["head"]["1"]["at"]),
        tables=MappingProxyType(records),
        touched=MappingProxyType(touched),
        requests=MappingProxyType({doc["id"]: doc["revision"] for doc in tables["request"].values()}),
    )
