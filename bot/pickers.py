"""What is offered while somebody types an option: facts, names and time zones."""

from __future__ import annotations

import asyncio
from itertools import islice
from typing import TYPE_CHECKING

from discord import app_commands

from bot.access import asked_in_server
from bot.cards.listing import several_topics
from bot.cards.text import one_line, shorten, size
from knowledge import aliases
from knowledge.errors import NotFoundError
from knowledge.text import clean
from knowledge.topics import NONE
from knowledge.zones import find_zones, local_time

if TYPE_CHECKING:
    from collections.abc import Iterable

    import discord

    from bot.client import Sitrep
    from knowledge.facts import Fact

MOST = 25
_TOPIC = 30
LONGEST = 100  # https://docs.discord.com/developers/interactions/application-commands#autocomplete


async def any_fact(interaction: discord.Interaction[Sitrep], current: str) -> list[app_commands.Choice[str]]:
    """Facts, retired ones too."""
    return await _facts(interaction, current, retired=None)


async def live_fact(interaction: discord.Interaction[Sitrep], current: str) -> list[app_commands.Choice[str]]:
    """Facts that are answered."""
    return await _facts(interaction, current, retired=False)


async def retired_fact(interaction: discord.Interaction[Sitrep], current: str) -> list[app_commands.Choice[str]]:
    """Facts that are retired."""
    return await _facts(interaction, current, retired=True)


async def zone(interaction: discord.Interaction[Sitrep], current: str) -> list[app_commands.Choice[str]]:
    """Time zones by name and city, with the time there; the server's first when nothing is typed."""
    base = await asked_in_server(interaction)
    now = interaction.client.clock()
    found = await asyncio.to_thread(find_zones, current, first=base.state.settings.zone, most=MOST)
    return [
        app_commands.Choice(name=shorten(f"{name} (now {local_time(name, now)})", LONGEST), value=name)
        for name in found
    ]


async def alias_name(interaction: discord.Interaction[Sitrep], current: str) -> list[app_commands.Choice[str]]:
    """Names that are known in several forms."""
    base = await asked_in_server(interaction)
    found = await asyncio.to_thread(aliases.listed, base.state, current)
    return [app_commands.Choice(name=alias.canonical, value=alias.canonical) for alias in found[:MOST]]


async def alias_form(interaction: discord.Interaction[Sitrep], current: str) -> list[app_commands.Choice[str]]:
    """The other forms of the name that was chosen before."""
    base = await asked_in_server(interaction)
    chosen = str(interaction.namespace.name or "")
    try:
        alias = await asyncio.to_thread(aliases.named, base.state, chosen)
    except NotFoundError:
        return []
    sought = clean(current).casefold()
    found = [form for form in alias.all_forms if form != alias.canonical and sought in form.casefold()]
    return [app_commands.Choice(name=form, value=form) for form in found[:MOST]]


async def topic(interaction: discord.Interaction[Sitrep], current: str) -> list[app_commands.Choice[str]]:
    """The topics, those that are closed last."""
    base = await asked_in_server(interaction)
    return _names(topic.name for topic in base.topics.listed(current))


async def open_topic(interaction: discord.Interaction[Sitrep], current: str) -> list[app_commands.Choice[str]]:
    """Those that are not closed."""
    base = await asked_in_server(interaction)
    return _names(topic.name for topic in base.topics.listed(current) if not topic.closed_at)


async def topic_or_none(interaction: discord.Interaction[Sitrep], current: str) -> list[app_commands.Choice[str]]:
    """The topics, and that none is meant."""
    base = await asked_in_server(interaction)
    found = [topic.name for topic in base.topics.listed(current)][: MOST - 1]
    return _names([*found, *[NONE] * NONE.startswith(current.strip().lower())])


def label(fact: Fact, *, named: bool = False) -> str:
    """A fact in a picker: number, question and as-of date; never the answer, which has no source there.

    Among facts of several topics its own is `named`.
    """
    live = fact.live()
    when = str(live[0].as_of) if live and live[0].as_of else "undated"
    gone = f", merged into #{fact.merged_into}" if fact.merged_into else ", retired"
    topic = f"{shorten(one_line(fact.topic), _TOPIC)}, " if named and fact.topic else ""
    end = f" ({topic}{when}{gone * fact.retired})"
    return shorten(f"#{fact.id} {one_line(fact.question)}", LONGEST - size(end)) + end


def _names(found: Iterable[str]) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=one_line(name), value=name) for name in islice(found, MOST)]


async def _facts(
    interaction: discord.Interaction[Sitrep], current: str, *, retired: bool | None
) -> list[app_commands.Choice[str]]:
    base = await asked_in_server(interaction)
    found = await asyncio.to_thread(base.find, current, retired=retired)
    named = several_topics(found)
    return [app_commands.Choice(name=label(fact, named=named), value=f"#{fact.id}") for fact in found[:MOST]]
