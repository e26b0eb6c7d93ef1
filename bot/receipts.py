"""Which message showed what: kept off the answer's path, and looked up before the same is said again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from knowledge.traces import Receipt

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import datetime

    from bot.background import Background
    from knowledge.answers import Shown
    from knowledge.base import KnowledgeBase

RECENT = timedelta(minutes=2)
"""How long an answer in a channel is near enough to be pointed at instead of repeated."""

_Claims: TypeAlias = "tuple[tuple[str, ...], ...]"
_Said: TypeAlias = "tuple[tuple[tuple[str, datetime | None], ...], ...]"


class _Posted(NamedTuple):
    message: int
    said: _Said
    at: datetime


class Receipts:
    """Keeps a receipt for every public answer; tells `overtaken` the channel of one that is no longer the latest."""

    def __init__(self, background: Background, overtaken: Callable[[int], None]) -> None:
        self._background = background
        self._overtaken = overtaken
        self._recent: dict[tuple[int, tuple[int, ...]], _Posted] = {}

    def keep(
        self,
        base: KnowledgeBase,
        answers: Sequence[Shown],
        *,
        message: int,
        channel: int,
        revision: int,
        now: datetime,
    ) -> None:
        """Keep that a message shows these facts as they stood at `revision`; returns at once."""
        self._recent = {place: posted for place, posted in self._recent.items() if now - posted.at < RECENT}
        self._recent[channel, _facts(answers)] = _Posted(message, _said(answers), now)
        receipts = [
            Receipt(message=message, channel=channel, fact=shown.fact.id, claims=claims, revision=revision, at=now)
            for shown, claims in zip(answers, _claims(answers), strict=True)
        ]
        if base.state.revision > revision:  # changed while it was posted: nobody could know yet that it was
            _keep(base, receipts)
            self._overtaken(channel)
        else:
            self._background.do(f"keeping the receipts of message {message}", _keep, base, receipts)

    def recent(self, answers: Sequence[Shown], *, channel: int, now: datetime) -> int | None:
        """The message that showed just this in the channel a moment ago."""
        posted = self._recent.get((channel, _facts(answers)))
        if posted and posted.said == _said(answers) and now - posted.at < RECENT:
            return posted.message
        return None

    @staticmethod
    def facts_in(base: KnowledgeBase, message: int) -> tuple[int, ...]:
        """The facts that a message showed; none where it was no answer, or one of long ago."""
        return tuple(receipt.fact for receipt in base.activity.receipts if receipt.message == message)

    def gone(self, messages: Collection[int]) -> None:
        """Forget messages that were deleted: nobody may be pointed at them."""
        self._recent = {place: posted for place, posted in self._recent.items() if posted.message not in messages}


def _facts(answers: Sequence[Shown]) -> tuple[int, ...]:
    return tuple(shown.fact.id for shown in answers)


def _claims(answers: Sequence[Shown]) -> _Claims:
    return tuple(tuple(claim.id for claim in shown.claims) for shown in answers)


def _said(answers: Sequence[Shown]) -> _Said:
    """What is not repeated at once: what was verified in between reads otherwise."""
    return tuple(tuple((claim.id, claim.verified_at) for claim in shown.claims) for shown in answers)


def _keep(base: KnowledgeBase, receipts: Sequence[Receipt]) -> None:
    for receipt in receipts:
        base.activity.shown(receipt)
