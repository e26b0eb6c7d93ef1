"""What the matcher knows of the language beforehand: its function words, slips and countries."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from knowledge.text import stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Lists of `language.toml`, as sets and tables. Words are folded; `light` holds stems, `known` forms of names."""

    function: frozenset[str]
    function_bases: frozenset[str]
    filler: frozenset[str]
    light: frozenset[str]
    contrast: frozenset[str]
    negation: frozenset[str]
    before_a_month: frozenset[str]
    future: frozenset[str]
    speaks_of_the_future: frozenset[str]
    attribution: frozenset[str]
    irregular: Mapping[str, str]
    phrases: Mapping[tuple[str, ...], str]
    slips: Mapping[str, str]
    countries: Mapping[str, tuple[str, ...]]
    capitals: Mapping[str, str]
    known: tuple[tuple[str, ...], ...]


@cache
def language() -> Language:
    """Read the lists, once, when they are first needed."""
    told: dict[str, Any] = tomllib.loads(
        files("knowledge.matching").joinpath("language.toml").read_text(encoding="utf-8")
    )
    irregular = {form: base for base, *forms in map(str.split, _entries(told["irregular"])) for form in forms}

    def based(word: str) -> str:
        return stem(irregular.get(word, word))

    return Language(
        function=frozenset(told["function"].split()),
        function_bases=frozenset(based(word) for word in told["function"].split()),
        filler=frozenset(told["filler"].split()),
        light=frozenset(based(word) for word in told["light"].split()),
        contrast=frozenset(told["contrast"].split()),
        negation=frozenset(told["negation"].split()),
        before_a_month=frozenset(told["before_a_month"].split()),
        future=frozenset(told["future"].split()),
        speaks_of_the_future=frozenset(based(word) for word in told["speaks_of_the_future"].split()),
        attribution=frozenset(based(word) for word in told["attribution"].split()),
        irregular=irregular,
        phrases={
            tuple(spelt.split()): meant for spelt, meant in (entry.split("=") for entry in _entries(told["phrases"]))
        },
        slips=dict(entry.split(maxsplit=1) for entry in _entries(told["slips"])),
        countries={name: tuple(spelt.split("|")) for name, spelt in told["countries"].items()},
        capitals=told["capitals"],
        known=tuple(tuple(spelt.split("|")) for spelt in _entries(told["known"])),
    )


@lru_cache(maxsize=50_000)
def base(word: str) -> str:
    """Reduce a word to its stem, an irregular form to the stem of its base: "launched" and "sent" alike."""
    return stem(language().irregular.get(word, word))


def _entries(told: str) -> list[str]:
    return [entry.strip() for line in told.strip().split("\n") for entry in line.split(";") if entry.strip()]
