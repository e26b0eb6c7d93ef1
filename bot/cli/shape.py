"""Outcomes as `sitrep ask --json` writes them: a contract that other programs rely on, key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from bot.cards import plain
from knowledge.answers import MOST_CANDIDATES, MOST_OFFERED, Answer, Choice
from knowledge.freshness import is_stale

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from knowledge.answers import Outcome, Shown
    from knowledge.facts import Claim, Fact

Json: TypeAlias = dict[str, Any]
"""What is about to be written, and goes nowhere else."""

_DIGITS = 4
"""Decimals of a confidence: it is calibrated to the percent at best."""


def outcome_json(question: str, outcome: Outcome, *, now: datetime, zone: tzinfo, revision: int) -> Json:
    """An outcome as one JSON object. `question` is what was asked, letter by letter.

    Only an answer to some of several questions has `unanswered`, only one to the first of too many has `more`.
    """
    answers = outcome.answers if isinstance(outcome, Answer) else ()
    alone = [Answer(question=outcome.question, answers=(one,)) for one in answers]
    offered = outcome.offered if isinstance(outcome, Choice) else ()
    return {
        "question": question,
        "outcome": outcome_name(outcome),
        "text": plain(outcome, now=now, zone=zone),
        "answers": [
            _answer(one.answers[0], plain(one, now=now, zone=zone), stale=is_stale(one.answers[0], now, zone))
            for one in alone
        ],
        "candidates": [_candidate(one) for one in outcome.candidates[:MOST_CANDIDATES]],
        "offered": [name_of(one.fact) for one in offered[:MOST_OFFERED]],
        "reason": reason_of(outcome),
        "now": now.isoformat(),
        "revision": revision,
        **_left(outcome),
    }


def outcome_name(outcome: Outcome) -> str:
    """What a program calls an outcome: "answer", "choice" or "abstention"."""
    return type(outcome).__name__.lower()


def reason_of(outcome: Outcome) -> str | None:
    """Why there is no answer; None when there is one."""
    return None if isinstance(outcome, Answer) else outcome.reason


def name_of(fact: Fact) -> str | int:
    """What a program calls a fact: its key, or its number where it has none."""
    return fact.key or fact.id


def _answer(shown: Shown, text: str, *, stale: bool) -> Json:
    claim = shown.leading
    return {
        "kind": "claim",
        "fact": shown.fact.id,
        "key": shown.fact.key,
        "question": shown.fact.question,
        "text": text,
        "answer": claim.answer,
        "said_by": claim.said_by,
        "as_of": claim.as_of and claim.as_of.iso,
        "sources": _sources(claim),
        "claims": [_claim(other) for other in shown.others],
        "confidence": round(shown.confidence, _DIGITS),
        **({"verdict": shown.verdict.value} if shown.verdict else {}),
        **({"stale": True} if stale else {}),
    }


def _left(outcome: Outcome) -> Json:
    if not isinstance(outcome, Answer):
        return {}
    left = [{"place": one.place + 1, "question": one.question, "reason": one.reason} for one in outcome.unanswered]
    return ({"unanswered": left} if left else {}) | ({"more": True} if outcome.more else {})


def _claim(claim: Claim) -> Json:
    return {
        "id": claim.id,
        "answer": claim.answer,
        "kind": claim.kind.value,
        "said_by": claim.said_by,
        "as_of": claim.as_of and claim.as_of.iso,
        "sources": _sources(claim),
    }


def _sources(claim: Claim) -> list[Json]:
    source = claim.source
    return [{"title": source.name, "url": source.url}] if source and source.name else []


def _candidate(shown: Shown) -> Json:
    return {
        "fact": shown.fact.id,
        "key": shown.fact.key,
        "question": shown.fact.question,
        "answer": shown.headline,
        "confidence": round(shown.confidence, _DIGITS),
    }
