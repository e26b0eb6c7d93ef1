"""Fits vectors of words so that their sums stand where an encoder places whole texts, and as near to each other.

The loss of a text is the cosine that its sum lacks to its target, and of all pairs of texts in a batch the squared
difference of their cosine from that of their targets. Its gradient is followed by Adam (Kingma and Ba 2015,
https://arxiv.org/abs/1412.6980), for the words of each batch alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.matching.runs import Floats, Ints
from knowledge.matching.table import spelt
from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_BATCH = 1_024  # texts
_LEFT_OUT = 0.1  # of the words of a text, each time: so that no word leans on its neighbours
_PAIRS_COUNT = 64.0  # what the cosines of all pairs weigh, beside the cosines to the targets
_RATE = 3e-3
_WARMING = 50  # batches until that rate is reached; from there on it falls to nothing
_KEPT, _KEPT_SQUARE = 0.9, 0.98
_TINY = 1e-7


@dataclass(frozen=True, slots=True)
class Bag:
    """A text as the rows that its words have, and what share of a word each row is: a piece is but a part of one."""

    rows: Ints
    shares: Floats

    @classmethod
    def of(cls, text: str, places: Mapping[str, int]) -> Bag:
        """Cut a text as the matcher will: `places` tells which row a word or a piece has."""
        cut = [spelt(word, places) for word in words(text)]
        shares = [1 / len(rows) for rows in cut for _ in rows]
        return cls(np.array([row for rows in cut for row in rows], np.int64), np.array(shares, np.float32))


def fitted(
    vectors: Floats, bags: Sequence[Bag], targets: Floats, *, rounds: int, seed: int, tell: Callable[[str], None]
) -> Floats:
    """Vectors whose sums over bags stand near the targets, which have unit length: from some to begin with."""
    chance = np.random.default_rng(seed)
    vectors = vectors.astype(np.float32)
    mean, square = np.zeros_like(vectors), np.zeros_like(vectors)
    batches = math.ceil(len(bags) / _BATCH)
    for turn in range(rounds):
        lost = 0.0
        for place, batch in enumerate(np.array_split(chance.permutation(len(bags)), batches)):
            rows, said = _said([bags[text] for text in batch])
            said *= chance.random(said.shape, np.float32) > _LEFT_OUT
            slope, loss = _slope(said @ vectors[rows], targets[batch])
            slope = said.T @ slope
            mean[rows] += (1 - _KEPT) * (slope - mean[rows])
            square[rows] += (1 - _KEPT_SQUARE) * (slope**2 - square[rows])
            step = turn * batches + place
            rate = _RATE * min(1, (step + 1) / _WARMING) * (1 - step / (rounds * batches))
            vectors[rows] -= rate * mean[rows] / (np.sqrt(square[rows]) + _TINY)
            lost += loss / batches
        tell(f"Round {turn + 1} of {rounds}: texts lack {lost:.4f} of the cosine to their targets.")
    return vectors


def principal(vectors: Floats, dimensions: int) -> Floats:
    """The directions in which vectors are longest, the longest first, shape (figures of a vector, dimensions)."""
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    longest = directions[:, ::-1][:, :dimensions]
    signed: Floats = longest * np.sign(longest.sum(axis=0))  # either sign would do; this is the same everywhere
    return signed


def _said(bags: Sequence[Bag]) -> tuple[Ints, Floats]:
    """The different rows of some texts, and how much of each a text has, shape (texts, rows)."""
    rows, places = np.unique(np.concatenate([bag.rows for bag in bags]), return_inverse=True)
    said = np.zeros((len(bags), len(rows)), np.float32)
    texts = np.repeat(np.arange(len(bags)), [len(bag.rows) for bag in bags])
    np.add.at(said, (texts, places), np.concatenate([bag.shares for bag in bags]))
    return rows, said


def _slope(sums: Floats, targets: Floats) -> tuple[Floats, float]:
    """The loss's gradient by the sums of a batch, and the share of it that the cosines to the targets have."""
    lengths = np.linalg.norm(sums, axis=1, keepdims=True) + _TINY
    meant = sums / lengths
    off = meant @ meant.T - targets @ targets.T
    np.fill_diagonal(off, 0)
    slope = _PAIRS_COUNT / len(sums) * (off @ meant) - targets
    slope -= np.einsum("td,td->t", slope, meant)[:, None] * meant  # the length of a sum is free
    lost = 1 - np.einsum("td,td->t", meant, targets).mean()
    return slope / lengths / len(sums), float(lost)
