"""`sitrep ask`: one question from the command line, or one a line from standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import explanation_card, plain
from bot.cli import terminal
from bot.cli.explain import explanation_json
from bot.cli.shape import outcome_json
from knowledge import servers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.cli.options import Options
    from knowledge.base import KnowledgeBase


def run(options: Options, _environment: Mapping[str, str], /) -> int:
    """Answer; the exit code is 0 whatever the outcome."""
    base = servers.read(options.data, options.server, starter=options.starter, matching=options.matching())
    if options.words:
        _answer(base, " ".join(options.words), options, folded=False)
    else:
        stream(base, options)
    return 0


def stream(base: KnowledgeBase, options: Options) -> None:
    """Write one line for each line of standard input, blank ones too, before the next is read."""
    for question in terminal.lines():
        _answer(base, question, options, folded=True)


def _answer(base: KnowledgeBase, question: str, options: Options, *, folded: bool) -> None:
    now = options.now()
    reasons = base.explain(question, now=now, zone=options.zone) if options.explain else None
    outcome = reasons.outcome if reasons else base.ask(question, now=now, zone=options.zone)
    if options.as_json:
        shaped = outcome_json(question, outcome, now=now, zone=options.zone, revision=base.state.revision)
        terminal.write_json(shaped | ({"explanation": explanation_json(reasons)} if reasons else {}))
        return
    text = plain(outcome, now=now, zone=options.zone)
    if reasons:
        text = f"{text}\n\n{explanation_card(reasons).plain}"
    terminal.write_line(" ".join(text.split()) if folded else text)
