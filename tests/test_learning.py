"""Learning: choices are evidence, moderators decide, and nothing is learned by itself."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_facts import NOON, SAM, base_of

from knowledge import activity as activity_module
from knowledge.activity import Activity
from knowledge.authoring import Authoring
from knowledge.base import KnowledgeBase
from knowledge.errors import NotFoundError
from knowledge.learning import MEMBERS, MOST_UNDECIDED, Learning
from knowledge.revisions import ActorId

ASKED = "how many did they launch"


@pytest.fixture
def base(tmp_path):
    return base_of(Activity(tmp_path))


def click(base, member, fact, wording=ASKED, *, offered=(1, 2), at=NOON):
    Learning(base).chosen(wording, fact, offered=offered, member=ActorId(f"p{member}"), now=at)


def listed(base):
    return [(made.wording, made.fact.id, made.members, made.against) for made in Learning(base).suggestions()]


class TestEvidence:
    """What it takes for a wording to be suggested."""

    def test_three_members_make_a_suggestion(self, base):
        """Two do not, however often they choose."""
        for member in (1, 2, 1, 2, 2):
            click(base, member, 1)
        assert listed(base) == []
        click(base, 3, 1)
        assert listed(base) == [(ASKED, 1, 3, 0)]

    @pytest.mark.parametrize(
        "alike",
        [
            "How many did they launch?",
            "how  MANY did they launch???",
            "how many did they laucnh",
            "hey how many have they launched please",
            "Ｈｏｗ many did they launch",
        ],
        ids=["punctuation", "case", "spelling", "courtesy and tense", "width"],
    )
    def test_what_asks_alike_counts_together(self, base, alike):
        """Case, punctuation, spelling, width and words that say nothing make no other wording."""
        base.phrase(3, ["where did they launch the balloons"], SAM)  # a speller knows the words of its facts
        click(base, 1, 1)
        click(base, 2, 1)
        click(base, 3, 1, alike)
        assert listed(base) == [(ASKED, 1, 3, 0)]

    @pytest.mark.parametrize(
        "other", ["how many did they not launch", "how many did they launch first", "how many did 2 launch"]
    )
    def test_what_asks_something_else_does_not(self, base, other):
        """One word may turn a question into another."""
        click(base, 1, 1)
        click(base, 2, 1)
        click(base, 3, 1, other)
        assert listed(base) == []

    def test_names_are_one_in_every_form(self):
        """NK is North Korea, for learning as for answers."""
        base = KnowledgeBase.in_memory(seeded=True)
        learning = Learning(base)
        assert learning.key("what did NK fire") == learning.key("what did North Korea fire?")

    def test_none_of_these_counts_against(self, base):
        """One who says that it is neither takes one who says that it is."""
        for member in (1, 2, 3):
            click(base, member, 1)
        click(base, 4, None)
        assert listed(base) == []
        click(base, 5, 1)
        assert listed(base) == [(ASKED, 1, 4, 1)]

    def test_what_was_not_offered_was_not_refused(self, base):
        """A fact that came later is not what those members turned down."""
        click(base, 4, None, offered=(3,))
        for member in (1, 2, 3):
            click(base, member, 1)
        assert listed(base) == [(ASKED, 1, 3, 0)]

    def test_a_member_may_change_their_mind(self, base):
        """Their last word on a wording is the one that counts."""
        for member in (1, 2, 3):
            click(base, member, 1)
        click(base, 3, 2)
        assert listed(base) == []

    @pytest.mark.parametrize(
        "wording",
        [
            "how many today",
            "how many did they fire this year",
            "x" * 201,
            "🚀🚀",
            " \u200b",
            "what time was it and how many did they fire?",
            "and how many did they fire?",
            "how many?",
        ],
    )
    def test_what_can_be_no_phrasing_is_not_kept(self, base, wording):
        """Nor what asks something else tomorrow."""
        click(base, 1, 1, wording)
        assert base.activity.clicks == ()

    def test_a_wording_that_the_fact_has_is_not_suggested(self, base):
        """There is nothing to add; another one that asks alike there is."""
        base.phrase(1, [ASKED], SAM)
        for member in (1, 2, 3):
            click(base, member, 1)
        assert listed(base) == []
        click(base, 4, 1, "how many have they launched")
        assert listed(base) == [("how many have they launched", 1, 4, 0)]

    def test_a_retired_fact_learns_nothing(self, base):
        """It is not answered with."""
        for member in (1, 2, 3):
            click(base, member, 1)
        base.retire(1, SAM, seen=base.last_change(1))
        assert listed(base) == []

    def test_another_owner_is_pointed_out(self, base):
        """The wording is a phrasing of #2 already."""
        base.phrase(2, [ASKED], SAM)
        for member in (1, 2, 3):
            click(base, member, 1)
        (suggestion,) = Learning(base).suggestions()
        assert suggestion.owner.id == 2

    def test_the_wording_of_most_is_the_one_suggested(self, base):
        """Of those that ask alike."""
        click(base, 1, 1, "have they launched how many")
        for member in (2, 3, 4):
            click(base, member, 1, "How many were launched" if member > 2 else "how many launched")
        assert [made[0] for made in listed(base)] == ["How many were launched"]

    def test_the_oldest_choices_make_room(self, base, monkeypatch):
        """Memory is bounded."""
        monkeypatch.setattr(activity_module, "KEPT_CLICKS", 3)
        for minute in range(5):
            click(base, minute, 1, at=NOON + timedelta(minutes=minute))
        assert [kept.member for kept in base.activity.clicks] == ["p2", "p3", "p4"]


