"""Questions completed: what one leaves out is what the question before it, or the answer it replies to, is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from knowledge.answers import Answer, Outcome, Shown
from knowledge.matching import Matcher
from knowledge.matching.parts import joined, rest_of
from knowledge.matching.questions import Kind
from knowledge.matching.themes import own_content

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.matching.reading import Reading

_OF_WHAT_HAPPENED = frozenset([Kind.WHO, Kind.WHY, Kind.HOW])
"""Kinds of bare questions that ask of what a fact says, and not of what it is about: "why?"."""

_LIKELY = 0.05


class One(Protocol):
    """Puts one question to the facts as it stands: see `answers.answer`, also for what is `borrowed`."""

    def __call__(self, question: str, *, borrowed: bool = False) -> Outcome:
        """The outcome."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Puts questions to the facts with the words that they leave out."""

    one: One
    matcher: Matcher

    def read(self, question: str) -> Reading:
        """A question by itself, its spelling mended."""
        return self.matcher.themes.read(self.matcher.heard(question))

    def found(self, question: str, about: Iterable[Shown]) -> Shown | None:
        """The one fact that answers a question when it is asked of what other facts are about."""
        asked = self.read(joined(question))
        found: dict[int, Shown] = {}
        for shown in about:
            theme, rest = self.matcher.themes.theme(shown.fact.id), rest_of(shown.fact.question)
            tried = [rest, " ".join((rest, *theme))]
            if own_content(asked) or asked.kind not in _OF_WHAT_HAPPENED:
                tried += [" ".join(theme), *theme[:1]]
            answers = (self.with_words(question, words) for words in dict.fromkeys(tried))
            if best := next((one for one in answers if one and self._suits(asked, one, shown)), None):
                found[best.fact.id] = best
        return next(iter(found.values())) if len(found) == 1 else None

    def nearest(self, question: str, about: Sequence[Shown]) -> tuple[Shown, ...]:
        """Other facts that a question may mean when it is asked of what some facts are about, the likeliest first."""
        words = (rest_of(about[0].fact.question), *self.matcher.themes.theme(about[0].fact.id))
        outcome = self.one(joined(question, " ".join(words)), borrowed=True)
        shown = {one.fact.id for one in about}
        return tuple(one for one in outcome.candidates if one.fact.id not in shown and one.confidence >= _LIKELY)

    def with_words(self, question: str, words: str) -> Shown | None:
        """The fact that answers a question with some words of another, if it stays of the kind that it was."""
        whole = joined(question, words)
        if not words or self.read(whole).kind is not self.read(joined(question)).kind:
            return None
        return fact_in(self.one(whole, borrowed=True))

    def _suits(self, asked: Reading, found: Shown, about: Shown) -> bool:
        return self.matcher.themes.suits(asked, found.fact.id, about.fact.id)


def fact_in(outcome: Outcome) -> Shown | None:
    """The one fact that answers; None where several do, or none."""
    return outcome.answers[0] if isinstance(outcome, Answer) and len(outcome.answers) == 1 else None
