"""A question or a wording as the veto reads it: its terms, what of them is content, its kind, its time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.matching.acts import Acts, acts_in
from knowledge.matching.dates import day_of, is_time, month_of, named_from, with_dates
from knowledge.matching.language import base, language
from knowledge.matching.names import Term
from knowledge.matching.numerals import is_number
from knowledge.matching.questions import Kind, asks_yes_or_no, kind_of, kind_of_unspaced
from knowledge.matching.roles import Who, companies, roles_in, subject_of, who_in
from knowledge.matching.synonyms import LONGEST_PHRASE, synonyms
from knowledge.text import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from knowledge.matching.names import Names

_DEFINING = (frozenset(["what"]), frozenset(["is", "are"]))
_ARTICLES = frozenset(["a", "an", "the"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The words of a message, in the parts that `framing` tells apart."""

    asking: tuple[str, ...]
    around: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    of_oneself: tuple[str, ...] = ()

    @property
    def alone(self) -> bool:
        """Whether the message says nothing else than what it asks."""
        return not (self.around or self.beside or self.of_oneself)

    @property
    def whole(self) -> tuple[str, ...]:
        """All that says what is asked for."""
        return (*self.around, *self.asking)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text says. `forms` are its terms' forms with what they imply: a date its month, a name its words.

    Its `words` are English, where it was read `in_english`. `unspaced` are its Korean, Japanese and Chinese words as
    they were said, `unspaced_kinds` what they ask for, `acts` what a question in them asks of. `defines` tells whether
    it asks what a word or a name means, `negated` whether it says no or not, `in_future` whether it asks for what is
    yet to come, `speaks_of_the_future` whether it mentions plans or what is likely. `who` does something or has it
    done, `doer` is the subject, `roles` are those of its names and `companies` what belongs to them. `dated` tells
    what its words that are named from the day of asking mean: "yesterday" is 30_may. `beside` is the content of other
    sentences of the message, their names and figures aside, which count as its own.
    """

    words: tuple[str, ...]
    terms: tuple[Term, ...]
    content: tuple[Term, ...]
    forms: frozenset[str]
    unspaced: str
    in_english: bool
    unspaced_kinds: frozenset[Kind]
    kind: Kind
    negated: bool
    in_future: bool
    speaks_of_the_future: bool
    asks_yes_or_no: bool
    defines: bool
    who: Who | None
    doer: Term | None
    roles: Mapping[str, str]
    companies: tuple[tuple[str, Term], ...]
    dated: Mapping[str, str]
    acts: Acts
    beside: tuple[Term, ...] = ()

    @property
    def yes_or_no(self) -> bool:
        """Whether its answer is yes or no, or it is a row of keywords."""
        return self.asks_yes_or_no or self.kind is Kind.OTHER


def read(words: Sequence[str], names: Names, today: date | None = None, *, in_english: bool = True) -> Reading:
    """Read words that were cut by `names`; those of a question as they are meant on the day of asking.

    Without `in_english`, Korean and Japanese words stay what they are, and only names and figures among them tell.
    """
    heard = tuple(words)
    unspaced = " ".join(word for word in words if is_unspaced(word))
    translated = in_english and bool(unspaced)
    said = names.in_english(heard) if translated else heard
    terms = tuple(_terms(with_dates(said), names))
    named = named_from(today) if today else {}
    dated = {term.form: named[term.form] for term in terms if term.form in named}
    content = tuple(term for term in terms if is_content(term))
    kind, unspaced_kind = kind_of(heard), kind_of_unspaced(heard) if unspaced else Kind.OTHER
    if translated and kind is Kind.OTHER:
        kind = unspaced_kind
    forms = frozenset(form for term in terms for form in _implied(term)).union(*map(_dates_in, dated.values()))
    told = language()
    in_future = not (told.future.isdisjoint(forms) and told.future.isdisjoint(said))
    return Reading(
        words=said,
        terms=terms,
        content=content,
        forms=forms,
        unspaced=unspaced,
        in_english=in_english or not unspaced,
        unspaced_kinds=frozenset({unspaced_kind}) - {Kind.OTHER},
        kind=kind,
        negated=not told.negation.isdisjoint(said),
        in_future=in_future,
        speaks_of_the_future=in_future or not told.speaks_of_the_future.isdisjoint(forms),
        asks_yes_or_no=asks_yes_or_no(heard),
        defines=_defines(terms),
        who=who_in(heard),
        doer=subject_of(terms, marked=translated),
        roles=roles_in(terms),
        companies=tuple((thing.form, name) for thing, name in companies(terms) if _is_a_thing(thing)),
        dated=dated,
        acts=acts_in(terms, content, kind) if translated else Acts(),
    )


def is_content(term: Term) -> bool:
    """Whether a term carries what a question is about."""
    told = language()
    if term.name or is_number(term.form) or is_contrast(term) or "_" in term.form or term.said in told.negation:
        return True
    silent = term.said in told.function or term.said in told.filler or term.form in told.function_bases
    return not silent and (len(term.said) > 1 or is_unspaced(term.said))


def is_light(term: Term) -> bool:
    """Whether a term may be new in a question: a light word, or a phrase of nothing but light and small ones."""
    told = language()
    if term.form in told.light or not is_phrase(term):
        return term.form in told.light
    return all(base(word) in told.light or word in told.function for word in term.said.split())


def is_phrase(term: Term) -> bool:
    """Whether several words were taken for one that they mean, and for no name or time."""
    return not term.name and " " in term.said and "_" not in term.form


def _defines(terms: Sequence[Term]) -> bool:
    """Whether it asks for a meaning: "what is a spy satellite", "what is KCNA". "What is the reason" does not."""
    if [term.said in words for term, words in zip(terms, _DEFINING, strict=False)] != [True, True]:
        return False
    rest = terms[len(_DEFINING) :]
    indefinite = bool(rest) and rest[0].said in {"a", "an"}
    named = [term for term in rest if term.said not in _ARTICLES]
    return (indefinite and all(map(is_content, rest[1:]))) or (len(named) == 1 and named[0].name)


def _is_a_thing(term: Term) -> bool:
    told = language()
    return is_content(term) and not is_contrast(term) and not is_light(term) and term.form not in told.attribution


def is_contrast(term: Term) -> bool:
    """Whether a term is of those whose change changes the question: order, direction, weekday, month."""
    return not term.name and (
        term.said in language().contrast or is_time(term.form) or any(char.isdigit() for char in term.form)
    )


def _terms(words: Sequence[str], names: Names) -> Iterable[Term]:
    """Terms of the words, set phrases as one: "this year", "shot down"."""
    place = begun = 0
    while place < len(words):
        meant, length = _phrase_at(words, place)
        named = names.length_of_name(words, place)
        if length > named:
            yield from names.terms(words[begun:place])
            yield Term(meant, " ".join(words[place : place + length]))
            begun = place + length
        place += max(length, named, 1)
    yield from names.terms(words[begun:])


def _phrase_at(words: Sequence[str], place: int) -> tuple[str, int]:
    """The form of the phrase that begins at a place, and its length; 0 words where none begins."""
    for length in range(min(LONGEST_PHRASE, len(words) - place), 1, -1):
        meant = language().phrases.get(tuple(words[place : place + length]))
        if meant is not None:
            return (meant if "_" in meant else base(meant)), length
    return synonyms().phrase_at(words, place)


def _implied(term: Term) -> Iterable[str]:
    yield term.form
    if is_phrase(term):
        yield from map(base, term.said.split())
    if term.name and not term.proper:
        yield from map(base, term.form.split())
    elif term.name and term.form not in language().countries:
        yield from (base(word) for word in term.form.split() if word not in language().contrast)
    yield from _dates_in(term.form)


def _dates_in(form: str) -> set[str]:
    """A date's form, and those of its day and of its month."""
    return {part for part in (form, day_of(form), month_of(form)) if part}
