"""Which words may stand for each other."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from knowledge.matching.dates import is_time
from knowledge.matching.language import language
from knowledge.matching.numerals import is_number
from knowledge.matching.reading import is_contrast
from knowledge.matching.spelling import lexicon
from knowledge.text import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.matching.known import Known
    from knowledge.matching.names import Term

_KINSHIP = 5  # first letters that words of one family share
_KIN = 0.6
_CLIPPED = 3  # letters of a clipping, at least: "sat" for "satellite"
_CLIPPED_FROM = 6
_RARE = 3_000  # rank beyond which a word may be a clipping


class Thesaurus:
    """Words that may stand for each other: the few of the language, and those that the facts teach.

    Two words are learned to be synonyms when they alone tell two wordings of a fact apart, in two facts or more.
    The facts are read for that when a question first needs it.
    """

    def __init__(
        self, facts: Sequence[Known], states: Mapping[str, str], seen: Counter[tuple[str, str]] | None = None
    ) -> None:
        self._facts = facts
        self._states = states
        self._counted = seen

    def replaced(self, facts: Sequence[Known], gone: Iterable[Known], new: Iterable[Known]) -> Thesaurus:
        """What other facts teach: these without some of them that are gone, and with new ones."""
        if "_seen" not in self.__dict__:
            return Thesaurus(facts, self._states)
        less = Counter(pair for fact in gone for pair in fact.swapped)
        more = Counter(pair for fact in new for pair in fact.swapped)
        seen = self._seen.copy()
        for pair in less.keys() | more.keys():
            seen[pair] += more[pair] - less[pair]
        other = Thesaurus(facts, self._states, seen)
        other.prepare()
        return other

    def prepare(self) -> None:
        """Read the facts now."""
        _ = self._learned

    @cached_property
    def _seen(self) -> Counter[tuple[str, str]]:
        """In how many facts two words are swapped."""
        return self._counted or Counter(pair for fact in self._facts for pair in fact.swapped)

    @cached_property
    def _learned(self) -> dict[str, set[str]]:
        learned: dict[str, set[str]] = {}
        for (one, other), facts in self._seen.items():
            if facts > 1:
                learned.setdefault(one, set()).add(other)
                learned.setdefault(other, set()).add(one)
        return learned

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
