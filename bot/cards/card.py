"""What a message is made of, as values: `bot.sending` turns them into Discord's."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from bot.cards.text import shorten, size

# https://docs.discord.com/developers/resources/message#embed-object-embed-limits
LONGEST_CONTENT = 2_000
LONGEST_TITLE = 256
LONGEST_DESCRIPTION = 4_096
LONGEST_FOOTER = 2_048
LONGEST_TOGETHER = 6_000
LONGEST_LABEL = 80


class Tone(IntEnum):
    """The colour of a box's edge."""

    CALM = 0x2F6FDB
    DISPUTED = 0xC98A00
    QUIET = 0x7A828E
    GONE = 0xB3423A


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An embed: a title, lines, and a last small line without markdown. All but `footer` is written already."""

    title: str = ""
    lines: tuple[str, ...] = ()
    footer: str = ""
    tone: Tone = Tone.CALM

    @property
    def description(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    @property
    def size(self) -> int:
        """What it takes of `LONGEST_TOGETHER`."""
        return size(self.title) + size(self.description) + size(self.footer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press: a link, or a verb with the ids that it is about (see `bot.presses`).

    Those of a list say in which `row` of five they stand, so that each entry has one of its own.
    """

    label: str
    verb: str = ""
    ids: tuple[int | str, ...] = ()
    url: str = ""
    primary: bool = False
    disabled: bool = False
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """What a menu offers; `value` is given to whoever took its verb."""

    label: str
    value: str
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """A list of at most 25 options to choose one from: a press of its verb with the ids, the chosen value last."""

    placeholder: str
    verb: str
    options: tuple[Option, ...]
    ids: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that goes with a message."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message. The first line of `content` is what a phone's notification shows; `plain` is all of it as text."""

    content: str
    boxes: tuple[Box, ...] = ()
    buttons: tuple[Button, ...] = field(default=())
    menus: tuple[Menu, ...] = ()
    plain: str = ""
    files: tuple[Enclosure, ...] = ()


def note(text: str, *buttons: Button) -> Card:
    """A sentence of the bot's own. Text that people typed has to be escaped in it."""
    return Card(content=shorten(text, LONGEST_CONTENT), buttons=buttons, plain=text)


def fitted(lines: list[str], most: int, rest: str = "and {} more") -> tuple[str, ...]:
    """As many whole lines as fit in `most` units, and how many did not."""
    kept: list[str] = []
    room = most
    for place, line in enumerate(lines):
        left = len(lines) - place
        spare = size(rest.format(left)) + 1 if left > 1 else 0
        if size(line) + 1 + spare > room:
            return (*kept, rest.format(left))
        kept.append(line)
        room -= size(line) + 1
    return tuple(kept)
