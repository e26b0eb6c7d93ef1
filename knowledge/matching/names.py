"""Names in a text: aliases, countries and capitals folded to one form, and the other words to their stems."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.matching.language import base, language
from knowledge.matching.numerals import numerals
from knowledge.text import is_unspaced, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST_NAME = 6  # words


@dataclass(frozen=True, slots=True)
class Term:
    """What one or several words of a text stand for.

    `form` is a name's canonical form, or a word's stem; `said` is what was written. `proper` names are those of
    people, states and bodies, which never stand for each other; other names are nouns with synonyms.
    """

    form: str
    said: str
    name: bool = False
    proper: bool = False


class Names:
    """Surface forms of names, the longest first.

    `aliases` are groups of forms, the canonical one last. A group that holds a country's form takes in all of
    that country's forms. `states` tells which state a capital may stand for; `surfaces` are all words of names.
    """

    def __init__(self, aliases: Sequence[Sequence[str]] = ()) -> None:
        countries = language().countries
        self._forms: dict[tuple[str, ...], str] = {}
        self._first_words: set[str] = set()
        self._proper: set[str] = set()
        self._unspaced_parts: set[str] = set()
        self.surfaces: set[str] = set()
        self.states: dict[str, str] = {}
        for name, spelt in countries.items():
            self._learn((*spelt, name), name, proper=True)
        for capital in language().capitals:
            self._learn((capital,), capital, proper=True)
        for group in aliases:
            forms = tuple(tuple(_written(form)) for form in group)
            if not forms or not forms[-1]:
                continue
            canonical = " ".join(forms[-1])
            for country in countries.keys() & {self._forms.get(self._key(form), "") for form in forms}:
                self._learn((*countries[country], country), canonical, proper=True)
            proper = any(char.isupper() for char in group[-1])
            self._learn((" ".join(form) for form in forms), canonical, proper=proper)
        for capital, state in language().capitals.items():
            self.states[self._forms[self._key((capital,))]] = self._forms[self._key(state.split())]
        parts = sorted(self._unspaced_parts, key=lambda part: (-len(part), part))
        self._cut = re.compile("|".join(map(re.escape, parts))) if parts else None

    def read(self, text: str) -> tuple[str, ...]:
        """Words of a text as they are compared: numbers in digits, names cut free of what sticks to them."""
        return self.cut(_written(text))

    def cut(self, found: Iterable[str]) -> tuple[str, ...]:
        """Cut names free of the Korean and Japanese characters that stick to them."""
        return tuple(part for word in found for part in self._parts(word))

    def terms(self, found: Sequence[str]) -> tuple[Term, ...]:
        """What the words stand for, longest names first; particles after a name in Korean and Japanese go."""
        terms: list[Term] = []
        place = 0
        while place < len(found):
            if terms and terms[-1].name and is_unspaced(terms[-1].said) and found[place] in language().particles:
                place += 1
                continue
            length = self._length_of_name(found, place)
            said = " ".join(found[place : place + max(length, 1)])
            if length:
                form = self._forms[self._key(found[place : place + length])]
                terms.append(Term(form, said, name=True, proper=form in self._proper))
            else:
                terms.append(Term(base(said), said))
            place += length or 1
        return tuple(terms)

    def spelt_out(self, found: Sequence[str]) -> tuple[str, ...]:
        """Words with every name in its canonical form: "nk" becomes "north", "korea"."""
        return tuple(word for term in self.terms(found) for word in (term.form.split() if term.name else (term.said,)))

    def _length_of_name(self, found: Sequence[str], place: int) -> int:
        if base(found[place]) not in self._first_words:
            return 0
        for length in range(min(_LONGEST_NAME, len(found) - place), 0, -1):
            if self._key(found[place : place + length]) not in self._forms:
                continue
            if length == 1 and found[place] == "un" and place and found[place - 1] == "jong":
                return 0  # not the United Nations
            return length
        return 0

    def _learn(self, forms: Iterable[str], canonical: str, *, proper: bool) -> None:
        if proper:
            self._proper.add(canonical)
        for form in forms:
            parts = tuple(form.split())
            self._forms[self._key(parts)] = canonical
            self._first_words.update(map(base, parts[:1]))
            self.surfaces.update(parts)
            self._unspaced_parts.update(part for part in parts if is_unspaced(part) and len(part) > 1)

    def _parts(self, word: str) -> Iterable[str]:
        if self._cut is None or not is_unspaced(word):
            return (word,)
        hangul = "\uac00" <= word[0] <= "\ud7a3"
        found = self._cut.match(word) if hangul else self._cut.search(word)
        if found is None:
            return (word,)
        before, after = word[: found.start()], word[found.end() :]
        rest = (after,) if hangul else self._parts(after) if after else ()
        return filter(None, (before, found.group(), *rest))

    @staticmethod
    def _key(parts: Sequence[str]) -> tuple[str, ...]:
        return tuple(map(base, parts))


def _written(text: str) -> tuple[str, ...]:
    return numerals(words(text))
