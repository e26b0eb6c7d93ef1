"""Korean words read as English: particles and endings taken off, stems looked up, whatever way they are inflected."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import Prefix

from knowledge.matching.conjugation import ends_with, forms_of
from knowledge.matching.glossary import glossaries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from knowledge.matching.glossary import Meant

_LONGEST = 8  # syllables of a word of the glossary
_LONGEST_WORD = 40  # syllables of what is read at all
_SHORT = 1  # syllable, of a noun that could begin any other word
_NOISE = re.compile("[\u1100-\u11ff\u3130-\u318f]+")  # ㅋㅋ, ㅠㅠ, which NFKC makes single consonants and vowels
_COPULA = re.compile("[이인일임입였예에여라래랬야냐니다죠지요데가까던더네나구어었고며면서든거건대랍란람음]{0,7}")
_IS = re.compile(
    "이?(?:에요|예요|야|냐|죠|지요|였|라[고는며]|래|던|더라|니다)|이었|예요|입니|인[가지데]|임|일까|인$|이지|이니"
)
_DOING = re.compile("하|한|할|함|합|했|해|되|된|될|됨|됩|됐|돼|당하|당한|당했|시키|시킨|시켰")
_ENDING = re.compile(
    "[고는은을던지네냐니나요데면려도록게거자마며서다습까어아여었았였겠야죠군구대래단느가더든걸건것음기으라랬답람잖않못있없시신실셨세십"
    "심봤보본볼주준줄줬줘버렸놓놨둔둬갔갈간온올왔와졌진질짐내낸냈댔댄달싶슴씀읍욤용염삼냥당낭랐랄란럼릴린러로르운울웠워한할함합했해]{0,9}"
)
_NOT = re.compile("[않못없]")
_DONE = re.compile("[었았였했됐렸졌왔갔봤줬냈댔놨쐈셨랐웠]")
_DID = frozenset(["한", "된", "당한", "시킨", "던", "했던", "됐던"])
_WILL = re.compile("겠|까요?$")
_PLANS = re.compile("[거것겁건게예계]")  # after what will be: 쏠 거야, 쏠 예정
_MEANS_TO = re.compile("려[고던는했]|고자")
_FEWEST_SOUNDS = 4
_ALIKE = 0.7  # of the sounds of two forms of one word


@lru_cache(maxsize=20_000)
def read(word: str, following: str = "") -> Meant:
    """The English words that a word stands for, with "not", "did" and "will" where its ending says so.

    What is not in the glossary stays, as its stem. The `following` word tells a future: 쏠 거야 will.
    """
    word = _NOISE.sub("", word)
    if len(word) > _LONGEST_WORD:
        return (word,)
    length, meant = _known(word)
    if length:
        return (*meant, *_mood(word, length, following))
    for begin in range(2, len(word) - 1):
        length, meant = _known(word[begin:], inflected=False)
        if length:
            return (word[:begin], *meant)
    return () if _particles().fullmatch(word) or _is_copula(word) else _stem(word)


def read_together(word: str, following: str) -> Meant:
    """The English words of two words that are one in the glossary, 무기 이전을; none where they are not."""
    both = _NOISE.sub("", word + following)
    if len(both) > _LONGEST_WORD:
        return ()
    length, meant = _known(both)
    return (*meant, *_mood(both, length, "")) if length > len(word) else ()


def counter(word: str) -> str:
    """What a word counts behind a number, 발 of 발이나; empty where it counts nothing."""
    counted = glossaries()[0].counted
    heads = (word[:length] for length in range(len(word), 0, -1))
    return next((head for head in heads if head in counted and _sticks(word[len(head) :])), "")


def particle(word: str) -> str | None:
    """The first particle of what stands behind a name; empty for the copula, None where it is a word of its own."""
    if _is_copula(word):
        return ""
    if not _particles().fullmatch(word):
        return None
    return next((one for one in glossaries()[0].grammar if word.startswith(one)), "")


def explains(stem: str, others: Iterable[str]) -> bool:
    """Whether an unknown word is one end of another, 대비 of 대비태세, or differs from it in its last sounds alone."""
    return len(stem) > 1 and any(
        other.startswith(stem) or other.endswith(stem) or _differs_in_its_ending(stem, other) for other in others
    )


def _differs_in_its_ending(stem: str, other: str) -> bool:
    one, two = unicodedata.normalize("NFD", stem), unicodedata.normalize("NFD", other)
    return Prefix.similarity(one, two) >= max(_FEWEST_SOUNDS, _ALIKE * max(len(one), len(two)))


def _known(word: str, *, inflected: bool = True) -> tuple[int, Meant]:
    """The longest beginning of a word that the glossary knows and the rest may follow: its length and meaning."""
    nouns, verbs = _nouns(), _verbs()
    for length in range(min(len(word), _LONGEST), 0, -1):
        head, rest = word[:length], word[length:]
        if head in nouns:
            long = length > _SHORT
            if _particles().fullmatch(rest) or _is_copula(rest) or (long and (_sticks(rest) or _is_done(rest))):
                return length, nouns[head]
            if long and len(rest) > 1 and (more := _known(rest, inflected=False))[0]:
                return length, (*nouns[head], *more[1])
        if inflected and head in verbs and _ENDING.fullmatch(rest):
            return length, verbs[head]
    return 0, ()


def _sticks(rest: str) -> bool:
    return bool(_particles().fullmatch(rest) or _COPULA.fullmatch(rest))


def _is_copula(rest: str) -> bool:
    return bool(_IS.match(rest) and _COPULA.fullmatch(rest))


def _is_done(rest: str) -> bool:
    """Whether a noun is made a verb: 발사하, 발사됐."""
    found = _DOING.match(rest)
    return found is not None and _ENDING.fullmatch(rest, found.end()) is not None


def _mood(word: str, length: int, following: str) -> Iterator[str]:
    """What the ending of a word adds, whose beginning of some length is known."""
    rest = word[length:]
    if _NOT.search(rest):
        yield "not"
    if word[:length] in _nouns() and _is_copula(rest):
        return
    done = _DONE.search(word[length - 1 :]) is not None or (length > _SHORT and rest in _DID)
    if done or (not rest and ends_with(word, "n") and _acts(word)):
        yield "did"
    elif _WILL.search(rest) or (ends_with(word, "l") and _PLANS.match(following)):
        yield "will"
    if _MEANS_TO.search(rest):
        yield "intend"


def _stem(word: str) -> Meant:
    """An unknown word without what is likely to be its ending."""
    for length in range(min(len(word), 2), len(word)):
        rest = word[length:]
        if _particles().fullmatch(rest) or _is_done(rest) or (_COPULA.fullmatch(rest) and len(rest) > 1):
            return (word[:length],)
    return (word,) if word else ()


def _acts(form: str) -> bool:
    """Whether a form is of a verb, and of no adjective: 쏜 is "that launched", 가까운 "that is near"."""
    return form in _verbs() and _verbs()[form] not in glossaries()[0].qualities


@cache
def _particles() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(glossaries()[0].grammar)})*")


@cache
def _nouns() -> Mapping[str, Meant]:
    return {word: meant for word, meant in glossaries()[0].words.items() if not _inflects(word)}


@cache
def _verbs() -> Mapping[str, Meant]:
    """Every form before its ending, of every verb: 쏘, 쏜, 쏠, 쏴, 쐈."""
    forms: dict[str, Meant] = {}
    for word, meant in glossaries()[0].words.items():
        if _inflects(word):
            for form in (word[:-1],) if word.endswith("-") else forms_of(word[:-1]):
                forms.setdefault(form, meant)
    return forms


def _inflects(word: str) -> bool:
    return word.endswith("-") or (word.endswith("다") and len(word) > 1)
