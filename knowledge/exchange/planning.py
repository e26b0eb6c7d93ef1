"""What a file changes: from its rows and a state to the changes of one revision. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from knowledge.curation import apart, fact_change, free_key
from knowledge.exchange.aliases import laid_aliases
from knowledge.exchange.claims import ClaimIds, Laying, Merged
from knowledge.exchange.contradictions import consistent
from knowledge.exchange.rows import HEADER, RowProblem, sameness
from knowledge.exchange.topics import laid_topics
from knowledge.facts import ClaimId, Fact, FactId
from knowledge.revisions import Change, RecordKind
from knowledge.topics import key_of_topic
from knowledge.voices import Voices

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from knowledge.exchange.rows import Parsed, Row
    from knowledge.facts import Claim
    from knowledge.records import Event
    from knowledge.revisions import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many records of a kind a file brings, by what becomes of them."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0

    @classmethod
    def of(cls, changes: Sequence[Change], good: int) -> Count:
        """Of records that each make one of the changes, or none: as many as are `good`."""
        added = sum(change.before is None for change in changes)
        return cls(added=added, updated=len(changes) - added, unchanged=good - len(changes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would change, as one revision, and every problem: the file's own and those with what is on record.

    `added`, `updated` and `unchanged` count facts, `phrasings` those that any of them gains; `retired` counts the facts
    that stay so though the file does not say it.
    """

    changes: tuple[Change, ...] = ()
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    phrasings: int = 0
    retired: int = 0
    topics: Count = Count()
    aliases: Count = Count()
    events: Count = Count()
    problems: tuple[RowProblem, ...] = ()

    @property
    def left_out(self) -> int:
        """How many rows have a problem; the file itself and a table's header are none."""
        return len({problem.place for problem in self.problems} - {"file", HEADER})

    def overtaken(self, state: State, seen: int) -> Change | None:
        """The first of its changes whose record somebody else changed after revision `seen`."""
        return next(
            (made for made in self.changes if made.before and state.last_change(made.kind, made.id) > seen), None
        )


def plan(parsed: Parsed, state: State, now: datetime) -> Plan:
    """Lay the good rows of a file over a state; `now` is when claims that do not say so were recorded.

    A fact is the same one if its key is, else if one of its wordings asks the row's question, of no other topic. A file
    adds phrasings and drops none, replaces the other fields that it gives, and ends claims but revives none.
    """
    problems = list(parsed.problems)
    on_record: list[Fact | Event] = [*state.facts.values(), *state.events.values()]
    in_file: list[Fact | Event] = [*(row.fact for row in parsed.facts), *parsed.events]
    topics = laid_topics(parsed.topics, (row.fact.topic for row in parsed.facts), state)
    aliases = laid_aliases(parsed.aliases, state, problems)
    voices = Voices({**state.aliases, **aliases.after}.values())
    laying = Laying(ids=ClaimIds(_claim_ids(on_record), _claim_ids(in_file)), voices=voices, now=now)
    found = _Matches(state).of(parsed.facts, problems)
    kept = ((consistent(row, fact, voices, problems), fact, asked) for row, fact, asked in found)
    matches = [(row, fact, asked) for row, fact, asked in kept if row]
    matched = [(row, fact, asked) for row, fact, asked in matches if fact]
    updates = [
        _updated(row, fact, laying, problems, asked=asked, under=topics.under(row.fact.topic, fact.topic))
        for row, fact, asked in matched
    ]
    changed = [(fact, new) for (_, fact, _), new in zip(matched, updates, strict=True) if new and new != fact]
    additions = [
        replace(new, topic=topics.under(new.topic))
        for new in _additions(state, [row for row, fact, _ in matches if not fact], laying, problems)
    ]
    events = list(_event_changes(parsed.events, state, laying))
    gained = [len(new.phrasings) - len(fact.phrasings) for fact, new in changed]
    return Plan(
        changes=(
            *(fact_change(fact, new) for fact, new in changed),
            *(fact_change(None, new) for new in additions),
            *topics.changes,
            *aliases.changes,
            *events,
        ),
        added=len(additions),
        updated=len(changed),
        unchanged=sum(new is not None for new in updates) - len(changed),
        retired=sum(
            bool(new and new.retired and not row.fact.retired)
            for (row, _, _), new in zip(matched, updates, strict=True)
        ),
        phrasings=sum(gained) + sum(len(new.phrasings) for new in additions),
        topics=Count.of(topics.changes, len(parsed.topics)),
        aliases=Count.of(aliases.changes, len(aliases.after)),
        events=Count.of(events, len(parsed.events)),
        problems=tuple(problems),
    )


