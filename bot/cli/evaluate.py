"""`sitrep evaluate`: a golden list put to the knowledge; the figures, each with its denominator, and every failure."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from bot.cli import terminal
from bot.cli.exchange import problems_json, read, show_problems
from bot.cli.shape import name_of, outcome_name, reason_of
from knowledge import servers
from knowledge.evaluation import Verdict, evaluate
from knowledge.golden import parse_golden

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cli.options import Options
    from bot.cli.shape import Json
    from knowledge.answers import Outcome
    from knowledge.evaluation import Evaluation, Rate, Result

FIGURES: Mapping[str, str] = {
    "top_1": "Top-1: the best candidate is right",
    "coverage": "Coverage: answered directly, and right",
    "precision": "Precision: right, of everything answered",
    "wrong": "Wrong answers",
    "out_of_scope": "Answered out of scope",
    "first_three": "Right in first three: answered or offered",
    "near": "Right among the three best candidates",
    "offered_out_of_scope": "Offered a choice out of scope",
}
"""Each figure of an `Evaluation`, by its name there and in JSON, and what people read."""

TOLD: Mapping[Verdict, str] = {
    Verdict.OUT_OF_SCOPE: "answered out of scope",
    Verdict.WRONG: "wrong answer",
    Verdict.MISSED: "missed",
    Verdict.OFFERED: "only offered",
    Verdict.PARTLY: "answered in part",
}


def run(options: Options, _environment: Mapping[str, str], /) -> int:
    """Evaluate; 0 whatever the figures, 1 for rows that could not be read or expect a fact that is not there."""
    golden = parse_golden(read(options.file))
    base = servers.read(options.data, options.server, starter=options.starter, matching=options.matching())
    # What the command line says goes before what the list says.
    zone = options.zone if "zone" in options.given else golden.zone or UTC
    now = options.instant or golden.now or options.now()
    numbers = {str(name_of(fact)): fact.id for fact in base.state.facts.values()}

    def ask(question: str, after: str = "") -> Outcome:
        about = [numbers[after]] if after in numbers else ()
        return base.ask(question, now=now, zone=zone, about=about)

    found = evaluate(golden.questions, ask, ask)
    problems = (*golden.problems, *golden.unknown(numbers))
    if options.as_json:
        report = {
            "file": options.file,
            "now": now.isoformat(),
            "zone": str(zone),
            "revision": base.state.revision,
            **{name: _rate(getattr(found, name)) for name in FIGURES},
            "failures": [_failure(result) for result in found.failures],
            "problems": problems_json(problems),
            "unread": list(golden.unread),
        }
        terminal.write_json(report, indent=1)
    else:
        _show(found)
        if golden.unread:
            terminal.complain(f"these fields mean nothing here and were not read: {', '.join(golden.unread)}")
        if problems:
            show_problems(problems, f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} in the list")
    return 1 if problems else 0


def _rate(rate: Rate) -> Json:
    return {"count": rate.count, "of": rate.of, "share": None if rate.share is None else round(rate.share, 4)}


def _failure(result: Result) -> Json:
    outcome = result.outcome
    return {
        "place": result.golden.place,
        "question": result.golden.question,
        "expect": list(result.golden.expect),
        "verdict": result.verdict.value,
        "outcome": outcome_name(outcome),
        "reason": reason_of(outcome),
        "came": [name_of(fact) for fact in result.came],
        "candidates": [
            {"key": name_of(shown.fact), "confidence": round(shown.confidence, 4)} for shown in outcome.candidates
        ],
    }


def _show(found: Evaluation) -> None:
    from rich.table import Table
    from rich.text import Text

    screen = terminal.console()
    figures = Table("Figure", title=f"{len(found.results)} questions", title_justify="left")
    for head in ("Count", "Of", "Share"):
        figures.add_column(head, justify="right")
    for name, label in FIGURES.items():
        rate: Rate = getattr(found, name)
        share = "-" if rate.share is None else f"{rate.share:.1%}"
        figures.add_row(label, str(rate.count), str(rate.of), share)
    screen.print(figures)
    failures = Table(title="Failures", title_justify="left", show_lines=True)
    for head in ("What", "Question", "Right", "Came instead"):
        failures.add_column(head, overflow="fold")
    for result in found.failures:
        right = ", ".join(result.golden.expect) or "not on record"
        cells = (TOLD[result.verdict], result.golden.question, right, _came(result))
        failures.add_row(*map(Text, cells))
    screen.print(failures if found.failures else "No failures.")


def _came(result: Result) -> str:
    keys = ", ".join(str(name_of(fact)) for fact in result.came)
    near = ", ".join(f"{name_of(one.fact)} {one.confidence:.0%}" for one in result.outcome.candidates[:3])
    reason = reason_of(result.outcome)
    told = f"{outcome_name(result.outcome)}{f' ({reason})' if reason else ''}"
    return f"{told}: {keys}" if keys else f"{told}; nearest: {near or 'nothing'}"
