"""The store: the log is the commit point, the view is only a view, damage is refused and never overwritten."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tinydb import Query, TinyDB

from knowledge import files
from knowledge import store as module
from knowledge.asof import AsOf
from knowledge.errors import DamagedError, ReadOnlyError, StoreError
from knowledge.facts import Claim, ClaimId, Fact, FactId, Source
from knowledge.files import AtomicStorage
from knowledge.records import Alias
from knowledge.revisions import ActorId, Change, RecordKind, Revision
from knowledge.store import LOG, VIEW, MemoryStore, Store
from knowledge.values import Value

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)


def fact(number: int, answer: str = "About 12", **changes) -> Fact:
    claim = Claim(
        id=ClaimId(f"{number}.1"),
        answer=answer,
        said_by="JCS",
        as_of=AsOf("2024-05-30T06:14+09:00"),
        recorded=NOON,
        value=Value(min=12, max=12, approx=True, unit="missiles"),
        source=Source(title="A report", url="https://example.org/a", published=AsOf("2024-05")),
    )
    made = Fact(
        id=FactId(number),
        key=f"k{number}",
        question=f"Question {number}?",
        phrasings=("몇 발?",),
        claims=(claim,),
        leading=claim.id,
    )
    return replace(made, **changes)


def revision(number: int, *changes: Change, request: str = "") -> Revision:
    kept = changes or (Change(kind=RecordKind.FACT, id=str(number), after=fact(number)),)
    return Revision(
        number=number, at=NOON, actor=ActorId("p1"), via="test", why="because", request=request, changes=kept
    )


@pytest.fixture(params=["disk", "memory"])
def records(request, tmp_path):
    return Store(tmp_path, writable=True) if request.param == "disk" else MemoryStore()


class TestEveryStore:
    """What holds for each place that keeps records."""

    def test_a_commit_is_current_and_in_the_history(self, records):
        """What was committed is the state, and stands in the history as it was given."""
        first = revision(1, request="r1")
        records.commit(first)
        records.commit(revision(2))
        assert [f.id for f in records.state.facts.values()] == [1, 2]
        assert records.state.revision == 2
        assert records.state.last_change(RecordKind.FACT, "1") == 1
        assert records.state.requests == {"r1": 1}
        assert next(iter(records.revisions())) == first
        assert [r.number for r in records.revisions(after=1)] == [2]

    def test_only_the_next_number_is_taken(self, records):
        """A revision that does not follow is refused and changes nothing."""
        with pytest.raises(ValueError, match="cannot follow"):
            records.commit(revision(2))
        assert records.state.revision == 0

    def test_a_record_can_go_and_its_last_change_is_remembered(self, records):
        """An alias taken away is gone from the state; that it changed is known."""
        alias = Alias(forms=("NK", "North Korea"))
        records.commit(revision(1, Change(kind=RecordKind.ALIAS, id="North Korea", after=alias)))
        records.commit(revision(2, Change(kind=RecordKind.ALIAS, id="North Korea", before=alias)))
        assert not records.state.aliases
        assert records.state.last_change(RecordKind.ALIAS, "North Korea") == 2


def filled(folder, count: int = 3) -> Store:
    store = Store(folder, writable=True)
    for number in range(store.state.revision + 1, store.state.revision + count + 1):
        store.commit(revision(number, request=f"r{number}"))
    return store


@pytest.mark.parametrize("saved_after", [None, 1, 3], ids=["no view", "a view that lags", "a view up to date"])
def test_opening_finds_every_commit(tmp_path, saved_after):
    """Whether the view is missing, lags or is up to date, opening leads to the same state."""
    store = filled(tmp_path, 1)
    if saved_after == 1:
        store.save_view()
    store = filled(tmp_path, 2)
    if saved_after == 3:
        store.save_view()
    again = Store(tmp_path, writable=False)
    assert again.state == store.state
    assert (tmp_path / VIEW).exists() is (saved_after is not None)


def test_the_view_is_a_tinydb_database(tmp_path):
    """Anyone can query facts.json with TinyDB."""
    filled(tmp_path).save_view()
    with TinyDB(tmp_path / VIEW, storage=AtomicStorage) as database:
        found = database.table("fact").get(Query().record.key == "k2")
    assert found["record"]["claims"][0]["answer"] == "About 12"


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b'{"meta": {"1": {"revision": 2}}}', b"\xff\xfe", b'{"meta": 3}', b"[" * 200_000],
    ids=["empty", "cut off", "a list", "no tables", "no text", "no meta", "nested without end"],
)
def test_a_damaged_view_is_made_again(tmp_path, damage):
    """Whatever stands in facts.json, the log decides."""
    store = filled(tmp_path)
    store.save_view()
    (tmp_path / VIEW).write_bytes(damage)
    assert Store(tmp_path, writable=True).state == store.state


def test_a_changed_answer_in_the_view_is_not_believed(tmp_path):
    """An edit of facts.json by hand cannot become an answer: only what was committed can."""
    store = filled(tmp_path)
    store.save_view()
    view = tmp_path / VIEW
    view.write_text(view.read_text().replace("About 12", "About 99"))
    assert Store(tmp_path, writable=False).state == store.state


def test_a_view_of_another_layout_is_made_again(tmp_path, monkeypatch):
    """One that a later version wrote, whole and in order: the log tells this version what it can know."""
    store = filled(tmp_path)
    whole = module._tables

    def later(state):
        tables = whole(state)
        del tables["gone"]
        return tables

    monkeypatch.setattr(module, "_tables", later)
    store.save_view()
    assert Store(tmp_path, writable=False).state == store.state


def test_the_folder_of_a_first_commit_is_as_durable_as_the_commit(tmp_path, monkeypatch):
    """Each folder that had to be made is synced in the one above it, or a power cut could take the whole server."""
    synced = []
    monkeypatch.setattr(files, "sync_folder", synced.append)
    filled(tmp_path / "servers" / "1", 1)
    assert {tmp_path, tmp_path / "servers"} <= set(synced)


def test_a_folder_that_cannot_be_made_is_told_like_any_refusal(tmp_path):
    """Nothing was changed, and that is said."""
    store = Store(tmp_path / "servers" / "1", writable=True)
    (tmp_path / "servers").write_text("in the way")
    with pytest.raises(StoreError, match="not saved"):
        store.commit(revision(1))
    assert store.state.revision == 0


def test_a_torn_last_line_is_set_aside(tmp_path):
    """What follows the last line end was never acknowledged: it is moved away, and work goes on."""
    filled(tmp_path)
    log = tmp_path / LOG
    whole = log.read_bytes()
    log.write_bytes(whole + b'{"check":"12')
    reader = Store(tmp_path, writable=False)
    assert reader.state.revision == 3
    assert log.read_bytes() != whole
    writer = Store(tmp_path, writable=True)
    assert log.read_bytes() == whole
    assert (tmp_path / f"{LOG}.torn-1").read_bytes() == b'{"check":"12'
    writer.commit(revision(4))
    assert Store(tmp_path, writable=False).state.revision == 4


@pytest.mark.parametrize("line", [1, 2, 3])
@pytest.mark.parametrize(
    "harm",
    [
        lambda raw: raw.replace(b"About 12", b"About 13"),
        lambda raw: b"",
        lambda raw: b"\0" * len(raw),
        lambda raw: raw[: len(raw) // 2],
        lambda raw: b'{"check":"","revision":' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    ],
    ids=["another answer", "an empty line", "zeros", "half of it", "nested without end"],
)
def test_damage_is_refused_with_its_place_and_never_overwritten(tmp_path, line, harm):
    """A damaged line is named with file, line and remedy; nothing is written, by nobody."""
    filled(tmp_path).save_view()
    log = tmp_path / LOG
    lines = log.read_bytes().split(b"\n")
    lines[line - 1] = harm(lines[line - 1])
    log.write_bytes(b"\n".join(lines))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    with pytest.raises(DamagedError) as caught:
        Store(tmp_path, writable=True)
    assert caught.value.file == log
    assert caught.value.line == line
    assert "backup" in caught.value.remedy
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_missing_line_is_refused(tmp_path):
    """A log from which a line was taken out is out of order, and says where."""
    filled(tmp_path)
    log = tmp_path / LOG
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(lines[0] + lines[2])
    with pytest.raises(DamagedError, match="out of order") as caught:
        Store(tmp_path, writable=True)
    assert caught.value.line == 2


def test_lines_that_changed_places_are_refused_though_the_view_knows_them(tmp_path):
    """A view saves replaying the log, not reading it in order."""
    filled(tmp_path).save_view()
    log = tmp_path / LOG
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(lines[1] + lines[0] + lines[2])
    with pytest.raises(DamagedError, match="holds revision 2, out of order") as caught:
        Store(tmp_path, writable=True)
    assert caught.value.line == 1


@pytest.mark.parametrize("gone", ["the last line", "the whole file"])
def test_a_log_that_lost_its_end_is_refused(tmp_path, gone):
    """The view remembers how far the log went: acknowledged revisions cannot vanish unnoticed."""
    filled(tmp_path).save_view()
    log = tmp_path / LOG
    if gone == "the whole file":
        log.unlink()
    else:
        log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))
    with pytest.raises(DamagedError, match="has seen revision 3"):
        Store(tmp_path, writable=True)


def test_a_reader_that_is_overtaken_reads_on(tmp_path, monkeypatch):
    """A commit and its view, written between a reader's looks at the two files, are no damage."""
    writer = filled(tmp_path)
    writer.save_view()
    look = Path.read_bytes
    looked = []

    def overtaken(path):
        looked.append(path.name)
        if len(looked) == 2:
            writer.commit(revision(4))
            writer.save_view()
        return look(path)

    monkeypatch.setattr(Path, "read_bytes", overtaken)
    reader = Store(tmp_path, writable=False)
    assert sorted(looked) == [VIEW, LOG]
    assert reader.state == writer.state


