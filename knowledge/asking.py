"""A member's message to its answers: one question, several, or a reply to an answer.

Each question is put to the facts by itself. What it leaves out is taken from the question before it, or from the
answer that it replies to. It is only answered when a fact answers directly what it has become.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from knowledge.answers import MOST_CANDIDATES, MOST_OFFERED, Answer, Choice, Outcome, Shown, Unanswered
from knowledge.completion import Completion, One, fact_in
from knowledge.granting import Granting
from knowledge.matching.parts import is_bare, joined, parts_of, rest_of, unlinked
from knowledge.matching.questions import Kind
from knowledge.matching.themes import asks_for_source, asks_who_one_is, figures, leaves_out, own_content
from knowledge.text import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.answers import Abstention
    from knowledge.matching import Matcher
    from knowledge.matching.reading import Reading

MOST_QUESTIONS = 3
"""As many questions of one message are answered."""


def ask(message: str, *, one: One, matcher: Matcher, about: Sequence[Shown] = ()) -> Outcome:
    """What to tell a member who writes `message`; `about` are the facts of the answer that it replies to."""
    parts = parts_of(message)
    completion = Completion(one, matcher)
    asking = _Asking(completion, Granting(completion), tuple(about))
    return asking.alone(message) if len(parts) == 1 else asking.together(message, parts)


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question of several: its words with those that it left out, its outcome, and the fact that answers it."""

    words: str
    outcome: Outcome
    found: Shown | None


