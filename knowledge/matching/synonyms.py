"""What the matcher knows of English: words that mean the same in a question, wider words, phrases for a word."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from itertools import chain, islice
from typing import TYPE_CHECKING

from knowledge.matching.language import base, language
from knowledge.text import stems

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_PHRASE = 3
"""Words of a phrase, at most."""

_LAST_WORDS = frozenset(["out", "off", "up", "down", "away", "back", "in", "on", "over", "apart"])
_PRONOUNS = ("it", "them", "him", "her")


@dataclass(frozen=True, slots=True, kw_only=True)
class Synonyms:
    """Lists of `synonyms.toml`, all words as their bases.

    `groups` are those that a word stands in. `narrower` are the words that a wider one may mean, "vehicle" a "car",
    and `wider` the same the other way. `phrases` are the words for rows of words, which begin with `openings`.
    """

    groups: Mapping[str, Sequence[Sequence[str]]]
    narrower: Mapping[str, frozenset[str]]
    wider: Mapping[str, frozenset[str]]
    phrases: Mapping[tuple[str, ...], str]
    openings: frozenset[str]
    _same: dict[str, frozenset[str]] = field(default_factory=dict)

    def same_as(self, word: str) -> frozenset[str]:
        """The words that stand in a group with a word, itself among them if it is in any."""
        if word not in self._same:
            self._same[word] = frozenset(chain.from_iterable(self.groups.get(word, ())))
        return self._same[word]

    def explain(self, said: frozenset[str], word: str) -> bool:
        """Whether one of the words that a fact says explains a question's word."""
        return not (said.isdisjoint(self.same_as(word)) and said.isdisjoint(self.narrower.get(word, ())))

    def knows(self, word: str) -> bool:
        """Whether a word, as its base, is in any list of words."""
        return word in self.groups or word in self.narrower or word in self.wider

    def phrase_at(self, words: Sequence[str], place: int) -> tuple[str, int]:
        """The word for the longest phrase that begins at a place, and its length; 0 words where none begins."""
        if base(words[place]) not in self.openings:
            return "", 0
        for length in range(min(LONGEST_PHRASE, len(words) - place), 1, -1):
            meant = self.phrases.get(tuple(map(base, words[place : place + length])))
            if meant is not None:
                return meant, length
        return "", 0


@cache
def synonyms() -> Synonyms:
    """Read the lists, once, when they are first needed."""
    told = tomllib.loads(files("knowledge.matching").joinpath("synonyms.toml").read_text(encoding="utf-8"))
    groups: dict[str, list[Sequence[str]]] = {}
    for group in _based([entry.split() for entry in _entries(told["groups"])]):
        for word in group:
            groups.setdefault(word, []).append(group)
    narrower: dict[str, frozenset[str]] = {}
    wider: dict[str, frozenset[str]] = {}
    relations = [side.split() for entry in _entries(told["broader"]) for side in entry.split(":")]
    based = iter(_based(relations))
    for general, special in zip(based, based, strict=True):
        narrower |= {word: narrower.get(word, frozenset()).union(special) for word in general}
        wider |= {word: wider.get(word, frozenset()).union(general) for word in special}
    phrases: dict[tuple[str, ...], str] = {}
    rows = [side.split() for entry in _entries(told["phrases"]) for side in entry.split("=")]
    said = iter(zip(rows, _based(rows), strict=True))
    for (spelt, row), (_, (meant,)) in zip(said, said, strict=True):
        phrases[tuple(row)] = meant
        if len(row) == LONGEST_PHRASE - 1 and spelt[-1] in _LAST_WORDS:
            phrases |= {(row[0], pronoun, row[1]): meant for pronoun in _PRONOUNS}
    openings = frozenset(first for first, *_ in phrases)
    return Synonyms(groups=groups, narrower=narrower, wider=wider, phrases=phrases, openings=openings)


def _entries(sections: Mapping[str, str]) -> list[str]:
    lines = "\n".join(sections.values()).replace(";", "\n").split("\n")
    return [line for line in map(str.strip, lines) if line]


def _based(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows of words as rows of bases, all stemmed at once."""
    irregular = language().irregular
    based: Iterable[str] = iter(stems([irregular.get(word, word) for row in rows for word in row]))
    return [list(islice(based, len(row))) for row in rows]
