"""How far the log channel was told: in whichever moment the process ends, nothing is lost."""

from datetime import UTC, datetime

import pytest

from knowledge import setup
from knowledge.base import KnowledgeBase
from knowledge.logbook import MOST_TOLD, Logbook
from knowledge.revisions import ActorId, Author

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def base(tmp_path):
    made = KnowledgeBase.open(tmp_path, writable=True, clock=lambda: NOW)
    made.add_alias("Joint Chiefs of Staff", ["JCS"], by("before"))
    return made


def by(request):
    return Author(actor=ActorId("p1"), via="test", request=request)


def choose(base, channel, request="choose"):
    base.commit(lambda state, _now: setup.log_channel_chosen(state, channel), by(request))


def change(base, number):
    base.add_alias(
        f"Name {'abcdefghijklmnopqrstuvwxyz'[number % 26] * (number // 26 + 1)}", [f"n{number}"], by(f"c{number}")
    )


def reopened(base, tmp_path):
    """The same after the process was killed: nothing is saved on the way."""
    return KnowledgeBase.open(tmp_path, writable=True, clock=lambda: NOW)


def test_it_is_off_until_a_channel_is_chosen(base):
    """Nothing waits."""
    assert (Logbook(base).begin(), Logbook(base).waiting) == (None, 0)


def test_it_begins_with_the_choice(base):
    """And not with what was before."""
    choose(base, 7)
    entry = Logbook(base).begin()
    assert (entry.first, entry.last, entry.name, entry.tried) == (2, 2, "Revision 2", False)
    assert [revision.number for revision in entry.revisions] == [2]


def test_what_was_posted_is_not_due_after_a_kill(base, tmp_path):
    """It is on the disk when `posted` returns."""
    choose(base, 7)
    book = Logbook(base)
    book.posted(book.begin())
    assert Logbook(reopened(base, tmp_path)).begin() is None


def test_what_was_on_its_way_is_due_and_marked_after_a_kill(base, tmp_path):
    """Just that, whatever was changed since; then what was changed."""
    choose(base, 7)
    Logbook(base).begin()
    change(base, 1)
    book = Logbook(reopened(base, tmp_path))
    entry = book.begin()
    assert (entry.first, entry.last, entry.tried) == (2, 2, True)
    book.posted(entry)
    following = book.begin()
    assert (following.first, following.last, following.tried) == (3, 3, False)


def test_what_was_refused_comes_with_what_follows(base):
    """It is certain that it is not there."""
    choose(base, 7)
    book = Logbook(base)
    book.refused(book.begin())
    change(base, 1)
    entry = book.begin()
    assert (entry.first, entry.last, entry.tried) == (2, 3, False)


def test_another_channel_takes_over_and_a_later_choice_begins_anew(base):
    """What happens while it is off is nobody's news."""
    choose(base, 7)
    change(base, 1)
    choose(base, 8, "move")
    assert Logbook(base).begin().first == 2
    choose(base, None, "off")
    change(base, 2)
    choose(base, 7, "on")
    assert Logbook(base).begin().first == base.state.revision


def test_of_very_many_the_first_are_read(base):
    """The rest is counted."""
    choose(base, 7)
    for number in range(MOST_TOLD + 5):
        change(base, number)
    entry = Logbook(base).begin()
    assert (entry.count, len(entry.revisions)) == (MOST_TOLD + 6, MOST_TOLD)