def _claim_ids(records: Sequence[Fact | Event]) -> Iterator[str]:
    return (claim.id for record in records for claim in record.claims)


class _Matches:
    """Finds the fact on record that each row is about."""

    def __init__(self, state: State) -> None:
        facts = sorted(state.facts.values(), key=lambda fact: fact.id)
        self._by_key = {fact.key: fact for fact in reversed(facts) if fact.key}
        # What was merged has left its wordings to the fact that answers for it.
        self._facts = [fact for fact in facts if not (fact.retired and fact.merged_into)]

    def of(self, rows: Sequence[Row], problems: list[RowProblem]) -> Iterator[tuple[Row, Fact | None, bool]]:
        """Each row with its fact, or None for a new one, and whether the row's question is a mere phrasing of it."""
        found = {row.place: fact for row in rows if (fact := self._by_key.get(row.fact.key))}
        taken = {fact.id: place for place, fact in found.items()}
        keyed = set(taken)
        bad = set(self._renamed_alike(rows, found, problems))
        phrased: set[str] = set()
        for exact in (True, False):
            left = [row for row in rows if row.place not in found and row.place not in bad]
            asked = self._asked(left, exact=exact)
            for row in left:
                facts = [
                    fact for fact in asked.get(sameness(row.fact.question), ()) if not apart(fact.topic, row.fact.topic)
                ]
                if exact:  # the question of a fact that a row names by its key is that row's
                    facts = [fact for fact in facts if fact.id not in keyed]
                facts.sort(key=partial(_unlike, row))
                if fact := next((fact for fact in facts if fact.id not in taken), None):
                    found[row.place] = fact
                    taken[fact.id] = row.place
                    phrased |= set() if exact else {row.place}
                elif facts and not row.fact.key:
                    bad.add(row.place)
                    reason = f"is one of fact #{facts[0].id}, as {taken[facts[0].id]} is. Put both into one."
                    problems.append(RowProblem(row.place, "question", reason))
        for row in rows:
            if row.place not in bad:
                yield row, found.get(row.place), row.place in phrased

    def _renamed_alike(
        self, rows: Sequence[Row], found: Mapping[str, Fact], problems: list[RowProblem]
    ) -> Iterator[str]:
        """The rows that would give a fact the question of another; an export, which numbers its facts, may."""
        renamed = [
            row
            for row in rows
            if row.place in found and sameness(row.fact.question) != sameness(found[row.place].question)
        ]
        gone = {found[row.place].id for row in renamed}
        asked = self._asked(renamed, exact=True)
        for row in renamed:
            facts = asked.get(sameness(row.fact.question), ())
            others = [
                fact
                for fact in facts
                if not fact.retired and fact.id not in gone and not apart(fact.topic, found[row.place].topic)
            ]
            if others and not row.fact.id:
                reason = f"is that of fact #{others[0].id} already. Word it differently, or put both into one."
                problems.append(RowProblem(row.place, "question", reason))
                yield row.place

    def _asked(self, rows: Sequence[Row], *, exact: bool) -> dict[str, list[Fact]]:
        """The facts that ask the rows' questions: as their own (`exact`), or as one of their phrasings."""
        sought = {sameness(row.fact.question) for row in rows} if self._facts else set()
        found: dict[str, list[Fact]] = defaultdict(list)
        for fact in self._facts if sought else ():
            for wording in {sameness(text) for text in ((fact.question,) if exact else fact.phrasings)} & sought:
                found[wording].append(fact)
        return found


def _unlike(row: Row, fact: Fact) -> tuple[bool, bool]:
    """How little a fact of a row's question is like it otherwise."""
    return fact.retired is not row.fact.retired, key_of_topic(fact.topic) != key_of_topic(row.fact.topic)


