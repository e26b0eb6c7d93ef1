"""Reading the premises of a message: what it states where others ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.matching import quantities
from knowledge.matching.dates import with_dates
from knowledge.matching.framing import framed
from knowledge.matching.language import base
from knowledge.matching.numerals import is_number
from knowledge.matching.premises import Premise, asking, habits
from knowledge.matching.questions import Kind, asks_yes_or_no
from knowledge.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from knowledge.matching.names import Names, Term

_SHORTEST_CLAIM = 2  # words
_COPULAS = frozenset(["is", "was"])
_RELATIVES = frozenset(["that", "who", "which"])
_LANDING = "land"
_DECIMAL = re.compile(r"\d\.\d")  # cut in two where words are cut


def is_claimed(message: str) -> bool:
    """Whether a message says something and wants to hear that it is so: "it hit Japan, right"."""
    folded = fold(message)
    tagged = habits().tag.search(folded) or habits().tag_unspaced.search(folded)
    if tagged and len(words(folded[: tagged.start()])) >= _SHORTEST_CLAIM:
        return True
    return habits().hearsay.match(folded) is not None


def premises_in(message: str, names: Names) -> tuple[Premise, ...]:
    """What a message takes for granted, each thing by itself; nothing where it asks with a question word."""
    claimed = is_claimed(message)
    text = habits().tag_unspaced.sub("", framed(message).whole)
    asks = message.rstrip().endswith(("?", "？")) or asks_yes_or_no(words(text))
    if not (claimed or asks) or habits().asking_unspaced.search(text):
        return ()

    def terms_of(said: str) -> tuple[Term, ...]:
        return names.terms(with_dates(names.read(said)))

    terms = terms_of(text)
    if cleft := _cleft(terms):
        return (cleft,)
    if any(term.said in habits().asking for term in terms):
        return ()
    if clocks := tuple(quantities.clocks(text, terms_of)):
        return clocks
    inverted = asks_yes_or_no([term.said for term in terms])
    return (
        *(() if _DECIMAL.search(message) else quantities.figures(terms)),
        *quantities.ordinals(terms, firm=claimed and not inverted),
        *quantities.days(terms, firm=claimed),
        *_directions(terms),
        *_places(terms),
        *_relations(terms),
    )


def _directions(terms: Sequence[Term]) -> Iterator[Premise]:
    """Points of the compass to which something goes: "they flew west"."""
    for place, term in enumerate(terms):
        before, after = terms[:place], terms[place + 1 :]
        if term.said not in habits().directions or term.name or (before and before[-1].said == "the"):
            continue
        if before and before[-1].said in habits().placing:
            before = before[:-1]
        yield Premise(asks=asking("in which direction", before, after), kind=Kind.DIRECTION)


def _places(terms: Sequence[Term]) -> Iterator[Premise]:
    """Named places in which something happens, and those that something hits."""
    for place, term in enumerate(terms):
        before, after = terms[:place], terms[place + 1 :]
        if not before or not term.proper:
            continue
        preposition = before[-1].said
        if preposition in habits().reaching:
            asks = asking("in which place", before[:-1], _LANDING, after)
        elif preposition in habits().placing:
            asks = asking("in which place", before[:-1], after, "from" if preposition == "from" else "")
        else:
            continue
        yield Premise(asks=asks, kind=Kind.WHERE, told=frozenset([term.form]))


def _relations(terms: Sequence[Term]) -> Iterator[Premise]:
    """What somebody is: "she is his daughter", "is Putin the president of Ukraine"."""
    said = [term.said for term in terms]
    copula = next((place for place, word in enumerate(said) if word in _COPULAS), None)
    if copula is None:
        return
    begin, end = 0, copula
    if not copula:
        begin = 2 if said[1:2] == ["not"] else 1
        after = range(begin + 1, len(terms))
        end = next((place for place in after if said[place] in habits().possessive or terms[place].proper), begin)
    person, rest = terms[begin:end], terms[end:]
    if not any(term.proper for term in person):
        return
    called = {base(word) for term in rest for word in term.said.split()}
    for relations in habits().relations:
        if not relations.isdisjoint(called):
            yield Premise(asks=asking("who is", person), kind=Kind.WHO, told=relations)


def _cleft(terms: Sequence[Term]) -> Premise | None:
    """Who it was that did something: "it was Iran that fired them", "was it the army that saw it"."""
    said = [term.said for term in terms]
    joint = next((place for place, word in enumerate(said) if word in _RELATIVES), 0)
    who = terms[2:joint]
    if "it" not in said[:2] or _COPULAS.isdisjoint(said[:2]) or any(is_number(term.said) for term in who):
        return None
    return Premise(asks=asking("who", terms[joint + 1 :]), kind=Kind.WHO) if any(t.proper for t in who) else None
