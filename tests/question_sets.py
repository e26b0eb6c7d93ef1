"""Question sets: facts with phrasings, and questions of which is known what fact they mean, or that none is meant.

A set is a JSON file `{facts: [{id, phrasings, answer?}], val, test}` with questions `{q, id, kind?}`; `id` is null
out of scope, and `kind` tells "near" topics from "far" ones. A contrast set has, in place of `val` and `test`, `near`,
questions `{q}` that look like a fact's and that no fact answers, and `para`, paraphrases `{q, fact}` of phrasings.
"""

import json
from dataclasses import dataclass

from knowledge.matching import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question and the fact that it means; one that means none is of a `kind`, "near" or "far"."""

    question: str
    fact: int | None
    kind: str = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A fact of a set."""

    phrasings: tuple[str, ...]
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """Facts, by their places, and two lists of questions: `val` to choose a threshold on, `test` to judge by."""

    name: str
    facts: tuple[Known, ...]
    val: tuple[Asked, ...]
    test: tuple[Asked, ...]

    @property
    def most_phrasings(self):
        """How many phrasings every fact has."""
        return min(len(fact.phrasings) for fact in self.facts)

    def entries(self, phrasings):
        """The facts as the matcher takes them, with their first phrasings, so many each."""
        return _entries(self.facts, phrasings)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContrastSet:
    """Facts, by their places, questions that no fact answers however near they are, and paraphrases."""

    name: str
    facts: tuple[Known, ...]
    near: tuple[str, ...]
    paraphrases: tuple[Asked, ...]

    def entries(self):
        """The facts as the matcher takes them, with all their phrasings."""
        return _entries(self.facts, None)


def question_sets(folder):
    """The question sets in a folder, by name."""
    return [
        QuestionSet(
            name=name,
            facts=_facts(told),
            val=_asked(told, "val"),
            test=_asked(told, "test"),
        )
        for name, told in _told(folder)
        if "test" in told
    ]


def contrast_sets(folder):
    """The contrast sets in a folder, by name."""
    return [
        ContrastSet(
            name=name,
            facts=_facts(told),
            near=tuple(one["q"] for one in told["near"]),
            paraphrases=tuple(Asked(question=one["q"], fact=_places(told)[one["fact"]]) for one in told["para"]),
        )
        for name, told in _told(folder)
        if "near" in told
    ]


def _told(folder):
    return [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in sorted(folder.glob("*.json"))]


def _facts(told):
    return tuple(Known(phrasings=tuple(fact["phrasings"]), answer=fact.get("answer") or "") for fact in told["facts"])


def _places(told):
    return {fact["id"]: place for place, fact in enumerate(told["facts"])}


def _asked(told, part):
    places = _places(told)
    return tuple(
        Asked(question=one["q"], fact=None, kind=one.get("kind", "far"))
        if one["id"] is None
        else Asked(question=one["q"], fact=places[one["id"]])
        for one in told[part]
    )


def _entries(facts, phrasings):
    return [
        Entry(fact=place, wordings=fact.phrasings[:phrasings], answers=(fact.answer,))
        for place, fact in enumerate(facts)
    ]
