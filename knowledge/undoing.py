"""Taking back: what a revision changed is put back as it was, or a fact as it was after an earlier one.

Nothing is deleted on the way: a fact that was new retires, and a claim that came later stays, withdrawn. So what was
posted of it is corrected.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from knowledge.aliases import Register
from knowledge.curation import as_seen, existing, fact_change
from knowledge.errors import InvalidError, NotFoundError, OvertakenError
from knowledge.facts import Fact, Standing
from knowledge.records import Alias, Event
from knowledge.revisions import Change, RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.base import KnowledgeBase
    from knowledge.facts import Claim
    from knowledge.revisions import ActorId, Author, Record, Revision, State

_REASON = "undo of revision {}"
_UNDONE = re.compile(_REASON.format(r"(\d+)"))


def undone(state: State, revision: Revision) -> list[Change]:
    """What takes a revision back, all of it; nothing where its records are as they were before it.

    Raises `OvertakenError` where one of them is neither that nor as the revision left it, and `InvalidError` where a
    form of a name that comes back belongs to another one by now.
    """
    changes, since = list[Change](), dict[str, int]()
    for change in revision.changes:
        now = state.record(change.kind, change.id)
        before = _laid(change.before, now)
        if before == now:
            continue
        if _laid(change.after, now) == now:
            changes.append(Change(kind=change.kind, id=change.id, before=now, after=before))
        else:
            since[_name(change)] = state.last_change(change.kind, change.id)
    if since:
        raise OvertakenError(revision.number, since)
    _refuse_taken(state, changes)
    return changes


def reverted(state: State, fact_id: int, earlier: Fact, *, seen: int) -> list[Change]:
    """A fact put back as it was earlier; nothing where it is so. Raises `ConflictError`."""
    fact = existing(state, fact_id)
    before = put_back(fact, earlier)
    if before == fact:
        return []
    return [fact_change(as_seen(state, fact_id, seen), before)]


def put_back(fact: Fact, earlier: Fact) -> Fact:
    """A fact as it was earlier, with the claims that came since: withdrawn, so that no id of theirs is given again."""
    return replace(earlier, claims=_with_later(earlier.claims, fact.claims))


def undoes(revision: Revision) -> int | None:
    """The revision that one took back, as its reason says; None for one that did something else.

    A person may have typed that reason: no revision took itself back, nor one that came later.
    """
    found = _UNDONE.fullmatch(revision.why)
    return number if found and 0 < (number := int(found[1])) < revision.number else None


class Undoing:
    """Taking back in one server. Reads the disk."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def last(self, actor: ActorId, *, before: int | None = None) -> Revision | None:
        """The last revision that somebody made, or the last one below number `before`."""
        return next((revision for revision in self._base.back(before) if revision.actor == actor), None)

    def own(self, number: int, actor: ActorId) -> Revision:
        """The revision of that number, which is somebody's own. Raises `NotFoundError`."""
        revision = self._numbered(number)
        if revision is None or revision.actor != actor:
            raise NotFoundError(f"Revision {number} is not yours to take back. /history of a fact shows the ways back.")
        return revision

    def does_again(self, taken: Revision) -> bool:
        """Whether taking that one back does again what was taken back before, and is not a taking back itself."""
        again = False
        while (number := undoes(taken)) and (earlier := self._numbered(number)):
            taken, again = earlier, not again
        return again

    def preview(self, revision: Revision) -> list[Change]:
        """What taking a revision back would change now. Raises what `undone` does."""
        return undone(self._base.state, revision)

    def undo(self, number: int, by: Author) -> Revision | None:
        """Take a revision of one's own back, as a new one; None where nothing is left to take back. See `undone`.

        Taking that one back in turn does again what was undone. Raises `NotFoundError` for what is somebody else's.
        """
        revision = self.own(number, by.actor)
        by = replace(by, why=by.why or _REASON.format(number))
        return self._base.commit(lambda state, _now: undone(state, revision), by)

    def since(self, overtaken: OvertakenError) -> tuple[Revision, ...]:
        """The revisions after one that cannot be taken back that are in the way, with what of them is."""
        found = []
        for revision in self._base.history(after=overtaken.revision):
            changes = tuple(change for change in revision.changes if _name(change) in overtaken.since)
            found += [replace(revision, changes=changes)] * bool(changes)
        return tuple(found)

    def as_of(self, fact_id: int, number: int) -> Fact:
        """A fact as revision `number`, which changed it, left it. Raises `NotFoundError`."""
        revision = next(self._base.history(fact_id, after=number - 1), None)
        left = revision.changes[0].after if revision and revision.number == number else None
        if not isinstance(left, Fact):
            raise NotFoundError(f"Revision {number} did not change #{fact_id}. /history shows those that did.")
        return left

    def revert(self, fact_id: int, number: int, by: Author, *, seen: int) -> Revision | None:
        """Put a fact back as revision `number` left it; None where it is so. Raises `ConflictError`."""
        change = partial(reverted, fact_id=fact_id, earlier=self.as_of(fact_id, number), seen=seen)
        by = replace(by, why=by.why or f"back to revision {number}")
        return self._base.commit(lambda state, _now: change(state), by)

    def _numbered(self, number: int) -> Revision | None:
        found = next(self._base.back(number + 1), None)
        return found if found and found.number == number else None


def _name(change: Change) -> str:
    """What an `OvertakenError` calls the record that a change is about."""
    return f"{change.kind.value} {change.id}"


def _laid(then: Record | None, now: Record | None) -> Record | None:
    """A record as it was then, without deleting anything of what it is now."""
    match then, now:
        case None, Fact() | Event():
            return replace(now, retired=True, claims=_with_later((), now.claims))
        case Fact(), Fact():
            return put_back(now, then)
        case Event(), Event():
            return replace(then, claims=_with_later(then.claims, now.claims))
        case _:
            return then


def _with_later(earlier: tuple[Claim, ...], now: Iterable[Claim]) -> tuple[Claim, ...]:
    # They stand before the others: behind them they would be taken for what was said last, and corrected by what
    # comes next.
    known = {claim.id for claim in earlier}
    later = (replace(claim, standing=Standing.WITHDRAWN) for claim in now if claim.id not in known)
    return (*later, *earlier)


def _refuse_taken(state: State, changes: Iterable[Change]) -> None:
    """Raise `InvalidError` where a form of a name that comes back belongs to another name by now."""
    names = {change.id: change.after for change in changes if change.kind is RecordKind.ALIAS}
    register = Register(alias for name, alias in state.aliases.items() if name not in names)
    back = (alias for alias in names.values() if isinstance(alias, Alias))
    if problems := [problem for alias in back for problem in register.lay(alias)[1]]:
        raise InvalidError(problems)
