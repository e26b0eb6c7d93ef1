"""Claims of a file laid over those on record: the same ones stay, edited ones take over, new ones stand beside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from knowledge.facts import Claim, ClaimId, Kind, Source, Standing
from knowledge.text import key_of
from knowledge.voices import Voices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_Unsaid: TypeAlias = frozenset[str]
_NOTHING: _Unsaid = frozenset()
_LASTING = (Standing.LIVE, Standing.SUPERSEDED, Standing.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The claims after a file: `ids` leads from its ids to those on record, `heirs` from old claims to new ones."""

    claims: tuple[Claim, ...]
    ids: Mapping[str, ClaimId]
    heirs: Mapping[ClaimId, ClaimId]


class ClaimIds:
    """Hands out claim ids: one that a file gives is kept when no claim has it, else there is a new one.

    A new one is none that the file gives (`named`): imported again, it would name another claim.
    """

    def __init__(self, taken: Iterable[str], named: Iterable[str]) -> None:
        self._taken = set(taken)
        self._named = set(named)
        self._last: dict[str, int] = {}

    def given(self, owner: str, wanted: str, others: Sequence[Claim]) -> ClaimId:
        """An id for a claim of the record `owner`, which has the claims `others`."""
        if wanted and wanted not in self._taken:
            return self._take(wanted)
        if owner not in self._last:
            numbers = (claim.id.rpartition(".")[2] for claim in others)
            self._last[owner] = max((int(n) for n in numbers if n.isdecimal()), default=0)
        while True:
            self._last[owner] += 1
            new = f"{owner}.{self._last[owner]}"
            if new not in self._taken and new not in self._named:
                return self._take(new)

    def _take(self, claim_id: str) -> ClaimId:
        self._taken.add(claim_id)
        return ClaimId(claim_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laying:
    """How claims of a file are laid over others: which ids new ones get, who is one voice, what moment it is."""

    ids: ClaimIds
    voices: Voices
    now: datetime

    def over(
        self, known: Sequence[Claim], found: Sequence[Claim], *, unsaid: Mapping[Claim, _Unsaid], owner: str
    ) -> Merged:
        """The `known` claims of the record `owner` with those that a file holds.

        A claim of the same id and content, or of the same content, is the same one: it changes nothing, unless the
        file says that it stands no more. One of the same voice, by any of its names, and source (or of the same id and
        voice) with another content takes over, and the old one is superseded. Any other is put beside. What the file
        leaves unsaid stays as it was.
        """
        by_id = {claim.id: claim for claim in known}
        pairs = [(_completed(claim, by_id.get(claim.id), unsaid.get(claim, _NOTHING)), claim) for claim in found]
        incoming = [(claim, unsaid.get(written, _NOTHING)) for claim, written in pairs]
        same = _same(incoming, known, self.voices)
        result = dict(by_id)
        for n, old in same.items():
            result[old.id] = _renewed(old, *incoming[n])
        taken = {old.id for old in same.values()}
        edited = _edited(incoming, [old for old in known if old.id not in taken], same, self.voices)
        new_ids = {incoming[n][0].id: old.id for n, old in same.items()}
        heirs: dict[ClaimId, ClaimId] = {}
        for n, (claim, left_out) in enumerate(incoming):
            if n in same:
                continue
            new = replace(claim, id=self.ids.given(owner, claim.id, known), recorded=claim.recorded or self.now)
            if n in edited:
                old = edited[n]
                new = _inheriting(new, old, left_out, self.voices)
                result[old.id] = replace(old, standing=Standing.SUPERSEDED)
                heirs[old.id] = new.id
            result[new.id] = new
            new_ids[claim.id] = new.id
        return Merged(claims=tuple(result.values()), ids={k: v for k, v in new_ids.items() if k}, heirs=heirs)


def _completed(claim: Claim, named: Claim | None, unsaid: _Unsaid) -> Claim:
    """A claim that names one on record by its id has that one's voice and source where it gives none itself."""
    if named is None:
        return claim
    if "said_by" in unsaid:
        claim = replace(claim, said_by=named.said_by)
    if "source" in unsaid:
        claim = replace(claim, source=named.source)
    return claim


def _same(incoming: Sequence[tuple[Claim, _Unsaid]], known: Sequence[Claim], voices: Voices) -> dict[int, Claim]:
    """Which claim on record each of the file's is already, by its place in the file."""
    free: dict[tuple[str, ...], dict[ClaimId, Claim]] = defaultdict(dict)
    for claim in known:
        free[claim.answer, *_origin(claim, voices)][claim.id] = claim
    found: dict[int, Claim] = {}

    def pair(fits: Callable[[Claim, Claim, _Unsaid], bool], *, named: bool = False) -> None:
        for n, (claim, unsaid) in enumerate(incoming):
            alike = free[claim.answer, *_origin(claim, voices)] if n not in found else {}
            olds = filter(None, [alike.get(claim.id)]) if named else alike.values()
            if old := next((old for old in olds if fits(claim, old, unsaid)), None):
                found[n] = alike.pop(old.id)

    # The surest first, so that a less sure one takes nothing from it.
    pair(_says, named=True)
    pair(lambda claim, old, _unsaid: claim.standing is old.standing and claim.same_content(old))
    pair(lambda claim, old, unsaid: claim.standing is old.standing and _says(claim, old, unsaid))
    pair(lambda claim, old, unsaid: not claim.is_live and _says(claim, old, unsaid))
    return found


def _edited(
    incoming: Sequence[tuple[Claim, _Unsaid]], free: Sequence[Claim], same: Mapping[int, Claim], voices: Voices
) -> dict[int, Claim]:
    """Which live claim on record each of the file's takes over from, by its place in the file."""
    live = {claim.id: claim for claim in free if claim.is_live}
    found: dict[int, Claim] = {}
    for n, (claim, _) in enumerate(incoming):
        if n not in same and (old := live.get(claim.id)) and voices.same(old.said_by, claim.said_by):
            found[n] = live.pop(old.id)
    by_origin: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in reversed(live.values()):
        by_origin[_origin(claim, voices)].append(claim)
    for n, (claim, _) in enumerate(incoming):
        if n not in same and n not in found and claim.is_live and (olds := by_origin.get(_origin(claim, voices))):
            found[n] = olds.pop()
    return found


def _says(claim: Claim, old: Claim, unsaid: _Unsaid) -> bool:
    """Whether all that the file says of a claim, its voice and source the same, is so on record."""
    return replace(
        claim,
        kind=old.kind if "kind" in unsaid else claim.kind,
        as_of=old.as_of if "as_of" in unsaid else claim.as_of,
        value=old.value if "value" in unsaid else claim.value,
        source=_source_as_on_record(claim.source, old.source, unsaid),
    ).same_content(old)


def _source_as_on_record(source: Source | None, old: Source | None, unsaid: _Unsaid) -> Source | None:
    if "source" in unsaid:
        return old
    if source is None or old is None:
        return source
    return replace(
        source,
        title=old.title if "source.title" in unsaid else source.title,
        publisher=old.publisher if "source.publisher" in unsaid else source.publisher,
        url=old.url if "source.url" in unsaid else source.url,
        published=old.published if "source.published" in unsaid else source.published,
    )


def _renewed(old: Claim, claim: Claim, unsaid: _Unsaid) -> Claim:
    """A claim on record with the standing that the file gives it. A file ends claims, it revives none."""
    standing = old.standing if "standing" in unsaid else max(old.standing, claim.standing, key=_LASTING.index)
    verified = max(filter(None, (old.verified_at, claim.verified_at)), default=None)
    return replace(old, standing=standing, verified_at=verified)


def _inheriting(new: Claim, old: Claim, unsaid: _Unsaid, voices: Voices) -> Claim:
    """An edited claim with what the file leaves out and the edit does not change: a denial stays one."""
    if "kind" in unsaid and old.kind is Kind.DENIAL:
        new = replace(new, kind=old.kind)
    if new.answer == old.answer and "kind" in unsaid:
        new = replace(new, kind=old.kind)
    if new.answer == old.answer and "value" in unsaid:
        new = replace(new, value=old.value)
    if _origin(new, voices) == _origin(old, voices):
        new = replace(new, source=_source_as_on_record(new.source, old.source, unsaid))
    return new


def _origin(claim: Claim, voices: Voices) -> tuple[str, str]:
    """Who says a claim, and where it can be read: the later of two claims of one origin is an update."""
    source = claim.source or Source()
    return voices.key(claim.said_by), source.url or key_of(source.title)
