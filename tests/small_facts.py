"""Three facts to ask about, and questions that find one, two or none of them."""

from datetime import UTC, datetime

from knowledge.base import KnowledgeBase
from knowledge.drafts import Draft
from knowledge.revisions import ActorId, Author
from knowledge.store import MemoryStore

REPORT = "KBS report https://kbs.example/a"

MONDAY = "How many missiles were fired on Monday?"
TUESDAY = "How many missiles were fired on Tuesday?"
WHERE = "Where did the balloons land?"
AMBIGUOUS = "How many missiles were fired?"
UNKNOWN = "Who is the president of France?"

FACTS = {MONDAY: "12 missiles", TUESDAY: "3 missiles", WHERE: "In the fields"}
TWELVE = "**12 missiles** (the coast guard, 30 December 2025)"
THREE = "**3 missiles** (the coast guard, 30 December 2025)"
FIELDS = "**In the fields** (the coast guard, 30 December 2025)"

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)
SAM = Author(actor=ActorId("p0"), via="test")


def base_of(activity):
    """A server that knows the small facts, as #1, #2 and #3, as of noon, and has had this activity."""
    base = KnowledgeBase(MemoryStore(), activity, lambda: NOON)
    for question, answer in FACTS.items():
        base.add(Draft.of(question=question, answer=answer, now=NOON, zone=UTC), SAM)
    return base
