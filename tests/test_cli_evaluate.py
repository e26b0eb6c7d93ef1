"""`sitrep evaluate`."""

import json

import pytest
from command_line import NOW, quickly, stocked

GOLDEN = {
    "now": NOW,
    "zone": "Asia/Seoul",
    "answerable": [
        {"q": "How many missiles were fired on 30 May 2024?", "expect": ["count"]},
        {"q": "Where did the missiles come down?", "expect": ["where", "count"]},
        {"q": "Who is the defence minister of South Korea?", "expect": ["count"]},
        {"q": "thanks", "expect": ["where"]},
    ],
    "not_on_record": [{"q": "what is the capital of peru"}, {"q": "Where did the missiles come down?"}],
}
FIGURES = {"top_1", "coverage", "precision", "wrong", "out_of_scope", "first_three", "near", "offered_out_of_scope"}


@pytest.fixture
def folder(tmp_path):
    return stocked(tmp_path)


def evaluate(folder, golden, *options):
    path = folder / "golden.json"
    path.write_text(json.dumps(golden), encoding="utf-8")
    return quickly(folder, "evaluate", path, *options)


def test_figures_come_with_their_denominators(folder):
    """Two of four answered right, one wrong, one of two out of scope answered."""
    done = evaluate(folder, GOLDEN, "--json")
    assert (done.code, done.err) == (0, "")
    report = done.json
    assert set(report) == FIGURES | {"file", "now", "zone", "revision", "failures", "problems", "unread"}
    assert report["coverage"] == {"count": 2, "of": 4, "share": 0.5}
    assert report["precision"] == {"count": 2, "of": 4, "share": 0.5}
    assert report["wrong"] == {"count": 1, "of": 4, "share": 0.25}
    assert report["out_of_scope"] == {"count": 1, "of": 2, "share": 0.5}
    assert (report["top_1"]["of"], report["first_three"]["of"]) == (4, 4)
    assert (report["now"], report["zone"]) == (NOW, "Asia/Seoul")


def test_every_failure_is_listed_with_what_came_instead(folder):
    """For programs and for people."""
    failures = evaluate(folder, GOLDEN, "--json").json["failures"]
    assert [(failure["place"], failure["verdict"]) for failure in failures] == [
        ("not_on_record[1]", "out_of_scope"),
        ("answerable[2]", "wrong"),
        ("answerable[3]", "missed"),
    ]
    assert failures[1]["came"] == ["minister"]
    assert failures[1]["expect"] == ["count"]
    done = evaluate(folder, GOLDEN)
    assert done.code == 0
    for told in ("Coverage", "50.0%", "wrong answer", "answer: minister", "not on record", "answered out of scope"):
        assert told in done.out


def test_the_command_line_goes_before_the_list(folder):
    """--now and --zone ask the same list at another time: before the facts' dates nothing is shown."""
    report = evaluate(folder, GOLDEN, "--json", "--now", "2020-01-01T00:00Z", "--zone", "Europe/Paris").json
    assert (report["now"], report["zone"]) == ("2020-01-01T00:00:00+00:00", "Europe/Paris")
    assert report["coverage"]["count"] == 1  # only the place has no date


def test_a_key_that_no_fact_has_is_a_bad_row(folder):
    """It is told, the exit code is 1, and the question still counts."""
    golden = {"answerable": [{"q": "where did they land", "expect": ["nowhere"]}], "not_on_record": []}
    done = evaluate(folder, golden, "--json")
    assert done.code == 1
    assert done.json["problems"] == [
        {"row": "answerable[0]", "field": "expect[0]", "reason": "no fact has the key “nowhere”"}
    ]
    assert done.json["coverage"]["of"] == 1
    assert "nowhere" in evaluate(folder, golden).err


def test_fields_that_mean_nothing_are_named(folder):
    """They are no fault: a list may carry notes."""
    done = evaluate(folder, GOLDEN | {"note": "x"})
    assert done.code == 0
    assert "note" in done.err


@pytest.mark.parametrize("text", ["", "{}", "[]", "{"])
def test_what_is_no_golden_list_is_a_fault(folder, text):
    """One sentence, exit code 1."""
    (folder / "golden.json").write_text(text)
    done = quickly(folder, "evaluate", folder / "golden.json", "--json")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("sitrep: The golden list")
