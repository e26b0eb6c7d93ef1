"""What people did with the facts: open questions, choices, receipts, digests. Apart: no chatter can harm a fact."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from tinydb import TinyDB

from knowledge import codec
from knowledge.errors import StoreError
from knowledge.files import AtomicStorage, set_aside
from knowledge.revisions import ActorId
from knowledge.text import clean, key_of
from knowledge.topics import key_of_topic
from knowledge.traces import (
    Asked,
    Click,
    HandOver,
    Ignored,
    Logged,
    Miss,
    Notice,
    Person,
    Placed,
    Receipt,
    Sent,
    Tip,
    Wait,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

ACTIVITY = "activity.json"
KEPT_RECEIPTS = 5000
KEPT_MISSES = 2000
KEPT_CLICKS = 5000
KEPT_NOTICES = 2000

MOST_OPEN = 10
"""Open questions that one member may be among the askers of; a further one has to wait until some are settled."""

LATELY = timedelta(minutes=30)
"""How long a member counts among those who asked a question lately."""

T = TypeVar("T")


@dataclass(slots=True)
class _Tables:
    misses: dict[str, Miss] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    ledger: dict[str, Sent] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    clicks: dict[str, Click] = field(default_factory=dict)
    notices: dict[str, Notice] = field(default_factory=dict)
    tips: dict[str, Tip] = field(default_factory=dict)
    waits: dict[str, Wait] = field(default_factory=dict)
    handover: dict[str, HandOver] = field(default_factory=dict)
    desk: dict[str, Placed] = field(default_factory=dict)
    ignored: dict[str, Ignored] = field(default_factory=dict)
    log: dict[str, Logged] = field(default_factory=dict)


_TYPES: dict[str, type[Any]] = {
    "misses": Miss,
    "receipts": Receipt,
    "ledger": Sent,
    "people": Person,
    "clicks": Click,
    "notices": Notice,
    "tips": Tip,
    "waits": Wait,
    "handover": HandOver,
    "desk": Placed,
    "ignored": Ignored,
    "log": Logged,
}
_TABLES = {kind: name for name, kind in _TYPES.items()}


class Activity:
    """The activity of one server, in memory, written by `save`. Safe to use from several threads.

    Without a folder it ends with the process. A damaged file is set aside, never overwritten, and named in
    `damaged`: no fact depends on it.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._path = folder / ACTIVITY if folder else None
        self._lock = threading.RLock()
        self._saving = threading.Lock()
        self._tables = _Tables()
        self._version = self._saved = 0
        self._closed = False
        self.damaged: Path | None = None
        if self._path:
            self._read(self._path)

    @property
    def version(self) -> int:
        """How often anything changed in this process."""
        with self._lock:
            return self._version

    @property
    def misses(self) -> tuple[Miss, ...]:
        """The open questions: most askers first, then the latest."""
        return tuple(miss for miss in self.all_misses if not miss.closed)

    @property
    def all_misses(self) -> tuple[Miss, ...]:
        """The same with those that were closed."""
        with self._lock:
            found = list(self._tables.misses.values())
        return tuple(sorted(found, key=lambda miss: (len(miss.askers), miss.last_at), reverse=True))

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """What was shown where, oldest first."""
        with self._lock:
            return tuple(self._tables.receipts.values())

    @property
    def clicks(self) -> tuple[Click, ...]:
        """What members chose, one for each member and wording, the oldest first."""
        with self._lock:
            return tuple(self._tables.clicks.values())

    def notice(self, notice_id: str) -> Notice | None:
        """What moderators were told, or dismissed, under that id."""
        with self._lock:
            return self._tables.notices.get(notice_id)

    def sent(self, schedule: str) -> Sent | None:
        """The last digest of a schedule, or None."""
        with self._lock:
            return self._tables.ledger.get(schedule)

    def missed(self, question: str, reason: str, asker: ActorId, now: datetime, topic: str = "") -> Miss | None:
        """Keep a question that got no answer; the same one again counts its askers, and is of the latest reason.

        In a channel of another `topic` it is another question. None where it would be one more than `MOST_OPEN` of that
        member: then nothing is kept.
        """
        question, asked = clean(question), Asked(by=asker, at=now)
        with self._changing() as tables:
            key = _key(question, topic)
            old = tables.misses.get(key)
            own = (known for known in tables.misses.values() if known is not old and not known.closed)
            if sum(asker in known.askers for known in own) >= MOST_OPEN:
                return None
            if old is None or (old.closed and not old.on_purpose):
                miss = Miss(
                    id=uuid4().hex[:12],
                    question=question,
                    reason=reason,
                    topic=topic,
                    askers=(asker,),
                    first_at=now,
                    last_at=now,
                    lately=(asked,),
                )
            else:
                askers = old.askers if asker in old.askers else (*old.askers, asker)
                others = (one for one in old.lately if one.by != asker and now - one.at <= LATELY)
                miss = replace(old, reason=reason, askers=askers, last_at=now, lately=(*others, asked))
            tables.misses[key] = miss
            _trim(tables.misses, KEPT_MISSES, lambda kept: (kept.on_purpose or not kept.closed, kept.last_at))
            return miss

    def found(self, question: str, asker: ActorId, topic: str = "") -> None:
        """A member found an answer after all: asks the question no more. It is closed where nobody else asks it."""
        with self._changing() as tables:
            if (old := tables.misses.get(key := _key(clean(question), topic))) and asker in old.askers:
                askers = tuple(one for one in old.askers if one != asker)
                lately = tuple(one for one in old.lately if one.by != asker)
                tables.misses[key] = replace(old, askers=askers, lately=lately, closed=old.closed or not askers)

    def settle(self, misses: Iterable[Miss]) -> None:
        """Close open questions: they are answered now. Asked again in vain, one is open anew."""
        self._mark(misses, lambda miss: replace(miss, closed=True))

    def leave_out(self, misses: Iterable[Miss]) -> None:
        """Close open questions for good: moderators want them not on record."""
        self._mark(misses, lambda miss: replace(miss, closed=True, on_purpose=True))

    def flag(self, misses: Iterable[Miss], *, flagged: bool = True) -> None:
        """Keep that moderators were told how many ask, or that they could not be."""
        self._mark(misses, lambda miss: replace(miss, flagged=flagged))

    def clicked(self, click: Click) -> None:
        """Keep what a member chose, in place of their word on that wording before: each counts once."""
        with self._changing() as tables:
            own = f"{click.member}/{click.key}"
            tables.clicks.pop(own, None)
            tables.clicks[own] = click
            _trim(tables.clicks, KEPT_CLICKS, lambda kept: kept.at)

    def forget_clicks(self, key: str) -> None:
        """Drop what members chose for the wordings of that key: it has been acted on."""
        with self._changing() as tables:
            for own in [own for own, click in tables.clicks.items() if click.key == key]:
                del tables.clicks[own]

    def notify(self, notice: Notice) -> bool:
        """Keep that moderators are told, or dismissed it; whether that is news."""
        with self._changing() as tables:
            old = tables.notices.get(notice.id)
            if old and (old.dismissed or not notice.dismissed):
                return False
            tables.notices[notice.id] = notice
            _trim(tables.notices, KEPT_NOTICES, lambda kept: kept.at)
            return True

    def withdraw_notice(self, notice_id: str) -> None:
        """Take a notice back: it did not reach anybody, or its wording is a phrasing now."""
        with self._changing() as tables:
            tables.notices.pop(notice_id, None)

    def shown(self, receipt: Receipt) -> None:
        """Keep a receipt."""
        with self._changing() as tables:
            tables.receipts[f"{receipt.message}/{receipt.fact}"] = receipt
            _trim(tables.receipts, KEPT_RECEIPTS, lambda kept: kept.at)

    def unshown(self, message: int) -> None:
        """Keep no receipt of a message that is gone."""
        with self._changing() as tables:
            for key in [key for key, receipt in tables.receipts.items() if receipt.message == message]:
                del tables.receipts[key]

    def enter(self, sent: Sent) -> None:
        """Enter a digest in the ledger, in place of its schedule's last one."""
        with self._changing() as tables:
            tables.ledger[sent.schedule] = sent

    def take_back(self, sent: Sent, before: Sent | None) -> None:
        """Put the entry `before` in place of `sent`, which did not come about and is to be tried again."""
        with self._changing() as tables:
            if tables.ledger.get(sent.schedule) == sent:
                if before is None:
                    del tables.ledger[sent.schedule]
                else:
                    tables.ledger[sent.schedule] = before

    def kept(self, kind: type[T]) -> dict[str, T]:
        """All records of one of the kinds that `keep` takes, by their keys, the oldest first."""
        with self._lock:
            return dict(getattr(self._tables, _TABLES[kind]))

    def keep(self, key: str, record: Tip | Wait | HandOver | Placed | Ignored | Logged, *, most: int = 1) -> None:
        """Keep a record under a key, in place of the one before; beyond `most` of its kind the oldest go."""
        with self._changing() as tables:
            rows: dict[str, Any] = getattr(tables, _TABLES[type(record)])
            rows[key] = record
            for oldest in list(rows)[:-most]:
                del rows[oldest]

    def drop(self, kind: type[Tip | Wait | HandOver | Placed | Ignored | Logged], keys: Iterable[str]) -> None:
        """Keep those records no longer."""
        with self._changing() as tables:
            for key in keys:
                getattr(tables, _TABLES[kind]).pop(key, None)

    def actor(self, discord: int, name: str = "") -> ActorId:
        """The id that stands for a member: the same each time, and telling nothing about them."""
        with self._lock:
            for known in self._tables.people.values():
                if known.discord == discord:
                    return known.id
            with self._changing() as tables:
                person = Person(id=ActorId(f"p{uuid4().hex[:8]}"), discord=discord, name=clean(name))
                tables.people[person.id] = person
                return person.id

    def person(self, actor: ActorId) -> Person | None:
        """Who stands behind an id, unless they were forgotten or it is none of a person."""
        with self._lock:
            return self._tables.people.get(actor)

    def save(self) -> None:
        """Write what changed since the last time, if anything did. Raises `StoreError`; then it is still to do."""
        if self._path is None:
            return
        with self._saving:
            with self._lock:
                version = self._version
                if version == self._saved:
                    return
                if self._closed:
                    raise StoreError(f"{self._path} is closed: sitrep is ending. Nothing was kept.")
                tables = {name: codec.to_plain(getattr(self._tables, name)) for name in _TYPES}
            try:
                with TinyDB(self._path, storage=AtomicStorage) as database:
                    database.storage.write(
                        {
                            name: {str(n): {"key": key, **record} for n, (key, record) in enumerate(rows.items(), 1)}
                            for name, rows in tables.items()
                        }
                    )
            except OSError as error:
                raise StoreError(f"{self._path} could not be written: {error.strerror}.") from None
            self._saved = version

    def close(self) -> None:
        """Refuse what would be saved from now on: the data folder may be another process's."""
        with self._lock:
            self._closed = True

    @contextmanager
    def _changing(self) -> Iterator[_Tables]:
        with self._lock:
            yield self._tables
            self._version += 1

    def _mark(self, misses: Iterable[Miss], mark: Callable[[Miss], Miss]) -> None:
        marked = {miss.id for miss in misses}
        with self._changing() as tables:
            for key, miss in tables.misses.items():
                if miss.id in marked:
                    tables.misses[key] = mark(miss)

    def _read(self, path: Path) -> None:
        try:
            with TinyDB(path, storage=AtomicStorage) as database:
                tables = database.storage.read() or {}
            for name, kind in _TYPES.items():
                rows: dict[str, Any] = getattr(self._tables, name)
                for row in tables.get(name, {}).values():
                    rows[row.pop("key")] = codec.from_plain(row, kind)
        except (ValueError, KeyError, AttributeError, TypeError):
            self._tables = _Tables()
            self.damaged = set_aside(path, "damaged")


def _key(question: str, topic: str) -> str:
    return "/".join(filter(None, (key_of_topic(topic), key_of(question) or question)))


def _trim(rows: dict[str, T], most: int, age: Callable[[T], Any]) -> None:
    """Drop the oldest rows beyond `most`."""
    if len(rows) > most:
        for key in sorted(rows, key=lambda key: age(rows[key]))[: len(rows) - most]:
            del rows[key]
