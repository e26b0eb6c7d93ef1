"""What a Korean or Japanese question asks of: which act, whose, and of which thing.

All its words may be explained by a fact and it may still ask of something else: "why did the rocket explode" is not
"why was the rocket fired that exploded". English tells the two apart by its order and its auxiliaries, these
languages by what stands last.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.matching.language import language
from knowledge.matching.questions import FITTING, Kind, names_kind

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from knowledge.matching.evidence import Evidence
    from knowledge.matching.names import Term
    from knowledge.matching.reading import Reading

_MEASURES = frozenset([Kind.SPEED, Kind.DISTANCE, Kind.MEASURE, Kind.AMOUNT, Kind.DURATION, Kind.AGE])


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """Stems of a text: what it says last but for what names the kind of answer, what was done, what "which" asks."""

    last: str = ""
    done: tuple[str, ...] = ()
    sought: str = ""


def acts_in(terms: Sequence[Term], content: Collection[Term], kind: Kind) -> Acts:
    """Find them among the terms of a text in Korean or Japanese, read as English."""
    told = [term.form for term in content if not names_kind(term.form, kind)]
    following = list(pairwise(terms))
    return Acts(
        last=told[-1] if told else "",
        done=tuple(before.form for before, term in following if term.said == "did" and before in content),
        sought=next((term.form for before, term in following if before.said == "which" and term in content), ""),
    )


def of_another_act(asked: Reading, fact: Evidence) -> bool:
    """Whether the fact's wordings of the same kind mention what the question asks of, but ask of something else.

    It is another act too where somebody does what no wording has him doing: "how many did the army fire" is not "how
    many did the army count".
    """
    kinds = FITTING.get(asked.kind, {asked.kind})
    alike = [said for said in fact.wordings if said.unspaced and said.kind in kinds]
    acts = asked.acts
    if acts.last in acts.done and _mentioned(acts.last, alike, lambda said: said.acts.last):
        return True
    if asked.kind is Kind.WHAT and _mentioned(acts.sought, alike, lambda said: said.acts.sought):
        return True
    if not (acts.done and asked.doer and asked.doer.proper):
        return False
    own = [said for said in fact.wordings if said.doer and said.doer.form == asked.doer.form]
    return bool(own) and not any(acts.done[0] in said.forms for said in own)


def _mentioned(form: str, wordings: Sequence[Reading], place: Callable[[Reading], str]) -> bool:
    having = [said for said in wordings if form and form in said.forms]
    return bool(having) and all(place(said) != form for said in having)


def asks_of_a_thing_alone(asked: Reading) -> bool:
    """Whether a question says nothing but a thing, and asks how much; or what it is, in Korean or Japanese."""
    if asked.kind in _MEASURES:
        light = language().light
        return sum(not names_kind(term.form, asked.kind) and term.form not in light for term in asked.content) <= 1
    return asked.kind is Kind.WHAT and bool(asked.unspaced) and asked.words[-1] == "what" and not asked.acts.done
