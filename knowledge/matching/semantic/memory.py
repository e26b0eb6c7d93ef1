"""Vectors of texts that were encoded before: of late, and, where there is a file for it, in an earlier run.

The file spares a server of some thousand wordings half a minute at each start. It begins with the hash of the model
that made the vectors and their dimensions, a 32-bit count; a record follows for each text, its hash and its vector.
Whatever else is found in its place is forgotten: all of it can be made again.
"""

from __future__ import annotations

import hashlib
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from knowledge.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from knowledge.matching.runs import Floats

MOST = 20_000
"""Texts that are remembered: 16 MB of them."""

WORTH_KEEPING = 100
"""New texts at once, from which on the file is written: a store was read, not a question asked."""

_HEAD = struct.Struct("<32sI")
_KEY = 16  # bytes of a text's hash


class Memory:
    """Vectors in half precision, by the hashes of their texts. `keep` says whether the file may be written.

    Any thread may ask and add: each step is one operation of a dict.
    """

    def __init__(self, model: bytes, file: Path | None = None, *, keep: bool = False) -> None:
        self._model = model
        self._file = file if keep else None
        self._vectors: dict[bytes, Floats] = _read(model, file) if file else {}

    @staticmethod
    def key(text: str) -> bytes:
        """The hash of a text."""
        return hashlib.blake2b(text.encode(), digest_size=_KEY).digest()

    def get(self, key: bytes) -> Floats | None:
        """The vector of a text, if it is remembered."""
        return self._vectors.get(key)

    def put(self, new: Mapping[bytes, Floats]) -> None:
        """Remember some more, and forget all others rather than too many."""
        vectors = self._vectors if len(self._vectors) + len(new) <= MOST else {}
        vectors.update(list(new.items())[:MOST])
        self._vectors = vectors
        if self._file and len(new) >= WORTH_KEEPING:
            with suppress(OSError):  # a full disk costs the next start its time, and nothing else
                replace_file(self._file, _written(self._model, dict(vectors)))


def _written(model: bytes, vectors: Mapping[bytes, Floats]) -> bytes:
    dimensions = len(next(iter(vectors.values())))
    records = np.empty(len(vectors), _record(dimensions))
    records["key"] = [np.void(key) for key in vectors]
    records["vector"] = list(vectors.values())
    return _HEAD.pack(model, dimensions) + records.tobytes()


def _read(model: bytes, file: Path) -> dict[bytes, Floats]:
    try:
        told = file.read_bytes()
        made_by, dimensions = _HEAD.unpack_from(told)
        records = np.frombuffer(told, _record(dimensions), offset=_HEAD.size) if made_by == model else ()
        return {bytes(record["key"]): record["vector"] for record in records}
    except (OSError, ValueError, struct.error):
        return {}


def _record(dimensions: int) -> np.dtype[np.void]:
    return np.dtype([("key", f"V{_KEY}"), ("vector", "<f2", (dimensions,))])
