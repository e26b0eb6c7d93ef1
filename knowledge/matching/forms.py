"""Forms of names as the matcher sees them: when two are one, which country one is, and which can stand for no name."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from knowledge.matching.dates import is_time
from knowledge.matching.glossary import particles
from knowledge.matching.language import base, language
from knowledge.matching.numerals import numerals
from knowledge.text import words

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_NAME = 6
"""Words of a name, at most; what is longer is never found."""

_FIGURE = re.compile(r"\d+(?:st|nd|rd|th)?")

Flaw: TypeAlias = Literal["blank", "long", "said everywhere", "figure", "contrast"]


def written(text: str) -> tuple[str, ...]:
    """The words of a text as forms are compared: folded, numbers in digits."""
    return numerals(words(text))


def key_of_form(form: str) -> tuple[str, ...]:
    """What forms have in common that are one to the matcher: "missile" and "missiles", "KN-25" and "kn 25"."""
    return tuple(map(base, written(form)))


def country_of(form: str) -> str | None:
    """The country that is known by this form without any alias, by the name that it has in `language.toml`."""
    return _countries().get(key_of_form(form))


def flaw_of(form: str) -> Flaw | None:
    """Why a form can stand for no name: questions that speak of something else would hold it too."""
    found, told = written(form), language()
    if not found:
        return "blank"
    if len(found) > LONGEST_NAME:
        return "long"
    said_everywhere = told.function | told.filler | told.negation | particles()
    rest = [word for word in found if word not in said_everywhere]
    if not rest or found in told.phrases:
        return "said everywhere"
    if all(_FIGURE.fullmatch(word) or is_time(word) for word in rest):
        return "figure"
    return "contrast" if len(found) == 1 and found[0] in told.contrast else None


@cache
def _countries() -> Mapping[tuple[str, ...], str]:
    return {
        tuple(map(base, form.split())): name for name, spelt in language().countries.items() for form in (*spelt, name)
    }
