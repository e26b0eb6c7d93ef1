"""What a fact has to say for itself before the veto: every term that its wordings and answers explain."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from knowledge.matching.dates import is_time
from knowledge.matching.language import language
from knowledge.matching.numerals import is_number
from knowledge.matching.questions import Kind
from knowledge.matching.reading import Reading, is_contrast, read
from knowledge.matching.spelling import lexicon
from knowledge.text import is_unspaced, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.matching.names import Names, Term
    from knowledge.matching.ranking import Entry

_KINSHIP = 5  # first letters that words of one family share
_KIN = 0.6
_CLIPPED = 3  # letters of a clipping, at least: "sat" for "satellite"
_CLIPPED_FROM = 6
_RARE = 3_000  # rank beyond which a word may be a clipping
_WORDINGS_COMPARED = 12  # of one fact, when synonyms are learned
_CONTENT_RUN = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff]+|[\u30a0-\u30ff]+")
_KOREAN_ENDING = re.compile(
    r"(?:이었나요|였나요|인가요|했나요|었나요|았나요|나요|입니까|습니까|니까|인가|에서|에게|으로|까지|부터|은|는|이|가|을|를|의|에|로|와|과|도|요|야|죠|지)$"
)
_COVERED = 0.5  # of a Korean, Japanese or Chinese word's pairs
_CLOCK = re.compile(r"\d[:.]\d\d\b|\b[ap]\.?m\b|\bnoon\b|\bmidnight\b|\bmorning\b|\bevening\b|\bnight\b", re.IGNORECASE)
_LAPSES = frozenset(
    ["day", "week", "month", "year", "hour", "minut", "befor", "after", "earli", "late", "ago", "sinc", "until", "soon"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One fact's side of the case.

    `essential` are the figures, times and contrasts that stand in every one of its wordings; `alternatives` those
    that a wording leaves open, "sister or wife", and that do not say what the fact is about.
    """

    wordings: tuple[Reading, ...]
    forms: frozenset[str]
    alternatives: frozenset[str]
    answers: frozenset[str]
    voices: frozenset[str]
    dates: frozenset[str]
    kinds: frozenset[Kind]
    essential: frozenset[str]
    timeless: bool
    unspaced: str
    answers_count: bool
    answers_time: bool
    answers_clock: bool


def evidence_of(entry: Entry, spoken: Sequence[Sequence[str]], names: Names) -> Evidence:
    """Read all that an entry says; `spoken` are the words of its wordings."""
    wordings = tuple(read(words, names) for words in spoken)
    answers = _forms(entry.answers, names)
    figures = [
        frozenset(term.form for term in said.terms if is_contrast(term)) for said in wordings if not said.unspaced
    ]
    essential = frozenset.intersection(*figures) if figures else frozenset()
    text = " ".join(entry.answers)
    return Evidence(
        wordings=wordings,
        forms=frozenset().union(*(said.forms - _alternatives(said) for said in wordings)),
        alternatives=frozenset().union(*map(_alternatives, wordings)),
        answers=answers,
        voices=_forms(entry.voices, names),
        dates=_forms(entry.dates, names),
        kinds=frozenset(said.kind for said in wordings),
        essential=essential,
        timeless=any(not any(is_time(form) for form in said.forms) for said in wordings),
        unspaced=" ".join(said.unspaced for said in wordings),
        answers_count=any(map(is_number, answers)) or bool(answers & {"sever", "multipl", "dozen", "mani", "none"}),
        answers_time=any(map(is_time, answers)) or bool(answers & _LAPSES),
        answers_clock=_CLOCK.search(text) is not None,
    )


def _alternatives(said: Reading) -> frozenset[str]:
    if "or" not in said.words:
        return frozenset()
    return frozenset(term.form for term in said.terms if is_contrast(term) and not is_time(term.form))


class Thesaurus:
    """Which words may stand for each other: the few of the language, and those that the facts teach.

    Two words are learned to be synonyms when they alone tell two wordings of a fact apart, in two facts or more.
    """

    def __init__(self, evidence: Sequence[Evidence], states: Mapping[str, str]) -> None:
        self._states = states
        self._learned = _learned(evidence)

    def explains(self, forms: frozenset[str], term: Term) -> bool:
        """Whether a term is among some forms, as it is or by a word that stands for it."""
        if term.form in forms or self._states.get(term.form) in forms:
            return True
        if term.proper or is_number(term.form) or is_time(term.form):
            return False
        if not forms.isdisjoint(language().synonyms.get(term.form, ())):
            return True
        if is_contrast(term) or "_" in term.form:
            return False
        if not forms.isdisjoint(self._learned.get(term.form, ())):
            return True
        return not term.name and (_akin(term, forms) or _clipped(term, forms))


def explains_unspaced(text: str, term: Term) -> bool:
    """Whether a Korean, Japanese or Chinese word is covered by the same characters in a fact's wordings."""
    if term.said in language().particles:
        return True
    parts = [_KOREAN_ENDING.sub("", term.said)] if "가" <= term.said[0] <= "힣" else _CONTENT_RUN.findall(term.said)
    return all(not part or _coverage(part, text) > _COVERED or part in text for part in parts)


def _coverage(part: str, text: str) -> float:
    found = [pair in text for pair in pairs(part)]
    return sum(found) / len(found)


def _akin(term: Term, forms: Iterable[str]) -> bool:
    """Whether a form is of the same family of words: "explosion" and "explode", "criticism" and "critic"."""
    return len(term.form) >= _KINSHIP and any(
        form.startswith(term.form[:_KINSHIP]) and OSA.normalized_similarity(form, term.form) >= _KIN for form in forms
    )


def _clipped(term: Term, forms: Iterable[str]) -> bool:
    """Whether a rare short word is the beginning of a long one: "sat" of "satellite", "tech" of "technology"."""
    if len(term.form) < _CLIPPED or is_unspaced(term.form):
        return False
    longer = any(len(form) >= _CLIPPED_FROM and form.startswith(term.form) for form in forms)
    return longer and lexicon().ranks.get(term.form, _RARE) >= _RARE


def _forms(texts: Iterable[str], names: Names) -> frozenset[str]:
    return frozenset().union(*(read(names.read(text), names).forms for text in texts))


def _learned(evidence: Sequence[Evidence]) -> dict[str, frozenset[str]]:
    seen: Counter[tuple[str, str]] = Counter()
    for fact in evidence:
        contents = [
            {term.form for term in said.content if not term.proper and not is_contrast(term)}
            for said in fact.wordings[:_WORDINGS_COMPARED]
            if not said.unspaced
        ]
        swapped = {
            (min(*one - other, *other - one), max(*one - other, *other - one))
            for one, other in combinations(contents, 2)
            if len(one - other) == 1 and len(other - one) == 1 and one & other
        }
        seen.update(swapped)
    learned: dict[str, set[str]] = {}
    for (one, other), facts in seen.items():
        if facts > 1:
            learned.setdefault(one, set()).add(other)
            learned.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in learned.items()}
