"""The fields of a JSON object, one by one: every wrong or unknown one is named, none is swallowed."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from knowledge.asof import AsOf
from knowledge.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from enum import StrEnum

T = TypeVar("T", bound="StrEnum")

_LARGEST = 10**15  # every whole number below it is one in JavaScript, SQL and a float alike


class Object(dict[str, Any]):
    """A JSON object that remembers the fields that it names more than once."""

    def __init__(self, pairs: Iterable[tuple[str, Any]]) -> None:
        listed = list(pairs)
        super().__init__(listed)
        self.twice: tuple[str, ...] = ()
        if len(self) < len(listed):
            self.twice = tuple(name for name, n in Counter(name for name, _ in listed).items() if n > 1)


class Fields:
    """The fields of one JSON object; what is wrong with them is added to `problems`, below the path `at`.

    A field that is missing, null or wrong reads as empty.
    """

    def __init__(self, found: Any, at: str, known: tuple[str, ...], problems: list[Problem]) -> None:
        self._at = f"{at}." if at else ""
        self._problems = problems
        self._found = found if isinstance(found, Object) else Object(())
        if not isinstance(found, Object):
            problems.append(Problem(at or "it", f"must be an object in braces, not {_kind(found)}."))
        for name in self._found:
            if name not in known:
                self._wrong(name[:40], f"is no field here. Those there are: {', '.join(known)}.")
        for name in self._found.twice:
            self._wrong(name[:40], "is given twice. Keep one.")

    def says(self, name: str) -> bool:
        """Whether the field is there, be it null."""
        return name in self._found

    def text(self, name: str) -> str:
        """A text as it is written."""
        return self._of(name, str, "text in quotation marks") or ""

    def flag(self, name: str) -> bool:
        """True or false."""
        return self._of(name, bool, "true or false") or False

    def items(self, name: str) -> list[Any]:
        """A list of anything."""
        return self._of(name, list, "a list in brackets") or []

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        return texts_of(self.items(name), f"{self._at}{name}", self._problems)

    def whole(self, name: str, least: int = 0) -> int | None:
        """A whole number."""
        number: int | None = self._of(name, int, "a whole number")
        if isinstance(number, bool) or (number is not None and not least <= number < _LARGEST):
            self._wrong(name, f"must be a whole number from {least}, of at most 15 digits.")
            return None
        return number

    def end(self, name: str) -> float | str | None:
        """A number, a date or a clock time: an end of a value."""
        end = self._found.get(name)
        if end is None or isinstance(end, str):
            return end
        if isinstance(end, bool) or not isinstance(end, int | float):
            self._wrong(name, f"must be a number, or a date or time as text, not {_kind(end)}.")
            return None
        if not abs(end) < _LARGEST:  # nor is infinity; no float holds some whole numbers that JSON does
            self._wrong(name, "must be a number of at most 15 digits.")
            return None
        return end

    def when(self, name: str) -> AsOf | None:
        """A date as precise as it is given."""
        text = self.text(name)
        try:
            return AsOf(text) if text else None
        except ValueError as error:
            self._wrong(name, f"{error}")
            return None

    def instant(self, name: str) -> datetime | None:
        """An aware instant, in UTC."""
        text = self.text(name)
        try:
            instant = datetime.fromisoformat(text) if text else None
            if instant is None or instant.tzinfo is not None:
                return instant and instant.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
        self._wrong(name, "must be a time with its offset, as in 2024-05-30T06:14:00Z.")
        return None

    def one_of(self, name: str, choices: type[T], default: T) -> T:
        """One of the values of an enumeration."""
        text = self.text(name)
        if not text:
            return default
        if text not in list(choices):
            self._wrong(name, f"is “{text[:40]}”; it must be one of {', '.join(choices)}.")
            return default
        return choices(text)

    def _of(self, name: str, kind: type[Any], called: str) -> Any:
        value = self._found.get(name)
        if value is None or isinstance(value, kind):
            return value
        self._wrong(name, f"must be {called}, not {_kind(value)}.")
        return None

    def _wrong(self, name: str, reason: str) -> None:
        self._problems.append(Problem(f"{self._at}{name}", reason))


def texts_of(found: list[Any], at: str, problems: list[Problem]) -> tuple[str, ...]:
    """The texts of a list; what is none is a problem and reads as empty."""
    problems.extend(
        Problem(f"{at}[{n}]", f"must be text in quotation marks, not {_kind(one)}.")
        for n, one in enumerate(found)
        if not isinstance(one, str)
    )
    return tuple(one if isinstance(one, str) else "" for one in found)


def _kind(found: Any) -> str:
    match found:
        case None:
            return "null"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "an object"
