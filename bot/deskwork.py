"""The lists behind the desk's buttons: open questions and stale facts as curators settle them, and the note."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord

from bot import conflicts, sending
from bot.access import curated
from bot.cards import Button, note
from bot.cards import desk as cards
from bot.forms import Form, Typed
from knowledge.desk import Desk
from knowledge.errors import ConflictError, NotFoundError
from knowledge.traces import HandOver

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime, tzinfo

    from bot.cards import Card
    from bot.client import Sitrep
    from bot.cogs.curate import Curating
    from bot.forms import Values
    from knowledge.base import KnowledgeBase
    from knowledge.desk import OpenQuestion

QUESTION = "q-"
"""What stands before a question's id where a form says what it settles."""


class Deskwork:
    """Every press checks again who is at it. A second one on the same question is told that it is settled."""

    def __init__(self, bot: Sitrep, curating: Curating) -> None:
        self.bot = bot
        self._curating = curating
        for verb, handler in {
            "desk_questions": self.questions,
            "desk_new": self.new_fact,
            "desk_phrase": self.phrasing,
            "desk_leave": self.leave_out,
            "desk_dismiss": self.dismiss,
            "desk_stale": self.stale,
            "desk_still": self.still_true,
            "desk_add": self.add,
            "desk_note": self.note_pressed,
        }.items():
            bot.on_press(verb, handler)
        bot.on_form("desk_noted", self.noted)

    # Questions

    async def questions(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """A page of the open questions, for the curator alone."""
        base = await curated(interaction)
        await opened(interaction)
        card = await asyncio.to_thread(_questions, base, int(ids[0]))
        await shown(interaction, card)

    async def new_fact(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Open the form of a new fact, filled with the question; saved, that is settled."""
        base = await curated(interaction)
        question = await asyncio.to_thread(Desk(base).question, ids[0])
        typed, about = Typed(question=question.question), QUESTION + question.id
        await self._curating.writing.open(interaction, base, typed, fact=0, seen=0, about=about, topic=question.topic)

    async def phrasing(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The question becomes a phrasing of a fact, unless it is another's: that is pointed out first."""
        base = await curated(interaction)
        await interaction.response.defer()
        miss, fact, *page = ids
        try:
            question = await asyncio.to_thread(Desk(base).question, miss)
        except NotFoundError as gone:
            await self._redraw(interaction, base, page, str(gone))
            return
        phrasings = self._curating.phrasings
        if await phrasings.save(interaction, base, phrasings.draft(interaction, int(fact), question.question)):
            await asyncio.to_thread(self.answered, base, miss, int(fact))
            what = f"is a phrasing of #{fact} now"
            await self._redraw(interaction, base, page, cards.settled(question, what, by=_name(interaction)))

    async def leave_out(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Not on record on purpose: members are told that it is not on record, and it is listed no more."""
        await self._settle(interaction, ids, Desk.leave_out, "stays off the record on purpose")

    async def dismiss(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Off the list, until it is asked again."""
        await self._settle(interaction, ids, Desk.dismiss, "was dismissed")

    def answered(self, base: KnowledgeBase, miss: str, fact: int) -> None:
        """A fact answers a question now; durable when this returns. Raises `NotFoundError`."""
        Desk(base).answered(miss, fact)
        base.activity.save()

    async def _settle(
        self,
        interaction: discord.Interaction[Sitrep],
        ids: tuple[str, ...],
        settle: Callable[[Desk, str], OpenQuestion],
        what: str,
    ) -> None:
        base = await curated(interaction)
        await interaction.response.defer()
        miss, *page = ids
        try:
            question = await asyncio.to_thread(settle, Desk(base), miss)
        except NotFoundError as gone:
            done = str(gone)
        else:
            await asyncio.to_thread(base.activity.save)
            done = cards.settled(question, what, by=_name(interaction))
        await self._redraw(interaction, base, page, done)

    async def _redraw(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, page: list[str], done: str
    ) -> None:
        """The list as it is now, or what was done, in place of the message that asked for it."""
        card = await asyncio.to_thread(_questions, base, int(page[0]), done) if page else note(done)
        await sending.edit(interaction, card)

    # Stale facts

    async def stale(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """A page of the facts that may have changed, for the curator alone."""
        base = await curated(interaction)
        await opened(interaction)
        now, zone = self.bot.clock(), self.bot.zone(base)
        await shown(interaction, await asyncio.to_thread(_stale, base, now, zone, int(ids[0])))

    async def still_true(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """A fact was looked at and holds."""
        fact, seen, page = map(int, ids)
        base = await curated(interaction)
        await interaction.response.defer()
        by = self.bot.author(base, interaction)
        try:
            await asyncio.to_thread(base.verify, fact, by, seen=seen)
        except ConflictError as error:
            again = Button(label="Still true", verb="still", ids=(fact, error.actual))
            await conflicts.tell(interaction, base, fact, error, again)
            return
        now, zone = self.bot.clock(), self.bot.zone(base)
        await sending.edit(
            interaction, await asyncio.to_thread(_stale, base, now, zone, page, f"#{fact} is still true as of now.")
        )

    # Adding and handing over

    async def add(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """Open the form of a new fact."""
        await self._curating.writing.open(interaction, await curated(interaction), Typed(), fact=0, seen=0)

    async def note_pressed(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """Open the form of the note, with the one that is there."""
        base = await curated(interaction)
        left = next(iter(base.activity.kept(HandOver).values()), None)
        form = Form("Hand over", "desk_noted")
        form.ask(
            "note",
            "For the next moderator",
            "It stands on the desk with your name and the time. Empty, it is taken away.",
            default=left.text if left else "",
            required=False,
            style=discord.TextStyle.paragraph,
        )
        await interaction.response.send_modal(form)

    async def noted(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...], values: Values) -> None:
        """The note came back."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True)
        now, text = self.bot.clock(), values.get("note", "")

        def keep() -> None:
            by = base.activity.actor(interaction.user.id, interaction.user.display_name)
            Desk(base).hand_over(text, by, now)
            base.activity.save()

        await asyncio.to_thread(keep)
        said = "It stands on the desk." if text.strip() else "There is no note on the desk any more."
        await sending.respond(interaction, note(said))


async def opened(interaction: discord.Interaction[Sitrep]) -> None:
    """Acknowledge: a list that is open already is redrawn, on the desk itself one is opened beside it."""
    if interaction.message and interaction.message.flags.ephemeral:
        await interaction.response.defer()
    else:
        await interaction.response.defer(ephemeral=True, thinking=True)


async def shown(interaction: discord.Interaction[Sitrep], card: Card) -> None:
    """Show a list where `opened` acknowledged it."""
    if interaction.message and interaction.message.flags.ephemeral:
        await sending.edit(interaction, card)
    else:
        await sending.respond(interaction, card)


def page_of(total: int, page: int) -> tuple[int, slice]:
    """The page that there is, the last one for a number beyond, and what of a list stands on it."""
    page = min(max(0, page), max(0, -(-total // cards.A_PAGE) - 1))
    return page, slice(page * cards.A_PAGE, (page + 1) * cards.A_PAGE)


def _questions(base: KnowledgeBase, page: int, done: str = "") -> Card:
    desk = Desk(base)
    questions = desk.questions()
    page, there = page_of(len(questions), page)
    listed = [cards.Unsettled(question=question, nearest=desk.nearest(question)) for question in questions[there]]
    return cards.questions_card(listed, total=len(questions), page=page, done=done)


def _stale(base: KnowledgeBase, now: datetime, zone: tzinfo, page: int, done: str = "") -> Card:
    facts = Desk(base).stale(now, zone)
    page, there = page_of(len(facts), page)
    seen = [base.last_change(fact.id) for fact in facts[there]]
    return cards.stale_card(facts[there], seen, total=len(facts), page=page, done=done)


def _name(interaction: discord.Interaction[Sitrep]) -> str:
    return interaction.user.display_name
