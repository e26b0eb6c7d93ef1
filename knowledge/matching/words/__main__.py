"""Builds the word table: `uv run --extra semantic --group words python -m knowledge.matching.words --out words.bin`.

Vectors of 20,000 common words and of 4,800 pieces of words begin as MiniLM places each alone. They are then fitted so
that their sums stand where it places some 150,000 texts, by the 128 directions in which these differ most: what WordNet
says of common words, and questions made of such words (see `texts`). Each figure is cut to 4 bits. `NOTICE.md` names
the works and their licences; `sources` finds them installed, and knows each by its hash.

It takes some ten minutes on two cores. On one machine the table is the same byte for byte each time; on another,
products are rounded differently, and fitting magnifies that. So `--check` compares what words mean to each other.
"""

from __future__ import annotations

import argparse
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.errors import SitrepError
from knowledge.matching.semantic.models import installed
from knowledge.matching.table import Table, packed
from knowledge.matching.vectors import unit
from knowledge.matching.words.fitting import Bag, fitted, principal
from knowledge.matching.words.sources import common_words, word_pieces, wordnet
from knowledge.matching.words.texts import glosses, questions, synsets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.matching.runs import Floats

SHIPPED = Path(__file__).parents[1] / "words.bin"

_WORDS = 20_000  # in the table
_RANKED = 57_000  # among which texts are made
_QUESTIONS = 75_000
_DIMENSIONS = 128
_ROUNDS = 8
_SEED = 1
_AT_ONCE = 5_000  # texts
_SELDOM = 1e-3  # a word said so often weighs half to begin with (https://openreview.net/forum?id=SyK00v5xx)
_PIECE = 0.8  # what a piece weighs to begin with
_COMPARED = 2_000  # words whose likeness to each other `--check` looks at
_TOLERATED = 0.01  # mean difference of their cosines: .004 where all targets are off by 1%, .03 with half the texts


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the table, and write it or compare it with the one that is shipped."""
    parser = argparse.ArgumentParser(description="Builds the word table.")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--out", type=Path, metavar="FILE", help="where to write it")
    what.add_argument("--check", action="store_true", help="compare it with the one that is shipped")
    options = parser.parse_args(arguments)
    try:
        built = build()
    except SitrepError as error:
        sys.exit(str(error))
    if options.out:
        options.out.write_bytes(built)
    elif built == SHIPPED.read_bytes():
        _tell("It is the table shipped, byte for byte.")
    elif (told := difference(built, SHIPPED.read_bytes())) > _TOLERATED:
        sys.exit(f"It is not the table shipped: cosines differ by {told:.3f}, and {_TOLERATED} is tolerated.")
    else:
        _tell(f"It is the table shipped, made on another machine: cosines differ by {told:.3f}.")


def build() -> bytes:
    """The table, as it is shipped."""
    often = common_words(_RANKED)
    ranks = {word: rank for rank, word in enumerate(often)}
    pieces = word_pieces()
    rows = [*list(often)[:_WORDS], *pieces]
    meanings = list(synsets(wordnet()))
    templates = files("knowledge.matching.words").joinpath("templates.txt").read_text(encoding="utf-8").splitlines()
    texts = glosses(meanings, ranks) + questions(templates, meanings, ranks, count=_QUESTIONS, seed=_SEED)
    placed = _placed([*(row.removeprefix("##") for row in rows), *texts])
    alone, targets = np.split(placed, [len(rows)])
    axes = principal(targets, _DIMENSIONS)
    worth = np.array([_SELDOM / (_SELDOM + often[row]) if row in often else _PIECE for row in rows], np.float32)
    places = {row: place for place, row in enumerate(rows)}
    bags = [Bag.of(text, places) for text in texts]
    begun = alone @ axes * worth[:, None]
    vectors = fitted(begun, bags, unit(targets @ axes), rounds=_ROUNDS, seed=_SEED, tell=_tell)
    return packed(rows, vectors)


def difference(built: bytes, shipped: bytes) -> float:
    """How much the cosines of the commonest words of two tables differ; 1 where they are not of the same words."""
    one, other = Table(built), Table(shipped)
    if one.words != other.words:
        return 1.0
    likenesses = []
    for table in (one, other):
        vectors = unit(table.vectors(table.words[:_COMPARED]))
        likenesses.append(vectors @ vectors.T)
    return float(np.abs(likenesses[0] - likenesses[1]).mean())


def _placed(texts: Sequence[str]) -> Floats:
    """Vectors of texts, as MiniLM places them: minutes. Each text is encoded once, always beside the same others.

    Its 8-bit figures depend a little on what is encoded together.
    """
    encoder = installed()
    places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    different = list(places)
    parts = [different[begin : begin + _AT_ONCE] for begin in range(0, len(different), _AT_ONCE)]
    found = []
    with ThreadPoolExecutor(2) as pool:
        for vectors in pool.map(encoder.encode, parts):
            found.append(vectors)
            _tell(f"{len(found)} of {len(parts)} parts of the texts are placed.")
    return np.concatenate(found)[[places[text] for text in texts]]


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
