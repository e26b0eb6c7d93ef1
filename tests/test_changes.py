"""Changes: what was wrong, what moved on, who else says so, what is taken back and what is still true."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from made_facts import KBS, NOON, holding, made, typed

from knowledge import changes
from knowledge.asof import AsOf
from knowledge.changes import Way
from knowledge.drafts import NOT_KNOWN, Draft
from knowledge.errors import ConflictError, InvalidError, KnownError, NotFoundError, OlderError
from knowledge.facts import Claim, ClaimId, Kind, Source, Standing
from knowledge.shelf import Shelf
from knowledge.traces import Receipt
from knowledge.values import Value


def revised(fact, *others, knowing=False, seen=1, way=None, shelf=None, backdated=False, **fields):
    done = changes.revised(
        holding(fact, *others),
        fact.id,
        typed(fact, **fields),
        NOON,
        seen=seen,
        way=way,
        shelf=shelf,
        knowing=knowing,
        backdated=backdated,
    )
    return done[0].after if done else fact


def both():
    """A fact of two voices that differ, KCNA's leading."""
    return revised(made(), answer="18", said_by="KCNA", as_of="2024-05-31")


def standings(fact):
    return [claim.standing.value for claim in fact.claims]


class TestRevising:
    """A form says less than a claim holds; nothing is lost by that."""

    @pytest.mark.parametrize(
        "fact",
        [
            made(),
            made(kind=Kind.DENIAL),
            made(source=None, as_of=None, said_by=""),
            made(source=replace(KBS, title="")),
            made(source=Source(publisher="NHK")),
        ],
        ids=["whole", "denial", "bare", "no title", "publisher alone"],
    )
    def test_a_form_sent_back_as_it_was_changes_nothing(self, fact):
        """Not even what no field of the form shows: publisher, publication, kind, figure."""
        assert changes.revised(holding(fact), fact.id, typed(fact), NOON, seen=1) == []

    def test_a_new_date_keeps_kind_figure_and_source(self):
        """What was not changed in the form stays as precise as it was."""
        new = revised(made(kind=Kind.DENIAL), as_of="2024-05-31").live()[0]
        assert (new.as_of, new.kind, new.source) == (AsOf("2024-05-31"), Kind.DENIAL, KBS)
        assert new.value == Value(min=10, max=12, unit="missile")

    def test_another_answer_is_read_anew(self):
        """The figure is the new answer's, and what was unknown is stated now."""
        new = revised(made(answer="Not known yet", kind=Kind.UNKNOWN, value=None), answer="18 missiles").live()[0]
        assert (new.kind, new.value) == (Kind.STATEMENT, Value(min=18, max=18, unit="missiles"))

    def test_a_mended_denial_is_still_one(self):
        """The form cannot say so; a statement would end the dispute, and lead."""
        new = revised(made(answer="No, it was not us", kind=Kind.DENIAL, value=None), answer="No, that was not us")
        assert new.live()[0].kind is Kind.DENIAL

    def test_another_link_is_another_source(self):
        """The publisher of the old link is not the publisher of the new one."""
        new = revised(made(), source="Yonhap https://yna.co.kr/b").live()[0]
        assert new.source == Source(title="Yonhap", url="https://yna.co.kr/b")

    def test_the_same_voice_updates_and_another_adds(self):
        """The updated claim is superseded; another voice stands beside it and leads."""
        updated = revised(made(), answer="18", as_of="2024-05-31")
        assert [claim.standing for claim in updated.claims] == [Standing.SUPERSEDED, Standing.LIVE]
        beside = revised(made(), answer="18", said_by="KCNA")
        assert [claim.said_by for claim in beside.live()] == ["KCNA", "JCS"]

    def test_a_voice_given_later_is_no_other_voice(self):
        """Filling in who says it leaves one live claim, not two that say the same."""
        assert [claim.said_by for claim in revised(made(said_by=""), said_by="JCS").live()] == ["JCS"]
        assert len(revised(made(said_by=""), said_by="KCNA", answer="18").live()) == 2

    def test_what_somebody_else_changed_is_not_overwritten(self):
        """The conflict names both revisions."""
        with pytest.raises(ConflictError) as conflict:
            revised(made(), seen=0, answer="18")
        assert (conflict.value.seen, conflict.value.actual) == (0, 1)

    def test_a_fact_does_not_take_the_question_of_another_unknowingly(self):
        """Its own it may spell anew."""
        other = made(2, "Where did they land?")
        assert revised(made(), other, question="How many missiles").question == "How many missiles"
        with pytest.raises(KnownError):
            revised(made(), other, question="where did they land")
        assert revised(made(), other, question="where did they land", knowing=True).question == "where did they land"


