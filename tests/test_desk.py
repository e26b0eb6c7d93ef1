"""The desk: open questions by what they ask, settled together; what members suggest and wait for."""

from __future__ import annotations

import json
import time
from datetime import UTC, timedelta

import pytest
from small_facts import MONDAY, NOON, SAM, base_of

from knowledge.activity import ACTIVITY, Activity
from knowledge.desk import ASKERS, Desk
from knowledge.drafts import Draft
from knowledge.errors import InvalidError, NotFoundError
from knowledge.revisions import ActorId
from knowledge.tips import MOST_OPEN, Tips
from knowledge.traces import Miss, Wait
from knowledge.waiting import MOST_OF_ONE, Waiting

HURT = "Was anyone hurt?"


@pytest.fixture
def base(tmp_path):
    return base_of(Activity(tmp_path))


def draft(question, answer):
    return Draft.of(question=question, answer=answer, now=NOON, zone=UTC)


def miss(base, question, *members, at=NOON, reason="not_on_record"):
    for member in members:
        base.activity.missed(question, reason, ActorId(f"p{member}"), at)


def listed(base):
    return [(each.question, each.askers) for each in Desk(base).questions()]


class TestQuestions:
    """What is listed, and how it is settled."""

    def test_what_asks_alike_is_one_question(self, base):
        """In whatever words that say little; its members count once, its commonest wording stands for it."""
        miss(base, "was there anybody hurt", 1)
        miss(base, "How many were hurt?", 1, 2)
        miss(base, "so how many people were hurt", 2, 3)
        assert listed(base) == [("How many were hurt?", 3), ("was there anybody hurt", 1)]

    @pytest.mark.parametrize("other", ["how many were hurt on Tuesday", "how many were not hurt", "how many 2 hurt"])
    def test_what_may_be_another_question_stays_apart(self, base, other):
        """One decision would settle both."""
        miss(base, "how many were hurt on Monday", 1)
        miss(base, other, 2)
        assert len(listed(base)) == 2

    def test_most_askers_come_first_then_the_latest(self, base):
        """Those are what moderators look at."""
        miss(base, "who fired them", 1)
        miss(base, "why did they fire", 2, at=NOON + timedelta(minutes=1))
        miss(base, HURT, 1, 2)
        assert [question for question, _ in listed(base)] == [HURT, "why did they fire", "who fired them"]

    def test_dismissed_it_comes_back_when_it_is_asked_again(self, base):
        """Until then it is gone, in all its wordings."""
        miss(base, "how many were hurt", 1)
        miss(base, "how many people were hurt", 2)
        Desk(base).dismiss(Desk(base).questions()[0].id)
        assert listed(base) == []
        miss(base, "how many were hurt", 3)
        assert listed(base) == [("how many were hurt", 1)]

    def test_left_out_on_purpose_it_never_comes_back(self, base, tmp_path):
        """In no wording, and not after a restart."""
        miss(base, "how many were hurt", 1)
        Desk(base).leave_out(Desk(base).questions()[0].id)
        miss(base, "how many were hurt", 2, 3, 4)
        miss(base, "how many people were hurt", 5)
        assert listed(base) == []
        base.activity.save()
        again = base_of(Activity(tmp_path))
        miss(again, "how many were hurt", 6)
        assert listed(again) == []
        assert Desk(again).pressing(NOON) == ()

    def test_what_was_settled_cannot_be_again(self, base):
        """The second click is told so."""
        miss(base, HURT, 1)
        found = Desk(base).questions()[0].id
        Desk(base).dismiss(found)
        for settle in (Desk(base).dismiss, Desk(base).leave_out, Desk(base).question):
            with pytest.raises(NotFoundError, match="settled already"):
                settle(found)

    def test_a_doubt_names_its_fact(self, base):
        """What members say of an answer is no question to make a fact of."""
        miss(base, f"#1 outdated: {MONDAY}", 1, reason="outdated")
        miss(base, "how many on the first day", 2, reason="not answered by #2")
        found = {each.question: (each.fact, each.is_report) for each in Desk(base).questions()}
        assert found == {f"#1 outdated: {MONDAY}": (1, True), "how many on the first day": (2, False)}

    def test_a_thousand_are_listed_in_a_moment(self, base):
        """It is done beside the loop, and must not hold that up all the same."""
        for n in range(1000):
            miss(base, f"how many people were hurt in town number {n}", n)
        begun = time.perf_counter()
        assert len(Desk(base).questions()) == 1000
        assert time.perf_counter() - begun < 2  # a tenth of a second on an idle machine


