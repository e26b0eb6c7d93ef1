"""Topics of a file laid over those on record: it begins and closes them, but opens none again and binds no channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from knowledge.revisions import Change, RecordKind
from knowledge.topics import Topics, key_of_topic

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.records import Topic
    from knowledge.revisions import State


@dataclass(frozen=True, slots=True)
class LaidTopics:
    """The names of all topics after a file, by what those of one have in common; and the changes it makes."""

    names: Mapping[str, str]
    changes: tuple[Change, ...]

    def under(self, told: str, before: str = "") -> str:
        """How a fact names the topic that a row tells; one that it belongs to `before` stays as it is written."""
        if key_of_topic(told) == key_of_topic(before):
            return before
        return self.names.get(key_of_topic(told), told)


def laid_topics(found: Sequence[Topic], named: Iterable[str], state: State) -> LaidTopics:
    """Lay the topics of a file, and those that its facts name, over those of a state: each has one spelling."""
    names: dict[str, str] = {}
    for name in (*(topic.name for topic in (*Topics(state), *found)), *named):
        names.setdefault(key_of_topic(name), name)
    changes: list[Change] = []
    for told in found:
        key = key_of_topic(told.name)
        before = state.topics.get(key)
        after = replace(before, closed_at=before.closed_at or told.closed_at) if before else told
        after = replace(after, name=names[key])
        if after != before:
            changes.append(Change(kind=RecordKind.TOPIC, id=key, before=before, after=after))
    return LaidTopics(names, tuple(changes))
