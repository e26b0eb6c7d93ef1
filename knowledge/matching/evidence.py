"""What a fact has to say for itself before the veto: every term that its wordings and answers explain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from knowledge.matching.dates import is_time
from knowledge.matching.numerals import is_number
from knowledge.matching.questions import Kind
from knowledge.matching.reading import Reading, is_content, is_contrast, read
from knowledge.matching.roles import Who

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.matching.names import Names
    from knowledge.matching.ranking import Entry

TAUGHT_BY = 12
"""Wordings of one fact that are compared when synonyms are learned."""

_SEVERAL = 4  # wordings, of which more than one has to say to whom a thing belongs
_CLOCK = re.compile(r"\d[:.]\d\d\b|\b[ap]\.?m\b|\bnoon\b|\bmidnight\b|\bmorning\b|\bevening\b|\bnight\b", re.IGNORECASE)
_LAPSES = frozenset(
    ["day", "week", "month", "year", "hour", "minut", "befor", "after", "earli", "late", "ago", "sinc", "until", "soon"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One fact's side of the case: what its wordings and its answers say, gathered once for all questions.

    `kinds` are those of its wordings; `unspaced` are the forms, and `unspaced_kinds` the kinds, of those in Korean and
    Japanese. `essential` are the figures, times and contrasts that stand in every wording that was read in English;
    `alternatives` those that a wording leaves open, "sister or wife", and that do not say what the fact is about.
    `often` tells how often a word stands in one wording, where that is more than once; `negated` and `speaking` count
    the wordings that say "not" and that speak of the future; `whos` and `doers` (by kind) tell who does something in
    them, `companies` which names a thing belongs to; `of_others` whether most of them name somebody.
    """

    wordings: tuple[Reading, ...]
    forms: frozenset[str]
    alternatives: frozenset[str]
    answers: frozenset[str]
    voices: frozenset[str]
    dates: frozenset[str]
    kinds: frozenset[Kind]
    unspaced_kinds: frozenset[Kind]
    essential: frozenset[str]
    often: Mapping[str, int]
    negated: int
    speaking: int
    whos: frozenset[Who]
    doers: Mapping[Kind, frozenset[str]]
    companies: Mapping[str, frozenset[str]]
    of_others: bool
    timeless: bool
    unspaced: frozenset[str]
    yes_or_no: bool
    answers_count: bool
    answers_time: bool
    answers_clock: bool


def evidence_of(entry: Entry, wordings: tuple[Reading, ...], names: Names) -> Evidence:
    """Gather all that an entry says; `wordings` are its wordings as they were read."""
    answers = _forms(entry.answers, names)
    figures = [frozenset(term.form for term in said.terms if is_contrast(term)) for said in wordings if said.in_english]
    essential = frozenset.intersection(*figures) if figures else frozenset()
    often: dict[str, int] = {}
    doers: dict[Kind, frozenset[str]] = {}
    companies: dict[str, list[str]] = {}
    for said in wordings:
        for form, count in Counter(term.form for term in said.terms).items():
            if count > often.get(form, 1):
                often[form] = count
        if said.doer and is_content(said.doer):
            doers[said.kind] = doers.get(said.kind, frozenset()) | {said.doer.form}
        for thing, name in said.companies:
            companies.setdefault(thing, []).append(name.form)
    return Evidence(
        wordings=wordings,
        forms=frozenset().union(*(said.forms - _alternatives(said) for said in wordings)),
        alternatives=frozenset().union(*map(_alternatives, wordings)),
        answers=answers,
        voices=_forms(entry.voices, names),
        dates=_forms(entry.dates, names),
        kinds=frozenset(said.kind for said in wordings),
        unspaced_kinds=frozenset(said.kind for said in wordings if said.unspaced),
        essential=essential,
        often=often,
        negated=sum(said.negated for said in wordings),
        speaking=sum(said.speaks_of_the_future for said in wordings),
        whos=frozenset(said.who for said in wordings if said.who),
        doers=doers,
        companies={
            thing: frozenset(held) for thing, held in companies.items() if len(held) > 1 or len(wordings) < _SEVERAL
        },
        of_others=2 * sum(any(term.proper for term in said.terms) for said in wordings) > len(wordings),
        timeless=any(not any(is_time(form) for form in said.forms) for said in wordings),
        unspaced=frozenset().union(*(said.forms for said in wordings if said.unspaced)),
        yes_or_no=any(said.asks_yes_or_no for said in wordings),
        answers_count=any(map(is_number, answers)) or bool(answers & {"sever", "multipl", "dozen", "mani", "none"}),
        answers_time=any(map(is_time, answers)) or bool(answers & _LAPSES),
        answers_clock=_CLOCK.search(" ".join(entry.answers)) is not None,
    )


def _alternatives(said: Reading) -> frozenset[str]:
    if "or" not in said.words:
        return frozenset()
    return frozenset(term.form for term in said.terms if is_contrast(term) and not is_time(term.form))


def _forms(texts: Iterable[str], names: Names) -> frozenset[str]:
    return frozenset().union(*(read(names.read(text), names).forms for text in texts))


def swapped(wordings: Iterable[Reading]) -> frozenset[tuple[str, str]]:
    """Pairs of words, in order, that alone tell two of some wordings of a fact apart."""
    contents = [
        {term.form for term in said.content if not term.proper and not is_contrast(term)}
        for said in wordings
        if not said.unspaced
    ]
    return frozenset(
        (min(*one - other, *other - one), max(*one - other, *other - one))
        for one, other in combinations(contents, 2)
        if len(one) == len(other) and len(one - other) == 1 and one & other
    )