def test_a_reader_cannot_write(tmp_path):
    """A store opened for reading takes no commit and saves no view."""
    filled(tmp_path)
    reader = Store(tmp_path, writable=False)
    with pytest.raises(ReadOnlyError):
        reader.commit(revision(4))
    reader.save_view()
    assert not (tmp_path / VIEW).exists()


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_disk_that_refuses_changes_nothing(tmp_path, monkeypatch, call):
    """A full disk or a failed sync is told, the line is taken back, and the next commit goes through."""
    store = filled(tmp_path, 1)
    before = (tmp_path / LOG).read_bytes()
    real = getattr(os, call)
    failures = iter([True])

    def refuse(handle, *rest):
        if next(failures, False):
            if rest:
                real(handle, rest[0][:20])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, *rest)

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(StoreError, match="No space left"):
        store.commit(revision(2))
    assert store.state.revision == 1
    assert (tmp_path / LOG).read_bytes() == before
    store.commit(revision(2))
    assert Store(tmp_path, writable=False).state.revision == 2


def test_when_it_is_not_known_what_reached_the_disk_no_more_is_taken(tmp_path, monkeypatch):
    """If the line cannot be taken back either, every further commit is refused until the store is opened again."""
    store = filled(tmp_path, 1)

    def refuse(_handle):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StoreError, match="not saved"):
        store.commit(revision(2))
    monkeypatch.undo()
    with pytest.raises(StoreError, match="started again"):
        store.commit(revision(2))
    Store(tmp_path, writable=True).commit(revision(2))


def test_a_view_that_cannot_be_written_loses_nothing(tmp_path, monkeypatch):
    """A failed save of the view leaves the old one, and the log has it all."""
    store = filled(tmp_path, 1)
    store.save_view()
    old = (tmp_path / VIEW).read_bytes()
    store.commit(revision(2))

    def refuse(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StoreError, match="The log has it all"):
        store.save_view()
    monkeypatch.undo()
    assert (tmp_path / VIEW).read_bytes() == old
    assert {path.name for path in tmp_path.iterdir()} == {LOG, VIEW}
    assert Store(tmp_path, writable=True).state.revision == 2
