"""Sets of questions, as the figures that weights are fitted to and judged by.

A public set is a JSON file `{facts: [{id, phrasings, answer?}], val, test}` with questions `{q, id or null}`. A
situation is one as moderators keep them, `{facts: [{key, question, phrasings, answer}], aliases?,
answerable: [{q, expect: [key]}], not_on_record, far: [{q}]}`, where a question may have several right facts; in place
of its facts it may name the file that holds them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from knowledge.matching.matcher import Matcher
from knowledge.matching.ranking import Entry
from knowledge.matching.runs import Bools, Floats

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from knowledge.matching.semantic.sentences import Encoder


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of store: what is compared, and the phrasings a fact that stores like it have, situations too."""

    evidence: str
    phrasings: tuple[int, ...]
    of_situations: tuple[int | None, ...] = ()


KINDS = {
    "lexical": Kind("lexical", (1, 3, 5), (0, None)),
    "with_words": Kind("with_words", (1, 3), (0, None)),
    "with_words_rich": Kind("with_words", (5, 10)),
    "semantic": Kind("semantic", (1, 3), (0, None)),
    "semantic_rich": Kind("semantic", (5, 10)),
}
"""Each has weights of its own. A situation's facts have their questions, and beside them no phrasing, or all."""

QUESTIONS = 500
"""Of a set, chosen by a fixed seed where it has more."""

OUT_OF_SCOPE = 0.35
"""What questions without a right fact weigh, of a whole set."""

_SEED = 3


@dataclass(frozen=True, slots=True)
class Sample:
    """Questions of one set with so many phrasings a fact, or all: figures, what is right, and weights.

    `figures` have the shape (questions, candidates, features). `right` has a column a candidate and a last one for
    NONE, and rows that sum up to 1, also where several candidates are right. `inside` tells which questions have a
    right fact, be it among the candidates or not.
    """

    phrasings: int | None
    figures: Floats
    inside: Bools
    right: Floats
    weights: Floats


def sets_in(folder: Path) -> dict[str, Any]:
    """The sets of a folder by name."""
    told = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}
    for questions in told.values():
        if isinstance(questions.get("facts"), str):
            stored = json.loads((folder / questions["facts"]).read_text(encoding="utf-8"))
            aliases = [alias if isinstance(alias, list) else alias["forms"] for alias in stored.get("aliases", ())]
            questions |= {"facts": stored["facts"], "aliases": aliases}
    return {name: questions for name, questions in told.items() if "val" in questions or "answerable" in questions}


def samples(told: Mapping[str, Any], part: str, kind: str, encoder: Encoder | None = None) -> Iterator[Sample]:
    """Questions of a set for a kind of store: a public one's of its part "val" or "test", a situation's all.

    What is semantic takes an encoder. Rich situations, whose facts have claims, would not stand for poor ones.
    """
    how, public = KINDS[kind], "val" in told
    if not public and any("claims" in fact for fact in told["facts"]):
        return
    most = min(len(fact["phrasings"]) for fact in told["facts"])
    places = {fact["id"] if public else fact["key"]: place for place, fact in enumerate(told["facts"])}
    asked = [_Asked(question["q"], [places[key] for key in _meant(question)]) for question in _questions(told, part)]
    if len(asked) > QUESTIONS:
        asked = random.Random(_SEED).sample(asked, QUESTIONS)  # noqa: S311  (a fixed sample, not a secret)
    for phrasings in [count for count in how.phrasings if count <= most] if public else how.of_situations:
        entries = [
            Entry(
                fact=place,
                wordings=(*filter(None, [fact.get("question")]), *fact["phrasings"][:phrasings]),
                answers=(fact.get("answer") or "",),
            )
            for place, fact in enumerate(told["facts"])
        ]
        matcher = Matcher(
            entries,
            told.get("aliases", ()),
            meanings=how.evidence == "with_words",
            encoder=encoder if how.evidence == "semantic" else None,
        )
        yield _sample(phrasings, matcher, asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    meant: Sequence[int]


def _questions(told: Mapping[str, Any], part: str) -> list[Mapping[str, Any]]:
    """All questions but those near a situation's facts and not on record.

    They are made of the facts' own words, more than honest questions are: to tell them apart by likeness would cost
    all that share few words. That is for the veto; the weights say what a question is about.
    """
    return list(told[part]) if part in told else [*told["answerable"], *told.get("far", ())]


def _meant(question: Mapping[str, Any]) -> Sequence[Any]:
    """The facts that a question means, none where it is out of scope."""
    if "id" in question:
        return [] if question["id"] is None else [question["id"]]
    return list(question.get("expect", ()))


def _sample(phrasings: int | None, matcher: Matcher, asked: Sequence[_Asked]) -> Sample:
    found = [(question, matcher.compare(question.text)) for question in asked]
    kind = next(shortlist.kind for _, shortlist in found if shortlist)
    # Questions in another language are compared by words alone, and have other figures.
    compared = [(question, shortlist) for question, shortlist in found if shortlist and shortlist.kind == kind]
    right = np.zeros((len(compared), len(compared[0][1].facts) + 1))
    for row, (question, shortlist) in zip(right, compared, strict=True):
        among = np.flatnonzero(np.isin(shortlist.facts, question.meant))
        row[among if len(among) else -1] = 1 / (len(among) or 1)
    inside = np.array([bool(question.meant) for question, _ in compared])
    weights = np.ones(len(compared))
    if inside.any() and not inside.all():
        weights[~inside] = OUT_OF_SCOPE / (1 - OUT_OF_SCOPE) * inside.sum() / (~inside).sum()
    figures = np.stack([shortlist.figures for _, shortlist in compared])
    return Sample(phrasings, figures, inside, right, weights / weights.sum())
