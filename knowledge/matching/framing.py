"""The question inside a message: what people wrap around it taken off.

"Sorry, dumb question, but does anyone know how many they fired, lol?" asks "how many they fired". What stands in the
sentences before it explains the question only where the question points at them: "They fired again. How many?".
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

from knowledge.matching.language import language
from knowledge.text import fold, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SENTENCE = re.compile(r"[^.!?？。！…\n]+(?:[.!?？。！…\n]+|$)")
_OF_ONESELF = (  # "I slept through it", "was arguing about this", "just got off shift"
    r"(?:just |only |have |had )*(?:(?:was|were|been|am) (?:just |only )?(?:\w+ing|off|away|asleep|offline|out|busy)"
    r"|woke|got|came|saw|heard|missed|(?:try|scroll|catch|read|look|sitt|wait|watch)ing)"
)
_BY_SOMEBODY = (
    r"(?:\W*(?:and|so|but|well|ok))?\W*"
    rf"(?:(?:i|im|ive|id|my|we|our|us|someone|somebody|everyone|people|ppl)\b|{_OF_ONESELF}\b)"
)
_ASIDE = re.compile(rf"^({_BY_SOMEBODY}[^,;]*)[,;]\s*")
_CORRECTING = (
    r"\W*(?:(?:oh|oops|sorry|no|wait|and|so|but|well|ok)\W+)*(?:i|we)(?:m| am| are)? (?:mean|meant|talk|ask|refer)"
)
_PERSONAL = re.compile(rf"(?!{_CORRECTING}){_BY_SOMEBODY}|\W*(?:thanks|thank|hi|hello|hey|please)\b")
_ELLIPTIC = re.compile(rf"\W*{_OF_ONESELF}\b")
_WITHOUT_SUBJECT = re.compile(r"^\W*(?:was|were|been|am) ")
_LEADING = re.compile(
    r"^\W*(?!if |when |after |before |once |suppose|assum|let |say |unless |in case )(.*?)"
    r"(?:[,;:]\s*(?:so|but|and so|so then)\b[,\s]*|:\s+|[\u2013\u2014]\s*)"
)
_TAGS = re.compile(
    r"(?:(?:is|was|are|were|do|does|did|has|have|had|will|would|can|could)(?: not)? (?:it|they|he|she|there|that)"
    r"|(?<!are )(?<!is )(?<!all )right|correct|innit|or not|or nah|is (?:that|it|this) (?:true|right|so|correct))$"
)
_ABBREVIATED = re.compile(r"\b(?:[a-z]|mr|mrs|dr|st|vs|no|gen|col|u\.s)\.$")
_DECORATION = re.compile(r"^\W+|\W+$")
_MISSPELT = re.compile(r"^were (?=(?:did|do|does|is|was|were)\b)")
_POINTS_ENOUGH = 3  # words of content, with which a question stands by itself although it points
_STANDS = 2
_LEAST_TAGGED = 4  # words


@dataclass(frozen=True, slots=True, kw_only=True)
class Framed:
    """A message as it asks: the question itself, and the sentences `around` it where they are needed to read it.

    Where they are not, what is said `beside` it may still tell that it asks of something else, "This is about Iran.
    How many were fired?", and so may the names and figures in what somebody says `of_oneself`.
    """

    asked: str
    around: str = ""
    beside: str = ""
    of_oneself: str = ""

    @property
    def whole(self) -> str:
        """All that says what is asked for."""
        return f"{self.around} {self.asked}".strip()


def framed(text: str) -> Framed:
    """Find the question in a message. A text that is nothing but frame stays as it is."""
    folded = fold(text)
    sentences = _sentences(folded)
    asking = [sentence for sentence in sentences if _asks(sentence)]
    if not asking or len(sentences) == 1:
        return Framed(asked=_bare(folded) or folded)
    asked = _joined(asking)
    if not asked:
        return Framed(asked=folded)
    others = [sentence for sentence in sentences if sentence not in asking]
    if not _stands(asked):
        return Framed(asked=asked, around=_joined(others))
    own = [sentence for sentence in others if _PERSONAL.match(sentence)]
    beside = [sentence for sentence in others if sentence not in own]
    return Framed(asked=asked, beside=_joined(beside), of_oneself=_joined(own))


def asks_beside(text: str) -> bool:
    """Whether a message that begins as a statement asks: by a tag behind it, or in a clause of its own."""
    folded = fold(text)
    said = words(folded)
    return len(said) >= _LEAST_TAGGED and (
        _TAGS.search(" ".join(said)) is not None or any(map(_asks, _sentences(folded)[1:]))
    )


def _sentences(folded: str) -> list[str]:
    found: list[str] = []
    for sentence in map(str.strip, chain.from_iterable(map(_clauses, _SENTENCE.findall(folded)))):
        if found and (_ABBREVIATED.search(found[-1]) or not words(sentence)):
            found[-1] = f"{found[-1]} {sentence}"
        elif words(sentence):
            found.append(sentence)
    return found


def _clauses(sentence: str) -> tuple[str, ...]:
    """A sentence, or what somebody says of himself and what he then asks: "my uncle was on it, who do I ring"."""
    said = sentence.strip()
    aside = _ASIDE.match(said) or _LEADING.match(said)
    if not aside or (_begins_as_question(_bare(sentence)) and not _ELLIPTIC.match(said)):
        return (sentence,)
    *before, rest = _clauses(said[aside.end() :])
    begun = words(rest)[:1] if words(_bare(rest)) and not _TAGS.fullmatch(" ".join(words(rest))) else ()
    return (
        (_WITHOUT_SUBJECT.sub("", aside.group(1)), *before, rest)
        if begun and begun[0] in _frames().interrogative
        else (sentence,)
    )


def _asks(sentence: str) -> bool:
    return sentence.endswith(("?", "？")) or _begins_as_question(_bare(sentence))


def _begins_as_question(bare: str) -> bool:
    begun = words(bare)[:1]
    return bool(begun) and begun[0] in _frames().interrogative


def _stands(asked: str) -> bool:
    """Whether a question can be read by itself."""
    said = words(asked)
    told = language()
    content = [word for word in said if word not in told.function and word not in told.filler]
    points = not _frames().pointing.isdisjoint(said)
    return len(content) >= (_POINTS_ENOUGH if points else _STANDS)


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(filter(None, map(_bare, sentences)))


def _bare(sentence: str) -> str:
    """A sentence without what is before and behind its question; empty where nothing is left."""
    text = _MISSPELT.sub("where ", " ".join(_DECORATION.sub("", sentence).split()))
    frames = _frames()
    text = " ".join(frames.asides.sub(" ", text).split()) or text
    while True:
        shorter = _without(text, frames.openings.match(text), frames.endings.search(text))
        if shorter == text:
            return text
        text = shorter


def _without(text: str, opening: re.Match[str] | None, ending: re.Match[str] | None) -> str:
    """The text without one of them, where something to ask is left."""
    if opening and _has_content(rest := text[opening.end() :].lstrip(" ,;:-\u2013\u2014")):
        return rest
    if ending and _has_content(rest := text[: ending.start()].rstrip(" ,;:-\u2013\u2014?!.")):
        return rest
    return text


def _has_content(text: str) -> bool:
    told = language()
    return any(word not in told.function and word not in told.filler for word in words(text))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frames:
    openings: re.Pattern[str]
    endings: re.Pattern[str]
    asides: re.Pattern[str]
    interrogative: frozenset[str]
    pointing: frozenset[str]


@cache
def _frames() -> _Frames:
    """Read `framing.toml`, once, when the first question comes."""
    told = tomllib.loads(files("knowledge.matching").joinpath("framing.toml").read_text(encoding="utf-8"))
    return _Frames(
        openings=re.compile(rf"(?:{_either(told['openings'])})(?!\w)"),
        endings=re.compile(rf"(?:^|(?<=[\s,;:?!.-]))(?:{_either(told['endings'])})$"),
        asides=re.compile(rf"(?<!\w)(?:{_either(told['asides'])})(?!\w)"),
        interrogative=frozenset(told["interrogative"].split()),
        pointing=frozenset(told["pointing"].split()),
    )


def _either(patterns: Sequence[str]) -> str:
    return "|".join(f"(?:{pattern})" for pattern in patterns)
