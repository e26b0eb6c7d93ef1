"""What can go wrong, as it is told to people; the evidence is in the attributes.

SitrepError
├── InvalidError        a draft or a row with problems, all of them at once
├── NotFoundError       no such fact, claim or schedule
├── ConflictError       the record changed since it was looked at
├── OvertakenError      what a revision did cannot be taken back: somebody went on from there
├── OlderError          what was written is of an earlier date than what is on record
├── KnownError          another fact has that question already
├── NearError           other facts have, or may mean, what was written
└── StoreError          the records on disk
    ├── DamagedError    a file that is not what was written: refused, never overwritten
    ├── LockedError     another process writes to this data folder
    └── ReadOnlyError   opened for reading, asked to write
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_NAMED = 3  # records that a refusal names


class SitrepError(Exception):
    """The root of all errors that sitrep raises on purpose; its text is fit to be shown."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field, and what to do."""

    field: str
    reason: str

    def __str__(self) -> str:
        return f"{self.field} {self.reason}"


class InvalidError(SitrepError):
    """Something that cannot be taken as it is, with every one of its `problems`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class NotFoundError(SitrepError):
    """Nothing is on record under that name or number."""


class ConflictError(SitrepError):
    """Somebody changed the record since it was looked at: `seen` is the revision looked at, `actual` the last."""

    def __init__(self, what: str, *, seen: int, actual: int) -> None:
        self.seen = seen
        self.actual = actual
        super().__init__(
            f"{what} was changed in revision {actual}, after you opened it (at revision {seen}). "
            "Look at it again, then decide: nothing was overwritten."
        )


class OvertakenError(SitrepError):
    """What `revision` did cannot be taken back: records were changed after it.

    `since` holds the last revision of each of them, by what it is called: "fact 12", "alias North Korea".
    """

    def __init__(self, revision: int, since: Mapping[str, int]) -> None:
        self.revision = revision
        self.since = dict(since)
        what = " and ".join(
            f"{record} was changed in revision {number}" for record, number in list(since.items())[:_NAMED]
        )
        more = f", and {len(since) - _NAMED} more were changed too" if len(since) > _NAMED else ""
        super().__init__(f"Revision {revision} cannot be taken back: {what} since{more}. Nothing was changed.")


class OlderError(SitrepError):
    """What was written about the fact of number `fact` is as of `written`, before what is on record, as of `known`."""

    def __init__(self, fact: int, written: str, known: str) -> None:
        self.fact = fact
        self.written = written
        self.known = known
        super().__init__(
            f"What you wrote is as of {written}; on record is what #{fact} says as of {known}. "
            "Say that you want the older one: nothing was changed."
        )


class KnownError(SitrepError):
    """Another fact has that question among its wordings: the one of number `fact`."""

    def __init__(self, fact: int) -> None:
        self.fact = fact
        super().__init__(
            f"Fact #{fact} has that question already. Revise that one, or say that you want both: nothing was changed."
        )


@dataclass(frozen=True, slots=True)
class Near:
    """A wording that another fact, of number `fact`, has already (`same`), or that is so like its own to mean it."""

    wording: str
    fact: int
    same: bool

    def __str__(self) -> str:
        return f"“{self.wording}” {'is a wording of' if self.same else 'may mean'} fact #{self.fact}"


class NearError(SitrepError):
    """What was written belongs to other facts, or may: `near` holds each such wording with the fact that it meets."""

    def __init__(self, near: Iterable[Near]) -> None:
        self.near = tuple(near)
        listed = ", and ".join(map(str, self.near))
        super().__init__(f"{listed}. Say that you want it all the same: nothing was changed.")


class StoreError(SitrepError):
    """The records could not be read or written."""


class DamagedError(StoreError):
    """A file is not what was written. `file` and `line` (from 1, or None) say where."""

    def __init__(self, file: Path, line: int | None, what: str, remedy: str) -> None:
        self.file = file
        self.line = line
        self.remedy = remedy
        where = f"{file}, line {line}" if line else str(file)
        super().__init__(f"{where}: {what}. Nothing was changed. {remedy}")


class LockedError(StoreError):
    """Another process holds the data folder; `holder` is what it wrote about itself."""

    def __init__(self, folder: Path, holder: str) -> None:
        self.folder = folder
        self.holder = holder
        super().__init__(
            f"{folder} is being written by {holder or 'another process'}. "
            "Stop that one, or choose another folder with --data."
        )


class ReadOnlyError(StoreError):
    """A store that was opened for reading was asked to write."""
