"""The veto: why a fact, however alike its wordings are, may not be answered directly.

Likeness cannot tell "how many did Iran fire" from "how many did North Korea fire". So each word of a question has
to be explained by the fact, and what changes a question must not differ: figures, names, order, negation, time,
roles, and the kind of answer that is asked for.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.matching.acts import asks_of_a_thing_alone, of_another_act
from knowledge.matching.dates import dates_a_thing, is_day, is_time
from knowledge.matching.language import language
from knowledge.matching.numerals import is_number
from knowledge.matching.questions import FITTING, Kind, names_kind
from knowledge.matching.reading import is_contrast, is_light, read
from knowledge.matching.roles import contradicted, reordered, turned_around
from knowledge.matching.thesaurus import Thesaurus
from knowledge.matching.unspaced import explains
from knowledge.text import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from knowledge.matching.evidence import Evidence
    from knowledge.matching.known import Known
    from knowledge.matching.names import Names, Term
    from knowledge.matching.reading import Heard, Reading

_FEW = 3  # wordings; with fewer, their kinds say little about what may be asked
_BARE = 1  # content words of a question that says little
_OF_WORDINGS = 4  # a name in one of so many is what a fact is about
_PRICED = frozenset(["cost", "price", "pay", "paid", "worth"])
_RELATING = frozenset(["before", "after", "since", "until", "previous", "following"])
_NAMING = frozenset(["name", "call"])
_HAPPENING = frozenset(["happen", "occur"])
_EVENTFUL = frozenset(["happen", "occur", "becom", "fail", "go", "explod"])
_BEING = frozenset(["is", "are", "was", "were", "be", "been", "being"])
_PAST = frozenset(["did", "was", "were", "has", "have", "had"])


class Veto:
    """Judges whether facts may answer a question. Facts are named by their place in `facts`.

    What they say is read when a question first comes near them.
    """

    def __init__(self, facts: Sequence[Known], names: Names, thesaurus: Thesaurus | None = None) -> None:
        self._names = names
        self._facts = facts
        self._thesaurus = thesaurus or Thesaurus(facts, names.states)

    def replaced(self, facts: Sequence[Known], gone: Iterable[Known], new: Iterable[Known]) -> Veto:
        """Judge of other facts: these without some of them that are gone, and with new ones."""
        return Veto(facts, self._names, self._thesaurus.replaced(facts, gone, new))

    def prepare(self) -> None:
        """Read what all facts say now."""
        for fact in self._facts:
            _ = fact.evidence_in_english
        self._thesaurus.prepare()

    def read(self, heard: Heard, today: date | None = None) -> Reading:
        """Read a question once for all its candidates, as it is meant on the day of asking.

        Names, numbers and times count wherever they stand in the message; what else is said in other sentences counts
        unless somebody says it of himself and the question does not need it.
        """
        asked = read(heard.asking, self._names, today)
        if heard.alone:
            return asked
        beside, own = (read(said, self._names, today) for said in ((*heard.around, *heard.beside), heard.of_oneself))
        return replace(
            asked,
            content=(*asked.content, *filter(_tells_apart, (*beside.content, *own.content))),
            beside=tuple(term for term in beside.content if not _tells_apart(term) and not is_light(term)),
            forms=asked.forms | beside.forms | own.forms,
            dated={**beside.dated, **own.dated, **asked.dated},
        )

    def explained(self, asked: Reading, places: Iterable[int]) -> float:
        """Share of the question's content words, light ones aside, that the best of some facts explains."""
        content = [term for term in asked.content if not is_light(term)]
        return max(
            (
                sum(self._explained(term, asked, self._evidence(asked, place)) for term in content)
                / (len(content) or 1)
                for place in places
            ),
            default=0.0,
        )

    def of(self, asked: Reading, place: int) -> str | None:
        """Why the fact at a place may not answer, or None."""
        if not asked.content and not asked.unspaced and asked.words:
            return f"unexplained: {asked.words[0]}"  # "when?" alone is asked of nothing
        fact = self._evidence(asked, place)
        return (
            self._figures(asked, fact)
            or self._kind(asked, fact)
            or _mood(asked, fact)
            or self._roles(asked, fact)
            or ("role" if asked.unspaced and of_another_act(asked, fact) else None)
            or self._companies(asked, fact)
            or self._unexplained(asked, fact)
            or self._said_beside(asked, fact)
            or self._missing(asked, fact)
        )

    def _evidence(self, asked: Reading, place: int) -> Evidence:
        """What the fact at a place says to a question in its language."""
        fact = self._facts[place]
        return fact.evidence_in_english if asked.unspaced else fact.evidence

    def _figures(self, asked: Reading, fact: Evidence) -> str | None:
        """Names, numbers, times and contrasts that the fact does not have, or that it never goes without."""
        for term in asked.content:
            named = is_contrast(term) and names_kind(term.form, asked.kind)  # "long" in "how long" contrasts nothing
            if (
                named
                or not self._is_figure(term)
                or (self._stands(term, asked, fact) and self._in_company(term, asked, fact))
            ):
                continue
            kind = "entity" if term.proper else "number" if is_number(term.form) else "contrast"
            return f"{kind}: {term.said}"
        if asked.kind is Kind.COUNT and _counts_over_more(asked, fact):
            return "contrast"
        missing = fact.essential - asked.forms
        if missing:
            return "number" if any(map(is_number, missing)) else "contrast"
        return None

    @staticmethod
    def _is_figure(term: Term) -> bool:
        return term.proper or is_number(term.form) or is_contrast(term) or "_" in term.form

    def _stands(self, term: Term, asked: Reading, fact: Evidence) -> bool:
        """Whether the fact has a figure: in a wording, or where the question allows it in an answer.

        When something was said is not when it happened: as-of dates count only where the fact names no time at all,
        and not where the date tells which thing is meant: "the missiles of 30 May".
        """
        unsaid = term.proper and not fact.of_others and self._thesaurus.goes_without_saying(term)
        if unsaid or asked.dated.get(term.form) in fact.forms or self._thesaurus.explains(fact.forms, term):
            return True
        if is_time(term.form):
            if not _RELATING.isdisjoint(asked.words):
                return False  # "before 17 May" is another time than 17 May
            told = fact.answers
            if not dates_a_thing(asked.words) and not any(map(is_time, fact.forms | fact.answers)):
                told |= fact.dates
            return fact.timeless and asked.dated.get(term.form, term.form) in told
        if (asked.yes_or_no or "or" in asked.words) and self._thesaurus.explains(fact.alternatives, term):
            return True
        if asked.yes_or_no and self._thesaurus.explains(fact.answers, term):
            return term != asked.doer or Kind.WHO in fact.kinds
        said = not language().attribution.isdisjoint(asked.forms)
        return term.proper and said and self._thesaurus.explains(fact.voices, term)

    def _in_company(self, term: Term, asked: Reading, fact: Evidence) -> bool:
        """Whether a name that few wordings have stands, in one of them, beside most of what else is asked.

        "How many did South Korea's military count" does not explain "how many did South Korea fire".
        """
        if not term.proper:
            return True
        holding = [said for said in fact.wordings if self._thesaurus.explains(said.forms, term)]
        if not holding or len(holding) * _OF_WORDINGS >= len(fact.wordings):
            return True
        others = [
            other
            for other in asked.content
            if not self._is_figure(other) and not is_light(other) and not names_kind(other.form, asked.kind)
        ]
        return not others or any(
            2 * sum(self._thesaurus.explains(said.forms, other) for other in others) >= len(others) for said in holding
        )

    def _companies(self, asked: Reading, fact: Evidence) -> str | None:
        """A thing that belongs to another name in each wording that says whose it is: "Japan's rockets"."""
        for thing, name in asked.companies:
            others = fact.companies.get(thing)
            if others and not self._thesaurus.stands_for(others, name):
                return "role"
        return None

    def _roles(self, asked: Reading, fact: Evidence) -> str | None:
        """Doers and done-to that have changed places: somebody does it who is not whom the fact has doing it.

        Where the question names what the fact has doing it, it has only turned the sentence: "what did North Korea
        put in the balloons" asks what the balloons carry.
        """
        doers = fact.doers.get(asked.kind)
        named = asked.doer if asked.who is None and asked.doer and asked.doer.proper else None
        told = {term.form for term in asked.terms if not term.proper}
        if named and doers and doers.isdisjoint(told) and not self._thesaurus.stands_for(doers, named):
            return "role"
        return _turned(asked, fact)

    def _kind(self, asked: Reading, fact: Evidence) -> str | None:
        if asked.defines and not any(said.defines for said in fact.wordings):
            return "kind"
        few = len(fact.wordings) < _FEW
        kind = asked.kind
        kinds = (asked.unspaced and kind is Kind.COUNT and fact.unspaced_kinds) or fact.kinds
        fits = True
        if kind in FITTING:
            loose = few and kind in {Kind.WHO, Kind.WHERE, Kind.WHEN, Kind.CLOCK} and Kind.WHAT in kinds
            fits = loose or not kinds.isdisjoint(FITTING[kind])
            if fact.answers and not few:
                counted = kind is Kind.COUNT or (kind is Kind.AMOUNT and not _PRICED.isdisjoint(asked.forms))
                fits = fits and (not counted or fact.answers_count)
                fits = fits and (kind not in {Kind.WHEN, Kind.AGO} or fact.answers_time)
                fits = fits and (kind is not Kind.CLOCK or fact.answers_clock)
        elif kind in {Kind.WHAT, Kind.HOW}:
            fits = not kinds.isdisjoint({Kind.WHAT, Kind.HOW})
            fits = fits or (kinds == {Kind.OTHER} and not (few and kind is Kind.HOW))
        elif asked.asks_yes_or_no and not few:
            premise = any(
                self._is_figure(term)
                and not self._thesaurus.explains(fact.forms, term)
                and self._thesaurus.explains(fact.answers, term)
                for term in asked.content
            )
            fits = premise or fact.yes_or_no
        elif asked.unspaced and kind is Kind.OTHER:
            fits = Kind.OTHER in fact.unspaced_kinds or (not fact.unspaced_kinds and fact.yes_or_no)
        if fits and asks_of_a_thing_alone(asked):
            fits = any(said.kind is kind and self._says_as_much(asked, said) for said in fact.wordings)
        if fits and kind is Kind.WHERE and "from" in asked.words and not few:
            origin = [said for said in fact.wordings if said.kind is Kind.WHERE]
            fits = not origin or any("from" in said.words or said.forms & {"origin", "site"} for said in origin)
        return None if fits else "kind"

    def _says_as_much(self, asked: Reading, said: Reading) -> bool:
        """Whether a wording says nothing else than a question, nor, where that asks what a thing is, less."""
        return all(
            self._thesaurus.explains(asked.forms, term) or names_kind(term.form, asked.kind) for term in said.content
        ) and (asked.kind is not Kind.WHAT or all(self._thesaurus.explains(said.forms, term) for term in asked.content))

    def _said_beside(self, asked: Reading, fact: Evidence) -> str | None:
        """What another sentence of the message speaks of, and the fact does not: "My car broke down. What is it?"."""
        strange = next((term for term in asked.beside if not self._explained(term, asked, fact)), None)
        return f"unexplained: {strange.said}" if strange else None

    def _unexplained(self, asked: Reading, fact: Evidence) -> str | None:
        """The first content word that neither a wording nor an answer explains."""
        beside: list[str] = []
        for term in asked.content:
            if self._is_figure(term) or self._explained(term, asked, fact):
                continue
            if not is_light(term):
                return f"unexplained: {term.said}"
            beside.append(term.said)
        counts = Counter(term.form for term in asked.content if not term.name)
        for form, count in counts.items():
            if count > 1 and not asked.unspaced and form in fact.forms and count > fact.often.get(form, 1):
                return f"unexplained: {form}"
        if asked.kind is Kind.WHAT and asked.forms & _HAPPENING and not fact.forms & _EVENTFUL:
            return "unexplained: happen"
        if beside and self._replaces(asked, fact):
            return f"unexplained: {beside[0]}"
        return None

    def _explained(self, term: Term, asked: Reading, fact: Evidence) -> bool:
        own = (asked.unspaced and fact.unspaced) or fact.forms  # synonyms of a translation are no translations
        if term.form in fact.forms or self._thesaurus.explains(own, term):
            return True
        if is_unspaced(term.said) and not term.name:
            return explains(term.form, fact.unspaced)
        if names_kind(term.form, asked.kind) or (term.form in _NAMING and Kind.WHO in fact.kinds):
            return True
        return self._thesaurus.explains(fact.answers, term)

    def _missing(self, asked: Reading, fact: Evidence) -> str | None:
        """What every wording says and a question that says little does not: it may mean another fact.

        That is a yes-or-no question, a row of keywords or a question of one word. What they are measured by are
        wordings that ask for no other kind of answer.
        """
        light = language().light
        telling = [t for t in asked.content if t.form not in light and not names_kind(t.form, asked.kind)]
        if asked.unspaced or (asked.kind is not Kind.OTHER and len(telling) > _BARE):
            return None
        kinds = FITTING.get(asked.kind, {Kind.OTHER, Kind.WHAT, Kind.HOW})
        lacks = self._lacks(asked)
        lacking = [_lacking(said, lacks) for said in fact.wordings if said.kind in kinds and not said.unspaced]
        nearest = min(lacking, key=len, default=[])
        return f"missing: {nearest[0]}" if nearest else None

    def _replaces(self, asked: Reading, fact: Evidence) -> bool:
        """Whether the question lacks content of every wording: a light word then stands in its place."""
        lacks = self._lacks(asked)
        return all(_lacking(said, lacks) for said in fact.wordings)

    def _lacks(self, asked: Reading) -> Callable[[Term], bool]:
        """Whether a term of a wording, if it is not light, is lacking in a question. Each term is looked at once."""

        @cache
        def lacks(term: Term) -> bool:
            return (
                not is_light(term)
                and not names_kind(term.form, asked.kind)
                and not self._thesaurus.mentions(asked.forms, term)
            )

        return lacks


