"""Buttons that live as long as their message: what was pressed stands in the button itself, as a verb and ids.

A `custom_id` is "sitrep1:<verb>:<id>:<id>"; the 1 is its version, so that a later bot can tell old buttons from its
own. The server is never in it: it is where the button is pressed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import discord

from bot import faults
from bot.cards.text import size

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.cards import Button
    from bot.cards.card import Menu
    from bot.client import Sitrep

    Handler: TypeAlias = Callable[[discord.Interaction[Sitrep], tuple[str, ...]], Awaitable[None]]

VERSION = "sitrep1"
_MARKED = r"sitrep\d+:(?P<verb>[a-z_]+)(?P<ids>(?::[\w.+/-]+)*)"
_MENU = "menu:"
LONGEST_ID = 100  # https://docs.discord.com/developers/components/reference#anatomy-of-a-component-custom-id
_OLD = "This button is of an older version of me. Ask again, with /ask."


def custom_id(verb: str, *ids: int | str) -> str:
    """What stands in a button. Raises `ValueError` when it would be longer than Discord takes."""
    made = ":".join((VERSION, verb, *map(str, ids)))
    if size(made) > LONGEST_ID:
        raise ValueError(f"a button's id has {size(made)} characters: {made[:40]}...")
    return made


def on_message(message: discord.Message, verb: str) -> list[tuple[str, ...]]:
    """The ids in each of a message's buttons of that verb."""
    rows = (row.children for row in message.components if isinstance(row, discord.ActionRow))
    found = (str(child.custom_id).split(":") for children in rows for child in children)
    return [tuple(parts[2:]) for parts in found if parts[:2] == [VERSION, verb]]


class Press(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=_MARKED,
):
    """A button of ours, pressed: handed to whoever took its verb with `Sitrep.on_press`.

    One class for all verbs, so that what goes wrong in any of them is told in one way: discord.py only logs it.
    """

    @classmethod
    def of(cls, button: Button) -> Press:
        """The button of a card."""
        style = discord.ButtonStyle.primary if button.primary else discord.ButtonStyle.secondary
        item = discord.ui.Button[Any](
            label=button.label,
            style=style,
            disabled=button.disabled,
            custom_id=custom_id(button.verb, *button.ids),
            row=button.row,
        )
        return cls(item)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], _match: re.Match[str], /
    ) -> Press:
        """The button on a message of any age."""
        assert isinstance(item, discord.ui.Button)  # noqa: S101   buttons alone have such ids
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Act on it; tell the member what goes wrong."""
        await _handed(interaction, self.custom_id)


class Pick(
    discord.ui.DynamicItem[discord.ui.Select[Any]],
    template=_MENU + _MARKED,
):
    """A menu of ours: what was chosen comes last among the ids that go to whoever took its verb."""

    @classmethod
    def of(cls, menu: Menu) -> Pick:
        """The menu of a card."""
        options = [
            discord.SelectOption(label=option.label, value=option.value, default=option.chosen)
            for option in menu.options
        ]
        marked = f"{_MENU}{custom_id(menu.verb, *menu.ids)}"
        return cls(discord.ui.Select[Any](placeholder=menu.placeholder, options=options, custom_id=marked))

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: discord.ui.Item[Any], _match: re.Match[str], /
    ) -> Pick:
        """The menu on a message of any age."""
        assert isinstance(item, discord.ui.Select)  # noqa: S101   menus alone have such ids
        return cls(item)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Act on what was chosen."""
        await _handed(interaction, self.custom_id.removeprefix(_MENU), *self.item.values)


async def _handed(interaction: discord.Interaction[Any], marked: str, *chosen: str) -> None:
    """Hand a press to whoever took its verb; tell the member what goes wrong."""
    match = re.fullmatch(_MARKED, marked)
    handler = interaction.client.presses.get(match["verb"]) if match else None
    try:
        if match is None or handler is None or not marked.startswith(f"{VERSION}:"):
            await faults.say(interaction, _OLD)
        else:
            await handler(interaction, (*filter(None, match["ids"].split(":")), *chosen))
    except Exception as error:  # noqa: BLE001   told and logged there
        await faults.tell(interaction, error)
