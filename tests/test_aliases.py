"""Aliases: what may be a form of a name, what forms do for questions, and that nobody waits while they change."""

import asyncio
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge import aliases, starter
from knowledge.aliases import MOST_FORMS, MOST_NAMES, Register
from knowledge.answers import Answer
from knowledge.base import KnowledgeBase
from knowledge.drafts import Draft
from knowledge.errors import InvalidError, NotFoundError
from knowledge.matching import Matcher
from knowledge.records import Alias
from knowledge.revisions import ActorId, Author, RecordKind, Revision, State

NOON = datetime(2024, 5, 31, 12, tzinfo=UTC)
BY = Author(actor=ActorId("p1"), via="test")
NORTH = Alias(forms=("NK", "DPRK", "North Korea"))
CHIEFS = Alias(forms=("JCS", "Joint Chiefs of Staff"))


def holding(*known):
    changes = tuple(aliases.alias_change(None, alias) for alias in known)
    return State().after(Revision(number=1, at=NOON, actor=ActorId("p1"), via="test", changes=changes))


def added(state, name, *forms, one_way=False):
    """The alias after adding forms to a name."""
    (change,) = aliases.added(state, name, forms, one_way=one_way)
    return change.after


def refusal(state, name, *forms, one_way=False):
    """What is told of forms that are refused."""
    with pytest.raises(InvalidError) as refused:
        aliases.added(state, name, forms, one_way=one_way)
    return str(refused.value)


class TestAdding:
    """Forms of a name are taken, or refused with what to do."""

    def test_a_new_name_and_more_of_one_on_record(self):
        """The name people should see stands last, as it was given first."""
        assert added(State(), "Blue House", "Cheong Wa Dae") == Alias(forms=("Cheong Wa Dae", "Blue House"))
        change = aliases.added(holding(NORTH), "north korea", ["Chosun"])[0]
        assert (change.kind, change.id, change.before) == (RecordKind.ALIAS, "North Korea", NORTH)
        assert change.after == Alias(forms=("NK", "DPRK", "Chosun", "North Korea"))

    def test_what_is_there_already_changes_nothing(self):
        """In whatever case."""
        assert aliases.added(holding(NORTH), "North Korea", ["nk", "DPRK"]) == []

    def test_a_form_of_another_name_is_refused_by_that_name(self):
        """What is one to the matcher is one form: plural, punctuation, and what a country is called anyway."""
        state = holding(NORTH, Alias(forms=("projectile", "missile")))
        assert refusal(state, "Nikkei", "N.K.") == (
            "“N.K.” is in the group of “North Korea” already. Add to “North Korea” (/alias add), or leave it out here."
        )
        assert "in the group of “missile” already" in refusal(state, "rocket", "Missiles")
        assert "in the group of “North Korea” already" in refusal(state, "the regime", "North Koreans")
        assert "“DPRK” is a form of “North Korea” already" in refusal(state, "DPRK", "the North")

    def test_all_that_is_wrong_is_told_at_once(self):
        """And nothing is taken of the rest."""
        told = refusal(State(), "Wonsan", "the", "2024", "Wŏnsan", "north", "?!", "a b c d e f g", "x" * 101)
        assert told == f"“{'x' * 60}…” has 101 characters; at most 100 fit. Shorten it."
        told = refusal(State(), "Wonsan", "the", "2024", "Wŏnsan", "north", "?!", "a b c d e f g")
        assert [line.split("”")[0] for line in told.split("\n")] == ["“the", "“2024", "“north", "“?!", "“a b c d e f g"]

    @pytest.mark.parametrize(
        ("name", "forms", "said"),
        [
            ("", ["NK"], "name is empty"),
            ("\u200b", ["NK"], "name has only blank or invisible characters"),
            ("who", ["NK"], "“who” is made of words that any question may hold"),
            ("Wonsan", [], "spellings are missing"),
            ("Wonsan", ["W\u202eon"], "direction-changing characters"),
        ],
    )
    def test_a_name_and_a_spelling_are_needed(self, name, forms, said):
        """Each can be read, and stands for one thing."""
        assert said in refusal(State(), name, *forms)

    def test_two_countries_are_never_one(self):
        """Nor is a country another name's form, unless that name is given as the country's."""
        assert "“ROK” means South Korea without being told" in refusal(State(), "North Korea", "ROK")
        assert "give “North Korea” as a form of this name too" in refusal(State(), "Nikkei", "NK")
        assert added(State(), "the Hermit Kingdom", "NK", "North Korea").canonical == "the Hermit Kingdom"

    def test_limits_are_counted(self):
        """Of forms and of names."""
        forms = [f"port number {n} east" for n in range(MOST_FORMS)]
        assert f"would have {MOST_FORMS + 1} forms; {MOST_FORMS} fit" in refusal(State(), "Wonsan", *forms)
        full = holding(*(Alias(forms=(f"P{n}", f"port {n}")) for n in range(MOST_NAMES)))
        assert "one name too many" in refusal(full, "Wonsan", "Wŏnsan port")
        assert added(full, "port 1", "Wŏnsan").forms == ("P1", "Wŏnsan", "port 1")

    def test_the_starters_aliases_are_valid(self):
        """All of them, and none overlaps another."""
        register = Register([])
        for alias in starter.load().aliases:
            assert register.lay(alias) == (alias, ())

    def test_a_list_is_read_as_people_type_it(self):
        """Commas, semicolons, line ends, also those of Japanese; nothing between two of them is nothing."""
        assert aliases.forms_of(" NK,DPRK ; the North\n북한、北朝鮮,, ") == (
            "NK",
            "DPRK",
            "the North",
            "북한",
            "北朝鮮",
        )


