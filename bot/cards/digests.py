"""Digests, and what curators are told of their schedules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import LONGEST_DESCRIPTION, LONGEST_TOGETHER, Box, Card, Tone, fitted, note
from bot.cards.text import MARKDOWN
from knowledge.answers import show
from knowledge.schedules import Schedule
from knowledge.traces import Sent
from knowledge.zones import local_time

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo

    from knowledge.digests import Digest
    from knowledge.facts import Claim, Fact

MOST_LISTED = 8
"""Schedules in a message: with 24 times and a problem each, these fill it."""

_TITLE_AND_REST = 60  # units of a section beside its lines
_LONGEST_QUESTION = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A schedule, what became of its last run, and when it runs next."""

    schedule: Schedule
    last: Sent | None
    next_run: datetime


def digest_card(digest: Digest, *, told: datetime | None, now: datetime, zone: tzinfo) -> Card:
    """A digest: what was added, changed and retired since `told`, when its readers were told last."""
    counts = [
        f"{len(facts):,} {what}"
        for facts, what in ((digest.added, "added"), (digest.changed, "changed"), (digest.retired, "retired"))
        if facts
    ]
    sections = [
        ("Added", [_fact_line(fact, now, zone) for fact in digest.added], Tone.CALM),
        ("Changed", [_changed_line(before, after, now, zone) for before, after in digest.changed], Tone.CALM),
        ("Retired, no longer answered", [_question(fact) for fact in digest.retired], Tone.GONE),
    ]
    filled = [section for section in sections if section[1]]
    room = min(LONGEST_DESCRIPTION, LONGEST_TOGETHER // max(1, len(filled)) - _TITLE_AND_REST)
    return Card(
        content=f"**{', '.join(counts) or 'Nothing has changed'}** {_since(told)}{_open(digest.open_questions)}",
        boxes=tuple(
            Box(title=title, lines=fitted(claims.apart(lines, MARKDOWN), room), tone=tone)
            for title, lines, tone in filled
        ),
    )


def preview_card(card: Card, schedule: Schedule, next_run: datetime) -> Card:
    """What would go out now, and that it does not."""
    when = f"Preview for <#{schedule.channel}>, next {_when(next_run)}. Nothing was posted.\n"
    return Card(content=when + card.content, boxes=card.boxes)


def silent_card(schedule: Schedule, *, told: datetime | None, next_run: datetime) -> Card:
    """What would go out now is nothing."""
    return note(
        f"**No digest would go out now:** nothing has changed {_since(told)}. Next look: {_when(next_run)}, "
        f"for <#{schedule.channel}>."
    )


def set_card(planned: Planned, now: datetime) -> Card:
    """That a schedule was set, and when it runs first."""
    schedule = planned.schedule
    quiet = "It is posted even when nothing has changed." if schedule.always else "It stays silent if nothing changes."
    return note(
        f"**Digest set** for <#{schedule.channel}>: {schedule.rhythm}. {quiet}\n"
        f"Next: {_when(planned.next_run)}. The clock there shows {local_time(schedule.zone, now)} now.\n"
        "See it beforehand with `/digest preview`, end it with `/digest off`."
    )


def schedules_card(listed: Sequence[Planned], now: datetime) -> Card:
    """Every schedule: where, when, when next, and what became of the last."""
    if not listed:
        return note("No digest is set here. `/digest set` sets one.")
    left = f", the first {MOST_LISTED} of them here" if len(listed) > MOST_LISTED else ""
    return Card(
        content=f"**{len(listed)} {'digest' if len(listed) == 1 else 'digests'}**{left}",
        boxes=tuple(
            Box(
                lines=tuple(_planned(planned, now)),
                tone=Tone.DISPUTED if planned.last and planned.last.problem else Tone.CALM,
            )
            for planned in listed[:MOST_LISTED]
        ),
    )


def _planned(planned: Planned, now: datetime) -> Iterator[str]:
    schedule, last = planned.schedule, planned.last
    always = ", also when nothing has changed" if schedule.always else ""
    yield f"<#{schedule.channel}> {schedule.rhythm} (now {local_time(schedule.zone, now)}){always}"
    yield f"Next: {_when(planned.next_run)}"
    if last is None:
        yield f"None yet; the first counts from {MARKDOWN.instant(schedule.set_at)}, when it was set."
    elif last.problem:
        yield f"Problem: the one of {MARKDOWN.instant(last.run)}: {MARKDOWN.text(last.problem, 400)}"
    elif last.message:
        yield f"Last: posted {MARKDOWN.instant(last.run)}"
    else:
        yield f"Last: silent {MARKDOWN.instant(last.run)}, nothing had changed"


def _fact_line(fact: Fact, now: datetime, zone: tzinfo) -> str:
    """A fact with its answer, voice, date and source; of one dated ahead only the question."""
    shown = show(fact, now, zone)
    if shown is None:
        return f"{_question(fact)}\nnot shown before its date"
    said = claims.headline(shown, MARKDOWN, now=now, zone=zone, most=240)
    source = "" if shown.disputed else f" · {claims.source(shown.leading, MARKDOWN)}"
    return f"{_question(fact)}\n{said}{source}"


def _changed_line(before: Fact, after: Fact, now: datetime, zone: tzinfo) -> str:
    """A fact as it is answered now, and what it said before; where that reads the same, what was new in it."""
    line = _fact_line(after, now, zone)
    old, new = show(before, now, zone), show(after, now, zone)
    if old is None or new is None:
        return line
    if old.headline != new.headline:
        return f"{line} · was {MARKDOWN.text(old.headline, 160)}"
    news = [claim for claim in new.claims if not any(claim.same_content(known) for known in old.claims)]
    return line + "".join(f" · new: {_brief(claim)}" for claim in news[:2] if new.disputed or claim != new.leading)


def _brief(claim: Claim) -> str:
    return f"{MARKDOWN.text(claim.answer, 160)} ({claims.attribution(claim, MARKDOWN)})"


def _question(fact: Fact) -> str:
    return f"**#{fact.id}** {MARKDOWN.text(fact.question, _LONGEST_QUESTION)}"


def _since(told: datetime | None) -> str:
    return f"since {MARKDOWN.instant(told)}" if told else "since the last digest that went out"


def _open(questions: int) -> str:
    if not questions:
        return ""
    return f" · {questions:,} open {'question' if questions == 1 else 'questions'}"


def _when(run: datetime) -> str:
    stamp = int(run.timestamp())
    return f"<t:{stamp}:F> (<t:{stamp}:R>)"
