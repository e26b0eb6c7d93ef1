"""Writes what `table` reads: some thousand vectors in little room."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.matching.runs import Floats

_HEAD = struct.Struct("<4sIII")
_MOST = 7  # of either sign, in four bits


def packed(words: Sequence[str], vectors: Floats) -> bytes:
    """Words with their vectors in the format of `words.bin`, each figure rounded to a seventh of its row's greatest."""
    rows, dimensions = vectors.shape
    scales = (np.abs(vectors).max(axis=1) / _MOST + 1e-9).astype("<f2")
    figures = np.clip(np.rint(vectors / scales[:, None].astype(np.float32)), -_MOST, _MOST).astype(np.int8) + 8
    halves = (figures[:, 0::2] << 4 | figures[:, 1::2]).astype(np.uint8)
    spelt = "\n".join(words).encode()
    head = _HEAD.pack(b"WT01", rows, dimensions, len(spelt))
    return zlib.compress(head + spelt + scales.tobytes() + halves.tobytes(), 9)


def principal(vectors: Floats, dimensions: int) -> Floats:
    """The directions in which vectors are longest, the longest first, shape (figures of a vector, dimensions)."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    longest = directions[:, ::-1][:, :dimensions]
    signed: Floats = longest * np.sign(longest.sum(axis=0))  # either sign would do; this is the same everywhere
    return signed
