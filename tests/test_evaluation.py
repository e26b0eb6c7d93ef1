"""Golden lists: what is read of them, and figures that can be computed by hand."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answers import Abstention, Answer, Choice, Shown, Unanswered
from knowledge.errors import InvalidError
from knowledge.evaluation import Rate, Verdict, evaluate
from knowledge.facts import Claim, Fact
from knowledge.golden import Golden, parse_golden
from knowledge.verdicts import Verdict as Lead


def shown(*keys):
    facts = (
        Fact(id=ord(key), key=key, question=f"{key}?", claims=(Claim(id="1", answer="x"),), leading="1") for key in keys
    )
    return tuple(Shown(fact=fact, claims=fact.claims, confidence=0.5) for fact in facts)


def answer(keys, candidates):
    return Answer(question="", answers=shown(*keys), candidates=shown(*candidates))


def choice(keys, candidates):
    return Choice(question="", offered=shown(*keys), reason="ambiguous", candidates=shown(*candidates))


def abstention(candidates=""):
    return Abstention(question="", reason="not_on_record", candidates=shown(*candidates))


# What is expected ("" is not on record), what came, and the verdict on it.
ASKED = [
    ("a", answer("a", "abc"), Verdict.RIGHT),
    ("ab", answer("b", "bac"), Verdict.RIGHT),
    ("a", answer("a", "ba"), Verdict.RIGHT),  # answered right, though another candidate stood first
    ("a", answer("b", "bcad"), Verdict.WRONG),  # among the best three, but a member was told something else
    ("a", answer("ab", "ab"), Verdict.WRONG),  # one of two answers is wrong
    ("a", choice("bca", "bca"), Verdict.OFFERED),
    ("a", choice("a", "a"), Verdict.OFFERED),
    ("a", choice("bc", "abc"), Verdict.MISSED),
    ("a", abstention("bcda"), Verdict.MISSED),
    ("a", abstention(), Verdict.MISSED),
    ("", answer("a", "a"), Verdict.OUT_OF_SCOPE),
    ("", choice("a", "a"), Verdict.DECLINED),
    ("", abstention("a"), Verdict.DECLINED),
    ("", abstention(), Verdict.DECLINED),
]


@pytest.fixture
def evaluation():
    questions = [Golden(question=str(n), expect=tuple(keys)) for n, (keys, _, _) in enumerate(ASKED)]
    return evaluate(questions, lambda question: ASKED[int(question)][1])


def test_each_outcome_has_its_verdict(evaluation):
    """Answered, offered, missed, or declined as it should be."""
    assert [result.verdict for result in evaluation.results] == [verdict for _, _, verdict in ASKED]


def test_the_figures_are_those_computed_by_hand(evaluation):
    """Ten answerable questions, four that are not on record, six answers."""
    assert evaluation.top_1 == Rate(5, 10)  # 0, 1, 4, 6, 7
    assert evaluation.near == Rate(8, 10)  # all but 8, where it is fourth, and 9
    assert evaluation.coverage == Rate(3, 10)
    assert evaluation.first_three == Rate(5, 10)
    assert evaluation.wrong == Rate(2, 10)
    assert evaluation.precision == Rate(3, 6)
    assert evaluation.out_of_scope == Rate(1, 4)
    assert evaluation.offered_out_of_scope == Rate(1, 4)


def test_failures_are_all_that_was_not_answered_right_the_worst_first(evaluation):
    """What was only offered comes last, for it may have helped."""
    assert [result.golden.question for result in evaluation.failures] == ["10", "3", "4", "7", "8", "9", "5", "6"]
    assert [fact.key for fact in evaluation.failures[1].came] == ["b"]


def test_of_several_questions_each_counts():
    """All answered is right, some of them partly right; what is not on record has to be said to be so."""
    both = Golden(question="", expect=("a", "b"), each=(("a",), ("b",)))
    one = Golden(question="", expect=("a",), each=(("a",), ()))
    left = Unanswered(place=1, question="?", reason="not_on_record")
    came = [
        (both, answer("ab", "ab"), Verdict.RIGHT),
        (both, replace(answer("a", "a"), unanswered=(left,)), Verdict.PARTLY),
        (both, answer("ac", "ac"), Verdict.WRONG),
        (one, replace(answer("a", "a"), unanswered=(left,)), Verdict.RIGHT),
        (one, answer("a", "a"), Verdict.PARTLY),
    ]
    outcomes = iter([outcome for _, outcome, _ in came])
    found = evaluate([golden for golden, _, _ in came], lambda _: next(outcomes))
    assert [result.verdict for result in found.results] == [verdict for _, _, verdict in came]
    assert (found.coverage, found.first_three, found.precision) == (Rate(2, 5), Rate(4, 5), Rate(4, 5))


def test_an_answer_that_is_led_wrongly_is_wrong():
    """One that says nothing of the premise is not yet whole."""
    golden = Golden(question="", expect=("a",), verdict=Lead.NO)
    led = {lead: Answer(question="", answers=(replace(shown("a")[0], verdict=lead),)) for lead in (*Lead, None)}
    outcomes = iter(led.values())
    found = evaluate([golden] * 4, lambda _: next(outcomes))
    assert [result.verdict for result in found.results] == [
        {Lead.NO: Verdict.RIGHT, None: Verdict.PARTLY}.get(lead, Verdict.WRONG) for lead in led
    ]


def test_a_reply_is_put_with_what_it_replies_to():
    """Only if there is something to put it to."""
    golden = Golden(question="when?", expect=("a",), after="b")
    assert evaluate([golden], lambda _: abstention(), lambda *_: answer("a", "a")).coverage == Rate(1, 1)
    assert evaluate([golden], lambda _: abstention()).coverage == Rate(0, 1)


def test_nothing_asked_has_no_share():
    """A share of nothing is not 0%."""
    assert evaluate([], lambda _: abstention()).precision == Rate(0, 0)
    assert Rate(0, 0).share is None
    assert Rate(1, 4).share == 0.25


def test_a_golden_list_is_read():
    """A time without offset is read in the list's zone."""
    found = parse_golden(
        json.dumps(
            {
                "now": "2024-05-31T12:00",
                "zone": "Asia/Seoul",
                "answerable": [{"q": "one", "expect": ["a", "b"]}],
                "not_on_record": [{"q": "two"}],
            }
        ).encode()
    )
    assert found.questions == (
        Golden(question="one", expect=("a", "b"), place="answerable[0]"),
        Golden(question="two", place="not_on_record[0]"),
    )
    assert found.now == datetime(2024, 5, 31, 3, tzinfo=UTC)
    assert (found.problems, found.unread) == ((), ())
    assert found.unknown({"a"})[0].place == "answerable[0]"
    assert found.unknown({"a"})[0].field == "expect[1]"
    assert found.unknown({"a", "b"}) == ()