@dataclass(frozen=True, slots=True)
class _Asking:
    """How the questions of a message become answers."""

    completion: Completion
    granting: Granting
    about: tuple[Shown, ...]

    def alone(self, question: str) -> Outcome:
        """The outcome of a question that no other stands before."""
        if not self.about:
            return self.granting.outcome(question)
        if asks_for_source(question):
            return Answer(question=question, answers=self.about, candidates=self.about)
        asked = self._read(unlinked(question))
        outcome = self.granting.outcome(question, self.about)
        if not leaves_out(asked):
            return outcome
        direct = fact_in(outcome)
        if direct and any(self._alike(shown, direct) for shown in self.about):
            return outcome
        found = self.completion.found(unlinked(question), self.about)
        if found and not (asks_who_one_is(asked) and found.fact.id in {shown.fact.id for shown in self.about}):
            return Answer(question=question, answers=(found,), candidates=(found,))
        theme = " ".join(self.completion.matcher.themes.theme(self.about[0].fact.id))
        outcome = _doubted(outcome)
        if not (direct or own_content(asked)):  # with words of its own, a question is no nearer for those of another
            nearest = self.completion.nearest(unlinked(question), self.about)
            if nearest:
                outcome = Choice(question=question, offered=nearest[:MOST_OFFERED], reason="vetoed", candidates=nearest)
        return replace(outcome, question=f"{question} ({theme})" if theme else question)

    def together(self, message: str, parts: Sequence[str]) -> Outcome:
        """The outcome of a message of several questions."""
        whole = self.completion.one(message)
        direct = fact_in(whole)
        if direct and key_of(message) in map(key_of, direct.fact.wordings):
            return whole
        asked: list[_Asked] = []
        for part in parts[:MOST_QUESTIONS]:
            asked.append(self._next(part, asked[-1] if asked else None))
        answers = tuple({one.found.fact.id: one.found for one in asked if one.found}.values())
        left = [(n, one) for n, one in enumerate(asked) if not one.found]
        if not answers:
            return whole if direct else _merged(whole, [one.outcome for one in asked])
        if direct and answers == (direct,) and all(self._restates(one.words, direct) for _, one in left):
            return whole
        return Answer(
            question=message,
            answers=answers,
            candidates=_nearest(answers, *(one.outcome.candidates for one in asked)),
            unanswered=tuple(
                Unanswered(place=n, question=one.words, reason=_doubted(one.outcome).reason) for n, one in left
            ),
            more=len(parts) > MOST_QUESTIONS,
        )

    def _next(self, part: str, before: _Asked | None) -> _Asked:
        """One of several questions; what it leaves out stands in the one before it."""
        if before is None:
            outcome = self.alone(part)
            return _Asked(outcome.question, outcome, fact_in(outcome))
        asked, rest = self._read(part), rest_of(before.words)
        outcome = self.granting.outcome(part)
        direct = fact_in(outcome)
        if rest_of(part) == rest or not (is_bare(part) or leaves_out(asked)):
            astray = direct and (self._strays(asked, direct, before) or self._breaks_off(asked, direct, before))
            return _Asked(part, outcome, None if astray else direct)
        found = self.completion.with_words(part, rest)
        if not found and before.found:
            narrowing = [term.said for term in figures(self._read(before.words))]
            found = self.completion.found(" ".join((part, *narrowing)), (before.found,))
        if not found and direct and self._follows(direct, before):
            found = direct
        whole = joined(part, rest)
        if found:
            return _Asked(whole, Answer(question=part, answers=(found,), candidates=(found,)), found)
        return _Asked(whole, outcome, None)

    def _follows(self, direct: Shown, before: _Asked) -> bool:
        """Whether a fact that answers a question as it stands is about what the question before it was about."""
        return self._alike(before.found, direct) if before.found else not own_content(self._read(before.words))

    def _strays(self, asked: Reading, found: Shown, before: _Asked) -> bool:
        """Whether a full question may yet mean what the one before it does, which the fact found is not about."""
        said = self.completion.matcher.themes.evidence(found.fact.id)
        if before.found is None:
            known = said.forms | said.answers | said.dates
            return not figures(asked) and any(term.form not in known for term in figures(self._read(before.words)))
        told = self.completion.matcher.themes.evidence(before.found.fact.id).forms
        own = {term.form for term in own_content(asked)}
        return bool(own) and own <= told and not self._alike(before.found, found)

    def _breaks_off(self, asked: Reading, found: Shown, before: _Asked) -> bool:
        """Whether a rest of a question, "and on 17 May?", found a fact that answers another kind than it began with."""
        kind = self._read(before.words).kind
        rest = asked.kind is Kind.OTHER and kind is not Kind.OTHER and not asked.asks_yes_or_no
        return rest and kind not in self.completion.matcher.themes.evidence(found.fact.id).kinds

    def _restates(self, words: str, found: Shown) -> bool:
        """Whether a question asks again for what a fact answers: "can they handle it, are they ready?"."""
        asked, said = self._read(words), self.completion.matcher.themes.evidence(found.fact.id)
        return asked.kind in said.kinds and {term.form for term in own_content(asked)} <= said.forms

    def _read(self, question: str) -> Reading:
        return self.completion.read(question)

    def _alike(self, shown: Shown, other: Shown) -> bool:
        return self.completion.matcher.themes.alike(shown.fact.id, other.fact.id)


def _doubted(outcome: Outcome) -> Choice | Abstention:
    """An outcome that does not answer: what would is offered."""
    if not isinstance(outcome, Answer):
        return outcome
    return Choice(question=outcome.question, offered=outcome.answers, reason="vetoed", candidates=outcome.candidates)


def _merged(whole: Outcome, outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome of a message of which no question is answered: what each of them offers, else what the whole does."""
    offers = [outcome for outcome in map(_doubted, outcomes) if isinstance(outcome, Choice)]
    if not offers:
        return whole
    offered = chain.from_iterable(zip_longest(*(offer.offered for offer in offers)))
    return Choice(
        question=whole.question,
        offered=_nearest([shown for shown in offered if shown])[:MOST_OFFERED],
        reason=offers[0].reason,
        candidates=_nearest(*(offer.candidates for offer in offers)),
    )


def _nearest(*runs: Sequence[Shown]) -> tuple[Shown, ...]:
    """The first facts of several rows of candidates, each once."""
    each: dict[int, Shown] = {}
    for shown in chain.from_iterable(runs):
        each.setdefault(shown.fact.id, shown)
    return tuple(each.values())[:MOST_CANDIDATES]
