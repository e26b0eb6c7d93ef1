"""Whether a question is about what the facts are about at all, or about what people talk about otherwise.

Near misses share words with the facts; a question about cooking or the weekend does not, yet some fact is always the
nearest. So a question is held against two sides: the facts, and a backdrop of everyday messages. A logistic
regression over how near it is to either tells on which side it stands; `fit.py` fits it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from knowledge.matching.features import LEXICAL, OF_MEANING
from knowledge.matching.replies import weighed
from knowledge.matching.runs import Floats
from knowledge.matching.table import Table
from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.matching.features import Shortlist

OF_FACTS = (
    "unknown",
    "soft_covered",
    "meaning_best",
    "meaning_centroid",
    "centred_best",
    "centred_centroid",
    "meaning_answer",
    "meaning_with_answer",
    "soft_covered_with_answer",
    "covered_with_answer",
    "gram_best",
)
"""The features of which the highest among the facts tells how near a question is to them."""

OF_BACKDROP = ("backdrop_1", "backdrop_5", "backdrop_30")
"""Mean cosine to the nearest one, five and thirty messages of the backdrop."""

_PLACES = [(*LEXICAL, *OF_MEANING).index(name) for name in OF_FACTS]


@dataclass(frozen=True, slots=True)
class Topic:
    """The line between the two sides: weights of the figures, and a bias."""

    weights: Floats
    bias: float

    @classmethod
    def of(cls, weights: Mapping[str, float], bias: float) -> Topic:
        """Weights by name, put in the order in which figures stand."""
        return cls(np.array([weights[name] for name in (*OF_FACTS, *OF_BACKDROP)], np.float32), bias)

    @classmethod
    @cache
    def shipped(cls) -> Topic:
        """Read the fit that comes with the package."""
        told = json.loads(files("knowledge.matching").joinpath("weights.json").read_text(encoding="utf-8"))["topic"]
        return cls.of(told["features"], told["bias"])

    def probability(self, shortlist: Shortlist, asked: Sequence[str]) -> float:
        """How likely it is that a question, by its words and the facts near it, is about what the facts are about."""
        standing = float(figures(shortlist, asked) @ self.weights) + self.bias
        return float(1 / (1 + np.exp(-standing)))


def figures(shortlist: Shortlist, asked: Sequence[str]) -> Floats:
    """How near a question is to the facts and to the backdrop, in the order of `OF_FACTS` and `OF_BACKDROP`."""
    near_facts = shortlist.figures.max(axis=0)[_PLACES]
    cosines = np.sort(_backdrop() @ weighed(Table.shipped(), asked))[::-1]
    near: Floats = np.array([*near_facts, cosines[0], cosines[:5].mean(), cosines[:30].mean()], np.float32)
    return near


@cache
def _backdrop() -> Floats:
    """Unit vectors of the messages in `backdrop.txt`, read when the first question comes."""
    listed = files("knowledge.matching").joinpath("backdrop.txt").read_text(encoding="utf-8").splitlines()
    return np.stack([weighed(Table.shipped(), words(line)) for line in listed if line and not line.startswith("#")])
