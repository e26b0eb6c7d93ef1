"""How text that people typed is written: for Discord, where it must not ping nor break the layout, and plainly.

The two inks write the same parts, so that a card and the command line cannot tell different things.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from knowledge.drafts import url_problem
from knowledge.text import clean

if TYPE_CHECKING:
    from datetime import datetime

    from knowledge.asof import AsOf
    from knowledge.facts import Source

TAKEN_OUT = "Characters that nobody sees, or that turn a text round, were taken out"
"""What is said where a text was not kept to the letter."""

MORE = "…"
_LONGEST_REST = 20

_SPECIAL = re.compile(r"([\\*_~`|<>\[\]])")
_AT_START = re.compile(r"^(\d*)([#+\-=.)])")
_MENTION = re.compile(r"@(?=everyone|here|[!&]?\d)", re.IGNORECASE)
_MASKED_ENDS = "()"
_JOINERS = " \u200d"  # an emoji that is cut in two leaves one


def size(text: str) -> int:
    """The length of a text in UTF-16 units, which no way of counting exceeds: an emoji counts two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def one_line(text: str) -> str:
    """A text as people see it, on one line."""
    return " ".join(clean(text).split())


def cut(text: str, most: int) -> str:
    """The beginning of a text, of at most `most` units."""
    kept = text[:most]
    while size(kept) > most:
        kept = kept[: -max(1, (size(kept) - most) // 2)]
    return kept


def shorten(text: str, most: int) -> str:
    """A text of at most `most` units; what is cut off is shown by an ellipsis."""
    if size(text) <= most:
        return text
    kept = cut(text, most - 1)
    words, _, rest = kept.rpartition(" ")
    if len(rest) <= min(_LONGEST_REST, len(words)) and not text[len(kept) :].startswith(" "):
        kept = words  # not within a word, unless it is one of those without spaces
    return kept.rstrip(_JOINERS) + MORE


def escape(text: str) -> str:
    """A text, on one line, that Discord draws as it is: no markdown, link, mention, emoji code or time in it.

    A mention would ping nobody, for the client allows none, but it would be drawn as one.
    """
    return _escaped(one_line(text))


def _escaped(line: str) -> str:
    line = _SPECIAL.sub(r"\\\1", line).replace("://", r"\://")
    line = _AT_START.sub(r"\1\\\2", line)
    return _MENTION.sub("@\u200b", line)


class Ink(Protocol):
    """A way of writing the parts of a card.

    `break_` stands between what a claim says and where that is from, `apart` before each entry of a list but the first.
    """

    @property
    def break_(self) -> str:
        """A new line where there is room for one."""

    @property
    def apart(self) -> str:
        """An empty line where entries of several lines would run together."""

    def text(self, typed: str, most: int = ...) -> str:
        """What somebody typed, on one line, in at most `most` units."""

    def bold(self, typed: str, most: int = ...) -> str:
        """The same, standing out."""

    def struck(self, typed: str, most: int = ...) -> str:
        """The same, no longer said."""

    def when(self, as_of: AsOf) -> str:
        """As of when something is known, as precise as it is."""

    def instant(self, at: datetime) -> str:
        """A moment."""

    def ago(self, at: datetime) -> str:
        """A moment of late."""

    def link(self, source: Source) -> str:
        """Where a source can be read, with its host in sight; empty without a link."""


class Markdown:
    """Discord's. A moment is drawn in each reader's own zone; a date never, or Washington would read the day before."""

    break_ = "\n"
    apart = "\u200b\n"  # not a bare line end: the demo's page draws paragraphs without a gap

    def text(self, typed: str, most: int = 300) -> str:
        """What somebody typed, escaped; the limit counts the escapes."""
        line = one_line(typed)
        written = _escaped(line)
        room = most
        while size(written) > most:
            room -= max(1, (size(written) - most) // 2)
            written = _escaped(shorten(line, max(1, room)))
        return written

    def bold(self, typed: str, most: int = 300) -> str:
        """The same between asterisks."""
        return f"**{self.text(typed, most - 4)}**"

    def struck(self, typed: str, most: int = 300) -> str:
        """The same, struck through."""
        return f"~~{self.text(typed, most - 4)}~~"

    def when(self, as_of: AsOf) -> str:
        """A date in words, an instant as a time of Discord's."""
        return self.instant(as_of.begins()) if as_of.precision == "instant" else str(as_of)

    def instant(self, at: datetime) -> str:
        """Day and time in the reader's zone."""
        return f"<t:{int(at.timestamp())}:f>"

    def ago(self, at: datetime) -> str:
        """How long ago it is, on each reader's clock."""
        return f"<t:{int(at.timestamp())}:R>"

    def link(self, source: Source) -> str:
        """The host as the link's text, so that nobody is led elsewhere than they read."""
        if not source.url or url_problem(source.url):
            return ""
        url = "".join(quote(char, safe="") if char in _MASKED_ENDS else char for char in source.url)
        return f"[{self.text(source.host, 100)}]({url})"


class Plain:
    """For a terminal and for programs: everything as it is, invisible and control characters taken out."""

    break_ = " · "
    apart = ""

    def text(self, typed: str, most: int = 2_000) -> str:
        """What somebody typed."""
        return shorten(one_line(typed), most)

    bold = text

    def struck(self, typed: str, most: int = 2_000) -> str:
        """What somebody typed, said to be wrong."""
        return f"[not {self.text(typed, most - 6)}]"

    def when(self, as_of: AsOf) -> str:
        """In words, an instant with its own offset."""
        return str(as_of)

    def instant(self, at: datetime) -> str:
        """With its offset."""
        return at.isoformat(sep=" ", timespec="minutes")

    ago = instant

    def link(self, source: Source) -> str:
        """The whole address."""
        return source.url if source.url and not url_problem(source.url) else ""


MARKDOWN = Markdown()
PLAIN = Plain()
