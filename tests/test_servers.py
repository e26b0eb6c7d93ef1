"""A data folder of many servers."""

from __future__ import annotations

import gc
from datetime import UTC, datetime

import pytest

from knowledge.activity import ACTIVITY, Activity
from knowledge.drafts import Draft
from knowledge.errors import InvalidError, LockedError, StoreError
from knowledge.revisions import ActorId, Author
from knowledge.servers import Servers, read
from knowledge.store import LOG, VIEW

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)
ME = Author(actor=ActorId("me"), via="test")


@pytest.fixture
def servers(tmp_path):
    made = Servers(tmp_path, most=2, clock=lambda: NOON)
    yield made
    made.close()


def test_each_server_has_its_own_facts(servers, tmp_path):
    """What one server knows, another does not."""
    servers.open("1").add(Draft(question="How many?", answer="12"), ME)
    assert servers.open("2").state.facts == {}
    assert servers.known() == ("1",)
    assert [fact.question for fact in read(tmp_path, "1").state.facts.values()] == ["How many?"]


def test_one_that_is_in_use_is_never_opened_twice(servers):
    """A base that fell out of the kept ones but is still in somebody's hands is found again, not made anew."""
    held = servers.open("1")
    servers.open("2")
    servers.open("3")
    assert servers.open("1") is held
    held.add(Draft(question="How many?", answer="12"), ME)
    assert servers.open("1").state.revision == 1


def test_the_least_used_are_let_go_with_everything_saved(servers, tmp_path):
    """A base that nobody holds is closed when others come, its view written; opened again, it knows all."""
    servers.open("1").add(Draft(question="How many?", answer="12"), ME)
    servers.open("2")
    servers.open("3")
    gc.collect()
    assert (tmp_path / "servers" / "1" / VIEW).exists()
    assert len(servers.open("1").state.facts) == 1


def test_a_second_writer_is_refused_and_readers_are_not(servers, tmp_path):
    """The folder has one writer at a time, whatever the server; reading needs no lock."""
    with pytest.raises(LockedError, match="is being written by process"):
        Servers(tmp_path)
    assert read(tmp_path, starter=False).state.facts == {}


@pytest.mark.parametrize("server", ["", "..", "a/b", "a" * 65, "ü", "a b", ".", "a\n"])
def test_an_id_that_could_lead_elsewhere_is_refused(servers, server):
    """A server's id is a folder's name and can never be a path."""
    with pytest.raises(InvalidError, match="server"):
        servers.open(server)


def test_reading_where_nothing_is_kept_gives_the_starter_in_memory(tmp_path):
    """Without a store there is the starter, or nothing if so wished; no file is made."""
    assert len(read(tmp_path / "none").state.facts) > 40
    assert read(tmp_path / "none", starter=False).state.facts == {}
    assert not (tmp_path / "none").exists()


def test_one_server_that_cannot_be_saved_costs_no_other_its_activity(servers, tmp_path):
    """Neither a view nor an activity that cannot be written keeps the others, or its own other half, from the disk."""
    bases = [servers.open(server) for server in ("1", "2")]
    for base in bases:
        base.add(Draft(question="How many?", answer="12"), ME)
        base.activity.missed("How high?", "not_on_record", ME.actor, NOON)
    in_the_way = tmp_path / "servers" / "1" / VIEW
    in_the_way.mkdir()
    with pytest.raises(StoreError, match=VIEW):
        servers.save()
    for server in ("1", "2"):
        assert [miss.question for miss in Activity(tmp_path / "servers" / server).misses] == ["How high?"]
    in_the_way.rmdir()
    servers.save()
    assert in_the_way.is_file()


def test_what_cannot_be_saved_is_not_let_go(servers, tmp_path):
    """A full disk neither loses what is only in memory nor keeps other servers from being opened."""
    servers.open("1").activity.missed("How high?", "not_on_record", ME.actor, NOON)
    in_the_way = tmp_path / "servers" / "1" / ACTIVITY
    in_the_way.mkdir(parents=True)
    for server in ("2", "3", "4"):
        assert servers.open(server).state.facts == {}
    gc.collect()
    in_the_way.rmdir()
    servers.save()
    assert len(Activity(in_the_way.parent).misses) == 1


def test_nothing_is_written_once_the_folder_is_given_free(tmp_path):
    """A change that comes late is refused: another process may number revisions there by now."""
    servers = Servers(tmp_path, clock=lambda: NOON)
    base = servers.open("1")
    base.add(Draft(question="How many?", answer="12"), ME)
    servers.close()
    log = (tmp_path / "servers" / "1" / LOG).read_bytes()
    with pytest.raises(StoreError, match="ending"):
        base.add(Draft(question="How high?", answer="5 km"), ME)
    base.activity.missed("How high?", "not_on_record", ME.actor, NOON)
    with pytest.raises(StoreError, match="ending"):
        base.activity.save()
    with pytest.raises(StoreError, match="ending"):
        servers.open("1")
    servers.close()
    assert (tmp_path / "servers" / "1" / LOG).read_bytes() == log
    assert not (tmp_path / "servers" / "1" / ACTIVITY).exists()
