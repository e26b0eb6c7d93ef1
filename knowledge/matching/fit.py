"""Fits the calibration's weights to sets of questions: `python -m knowledge.matching.fit --sets DIR`.

A set is a JSON file `{facts: [{id, phrasings, answer?}], val, test}` with questions `{q, id or null}`. Weights are
fitted by weighted cross-entropy on `val` with one, three and five phrasings a fact; out-of-scope questions weigh 35 %
of a set. Each set is then judged on `test` by weights that saw no set of its family. Newton's method: the loss is
convex and has some thirty parameters.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.matching.calibration import Calibration
from knowledge.matching.features import LEXICAL, OF_MEANING
from knowledge.matching.matcher import Matcher
from knowledge.matching.ranking import Entry
from knowledge.matching.runs import Floats, Ints

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


PHRASINGS = (1, 3, 5)
QUESTIONS = 500
RIDGE = 1e-3
OUT_OF_SCOPE = 0.35
_STEPS = 40
_STILL = 1e-7
_UNSQUARED = frozenset({"unknown"})
_FAMILIES = {"banking77": "banking", "banking50oos": "banking"}


@dataclass(frozen=True, slots=True)
class Sample:
    """Questions of one set: figures (questions, candidates, features), the right candidate or -1, and weights."""

    figures: Floats
    right: Ints
    weights: Floats


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, judge each set by the others, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--sets", type=Path, required=True, help="folder of question sets")
    parser.add_argument("--out", type=Path, help="weights.json to write; without it, only figures are told")
    options = parser.parse_args(arguments)
    sets = sets_in(options.sets)
    written: dict[str, Any] = {}
    for kind, names in (("lexical", LEXICAL), ("with_words", (*LEXICAL, *OF_MEANING))):
        meanings = kind == "with_words"
        seen = {name: list(samples(questions, "val", meanings=meanings)) for name, questions in sets.items()}
        judged = {name: list(samples(questions, "test", meanings=meanings)) for name, questions in sets.items()}
        for name, unseen in judged.items():
            weights = fit_without(name, seen)
            for phrasings, sample in zip(PHRASINGS, unseen, strict=True):
                _tell(f"{kind:10} {name:13} K={phrasings} {_judged(sample, weights)}")
        written[kind] = _named(fit([sample for listed in seen.values() for sample in listed]), names)
    if options.out:
        options.out.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def sets_in(folder: Path) -> dict[str, Any]:
    """The sets of a folder by name."""
    told = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
    return {name: questions for name, questions in told.items() if "val" in questions}


def fit_without(name: str, seen: Mapping[str, Sequence[Sample]]) -> Floats:
    """Fit the weights to all samples but those of a set's family; to its own where there is no other."""
    others = [sample for other in seen if _family(other) != _family(name) for sample in seen[other]]
    return fit(others or seen[name])


def calibration(weights: Floats) -> Calibration:
    """The weights as the matcher takes them."""
    linear, squared = weights[:-1].reshape(2, -1)
    return Calibration(linear.astype(np.float32), squared.astype(np.float32), float(weights[-1]))


def fit(seen: Sequence[Sample]) -> Floats:
    """Find the weights, those of NONE last, with the least loss plus a ridge, by Newton's method."""
    count = 2 * seen[0].figures.shape[2] + 1
    weights = np.zeros(count)
    for _ in range(_STEPS):
        gradient = 2 * RIDGE * np.append(weights[:-1], 0)
        curvature = np.diag(np.append(np.full(count - 1, 2 * RIDGE), 1e-9))
        for sample in seen:
            slope, bend = _derivatives(sample, weights)
            gradient += slope / len(seen)
            curvature += bend / len(seen)
        step = np.linalg.solve(curvature, gradient)
        weights -= step / max(1.0, float(np.abs(step).max()) / 2)
        if np.abs(step).max() < _STILL:
            break
    return weights