class TestWays:
    """A change is a correction, an update or another voice."""

    @pytest.mark.parametrize(
        ("as_of", "standing"),
        [("2024-05-31", "superseded"), ("2024-06", "superseded"), ("2024-05-30", "withdrawn"), ("", "withdrawn")],
    )
    def test_a_later_as_of_is_an_update_and_anything_else_a_correction(self, as_of, standing):
        """What was right at its time is superseded; what never was is withdrawn."""
        assert standings(revised(made(as_of=AsOf("2024-05-30")), answer="18", as_of=as_of)) == [standing, "live"]

    @pytest.mark.parametrize(("way", "standing"), [(Way.CORRECTION, "withdrawn"), (Way.UPDATE, "superseded")])
    def test_what_the_moderator_says_goes_before(self, way, standing):
        """Also with another voice, which then takes the place of what leads."""
        assert standings(revised(made(), answer="18", as_of="2024-05-31", way=way)) == [standing, "live"]
        assert standings(revised(made(), answer="18", said_by="KCNA", way=way)) == [standing, "live"]

    @pytest.mark.parametrize(("answer", "others"), [("18 missiles", "superseded"), ("About 11 missiles", "live")])
    def test_a_voice_does_not_differ_with_itself(self, answer, others):
        """What it said in another source too goes with an update that contradicts it."""
        again = replace(made().claims[0], id=ClaimId("1.2"), answer="10 to 12 missiles", source=None)
        fact = revised(made().with_claim(again), answer=answer, as_of="2024-05-31")
        assert standings(fact) == ["superseded", others, "live"]

    def test_one_voice_is_never_kept_beside_itself(self):
        """Two live claims of one voice would contradict each other for ever."""
        assert standings(revised(made(), answer="18", way=Way.BESIDE)) == ["withdrawn", "live"]

    @pytest.mark.parametrize("said_by", ["JCS", "KCNA"])
    def test_an_older_as_of_is_pointed_out(self, said_by):
        """Whoever says it; knowingly it is taken."""
        with pytest.raises(OlderError, match="as of 29 May 2024; on record is what #1 says as of 30 May 2024"):
            revised(made(), answer="18", as_of="2024-05-29", said_by=said_by)
        assert (
            revised(made(), answer="18", as_of="2024-05-29", said_by=said_by, backdated=True).live()[0].answer == "18"
        )

    @pytest.mark.parametrize("as_of", ["2024-05", "2024-05-30", ""])
    def test_a_vaguer_as_of_is_not_older(self, as_of):
        """May is not before the 30th of May."""
        assert revised(made(), answer="18", as_of=as_of).live()[0].answer == "18"

    @pytest.mark.parametrize(
        ("fields", "way"),
        [
            ({"answer": "18"}, Way.CORRECTION),
            ({"answer": "18", "as_of": "2024-05-31"}, Way.UPDATE),
            ({"answer": "18", "said_by": "KCNA"}, Way.BESIDE),
        ],
    )
    def test_what_was_done_can_be_told(self, fields, way):
        """With the claim that it was done to."""
        done = changes.done(made(), revised(made(), **fields))
        assert (done.way, done.old.answer, done.new.answer) == (way, "About 12", "18")
        assert changes.done(made(), revised(made(), question="How many then?")) is None

    def test_an_earlier_claim_can_be_taken_otherwise(self):
        """It was wrong, or right at its time; of the claim that leads neither can be said."""
        fact = revised(made(), answer="18")
        (change,) = changes.regarded(holding(fact), 1, 0, Way.UPDATE, seen=1)
        assert standings(change.after) == ["superseded", "live"]
        assert changes.regarded(holding(fact), 1, 0, Way.CORRECTION, seen=1) == []
        with pytest.raises(NotFoundError, match="/fact withdraw"):
            changes.regarded(holding(fact), 1, 1, Way.CORRECTION, seen=1)
        with pytest.raises(ConflictError):
            changes.regarded(holding(fact), 1, 0, Way.UPDATE, seen=0)

    def test_the_messages_that_showed_it_are_found(self):
        """The latest first; those that showed another claim are not among them."""
        receipts = [
            Receipt(message=n, channel=7, fact=fact, claims=(claim,), revision=1, at=NOON + timedelta(minutes=n))
            for n, (fact, claim) in enumerate([(1, "1.1"), (2, "1.1"), (1, "1.2"), (1, "1.1")])
        ]
        assert [receipt.message for receipt in changes.showings(receipts, made(), made().claims[0])] == [3, 0]


