"""Buttons that live as long as their message: what was pressed stands in the button itself, as a verb and ids.

A `custom_id` is "sitrep1:<verb>:<id>:<id>"; the 1 is its version, so that a later bot can tell old buttons from its
own. The server is never in it: it is where the button is pressed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import discord

from bot import faults

if TYPE_CHECKING:
    import re
    from collections.abc import Awaitable, Callable

    from bot.cards import Button
    from bot.client import Sitrep

    Handler: TypeAlias = Callable[[discord.Interaction[Sitrep], tuple[str, ...]], Awaitable[None]]

VERSION = "sitrep1"
LONGEST_ID = 100  # https://docs.discord.com/developers/components/reference#anatomy-of-a-component-custom-id
_OLD = "This button is of an older version of me. Ask again, with /ask."


def custom_id(verb: str, *ids: int | str) -> str:
    """What stands in a button. Raises `ValueError` when it would be longer than Discord takes."""
    made = ":".join((VERSION, verb, *map(str, ids)))
    if len(made) > LONGEST_ID:
        raise ValueError(f"a button's id has {len(made)} characters: {made[:40]}...")
    return made


def on_message(message: discord.Message, verb: str) -> list[tuple[str, ...]]:
    """The ids in each of a message's buttons of that verb."""
    begin = f"{custom_id(verb)}:"
    rows = (row.children for row in message.components if isinstance(row, discord.ActionRow))
    found = (str(child.custom_id) for children in rows for child in children)
    return [tuple(known.removeprefix(begin).split(":")) for known in found if known.startswith(begin)]


class Press(
    discord.ui.DynamicItem[discord.ui.Button[Any]],
    template=r"sitrep\d+:(?P<verb>[a-z_]+)(?P<ids>(?::[\w.+/-]+)*)",
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
        match = self.template.fullmatch(self.custom_id)
        handler = interaction.client.presses.get(match["verb"]) if match else None
        try:
            if match is None or handler is None or not self.custom_id.startswith(f"{VERSION}:"):
                await faults.say(interaction, _OLD)
            else:
                await handler(interaction, tuple(filter(None, match["ids"].split(":"))))
        except Exception as error:  # noqa: BLE001   told and logged there
            await faults.tell(interaction, error)
