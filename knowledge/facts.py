"""Facts, the claims that answer them, their sources, and what makes each of them valid."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, NewType
from urllib.parse import urlsplit

from knowledge.asof import AsOf
from knowledge.shelf import Shelf
from knowledge.text import key_of, stem, words
from knowledge.values import Value, span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FactId = NewType("FactId", int)
ClaimId = NewType("ClaimId", str)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One question that people ask, the ways they ask it, and the claims that answer it.

    `leading` names the claim that answers. Whether a fact is disputed is computed, never stored; so is its shelf life,
    unless its moderators chose one. A retired one that was merged into another leads on to that (see `merging.heir`).
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
    shelf: Shelf | None = None
    merged_into: FactId | None = None

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every way to ask it, the canonical question first."""
        return (self.question, *self.phrasings)

    def claim(self, claim_id: ClaimId) -> Claim:
        """The claim of that id. Raises `KeyError`."""
        return next((claim for claim in self.claims if claim.id == claim_id), None) or _missing(claim_id)

    def live(
        self, now: datetime | None = None, zone: tzinfo = UTC, voice: Callable[[str], str] = key_of
    ) -> tuple[Claim, ...]:
        """The claims that may be shown at `now` (all that stand when None), the leading one first.

        A claim whose as-of begins after `now`, in `zone`, is not shown yet. Where that hides what a voice says now,
        the last thing it said before is shown, for at `now` it still stood; it leads if the hidden one does. `voice`
        tells what the attributions of one voice have in common.
        """
        leading = {self.leading}
        if now is None:
            shown = [claim for claim in self.claims if claim.is_live]
        else:
            seen = [claim for claim in self.claims if not (claim.as_of and claim.as_of.begins(zone) > now)]
            shown = [claim for claim in seen if claim.is_live]
            hidden = {voice(claim.said_by) for claim in self.claims if claim.is_live and claim not in seen}
            heard = {voice(claim.said_by) for claim in shown} if hidden else set()
            for speaker in hidden - heard:
                before = [
                    claim for claim in seen if claim.standing is Standing.SUPERSEDED and voice(claim.said_by) == speaker
                ][-1:]
                shown += before
                if any(claim.id == self.leading and voice(claim.said_by) == speaker for claim in self.claims):
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


def _content(claim: Claim) -> tuple[object, ...]:
    return (claim.answer, claim.kind, claim.said_by, claim.as_of, claim.value, claim.source)


def _missing(claim_id: ClaimId) -> Claim:
    raise KeyError(claim_id)
