"""The records of a JSON facts file, each with everything that is wrong with it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.asof import AsOf
from knowledge.drafts import claim_problems, fact_problems, text_problems, url_problem
from knowledge.errors import Problem
from knowledge.exchange.fields import Fields, Object, texts_of
from knowledge.exchange.rows import Row, cleaned_claim, cleaned_fact, cleaned_source
from knowledge.facts import Claim, ClaimId, Fact, FactId, Kind, Source, Standing
from knowledge.records import Alias, Event, Topic
from knowledge.shelf import Shelf
from knowledge.text import clean
from knowledge.topics import name_problems
from knowledge.values import Value, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_FACT = ("id", "key", "question", "phrasings", "topic", "tags", "claims", "leading", "retired", "shelf")
_CLAIM = ("id", "answer", "kind", "said_by", "as_of", "recorded", "verified_at", "value", "standing", "source")
_SOURCE = ("title", "publisher", "url", "published")
_VALUE = ("min", "max", "approx", "unit")
_EVENT = (
    *("id", "kind", "at", "zone", "place", "what", "count_min", "count_max", "outcome"),
    *("claims", "sources", "retired"),
)
_CLAIM_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


def read_row(found: Any, place: str, problems: list[Problem]) -> Row:
    """A fact of a file."""
    read = Fields(found, "", _FACT, problems)
    claims = [_claim(one, f"claims[{n}]", problems, checked=False) for n, one in enumerate(read.items("claims"))]
    leading = read.text("leading")
    fact = Fact(
        id=FactId(read.whole("id", 1) or 0),
        key=read.text("key"),
        question=read.text("question"),
        phrasings=read.texts("phrasings"),
        topic=read.text("topic"),
        tags=read.texts("tags"),
        claims=tuple(claim for claim, _ in claims),
        retired=read.flag("retired"),
        shelf=read.one_of("shelf", Shelf, Shelf.NEVER) if read.text("shelf") else None,
    )
    _add_new((*fact_problems(fact), *(name_problems(fact.topic) if fact.topic else ())), problems)
    problems.extend(_repeated(fact.claims))
    cleaned = [(cleaned_claim(claim), unsaid) for claim, unsaid in claims]
    fact = replace(cleaned_fact(fact), claims=tuple(claim for claim, _ in cleaned))
    return Row(
        fact=replace(fact, leading=ClaimId(leading) if leading else None),
        place=place,
        given=frozenset(name for name in _FACT if read.says(name)),
        unsaid=dict(cleaned),
        places={claim: f"{place}.claims[{n}]" for n, (claim, _) in enumerate(cleaned)},
    )


def read_topic(found: Any, _place: str, problems: list[Problem]) -> Topic:
    """A topic of a file."""
    read = Fields(found, "", ("name", "closed_at"), problems)
    topic = Topic(name=read.text("name"), closed_at=read.instant("closed_at"))
    if not problems:
        problems.extend(name_problems(topic.name, "name"))
    return replace(topic, name=clean(topic.name))


def read_alias(found: Any, _place: str, problems: list[Problem]) -> Alias:
    """An alias of a file: a list of forms, or an object where some of them lead one way only.

    What may be a form of which name is told when it is laid over those on record.
    """
    forms, one_way, at = found, [], ""
    if not isinstance(found, list):
        read = Fields(found, "", ("forms", "one_way"), problems)
        forms, one_way, at = read.items("forms"), read.items("one_way"), "forms"
    found = Alias(
        forms=texts_of(forms, at, problems),
        one_way=texts_of(one_way, "one_way", problems),
    )
    if not forms and not problems:
        problems.append(Problem(at or "forms", "has no form. Give the forms of a name, the canonical one last."))
    for n, form in enumerate(found.forms):
        _add_new(text_problems("said_by", form, required=True, name=f"{at}[{n}]"), problems)
    for n, form in enumerate(found.one_way):
        _add_new(text_problems("said_by", form, required=True, name=f"one_way[{n}]"), problems)
    return Alias(forms=tuple(map(clean, found.forms)), one_way=tuple(map(clean, found.one_way)))


def read_event(found: Any, _place: str, problems: list[Problem]) -> Event:
    """An event of a file."""
    read = Fields(found, "", _EVENT, problems)
    claims = [_claim(one, f"claims[{n}]", problems, checked=True)[0] for n, one in enumerate(read.items("claims"))]
    sources = [_source(one, f"sources[{n}]", problems) for n, one in enumerate(read.items("sources"))]
    for n, source in enumerate(sources):
        _add_new(_source_problems(source, f"sources[{n}]"), problems)
    at = read.when("at")
    record = Event(
        id=read.text("id"),
        kind=read.text("kind"),
        at=at or AsOf("1970"),
        zone=read.text("zone") or "UTC",
        place=read.text("place"),
        what=read.text("what"),
        count_min=read.whole("count_min"),
        count_max=read.whole("count_max"),
        outcome=read.text("outcome"),
        claims=tuple(claims),
        sources=tuple(sources),
        retired=read.flag("retired"),
    )
    if at is None:
        _add_new([Problem("at", "is missing. Write when it happened, as in 2024-05-30.")], problems)
    _add_new(text_problems("key", record.id, required=True, name="id"), problems)
    _add_new(text_problems("tag", record.kind, required=True, name="kind"), problems)
    _add_new(text_problems("title", record.place, name="place"), problems)
    _add_new(text_problems("answer", record.what, name="what"), problems)
    _add_new(text_problems("title", record.outcome, name="outcome"), problems)
    if record.count_min is not None and record.count_max is not None and record.count_min > record.count_max:
        problems.append(Problem("count_min", f"is {record.count_min}, above count_max {record.count_max}."))
    if not _is_zone(record.zone):
        problems.append(Problem("zone", "is no IANA time zone. Write it like Asia/Seoul."))
    problems.extend(_repeated(record.claims))
    return _cleaned_event(record)


def _cleaned_event(record: Event) -> Event:
    """The event with its texts as people see them."""
    return replace(
        record,
        id=clean(record.id),
        kind=clean(record.kind),
        place=clean(record.place),
        what=clean(record.what),
        outcome=clean(record.outcome),
        claims=tuple(map(cleaned_claim, record.claims)),
        sources=tuple(map(cleaned_source, record.sources)),
    )


def _add_new(found: Iterable[Problem], problems: list[Problem]) -> None:
    """Add problems of fields that have none yet, nor is what holds them wrong: what is no text is not also empty."""
    known = {problem.field for problem in problems}
    problems.extend(
        problem
        for problem in found
        if not known & {problem.field[:end] for end, mark in enumerate(f"{problem.field}.") if mark == "."}
    )


def _claim(found: Any, at: str, problems: list[Problem], *, checked: bool) -> tuple[Claim, frozenset[str]]:
    read = Fields(found, at, _CLAIM, problems)
    answer = read.text("answer")
    claim_id = read.text("id")
    if claim_id and not _CLAIM_ID.fullmatch(claim_id):
        problems.append(Problem(f"{at}.id", "must be 1 to 64 letters, digits, dots, - or _. Leave it out if new."))
    source = found["source"] if read.says("source") else None
    value = found["value"] if read.says("value") else None
    unsaid = {name for name in _CLAIM if not read.says(name)}
    if isinstance(source, Object):
        unsaid |= {f"source.{name}" for name in _SOURCE if name not in source}
    claim = Claim(
        id=ClaimId(claim_id),
        answer=answer,
        kind=read.one_of("kind", Kind, Kind.STATEMENT),
        said_by=read.text("said_by"),
        as_of=read.when("as_of"),
        recorded=read.instant("recorded"),
        verified_at=read.instant("verified_at"),
        value=value_of(answer) if "value" in unsaid else _value(value, f"{at}.value", problems),
        standing=read.one_of("standing", Standing, Standing.LIVE),
        source=None if source is None else _source(source, f"{at}.source", problems),
    )
    if checked:
        _add_new(claim_problems(claim, f"{at}."), problems)
    return claim, frozenset(unsaid)


def _source(found: Any, at: str, problems: list[Problem]) -> Source:
    read = Fields(found, at, _SOURCE, problems)
    return Source(
        title=read.text("title"),
        publisher=read.text("publisher"),
        url=read.text("url") or None,
        published=read.when("published"),
    )


def _source_problems(source: Source, at: str) -> Iterable[Problem]:
    yield from text_problems("title", source.title, name=f"{at}.title")
    yield from text_problems("publisher", source.publisher, name=f"{at}.publisher")
    if source.url and (problem := url_problem(source.url)):
        yield Problem(f"{at}.url", problem)


def _value(found: Any, at: str, problems: list[Problem]) -> Value | None:
    if found is None:
        return None
    before = len(problems)
    read = Fields(found, at, _VALUE, problems)
    value = Value(
        min=read.end("min"),
        max=read.end("max"),
        approx=read.flag("approx"),
        unit=read.text("unit"),
    )
    problems.extend(text_problems("tag", value.unit, name=f"{at}.unit"))
    return value if len(problems) == before else None


def _repeated(claims: tuple[Claim, ...]) -> Iterable[Problem]:
    ids = Counter(claim.id for claim in claims if claim.id)
    for claim_id, n in ids.items():
        if n > 1:
            yield Problem("claims", f"has the id “{claim_id}” {n} times. Each claim has its own.")
    first: dict[Claim, int] = {}
    for n, claim in enumerate(claims):
        if claim.is_live:
            bare = replace(claim, id=ClaimId(""), recorded=None, verified_at=None)
            if (earlier := first.setdefault(bare, n)) != n:
                yield Problem(f"claims[{n}]", f"says the same as claims[{earlier}]. Keep one.")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
