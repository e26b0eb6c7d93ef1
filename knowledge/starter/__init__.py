"""The first situation, North Korea's missile launch of 30 May 2024: a facts file, and when each thing became known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from knowledge.exchange import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.exchange import Parsed
    from knowledge.facts import Fact


def load() -> Parsed:
    """The whole starter."""
    return parse(files(__name__).joinpath("facts.json").read_bytes(), name="facts.json")


def by_day() -> Iterator[tuple[datetime, Parsed]]:
    """What was known on each day on which something became known: facts with the claims recorded until then."""
    whole = load()
    days = sorted({_known(claim.recorded) for row in whole.facts for claim in row.fact.claims})
    for day in days:
        known = tuple(replace(row, fact=fact) for row in whole.facts if (fact := _until(row.fact, day)) is not None)
        yield day, replace(whole, facts=known)


def _known(recorded: datetime | None) -> datetime:
    return (recorded or datetime.min.replace(tzinfo=UTC)).replace(hour=0, minute=0, second=0, microsecond=0)


def _until(fact: Fact, day: datetime) -> Fact | None:
    claims = tuple(claim for claim in fact.claims if _known(claim.recorded) <= day)
    if not claims:
        return None
    leading = fact.leading if any(claim.id == fact.leading for claim in claims) else claims[0].id
    return replace(fact, claims=claims, leading=leading)
