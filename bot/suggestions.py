"""Wordings that members' choices suggest, as curators decide on them: from a message or from the list."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot import sending
from bot.access import curated
from bot.cards import note, phrasing
from bot.forms import phrasings_form
from knowledge.errors import NotFoundError
from knowledge.learning import Learning

if TYPE_CHECKING:
    import discord

    from bot.cards import Card
    from bot.client import Sitrep
    from bot.phrasing import Phrasing
    from knowledge.base import KnowledgeBase
    from knowledge.learning import Suggestion


class Suggestions:
    """The buttons below suggestions. A page stands in the ids of those of the list, and nowhere else."""

    def __init__(self, phrasings: Phrasing) -> None:
        self.bot = phrasings.bot
        self._phrasings = phrasings
        for verb, handler in {
            "learn": self.add,
            "learn_edit": self.edit,
            "learn_dismiss": self.dismiss,
            "learn_page": self.turned,
        }.items():
            self.bot.on_press(verb, handler)

    async def show(self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase) -> None:
        """The list, for the curator alone."""
        await interaction.response.defer(ephemeral=True)
        await sending.respond(interaction, await asyncio.to_thread(listed, base, 0))

    async def turned(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Another page of it."""
        base = await curated(interaction)
        await interaction.response.defer()
        await sending.edit(interaction, await asyncio.to_thread(listed, base, max(0, int(ids[0]))))

    async def add(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """A wording becomes a phrasing, unless it is another fact's: that is pointed out first."""
        base = await curated(interaction)
        await interaction.response.defer()
        try:
            made = await asyncio.to_thread(Learning(base).suggestion, ids[0])
        except NotFoundError as gone:
            await self._redraw(interaction, base, ids, note(str(gone)))
            return
        draft = self._phrasings.draft(interaction, made.fact.id, made.wording)
        if await self._phrasings.save(interaction, base, draft):
            await self._redraw(interaction, base, ids, _decided(interaction, made, added=True))

    async def edit(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Open the form, filled with the wording."""
        base = await curated(interaction)
        made = await asyncio.to_thread(Learning(base).suggestion, ids[0])
        form = phrasings_form(made.fact, made.wording, suggestion=made.id)
        await interaction.response.send_modal(form)

    async def dismiss(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """It is suggested no more; on the disk before that is said."""
        base = await curated(interaction)
        await interaction.response.defer()
        try:
            made = await asyncio.to_thread(Learning(base).dismiss, ids[0], self.bot.clock())
        except NotFoundError as gone:
            await self._redraw(interaction, base, ids, note(str(gone)))
            return
        await asyncio.to_thread(base.activity.save)
        await self._redraw(interaction, base, ids, _decided(interaction, made, added=False))

    async def _redraw(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, ids: tuple[str, ...], decided: Card
    ) -> None:
        """The list as it is now, or what was decided, in place of the message that asked for it."""
        _, *page = ids
        card = await asyncio.to_thread(listed, base, max(0, int(page[0]))) if page else decided
        await sending.edit(interaction, card)


def _decided(interaction: discord.Interaction[Sitrep], made: Suggestion, *, added: bool) -> Card:
    return phrasing.decided_card(made.wording, made.fact, added=added, by=interaction.user.display_name)


def listed(base: KnowledgeBase, page: int) -> Card:
    """A page of the list."""
    return phrasing.suggestions_card(Learning(base).suggestions(), page=page)
