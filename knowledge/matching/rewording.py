"""A question said anew in words that the facts use: "was anybody hurt" beside facts that speak of the injured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.matching.language import base, language
from knowledge.matching.synonyms import synonyms

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def reworded(words: Sequence[str], said_as: Callable[[str], str | None]) -> tuple[str, ...]:
    """A question's words, and beside each that no fact says those that some fact says for it.

    `said_as` gives a word for a base, as facts say it; None where they don't. A phrase gives way to the word for it.
    """
    found: list[str] = []
    place = 0
    while place < len(words):
        meant, length = synonyms().phrase_at(words, place)
        known = _said({meant, *synonyms().same_as(meant)}, said_as) if length else []
        if known:
            found += known
        else:
            found += (words[place], *_otherwise(words[place], said_as))
        place += length if known else 1
    return tuple(found)


def _otherwise(word: str, said_as: Callable[[str], str | None]) -> list[str]:
    """What facts say for a word that they do not say: words of the same meaning, else wider and narrower ones."""
    root, told = base(word), language()
    if word in told.function or word in told.filler or said_as(root):
        return []
    known = synonyms()
    return _said(known.same_as(root), said_as) or _said(
        known.narrower.get(root, frozenset()) | known.wider.get(root, frozenset()), said_as
    )


def _said(roots: frozenset[str] | set[str], said_as: Callable[[str], str | None]) -> list[str]:
    return [said for root in sorted(roots) if (said := said_as(root))]
