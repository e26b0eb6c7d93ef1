"""Phrasings from their form to the record. Those that other facts have are pointed out, any can be taken back."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot import faults, sending
from bot.access import curated
from bot.cards import authoring, phrasing
from bot.drafts import KeptDraft
from bot.forms import Typed, phrasings_form
from bot.writing import advised
from knowledge.authoring import Authoring
from knowledge.drafts import read_phrasings
from knowledge.errors import InvalidError, NearError, NotFoundError
from knowledge.learning import Learning
from knowledge.text import invisible_in

if TYPE_CHECKING:
    import discord

    from bot.client import Sitrep
    from bot.forms import Values
    from bot.writing import Writing
    from knowledge.base import KnowledgeBase


class Phrasing:
    """The forms and drafts of phrasings. Every press and every form checks again who is at it."""

    def __init__(self, writing: Writing) -> None:
        self.bot = writing.bot
        self._writing = writing
        self.bot.on_form("phrasings_sent", self.sent)
        for verb, handler in {
            "phrase": self.pressed,
            "phrase_all": self.add_all,
            "phrase_rest": self.add_rest,
            "phrase_back": self.take_back,
            "draft_phrase": self.add_question,
        }.items():
            self.bot.on_press(verb, handler)

    async def pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Open the form for a fact by a button."""
        base = await curated(interaction)
        await interaction.response.send_modal(phrasings_form(base.fact(int(ids[0]))))

    async def sent(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...], values: Values) -> None:
        """The form came back; where it was opened on a suggestion, that is decided with it."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        saved = await self.save(interaction, base, self.draft(interaction, int(ids[0]), values.get("phrasings", "")))
        if saved and len(ids) > 1:
            with suppress(NotFoundError):  # it was added as it is, which decided it
                await asyncio.to_thread(Learning(base).dismiss, ids[1], self.bot.clock())

    async def add_all(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """What was typed, knowing that other facts have some of it."""
        base = await curated(interaction)
        if draft := await self._writing.found(interaction, ids[0]):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self.save(interaction, base, draft, name=ids[0], knowing=True)

    async def add_rest(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """What was typed without what other facts have of it."""
        base = await curated(interaction)
        if draft := await self._writing.found(interaction, ids[0]):
            await interaction.response.defer(ephemeral=True, thinking=True)
            typed = read_phrasings(draft.phrasings or "")
            rest = await asyncio.to_thread(Authoring(base).free, draft.fact, typed)
            await self.save(interaction, base, replace(draft, phrasings="\n".join(rest)), name=ids[0])

    async def add_question(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The question of a fact that was not saved, as a phrasing of the one that it is so near to."""
        base = await curated(interaction)
        if draft := await self._writing.found(interaction, ids[0]):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self.save(interaction, base, self.draft(interaction, int(ids[1]), draft.typed.question))

    async def take_back(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """What one addition gave a fact."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        fact, revision = map(int, ids)
        by = self.bot.author(base, interaction)
        gone = await asyncio.to_thread(Authoring(base).take_back, fact, revision, by)
        await sending.respond(interaction, phrasing.taken_back_card(base.fact(fact), gone))

    def draft(self, interaction: discord.Interaction[Sitrep], fact: int, typed: str) -> KeptDraft:
        """Phrasings as they were typed, one a line."""
        return KeptDraft(
            server=interaction.guild_id or 0,
            user=interaction.user.id,
            typed=Typed(),
            phrasings=typed,
            fact=fact,
            seen=0,
            request=str(interaction.id),
            at=self.bot.clock(),
        )

    async def save(
        self,
        interaction: discord.Interaction[Sitrep],
        base: KnowledgeBase,
        draft: KeptDraft,
        *,
        name: str = "",
        knowing: bool = False,
    ) -> bool:
        """Put phrasings on record, if they can be: the curator alone is told. What cannot be is kept."""
        by = self.bot.author(base, interaction)
        try:
            typed = read_phrasings(draft.phrasings or "")
            before = base.fact(draft.fact).phrasings
            fact = await asyncio.to_thread(partial(Authoring(base).phrase, draft.fact, typed, by, knowing=knowing))
        except InvalidError as error:
            card = authoring.problems_card(error.problems, draft=await self._writing.kept(draft, name))
        except NearError as error:
            kept = await self._writing.kept(draft, name)
            others = {near.fact: base.fact(near.fact) for near in error.near}
            rest = len(typed) - len(error.near)
            card = phrasing.met_card(base.fact(draft.fact), error.near, others, rest=rest, draft=kept)
        except Exception as error:  # noqa: BLE001   told and logged there; what was typed is not lost with it
            await faults.tell(interaction, error)
            card = authoring.kept_card(await self._writing.kept(draft, name))
        else:
            advice = await advised(base, fact.id, now=self.bot.clock(), zone=self.bot.zone(base))
            added = [text for text in fact.phrasings if text not in before]
            revision = base.state.requests.get(by.request, 0)
            hiding = invisible_in(draft.phrasings or "")
            card = phrasing.phrased_card(fact, added, revision=revision, advice=advice, hiding=hiding)
            await sending.respond(interaction, card)
            return True
        await sending.respond(interaction, card)
        return False
