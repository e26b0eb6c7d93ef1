"""Posted answers that turned out wrong: which they are, and what has to stand in them instead.

What moved on was right when it was posted, and stays: an answer carries its own date. What was corrected or taken back
never stood, and whoever scrolls up still reads it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.answers import Shown
from knowledge.facts import ClaimId, Fact, Standing
from knowledge.traces import Receipt

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from datetime import datetime, tzinfo

    from knowledge.base import KnowledgeBase


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What has to stand in a message about a `fact`: it as it is `shown` now, None where nothing of it is.

    `wrong` is the headline that the message had and that never stood; empty where it was right after all, or is not
    known any more.
    """

    fact: Fact
    shown: Shown | None
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of the messages that showed something wrong; `left` are those whose turn has not come yet."""

    corrected: tuple[Receipt, ...] = ()
    gone: tuple[Receipt, ...] = ()
    refused: tuple[Receipt, ...] = ()
    left: tuple[Receipt, ...] = ()

    @property
    def showings(self) -> tuple[Receipt, ...]:
        """All of them, the latest first."""
        found = (*self.corrected, *self.gone, *self.refused, *self.left)
        return tuple(sorted(found, key=lambda receipt: receipt.at, reverse=True))


class Corrections:
    """The posted answers of one server, as far as they are still known. Reads memory only.

    All is told by the receipts and the facts as they stand, so that a restart forgets no message.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base

    def due(self, now: datetime, zone: tzinfo) -> tuple[Receipt, ...]:
        """What has to be corrected, the latest first."""
        found = [receipt for receipt in self.base.activity.receipts if self.is_due(receipt, now, zone)]
        return tuple(sorted(found, key=lambda receipt: receipt.at, reverse=True))

    def is_due(self, receipt: Receipt, now: datetime, zone: tzinfo) -> bool:
        """Whether a message shows what is wrong, or was corrected and there is something else to show."""
        fact = self.base.state.fact(receipt.fact)
        if fact is None or (fact.retired and fact.merged_into):
            return False  # what was posted of a merged fact stands: its claims are another's now, by other ids
        if _wrong(fact, receipt.showing):
            return True
        if receipt.instead is None:
            return False
        anew = not receipt.instead and self.base.show(fact.id, now=now, zone=zone) is not None
        return anew or not _wrong(fact, receipt.claims)

    def instead(self, receipt: Receipt, now: datetime, zone: tzinfo, topic: str = "") -> Instead:
        """What has to stand in a message, in a channel of that `topic`, if it has one. Raises `NotFoundError`."""
        fact = self.base.fact(receipt.fact)
        shown = self.base.show(fact.id, now=now, zone=zone, topic=topic)
        known = {claim.id: claim for claim in fact.claims}
        said = tuple(claim for name in receipt.claims if (claim := known.get(ClaimId(name))))
        wrong = said and _wrong(fact, receipt.claims)
        return Instead(fact=fact, shown=shown, wrong=Shown(fact=fact, claims=said).headline if wrong else "")

    def corrected(self, receipt: Receipt, instead: Instead) -> None:
        """Keep what stands in a message now."""
        claims = tuple(claim.id for claim in instead.shown.claims) if instead.shown else ()
        if _wrong(instead.fact, receipt.claims):
            self.base.activity.shown(replace(receipt, instead=claims))
        else:
            self.base.activity.shown(replace(receipt, claims=claims, instead=None))

    def fate(self, showings: Iterable[Receipt], refused: Container[int], now: datetime, zone: tzinfo) -> Fate:
        """What became of messages that showed something wrong, those of the ids in `refused` among them."""
        known = {(receipt.message, receipt.fact): receipt for receipt in self.base.activity.receipts}
        ends: dict[str, list[Receipt]] = {"corrected": [], "gone": [], "refused": [], "left": []}
        for showing in showings:
            receipt = known.get((showing.message, showing.fact))
            if receipt is None:
                end = "gone"
            elif receipt.message in refused:
                end = "refused"
            else:
                end = "left" if self.is_due(receipt, now, zone) else "corrected"
            ends[end].append(showing)
        return Fate(**{end: tuple(found) for end, found in ends.items()})

    def gone(self, receipt: Receipt) -> None:
        """The message was deleted: nothing in it has to be corrected any more."""
        self.base.activity.unshown(receipt.message)


def _wrong(fact: Fact, claims: Iterable[str]) -> bool:
    """Whether one of these claims never stood: it was withdrawn, or what brought it was undone."""
    stood = {claim.id for claim in fact.claims if claim.standing is not Standing.WITHDRAWN}
    return not stood.issuperset(claims)
