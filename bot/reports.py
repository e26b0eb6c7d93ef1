"""What a message gives to a fact: the link in it, its title and publisher as Discord unfurled them, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import discord

from bot import rights
from bot.cards.claims import REPORTED_BY
from bot.cards.text import one_line, shorten
from bot.forms import Typed
from knowledge.drafts import LIMITS, read_source, url_problem

if TYPE_CHECKING:
    from collections.abc import Iterator

FRESH = timedelta(hours=1)
"""For how long a message is of now. What is reported in an older one was known when it was written, and not later."""

_LINK = re.compile(r"https?://[^\s<>|\"]+", re.IGNORECASE)
_HOSTED = {"video", "gifv", "image"}  # the provider of these is where they are kept, the author who made them
_HERE = "Message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Where something can be read, who published it, and the aware instant `at` by which it was there.

    A message without a link is itself where it can be read: then nobody published it, and `writer` is who wrote it.
    """

    url: str
    title: str = ""
    publisher: str = ""
    writer: str = ""
    at: datetime

    @classmethod
    def of(cls, message: discord.Message) -> Report:
        """What a message holds, or the one that it forwards. Nothing is fetched for it."""
        held = message.message_snapshots[0] if message.message_snapshots else message
        for embed in held.embeds:
            if embed.url and url_problem(embed.url) is None:
                return cls(url=embed.url, title=embed.title or "", publisher=_publisher(embed), at=held.created_at)
        if link := next(_links(held.content), ""):
            return cls(url=link, publisher=_host(link), at=held.created_at)
        return cls(
            url=message.jump_url, title=_place(message), writer=message.author.display_name, at=message.created_at
        )

    def typed(self, *, now: datetime, zone: tzinfo) -> Typed:
        """The form of a fact as far as it can be filled, such that it can be sent: question and answer are left."""
        return Typed(
            said_by=shorten(one_line(REPORTED_BY + self.publisher), LIMITS["said_by"]) if self.publisher else "",
            as_of="now" if now - self.at < FRESH else self.at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            source=self._source,
        )

    @property
    def _source(self) -> str:
        """Title and link; the link alone where the two together could not be read back."""
        title = shorten(one_line(self.title), LIMITS["title"])
        whole = f"{title} {self.url}".strip()
        return self.url if read_source(whole)[1] else whole


def _publisher(embed: discord.Embed) -> str:
    names = [embed.provider.name, embed.author.name]
    if embed.type in _HOSTED:
        names.reverse()
    return next((name for name in names if name), "") or _host(str(embed.url))


def _links(text: str) -> Iterator[str]:
    """The http(s) links of a text, those that may not be shown left out."""
    for found in _LINK.findall(text):
        source, problems = read_source(found)
        if source and source.url and not problems:
            yield source.url


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _place(message: discord.Message) -> str:
    """Where a message stands; a channel that not everybody sees is not named to everybody."""
    channel = message.channel
    named = isinstance(channel, discord.TextChannel) and rights.seen_by_everybody(channel)
    return f"{_HERE} in #{channel}" if named else _HERE
