"""The one renderer: every answer on every surface is drawn here, so that none can forget source, date or caveat.

Nothing here imports discord, so that the command line starts quickly: `bot.sending` makes messages of cards.
"""

from bot.cards.answers import YOU_ASKED, answer_card, outcome_card, plain
from bot.cards.card import Box, Button, Card, Tone, note
from bot.cards.digests import digest_card
from bot.cards.explanation import explainable, explanation_card
from bot.cards.status import Check, status_card
from bot.cards.text import MARKDOWN, PLAIN, escape, one_line, shorten, size

__all__ = [
    "MARKDOWN",
    "PLAIN",
    "YOU_ASKED",
    "Box",
    "Button",
    "Card",
    "Check",
    "Tone",
    "answer_card",
    "digest_card",
    "escape",
    "explainable",
    "explanation_card",
    "note",
    "one_line",
    "outcome_card",
    "plain",
    "shorten",
    "size",
    "status_card",
]
