"""A fact's form from its opening to the record: what cannot be saved is kept, told, and opened again, filled."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot import conflicts, faults, sending
from bot.access import curated
from bot.cards import authoring, note
from bot.cards import changes as change_cards
from bot.cards.conflicts import conflict_card, dropped_card
from bot.drafts import Drafts, KeptDraft
from bot.forms import Aim, Typed, fact_form, phrasings_form
from bot.rooms import topic_in
from knowledge import changes
from knowledge.authoring import Advice, Authoring
from knowledge.errors import ConflictError, InvalidError, KnownError, NearError, OlderError
from knowledge.merging import heir
from knowledge.topics import NONE, mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime, tzinfo

    import discord

    from bot.client import Sitrep
    from bot.forms import Values
    from knowledge.base import KnowledgeBase
    from knowledge.changes import Way
    from knowledge.facts import Fact
    from knowledge.shelf import Shelf
    from knowledge.traces import Receipt

_GONE = (
    "What you typed is no longer kept: that ends after 24 hours, or when you drop it. "
    "Start again with `/fact add` or `/fact revise`."
)

log = logging.getLogger(__name__)


class Writing:
    """The forms and drafts of one bot. Every press and every form checks again who is at it."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self.drafts = Drafts(bot.servers.data)
        bot.on_form("fact_sent", self.sent)
        for verb, handler in {
            "revise": self.revise_pressed,
            "draft_open": self.open_again,
            "draft_onto": self.open_onto,
            "draft_anyway": self.save_anyway,
            "draft_older": self.save_older,
            "draft_over": self.save_over,
            "draft_drop": self.drop,
        }.items():
            bot.on_press(verb, handler)

    async def open(
        self,
        interaction: discord.Interaction[Sitrep],
        base: KnowledgeBase,
        typed: Typed,
        *,
        fact: int,
        seen: int,
        about: str = "",
        topic: str = "",
    ) -> None:
        """Open the form; it has to be the first response. A new fact belongs to the `topic` of that name."""
        mark = mark_of(topic) if topic else ""
        await self.open_aimed(interaction, base, typed, Aim(fact=fact, seen=seen, about=about, topic=mark))

    async def open_aimed(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, typed: Typed, aim: Aim, *, writer: str = ""
    ) -> None:
        """Open the form with what was chosen before it; `writer` wrote the message that it is made of.

        A new fact for which no topic was chosen belongs to the channel's.
        """
        if not (aim.fact or aim.topic) and (topic := topic_in(base, interaction.channel)):
            aim = replace(aim, topic=mark_of(topic))
        zone = base.state.settings.zone
        await interaction.response.send_modal(fact_form(typed, aim, zone=zone, writer=writer))

    async def open_on(
        self,
        interaction: discord.Interaction[Sitrep],
        base: KnowledgeBase,
        fact: int,
        *,
        way: Way | None = None,
        shelf: Shelf | None = None,
    ) -> None:
        """Open the form of a fact, or of the one that it was merged into, filled with what it says now."""
        found = heir(base.state, base.fact(fact))
        aim = Aim(fact=found.id, seen=base.last_change(found.id), way=way, shelf=shelf)
        await self.open_aimed(interaction, base, Typed.of(found), aim)

    async def open_like(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, fact: int, *, shelf: Shelf | None = None
    ) -> None:
        """Open the form of a new fact, filled with what a fact says but for its source: the same happened anew."""
        like = base.fact(fact)
        typed = replace(Typed.of(like), as_of="now", source="")
        topic = mark_of(like.topic) if like.topic else NONE
        await self.open_aimed(interaction, base, typed, Aim(shelf=shelf, topic=topic))

    async def revise_pressed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Open the form of a fact by a button."""
        await self.open_on(interaction, await curated(interaction), int(ids[0]))

    async def sent(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...], values: Values) -> None:
        """The form came back: whoever sent it may have lost the right meanwhile."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        aim = Aim.of(ids)
        draft = KeptDraft(
            server=interaction.guild_id or 0,
            user=interaction.user.id,
            typed=Typed.sent(values),
            fact=aim.fact,
            seen=aim.seen,
            about=aim.about,
            way=aim.way,
            shelf=aim.shelf,
            topic=aim.topic,
            request=str(interaction.id),
            at=self.bot.clock(),
        )
        await self._save(interaction, base, draft)

    async def open_again(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """The form as it was sent, to be mended."""
        base = await curated(interaction)
        draft = await self.found(interaction, ids[0])
        if draft and draft.phrasings is not None:
            await interaction.response.send_modal(phrasings_form(base.fact(draft.fact), draft.phrasings))
        elif draft:
            await self.open_aimed(interaction, base, draft.typed, _aim(draft, fact=draft.fact, seen=draft.seen))

    async def open_onto(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """What was typed, as a revision of the fact that has its question already."""
        base = await curated(interaction)
        fact = int(ids[1])
        if draft := await self.found(interaction, ids[0]):
            seen = base.last_change(fact)
            await self.open_aimed(interaction, base, draft.typed, _aim(draft, fact=fact, seen=seen))

    async def save_anyway(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """What was typed, knowing that another fact has its question; pressed twice, it is saved once."""
        base = await curated(interaction)
        if draft := await self.found(interaction, ids[0]):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._save(interaction, base, draft, name=ids[0], knowing=True)

    async def save_older(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """What was typed, knowing that what is on record is of a later date."""
        base = await curated(interaction)
        if draft := await self.found(interaction, ids[0]):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._save(interaction, base, draft, name=ids[0], knowing=True, backdated=True)

    async def save_over(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """What was typed, knowing what somebody else changed while the form was open; what came after that is shown."""
        base = await curated(interaction)
        if draft := await self.found(interaction, ids[0]):
            await interaction.response.defer(ephemeral=True, thinking=True)
            await self._save(interaction, base, draft, name=ids[0])

    async def drop(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Give up what was typed."""
        base = await curated(interaction)
        if draft := await self.found(interaction, ids[0]):
            await asyncio.to_thread(self.drafts.drop, ids[0], server=draft.server, now=self.bot.clock())
            await sending.edit(interaction, dropped_card(base.fact(draft.fact)))

    async def found(self, interaction: discord.Interaction[Sitrep], name: str) -> KeptDraft | None:
        """What its writer sent and could not be saved; None when that is over, which they are told."""
        server, user, now = interaction.guild_id or 0, interaction.user.id, self.bot.clock()
        draft = await asyncio.to_thread(self.drafts.find, name, server=server, user=user, now=now)
        if draft is None:
            await sending.respond(interaction, note(_GONE))
        return draft

    async def _save(
        self,
        interaction: discord.Interaction[Sitrep],
        base: KnowledgeBase,
        draft: KeptDraft,
        *,
        name: str = "",
        knowing: bool = False,
        backdated: bool = False,
    ) -> None:
        """Put a draft on record; one that cannot be is kept, in place of the one called `name`."""
        by = replace(self.bot.author(base, interaction), request=draft.request)
        now, zone, receipts = self.bot.clock(), self.bot.zone(base), base.activity.receipts
        try:
            new = draft.typed.draft(now=draft.at, zone=zone)
            before = base.fact(draft.fact) if draft.fact else None
            if before:
                write = partial(
                    Authoring(base).revise,
                    draft.fact,
                    new,
                    by,
                    seen=draft.seen,
                    way=draft.way,
                    shelf=draft.shelf,
                    knowing=knowing,
                    backdated=backdated,
                )
            else:
                topic = base.topics.marked(draft.topic)
                under = topic.name if topic else ""
                write = partial(Authoring(base).add, new, by, shelf=draft.shelf, topic=under, knowing=knowing)
            fact = await asyncio.to_thread(write)
        except InvalidError as error:
            card = authoring.problems_card(error.problems, draft=await self.kept(draft, name))
        except KnownError as error:
            kept = await self.kept(draft, name)
            card = authoring.known_card(base.fact(error.fact), draft=kept, revising=bool(draft.fact))
        except NearError as error:
            kept = await self.kept(draft, name)
            card = authoring.near_card(base.fact(error.near[0].fact), draft=kept, revising=bool(draft.fact))
        except OlderError as error:
            card = change_cards.older_card(base.fact(error.fact), error, draft=await self.kept(draft, name))
        except ConflictError as error:
            since = await asyncio.to_thread(conflicts.told, base, draft.fact, after=error.seen)
            draft = conflicts.rebased(draft, since)
            mine = conflicts.on_top(base, draft, now=now, zone=zone)
            kept = await self.kept(draft, name)
            card = conflict_card(base.fact(draft.fact), since, mine=mine, draft=kept)
        except Exception as error:  # noqa: BLE001   told and logged there; what was typed is not lost with it
            await faults.tell(interaction, error)
            card = authoring.kept_card(await self.kept(draft, name))
        else:
            seen, advice = base.last_change(fact.id), await advised(base, fact.id, now=now, zone=zone)
            if draft.about:
                self.bot.dispatch("fact_written", interaction.guild_id, fact.id, draft.about)
            saved = change_cards.Saved(
                fact=fact,
                before=before,
                seen=seen,
                typed_as_of=draft.typed.as_of,
                fate=await self.bot.correcting.settle(draft.server, base, posted(receipts, before, fact)),
                server=draft.server,
                topic=base.topics.of(fact),
                hiding=draft.typed.hiding,
            )
            card = authoring.saved_card(saved, advice=advice, now=now, zone=zone)
        await sending.respond(interaction, card)

    async def kept(self, draft: KeptDraft, name: str = "") -> str:
        """Keep what was sent, in place of the draft called `name`; what it is called now."""
        return await asyncio.to_thread(self.drafts.keep, draft, name)


def _aim(draft: KeptDraft, *, fact: int, seen: int) -> Aim:
    return Aim(fact=fact, seen=seen, about=draft.about, way=draft.way, shelf=draft.shelf, topic=draft.topic)


def posted(receipts: Iterable[Receipt], before: Fact | None, after: Fact) -> tuple[Receipt, ...]:
    """The messages that showed what a change replaced, as far as they are known."""
    done = changes.done(before, after) if before else None
    return changes.showings(receipts, after, done.old) if done else ()


async def advised(base: KnowledgeBase, fact: int, *, now: datetime, zone: tzinfo) -> Advice:
    """What its writer should know; nothing where that fails, for the fact is on record all the same."""
    try:
        return await asyncio.to_thread(Authoring(base).advise, fact, now=now, zone=zone)
    except Exception:
        log.exception("there is no advice on fact %d", fact)
        return Advice()
