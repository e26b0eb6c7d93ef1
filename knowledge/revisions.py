"""The history of a server: each revision turns one state into the next, and nothing else does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NewType, TypeAlias, cast

from knowledge.facts import Fact, FactId
from knowledge.records import Alias, CountingRule, Event, Settings, Topic
from knowledge.schedules import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable

ActorId = NewType("ActorId", str)
"""Who did it, behind an id of our own: a person can be forgotten while history stays."""

Record: TypeAlias = Fact | Alias | Topic | Event | CountingRule | Settings | Schedule


class RecordKind(StrEnum):
    """What a change is about; also the name of its table."""

    FACT = "fact"
    ALIAS = "alias"
    TOPIC = "topic"
    EVENT = "event"
    RULE = "rule"
    SETTINGS = "settings"
    SCHEDULE = "schedule"


RECORD_TYPES: Mapping[RecordKind, type[Record]] = MappingProxyType(
    {
        RecordKind.FACT: Fact,
        RecordKind.ALIAS: Alias,
        RecordKind.TOPIC: Topic,
        RecordKind.EVENT: Event,
        RecordKind.RULE: CountingRule,
        RecordKind.SETTINGS: Settings,
        RecordKind.SCHEDULE: Schedule,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One record before and after; None where it was not there yet, or is no longer."""

    kind: RecordKind
    id: str
    before: Record | None = None
    after: Record | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who makes a change, and how: `via` names the surface, `why` is in their words.

    `request` is the id of the interaction or file that asks for it: the same request twice acts once.
    """

    actor: ActorId
    via: str
    why: str = ""
    request: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The unit of change, numbered from 1 in one sequence for each server."""

    number: int
    at: datetime
    actor: ActorId
    via: str
    why: str = ""
    request: str = ""
    changes: tuple[Change, ...] = ()


SETTINGS_ID = "server"
"""The id of the one record of settings that a server has."""

_EMPTY: Mapping[str, Record] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All records of a server as they stand after `revision`. Immutable: readers never wait and never see half.

    `touched` holds, for each record, the number of the last revision that changed it.
    """

    revision: int = 0
    at: datetime | None = None
    tables: Mapping[RecordKind, Mapping[str, Record]] = field(default_factory=lambda: MappingProxyType({}))
    touched: Mapping[tuple[RecordKind, str], int] = field(default_factory=lambda: MappingProxyType({}))
    requests: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def facts(self) -> Mapping[str, Fact]:
        """Every fact by its id as text, retired ones too, in the order in which they came."""
        return cast("Mapping[str, Fact]", self._table(RecordKind.FACT))

    @property
    def aliases(self) -> Mapping[str, Alias]:
        """The aliases by canonical form."""
        return cast("Mapping[str, Alias]", self._table(RecordKind.ALIAS))

    @property
    def topics(self) -> Mapping[str, Topic]:
        """The topics that were added, bound or closed, by `topics.key_of_topic` of their names."""
        return cast("Mapping[str, Topic]", self._table(RecordKind.TOPIC))

    @property
    def events(self) -> Mapping[str, Event]:
        """The events by id, retired ones too."""
        return cast("Mapping[str, Event]", self._table(RecordKind.EVENT))

    @property
    def schedules(self) -> Mapping[str, Schedule]:
        """The digests' schedules by id."""
        return cast("Mapping[str, Schedule]", self._table(RecordKind.SCHEDULE))

    @property
    def settings(self) -> Settings:
        """What the server chose, or the defaults."""
        return cast("Settings", self._table(RecordKind.SETTINGS).get(SETTINGS_ID, Settings()))

    def fact(self, fact_id: int) -> Fact | None:
        """The fact of that number, retired or not."""
        return self.facts.get(str(fact_id))

    def next_fact_id(self) -> FactId:
        """A number that no fact has or had: facts retire, they are never deleted."""
        return FactId(max((fact.id for fact in self.facts.values()), default=0) + 1)

    def record(self, kind: RecordKind, record_id: str) -> Record | None:
        """The record of that kind and id, retired or not."""
        return self._table(kind).get(record_id)

    def last_change(self, kind: RecordKind, record_id: str) -> int:
        """The number of the last revision that changed a record; 0 when none did."""
        return self.touched.get((kind, record_id), 0)

    def after(self, revision: Revision) -> State:
        """The state that `revision` leads to. Raises `ValueError` unless it is the next one."""
        if revision.number != self.revision + 1:
            raise ValueError(f"revision {revision.number} cannot follow revision {self.revision}")
        return _applied(self, [revision])

    def after_all(self, revisions: Iterable[Revision]) -> State:
        """The state after a run of revisions, applied in one pass."""
        listed = list(revisions)
        numbers = [revision.number for revision in listed]
        if numbers != list(range(self.revision + 1, self.revision + 1 + len(numbers))):
            raise ValueError(f"revisions {numbers[:3]}... cannot follow revision {self.revision}")
        return _applied(self, listed)

    def _table(self, kind: RecordKind) -> Mapping[str, Record]:
        return self.tables.get(kind, _EMPTY)


def _applied(state: State, revisions: list[Revision]) -> State:
    if not revisions:
        return state
    tables: dict[RecordKind, dict[str, Record]] = {}
    touched = dict(state.touched)
    requests = dict(state.requests)
    for revision in revisions:
        if revision.request:
            requests[revision.request] = revision.number
        for change in revision.changes:
            if change.kind not in tables:  # copied once: for each change of a large import it would take its square
                tables[change.kind] = dict(state.tables.get(change.kind, {}))
            table = tables[change.kind]
            if change.after is None:
                table.pop(change.id, None)
            else:
                table[change.id] = change.after
            touched[change.kind, change.id] = revision.number
    return replace(
        state,
        revision=revisions[-1].number,
        at=revisions[-1].at,
        tables=MappingProxyType({**state.tables, **{k: MappingProxyType(v) for k, v in tables.items()}}),
        touched=MappingProxyType(touched),
        requests=MappingProxyType(requests),
    )
