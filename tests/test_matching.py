"""The matcher's door: questions in, ranked facts and a decision out."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.base import KnowledgeBase
from knowledge.matching import Candidate, Direct, Entry, Matcher, Offer, Policy, Ranking, Refuse, decide

CONTRAST = json.loads((Path(__file__).parent / "data" / "contrast_pairs.json").read_text(encoding="utf-8"))["near"]

COUNT, TIME, SITE, BALLOONS, SATELLITES, HARBOUR = range(1, 7)
ENTRIES = (
    Entry(
        fact=COUNT,
        wordings=(
            "How many missiles did North Korea fire on 30 May 2024?",
            "missile count on Thursday",
            "number of missiles fired on Thursday",
            "북한이 미사일을 몇 발 쐈나요?",
            "北朝鮮は何発のミサイルを発射した？",
        ),
        answers=("About twelve",),
        voices=("Joint Chiefs of Staff",),
        dates=("30 May 2024",),
    ),
    Entry(
        fact=TIME,
        wordings=(
            "What time were the missiles launched?",
            "launch time of the missiles",
            "at what time did the launch take place",
        ),
        answers=("At about 06:14 in the morning",),
    ),
    Entry(
        fact=SITE,
        wordings=(
            "Where were the missiles launched from?",
            "launch site of the missiles",
            "from where did they fire the missiles",
        ),
        answers=("From near the airport of Pyongyang",),
    ),
    Entry(
        fact=BALLOONS,
        wordings=(
            "What was in the balloons that North Korea sent?",
            "balloon contents",
            "what did the balloons carry",
            "풍선에 무엇이 들어 있었나요?",
        ),
        answers=("Various items, trash among them",),
    ),
    Entry(
        fact=SATELLITES,
        wordings=(
            "How many spy satellites does North Korea plan to launch in 2024?",
            "number of spy satellites planned for 2024",
            "planned spy satellites in 2024, how many",
        ),
        answers=("Three",),
    ),
    Entry(
        fact=HARBOUR,
        wordings=("Is the harbour open?", "has the harbour reopened", "harbour status"),
        answers=("Yes, since Monday",),
    ),
)
ALIASES = (("NK", "DPRK", "the North", "北朝鮮", "북한", "North Korea"), ("projectile", "missile"))


@pytest.fixture(scope="module")
def matcher():
    return Matcher(ENTRIES, ALIASES)


@pytest.fixture(scope="module")
def starter():
    base = KnowledgeBase.in_memory(seeded=True)
    return base._ready()[1]


def answered(matcher, question, policy=Policy.STRICT):
    """The fact that answers a question directly, or None."""
    match decide(matcher.rank(question), policy):
        case Direct(candidate):
            return candidate.fact
    return None


@pytest.mark.parametrize(
    ("question", "fact"),
    [
        ("how many missiles did North Korea fire on 30 May 2024", COUNT),
        ("How many projectiles did the DPRK fire on May 30th?", COUNT),
        ("how many misiles did nroth koera fire on thrusday", COUNT),
        ("missile count thursday", COUNT),
        ("wat time were the missiles launched", TIME),
        ("where were the missiles fired from", SITE),
        ("what did the baloons carry", BALLOONS),
        ("number of spy satellites NK plans for 2024", SATELLITES),
        ("is the harbour open", HARBOUR),
        ("북한이 미사일을 몇 발 쐈나요", COUNT),
        ("北朝鮮は何発のミサイルを発射した", COUNT),
    ],
)
def test_a_question_that_the_fact_explains_is_answered(matcher, question, fact):
    """Other words, slips of the pen, aliases, other dates' spellings and other languages still find the fact."""
    assert answered(matcher, question) == fact


@pytest.mark.parametrize(
    "question",
    [question for questions in CONTRAST.values() for question in questions],
)
def test_what_is_near_a_fact_but_not_on_record_is_never_answered(starter, question):
    """One name, figure, day, role or word that differs makes another question, and no fact answers it."""
    assert answered(starter, question) is None


def test_the_balanced_policy_answers_hardly_any_of_it(starter):
    """It is less strict where something is left open, not where something differs: at most one in two hundred."""
    asked = [question for questions in CONTRAST.values() for question in questions]
    found = [question for question in asked if answered(starter, question, Policy.BALANCED) is not None]
    assert len(found) <= len(asked) / 200, found


def test_wordings_of_the_starter_find_their_own_fact(starter):
    """A question that is a phrasing word for word is answered by the one fact that has it, nearly always."""
    told = json.loads(files("knowledge").joinpath("starter/facts.json").read_text(encoding="utf-8"))
    asked = [(wording, fact["id"]) for fact in told["facts"] for wording in (fact["question"], *fact["phrasings"][::6])]
    found = [answered(starter, wording) for wording, _ in asked]
    wrong = [wording for (wording, fact), got in zip(asked, found, strict=True) if got not in {fact, None}]
    assert not wrong
    assert found.count(None) <= 0.01 * len(asked)


