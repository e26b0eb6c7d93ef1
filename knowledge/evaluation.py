"""Golden questions put to the knowledge, and how often the right answers came. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from knowledge.answers import MOST_OFFERED, Answer, Choice, Outcome
from knowledge.golden import Golden

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from knowledge.answers import Shown
    from knowledge.facts import Fact

    Reply: TypeAlias = Callable[[str, str], Outcome]


class Verdict(StrEnum):
    """What became of a question. The last two are of questions that are not on record.

    Partly right is what answers some of several questions, none of them wrongly, or lacks the verdict that it needs.
    """

    RIGHT = "right"
    PARTLY = "partly"
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
        return self._answerable(lambda result: _right(result.outcome.candidates[:1], result.golden.expect))

    @property
    def near(self) -> Rate:
        """One of the three best candidates is right, of all answerable questions."""
        return self._answerable(lambda result: _right(result.outcome.candidates[:MOST_OFFERED], result.golden.expect))

    @property
    def coverage(self) -> Rate:
        """Answered directly and right, of all answerable questions."""
        return self._answerable(lambda result: result.verdict is Verdict.RIGHT)

    @property
    def first_three(self) -> Rate:
        """Answered right, in part too, or right among what was offered, of all answerable questions."""
        return self._answerable(lambda result: result.verdict in {Verdict.RIGHT, Verdict.PARTLY, Verdict.OFFERED})

    @property
    def wrong(self) -> Rate:
        """Answered directly and wrong, of all answerable questions."""
        return self._answerable(lambda result: result.verdict is Verdict.WRONG)

    @property
    def precision(self) -> Rate:
        """Right, in part too, of everything that was answered directly, questions that are not on record among it."""
        right = {Verdict.RIGHT, Verdict.PARTLY}
        return Rate(self._count(right), self._count(right | {Verdict.WRONG, Verdict.OUT_OF_SCOPE}))

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
        worst = (Verdict.OUT_OF_SCOPE, Verdict.WRONG, Verdict.MISSED, Verdict.OFFERED, Verdict.PARTLY)
        return tuple(result for verdict in worst for result in self.results if result.verdict is verdict)

    def _answerable(self, counts: Callable[[Result], bool]) -> Rate:
        asked = [result for result in self.results if result.golden.expect]
        return Rate(sum(map(counts, asked)), len(asked))

    def _count(self, verdicts: Collection[Verdict]) -> int:
        return sum(result.verdict in verdicts for result in self.results)


def evaluate(questions: Sequence[Golden], ask: Callable[[str], Outcome], reply: Reply | None = None) -> Evaluation:
    """Ask every question; those that reply to the answer of a fact are put to `reply`, with its key, if it is given."""
    results = []
    for golden in questions:
        outcome = reply(golden.question, golden.after) if reply and golden.after else ask(golden.question)
        results.append(Result(golden=golden, outcome=outcome, verdict=_verdict(golden, outcome)))
    return Evaluation(results=tuple(results))


def _verdict(golden: Golden, outcome: Outcome) -> Verdict:
    """An answer of several facts is right only if each of them is, and is led as it has to be."""
    match outcome:
        case Answer(answers=shown):
            if not golden.expect:
                return Verdict.OUT_OF_SCOPE
            misled = golden.verdict and any(one.verdict not in {None, golden.verdict} for one in shown)
            if misled or not all(_right((one,), golden.expect) for one in shown):
                return Verdict.WRONG
            return Verdict.RIGHT if _whole(golden, outcome) else Verdict.PARTLY
        case _ if not golden.expect:
            return Verdict.DECLINED
        case Choice(offered=shown) if _right(shown, golden.expect):
            return Verdict.OFFERED
        case _:
            return Verdict.MISSED


def _whole(golden: Golden, answer: Answer) -> bool:
    """Whether each of several questions is answered, or said to be not on record where it is not; led as it has to."""
    if not golden.each:
        return not answer.unanswered and all(one.verdict is golden.verdict for one in answer.answers if golden.verdict)
    return all(
        _right(answer.answers, keys) if keys else any(left.place == place for left in answer.unanswered)
        for place, keys in enumerate(golden.each)
        if keys or not answer.more
    )


def _right(shown: Sequence[Shown], keys: Sequence[str]) -> bool:
    return any(one.fact.key in keys for one in shown)
