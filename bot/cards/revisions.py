"""A revision of records of any kind: each of its changes, before and after."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from bot.cards.curation import name_of
from bot.cards.history import difference_lines
from bot.cards.text import MARKDOWN
from knowledge.differences import differences
from knowledge.facts import Fact
from knowledge.records import Alias, CountingRule, Event, Settings, Topic
from knowledge.schedules import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.revisions import Change, Record

_LONGEST = 300
_NOTHING = "none"


def change_entries(changes: Sequence[Change], most: int) -> list[str]:
    """Each change as an entry of a list, the first `most` of them, and how many more there are."""
    rest = len(changes) - most
    return [*map(change_entry, changes[:most]), *[f"and {rest:,} more"] * (rest > 0)]


def change_entry(change: Change) -> str:
    """A record by its name, and what tells it from what it was."""
    match change.before, change.after:
        case (Fact() | None) as before, Fact() as after:
            return "\n".join([name_of(after), *difference_lines(differences(before, after))])
        case (Settings() | None) as before, (Settings() | None) as after:
            return "\n".join(["**Set-up**", *_choices(before or Settings(), after or Settings())])
        case before, after:
            name, then = _told(before)
            name, now = _told(after) if after else (name, _NOTHING)
            return f"{name}: {f'~~{then}~~ → ' if before else ''}{now}"


def _told(record: Record | None) -> tuple[str, str]:
    """What a record is called, and what may change of it in words."""
    match record:
        case Alias():
            return f"Name {MARKDOWN.bold(record.canonical, 120)}", MARKDOWN.text(", ".join(record.all_forms), _LONGEST)
        case Schedule():
            return f"Digest for <#{record.channel}>", MARKDOWN.text(record.rhythm)
        case Topic():
            channels = "".join(f", <#{channel}>" for channel in record.channels)
            return f"Topic {MARKDOWN.bold(record.name, 120)}", f"{'closed' if record.closed_at else 'open'}{channels}"
        case Event():
            what = MARKDOWN.bold(record.what or record.id, 200)
            return f"Event {what}", "retired" if record.retired else "on record"
        case CountingRule():
            counts = MARKDOWN.text(f"{record.unit} of {', '.join(record.kinds)}", _LONGEST)
            return f"Counting rule {MARKDOWN.bold(record.name, 120)}", counts
        case _:
            return "", ""


def _choices(before: Settings, after: Settings) -> Iterator[str]:
    for field in fields(Settings):
        then, now = getattr(before, field.name), getattr(after, field.name)
        if then != now:
            name = field.name.replace("_", " ").capitalize()
            yield f"{name}: ~~{_choice(field.name, then)}~~ → {_choice(field.name, now)}"


def _choice(name: str, chosen: object) -> str:
    if chosen is None or chosen == ():
        return _NOTHING
    if isinstance(chosen, tuple):
        return " ".join(_choice(name.removesuffix("s"), each) for each in chosen)
    if isinstance(chosen, int) and not isinstance(chosen, bool):
        return f"<@&{chosen}>" if name.endswith("role") else f"<#{chosen}>"
    return MARKDOWN.text(str(chosen))
