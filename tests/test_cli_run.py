"""`sitrep run`, against a Discord that stands on this machine: its HTTP and gateway doors, as far as starting takes."""

import asyncio
import contextlib
import json
import signal
import subprocess
import sys
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from command_line import environment, quickly

TOKEN = ".".join(("A" * 24, "b" * 6, "c" * 30))
IDENTIFY = 2
SELF = {"id": "11", "username": "Sitrep", "discriminator": "0", "avatar": None, "bot": True, "flags": 0}
APPLICATION = {
    "id": "11",
    "name": "Sitrep",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "summary": "",
    "verify_key": "",
    "flags": 0,
    "team": None,
    "owner": SELF | {"id": "12", "username": "Sam"},
}
AGAINST = (
    "import sys, yarl, discord.http, discord.gateway\n"
    "base = sys.argv.pop(1)\n"
    "discord.http.Route.BASE = base\n"
    "discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(base.replace('http', 'ws', 1) + '/gateway')\n"
    "from bot.__main__ import main\n"
    "sys.argv[0] = 'sitrep'\n"
    "main()\n"
)


@dataclass
class Discord:
    """Answers a login with `status`, and an identification with `closing` or, without one, that all is ready."""

    status: int = 200
    closing: int = 0
    asked: list = field(default_factory=list)
    ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def http(self, request):
        """The API."""
        self.asked.append(f"{request.method} {request.path}")
        found = APPLICATION
        if self.status != 200:
            found = {"message": "no", "code": 0}
        elif request.path.endswith("/users/@me"):
            found = SELF
        elif request.method == "PUT":
            found = []
        # discord.py reads JSON only where the type is this and nothing more.
        return web.Response(body=json.dumps(found), status=self.status, headers={"Content-Type": "application/json"})

    async def gateway(self, request):
        """The gateway."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 40_000}})
        while (await socket.receive_json())["op"] != IDENTIFY:
            pass
        if self.closing:
            await socket.close(code=self.closing)
            return socket
        ready = {"v": 10, "user": SELF, "guilds": [], "session_id": "s", "application": {"id": "11", "flags": 0}}
        ready["resume_gateway_url"] = str(request.url.with_scheme("ws"))
        await socket.send_json({"op": 0, "t": "READY", "s": 1, "d": ready})
        self.ready.set()
        async for _ in socket:
            pass
        return socket


@contextlib.asynccontextmanager
async def at(discord):
    """The address at which that Discord can be reached."""
    app = web.Application()
    app.router.add_get("/gateway", discord.gateway)
    app.router.add_route("*", "/{path:.*}", discord.http)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@contextlib.asynccontextmanager
async def running(folder, address, **more):
    """`sitrep run` as a process that is ended when the test is."""
    told = environment(folder, DISCORD_TOKEN=TOKEN, **more)
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", AGAINST, address, "run"), env=told, cwd=folder, stdout=-1, stderr=-1
    )
    try:
        yield child
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()


async def end_of(child):
    """Exit code, and what stands on standard error; there is never a token in it, nor a traceback."""
    out, err = await asyncio.wait_for(child.communicate(), 30)
    text = err.decode()
    assert out == b""
    assert TOKEN not in text
    assert "Traceback" not in text
    return child.returncode, text


@pytest.mark.parametrize(
    ("discord", "sentence"),
    [
        (Discord(status=401), "does not know this token"),
        (Discord(status=503), "refused the connection"),
        (Discord(closing=4014), "Message Content intent"),
        (Discord(closing=4004), "refused the connection"),
    ],
    ids=["a bad token", "an outage", "a refused intent", "a session refused"],
)
async def test_what_discord_refuses_is_told_in_a_sentence(tmp_path, discord, sentence):
    """Exit code 1, and the data folder is free again."""
    async with at(discord) as address, running(tmp_path, address, SITREP_MESSAGE_CONTENT="1") as child:
        code, err = await end_of(child)
    assert code == 1
    assert sentence in err.splitlines()[-1]
    assert err.splitlines()[-1].startswith("sitrep: ")
    assert quickly(tmp_path, "check", "--json").json["checks"][1]["found"] == "none at the moment"


async def test_a_discord_out_of_reach_is_told_in_a_sentence(tmp_path, unused_tcp_port):
    """Such as a machine without a network."""
    async with running(tmp_path, f"http://127.0.0.1:{unused_tcp_port}") as child:
        code, err = await end_of(child)
    assert code == 1
    assert err.startswith("sitrep: Discord cannot be reached")
    assert err.count("\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_cleanly(tmp_path, number):
    """Exit code 0; while it runs no other process writes, and each is told who does."""
    discord = Discord()
    async with at(discord) as address, running(tmp_path, address) as child:
        await asyncio.wait_for(discord.ready.wait(), 30)
        async with running(tmp_path, address) as second:
            code, err = await end_of(second)
        assert code == 1
        assert f"process {child.pid}" in err
        assert err.count("\n") == 1
        child.send_signal(number)
        code, err = await end_of(child)
    assert (code, "told to end" in err) == (0, True)
    assert any(asked.startswith("PUT") for asked in discord.asked)
    assert not (tmp_path / "data" / "servers").exists(), "run seeds nothing"


@pytest.mark.parametrize("token", ["", " ", "x", "Bot abc", "a.b.c"])
def test_without_a_proper_token_nothing_is_begun(tmp_path, token):
    """One sentence that says where a token is found, and does not repeat what was given."""
    done = quickly(tmp_path, "run", DISCORD_TOKEN=token)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("sitrep: DISCORD_TOKEN")
    assert done.err.count("\n") == 1
    assert "Bot abc" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_the_demo_starts_and_ends(tmp_path):
    """The real client over the starter, in the process; its records go with it."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "demo", "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path, TMPDIR=str(tmp_path)),
        cwd=tmp_path,
    ) as child:
        seen = b""
        while b"Ctrl-C" not in seen:
            line = child.stdout.readline()
            assert line, child.stderr.read()
            seen += line
        [data] = tmp_path.glob("sitrep-*")
        assert list(data.glob("servers/*/revisions.jsonl"))
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=30)
        assert (child.returncode, err) == (0, b"")
    assert list(tmp_path.iterdir()) == []
