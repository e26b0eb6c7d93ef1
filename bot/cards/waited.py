"""What a member is told who waited for an answer: in a message to them alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards.answers import answer_card, you_asked
from bot.cards.card import LONGEST_CONTENT
from bot.cards.text import MARKDOWN, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from bot.cards.card import Card
    from knowledge.answers import Shown


def waited_card(answers: Sequence[Shown], question: str, *, where: str, now: datetime, zone: tzinfo) -> Card:
    """The answer to what they wanted to know in the server called `where`; what is pressed there only, is left out."""
    card = answer_card(answers, now=now, zone=zone)
    *others, last = card.boxes
    footer = " · ".join(filter(None, (last.footer, you_asked(question))))
    told = f"You wanted to be told, in {MARKDOWN.text(where, 100)}:\n{card.content}"
    return replace(
        card,
        content=shorten(told, LONGEST_CONTENT),
        boxes=(*others, replace(last, footer=footer)),
        buttons=tuple(button for button in card.buttons if button.url),
    )
