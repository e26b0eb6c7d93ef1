"""Words of the facts' wordings and the terms that each is cut into, by number: text becomes arrays here, once a word.

A vocabulary only grows: a word that no wording has any more keeps its number, and counts as unknown because no
fact has it. Growing makes another vocabulary; whoever holds the old one still sees the old.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np

from knowledge.matching.language import base, language
from knowledge.matching.runs import Floats, Ints
from knowledge.text import grams, is_unspaced, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable


_FUNCTION_WORD = 0.35  # of another word's weight


def stems_of(words: Iterable[str]) -> list[str]:
    """Terms of the first field: stems of words, and pairs of characters where words are not spaced."""
    return [term for word in words for term in (pairs(word) if is_unspaced(word) else (base(word),))]


@dataclass(frozen=True, slots=True)
class Cuts:
    """The terms of one field, numbered, and which of them each word is cut into.

    `cut` cuts a word and `weigh` tells what a term is worth besides its rarity; `worth` holds that for each term.
    `flat` are the terms of one word after the other, `begins` where each word's terms begin in it, one more for
    the end.
    """

    cut: Callable[[str], Sequence[str]]
    weigh: Callable[[str], float]
    terms: Mapping[str, int] = field(default_factory=dict)
    worth: Floats = field(default_factory=lambda: np.zeros(0))
    flat: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    begins: Ints = field(default_factory=lambda: np.zeros(1, np.int64))

    def grown(self, words: Sequence[str]) -> Cuts:
        """Cut more words, whose numbers follow those there are."""
        parts = [self.cut(word) for word in words]
        terms = dict(self.terms)
        for term in chain.from_iterable(parts):
            if term not in terms:
                terms[term] = len(terms)
        found = np.fromiter(map(terms.__getitem__, chain.from_iterable(parts)), np.int64, sum(map(len, parts)))
        ends = self.begins[-1] + np.cumsum([len(part) for part in parts], dtype=np.int64)
        worth = np.fromiter(map(self.weigh, islice(terms, len(self.terms), None)), np.float64)
        return replace(
            self,
            terms=terms,
            worth=np.concatenate([self.worth, worth]),
            flat=np.concatenate([self.flat, found]),
            begins=np.concatenate([self.begins, ends]),
        )

    def of(self, word: int) -> list[int]:
        """The terms of a word, both by number."""
        terms: list[int] = self.flat[self.begins[word] : self.begins[word + 1]].tolist()
        return terms

    def spread(self, words: Ints) -> tuple[Ints, Ints]:
        """Terms of some words, one word after the other, and how many each word has."""
        counts = self.begins[words + 1] - self.begins[words]
        ends = np.cumsum(counts)
        places = np.repeat(self.begins[words] - ends + counts, counts) + np.arange(int(counts.sum()))
        return self.flat[places], counts


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words by number, each cut into stems and into character n-grams."""

    words: Mapping[str, int]
    stems: Cuts
    grams: Cuts

    @classmethod
    def none(cls) -> Vocabulary:
        """No word at all."""
        return cls({}, Cuts(_stems_of_word, _worth_of_stem), Cuts(_grams_of_word, _worth_of_gram))

    def grown(self, words: Iterable[str]) -> Vocabulary:
        """A vocabulary that has these words too; this one where it has them all."""
        new = [word for word in dict.fromkeys(words) if word not in self.words]
        if not new:
            return self
        places = dict(self.words)
        places.update(zip(new, range(len(places), len(places) + len(new)), strict=True))
        return Vocabulary(places, self.stems.grown(new), self.grams.grown(new))


def _stems_of_word(word: str) -> Sequence[str]:
    return stems_of((word,))


def _grams_of_word(word: str) -> Sequence[str]:
    return grams((word,))


def _worth_of_stem(term: str) -> float:
    return _FUNCTION_WORD if term in language().function_bases else 1.0


def _worth_of_gram(_: str) -> float:
    return 1.0