WORDS = st.tuples(
    st.integers(1, 6), st.sampled_from([1, 2, None]), st.sampled_from([ASKED, f"{ASKED}?", "who fired them"])
)


class TestInvariants:
    """Whatever members do."""

    @settings(max_examples=40, deadline=None)
    @given(said=st.lists(WORDS, max_size=30), twice=st.booleans())
    def test_each_members_last_word_counts_once(self, said, twice):
        """A wording is suggested for a fact when `MEMBERS` more mean it by that than something else, and only then."""
        base = base_of(Activity())
        last = {}
        for member, fact, wording in said + said * twice:
            click(base, member, fact, wording)
            last[member, wording.strip("?")] = fact
        expected = set()
        for wording in (ASKED, "who fired them"):
            votes = [fact for (_, asked), fact in last.items() if asked == wording]
            expected |= {(wording, fact) for fact in (1, 2) if 2 * votes.count(fact) - len(votes) >= MEMBERS}
        found = {(made.wording.strip("?"), made.fact.id) for made in Learning(base).suggestions()}
        assert found == expected

    def test_a_restart_forgets_nothing_and_counts_nobody_twice(self, base, tmp_path):
        """Two clicked before it, one of them again after it: that is two."""
        click(base, 1, 1)
        click(base, 2, 1)
        base.activity.save()
        again = base_of(Activity(tmp_path))
        click(again, 2, 1)
        assert listed(again) == []
        click(again, 3, 1)
        assert listed(again) == [(ASKED, 1, 3, 0)]


class TestDeciding:
    """Moderators are told once; what they decide holds."""

    @pytest.fixture(autouse=True)
    def chosen(self, base):
        for member in (1, 2, 3):
            click(base, member, 1)

    def test_it_is_news_once(self, base, tmp_path):
        """Also after a restart; what did not reach them is news again."""
        learning = Learning(base)
        (made,) = learning.news(NOON)
        assert learning.news(NOON) == ()
        base.activity.save()
        again = Activity(tmp_path)
        assert again.notice(made.id) == base.activity.notice(made.id)
        learning.untold(made)
        assert learning.news(NOON) == (made,)

    def test_few_wait_at_a_time(self, base):
        """Those who do not look are not flooded: the rest stands in the list."""
        for n in range(9):
            for member in (1, 2, 3):
                click(base, member, 1, f"how many on launch number {n}")
        learning = Learning(base)
        told = learning.news(NOON)
        assert len(told) == MOST_UNDECIDED
        assert learning.news(NOON) == ()
        learning.dismiss(told[0].id, NOON)
        assert len(learning.news(NOON)) == 1
        assert len(learning.suggestions()) == 9

    def test_dismissed_is_dismissed(self, base, tmp_path):
        """Whoever chooses it later; also after a restart."""
        learning = Learning(base)
        (made,) = learning.news(NOON)
        learning.dismiss(made.id, NOON)
        click(base, 9, 1)
        assert learning.suggestions() == learning.news(NOON) == ()
        with pytest.raises(NotFoundError, match="added or dismissed already"):
            learning.suggestion(made.id)
        base.activity.save()
        assert Activity(tmp_path).notice(made.id).dismissed

    def test_what_was_added_is_a_phrasing_and_no_suggestion(self, base):
        """Taken back, it is suggested again only if members go on to mean it."""
        learning = Learning(base)
        (made,) = learning.news(NOON)
        fact = Authoring(base).phrase(1, [made.wording], SAM)
        assert fact.phrasings == (ASKED,)
        assert learning.suggestions() == ()
        with pytest.raises(NotFoundError):
            learning.suggestion(made.id)
        Authoring(base).take_back(1, base.state.revision, SAM)
        assert base.fact(1).phrasings == ()
        assert learning.suggestions() == ()
        for member in (4, 5, 6):
            click(base, member, 1)
        assert learning.news(NOON) == (made,)

    def test_what_moderators_were_told_of_can_be_decided_without_the_clicks(self, base, monkeypatch):
        """They made room for others meanwhile."""
        learning = Learning(base)
        (made,) = learning.news(NOON)
        monkeypatch.setattr(activity_module, "KEPT_CLICKS", 1)
        click(base, 9, 2, "who fired them", at=NOON + timedelta(1))
        assert learning.suggestions() == ()
        assert learning.suggestion(made.id) == made
