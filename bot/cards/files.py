"""Files of facts: what one would change, what it changed, what is wrong with it, and one to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.card import LONGEST_DESCRIPTION, Box, Button, Card, Enclosure, Tone, fitted, note
from bot.cards.text import MARKDOWN, one_line
from knowledge.exchange import Count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.errors import Problem
    from knowledge.exchange import Plan, RowProblem

SHOWN = 8
_LONGEST_REASON = 300
_LONGEST = LONGEST_DESCRIPTION - 96
_NAME = 100

_AFTER_AN_UNDO = (
    "`/fact restore` brings one back. Was an import of them taken back? Then `/undo` that, and import this over it."
)

MOVED = "Somebody changed facts that are in it since you saw this. It is shown anew, as it would be now."


def preview_card(name: str, plan: Plan, *, request: int, seen: int, moved: bool = False) -> Card:
    """What importing a file would change, as of revision `seen`, and a button to do it; `moved` if shown anew."""
    what = f"**{MARKDOWN.text(name, _NAME)}**"
    lines = [MOVED] * moved + list(_lines(plan))
    if not plan.changes:
        left = "what can be read of it is on record already" if plan.problems else "all of it is on record already"
        nothing = left if plan.unchanged or not plan.problems else "no row of it can be used"
        return _card(f"{what}: nothing to import, {nothing}.", lines, name, plan)
    go = Button(label="Import", verb="import_go", ids=(request, seen), primary=True)
    cancel = Button(label="Cancel", verb="import_cancel", ids=(request,))
    footer = "Nothing is changed yet."
    return _card(f"{what}: {_totals(plan)}", lines, name, plan, buttons=(go, cancel), footer=footer)


def imported_card(name: str, plan: Plan, *, revision: int) -> Card:
    """What importing a file changed."""
    said = f"**{MARKDOWN.text(name, _NAME)}** is imported, as revision {revision}: {_totals(plan)}"
    return _card(said, list(_lines(plan)), name, plan)


def failed_card(name: str, *, request: int, seen: int) -> Card:
    """Importing a file failed, for a reason that was told; the file is still here."""
    again = Button(label="Import", verb="import_go", ids=(request, seen), primary=True)
    cancel = Button(label="Cancel", verb="import_cancel", ids=(request,))
    return note(f"**{MARKDOWN.text(name, _NAME)}** was not imported. It is kept for 24 hours.", again, cancel)


def refused_card(problems: Sequence[Problem]) -> Card:
    """A file that cannot be read as a whole: what it is, and what to do."""
    return note("\n".join(MARKDOWN.text(str(problem), 800) for problem in problems[:2]))


def step_card(name: str, doing: str) -> Card:
    """What is being done with a file that takes a while."""
    return note(f"**{MARKDOWN.text(name, _NAME)}**: {doing}…")


def export_card(file: Enclosure, *, facts: int, retired: int, revision: int) -> Card:
    """The facts of a server as a file."""
    what = f"**{counted(facts, 'fact', 'facts')}**, as of revision {revision}."
    if file.name.endswith(".csv"):
        left = f"{counted(retired, 'retired fact', 'retired facts')}, " * bool(retired)
        rest = f"For a spreadsheet, one claim a row. Without {left}history, aliases and events: JSON has them."
    else:
        rest = "With every claim, alias and event. `/fact import` reads it again."
    return Card(content=f"{what} {rest}", plain=what, files=(file,))


def _card(
    said: str, lines: list[str], name: str, plan: Plan, *, buttons: tuple[Button, ...] = (), footer: str = ""
) -> Card:
    tone = Tone.DISPUTED if plan.problems else Tone.CALM
    boxes = (Box(lines=fitted(lines, _LONGEST), footer=footer, tone=tone),) if lines or footer else ()
    return Card(content=said, boxes=boxes, buttons=buttons, files=tuple(_report(name, plan.problems)))


def _totals(plan: Plan) -> str:
    left_out = f", **{counted(plan.left_out, 'row', 'rows')} left out**" if plan.left_out else ""
    facts = f"{counted(plan.added, 'fact', 'facts')} added, {plan.updated:,} updated, {plan.unchanged:,} unchanged"
    return f"{facts}{left_out}."


def _lines(plan: Plan) -> Iterator[str]:
    if plan.retired:
        stay = "is retired here, and stays so" if plan.retired == 1 else "are retired here, and stay so"
        yield f"**{counted(plan.retired, 'fact', 'facts')} of it {stay}.** {_AFTER_AN_UNDO}"
    if plan.phrasings:
        yield f"Phrasings: {plan.phrasings:,} added"
    for what, count in (("Topics", plan.topics), ("Aliases", plan.aliases), ("Events", plan.events)):
        if count != Count():
            yield f"{what}: {count.added:,} added, {count.updated:,} updated, {count.unchanged:,} unchanged"
    if plan.problems:
        yield "**What is wrong, by row**" if plan.left_out else "**What was not read**"
        yield from (MARKDOWN.text(str(problem), _LONGEST_REASON) for problem in plan.problems[:SHOWN])
        if len(plan.problems) > SHOWN:
            yield f"and {len(plan.problems) - SHOWN:,} more, all of them in the file below"


def _report(name: str, problems: Sequence[RowProblem]) -> Iterator[Enclosure]:
    """Every problem of a file, one a line, as a text to read beside it."""
    if problems:
        text = "\n".join(one_line(str(problem)) for problem in problems)
        head = f"What is wrong with {one_line(name)}, {counted(len(problems), 'problem', 'problems')}:"
        yield Enclosure(name="problems.txt", data=f"{head}\n\n{text}\n".encode())


def counted(number: int, one: str, several: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else several}"
