"""The demo harness, with a stand-in for the bot, asked over its loopback server as a browser would ask."""

import asyncio
import importlib.util
import io
import queue
import re
import signal
import subprocess
import sys
import urllib.parse
import webbrowser
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta

import aiohttp
import discord
import pytest
from discord import app_commands
from discord.ext import commands, tasks
from rich.console import Console

from bot.client import Sitrep
from bot.demo import DemoError, open_in_browser, run_demo, serve
from bot.simulation import Simulation, mentioned
from knowledge.servers import Servers


class Standin(commands.Bot):
    """Answers a mention with a button and pings #moderators every second."""

    def __init__(self, place):
        intents = discord.Intents(guilds=True, guild_messages=True)
        super().__init__(command_prefix=commands.when_mentioned, intents=intents, help_command=None)
        self.place = place
        self.guilds_at_ready = None

    async def setup_hook(self):
        desk = app_commands.Command(name="desk", description="For curators", callback=open_desk)
        desk.default_permissions = discord.Permissions(manage_messages=True)
        self.tree.add_command(desk)
        await self.tree.sync()
        self.beat.start()

    async def close(self):
        self.beat.cancel()
        await super().close()

    async def on_ready(self):
        self.guilds_at_ready = [guild.id for guild in self.guilds]

    async def on_message(self, message):
        if self.user in message.mentions:
            view = discord.ui.View(timeout=None)
            view.add_item(discord.ui.Button(label="Wrong?", custom_id="wrong"))
            await message.reply(f"heard {message.author.name}", view=view)

    async def on_interaction(self, interaction):
        if interaction.type is discord.InteractionType.component:
            await interaction.response.send_message("noted", ephemeral=True)

    @tasks.loop(seconds=1)
    async def beat(self):
        channel = self.get_channel(self.place.moderators)
        if channel is not None:
            await channel.send("beat")


async def open_desk(interaction: discord.Interaction) -> None:
    await interaction.response.send_message("desk", ephemeral=True)


class Visitor:
    """One browser tab: opens a page of the demo, reads it and acts on it."""

    def __init__(self, session, url):
        address = urllib.parse.urlsplit(url)
        self.session = session
        self.root = f"{address.scheme}://{address.netloc}"
        self.headers = {"X-Simcord-Capability": address.fragment}
        self.sequence = 0

    async def call(self, method, path, body=None):
        async with self.session.request(method, self.root + path, json=body, headers=self.headers) as reply:
            assert reply.status == 200, f"{path}: {reply.status} {await reply.text()}"
            return await reply.json()

    async def open(self):
        self.page = await self.call("POST", "/api/pages", {})
        self.headers["X-Simcord-Context"] = self.page["context"]["id"]
        return self

    async def act(self, kind, **body):
        self.sequence += 1
        return await self.call(
            "POST",
            "/api/action",
            body
            | {
                "kind": kind,
                "protocol_version": 3,
                "sequence": self.sequence,
                "request_id": f"r{self.sequence}",
                "generation": self.page["context"]["generation"],
                "bot_generation": self.page["botGeneration"],
                "published_revision": self.page["publishedRevision"],
            },
        )

    async def look(self):
        self.page = await self.call("GET", "/api/state")
        return [self.page["messages"][identity] for identity in self.page["timeline"]]


@asynccontextmanager
async def visit(simulation, number=0):
    async with aiohttp.ClientSession() as session:
        yield await Visitor(session, simulation.pages[number].url).open()


@pytest.fixture
async def clients():
    """What `made` built, in order."""
    return []


@pytest.fixture
async def simulation(clients):
    def made(place):
        clients.append(Standin(place))
        return clients[-1]

    async with Simulation(made) as running:
        yield running


async def test_a_typed_name_becomes_a_mention_and_the_bot_answers(simulation):
    """There is no @-picker on the page: typing @Sitrep is enough to be heard."""
    async with visit(simulation) as mina:
        receipt = await mina.act("send_message", content="@sitrep how many?", reply_to_id=None)
        assert (receipt["rejected"], receipt["dispatched"]) == (False, True), receipt
        question, answer = await mina.look()
        assert re.fullmatch(r"<@\d+> how many\?", question["content"])
        assert answer["content"] == "heard Mina"


async def test_a_button_runs_the_bots_callback_although_the_page_was_published_since(simulation):
    """The bot speaks at any time, which renews pages: a click made on the older one still counts."""
    async with visit(simulation) as mina:
        await mina.act("send_message", content="@Sitrep how many?", reply_to_id=None)
        _, answer = await mina.look()
        for preview in simulation._previews:
            await preview.refresh()
        receipt = await mina.act(
            "click",
            target_id=answer["id"],
            control_key=f"message:{answer['id']}:component:0.components.0",
        )
        assert (receipt["rejected"], receipt["settlement"]) == (False, "settled"), receipt
        assert [message["content"] for message in await mina.look()][-1] == "noted"


