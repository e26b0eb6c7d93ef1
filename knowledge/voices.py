"""Voices: whether two attributions name one speaker, whatever it is called."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from knowledge.records import Alias


class Voices:
    """The speakers that aliases give several names: "JCS" and "Joint Chiefs of Staff" are one where an alias says so.

    Without an alias, attributions are one voice when they differ in case and punctuation alone. A form of one way
    names no voice but itself, and neither do the countries that the matcher knows by many forms: what an attribution
    means is for moderators to say.
    """

    def __init__(self, aliases: Iterable[Alias] = ()) -> None:
        self._aliases = tuple(aliases)

    def key(self, said_by: str) -> str:
        """What the attributions of one voice have in common: their words, with each name in its canonical form."""
        said, found, place = words(said_by), list[str](), 0
        while place < len(said):
            length = self._length_of_name(said, place)
            found += self._names[said[place : place + length]] if length else said[place : place + 1]
            place += length or 1
        return " ".join(found)

    def same(self, one: str, other: str) -> bool:
        """Whether two attributions name the same voice."""
        return one == other or self.key(one) == self.key(other)

    def _length_of_name(self, said: Sequence[str], place: int) -> int:
        """How many words of the longest name that begins at a place, if one does."""
        longest = min(self._longest, len(said) - place)
        return next((n for n in range(longest, 0, -1) if tuple(said[place : place + n]) in self._names), 0)

    @cached_property
    def _names(self) -> Mapping[tuple[str, ...], tuple[str, ...]]:
        """The canonical form of each form, both in words; read when first needed, which for most answers is never."""
        return {
            form: words(alias.canonical) for alias in self._aliases for given in alias.forms if (form := words(given))
        }

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._names), default=0)
