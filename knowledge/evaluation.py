"""Golden questions put to the knowledge, and how often the right answers came. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from knowledge.answers import MOST_OFFERED, Answer, Choice, Outcome
from knowledge.golden import Golden

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from knowledge.answers import Shown
    from knowledge.facts import Fact


class Verdict(StrEnum):
    """What became of a question. The last two are of questions that are not on record."""

    RIGHT = "right"
    OFFERED = "offered"
    MISSED = "missed"
    WRONG = "wrong"
    DECLINED = "declined"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A question with its outcome."""

    golden: Golden
    outcome: Outcome
    verdict: Verdict

    @property
    def came(self) -> tuple[Fact, ...]:
        """The facts that a member saw: those that answered, or that were offered."""
        match self.outcome:
            case Answer(answers=shown) | Choice(offered=shown):
                return tuple(one.fact for one in shown)
            case _:
                return ()


@dataclass(frozen=True, slots=True)
class Rate:
    """How many out of how many."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1; None out of nothing."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The results of a golden list, and its figures. A member is told only what is answered or offered."""

    results: tuple[Result, ...]

    @property
    def top_1(self) -> Rate:
        """The best candidate is right, of all answerable questions, whether or not it was answered."""
        return self._answerable(lambda result: _right(result.outcome.candidates[:1], result.golden))

    @property
    def near(self) -> Rate:
        """One of the three best candidates is right, of all answerable questions."""
        return self._answerable(lambda result: _right(result.outcome.candidates[:MOST_OFFERED], result.golden))

    @property
    def coverage(self) -> Rate:
        """Answered directly and right, of all answerable questions."""
        return self._answerable(lambda result: result.verdict is Verdict.RIGHT)

    @property
    def first_three(self) -> Rate:
        """Answered right, or right among what was offered, of all answerable questions."""
        return self._answerable(lambda result: result.verdict in {Verdict.RIGHT, Verdict.OFFERED})

    @property
    def wrong(self) -> Rate:
        """Answered directly and wrong, of all answerable questions."""
        return self._answerable(lambda result: result.verdict is Verdict.WRONG)

    @property
    def precision(self) -> Rate:
        """Right, of everything that was answered directly, questions that are not on record among it."""
        answered = {Verdict.RIGHT, Verdict.WRONG, Verdict.OUT_OF_SCOPE}
        return Rate(self._count({Verdict.RIGHT}), self._count(answered))

    @property
    def out_of_scope(self) -> Rate:
        """Answered directly, of all questions that are not on record."""
        of = {Verdict.DECLINED, Verdict.OUT_OF_SCOPE}
        return Rate(self._count({Verdict.OUT_OF_SCOPE}), self._count(of))

    @property
    def offered_out_of_scope(self) -> Rate:
        """Met with a choice, of all questions that are not on record."""
        offered = [r for r in self.results if not r.golden.expect and isinstance(r.outcome, Choice)]
        return Rate(len(offered), self.out_of_scope.of)

    @property
    def failures(self) -> tuple[Result, ...]:
        """What was not answered right, the worst first; also what was only offered."""
        worst = (Verdict.OUT_OF_SCOPE, Verdict.WRONG, Verdict.MISSED, Verdict.OFFERED)
        return tuple(result for verdict in worst for result in self.results if result.verdict is verdict)

    def _answerable(self, counts: Callable[[Result], bool]) -> Rate:
        asked = [result for result in self.results if result.golden.expect]
        return Rate(sum(map(counts, asked)), len(asked))

    def _count(self, verdicts: Collection[Verdict]) -> int:
        return sum(result.verdict in verdicts for result in self.results)


def evaluate(questions: Sequence[Golden], ask: Callable[[str], Outcome]) -> Evaluation:
    """Ask every question."""
    outcomes = ((golden, ask(golden.question)) for golden in questions)
    return Evaluation(
        results=tuple(
            Result(golden=golden, outcome=outcome, verdict=_verdict(golden, outcome)) for golden, outcome in outcomes
        )
    )


def _verdict(golden: Golden, outcome: Outcome) -> Verdict:
    """An answer of several facts is right only if each of them is."""
    match outcome:
        case Answer(answers=shown):
            if not golden.expect:
                return Verdict.OUT_OF_SCOPE
            return Verdict.RIGHT if all(_right((one,), golden) for one in shown) else Verdict.WRONG
        case _ if not golden.expect:
            return Verdict.DECLINED
        case Choice(offered=shown) if _right(shown, golden):
            return Verdict.OFFERED
        case _:
            return Verdict.MISSED


def _right(shown: Sequence[Shown], golden: Golden) -> bool:
    return any(one.fact.key in golden.expect for one in shown)
