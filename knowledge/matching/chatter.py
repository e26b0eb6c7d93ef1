"""Telling questions from what else people write: small talk, statements, commands, links, nothing."""

from __future__ import annotations

import itertools
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import dropwhile
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from knowledge.matching.framing import asks_beside
from knowledge.matching.language import language
from knowledge.matching.questions import Kind as QuestionKind
from knowledge.matching.questions import kind_of_unspaced
from knowledge.text import clean, is_blank, is_unspaced, words

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_QUESTION = 500
"""Characters of a question; a longer message is a text, not a question."""

Kind: TypeAlias = Literal["question", "chatter", "empty", "too_long"]

_LINK = re.compile(r"<?\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_DISCORD_MARKUP = re.compile(r"<(?:@[!&]?|#|a?:\w+:|t:|/[\w -]+:)\d+(?::\w)?>")
_LAUGHTER = re.compile("[\u1100-\u11ff\u3130-\u318f]+|[wｗ]{2,}(?![A-Za-z.])")  # ㅋㅋ, ㅠㅠ, and the Japanese www
_COMMAND = re.compile(r"[/!$;.\-+?~&%^*]{1,2}[A-Za-z]")
_MARKS_OF_QUESTION = ("?", "？", "؟")
_END_OF_STATEMENT = (".", "!", "。", "！")
_STATEMENT = 3  # words, at least
_RELATIVE = frozenset({"that", "which", "who"})


def kind_of_message(text: str) -> Kind:
    """Tell whether a message asks something. A row of keywords does: "missile count". Bounded on any input."""
    if len(text) > 8 * LONGEST_QUESTION:
        return "empty" if is_blank(text[: 8 * LONGEST_QUESTION]) else "too_long"
    seen = clean(text)
    if not seen:
        return "empty"
    if len(seen) > LONGEST_QUESTION:
        return "too_long"
    said = _LINK.sub(" ", _DISCORD_MARKUP.sub(" ", seen)).strip()
    found = [language().slips.get(word, word) for word in words(_LAUGHTER.sub(" ", said))]
    return "question" if found and not _COMMAND.match(said) and _asks(said, found) else "chatter"


def _asks(said: str, found: Sequence[str]) -> bool:
    habits = _habits()
    if habits.small_talk.issuperset(found) or habits.injections.search(" ".join(found)):
        return False
    if any(mark in said for mark in _MARKS_OF_QUESTION):
        return True
    found = list(dropwhile(habits.leading.__contains__, found))
    if not found or found[0] in habits.openers:
        return bool(found)
    if any(map(is_unspaced, found)):
        return kind_of_unspaced(found) is not QuestionKind.OTHER or not habits.stating.search(found[-1])
    if found[0] in habits.commands:
        return False
    return not habits.asking.isdisjoint(found) or not _states(said, found) or asks_beside(said)


def _states(said: str, found: Sequence[str]) -> bool:
    """Whether it is a statement: it has a speaker or a verb in the middle, or ends like a sentence."""
    habits = _habits()
    if found[0] in habits.speakers:
        return True
    if any(word in habits.finite and before not in _RELATIVE for before, word in itertools.pairwise(found)):
        return True
    return len(found) >= _STATEMENT and said.endswith(_END_OF_STATEMENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habits:
    small_talk: frozenset[str]
    leading: frozenset[str]
    commands: frozenset[str]
    openers: frozenset[str]
    asking: frozenset[str]
    speakers: frozenset[str]
    finite: frozenset[str]
    stating: re.Pattern[str]
    injections: re.Pattern[str]


@cache
def _habits() -> _Habits:
    """Read `chatter.toml`, once, when the first message comes."""
    told: dict[str, Any] = tomllib.loads(
        files("knowledge.matching").joinpath("chatter.toml").read_text(encoding="utf-8")
    )
    injections = re.compile("|".join(told.pop("injections")))
    stating = re.compile(f"(?:{told.pop('stating')})$")
    lists = {name: frozenset(listed.split()) for name, listed in told.items()}
    return _Habits(injections=injections, stating=stating, **lists)
