"""What members give to the record: suggestions with a source, and that they want to be told when it is known."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import sending
from bot.access import asked_in_server, curated
from bot.cards import desk as cards
from bot.cards import note
from bot.cards.advice import quoted
from bot.cards.history import author_name
from bot.cards.text import TAKEN_OUT
from bot.cogs.curate import Curating
from bot.cogs.followup import question_of
from bot.deskwork import opened, page_of, shown
from bot.forms import Form, Typed
from bot.rooms import topic_in
from knowledge.errors import NotFoundError
from knowledge.text import invisible_in
from knowledge.tips import Tips
from knowledge.waiting import Waiting

if TYPE_CHECKING:
    from bot.cards import Card
    from bot.client import Sitrep
    from bot.forms import Values
    from knowledge.base import KnowledgeBase
    from knowledge.traces import Tip

TIP = "t-"
"""What stands before a tip's id where a form says what it settles."""

_GONE = "The question is gone, so I cannot tell what it was. Ask it again, with `/ask`."
_THANKS = "**Thank you.** The moderators see it, and that it is from you; nobody else does."
_KNOWN = "You suggested that already: it waits for the moderators."
_WAITING = (
    "I'll tell you once, in a direct message, when it is known. "
    "I can only if your privacy settings let members of this server write to you."
)
_WAITED = "You are on the list for that already: I'll tell you once, in a direct message, when it is known."

log = logging.getLogger(__name__)


class Tipping(commands.Cog):
    """What members suggest is kept before they are thanked, and nobody but moderators sees it."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        for verb, handler in {
            "tell_me": self.tell_me,
            "tip": self.source_pressed,
            "tips": self.listed,
            "tip_make": self.make_fact,
            "tip_decline": self.decline,
        }.items():
            bot.on_press(verb, handler)
        bot.on_form("tip_sent", self.sent)

    # Members

    @app_commands.command(name="suggest")
    @app_commands.describe(
        question="What it answers, as people ask it",
        source="Where it can be read: one http(s) link, and a title if you like",
        answer="What it says, in a sentence",
    )
    async def suggest(
        self,
        interaction: discord.Interaction[Sitrep],
        question: app_commands.Range[str, 1, 200],
        source: app_commands.Range[str, 1, 700],
        answer: app_commands.Range[str, 1, 1500] = "",
    ) -> None:
        """Suggest something for the record, with where it can be read."""
        await self._keep(interaction, {"question": question, "source": source, "answer": answer})

    async def source_pressed(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """Open the form below a question that is not on record, filled with that."""
        await asked_in_server(interaction)
        await interaction.response.send_modal(_form(question=await question_of(interaction.message) or ""))

    async def sent(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...], values: Values) -> None:
        """The form came back."""
        await self._keep(interaction, values)

    async def tell_me(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """Remember that a member waits for an answer, before that is said."""
        base, user, now = await asked_in_server(interaction), interaction.user, self.bot.clock()
        question, topic = await question_of(interaction.message), topic_in(base, interaction.channel)
        if not question:
            await sending.respond(interaction, note(_GONE))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)

        def wait() -> bool:
            new = Waiting(base).begin(question, base.activity.actor(user.id, user.display_name), now, topic)
            base.activity.save()
            return new

        await sending.respond(interaction, note(_WAITING if await asyncio.to_thread(wait) else _WAITED))

    async def _keep(self, interaction: discord.Interaction[Sitrep], values: Values) -> None:
        base, user, now = await asked_in_server(interaction), interaction.user, self.bot.clock()
        await interaction.response.defer(ephemeral=True, thinking=True)
        given = {name: values.get(name, "") for name in ("question", "source", "answer")}
        topic = topic_in(base, interaction.channel)

        def keep() -> bool:
            by = base.activity.actor(user.id, user.display_name)
            _, new = Tips(base).suggest(**given, by=by, request=str(interaction.id), now=now, topic=topic)
            base.activity.save()
            return new

        said = _THANKS if await asyncio.to_thread(keep) else _KNOWN
        hiding = any(map(invisible_in, given.values()))
        await sending.respond(interaction, note(f"{said} {TAKEN_OUT}." if hiding else said))

    # Moderators

    async def listed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """A page of what members suggest, for the curator alone."""
        base = await curated(interaction)
        await opened(interaction)
        await shown(interaction, await asyncio.to_thread(_listed, base, int(ids[0])))

    async def make_fact(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Open the form of a fact, filled with the tip; saved, that is settled."""
        base = await curated(interaction)
        tip = Tips(base).tip(ids[0])
        typed = Typed(question=tip.question, answer=tip.answer, source=tip.source)
        writing = Curating.of(self.bot).writing
        await writing.open(interaction, base, typed, fact=0, seen=0, about=TIP + tip.id, topic=tip.topic)

    async def decline(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Take a tip off the list."""
        base = await curated(interaction)
        await interaction.response.defer()
        try:
            tip = await asyncio.to_thread(_closed, base, ids[0])
        except NotFoundError as gone:
            done = str(gone)
        else:
            done = f"{quoted(tip.question)} was declined."
        await sending.edit(interaction, await asyncio.to_thread(_listed, base, int(ids[1]), done))

    @commands.Cog.listener()
    async def on_fact_written(self, server: int, fact: int, about: str) -> None:
        """A form that was opened on a tip became a fact: that is settled."""
        if about.startswith(TIP):
            base = await self.bot.base(server)
            try:
                await asyncio.to_thread(_closed, base, about.removeprefix(TIP))
            except NotFoundError:
                log.info("server %d: the suggestion that became fact %d was decided on already", server, fact)


def _closed(base: KnowledgeBase, tip: str) -> Tip:
    """A tip that is decided on; durable when this returns. Raises `NotFoundError`."""
    closed = Tips(base).close(tip)
    base.activity.save()
    return closed


def _form(*, question: str) -> Form:
    form = Form("I have a source", "tip_sent")
    form.ask("question", "Question", "What it answers, as people ask it.", default=question)
    form.ask(
        "source",
        "Source",
        "Where it can be read: one http(s) link, and a title if you like.",
        placeholder="Evening bulletin https://...",
    )
    form.ask(
        "answer",
        "Answer",
        "What it says, in a sentence, if you like. Only moderators see it.",
        required=False,
        style=discord.TextStyle.paragraph,
    )
    return form


def _listed(base: KnowledgeBase, page: int, done: str = "") -> Card:
    tips = Tips(base).open()
    page, there = page_of(len(tips), page)
    names = [author_name(tip.by, base.activity.person(tip.by)) for tip in tips[there]]
    return cards.tips_card(tips[there], names, total=len(tips), page=page, done=done)
