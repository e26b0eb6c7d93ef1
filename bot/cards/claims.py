"""How a claim is told: what is said, who says it, as of when, where it can be read; never one without the others."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.cards.text import size
from knowledge.asof import AsOf
from knowledge.drafts import NOT_KNOWN
from knowledge.facts import Kind, Standing
from knowledge.freshness import is_stale

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    from bot.cards.text import Ink
    from knowledge.answers import Shown
    from knowledge.facts import Claim

LONGEST_HEADLINE = 300
LONGEST_LISTED = 240
LONGEST_TOLD = 3_000
LONGEST_TOPIC = 160
_WHOLE = 150  # units of an answer that every headline holds
_BRIEF = 60
_CORRECTED_FOR = timedelta(days=1)

REPORTED_BY = "reported by "
"""What stands before a publisher, where no voice is named."""

MAY_HAVE_CHANGED = " - may have changed"
"""What stands behind an answer past its shelf life."""


def headline(
    shown: Shown, ink: Ink, *, now: datetime, zone: tzinfo, most: int = LONGEST_HEADLINE, instead_of: str = ""
) -> str:
    """The first line: the answer, who says it, as of when. Of a disputed fact it takes no side.

    What was corrected of late is struck out before it, or what stood in its place until `now`: `instead_of`. What is
    past its shelf life is said to be, and so is which topic it is of where that has to be told.
    """
    leading = shown.leading
    caveat = MAY_HAVE_CHANGED * is_stale(shown, now, zone)
    wrong = old = None
    if shown.unknown:
        line = f"{ink.bold(NOT_KNOWN)} ({_checked(leading, ink)}){caveat}"
    elif shown.disputed:
        line = f"{ink.bold(shown.headline, most)} ({_latest(shown.claims, ink)}){caveat}"
    else:
        line = f"{ink.bold(shown.headline, most)} ({attribution(leading, ink)}){caveat}"
        wrong, old = corrected(shown, now), before(shown, now, zone)
    if instead_of:
        line = f"{struck(instead_of, ink)} {line}, corrected {ink.ago(now)}"
    elif wrong and leading.recorded and size(wrong.answer) <= _BRIEF:
        line = f"{struck(wrong.answer, ink)} {line}, corrected {ink.ago(leading.recorded)}"
    elif old and size(old.answer) <= _BRIEF:
        line += f"; was {ink.text(old.answer, 2 * _BRIEF)}, {date(old, ink)}"
    return line + _situation(shown, ink, now, zone)


def struck(said: str, ink: Ink) -> str:
    """What was said and was wrong, as much of it as stands before a headline."""
    return ink.struck(said, 2 * _BRIEF)


def topic_of(shown: Shown, ink: Ink) -> str:
    """What a fact's topic is called; empty for a general fact."""
    return ink.text(shown.topic.name, LONGEST_TOPIC) if shown.topic else ""


def _situation(shown: Shown, ink: Ink, now: datetime, zone: tzinfo) -> str:
    """Which topic an answer is of, where readers would take it for another's; and when that was closed."""
    topic = shown.topic
    if topic and topic.closed_at and topic.is_closed(now):
        day = AsOf(topic.closed_at.astimezone(zone).date().isoformat())
        return f" · {topic_of(shown, ink)} closed on {ink.when(day)}; last known then"
    return f" · topic: {topic_of(shown, ink)}" if shown.elsewhere else ""


def told(shown: Shown, ink: Ink, *, now: datetime, zone: tzinfo, most: int = LONGEST_TOLD) -> list[str]:
    """What stands below the headline: the sources, and every other live claim with its own.

    An answer that the headline does not hold whole is told here, in at most `most` units.
    """
    leading = shown.leading
    whole = ink.text(leading.answer, most)
    lines = (
        [whole]
        if (shown.unknown and leading.answer != NOT_KNOWN)
        or (not shown.disputed and whole != ink.text(leading.answer, _WHOLE))
        else []
    )
    if shown.others:
        lines += apart([claim_line(claim, ink, ink.break_) for claim in shown.claims], ink, after=bool(lines))
    else:
        lines.append(source(leading, ink))
    old = None if shown.unknown or shown.disputed else before(shown, now, zone)
    if old:
        lines += apart([f"Until then: {claim_line(old, ink)}"], ink, after=True)
    if leading.verified_at and leading.verified_at <= now:
        lines += apart([f"Still true when checked: {ink.instant(leading.verified_at)}"], ink, after=True)
    return lines


