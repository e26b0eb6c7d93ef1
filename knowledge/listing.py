"""Facts in a list: which of them, and in which order; for curators all that is on record, for members what is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.base import KnowledgeBase
from knowledge.text import words
from knowledge.topics import NONE, key_of_topic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from knowledge.answers import Shown
    from knowledge.facts import Fact

FEW = 2
"""A fact of fewer phrasings is found by its question alone, nearly."""


class Only(StrEnum):
    """Which facts a list is narrowed to."""

    ALL = "all"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"
    FEW = "few"
    RETIRED = "retired"


class Order(StrEnum):
    """How a list is sorted: by number, the last changed first, or the most often shown first."""

    NUMBER = "number"
    CHANGED = "changed"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants to see in a list; `text` are words of which each has to be there.

    `topic` is the name of one, or `topics.NONE` for the server's general facts.
    """

    text: str = ""
    only: Only = Only.ALL
    order: Order = Order.NUMBER
    topic: str = ""

    def is_of(self, fact: Fact) -> bool:
        """Whether a fact belongs to the topic, if one is wanted."""
        return not self.topic or key_of_topic(fact.topic or NONE) == key_of_topic(self.topic)


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of what a server knows, as of `now`."""

    base: KnowledgeBase
    now: datetime
    zone: tzinfo

    def facts(self, wanted: Wanted) -> tuple[Fact, ...]:
        """For curators: live ones, or those that are retired."""
        found = filter(wanted.is_of, self.base.listed(wanted.text, retired=wanted.only is Only.RETIRED))
        rank = self._rank(wanted.order)
        return tuple(sorted((fact for fact in found if self._fits(fact, wanted.only)), key=lambda fact: rank(fact.id)))

    def shown(self, wanted: Wanted) -> tuple[Shown, ...]:
        """For everyone: what may be shown now, and found by no word that may not."""
        sought = words(wanted.text)
        rank = self._rank(wanted.order)
        live = (fact.id for fact in filter(wanted.is_of, self.base.listed()) if self._fits(fact, wanted.only))
        seen = filter(None, (self._shown(fact) for fact in live))
        return tuple(sorted((one for one in seen if _says(one, sought)), key=lambda one: rank(one.fact.id)))

    def _fits(self, fact: Fact, only: Only) -> bool:
        if only is Only.FEW:
            return len(fact.phrasings) < FEW
        if only not in {Only.DISPUTED, Only.UNKNOWN}:
            return True
        shown = self._shown(fact.id)
        return bool(shown and (shown.disputed if only is Only.DISPUTED else shown.unknown))

    def _shown(self, fact: int) -> Shown | None:
        return self.base.show(fact, now=self.now, zone=self.zone)

    def _rank(self, order: Order) -> Callable[[int], tuple[int, int]]:
        """By what facts are sorted, those of one rank by number."""
        if order is Order.CHANGED:
            return lambda fact: (-self.base.last_change(fact), fact)
        if order is Order.ASKED:
            asked = Counter(receipt.fact for receipt in self.base.activity.receipts)
            return lambda fact: (-asked[fact], fact)
        return lambda fact: (0, fact)


def _says(shown: Shown, sought: Sequence[str]) -> bool:
    """Whether each of the words begins one of the question, its phrasings, or what is shown."""
    texts = (*shown.fact.wordings, *(claim.answer for claim in shown.claims)) if sought else ()
    known = {word for text in texts for word in words(text)}
    return all(any(word.startswith(beginning) for word in known) for beginning in sought)