class TestPressing:
    """A question that several ask at once."""

    def test_three_members_within_half_an_hour_press_once(self, base):
        """In whatever wordings; two do not, nor three over an hour."""
        miss(base, "how many were hurt", 1, 1, 2)
        assert Desk(base).pressing(NOON) == ()
        late = NOON + timedelta(minutes=31)
        miss(base, "how many people were hurt", 3, at=late)
        assert Desk(base).pressing(late) == ()
        miss(base, "how many were hurt", 1, 2, at=late)
        (pressing,) = Desk(base).pressing(late)
        assert (pressing.question, pressing.lately(late)) == ("how many were hurt", ASKERS)
        miss(base, "how many were hurt", 4, 5, 6, at=late)
        assert Desk(base).pressing(late) == ()

    def test_what_did_not_reach_them_presses_again(self, base, tmp_path):
        """What did, does not after a restart."""
        miss(base, HURT, 1, 2, 3)
        (pressing,) = Desk(base).pressing(NOON)
        Desk(base).untold(pressing)
        assert Desk(base).pressing(NOON)
        base.activity.save()
        assert Desk(base_of(Activity(tmp_path))).pressing(NOON) == ()


class TestTips:
    """What members suggest."""

    def suggest(self, base, question=HURT, source="https://kbs.example/a", *, by=1, request="i1"):
        return Tips(base).suggest(question, source, "Nobody", by=ActorId(f"p{by}"), request=request, now=NOON)

    def test_it_waits_until_a_moderator_decides(self, base, tmp_path):
        """Also across a restart; decided once."""
        tip, new = self.suggest(base)
        assert new
        base.activity.save()
        again = Tips(base_of(Activity(tmp_path)))
        assert again.open() == (tip,)
        again.close(tip.id)
        assert again.open() == ()
        with pytest.raises(NotFoundError, match="decided on already"):
            again.close(tip.id)

    def test_the_same_is_kept_once(self, base):
        """Delivered twice by Discord, or sent twice by its member; another member's is one of its own."""
        self.suggest(base)
        assert not self.suggest(base)[1]
        assert not self.suggest(base, "was ANYONE hurt", request="i2")[1]
        assert self.suggest(base, by=2, request="i3")[1]
        assert len(Tips(base).open()) == 2

    def test_ten_may_wait_of_one_member(self, base):
        """One that was decided on makes room."""
        made = [self.suggest(base, f"question {n}?", request=f"i{n}")[0] for n in range(MOST_OPEN)]
        with pytest.raises(InvalidError, match="wait for the moderators already"):
            self.suggest(base, "one more?", request="more")
        Tips(base).close(made[0].id)
        assert self.suggest(base, "one more?", request="more")[1]

    @pytest.mark.parametrize("source", ["", "javascript:alert(1)", "http://a@b.example", "ftp://b.example/x"])
    def test_only_links_that_may_be_shown_are_taken(self, base, source):
        """And something has to be."""
        with pytest.raises(InvalidError):
            self.suggest(base, source=source)
        assert Tips(base).open() == ()

    def test_all_problems_are_told_at_once(self, base):
        """Nobody mends one to be told of the next."""
        with pytest.raises(InvalidError) as refused:
            Tips(base).suggest(" ", "", "x" * 2000, by=ActorId("p1"), request="i", now=NOON)
        assert [problem.field for problem in refused.value.problems] == ["question", "source", "answer"]


