"""Naming: a name given more forms by a moderator, and what that does for the facts and for what members asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge import aliases
from knowledge.answers import Abstention, Answer, Choice
from knowledge.curation import apart
from knowledge.mentions import Use, mentions, uses
from knowledge.records import Alias
from knowledge.traces import Miss

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from knowledge.base import KnowledgeBase
    from knowledge.revisions import Author

MOST_ASKED_AGAIN = 100
"""Open questions that hold a form of the name, those that most members asked, that are asked before and after."""

_UNANSWERED = frozenset({"not_on_record", "ambiguous", "vetoed"})  # why a question is open, rather than an answer wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name that was given forms: how it is used now, and what it was `before`, None where it was none.

    `settled` are open questions that are answered now and were closed, `offered` those that get a choice now: thanks
    to the forms, for before they were not.
    """

    use: Use
    before: Alias | None
    settled: tuple[Miss, ...] = ()
    offered: tuple[Miss, ...] = ()


def give_forms(
    base: KnowledgeBase, name: str, forms: Sequence[str], by: Author, *, one_way: bool, now: datetime, zone: tzinfo
) -> Named:
    """Give a name more forms, and ask again, at `now`, what members asked with any of them. Not for an event loop.

    Raises `InvalidError` as `aliases.added` does; then nothing has changed.
    """
    planned = aliases.added(base.state, name, forms, one_way=one_way)
    known = base.state.aliases.get(planned[0].id) if planned else aliases.named(base.state, name)
    grown = planned[0].after if planned else None
    waiting = [
        miss
        for miss in base.activity.misses
        if isinstance(grown, Alias) and miss.reason in _UNANSWERED and mentions(miss.question, grown)
    ][:MOST_ASKED_AGAIN]
    before = [base.ask(miss.question, now=now, zone=zone, topic=miss.topic) for miss in waiting]
    alias = base.add_alias(name, forms, by, one_way=one_way)
    settled, offered = list[Miss](), list[Miss]()
    for miss, old in zip(waiting, before, strict=True):
        match base.ask(miss.question, now=now, zone=zone, topic=miss.topic):
            case Answer(answers=answers) if not isinstance(old, Answer):
                if not any(apart(shown.fact.topic, miss.topic) for shown in answers):
                    settled.append(miss)
            case Choice() if isinstance(old, Abstention):
                offered.append(miss)
    base.activity.settle(settled)
    (use,) = uses(base.state, [alias])
    return Named(use=use, before=known, settled=tuple(settled), offered=tuple(offered))
