"""The other records of a server, beside its facts: aliases, topics, events, counting rules and settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.asof import AsOf
from knowledge.facts import Claim, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Surface forms of one name, the canonical one last: whoever writes one of `forms` has written them all.

    `one_way` holds forms that may mean this name and may mean something else ("Pyongyang", a city and a state). A
    question that has such a form may be answered by a fact that has the name, as if the question had the name; where
    a fact has the form itself, it is found by that first. A question that has the name is never answered by a fact
    that has only the form. As a voice, a form of one way is nobody but itself.
    """

    forms: tuple[str, ...]
    one_way: tuple[str, ...] = ()

    @property
    def canonical(self) -> str:
        """The form that stands for all."""
        return self.forms[-1]

    @property
    def all_forms(self) -> tuple[str, ...]:
        """Every form, those of one way last."""
        return (*self.forms, *self.one_way)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A situation within a server: one that is closed answers with the date of that.

    In its `channels`, Discord's ids, it is asked first and filed under; a channel is one topic's at most.
    """

    name: str
    closed_at: datetime | None = None
    channels: tuple[int, ...] = ()

    def is_closed(self, now: datetime) -> bool:
        """Whether it is closed at `now`."""
        return self.closed_at is not None and self.closed_at <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, as records count it. `at` is local to `zone` and as precise as it is known.

    `count_max` None with a `count_min` means "at least".
    """

    id: str
    kind: str
    at: AsOf
    zone: str = "UTC"
    place: str = ""
    what: str = ""
    count_min: int | None = None
    count_max: int | None = None
    outcome: str = ""
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingRule:
    """A named choice of what is counted: which kinds of event, by event or by unit, and since when it is on record."""

    name: str
    kinds: tuple[str, ...]
    unit: str = "events"
    covers_from: AsOf | None = None


class Strictness(StrEnum):
    """How much of a question must be explained by a fact before it is answered directly."""

    STRICT = "strict"
    BALANCED = "balanced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a server chose in its set-up. Ids are Discord's; None where nothing was chosen.

    The log channel is told of every revision above `log_since`, at which it was chosen. In `answer_channels` plain
    questions are answered that nobody put to the bot.
    """

    curator_role: int | None = None
    digest_channel: int | None = None
    moderators_channel: int | None = None
    log_channel: int | None = None
    log_since: int = 0
    answer_channels: tuple[int, ...] = ()
    zone: str = "UTC"
    strictness: Strictness = Strictness.STRICT