class TestOneWay:
    """A form that may mean the name and may mean something else leads to it, and the name does not lead back."""

    def test_it_may_belong_to_another_name(self):
        """And lead to several."""
        state = holding(NORTH, Alias(forms=("평양", "Pyongyang")))
        assert added(state, "North Korea", "Pyongyang", one_way=True) == replace(NORTH, one_way=("Pyongyang",))
        assert added(holding(replace(NORTH, one_way=("Pyongyang",))), "Pyongyang", "평양").canonical == "Pyongyang"

    def test_both_ways_outweighs_one(self):
        """What is given both ways no longer leads one way; the reverse is refused until it is removed."""
        state = holding(replace(NORTH, one_way=("Pyongyang", "the regime")))
        assert added(state, "North Korea", "The Regime") == Alias(
            forms=("NK", "DPRK", "The Regime", "North Korea"), one_way=("Pyongyang",)
        )
        assert "“NK” stands for the name both ways already" in refusal(state, "North Korea", "NK", one_way=True)
        assert "any question may hold" in refusal(state, "North Korea", "they", one_way=True)


class TestDropping:
    """A name, or one of its forms, is taken away."""

    def test_one_form(self):
        """With all that are one with it to the matcher; the rest stays."""
        state = holding(replace(NORTH, forms=("N.K.", *NORTH.forms), one_way=("Pyongyang",)))
        (change,) = aliases.dropped(state, "dprk", "nk")
        assert change.after == Alias(forms=("DPRK", "North Korea"), one_way=("Pyongyang",))
        assert aliases.dropped(state, "North Korea", "pyongyang")[0].after == Alias(forms=change.before.forms)

    def test_the_whole(self):
        """By the name or any form of it; and with its last form, for a name alone is no alias."""
        assert aliases.dropped(holding(NORTH), "NK")[0].after is None
        assert aliases.dropped(holding(CHIEFS), "JCS", "JCS")[0].after is None

    def test_what_is_not_there_is_told(self):
        """And that the name itself is no form to drop."""
        with pytest.raises(NotFoundError, match="No name is called “KCNA” here"):
            aliases.dropped(holding(NORTH), "KCNA")
        with pytest.raises(NotFoundError, match="“ROK” is no form of “North Korea” here"):
            aliases.dropped(holding(NORTH), "NK", "ROK")
        with pytest.raises(InvalidError, match="is the name itself"):
            aliases.dropped(holding(NORTH), "NK", "North Korea")

    def test_a_list_of_them_can_be_searched(self):
        """By a piece of any form, in order of the names."""
        state = holding(NORTH, CHIEFS)
        assert aliases.listed(state) == (CHIEFS, NORTH)
        assert aliases.listed(state, "dprk") == (NORTH,)


@pytest.fixture
def base():
    """Facts about a state, a house and projectiles."""
    made = KnowledgeBase.in_memory(seeded=False, clock=lambda: NOON)
    for question, answer in {
        "How many projectiles were launched from Wonsan?": "Four",
        "What did the presidential office say about the talks?": "That they go on",
        "Where are the spare missiles stored?": "In the east",
        "How many bridges were closed on Monday?": "Two",
    }.items():
        made.add(Draft(question=question, answer=answer, said_by="Navy"), BY)
    return made


def answered(base, question):
    """The number of the fact that answers, if one does."""
    outcome = base.ask(question, now=NOON)
    return outcome.answers[0].fact.id if isinstance(outcome, Answer) else None


