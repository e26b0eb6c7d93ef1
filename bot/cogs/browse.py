"""Lists of facts, page by page: for everyone what is on record, for curators all of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

import discord
from discord import app_commands
from discord.ext import commands

from bot import pickers, sending
from bot.access import asked_in_server, curated
from bot.cards import Card, answer_card, listing, note
from bot.cogs.curate import Curating
from knowledge.listing import Lists, Only, Order, Wanted
from knowledge.topics import NONE, key_of_topic

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase

    Check: TypeAlias = Callable[[discord.Interaction[Sitrep]], Awaitable[KnowledgeBase]]
    Draw: TypeAlias = Callable[[Lists, Wanted, int], Card]

_GONE = "That one is not on record any more."
_OPTIONS = {
    "text": "Only facts with all of these words",
    "only": "Which facts",
    "order": "Sorted how",
    "topic": "Only those of a topic; or none: the server's general facts",
}
_ORDERS = [app_commands.Choice(name=name, value=one.value) for one, name in listing.ORDER.items()]


class Pages:
    """A list with its buttons and menus: `check` says who may see it, at each press, and `draw` makes a page."""

    def __init__(self, bot: Sitrep, verb: str, check: Check, draw: Draw) -> None:
        self.bot = bot
        self._check = check
        self._draw = draw
        bot.on_press(verb, self.turned)
        bot.on_press(f"{verb}_only", self.narrowed)
        bot.on_press(f"{verb}_order", self.sorted)

    async def show(self, interaction: discord.Interaction[Sitrep], wanted: Wanted) -> None:
        """The first page, for whoever asks alone."""
        base = await self._check(interaction)
        if wanted.topic:
            none = key_of_topic(wanted.topic) == NONE
            wanted = replace(wanted, topic=NONE if none else base.topics.named(wanted.topic).name)
        await interaction.response.defer(ephemeral=True)
        await sending.respond(interaction, await self._page(base, wanted, 0))

    async def turned(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Another page of it."""
        page, only, order, topic, *text = ids
        await self._redraw(interaction, _wanted(text, only, order), topic, max(0, int(page)))

    async def narrowed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same list, of other facts."""
        order, topic, *text, only = ids
        await self._redraw(interaction, _wanted(text, only, order), topic)

    async def sorted(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same facts in another order."""
        only, topic, *text, order = ids
        await self._redraw(interaction, _wanted(text, only, order), topic)

    async def _redraw(self, interaction: discord.Interaction[Sitrep], wanted: Wanted, mark: str, page: int = 0) -> None:
        """The list once more; `mark` is that of its topic."""
        base = await self._check(interaction)
        await interaction.response.defer()
        topic = base.topics.marked(mark)
        wanted = replace(wanted, topic=topic.name if topic else NONE if mark == NONE else "")
        await sending.edit(interaction, await self._page(base, wanted, page))

    async def _page(self, base: KnowledgeBase, wanted: Wanted, page: int) -> Card:
        lists = Lists(base, self.bot.clock(), self.bot.zone(base))
        return await asyncio.to_thread(self._draw, lists, wanted, page)


class Browsing(commands.Cog):
    """The public list and the curators'. Words to look for are shown to nobody but whoever typed them."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self.public = Pages(bot, "browse", asked_in_server, _public)
        self.whole = Pages(bot, "fact_list", curated, _whole)
        bot.on_press("browse_show", self.chosen)

    async def cog_load(self) -> None:
        """Put the curators' list beside their other commands: the curating cog brings the group."""
        group = Curating.of(self.bot).fact
        about = "The facts on record, page by page: all, or those that need work"
        group.add_command(app_commands.Command(name="list", description=about, callback=self.list))

    @app_commands.describe(**_OPTIONS)
    @app_commands.autocomplete(topic=pickers.topic_or_none)
    @app_commands.choices(
        only=[app_commands.Choice(name=name, value=one.value) for one, name in listing.ONLY.items()], order=_ORDERS
    )
    async def list(
        self,
        interaction: discord.Interaction[Sitrep],
        text: app_commands.Range[str, 1, 50] = "",
        only: str = Only.ALL,
        order: str = Order.NUMBER,
        topic: app_commands.Range[str, 1, 80] = "",
    ) -> None:
        """Show the facts on record to a curator."""
        await self.whole.show(interaction, replace(_wanted([text], only, order), topic=topic))

    @app_commands.command(name="browse")
    @app_commands.describe(**_OPTIONS)
    @app_commands.autocomplete(topic=pickers.topic_or_none)
    @app_commands.choices(
        only=[app_commands.Choice(name=listing.ONLY[one], value=one.value) for one in listing.PUBLIC], order=_ORDERS
    )
    async def browse(
        self,
        interaction: discord.Interaction[Sitrep],
        text: app_commands.Range[str, 1, 50] = "",
        only: str = Only.ALL,
        order: str = Order.NUMBER,
        topic: app_commands.Range[str, 1, 80] = "",
    ) -> None:
        """What is on record here, page by page, for you alone."""
        await self.public.show(interaction, replace(_wanted([text], only, order), topic=topic))

    async def chosen(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """One of them whole, below the list."""
        base = await asked_in_server(interaction)
        now, zone = self.bot.clock(), self.bot.zone(base)
        shown = base.show(int(ids[-1]), now=now, zone=zone)
        card = answer_card([shown], now=now, zone=zone, private=True) if shown else note(_GONE)
        await sending.respond(interaction, card)


def _public(lists: Lists, wanted: Wanted, page: int) -> Card:
    # Whoever makes up a menu's id may ask for what members are not offered.
    wanted = wanted if wanted.only in listing.PUBLIC else replace(wanted, only=Only.ALL)
    return listing.browse_card(lists.shown(wanted), wanted, page=page)


def _whole(lists: Lists, wanted: Wanted, page: int) -> Card:
    return listing.list_card(lists.facts(wanted), wanted, page=page)


def _wanted(text: list[str], only: str, order: str) -> Wanted:
    return Wanted(text=" ".join(text).replace("+", " "), only=Only(only), order=Order(order))
