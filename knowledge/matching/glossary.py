"""The glossary of Korean and Japanese: which English words their words stand for, as `glossary.toml` lists them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeAlias

HOW_MANY = ("how", "many")

Meant: TypeAlias = tuple[str, ...]
"""English words; none for a word that says nothing to a question."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """One language: its words in their dictionary forms and what is counted behind a number, with what they mean.

    `qualities` is what its adjectives mean, `asked` what is counted means behind a question word: "how many" of it, or
    "what time". `grammar` are its particles and endings, the longest first.
    """

    words: Mapping[str, Meant]
    qualities: frozenset[Meant]
    counted: Mapping[str, Meant]
    asked: Mapping[str, Meant]
    grammar: tuple[str, ...]


@cache
def particles() -> frozenset[str]:
    """Korean and Japanese particles that may stick to a name."""
    return frozenset(_told()["particles"].split())


@cache
def glossaries() -> tuple[Glossary, Glossary]:
    """Korean and Japanese, read once, when the first word of either is met."""
    told = _told()
    names = ("words", "qualities", "counted", "asked")
    words, qualities, counted, asked = (_listed(told[name]) for name in names)
    korean, japanese = (
        Glossary(
            words=words[language] | qualities[language],
            qualities=frozenset(qualities[language].values()),
            counted=counted[language],
            asked={counter: (*HOW_MANY, *meant) for counter, meant in counted[language].items()} | asked[language],
            grammar=tuple(sorted(told["grammar"][name].split(), key=len, reverse=True)),
        )
        for language, name in enumerate(("korean", "japanese"))
    )
    return korean, japanese


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(files("knowledge.matching").joinpath("glossary.toml").read_text(encoding="utf-8"))


def _listed(told: str) -> tuple[dict[str, Meant], dict[str, Meant]]:
    """Words of the two languages, from lines "English = Korean | Japanese"."""
    korean: dict[str, Meant] = {}
    japanese: dict[str, Meant] = {}
    for line in told.strip().split("\n"):
        english, _, both = line.partition("=")
        for listed, language in zip(both.split("|"), (korean, japanese), strict=True):
            language.update(dict.fromkeys(listed.split(), tuple(english.split())))
    return korean, japanese
