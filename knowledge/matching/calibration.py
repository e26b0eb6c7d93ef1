"""From figures to a probability: how likely it is that a question asks for a fact, or for none of them.

A softmax over the shortlist with one more outcome, NONE: u(f) = sum of a x + b x^2 over the features,
P(f) = e^u(f) / (e^none + sum of e^u). `fit.py` fits it; `weights.json` holds the fit.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from knowledge.matching.features import LEXICAL, OF_MEANING
from knowledge.matching.runs import Floats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the features, linear and squared, and the standing of NONE."""

    linear: Floats
    squared: Floats
    none: float

    @classmethod
    def of(cls, weights: Mapping[str, Sequence[float]], none: float) -> Calibration:
        """Weights by feature name, [linear, squared] each, put in the order in which features stand."""
        names = (*LEXICAL, *OF_MEANING) if weights.keys() > set(LEXICAL) else LEXICAL
        linear, squared = zip(*(weights[name] for name in names), strict=True)
        return cls(np.array(linear, np.float32), np.array(squared, np.float32), none)

    @classmethod
    @cache
    def shipped(cls, kind: str) -> Calibration:
        """Read the weights that come with the package: "lexical", or "with_words" for a word table."""
        told = json.loads(files("knowledge.matching").joinpath("weights.json").read_text(encoding="utf-8"))[kind]
        return cls.of(told["features"], told["none"])

    def probabilities(self, figures: Floats) -> tuple[Floats, float]:
        """Probability of each row's fact, and of none."""
        standing = self.pulls(figures).sum(axis=1)
        highest = max(float(standing.max(initial=-np.inf)), self.none)
        raised = np.exp(standing - highest)
        none = float(np.exp(self.none - highest))
        total = float(raised.sum()) + none
        return raised / total, none / total

    def pulls(self, figures: Floats) -> Floats:
        """What each feature adds to the standing of a fact: a x + b x^2 for each figure."""
        pulls: Floats = figures * self.linear + figures**2 * self.squared
        return pulls
