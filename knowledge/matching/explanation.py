"""A ranking with what it was made of, so that a moderator can be shown why a fact was found, or was not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.matching.calibration import Calibration
from knowledge.matching.ranking import Ranking
from knowledge.matching.reading import Reading
from knowledge.matching.runs import Floats

if TYPE_CHECKING:
    from knowledge.matching.questions import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """What one feature does for a fact: its figure x, and the a x + b x² that it adds to the fact's standing."""

    feature: str
    figure: float
    adds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The figures that candidates were ranked by, a row a candidate and a column a feature, and what weighs them."""

    features: Sequence[str]
    figures: Floats
    calibration: Calibration

    def pulls(self, place: int) -> tuple[Pull, ...]:
        """What each feature does for the candidate at a place, the strongest first."""
        figures = self.figures[place]
        pulls = (
            Pull(feature=feature, figure=float(figure), adds=float(adds))
            for feature, figure, adds in zip(self.features, figures, self.calibration.pulls(figures), strict=True)
        )
        return tuple(sorted(pulls, key=lambda pull: -abs(pull.adds)))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Explanation:
    """How a question was understood and weighed.

    `asked` is the question as the veto read it. `verbatim` is the one fact that has the question as a wording, word
    for word: no veto is asked of it. `off_topic` tells that the facts near it explain too few of its words for any of
    them to be a candidate.
    """

    ranking: Ranking
    asked: Reading | None = None
    weights: Weights | None = None
    verbatim: int | None = None
    off_topic: bool = False

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What sort of answer it asks for: one, or those of its Korean and Japanese question words."""
        if self.asked is None:
            return ()
        return tuple(sorted(self.asked.unspaced_kinds)) or (self.asked.kind,)

    def pulls(self, place: int) -> tuple[Pull, ...]:
        """What carried the candidate at a place, and what held it back, the strongest first."""
        return self.weights.pulls(place) if self.weights else ()
