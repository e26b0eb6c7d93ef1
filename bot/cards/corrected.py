"""What stands in a posted answer that was wrong: that struck out, and what holds; and what curators are told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards import answers
from bot.cards.card import Box, Button, Card, Tone
from bot.cards.claims import struck
from bot.cards.explanation import explainable
from bot.cards.text import MARKDOWN
from knowledge.changes import Way

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from knowledge.corrections import Fate, Instead

MOST_LINKS = 3


def corrected_card(card: Card, place: int, instead: Instead, *, now: datetime, zone: tzinfo, why: bool = False) -> Card:
    """A posted answer with another in that place of it; the rest stays. Its buttons are those of the other.

    `why` tells whether it had the button that explains it. One that was posted where embeds may not be has no boxes.
    """
    part = _part(instead, among=len(card.boxes) or 1, now=now, zone=zone)
    if len(card.boxes) > 1:
        lines, boxes = card.content.split("\n"), list(card.boxes)
        lines[place], boxes[place] = part.content, part.boxes[0]
        part = replace(part, content="\n".join(lines), boxes=tuple(boxes))
    elif card.boxes:
        _, *rest = card.content.split("\n")
        part = replace(part, content="\n".join((part.content, *rest)))
    return explainable(part) if why else part


def told_of_messages(fate: Fate, server: int, way: Way = Way.CORRECTION) -> str:
    """How often the old answer was shown, where last, and what those messages say now."""
    showings = fate.showings
    if not showings:
        return "The old answer was not posted, as far as I know."
    there = [receipt for receipt in showings if receipt not in fate.gone]
    links = [
        f"https://discord.com/channels/{server}/{receipt.channel}/{receipt.message}" for receipt in there[:MOST_LINKS]
    ]
    times = "once" if len(showings) == 1 else f"{len(showings):,} times"
    told = _told_of_fate(fate) if way is Way.CORRECTION else ["It was right then, and stays there."]
    shown = f"The old answer was shown **{times}**, last {MARKDOWN.ago(showings[0].at)}."
    return " ".join((shown, *told, *links))


def _part(instead: Instead, *, among: int, now: datetime, zone: tzinfo) -> Card:
    if shown := instead.shown:
        return answers.answer_card([shown], now=now, zone=zone, instead_of=instead.wrong, among=among)
    said = f"**Taken back** {MARKDOWN.ago(now)}: not on record here any more."
    fact = instead.fact
    return Card(
        content=f"{struck(instead.wrong, MARKDOWN)} {said}" if instead.wrong else said,
        boxes=(Box(title=MARKDOWN.text(fact.question, 256), footer=f"#{fact.id}", tone=Tone.GONE),),
        buttons=(Button(label="Wrong?", verb="wrong", ids=(fact.id,)),),
    )


def _told_of_fate(fate: Fate) -> Iterator[str]:
    """What became of the messages, those that somebody has to look after named as such."""
    if done := len(fate.corrected):
        yield f"{_messages(done, 'is', 'are')} corrected."
    if left := len(fate.left):
        yield f"{_messages(left, 'follows', 'follow')}, a few at a time."
    if gone := len(fate.gone):
        yield f"{_messages(gone, 'was', 'were')} deleted."
    if refused := len(fate.refused):
        yield f"{_messages(refused, 'still shows', 'still show')} it: Discord does not let me edit there."


def _messages(count: int, one: str, several: str) -> str:
    return f"One message {one}" if count == 1 else f"{count:,} messages {several}"
