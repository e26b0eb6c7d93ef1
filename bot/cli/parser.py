"""The arguments of every command, read into `Options`."""

from __future__ import annotations

import argparse
from datetime import UTC
from typing import TYPE_CHECKING, Any, NoReturn

from bot.cli import options, terminal
from bot.cli.options import Options, UsageError
from bot.settings import DATA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SUMMARY = "Answers questions about an unfolding situation from curated, sourced facts, or says that it has no record."
EXITS = "Exit code: 0 whatever the outcome, 1 for bad rows or faults, 2 for a command line that cannot be understood."

COMMANDS: Mapping[str, str] = {
    "run": "Connect to Discord with the token in DISCORD_TOKEN, until Ctrl-C or SIGTERM.",
    "demo": "The bot on a page in the browser, in a simulated Discord server; needs no token.",
    "chat": "Ask in the terminal, and choose by number where a question may mean several things.",
    "ask": "Answer one question; without QUESTION one a line from standard input, each with one line of output.",
    "import": "Take in a file of facts, JSON or CSV. Good rows go in as one revision, all bad ones are told.",
    "export": "Write all facts to a file: JSON holds the whole, CSV what a spreadsheet can say.",
    "evaluate": "Ask a golden list of questions, and report how often the answer was right.",
    "check": "Say whether data, settings, matcher and (with a token) Discord are in order, and what to do if not.",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} ({self.prog} --help shows how)")


class _Version(argparse.Action):
    """Looked up only when it is asked for: that costs as much as all of argparse."""

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from importlib import metadata

        parser.exit(message=f"sitrep {metadata.version('sitrep')}\n")


def parse(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[str, Options]:
    """The command that was named, and its options. Raises `UsageError`; --help and --version raise `SystemExit`."""
    main, commands = _parsers()
    name, *rest = arguments or [""]
    if name not in commands:
        main.parse_args([name] if name.startswith("-") else [])  # --help, --version
        raise UsageError(f"{f'there is no command “{name[:40]}”' if name else 'no command is given'}: {_names()}")
    return name, _options(commands[name], rest, environment)


def _names() -> str:
    *names, last = COMMANDS
    return f"choose one of {', '.join(names)} and {last}."


def _options(parser: argparse.ArgumentParser, arguments: Sequence[str], environment: Mapping[str, str]) -> Options:
    """Read options wherever they stand: argparse alone takes no words before and after an option."""
    before, after = _split(arguments)
    found, extras = parser.parse_known_args(before)
    given: dict[str, Any] = vars(found)
    words = [*extras, *after]
    unknown = [extra for extra in extras if _is_option(extra)]
    expected = given.pop("words")
    if unknown:
        parser.error(f"there is no option {unknown[0][:40]}")
    if expected == "FILE" and not words:
        parser.error("FILE is missing")
    if expected != "QUESTION" and len(words) > (expected == "FILE"):
        parser.error(f"“{words[-1][:40]}” is one word too many")
    named = {name: given[name] for name in ("data", "zone")}
    zone = options.zone_in(given["zone"]) if given["zone"] is not None else UTC
    instant = given.pop("now")
    data = given.pop("data")
    if data is None:
        data = environment.get("SITREP_DATA", "").strip() or str(DATA)
    return Options(
        **given
        | {
            "data": options.data_in(data),
            "model": environment.get("SITREP_MODEL", "").strip() if given["model"] is None else given["model"],
            "cache": options.cache_in(environment),
            "server": options.server_in(given["server"]),
            "instant": None if instant is None else options.instant_in(instant, zone),
            "zone": zone,
            "given": frozenset(name for name, value in named.items() if value is not None),
            "words": tuple(map(terminal.argument, words)) if expected == "QUESTION" else (),
            "file": options.file_in(words[0]) if expected == "FILE" else "",
        }
    )


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before the first "--", and the words after it, whatever they begin with."""
    listed = list(arguments)
    at = listed.index("--") if "--" in listed else len(listed)
    return listed[:at], listed[at + 1 :]


def _is_option(word: str) -> bool:
    """Whether a word was meant as an option: "-x", but not "-", "-5" or a question that begins with a dash."""
    return word.startswith("-") and word[1:2] not in {"", " "} and not word[1].isdigit() and " " not in word


def _parsers() -> tuple[_Parser, Mapping[str, _Parser]]:
    main = _Parser(prog="sitrep", description=SUMMARY, epilog=EXITS, allow_abbrev=False)
    main.add_argument("--version", action=_Version, nargs=0, help="show the version, and end")
    choices = main.add_subparsers(metavar="COMMAND", title="commands")
    shared = _shared()
    commands = {}
    for name, summary in COMMANDS.items():
        command = choices.add_parser(
            name, parents=[shared], help=summary, description=summary, epilog=EXITS, allow_abbrev=False
        )
        commands[name] = command
    for name in ("run", "demo", "chat", "check"):
        _takes(commands[name], "")
    _takes(commands["ask"], "QUESTION", "[QUESTION ...]")
    add = commands["ask"].add_argument
    add("--explain", action="store_true", help="say why: how it was read, the likeliest facts, what is against them")
    for name in ("import", "export", "evaluate"):
        _takes(commands[name], "FILE", "FILE")
    add = commands["import"].add_argument
    add("--dry-run", action="store_true", help="only say what would change")
    add = commands["export"].add_argument
    add("--format", choices=("json", "csv"), default="", help="if FILE does not end in .json or .csv; for -, json")
    add = commands["demo"].add_argument
    add("--no-browser", dest="browser", action="store_false", help="only print the addresses")
    add("--port", type=options.port_in, default=0, help="serve the pages on this port of 127.0.0.1 and the next")
    return main, commands


def _takes(command: _Parser, words: str, shown: str = "") -> None:
    command.set_defaults(words=words)
    command.usage = f"{command.prog} [options] {shown}".rstrip()
    if words == "FILE":
        command.description = f"{command.description} FILE - is the standard stream."


def _shared() -> _Parser:
    """The options that every command takes, so that one line of them fits all."""
    shared = _Parser(add_help=False)
    group = shared.add_argument_group("options of every command (without effect where they mean nothing)")
    group.add_argument("--data", metavar="DIR", help="the data folder; else SITREP_DATA, else ./data")
    group.add_argument(
        "--model",
        metavar="DIR",
        help="a sentence encoder to match with, or none; else SITREP_MODEL, else the one of the [semantic] extra",
    )
    group.add_argument("--server", metavar="ID", help="whose facts: a server's id (default: local)")
    group.add_argument(
        "--no-starter", dest="starter", action="store_false", help="begin with nothing instead of the starter's facts"
    )
    group.add_argument("--json", dest="as_json", action="store_true", help="write JSON and nothing else")
    group.add_argument("--now", metavar="ISO", help="take this for the present instant: 2024-05-31T09:00+09:00")
    group.add_argument("--zone", metavar="ZONE", help="the time zone in which days begin (default: UTC)")
    return shared
