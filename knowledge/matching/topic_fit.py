"""Fits the line between a situation and what people talk about otherwise, on situations: a part of `fit`.

Each situation is judged by the line that the others give: how well it tells questions of the situation from far ones
(AUROC), and which share of either gets over it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.matching.chatter import kind_of_message
from knowledge.matching.matcher import Matcher
from knowledge.matching.ranking import Entry
from knowledge.matching.runs import Floats
from knowledge.matching.topic import ON_TOPIC, figures_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from knowledge.matching.semantic.sentences import Encoder

_FAR = frozenset({"far", "chatter"})
_RIDGE = 3e-3
_NEAR = 0.5  # of the weight of a question that is on record: near misses are of the situation, too
_STEPS = 60


@dataclass(frozen=True, slots=True)
class _Sample:
    """Questions of a situation: figures, 1 where they are about it, and weights; `asked` where a fact answers."""

    figures: Floats
    about: Floats
    weights: Floats
    asked: Floats


def fit_topic(
    situations: Mapping[str, Any],
    unseen: Mapping[str, Any],
    kind: str,
    encoder: Encoder | None,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """Fit the line for a kind of evidence on all situations, and tell how each fares by that of the others.

    Those `unseen` are judged alone.
    """
    seen, judged = (
        {name: _sample(told, kind, encoder) for name, told in listed.items()} for listed in (situations, unseen)
    )
    for name, sample in (seen | judged).items():
        others = [other for known, other in seen.items() if known != name] or [sample]
        standing = _standing(sample.figures, *_fit(others))
        over, far = 1 / (1 + np.exp(-standing)) >= ON_TOPIC, sample.about == 0
        better = (standing[sample.asked == 1][:, None] > standing[far]).mean()
        tell(
            f"topic, {kind:10} {name:11} AUROC {better:.3f}  over the line: on record"
            f" {over[sample.asked == 1].mean():6.1%}  far {over[far].mean():6.1%} of {far.sum()}"
        )
    weights, bias = _fit(list(seen.values()))
    named = zip(figures_of(kind), weights, strict=True)
    return {"features": {name: round(float(weight), 3) for name, weight in named}, "bias": round(bias, 3)}


def _fit(seen: Sequence[_Sample]) -> tuple[Floats, float]:
    """Weights and bias of the least logistic loss plus a ridge on the figures at unit variance, by Newton's method."""
    told = np.concatenate([sample.figures for sample in seen])
    about = np.concatenate([sample.about for sample in seen])
    shares = np.concatenate([sample.weights for sample in seen])
    worth = np.where(about == 1, shares / shares[about == 1].sum(), shares / shares[about == 0].sum()) / 2
    mean, spread = told.mean(axis=0), told.std(axis=0) + 1e-6
    design = np.append((told - mean) / spread, np.ones((len(told), 1)), axis=1)
    ridge = np.append(np.full(told.shape[1], 2 * _RIDGE), 1e-9)
    weights = np.zeros(design.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-(design @ weights)))
        slope = design.T @ (worth * (likely - about)) + ridge * weights
        bend = (design * (worth * likely * (1 - likely))[:, None]).T @ design + np.diag(ridge)
        step = np.linalg.solve(bend, slope)
        weights -= step / max(1.0, float(np.abs(step).max()))
    return weights[:-1] / spread, float(weights[-1] - (weights[:-1] * mean / spread).sum())


def _standing(told: Floats, weights: Floats, bias: float) -> Floats:
    standing: Floats = told @ weights + bias
    return standing


def _sample(told: Mapping[str, Any], kind: str, encoder: Encoder | None) -> _Sample:
    """The questions of a situation; what is chatter by its form alone is told from it before."""
    entries = [
        Entry(
            fact=place,
            wordings=(fact["question"], *fact["phrasings"]),
            answers=tuple(claim["answer"] for claim in fact["claims"]) if "claims" in fact else (fact["answer"],),
        )
        for place, fact in enumerate(told["facts"])
    ]
    matcher = Matcher(entries, told.get("aliases", ()), encoder=encoder if kind == "semantic" else None)
    rows, about, weights, asked = [], [], [], []
    for question in (*told["answerable"], *told["not_on_record"], *told.get("far", ())):
        near = matcher.near(question["q"]) if kind_of_message(question["q"]) == "question" else None
        if near is None:
            continue
        rows.append(near)
        about.append(float(question.get("kind") not in _FAR))
        asked.append(float("expect" in question))
        weights.append(_NEAR if about[-1] and not asked[-1] else 1.0)
    return _Sample(np.array(rows), np.array(about), np.array(weights), np.array(asked))
