"""What people leave behind beside the facts: open questions, choices, what was shown and sent, and who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from knowledge.revisions import ActorId


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """That a member asked, and when last."""

    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A question that got no answer: work for moderators. `askers` holds each member once, behind an id.

    `lately` are those of them who asked within half an hour of `last_at`. One that is closed `on_purpose` is not on
    record because moderators want it so, and stays closed; one is `flagged` once they were told that many ask it.
    `topic` is that of the channel it was asked in.
    """

    id: str
    question: str
    reason: str
    askers: tuple[ActorId, ...] = ()
    first_at: datetime
    last_at: datetime
    closed: bool = False
    lately: tuple[Asked, ...] = ()
    on_purpose: bool = False
    flagged: bool = False
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Which posted message showed which claims of a fact, at which revision.

    `instead` are the claims that it shows since those turned out wrong; none of them where nothing was left.
    """

    message: int
    channel: int
    fact: int
    claims: tuple[str, ...]
    revision: int
    at: datetime
    instead: tuple[str, ...] | None = None

    @property
    def showing(self) -> tuple[str, ...]:
        """The claims that the message shows."""
        return self.claims if self.instead is None else self.instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A schedule's last digest in the ledger: `run` is the instant it was due, `revision` how far readers were told.

    `message` is its id; None while it is about to be posted, and where nothing was, because nothing had changed or
    for the `problem`. If the process ends while one is about to be posted, that run is over all the same: a digest
    twice is worse than one late. But `revision` is still that of the one before, so the next one tells it all.
    """

    schedule: str
    run: datetime
    revision: int
    message: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who stands behind an actor's id. Deleting this forgets the person and keeps the history."""

    id: ActorId
    discord: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """A member's last word on a wording that brought them a choice: the fact they chose, None for none of those.

    `key` is the same for wordings that ask alike, `wording` is what this member typed.
    """

    key: str
    wording: str
    member: ActorId
    chosen: int | None
    offered: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A wording that moderators were told of, as one that members mean a fact by; or that they want no more of."""

    id: str
    fact: int
    wording: str
    members: int
    at: datetime
    dismissed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip:
    """What a member suggests for the record: a question, where its answer can be read, and maybe the answer.

    `id` is that of the interaction by which it came, `topic` that of its channel. It is open until a moderator made a
    fact of it, or declined.
    """

    id: str
    question: str
    source: str
    answer: str = ""
    by: ActorId
    at: datetime
    closed: bool = False
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """That a member is to be told, once, when a question is answered; `fact` is what moderators answered it with.

    `topic` is that of the channel it was asked in.
    """

    member: ActorId
    question: str
    at: datetime
    fact: int | None = None
    topic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What a moderator leaves for the next one to know."""

    text: str
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where the message is that is the moderators' desk."""

    channel: int
    message: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """That a moderator wants a member not to be heeded, and since when."""

    member: ActorId
    by: ActorId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """How far the log channel was told, and up to where the message on its way tells, or 0 where none is."""

    revision: int
    posting: int = 0