@pytest.mark.parametrize(
    "question",
    ["what is the best pizza topping", "can you book me a flight to rome", "how do i bake bread", "asdf qwer"],
)
def test_far_topics_are_refused_without_a_choice(matcher, question):
    """A question of which the facts know no word gets neither an answer nor a guess."""
    assert decide(matcher.rank(question)) == Refuse("not_on_record")


def test_a_vetoed_question_is_offered_as_a_choice(matcher):
    """What is near to a fact is offered, with the reason that it is not answered."""
    outcome = decide(matcher.rank("How many missiles did Iran fire on 30 May 2024?"))
    assert isinstance(outcome, Offer)
    assert outcome.reason == "vetoed"
    assert outcome.candidates[0].veto == "entity: iran"
    assert 1 <= len(outcome.candidates) <= 3


def test_a_question_is_told_as_it_was_mended(matcher):
    """The ranking shows which words were understood."""
    assert matcher.rank("misile cuont").question == "missile count"


def test_names_are_not_mended_into_other_names(matcher):
    """A town that no one knows is not taken for the one that is known."""
    assert "pyongyang" not in matcher.rank("missiles from Yongpyang").question
    assert "pyongyang" in matcher.rank("missiles from pyongynag").question


def test_a_retired_fact_is_never_found(matcher):
    """A fact whose entry is taken out is in no ranking any more, and one that is put in is found."""
    without = matcher.replaced((), gone={COUNT})
    for wording in ENTRIES[0].wordings:
        assert all(candidate.fact != COUNT for candidate in without.rank(wording).candidates)
    again = without.replaced([ENTRIES[0]])
    assert answered(again, ENTRIES[0].wordings[0]) == COUNT


def test_a_replaced_entry_forgets_its_old_wordings(matcher):
    """A new entry of a fact stands in place of the old one."""
    changed = matcher.replaced(
        [Entry(fact=HARBOUR, wordings=("Is the bridge open?", "bridge status"), answers=("No",))]
    )
    assert answered(changed, "is the bridge open") == HARBOUR
    assert answered(changed, "has the harbour reopened") is None


SYLLABLES = [
    "missile",
    "missiles",
    "balloon",
    "fire",
    "fired",
    "Thursday",
    "Iran",
    "12",
    "harbour",
    "port",
    "몇 발",
    "not",
]
QUESTIONS = [
    "how many missiles were fired",
    "balon contents",
    "is the port open",
    "missile not fired",
    "북한이 몇 발",
    "harbor thursday",
]
made_up = st.builds(
    lambda fact, words, answer: Entry(fact=fact, wordings=tuple(map(" ".join, words)), answers=(answer,)),
    st.integers(1, 9),
    st.lists(st.lists(st.sampled_from(["how", "many", "the", *SYLLABLES]), max_size=6), min_size=1, max_size=4),
    st.sampled_from(["Yes", "Twelve missiles", "In Iran", ""]),
)
changes = st.lists(st.tuples(st.lists(made_up, max_size=3), st.sets(st.integers(1, 9), max_size=3)), max_size=3)


@given(changes)
@settings(deadline=None, max_examples=60)
def test_a_changed_matcher_ranks_as_a_new_one(matcher, made):
    """However facts are put in and taken out, what comes out is what a matcher built of those facts says."""
    changed, entries = matcher, {entry.fact: entry for entry in ENTRIES}
    before = [matcher.rank(question) for question in QUESTIONS]
    for put, gone in made:
        changed = changed.replaced(put, gone)
        entries = {fact: entry for fact, entry in (entries | {e.fact: e for e in put}).items() if fact not in gone}
    new = Matcher(tuple(entries.values()), ALIASES)
    for question in QUESTIONS:
        one, other = changed.rank(question), new.rank(question)
        assert one.question == other.question
        assert one.none == pytest.approx(other.none, abs=1e-6)
        assert [(c.fact, c.wording, c.veto) for c in one.candidates] == [
            (c.fact, c.wording, c.veto) for c in other.candidates
        ]
        assert [c.confidence for c in one.candidates] == pytest.approx(
            [c.confidence for c in other.candidates], abs=1e-6
        )
    assert [matcher.rank(question) for question in QUESTIONS] == before


def test_what_changes_nothing_makes_no_matcher(matcher):
    """An entry that stands there already and a fact that is not there leave the matcher as it is."""
    assert matcher.replaced([ENTRIES[2]], gone={77}) is matcher


@given(order=st.permutations(ENTRIES), question=st.sampled_from(["missile count", "what did the balloons carry", "NK"]))
@settings(max_examples=12, deadline=None)
def test_the_order_of_entries_does_not_matter(matcher, order, question):
    """The same facts give the same ranking, however they were listed."""
    assert Matcher(order, ALIASES).rank(question) == matcher.rank(question)


