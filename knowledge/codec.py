"""Records to JSON and back, checked against their types: the one place that knows how they are written."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from knowledge.asof import AsOf
from knowledge.revisions import RECORD_TYPES, ActorId, Change, RecordKind, Revision

if TYPE_CHECKING:
    from knowledge.revisions import Record

T = TypeVar("T")


_NULL = msgspec.Raw(b"null")


class _WrittenChange(msgspec.Struct):
    kind: RecordKind
    id: str
    before: msgspec.Raw = _NULL
    after: msgspec.Raw = _NULL


class _WrittenRevision(msgspec.Struct):
    number: int
    at: datetime
    actor: str
    via: str
    why: str
    request: str
    changes: list[_WrittenChange]


def to_plain(value: Any) -> Any:
    """`value` as what JSON can hold: dicts, lists, text, numbers, None."""
    return msgspec.to_builtins(value, enc_hook=_encode)


def from_plain(plain: Any, kind: type[T]) -> T:
    """A value of type `kind` from what JSON held. Raises `ValueError` with the path of what does not fit."""
    return msgspec.convert(plain, kind, dec_hook=_decode)


def dumps(value: Any) -> bytes:
    """`value` as compact UTF-8 JSON."""
    return msgspec.json.encode(value, enc_hook=_encode)


def loads(data: bytes) -> Any:
    """JSON as dicts, lists, text, numbers, None. Raises `ValueError`."""
    try:
        return msgspec.json.decode(data)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def dump_revision(revision: Revision) -> bytes:
    """A revision as one line of JSON, without a line end."""
    return dumps(revision)


def load_revision(data: bytes) -> Revision:
    """The revision that `dump_revision` wrote. Raises `ValueError`."""
    written = msgspec.json.decode(data, type=_WrittenRevision)
    return Revision(
        number=written.number,
        at=written.at,
        actor=ActorId(written.actor),
        via=written.via,
        why=written.why,
        request=written.request,
        changes=tuple(_change(change) for change in written.changes),
    )


def _change(written: _WrittenChange) -> Change:
    kind = RECORD_TYPES[written.kind]

    def record(raw: msgspec.Raw) -> Record | None:
        return None if bytes(raw) == b"null" else msgspec.json.decode(raw, type=kind, dec_hook=_decode)

    return Change(kind=written.kind, id=written.id, before=record(written.before), after=record(written.after))


def _encode(value: Any) -> Any:
    if isinstance(value, AsOf):
        return value.iso
    raise TypeError(f"no record holds a {type(value).__name__}")


def _decode(kind: type, plain: Any) -> Any:
    if kind is AsOf:
        if not isinstance(plain, str):
            raise ValueError("a date is written as text, as in 2024-05-30")
        return AsOf(plain)
    raise TypeError(f"no record holds a {kind.__name__}")
