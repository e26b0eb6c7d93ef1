"""What goes into the matcher and what comes out: entries of facts, and facts ranked for a question."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the matcher knows of a fact.

    `wordings` are its phrasings, the canonical question first; `answers` those of its live claims, the leading one
    first. `voices` (who says it) and `dates` (as-of dates in words, "30 May 2024") are evidence for the veto alone.
    """

    fact: int
    wordings: tuple[str, ...]
    answers: tuple[str, ...]
    voices: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A fact that may be meant, by its nearest wording.

    `confidence` is P(fact | question) with NONE among the outcomes; `veto` tells why this fact may not be answered
    directly. A word of the question is in none of its wordings: "entity: <word>", "number: <word>", "contrast: <word>",
    "unexplained: <word>"; a word of each of its wordings is not in the question: "number", "contrast", "missing:
    <word>"; or the two differ in "kind", "negation", "future" or "role".
    """

    fact: int
    wording: str
    confidence: float
    veto: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """A question as it was mended, its candidates from the likeliest down, and P(none of the facts | question)."""

    question: str
    candidates: tuple[Candidate, ...]
    none: float