def _lacking(said: Reading, lacks: Callable[[Term], bool]) -> list[str]:
    """Content of a wording that a question does not have."""
    return [term.said for term in said.content if lacks(term)]


def _counts_over_more(asked: Reading, fact: Evidence) -> bool:
    """Whether a question counts over a year or a month of which the fact knows days alone: "how many in 2024"."""
    times = {asked.dated.get(term.form, term.form) for term in asked.terms if is_time(term.form)}
    if not times or any(map(is_day, times)):
        return False
    dated = [said for said in fact.wordings if not times.isdisjoint(said.forms)]
    return bool(dated) and all(any(is_day(term.form) for term in said.terms) for said in dated)


def _tells_apart(term: Term) -> bool:
    return term.proper or is_number(term.form) or is_time(term.form)


def _mood(asked: Reading, fact: Evidence) -> str | None:
    """Negation, future and what used to be that no wording has, or that all have and the question has not."""
    if _asks_of_before(asked) and not any(map(_asks_of_before, fact.wordings)):
        return "contrast: used to"
    if asked.negated and not fact.negated:
        return "negation"
    if not asked.negated and fact.negated == len(fact.wordings):
        return "negation"
    if asked.in_future and not fact.speaking:
        return "future"
    if not asked.speaks_of_the_future and not _PAST.isdisjoint(asked.words) and 2 * fact.speaking > len(fact.wordings):
        return "future"
    return None


