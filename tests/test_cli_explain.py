"""`sitrep ask --explain`: the answer first, then why; for programs every feature as it was weighed."""

import pytest
from command_line import NOW, quickly, stocked

from knowledge.matching.features import LEXICAL


@pytest.fixture
def folder(tmp_path):
    return stocked(tmp_path)


def ask(folder, *arguments, **given):
    return quickly(folder, "ask", "--now", NOW, *arguments, **given)


def test_people_read_the_answer_and_then_why(folder):
    """What is told without the option comes first, word for word."""
    plain = ask(folder, "how many torpedoes were fired")
    why = ask(folder, "--explain", "how many torpedoes were fired")
    assert (why.code, why.err) == (0, "")
    assert why.out.startswith(plain.out)
    assert "the word “torpedoes” is in no phrasing of #1" in why.out.removeprefix(plain.out)


def test_a_stream_keeps_to_a_line_a_question(folder):
    """A program that reads line by line is not put out of step."""
    done = ask(folder, "--explain", given=b"how many torpedoes\n\nwhere did they land\n")
    assert len(done.out.splitlines()) == 3


def test_json_is_the_contract_with_one_key_more(folder):
    """Nothing else of it changes."""
    plain = ask(folder, "--json", "how many torpedoes were fired").json
    told = ask(folder, "--json", "--explain", "how many torpedoes were fired").json
    explanation = told.pop("explanation")
    assert told == plain
    assert list(explanation) == ["policy", "threshold", "tried"]
    tried = explanation["tried"][0]
    assert tried["because"] == "vetoed"
    assert tried["read_as"] == "how many torpedoes were fired"
    assert tried["kinds"] == ["count"]
    first, second = tried["candidates"][:2]
    assert first["veto"] == "unexplained: torpedoes"
    assert set(first["features"]) > set(LEXICAL)
    assert first["confidence"] > second["confidence"]
    assert first["features"]["covered"].keys() == {"figure", "adds"}


def test_what_is_no_question_has_no_candidates(folder):
    """It says only what it was taken for."""
    told = ask(folder, "--json", "--explain", "thanks a lot").json["explanation"]
    assert told["tried"] == [{"question": "thanks a lot", "because": "chatter"}]
