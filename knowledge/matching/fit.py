"""Fits the calibration's weights to sets of questions: `python -m knowledge.matching.fit --sets DIR...`.

What a set is, `samples` tells. The weights of each kind of store are fitted by weighted cross-entropy, on the `val`
part of public sets and on all of a situation; each set is judged, a public one on its `test` part, by weights that saw
no set of its family. Newton's method: the losses are convex and have some forty parameters. What is semantic is fitted
where the `[semantic]` extra is installed, else it stays as it is.

The weights that are shipped: `--sets` with CLINC150, BANKING77 and its out-of-scope split, HWU64 and StackFAQ as one
folder, `tests/situations` as the other. For another encoder, name its folder as `--model`, and `sitrep.json` in it as
`--out`: it is read from there.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.matching.calibration import Calibration
from knowledge.matching.features import EVIDENCE, LEXICAL
from knowledge.matching.reliability import Judged, bins, expected_error
from knowledge.matching.samples import KINDS, Sample, samples, sets_in
from knowledge.matching.semantic.choice import chosen
from knowledge.matching.topic import OF_FACTS
from knowledge.matching.topic_fit import fit_topic

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.matching.runs import Floats
    from knowledge.matching.semantic.sentences import Encoder

RIDGE = 1e-3
_STEPS = 40
_STILL = 1e-7
_FAMILIES = {"banking77": "banking", "banking50oos": "banking"}


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, judge each set by the others, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--sets", type=Path, nargs="+", required=True, metavar="DIR", help="what to fit to")
    parser.add_argument("--judge", type=Path, nargs="+", default=(), metavar="DIR", help="what to judge by alone")
    parser.add_argument("--model", default="", metavar="DIR", help="an encoder other than the one installed, or none")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write the weights, if at all")
    options = parser.parse_args(arguments)
    sets, unseen = (
        {name: told for folder in folders for name, told in sets_in(folder).items()}
        for folders in (options.sets, options.judge)
    )
    choice = chosen(options.model)
    kinds = {kind: how for kind, how in KINDS.items() if how.evidence != "semantic" or choice.encoder}
    if len(kinds) < len(KINDS):
        _tell(f"What is semantic stays as it is: {choice.why}.")
    written: dict[str, Any] = json.loads(options.out.read_text()) if options.out and options.out.exists() else {}
    for kind, how in kinds.items():
        if weights := _fitted(kind, sets, unseen, choice.encoder):
            written[kind] = _named(weights, EVIDENCE[how.evidence])
    situations, others = (
        {name: told for name, told in listed.items() if "answerable" in told} for listed in (sets, unseen)
    )
    for evidence in OF_FACTS if situations else ():
        if evidence in kinds:
            line = fit_topic(situations, others, evidence, choice.encoder, _tell)
            written["topic"] = written.get("topic", {}) | {evidence: line}
    if options.out:
        options.out.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def _fitted(kind: str, sets: Mapping[str, Any], unseen: Mapping[str, Any], encoder: Encoder | None) -> list[float]:
    """Fit the weights of a kind of store, none where no set is of it, and tell how each set fares by the others'."""
    seen = {name: list(samples(told, "val", kind, encoder)) for name, told in sets.items()}
    judged = []
    for name, told in {**sets, **unseen}.items():
        for sample in samples(told, "test", kind, encoder):
            weights = fit_without(name, seen)
            judged.append(Judged.of(sample, _probabilities(sample.figures, weights)))
            phrasings = "all" if sample.phrasings is None else sample.phrasings
            _tell(f"{kind:15} {name:13} K={phrasings:<3} {judged[-1]}")
    every = [sample for listed in seen.values() for sample in listed]
    if not every:
        return []
    bars = ", ".join(f"{said:.2f} {true:.2f} ({count})" for count, said, true in bins(judged))
    _tell(f"{kind:15} where P is, so many are right: {bars}; off by {expected_error(judged):.1%}")
    return [float(weight) for weight in fit(every)]


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
    off = (probabilities - sample.right) * sample.weights[:, None]
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
    design[:, :, features + LEXICAL.index("unknown")] = 0  # the same for all candidates: its square tells no more
    design[:, -1, -1] = 1
    return design


def _probabilities(figures: Floats, weights: Floats) -> Floats:
    standing = _design(figures) @ weights
    raised = np.exp(standing - standing.max(axis=1, keepdims=True))
    probabilities: Floats = raised / raised.sum(axis=1, keepdims=True)
    return probabilities


def _named(weights: Sequence[float], names: Sequence[str]) -> dict[str, Any]:
    count = len(names)
    return {
        "features": {
            name: [round(weights[place], 3), round(weights[count + place], 3)] for place, name in enumerate(names)
        },
        "none": round(weights[-1], 3),
    }


def _family(name: str) -> str:
    return _FAMILIES.get(name, name)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
