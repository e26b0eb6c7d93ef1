"""Forms: those in which facts and phrasings are written, and how what was typed into any form comes back.

A form's `custom_id` holds all that must be known when it is sent: it works after a restart like a button does.
discord.py would forget it then, so forms are sent "stopped", which it does not keep, and are received here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import discord

from bot import faults
from bot.cards.authoring import FIELDS
from bot.cards.claims import attribution
from bot.cards.text import PLAIN, cut, one_line, shorten
from bot.presses import VERSION, custom_id
from knowledge.changes import Way
from knowledge.drafts import NOT_KNOWN, Draft
from knowledge.facts import Kind
from knowledge.freshness import shelf_of
from knowledge.shelf import Shelf
from knowledge.text import clean, invisible_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime, tzinfo

    from bot.client import Sitrep
    from knowledge.facts import Claim, Fact

    Values: TypeAlias = Mapping[str, str]  # what was typed, by the custom_id of each field
    Receiver: TypeAlias = Callable[[discord.Interaction[Sitrep], tuple[str, ...], Values], Awaitable[None]]

LONGEST_TITLE = 45  # https://docs.discord.com/developers/interactions/receiving-and-responding
LONGEST_HELP = 100
LONGEST_WHY = 300
MOST_OPTIONS = 25  # https://docs.discord.com/developers/components/reference#string-select
LONGEST_TEXT = 4_000  # https://docs.discord.com/developers/components/reference#text-input

_HELP = {
    "question": "As people ask it. One question: what answers two is two facts.",
    "answer": "Short and whole: readers see it as it stands. Empty means: not known yet.",
    "said_by": "The voice, not the newspaper. Not known yet? Then who was asked, what was checked.",
    "as_of": "now, 06:14, yesterday 23:50, 30 May 2024, March 2024, 2024 ({zone})",
    "source": "Where it can be read: one http(s) link, and a title if you like",
}
_WRITTEN_BY = "Left empty, nobody is named. {writer} wrote it: name them only if that is the voice."
_EXAMPLES = {
    "question": "How many missiles were fired on 30 May?",
    "answer": "About 10 short-range ballistic missiles",
    "said_by": "South Korea's Joint Chiefs of Staff",
    "as_of": "30 May 2024",
    "source": "Seoul: North fires 10 missiles https://...",
}
_REQUIRED = {"question"}
_NONE = "-"
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
    def of(cls, fact: Fact, shown: Claim | None = None) -> Typed:
        """A fact as a curator would have typed it: its question and the claim that was shown, or the one that leads."""
        claim = shown or next(iter(fact.live()), None)
        if claim is None:
            return cls(question=fact.question)
        return cls(
            question=fact.question,
            answer="" if claim.kind is Kind.UNKNOWN and claim.answer == NOT_KNOWN else claim.answer,
            said_by=claim.said_by,
            as_of=claim.as_of.iso if claim.as_of else "",
            source=claim.source.typed if claim.source else "",
        )

    @classmethod
    def sent(cls, values: Values) -> Typed:
        """What came back from a form."""
        return cls(**{name: values.get(name, "") for name in FIELDS})

    def onto(self, opened: Fact, now: Fact) -> Typed:
        """What was typed into the form of a fact as it was `opened`, on what that says `now`.

        Where nothing was typed, what the other wrote stands: for the question, and for the claim as a whole, so that
        nobody is made to say what another said.
        """
        shown, theirs = Typed.of(opened), Typed.of(now)
        question = theirs.question if self.question == shown.question else self.question
        said = theirs if replace(self, question=shown.question) == shown else self
        return replace(said, question=question)

    @property
    def hiding(self) -> tuple[str, ...]:
        """The labels of the fields in which something stands that nobody sees, and that is taken out."""
        return tuple(label for name, label in FIELDS.items() if invisible_in(getattr(self, name)))

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
            typed = cut(options["default"], LONGEST_TEXT)
            options["default"] = typed if clean(typed) else None
        self.add_item(
            discord.ui.Label(
                text=label, description=help_text, component=discord.ui.TextInput(custom_id=name, **options)
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a fact's form is for: fact number `fact` as it stood at revision `seen`, or a new one (0).

    `about` is what on the desk the fact settles; `way` and `shelf` were chosen before the form was opened, and so was
    the `topic` of a new fact: the mark of one (see `topics.mark_of`), `topics.NONE`, or nothing for the channel's.
    """

    fact: int = 0
    seen: int = 0
    about: str = ""
    way: Way | None = None
    shelf: Shelf | None = None
    topic: str = ""

    @property
    def ids(self) -> tuple[int | str, ...]:
        """As the form carries it."""
        chosen = (self.about, self.way, self.shelf, self.topic)
        return (self.fact, self.seen, *(each or _NONE for each in chosen))

    @classmethod
    def of(cls, ids: Sequence[str]) -> Aim:
        """What a form carried, be it one of an earlier version, which had fewer."""
        about, way, shelf, topic = (each if each != _NONE else "" for each in (*ids[2:], *[_NONE] * 4)[:4])
        return cls(
            fact=int(ids[0]),
            seen=int(ids[1]),
            about=about,
            way=Way(way) if way else None,
            shelf=Shelf(shelf) if shelf else None,
            topic=topic,
        )


