"""What a file says, row by row, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from knowledge.facts import Claim, Fact, Source
from knowledge.records import Alias, Event, Topic
from knowledge.text import clean, key_of

if TYPE_CHECKING:
    from knowledge.errors import Problem


HEADER = "row 1"
"""The place of a table's header."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one field of one row, and what to do.

    `place` is "facts[3]", "topics[1]", "aliases[0]", "events[2]" or "file" in JSON; "row 4" in CSV, as a spreadsheet
    counts.
    """

    place: str
    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.field} {self.reason}"


@dataclass(frozen=True, slots=True)
class Row:
    """A fact as a file gives it. Id 0 is none given, a claim's id "" as well.

    `given` names the fact's fields that the file gives, be it empty or false; `unsaid` the fields of each claim that
    it leaves out ("source.title" among them): what a file does not say, it does not change. `places` tells where each
    claim stands.
    """

    fact: Fact
    place: str
    given: frozenset[str] = frozenset()
    unsaid: Mapping[Claim, frozenset[str]] = field(default_factory=dict)
    places: Mapping[Claim, str] = field(default_factory=dict)

    def place_of(self, claim: Claim) -> str:
        """Where one of its claims stands in the file."""
        return self.places.get(claim, self.place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The good rows of a file, and what is wrong with the others."""

    facts: tuple[Row, ...] = ()
    topics: tuple[Topic, ...] = ()
    aliases: tuple[Alias, ...] = ()
    events: tuple[Event, ...] = ()
    problems: tuple[RowProblem, ...] = ()


def problem_at(place: str, problem: Problem) -> RowProblem:
    """A problem of a row, fit to be printed: what it quotes from a file may hold anything."""
    return RowProblem(place, clean(problem.field), clean(problem.reason))


def sameness(text: str) -> str:
    """What texts have in common that differ in case, punctuation and the like, and in nothing else."""
    return key_of(text) or clean(text).casefold()


def cleaned_fact(fact: Fact) -> Fact:
    """The fact with its own texts as people see them; its claims are cleaned apart."""
    return replace(
        fact,
        key=clean(fact.key),
        question=clean(fact.question),
        phrasings=tuple(map(clean, fact.phrasings)),
        topic=clean(fact.topic),
        tags=tuple(map(clean, fact.tags)),
    )


def cleaned_claim(claim: Claim) -> Claim:
    """The claim with its texts as people see them."""
    value = claim.value and replace(claim.value, unit=clean(claim.value.unit))
    source = claim.source and cleaned_source(claim.source)
    return replace(claim, answer=clean(claim.answer), said_by=clean(claim.said_by), value=value, source=source)


def cleaned_source(source: Source) -> Source:
    """The source with its texts as people see them; an empty link is none."""
    url = source.url and source.url.strip()
    return replace(source, title=clean(source.title), publisher=clean(source.publisher), url=url or None)
