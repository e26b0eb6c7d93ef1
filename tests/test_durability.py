"""Nothing acknowledged is ever lost: a writer is killed again and again, and every acknowledgement must be found."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from datetime import UTC, datetime

import pytest

from knowledge.drafts import Draft
from knowledge.revisions import ActorId, Author
from knowledge.servers import Servers, read

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")

KILLS = 40


def write_until_killed(data, acknowledged):
    """Add facts as fast as possible; after each, and only then, write its question down."""
    base = Servers(data).open("local")
    with acknowledged.open("ab", buffering=0) as notes:
        while True:
            number = len(base.state.facts)
            draft = Draft(question=f"Question {number}?", answer="About 12 missiles " + "x" * (number % 900))
            base.add(draft, Author(actor=ActorId("child"), via="test"))
            notes.write(f"{draft.question}\n".encode())
            if number % 7 == 0:
                base.save()


def test_forty_kills_lose_no_acknowledged_change(tmp_path):
    """A child that reports each commit is killed 40 times at random moments; each report is on record afterwards."""
    workers = multiprocessing.get_context("forkserver")
    workers.set_forkserver_preload(["knowledge.servers"])
    chance = random.Random(20240530)  # noqa: S311  (moments to kill at, not secrets)
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    for _ in range(KILLS):
        size = acknowledged.stat().st_size
        child = workers.Process(target=write_until_killed, args=(tmp_path / "data", acknowledged))
        child.start()
        deadline = time.monotonic() + 30
        while acknowledged.stat().st_size == size and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(chance.random() * 0.02)
        child.kill()
        child.join()
        questions = {fact.question for fact in read(tmp_path / "data").state.facts.values()}
        reported = acknowledged.read_text().splitlines()
        assert len(reported) > 0
        assert set(reported) <= questions
    assert len(reported) >= KILLS


def test_a_folder_has_one_writer_and_it_is_named(tmp_path):
    """A second process is refused, told who holds the folder; when the first is killed the folder is free."""
    workers = multiprocessing.get_context("forkserver")
    acknowledged = tmp_path / "acknowledged"
    child = workers.Process(target=write_until_killed, args=(tmp_path / "data", acknowledged))
    child.start()
    while not acknowledged.exists() or not acknowledged.stat().st_size:
        time.sleep(0.005)
    with pytest.raises(Exception, match=f"process {child.pid} on") as caught:
        Servers(tmp_path / "data")
    assert type(caught.value).__name__ == "LockedError"
    assert read(tmp_path / "data").state.facts, "a reader takes no lock"
    child.kill()
    child.join()
    Servers(tmp_path / "data").close()


def test_a_fork_does_not_inherit_the_lock(tmp_path):
    """When the holder closes, the folder is free even if a child that was forked meanwhile lives on."""
    servers = Servers(tmp_path)
    born, birth = os.pipe()
    end, ending = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(birth, b"x")
        os.read(end, 1)
        os._exit(0)
    try:
        os.read(born, 1)
        servers.close()
        Servers(tmp_path).close()
    finally:
        os.write(ending, b"x")
        os.waitpid(child, 0)
        for handle in (born, birth, end, ending):
            os.close(handle)


def test_the_clock_of_a_change_is_the_given_one(tmp_path):
    """A change carries the instant that the base's clock told, in UTC."""
    noon = datetime(2024, 5, 30, 12, tzinfo=UTC)
    servers = Servers(tmp_path, clock=lambda: noon)
    base = servers.open("local")
    base.add(Draft(question="When?", answer="At 06:14"), Author(actor=ActorId("me"), via="test"))
    assert base.state.at == noon
    assert next(base.history()).at == noon
    servers.close()
