"""Why a fact was found or not: the ranking taken apart, as moderators are shown it."""

import math

import numpy as np
import pytest

from knowledge.matching import Entry, Matcher
from knowledge.matching.calibration import Calibration
from knowledge.matching.features import EVIDENCE, LEXICAL
from knowledge.matching.questions import Kind

HARBOUR, FERRY, TOLL = 1, 2, 3
ENTRIES = [
    Entry(fact=HARBOUR, wordings=("Is the harbour open?", "has the harbour reopened"), answers=("Yes, since Monday",)),
    Entry(fact=FERRY, wordings=("When does the ferry leave?", "ferry departure time"), answers=("At 14:30",)),
    Entry(fact=TOLL, wordings=("How much is the bridge toll?", "price of the bridge"), answers=("Two euros",)),
]
QUESTIONS = [
    "is the harbour open",
    "is the harbr opne agian",
    "was the harbour hit by a tsunami",
    "when does the ferry leave for Iran",
    "toll",
    "bridge or ferry, which is open?",
    "what is the best pizza topping",
    "ferry 몇 시",
    "",
]


@pytest.fixture(scope="module", params=[True, False], ids=["meanings", "lexical"])
def matcher(request):
    return Matcher(ENTRIES, [("gateway", "harbour")], meanings=request.param)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_explained_is_what_was_ranked(matcher, question):
    """Candidates, confidences, vetoes and P(none) are those of the ranking itself."""
    assert matcher.explain(question).ranking == matcher.rank(question)


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_pulls_of_the_features_make_the_confidence(matcher, question):
    """Its odds: e to the sum of a fact's pulls, against that of another fact, is how much likelier it is."""
    explained = matcher.explain(question)
    if explained.verbatim is not None:
        return
    candidates = explained.ranking.candidates
    standing = [math.fsum(pull.adds for pull in explained.pulls(place)) for place in range(len(candidates))]
    for candidate, stands in zip(candidates, standing, strict=True):
        ratio = math.exp(stands - standing[0])
        assert candidate.confidence == pytest.approx(ratio * candidates[0].confidence, rel=1e-3)


def test_each_feature_pulls_and_the_strongest_comes_first(matcher):
    """Nothing that was weighed is left out."""
    pulls = matcher.explain("is the harbour open or closed").pulls(0)
    used = EVIDENCE["with_words" if len(pulls) > len(LEXICAL) else "lexical"]
    assert {pull.feature for pull in pulls} == set(used)
    assert [abs(pull.adds) for pull in pulls] == sorted((abs(pull.adds) for pull in pulls), reverse=True)


def test_a_pull_is_what_the_weights_make_of_the_figure():
    """A x + b x², with the weights that are shipped."""
    pull = next(
        pull
        for pull in Matcher(ENTRIES, meanings=False).explain("harbour closed").pulls(0)
        if pull.feature == "gram_best"
    )
    weights, place = Calibration.shipped("lexical"), LEXICAL.index("gram_best")
    expected = weights.linear[place] * pull.figure + weights.squared[place] * pull.figure**2
    assert pull.adds == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("when does the ferry leave", (Kind.WHEN,)),
        ("how many ferries are there", (Kind.COUNT,)),
        ("is the harbour open", (Kind.OTHER,)),
        ("페리는 언제 출발하나요", (Kind.WHEN,)),
        ("...", ()),
    ],
)
def test_the_kind_of_answer_that_is_asked_for_is_told(matcher, question, kinds):
    """In any language; of no question nothing is told."""
    assert matcher.explain(question).kinds == kinds


def test_a_wording_word_for_word_is_told(matcher):
    """No veto is asked of the fact that has it, and no figure outweighs it."""
    assert matcher.explain("has the harbour reopened?").verbatim == HARBOUR
    assert matcher.explain("has the gateway reopened?").verbatim == HARBOUR
    assert matcher.explain("the harbour").verbatim is None


def test_a_topic_of_which_the_facts_know_too_little_is_told(matcher):
    """There are no candidates then, whatever the likeness."""
    explained = matcher.explain("what is the best pizza topping")
    assert explained.off_topic
    assert explained.ranking.candidates == ()
    assert not matcher.explain("harbour?").off_topic


def test_the_weights_can_be_chosen():
    """Weights that never saw a set can be judged on it; each kind of evidence has its own."""
    asked = []
    none = Calibration(np.zeros(len(LEXICAL)), np.zeros(len(LEXICAL)), 0.0)
    matcher = Matcher(ENTRIES, meanings=False, calibrations=lambda kind: asked.append(kind) or none)
    ranking = matcher.rank("harbour or ferry")
    assert asked == ["lexical"]
    assert [candidate.confidence for candidate in ranking.candidates] == pytest.approx([0.25] * 3)
    assert ranking.none == pytest.approx(0.25)