def fact_form(typed: Typed, aim: Aim, *, zone: str, writer: str = "") -> Form:
    """The form of a fact, filled with `typed`; with a `writer`, from their message, whose voice they need not be."""
    form = Form(f"Revise #{aim.fact}" if aim.fact else "Add a fact", "fact_sent", *aim.ids)
    helps = {**_HELP, "said_by": _WRITTEN_BY} if writer else _HELP
    for name, label in FIELDS.items():
        form.ask(
            name,
            label,
            shorten(helps[name].format(zone=zone, writer=one_line(writer)), LONGEST_HELP),
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


def withdrawal_form(fact: Fact, *, seen: int, why: str = "") -> Form:
    """The form that takes back a claim of a fact as it stood at revision `seen`: which, if several, and `why`."""
    live = fact.live()
    only = [fact.claims.index(live[0])] * (len(live) == 1)
    form = Form(f"Withdraw a claim of #{fact.id}", "withdraw_sent", fact.id, seen, *only)
    if not only:
        options = [
            discord.SelectOption(
                label=shorten(one_line(claim.answer), LONGEST_HELP),
                description=shorten(PLAIN.text(attribution(claim, PLAIN)), LONGEST_HELP),
                value=str(fact.claims.index(claim)),
            )
            for claim in live[:MOST_OPTIONS]
        ]
        choice = discord.ui.Select[Any](custom_id="claim", placeholder="Choose the claim", options=options)
        form.add_item(discord.ui.Label(text="Which claim", component=choice))
    told = (
        f"{one_line(live[0].answer)} ({attribution(live[0], PLAIN)})" if only else "For the history, which all can read"
    )
    form.ask(
        "why",
        "Why",
        shorten(told, LONGEST_HELP),
        placeholder="The ministry took the figure back",
        default=why,
        max_length=LONGEST_WHY,
        style=discord.TextStyle.paragraph,
    )
    return form


def shelf_form(fact: Fact) -> Form:
    """The form in which a fact's shelf life is chosen."""
    form = Form(f"How long #{fact.id} keeps", "shelf_sent", fact.id)
    now = shelf_of(fact)
    options = [
        discord.SelectOption(label=shelf.phrase.capitalize(), value=shelf.value, default=shelf is now)
        for shelf in Shelf
    ]
    form.add_item(
        discord.ui.Label(
            text="Shelf life",
            description="From then on, readers are told that it may have changed.",
            component=discord.ui.Select[Any](custom_id="shelf", options=options),
        )
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
    values = {
        str(field["custom_id"]): str(field["value"] if "value" in field else " ".join(field["values"]))
        for field in fields
        if {"value", "values"} & field.keys()
    }
    try:
        await receiver(interaction, tuple(ids), values)
    except Exception as error:  # noqa: BLE001   told and logged there
        await faults.tell(interaction, error)
