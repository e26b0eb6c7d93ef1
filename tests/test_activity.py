"""Activity: what people did, kept apart from the facts."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from knowledge import activity as module
from knowledge.activity import ACTIVITY, MOST_OPEN, Activity
from knowledge.errors import StoreError
from knowledge.revisions import ActorId
from knowledge.traces import Receipt, Sent

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)
MINA, SAM = ActorId("p1"), ActorId("p2")


def receipt(message: int, fact: int = 1, at: datetime = NOON) -> Receipt:
    return Receipt(message=message, channel=2, fact=fact, claims=("1.1",), revision=3, at=at)


def test_a_question_counts_its_askers_once_each(tmp_path):
    """The same question in other case and punctuation is one miss; a member counts once, the latest time is kept."""
    kept = Activity(tmp_path)
    kept.missed("How high did it fly?", "not_on_record", MINA, NOON)
    kept.missed("how HIGH did it fly", "not_on_record", MINA, NOON + timedelta(hours=1))
    kept.missed("How high did it fly??", "not_on_record", SAM, NOON + timedelta(hours=2))
    (miss,) = kept.misses
    assert miss.askers == (MINA, SAM)
    assert (miss.first_at, miss.last_at) == (NOON, NOON + timedelta(hours=2))


def test_the_latest_reason_is_the_one_that_counts():
    """A doubt about an answer is not lost in the miss that the question was before there was one."""
    kept = Activity()
    kept.missed("How high did it fly?", "not_on_record", MINA, NOON)
    kept.missed("how high did it fly", "not answered by #1", SAM, NOON)
    (miss,) = kept.misses
    assert (miss.reason, miss.askers) == ("not answered by #1", (MINA, SAM))


@pytest.mark.parametrize(
    "questions", [("🚀🚀", "🎈"), (f"{'why ' * 60}Mina?", f"{'why ' * 60}Sam?")], ids=["no words", "long"]
)
def test_questions_that_differ_are_kept_apart(questions):
    """Whatever they have in common."""
    kept = Activity()
    for question in questions:
        kept.missed(question, "not_on_record", MINA, NOON)
    assert {miss.question for miss in kept.misses} == set(questions)


def test_a_member_is_among_the_askers_of_ten_open_questions_at_most():
    """An eleventh is not kept, nor does it count the member; what is settled makes room."""
    kept = Activity()
    for n in range(MOST_OPEN):
        assert kept.missed(f"question {n}?", "not_on_record", MINA, NOON)
    kept.missed("How high?", "not_on_record", SAM, NOON)
    assert kept.missed("How high?", "not_on_record", MINA, NOON) is None
    assert kept.missed("question 1?", "not_on_record", MINA, NOON)
    kept.settle(miss for miss in kept.misses if miss.question == "question 2?")
    assert [miss.askers for miss in kept.misses if miss.question == "How high?"] == [(SAM,)]
    assert kept.missed("How high?", "not_on_record", MINA, NOON)


def test_what_no_file_can_hold_keeps_nothing_from_being_saved(tmp_path):
    """Half a character in a name or a question would refuse every save from then on."""
    kept = Activity(tmp_path)
    kept.missed("How high\ud83d?", "not_on_record", kept.actor(1, "Mina\ud83d"), NOON)
    kept.save()
    assert [miss.question for miss in Activity(tmp_path).misses] == ["How high?"]


def test_most_askers_come_first():
    """Open questions are listed by how many asked, then by the latest."""
    kept = Activity()
    kept.missed("one", "not_on_record", MINA, NOON)
    kept.missed("two", "not_on_record", MINA, NOON + timedelta(1))
    kept.missed("three", "not_on_record", MINA, NOON)
    kept.missed("three", "not_on_record", SAM, NOON)
    assert [miss.question for miss in kept.misses] == ["three", "two", "one"]


def test_everything_is_there_after_opening_again(tmp_path):
    """Misses, receipts, the ledger and people live in activity.json."""
    kept = Activity(tmp_path)
    actor = kept.actor(123, "Mina")
    kept.missed("How high?", "not_on_record", actor, NOON)
    kept.shown(receipt(7))
    kept.enter(Sent(schedule="9", run=NOON, revision=3))
    kept.save()
    again = Activity(tmp_path)
    assert again.misses == kept.misses
    assert again.receipts == kept.receipts
    assert again.sent("9") == Sent(schedule="9", run=NOON, revision=3)
    assert again.actor(123) == actor
    assert again.person(actor).name == "Mina"


def test_a_member_is_one_actor_and_the_id_tells_nothing():
    """The same member has the same id each time, even from many threads; it is not the Discord id."""
    kept = Activity()
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: kept.actor(987654321), range(200)))
    assert len(ids) == 1
    assert "987654321" not in ids.pop()


@pytest.mark.parametrize("damage", [b"\x00damage", b'{"people": {"1": {"key": [], "id": "p1", "discord": 1}}}'])
def test_a_damaged_file_is_set_aside_not_overwritten(tmp_path, damage):
    """Damage in the activity costs the activity, keeps the damaged file, and is told."""
    (tmp_path / ACTIVITY).write_bytes(damage)
    kept = Activity(tmp_path)
    assert kept.misses == ()
    assert kept.damaged.read_bytes() == damage
    kept.missed("How high?", "not_on_record", MINA, NOON)
    kept.save()
    assert Activity(tmp_path).misses == kept.misses


def test_a_failed_save_is_told_and_done_the_next_time(tmp_path, monkeypatch):
    """A full disk leaves the old file; what was not written is still to be written."""
    kept = Activity(tmp_path)
    kept.missed("one", "not_on_record", MINA, NOON)
    kept.save()

    def refuse(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    kept.missed("two", "not_on_record", MINA, NOON)
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(StoreError, match="No space left"):
        kept.save()
    monkeypatch.undo()
    assert len(Activity(tmp_path).misses) == 1
    kept.save()
    assert len(Activity(tmp_path).misses) == 2


def test_nothing_is_written_when_nothing_changed(tmp_path):
    """Saving twice writes once."""
    kept = Activity(tmp_path)
    kept.save()
    assert not (tmp_path / ACTIVITY).exists()
    kept.shown(receipt(1))
    kept.save()
    kept.actor(7)
    kept.save()
    (tmp_path / ACTIVITY).unlink()
    kept.actor(7)
    kept.save()
    assert not (tmp_path / ACTIVITY).exists()


def test_the_oldest_receipts_make_room(monkeypatch):
    """Receipts are bounded: the oldest go first."""
    monkeypatch.setattr(module, "KEPT_RECEIPTS", 3)
    kept = Activity()
    for n in range(5):
        kept.shown(receipt(n, at=NOON + timedelta(minutes=n)))
    assert [kept.message for kept in kept.receipts] == [2, 3, 4]
