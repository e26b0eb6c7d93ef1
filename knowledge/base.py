"""The one door to a server's knowledge: ask, change, look back. For the bot, the command line and tests alike."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from typing import TYPE_CHECKING

from knowledge import aliases, answers, asking, changes, curation, digests, exchange, setup, starter, topics, unasked
from knowledge.activity import Activity
from knowledge.asof import AsOf
from knowledge.current import Current
from knowledge.errors import ConflictError, NotFoundError, StoreError
from knowledge.matching import Matcher, Policy
from knowledge.merging import heir
from knowledge.outbox import Outbox
from knowledge.reasons import Reasons, Watch
from knowledge.records import Alias
from knowledge.revisions import ActorId, Author, RecordKind, Revision, State
from knowledge.scope import Scope
from knowledge.store import MemoryStore, Store
from knowledge.text import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from knowledge.answers import Outcome, Shown
    from knowledge.changes import Way
    from knowledge.completion import One
    from knowledge.digests import Digest
    from knowledge.drafts import Draft
    from knowledge.exchange import Parsed, Plan
    from knowledge.facts import Fact
    from knowledge.matching import Matching, Ranking
    from knowledge.records import Settings, Topic
    from knowledge.revisions import Change
    from knowledge.schedules import Schedule
    from knowledge.shelf import Shelf
    from knowledge.store import Records
    from knowledge.topics import Topics

MOST_FOUND = 25
"""As many choices as a picker of Discord shows."""


class KnowledgeBase:
    """What one server knows. Asking reads memory only; each change is durable when its method returns.

    Methods that change something may be called from any thread, one at a time is let through; they raise
    `SitrepError`s fit to be shown, and then nothing has changed. `clock` gives the aware instant of a change,
    `matching` makes what finds facts for questions.
    """

    def __init__(
        self,
        records: Records,
        activity: Activity,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        matching: Matching = Matcher,
    ) -> None:
        self.activity = activity
        self._records = records
        self._clock = clock
        self._matching = matching
        self._writing = threading.Lock()
        self._closed = False
        self._followers: list[Callable[[Revision], None]] = []
        self._current = Current.of(records.state)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        writable: bool,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        matching: Matching = Matcher,
    ) -> KnowledgeBase:
        """The knowledge kept in `folder`. With `writable` the caller holds the data folder's lock."""
        return cls(Store(folder, writable=writable), Activity(folder if writable else None), clock, matching)

    @classmethod
    def in_memory(
        cls,
        *,
        seeded: bool,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        matching: Matching = Matcher,
    ) -> KnowledgeBase:
        """Knowledge that ends with the process: the starter, or nothing."""
        base = cls(MemoryStore(), Activity(), clock, matching)
        if seeded:
            base.seed()
        return base

    # Asking

    @property
    def state(self) -> State:
        """Every record as it stands."""
        return self._current.state

    def ask(
        self, question: str, *, now: datetime, zone: tzinfo = UTC, about: Sequence[int] = (), topic: str = ""
    ) -> Outcome:
        """What to tell a member who asks `question` at `now`; days begin in `zone`. Memory only, bounded time.

        `about` are the facts of the answer that it replies to: they say what it leaves out. `topic` is that of the
        channel: it is asked first, unless that answer is about another.
        """
        scope = self._scope(topic, about)
        one, matcher = self._one(now, zone, scope)
        return asking.ask(question, one=one, matcher=matcher, about=self._shown(about, now, zone, scope))

    def overhear(self, message: str, *, now: datetime, zone: tzinfo = UTC, topic: str = "") -> Shown | None:
        """The fact to answer a message with that nobody put to the bot; None where silence is better: see `unasked`."""
        one, matcher = self._one(now, zone, self._scope(topic, ()))
        return unasked.given_unasked(message, one=one, matcher=matcher, now=now, zone=zone)

    def explain(
        self, question: str, *, now: datetime, zone: tzinfo = UTC, about: Sequence[int] = (), topic: str = ""
    ) -> Reasons:
        """What `ask` tells for the same, and why."""
        scope = self._scope(topic, about)
        one, matcher = self._one(now, zone, scope)
        policy = Policy(self.state.settings.strictness)
        watch = Watch(one, matcher, now.astimezone(zone).date(), policy)
        outcome = asking.ask(question, one=watch, matcher=matcher, about=self._shown(about, now, zone, scope))
        return Reasons(outcome=outcome, policy=policy, tried=tuple(watch.tried))

    def rank(self, text: str, *, without: int = 0) -> Ranking:
        """The facts that a text may mean, for those who write facts; as if the one numbered `without` were not there.

        Without a fact takes milliseconds more, at 10,000 of them 20.
        """
        _, matcher = self._ready()
        return (matcher.replaced((), gone={without}) if without else matcher).rank(text)

    def heard(self, text: str) -> tuple[str, ...]:
        """The words of a text as they are compared: spelling mended, every name in its canonical form."""
        return self._ready()[1].heard(text)

    def show(self, fact_id: int, *, now: datetime, zone: tzinfo = UTC, topic: str = "") -> Shown | None:
        """A fact as it is answered at `now` in a channel of that `topic`, if it has one.

        One that was merged into another is answered by that. None when it is retired, unknown, or nothing may be shown
        yet.
        """
        return self._showing(fact_id, now, zone, self._scope(topic))

    def fact(self, fact_id: int) -> Fact:
        """The fact of that number, retired or not. Raises `NotFoundError`."""
        return curation.existing(self.state, fact_id)

    def find(self, text: str, *, retired: bool | None = None) -> tuple[Fact, ...]:
        """Facts for a picker: the one of that number first, then those that hold every word, then the nearest.

        `retired` narrows them to retired or live ones. Without a text they come as they changed, the latest first.
        """
        state, matcher = self._ready()
        found = curation.listed(state, text, retired=retired)
        if (fact := state.facts.get(text.strip().removeprefix("#"))) and retired in {None, fact.retired}:
            others = () if text.lstrip().startswith("#") else (other for other in found if other is not fact)
            return (fact, *others)[:MOST_FOUND]
        if not text.strip():
            return tuple(sorted(found, key=lambda fact: self.last_change(fact.id), reverse=True))[:MOST_FOUND]
        near = (state.facts[str(candidate.fact)] for candidate in matcher.rank(text).candidates)
        others = (fact for fact in near if fact not in found and retired in {None, fact.retired})
        return (*found, *others)[:MOST_FOUND]

    def listed(self, text: str = "", *, retired: bool | None = False) -> tuple[Fact, ...]:
        """Every fact that holds each word of `text`, by number: live ones, retired ones, or all (None)."""
        return curation.listed(self.state, text, retired=retired)

    def named(self, text: str) -> Fact:
        """The one fact that a person means by a number or its words. Raises `NotFoundError`, never guesses."""
        return curation.named(self.state, text)

    def known_as(self, question: str, topic: str = "") -> Fact | None:
        """The fact that has this question among its wordings: see `curation.known_as`."""
        return curation.known_as(self.state, question, topic)

    def last_change(self, fact_id: int) -> int:
        """The revision that last changed a fact: what an editor has seen."""
        return self.state.last_change(RecordKind.FACT, str(fact_id))

    def warm(self) -> None:
        """Make the index and read the word list now rather than at the first questions."""
        _, matcher = self._ready()
        matcher.prepare()

    # Looking back; these read the disk

    def history(self, fact_id: int | None = None, *, after: int = 0) -> Iterator[Revision]:
        """The revisions above number `after`, oldest first; for one fact those that changed it, its change alone."""
        for revision in self._records.revisions(after):
            changes = tuple(
                change
                for change in revision.changes
                if fact_id is None or (change.kind is RecordKind.FACT and change.id == str(fact_id))
            )
            if changes:
                yield replace(revision, changes=changes)

    def back(self, before: int | None = None) -> Iterator[Revision]:
        """The revisions below number `before`, or all of them, the latest first."""
        return self._records.back(before)

    def digest(self, *, since: int) -> Digest:
        """What changed after revision `since`."""
        return digests.compose(
            self.history(after=since), state=self.state, since=since, open_questions=len(self.activity.misses)
        )

    # Changing facts

    def commit(self, change: Callable[[State, datetime], list[Change]], by: Author) -> Revision | None:
        """Write what `change` makes of the current state; the revision that it is or was, or None without a change.

        The same request twice is one revision, whatever the state is by then. Raises what `change` does.
        """
        with self._writing:
            if number := self.state.requests.get(by.request):
                return next(self._records.revisions(number - 1))
            now = self._clock()
            return self._write(change(self.state, now), by, now)

    def add(
        self, draft: Draft, by: Author, *, shelf: Shelf | None = None, topic: str = "", knowing: bool = False
    ) -> Fact:
        """Put a new fact on record: see `curation.added`. Raises `NotFoundError` where there is no such `topic`."""

        def change(state: State, now: datetime) -> list[Change]:
            under = topics.name_of(state, topic)
            return curation.added(state, draft, now, shelf=shelf, topic=under, knowing=knowing)

        return self._changed_fact(self.commit(change, by))

    def revise(
        self,
        fact_id: int,
        draft: Draft,
        by: Author,
        *,
        seen: int,
        way: Way | None = None,
        shelf: Shelf | None = None,
        knowing: bool = False,
        backdated: bool = False,
    ) -> Fact:
        """Change a fact's question or what it says: see `changes.revised`, also for what it raises."""
        revised = partial(
            changes.revised,
            fact_id=fact_id,
            draft=draft,
            seen=seen,
            way=way,
            shelf=shelf,
            knowing=knowing,
            backdated=backdated,
        )
        self.commit(lambda state, now: revised(state, now=now), by)
        return self.fact(fact_id)

    def regard(self, fact_id: int, claim: int, way: Way, by: Author, *, seen: int) -> Fact:
        """Take an earlier claim as wrong, or as right at its time: see `changes.regarded`."""
        self.commit(lambda state, _now: changes.regarded(state, fact_id, claim, way, seen=seen), by)
        return self.fact(fact_id)

    def withdraw(self, fact_id: int, claim: int, by: Author, *, seen: int) -> Fact:
        """Take one of a fact's claims back, for the reason that `by` gives: see `changes.withdrawn`."""
        self.commit(lambda state, _now: changes.withdrawn(state, fact_id, claim, seen=seen), by)
        return self.fact(fact_id)

    def verify(self, fact_id: int, by: Author, *, seen: int) -> Fact:
        """Find a fact's answer still true: see `changes.verified`."""
        self.commit(lambda state, now: changes.verified(state, fact_id, now, seen=seen), by)
        return self.fact(fact_id)

    def keep_for(self, fact_id: int, shelf: Shelf, by: Author) -> Fact:
        """Choose how long a fact's answers keep."""
        self.commit(lambda state, _now: changes.kept_for(state, fact_id, shelf), by)
        return self.fact(fact_id)

    def phrase(self, fact_id: int, phrasings: Sequence[str], by: Author) -> Fact:
        """Give a fact more phrasings: see `curation.phrased`. `Authoring` asks first whose they are already."""
        self.commit(lambda state, _now: curation.phrased(state, fact_id, phrasings), by)
        return self.fact(fact_id)

    def unphrase(self, fact_id: int, phrasings: Collection[str], by: Author) -> Fact:
        """Take phrasings out of a fact."""
        self.commit(lambda state, _now: curation.unphrased(state, fact_id, phrasings), by)
        return self.fact(fact_id)

    def retire(self, fact_id: int, by: Author, *, seen: int) -> Fact:
        """Take a fact out of the answers; its history stays. Raises `ConflictError`."""
        self.commit(lambda state, _now: curation.set_retired(state, fact_id, seen=seen, retired=True), by)
        return self.fact(fact_id)

    def restore(self, fact_id: int, by: Author, *, seen: int) -> Fact:
        """Put a retired fact back among the answers. Raises `ConflictError`."""
        self.commit(lambda state, _now: curation.set_retired(state, fact_id, seen=seen, retired=False), by)
        return self.fact(fact_id)

    # Aliases. One that changes has every fact read anew, in seconds; until then questions find what they found before

    def add_alias(self, name: str, forms: Sequence[str], by: Author, *, one_way: bool = False) -> Alias:
        """Give a name more forms, or its first: see `aliases.added`."""
        self.commit(lambda state, _now: aliases.added(state, name, forms, one_way=one_way), by)
        return aliases.named(self.state, name)

    def drop_alias(self, name: str, by: Author, *, form: str = "") -> Alias | None:
        """Take a name's alias away, or one form of it; what is left of it. See `aliases.dropped`."""
        revision = self.commit(lambda state, _now: aliases.dropped(state, name, form), by)
        left = revision.changes[0].after if revision else None
        return left if isinstance(left, Alias) else None

    # Topics

    @property
    def topics(self) -> Topics:
        """The topics as they stand."""
        return self._current.topics

    def add_topic(self, name: str, by: Author) -> Topic:
        """Begin a topic, or open one that is closed: see `topics.added`."""
        self.commit(lambda state, _now: topics.added(state, name), by)
        return self.topics.named(name)

    def bind_channel(self, channel: int, name: str, by: Author) -> Topic | None:
        """Let a channel be about a topic, or about none: see `topics.bound`. The topic that it is about then."""
        self.commit(lambda state, _now: topics.bound(state, channel, name), by)
        return self.topics.about(channel)

    def close_topic(self, name: str, by: Author) -> Topic:
        """Say that a topic is over: see `topics.closed`."""
        self.commit(lambda state, now: topics.closed(state, name, now), by)
        return self.topics.named(name)

    def arrange(self, fact_id: int, by: Author, *, topic: str = "", shelf: Shelf | None = None) -> Fact:
        """Move a fact to a topic, or give it another shelf life: see `topics.arranged`."""
        self.commit(lambda state, _now: topics.arranged(state, fact_id, topic=topic, shelf=shelf), by)
        return self.fact(fact_id)

    # Files

    def plan(self, parsed: Parsed) -> Plan:
        """What importing would change, without changing it."""
        return exchange.plan(parsed, self.state, self._clock())

    def import_(self, parsed: Parsed, by: Author, *, at: datetime | None = None, seen: int | None = None) -> Plan:
        """Put the good rows of a file on record as one revision; the same file twice changes nothing.

        The same request twice changes nothing either: its plan is empty. Raises `ConflictError` when somebody changed
        one of its records after revision `seen`.
        """
        with self._writing:
            if by.request in self.state.requests:
                return exchange.Plan()
            when = at or self._clock()
            plan = exchange.plan(parsed, self.state, when)
            if seen is not None and (late := plan.overtaken(self.state, seen)):
                actual = self.state.last_change(late.kind, late.id)
                raise ConflictError(f"{late.kind.value.capitalize()} {late.id}", seen=seen, actual=actual)
            self._write(plan.changes, by, when)
            return plan

    def seed(self) -> int:
        """Put the starter on record, as a revision for each day on which something became known; once.

        On an empty server those revisions carry the days themselves. Returns how many facts were added.
        """
        facts = len(self.state.facts)
        for known, part in starter.by_day():
            day = known.date()
            by = Author(
                actor=ActorId("starter"),
                via="starter",
                why=f"as known on {AsOf(day.isoformat())}",
                request=f"starter/{day}",
            )
            with self._writing:
                state = self.state
                if by.request in state.requests:
                    continue
                when = known if state.at is None or state.at <= known else self._clock()
                self._write(exchange.plan(part, state, when).changes, by, when)
        return len(self.state.facts) - facts

    @property
    def has_starter(self) -> bool:
        """Whether the starter was put on record here."""
        return any(request.startswith("starter/") for request in self.state.requests)

    # Settings and schedules

    def set_settings(self, settings: Settings, by: Author) -> None:
        """Replace what the server chose."""
        self.commit(lambda state, _now: setup.settings_change(state, settings), by)

    def choose_digest_channel(self, channel: int | None, by: Author) -> None:
        """Choose where digests go: see `setup.digest_channel_chosen`."""
        told = Outbox(self).told
        self.commit(lambda state, now: setup.digest_channel_chosen(state, channel, now, told=told), by)

    def choose_zone(self, zone: str, by: Author) -> None:
        """Choose in which zone the server's days begin and its digests' clocks run."""
        self.commit(lambda state, now: setup.zone_chosen(state, zone, now), by)

    def set_schedule(self, schedule: Schedule, by: Author) -> Schedule:
        """Set a digest's schedule; its first digest counts from now. One that is replaced loses nothing by that."""
        self.commit(lambda state, now: setup.schedule_set(state, schedule, now), by)
        return self.state.schedules[schedule.id]

    def drop_schedule(self, schedule_id: str, by: Author) -> None:
        """End a schedule. Raises `NotFoundError`."""
        self.commit(lambda state, _now: setup.schedule_dropped(state, schedule_id), by)

    # Keeping

    def save(self) -> None:
        """Write what may be written later than at once: the view and the activity. Raises `StoreError`.

        A view can be made again, the activity cannot: that one is written whatever befalls the other.
        """
        try:
            with self._writing:
                self._records.save_view()
        finally:
            self.activity.save()

    def follow(self, told: Callable[[Revision], None]) -> None:
        """Tell of every revision from now on, as soon as it is current; in the thread that made it, so only briefly."""
        self._followers.append(told)

    def close(self) -> None:
        """Save, and take no further change: the data folder may be another process's from now on."""
        with self._writing:
            self._closed = True
        try:
            self.save()
        finally:
            self.activity.close()

    def _write(self, changes: Sequence[Change], by: Author, at: datetime) -> Revision | None:
        """Make the changes durable, then current. The caller holds the lock."""
        if not changes:
            return None
        if self._closed:
            raise StoreError("sitrep is ending. Nothing was changed; try again when it is back.")
        revision = Revision(
            number=self.state.revision + 1,
            at=at.astimezone(UTC),
            actor=by.actor,
            via=by.via,
            why=clean(by.why),  # what is no text, such as a file's name in no encoding, could not be written
            request=by.request,
            changes=tuple(changes),
        )
        # All that may fail comes before the commit: once durable, a revision is current too.
        following = self._current.after(revision, self._matching)
        self._records.commit(revision)
        self._current = following
        for told in self._followers:
            told(revision)
        return revision

    def _ready(self) -> tuple[State, Matcher]:
        current = self._current
        if current.matcher is not None:
            return current.state, current.matcher
        with self._writing:
            current = self._current
            matcher = current.matcher_by(self._matching)
            self._current = replace(current, matcher=matcher)
            return current.state, matcher

    def _one(self, now: datetime, zone: tzinfo, scope: Scope) -> tuple[One, Matcher]:
        """What puts a question to the facts as they stand, and the matcher that it asks."""
        state, matcher = self._ready()
        asked = partial(
            answers.answer,
            state=state,
            matcher=matcher,
            now=now,
            zone=zone,
            voices=self._current.voices,
            scope=scope,
        )
        return asked, matcher

    def _scope(self, topic: str, about: Iterable[int] = ()) -> Scope:
        """Among which topics a question is asked: in the one that it replies to, else in the one named."""
        known = self.topics
        channel = known.get(topic) if topic else None
        replied = {known.of(fact) for each in about if (fact := self.state.fact(each))}
        return Scope(topics=known, first=replied.pop() if len(replied) == 1 else channel, channel=channel)

    def _shown(self, facts: Iterable[int], now: datetime, zone: tzinfo, scope: Scope) -> tuple[Shown, ...]:
        return tuple(shown for fact in facts if (shown := self._showing(fact, now, zone, scope)))

    def _showing(self, fact_id: int, now: datetime, zone: tzinfo, scope: Scope) -> Shown | None:
        if (fact := self.state.fact(fact_id)) is None:
            return None
        return answers.show(heir(self.state, fact), now, zone, voices=self._current.voices, scope=scope)

    def _changed_fact(self, revision: Revision | None) -> Fact:
        if revision is None:
            raise NotFoundError("Nothing was changed.")
        return self.fact(int(revision.changes[0].id))
