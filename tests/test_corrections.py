"""Which posted answers are wrong by now, and what has to stand in them."""

from datetime import UTC, datetime, timedelta

import pytest

from knowledge.base import KnowledgeBase
from knowledge.changes import Way
from knowledge.corrections import Corrections, Instead
from knowledge.drafts import Draft
from knowledge.revisions import ActorId, Author
from knowledge.traces import Receipt

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
QUESTION = "How many missiles were fired?"
CHANGES = iter(range(10**6))


def by():
    return Author(actor=ActorId("p1"), via="test", request=str(next(CHANGES)))


def draft(answer, as_of="2024-05-30", said_by="JCS"):
    return Draft.of(question=QUESTION, answer=answer, said_by=said_by, as_of=as_of, now=NOW, zone=UTC)


@pytest.fixture
def base():
    made = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOW)
    made.add(draft("10 missiles"), by())
    return made


def shown(base, message=1, after=timedelta(0)):
    """A message that shows the fact as it stands."""
    answer = base.show(1, now=NOW)
    claims = tuple(claim.id for claim in answer.claims)
    base.activity.shown(
        Receipt(message=message, channel=7, fact=1, claims=claims, revision=base.state.revision, at=NOW + after)
    )


def revise(base, answer, *, way=None, **given):
    return base.revise(1, draft(answer, **given), by(), seen=base.last_change(1), way=way, backdated=True)


def due(base):
    return [receipt.message for receipt in Corrections(base).due(NOW, UTC)]


def correct(base):
    """Correct all that is due; what stands instead."""
    corrections, done = Corrections(base), []
    for receipt in corrections.due(NOW, UTC):
        done.append(corrections.instead(receipt, NOW, UTC))
        corrections.corrected(receipt, done[-1])
    assert due(base) == []
    return done


@pytest.mark.parametrize(("way", "wrong"), [(Way.CORRECTION, [1]), (Way.UPDATE, [])])
def test_what_was_wrong_is_due_and_what_moved_on_is_not(base, way, wrong):
    """The standing of what was shown says which it is."""
    shown(base)
    revise(base, "18 missiles", way=way)
    assert due(base) == wrong


def test_the_latest_come_first(base):
    """More people read them."""
    for message in range(3):
        shown(base, message, after=timedelta(minutes=message))
    revise(base, "18 missiles", way=Way.CORRECTION)
    assert due(base) == [2, 1, 0]


def test_what_was_read_first_is_what_is_struck_out(base):
    """However often it is corrected."""
    shown(base)
    revise(base, "18 missiles", way=Way.CORRECTION)
    correct(base)
    revise(base, "17 missiles", way=Way.CORRECTION)
    [instead] = correct(base)
    assert (instead.wrong, instead.shown.headline) == ("10 missiles", "17 missiles")


def test_of_a_disputed_answer_it_is_the_headline_that_took_no_side(base):
    """Whichever claim was taken back."""
    revise(base, "18 missiles", said_by="KCNA")
    shown(base)
    base.withdraw(1, 0, by(), seen=base.last_change(1))
    [instead] = correct(base)
    assert (instead.wrong, instead.shown.headline) == ("10 to 18, sources differ", "18 missiles")


def test_where_nothing_is_left_it_is_due_again_when_there_is_something(base):
    """Until then the message says that it was taken back."""
    shown(base)
    base.withdraw(1, 0, by(), seen=base.last_change(1))
    assert correct(base) == [Instead(fact=base.fact(1), shown=None, wrong="10 missiles")]
    revise(base, "18 missiles", said_by="KCNA")
    [instead] = correct(base)
    assert instead.shown.headline == "18 missiles"


def test_what_was_right_after_all_is_put_back(base):
    """Nothing is struck out then."""
    shown(base)
    revise(base, "18 missiles", way=Way.CORRECTION)
    correct(base)
    base.regard(1, 0, Way.UPDATE, by(), seen=base.last_change(1))
    [instead] = correct(base)
    assert instead.wrong == ""
    assert [receipt.instead for receipt in base.activity.receipts] == [None]


def test_a_message_that_is_gone_is_never_due(base):
    """It has no receipt any more."""
    shown(base)
    revise(base, "18 missiles", way=Way.CORRECTION)
    [receipt] = Corrections(base).due(NOW, UTC)
    Corrections(base).gone(receipt)
    assert due(base) == []
    assert base.activity.receipts == ()


def test_what_became_of_each_is_told(base):
    """Corrected, deleted, refused, or still to do."""
    for message in range(4):
        shown(base, message)
    showings = base.activity.receipts
    revise(base, "18 missiles", way=Way.CORRECTION)
    corrections = Corrections(base)
    corrections.gone(showings[0])
    corrections.corrected(showings[1], corrections.instead(showings[1], NOW, UTC))
    fate = corrections.fate(showings, {2}, NOW, UTC)
    ends = (fate.gone, fate.corrected, fate.refused, fate.left)
    assert [[receipt.message for receipt in end] for end in ends] == [[0], [1], [2], [3]]
