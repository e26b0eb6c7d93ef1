"""What the matcher knows of English: what explains what, and what never does."""

import tomllib
from collections import Counter
from importlib.resources import files
from itertools import combinations

import pytest

from knowledge.matching import Direct, Entry, Matcher, decide
from knowledge.matching.language import base
from knowledge.matching.names import Names
from knowledge.matching.reading import read
from knowledge.matching.rewording import reworded
from knowledge.matching.spelling import Speller
from knowledge.matching.synonyms import LONGEST_PHRASE, synonyms

TOLD = tomllib.loads(files("knowledge.matching").joinpath("synonyms.toml").read_text(encoding="utf-8"))

# Each would turn a question into another one: opposites, kinds of one thing, steps, degrees, roles, cause and effect.
NEVER_JOINED = """
open close; begin end; win lose; rise fall; increase decrease; arrive depart; enter leave; buy sell; lend borrow
accept reject; confirm deny; allow ban; attack defend; appear disappear; survive die; arrest release; hire sack
import export; strengthen weaken; improve worsen; expand shrink; early late; safe dangerous; legal illegal
guilty innocent; injure kill; injure missing; injure rescue; kill missing; kill rescue; missing rescue
survivor victim; passenger crew; captain pilot; captain crew; buyer seller; employer employee; teacher student
doctor patient; doctor nurse; fire smoke; fire water; quake tsunami; storm flood; explode burn; collide sink
virus vaccine; accident cause; damage destroy; suspect confirm; suspect convict; arrest charge; charge convict
arrest convict; convict acquit; threaten order; plan finish; report happen; propose approve; search find
infect vaccine; postpone cancel; delay cancel; ferry tanker; car lorry; bus train; train plane; helicopter plane
missile satellite; missile drone; hurricane tornado; mother father; brother sister; husband wife; son daughter
north south; east west; first last; morning evening; minister president; mayor governor; senator minister
police army; army navy; hostage kidnapper; witness suspect; ceasefire peace; election poll; candidate winner
goal penalty; goalkeeper striker; referee coach; gold silver; outage repair; breach patch; password username
recall refund; wage price; strike lockout; launch orbit; launch land
""".replace("\n", ";")


def pairs(told):
    return [tuple(map(base, entry.split())) for entry in told.split(";") if entry.strip()]


def entries(section):
    return [
        entry.strip()
        for told in TOLD[section].values()
        for entry in told.replace("\n", ";").split(";")
        if entry.strip()
    ]


def explains(said, word):
    """Whether a word of a fact explains a question's word."""
    return base(said) == base(word) or synonyms().explain(frozenset([base(said)]), base(word))


def reached_from(word):
    """All words that chains of groups lead to, but through a phrase of several meanings, such as "go down"."""
    phrases = (entry.split("=") for entry in entries("phrases"))
    manifold = {base(meant) for spelt, meant in phrases if meant == spelt.replace(" ", "")}
    reached, ahead = {word}, [word]
    while ahead:
        new = synonyms().same_as(ahead.pop()) - reached - manifold
        reached |= new
        ahead += new
    return reached


def test_what_would_change_a_question_is_never_joined():
    """No chain of groups leads from a word to one that asks for something else."""
    listed = pairs(NEVER_JOINED)
    assert len(listed) >= 90
    assert [pair for pair in listed if pair[1] in reached_from(pair[0])] == []


def test_what_would_change_a_question_is_no_wider_word_of_the_other():
    """Nor does a wider word explain what it must not, neither way."""
    told = synonyms()
    assert [
        (one, other)
        for pair in pairs(NEVER_JOINED)
        for one, other in (pair, pair[::-1])
        if other in told.narrower.get(one, ())
    ] == []


