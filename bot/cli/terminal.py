"""The standard streams: UTF-8 whatever the locale, a line at a time, and quiet when the other end is gone."""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

_BOM = "\ufeff"
_BREAKS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}


def prepare() -> None:
    """Make the standard streams UTF-8, also where the locale is C or the console is one of Windows.

    A stream that the caller closed becomes an empty one. What cannot be written, such as a byte of a file's name
    that is no UTF-8, is written as an escape.
    """
    sys.stdin = sys.stdin or io.TextIOWrapper(io.BytesIO())
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123   for the whole process
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, "backslashreplace"), (sys.stderr, "backslashreplace")):
        if isinstance(stream, io.TextIOWrapper):  # a test may have put something else in its place
            stream.reconfigure(encoding="utf-8", errors=errors)


def lines() -> Iterator[str]:
    """Each line of standard input as soon as it is there, without its end. Bytes that are no UTF-8 become U+FFFD.

    Bytes are read, for text streams read ahead and end lines at more than a line feed.
    """
    first = True
    for raw in sys.stdin.buffer:
        line = raw.decode("utf-8", "replace").removesuffix("\n").removesuffix("\r")
        yield line.removeprefix(_BOM) if first else line
        first = False


def argument(text: str) -> str:
    """An argument of the command line as the UTF-8 text that was typed, whatever locale Python read it in."""
    return os.fsencode(text).decode("utf-8", "replace")


def write_json(value: Any, *, indent: int | None = None) -> None:
    """Write one JSON value to standard output, on one line unless indented, and flush.

    Characters beyond ASCII stay readable but for those at which some programs end a line.
    """
    separators = (",", ":") if indent is None else None
    written = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators)
    write_line(written.translate(_BREAKS))


def write_line(text: str) -> None:
    """Write a line to standard output at once, for a program that waits for it."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Say on standard error what went wrong."""
    with contextlib.suppress(OSError):  # nobody listens
        sys.stderr.write(f"sitrep: {text}\n")
        sys.stderr.flush()


def console(*, stderr: bool = False) -> Console:
    """Where people read: rich, on standard output or standard error."""
    from rich.console import Console  # 60 ms that a program’s question need not wait

    return Console(stderr=stderr, highlight=False)


def flush() -> None:
    """Write what is still to be written, while a failure can be told."""
    sys.stdout.flush()


def abandon() -> None:
    """Write what can be written still, and drop the rest: else Python's own flush at the end would complain of it."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
