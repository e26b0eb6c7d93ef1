"""Files of facts, in and out: previewed and confirmed before anything is changed, and given to curators alone."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Literal

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot import faults, sending
from bot.access import curated
from bot.cards import files, note
from bot.cards.card import Enclosure
from bot.cogs.curate import Curating
from bot.uploads import Upload, Uploads
from knowledge.errors import ConflictError, InvalidError
from knowledge.exchange import check_size, export_csv, export_json, parse
from knowledge.text import clean

if TYPE_CHECKING:
    from bot.client import Sitrep
    from knowledge.base import KnowledgeBase
    from knowledge.revisions import State

LARGE = 200_000
"""Bytes of a file of some thousand rows: reading more takes seconds, and what is done meanwhile is told."""

_UNREACHED = "Discord did not hand the file over. Nothing was changed; run `/fact import` again."
_GONE = "This file is no longer kept: that ends after 24 hours, or when others came. Run `/fact import` again."
_CANCELLED = "Nothing was imported."

log = logging.getLogger(__name__)


class Files(commands.Cog):
    """Import and export. Each press checks again who is at it; what takes long is done beside the loop."""

    def __init__(self, bot: Sitrep) -> None:
        self.bot = bot
        self.uploads = Uploads(bot.servers.data)
        bot.on_press("import_go", self.confirmed)
        bot.on_press("import_cancel", self.cancelled)

    async def cog_load(self) -> None:
        """Put both commands beside those of the curating cog, which brings the group."""
        group = Curating.of(self.bot).fact
        for name, about, call in (
            ("import", "Facts from a JSON or CSV file: you see what it changes before anything is", self.import_),
            ("export", "The facts on record as a file, for you alone", self.export),
        ):
            group.add_command(app_commands.Command(name=name, description=about, callback=call))

    @app_commands.describe(file="JSON, or CSV as a spreadsheet writes it")
    async def import_(self, interaction: discord.Interaction[Sitrep], file: discord.Attachment) -> None:
        """Show what a file would change."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        name = clean(file.filename)
        try:
            check_size(file.size, name)
            data = await file.read()
        except InvalidError as refusal:
            await sending.edit(interaction, files.refused_card(refusal.problems))
        except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
            log.warning("interaction %s: a file could not be fetched: %s", interaction.id, type(failure).__name__)
            await sending.edit(interaction, note(_UNREACHED))
        else:
            upload = Upload(
                server=interaction.guild_id or 0,
                user=interaction.user.id,
                request=interaction.id,
                name=name,
                data=data,
                at=self.bot.clock(),
            )
            await self._preview(interaction, base, upload)

    async def confirmed(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Import the file that was previewed; a second press finds it done."""
        base = await curated(interaction)
        await interaction.response.defer()
        request, seen = map(int, ids)
        if done := base.state.requests.get(str(request)):
            await sending.edit(interaction, note(f"This file was imported already, as revision {done}."))
        elif upload := await self._found(interaction, request):
            await self._import(interaction, base, upload, seen)
        else:
            await sending.edit(interaction, note(_GONE))

    async def cancelled(self, interaction: discord.Interaction[Sitrep], ids: tuple[str, ...]) -> None:
        """Forget the file."""
        await curated(interaction)
        await interaction.response.defer()
        request = int(ids[0])
        if await self._found(interaction, request):
            await asyncio.to_thread(self.uploads.drop, request, server=interaction.guild_id or 0)
        await sending.edit(interaction, note(_CANCELLED))

    @app_commands.describe(form="JSON holds everything; CSV is what a spreadsheet can say")
    @app_commands.rename(form="format")
    async def export(self, interaction: discord.Interaction[Sitrep], form: Literal["json", "csv"] = "json") -> None:
        """Give the facts as a file."""
        base = await curated(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        state = base.state
        data = await asyncio.to_thread(_written, state, form)
        if len(data) > interaction.filesize_limit:
            size = f"{len(data) / 1e6:,.1f} MB, more than Discord takes here"
            other = "Try CSV, or ask" if form == "json" else "Ask"
            card = note(f"The facts make a file of {size}. {other} whoever runs the bot for a `sitrep export`.")
        else:
            retired = sum(fact.retired for fact in state.facts.values())
            file = Enclosure(name=f"facts-{state.revision}.{form}", data=data)
            facts = len(state.facts) - (retired if form == "csv" else 0)
            card = files.export_card(file, facts=facts, retired=retired, revision=state.revision)
        await sending.respond(interaction, card)

    async def _preview(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, upload: Upload, *, moved: bool = False
    ) -> None:
        """Show what a file would change, and keep it if it would change anything."""
        try:
            await self._step(interaction, upload, "reading")
            parsed = await asyncio.to_thread(parse, upload.data, name=upload.name)
            await self._step(interaction, upload, f"comparing {_rows(len(parsed.facts))} with what is on record")
            seen = base.state.revision
            plan = await asyncio.to_thread(base.plan, parsed)
        except InvalidError as refusal:
            await sending.edit(interaction, files.refused_card(refusal.problems))
            return
        if plan.changes:
            await asyncio.to_thread(self.uploads.keep, upload)
        card = files.preview_card(upload.name, plan, request=upload.request, seen=seen, moved=moved)
        await sending.edit(interaction, card)

    async def _import(
        self, interaction: discord.Interaction[Sitrep], base: KnowledgeBase, upload: Upload, seen: int
    ) -> None:
        """Put a file on record, unless somebody changed its facts after revision `seen`."""
        by = self.bot.author(base, interaction, why=f"import of {upload.name}")
        by = replace(by, request=str(upload.request))
        try:
            await self._step(interaction, upload, "reading")
            parsed = await asyncio.to_thread(parse, upload.data, name=upload.name)
            await self._step(interaction, upload, f"putting {_rows(len(parsed.facts))} on record")
            plan = await asyncio.to_thread(partial(base.import_, parsed, by, seen=seen))
        except ConflictError:
            await self._preview(interaction, base, upload, moved=True)
            return
        except Exception as error:  # noqa: BLE001   told and logged there; the file is not lost with it
            await faults.tell(interaction, error)
            await sending.edit(interaction, files.failed_card(upload.name, request=upload.request, seen=seen))
            return
        await asyncio.to_thread(self.uploads.drop, upload.request, server=upload.server)
        revision = base.state.requests.get(by.request, base.state.revision)
        if plan.changes:
            await sending.edit(interaction, files.imported_card(upload.name, plan, revision=revision))
        else:  # the same press, delivered twice
            await sending.edit(interaction, note(f"This file was imported already, as revision {revision}."))

    async def _step(self, interaction: discord.Interaction[Sitrep], upload: Upload, doing: str) -> None:
        """Tell what is being done with a large file."""
        if len(upload.data) > LARGE:
            await sending.edit(interaction, files.step_card(upload.name, doing))

    async def _found(self, interaction: discord.Interaction[Sitrep], request: int) -> Upload | None:
        server, user, now = interaction.guild_id or 0, interaction.user.id, self.bot.clock()
        return await asyncio.to_thread(self.uploads.find, request, server=server, user=user, now=now)


def _written(state: State, form: str) -> bytes:
    """The facts as bytes; CSV with the mark without which Excel takes it for another encoding."""
    return export_json(state).encode() if form == "json" else export_csv(state).encode("utf-8-sig")


def _rows(number: int) -> str:
    return files.counted(number, "fact", "facts")
