"""Texts that the word table is fitted on: what WordNet says of common words, and questions made of such words."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_LONGEST = 14  # words of a text: questions are no longer
_COMMON_ENOUGH = 20_000  # rank of a word whose synonyms and examples are read
_DEFINED = 8_000  # rank of a word whose definition is read
_TOO_COMMON = 30  # ranks of words that make odd questions: "how many be were done"
_ALIKE = 4  # questions that are made of the same words
_EXAMPLE = re.compile(r'"([^"]+)"')
_PEOPLE = "18"  # WordNet's lexicographer files, by their numbers: noun.person, noun.location
_PLACES = "15"
_NOUNS_AMONG_COMMON = 14_000
_OTHERS_AMONG_COMMON = 9_000
_SHORTEST = 3  # letters of a word in a question


@dataclass(frozen=True, slots=True, kw_only=True)
class Synset:
    """One meaning in WordNet: its words, its part of speech, the number of its file, its gloss."""

    words: tuple[str, ...]
    part: str
    file: str
    gloss: str


def synsets(wordnet: Mapping[str, str]) -> Iterator[Synset]:
    """Read WordNet's data files, by part of speech (https://wordnet.princeton.edu/documentation/wndb5wn)."""
    for part, told in wordnet.items():
        for line in told.splitlines():
            if line.startswith("  "):
                continue  # the licence
            head, gloss = line.split(" | ", 1)
            fields = head.split(" ")
            spelt = fields[4 : 4 + 2 * int(fields[3], 16) : 2]
            words = tuple(word.replace("_", " ").partition("(")[0] for word in spelt)
            yield Synset(words=words, part=part, file=fields[1], gloss=gloss)


def glosses(meanings: Sequence[Synset], ranks: Mapping[str, int]) -> list[str]:
    """Examples, definitions and synonyms of common words, each once."""
    found: dict[str, None] = {}
    for meaning in meanings:
        rank = min(ranks.get(word.lower(), _COMMON_ENOUGH) for word in meaning.words)
        if rank >= _COMMON_ENOUGH:
            continue
        told = [*_EXAMPLE.findall(meaning.gloss), ", ".join(meaning.words[:3])]
        if rank < _DEFINED:
            definition = _EXAMPLE.sub("", meaning.gloss).split(";")[0]
            told.append(" ".join(definition.split()[:_LONGEST]))
        found.update(dict.fromkeys(text for text in told if len(text.split()) in range(2, _LONGEST + 1)))
    return list(found)


def questions(
    templates: Sequence[str], meanings: Sequence[Synset], ranks: Mapping[str, int], *, count: int, seed: int
) -> list[str]:
    """Different questions and keywords: templates filled with common words, a few of them with the same words."""
    chance = random.Random(seed)  # noqa: S311  (reproducible, no secret)
    slots = _slots(meanings, ranks)
    weights = [list(accumulate(_weight(forms, ranks) for forms in choices)) for choices in slots]
    made: dict[str, None] = {}
    while len(made) < count:
        filled: dict[str, str] = {}
        for choices, summed in zip(slots, weights, strict=True):
            filled |= chance.choices(choices, cum_weights=summed)[0]
        made.update(dict.fromkeys(template.format(**filled) for template in chance.sample(templates, _ALIKE)))
    return list(made)[:count]


def _weight(forms: Mapping[str, str], ranks: Mapping[str, int]) -> float:
    """How often a word comes, given in all its forms: commoner ones more often, but not as often as they are said."""
    return float((200 + ranks[next(iter(forms.values()))]) ** -0.5)


def _slots(meanings: Sequence[Synset], ranks: Mapping[str, int]) -> list[list[dict[str, str]]]:
    """Words that may stand in each slot of a template, in all their forms."""

    def common(said: Iterable[str], most: int) -> list[str]:
        known = {word for word in said if word in ranks and word.isalpha() and len(word) >= _SHORTEST}
        return sorted((word for word in known if _TOO_COMMON <= ranks[word] < most), key=ranks.__getitem__)

    def of_part(part: str) -> Iterator[str]:
        return (word.lower() for meaning in meanings if meaning.part == part for word in meaning.words)

    def of_file(file: str) -> Iterator[str]:
        return (word for meaning in meanings if meaning.file == file for word in meaning.words)

    nouns = common(of_part("noun"), _NOUNS_AMONG_COMMON)
    people = common(of_file(_PEOPLE), _NOUNS_AMONG_COMMON)
    places = common((word.lower() for word in of_file(_PLACES) if word[:1].isupper()), _NOUNS_AMONG_COMMON)
    verbs = common(of_part("verb"), _OTHERS_AMONG_COMMON)
    qualities = common(of_part("adj"), _OTHERS_AMONG_COMMON)
    return [
        [{"thing": noun, "things": many} for noun in nouns if (many := _plural(noun, ranks))],
        [{"other": noun} for noun in nouns],
        [{"person": person, "people": many} for person in people if (many := _plural(person, ranks))],
        [{"place": place} for place in places],
        [
            {"do": verb, "did": past, "done": past, "doing": going}
            for verb in verbs
            if (past := _past(verb, ranks)) and (going := _going(verb, ranks))
        ],
        [{"quality": quality} for quality in qualities],
    ]


def _plural(noun: str, ranks: Mapping[str, int]) -> str | None:
    return _first_known((f"{noun}s", f"{noun}es", f"{noun[:-1]}ies"), ranks)


def _past(verb: str, ranks: Mapping[str, int]) -> str | None:
    plain = f"{verb}d" if verb.endswith("e") else f"{verb}ed"
    return _first_known((plain, f"{verb}{verb[-1]}ed", f"{verb[:-1]}ied"), ranks)


def _going(verb: str, ranks: Mapping[str, int]) -> str | None:
    plain = f"{verb[:-1]}ing" if verb.endswith("e") else f"{verb}ing"
    return _first_known((plain, f"{verb}{verb[-1]}ing"), ranks)


def _first_known(forms: Sequence[str], ranks: Mapping[str, int]) -> str | None:
    """The first of some forms that is a common word: so "runned" is none, and irregular verbs are left out."""
    return next((form for form in forms if form in ranks), None)
