"""What a question takes for granted: "was it three?" is "how many was it?" with an answer in the answer's place.

Each premise comes with the question that is left when a question word stands in its place. Only a fact that answers
that question directly can tell whether the premise holds.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from knowledge.matching.dates import ordinal
from knowledge.matching.language import base
from knowledge.matching.questions import Kind
from knowledge.matching.stated import Stated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.matching.evidence import Evidence
    from knowledge.matching.names import Term

ORDINALS = frozenset(map(ordinal, range(1, 100)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Premise:
    """One thing that a question takes for granted, and the question that `asks` for it.

    Only a fact that has wordings of `kind`, and in its answers one of the words of `told`, where there are any, can
    tell. `stated` is what can be compared with a claim's value; None where only people can compare. One that is not
    `firm` may mean another event rather than be wrong about this one: it finds no fact by itself.
    """

    asks: str
    kind: Kind
    told: frozenset[str] = frozenset()
    stated: Stated | None = None
    firm: bool = True

    def fits(self, fact: Evidence) -> bool:
        """Whether the fact gives an answer of the premise's type."""
        kinds = fact.kinds.union(*(said.unspaced_kinds for said in fact.wordings))
        return self.kind in kinds and (not self.told or not self.told.isdisjoint(fact.answers))


def asking(*runs: Sequence[Term] | str) -> str:
    """Words of terms put together to a question that can be read again."""
    parts = [run if isinstance(run, str) else " ".join(term.said for term in run) for run in runs]
    return " ".join(filter(None, parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """Lists of `premises.toml`: words as sets, tags as patterns, bounds as rows of words, relations as stems."""

    tag: re.Pattern[str]
    tag_unspaced: re.Pattern[str]
    hearsay: re.Pattern[str]
    asking: frozenset[str]
    asking_unspaced: re.Pattern[str]
    definite: frozenset[str]
    another: frozenset[str]
    placing: frozenset[str]
    reaching: frozenset[str]
    possessive: frozenset[str]
    directions: frozenset[str]
    barely: frozenset[str]
    bounds: Mapping[tuple[str, ...], str]
    relations: tuple[frozenset[str], ...]
    hours: Mapping[str, tuple[int, int]]


@cache
def habits() -> Habits:
    """Read the lists, once, when they are first needed."""
    told: dict[str, Any] = tomllib.loads(
        files("knowledge.matching").joinpath("premises.toml").read_text(encoding="utf-8")
    )
    said = {name: frozenset(listed.split()) for name, listed in told["words"].items()}
    tags = {name: "|".join(listed) for name, listed in told["tags"].items()}
    return Habits(
        tag=re.compile(rf"[\s,.;:-]+(?:{tags['spaced']})[\s?!.]*$"),
        tag_unspaced=re.compile(rf"(?:{tags['unspaced']})[\s?!.。？！]*$"),
        hearsay=re.compile(rf"^(?:(?:so|but|and|wait|ok)\b[\s,]*)*(?:{tags['hearsay']})\b"),
        asking=said["asking"],
        asking_unspaced=re.compile("|".join(said["asking_unspaced"])),
        definite=said["definite"],
        another=said["another"],
        placing=said["placing"],
        reaching=said["reaching"],
        possessive=said["possessive"],
        directions=frozenset(f"{point}{ending}" for point in said["compass"] for ending in ("", "ward", "wards")),
        barely=said["barely"],
        bounds={tuple(words.split()): name for name, listed in told["bounds"].items() for words in listed.split(";")},
        relations=tuple(frozenset(map(base, listed.split())) for listed in told["relations"].values()),
        hours={name: (first, last) for name, (first, last) in told["hours"].items()},
    )
