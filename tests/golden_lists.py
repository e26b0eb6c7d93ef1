"""The golden lists, each with the knowledge that it asks: measured, never tuned on."""

from functools import cache
from pathlib import Path

from knowledge.base import KnowledgeBase
from knowledge.evaluation import evaluate
from knowledge.exchange import parse
from knowledge.golden import parse_golden
from knowledge.records import Settings, Strictness
from knowledge.revisions import ActorId, Author

FOLDER = Path(__file__).parent / "golden"


@cache
def measured(name, strictness=Strictness.STRICT):
    """How the list of that name fares: `launch` asks the starter, `railway` a poor store of its own."""
    golden = parse_golden((FOLDER / f"{name}.json").read_bytes())
    facts = FOLDER / f"{name}_facts.json"
    base = KnowledgeBase.in_memory(seeded=not facts.exists())
    by = Author(actor=ActorId("test"), via="test", request="facts")
    if facts.exists():
        base.import_(parse(facts.read_bytes(), name=facts.name), by)
    base.set_settings(Settings(strictness=strictness), Author(actor=by.actor, via="test", request="settings"))
    assert golden.problems == ()
    assert golden.unknown({fact.key for fact in base.state.facts.values()}) == ()
    return evaluate(golden.questions, lambda question: base.ask(question, now=golden.now, zone=golden.zone))
