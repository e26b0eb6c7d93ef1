"""The golden questions: measured at every run, never tuned on. Bounds move in one direction only."""

from __future__ import annotations

import json

import pytest
from golden_lists import FOLDER, measured

from knowledge.records import Strictness


@pytest.fixture(scope="module")
def launch():
    return measured("launch")


@pytest.fixture(scope="module")
def railway():
    return measured("railway")


def test_there_are_enough_of_both_kinds(launch, railway):
    """At least 150 questions, at least 50 of them to be abstained from."""
    for found in (launch, railway):
        assert found.coverage.of + found.out_of_scope.of >= 150
        assert found.out_of_scope.of >= 50


@pytest.mark.parametrize("strictness", Strictness)
def test_wrong_answers_are_rarest(strictness):
    """At most one answerable question in a hundred is answered wrongly, however balanced a server is."""
    assert measured("launch", strictness).wrong.share <= 0.01


def test_what_is_not_on_record_is_not_answered(launch, railway):
    """At most three in a hundred of what is not on record get an answer, and in a poor store at most one."""
    assert launch.out_of_scope.share <= 0.03
    assert railway.out_of_scope.share <= 0.01


def test_who_asks_is_helped(launch):
    """The right fact answers, or is among the three offered, for nine in ten; directly for more than four in ten."""
    assert launch.first_three.share >= 0.92
    assert launch.coverage.share >= 0.48


def test_a_poor_store_helps_where_it_cannot_answer(railway):
    """Of questions that share hardly a word with the facts, six in ten find the right one at once or in a choice."""
    assert railway.first_three.share >= 0.6
    assert railway.wrong.share <= 0.02


def test_what_is_far_from_the_situation_gets_no_choice(railway):
    """Of small talk and questions about something else, at most one in twenty is met with a choice."""
    told = json.loads((FOLDER / "railway.json").read_text(encoding="utf-8"))["not_on_record"]
    kinds = {question["q"]: question["kind"] for question in told}
    far = [found for found in railway.results if kinds.get(found.golden.question) in {"far", "chatter"}]
    assert len(far) >= 50
    assert sum(bool(found.came) for found in far) <= len(far) / 20
