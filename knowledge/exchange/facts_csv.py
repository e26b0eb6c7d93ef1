"""The CSV facts file: what a spreadsheet can say, one claim a row."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from knowledge.asof import AsOf
from knowledge.curation import apart
from knowledge.drafts import claim_problems, text_problems
from knowledge.errors import InvalidError, Problem
from knowledge.exchange.reading import refused
from knowledge.exchange.rows import (
    HEADER,
    Parsed,
    Row,
    RowProblem,
    cleaned_claim,
    cleaned_fact,
    problem_at,
    sameness,
)
from knowledge.facts import Claim, ClaimId, Fact, FactId, Source
from knowledge.text import clean
from knowledge.topics import name_problems
from knowledge.values import value_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.revisions import State

COLUMNS = ("key", "question", "phrasings", "answer", "said_by", "as_of", "source_title", "source_url", "topic")
_REQUIRED = ("question", "answer")
_DELIMITERS = ",;\t"
_BAR = re.compile(r"\s+\|\s+")
_INNER_BAR = re.compile(r"\s*\|\s*")

# A spreadsheet runs a cell that begins so as a formula: https://owasp.org/www-community/attacks/CSV_Injection
# One that takes semicolons or tabs for the ends of cells begins one after them, whatever is quoted.
_BEGINS = r"(?:^|(?<=[;\t\r\n]))"
_FORMULA = r"""(?=['"]*[=+\-@\t\r＝＋－＠])"""  # full-width forms run too
_UNGUARDED = re.compile(_BEGINS + _FORMULA)
_GUARDED = re.compile(f"{_BEGINS}'{_FORMULA}")

_SOME_DAYS = (datetime(2001, 1, 1, tzinfo=UTC), datetime(2002, 2, 2, tzinfo=UTC))


def parse_csv(text: str, name: str) -> Parsed:
    """Read a table whose first row names the columns. Raises `InvalidError` when it does not name the needed ones."""
    problems: list[RowProblem] = []
    table = _Table(text, problems)
    columns = _columns(table.header, name, problems)
    facts = _Facts(problems)
    for place, cells in table.rows():
        if len(cells) > len(table.header) and any(map(clean, cells[len(table.header) :])):
            reason = f"has {len(cells)} cells; the header has {len(table.header)}."
            problems.append(RowProblem(place, "row", f"{reason} Put quotation marks around a cell with a comma."))
            continue
        given = {column: _unguarded(cell) for column, cell in zip(columns, cells, strict=False) if column}
        facts.take(place, {column: given.get(column, "") for column in COLUMNS})
    return Parsed(facts=facts.rows(), problems=tuple(problems))


def export_csv(state: State) -> str:
    """The live claims of facts that are not retired, the leading one first, by the fact's number."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for fact in sorted(state.facts.values(), key=lambda fact: fact.id):
        for n, claim in enumerate(() if fact.retired else fact.live()):
            writer.writerow(map(_guarded, _cells(fact, claim, first=n == 0)))
    return out.getvalue()


class _Table:
    """The header and the rows of a table; broken rows are reported and left out."""

    def __init__(self, text: str, problems: list[RowProblem]) -> None:
        self._problems = problems
        first = text.lstrip("\r\n").splitlines()[0]
        delimiter = max(_DELIMITERS, key=lambda mark: len(set(map(_name, first.split(mark))) & set(COLUMNS)))
        # Strict, or a quotation mark that is never closed would swallow all that follows, unseen.
        self._reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        self._number = 0
        self.header: list[str] = next((cells for _, cells in self.rows()), [])

    def rows(self) -> Iterator[tuple[str, list[str]]]:
        """The rows that are not blank, each with its place as a spreadsheet counts it: the header is row 1."""
        while True:
            self._number += 1
            place = f"row {self._number}"
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._problems.append(RowProblem(place, "row", _broken(error)))
                if "field larger" in str(error):
                    return
                continue
            if any(map(clean, cells)):
                yield place, cells


@dataclass(slots=True)
class _Gathered:
    """A fact as its rows have told it so far."""

    place: str
    key: str
    question: str = ""
    asked_at: str = ""
    topic: str = ""
    phrasings: dict[str, None] = field(default_factory=dict)
    claims: list[tuple[str, Claim, frozenset[str]]] = field(default_factory=list)


class _Facts:
    """Rows gathered into facts: by their key, else by their question and topic."""

    def __init__(self, problems: list[RowProblem]) -> None:
        self._problems = problems
        self._gathered: list[_Gathered] = []
        self._by_key: dict[str, _Gathered] = {}
        self._by_question: dict[str, list[_Gathered]] = {}

    def take(self, place: str, cells: dict[str, str]) -> None:
        """Take one row: its problems are reported, else its claim goes to its fact."""
        found = list(_row_problems(cells))
        claim, unsaid = _claim(cells, found)
        found.extend(_renamed(problem) for problem in claim_problems(claim))
        key, question = clean(cells["key"]), clean(cells["question"])
        topic = clean(cells["topic"])
        fact = self._fact(place, key, question, topic, found)
        if fact and apart(fact.topic, topic):
            found.append(Problem("topic", f"is another than in {fact.place}, which has the same key. Keep one."))
        elif fact:
            fact.topic = fact.topic or topic
        if fact and question and not text_problems("question", cells["question"]):
            self._ask(fact, place, question, found)
        if fact and not found:
            fact.phrasings.update(dict.fromkeys(filter(None, map(clean, _BAR.split(cells["phrasings"])))))
            fact.claims.append((place, cleaned_claim(claim), unsaid))
        self._problems.extend(problem_at(place, problem) for problem in found)

    def rows(self) -> tuple[Row, ...]:
        """The facts that can be used; what is still wrong with the others is reported."""
        return tuple(filter(None, map(self._row, self._gathered)))

    def _fact(self, place: str, key: str, question: str, topic: str, found: list[Problem]) -> _Gathered | None:
        fact = self._by_key.get(key) if key else self._asking(question, topic)
        if fact is None and not key and not question:
            found.append(Problem("question", "is empty, and so is the key. Give the question."))
            return None
        if fact is None and (fact := self._asking(question, topic)):
            if fact.key:
                found.append(Problem("key", f"is “{key}”; row {fact.asked_at} asks the same under “{fact.key}”."))
                return None
            fact.key = key
        if fact is None:
            fact = _Gathered(place=place, key=key)
            self._gathered.append(fact)
        if fact.key:
            self._by_key[fact.key] = fact
        return fact

    def _ask(self, fact: _Gathered, place: str, question: str, found: list[Problem]) -> None:
        if not fact.question:
            fact.question, fact.asked_at = question, place.removeprefix("row ")
            self._by_question.setdefault(sameness(question), []).append(fact)
        elif fact.question != question and sameness(fact.question) != sameness(question):
            found.append(
                Problem("question", f"is another than in row {fact.asked_at}, which has the same key. Keep one.")
            )

    def _asking(self, question: str, topic: str) -> _Gathered | None:
        """The fact of that question, of no other topic."""
        asking = self._by_question.get(sameness(question), ()) if question else ()
        return next((fact for fact in asking if not apart(fact.topic, topic)), None)

    def _row(self, fact: _Gathered) -> Row | None:
        if not fact.question:
            reason = f"is missing for the key “{fact.key}”. Give it in one of the fact's rows."
            self._problems.extend(RowProblem(place, "question", reason) for place, _, _ in fact.claims)
            return None
        claims: dict[Claim, tuple[str, frozenset[str]]] = {}
        for place, claim, unsaid in fact.claims:
            if claim in claims:
                self._problems.append(RowProblem(place, "answer", f"repeats {claims[claim][0]}. Keep one."))
            else:
                claims[claim] = place, unsaid
        if not claims:
            return None
        told = Fact(
            id=FactId(0),
            key=fact.key,
            question=fact.question,
            phrasings=tuple(fact.phrasings),
            topic=fact.topic,
            claims=tuple(claims),
        )
        return Row(
            fact=cleaned_fact(told),
            place=fact.place,
            given=frozenset({"question"}),
            unsaid={claim: unsaid for claim, (_, unsaid) in claims.items()},
            places={claim: place for claim, (place, _) in claims.items()},
        )


def _columns(header: list[str], name: str, problems: list[RowProblem]) -> list[str]:
    """The known column that each cell of the header names, or "". Raises `InvalidError`."""
    named = list(map(_name, header))
    known = ", ".join(COLUMNS)
    if not set(named) & set(COLUMNS):
        raise refused(name, f"has no header that is known here. Its first row names the columns: {known}.")
    if missing := [column for column in _REQUIRED if column not in named]:
        raise InvalidError(
            Problem(column, f"is missing from the header of {clean(name) or 'the file'}. Its columns are: {known}.")
            for column in missing
        )
    columns: list[str] = []
    for column, written in zip(named, header, strict=True):
        if column not in COLUMNS and column:
            reason = f"is no column here, so it was not read. Those there are: {known}."
            problems.append(problem_at(HEADER, Problem(written[:40], reason)))
        elif column in columns and column:
            problems.append(RowProblem(HEADER, column, "is there twice; the second one was not read."))
        else:
            columns.append(column)
            continue
        columns.append("")
    return columns


def _name(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", clean(cell).strip("\"'").strip().lower())


def _row_problems(cells: dict[str, str]) -> Iterator[Problem]:
    yield from text_problems("key", cells["key"])
    yield from text_problems("question", cells["question"])
    yield from name_problems(cells["topic"]) if clean(cells["topic"]) else ()
    for phrasing in _BAR.split(cells["phrasings"]):
        yield from text_problems("phrasing", phrasing, name="phrasings")


def _claim(cells: dict[str, str], found: list[Problem]) -> tuple[Claim, frozenset[str]]:
    title, url = clean(cells["source_title"]), cells["source_url"].strip()
    unsaid = {"id", "kind", "value", "standing", "recorded", "verified_at", "source.publisher", "source.published"}
    empty = {"said_by": "said_by", "as_of": "as_of", "source_title": "source.title", "source_url": "source.url"}
    unsaid |= {field for column, field in empty.items() if not clean(cells[column])}
    if not title and not url:
        unsaid.add("source")
    claim = Claim(
        id=ClaimId(""),
        answer=cells["answer"],
        said_by=cells["said_by"],
        as_of=_as_of(cells["as_of"], found),
        value=value_of(clean(cells["answer"])),
        source=Source(title=cells["source_title"], url=url or None) if title or url else None,
    )
    return claim, frozenset(unsaid)


def _as_of(text: str, found: list[Problem]) -> AsOf | None:
    if not clean(text):
        return None
    try:
        read = {AsOf.parse(text, now=now, zone=UTC) for now in _SOME_DAYS}
    except ValueError as error:
        found.append(Problem("as_of", str(error)))
        return None
    if len(read) > 1:
        found.append(Problem("as_of", f"is “{clean(text)}”, which means another day tomorrow. Write the date."))
        return None
    return read.pop()


def _renamed(problem: Problem) -> Problem:
    """A claim's problem under its column's name."""
    return Problem(problem.field.replace(".", "_"), problem.reason)


def _broken(error: csv.Error) -> str:
    if "field larger" in str(error):
        return (
            f"has a cell of more than {csv.field_size_limit():,} characters; no row from here on was read. "
            "Is a quotation mark never closed?"
        )
    if "unexpected end" in str(error):
        return "opens a quotation mark that is never closed; no row from here on was read. Close it."
    return "has a quotation mark inside a quoted cell. Write it twice there."


def _cells(fact: Fact, claim: Claim, *, first: bool) -> tuple[str, ...]:
    source = claim.source or Source()
    return (
        fact.key,
        fact.question if first or not fact.key else "",
        " | ".join(_INNER_BAR.sub("|", phrasing) for phrasing in fact.phrasings) if first else "",
        claim.answer,
        claim.said_by,
        claim.as_of.iso if claim.as_of else "",
        source.title,
        source.url or "",
        fact.topic if first else "",
    )


def _guarded(cell: str) -> str:
    return _UNGUARDED.sub("'", cell)


def _unguarded(cell: str) -> str:
    return _GUARDED.sub("", cell)