@given(st.text(max_size=400))
@settings(deadline=None, max_examples=150)
def test_any_text_is_ranked(matcher, text):
    """No text raises, and what comes out is a probability over facts that are there."""
    ranking = matcher.rank(text)
    assert all(0 <= candidate.confidence <= 1 for candidate in ranking.candidates)
    assert 0 <= ranking.none <= 1
    assert sum(candidate.confidence for candidate in ranking.candidates) + ranking.none <= 1 + 1e-6
    assert {candidate.fact for candidate in ranking.candidates} <= {entry.fact for entry in ENTRIES}
    assert len(ranking.candidates) <= 10
    assert decide(ranking) is not None


WORDS = sorted({word for entry in ENTRIES for wording in entry.wordings for word in wording.split()})


@given(
    st.lists(st.sampled_from([*WORDS, "Iran", "13", "not", "will", "who", "never", "first"]), max_size=12).map(" ".join)
)
@settings(deadline=None, max_examples=150)
def test_no_shuffle_of_words_brings_a_name_or_number_in(matcher, question):
    """A question with a country or a number that no fact has is never answered."""
    if {"Iran", "13"} & set(question.split()):
        assert answered(matcher, question) is None


def test_an_empty_store_refuses():
    """Without facts there is nothing to offer."""
    empty = Matcher(())
    assert empty.rank("how many?") == Ranking(question="how many", candidates=(), none=1.0)
    assert decide(empty.rank("how many?")) == Refuse("not_on_record")


def test_wordings_without_words_are_left_out():
    """A fact that is asked for by an emoji alone cannot be found, and harms no other."""
    odd = Entry(fact=9, wordings=("🚀", "???"), answers=("",))
    assert answered(Matcher([odd, ENTRIES[5]]), "is the harbour open") == HARBOUR


def test_the_word_table_is_an_extra(matcher):
    """Without the table the matcher stands on words alone; with it, it knows words that no fact has."""
    lexical = Matcher(ENTRIES, ALIASES, meanings=False)
    assert answered(lexical, "missile count thursday") == COUNT
    far_words = "has the port opened again"
    assert matcher.rank(far_words).candidates[0].fact == HARBOUR
    assert matcher.rank(far_words).none < lexical.rank(far_words).none


def candidate(fact, confidence, veto=None):
    return Candidate(fact=fact, wording="?", confidence=confidence, veto=veto)


@pytest.mark.parametrize(
    ("candidates", "none", "outcome"),
    [
        ((), 1.0, Refuse),
        ((candidate(1, 0.9),), 0.1, Direct),
        ((candidate(1, 0.34),), 0.4, Offer),
        ((candidate(1, 0.9, "number"),), 0.1, Offer),
        ((candidate(1, 0.45), candidate(2, 0.4)), 0.1, Offer),
        ((candidate(1, 0.5, "entity"), candidate(2, 0.3)), 0.1, Offer),
        ((candidate(1, 0.5, "entity"), candidate(2, 0.45)), 0.05, Direct),
        ((candidate(1, 0.2),), 0.8, Offer),
    ],
    ids=["none", "sure", "unsure", "vetoed", "rivals", "no heir", "an heir of its own right", "on topic"],
)
def test_the_decision(candidates, none, outcome):
    """Only one likely, unvetoed fact without a rival answers; others are offered, where the matcher has any at all."""
    assert isinstance(decide(Ranking(question="?", candidates=candidates, none=none)), outcome)


def test_brevity_is_forgiven_where_it_is_all_that_is_wrong():
    """A question that leaves something open is answered where little doubt remains; one that says else never is."""
    open_question = Ranking(question="?", candidates=(candidate(1, 0.55, "missing: launch"),), none=0.4)
    assert isinstance(decide(open_question, Policy.STRICT), Offer)
    assert isinstance(decide(open_question, Policy.BALANCED), Direct)
    sure = Ranking(question="?", candidates=(candidate(1, 0.9, "missing: launch"),), none=0.1)
    assert isinstance(decide(sure, Policy.STRICT), Direct)
    another = Ranking(question="?", candidates=(candidate(1, 0.9, "unexplained: cost"),), none=0.1)
    assert isinstance(decide(another, Policy.BALANCED), Offer)


def test_offers_hold_likely_facts_only():
    """A choice is of three at most, and not padded with what no one meant."""
    many = tuple(candidate(fact, 0.2) for fact in range(4))
    assert len(decide(Ranking(question="?", candidates=many, none=0.2)).candidates) == 3
    padded = (candidate(1, 0.6, "number"), candidate(2, 0.01))
    assert len(decide(Ranking(question="?", candidates=padded, none=0.3)).candidates) == 1


def test_importing_reads_no_list():
    """The word lists and the table are read when they are first needed, not before."""
    told = """
import knowledge.matching
from knowledge.matching.language import language
from knowledge.matching.spelling import lexicon
from knowledge.matching.table import Table
import sys
assert "symspellpy" not in sys.modules
assert lexicon.cache_info().currsize == 0
assert language.cache_info().currsize == 0
"""
    subprocess.run([sys.executable, "-c", told], check=True)
