"""What questions take for granted: how it is read, and how it compares with what claims say."""

import pytest

from knowledge.facts import Claim, Kind
from knowledge.matching.names import Names
from knowledge.matching.stated import Clock, Day, Figure
from knowledge.matching.suppositions import is_claimed, premises_in
from knowledge.values import Value
from knowledge.verdicts import Verdict, denied, judged

NAMES = Names([("NK", "North Korea"), ("missiles", "missile"), ("KYJ", "Kim Yo Jong")])


def read(message):
    return [(premise.asks, premise.stated) for premise in premises_in(message, NAMES)]


@pytest.mark.parametrize(
    ("message", "asks", "stated"),
    [
        ("was it three?", "how many was it", Figure(low=3, high=3)),
        ("they fired 20 missiles, no?", "how many missiles they fired", Figure(low=20, high=20, unit="missiles")),
        ("did they only fire about a dozen?", "how many did they fire", Figure(low=12, high=12, about=True)),
        ("were more than ten fired?", "how many fired were", Figure(low=11, high=None, unit="fired")),
        ("were fewer than ten fired?", "how many fired were", Figure(low=None, high=9, unit="fired")),
        ("were there at least 10?", "how many were there", Figure(low=10, high=None)),
        ("were there up to 10?", "how many were there", Figure(low=None, high=10)),
        ("미사일 3발 쐈죠?", "미사일 몇 발 쐈", Figure(low=3, high=3)),
        ("3発撃ったよね？", "何発撃った", Figure(low=3, high=3)),
        ("it was the tenth test, right?", "which test it was the", Figure(low=10, high=10)),
        ("was it launched on Wednesday?", "when was it launched", Day(name="wednesday")),
        ("the launch was on 29 May 2024, right?", "on what day the launch was", Day(name="29_may", year=2024)),
        ("was it launched at 9 am?", "what time was it launched", Clock(first=540, last=599)),
        ("the launch was at 6:14, no?", "what time the launch was", Clock(first=374, last=374, either=True)),
        ("was the launch at 6:14 pm?", "what time was the launch", Clock(first=1094, last=1094)),
        ("was the launch in the evening?", "what time was the launch", Clock(first=1020, last=1439)),
        ("they flew west, right?", "in which direction they flew", None),
        ("so it hit Japan, right?", "in which place it land", None),
        ("did it come from Japan?", "in which place did it come from", None),
        ("Kim Yo Jong is his daughter?", "who is kim yo jong", None),
        ("isn't KYJ the wife of Kim?", "who is kyj", None),
        ("it was Iran that fired them, no?", "who fired them", None),
    ],
)
def test_a_premise_leaves_a_question(message, asks, stated):
    """With a question word in the place of what is taken for granted."""
    assert read(message) == [(asks, stated)]


@pytest.mark.parametrize(
    "message",
    [
        "how many missiles were fired on Monday?",
        "when did Japan see 12 missiles?",
        "was it 10, 12 or 18?",
        "was it 12 or were there more?",
        "did it cost 3.2 million?",
        f"was it about {'9' * 400}?",
        "was it in 2017?",
        "did they fire missiles on Sunday?",  # any, not the ones that are spoken of
        "was the launch last Sunday?",
        "was the launch today?",
        "did the North fire them?",  # a name, not a point of the compass
        "Kim Yo Jong is dead, right?",
        "12 missiles",
        "12발 쐈고 어디서 쐈어?",
    ],
)
def test_what_asks_or_may_mean_another_event_takes_nothing_for_granted(message):
    """Question words, choices, years, and days of things that are not the one of their kind."""
    assert read(message) == []


def test_another_place_in_the_row_or_date_may_be_another_event():
    """Who asks whether it was the ninth does not say that it was; whoever claims so is corrected."""
    assert [premise.firm for premise in premises_in("was it the 9th test of 2024?", NAMES)] == [False]
    assert [premise.firm for premise in premises_in("was the launch on 12 May?", NAMES)] == [False]
    assert [premise.firm for premise in premises_in("it was the 9th test of 2024, right?", NAMES)] == [True]


def test_claims_are_told_from_questions():
    """By how they end or begin."""
    assert is_claimed("it hit Japan, right")
    assert is_claimed("they fired 20, didn't they?")
    assert is_claimed("i heard it hit Japan")
    assert is_claimed("미사일 3발 쐈죠?")
    assert not is_claimed("all right")
    assert not is_claimed("did it hit Japan?")


def claims(*values, kind=Kind.STATEMENT):
    return [Claim(id=str(n), answer="x", kind=kind, value=value) for n, value in enumerate(values)]


def count(low, high=None, *, about=False):
    return Value(min=low, max=high or low, approx=about, unit="missiles")


MORNING = Value(min="06:14", max="06:14", unit="time")
THURSDAY = Value(min="2024-05-30", max="2024-05-30", unit="date")
MANY = Value(min=11, max=None, approx=True, unit="missiles")


@pytest.mark.parametrize(
    ("stated", "said", "verdict"),
    [
        (Figure(low=3, high=3), [count(12, about=True), count(18)], Verdict.NO),
        (Figure(low=12, high=12), [count(12, about=True), count(18)], Verdict.DIFFER),
        (Figure(low=13, high=13), [count(12, about=True)], Verdict.YES),  # "about" tolerates a tenth
        (Figure(low=14, high=14), [count(12, about=True)], Verdict.NO),
        (Figure(low=11, high=None), [count(12), count(18)], Verdict.YES),
        (Figure(low=3, high=3), [count(12), None], None),  # a claim that cannot be compared
        (Figure(low=20, high=20), [count(12), MANY], None),  # "at least 11" says nothing against 20
        (Figure(low=13, high=13), [count(12, about=True), count(11)], None),  # claims that agree with each other
        (Figure(low=3, high=3, unit="weeks"), [Value(min=21, max=21, unit="days")], None),
        (Figure(low=3, high=3), [MORNING], None),
        (Day(name="wednesday"), [THURSDAY], Verdict.NO),
        (Day(name="30_may"), [THURSDAY], Verdict.YES),
        (Day(name="30_may", year=2023), [THURSDAY], Verdict.NO),
        (Day(name="wednesday"), [count(3)], None),
        (Clock(first=374, last=374), [MORNING], Verdict.YES),
        (Clock(first=1094, last=1094, either=True), [MORNING], Verdict.YES),
        (Clock(first=1094, last=1094), [MORNING], Verdict.NO),
        (Clock(first=380, last=380), [MORNING], None),  # near
        (Clock(first=1380, last=1499), [Value(min="00:30", max="00:30", unit="time")], Verdict.YES),  # over midnight
        (Clock(first=374, last=374), [THURSDAY], None),
    ],
)
def test_a_verdict_takes_every_live_claim(stated, said, verdict):
    """It holds, or it does not, by all of them; or they differ; or nothing can be said."""
    assert judged(stated, claims(*said)) is verdict


def test_what_is_not_known_gives_no_verdict():
    """Neither a claim that says so, nor none at all."""
    assert judged(Figure(low=3, high=3), claims(count(12), kind=Kind.UNKNOWN)) is None
    assert judged(Figure(low=3, high=3), []) is None


def test_denials_deny():
    """Where each live claim is one."""
    assert denied(claims(None, None, kind=Kind.DENIAL)) is Verdict.NO
    assert denied([*claims(None, kind=Kind.DENIAL), *claims(None)]) is None
    assert denied([]) is None
