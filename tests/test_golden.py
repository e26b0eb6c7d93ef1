"""The golden questions: measured at every run, never tuned on. Bounds move in one direction only."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import servers
from knowledge.evaluation import evaluate
from knowledge.golden import parse_golden

GOLDEN = Path(__file__).parent / "golden" / "launch.json"


@pytest.fixture(scope="module")
def found():
    golden = parse_golden(GOLDEN.read_bytes())
    assert golden.problems == ()
    base = servers.read(GOLDEN.parent / "nothing", starter=True)
    assert golden.unknown({fact.key for fact in base.state.facts.values()}) == ()
    return evaluate(golden.questions, lambda question: base.ask(question, now=golden.now, zone=golden.zone))


def test_there_are_enough_of_both_kinds(found):
    """At least 150 questions, at least 50 of them to be abstained from."""
    assert found.coverage.of + found.out_of_scope.of >= 150
    assert found.out_of_scope.of >= 50


def test_wrong_answers_are_rarest(found):
    """At most one answerable question in a hundred is answered wrongly."""
    assert found.wrong.share <= 0.01


def test_what_is_not_on_record_is_not_answered(found):
    """At most three in a hundred of what is not on record get an answer."""
    assert found.out_of_scope.share <= 0.03


def test_who_asks_is_helped(found):
    """The right fact answers, or is among the three offered, for nine in ten; directly for one in three."""
    assert found.first_three.share >= 0.90
    assert found.coverage.share >= 0.33
