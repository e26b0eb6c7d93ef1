"""The curators' menus on a message: what it reports as a fact, and what it answered wrongly put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import presses, sending
from bot.access import CURATORS, curated
from bot.cards import changes as cards
from bot.cards import note
from bot.cogs.curate import Curating
from bot.forms import Aim, Typed
from bot.reports import Report

if TYPE_CHECKING:
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase
    from knowledge.facts import Claim

_MINE = "That is mine: what I say cannot be its own source. Choose the message that reports it, or use `/fact add`."
_NO_ANSWER = "That is no answer of mine. Choose a message in which I answered, or use `/fact revise` with a number."


class Menus(commands.Cog):
    """What curators choose under Apps on somebody's message."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self._menus = [
            app_commands.ContextMenu(name="Add as fact", callback=self.add),
            app_commands.ContextMenu(name="Fix this answer", callback=self.fix),
        ]
        for menu in self._menus:
            menu.default_permissions = CURATORS

    async def cog_load(self) -> None:
        """Add the menus, which no cog carries by itself."""
        for menu in self._menus:
            self.bot.tree.add_command(menu)
        self._writing = Curating.of(self.bot).writing

    async def cog_unload(self) -> None:
        """Take the menus away."""
        for menu in self._menus:
            self.bot.tree.remove_command(menu.name, type=menu.type)

    async def add(self, interaction: discord.Interaction[Sitrep], message: discord.Message) -> None:
        """Open the form of a new fact, filled with what the message reports: question and answer are left to type."""
        base = await curated(interaction)
        if message.author == self.bot.user:
            await sending.respond(interaction, note(_MINE))
            return
        report = Report.of(message)
        typed = report.typed(now=self.bot.clock(), zone=self.bot.zone(base))
        await self._writing.open_aimed(interaction, base, typed, Aim(), writer=report.writer)

    async def fix(self, interaction: discord.Interaction[Sitrep], message: discord.Message) -> None:
        """Open the form of the fact that an answer showed, filled with what it showed, or ask which one is meant."""
        base = await curated(interaction)
        shown = _shown(base, message) if message.author == self.bot.user else {}
        if len(shown) != 1:
            card = cards.which_card([base.fact(fact) for fact in shown]) if shown else note(_NO_ANSWER)
            await sending.respond(interaction, card)
            return
        [(number, claim)] = shown.items()
        fact, seen = base.fact(number), base.last_change(number)
        if claim and not claim.is_live:
            await sending.respond(interaction, cards.overtaken_answer_card(fact, claim, seen=seen))
        else:
            await self._writing.open_aimed(interaction, base, Typed.of(fact, claim), Aim(fact=number, seen=seen))


def _shown(base: KnowledgeBase, message: discord.Message) -> dict[int, Claim | None]:
    """The facts that an answer shows, each with the claim that leads there, as far as that is known.

    Its receipts tell; where they are lost, the buttons below it still say which facts it is about.
    """
    receipts = [receipt for receipt in base.activity.receipts if receipt.message == message.id]
    claims = {receipt.fact: receipt.showing[:1] for receipt in receipts}
    facts = claims or {int(ids[0]): () for ids in presses.on_message(message, "wrong")}
    return {
        number: next((claim for claim in fact.claims if claim.id in facts[number]), None)
        for number in facts
        if (fact := base.state.fact(number))
    }