def test_rows_of_several_questions_and_replies_are_read():
    """A list of keys for each question; the fact that is replied to; the verdict. All are checked."""
    rows = [
        {"q": "x", "expect": [["a", "b"], [], ["c"]], "after": "d", "verdict": "no"},
        {"q": "x", "expect": [[], []]},
        {"q": "x", "expect": ["a", ["b"]]},
        {"q": "x", "expect": ["a"], "after": 1},
        {"q": "good", "expect": [["a"]], "verdict": "maybe"},
    ]
    found = parse_golden(json.dumps({"answerable": rows}).encode())
    several, good = found.questions
    assert (several.expect, several.each) == (("a", "b", "c"), (("a", "b"), (), ("c",)))
    assert (several.after, several.verdict) == ("d", Lead.NO)
    assert (good.expect, good.each, good.verdict) == (("a",), (), None)
    assert [(problem.place, problem.field) for problem in found.problems] == [
        ("answerable[1]", "expect"),
        ("answerable[2]", "expect"),
        ("answerable[3]", "after"),
        ("answerable[4]", "verdict"),
    ]
    assert [problem.field for problem in found.unknown({"a", "b", "c"})] == ["after"]


def test_what_cannot_be_read_is_told_with_its_place():
    """Good rows are read whatever is wrong with others; fields that mean nothing are named."""
    found = parse_golden(
        json.dumps(
            {
                "now": "soon",
                "zone": "Mars",
                "about": "x",
                "answerable": [
                    1,
                    {"q": 2, "expect": ["a"]},
                    {"q": "x"},
                    {"q": "x", "expect": []},
                    {"q": "x", "expect": "a"},
                    {"q": "x", "expect": [3]},
                    {"q": "good", "expect": ["a"], "why": "y"},
                ],
                "not_on_record": "none",
            }
        ).encode()
    )
    assert [(problem.place, problem.field) for problem in found.problems] == [
        ("file", "zone"),
        ("file", "now"),
        ("answerable[0]", "row"),
        ("answerable[1]", "q"),
        ("answerable[2]", "expect"),
        ("answerable[3]", "expect"),
        ("answerable[4]", "expect"),
        ("answerable[5]", "expect"),
        ("file", "not_on_record"),
    ]
    assert [row.question for row in found.questions] == ["good"]
    assert found.unread == ("answerable[6].why", "about")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"{}", b'{"facts": []}', b"\xff", b"[" * 100_000])
def test_what_is_no_golden_list_is_refused(data):
    """In a sentence, whatever it is."""
    with pytest.raises(InvalidError, match="golden list"):
        parse_golden(data)


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["q", "expect", "now", "zone"]), inner),
    ),
    st.sampled_from(["answerable", "not_on_record", "now", "zone"]),
)
def test_no_json_breaks_the_reading(value, name):
    """Every problem is told; nothing is raised."""
    found = parse_golden(json.dumps({"answerable": [{"q": "x", "expect": ["a"]}], name: value}).encode())
    assert all(problem.place and problem.field and problem.reason for problem in found.problems)
