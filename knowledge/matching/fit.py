"""Fits the calibration's weights to sets of questions: `python -m knowledge.matching.fit --sets DIR [DIR ...]`.

A set is a JSON file `{facts: [{id, phrasings, answer?}], val, test}` with questions `{q, id or null}`; or a situation,
`{facts: [{key, question, phrasings, answer}], answerable: [{q, expect: [key]}], not_on_record: [{q}], far: [{q}]}`.
In place of its facts it may name the file that holds them. Weights are fitted by weighted cross-entropy, on `val` with
so many phrasings a fact as `KINDS` says, on a situation as it is; out-of-scope questions weigh 35 % of a set. Each set
is then judged, a public one on `test`, by weights that saw no set of its family. Newton's method: the losses are convex
and have some forty parameters.

The weights that are shipped: `--sets` with CLINC150, BANKING77 and its out-of-scope split, HWU64 and StackFAQ as one
folder, `tests/situations` as the other.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.matching.calibration import Calibration
from knowledge.matching.features import LEXICAL, OF_MEANING
from knowledge.matching.matcher import Matcher
from knowledge.matching.ranking import Entry
from knowledge.matching.runs import Floats
from knowledge.matching.topic_fit import fit_topic

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Kind:
    """What a store is taken for: whether meanings are compared, and the phrasings a fact that stores like it have."""

    meanings: bool
    phrasings: tuple[int, ...]
    situations: bool


KINDS = {
    "lexical": Kind(meanings=False, phrasings=(1, 3, 5), situations=True),
    "with_words": Kind(meanings=True, phrasings=(1, 3), situations=True),
    "with_words_rich": Kind(meanings=True, phrasings=(5, 10), situations=False),
}
QUESTIONS = 500
RIDGE = 1e-3
OUT_OF_SCOPE = 0.35
_STEPS = 40
_STILL = 1e-7
_UNSQUARED = frozenset({"unknown"})
_FAMILIES = {"banking77": "banking", "banking50oos": "banking"}


@dataclass(frozen=True, slots=True)
class Sample:
    """Questions of one set with so many phrasings a fact, or all: figures, what is right, and weights.

    `figures` have the shape (questions, candidates, features). `right` has a column a candidate and a last one for
    NONE, and rows that sum up to 1, also where several candidates are right.
    """

    phrasings: int | None
    figures: Floats
    right: Floats
    weights: Floats


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, judge each set by the others, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("--sets", type=Path, nargs="+", required=True, help="folders of question sets")
    parser.add_argument("--out", type=Path, help="weights.json to write; without it, only figures are told")
    options = parser.parse_args(arguments)
    sets = {name: questions for folder in options.sets for name, questions in sets_in(folder).items()}
    written: dict[str, Any] = {}
    for kind, how in KINDS.items():
        seen = {name: list(samples(questions, "val", kind)) for name, questions in sets.items()}
        judged = {name: list(samples(questions, "test", kind)) for name, questions in sets.items()}
        for name, unseen in judged.items():
            for sample in unseen:
                weights = fit_without(name, seen)
                _tell(f"{kind:15} {name:13} K={sample.phrasings or 'all':3} {_judged(sample, weights)}")
        every = [sample for listed in seen.values() for sample in listed]
        if every:
            written[kind] = _named(fit(every), (*LEXICAL, *OF_MEANING) if how.meanings else LEXICAL)
    situations = {name: questions for name, questions in sets.items() if "answerable" in questions}
    if situations:
        written["topic"] = fit_topic(situations, _tell)
    if options.out:
        options.out.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")


def sets_in(folder: Path) -> dict[str, Any]:
    """The sets of a folder by name."""
    told = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
    for questions in told.values():
        if isinstance(questions.get("facts"), str):
            stored = json.loads((folder / questions["facts"]).read_text(encoding="utf-8"))
            questions |= {"facts": stored["facts"], "aliases": stored.get("aliases", ())}
    return {name: questions for name, questions in told.items() if "val" in questions or "answerable" in questions}


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


def samples(told: dict[str, Any], part: str, kind: str) -> Iterator[Sample]:
    """Questions of a set for a kind of store: of its part "val" or "test" by so many phrasings, of a situation all."""
    how = KINDS[kind]
    if "val" not in told and (not how.situations or any("claims" in fact for fact in told["facts"])):
        return  # a rich situation would not stand for poor ones
    most = min(len(fact["phrasings"]) for fact in told["facts"])
    places = {fact.get("key", fact["id"]): place for place, fact in enumerate(told["facts"])}
    asked = [_Asked(question["q"], [places[key] for key in _meant(question)]) for question in _questions(told, part)]
    if len(asked) > QUESTIONS:
        asked = random.Random(3).sample(asked, QUESTIONS)  # noqa: S311  (a fixed sample, not a secret)
    for phrasings in [count for count in how.phrasings if count <= most] if "val" in told else [None]:
        entries = [
            Entry(
                fact=place,
                wordings=(*filter(None, [fact.get("question")]), *fact["phrasings"][:phrasings]),
                answers=(fact.get("answer") or "",),
            )
            for place, fact in enumerate(told["facts"])
        ]
        matcher = Matcher(entries, told.get("aliases", ()), meanings=how.meanings)
        yield _sample(phrasings, matcher, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    meant: Sequence[int]


def _questions(told: dict[str, Any], part: str) -> list[dict[str, Any]]:
    if part in told:
        return list(told[part])
    return [*told["answerable"], *told["not_on_record"], *told.get("far", ())]


def _meant(question: dict[str, Any]) -> Sequence[Any]:
    """The facts that a question means, none where it is out of scope."""
    if "id" in question:
        return [] if question["id"] is None else [question["id"]]
    return list(question.get("expect", ()))


def _sample(phrasings: int | None, matcher: Matcher, asked: Sequence[_Asked]) -> Sample:
    compared = [(question, shortlist) for question in asked if (shortlist := matcher.compare(question.text))]
    right = np.zeros((len(compared), len(compared[0][1].facts) + 1))
    for row, (question, shortlist) in zip(right, compared, strict=True):
        found = np.flatnonzero(np.isin(shortlist.facts, question.meant))
        row[found if len(found) else -1] = 1 / (len(found) or 1)
    out = np.array([not question.meant for question, _ in compared])
    weights = np.ones(len(compared))
    if out.any() and not out.all():
        weights[out] = OUT_OF_SCOPE / (1 - OUT_OF_SCOPE) * (~out).sum() / out.sum()
    figures = np.stack([shortlist.figures for _, shortlist in compared])
    return Sample(phrasings, figures, right, weights / weights.sum())


def _judged(sample: Sample, weights: Floats) -> str:
    """How a sample fares: top-1 and first three in scope, what is sure and right, and how far P is from the truth.

    The last is the expected calibration error: the mean distance, over ten bins of the best candidate's P, from the
    share of them that are right (Naeini et al., AAAI 2015).
    """
    probabilities = _probabilities(sample.figures, weights)
    inside = sample.right[:, -1] == 0
    order = np.argsort(-probabilities[:, :-1], axis=1, kind="stable")
    hits = np.take_along_axis(sample.right, order, axis=1) > 0
    sure, correct = probabilities[:, :-1].max(axis=1), hits[:, 0]
    loss = -(np.log(probabilities + 1e-12) * sample.right).sum(axis=1) @ sample.weights
    answered = sure >= 0.8  # noqa: PLR2004  (a customary cut, to compare fits by)
    precision = correct[answered].mean() if answered.any() else float("nan")
    bins = np.minimum((sure * 10).astype(int), 9)
    off = sum(abs((correct[bins == place] - sure[bins == place]).sum()) for place in range(10)) / len(sure)
    return (
        f"top-1 {correct[inside].mean():6.1%}  three {hits[inside, :3].any(axis=1).mean():6.1%}  at P >= .8: precision"
        f" {precision:6.1%} coverage {(correct & answered).sum() / inside.sum():6.1%}  loss {loss:.3f}  off {off:5.1%}"
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
