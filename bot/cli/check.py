"""`sitrep check`: whether everything that the bot stands on is in order, and what to do if not. Changes nothing."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from bot.cli import terminal
from bot.settings import Settings
from knowledge import servers
from knowledge.activity import ACTIVITY
from knowledge.errors import InvalidError, LockedError, SitrepError
from knowledge.files import AtomicStorage
from knowledge.lock import FolderLock
from knowledge.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from bot.cli.options import Options


_ACCESS = "Give the user who runs sitrep access."


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was looked at, what was found there and, where that is a problem, what to do."""

    name: str
    found: str
    remedy: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing has to be done."""
        return not self.remedy


def run(options: Options, environment: Mapping[str, str], /) -> int:
    """Look at everything; 1 when something has to be done. Only with DISCORD_TOKEN set is Discord contacted."""
    shown = []
    for line in _lines(options, environment):
        shown.append(line)
        if not options.as_json:
            _show(line)
    fine = all(line.ok for line in shown)
    if options.as_json:
        checks = [{"ok": line.ok, **asdict(line)} for line in shown]
        terminal.write_json({"ok": fine, "checks": checks}, indent=1)
    return 0 if fine else 1


def _lines(options: Options, environment: Mapping[str, str]) -> Iterator[Line]:
    yield _data(options.data)
    if options.data.is_dir():
        yield _writer(options.data)
        yield from _servers(options.data)
    yield _zones()
    yield _matcher(options)
    settings, line = _settings(environment)
    yield line
    if settings:
        from bot.cli.check_discord import look

        yield from look(settings)


def _data(data: Path) -> Line:
    name = f"data folder {data.resolve()}"
    if not data.exists():
        above = next(folder for folder in data.resolve().parents if folder.exists())
        if not (above.is_dir() and os.access(above, os.W_OK | os.X_OK)):
            remedy = "Choose another folder with --data or SITREP_DATA."
            return Line(name=name, found=f"is not there, and cannot be made in {above}", remedy=remedy)
        return Line(name=name, found="is not there yet: it is made when something is first written")
    if not data.is_dir():
        return Line(name=name, found="is a file", remedy="Choose a folder with --data or SITREP_DATA.")
    if not os.access(data, os.R_OK | os.X_OK):
        return Line(name=name, found="cannot be read", remedy="Give the user who runs sitrep access to it.")
    if not os.access(data, os.W_OK):
        return Line(name=name, found="can only be read", remedy="Give the user who runs sitrep leave to write there.")
    return Line(name=name, found="can be read and written")


def _writer(data: Path) -> Line:
    """Who writes there now. The lock is taken for a moment, as nothing else tells whether another process has it."""
    if not (data / "writer.lock").exists():
        return Line(name="writer", found="none, ever")
    try:
        FolderLock(data).close()
    except LockedError as error:
        return Line(name="writer", found=error.holder or "another process")
    except OSError as error:
        return Line(name="writer", found=f"unknown: {error.strerror}", remedy=_ACCESS)
    return Line(name="writer", found="none at the moment")


def _servers(data: Path) -> Iterator[Line]:
    try:
        for server in servers.known(data):
            yield _server(server, servers.server_folder(data, server))
    except OSError as error:
        yield Line(name="servers", found=f"{error.filename}: {error.strerror}", remedy=_ACCESS)


def _server(server: str, folder: Path) -> Line:
    name = f"server {server}"
    try:
        store = Store(folder, writable=False)
    except SitrepError as error:
        return Line(name=name, found=str(error), remedy=getattr(error, "remedy", "") or "See above.")
    except OSError as error:
        return Line(name=name, found=f"{error.filename}: {error.strerror}", remedy=_ACCESS)
    state = store.state
    behind = f"; the view is made again from the log at the next start (it stands at {store.viewed})"
    found = f"{len(state.facts)} facts at revision {state.revision}{behind if store.viewed < state.revision else ''}"
    try:
        AtomicStorage(folder / ACTIVITY).read()
    except ValueError:
        remedy = f"Restore {folder / ACTIVITY} from a backup, or leave it: it is set aside at the next start."
        return Line(name=name, found=f"{found}; the open questions and receipts are damaged, no fact is", remedy=remedy)
    return Line(name=name, found=found)


def _zones() -> Line:
    try:
        ZoneInfo("Asia/Seoul")
    except (KeyError, OSError, ValueError):
        remedy = "Install the time zone database: `pip install tzdata`, or the system's package of that name."
        return Line(name="time zones", found="no database of them", remedy=remedy)
    return Line(name="time zones", found=f"{len(available_timezones())} known")


def _matcher(options: Options) -> Line:
    """Which matcher runs and why, and whether it finds a fact by its own question, in the server that was named."""
    begun = perf_counter()
    choice = options.choice()
    try:
        base = servers.read(options.data, options.server, starter=options.starter, matching=choice.matching)
    except (SitrepError, OSError):
        found = f"not tried, as the facts of {options.server} cannot be read (see above); {choice}"
        return Line(name="matcher", found=found, remedy=choice.remedy)
    fact = next((fact for fact in base.state.facts.values() if not fact.retired and fact.live(options.now())), None)
    if fact is None:
        return Line(name="matcher", found=f"no facts to find; {choice}", remedy=choice.remedy)
    ready = perf_counter()
    candidates = base.ask(fact.question, now=options.now(), zone=options.zone).candidates
    if all(shown.fact.id != fact.id for shown in candidates):
        found = f"does not find fact #{fact.id} by its own question"
        return Line(name="matcher", found=found, remedy="Install sitrep again; if that does not help, report it.")
    took = f"opened in {ready - begun:.2f} s, indexed and answered in {perf_counter() - ready:.2f} s"
    return Line(name="matcher", found=f"runs: {took}; {choice}", remedy=choice.remedy)


def _settings(environment: Mapping[str, str]) -> tuple[Settings | None, Line]:
    """The settings if there is a token to use them with, and what is to be said of them."""
    try:
        settings = Settings.parse(environment)
    except InvalidError as error:
        if environment.get("DISCORD_TOKEN", "").strip():
            return None, _wrong(error)
        others = [problem for problem in error.problems if problem.field != "DISCORD_TOKEN"]
        if others:
            return None, _wrong(InvalidError(others))
        return None, Line(name="settings", found="in order; without DISCORD_TOKEN, Discord is not looked at")
    return settings, Line(name="settings", found="in order, with a token")


def _wrong(error: InvalidError) -> Line:
    return Line(name="settings", found="cannot be used", remedy=" ".join(map(str, error.problems)))


def _show(line: Line) -> None:
    from rich.text import Text

    mark = Text("ok      ", style="green") if line.ok else Text("problem ", style="bold red")
    screen = terminal.console()
    screen.print(mark.append(f"{line.name}: {line.found}", style="default"), soft_wrap=True)
    if line.remedy:
        screen.print(Text(f"        {line.remedy}"), soft_wrap=True)
