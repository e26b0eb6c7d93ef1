"""Who does what to whom: whether a question turns the roles of a phrasing around."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.matching.names import Term

Who: TypeAlias = Literal["doer", "done to"]

_PREPOSITION = """to into from by with against at of about for in on over near inside outside towards toward onto off
before after under behind"""
_PREPOSITIONS = frozenset(_PREPOSITION.split())
_EXPLICIT = {"by": "source", "from": "source", "to": "goal"}
_OWNING = frozenset(["of", "from", "by"])
_SHORT = 2  # letters
_ARTICLES = frozenset(["the", "a", "an"])
_DOING = frozenset(["did", "does", "do"])
_BEING = frozenset(
    ["is", "was", "are", "were", "will", "has", "have", "had", "would", "could", "can", "should", "might", "may"]
)
_HELPING = _DOING | frozenset(["will", "has", "have", "had", "would", "could", "can", "should", "might", "may"])
_RECEIVING = frozenset(["get", "receiv", "obtain", "acquir", "import", "accept", "buy", "borrow", "collect", "earn"])
_GIVING = frozenset(["give", "sell", "send", "ship", "suppli", "lend", "offer", "hand", "provid", "pay", "arm"])
_PAIR = ("and", "name")
_QUOTING = "according"
_ASKING = frozenset(["what", "who", "which", "where", "when", "how", "why", "did", "does", "is", "was"])
_MARKS = {"은": "by", "는": "by", "이": "by", "가": "by", "は": "by", "が": "by", "에게": "to", "에": "to", "로": "to"}
_MARKS |= {"으로": "to", "へ": "to", "に": "to", "에서": "from", "から": "from", "의": "of", "の": "of"}
_DEMONYM = re.compile(r"(?:an|ese|ish|ch|i)$")
_PASSIVE = re.compile(r"\b(?:was|were|been|is|are|be|being|got|get|gets)\b.*\b\w+(?:ed|en|wn|nt|ld|ught)\b|\bby\b")


def who_in(words: Sequence[str]) -> Who | None:
    """Whether "who" does something ("who accused") or has it done ("who did they accuse"); None if unclear."""
    for place, word in enumerate(words[:-1]):
        if word not in {"who", "whom"}:
            continue
        if (place and words[place - 1] in _PREPOSITIONS) or words[-1] in _PREPOSITIONS:
            return None
        following = words[place + 1]
        if following in _DOING:
            return "done to"
        return None if following in _BEING else "doer"
    return None


def turned_around(first: Mapping[str, str], second: Mapping[str, str]) -> bool | None:
    """Whether two names that have roles in both have changed places; None where no two names do."""
    shared = [name for name in first if name in second]
    if len(shared) < 2:  # noqa: PLR2004  (it takes two to change places)
        return None
    return _doers_first(first, shared) != _doers_first(second, shared)


def contradicted(first: Mapping[str, str], second: Iterable[Mapping[str, str]]) -> bool:
    """Whether a name is marked as doer, source or goal, and others that mark it always say otherwise."""
    others = list(second)
    for name, role in first.items():
        marked = {_EXPLICIT[other[name]] for other in others if other.get(name) in _EXPLICIT}
        if role in _EXPLICIT and marked and _EXPLICIT[role] not in marked:
            return True
    return False


def companies(terms: Sequence[Term]) -> Iterable[tuple[Term, Term]]:
    """Each proper name behind what belongs to it: "Japan's rockets" and "rockets of Japan" are (rockets, Japan).

    What stands behind the doer of a question may be what is done: "did Japan report" is (report, Japan).
    """
    for place, term in enumerate(terms):
        if not term.proper or _MARKS.get(term.particle, "of") != "of":
            continue
        before = _before(terms, place)
        said = terms[before].said if before >= 0 else ""
        if place + 1 < len(terms) and _noun(terms[place + 1]) and not _given_to(terms, place):
            yield from ((thing, term) for thing in takewhile(_noun, terms[place + 1 : place + 3]))
        if before > 0 and said in _OWNING and _noun(terms[before - 1]):
            yield terms[before - 1], term


def _before(terms: Sequence[Term], place: int) -> int:
    """The place before a term, articles passed over; -1 where none is."""
    before = place - 1
    while before >= 0 and terms[before].said in _ARTICLES:
        before -= 1
    return before


def _joined(terms: Sequence[Term], place: int) -> bool:
    """Whether a name is one of several that do the same: "Moscow and Pyongyang deny"."""
    after, before = terms[place + 1 : place + 3], terms[max(place - 2, 0) : place]
    return any(
        len(two) == len(_PAIR) and two[joint].said == "and" and two[1 - joint].proper
        for joint, two in ((0, after), (1, before))
    )


def _given_to(terms: Sequence[Term], place: int) -> bool:
    """Whether a name is who something is given: "give Russia weapons"."""
    return place > 0 and terms[place - 1].form in _GIVING


def _noun(term: Term) -> bool:
    return not term.proper and len(term.said) > _SHORT and term.said not in _PREPOSITIONS | _HELPING | _BEING


def subject_of(terms: Sequence[Term], *, marked: bool = False) -> Term | None:
    """The term right behind an auxiliary and an article, the doer: "did (the) North Korea"; None without one.

    Where doers are `marked`, in Korean and Japanese, it is the first name with the particle of a subject.
    """
    for place, term in enumerate(terms):
        if _MARKS.get(term.particle) == "by":
            return term
        if marked:
            continue
        if term.said in _HELPING and place + 1 < len(terms):
            behind = place + 2 if terms[place + 1].said in _ARTICLES else place + 1
            return terms[behind] if behind < len(terms) and not _attributive(terms, behind) else None
    return None


def _attributive(terms: Sequence[Term], place: int) -> bool:
    """Whether a name only tells of what kind something is: "the Russian food", "need the NK shells"."""
    name, following = terms[place], terms[place + 1 : place + 2]
    if not (name.proper and following and _noun(following[0])):
        return False
    if _DEMONYM.search(name.said) and name.said != name.form:
        return True
    before = _before(terms, place)
    return before < place - 1 and (before < 0 or terms[before].said not in _HELPING | _BEING)


def reordered(asked: Sequence[Term], phrased: Sequence[Term], content: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the same content words stand in another order, without a passive that would explain it."""
    if list(content) == list(other) or sorted(content) != sorted(other) or len(set(content)) < len(content):
        return False
    return not any(_PASSIVE.search(" ".join(term.said for term in terms)) for terms in (asked, phrased))


def roles_in(terms: Sequence[Term]) -> dict[str, str]:
    """Each proper name with the preposition before its first mention; none for a bare one.

    A Korean or Japanese particle behind it says the same: 한국에 is "to" South Korea. Where something is received,
    the giver is the doer: "what does A get from B" has the roles of "what does B give A".
    """
    roles: dict[str, str] = {}
    quoted = False
    for place, term in enumerate(terms):
        quoted = term.said == _QUOTING or (quoted and term.said not in _ASKING and not term.particle)
        if term.proper and not quoted and not _attributive(terms, place) and not _joined(terms, place):
            before = _before(terms, place)
            said = terms[before].said if before >= 0 else ""
            marked = "to" if _given_to(terms, place) else _MARKS.get(term.particle, "")
            roles.setdefault(term.form, marked or (said if said in _PREPOSITIONS else ""))
    if any(term.form in _RECEIVING for term in terms):
        return {name: role or "to" for name, role in reversed(roles.items())}
    return roles


def _doers_first(roles: Mapping[str, str], shared: Sequence[str]) -> list[str]:
    order = list(roles)
    rank = {"by": 0, "from": 0, "": 1, "of": 1}
    return sorted(shared, key=lambda name: (rank.get(roles[name], 2), order.index(name)))
