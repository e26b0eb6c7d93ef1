"""`sitrep import` and `sitrep export`: facts from a file, and to one."""

from __future__ import annotations

import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import terminal
from bot.cli.options import UsageError
from knowledge import servers
from knowledge.exchange import MOST_BYTES, Count, export_csv, export_json, parse
from knowledge.files import replace_file
from knowledge.revisions import ActorId, Author
from knowledge.servers import LOCAL, Servers
from knowledge.store import Store
from knowledge.text import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.cli.options import Options
    from knowledge.exchange import Parsed, Plan, RowProblem
    from knowledge.revisions import State

STREAM = "-"
FORMATS = ("json", "csv")
OPERATOR = ActorId("operator")
"""Whoever has the command line: in history, nothing more is known of them."""


def import_(options: Options, _environment: Mapping[str, str], /) -> int:
    """Take in the good rows of a file as one revision, and tell all bad ones; 1 when there were any."""
    data = read(options.file)
    name = "standard input" if options.file == STREAM else clean(terminal.argument(Path(options.file).name))
    parsed = parse(data, name=name)
    if options.dry_run:
        seeded, plan, revision = _planned(parsed, options)
    else:
        seeded, plan, revision = _imported(parsed, name, options)
    if options.as_json:
        report = {
            "file": options.file,
            "server": options.server,
            "dry_run": options.dry_run,
            "seeded": seeded,
            "added": plan.added,
            "updated": plan.updated,
            "unchanged": plan.unchanged,
            "left_out": plan.left_out,
            "phrasings": plan.phrasings,
            "topics": asdict(plan.topics),
            "aliases": asdict(plan.aliases),
            "events": asdict(plan.events),
            "revision": revision,
            "problems": problems_json(plan.problems),
        }
        terminal.write_json(report, indent=1)
    else:
        _show(plan, seeded, revision, options)
    return 1 if plan.problems else 0


def export(options: Options, _environment: Mapping[str, str], /) -> int:
    """Write all facts, as they stand after the last revision."""
    stream = options.file == STREAM
    form = options.format or ("json" if stream else Path(options.file).suffix.lower().removeprefix("."))
    if form not in FORMATS:
        raise UsageError(f"“{options.file}” ends in neither .json nor .csv. Name it so, or add --format.")
    if stream and options.as_json and form != "json":
        raise UsageError("--json and --format csv exclude each other when the facts go to standard output.")
    state = servers.read(options.data, options.server, starter=options.starter).state
    text = export_json(state) if form == "json" else export_csv(state)
    if stream:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
        return 0
    _write(Path(options.file), text.encode())
    if options.as_json:
        report = {
            "file": options.file,
            "server": options.server,
            "format": form,
            "facts": len(state.facts),
            "revision": state.revision,
        }
        terminal.write_json(report, indent=1)
    else:
        told = f"{_facts(len(state.facts))} written to {options.file}, as of revision {state.revision}."
        terminal.console().print(told, markup=False, soft_wrap=True)
    return 0


def read(file: str) -> bytes:
    """What a file or the standard stream holds; of one that is too large, enough to see that it is."""
    if file == STREAM:
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with Path(file).open("rb") as opened:
        return opened.read(MOST_BYTES + 1)


def problems_json(problems: Sequence[RowProblem]) -> list[dict[str, str]]:
    """Bad rows for a program: which row, which field, why."""
    return [{"row": problem.place, "field": problem.field, "reason": problem.reason} for problem in problems]


def show_problems(problems: Sequence[RowProblem], title: str) -> None:
    """Bad rows for a person, on standard error."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left")
    for head in ("Row", "Field", "What is wrong"):
        table.add_column(head, overflow="fold")
    for problem in problems:
        table.add_row(*(Text(cell) for cell in (problem.place, problem.field, problem.reason)))
    terminal.console(stderr=True).print(table)


def _planned(parsed: Parsed, options: Options) -> tuple[int, Plan, int]:
    """What importing would do, without lock or folder; where nothing is kept, `local` would be seeded first."""
    base = servers.read(options.data, options.server, starter=_seeds(options))
    kept = Store.exists(servers.server_folder(options.data, options.server))
    return 0 if kept else len(base.state.facts), base.plan(parsed), base.state.revision


def _imported(parsed: Parsed, name: str, options: Options) -> tuple[int, Plan, int]:
    """The import itself, by the data folder's only writer."""
    folder = Servers(options.data, clock=lambda: (options.instant or datetime.now(UTC)).astimezone(UTC))
    try:
        base = folder.open(options.server)
        seeded = base.seed() if _seeds(options) and _begins(base.state) else 0
        plan = base.import_(parsed, Author(actor=OPERATOR, via="sitrep import", why=f"import of {name}"))
    finally:
        folder.close()
    return seeded, plan, base.state.revision


def _seeds(options: Options) -> bool:
    """Whether a new store is given the starter. Only `local` is: other servers choose in /setup."""
    return options.starter and options.server == LOCAL


def _begins(state: State) -> bool:
    """Whether a store is new, or was left while it was being seeded: no revision is of anything else."""
    return state.revision == sum(request.startswith("starter/") for request in state.requests)


def _show(plan: Plan, seeded: int, revision: int, options: Options) -> None:
    screen = terminal.console()
    if seeded:
        screen.print(
            f"“{options.server}” is new: it {_would('begins', options)} with the {_facts(seeded)} of the starter."
        )
    done = "Would be" if options.dry_run else "Facts"
    screen.print(f"{done} added {plan.added}, updated {plan.updated}, unchanged {plan.unchanged}.", markup=False)
    if plan.phrasings:
        screen.print(f"Phrasings: added {plan.phrasings}.", markup=False)
    for what, count in (("Topics", plan.topics), ("Aliases", plan.aliases), ("Events", plan.events)):
        if count != Count():
            told = f"{what}: added {count.added}, updated {count.updated}, unchanged {count.unchanged}."
            screen.print(told, markup=False)
    if plan.problems:
        bad = plan.left_out
        left_out = f"{bad} bad {'row was' if bad == 1 else 'rows were'} left out"
        show_problems(plan.problems, left_out if bad else "What was not read")
    if not options.dry_run:
        screen.print(f"“{options.server}” is at revision {revision}.", markup=False)


def _would(verb: str, options: Options) -> str:
    return f"would {verb.removesuffix('s')}" if options.dry_run else verb


def _facts(number: int) -> str:
    return "1 fact" if number == 1 else f"{number:,} facts"


def _write(path: Path, data: bytes) -> None:
    """Replace a file whole; where its name is a link, the file behind it; a pipe or a device is written to."""
    target = path.resolve()
    if not target.parent.is_dir():
        raise FileNotFoundError(2, "there is no such folder", str(target.parent))
    if target.exists() and not target.is_file():
        target.write_bytes(data)  # of a folder, this raises what is told
    else:
        replace_file(target, data)
