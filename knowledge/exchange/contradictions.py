"""Rows of one file that contradict each other: one voice, one question, one date, and two answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.exchange.rows import RowProblem
from knowledge.facts import Source, disagree
from knowledge.text import clean, key_of, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from knowledge.exchange.rows import Row
    from knowledge.facts import Claim, Fact
    from knowledge.voices import Voices

_YES_OR_NO = {"yes", "no"}
_LONGEST = 60


def consistent(row: Row, fact: Fact | None, voices: Voices, problems: list[RowProblem]) -> Row | None:
    """The row without the claims that contradict each other, each told with the other's place; None if none is left.

    Which one is right is not guessed: neither goes in. A claim that has an id comes from an export and was told before,
    and so was one that `fact`, on record, has already.
    """
    told = [claim for claim in row.fact.claims if claim.is_live and not claim.id]
    known = {(voices.key(claim.said_by), claim.answer) for claim in fact.live()} if fact and len(told) > 1 else set()
    clashes = dict(_clashes(told, known, voices))
    if not clashes:
        return row
    for claim, other in clashes.items():
        reason = (
            f"is “{_short(claim)}”, but “{_short(other)}” in {row.place_of(other)}, by the same voice as of the same"
        )
        problems.append(RowProblem(row.place_of(claim), "answer", f"{reason} date. Keep the one that is right."))
    left = tuple(claim for claim in row.fact.claims if claim not in clashes)
    return replace(row, fact=replace(row.fact, claims=left)) if left else None


def _clashes(told: list[Claim], known: Collection[tuple[str, str]], voices: Voices) -> Iterator[tuple[Claim, Claim]]:
    """Each claim that contradicts another, with that one; each is held against the first of its voice and date."""
    firsts: dict[tuple[str, object], Claim] = {}
    for claim in told:
        first = firsts.setdefault((_speaker(claim, voices), claim.as_of), claim)
        new = [one for one in (first, claim) if (voices.key(one.said_by), one.answer) not in known]
        if first is not claim and new and _contradict(first, claim):
            yield first, claim
            yield claim, first


def _contradict(one: Claim, other: Claim) -> bool:
    begins = {words(claim.answer)[:1] for claim in (one, other)}
    return disagree((one, other)) or begins == {(word,) for word in _YES_OR_NO}


def _speaker(claim: Claim, voices: Voices) -> str:
    """Who says a claim; of a voice that is not named, where it says so."""
    source = claim.source or Source()
    return voices.key(claim.said_by) or source.url or key_of(source.title)


def _short(claim: Claim) -> str:
    answer = clean(claim.answer)
    return answer if len(answer) <= _LONGEST else f"{answer[: _LONGEST - 1]}…"
