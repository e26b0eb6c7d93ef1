"""Vectors of texts that were encoded before: of late, and, where there is a file for it, in an earlier run.

The file spares a server of two thousand wordings some eight seconds at each start. It begins with a hash of all that
follows: the hash of the model that made the vectors, their dimensions, a 32-bit count, and a record for each text, its
hash and its vector. What another model made, or what is damaged, is forgotten: all of it can be made again.
"""

from __future__ import annotations

import hashlib
import struct
from contextlib import suppress
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from knowledge.files import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from knowledge.matching.runs import Floats

MOST = 20_000
"""Texts of stores that are remembered: 16 MB of them."""

MOST_OF_LATE = 2_000
"""Single texts that are remembered: questions, and facts since they were written."""

WORTH_KEEPING = 100
"""New texts at once, from which on the file is written: a store was read, not a question asked."""

_HASH = 16  # bytes
_HEAD = struct.Struct("<32sI")


class Memory:
    """Vectors in half precision, by the hashes of their texts. Any thread may ask and add.

    What stores hold and what was asked is remembered apart: questions neither push out what the next change of an
    alias needs, nor do they come into the file.
    """

    def __init__(self, model: bytes, file: Path | None = None) -> None:
        self._model = model
        self._file = file
        self._lock = Lock()
        self._stored: dict[bytes, Floats] = _read(model, file) if file else {}
        self._of_late: dict[bytes, Floats] = {}

    @staticmethod
    def key(text: str) -> bytes:
        """The hash of a text."""
        return hashlib.blake2b(text.encode(), digest_size=_HASH).digest()

    def get(self, keys: Iterable[bytes]) -> dict[bytes, Floats]:
        """The vectors of those texts that are remembered. They are now the last to be forgotten."""
        found = {}
        with self._lock:
            for key in keys:
                for vectors in (self._stored, self._of_late):
                    if (vector := vectors.pop(key, None)) is not None:
                        vectors[key] = found[key] = vector
                        break
        return found

    def put(self, new: Mapping[bytes, Floats]) -> None:
        """Remember some more, rather than what was not asked for for the longest time."""
        many = len(new) >= WORTH_KEEPING
        vectors, most = (self._stored, MOST) if many else (self._of_late, MOST_OF_LATE)
        with self._lock:
            vectors.update(new)
            for key in list(islice(vectors, max(0, len(vectors) - most))):
                del vectors[key]
            kept = dict(vectors)
        if many and self._file:
            with suppress(OSError):  # a full disk costs the next start its time, and nothing else
                replace_file(self._file, _written(self._model, kept))


def _written(model: bytes, vectors: Mapping[bytes, Floats]) -> bytes:
    dimensions = len(next(iter(vectors.values())))
    records = np.empty(len(vectors), _record(dimensions))
    records["key"] = [np.void(key) for key in vectors]
    records["vector"] = list(vectors.values())
    told = _HEAD.pack(model, dimensions) + records.tobytes()
    return _hash(told) + told


def _read(model: bytes, file: Path) -> dict[bytes, Floats]:
    try:
        read = file.read_bytes()
        digest, told = read[:_HASH], memoryview(read)[_HASH:]
        made_by, dimensions = _HEAD.unpack_from(told)
    except (OSError, struct.error):
        return {}
    if made_by != model or digest != _hash(told):
        return {}
    records = np.frombuffer(told, _record(dimensions), offset=_HEAD.size)
    return dict(zip(map(bytes, records["key"]), records["vector"], strict=True))


def _hash(told: bytes | memoryview) -> bytes:
    return hashlib.blake2b(told, digest_size=_HASH).digest()


def _record(dimensions: int) -> np.dtype[np.void]:
    return np.dtype([("key", f"V{_HASH}"), ("vector", "<f2", (dimensions,))])
