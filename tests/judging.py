"""How good a ranker is on a question set: what it finds, and what it may answer at a precision that is asked of it."""

from dataclasses import dataclass

import numpy as np

PRECISION = 0.95
FEWEST = 5
"""Answers on which a threshold is chosen, at least: the first four prove no precision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Shares from 0 to 1, nan where there is nothing to count.

    `top_1` and `first_three` are of the questions in scope: the right fact comes first, or among the first three. Then
    a threshold is chosen on the set's validation questions, the lowest at which 95 % of all answers are right, and the
    test is answered from there up: `coverage` of the questions in scope are answered rightly, `precision` of all
    answers are right, and of what no fact answers, `near` and `far` are answered all the same. `near_auroc` is how
    often a question in scope scores higher than one that is near.
    """

    top_1: float
    first_three: float
    coverage: float
    precision: float
    near: float
    far: float
    near_auroc: float


class Ranked:
    """What a ranker makes of questions: scores of its best facts, and whether they are the right ones."""

    def __init__(self, questions, rankings):
        self.scores = np.array([ranking[0][1] if ranking else -np.inf for ranking in rankings])
        firsts = [[fact for fact, _ in ranking[:3]] for ranking in rankings]
        asked = list(zip(questions, firsts, strict=True))
        self.inside = np.array([one.fact is not None for one, _ in asked])
        self.right = np.array([one.fact is not None and first[:1] == [one.fact] for one, first in asked])
        self.among_three = np.array([one.fact is not None and one.fact in first for one, first in asked])
        self.kinds = np.array([one.kind for one, _ in asked])

    def of_kind(self, kind):
        """Which questions are in scope ("in"), or of a topic that is not: "near" or "far"."""
        return self.kinds == kind


def judge(val, test):
    """Choose a threshold on the one, and read the figures off the other."""
    return judge_at(threshold(val, _weights(val, test)), test)


def judge_at(least, test):
    """The figures where what scores so much is answered."""
    answered = test.scores >= least
    near, far = test.of_kind("near"), test.of_kind("far")
    return Figures(
        top_1=_share(test.right, test.inside),
        first_three=_share(test.among_three, test.inside),
        coverage=_share(test.right & answered, test.inside),
        precision=_share(test.right, answered),
        near=_share(answered, near),
        far=_share(answered, far),
        near_auroc=auroc(test.scores[test.inside], test.scores[near]),
    )


def threshold(ranked, weights=None):
    """The lowest score from which on so many answers are right, each counted by its weight; infinite if none is."""
    weights = np.ones(len(ranked.scores)) if weights is None else weights
    order = np.argsort(-ranked.scores, kind="stable")
    scores = ranked.scores[order]
    right = np.cumsum((weights * ranked.right)[order])
    all_ = np.cumsum(weights[order])
    last_of_its_score = np.append(scores[1:] != scores[:-1], True)
    enough = (right >= PRECISION * all_) & last_of_its_score & (np.arange(1, len(scores) + 1) >= FEWEST)
    enough &= np.isfinite(scores)
    return scores[np.flatnonzero(enough)[-1]] if enough.any() else np.inf


def auroc(above, below):
    """How often a score of `above` is higher than one of `below`; an equal one counts half."""
    if not len(above) or not len(below):
        return float("nan")
    return float(np.mean((above[:, None] > below) + 0.5 * (above[:, None] == below)))


def _weights(val, test):
    """Weights that give topics out of scope the share in validation that they have in the test."""
    weights = np.ones(len(val.scores))
    for kind in ("near", "far"):
        if val.of_kind(kind).any():
            weights[val.of_kind(kind)] = (test.of_kind(kind).sum() / test.inside.sum()) / (
                val.of_kind(kind).sum() / val.inside.sum()
            )
    return weights


def _share(counted, among):
    return float((counted & among).sum() / among.sum()) if among.any() else float("nan")
