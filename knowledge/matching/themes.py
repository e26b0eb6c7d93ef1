"""What facts are about, so that a question that leaves it out can take it up: "and how many?" after a launch."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.matching.language import language
from knowledge.matching.numerals import is_number
from knowledge.matching.questions import Kind, names_kind
from knowledge.matching.reading import is_contrast, read
from knowledge.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.matching.evidence import Evidence
    from knowledge.matching.known import Known
    from knowledge.matching.names import Names, Term
    from knowledge.matching.reading import Reading

_MOSTLY = 0.5  # of a fact's wordings: what so many of them say is what the fact is about
_OFTEN = 0.25
_SELDOM = 0.1  # what only a few say tells nothing of the fact
_MOST_WORDS = 3
_ALIKE = 0.6  # of what one fact is about, that another one has to know
_SAMPLE = 120  # facts that tell what all are about
_FEWEST = 8  # facts that have a topic in common, if at all
_COMMON = 0.2  # of the facts

_PERSONS = frozenset(["he", "him", "his", "she", "her", "hers"])
_POINTS = _PERSONS | {"it", "its", "them", "those", "these", "that", "one", "ones", "so", "theirs"}
_HINTS = frozenset(["they", "their", "there", "then", "this"])
_ENOUGH = 2  # content words beside which a pointing word does not matter, for a hint one fewer
_OPEN = frozenset([Kind.WHAT, Kind.HOW, Kind.OTHER])  # kinds of question that may ask for anything
_RELATING = frozenset(["before", "after", "since", "until", "prior", "following", "ahead"])
_ASKS_FOR_SOURCE = re.compile(
    r"(?:and |but |so |ok |wait )*(?:who (?:says?|said|claims?|told you)(?: so| that| this| it)?|says who"
    r"|(?:(?:any|got a|your|the|what is the|what is your|what are the|what are your) )?(?:sources?|proof|evidence|link)"
    r"(?: (?:for|on) (?:that|this|it))?|according to whom?|how do you know(?: that| this)?"
    r"|where (?:is|did you get) (?:that|this|it)(?: from)?"
    r"|누가 그래(?:요)?|누가 한 말이(?:야|에요)|출처(?:는|가)?(?: 뭐야| 어디야| 뭐예요| 어디예요)?"
    r"|誰が言ったの|誰がそう言ったの|(?:ソース|出典|情報源)は(?:何|どこ)?(?:ですか)?|ソース)[\s?!.。]*"
)


def asks_for_source(question: str) -> bool:
    """Whether a reply asks for nothing but who says what was answered: "who says so?", "source?"."""
    return _ASKS_FOR_SOURCE.fullmatch(fold(question)) is not None


class Themes:
    """What some facts are about, and whether one is about the same as another."""

    def __init__(self, facts: Sequence[Known], names: Names) -> None:
        self._facts = facts
        self._names = names

    def read(self, heard: Sequence[str]) -> Reading:
        """Read a question by itself, once its words are mended."""
        return read(heard, self._names)

    def evidence(self, fact: int) -> Evidence:
        """What a fact has to say for itself. Raises `KeyError`."""
        place = bisect_left(self._facts, fact, key=_number)
        if place == len(self._facts) or _number(self._facts[place]) != fact:
            raise KeyError(fact)
        return self._facts[place].evidence

    def theme(self, fact: int) -> tuple[str, ...]:
        """What a fact is about: the words that most of its wordings have, names last. Raises `KeyError`."""
        said = self.evidence(fact)
        wordings = [wording for wording in said.wordings if not wording.unspaced]
        terms = [term for wording in wordings for term in wording.content]
        shares = {form: share for form, share in _shares(said).items() if form not in self._everywhere}
        most = [form for form, share in shares.items() if share >= _MOSTLY] or [
            form for form, share in list(shares.items())[:1] if share >= _OFTEN
        ]
        most = sorted(most[:_MOST_WORDS], key={term.form for term in terms if term.proper}.__contains__)
        spelt = Counter(terms).most_common()
        return tuple(next(term.said for term, _ in spelt if term.form == form) for form in most)

    def alike(self, fact: int, other: int) -> bool:
        """Whether another fact may be about what a fact is about.

        It has to know most of that, and the names, numbers and times that most of its wordings hang on.
        """
        said, known = self.evidence(fact), self.evidence(other)
        shares = {form: share for form, share in _shares(said).items() if form not in self._everywhere}
        told = sum(share for form, share in shares.items() if form in known.forms)
        held = known.forms | known.answers | known.dates
        wordings = [wording for wording in said.wordings if not wording.unspaced]
        held_by = [all(term.form in held for term in wording.content if _is_figure(term)) for wording in wordings]
        return 0 < told >= _ALIKE * sum(shares.values()) and 2 * sum(held_by) >= len(held_by)

    def suits(self, asked: Reading, fact: int, about: int) -> bool:
        """Whether a fact may answer a question that leaves out what the fact `about` is about."""
        if not self.alike(about, fact):
            return False
        known = self.evidence(fact)
        if asked.unspaced:
            return True
        own = {term.form for term in own_content(asked)}
        alike = [said for said in known.wordings if said.kind is asked.kind and asked.who in {None, said.who}]
        if own:
            return all(_stands_by_itself(form, alike) for form in own)
        if asked.kind in _OPEN:
            words = frozenset(asked.words) - _POINTS - _HINTS
            return fact != about and any(words <= frozenset(said.words) for said in alike)
        return bool(alike) and asked.kind is not Kind.WHO

    def says_the_same(self, asked: Reading, fact: int) -> bool:
        """Whether a question says what a yes-or-no wording of a fact asks, word for word: then a denial denies it."""
        own = {term.form for term in own_content(asked)}
        return not asked.negated and any(
            wording.asks_yes_or_no and not wording.negated and {term.form for term in own_content(wording)} == own
            for wording in self.evidence(fact).wordings
        )

    @cached_property
    def topic(self) -> str:
        """The word, no name, that the most facts are about; empty where those are too few."""
        said = {
            term.form: term.said
            for known in self._sample
            for wording in known.evidence.wordings
            for term in wording.content
            if not term.proper and not _is_figure(term)
        }
        form = next((form for form, _ in self._counts.most_common() if form in said), "")
        return said[form] if self._is_common(form) else ""

    @property
    def _sample(self) -> Sequence[Known]:
        return self._facts[:_SAMPLE]

    @cached_property
    def _counts(self) -> Counter[str]:
        """How many facts are about each thing."""
        shares = (_shares(known.evidence) for known in self._sample)
        return Counter(form for share in shares for form in share if share[form] >= _OFTEN)

    @cached_property
    def _everywhere(self) -> frozenset[str]:
        """Names that so many facts are about that they tell none from another."""
        proper = {
            term.form
            for known in self._sample
            for wording in known.evidence.wordings
            for term in wording.content
            if term.proper
        }
        return frozenset(filter(self._is_common, proper))

    def _is_common(self, form: str) -> bool:
        return len(self._sample) >= _FEWEST and self._counts[form] >= _COMMON * len(self._sample)


def figures(asked: Reading) -> tuple[Term, ...]:
    """Names, numbers and times of a question, which narrow what it asks for."""
    return tuple(term for term in asked.content if _is_figure(term))


def asks_who_one_is(asked: Reading) -> bool:
    """Whether a question asks who a person is that it only points at: "who is she?"."""
    return asked.kind is Kind.WHO and not own_content(asked) and not _PERSONS.isdisjoint(asked.words)


def own_content(asked: Reading) -> tuple[Term, ...]:
    """What a question itself says of what it is about."""
    return tuple(term for term in asked.content if _tells(term, asked) and term.said not in _POINTS)


def leaves_out(asked: Reading) -> bool:
    """Whether a question has to take up from elsewhere what it is about: "how many?", "who detected it?"."""
    if asked.unspaced:
        return bool(asked.unspaced_kinds) and not own_content(asked)
    own = len(own_content(asked))
    points = not _POINTS.isdisjoint(asked.words)
    hints = not _HINTS.isdisjoint(asked.words)
    return own <= (_ENOUGH if points else _ENOUGH - 1 if hints else 0)


def _shares(said: Evidence) -> Mapping[str, float]:
    """The share of a fact's wordings that has each of the terms that more than a few of them have, the most first."""
    wordings = [wording for wording in said.wordings if not wording.unspaced]
    counts = Counter(form for wording in wordings for form in {t.form for t in wording.content if _tells(t, wording)})
    return {form: count / len(wordings) for form, count in counts.most_common() if count > _SELDOM * len(wordings)}


def _stands_by_itself(form: str, wordings: Iterable[Reading]) -> bool:
    """Whether a term is more than what a wording counts its time from: "what did she say before the launch"."""
    for wording in wordings:
        for term in wording.terms:
            if term.form == form:
                return True
            if term.said in _RELATING:
                break
    return False


def _tells(term: Term, asked: Reading) -> bool:
    return term.form not in language().light and not names_kind(term.form, asked.kind)


def _is_figure(term: Term) -> bool:
    return term.proper or is_number(term.form) or is_contrast(term) or "_" in term.form


def _number(known: Known) -> int:
    return known.entry.fact
