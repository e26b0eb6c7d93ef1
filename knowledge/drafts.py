"""What moderators and files give, and what makes it valid: every problem is told, at once and with its remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from knowledge.asof import AsOf
from knowledge.errors import InvalidError, Problem
from knowledge.facts import Kind, Source
from knowledge.text import clean, invisible_in, key_of
from knowledge.values import value_problem

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime, tzinfo

    from knowledge.facts import Claim, Fact

LIMITS = {
    "question": 200,
    "phrasing": 200,
    "answer": 1500,
    "said_by": 100,
    "title": 200,
    "publisher": 100,
    "url": 500,
    "key": 80,
    "topic": 80,
    "tag": 40,
}
"""Longest text of each field, in characters: what an embed, a form and a picker of Discord hold together."""

NOT_KNOWN = "Not known yet"
"""The answer of a claim that knows none. Who says it is then who was asked, or what was checked."""

_WHAT_WAS_CHECKED = (
    "is empty, and so is the answer. Not known yet? Then write what was checked, as in “JCS, NHK”. If it is known, "
    "write the answer."
)

MOST_PHRASINGS = 100
"""Of a fact, as they are typed in: beyond these, more of them tell a matcher nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A fact with one claim as a moderator gives it. An invalid draft cannot exist: `of` raises `InvalidError`."""

    question: str
    answer: str
    kind: Kind = Kind.STATEMENT
    said_by: str = ""
    as_of: AsOf | None = None
    source: Source | None = None
    phrasings: tuple[str, ...] = field(default=())

    @classmethod
    def of(
        cls,
        *,
        question: str,
        answer: str,
        said_by: str = "",
        as_of: str = "",
        source: str = "",
        now: datetime,
        zone: tzinfo,
    ) -> Draft:
        """Read the five fields of a form. In `source` the one http(s) link is the link, the rest the title.

        No answer means that it is not known yet: as of `now` unless said otherwise, and with what was checked.
        """
        unknown = not answer.strip() or key_of(answer) == key_of(NOT_KNOWN)
        problems = [
            *text_problems("question", visible(question), required=True),
            *text_problems("answer", visible(answer), required=not unknown),
            *text_problems("said_by", visible(said_by)),
        ]
        if unknown and not clean(said_by) and not source.strip():
            problems.append(Problem("said_by", _WHAT_WAS_CHECKED))
        when = AsOf.at(now.astimezone(zone)) if unknown else None
        if as_of.strip():
            try:
                when = AsOf.parse(as_of, now=now, zone=zone)
            except ValueError as error:
                problems.append(Problem("as_of", str(error)))
        where, source_problems = read_source(source)
        problems.extend(source_problems)
        if problems:
            raise InvalidError(problems)
        return cls(
            question=clean(question),
            answer=NOT_KNOWN if unknown else clean(answer),
            kind=Kind.UNKNOWN if unknown else Kind.STATEMENT,
            said_by=clean(said_by),
            as_of=when,
            source=where,
        )


_LINK = re.compile(r"\S+://\S+|\b(?:javascript|data|vbscript|file|mailto):\S+", re.IGNORECASE)
_HOST = re.compile(r"[^.]+(?:\.[^.]+)+\.?")
_LIST_MARK = re.compile(r"^\s*(?:[-*•·–]|\d{1,2}[.)])\s+")


def read_source(text: str) -> tuple[Source | None, list[Problem]]:
    """A typed source, read as at most one http(s) link and a title, with what is wrong with it."""
    if not text.strip():
        return None, []
    links = _LINK.findall(text)
    if len(links) > 1:
        return None, [
            Problem("source", f"has {len(links)} links. Give one; put the others in facts or claims of their own.")
        ]
    url = _bare_link(links[0]) if links else None
    title = clean(_LINK.sub(" ", text))
    problems = text_problems("title", title, name="source")
    if url and (problem := url_problem(url)):
        problems.append(Problem("source", problem))
    if not url and not title:
        problems.append(Problem("source", "has no visible text. Give a link, a title, or leave it empty."))
    return Source(title=title, url=url), problems


def _bare_link(link: str) -> str:
    """A link without the punctuation of the sentence around it; its own brackets ("/wiki/Sunan_(city)") stay."""
    link = link.lstrip("<(").rstrip(".,;>")
    while link.endswith(")") and link.count(")") > link.count("("):
        link = link[:-1].rstrip(".,;>")
    return link


def read_phrasings(text: str) -> tuple[str, ...]:
    """The phrasings of a typed list, one a line and each once. Raises `InvalidError` with what is wrong by line."""
    read: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        typed = _LIST_MARK.sub("", line).strip()
        if not typed:
            continue
        found = text_problems("phrasing", visible(typed), required=True, name=f"Line {number}")
        if not found and not key_of(typed):
            found = [Problem(f"Line {number}", "has no word in it. Write a question as members ask it.")]
        problems += found
        read.setdefault(key_of(typed), clean(typed))
    if not read and not problems:
        problems = [Problem("The list", "is empty. Write one phrasing a line, as members ask.")]
    if problems:
        raise InvalidError(problems)
    return tuple(read.values())


def url_problem(url: str) -> str | None:
    """Why a link may not be shown, with the remedy; None when it may."""
    if len(url) > LIMITS["url"]:
        return f"has a link of {len(url):,} characters; at most {LIMITS['url']} fit. Use a shorter one."
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port  # raises when it is no number of a port
    except ValueError:
        return "has a link that cannot be read. Paste it again, whole, starting with https://."
    if parts.scheme.lower() not in {"http", "https"}:
        only = f"starting with “{parts.scheme[:20]}:”. Only http:// and https:// links are taken."
        bare = "with something around it. Write the title, a space, and then the bare link, https://..."
        return f"has a link {only if parts.scheme else bare}"
    if not host or not _HOST.fullmatch(host) or invisible_in(url) or re.search(r"[\s<>\"'`\\^{|}]", url):
        return "has a link without a proper address. Paste it again, whole, starting with https://."
    if parts.username or parts.password:
        return "has a link with a name or password before the host. Remove what stands before the @."
    return None


def visible(text: str) -> str:
    """A typed text without what nobody sees in it; as it is where nothing would be left, which is then its problem."""
    return clean(text) or text


def text_problems(kind: str, text: str, *, required: bool = False, name: str | None = None) -> list[Problem]:
    """What is wrong with a text of that kind (a key of `LIMITS`), reported under `name` or the kind."""
    name = name or kind
    cleaned = clean(text)
    problems = []
    if required and not cleaned:
        seen = "has only blank or invisible characters" if text else "is empty"
        problems.append(Problem(name, f"{seen}. Write something that people can read."))
    if cleaned and invisible_in(text):
        problems.append(
            Problem(name, "has invisible or direction-changing characters. Type it again instead of pasting it.")
        )
    if len(text) > LIMITS[kind]:
        problems.append(Problem(name, f"has {len(text):,} characters; at most {LIMITS[kind]:,} fit. Shorten it."))
    return problems


def fact_problems(fact: Fact) -> Iterator[Problem]:
    """What is wrong with a whole fact, field by field, as a file or another store may bring it."""
    yield from text_problems("question", fact.question, required=True)
    yield from text_problems("key", fact.key)
    yield from text_problems("topic", fact.topic)
    for n, phrasing in enumerate(fact.phrasings):
        yield from text_problems("phrasing", phrasing, required=True, name=f"phrasings[{n}]")
    for n, tag in enumerate(fact.tags):
        yield from text_problems("tag", tag, required=True, name=f"tags[{n}]")
    if not fact.claims:
        yield Problem("claims", "has none. A fact needs at least one claim with an answer.")
    for n, claim in enumerate(fact.claims):
        yield from claim_problems(claim, f"claims[{n}].")
    if fact.leading and fact.leading not in {claim.id for claim in fact.claims}:
        yield Problem("leading", f"names the claim “{fact.leading}”, which this fact does not have")


def claim_problems(claim: Claim, at: str = "") -> Iterator[Problem]:
    """What is wrong with one claim; `at` stands before each field's name."""
    yield from text_problems("answer", claim.answer, required=True, name=f"{at}answer")
    yield from text_problems("said_by", claim.said_by, name=f"{at}said_by")
    if claim.value and (problem := value_problem(claim.value)):
        yield Problem(f"{at}value", problem)
    if source := claim.source:
        yield from text_problems("title", source.title, name=f"{at}source.title")
        yield from text_problems("publisher", source.publisher, name=f"{at}source.publisher")
        if source.url and (problem := url_problem(source.url)):
            yield Problem(f"{at}source.url", problem)