async def test_two_people_and_the_clock_at_once_are_served_in_turn(simulation):
    """Overlapping operations are refused by simcord; here they wait for each other."""
    async with visit(simulation) as mina, visit(simulation, 1) as sam:
        receipts = await asyncio.gather(
            mina.act("send_message", content="@Sitrep one", reply_to_id=None),
            sam.act("send_message", content="@Sitrep two", reply_to_id=None),
            simulation.catch_up(),
            simulation.catch_up(),
        )
        assert [receipt["settlement"] for receipt in receipts[:2]] == ["settled", "settled"]
        assert "heard Sam" in [message["content"] for message in await sam.look()]


async def test_loops_run_in_time_and_the_page_shows_what_they_posted():
    """The simulated clock starts at the real one and catches up with it."""
    late = timedelta()
    async with (
        Simulation(Standin, now=lambda: datetime.now(UTC) + late) as simulation,
        visit(simulation, 1) as sam,
    ):
        assert [message["content"] for message in await sam.look()] == ["beat"]  # as the loop started
        late = timedelta(seconds=3)
        await simulation.catch_up()
        assert [message["content"] for message in await sam.look()] == ["beat"] * 4
        assert abs(datetime.now(UTC) + late - simulation._env.now()) < timedelta(seconds=1)


async def test_members_see_neither_the_moderators_channel_nor_their_commands(simulation):
    """Mina and Sam differ as a member and a moderator do."""
    async with visit(simulation) as mina, visit(simulation, 1) as sam:
        assert [entry["invocation"] for entry in (await mina.call("GET", "/api/commands"))["entries"]] == []
        assert [entry["invocation"] for entry in (await sam.call("GET", "/api/commands"))["entries"]] == ["desk"]
        assert [viewer["name"] for viewer in mina.page["viewers"]] == ["Mina", "Sam"]
        assert [viewer["name"] for viewer in sam.page["viewers"]] == ["Sam"]


async def test_a_command_that_refuses_its_user_has_answered_them(tmp_path):
    """The bot's own words are there; the page calls neither the outcome uncertain nor the bot broken."""
    servers = Servers(tmp_path)
    async with Simulation(lambda _: Sitrep(servers)) as simulation, visit(simulation, 1) as sam:
        found = (await sam.call("GET", "/api/commands"))["entries"]
        [preview] = [entry for entry in found if entry["invocation"] == "digest preview"]
        receipt = await sam.act(
            "run_command",
            command_id=preview["commandId"],
            path=preview["path"],
            schema_fingerprint=preview["schemaFingerprint"],
            options={},
        )
        assert (receipt["settlement"], receipt["diagnostics"]) == ("settled", []), receipt
        assert "No digest is set" in (await sam.look())[-1]["content"]


async def test_the_client_is_told_its_place_before_it_starts(simulation, clients):
    """So that records can be laid out for the server; at READY the server is there."""
    [client] = clients
    assert client.place == simulation.place
    assert client.guilds_at_ready == [client.place.server]
    assert client.get_channel(client.place.situation).name == "situation"
    assert client.user.name == "Sitrep"


async def test_leaving_closes_the_client_and_the_pages():
    """Nothing listens afterwards, and no loop goes on."""
    async with Simulation(Standin) as running:
        client, pages = running._env.bot, running.pages
    assert client.is_closed()
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectionError):
            await session.get(pages[0].url)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    assert not [task for task in others if "sitrep demo" in task.get_name()]


async def test_a_client_that_fails_to_start_is_closed_and_its_error_passes_through():
    """A wrong set-up is the caller's to explain."""

    class Broken(Standin):
        async def setup_hook(self):
            raise LookupError("no records")

    made = []
    with pytest.raises(LookupError, match="no records"):
        async with Simulation(lambda place: made.append(Broken(place)) or made[0]):
            pass
    assert made[0].is_closed()


