"""What can be pressed below an answer, a choice or an abstention, however old it is."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot import faults, sending
from bot.access import asked_in_server, is_curator
from bot.cards import YOU_ASKED, Button, answer_card, explanation_card, note
from bot.cards.answers import none_card
from bot.cogs.ask import NOT_KEPT, asked_in, link_to
from bot.rooms import topic_in

if TYPE_CHECKING:
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase

REASONS = {"asked": "Not what I asked", "outdated": "Outdated", "wrong": "Wrong"}

_GONE = "#{} is no longer answered here. Ask again, with /ask."
_NOT_YOURS = "Only the member who asked can say that. Ask your own question with /ask."
_UNKEPT = "**Then it is not on record here.**"
_KEPT = "**Then it is not on record here.** Your question is kept for the moderators."
_UNSEEN = "**Then it is not on record here.** Should the moderators see your question, ask it again: it is gone."
_REPORT = "What is wrong with #{}? The moderators will see it."
_REPORTED = "Thank you. It is kept for the moderators."
_UNKNOWN = "The question is gone, so I cannot say why. Ask it with `/ask`, `private`, and press Why? there."
_NOT_TOLD = (
    "That shows the curators how I read a question. Was the answer wrong? Press *Wrong?* below it. "
    "Did I misunderstand? Ask in other words."
)
_REVISE = "What is wrong with #{0}? **Revise** it, add a **Phrasing** to it, or **Withdraw** a claim of it."


class FollowUps(commands.Cog):
    """The buttons below what members were told. Each is checked again: facts may have changed since."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        for verb, handler in {
            "show": self.show,
            "pick": self.pick,
            "none": self.none,
            "share": self.share,
            "wrong": self.wrong,
            "report": self.report,
            "why": self.why,
        }.items():
            bot.on_press(verb, handler)

    async def show(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The nearest fact, for whoever wants to see it."""
        base = await asked_in_server(interaction)
        await self._answer_privately(interaction, base, int(ids[0]))

    async def pick(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """A choice made: by the asker it becomes the answer, anybody else gets an answer of their own."""
        asker, fact = map(int, ids)
        base = await asked_in_server(interaction)
        now, zone, revision = self.bot.clock(), self.bot.zone(base), base.state.revision
        shown = base.show(fact, now=now, zone=zone, topic=topic_in(base, interaction.channel))
        message = interaction.message
        if interaction.user.id != asker or shown is None or message is None:
            await self._answer_privately(interaction, base, fact)
            return
        private = message.flags.ephemeral
        await sending.edit(interaction, answer_card([shown], now=now, zone=zone, private=private))
        if not private:
            self.bot.receipts.keep(
                base, [shown], message=message.id, channel=message.channel.id, revision=revision, now=now
            )
        if question := await question_of(message):
            actor, topic = base.activity.actor(asker), topic_in(base, interaction.channel)
            self.bot.background.do("taking a miss back", base.activity.found, question, actor, topic)
        self.bot.dispatch("choice_made", interaction, question, fact)

    async def none(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """None of those offered: the question is a miss, and kept before that is said."""
        if interaction.user.id != int(ids[0]):
            await sending.respond(interaction, note(_NOT_YOURS))
            return
        base = await asked_in_server(interaction)
        question = await question_of(interaction.message)
        kept = question and await self._keep(interaction, base, question, "none of those offered")
        said = _KEPT if kept else _UNKEPT if question else _UNSEEN
        private = interaction.message is not None and interaction.message.flags.ephemeral
        await sending.edit(interaction, none_card(said, question, private=private) if question else note(said))
        if said is _UNKEPT:
            await faults.say(interaction, NOT_KEPT)
        self.bot.dispatch("choice_made", interaction, question, None)

    async def share(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """A private answer, said again for all as it stands now."""
        base = await asked_in_server(interaction)
        now, zone, revision = self.bot.clock(), self.bot.zone(base), base.state.revision
        topic = topic_in(base, interaction.channel)
        answers = [shown for fact in ids if (shown := base.show(int(fact), now=now, zone=zone, topic=topic))]
        channel = interaction.channel_id
        if not answers or channel is None:
            await sending.respond(interaction, note(_GONE.format(ids[0])))
        elif near := self.bot.receipts.recent(answers, channel=channel, now=now):
            await sending.respond(
                interaction, note(f"It is here already: {link_to(interaction.guild_id, channel, near)}")
            )
        else:
            message = await sending.respond(interaction, answer_card(answers, now=now, zone=zone), private=False)
            if message:
                self.bot.receipts.keep(base, answers, message=message, channel=channel, revision=revision, now=now)

    async def wrong(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """A doubt about an answer: a curator is led to its form, a member asked what is wrong."""
        fact = int(ids[0])
        base = await asked_in_server(interaction)
        if is_curator(interaction.user, base.state.settings):
            remedies = {"revise": "Revise", "phrase": "Phrasing", "withdraw": "Withdraw"}
            buttons = [Button(label=label, verb=verb, ids=(fact,)) for verb, label in remedies.items()]
            await sending.respond(interaction, note(_REVISE.format(fact), *buttons))
            return
        about = (fact, interaction.message.id if interaction.message else 0)
        buttons = [Button(label=label, verb="report", ids=(reason, *about)) for reason, label in REASONS.items()]
        await sending.respond(interaction, note(_REPORT.format(fact), *buttons))

    async def report(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """A member's doubt, kept for the moderators before that is said."""
        reason, fact, message = ids
        base = await asked_in_server(interaction)
        about = f"#{fact} {REASONS[reason].lower()}: {base.fact(int(fact)).question}"
        asked = await question_of(await _message(interaction, int(message))) if reason == "asked" else None
        why = f"not answered by #{fact}" if asked else reason
        kept = await self._keep(interaction, base, asked or about, why)
        await sending.edit(interaction, note(_REPORTED if kept else NOT_KEPT))

    async def why(self, interaction: discord.Interaction[Sitrep], _ids: tuple[str, ...]) -> None:
        """Why a question got what it got, for curators: asked again as it was, with what it replied to.

        All see the button below what all can read, so whoever else presses it has done nothing wrong.
        """
        base = await asked_in_server(interaction)
        if not is_curator(interaction.user, base.state.settings):
            await sending.respond(interaction, note(_NOT_TOLD))
            return
        asked = await _asking(interaction.message)
        question = _told_in(interaction.message) or (asked and asked_in(asked.content))
        if not question:
            await sending.respond(interaction, note(_UNKNOWN))
            return
        replied = asked.reference.message_id if asked and asked.reference else None
        about = self.bot.receipts.facts_in(base, replied) if replied else ()
        now, zone, topic = self.bot.clock(), self.bot.zone(base), topic_in(base, interaction.channel)
        reasons = await asyncio.to_thread(base.explain, question, now=now, zone=zone, about=about, topic=topic)
        await sending.respond(interaction, explanation_card(reasons))

    async def _answer_privately(self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, fact: int) -> None:
        now, zone = self.bot.clock(), self.bot.zone(base)
        shown = base.show(fact, now=now, zone=zone, topic=topic_in(base, interaction.channel))
        card = answer_card([shown], now=now, zone=zone, private=True) if shown else note(_GONE.format(fact))
        await sending.respond(interaction, card)

    async def _keep(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, question: str, reason: str
    ) -> bool:
        """Keep a question for the moderators; False where the member has too many open."""
        by, topic = interaction.user, topic_in(base, interaction.channel)

        def keep() -> bool:
            asker = base.activity.actor(by.id, by.display_name)
            kept = base.activity.missed(question, reason, asker, self.bot.clock(), topic)
            base.activity.save()
            return kept is not None

        return await asyncio.to_thread(keep)


async def question_of(message: discord.Message | None) -> str | None:
    """What was asked: in what the asker alone sees it stands below, otherwise the message is a reply to it."""
    if told := _told_in(message):
        return told
    asked = await _asking(message)
    return (asked and asked_in(asked.content)) or None


def _told_in(message: discord.Message | None) -> str | None:
    """The question that stands below a message."""
    footers = [embed.footer.text or "" for embed in message.embeds] if message else []
    return next((text.removeprefix(YOU_ASKED) for text in footers if text.startswith(YOU_ASKED)), None)


async def _asking(message: discord.Message | None) -> discord.Message | None:
    """The message that a message replies to."""
    reference = message.reference if message else None
    if message is None or reference is None or reference.message_id is None:
        return None
    if isinstance(reference.resolved, discord.Message):
        return reference.resolved
    try:
        return await message.channel.fetch_message(reference.message_id)
    except discord.HTTPException:
        return None


async def _message(interaction: discord.Interaction[Sitrep], message: int) -> discord.Message | None:
    if not message or not isinstance(interaction.channel, discord.abc.Messageable):
        return None
    try:
        return await interaction.channel.fetch_message(message)
    except discord.HTTPException:
        return None
