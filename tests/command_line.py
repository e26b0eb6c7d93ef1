"""`sitrep` as its users meet it: in a process of its own, or, where only the outcome counts, quickly in this one."""

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from bot.cli.command import run

ROOT = Path(__file__).parent.parent
NOW = "2024-05-31T09:00:00+09:00"

FACTS = {
    "format": 1,
    "facts": [
        {
            "key": "count",
            "question": "How many missiles were fired on 30 May 2024?",
            "phrasings": ["how many missiles were launched", "number of missiles fired", "missile count"],
            "claims": [
                {
                    "answer": "About 10 missiles",
                    "said_by": "Joint Chiefs of Staff",
                    "as_of": "2024-05-30",
                    "source": {"title": "KBS", "url": "https://world.kbs.co.kr/news"},
                },
                {
                    "answer": "18 missiles",
                    "said_by": "KCNA",
                    "as_of": "2024-05-31",
                    "source": {"title": "KCNA Watch", "url": "https://kcnawatch.org/a"},
                },
            ],
        },
        {
            "key": "where",
            "question": "Where did the missiles come down?",
            "phrasings": ["where did they land", "landing zone", "splashdown site"],
            "claims": [{"answer": "In the sea off the east coast", "said_by": "Japan's Coast Guard"}],
        },
        {
            "key": "minister",
            "question": "Who is the defence minister of South Korea?",
            "phrasings": ["name of the defence minister", "South Korea's minister of defence"],
            "claims": [
                {
                    "answer": "Shin Wonsik",
                    "said_by": "Yonhap",
                    "as_of": "2024-05",
                    "source": {"title": "", "publisher": "Yonhap", "url": "https://en.yna.co.kr/"},
                }
            ],
        },
    ],
}


@dataclass(frozen=True)
class Done:
    """How a run ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        """Standard output as the one JSON value that it is."""
        return json.loads(self.out)

    @property
    def lines(self):
        """Standard output as one JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(folder, **more):
    """An environment in which nothing but `folder` can be touched: no token, no data of the user's, no encoder."""
    kept = {name: text for name, text in os.environ.items() if name not in {"DISCORD_TOKEN", "SITREP_MESSAGE_CONTENT"}}
    paths = {"SITREP_DATA": str(folder / "data"), "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")}
    return kept | paths | {"SITREP_MODEL": "none", "COLUMNS": "240", "NO_COLOR": "1"} | more


def sitrep(folder, *arguments, given=b"", command=(sys.executable, "-m", "bot"), **more):
    """Run the command in a process of its own, started in `folder`."""
    done = subprocess.run(
        [*command, *arguments],
        input=given,
        capture_output=True,
        cwd=folder,
        env=environment(folder, **more),
        timeout=60,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def quickly(folder, *arguments, given=b"", **more):
    """Run the command in this process."""
    streams = [io.TextIOWrapper(io.BytesIO(raw)) for raw in (given, b"", b"")]
    inside, out, err = streams
    told = environment(folder, **more)
    with (
        mock.patch.object(sys, "stdin", inside),
        mock.patch.dict(os.environ, told, clear=True),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = run(list(map(str, arguments)), told)
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    return Done(code, *texts)


def facts_file(folder, facts=FACTS, name="facts.json"):
    """A facts file in `folder`."""
    path = folder / name
    path.write_text(json.dumps(facts), encoding="utf-8")
    return path


def stocked(folder):
    """A `folder` whose local server knows `FACTS` and nothing else."""
    done = quickly(folder, "import", facts_file(folder), "--no-starter", "--now", NOW)
    assert (done.code, done.err) == (0, "")
    return folder
