"""Who does what to whom: whether a question turns the roles of a phrasing around."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from knowledge.matching.names import Term

Who: TypeAlias = Literal["doer", "done to"]

_PREPOSITION = """to into from by with against at of about for in on over near inside outside towards toward onto off
before after under behind"""
_PREPOSITIONS = frozenset(_PREPOSITION.split())
_ARTICLES = frozenset(["the", "a", "an"])
_DOING = frozenset(["did", "does", "do"])
_BEING = frozenset(
    ["is", "was", "are", "were", "will", "has", "have", "had", "would", "could", "can", "should", "might", "may"]
)
_HELPING = _DOING | frozenset(["will", "has", "have", "had", "would", "could", "can", "should", "might", "may"])
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


def subject_of(terms: Sequence[Term]) -> Term | None:
    """The term right behind an auxiliary and an article, the doer: "did (the) North Korea"; None without one."""
    for place, term in enumerate(terms[:-1]):
        if term.said in _HELPING:
            behind = place + 2 if terms[place + 1].said in _ARTICLES else place + 1
            return terms[behind] if behind < len(terms) else None
    return None


def reordered(asked: Sequence[Term], phrased: Sequence[Term], content: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the same content words stand in another order, without a passive that would explain it."""
    if list(content) == list(other) or sorted(content) != sorted(other) or len(set(content)) < len(content):
        return False
    return not any(_PASSIVE.search(" ".join(term.said for term in terms)) for terms in (asked, phrased))


def roles_in(terms: Sequence[Term]) -> dict[str, str]:
    """Each proper name with the preposition before its first mention; none for a bare one."""
    roles: dict[str, str] = {}
    for place, term in enumerate(terms):
        if term.proper:
            before = place - 1
            while before >= 0 and terms[before].said in _ARTICLES:
                before -= 1
            said = terms[before].said if before >= 0 else ""
            roles.setdefault(term.form, said if said in _PREPOSITIONS else "")
    return roles


def _doers_first(roles: Mapping[str, str], shared: Sequence[str]) -> list[str]:
    order = list(roles)
    rank = {"by": 0, "": 1, "of": 1}
    return sorted(shared, key=lambda name: (rank.get(roles[name], 2), order.index(name)))