class TestUnknown:
    """Not known yet is an answer, with what was checked and when."""

    def test_no_answer_is_not_known_yet(self):
        """As of now, unless it says otherwise."""
        draft = Draft.of(question="Was anyone hurt?", answer=" ", said_by="JCS, NHK", now=NOON, zone=UTC)
        assert (draft.answer, draft.kind, draft.as_of) == (NOT_KNOWN, Kind.UNKNOWN, AsOf("2024-05-30T12:00+00:00"))
        dated = Draft.of(question="Why?", answer="", said_by="JCS", as_of="29 May 2024", now=NOON, zone=UTC)
        assert dated.as_of == AsOf("2024-05-29")

    def test_what_was_checked_is_asked_for(self):
        """Without it, "not known" would be nobody's word; a source is enough."""
        with pytest.raises(InvalidError, match="write what was checked"):
            Draft.of(question="Why?", answer="", now=NOON, zone=UTC)
        assert Draft.of(question="Why?", answer="", source="NHK", now=NOON, zone=UTC).kind is Kind.UNKNOWN

    def test_who_knows_takes_its_place(self):
        """Whoever it is, and whatever date: that it was not known was right at its time."""
        unknown = made(answer=NOT_KNOWN, kind=Kind.UNKNOWN, value=None, said_by="JCS, NHK")
        known = revised(unknown, answer="Two people", said_by="Hospital")
        assert standings(known) == ["superseded", "live"]
        assert known.live()[0].answer == "Two people"

    def test_nobody_stands_there_as_not_knowing_what_is_known(self):
        """However many were asked."""
        unknown = made(answer=NOT_KNOWN, kind=Kind.UNKNOWN, value=None, said_by="NHK")
        asked = revised(unknown, answer="", said_by="JCS", as_of="2024-05-31")
        assert standings(asked) == ["live", "live"]
        known = revised(asked, answer="Two people", said_by="Hospital", as_of="2024-06-01")
        assert standings(known) == ["superseded", "superseded", "live"]

    def test_it_does_not_hide_what_another_voice_says(self):
        """It stands beside it, and does not lead."""
        fact = revised(made(), answer="", said_by="NHK", as_of="2024-05-31")
        assert [claim.said_by for claim in fact.live()] == ["JCS", "NHK"]
        assert revised(made(), answer="", as_of="2024-05-31").live()[0].kind is Kind.UNKNOWN


class TestWithdrawing:
    """A claim is taken back and stays in the history."""

    def test_the_latest_of_those_left_leads(self):
        """Not known yet leads only if nothing else is left."""
        fact = both().with_claim(
            Claim(id=ClaimId("1.3"), answer=NOT_KNOWN, kind=Kind.UNKNOWN, as_of=AsOf("2024-06-02"), said_by="NHK")
        )
        (change,) = changes.withdrawn(holding(fact), 1, 1, seen=1)
        assert standings(change.after) == ["live", "withdrawn", "live"]
        assert change.after.leading == "1.1"

    def test_the_last_one_retires_nothing(self):
        """The fact is there, with nothing to say."""
        (change,) = changes.withdrawn(holding(made()), 1, 0, seen=1)
        assert (change.after.live(), change.after.retired) == ((), False)
        (back,) = changes.revised(holding(change.after), 1, typed(made(), answer="18"), NOON, seen=1)
        assert [claim.answer for claim in back.after.live()] == ["18"]

    def test_twice_is_once(self):
        """And what somebody changed meanwhile is looked at again."""
        (change,) = changes.withdrawn(holding(both()), 1, 0, seen=1)
        assert changes.withdrawn(holding(change.after), 1, 0, seen=0) == []
        with pytest.raises(ConflictError):
            changes.withdrawn(holding(both()), 1, 0, seen=0)
        with pytest.raises(NotFoundError, match="no such claim"):
            changes.withdrawn(holding(both()), 1, 9, seen=1)


class TestVerifying:
    """Still true: freshness moves, and nothing else does."""

    def test_nothing_else_moves(self):
        """But for the instant, the fact is what it was."""
        (change,) = changes.verified(holding(made()), 1, NOON, seen=1)
        (claim,) = change.after.claims
        assert claim.verified_at == NOON
        assert replace(change.after, claims=(replace(claim, verified_at=None),)) == made()

    def test_of_a_dispute_every_side_is_verified(self):
        """That sources differ is what is still true; else it is what leads."""
        (change,) = changes.verified(holding(both()), 1, NOON, seen=1)
        assert [claim.verified_at for claim in change.after.claims] == [NOON, NOON]
        beside = revised(made(value=None, answer="A dozen"), answer="Many", said_by="KCNA")
        (change,) = changes.verified(holding(beside), 1, NOON, seen=1)
        assert [claim.verified_at for claim in change.after.claims] == [None, NOON]

    def test_what_is_not_answered_is_not_verified(self):
        """Nor what changed since it was looked at."""
        with pytest.raises(NotFoundError, match="nothing to verify"):
            changes.verified(holding(made(retired=True)), 1, NOON, seen=1)
        with pytest.raises(ConflictError):
            changes.verified(holding(made()), 1, NOON, seen=0)


def test_a_shelf_life_is_chosen_with_a_change_or_alone():
    """And stays until another is chosen."""
    kept = revised(made(), answer="18", shelf=Shelf.WEEK)
    assert kept.shelf is Shelf.WEEK
    assert revised(kept, answer="19").shelf is Shelf.WEEK
    (change,) = changes.kept_for(holding(kept), 1, Shelf.NEVER)
    assert change.after == replace(kept, shelf=Shelf.NEVER)
    assert changes.kept_for(holding(kept), 1, Shelf.WEEK) == []
