"""Asking: by command, mention, reply and menu."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import faults, sending
from bot.access import asked_in_server, heeds, is_curator
from bot.cards import explainable, note, outcome_card
from bot.pace import QUESTIONS, Pace, Turn
from bot.rooms import topic_in
from knowledge.activity import MOST_OPEN
from knowledge.answers import Abstention, Answer, Choice
from knowledge.text import key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.client import Sitrep
    from knowledge.answers import Outcome
    from knowledge.base import KnowledgeBase

PATIENCE = 1.5
"""Seconds for opening a server's records before the interaction is deferred; Discord gives three."""

_MISSED = frozenset({"not_on_record", "ambiguous", "vetoed"})
_SMALL_TALK = frozenset({"chatter", "empty"})
_TOKENS = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:|id:|/[^:<>]+:)[^<>\s]*>")
_SLOWER = f"One moment: I take {QUESTIONS} questions a minute from each member. Ask again a little later."
NOT_KEPT = (
    f"The moderators do not see that one: {MOST_OPEN} questions of yours are open already. "
    "Ask it again when they have settled some."
)
"""For whoever asks too much, and for nobody else."""

_ROLE = "Discord shows me your words only when you mention me, {bot}, rather than my role. /ask works as well."
_MINE = "That one is mine. Choose a message in which a member asks something."
_AGAIN = "Answered here a moment ago: {link}"

log = logging.getLogger(__name__)


