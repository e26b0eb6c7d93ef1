"""The set-up of answering unasked: where it is done, what that means, and what stands in its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.card import LONGEST_DESCRIPTION, Box, Button, Card, Tone, fitted
from bot.cards.claims import apart
from bot.cards.text import MARKDOWN
from knowledge.unasked import LEAST

if TYPE_CHECKING:
    from collections.abc import Iterator

_NONE = "None is chosen: I answer only where I am asked, by `/ask`, a mention or a reply. Choose channels below."
_MEANS = (
    "There I also answer plain questions that nobody put to me, where I am sure: one fact, at least {least:.0%} likely "
    "to be meant, whose sources agree and which is not past its shelf life. Never with a choice, and what I cannot "
    "answer is kept nowhere.\n"
    "I stay quiet while people talk with each other (a reply, a mention, somebody else within 30 seconds), and about "
    "what was shown there in the last ten minutes."
)
_DEAF = (
    "**It does nothing yet**: Discord does not show me what members write. Whoever runs me turns on *Message Content "
    "Intent* in the Developer Portal, under *Bot > Privileged Gateway Intents*, sets `SITREP_MESSAGE_CONTENT=yes` and "
    "starts me again; `sitrep check` says whether that is in order. Nothing else that I do needs it."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweringFound:
    """How it stands: the channels, those that are gone, what is missing in others, and whether the bot hears there."""

    channels: tuple[int, ...]
    gone: tuple[int, ...]
    lacking: Mapping[int, str]
    hears: bool


def answering_card(found: AnsweringFound) -> Card:
    """Where the bot answers unasked, to be changed."""
    troubled = found.channels and (found.lacking or found.gone or not found.hears)
    return Card(
        content="**Answering channels.** Where I answer plain questions without being asked. It is off until chosen.",
        boxes=(
            Box(
                lines=fitted(apart(_told(found), MARKDOWN), LONGEST_DESCRIPTION),
                tone=Tone.DISPUTED if troubled else Tone.CALM,
            ),
        ),
        buttons=(Button(label="Check again", verb="answering_check"),),
    )


def _told(found: AnsweringFound) -> Iterator[str]:
    if not found.hears:
        yield _DEAF
    if not found.channels:
        yield _NONE
    else:
        yield " ".join(f"<#{channel}>" for channel in found.channels) + ". To end it, choose none below."
    yield _MEANS.format(least=LEAST)
    if found.gone:
        yield f"{len(found.gone)} of them are gone, or I cannot see them."
    for channel, lacks in found.lacking.items():
        yield f"<#{channel}>: I lack {lacks}. Allow it under Edit Channel > Permissions, my role."
