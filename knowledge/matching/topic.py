"""Whether a question is about what the facts are about at all, or about what people talk about otherwise.

Near misses share words with the facts; a question about cooking or the weekend does not, yet some fact is always the
nearest. So a question is held against two sides: the facts, and a backdrop of everyday messages. And its form tells:
who asks "is it over yet?" points at what all are talking about, and who says "back in five" asks nothing. A logistic
regression over these tells on which side it stands; `fit.py` fits it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from knowledge.matching.features import EVIDENCE, OF_SENTENCES
from knowledge.matching.questions import asks_yes_or_no
from knowledge.matching.replies import weighed
from knowledge.matching.runs import Floats
from knowledge.matching.semantic.sentences import encoded
from knowledge.matching.suppositions import is_claimed
from knowledge.matching.table import Table
from knowledge.text import words

if TYPE_CHECKING:
    from knowledge.matching.features import Shortlist
    from knowledge.matching.semantic.sentences import Encoder

OF_FACTS: Mapping[str, tuple[str, ...]] = {
    "with_words": (
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
    ),
    "semantic": OF_SENTENCES,
}
"""The features of which the highest among the facts tells how near a question is to them, by kind of evidence."""

OF_BACKDROP = ("backdrop_1", "backdrop_5", "backdrop_30")
"""Mean cosine to the nearest one, five and thirty messages of the backdrop."""

OF_FORM = ("points", "question_word", "auxiliary", "tag")
"""1 where a question has it, else 0: "it" or "they", "who" or "how", "did" at its head, "right?" at its end."""

ON_TOPIC = 0.5
"""P that a question is about what the facts are about, from which on facts are offered."""

_POINTING = frozenset(
    [
        "it",
        "its",
        "they",
        "them",
        "their",
        "he",
        "him",
        "his",
        "she",
        "her",
        "we",
        "us",
        "our",
        "this",
        "that",
        "these",
        "those",
        "there",
        "one",
    ]
)
_QUESTION_WORDS = frozenset(["what", "which", "who", "whom", "whose", "when", "where", "why", "how"])

Placing: TypeAlias = Callable[[Sequence[Sequence[str]]], Floats]
"""Gives a unit vector for each of some texts, which are given as their words."""


class Backdrop:
    """The messages in `backdrop.txt` as vectors, wherever texts are placed."""

    def __init__(self, place: Placing) -> None:
        listed = files("knowledge.matching").joinpath("backdrop.txt").read_text(encoding="utf-8").splitlines()
        self._place = place
        self._messages = place([words(line) for line in listed if line and not line.startswith("#")])

    @classmethod
    @cache
    def of_words(cls) -> Backdrop:
        """By the word table: read once, when the first question comes."""
        return cls(lambda texts: np.stack([weighed(Table.shipped(), text) for text in texts]))

    @classmethod
    @lru_cache(maxsize=2)
    def of_sentences(cls, encoder: Encoder) -> Backdrop:
        """By an encoder: a megabyte that all servers share."""
        return cls(partial(encoded, encoder=encoder))

    def near(self, asked: Sequence[str]) -> Floats:
        """How near a question is to the backdrop, as `OF_BACKDROP` tells."""
        cosines = np.sort(self._messages @ self._place([asked])[0])[::-1]
        return np.array([cosines[0], cosines[:5].mean(), cosines[:30].mean()], np.float32)


@dataclass(frozen=True, slots=True)
class Topic:
    """The line between the two sides: weights of the figures, and a bias."""

    weights: Floats
    bias: float

    @classmethod
    def read(cls, text: str, kind: str) -> Topic:
        """Read what `fit` wrote for a kind of evidence, one of `OF_FACTS`. Raises `ValueError` without it."""
        try:
            told = json.loads(text)["topic"][kind]
            weights = [told["features"][name] for name in figures_of(kind)]
            return cls(np.array(weights, np.float32), float(told["bias"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"there is no line of the topic for “{kind}”, or not all of it ({error})") from error

    @classmethod
    @cache
    def shipped(cls, kind: str) -> Topic:
        """Read the fit that comes with the package."""
        return cls.read(files("knowledge.matching").joinpath("weights.json").read_text(encoding="utf-8"), kind)

    def probability(self, near: Floats) -> float:
        """How likely it is that a question, by its `figures`, is about what the facts are about."""
        return float(1 / (1 + np.exp(-(float(near @ self.weights) + self.bias))))


def figures_of(kind: str) -> tuple[str, ...]:
    """Name the figures for a kind of evidence, in the order in which `figures` gives them."""
    return (*OF_FACTS[kind], *OF_BACKDROP, *OF_FORM)


def figures(shortlist: Shortlist, asked: Sequence[str], form: Floats, backdrop: Backdrop) -> Floats:
    """How near a question is to the facts and to the backdrop, and its `form_of`."""
    places = [EVIDENCE[shortlist.kind].index(name) for name in OF_FACTS[shortlist.kind]]
    return np.concatenate([shortlist.figures.max(axis=0)[places], backdrop.near(asked), form])


def form_of(question: str, asking: Sequence[str]) -> Floats:
    """Tell what `OF_FORM` names of a question; `asking` are its words without what is said around it."""
    said = set(asking)
    return np.array(
        [
            not _POINTING.isdisjoint(said),
            not _QUESTION_WORDS.isdisjoint(said),
            asks_yes_or_no(asking),
            question.rstrip().endswith(("?", "？")) or is_claimed(question),
        ],
        np.float32,
    )