@pytest.mark.parametrize(
    "words",
    [
        "cops police; kids children; docs doctors; busted arrested; quake earthquake; blaze fire",
        "fatalities killed; wounded injured; hacked breached; leaked exposed; sacked dismissed; stole theft",
        "begin start; commenced began; harbor harbour; center centre; organized organised; petrol gasoline",
        "scrapped cancelled; postponed rescheduled; resumed restored; blackout outage; shut closed; fled escaped",
        "responsible liable; probe investigation; lorry truck; chopper helicopter; footage video; ballot vote",
    ],
)
def test_words_that_mean_the_same_explain_each_other(words):
    """Everyday, careless, British and American words, in whatever inflection, both ways."""
    for pair in words.split(";"):
        one, other = pair.split()
        assert explains(one, other), pair
        assert explains(other, one), pair


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [("ship", "ferry"), ("vehicle", "lorry"), ("weapon", "rifle"), ("storm", "hurricane"), ("accident", "collision")],
)
def test_a_wider_word_is_explained_by_a_narrower_one_and_never_the_reverse(wide, narrow):
    """Who asks about the ship may mean the ferry; who asks about the ferry does not mean any ship."""
    assert explains(narrow, wide)
    assert not explains(wide, narrow)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("they called off the search", "calloff"),
        ("when was it called off", "calloff"),
        ("they put it out", "putout"),
        ("the ferry ran aground", "aground"),
        ("how many lost their lives", "die"),
        ("was there a power cut", "powercut"),
    ],
)
def test_a_phrase_is_the_word_that_it_means(written, meant):
    """Inflected too, and with a pronoun inside."""
    assert base(meant) in read(written.split(), Names()).forms


def test_a_phrase_keeps_its_words_too():
    """What a fact says in a phrase also explains its words, and a phrase may be meant word by word."""
    assert {"call", "calloff"} <= read(("called", "off"), Names()).forms


def test_a_name_is_taken_before_a_phrase():
    """A server's alias stands, though its words are a phrase elsewhere."""
    terms = read(("the", "power", "cut"), Names([("power cut", "Great Outage")])).terms
    assert [term.form for term in terms] == ["the", "great outage"]


def test_known_words_are_not_mended():
    """American spellings and slang that the list of common words lacks are right as they are."""
    written = ("harbor", "labor", "temblor", "hotfix", "livestream")
    assert Speller({"harbour": 3, "hotfit": 1}, ()).mend(written) == written


def test_every_group_joins_at_least_two_words_and_stands_in_no_other():
    """No line of the list is without effect."""
    groups = [frozenset(map(base, group.split())) for group in entries("groups")]
    assert [group for group in groups if not 1 < len(group) <= 8] == []
    assert [(one, other) for one, other in combinations(groups, 2) if one <= other or other <= one] == []


def test_every_phrase_is_told_once_and_short_enough_to_be_found():
    """Longer ones would never be seen."""
    spelt = [tuple(map(base, phrase.partition("=")[0].split())) for phrase in entries("phrases")]
    assert [words for words in spelt if not 1 < len(words) <= LONGEST_PHRASE] == []
    assert [words for words, count in Counter(spelt).items() if count > 1] == []


def test_other_words_answer_a_question_and_another_question_is_not_answered():
    """Synonyms, wider words and phrases find a fact of one wording; one word that differs still stops it."""
    ferry = Entry(fact=1, wordings=("Where did the ferry run aground?",), answers=("On the Carrag Skerries",))
    hurt = Entry(fact=2, wordings=("How many people were injured?",), answers=("19, three of them seriously",))
    power = Entry(fact=3, wordings=("When did the outage start?",), answers=("At noon on Monday",))
    matcher = Matcher([ferry, hurt, power])

    def answers(question):
        return isinstance(decide(matcher.rank(question)), Direct)

    assert answers("where did the ship run aground")
    assert answers("how many people got hurt")
    assert answers("when did the blackout begin")
    assert not answers("when did the outage end")
    assert not answers("where did the tanker run aground")
    assert not answers("how many people were killed")


def test_a_question_is_ranked_by_the_words_that_facts_say():
    """Beside a word that no fact says stands the one that they say for it; what they say stays alone."""
    said = {"evacu": "evacuated", "injur": "injured"}
    assert reworded(("how", "many", "were", "wounded"), said.get) == ("how", "many", "were", "wounded", "injured")
    assert reworded(("anybody", "injured"), said.get) == ("anybody", "injured")
    assert reworded(("who", "sailed"), said.get) == ("who", "sailed")


def test_a_phrase_gives_way_to_the_word_that_facts_say_for_it():
    """Where facts speak of burning, "go up in flames" is that; it stays where they do not."""
    phrase, meant = next((row, word) for row, word in synonyms().phrases.items() if len(row) == 2)
    assert reworded(phrase, {meant: "this"}.get) == ("this",)
    assert reworded(phrase, {}.get) == phrase