class TestQuestions:
    """What a form does for who asks, from the moment it is on record."""

    def test_a_form_of_both_ways_is_the_name(self, base):
        """In questions and in facts; taken away, it is a word like others again."""
        assert answered(base, "What did Cheong Wa Dae say about the talks?") is None
        base.add_alias("presidential office", ["Cheong Wa Dae"], BY)
        assert answered(base, "What did Cheong Wa Dae say about the talks?") == 2
        assert answered(base, "what did the chong wa dae say about the talks?") == 2
        base.drop_alias("presidential office", BY)
        assert answered(base, "What did Cheong Wa Dae say about the talks?") is None
        assert [revision.changes[0].kind for revision in base.history(after=4)] == [RecordKind.ALIAS] * 2

    def test_a_form_of_one_way_leads_to_the_name_and_never_back(self, base):
        """A question that says "missiles" is answered of projectiles; one that says "projectiles" not of missiles."""
        assert answered(base, "How many missiles were launched from Wonsan?") is None
        base.add_alias("projectile", ["missile"], BY, one_way=True)
        assert answered(base, "How many missiles were launched from Wonsan?") == 1
        assert answered(base, "Where are the spare missiles stored?") == 3
        assert answered(base, "Where are the spare projectiles stored?") is None
        assert answered(base, "How many projectiles were launched from Wonsan?") == 1

    def test_forms_of_both_sorts_in_one_question(self, base):
        """Each is read for itself: one as it was said, one as what it may mean."""
        base.add_alias("projectile", ["missile"], BY, one_way=True)
        base.add_alias("the east", ["Wonsan"], BY, one_way=True)
        assert answered(base, "How many missiles were launched from Wonsan?") == 1

    def test_a_form_does_not_hide_what_it_says_itself(self, base):
        """A fact that has the form answers before one that has the name."""
        base.add(Draft(question="How many bridges were closed by the Blue House?", answer="None"), BY)
        base.add(Draft(question="How many bridges were closed by the presidential office?", answer="Three"), BY)
        base.add_alias("presidential office", ["Blue House"], BY, one_way=True)
        assert answered(base, "How many bridges were closed by the Blue House?") == 5
        assert answered(base, "How many bridges were closed by the presidential office?") == 6

    @pytest.mark.parametrize("one_way", [False, True])
    def test_a_form_is_never_mended_into_another_word(self, base, one_way):
        """Though it is one letter from a word of the facts."""
        assert base.heard("brydges") == ("bridges",)
        base.add_alias("presidential office", ["Brydges"], BY, one_way=one_way)
        assert "bridges" not in base.heard("brydges")

    def test_the_veto_knows_a_form_as_the_name(self, base):
        """Two states stay two, whatever they are called."""
        base.add(Draft(question="How many ships did North Korea send?", answer="Two"), BY)
        base.add_alias("North Korea", ["the Hermit Kingdom"], BY)
        base.add_alias("South Korea", ["Namhan"], BY)
        assert answered(base, "How many ships did the Hermit Kingdom send?") == 5
        assert answered(base, "How many ships did Namhan send?") is None

    def test_a_city_that_may_mean_its_state_speaks_for_it(self, base):
        """It is a city to everybody; a moderator can say that it is more."""
        base.add(Draft(question="How many ships did North Korea send to the harbour?", answer="Two"), BY)
        assert answered(base, "How many ships did Sinuiju send to the harbour?") is None
        base.add_alias("North Korea", ["Sinuiju"], BY, one_way=True)
        assert answered(base, "How many ships did Sinuiju send to the harbour?") == 5


class TestWaiting:
    """A change of aliases has every fact read anew: nobody waits for that."""

    async def test_questions_meanwhile_are_answered_as_before(self, base, monkeypatch):
        """On the event loop, while a thread reads the facts anew; then they are answered by the new forms."""
        begun, free, build = threading.Event(), threading.Event(), Matcher

        def slowly(*args, **named):
            begun.set()
            assert free.wait(10)
            return build(*args, **named)

        base.warm()
        monkeypatch.setattr(base, "_matching", slowly)
        adding = asyncio.create_task(asyncio.to_thread(base.add_alias, "projectile", ["rocket"], BY))
        assert await asyncio.to_thread(begun.wait, 10)
        assert answered(base, "How many projectiles were launched from Wonsan?") == 1
        assert answered(base, "How many rockets were launched from Wonsan?") is None
        assert base.state.aliases == {}
        assert not adding.done()
        free.set()
        await adding
        assert answered(base, "How many rockets were launched from Wonsan?") == 1

    def test_what_a_question_needs_is_ready_before_it_comes(self, base, monkeypatch):
        """The new matcher has read all that it would else read when it is first asked."""
        prepared = []
        prepare = Matcher.prepare
        base.warm()
        monkeypatch.setattr(Matcher, "prepare", lambda matcher: (prepared.append(matcher), prepare(matcher)))
        base.add_alias("projectile", ["rocket"], BY)
        assert prepared == [base._ready()[1]]
