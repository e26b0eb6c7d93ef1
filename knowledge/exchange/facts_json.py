"""The JSON facts file: everything that a server knows, as one document."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from knowledge.errors import Problem
from knowledge.exchange.fields import Fields, Object
from knowledge.exchange.reading import refused
from knowledge.exchange.rows import Parsed, Row, RowProblem, problem_at, sameness
from knowledge.exchange.rows_json import read_alias, read_event, read_row, read_topic
from knowledge.topics import key_of_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from knowledge.facts import Claim, Fact, Source
    from knowledge.records import Alias, Event, Topic
    from knowledge.revisions import State
    from knowledge.values import Value

FORMAT = 1
_TOP = ("format", "facts", "topics", "aliases", "events")


def parse_json(text: str, name: str) -> Parsed:
    """Read a JSON facts file. Raises `InvalidError` when it is no JSON, no facts file, or of another format."""
    found = _loaded(text, name)
    if not isinstance(found, Object) or not found.keys() & set(_TOP):
        raise refused(name, 'is JSON, but no facts file: it should look like {"format": 1, "facts": [...]}.')
    if found.get("format", FORMAT) != FORMAT or isinstance(found.get("format"), bool):
        raise refused(name, f"has the format {_shown(found['format'])}; this version reads format {FORMAT}.")
    problems: list[Problem] = []
    top = Fields(found, "", _TOP, problems)
    lists = {kind: top.items(kind) for kind in _TOP[1:]}
    reported = [problem_at("file", problem) for problem in problems]
    facts = _once(_read(lists["facts"], "facts", read_row, reported), _marks_of_row, reported, _exported)
    topics = _once(_read(lists["topics"], "topics", read_topic, reported), _marks_of_topic, reported)
    aliases = _once(_read(lists["aliases"], "aliases", read_alias, reported), _marks_of_alias, reported)
    events = _once(_read(lists["events"], "events", read_event, reported), _marks_of_event, reported)
    return Parsed(facts=facts, topics=topics, aliases=aliases, events=events, problems=tuple(reported))


def export_json(state: State) -> str:
    """Every fact, topic, alias and event of a state, by number, name, canonical form and id.

    The same records are the same text. Which channels are about a topic is left out, as all is that a server chose.
    """
    whole = {
        "format": FORMAT,
        "facts": [_fact_out(fact) for fact in sorted(state.facts.values(), key=lambda fact: fact.id)],
        "topics": [_topic_out(topic) for _, topic in sorted(state.topics.items())],
        "aliases": [_alias_out(alias) for _, alias in sorted(state.aliases.items())],
        "events": [_event_out(event) for _, event in sorted(state.events.items())],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


# Reading


def _loaded(text: str, name: str) -> Any:
    def no_number(constant: str) -> NoReturn:
        raise refused(name, f"holds {constant}, which JSON does not have. Write a number, or leave it out.")

    try:
        return json.loads(text.removeprefix("\ufeff"), object_pairs_hook=Object, parse_constant=no_number)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise refused(name, f"is not valid JSON: {error.msg} ({where}).") from None
    except ValueError:  # Python reads no number of more than 4,300 digits
        raise refused(name, "holds a number of thousands of digits. Shorten it.") from None
    except RecursionError:
        raise refused(name, "is nested deeper than any facts file. Was another file meant?") from None


def _read(
    found: list[Any], kind: str, read: Callable[[Any, str, list[Problem]], Any], reported: list[RowProblem]
) -> Iterator[tuple[str, Any]]:
    """The good ones of a list, each with its place; the problems of the others go to `reported`."""
    for n, one in enumerate(found):
        place, problems = f"{kind}[{n}]", list[Problem]()
        record = read(one, place, problems)
        reported.extend(problem_at(place, problem) for problem in problems)
        if not problems:
            yield place, record


def _once(
    found: Iterable[tuple[str, Any]],
    marks: Callable[[Any], Iterator[tuple[str, str]]],
    reported: list[RowProblem],
    both: Callable[[Any, Any], bool] = lambda _one, _other: False,
) -> tuple[Any, ...]:
    """Those that no earlier one has a mark of, unless it may be in `both`.

    A mark is a field and what no two have in common in it.
    """
    first: dict[tuple[str, str], tuple[str, Any]] = {}
    kept = []
    for place, record in found:
        clashes = [
            RowProblem(place, mark[0], f"is the same as in {first[mark][0]}. Put both into one, or change one.")
            for mark in marks(record)
            if mark in first and not (mark[0] == "question" and both(record, first[mark][1]))
        ]
        reported.extend(clashes)
        if not clashes:
            kept.append(record)
            first.update(dict.fromkeys(marks(record), (place, record)))
    return tuple(kept)


def _marks_of_row(row: Row) -> Iterator[tuple[str, str]]:
    if row.fact.id:
        yield "id", str(row.fact.id)
    if row.fact.key:
        yield "key", row.fact.key
    yield "question", f"{sameness(row.fact.question)}\n{key_of_topic(row.fact.topic)}"


def _exported(one: Row, other: Row) -> bool:
    """Whether both may ask the same: an export holds such facts when a moderator wanted both."""
    return bool(one.fact.id and one.fact.key and other.fact.id and other.fact.key)


def _marks_of_topic(topic: Topic) -> Iterator[tuple[str, str]]:
    yield "name", key_of_topic(topic.name)


def _marks_of_alias(alias: Alias) -> Iterator[tuple[str, str]]:
    yield "canonical form", sameness(alias.canonical)


def _marks_of_event(event: Event) -> Iterator[tuple[str, str]]:
    yield "id", event.id


def _shown(found: Any) -> str:
    return f"“{str(found)[:40]}”"


# Writing


def _fact_out(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "key": fact.key,
        "question": fact.question,
        "phrasings": list(fact.phrasings),
        "topic": fact.topic,
        "tags": list(fact.tags),
        "claims": [_claim_out(claim) for claim in fact.claims],
        "leading": fact.leading,
        "retired": fact.retired,
        **({"shelf": fact.shelf.value} if fact.shelf else {}),
    }


def _claim_out(claim: Claim) -> dict[str, Any]:
    verified = {"verified_at": _instant(claim.verified_at)} if claim.verified_at else {}
    return {
        "id": claim.id,
        "answer": claim.answer,
        "kind": claim.kind.value,
        "said_by": claim.said_by,
        "as_of": claim.as_of and claim.as_of.iso,
        "recorded": _instant(claim.recorded),
        **verified,
        "value": claim.value and _value_out(claim.value),
        "standing": claim.standing.value,
        "source": claim.source and _source_out(claim.source),
    }


def _source_out(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "published": source.published and source.published.iso,
    }


def _value_out(value: Value) -> dict[str, Any]:
    return {
        "min": _end(value.min),
        "max": _end(value.max),
        "approx": value.approx,
        "unit": value.unit,
    }


def _topic_out(topic: Topic) -> dict[str, Any]:
    return {"name": topic.name, "closed_at": _instant(topic.closed_at)}


def _alias_out(alias: Alias) -> list[str] | dict[str, list[str]]:
    if not alias.one_way:
        return list(alias.forms)
    return {"forms": list(alias.forms), "one_way": list(alias.one_way)}


def _event_out(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "kind": event.kind,
        "at": event.at.iso,
        "zone": event.zone,
        "place": event.place,
        "what": event.what,
        "count_min": event.count_min,
        "count_max": event.count_max,
        "outcome": event.outcome,
        "claims": [_claim_out(claim) for claim in event.claims],
        "sources": [_source_out(source) for source in event.sources],
        "retired": event.retired,
    }


def _end(end: float | str | None) -> float | str | None:
    """A whole number without its point: read back from the store, 12 has become 12.0."""
    return int(end) if isinstance(end, float) and end.is_integer() else end


def _instant(instant: datetime | None) -> str | None:
    return instant.isoformat().replace("+00:00", "Z") if instant else None
