"""The word table: vectors of 20,000 words and 4,800 pieces of words, in 1.3 MB.

Its vectors are fitted so that their sums reproduce the sentence vectors of MiniLM: by `words`; `NOTICE.md` names what
it was made from. Format of `words.bin`, zlib-compressed: the magic "WT01", three little-endian 32-bit counts (rows,
dimensions, bytes of words), the words in UTF-8 with a line break between them, a 16-bit float a row for its scale,
then two 4-bit figures a byte, the higher first, 8 standing for zero.
"""

from __future__ import annotations

import struct
import zlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.matching.runs import Floats

_HEAD = struct.Struct("<4sIII")
_MAGIC = b"WT01"
_ZERO = 8
_MOST = 7  # of either sign, in four bits
_REMEMBERED = 20_000
_LONGEST_WORD = 40


class Table:
    """Vectors by word. A word that the table does not have is the mean of its pieces, as BERT cuts words."""

    def __init__(self, packed: bytes) -> None:
        told = zlib.decompress(packed)
        magic, rows, self.dimensions, length = _HEAD.unpack_from(told)
        if magic != _MAGIC:
            raise ValueError("words.bin is no word table: it does not begin with WT01. Install the package again.")
        begin = _HEAD.size
        self.words = tuple(told[begin : begin + length].decode().split("\n"))
        self._places = {word: row for row, word in enumerate(self.words)}
        begin += length
        scales = np.frombuffer(told, "<f2", rows, begin).astype(np.float32)
        halves = np.frombuffer(told, np.uint8, rows * self.dimensions // 2, begin + 2 * rows)
        halves = halves.reshape(rows, self.dimensions // 2)
        figures = np.empty((rows, self.dimensions), np.float32)
        figures[:, 0::2] = halves >> 4
        figures[:, 1::2] = halves & 15
        self._rows = (figures - _ZERO) * scales[:, None]
        self._remembered: dict[str, Floats] = {}

    @classmethod
    @cache
    def shipped(cls) -> Table:
        """Read the table that comes with the package, once; it takes some 40 ms and 13 MB."""
        return cls(files("knowledge.matching").joinpath("words.bin").read_bytes())

    def vectors(self, words: Sequence[str]) -> Floats:
        """Rows for some words, shape (words, dimensions); zeros for a word that it cannot spell."""
        if not words:
            return np.zeros((0, self.dimensions), np.float32)
        return np.stack([self._vector(word) for word in words])

    def _vector(self, word: str) -> Floats:
        place = self._places.get(word)
        if place is not None:
            row: Floats = self._rows[place]
            return row
        if word not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            pieces = spelt(word[:_LONGEST_WORD], self._places)
            self._remembered[word] = (
                self._rows[pieces].mean(axis=0) if pieces else np.zeros(self.dimensions, np.float32)
            )
        return self._remembered[word]


def spelt(word: str, places: Mapping[str, int]) -> list[int]:
    """Places of the longest pieces that a word can be cut into, from the left (WordPiece), until none goes on."""
    found: list[int] = []
    begin = 0
    while begin < len(word):
        for end in range(len(word), begin, -1):
            place = places.get(word[begin:end] if begin == 0 else f"##{word[begin:end]}")
            if place is not None:
                found.append(place)
                begin = end
                break
        else:
            return found
    return found


def packed(words: Sequence[str], vectors: Floats) -> bytes:
    """The table of words and their vectors: each figure is rounded to a seventh of its row's greatest."""
    rows, dimensions = vectors.shape
    scales = (np.abs(vectors).max(axis=1) / _MOST + 1e-9).astype("<f2")
    figures = np.rint(vectors / scales[:, None].astype(np.float32)).clip(-_MOST, _MOST).astype(np.int8) + _ZERO
    halves = (figures[:, 0::2] << 4 | figures[:, 1::2]).astype(np.uint8)
    told = "\n".join(words).encode()
    return zlib.compress(
        _HEAD.pack(_MAGIC, rows, dimensions, len(told)) + told + scales.tobytes() + halves.tobytes(), 9
    )
