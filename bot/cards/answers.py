"""What a member is told: answers, a choice, or that it is not on record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import LONGEST_DESCRIPTION, LONGEST_LABEL, LONGEST_TOGETHER, Box, Button, Card, Tone, fitted
from bot.cards.text import MARKDOWN, PLAIN, one_line, shorten
from knowledge.answers import Abstention, Answer, Choice
from knowledge.drafts import url_problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from bot.cards.text import Ink
    from knowledge.answers import Outcome, Shown

MOST_LINKS = 3
YOU_ASKED = "You asked: "
NEAR = 0.1
"""Confidence from which a fact is near enough to be named below an abstention."""

_LONGEST_ECHO = 500  # a question is no longer

_SAID: dict[str, str] = {
    "chatter": "I answer questions from what is on record here. Ask me one and I'll look.",
    "empty": "What would you like to know? Ask me a question and I'll look.",
    "too_long": "That is too long for me. Ask one thing, in a sentence or two.",
}
_NOT_ON_RECORD = ("Not on record here.", "That doesn't mean it didn't happen.")
_PLACES = ("first", "second", "third")
_LEFT = {
    "not_on_record": "Your {} question is not on record here. That doesn't mean it didn't happen.",
    "": "I have no sure answer to your {} question: ask it by itself.",
}
_WAYS_ON = (Button(label="Tell me when known", verb="tell_me"), Button(label="I have a source", verb="tip"))
_MORE = "I took the first three of your questions. Ask me the rest again."


def outcome_card(outcome: Outcome, *, now: datetime, zone: tzinfo, asker: int = 0, private: bool = False) -> Card:
    """The message for an outcome. `asker` is whose choice it is.

    A `private` card, seen by the asker alone, says what was asked and can be shared; a public one never repeats it.
    """
    text = plain(outcome, now=now, zone=zone)
    echo = you_asked(outcome.question) if private else ""
    match outcome:
        case Answer(answers=answers):
            card = answer_card(answers, now=now, zone=zone, private=private)
            return replace(card, content="\n".join((card.content, *_left(outcome))), plain=text)
        case Choice(offered=offered):
            lines = tuple(_offers(offered, MARKDOWN))
            return Card(
                content=MARKDOWN.bold(_asked_back(outcome)),
                boxes=(Box(lines=lines, footer=echo, tone=Tone.QUIET),),
                buttons=tuple(_choices(offered, asker)),
                plain=text,
            )
        case Abstention(reason=reason) if reason in _SAID:
            return Card(content=_SAID[reason], plain=text)
        case Abstention():
            headline, comfort = _NOT_ON_RECORD
            return Card(
                content=f"{MARKDOWN.bold(headline)} {comfort}",
                boxes=tuple(_nearest_box(outcome, echo)),
                buttons=(
                    *(
                        Button(label=f"Show #{shown.fact.id}", verb="show", ids=(shown.fact.id,))
                        for shown in _nearest(outcome)
                    ),
                    *_WAYS_ON,
                ),
                plain=text,
            )


def none_card(said: str, question: str, *, private: bool) -> Card:
    """What stands in place of a choice of which none was meant, with the ways on of what is not on record."""
    echo = (Box(footer=you_asked(question), tone=Tone.QUIET),) * private
    return Card(content=said, boxes=echo, buttons=_WAYS_ON, plain=said)


def you_asked(question: str) -> str:
    """What stands in small below what the asker alone sees."""
    return YOU_ASKED + shorten(one_line(question), _LONGEST_ECHO)


def answer_card(
    answers: Sequence[Shown],
    *,
    now: datetime,
    zone: tzinfo,
    private: bool = False,
    instead_of: str = "",
    among: int = 0,
) -> Card:
    """The message that answers, a box for each question that was asked.

    One that is put in place of what a posted message said, `instead_of`, leaves room for what that has besides: it
    stands there `among` so many answers.
    """
    several = among or len(answers)
    each = min(LONGEST_DESCRIPTION, LONGEST_TOGETHER // several - 400)  # a title and a footer take the rest
    most = claims.LONGEST_HEADLINE if several == 1 else claims.LONGEST_HEADLINE // 2
    return Card(
        content="\n".join(
            claims.headline(shown, MARKDOWN, now=now, zone=zone, most=most, instead_of=instead_of) for shown in answers
        ),
        boxes=tuple(_answer_box(shown, now, zone, each) for shown in answers),
        buttons=tuple(_answer_buttons(answers, private=private)),
        plain="\n\n".join(_answer_text(shown, now, zone) for shown in answers),
    )


def plain(outcome: Outcome, *, now: datetime, zone: tzinfo) -> str:
    """All that a member would read, as plain text: for the command line."""
    match outcome:
        case Answer(answers=answers):
            return "\n\n".join((*(_answer_text(shown, now, zone) for shown in answers), *_left(outcome)))
        case Choice(offered=offered):
            return "\n".join([_asked_back(outcome), *_offers(offered, PLAIN)])
        case Abstention(reason=reason) if reason in _SAID:
            return _SAID[reason]
        case Abstention():
            near = (f"Nearest: {_pointer(shown, PLAIN)}" for shown in _nearest(outcome))
            return "\n".join([" ".join(_NOT_ON_RECORD), *near])


def _left(answer: Answer) -> Iterator[str]:
    """What is said of the questions that got no answer: by their places, for nobody's words are repeated."""
    for left in answer.unanswered:
        yield _LEFT.get(left.reason, _LEFT[""]).format(_PLACES[left.place])
    if answer.more:
        yield _MORE