def _asks_of_before(said: Reading) -> bool:
    """Whether it asks what used to be, and not what something is used to do."""
    return ("used", "to") in pairwise(said.words) and _BEING.isdisjoint(said.words[: said.words.index("used")])


def _turned(asked: Reading, fact: Evidence) -> str | None:
    """Doers and done-to that have changed places."""
    if asked.who and fact.whos and asked.who not in fact.whos:
        return "role"
    if len(asked.roles) > 1:
        alike = [said for said in fact.wordings if bool(said.unspaced) is bool(asked.unspaced)]
        marked = [_marked(said) for said in alike]
        turned = [turn for roles in marked if (turn := turned_around(_marked(asked), roles)) is not None]
        if turned and 2 * sum(turned) >= len(turned):
            return "role"
    if contradicted(asked.roles, (said.roles for said in fact.wordings)):
        return "role"
    content = [term.form for term in asked.content]
    acting = not asked.unspaced and any(term.said.endswith("ing") for term in asked.content)
    if len(content) > 1 and acting:
        others = [[term.form for term in said.content] for said in fact.wordings]
        if content not in others and any(
            reordered(asked.terms, said.terms, content, other)
            for said, other in zip(fact.wordings, others, strict=True)
        ):
            return "role"
    return None


def _marked(said: Reading) -> Mapping[str, str]:
    """The roles of names; in Korean and Japanese, where their order tells nothing, of those that are marked."""
    return {name: role for name, role in said.roles.items() if role} if said.unspaced else said.roles