class Asking(commands.Cog):
    """Questions of members, and what they are told."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self._pace = Pace()
        self._menu = app_commands.ContextMenu(name="Answer this", callback=self.answer_this)

    async def cog_load(self) -> None:
        """Add the menu, which no cog carries by itself."""
        self.bot.tree.add_command(self._menu)

    async def cog_unload(self) -> None:
        """Take the menu away."""
        self.bot.tree.remove_command(self._menu.name, type=self._menu.type)

    # By interaction

    @app_commands.command(name="ask")
    @app_commands.describe(question="What you want to know", private="Only you see the answer")
    async def ask(self, interaction: discord.Interaction[Sitrep], question: str, private: bool = False) -> None:  # noqa: FBT001, FBT002   an option of Discord's
        """Ask what is on record about the situation."""
        await self._answer(interaction, question, private=private)

    async def answer_this(self, interaction: discord.Interaction[Sitrep], message: discord.Message) -> None:
        """Answer a message that somebody wrote, for whoever chose the menu alone."""
        if message.author == self.bot.user:
            await sending.respond(interaction, note(_MINE))
            return
        await self._answer(interaction, asked_in(message.content), private=True)

    async def _answer(self, interaction: discord.Interaction[Sitrep], question: str, *, private: bool) -> None:
        opening = asyncio.ensure_future(asked_in_server(interaction))
        if not (await asyncio.wait({opening}, timeout=PATIENCE))[0]:
            await interaction.response.defer(ephemeral=True)  # whether to be public is not known yet: it can be shared
            private = True
        base = await opening
        curates = is_curator(interaction.user, base.state.settings)  # who tries wordings for all is not slowed down
        if not curates and self._turn(interaction.guild_id, interaction.user) is not Turn.TAKE:
            await sending.respond(interaction, note(_SLOWER))
            return
        topic = topic_in(base, interaction.channel)
        outcome, revision = await self._ask(base, question, topic)
        now, zone = self.bot.clock(), self.bot.zone(base)
        if isinstance(outcome, Answer) and not private and interaction.channel_id:
            if near := self._near(outcome, interaction.channel_id):
                await sending.respond(
                    interaction, note(_AGAIN.format(link=link_to(interaction.guild_id, interaction.channel_id, near)))
                )
                return
            card = outcome_card(outcome, now=now, zone=zone)
            if message := await sending.respond(interaction, card, private=False):
                channel = interaction.channel_id
                self.bot.receipts.keep(
                    base, outcome.answers, message=message, channel=channel, revision=revision, now=now
                )
        else:
            card = outcome_card(outcome, now=now, zone=zone, asker=interaction.user.id, private=True)
            await sending.respond(interaction, explainable(card, question) if curates else card)
        if not await asyncio.to_thread(self._keep, base, outcome, question, interaction.user, topic):
            await faults.say(interaction, NOT_KEPT)

    # By message

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answer whoever mentions the bot or replies to it; leave everybody else alone."""
        if (
            message.author.bot
            or message.webhook_id
            or message.type not in {discord.MessageType.default, discord.MessageType.reply}
        ):
            return
        by_role = self._names_our_role(message)
        if message.guild and not by_role and self.bot.user not in message.mentions:
            return
        try:
            if base := await self._hear(message, by_role=by_role):
                await self._reply(message, base)
        except discord.HTTPException as refusal:  # the channel, the message or a permission went away meanwhile
            log.warning("message %s in channel %s: %s", message.id, message.channel.id, refusal)
        except Exception as error:  # noqa: BLE001   told and logged there
            await faults.tell_in_reply(message, error)

    async def _hear(self, message: discord.Message, *, by_role: bool) -> KnowledgeBase | None:
        """The knowledge to answer a message from; None where nothing is to be said to it, or a sentence was."""
        guild, author = message.guild, message.author
        base = await self.bot.base(guild) if guild else None
        if base and not heeds(base, author):
            return None
        match self._turn(guild.id if guild else None, author):  # curators' too: all see the replies
            case Turn.IGNORE:
                return None
            case Turn.SAY:
                said = _SLOWER
            case Turn.TAKE if base is None:
                said = faults.IN_SERVERS
            case Turn.TAKE if by_role and not message.content and self.bot.user:
                said = _ROLE.format(bot=self.bot.user.mention)
            case Turn.TAKE:
                return base
        await sending.reply(message, note(said))
        return None

    async def _reply(self, message: discord.Message, base: KnowledgeBase) -> None:
        now = self.bot.clock()
        replied = message.reference.message_id if message.reference else None
        about = self.bot.receipts.facts_in(base, replied) if replied else ()
        topic = topic_in(base, message.channel)
        asked = asked_in(message.content)
        outcome, revision = await self._ask(base, asked, topic, about)
        if isinstance(outcome, Abstention) and outcome.reason in _SMALL_TALK and not self._is_named(message):
            return  # thanks, or a picture, in reply to an answer
        if isinstance(outcome, Abstention) and outcome.reason == "chatter":
            await message.add_reaction("👋")
            return
        channel = message.channel.id
        if isinstance(outcome, Answer):
            near = self._near(outcome, channel)
            if near and near != replied:
                link = link_to(message.guild.id if message.guild else None, channel, near)
                await sending.reply(message, note(_AGAIN.format(link=link)))
                return
        card = outcome_card(outcome, now=now, zone=self.bot.zone(base), asker=message.author.id)
        sent = await sending.reply(message, explainable(card))
        if isinstance(outcome, Answer):
            self.bot.receipts.keep(base, outcome.answers, message=sent.id, channel=channel, revision=revision, now=now)
        self.bot.background.do("keeping a miss", self._keep, base, outcome, asked, message.author, topic)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, deleted: discord.RawMessageDeleteEvent) -> None:
        """Nobody is pointed at an answer that is gone."""
        self.bot.receipts.gone({deleted.message_id})

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, deleted: discord.RawBulkMessageDeleteEvent) -> None:
        """Nor at one of many that a moderator cleared away."""
        self.bot.receipts.gone(deleted.message_ids)

    def _is_named(self, message: discord.Message) -> bool:
        """Whether the words themselves mention the bot: a reply pings it without words."""
        return self.bot.user is not None and self.bot.user.id in message.raw_mentions

    def _names_our_role(self, message: discord.Message) -> bool:
        """Whether a message mentions the role that Discord made for the bot: pickers offer both by the same name."""
        me = message.guild and message.guild.me  # None where the server is not loaded yet
        ours = me.roles if me else []
        return any(role.managed and role in ours for role in message.role_mentions)

    # Both

    async def _ask(
        self, base: KnowledgeBase, question: str, topic: str, about: Sequence[int] = ()
    ) -> tuple[Outcome, int]:
        """The outcome of a question in a channel of that topic, and the revision that it was made of.

        It may be asked in reply to an answer about some facts. Off the loop: by an encoder, three questions in one take
        tens of milliseconds.
        """
        revision, now, zone = base.state.revision, self.bot.clock(), self.bot.zone(base)
        return await asyncio.to_thread(base.ask, question, now=now, zone=zone, about=about, topic=topic), revision

    def _near(self, answer: Answer, channel: int) -> int | None:
        """The message that gave this whole answer in the channel a moment ago; one that says more was not given yet."""
        if answer.unanswered or answer.more:
            return None
        return self.bot.receipts.recent(answer.answers, channel=channel, now=self.bot.clock())

    def _turn(self, server: int | None, member: discord.abc.User) -> Turn:
        return self._pace.turn((server, member.id), self.bot.clock())

    def _keep(self, base: KnowledgeBase, outcome: Outcome, asked: str, asker: discord.abc.User, topic: str) -> bool:
        """Keep what got no answer as work for moderators; False where some was not, and the asker has to be told.

        It is not where the asker has as many open questions as a member may have. What is not exactly on record is kept
        as it was `asked`, so that whoever then finds an answer among those offered can take it back.
        """
        match outcome:
            case Abstention(question=question, reason=reason):
                left = [(question, reason)]
            case Answer(unanswered=unanswered):
                left = [(one.question, one.reason) for one in unanswered]
            case Choice(question=question, reason=reason) if reason != "ambiguous" and key_of(question) == key_of(
                asked
            ):
                left = [(asked, reason)]
            case _:
                left = []
        open_ = [(question, reason) for question, reason in left if reason in _MISSED]
        if not open_:
            return True
        actor, now = base.activity.actor(asker.id, asker.display_name), self.bot.clock()
        kept = [base.activity.missed(question, reason, actor, now, topic) for question, reason in open_]
        return None not in kept or isinstance(outcome, Choice)  # whoever finds nothing there is told then


def asked_in(content: str) -> str:
    """The words of a message: without mentions, emoji of servers, times and the like."""
    return " ".join(_TOKENS.sub(" ", content).split())


def link_to(guild: int | None, channel: int | None, message: int) -> str:
    """The address of a message."""
    return f"https://discord.com/channels/{guild}/{channel}/{message}"
