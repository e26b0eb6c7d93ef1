"""Reasons as `sitrep ask --explain --json` writes them: every feature of every candidate, as it was weighed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.matching.policy import ANSWERS

if TYPE_CHECKING:
    from bot.cli.shape import Json
    from knowledge.reasons import Reasons, Tried

_DIGITS = 4


def explanation_json(reasons: Reasons) -> Json:
    """The policy, the confidence that an answer takes, and each question that was put to the facts."""
    return {
        "policy": reasons.policy.value,
        "threshold": ANSWERS[reasons.policy],
        "tried": [_tried(one) for one in reasons.tried],
    }


def _tried(tried: Tried) -> Json:
    explained = tried.explanation
    told: Json = {"question": tried.question, "because": tried.because.value}
    if explained is None:
        return told
    return told | {
        "read_as": explained.ranking.question,
        "kinds": [kind.value for kind in explained.kinds],
        "none": round(explained.ranking.none, _DIGITS),
        "candidates": [
            {
                "fact": candidate.fact,
                "wording": candidate.wording,
                "confidence": round(candidate.confidence, _DIGITS),
                "veto": candidate.veto,
                "passed_over": tried.passed_over(candidate),
                "features": {
                    pull.feature: {"figure": round(pull.figure, _DIGITS), "adds": round(pull.adds, _DIGITS)}
                    for pull in explained.pulls(place)
                },
            }
            for place, candidate in enumerate(explained.ranking.candidates)
        ],
    }