class _Keys:
    """Hands out keys as `free_key` does; ten thousand questions that begin alike cost no more than others."""

    def __init__(self, taken: set[str]) -> None:
        self._taken = taken
        self._last: dict[str, int] = {}

    def new(self, question: str) -> str:
        """A key that no fact has and no row gives."""
        stem = key = free_key(question, set())
        n = self._last.get(stem, 1)
        while key in self._taken:
            n += 1
            key = f"{stem}-{n}"
        self._last[stem] = n
        self._taken.add(key)
        return key


def _updated(
    row: Row, fact: Fact, laying: Laying, problems: list[RowProblem], *, asked: bool, under: str
) -> Fact | None:
    """A fact on record with what a row gives, `under` the topic that it tells; None when the row cannot be used."""
    told = row.fact
    merged = laying.over(fact.claims, told.claims, unsaid=row.unsaid, owner=str(fact.id))
    leading = _leading(row, fact, merged, problems)
    if told.leading and leading is None:
        return None
    question = fact.question if asked else told.question
    return replace(
        fact,
        question=question,
        phrasings=(*fact.phrasings, *_new_phrasings(told, fact, question)),
        topic=under if told.topic or "topic" in row.given else fact.topic,
        tags=told.tags if told.tags or "tags" in row.given else fact.tags,
        claims=merged.claims,
        leading=leading,
        retired=told.retired if told.retired or "retired" in row.given else fact.retired,
        shelf=told.shelf or fact.shelf,
    )


def _new_phrasings(told: Fact, fact: Fact, question: str) -> list[str]:
    new = [text for text in told.phrasings if text not in fact.phrasings]
    known = set(map(sameness, (*fact.phrasings, question))) if new else set()
    return [text for text in new if sameness(text) not in known]


def _leading(row: Row, fact: Fact, merged: Merged, problems: list[RowProblem]) -> ClaimId | None:
    """The claim that answers: the one the file names, the heir of the one that did, that one, or another live one."""
    by_id = {claim.id: claim for claim in merged.claims}
    wanted = None
    if told := row.fact.leading:
        wanted = merged.ids.get(told, told)
        if wanted not in by_id:
            problems.append(
                RowProblem(row.place, "leading", f"names the claim “{told}”, which neither the file nor the fact has.")
            )
            return None
    heirs = [merged.heirs.get(old) for old in (wanted, fact.leading) if old]
    for claim_id in (wanted, *heirs, fact.leading):
        if claim_id and by_id[claim_id].is_live:
            return claim_id
    led = any(claim.id == fact.leading and claim.is_live for claim in fact.claims)
    first = next((claim.id for claim in merged.claims if claim.is_live), None) if led else None
    return first or fact.leading or wanted


def _additions(state: State, rows: Sequence[Row], laying: Laying, problems: list[RowProblem]) -> Iterator[Fact]:
    keys = _Keys({fact.key for fact in state.facts.values()} | {row.fact.key for row in rows})
    taken = {fact.id for fact in state.facts.values()}
    kept = {row.fact.id for row in rows} - taken - {0}
    last = max(taken | kept, default=0)
    for row in rows:
        told = row.fact
        fact_id = told.id
        if fact_id not in kept:
            last += 1
            fact_id = FactId(last)
        merged = laying.over((), told.claims, unsaid=row.unsaid, owner=str(fact_id))
        leading = merged.ids.get(told.leading) if told.leading else None
        if told.leading and leading is None:
            problems.append(
                RowProblem(row.place, "leading", f"names the claim “{told.leading}”, which this fact does not have.")
            )
            continue
        if leading is None and "leading" not in row.given:
            leading = next((claim.id for claim in merged.claims if claim.is_live), merged.claims[0].id)
        key = told.key or keys.new(told.question)
        yield replace(told, id=fact_id, key=key, claims=merged.claims, leading=leading)


def _event_changes(found: Sequence[Event], state: State, laying: Laying) -> Iterator[Change]:
    """Events by id: a file holds an event whole; its claims are laid over those on record."""
    for told in found:
        before = state.events.get(told.id)
        known: Sequence[Claim] = before.claims if before else ()
        merged = laying.over(known, told.claims, unsaid={}, owner=told.id)
        after = replace(told, claims=merged.claims)
        if after != before:
            yield Change(kind=RecordKind.EVENT, id=told.id, before=before, after=after)
