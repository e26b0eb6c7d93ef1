"""Facts, the claims that answer them, their sources, and what makes each of them valid."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, NewType
from urllib.parse import urlsplit

from knowledge.asof import AsOf
from knowledge.errors import InvalidError, Problem
from knowledge.text import clean, invisible_in, key_of, stem, words
from knowledge.values import Value, span, value_problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FactId = NewType("FactId", int)
ClaimId = NewType("ClaimId", str)

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


class Kind(StrEnum):
    """What a claim does: states, denies, or says that it is not known yet."""

    STATEMENT = "statement"
    DENIAL = "denial"
    UNKNOWN = "unknown"


class Standing(StrEnum):
    """Whether a claim still stands. `SUPERSEDED` was right when it was made, `WITHDRAWN` never was."""

    LIVE = "live"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a claim can be read. Its voice, who speaks, is `Claim.said_by`."""

    title: str = ""
    publisher: str = ""
    url: str | None = None
    published: AsOf | None = None

    @property
    def host(self) -> str:
        """The link's host without "www.", as it is shown to readers; empty without a link."""
        return (urlsplit(self.url).hostname or "").removeprefix("www.") if self.url else ""

    @property
    def name(self) -> str:
        """What to call it: its title, else its publisher, else its host."""
        return self.title or self.publisher or self.host

    @property
    def typed(self) -> str:
        """How a moderator would type it into a form: the title, then the link. `read_source` reads it back."""
        return " ".join(part for part in (self.title or (self.publisher if not self.url else ""), self.url) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one voice says. Immutable but for `standing` and `verified_at`.

    `as_of` is when it was true or said; `recorded` is the aware UTC instant at which it became known here.
    """

    id: ClaimId
    answer: str
    kind: Kind = Kind.STATEMENT
    said_by: str = ""
    as_of: AsOf | None = None
    recorded: datetime | None = None
    verified_at: datetime | None = None
    value: Value | None = None
    standing: Standing = Standing.LIVE
    source: Source | None = None

    @property
    def is_live(self) -> bool:
        """Whether it may be shown as an answer."""
        return self.standing is Standing.LIVE

    def same_content(self, other: Claim) -> bool:
        """Whether both say the same thing, whatever their ids and standing."""
        return _content(self) == _content(other)

    def same_origin(self, other: Claim) -> bool:
        """Whether one voice says both in one source: the later of two such claims is an update."""
        mine, its = self.source or Source(), other.source or Source()
        return same_voice(self.said_by, other.said_by) and (mine.url or key_of(mine.title)) == (
            its.url or key_of(its.title)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One question that people ask, the ways they ask it, and the claims that answer it.

    `leading` names the claim that answers. Whether a fact is disputed is computed, never stored.
    """

    id: FactId
    key: str
    question: str
    phrasings: tuple[str, ...] = ()
    topic: str = ""
    tags: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    leading: ClaimId | None = None
    retired: bool = False

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every way to ask it, the canonical question first."""
        return (self.question, *self.phrasings)

    def claim(self, claim_id: ClaimId) -> Claim:
        """The claim of that id. Raises `KeyError`."""
        return next((claim for claim in self.claims if claim.id == claim_id), None) or _missing(claim_id)

    def live(self, now: datetime | None = None, zone: tzinfo = UTC) -> tuple[Claim, ...]:
        """The claims that may be shown at `now` (all that stand when None), the leading one first.

        A claim whose as-of begins after `now`, in `zone`, is not shown yet. Where that hides what a voice says now,
        the last thing it said before is shown, for at `now` it still stood; it leads if the hidden one does.
        """
        leading = {self.leading}
        if now is None:
            shown = [claim for claim in self.claims if claim.is_live]
        else:
            seen = [claim for claim in self.claims if not (claim.as_of and claim.as_of.begins(zone) > now)]
            shown = [claim for claim in seen if claim.is_live]
            voices = {key_of(claim.said_by) for claim in self.claims if claim.is_live and claim not in seen}
            for voice in voices - {key_of(claim.said_by) for claim in shown}:
                before = [
                    claim for claim in seen if claim.standing is Standing.SUPERSEDED and key_of(claim.said_by) == voice
                ][-1:]
                shown += before
                if any(claim.id == self.leading and key_of(claim.said_by) == voice for claim in self.claims):
                    leading |= {claim.id for claim in before}
        return tuple(sorted(shown, key=lambda claim: claim.id not in leading))

    def next_claim_id(self) -> ClaimId:
        """An id that no claim of this fact has or had: "<fact>.<n>"."""
        taken = [int(claim.id.rpartition(".")[2]) for claim in self.claims if claim.id.rpartition(".")[2].isdecimal()]
        return ClaimId(f"{self.id}.{max(taken, default=0) + 1}")

    def with_claim(self, claim: Claim) -> Fact:
        """The fact with `claim` put in, in place of the one of the same id or at the end."""
        if any(old.id == claim.id for old in self.claims):
            return replace(self, claims=tuple(claim if old.id == claim.id else old for old in self.claims))
        return replace(self, claims=(*self.claims, claim))


def same_voice(one: str, other: str) -> bool:
    """Whether two attributions name the same voice, whatever their spelling."""
    return key_of(one) == key_of(other)


def disagree(claims: Iterable[Claim]) -> bool:
    """Whether these claims contradict each other: figures that cannot both be true, or a denial of a statement."""
    listed = [claim for claim in claims if claim.kind is not Kind.UNKNOWN]
    return any(
        one.kind is not other.kind or _figures_agree(one, other) is False for one, other in combinations(listed, 2)
    )


def agree(claims: Iterable[Claim]) -> bool:
    """Whether several claims bear each other out: by figures of one unit, for texts can only stand side by side."""
    listed = list(claims)
    return (
        len(listed) > 1
        and len({claim.kind for claim in listed}) == 1
        and all(_figures_agree(one, other) is True for one, other in combinations(listed, 2))
    )


def spread(claims: Iterable[Claim]) -> str | None:
    """Lay the figures of disagreeing claims on one line, “10 to 18”; None when figures are not what they differ in."""
    listed = [claim for claim in claims if claim.kind is not Kind.UNKNOWN]
    values = [claim.value for claim in listed if claim.value]
    return span(values) if len(values) > 1 and len({claim.kind for claim in listed}) == 1 else None


def _figures_agree(one: Claim, other: Claim) -> bool | None:
    """Whether the figures of two claims can both be true; None where they cannot be compared.

    A unit is one word, as it was read: "10 short-range missiles" counts "short". So the other claim's unit, where it
    stands in the answer, is what is counted; and a bare number answers what the other one answers.
    """
    mine, its = one.value, other.value
    if mine is None or its is None:
        return None
    if not mine.counts_like(its):
        if mine.is_text or its.is_text or not (_names(one, its.unit) or _names(other, mine.unit)):
            return None
        its = replace(its, unit=mine.unit)
    return mine.agrees(its)


def _names(claim: Claim, unit: str) -> bool:
    return not unit or stem(unit.casefold()) in map(stem, words(claim.answer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A fact with one claim as a moderator gives it. An invalid draft cannot exist: `of` raises `InvalidError`."""

    question: str
    answer: str
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
        """Read the five fields of a form. In `source` the one http(s) link is the link, the rest the title."""
        problems = [
            *text_problems("question", question, required=True),
            *text_problems("answer", answer, required=True),
            *text_problems("said_by", said_by),
        ]
        when = None
        if as_of.strip():
            try:
                when = AsOf.parse(as_of, now=now, zone=zone)
            except ValueError as error:
                problems.append(Problem("as_of", str(error)))
        where, source_problems = read_source(source)
        problems.extend(source_problems)
        if problems:
            raise InvalidError(problems)
        return cls(question=clean(question), answer=clean(answer), said_by=clean(said_by), as_of=when, source=where)


_LINK = re.compile(r"\S+://\S+|\b(?:javascript|data|vbscript|file|mailto):\S+", re.IGNORECASE)
_HOST = re.compile(r"[^.]+(?:\.[^.]+)+\.?")


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


def _content(claim: Claim) -> tuple[object, ...]:
    return (claim.answer, claim.kind, claim.said_by, claim.as_of, claim.value, claim.source)


def _missing(claim_id: ClaimId) -> Claim:
    raise KeyError(claim_id)
