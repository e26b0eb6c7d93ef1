"""Which words may stand for each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from knowledge.matching.dates import is_time
from knowledge.matching.language import base, language
from knowledge.matching.numerals import is_number
from knowledge.matching.reading import is_contrast, is_phrase
from knowledge.matching.spelling import lexicon
from knowledge.matching.synonyms import synonyms
from knowledge.text import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.matching.known import Known
    from knowledge.matching.names import Term

_SITUATION = 10  # facts, from which what most of them are about is known
_KINSHIP = 5  # first letters that words of one family share
_ENDING = 2  # last letters of the shorter stem that may differ: "explos" and "explod", not "transport" and "transfer"
_KIN = 0.6
_CLIPPED = 3  # letters of a clipping, at least: "sat" for "satellite"
_CLIPPED_FROM = 6
_RARE = 3_000  # rank beyond which a word may be a clipping


class Thesaurus:
    """Words that may stand for each other: the few of the language, and those that the facts teach.

    Two words are learned to be synonyms when they alone tell two wordings of a fact apart, in two facts or more.
    The facts are read for that when a question first needs it.
    """

    def __init__(self, facts: Sequence[Known], states: Mapping[str, str], taught: _Taught | None = None) -> None:
        self._facts = facts
        self._states = states
        self._given = taught

    def replaced(self, facts: Sequence[Known], gone: Iterable[Known], new: Iterable[Known]) -> Thesaurus:
        """What other facts teach: these without some of them that are gone, and with new ones."""
        read = "_taught" in self.__dict__
        return Thesaurus(facts, self._states, self._taught.replaced(gone, new) if read else None)

    def prepare(self) -> None:
        """Read the facts now."""
        _ = self._taught

    @cached_property
    def _taught(self) -> _Taught:
        return self._given or _Taught(Counter(), {}, Counter()).replaced((), self._facts)

    def stands_for(self, names: frozenset[str], term: Term) -> bool:
        """Whether a name is among some, a capital and its state taken for each other: who acts is the same then."""
        states = self._states
        return bool(names & {term.form, states.get(term.form)}) or term.form in {states.get(name) for name in names}

    def goes_without_saying(self, term: Term) -> bool:
        """Whether a name is that of whom most facts are about: it need not be said of each."""
        return 2 * self._taught.named[term.form] > len(self._facts) >= _SITUATION

    def explains(self, forms: frozenset[str], term: Term) -> bool:
        """Whether a term is among some forms, as it is or by a word that stands for it."""
        if term.form in forms or self._states.get(term.form) in forms:
            return True
        if term.proper or is_number(term.form) or is_time(term.form):
            return False
        if synonyms().explain(forms, term.form):
            return True
        if is_contrast(term) or "_" in term.form:
            return False
        if not forms.isdisjoint(self._taught.learned.get(term.form, ())):
            return True
        return not term.name and (_akin(term, forms) or _clipped(term, forms) or _in_parts(term, forms))

    def mentions(self, forms: frozenset[str], term: Term) -> bool:
        """Whether a question's forms have a fact's term: explained by it, or in a wider word, "car" in "vehicle"."""
        return not forms.isdisjoint(synonyms().wider.get(term.form, ())) or self.explains(forms, term)


@dataclass(frozen=True, slots=True)
class _Taught:
    """In how many facts two words are swapped, which words each may therefore stand for, and how many name a name."""

    seen: Counter[tuple[str, str]]
    learned: Mapping[str, frozenset[str]]
    named: Counter[str]

    def replaced(self, gone: Iterable[Known], new: Iterable[Known]) -> _Taught:
        change = Counter(pair for fact in new for pair in fact.swapped)
        change.subtract(Counter(pair for fact in gone for pair in fact.swapped))
        seen, learned = self.seen.copy(), dict(self.learned)
        for pair, count in change.items():
            seen[pair] += count
            if (seen[pair] > 1) is (self.seen[pair] > 1):
                continue
            for one, other in (pair, pair[::-1]):
                learned[one] = learned.get(one, frozenset()) ^ {other}
        named = self.named + Counter(name for fact in new for name in fact.named)
        named.subtract(Counter(name for fact in gone for name in fact.named))
        return _Taught(seen, learned, named)


def _akin(term: Term, forms: Iterable[str]) -> bool:
    """Whether a form is of the same family of words: "explosion" and "explode", "criticism" and "critic".

    Who or what does it is not the deed: a "launcher" is no launch.
    """
    return len(term.form) >= _KINSHIP and any(
        term.form not in {f"{form}er", f"{form}or"}
        and form.startswith(term.form[: max(_KINSHIP, min(len(form), len(term.form)) - _ENDING)])
        and OSA.normalized_similarity(form, term.form) >= _KIN
        for form in forms
    )


def _in_parts(term: Term, forms: frozenset[str]) -> bool:
    """Whether a phrase is meant word by word: "put out" where a statement was put out, and no fire."""
    if not is_phrase(term):
        return False
    silent = language().function | language().filler
    return all(word in silent or base(word) in forms for word in term.said.split())


def _clipped(term: Term, forms: Iterable[str]) -> bool:
    """Whether a rare short word is the beginning of a long one: "sat" of "satellite", "tech" of "technology"."""
    if len(term.form) < _CLIPPED or is_unspaced(term.form):
        return False
    longer = any(len(form) >= _CLIPPED_FROM and form.startswith(term.form) for form in forms)
    return longer and lexicon().ranks.get(term.form, _RARE) >= _RARE
