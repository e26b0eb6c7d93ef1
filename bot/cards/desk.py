"""The moderators' desk: one message with all that waits, and the lists behind its buttons. For their eyes alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.cards.advice import quoted
from bot.cards.card import LONGEST_CONTENT, Box, Button, Card, Tone, fitted, note
from bot.cards.claims import LONGEST_TOPIC, apart, attribution
from bot.cards.curation import LONGEST
from bot.cards.history import pages_of
from bot.cards.text import MARKDOWN, shorten
from knowledge.answers import Shown
from knowledge.desk import OpenQuestion
from knowledge.drafts import read_source
from knowledge.facts import Fact

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.desk import Overview
    from knowledge.traces import Tip

A_PAGE = 3
"""Entries of a list. Each has a row of buttons, which a phone breaks into two or three."""

FIRST = 3
"""Entries of each kind that the desk itself shows."""

_QUESTION = 160
_TITLE = 80
_NOTE = 900
_OTHER_WORDINGS = 2

CLOSED = note(
    "The desk is closed: this is not a channel that only moderators see. `/setup` chooses one, `/desk` opens it."
)
_ON_PURPOSE = "On purpose: it stays off the record, and is listed no more."
_NO_QUESTIONS = "**No open questions.** What members ask and nobody has put on record yet comes here."
_NO_STALE = "**Nothing has gone stale.** A fact comes here when its answer needs another look."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """An open question with the facts that it may be a phrasing of."""

    question: OpenQuestion
    nearest: tuple[Fact, ...] = ()


def desk_card(overview: Overview, *, suggested_by: Sequence[str], left_by: str) -> Card:
    """The desk. `suggested_by` names who suggested each tip, `left_by` who left the note."""
    lines = [
        *_handed_over(overview, left_by),
        *_section(len(overview.questions), "open question", map(_asked, overview.questions[:FIRST])),
        *_section(
            len(overview.tips),
            "suggestion",
            (f"{quoted(tip.question)} by {by}" for tip, by in zip(overview.tips[:FIRST], suggested_by, strict=False)),
        ),
        *_section(len(overview.disputed), "fact", map(_fact, overview.disputed[:FIRST]), " where sources differ"),
        *_section(len(overview.stale), "fact", map(_fact, overview.stale[:FIRST]), " that may have changed"),
        _next_digest(overview),
    ]
    return Card(
        content=f"**Desk.** {_counts(overview) or 'Nothing waits.'}",
        boxes=(Box(lines=fitted(apart(lines, MARKDOWN), LONGEST)),),
        buttons=(
            Button(label="Questions", verb="desk_questions", ids=(0,), primary=bool(overview.questions)),
            Button(label="Suggestions", verb="tips", ids=(0,), primary=bool(overview.tips)),
            Button(label="Stale", verb="desk_stale", ids=(0,), primary=bool(overview.stale)),
            Button(label="Add", verb="desk_add"),
            Button(label="Hand over", verb="desk_note"),
        ),
    )


def questions_card(shown: Sequence[Unsettled], *, total: int, page: int, done: str = "") -> Card:
    """A page of open questions, from 0; `done` says what became of the last one."""
    if not total:
        return note(f"{done} {_NO_QUESTIONS}".strip())
    pages = -(-total // A_PAGE)
    lines = ["\n".join((f"**{n}** {_asked(each.question)}", *_details(each))) for n, each in enumerate(shown, 1)]
    return Card(
        content=shorten("\n".join(filter(None, (done, f"**{_counted(total, 'open question')}**"))), LONGEST_CONTENT),
        boxes=(
            Box(
                lines=fitted(apart(lines, MARKDOWN), LONGEST),
                footer=" · ".join(filter(None, (_page(page, pages), _ON_PURPOSE))),
            ),
        ),
        buttons=(
            *(button for n, each in enumerate(shown, 1) for button in _settle(each, (page,), place=n)),
            *_pages("desk_questions", page, pages),
        ),
    )


def pressing_card(unsettled: Unsettled, *, askers: int) -> Card:
    """A question that several members ask at once, for moderators to settle: their phones show which."""
    details = tuple(_details(unsettled))
    return Card(
        content=f"**{askers} members ask {quoted(unsettled.question.question)}** Within half an hour; not on record.",
        boxes=(Box(lines=details, tone=Tone.DISPUTED),) * bool(details),
        buttons=tuple(_settle(unsettled, ())),
    )


def settled(question: OpenQuestion, what: str, *, by: str) -> str:
    """What became of a question."""
    return f"{quoted(question.question)} {what}, by {MARKDOWN.text(by, 80)}."


def tips_card(tips: Sequence[Tip], names: Sequence[str], *, total: int, page: int, done: str = "") -> Card:
    """A page of what members suggest, from 0; `names` tells by whom."""
    if not total:
        return note(f"{done} **No suggestions.** Members make them with `/suggest`.".strip())
    pages = -(-total // A_PAGE)
    lines = [f"**{n}** {_tip(tip, by)}" for n, (tip, by) in enumerate(zip(tips, names, strict=True), 1)]
    return Card(
        content=shorten("\n".join(filter(None, (done, f"**{_counted(total, 'suggestion')}**"))), LONGEST_CONTENT),
        boxes=(Box(lines=fitted(apart(lines, MARKDOWN), LONGEST), footer=_page(page, pages)),),
        buttons=(
            *(
                button
                for n, tip in enumerate(tips, 1)
                for button in (
                    Button(label=f"{n} Make a fact", verb="tip_make", ids=(tip.id,), primary=True, row=n - 1),
                    Button(label=f"{n} Decline", verb="tip_decline", ids=(tip.id, page), row=n - 1),
                )
            ),
            *_pages("tips", page, pages),
        ),
    )


def stale_card(facts: Sequence[Fact], seen: Sequence[int], *, total: int, page: int, done: str = "") -> Card:
    """A page of facts whose answers may have changed, from 0, with the revision that last changed each."""
    if not total:
        return note(f"{done} {_NO_STALE}".strip())
    pages = -(-total // A_PAGE)
    lines = [f"{_fact(fact)}\n{_answer(fact)}" for fact in facts]
    return Card(
        content=shorten(
            "\n".join(filter(None, (done, f"**{_counted(total, 'fact')} may have changed**"))), LONGEST_CONTENT
        ),
        boxes=(Box(lines=fitted(apart(lines, MARKDOWN), LONGEST), footer=_page(page, pages)),),
        buttons=(
            *(
                button
                for n, (fact, last) in enumerate(zip(facts, seen, strict=True))
                for button in (
                    Button(label=f"#{fact.id} still true", verb="desk_still", ids=(fact.id, last, page), row=n),
                    Button(label=f"Revise #{fact.id}", verb="revise", ids=(fact.id,), row=n),
                )
            ),
            *_pages("desk_stale", page, pages),
        ),
    )


def _counts(overview: Overview) -> str:
    """What waits, for whoever sees only the first line."""
    counts = [
        (len(overview.questions), "open question"),
        (len(overview.tips), "suggestion"),
        (len(overview.disputed), "disputed"),
        (len(overview.stale), "stale"),
    ]
    plain = {"disputed", "stale"}
    return ", ".join(f"{n:,} {what}" if what in plain else _counted(n, what) for n, what in counts if n)


def _section(count: int, what: str, first: Iterator[str], which: str = "") -> Iterator[str]:
    if count:
        more = [f"and {count - FIRST:,} more"] * (count > FIRST)
        yield "\n".join((f"**{_counted(count, what)}{which}**", *first, *more))


def _handed_over(overview: Overview, by: str) -> Iterator[str]:
    if left := overview.handover:
        yield f"**Hand-over** from {by}, <t:{int(left.at.timestamp())}:R>\n{MARKDOWN.text(left.text, _NOTE)}"


def _next_digest(overview: Overview) -> str:
    if overview.digest is None:
        return "**No digest is set.** `/digest set` sets one."
    schedule, run = overview.digest
    return f"**Next digest** <t:{int(run.timestamp())}:F> in <#{schedule.channel}>"


def _asked(question: OpenQuestion) -> str:
    asked = _counted(question.askers, "member")
    if question.is_report:
        return f"{MARKDOWN.text(question.question, _QUESTION)} · {asked}"
    return f"{quoted(question.question)} · {asked}{_of(question.topic)}"


def _details(unsettled: Unsettled) -> Iterator[str]:
    """In which other words it was asked, and which facts are near."""
    others = unsettled.question.misses[1:]
    if others:
        more = f" and {len(others) - _OTHER_WORDINGS} more" * (len(others) > _OTHER_WORDINGS)
        yield f"also {', '.join(quoted(miss.question) for miss in others[:_OTHER_WORDINGS])}{more}"
    if unsettled.nearest:
        yield f"near {' · '.join(map(_fact, unsettled.nearest))}"


def _settle(unsettled: Unsettled, page: tuple[int, ...], *, place: int = 0) -> Iterator[Button]:
    """The ways to settle a question; in a list each begins with its place there and stands in its row."""
    question, row = unsettled.question, place - 1 if place else None
    n = f"{place} " if place else ""
    ids: tuple[int | str, ...] = (question.id, *page)
    if question.fact is not None:
        yield Button(
            label=f"{n}Revise #{question.fact}", verb="revise", ids=(question.fact, question.id), primary=True, row=row
        )
    if not question.is_report:
        primary = question.fact is None
        yield Button(label=f"{n}New fact", verb="desk_new", ids=(question.id,), primary=primary, row=row)
        for fact in unsettled.nearest[: 1 if question.fact else 2]:
            named = f"{n}Phrasing of #{fact.id}"
            yield Button(label=named, verb="desk_phrase", ids=(question.id, fact.id, *page), row=row)
        off = f"{n}On purpose" if place else "Not on record on purpose"
        yield Button(label=off, verb="desk_leave", ids=ids, row=row)
    yield Button(label=f"{n}Dismiss", verb="desk_dismiss", ids=ids, row=row)


def _fact(fact: Fact) -> str:
    return f"**#{fact.id}** {MARKDOWN.text(fact.question, _QUESTION)}"


def _answer(fact: Fact) -> str:
    """What is to be looked at again, with who said it as of when: whether that still holds depends on it."""
    shown = Shown(fact=fact, claims=fact.live())
    return f"{MARKDOWN.text(shown.headline, _QUESTION)} ({attribution(shown.leading, MARKDOWN)})"


def _of(topic: str) -> str:
    """What the channel is about in which it was written."""
    return f" · {MARKDOWN.text(topic, LONGEST_TOPIC)}" if topic else ""


def _tip(tip: Tip, by: str) -> str:
    source, _ = read_source(tip.source)
    read = [MARKDOWN.text(source.title, _TITLE), MARKDOWN.link(source)] if source else []
    lines = (quoted(tip.question), MARKDOWN.text(tip.answer, _QUESTION), " · ".join(filter(None, read)))
    told = "\n".join(filter(None, lines))
    return f"{told}\nby {by}, <t:{int(tip.at.timestamp())}:R>{_of(tip.topic)}"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _page(page: int, pages: int) -> str:
    return f"Page {page + 1} of {pages}" if pages > 1 else ""


def _pages(verb: str, page: int, pages: int) -> Iterator[Button]:
    """Buttons to turn pages, in a row of their own."""
    yield from (replace(button, row=A_PAGE) for button in pages_of(verb, page, pages, ()))
