"""`sitrep demo`: the real client in a simulated Discord server that knows the starter."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli import terminal
from bot.client import Sitrep
from bot.demo import DemoError, run_demo
from knowledge.servers import Servers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.cli.options import Options
    from bot.simulation import Place

EXAMPLES = (
    "@Sitrep how many missiles did North Korea fire?",
    "@Sitrep where did they come down",
    "@Sitrep who said the satellite launch failed?",
    "/ask",
)


def run(options: Options, _environment: Mapping[str, str], /) -> int:
    """Run the demo until Ctrl-C. Its records are kept only with --data: SITREP_DATA may be a real bot's."""
    with ExitStack() as undo:
        if "data" in options.given:
            data = options.data
        else:
            data = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix="sitrep-", ignore_cleanup_errors=True)))
        clock = _clock(options.instant)
        servers = Servers(data, clock=clock, matching=options.matching())
        undo.callback(servers.close)

        def client(place: Place) -> Sitrep:
            base = servers.open(str(place.server))
            if options.starter and base.state.revision == 0:
                base.seed()
            return Sitrep(servers, clock=clock)

        try:
            run_demo(
                client,
                examples=EXAMPLES,
                port=options.port,
                browser=options.browser,
                console=terminal.console(stderr=options.as_json),
            )
        except DemoError as error:
            terminal.complain(str(error))
            return 1
    return 0


def _clock(begin: datetime | None) -> Callable[[], datetime]:
    """A clock that shows `begin` now, and goes on from there."""
    ahead = (begin - datetime.now(UTC)) if begin else None
    return lambda: datetime.now(UTC) + ahead if ahead is not None else datetime.now(UTC)
