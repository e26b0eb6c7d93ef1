"""What members' choices teach: a wording that several of them meant one fact by is suggested as its phrasing.

Nothing is learned by itself. A choice is evidence, kept in the activity; a moderator decides.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from knowledge.drafts import text_problems
from knowledge.errors import NotFoundError
from knowledge.facts import Fact
from knowledge.matching.parts import is_bare, parts_of, unlinked
from knowledge.periods import period_in
from knowledge.text import clean, key_of, stems
from knowledge.traces import Click, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from knowledge.base import KnowledgeBase
    from knowledge.revisions import ActorId, State

MEMBERS = 3
"""How many more members have to mean the fact by a wording than say that it is not that one."""

MOST_UNDECIDED = 5
"""Suggestions that moderators are told of and have not decided on; further ones wait in the list, without a message."""

# What may be said or left out of a question without making another of it. Nothing that denies, orders or points.
_SAYS_NOTHING = frozenset(
    {"a", "an", "the", "is", "are", "was", "were", "be", "been", "being", "am", "do", "does", "did"}
    | {"have", "has", "had", "please", "pls", "plz", "hey", "hi", "just"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A wording that `members` meant a fact by, while `against` it were others who chose something else or nothing.

    `owner` is another fact that has this wording already.
    """

    id: str
    fact: Fact
    wording: str
    members: int
    against: int = 0
    owner: Fact | None = None


class Learning:
    """What one server may learn. Takes milliseconds, and `save`, which the caller owes it, the disk."""

    def __init__(self, base: KnowledgeBase) -> None:
        self._base = base

    def chosen(self, wording: str, fact: int | None, *, offered: Iterable[int], member: ActorId, now: datetime) -> None:
        """Keep what a member chose of what was offered for a wording, if that can become a phrasing at all.

        One that says "today" cannot: tomorrow it asks something else. Nor can several questions in one, and what asks
        on ("and how many?").
        """
        wording = clean(wording)
        if text_problems("phrasing", wording, required=True) or not key_of(wording) or period_in(wording, now.date()):
            return
        if len(parts_of(wording)) > 1 or unlinked(wording) != wording or is_bare(wording):
            return
        self._base.activity.clicked(
            Click(
                key=self.key(wording),
                wording=wording,
                member=member,
                chosen=fact,
                offered=tuple(offered),
                at=now,
            )
        )

    def key(self, wording: str) -> str:
        """What wordings have in common that ask alike: case, spelling, names and words that say nothing aside."""
        heard = self._base.heard(wording)
        return " ".join(stems([word for word in heard if word not in _SAYS_NOTHING])) or key_of(wording)

    def suggestions(self) -> tuple[Suggestion, ...]:
        """What moderators may add, the clearest first; nothing that they dismissed."""
        activity, state = self._base.activity, self._base.state
        found = (made for made in _suggested(activity.clicks, state) if not self._dismissed(made.id))
        return tuple(sorted(found, key=lambda made: (made.against - made.members, made.fact.id, made.wording)))

    def suggestion(self, suggestion_id: str) -> Suggestion:
        """The one of that id. Raises `NotFoundError` when it was decided on."""
        for made in self.suggestions():
            if made.id == suggestion_id:
                return made
        notice, state = self._base.activity.notice(suggestion_id), self._base.state
        fact = state.fact(notice.fact) if notice and not notice.dismissed else None
        if notice is None or fact is None or _has(fact, notice.wording):
            raise NotFoundError("That wording was added or dismissed already. /fact phrase lists those that are left.")
        owner = _other(_owners(state).get(key_of(notice.wording), ()), fact)
        return Suggestion(id=notice.id, fact=fact, wording=notice.wording, members=notice.members, owner=owner)

    def news(self, now: datetime) -> tuple[Suggestion, ...]:
        """What moderators are to be told now. Each comes once: it is entered as told, for the caller to save."""
        activity = self._base.activity
        listed = self.suggestions()
        room = MOST_UNDECIDED - sum(activity.notice(made.id) is not None for made in listed)
        fresh = [made for made in listed if activity.notice(made.id) is None][: max(0, room)]
        return tuple(made for made in fresh if activity.notify(_notice(made, now)))

    def untold(self, suggestion: Suggestion) -> None:
        """Moderators could not be told: it is news the next time."""
        self._base.activity.withdraw_notice(suggestion.id)

    def dismiss(self, suggestion_id: str, now: datetime) -> Suggestion:
        """Suggest it no more. Raises `NotFoundError` when it was decided on."""
        made = self.suggestion(suggestion_id)
        self._base.activity.notify(_notice(made, now, dismissed=True))
        return made

    def acted_on(self, fact: int, key: str) -> None:
        """Wordings of that key are a phrasing of the fact now: what was kept of them has served."""
        self._base.activity.forget_clicks(key)
        self._base.activity.withdraw_notice(_id(fact, key))

    def _dismissed(self, suggestion_id: str) -> bool:
        notice = self._base.activity.notice(suggestion_id)
        return notice is not None and notice.dismissed


def _suggested(clicks: Iterable[Click], state: State) -> list[Suggestion]:
    found: list[tuple[str, Fact, str, int, int]] = []
    for key, group in groupby(sorted(clicks, key=lambda click: click.key), key=lambda click: click.key):
        asked = list(group)
        for number, members in Counter(click.chosen for click in asked if click.chosen is not None).items():
            against = sum(click.chosen != number and number in click.offered for click in asked)
            fact = state.fact(number)
            if fact is None or fact.retired or members - against < MEMBERS:
                continue
            if wording := _commonest([click for click in asked if click.chosen == number], fact):
                found.append((key, fact, wording, members, against))
    owners = _owners(state) if found else {}
    return [
        Suggestion(
            id=_id(fact.id, key),
            fact=fact,
            wording=wording,
            members=members,
            against=against,
            owner=_other(owners.get(key_of(wording), ()), fact),
        )
        for key, fact, wording, members, against in found
    ]


def _commonest(clicks: Sequence[Click], fact: Fact) -> str:
    """The wording that most members typed, the earliest of several; none that the fact has."""
    new = [click for click in sorted(clicks, key=lambda click: click.at) if not _has(fact, click.wording)]
    often = Counter(key_of(click.wording) for click in new)
    return max(new, key=lambda click: often[key_of(click.wording)]).wording if new else ""


def _has(fact: Fact, wording: str) -> bool:
    return key_of(wording) in map(key_of, fact.wordings)


def _owners(state: State) -> Mapping[str, list[Fact]]:
    """The facts that are answered with, by each of their wordings."""
    owners: dict[str, list[Fact]] = {}
    for fact in state.facts.values():
        for wording in () if fact.retired else fact.wordings:
            owners.setdefault(key_of(wording), []).append(fact)
    return owners


def _other(owners: Iterable[Fact], fact: Fact) -> Fact | None:
    return next((owner for owner in owners if owner.id != fact.id), None)


def _id(fact: int, key: str) -> str:
    """12 characters that are the same whenever this wording is suggested for this fact: they stand in buttons."""
    return hashlib.blake2b(f"{fact}/{key}".encode(), digest_size=6).hexdigest()


def _notice(made: Suggestion, now: datetime, *, dismissed: bool = False) -> Notice:
    return Notice(
        id=made.id, fact=made.fact.id, wording=made.wording, members=made.members, at=now, dismissed=dismissed
    )