class TestWaiting:
    """Members who want to be told."""

    def due(self, base):
        return [(told.wait.member, told.wait.question) for told in Waiting(base).due(NOON, UTC)]

    def test_each_is_told_once_when_it_is_known(self, base, tmp_path):
        """Not before, and across a restart; a second tap is no second wait."""
        waiting = Waiting(base)
        assert waiting.begin(HURT, ActorId("p1"), NOON)
        assert not waiting.begin("was anyone HURT", ActorId("p1"), NOON)
        assert waiting.begin(HURT, ActorId("p2"), NOON)
        assert self.due(base) == []
        base.activity.save()
        again = base_of(Activity(tmp_path))
        again.add(draft(HURT, "Nobody"), SAM)
        assert self.due(again) == [("p1", HURT), ("p2", HURT)]
        assert self.due(again) == []

    def test_what_moderators_answered_counts_whatever_the_matcher_says(self, base):
        """They settled the question with a fact of other words."""
        miss(base, "any casualties", 1)
        Waiting(base).begin("any casualties", ActorId("p1"), NOON)
        fact = base.add(draft("How high did it fly?", "100 km"), SAM)
        assert self.due(base) == []
        Desk(base).answered(Desk(base).questions()[0].id, fact.id)
        assert self.due(base) == [("p1", "any casualties")]
        assert listed(base) == []

    def test_one_member_waits_for_so_many(self, base):
        """Memory is bounded."""
        for n in range(MOST_OF_ONE):
            Waiting(base).begin(f"question {n}", ActorId("p1"), NOON)
        with pytest.raises(InvalidError, match="cannot be more than"):
            Waiting(base).begin("one more", ActorId("p1"), NOON)
        assert len(base.activity.kept(Wait)) == MOST_OF_ONE


def test_a_note_takes_the_place_of_the_last(base, tmp_path):
    """It says who left it and when; an empty one takes it away."""
    desk = Desk(base)
    desk.hand_over("Watch the JCS page", SAM.actor, NOON)
    desk.hand_over("All quiet", SAM.actor, NOON)
    base.activity.save()
    note = Desk(base_of(Activity(tmp_path))).overview(NOON, UTC).handover
    assert (note.text, note.by, note.at) == ("All quiet", SAM.actor, NOON)
    desk.hand_over(" ", SAM.actor, NOON)
    assert desk.overview(NOON, UTC).handover is None


def test_sources_that_differ_are_on_the_desk(base):
    """A fact whose claims contradict each other waits for a decision."""
    other = Draft.of(question=MONDAY, answer="18 missiles", said_by="KCNA", now=NOON, zone=UTC)
    assert Desk(base).overview(NOON, UTC).disputed == ()
    base.revise(1, other, SAM, seen=base.last_change(1))
    assert [fact.id for fact in Desk(base).overview(NOON, UTC).disputed] == [1]


def test_an_older_file_is_read(tmp_path):
    """One from before there was a desk."""
    old = {"misses": {"1": {"key": "hurt", "id": "a", "question": HURT, "reason": "not_on_record", "askers": ["p1"]}}}
    old["misses"]["1"] |= {"first_at": NOON.isoformat(), "last_at": NOON.isoformat(), "closed": False}
    (tmp_path / ACTIVITY).write_text(json.dumps(old), encoding="utf-8")
    kept = Activity(tmp_path)
    assert kept.damaged is None
    assert kept.misses == (
        Miss(
            id="a",
            question=HURT,
            reason="not_on_record",
            askers=(ActorId("p1"),),
            first_at=NOON,
            last_at=NOON,
        ),
    )


def test_what_may_have_changed_is_on_the_desk(base):
    """A running figure after a day without another look; verified, it is not."""
    fact = base.add(draft("How many people are missing?", "7"), SAM)
    desk, later = Desk(base), NOON + timedelta(days=2)
    assert desk.stale(NOON, UTC) == ()
    assert [each.id for each in desk.overview(later, UTC).stale] == [fact.id]