def _answer_box(shown: Shown, now: datetime, zone: tzinfo, most: int) -> Box:
    return Box(
        title=MARKDOWN.text(shown.fact.question, 256),
        lines=fitted(claims.told(shown, MARKDOWN, now=now, zone=zone, most=most - 1_000), most),
        footer=_number(shown),
        tone=Tone.DISPUTED if shown.disputed else Tone.QUIET if shown.unknown else Tone.CALM,
    )


def _answer_text(shown: Shown, now: datetime, zone: tzinfo) -> str:
    return "\n".join(
        [
            claims.headline(shown, PLAIN, now=now, zone=zone),
            f"{PLAIN.text(shown.fact.question)} · {_number(shown)}",
            *claims.told(shown, PLAIN, now=now, zone=zone),
        ]
    )


def _number(shown: Shown) -> str:
    return " · ".join(part for part in (f"#{shown.fact.id}", claims.support(shown)) if part)


def _answer_buttons(answers: Sequence[Shown], *, private: bool) -> Iterator[Button]:
    if len(answers) == 1:
        yield from _links(answers[0])
    for shown in answers:
        label = "Wrong?" if len(answers) == 1 else f"#{shown.fact.id} wrong?"
        yield Button(label=label, verb="wrong", ids=(shown.fact.id,))
    if private:
        yield Button(label="Share here", verb="share", ids=tuple(shown.fact.id for shown in answers))


def _links(shown: Shown) -> Iterator[Button]:
    """A button for each host that a claim can be read at, the leading claim's first."""
    hosts: set[str] = set()
    for claim in shown.claims:
        given = claim.source
        if given and given.url and not url_problem(given.url) and given.host not in hosts and len(hosts) < MOST_LINKS:
            hosts.add(given.host)
            yield Button(label=shorten(given.host, LONGEST_LABEL), url=given.url)


def _offers(offered: Sequence[Shown], ink: Ink) -> Iterator[str]:
    if len(offered) == 1:
        yield _pointer(offered[0], ink)
        return
    named = any(shown.elsewhere for shown in offered)
    lines = (f"{ink.bold(str(n))}  {_pointer(shown, ink, named=named)}" for n, shown in enumerate(offered, 1))
    yield from claims.apart(lines, ink)


def _choices(offered: Sequence[Shown], asker: int) -> Iterator[Button]:
    several = len(offered) > 1
    for n, shown in enumerate(offered, 1):
        label = str(n) if several else f"Show #{shown.fact.id}"
        yield Button(label=label, verb="pick", ids=(asker, shown.fact.id), primary=True)
    yield Button(label="None of these" if several else "Not that", verb="none", ids=(asker,))


def _asked_back(choice: Choice) -> str:
    if choice.reason == "ambiguous":
        return "Which do you mean?"
    return f"Not exactly on record; closest {'is' if len(choice.offered) == 1 else 'are'}:"


def _nearest(outcome: Abstention) -> tuple[Shown, ...]:
    return tuple(shown for shown in outcome.candidates[:1] if shown.confidence >= NEAR)


def _nearest_box(outcome: Abstention, echo: str) -> Iterator[Box]:
    lines = tuple(f"Nearest: {_pointer(shown, MARKDOWN)}" for shown in _nearest(outcome))
    if lines or echo:
        yield Box(lines=lines, footer=echo, tone=Tone.QUIET)


def _pointer(shown: Shown, ink: Ink, *, named: bool = False) -> str:
    """A fact that may be meant: its question, never its answer, which would be read as one.

    Its topic stands beside it where it is another than the channel's, or is to be `named` beside one that is.
    """
    topic = claims.topic_of(shown, ink) if named or shown.elsewhere else ""
    about = f"{topic} · " if topic else ""
    return f"{ink.text(shown.fact.question, 256)} · {about}#{shown.fact.id}, {claims.date(shown.leading, ink)}"
