"""Freshness: until when an answer holds without another look, by its fact's shelf life. Pure.

Only three things move it: an answer's as-of, the instant at which it was put on record, and a moderator's "still true".
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.facts import Kind
from knowledge.shelf import Shelf
from knowledge.text import words

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from knowledge.answers import Shown
    from knowledge.facts import Claim, Fact

_ASKS_A_FIGURE = (("how", "many"), ("how", "much"), ("what", "number"), ("number", "of"))
_NOW = {"is", "are", "has", "have", "do", "does", "remain", "remains", "now", "currently", "still", "today", "far"}
_THEN = {"was", "were", "did", "had"}
_IS = {"is", "are"}
_TODAY = {"now", "currently", "still", "today", "tonight"}
_STATE = _TODAY | {"open", "closed", "shut", "running", "working", "blocked", "flooded", "safe", "available"}
_HARMED = {"killed", "dead", "died", "deaths", "injured", "injuries", "hurt", "wounded", "casualties", "victims"}
_TOLL = _HARMED | {"missing", "evacuated", "displaced", "homeless", "stranded", "trapped", "rescued", "survivors"}
"""Counted for days after what is over."""


def shelf_of(fact: Fact) -> Shelf:
    """How long a fact's answers keep: as its moderators chose, or by what it is about.

    A running figure, "How many are missing?", keeps for a day, also a toll, "How many were hurt?", which runs on; so
    do a state, "Is the bridge open?", and what is not known yet. When, where, who and all that is over never go stale.
    """
    if fact.shelf:
        return fact.shelf
    unknown = next((claim.kind is Kind.UNKNOWN for claim in fact.live()), False)
    return Shelf.DAY if unknown or _is_running(fact.question) else Shelf.NEVER


def known_at(claim: Claim, zone: tzinfo) -> datetime | None:
    """The last instant at which a claim was known to hold; None where nothing tells.

    An as-of of a day or a year is no later than the instant at which it was put on record.
    """
    since = claim.recorded
    if claim.as_of:
        end = claim.as_of.ends(zone)
        since = max(claim.as_of.begins(zone), min(end, claim.recorded)) if claim.recorded else end
    return max(filter(None, (since, claim.verified_at)), default=None)


def stale_from(shown: Shown, zone: tzinfo) -> datetime | None:
    """The instant from which what is shown may have changed; None if never, or if its topic is closed.

    Voices that contradict or bear out each other are as fresh as the latest of them.
    """
    if shown.topic and shown.topic.closed_at:
        return None
    span = shelf_of(shown.fact).span
    telling = shown.claims if shown.disputed or shown.agreeing else shown.claims[:1]
    known = max(filter(None, (known_at(claim, zone) for claim in telling)), default=None)
    return known + span if known and span else None


def is_stale(shown: Shown, now: datetime, zone: tzinfo) -> bool:
    """Whether what is shown is past its shelf life at `now`."""
    since = stale_from(shown, zone)
    return since is not None and since <= now


@lru_cache(maxsize=20_000)  # the desk looks at every fact: 10,000 of them take 0.9 s, and 0.1 s once they are known
def _is_running(question: str) -> bool:
    """Whether a question asks for a figure, or for a state, as it stands."""
    asked = words(question)
    if asked and asked[0] in _IS and not _STATE.isdisjoint(asked):
        return True
    figure = any(pair in _ASKS_A_FIGURE for pair in pairwise(asked))
    return figure and (not _TOLL.isdisjoint(asked) or (not _NOW.isdisjoint(asked) and _THEN.isdisjoint(asked)))
