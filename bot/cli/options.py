"""What a command was told: its options, read and checked. A wrong one is a `UsageError`, one clear sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.cli import terminal
from bot.settings import DATA
from knowledge.errors import InvalidError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.matching import Matching
    from knowledge.matching.semantic.choice import Choice

MEMORY = "encoded.bin"
"""The file that remembers what was encoded, for the next start."""

_EXAMPLE = "2024-05-31T09:00+09:00"


class UsageError(Exception):
    """The command line cannot be understood; the text says what is wrong and what to write instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The options that every command takes, then those of single commands.

    `instant` is the aware instant given with --now, None for the running clock; `file` may be "-", a stream.
    `given` names those of `data` and `zone` that the command line itself gave. `model` is a folder, "none" or empty.
    `cache` is the user's folder for what can be made again, if there is one.
    """

    server: str
    data: Path = DATA
    starter: bool = True
    as_json: bool = False
    instant: datetime | None = None
    zone: tzinfo = UTC
    given: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    file: str = ""
    format: str = ""
    explain: bool = False
    model: str = ""
    cache: Path | None = None
    dry_run: bool = False
    browser: bool = True
    port: int = 0

    def choice(self, *, writing: bool = False) -> Choice:
        """The encoder to match with: that in the folder `model`, else the one that is installed, if there is one.

        What it encodes is remembered: in the data folder by whoever has that for `writing`, else in the user's cache.
        """
        from knowledge.matching.semantic.choice import chosen

        folder = self.data if writing else self.cache
        return chosen(self.model, folder and folder / MEMORY)

    def matching(self) -> Matching:
        """What makes matchers of that choice. Where more was to be expected, that is said; facts are found still."""
        choice = self.choice()
        if choice.remedy:
            terminal.complain(f"{choice}. {choice.remedy}")
        return choice.matching

    def now(self) -> datetime:
        """The instant that it is, or that it shall be taken for, aware."""
        return self.instant or datetime.now(self.zone).replace(microsecond=0)


def data_in(text: str) -> Path:
    """The data folder, with ~ for the home folder."""
    if not text.strip() or "\0" in text:
        raise UsageError("--data needs the name of a folder.")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise UsageError(f"--data: “{text[:60]}” is in a home folder that is not known here. Write it out.") from None


def cache_in(environment: Mapping[str, str]) -> Path | None:
    """The user's folder for what can be made again, as the system names it; None for a user without a home."""
    named = environment.get("XDG_CACHE_HOME") or environment.get("LOCALAPPDATA")
    try:
        return (Path(named) if named else Path("~/.cache").expanduser()) / "sitrep"
    except RuntimeError:
        return None


def server_in(text: str | None) -> str:
    """The id of a server; without one, the command line's own."""
    from knowledge.servers import LOCAL, server_folder  # which bring in all of matching: not for a --help

    if text is None:
        return LOCAL
    try:
        server_folder(DATA, text)
    except InvalidError as error:
        raise UsageError(f"--server {error.problems[0].reason}") from None
    return text


def zone_in(text: str) -> tzinfo:
    """The IANA zone of that name."""
    try:
        return ZoneInfo(text)
    except (KeyError, ValueError, OSError):  # no such zone; no name for one; the name of a folder of zones
        raise UsageError(
            f"--zone: “{text[:60]}” is no time zone that is known here. Write it like Asia/Seoul or UTC."
        ) from None


def instant_in(text: str, zone: tzinfo, name: str = "--now") -> datetime:
    """The aware instant that an ISO 8601 text means; without an offset it is read in `zone`.

    The first and the last year of the calendar are refused: a day in another zone may lie beyond them.
    """
    try:
        instant = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{name}: “{text[:60]}” is no time that exists. Write it like {_EXAMPLE}.") from None
    if not MINYEAR < instant.year < MAXYEAR:
        raise UsageError(f"{name}: the year {instant.year} is out of reach. Choose one from 2 to 9998.")
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def file_in(text: str) -> str:
    """The name of a file, or "-"."""
    if not text.strip() or "\0" in text:
        raise UsageError("FILE is empty. Give the name of a file, or - for the standard stream.")
    return text


def port_in(text: str) -> int:
    """A port that a page can be served on, with the next one; 0 for any."""
    highest = 65_534
    if not text.isascii() or not text.isdigit() or int(text) > highest:
        raise UsageError(f"--port: “{text[:20]}” is no port. Choose one from 1024 to {highest}, or 0 for any.")
    return int(text)
