"""One run of the command line: from arguments to an exit code, with a sentence for whatever goes wrong.

Each command is imported when it is asked for (the reason for PLC0415 in this package): discord.py takes half a
second, rich and numpy a tenth each, and `sitrep ask` shall answer well before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli import terminal
from bot.cli.options import UsageError
from bot.cli.parser import parse
from knowledge.errors import SitrepError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.cli.options import Options

FINE = 0
FAULT = 1
USAGE = 2
INTERRUPTED = 130
"""What shells expect of a process that Ctrl-C ended. Commands that only Ctrl-C ends are fine with it."""


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run one command; 0, 1 for a fault or bad rows, 2 for a command line that cannot be understood."""
    terminal.prepare()
    try:
        command, options = parse(arguments, environment)
        code = _dispatch(command, options, environment)
        terminal.flush()
    except UsageError as error:
        terminal.complain(str(error))
        return USAGE
    except SitrepError as error:
        terminal.complain(str(error))
        return FAULT
    except BrokenPipeError:  # whoever read our output has enough
        terminal.abandon()
        return FINE
    except OSError as error:
        terminal.abandon()
        terminal.complain(_told(error))
        return FAULT
    except KeyboardInterrupt:
        terminal.abandon()
        return INTERRUPTED
    return code


def _dispatch(command: str, options: Options, environment: Mapping[str, str]) -> int:
    match command:
        case "run":
            from bot.cli.connect import run as begin
        case "demo":
            from bot.cli.demonstrate import run as begin
        case "chat":
            from bot.cli.chat import run as begin
        case "ask":
            from bot.cli.ask import run as begin
        case "import":
            from bot.cli.exchange import import_ as begin
        case "export":
            from bot.cli.exchange import export as begin
        case "evaluate":
            from bot.cli.evaluate import run as begin
        case _:
            from bot.cli.check import run as begin
    return begin(options, environment)


def _told(error: OSError) -> str:
    """What the system refused, and about which file."""
    why = error.strerror or str(error)
    return f"{error.filename}: {why}." if error.filename else f"{why}."
