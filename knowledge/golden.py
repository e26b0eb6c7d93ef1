"""A golden list: questions whose right answers are known, read from JSON.

`{"now", "zone", "answerable": [{"q", "expect": [keys, any of which is right]}], "not_on_record": [{"q"}]}`;
all but one of the lists may be missing. In `expect` of a message of several questions stands such a list for each
of them, an empty one for what is not on record. A row may have `after`, the key of the fact whose answer the
question replies to; an answerable one `verdict`, how its answer is led: "yes", "no" or "differ".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, datetime, tzinfo
from itertools import chain
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from knowledge import codec
from knowledge.errors import InvalidError, Problem
from knowledge.exchange import MOST_BYTES, RowProblem
from knowledge.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_LISTS = ("answerable", "not_on_record")
_FIELDS = {"now", "zone", *_LISTS}
_ROW_FIELDS = {"answerable": {"q", "expect", "after", "verdict"}, "not_on_record": {"q", "after"}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Golden:
    """A question, and the keys of the facts of which any is right; none when it is not on record.

    Of several questions in one, `each` has the keys for each of them and `expect` all; otherwise it is empty. `after`
    is the key of the fact whose answer it replies to, `verdict` how its own answer has to be led, where that is known.
    """

    question: str
    expect: tuple[str, ...] = ()
    each: tuple[tuple[str, ...], ...] = ()
    after: str = ""
    verdict: Verdict | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldenList:
    """The questions that could be read, when and where they are asked, and what could not be read.

    `unread` names the fields that mean nothing here.
    """

    questions: tuple[Golden, ...]
    now: datetime | None = None
    zone: tzinfo | None = None
    problems: tuple[RowProblem, ...] = ()
    unread: tuple[str, ...] = ()

    def unknown(self, keys: Collection[str]) -> tuple[RowProblem, ...]:
        """The expected keys that no fact has: such a question cannot come out right."""
        named = (
            (row.place, field, key)
            for row in self.questions
            for field, key in (("after", row.after), *((f"expect[{n}]", key) for n, key in enumerate(row.expect)))
        )
        return tuple(
            RowProblem(place, field, f"no fact has the key “{key[:80]}”")
            for place, field, key in named
            if key and key not in keys
        )


def parse_golden(data: bytes) -> GoldenList:
    """Read a golden list, as far as it can be read. Raises `InvalidError` when it is none as a whole."""
    if len(data) > MOST_BYTES:
        most = MOST_BYTES // 1_000_000
        raise InvalidError([Problem("The golden list", f"has more than {most} MB, the most that is read. Split it.")])
    try:
        whole = codec.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise InvalidError([Problem("The golden list", f"is no JSON: {error}.")]) from None
    if not isinstance(whole, dict) or not whole.keys() & set(_LISTS):
        raise InvalidError([Problem("The golden list", "is no object with “answerable” or “not_on_record” in it.")])
    reading = _Reading()
    zone = reading.zone(whole.get("zone"))
    now = reading.instant(whole.get("now"), zone or UTC)
    questions = tuple(row for name in _LISTS for row in reading.rows(name, whole.get(name, [])))
    reading.unread.extend(sorted(whole.keys() - _FIELDS))
    return GoldenList(
        questions=questions, now=now, zone=zone, problems=tuple(reading.problems), unread=tuple(reading.unread)
    )


@dataclass(slots=True)
class _Reading:
    """What was found wrong so far."""

    problems: list[RowProblem] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def zone(self, name: Any) -> tzinfo | None:
        if name is None:
            return None
        try:
            return ZoneInfo(name)
        except (TypeError, KeyError, ValueError, OSError):
            self._bad("file", "zone", "is no time zone that is known here; write it like Asia/Seoul")
            return None

    def instant(self, text: Any, zone: tzinfo) -> datetime | None:
        if text is None:
            return None
        try:
            instant = datetime.fromisoformat(text)
        except (TypeError, ValueError):
            self._bad("file", "now", "is no time that exists; write it like 2024-05-31T09:00+09:00")
            return None
        if not MINYEAR < instant.year < MAXYEAR:  # a day in another zone may lie beyond the calendar
            self._bad("file", "now", "is out of reach; choose a year from 2 to 9998")
            return None
        return instant if instant.tzinfo else instant.replace(tzinfo=zone)

    def rows(self, name: str, rows: Any) -> Iterator[Golden]:
        if not isinstance(rows, list):
            self._bad("file", name, "is no list")
            return
        for n, row in enumerate(rows):
            place = f"{name}[{n}]"
            if not isinstance(row, dict):
                self._bad(place, "row", "is no object")
                continue
            self.unread.extend(f"{place}.{extra}" for extra in sorted(row.keys() - _ROW_FIELDS[name]))
            question, after = row.get("q"), row.get("after", "")
            if not isinstance(question, str):
                self._bad(place, "q", "is no text; give the question")
                continue
            if not isinstance(after, str):
                self._bad(place, "after", "is no text; give the key of a fact")
                continue
            each = _each(row.get("expect")) if name == "answerable" else ()
            if each is None:
                self._bad(place, "expect", "is no list of keys with at least one in it")
                continue
            yield Golden(
                question=question,
                expect=tuple(chain.from_iterable(each)),
                each=each if len(each) > 1 else (),
                after=after,
                verdict=self._verdict(place, row.get("verdict")),
                place=place,
            )

    def _verdict(self, place: str, name: Any) -> Verdict | None:
        found = next((verdict for verdict in Verdict if verdict == name), None)
        if found is None and name is not None:
            self._bad(place, "verdict", f"is none of {', '.join(Verdict)}")
        return found

    def _bad(self, place: str, field: str, reason: str) -> None:
        self.problems.append(RowProblem(place, field, reason))


def _each(expect: Any) -> tuple[tuple[str, ...], ...] | None:
    """The keys for each question of a row; None when they cannot be read."""
    if not isinstance(expect, list):
        return None
    lists = expect if expect and all(isinstance(keys, list) for keys in expect) else [expect]
    keys = [key for listed in lists for key in listed]
    return tuple(map(tuple, lists)) if keys and all(isinstance(key, str) for key in keys) else None
