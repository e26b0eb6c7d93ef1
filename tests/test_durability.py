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
from knowledge.exchange import parse
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


ROWS = 400


def import_until_killed(data, begun):
    """Import one file after the other, each of other facts; before each, write that down."""
    base = Servers(data).open("local")
    with begun.open("ab", buffering=0) as notes:
        while True:
            first = len(base.state.facts)
            rows = [f"Question {first + n}?,About {n} missiles" for n in range(ROWS)]
            parsed = parse("\n".join(["question,answer", *rows]).encode(), name="facts.csv")
            notes.write(b"x")
            base.import_(parsed, Author(actor=ActorId("child"), via="test"))


def test_a_killed_import_leaves_all_of_its_file_or_nothing(tmp_path):
    """A child that imports is killed ten times at random moments; what is on record are whole files, and they grow."""
    workers = multiprocessing.get_context("forkserver")
    workers.set_forkserver_preload(["knowledge.servers"])
    chance = random.Random(20240530)  # noqa: S311  (moments to kill at, not secrets)
    begun = tmp_path / "begun"
    begun.touch()
    facts = 0
    for _ in range(10):
        whole = begun.stat().st_size + chance.randrange(3)  # as many are let through before it is killed
        child = workers.Process(target=import_until_killed, args=(tmp_path / "data", begun))
        child.start()
        deadline = time.monotonic() + 30
        while begun.stat().st_size <= whole and time.monotonic() < deadline:
            time.sleep(0.001)
        time.sleep(chance.random() * 0.03)
        child.kill()
        child.join()
        before, facts = facts, len(read(tmp_path / "data", starter=False).state.facts)
        assert facts % ROWS == 0
        assert facts >= before
    assert facts > 0
    assert begun.stat().st_size > facts // ROWS, "none was killed on the way"


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
