"""Which encoder facts are matched with, if any, and why: told by `sitrep check`, taken where a knowledge base opens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.matching.calibration import RICH, Calibration
from knowledge.matching.matcher import Matcher, Matching
from knowledge.matching.semantic.encoder import SentenceEncoder
from knowledge.matching.semantic.models import CHOOSE, MINILM, NoEncoderError, in_folder, installed
from knowledge.matching.topic import Topic

if TYPE_CHECKING:
    from collections.abc import Callable

NO_MODEL = "none"
"""What to choose where no encoder is wanted, though one is installed."""

WEIGHTS = "sitrep.json"
"""The file in a model's folder that holds the weights which `fit` found for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """An encoder with its own `weights`, if it has such, or none, and `why`; `remedy` where more was to be expected."""

    encoder: SentenceEncoder | None
    why: str
    remedy: str = ""
    weights: str | None = None

    def __str__(self) -> str:
        """Which matcher runs, and why."""
        how = f"whole sentences, by {self.encoder.name}" if self.encoder else "words and their meanings"
        return f"it compares {how}: {self.why}"

    @property
    def matching(self) -> Matching:
        """What makes matchers that match so."""
        if self.weights is None:
            return partial(Matcher, encoder=self.encoder)
        calibrations: Callable[[str], Calibration] = cache(partial(Calibration.read, self.weights))
        topics: Callable[[str], Topic] = cache(partial(Topic.read, self.weights))
        return partial(Matcher, encoder=self.encoder, calibrations=calibrations, topics=topics)


def chosen(model: str, memory: Path | None = None) -> Choice:
    """Take the encoder in the folder `model`; where that is empty, the one installed. It never fails: it says why.

    `memory` is the file of what was encoded in earlier runs, read and written.
    """
    if model == NO_MODEL:
        return Choice(encoder=None, why="no encoder is wanted")
    try:
        if not model:
            why = "the [semantic] extra is installed, its model is the known one"
            return Choice(encoder=installed(memory), why=why)
        folder = Path(model).expanduser()
        weights = _weights_in(folder)
        own = "with weights of its own" if weights else f"with the weights of {MINILM}, which may not suit it"
        return Choice(encoder=in_folder(folder, memory), why=f"it lies in {folder}, {own}", weights=weights)
    except NoEncoderError as error:
        return Choice(encoder=None, why=str(error), remedy=error.remedy)
    except (OSError, RuntimeError) as error:  # no such home folder; a file that nobody may read
        return Choice(encoder=None, why=f"{model} cannot be read: {error}", remedy=CHOOSE)


def _weights_in(folder: Path) -> str | None:
    path = folder / WEIGHTS
    if not path.is_file():
        return None
    try:
        weights = path.read_text(encoding="utf-8")
        for kind in ("lexical", "semantic", "semantic" + RICH):
            Calibration.read(weights, kind)
        Topic.read(weights, "semantic")
    except ValueError as error:
        raise NoEncoderError(f"{path}: {error}", "Fit it again, or remove it.") from error
    return weights
