"""How good weights are on questions that they never saw: what they find, and whether P means what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge.matching.runs import Bools, Floats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from knowledge.matching.samples import Sample

BINS = 10
_SURE = 0.8  # a customary cut, to compare fits by


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Questions and what was made of them: the best candidate's P (`sure`), and whether it is right.

    `inside` tells which questions have a right fact, `among_three` where one is among the first three candidates;
    `loss` is the weighted cross-entropy.
    """

    inside: Bools
    sure: Floats
    right: Bools
    among_three: Bools
    loss: float

    @classmethod
    def of(cls, sample: Sample, probabilities: Floats) -> Judged:
        """Judge the probabilities of a sample's candidates and, last, of NONE."""
        order = np.argsort(-probabilities[:, :-1], axis=1, kind="stable")
        hits = np.take_along_axis(sample.right, order, axis=1) > 0
        return cls(
            inside=sample.inside,
            sure=probabilities[:, :-1].max(axis=1),
            right=hits[:, 0],
            among_three=np.any(hits[:, :3], axis=1),
            loss=float(-(np.log(probabilities + 1e-12) * sample.right).sum(axis=1) @ sample.weights),
        )

    def __str__(self) -> str:
        """What is found, what is sure and right, and how far P is from the truth."""
        answered = self.sure >= _SURE
        scope = self.inside.sum()
        precision = self.right[answered].mean() if answered.any() else float("nan")
        return (
            f"top-1 {self.right.sum() / scope:6.1%}  three {self.among_three.sum() / scope:6.1%}"
            f"  at P >= .8: precision {precision:6.1%} coverage {(self.right & answered).sum() / scope:6.1%}"
            f"  loss {self.loss:.3f}  off {expected_error([self]):5.1%}"
        )


def bins(judged: Iterable[Judged]) -> Iterator[tuple[int, float, float]]:
    """For each tenth of P that has questions: how many, their mean P, and the share of them that are right."""
    sure, right = (np.concatenate(parts) for parts in zip(*((one.sure, one.right) for one in judged), strict=True))
    tenths = np.minimum((sure * BINS).astype(int), BINS - 1)
    for tenth in range(BINS):
        within = tenths == tenth
        if within.any():
            yield int(within.sum()), float(sure[within].mean()), float(right[within].mean())


def expected_error(judged: Iterable[Judged]) -> float:
    """The mean distance of P from the share that is right, over `bins` (Naeini et al., AAAI 2015)."""
    counted = list(bins(judged))
    return sum(count * abs(said - true) for count, said, true in counted) / sum(count for count, _, _ in counted)
