"""Names in a text: aliases, countries and capitals folded to one form, and the other words to their stems."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain, islice, product
from typing import TYPE_CHECKING

from knowledge.matching.forms import LONGEST_NAME, written
from knowledge.matching.glossary import particles
from knowledge.matching.language import base, language
from knowledge.matching.unspaced import in_english
from knowledge.text import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PARTICLE = re.compile("から|には|では|へは|[はがをにのでとへも]")  # Japanese, which runs on: から何を
_ACCORDING = "according"
_READINGS = 3  # beside the one as it was said; each is ranked by itself


@dataclass(frozen=True, slots=True)
class Term:
    """What one or several words of a text stand for.

    `form` is a name's canonical form, or a word's stem; `said` is what was written. `proper` names are those of
    people, states and bodies, which never stand for each other; other names are nouns with synonyms. `particle` is
    what follows a name in Korean and Japanese, and tells its role.
    """

    form: str
    said: str
    name: bool = False
    proper: bool = False
    particle: str = ""


class Names:
    """Surface forms of names, the longest first.

    `aliases` are groups of forms, the canonical one last. A group that holds a country's form takes in all of
    that country's forms. `one_way` are forms that may mean a name, each with that name's canonical form: a question
    that says the form may be read as if it said the name. Whatever else says it says just that, so that a question
    that says the name never finds the form. `states` tells which state a capital may stand for; `surfaces` are all
    words of names.
    """

    def __init__(self, aliases: Sequence[Sequence[str]] = (), one_way: Iterable[tuple[str, str]] = ()) -> None:
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
        for spelt in language().known:
            self._learn(spelt, spelt[0], proper=True)
        for group in aliases:
            forms = tuple(tuple(written(form)) for form in group)
            if not forms or not forms[-1]:
                continue
            canonical = " ".join(forms[-1])
            for country in countries.keys() & {self._forms.get(self._key(form), "") for form in forms}:
                self._learn((*countries[country], country), canonical, proper=True)
            proper = any(char.isupper() for char in group[-1])
            self._learn((" ".join(form) for form in forms), canonical, proper=proper)
        for capital, state in language().capitals.items():
            self.states[self._forms[self._key((capital,))]] = self._forms[self._key(state.split())]
        self._may_mean: dict[tuple[str, ...], tuple[tuple[str, ...], ...]] = {}
        self._lead(one_way)
        parts = sorted(self._unspaced_parts, key=lambda part: (-len(part), part))
        self._cut = re.compile("|".join(map(re.escape, parts))) if parts else None

    def read(self, text: str) -> tuple[str, ...]:
        """Words of a text as they are compared: numbers in digits, names cut free of what sticks to them."""
        return self.cut(written(text))

    def cut(self, found: Iterable[str]) -> tuple[str, ...]:
        """Cut names free of the Korean and Japanese characters that stick to them."""
        return tuple(part for word in found for part in self._parts(word))

    def terms(self, found: Sequence[str]) -> tuple[Term, ...]:
        """What the words stand for, longest names first; particles after a name in Korean and Japanese go."""
        terms: list[Term] = []
        place = 0
        while place < len(found):
            if terms and terms[-1].name and is_unspaced(terms[-1].said) and found[place] in particles():
                terms[-1] = replace(terms[-1], particle=terms[-1].particle or found[place])
                place += 1
                continue
            if terms and terms[-1].name and (sticking := _PARTICLE.match(found[place])):
                terms[-1] = replace(terms[-1], particle=terms[-1].particle or sticking.group())
            length = self.length_of_name(found, place)
            said = " ".join(found[place : place + max(length, 1)])
            if length:
                form = self._forms[self._key(found[place : place + length])]
                terms.append(Term(form, said, name=True, proper=form in self._proper))
            else:
                terms.append(Term(base(said), said))
            place += length or 1
        return tuple(terms)

    def in_english(self, found: Sequence[str]) -> tuple[str, ...]:
        """Words with the Korean and Japanese ones in English; names stay as they are, each with its particle.

        Words that say nothing are left out, unless that leaves none.
        """
        if not any(map(is_unspaced, found)):
            return tuple(found)
        meant: list[str] = []
        place = begun = named = 0
        behind_name = False
        while place < len(found):
            length = self.length_of_name(found, place)
            if length:
                _put(meant, in_english(found[begun:place], behind_name=behind_name), named)
                named = len(meant)
                meant += found[place : place + length]
                begun = place + length
                behind_name = is_unspaced(found[begun - 1])
            place += length or 1
        _put(meant, in_english(found[begun:], behind_name=behind_name), named)
        return tuple(meant or found)

    def spelt_out(self, found: Sequence[str]) -> tuple[str, ...]:
        """Words with every name in its canonical form: "nk" becomes "north", "korea"."""
        return tuple(word for term in self.terms(found) for word in (term.form.split() if term.name else (term.said,)))

    def readings(self, asked: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Other ways to read a question's words: forms of one way as the names that they may mean; a few."""
        choices: list[tuple[tuple[str, ...], ...]] = []
        place = 0
        while place < len(asked) and self._may_mean:
            length, meant = self._may_mean_at(asked, place)
            said = tuple(asked[place : place + length])
            choices.append((*meant, said))
            place += length
        ways = (tuple(chain.from_iterable(way)) for way in product(*choices))
        return tuple(islice((way for way in ways if way and way != tuple(asked)), _READINGS))

    def _may_mean_at(self, asked: Sequence[str], place: int) -> tuple[int, tuple[tuple[str, ...], ...]]:
        """How many words at a place belong together, and the names that they may mean."""
        named = self.length_of_name(asked, place)
        for length in range(min(LONGEST_NAME, len(asked) - place), max(named, 1) - 1, -1):
            if meant := self._may_mean.get(self._key(asked[place : place + length])):
                return length, meant
        return max(named, 1), ()

    def length_of_name(self, found: Sequence[str], place: int) -> int:
        """How many words the longest name takes that begins at a place; 0 where none begins."""
        if base(found[place]) not in self._first_words:
            return 0
        for length in range(min(LONGEST_NAME, len(found) - place), 0, -1):
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
            self._protect(parts)

    def _protect(self, parts: Sequence[str]) -> None:
        self.surfaces.update(parts)
        self._unspaced_parts.update(part for part in parts if is_unspaced(part) and len(part) > 1)

    def _lead(self, one_way: Iterable[tuple[str, str]]) -> None:
        """Let forms, and with a form that is a name's all others of that name, be read as other names too."""
        of_name: dict[str, list[tuple[str, ...]]] = {}
        for key, name in self._forms.items():
            of_name.setdefault(name, []).append(key)
        for form, name in one_way:
            said, meant = written(form), written(name)
            own = self._forms.get(self._key(said))
            if not said or (own and own == self._forms.get(self._key(meant))):
                continue
            for key in of_name[own] if own else [self._key(said)]:
                self._may_mean[key] = (*self._may_mean.get(key, ()), meant)
            self._protect(said)

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


def _put(meant: list[str], more: Sequence[str], named: int) -> None:
    """Put more words behind a name, which stands at a place; "according", which comes last elsewhere, before it."""
    if more[:1] == (_ACCORDING,):
        meant.insert(named, _ACCORDING)
        more = more[1:]
    meant += more
