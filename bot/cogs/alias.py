"""Aliases: the forms that names are known in, added, listed and removed by curators."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import pickers, sending
from bot.access import CURATORS, curated
from bot.cards import naming
from knowledge import aliases
from knowledge.mentions import uses
from knowledge.naming import give_forms
from knowledge.text import words

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase


class Aliases(commands.Cog):
    """Names in their forms. A change of one takes seconds where there are many facts: it is made beside the loop."""

    alias = app_commands.Group(
        name="alias", description="Names that are known in several forms", default_permissions=CURATORS
    )

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        bot.on_press("alias_list", self.turned)

    @alias.command(name="add")
    @app_commands.describe(
        name="The name that people should see; one that is here already is given more forms",
        spellings="What else it is called, in any language, with commas between: NK, DPRK, 북한",
        one_way="A question with them may mean the name, but not the reverse: Pyongyang, a city, for North Korea",
    )
    @app_commands.autocomplete(name=pickers.alias_name)
    async def add(
        self,
        interaction: discord.Interaction[Sitrep],
        name: app_commands.Range[str, 1, 100],
        spellings: app_commands.Range[str, 1, 1000],
        one_way: bool = False,  # noqa: FBT001, FBT002   an option of Discord's
    ) -> None:
        """Give a name other forms: who asks with one of them has asked with all."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True)
        by, now, zone = self.bot.author(base, interaction), self.bot.clock(), self.bot.zone(base)
        forms = aliases.forms_of(spellings)
        give = partial(give_forms, base, name, forms, by, one_way=one_way, now=now, zone=zone)
        await sending.respond(interaction, naming.named_card(await asyncio.to_thread(give)))

    @alias.command(name="list")
    @app_commands.describe(text="Only names of which some form holds this")
    async def list(self, interaction: discord.Interaction[Sitrep], text: app_commands.Range[str, 1, 50] = "") -> None:
        """The names with all their forms, and how many facts hold each, page by page."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True)
        await sending.respond(interaction, await asyncio.to_thread(_page, base, text, 0))

    async def turned(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Another page of it."""
        page, *text = ids
        base = await curated(interaction)
        await interaction.response.defer()
        card = await asyncio.to_thread(_page, base, " ".join(text).replace("+", " "), max(0, int(page)))
        await sending.edit(interaction, card)

    @alias.command(name="remove")
    @app_commands.describe(
        name="A name, or any form of it", spelling="The form to remove (if left out: the name with all its forms)"
    )
    @app_commands.autocomplete(name=pickers.alias_name, spelling=pickers.alias_form)
    async def remove(
        self,
        interaction: discord.Interaction[Sitrep],
        name: app_commands.Range[str, 1, 100],
        spelling: app_commands.Range[str, 1, 100] = "",
    ) -> None:
        """Take a form away from a name, or the name with all its forms."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True)
        before = await asyncio.to_thread(aliases.named, base.state, name)
        drop = partial(base.drop_alias, name, self.bot.author(base, interaction), form=spelling)
        await sending.respond(interaction, naming.dropped_card(before, await asyncio.to_thread(drop)))


def _page(base: KnowledgeBase, text: str, page: int) -> Card:
    """A page of the names, the last one where there are not so many."""
    known = aliases.listed(base.state, text)
    page = min(page, max(0, -(-len(known) // naming.A_PAGE) - 1))
    shown = uses(base.state, known[page * naming.A_PAGE : (page + 1) * naming.A_PAGE])
    return naming.names_card(shown, total=len(known), page=page, sought=words(text))
