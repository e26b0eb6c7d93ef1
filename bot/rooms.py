"""Rooms: which topic the channel is about in which something is asked, suggested or written, if none is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from knowledge.topics import NONE, key_of_topic, mark_of

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase


def room_of(channel: object) -> int:
    """The id by which topics know a channel: a thread, or a forum's post, is part of what it hangs on; 0 for none."""
    if isinstance(channel, discord.Thread):
        return channel.parent_id
    return channel.id if isinstance(channel, discord.abc.Snowflake) else 0


def topic_in(base: KnowledgeBase, channel: object) -> str:
    """The name of the topic that a channel is about; empty where it is about none."""
    topic = base.topics.about(room_of(channel))
    return topic.name if topic else ""


def aimed_at(base: KnowledgeBase, typed: str) -> str:
    """What stands in a form for the topic that a person typed, for none, or for that of the channel.

    Raises `NotFoundError`.
    """
    if not typed:
        return ""
    return NONE if key_of_topic(typed) == NONE else mark_of(base.topics.named(typed).name)
