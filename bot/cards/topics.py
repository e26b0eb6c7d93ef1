"""Topics: what was done with one, and all of them in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import Box, Card, note
from bot.cards.curation import history_button, name_of
from bot.cards.history import pages_of
from bot.cards.text import MARKDOWN
from knowledge.asof import AsOf
from knowledge.differences import differences
from knowledge.freshness import shelf_of

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from knowledge.facts import Fact
    from knowledge.records import Topic
    from knowledge.topics import Topics

A_PAGE = 8
_MOST_CHANNELS = 10
_NONE = (
    "No topics here: the facts are all about one thing. `/topic add` begins one, where the server follows several "
    "situations, and `/topic bind` lets a channel be about it."
)


def added_card(before: Topic | None, after: Topic, *, facts: int) -> Card:
    """A topic that was begun, or opened again."""
    name = _name(after)
    if before and before.closed_at:
        return note(f"{name} is open again: its facts are fresh for as long as they keep, and questions are answered.")
    if before:
        return note(f"{name} is a topic here already, with {_counted(facts)}.")
    return note(
        f"{name} is a topic now. `/topic bind` lets a channel be about it, `/fact add` puts facts under it, and "
        "`/fact options` moves those that there are."
    )


def bound_card(room: int, before: Topic | None, after: Topic | None) -> Card:
    """What a channel is about now."""
    channel = f"<#{room}>"
    if after is None:
        said = "is about no topic any more" if before else "is about no topic anyway"
        return note(f"{channel} {said}: questions there are put to all facts alike.")
    name = _name(after)
    if before and before.name == after.name:
        return note(f"{channel} is about {name} already.")
    left = f" It was about {_name(before)}." if before else ""
    over = " It is closed: `/topic add` opens it again." if after.closed_at else ""
    return note(
        f"{channel} is about {name} now: questions there are put to its facts first, and what is added, suggested or "
        f"left open there belongs to it.{left}{over}"
    )


def closed_card(before: Topic, after: Topic, *, zone: tzinfo) -> Card:
    """A topic that is over."""
    name, day = _name(after), _day(after.closed_at, zone)
    if before.closed_at:
        return note(f"{name} was closed on {day} already. To open it again: `/topic add`")
    return note(
        f"{name} is closed as of {day}. Its facts stay and say so when they answer; they no longer grow stale. To open "
        "it again: `/topic add`"
    )


def arranged_card(before: Fact, after: Fact) -> Card:
    """What a fact belongs to or how long it keeps from now on."""
    told = differences(before, after)
    if not told:
        said = "Nothing was changed: that is so already, or neither a topic nor a shelf life was chosen."
        return note(f"{said} {name_of(after)} {_under(after)} and {shelf_of(after).phrase}.")
    return note(f"{name_of(after)} {_under(after)} now, and {shelf_of(after).phrase}.", history_button(after))


def topics_card(topics: Topics, *, page: int, zone: tzinfo) -> Card:
    """A page of the topics, from 0, open ones first."""
    if not len(topics):
        return note(_NONE)
    pages = -(-len(topics) // A_PAGE)
    page = min(page, pages - 1)
    here = list(topics)[page * A_PAGE : (page + 1) * A_PAGE]
    entries = (_entry(topic, topics.facts(topic), zone) for topic in here)
    return Card(
        content=f"**{len(topics):,} {'topic' if len(topics) == 1 else 'topics'}**",
        boxes=(
            Box(
                lines=tuple(claims.apart(entries, MARKDOWN)),
                footer=f"Page {page + 1} of {pages}" if pages > 1 else "",
            ),
        ),
        buttons=pages_of("topic_list", page, pages, ()),
    )


def _entry(topic: Topic, facts: int, zone: tzinfo) -> str:
    rooms = [f"<#{channel}>" for channel in topic.channels[:_MOST_CHANNELS]]
    rooms += [f"and {len(topic.channels) - _MOST_CHANNELS} more"] * (len(topic.channels) > _MOST_CHANNELS)
    over = f"closed on {_day(topic.closed_at, zone)}" if topic.closed_at else ""
    parts = [_counted(facts), " ".join(rooms) or "no channel", over]
    return f"{_name(topic)}\n{' · '.join(filter(None, parts))}"


def _under(fact: Fact) -> str:
    return f"belongs to {MARKDOWN.bold(fact.topic, claims.LONGEST_TOPIC)}" if fact.topic else "belongs to no topic"


def _name(topic: Topic) -> str:
    return MARKDOWN.bold(topic.name, claims.LONGEST_TOPIC)


def _day(closed_at: datetime | None, zone: tzinfo) -> str:
    """The day on which it was closed, by the server's clock."""
    return str(AsOf(closed_at.astimezone(zone).date().isoformat())) if closed_at else ""


def _counted(facts: int) -> str:
    return f"{facts:,} {'fact' if facts == 1 else 'facts'}"
