"""The one message of the set-up: what is chosen, what is missing, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.card import Box, Button, Card, Tone
from bot.cards.claims import apart
from bot.cards.text import MARKDOWN
from knowledge.records import Settings, Strictness
from knowledge.schedules import Schedule
from knowledge.zones import local_time

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MOST_CHANNELS = 8

_HOW = {Strictness.STRICT: "strictly", Strictness.BALANCED: "more (balanced)"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How a server stands. `lacking` names what is missing in each channel; `bot` is the bot's name there.

    `moderators_open` is a moderators' channel that everybody sees by now. `role_hidden` is a curator role that does not
    see curators' commands, `role_gone` one that is no more.
    """

    bot: str
    settings: Settings
    schedule: Schedule | None
    facts: int
    starter: bool
    lacking: Mapping[int, str]
    moderators_open: bool = False
    role_hidden: bool = False
    role_gone: bool = False


def setup_card(found: Found, *, now: datetime, empty: bool = False) -> Card:
    """What is chosen and what to do next. `empty` is the choice to begin without the starter."""
    lines = [
        *(_curators(found), _digest(found, now), _moderators(found), _zone(found, now)),
        *(_log(found), _answers(found), _facts(found, empty=empty)),
    ]
    return Card(
        content="**Set up Sitrep.** Each choice counts at once and can be changed here later.",
        boxes=(
            Box(lines=tuple(apart(lines, MARKDOWN))),
            Box(title="Permissions", lines=tuple(apart(_permissions(found), MARKDOWN)), tone=_tone(found)),
        ),
        buttons=tuple(_buttons(found, empty=empty)),
    )


def _curators(found: Found) -> str:
    role = found.settings.curator_role
    if role is None:
        return "**Curators**: everybody with Manage Messages. Choose a role below to let others curate too."
    if found.role_gone:
        return "**Curators**: everybody with Manage Messages. The role that was chosen is gone: choose another below."
    return f"**Curators**: <@&{role}>, and everybody with Manage Messages."


def _digest(found: Found, now: datetime) -> str:
    channel, schedule = found.settings.digest_channel, found.schedule
    if channel is None:
        return "**Digest**: none. Choose a channel below, and what changed is posted there each day."
    if schedule is None:
        return f"**Digest**: <#{channel}>, without a time. `/digest set` sets one."
    stamp = int(schedule.next_run(now).timestamp())
    return f"**Digest**: <#{channel}> {schedule.rhythm}, next <t:{stamp}:F>. `/digest set` changes the times."


def _moderators(found: Found) -> str:
    channel = found.settings.moderators_channel
    suggested = "the desk stands there (`/desk`): open questions, and what members suggest"
    if channel is None:
        return f"**Moderators' channel**: none. Choose one that only they see, and {suggested}."
    if found.moderators_open:
        return (
            f"**Moderators' channel**: <#{channel}>, but @everyone sees it: nothing that members typed is posted there."
        )
    return f"**Moderators' channel**: <#{channel}>. {suggested[0].upper()}{suggested[1:]}."


def _log(found: Found) -> str:
    channel = found.settings.log_channel
    if channel is None:
        return "**Log channel**: none. `/setup section:Log channel` has every change posted in one."
    return f"**Log channel**: <#{channel}>, with every change. `/setup section:Log channel` changes it."


def _zone(found: Found, now: datetime) -> str:
    zone = found.settings.zone
    return f"**Time zone**: {zone} (now {local_time(zone, now)}). Not in the list below? `/setup zone:` finds any city."


def _answers(found: Found) -> str:
    return (
        f"**Answers**: {found.settings.strictness}. *Strict* answers only what a fact explains word for word: now and "
        "then somebody has to choose where the answer was clear. *Balanced* also answers a few words that leave open "
        "what all wordings of a fact say: now and then another fact was meant."
    )


def _facts(found: Found, *, empty: bool) -> str:
    on_record = f"**Facts**: {found.facts:,} on record"
    if found.starter:
        return f"{on_record}, the starter among them."
    offer = "The starter is North Korea's missile launch of 30 May 2024, sourced: good to try me out, easy to retire."
    if empty:
        return f"{on_record}, without the starter. `/fact add` adds the first of your own."
    return f"{on_record}. {offer}"


def _permissions(found: Found) -> Iterator[str]:
    if found.role_hidden:
        yield (
            f"<@&{found.settings.curator_role}> lacks Manage Messages, so Discord hides curators' commands from it. "
            f"To show them: **Server Settings > Integrations > {MARKDOWN.text(found.bot, 80)}**, then `/fact`, "
            "`/alias` and `/digest`, each with **Add Roles**. No bot can do that for you."
        )
    for channel, lacks in list(found.lacking.items())[:MOST_CHANNELS]:
        yield f"<#{channel}>: I lack {lacks}. Allow it under Edit Channel > Permissions, my role."
    if len(found.lacking) > MOST_CHANNELS:
        yield f"and {len(found.lacking) - MOST_CHANNELS} more channels"
    if not found.lacking:
        yield "I can answer in every channel that I see."


def _tone(found: Found) -> Tone:
    return Tone.DISPUTED if found.lacking or found.role_hidden else Tone.CALM


def _buttons(found: Found, *, empty: bool) -> Iterator[Button]:
    if not found.starter:
        yield Button(label="Add the starter (recommended)", verb="setup_starter", primary=True)
        yield Button(label="No starter", verb="setup_empty", disabled=empty)
    yield Button(label="Try a question", verb="setup_try", primary=found.starter, disabled=not found.facts)
    other = Strictness.BALANCED if found.settings.strictness is Strictness.STRICT else Strictness.STRICT
    yield Button(label=f"Answer {_HOW[other]}", verb="setup_answers", ids=(other.value,))
    yield Button(label="Check again", verb="setup_check")
