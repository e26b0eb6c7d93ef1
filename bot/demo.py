"""`sitrep demo`: the bot in a simulated Discord server, used from a browser, without token or account."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import webbrowser
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.signals import stopped_by_signals

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from typing import Any

    import discord

    from bot.simulation import Page, Place

NEEDS = ("simcord", "aiohttp", "markdown_it", "linkify_it", "regex", "PIL")
HIGHEST_PORT = 65534


class DemoError(Exception):
    """The demo cannot start; its message says why and what to do."""


def run_demo(
    make_client: Callable[[Place], discord.Client],
    *,
    examples: Sequence[str] = (),
    port: int = 0,
    browser: bool = True,
    console: Console | None = None,
) -> None:
    """Run the demo until Ctrl-C, SIGTERM, or "End preview session" on its page.

    `make_client` is called once, inside the running loop, with the ids of the simulated server, so that its
    records can be laid out before the bot starts. The client needs no token and is closed at the end.
    `examples` are messages worth typing, shown as they are ("@Sitrep how many ...?").
    `port` is where #situation is served on 127.0.0.1, #moderators on the next; 0 lets the system choose both.
    `browser` opens the page when the machine has a graphical browser. The addresses are printed on `console`
    in any case and written nowhere else: whoever has one can use the demo.

    Raises DemoError when the optional packages are not installed or the port is taken. What `make_client` or
    the client's `setup_hook` raises passes through.
    """
    missing = [name for name in NEEDS if importlib.util.find_spec(name) is None]
    if missing:
        raise DemoError(
            f"The demo needs packages that are not installed ({', '.join(missing)}): "
            "start it with `uv run --extra demo sitrep demo`, or first run `pip install 'sitrep[demo]'`."
        )
    if not 0 <= port <= HIGHEST_PORT:
        raise DemoError(f"The port must be between 0 and {HIGHEST_PORT}, as the next one is used too: got {port}.")
    with contextlib.suppress(KeyboardInterrupt):  # pressed before serve() listens for it
        asyncio.run(
            serve(
                make_client,
                examples=examples,
                port=port,
                open_page=open_in_browser if browser else None,
                console=console or Console(),
            )
        )


async def serve(
    make_client: Callable[[Place], discord.Client],
    *,
    console: Console,
    examples: Sequence[str] = (),
    port: int = 0,
    open_page: Callable[[str], bool] | None = None,
) -> None:
    """Run the demo in the current event loop; see `run_demo`. `open_page` tells whether it could."""
    # Here and not above, so that the other commands of `sitrep` need neither simcord nor its start-up time.
    try:
        from bot.simulation import PortError, Simulation  # noqa: PLC0415   slow, and not always installed
    except ImportError as error:  # simcord stands on discord.py's internals and looks at them first
        raise DemoError(f"The demo does not work with the packages installed here: {error}") from error

    with stopped_by_signals() as stop:
        try:
            simulation = await Simulation(make_client, port=port).__aenter__()
        except PortError as error:
            raise DemoError(
                f"Port {port} or {port + 1} is in use on this computer, or not allowed: "
                "choose another with --port, or leave the option out."
            ) from error
        try:
            pages = simulation.pages
            opened = open_page is not None and await asyncio.to_thread(open_page, pages[0].url)
            _welcome(console, pages, examples, opened=opened)
            await _first_of(stop.wait(), simulation.ended())
        finally:
            await simulation.__aexit__(None, None, None)
    console.print("The demo has ended.")


def open_in_browser(url: str) -> bool:
    """Open an address in a graphical browser, if there is one; False leaves it to the reader of the terminal.

    Text browsers are passed over: they would take the terminal away, and the page needs JavaScript.
    """
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(found) is webbrowser.GenericBrowser or getattr(found, "background", True) is False:
        return False
    return found.open(url)


def _welcome(console: Console, pages: Sequence[Page], examples: Sequence[str], *, opened: bool) -> None:
    console.print(Text("Sitrep demo", style="bold"), "- a Discord server that exists only on this computer\n")
    console.print("It is open in your browser." if opened else "Open this address in a browser on this computer:")
    for page in pages:
        # One unbroken line each: a wrapped address cannot be clicked or copied.
        console.print(Text(f"  #{page.channel:<12}", style="cyan"), end="")
        console.print(page.url, soft_wrap=True, markup=False, highlight=False)
    console.print("  [dim]Keep these to yourself: whoever has one can use the demo.[/dim]\n")
    steps = [
        'Choose who you are under "Viewing as": Mina is a member, Sam is a moderator.',
        "Type a message that mentions @Sitrep, or type / for the commands (Sam sees more of them).",
        "Press the buttons under an answer. #moderators shows what reaches the moderators.",
    ]
    for number, step in enumerate(steps, start=1):
        console.print(Padding(Text(f"{number}. {step}"), (0, 0, 0, 2)))
    if examples:
        console.print("\nFor example:")
        for example in examples:
            console.print(Padding(Text(example, style="green"), (0, 0, 0, 5)))
    console.print("\nPress Ctrl-C to end the demo.")


async def _first_of(*waits: Coroutine[Any, Any, object]) -> None:
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
