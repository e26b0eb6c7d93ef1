"""Topics: the situations that a server follows, which facts belong to each, and which channels are about one. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.curation import existing, fact_change
from knowledge.drafts import text_problems
from knowledge.errors import InvalidError, NotFoundError, Problem
from knowledge.records import Topic
from knowledge.revisions import Change, RecordKind
from knowledge.text import clean, key_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from knowledge.facts import Fact
    from knowledge.revisions import State
    from knowledge.shelf import Shelf

NONE = "none"
"""What people write for no topic: a fact is one of the server's general facts, a channel is about nothing by itself."""
MOST_TOPICS = 200

_UNKNOWN = "/topic list shows those there are, /topic add makes one."
_MARK = 4  # bytes: two of 200 topics are taken for each other on one server of 200,000


class Topics:
    """The topics of a state: those that were added, and those that facts alone name, as an import may."""

    def __init__(self, state: State) -> None:
        filed = Counter(fact.topic for fact in state.facts.values() if not fact.retired)
        named = {fact.topic for fact in state.facts.values()} - {""}
        self._by_key = dict(state.topics)
        for name in sorted(named):
            self._by_key.setdefault(key_of_topic(name), Topic(name=name))
        self._by_name = {name: self._by_key[key_of_topic(name)] for name in named}
        self._facts = Counter[str]()
        for name in named:
            self._facts[key_of_topic(name)] += filed[name]
        self._by_channel = {channel: topic for topic in self._by_key.values() for channel in topic.channels}
        self._by_mark = {mark_of(topic.name): topic for topic in self._by_key.values()}

    def __iter__(self) -> Iterator[Topic]:
        """By name, open ones first."""
        return iter(sorted(self._by_key.values(), key=lambda topic: (bool(topic.closed_at), topic.name.casefold())))

    def __len__(self) -> int:
        return len(self._by_key)

    def of(self, fact: Fact) -> Topic | None:
        """The topic that a fact belongs to."""
        return self.get(fact.topic) if fact.topic else None

    def get(self, name: str) -> Topic | None:
        """The topic of that name, in whatever case and punctuation."""
        return self._by_name.get(name) or self._by_key.get(key_of_topic(name))

    def named(self, text: str) -> Topic:
        """The one topic that a person means by its name or words that begin those of it alone.

        Raises `NotFoundError`, never guesses.
        """
        if topic := self.get(text):
            return topic
        found = self.listed(text) if words(text) else ()
        if len(found) == 1:
            return found[0]
        shown = f"“{clean(text)[:80]}”"
        if found:
            names = ", ".join(f"“{topic.name}”" for topic in found[:5])
            raise NotFoundError(f"{shown} fits {len(found)} topics: {names}. Write more of the name.")
        raise NotFoundError(f"No topic is called {shown} here. {_UNKNOWN}")

    def listed(self, text: str = "") -> tuple[Topic, ...]:
        """The topics whose names have every word of `text`, or the beginning of it."""
        return tuple(
            topic
            for topic in self
            if all(any(word.startswith(sought) for word in words(topic.name)) for sought in words(text))
        )

    def about(self, channel: int) -> Topic | None:
        """The topic that a channel is bound to."""
        return self._by_channel.get(channel)

    def marked(self, mark: str) -> Topic | None:
        """The topic that `mark_of` stands for."""
        return self._by_mark.get(mark)

    def facts(self, topic: Topic) -> int:
        """How many facts belong to it, without those that are retired."""
        return self._facts[key_of_topic(topic.name)]


@lru_cache(maxsize=1_000)  # each change reads all topics: of 10,000 facts in 200 that takes 3 ms, and 19 without this
def key_of_topic(name: str) -> str:
    """What two names of one topic have in common: "North Korea 2024" is "north-korea-2024"."""
    return key_of(name) or clean(name).casefold()


def mark_of(name: str) -> str:
    """Eight characters that stand for a topic's name where a name is too long: in buttons, menus and forms."""
    return hashlib.blake2b(key_of_topic(name).encode(), digest_size=_MARK).hexdigest()


def name_problems(name: str, field: str = "topic") -> list[Problem]:
    """What is wrong with a name for a topic."""
    problems = text_problems("topic", name, required=True, name=field)
    if key_of_topic(name) == NONE:
        problems.append(Problem(field, f"cannot be “{NONE}”: that means no topic. Choose another."))
    return problems


def added(state: State, name: str) -> list[Change]:
    """A topic of that name; one that is closed is opened again. Nothing where it is open already.

    Facts that name it in another spelling, as the starter's do, take up this one. Raises `InvalidError` with what is
    wrong with the name, or where there are `MOST_TOPICS` already.
    """
    if problems := name_problems(name):
        raise InvalidError(problems)
    name = clean(name)
    key, known = key_of_topic(name), Topics(state)
    if (before := state.topics.get(key)) is None:
        if len(known) >= MOST_TOPICS and known.get(name) is None:
            raise InvalidError([Problem("topics", f"cannot be more than {MOST_TOPICS}. Use one that there is.")])
        alike = (fact for fact in state.facts.values() if fact.topic != name and key_of_topic(fact.topic) == key)
        return [_change(None, Topic(name=name)), *(fact_change(fact, replace(fact, topic=name)) for fact in alike)]
    return [_change(before, replace(before, closed_at=None))] if before.closed_at else []


def bound(state: State, channel: int, name: str) -> list[Change]:
    """A channel bound to the topic of that name, and to no other; to none where the name is `NONE`.

    Raises `NotFoundError`.
    """
    known = Topics(state)
    wanted = None if key_of_topic(name) == NONE else known.named(name)
    before = known.about(channel)
    if before == wanted:
        return []
    left = replace(before, channels=tuple(each for each in before.channels if each != channel)) if before else None
    changes = [_change(before, left)] if left else []
    if wanted:
        changes.append(_change(_recorded(state, wanted), replace(wanted, channels=(*wanted.channels, channel))))
    return changes


def closed(state: State, name: str, now: datetime) -> list[Change]:
    """A topic closed at `now`; nothing where it is closed already. Raises `NotFoundError`."""
    topic = Topics(state).named(name)
    return [] if topic.closed_at else [_change(_recorded(state, topic), replace(topic, closed_at=now))]


def arranged(state: State, fact_id: int, *, topic: str = "", shelf: Shelf | None = None) -> list[Change]:
    """A fact moved to the topic of that name, to none by `NONE`, or of another shelf life; what is left out stays.

    What it says stays too, so nobody is overwritten. Raises `NotFoundError`.
    """
    fact = existing(state, fact_id)
    under = name_of(state, topic) if topic else fact.topic
    same = key_of_topic(under) == key_of_topic(fact.topic)
    after = replace(fact, topic=fact.topic if same else under, shelf=shelf or fact.shelf)
    return [fact_change(fact, after)] if after != fact else []


def name_of(state: State, typed: str) -> str:
    """How facts name the topic that somebody means; empty for `NONE` or nothing. Raises `NotFoundError`."""
    if not typed or key_of_topic(typed) == NONE:
        return ""
    return Topics(state).named(typed).name


def _recorded(state: State, topic: Topic) -> Topic | None:
    """The topic as it is on record; None where facts alone name it."""
    return state.topics.get(key_of_topic(topic.name))


def _change(before: Topic | None, after: Topic) -> Change:
    return Change(kind=RecordKind.TOPIC, id=key_of_topic(after.name), before=before, after=after)
