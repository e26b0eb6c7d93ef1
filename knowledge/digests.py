"""What changed for readers since a revision: the net effect, not every step on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from knowledge.facts import Claim, ClaimId, Fact
from knowledge.revisions import RecordKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.revisions import Revision, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The facts that readers see anew, see otherwise (before, after), or see no longer, by number.

    It covers the revisions after `since`, up to `until`.
    """

    added: tuple[Fact, ...] = ()
    changed: tuple[tuple[Fact, Fact], ...] = ()
    retired: tuple[Fact, ...] = ()
    open_questions: int = 0
    since: int = 0
    until: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether no fact changed for readers; open questions are no news."""
        return not (self.added or self.changed or self.retired)


def compose(revisions: Iterable[Revision], *, state: State, since: int, open_questions: int) -> Digest:
    """What `revisions` did to the facts between revision `since` and `state`, seen from both ends.

    What was done and undone in between is no news, nor is what readers cannot see: phrasings, tags, new ids, and that
    another fact answers for one. A fact that was retired before and is answered again counts as added.
    """
    ends: dict[str, tuple[Fact | None, Fact | None]] = {}
    for revision in revisions:
        if since < revision.number <= state.revision:
            for change in revision.changes:
                if change.kind is RecordKind.FACT:
                    before, after = cast("tuple[Fact | None, Fact | None]", (change.before, change.after))
                    ends[change.id] = (ends[change.id][0] if change.id in ends else before, after)
    added, changed, retired = [], [], []
    for before, after in ends.values():
        match before if _is_seen(before) else None, after if _is_seen(after) else None:
            case None, Fact() as new:
                added.append(new)
            case Fact() as old, None if not (after and after.merged_into):
                retired.append(after or old)
            case Fact() as old, Fact() as new if _seen(old) != _seen(new):
                changed.append((old, new))
    return Digest(
        added=tuple(sorted(added, key=lambda fact: fact.id)),
        changed=tuple(sorted(changed, key=lambda pair: pair[1].id)),
        retired=tuple(sorted(retired, key=lambda fact: fact.id)),
        open_questions=open_questions,
        since=since,
        until=state.revision,
    )


def _is_seen(fact: Fact | None) -> bool:
    return fact is not None and not fact.retired and bool(fact.live())


def _seen(fact: Fact) -> tuple[str, Claim, Counter[Claim]]:
    """What readers see of a fact: its question, what leads, and what stands beside it, in whatever order."""
    first, *others = (replace(claim, id=ClaimId(""), recorded=None, verified_at=None) for claim in fact.live())
    return fact.question, first, Counter(others)
