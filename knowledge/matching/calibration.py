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

from knowledge.matching.features import EVIDENCE
from knowledge.matching.runs import Floats

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


RICH = "_rich"
"""Ends the names of weights for stores whose facts have many wordings: there, figures mean something else."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Weights of the features, linear and squared, and the standing of NONE."""

    linear: Floats
    squared: Floats
    none: float

    @classmethod
    def of(cls, weights: Mapping[str, Sequence[float]], none: float) -> Calibration:
        """Weights by feature, [linear, squared] each, in the order in which the features stand."""
        linear, squared = zip(*weights.values(), strict=True)
        return cls(np.array(linear, np.float32), np.array(squared, np.float32), none)

    @classmethod
    def read(cls, text: str, kind: str) -> Calibration:
        """Read what `fit` wrote for a kind of evidence, or for that in rich stores. Raises `ValueError` without it."""
        try:
            told = json.loads(text)[kind]
            names = EVIDENCE[kind.removesuffix(RICH)]
            return cls.of({name: told["features"][name] for name in names}, float(told["none"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"there are no weights of the kind “{kind}”, or not all of them ({error})") from error

    @classmethod
    @cache
    def shipped(cls, kind: str) -> Calibration:
        """Read the weights that come with the package."""
        return cls.read(files("knowledge.matching").joinpath("weights.json").read_text(encoding="utf-8"), kind)

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