def apart(entries: Iterable[str], ink: Ink, *, after: bool = False) -> list[str]:
    """Entries of a list with air between them, and before the first where something stands above."""
    return [ink.apart + entry if place or after else entry for place, entry in enumerate(entries)]


def claim_line(claim: Claim, ink: Ink, then: str = " · ") -> str:
    """A claim among others; `then` stands after what it says."""
    said = ink.bold(claim.answer, LONGEST_LISTED)
    by = attribution(claim, ink)
    if claim.kind is Kind.UNKNOWN:
        said, by = said if claim.answer == NOT_KNOWN else f"Not known: {said}", _checked(claim, ink)
    return f"{said}{then}{by} · {source(claim, ink)}"


def attribution(claim: Claim, ink: Ink) -> str:
    """Who says it, as of when."""
    voice = claim.said_by or (claim.source.publisher or claim.source.host if claim.source else "")
    return ", ".join(part for part in (ink.text(voice, 200) if voice else "voice not named", date(claim, ink)) if part)


def date(claim: Claim, ink: Ink) -> str:
    """As of when; that no date was given is said too."""
    return ink.when(claim.as_of) if claim.as_of else "undated"


def source(claim: Claim, ink: Ink) -> str:
    """Where it can be read."""
    given = claim.source
    if given is None or not (given.name or given.url):
        return "no source given"
    title = ink.text(given.title or given.publisher, LONGEST_LISTED) if given.title or given.publisher else ""
    return ", ".join(part for part in (title, ink.link(given)) if part) or ink.text(given.name, LONGEST_LISTED)


def support(shown: Shown) -> str:
    """How far the claims bear each other out. Only figures can be compared: other texts just stand side by side."""
    claims = shown.claims
    if shown.disputed:
        return f"{len(claims)} claims, sources differ"
    if len(claims) == 1:
        return "" if claims[0].source else "no source given"
    if shown.agreeing:
        return f"{len(claims)} sources agree"
    return f"{len(claims)} claims"


def before(shown: Shown, now: datetime, zone: tzinfo) -> Claim | None:
    """What the leading claim's voice said last before, where that was right at its time."""
    leading = shown.leading
    said = [
        claim
        for claim in shown.fact.claims
        if claim.standing is Standing.SUPERSEDED
        and claim.as_of
        and claim.as_of.begins(zone) <= now
        and shown.voices.same(claim.said_by, leading.said_by)
        and claim.answer != leading.answer
    ]
    return max(said, key=lambda claim: claim.as_of.begins(zone) if claim.as_of else now, default=None)


def corrected(shown: Shown, now: datetime) -> Claim | None:
    """What the leading claim's voice said last before, where that was wrong and was put right of late.

    Not what came after it and was taken back.
    """
    leading, said = shown.leading, shown.fact.claims
    if leading.recorded is None or not leading.recorded <= now < leading.recorded + _CORRECTED_FOR:
        return None
    before_it = said[: said.index(leading)] if leading in said else ()
    earlier = [claim for claim in before_it if (claim.recorded or leading.recorded) <= leading.recorded]
    last = next((claim for claim in reversed(earlier) if shown.voices.same(claim.said_by, leading.said_by)), None)
    if last is None or last.standing is not Standing.WITHDRAWN or last.answer == leading.answer:
        return None
    return last


def _checked(claim: Claim, ink: Ink) -> str:
    """What was looked at by those who do not know it yet, or who reported that it is not known."""
    asked = attribution(claim, ink)
    return asked if claim.said_by.startswith(REPORTED_BY) else f"checked {asked}"


def _latest(claims: tuple[Claim, ...], ink: Ink) -> str:
    dated = [claim.as_of for claim in claims if claim.as_of]
    return ink.when(max(dated)) if dated else "undated"
