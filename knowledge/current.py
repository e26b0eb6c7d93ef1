"""All that answers at one revision, swapped as one, so that no question sees half of a change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge import answers
from knowledge.matching import Matcher
from knowledge.revisions import RecordKind, Revision, State
from knowledge.topics import Topics
from knowledge.voices import Voices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.matching import Matching
    from knowledge.revisions import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """The state, the voices and topics in it, and the matcher, which is made when it is first asked."""

    state: State
    voices: Voices
    topics: Topics
    matcher: Matcher | None = None

    @classmethod
    def of(cls, state: State) -> Current:
        """What answers at a state that was just read."""
        return cls(state=state, voices=Voices(state.aliases.values()), topics=Topics(state))

    def matcher_by(self, matching: Matching) -> Matcher:
        """The matcher, made by `matching` where there is none yet: in seconds, at 10,000 facts."""
        return self.matcher or _made(self.state, matching)

    def after(self, revision: Revision, matching: Matching) -> Current:
        """What answers once `revision` is made. A matcher that is there follows it."""
        state, changes = self.state.after(revision), revision.changes
        renamed = any(change.kind is RecordKind.ALIAS for change in changes)
        return Current(
            state=state,
            voices=Voices(state.aliases.values()) if renamed else self.voices,
            topics=Topics(state),
            matcher=self.matcher and _followed(self.matcher, state, changes, matching),
        )


def _made(state: State, matching: Matching) -> Matcher:
    live = [fact for fact in state.facts.values() if not fact.retired and fact.live()]
    known = state.aliases.values()
    one_way = [(form, alias.canonical) for alias in known for form in alias.one_way]
    return matching([answers.entry_of(fact) for fact in live], [alias.forms for alias in known], one_way)


def _followed(matcher: Matcher, state: State, changes: Sequence[Change], matching: Matching) -> Matcher:
    """The matcher after these changes: only a change of aliases touches every fact."""
    kinds = {change.kind for change in changes}
    if RecordKind.ALIAS in kinds:
        matcher = _made(state, matching)
        matcher.prepare()  # here, and not while a question waits
        return matcher
    if RecordKind.FACT not in kinds:
        return matcher
    changed = [state.facts[change.id] for change in changes if change.kind is RecordKind.FACT]
    asked = [fact for fact in changed if not fact.retired and fact.live()]
    gone = {fact.id for fact in changed} - {fact.id for fact in asked}
    return matcher.replaced([answers.entry_of(fact) for fact in asked], gone=gone)
