"""Whether a question is about what the facts are about."""

import json
from importlib.resources import files

import pytest

from knowledge.matching import Entry, Matcher, Offer, Refuse, decide
from knowledge.matching.topic import OF_FACTS, figures_of, form_of
from knowledge.text import words

FERRY = (
    ("How many passengers were on the ferry?", "211 passengers"),
    ("Where did the ferry run aground?", "On the rocks north of Scarra harbour"),
    ("Who was the captain?", "Morag Sinclair, captain since 2019"),
    ("When will services resume?", "Not before Saturday"),
)


@pytest.fixture(scope="module")
def ferry():
    return Matcher([Entry(fact=n, wordings=(asked,), answers=(told,)) for n, (asked, told) in enumerate(FERRY, 1)])


@pytest.mark.parametrize(
    "question", ["how many people were on board", "which rocks did she hit", "is the skipper experienced"]
)
def test_a_question_in_other_words_is_still_about_the_situation(ferry, question):
    """It shares no word of weight with a wording, and is offered what is nearest to it."""
    assert isinstance(decide(ferry.rank(question)), Offer)


@pytest.mark.parametrize(
    "question", ["how long do i bake a potato", "who won the game last night", "what should i name my cat"]
)
def test_what_people_talk_about_otherwise_gets_no_choice(ferry, question):
    """The weekend, the kitchen and the cat are nearer to the backdrop than to any fact."""
    explained = ferry.explain(question)
    assert decide(explained.ranking) == Refuse("not_on_record")
    assert explained.off_topic


def test_the_form_of_a_question_tells():
    """It points at what all talk about, asks with a word or a verb, or wants to hear that it is so."""
    assert form_of("who did it", ("who", "did", "it")).tolist() == [1, 1, 0, 0]
    assert form_of("Have they been found?", ("have", "they", "been", "found")).tolist() == [1, 0, 1, 1]
    assert form_of("the power is back, right", ("the", "power", "is", "back")).tolist() == [0, 0, 0, 1]
    assert form_of("back in five", ("back", "in", "five")).tolist() == [0, 0, 0, 0]


def test_the_backdrop_holds_messages_and_the_fit_every_figure():
    """Each line has words, none stands twice, and no figure is left without a weight."""
    lines = files("knowledge.matching").joinpath("backdrop.txt").read_text(encoding="utf-8").splitlines()
    told = [words(line) for line in lines if not line.startswith("#")]
    assert all(told)
    assert len(set(told)) == len(told)
    weights = json.loads(files("knowledge.matching").joinpath("weights.json").read_text(encoding="utf-8"))
    for kind in OF_FACTS:
        assert weights["topic"][kind]["features"].keys() == set(figures_of(kind))
