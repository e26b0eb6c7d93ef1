"""The figures of the benchmark table, each worked out by hand on a few scores."""

import math

import numpy as np
import pytest
from judging import Ranked, auroc, judge, threshold
from question_sets import Asked


def ranked(*told):
    """Questions that mean fact 1, or nothing of a kind; each with the fact that came first and its score."""
    questions, rankings = [], []
    for kind, fact, score in told:
        questions.append(Asked(question="", fact=1 if kind == "in" else None, kind=kind))
        rankings.append([(fact, score)] if fact else [])
    return Ranked(questions, rankings)


VAL = ranked(
    *[("in", 1, score) for score in (0.9, 0.8, 0.8, 0.7, 0.6, 0.5)], ("in", 2, 0.4), ("in", 1, 0.3), ("far", 2, 0.1)
)


def test_the_threshold_is_the_lowest_at_which_nearly_all_answers_are_right():
    """Six of six are right down to .5, six of seven at .4, seven of eight at .3."""
    assert threshold(VAL) == 0.5


def test_a_threshold_does_not_part_equal_scores():
    """Nineteen of twenty are right above .5, and at .5 itself one of two is."""
    told = [("in", 1, 0.9)] * 19 + [("in", 2, 0.9)]
    assert threshold(ranked(*told, ("in", 1, 0.5), ("in", 2, 0.5))) == 0.9


def test_a_few_answers_prove_no_precision():
    """Four right ones are too few to choose a threshold by: then nothing is answered."""
    four = ranked(*[("in", 1, 0.9)] * 4, ("in", 2, 0.8))
    assert threshold(four) == math.inf
    figures = judge(four, four)
    assert (figures.top_1, figures.coverage) == (0.8, 0)
    assert math.isnan(figures.precision)


def test_nothing_found_is_never_answered():
    """A ranker that finds nothing abstains, and no threshold is so low."""
    assert threshold(ranked(*[("in", 1, 0.9)] * 19, ("in", None, 0))) == 0.9


def test_the_figures_of_a_test():
    """Answered from .5 up are four right ones, a wrong one, and one of the two near questions."""
    test = ranked(
        *[("in", 1, score) for score in (0.9, 0.8, 0.7, 0.5)],
        ("in", 2, 0.6),
        ("in", 1, 0.2),
        ("near", 2, 0.6),
        ("near", 1, 0.2),
        ("far", None, 0),
    )
    figures = judge(VAL, test)
    assert figures.top_1 == pytest.approx(5 / 6)
    assert figures.coverage == pytest.approx(4 / 6)
    assert figures.precision == pytest.approx(4 / 6)
    assert (figures.near, figures.far) == (0.5, 0)
    # Of the six in scope, three score above .6 and one equals it, five score above .2 and one equals it.
    assert figures.near_auroc == pytest.approx((3.5 + 5.5) / 12)


def test_topics_out_of_scope_weigh_in_validation_as_in_the_test():
    """Ten right answers and one far question above them: 91 % right as they stand, 95 % where half as many are far."""
    val = ranked(("far", 2, 0.95), *[("in", 1, 0.9)] * 10)
    rare = ranked(*[("in", 1, 0.9)] * 20, ("far", None, 0))
    assert judge(val, val).coverage == 0
    assert judge(val, rare).coverage == 1


def test_the_first_three_count_and_no_more():
    """The right fact may come third."""
    questions = [Asked(question="", fact=1)] * 2
    third, fourth = ([(fact, 1.0) for fact in order] for order in ((4, 3, 1, 2), (4, 3, 2, 1)))
    both = Ranked(questions, [third, fourth])
    assert (judge(both, both).first_three, judge(both, both).top_1) == (0.5, 0)


def test_auroc_counts_pairs():
    """Higher is 1, equal a half, lower 0; of nothing there is none."""
    assert auroc(np.array([3.0, 1.0]), np.array([2.0, 1.0])) == (1 + 1 + 0 + 0.5) / 4
    assert auroc(np.array([-np.inf]), np.array([-np.inf])) == 0.5
    assert math.isnan(auroc(np.array([]), np.array([1.0])))
