"""`sitrep chat`: the conversation of a channel, in the terminal.

What a choice offers is chosen by its number; a question that leaves out its subject means the last answer's.
"""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from rich.panel import Panel
from rich.text import Text

from bot.cards import plain
from bot.cli import terminal
from bot.cli.ask import stream
from knowledge import servers
from knowledge.answers import Answer, Choice

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console

    from bot.cli.options import Options
    from knowledge.answers import Outcome, Shown
    from knowledge.base import KnowledgeBase

PROMPT = "> "
QUIT = frozenset({"/quit", "/exit"})
WELCOME = "Ask a question. A number chooses from what is offered, #12 shows fact 12, /quit or Ctrl-D ends."


def run(options: Options, _environment: Mapping[str, str], /) -> int:
    """Talk until the other side has enough; that is never a fault. With --json it is `sitrep ask` from a stream."""
    base = servers.read(options.data, options.server, starter=options.starter, matching=options.matching())
    with contextlib.suppress(KeyboardInterrupt):
        if options.as_json:
            stream(base, options)
        else:
            _talk(base, options, terminal.console())
    return 0


def _talk(base: KnowledgeBase, options: Options, screen: Console) -> None:
    people = sys.stdin.isatty()
    if people:
        screen.print(WELCOME, style="dim")
    offered: tuple[Shown, ...] = ()
    about: tuple[int, ...] = ()
    for line in _typed() if people else terminal.lines():
        said = line.strip()
        if said.lower() in QUIT:
            return
        if not said and people:
            continue
        outcome = _chosen(said, offered, base, options) or base.ask(
            line, now=options.now(), zone=options.zone, about=about
        )
        offered = outcome.offered if isinstance(outcome, Choice) else ()
        if isinstance(outcome, Answer):
            about = tuple(shown.fact.id for shown in outcome.answers)
        _show(outcome, options, screen)


def _typed() -> Iterator[str]:
    """What is typed at the prompt, where the line can be edited, until Ctrl-D."""
    with contextlib.suppress(ImportError):  # Windows' console edits lines itself
        import readline  # noqa: F401   its import is what makes `input` edit lines
    while True:
        try:
            yield input(PROMPT)
        except EOFError:
            sys.stdout.write("\n")
            return


def _chosen(said: str, offered: tuple[Shown, ...], base: KnowledgeBase, options: Options) -> Answer | None:
    """The fact that a number chooses: one of those offered, or "#12"; None for anything else, a question."""
    number = said.removeprefix("#")
    if not (number.isascii() and number.isdigit()) or len(number) > len(str(sys.maxsize)):
        return None
    if said != number:
        shown = base.show(int(number), now=options.now(), zone=options.zone)
    else:
        shown = offered[int(number) - 1] if 1 <= int(number) <= len(offered) else None
    return Answer(question=said, answers=(shown,)) if shown else None


def _show(outcome: Outcome, options: Options, screen: Console) -> None:
    text = Text(plain(outcome, now=options.now(), zone=options.zone))
    match outcome:
        case Answer():
            first, _, _ = text.plain.partition("\n")
            text.stylize("bold", 0, len(first))
            screen.print(Panel(text, border_style="blue", expand=False))
        case Choice():
            screen.print(Panel(text, border_style="yellow", expand=False))
        case _:
            screen.print(text)
