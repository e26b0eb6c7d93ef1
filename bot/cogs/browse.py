"""Browsing: what is on record, page by page, for everyone and for whoever asks alone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import sending
from bot.access import asked_in_server
from bot.cards import answer_card, listing, note
from knowledge.listing import Lists, Only, Order, Wanted

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase

_GONE = "That one is not on record any more."


class Browsing(commands.Cog):
    """The public list. What members typed is a filter for themselves; nothing of it is shown to others."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        for verb, handler in {
            "browse": self.turned,
            "browse_only": self.narrowed,
            "browse_order": self.sorted,
            "browse_show": self.chosen,
        }.items():
            bot.on_press(verb, handler)

    @app_commands.command(name="browse")
    @app_commands.describe(text="Only facts with all of these words", only="Which facts", order="Sorted how")
    @app_commands.choices(
        only=[app_commands.Choice(name=listing.ONLY[one], value=one.value) for one in listing.PUBLIC],
        order=[app_commands.Choice(name=name, value=one.value) for one, name in listing.ORDER.items()],
    )
    async def browse(
        self,
        interaction: discord.Interaction[Sitrep],
        text: app_commands.Range[str, 1, 50] = "",
        only: str = Only.ALL,
        order: str = Order.NUMBER,
    ) -> None:
        """What is on record here, page by page, for you alone."""
        base = await asked_in_server(interaction)
        await interaction.response.defer(ephemeral=True)
        wanted = Wanted(text=text, only=Only(only), order=Order(order))
        await sending.respond(interaction, await self._page(base, wanted, 0))

    async def turned(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Another page of it."""
        page, only, order, *text = ids
        wanted = Wanted(text=_typed(text), only=Only(only), order=Order(order))
        await self._redraw(interaction, wanted, max(0, int(page)))

    async def narrowed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same list, of other facts."""
        order, *text, only = ids
        await self._redraw(interaction, Wanted(text=_typed(text), only=Only(only), order=Order(order)))

    async def sorted(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same facts in another order."""
        only, *text, order = ids
        await self._redraw(interaction, Wanted(text=_typed(text), only=Only(only), order=Order(order)))

    async def chosen(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """One of them whole, below the list."""
        base = await asked_in_server(interaction)
        now, zone = self.bot.clock(), self.bot.zone(base)
        shown = base.show(int(ids[-1]), now=now, zone=zone)
        card = answer_card([shown], now=now, zone=zone, private=True) if shown else note(_GONE)
        await sending.respond(interaction, card)

    async def _redraw(self, interaction: discord.Interaction[Sitrep], wanted: Wanted, page: int = 0) -> None:
        base = await asked_in_server(interaction)
        await interaction.response.defer()
        await sending.edit(interaction, await self._page(base, wanted, page))

    async def _page(self, base: KnowledgeBase, wanted: Wanted, page: int) -> Card:
        lists = Lists(base, self.bot.clock(), self.bot.zone(base))
        # Whoever edits a button's id may ask for what members are not offered.
        wanted = wanted if wanted.only in listing.PUBLIC else Wanted(text=wanted.text, order=wanted.order)
        return listing.browse_card(await asyncio.to_thread(lists.shown, wanted), wanted, page=page)


def _typed(text: list[str]) -> str:
    return " ".join(text).replace("+", " ")
