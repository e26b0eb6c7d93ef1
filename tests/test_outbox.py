"""The outbox: a digest goes out once, whenever the process ends, and no change goes untold."""

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.activity import Activity
from knowledge.base import KnowledgeBase
from knowledge.drafts import Draft
from knowledge.errors import StoreError
from knowledge.outbox import CUT_SHORT, Outbox
from knowledge.revisions import ActorId, Author
from knowledge.schedules import Schedule

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)
EIGHT = datetime(2024, 5, 31, 8, tzinfo=UTC)
DAY = timedelta(days=1)
BY = Author(actor=ActorId("p1"), via="test")


@pytest.fixture
def opened(tmp_path):
    """Open the same records, as a process that starts does."""
    return lambda: KnowledgeBase.open(tmp_path, writable=True, clock=lambda: NOON)


@pytest.fixture
def base(opened):
    base = opened()
    add(base, "Where did they land?")
    schedule(base)
    return base


def schedule(base, **changes):
    options = {"channel": 9, "times": "08:00", "days": "daily", "zone": "UTC", "always": False, "now": NOON}
    return base.set_schedule(Schedule.of(**{**options, **changes}), BY)


def add(base, question):
    base.add(Draft.of(question=question, answer="12", now=NOON, zone=UTC), BY)


def due(base, now=EIGHT):
    (found,) = Outbox(base).due(now)
    return found


def test_what_changed_since_it_was_set_goes_out_once(base):
    """Not what was there before; and when it is posted, the next one counts from it."""
    add(base, "How many?")
    outbox, run = Outbox(base), due(base)
    digest = outbox.begin(run)
    assert [fact.question for fact in digest.added] == ["How many?"]
    outbox.posted(run, digest, 77)
    assert outbox.last(base.state.schedules["9"]).message == 77
    assert outbox.due(EIGHT + DAY / 2) == ()
    assert outbox.preview(base.state.schedules["9"]).is_empty


def test_nothing_new_is_not_said_unless_it_shall_be(base):
    """A silent run is over; `always` makes it a digest."""
    outbox = Outbox(base)
    assert outbox.begin(due(base)) is None
    assert outbox.due(EIGHT) == ()
    assert outbox.last(base.state.schedules["9"]).problem == ""
    schedule(base, always=True)
    assert outbox.begin(due(base, EIGHT + DAY)).is_empty


def test_a_process_that_ends_before_posting_posts_on_return(base, opened):
    """Nothing is in the ledger yet: the missed runs become one."""
    add(base, "How many?")
    assert due(opened(), EIGHT + 3 * DAY).run == EIGHT + 3 * DAY


def test_a_process_that_ends_while_posting_does_not_post_twice(base, opened):
    """The run is over, and the next digest has its changes again: late is better than never."""
    add(base, "How many?")
    Outbox(base).begin(due(base))
    again = opened()
    assert Outbox(again).due(EIGHT) == ()
    assert Outbox(again).last(again.state.schedules["9"]).problem == CUT_SHORT
    assert [fact.question for fact in Outbox(again).begin(due(again, EIGHT + DAY)).added] == ["How many?"]


def test_a_process_that_ends_after_posting_knows_the_message(base, opened):
    """And counts from it."""
    add(base, "How many?")
    run = due(base)
    Outbox(base).posted(run, Outbox(base).begin(run), 77)
    again = opened()
    assert Outbox(again).last(again.state.schedules["9"]).message == 77
    assert Outbox(again).begin(due(again, EIGHT + DAY)) is None


def test_what_was_postponed_is_due_as_before(base, opened):
    """With the same nonce, of at most 25 characters, also after a restart."""
    add(base, "How many?")
    run = due(base)
    Outbox(base).begin(run)
    Outbox(base).postponed(run)
    again = due(opened())
    assert (again.run, again.since, again.nonce) == (run.run, run.since, run.nonce)
    assert len(run.nonce) <= 25
    assert run.nonce != due(base, EIGHT + DAY).nonce


def test_what_was_refused_is_over_but_not_untold(base):
    """The reason is kept; the next run has the changes."""
    add(base, "How many?")
    run = due(base)
    Outbox(base).begin(run)
    Outbox(base).refused(run, "no permission")
    assert Outbox(base).due(EIGHT) == ()
    assert Outbox(base).last(base.state.schedules["9"]).problem == "no permission"
    assert Outbox(base).begin(due(base, EIGHT + DAY)).added


def test_a_ledger_that_cannot_be_written_lets_nothing_out(base, monkeypatch):
    """Otherwise a restart would post it again."""
    add(base, "How many?")

    def full(activity):
        raise StoreError("full")

    with monkeypatch.context() as patch:
        patch.setattr(Activity, "save", full)
        with pytest.raises(StoreError):
            Outbox(base).begin(due(base))
    assert Outbox(base).begin(due(base)).added


def test_a_schedule_that_is_replaced_loses_no_change(base):
    """What was not told yet is told at the new time; one that was ended begins anew."""
    add(base, "How many?")
    schedule(base, times="09:00")
    assert Outbox(base).begin(due(base, EIGHT + DAY / 12)).added
    base.drop_schedule("9", BY)
    schedule(base)
    assert Outbox(base).preview(base.state.schedules["9"]).is_empty


def test_it_is_known_when_to_look_again(base):
    """At the next run; at once while something is due; never without a schedule."""
    outbox = Outbox(base)
    assert outbox.wakes(NOON) == EIGHT
    assert outbox.wakes(EIGHT + DAY / 2) == EIGHT + DAY / 2
    base.drop_schedule("9", BY)
    assert outbox.wakes(NOON) is None


class TestTheSetUp:
    """The digest follows what an administrator chooses."""

    def test_a_digest_that_moves_leaves_nothing_untold(self, base):
        """Its readers know as much in the new channel; its times come along."""
        add(base, "How many?")
        base.choose_digest_channel(9, BY)
        schedule(base, times="20:00", days="mon")
        base.choose_digest_channel(10, BY)
        (moved,) = base.state.schedules.values()
        assert (moved.channel, moved.times, moved.days) == (10, ("20:00",), (0,))
        assert [fact.question for fact in Outbox(base).preview(moved).added] == ["How many?"]

    def test_choosing_it_again_changes_nothing(self, base):
        """Nor does another zone for a digest that goes by a clock of its own."""
        base.choose_digest_channel(9, BY)
        before = base.state.revision
        base.choose_digest_channel(9, BY)
        assert base.state.revision == before
        schedule(base, zone="Asia/Tokyo")
        base.choose_zone("Asia/Seoul", BY)
        assert base.state.schedules["9"].zone == "Asia/Tokyo"
        assert base.state.settings.zone == "Asia/Seoul"
