"""Mentions: which texts hold a form of a name, in whatever case and number, and with what sticks to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.matching.forms import key_of_form
from knowledge.records import Alias
from knowledge.text import is_unspaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.revisions import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """How much an alias has to do here: how many of the live facts hold any of its forms, and each of them."""

    alias: Alias
    facts: int
    by_form: Mapping[str, int]


def uses(state: State, listed: Iterable[Alias]) -> tuple[Use, ...]:
    """How each of some aliases is used in wordings, answers and attributions. Reads every fact: not for a loop."""
    texts = [
        _Read((*fact.wordings, *(text for claim in fact.live() for text in (claim.answer, claim.said_by))))
        for fact in state.facts.values()
        if not fact.retired
    ]
    return tuple(_use(alias, texts) for alias in listed)


def mentions(text: str, alias: Alias) -> bool:
    """Whether a text holds a form of an alias."""
    read = _Read((text,))
    return any(read.holds(form) for form in alias.all_forms)


def _use(alias: Alias, texts: Sequence[_Read]) -> Use:
    held = {form: {place for place, read in enumerate(texts) if read.holds(form)} for form in alias.all_forms}
    return Use(
        alias=alias,
        facts=len(set().union(*held.values())),
        by_form={form: len(places) for form, places in held.items()},
    )


class _Read:
    """Texts in the words that forms are compared by."""

    def __init__(self, texts: Iterable[str]) -> None:
        keys = [" ".join(key_of_form(text)) for text in texts]
        self._spaced = f" {'  |  '.join(keys)} "
        self._run = "|".join(key.replace(" ", "") for key in keys)

    def holds(self, form: str) -> bool:
        """Whether a form is among the words; one that is not spaced from others, anywhere in them."""
        key = key_of_form(form)
        if any(map(is_unspaced, key)):
            return "".join(key) in self._run
        return bool(key) and f" {' '.join(key)} " in self._spaced
