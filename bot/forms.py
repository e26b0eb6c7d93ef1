"""Forms: those in which facts and phrasings are written, and how what was typed into any form comes back.

A form's `custom_id` holds all that must be known when it is sent: it works after a restart like a button does.
discord.py would forget it then, so forms are sent "stopped", which it does not keep, and are received here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import discord

from bot import faults
from bot.cards.authoring import FIELDS
from bot.cards.text import one_line, shorten
from bot.presses import VERSION, custom_id
from knowledge.drafts import Draft
from knowledge.text import clean

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime, tzinfo

    from bot.client import Sitrep
    from knowledge.facts import Fact

    Values: TypeAlias = Mapping[str, str]  # what was typed, by the custom_id of each field
    Receiver: TypeAlias = Callable[[discord.Interaction[Sitrep], tuple[str, ...], Values], Awaitable[None]]

LONGEST_TITLE = 45  # https://docs.discord.com/developers/interactions/receiving-and-responding
LONGEST_HELP = 100
LONGEST_TEXT = 4_000  # https://docs.discord.com/developers/components/reference#text-input

_HELP = {
    "question": "As people ask it. One question: what answers two is two facts.",
    "answer": "Short and whole: readers see it as it stands.",
    "said_by": "The voice, not the newspaper. The same voice updates, another stands beside it.",
    "as_of": "2024, 2024-05, 30 May 2024, today, now, or a time like 06:14 ({zone})",
    "source": "Where it can be read: one http(s) link, and a title if you like",
}
_EXAMPLES = {
    "question": "How many missiles were fired on 30 May?",
    "answer": "About 10 short-range ballistic missiles",
    "said_by": "South Korea's Joint Chiefs of Staff",
    "as_of": "30 May 2024",
    "source": "Seoul: North fires 10 missiles https://...",
}
_REQUIRED = {"question", "answer"}
_LONG = {"answer", "source"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The five fields as they were typed, right or wrong."""

    question: str = ""
    answer: str = ""
    said_by: str = ""
    as_of: str = ""
    source: str = ""

    @classmethod
    def of(cls, fact: Fact) -> Typed:
        """A fact as a curator would have typed it: its question and the claim that leads."""
        claim = next(iter(fact.live()), None)
        if claim is None:
            return cls(question=fact.question)
        return cls(
            question=fact.question,
            answer=claim.answer,
            said_by=claim.said_by,
            as_of=claim.as_of.iso if claim.as_of else "",
            source=claim.source.typed if claim.source else "",
        )

    @classmethod
    def sent(cls, values: Values) -> Typed:
        """What came back from a form."""
        return cls(**{name: values.get(name, "") for name in FIELDS})

    def draft(self, *, now: datetime, zone: tzinfo) -> Draft:
        """What may be put on record. Raises `InvalidError` with every problem at once."""
        return Draft.of(**{name: getattr(self, name) for name in FIELDS}, now=now, zone=zone)


class Form(discord.ui.Modal):
    """A form that works after a restart; what is typed goes to whoever took its verb with `Sitrep.on_form`."""

    def __init__(self, title: str, verb: str, *ids: int | str) -> None:
        super().__init__(title=title[:LONGEST_TITLE], custom_id=custom_id(verb, *ids))
        self.stop()

    def ask(self, name: str, label: str, help_text: str, **options: Any) -> None:
        """Add a field. No length is set: Discord would cut off what is pasted, we say what is too long.

        A `default` that nobody could see is left out, so that the example shows.
        """
        if "default" in options:
            typed = options["default"][:LONGEST_TEXT]
            options["default"] = typed if clean(typed) else None
        self.add_item(
            discord.ui.Label(
                text=label, description=help_text, component=discord.ui.TextInput(custom_id=name, **options)
            )
        )


def fact_form(typed: Typed, *, fact: int, seen: int, zone: str, about: str = "") -> Form:
    """The form of a fact, filled with `typed`: for a new one (0), or for one as it stood at revision `seen`.

    `about` is what on the desk the fact settles.
    """
    form = Form(f"Revise #{fact}" if fact else "Add a fact", "fact_sent", fact, seen, *[about] * bool(about))
    for name, label in FIELDS.items():
        form.ask(
            name,
            label,
            _HELP[name].format(zone=zone),
            placeholder=_EXAMPLES[name],
            default=getattr(typed, name),
            required=name in _REQUIRED,
            style=discord.TextStyle.paragraph if name in _LONG else discord.TextStyle.short,
        )
    return form


def phrasings_form(fact: Fact, typed: str = "", *, suggestion: str = "") -> Form:
    """The form for more phrasings of a fact, one a line; of the `suggestion` of that id it decides."""
    form = Form(f"Phrasings of #{fact.id}", "phrasings_sent", fact.id, *[suggestion] * bool(suggestion))
    form.ask(
        "phrasings",
        "More ways to ask it",
        shorten(f"One a line, as members type. Its question: {one_line(fact.question)}", LONGEST_HELP),
        default=typed,
        style=discord.TextStyle.paragraph,
    )
    return form


async def receive(interaction: discord.Interaction[Sitrep]) -> None:
    """Hand a form that was sent to whoever took its verb; tell the member what goes wrong."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return
    data: Any = interaction.data
    version, verb, *ids = str(data["custom_id"]).split(":")
    receiver = interaction.client.forms.get(verb)
    if version != VERSION or receiver is None:
        return
    fields = (row.get("component", {}) for row in data["components"])
    values = {str(field["custom_id"]): str(field["value"]) for field in fields if "value" in field}
    try:
        await receiver(interaction, tuple(ids), values)
    except Exception as error:  # noqa: BLE001   told and logged there
        await faults.tell(interaction, error)
