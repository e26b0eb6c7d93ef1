"""Facts with all that facts have, and what a form sends that was opened on one."""

from datetime import UTC, datetime

from knowledge.asof import AsOf
from knowledge.drafts import Draft
from knowledge.facts import Claim, ClaimId, Fact, FactId, Source
from knowledge.revisions import ActorId, Change, RecordKind, Revision, State
from knowledge.values import Value

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)
KBS = Source(title="Seoul: 10 missiles", publisher="KBS World", url="https://kbs.co.kr/a", published=AsOf("2024-05-30"))


def made(number=1, question="How many missiles?", *, retired=False, **claim):
    """A fact with one claim, which may differ from the usual one."""
    first = {
        "id": ClaimId(f"{number}.1"),
        "answer": "About 12",
        "said_by": "JCS",
        "as_of": AsOf("2024-05-30T06:14Z"),
        "value": Value(min=10, max=12, unit="missile"),
        "source": KBS,
    }
    only = Claim(**{**first, **claim})
    return Fact(
        id=FactId(number), key=f"k{number}", question=question, claims=(only,), leading=only.id, retired=retired
    )


def holding(*facts):
    """A state of these facts, at revision 1."""
    changes = tuple(Change(kind=RecordKind.FACT, id=str(fact.id), after=fact) for fact in facts)
    return State().after(Revision(number=1, at=NOON, actor=ActorId("p1"), via="test", changes=changes))


def typed(fact, **changes):
    """What a form sends that was opened on the fact and changed in these fields."""
    claim = fact.live()[0]
    fields = {
        "question": fact.question,
        "answer": claim.answer,
        "said_by": claim.said_by,
        "as_of": claim.as_of.iso if claim.as_of else "",
        "source": claim.source.typed if claim.source else "",
    }
    return Draft.of(**{**fields, **changes}, now=NOON, zone=UTC)