async def test_ending_the_session_on_the_page_ends_the_demo():
    """Choosing "End preview session" does what Ctrl-C does, and the terminal says so."""
    out, opened = io.StringIO(), queue.SimpleQueue()
    running = asyncio.create_task(
        serve(
            Standin,
            console=Console(file=out, width=70),
            examples=["@Sitrep how many?"],
            open_page=opened.put,
        )
    )
    address = await asyncio.to_thread(opened.get, timeout=10)
    async with aiohttp.ClientSession() as session:
        await (await Visitor(session, address).open()).act("close")
    await asyncio.wait_for(running, 10)
    said = out.getvalue()
    assert said.splitlines()[3].endswith(address)  # on one line, however narrow the terminal
    assert "Open this address" in said
    assert "@Sitrep how many?" in said
    assert said.endswith("The demo has ended.\n")


async def test_a_taken_port_is_explained(unused_tcp_port):
    """In one sentence, with the remedy."""
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", unused_tcp_port)
    async with server:
        with pytest.raises(DemoError, match=rf"Port {unused_tcp_port} .* --port"):
            await serve(Standin, console=Console(file=io.StringIO()), port=unused_tcp_port)


async def test_the_address_is_never_logged(caplog):
    """It is a credential: the terminal is the only place for it."""
    caplog.set_level("DEBUG")
    async with Simulation(Standin) as running, visit(running) as mina:
        await mina.act("send_message", content="@Sitrep how many?", reply_to_id=None)
        secrets = [page.url.partition("#")[2] for page in running.pages]
    assert not [record for record in caplog.records for secret in secrets if secret in record.getMessage()]


@pytest.mark.parametrize("package", ["simcord", "regex"])
def test_missing_packages_are_explained(monkeypatch, package):
    """The remedy is in the sentence, and nothing was started."""
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == package else find(name))
    with pytest.raises(DemoError, match=rf"\({package}\).*uv run --extra demo sitrep demo.*sitrep\[demo\]"):
        run_demo(pytest.fail)


async def test_packages_that_do_not_fit_are_explained(monkeypatch):
    """A newer discord.py may be more than simcord knows: it says so, and so does the demo."""
    monkeypatch.setitem(sys.modules, "bot.simulation", None)
    with pytest.raises(DemoError, match="does not work with the packages installed"):
        await serve(pytest.fail, console=Console(file=io.StringIO()))


@pytest.mark.parametrize("port", [-1, 65535])
def test_a_port_out_of_range_is_refused(port):
    """Each channel needs one, so the last port is out as well."""
    with pytest.raises(DemoError, match="between 0 and 65534"):
        run_demo(pytest.fail, port=port)


def test_importing_the_demo_does_not_import_simcord():
    """The other commands of `sitrep` must work, and start quickly, without it."""
    probe = "import sys, bot.demo; sys.exit('simcord' in sys.modules)"
    subprocess.run([sys.executable, "-c", probe], check=True)


def test_only_a_graphical_browser_is_opened(monkeypatch):
    """A text browser would take the terminal away; none at all is no error."""
    opened = []

    class Graphical(webbrowser.BackgroundBrowser):
        def open(self, url, new=0, autoraise=True):  # noqa: FBT002
            opened.append(url)
            return True

    def none_found():
        raise webbrowser.Error

    monkeypatch.setattr(webbrowser, "get", lambda: Graphical("x"))
    assert open_in_browser("http://here")
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("lynx"))
    assert not open_in_browser("http://there")
    monkeypatch.setattr(webbrowser, "get", none_found)
    assert not open_in_browser("http://there")
    assert opened == ["http://here"]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("@Sitrep how many?", "<@1> how many?"),
        ("hey @SITREP, and @Mina Kim?", "hey <@1>, and <@2>?"),
        ("@Mina?", "<@3>?"),
        ("mail me@sitrep.example", "mail me@sitrep.example"),
        ("@Sitreps <@1> <@!1> @Nobody", "@Sitreps <@1> <@!1> @Nobody"),
    ],
)
def test_names_become_mentions(typed, sent):
    """Whole names only, the longest first, in any case; what already is a mention stays."""
    assert mentioned(typed, {"sitrep": 1, "mina kim": 2, "mina": 3}) == sent


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot send these signals to a child")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_demo_without_a_traceback(tmp_path, number):
    """Ctrl-C and SIGTERM both leave with status 0 and a last word."""
    script = tmp_path / "start.py"
    script.write_text(
        "import discord\n"
        "from bot.demo import run_demo\n"
        "run_demo(lambda place: discord.Client(intents=discord.Intents(guilds=True)), browser=False)\n"
    )
    child = subprocess.Popen([sys.executable, "-u", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        for line in child.stdout:
            if "Ctrl-C" in line:
                break
        child.send_signal(number)
        out, err = child.communicate(timeout=20)
    finally:
        with suppress(OSError):
            child.kill()
    assert (child.returncode, out) == (0, "The demo has ended.\n")
    assert "Traceback" not in err
