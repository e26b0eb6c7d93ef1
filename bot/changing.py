"""What else becomes of a fact: claims withdrawn, answers verified, shelf lives chosen, changes taken otherwise.

Each takes the revision that its button or form was made at: what somebody changed since is not overwritten.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from bot import conflicts, sending
from bot.access import curated
from bot.cards import Button, note
from bot.cards import changes as cards
from bot.drafts import KeptDraft
from bot.forms import Typed, shelf_form, withdrawal_form
from bot.receipts import Receipts
from knowledge.changes import Way, showings
from knowledge.errors import ConflictError, NotFoundError
from knowledge.merging import heir
from knowledge.shelf import Shelf

if TYPE_CHECKING:
    import discord

    from bot.client import Sitrep
    from bot.forms import Values
    from bot.writing import Writing
    from knowledge.base import KnowledgeBase
    from knowledge.facts import Fact
    from knowledge.revisions import Author
    from knowledge.traces import Receipt

_NO_ANSWER = (
    "That is no answer of mine that I still know of. "
    "To say that a fact still holds, use `/fact verify` with its number."
)


class Changing:
    """The buttons and forms for it. Every press and every form checks again who is at it."""

    def __init__(self, writing: Writing) -> None:
        self.bot = writing.bot
        self._writing = writing
        self.bot.on_form("withdraw_sent", self.withdrawal_sent)
        self.bot.on_form("shelf_sent", self.shelf_sent)
        for verb, handler in {
            "regard": self.regard_pressed,
            "withdraw": self.withdraw_pressed,
            "still": self.still_pressed,
            "event": self.event_pressed,
            "shelf": self.shelf_pressed,
        }.items():
            self.bot.on_press(verb, handler)

    async def withdraw(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, fact: int, *, why: str = ""
    ) -> None:
        """Open the form that takes a claim back. Raises `NotFoundError` where there is none."""
        found = heir(base.state, base.fact(fact))
        if not found.live():
            raise NotFoundError(f"#{found.id} has no claim that stands. /fact show {found.id} shows those it had.")
        await interaction.response.send_modal(withdrawal_form(found, seen=base.last_change(found.id), why=why))

    async def withdraw_pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same by a button, with the reason that was kept if the button names one."""
        base, (fact, *kept) = await curated(interaction), ids
        draft = await self._writing.found(interaction, kept[0]) if kept else None
        if draft or not kept:
            await self.withdraw(interaction, base, int(fact), why=draft.why if draft else "")

    async def withdrawal_sent(
        self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...], values: Values
    ) -> None:
        """The claim was named, if there were several, and the reason given."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        fact, seen, *only = map(int, ids)
        claim = only[0] if only else int(values["claim"])
        by = self.bot.author(base, interaction, why=values.get("why", ""))
        before, server = base.fact(fact), interaction.guild_id or 0
        shown = self._showings(base, before, claim)
        try:
            after = await asyncio.to_thread(partial(base.withdraw, fact, claim, by, seen=seen))
        except ConflictError as error:
            again = Button(label="Withdraw", verb="withdraw", ids=(fact, await self._kept(interaction, fact, by)))
            await conflicts.tell(interaction, base, fact, error, again, typed=by.why)
            return
        fate = await self.bot.correcting.settle(server, base, shown)
        seen, changed = base.last_change(fact), after != before
        card = cards.withdrawn_card(after, fate, claim=claim, seen=seen, server=server, changed=changed)
        await sending.respond(interaction, card)

    async def _kept(self, interaction: discord.Interaction[Sitrep], fact: int, by: Author) -> str:
        """Keep a reason that was typed for nothing; what the draft is called."""
        draft = KeptDraft(
            server=interaction.guild_id or 0,
            user=interaction.user.id,
            typed=Typed(),
            why=by.why,
            fact=fact,
            seen=0,
            request=by.request,
            at=self.bot.clock(),
        )
        return await self._writing.kept(draft)

    async def verify(self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, fact: int, seen: int) -> None:
        """An answer still holds: nothing but its freshness changes."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        by = self.bot.author(base, interaction)
        try:
            found = await asyncio.to_thread(partial(base.verify, fact, by, seen=seen))
        except ConflictError as error:
            again = Button(label="Still true", verb="still", ids=(fact, error.actual))
            await conflicts.tell(interaction, base, fact, error, again)
            return
        await sending.respond(interaction, cards.verified_card(found, now=self.bot.clock(), zone=self.bot.zone(base)))

    async def still_pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same by a button."""
        await self.verify(interaction, await curated(interaction), int(ids[0]), int(ids[1]))

    async def ask(self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, message: int) -> None:
        """The facts that an answer showed, as they stand now, to be verified or revised."""
        showed = [heir(base.state, base.fact(fact)) for fact in Receipts.facts_in(base, message)]
        facts = {fact.id: fact for fact in showed}.values()
        if not facts:
            await sending.respond(interaction, note(_NO_ANSWER))
            return
        seen = [(fact, base.last_change(fact.id)) for fact in facts]
        card = cards.asked_card(seen, now=self.bot.clock(), zone=self.bot.zone(base))
        await sending.respond(interaction, card)

    async def regard_pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """What was replaced was wrong after all, or was right at its time."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        fact, seen, claim = map(int, ids[:3])
        way, by = Way(ids[3]), self.bot.author(base, interaction)
        shown, server = self._showings(base, base.fact(fact), claim), interaction.guild_id or 0
        try:
            after = await asyncio.to_thread(partial(base.regard, fact, claim, way, by, seen=seen))
        except ConflictError as error:
            await conflicts.tell(interaction, base, fact, error)
            return
        fate = await self.bot.correcting.settle(server, base, shown)
        card = cards.regarded_card(after, way, fate, claim=claim, seen=base.last_change(fact), server=server)
        await sending.respond(interaction, card)

    @staticmethod
    def _showings(base: KnowledgeBase, fact: Fact, claim: int) -> tuple[Receipt, ...]:
        """The messages that show a claim, the one at that place, before anything becomes of it."""
        return showings(base.activity.receipts, fact, fact.claims[claim]) if claim < len(fact.claims) else ()

    async def event_pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The same happened anew: the form of another fact, filled."""
        await self._writing.open_like(interaction, await curated(interaction), int(ids[0]))

    async def shelf_pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Open the choice of a shelf life."""
        base = await curated(interaction)
        await interaction.response.send_modal(shelf_form(base.fact(int(ids[0]))))

    async def shelf_sent(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...], values: Values) -> None:
        """It was chosen."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        before, by = base.fact(int(ids[0])), self.bot.author(base, interaction)
        after = await asyncio.to_thread(base.keep_for, before.id, Shelf(values["shelf"]), by)
        await sending.respond(interaction, cards.shelf_card(after, changed=after != before))