def _derivatives(sample: Sample, weights: Floats) -> tuple[Floats, Floats]:
    """Gradient and Hessian of a sample's cross-entropy."""
    design, probabilities = _design(sample.figures), _probabilities(sample.figures, weights)
    goal = np.zeros_like(probabilities)
    goal[np.arange(len(goal)), sample.right] = 1  # -1 is the last column: NONE
    off = (probabilities - goal) * sample.weights[:, None]
    gradient = np.einsum("qc,qcf->f", off, design)
    expected = np.einsum("qc,qcf->qf", probabilities, design)
    scaled = design * np.sqrt(probabilities * sample.weights[:, None])[:, :, None]
    flat = scaled.reshape(-1, design.shape[2])
    centre = expected * np.sqrt(sample.weights)[:, None]
    return gradient, flat.T @ flat - centre.T @ centre


def _design(figures: Floats) -> Floats:
    """Features and their squares for each candidate, and a last candidate, NONE, with a feature of its own."""
    questions, candidates, features = figures.shape
    design = np.zeros((questions, candidates + 1, 2 * features + 1))
    design[:, :-1, :features] = figures
    design[:, :-1, features:-1] = figures**2
    for place, name in enumerate((*LEXICAL, *OF_MEANING)[:features]):
        if name in _UNSQUARED:
            design[:, :, features + place] = 0
    design[:, -1, -1] = 1
    return design


def _probabilities(figures: Floats, weights: Floats) -> Floats:
    standing = _design(figures) @ weights
    raised = np.exp(standing - standing.max(axis=1, keepdims=True))
    probabilities: Floats = raised / raised.sum(axis=1, keepdims=True)
    return probabilities


def samples(told: dict[str, Any], part: str, *, meanings: bool) -> Iterator[Sample]:
    """Questions of a part of a set, "val" or "test", by one, three and five phrasings a fact."""
    asked = told[part]
    if len(asked) > QUESTIONS:
        asked = random.Random(3).sample(asked, QUESTIONS)  # noqa: S311  (a fixed sample, not a secret)
    places = {fact["id"]: place for place, fact in enumerate(told["facts"])}
    for phrasings in PHRASINGS:
        entries = [
            Entry(
                fact=places[fact["id"]],
                wordings=tuple(fact["phrasings"][:phrasings]),
                answers=(fact.get("answer") or "",),
            )
            for fact in told["facts"]
        ]
        matcher = Matcher(entries, meanings=meanings)
        compared = [(question, shortlist) for question in asked if (shortlist := matcher.compare(question["q"]))]
        right = []
        for question, shortlist in compared:
            found = np.flatnonzero(shortlist.facts == places.get(question["id"], -1))
            right.append(int(found[0]) if len(found) else -1)
        out = np.array([question["id"] is None for question, _ in compared])
        weights = np.ones(len(compared))
        if out.any() and not out.all():
            weights[out] = OUT_OF_SCOPE / (1 - OUT_OF_SCOPE) * (~out).sum() / out.sum()
        yield Sample(
            np.stack([shortlist.figures for _, shortlist in compared]), np.array(right), weights / weights.sum()
        )


def _judged(sample: Sample, weights: Floats) -> str:
    probabilities = _probabilities(sample.figures, weights)
    inside = sample.right >= 0
    best = probabilities[:, :-1].argmax(axis=1)
    sure = probabilities[:, :-1].max(axis=1)
    correct = (best == sample.right) & inside
    loss = -np.log(probabilities[np.arange(len(best)), sample.right] + 1e-12) @ sample.weights
    answered = sure >= 0.8  # noqa: PLR2004  (a customary cut, to compare fits by)
    precision = correct[answered].mean() if answered.any() else float("nan")
    return (
        f"top-1 {correct[inside].mean():6.1%}  at P >= .8: precision {precision:6.1%}"
        f" coverage {(correct & answered).sum() / inside.sum():6.1%}  loss {loss:.3f}"
    )


def _named(weights: Floats, names: Sequence[str]) -> dict[str, Any]:
    count = len(names)
    return {
        "features": {
            name: [round(float(weights[place]), 3), round(float(weights[count + place]), 3)]
            for place, name in enumerate(names)
        },
        "none": round(float(weights[-1]), 3),
    }


def _family(name: str) -> str:
    return _FAMILIES.get(name, name)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
