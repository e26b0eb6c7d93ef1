"""A question or a wording as the veto reads it: its terms, what of them is content, its kind, its time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.matching.dates import day_of, is_time, month_of, with_dates
from knowledge.matching.language import base, language
from knowledge.matching.names import Term
from knowledge.matching.numerals import is_number
from knowledge.matching.questions import Kind, asks_yes_or_no, kind_of, unspaced_kinds
from knowledge.text import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.matching.names import Names

_LONGEST_PHRASE = 3  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says. `forms` are its terms' forms with what they imply: a date its month, a name its words.

    `unspaced` are its Korean, Japanese and Chinese words, and `unspaced_kinds` what they ask for.
    """

    words: tuple[str, ...]
    terms: tuple[Term, ...]
    content: tuple[Term, ...]
    forms: frozenset[str]
    unspaced: str
    unspaced_kinds: frozenset[Kind]

    @property
    def kind(self) -> Kind:
        """The one kind of the text, that of its English words."""
        return kind_of(self.words)

    @property
    def negated(self) -> bool:
        """Whether it says no or not."""
        return not language().negation.isdisjoint(self.words)

    @property
    def in_future(self) -> bool:
        """Whether it asks for what is yet to come."""
        return not language().future.isdisjoint(self.forms | set(self.words))

    @property
    def speaks_of_the_future(self) -> bool:
        """Whether it mentions plans or what is likely."""
        return self.in_future or not language().speaks_of_the_future.isdisjoint(self.forms)

    @property
    def yes_or_no(self) -> bool:
        """Whether its answer is yes or no, or it is a row of keywords."""
        return asks_yes_or_no(self.words) or self.kind is Kind.OTHER


def read(words: Sequence[str], names: Names) -> Reading:
    """Read words that were cut by `names`."""
    terms = tuple(_terms(with_dates(words), names))
    unspaced = " ".join(word for word in words if is_unspaced(word))
    heard = tuple(words)
    return Reading(
        words=heard,
        terms=terms,
        content=tuple(term for term in terms if is_content(term)),
        forms=frozenset(form for term in terms for form in _implied(term)),
        unspaced=unspaced,
        unspaced_kinds=unspaced_kinds(unspaced) if unspaced else frozenset(),
    )


def is_content(term: Term) -> bool:
    """Whether a term carries what a question is about."""
    told = language()
    if term.name or is_number(term.form) or is_contrast(term) or "_" in term.form or term.said in told.negation:
        return True
    silent = term.said in told.function or term.said in told.filler or term.form in told.function_bases
    return not silent and (len(term.said) > 1 or is_unspaced(term.said))


def is_contrast(term: Term) -> bool:
    """Whether a term is of those whose change changes the question: order, direction, weekday, month."""
    return not term.name and (
        term.said in language().contrast or is_time(term.form) or any(char.isdigit() for char in term.form)
    )


def _terms(words: Sequence[str], names: Names) -> Iterable[Term]:
    """Terms of the words, set phrases as one: "this year", "shot down"."""
    place = begun = 0
    while place < len(words):
        for length in range(_LONGEST_PHRASE, 1, -1):
            meant = language().phrases.get(tuple(words[place : place + length]))
            if meant is not None and len(words) - place >= length:
                yield from names.terms(words[begun:place])
                said = " ".join(words[place : place + length])
                yield Term(meant if "_" in meant else base(meant), said)
                place += length
                begun = place
                break
        else:
            place += 1
    yield from names.terms(words[begun:])


def _implied(term: Term) -> Iterable[str]:
    yield term.form
    if term.name and not term.proper:
        yield from map(base, term.form.split())
    elif term.name and term.form not in language().countries:
        yield from (base(word) for word in term.form.split() if word not in language().contrast)
    for part in (day_of(term.form), month_of(term.form)):
        if part:
            yield part
