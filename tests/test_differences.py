"""Differences: what a history tells of a change."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from knowledge.differences import Difference, differences
from knowledge.facts import Claim, ClaimId, Fact, FactId, Standing

JCS = Claim(id=ClaimId("1.1"), answer="About 12", said_by="JCS")
KCNA = Claim(id=ClaimId("1.2"), answer="18", said_by="KCNA")
FACT = Fact(id=FactId(1), key="k", question="How many?", claims=(JCS,), leading=JCS.id)


def past(claim):
    return replace(claim, standing=Standing.SUPERSEDED)


@pytest.mark.parametrize(
    ("after", "told"),
    [
        (FACT, []),
        (replace(FACT, question="How many?!"), [Difference(what="question", before="How many?", after="How many?!")]),
        (replace(FACT, retired=True), [Difference(what="retired", after="How many?")]),
        (replace(FACT, retired=True, merged_into=FactId(7)), [Difference(what="merged into", after="fact #7")]),
        (replace(FACT, phrasings=("몇 발?",)), [Difference(what="phrasing", after="몇 발?")]),
        (replace(FACT, topic="launch"), [Difference(what="topic", after="launch")]),
        (replace(FACT, tags=("a", "b")), [Difference(what="tags", after="a, b")]),
        (replace(FACT, claims=(JCS, KCNA), leading=KCNA.id), [Difference(what="claim", after=KCNA)]),
        (
            replace(FACT, claims=(past(JCS), replace(KCNA, said_by="jcs")), leading=KCNA.id),
            [Difference(what="update", before=past(JCS), after=replace(KCNA, said_by="jcs"))],
        ),
        (
            replace(FACT, claims=(replace(JCS, standing=Standing.WITHDRAWN),)),
            [Difference(what="withdrawn", before=JCS)],
        ),
        (
            replace(FACT, claims=(replace(JCS, verified_at=datetime(2024, 5, 30, tzinfo=UTC)),)),
            [Difference(what="verified", after=replace(JCS, verified_at=datetime(2024, 5, 30, tzinfo=UTC)))],
        ),
    ],
)
def test_each_change_is_told_once(after, told):
    """An update stands beside what it superseded, not as two changes."""
    assert list(differences(FACT, after)) == told


def test_a_fact_that_came_is_told_with_its_claims():
    """And one that went by its question."""
    assert differences(None, FACT) == (Difference(what="added", after="How many?"), Difference(what="claim", after=JCS))
    assert differences(FACT, None) == (Difference(what="removed", before="How many?"),)


def test_another_leading_claim_is_told():
    """Only where both were there before: a new claim leads as it comes."""
    both = replace(FACT, claims=(JCS, KCNA))
    assert differences(both, replace(both, leading=KCNA.id)) == (Difference(what="leads now", after=KCNA),)
