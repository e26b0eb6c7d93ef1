"""What a word is: the one place where text becomes words, stems and character n-grams.

Everything is bounded: a text of 100,000 characters or of stacked accents costs milliseconds.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

import Stemmer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LONGEST_TEXT = 4_000
"""Characters that are read as words: the longest message that Discord takes."""

_MARKS_ON_A_LETTER = 2  # Vietnamese writes two

# Code points that draw nothing although Unicode counts them among letters, marks and symbols.
_BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0")
_DRAWN_FORMATS = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2")  # Arabic number signs
_ODD = re.compile(f"[{''.join(_BLANKS)}\ufe00-\ufe0f]")
_SPACING = frozenset("\n\t")
_UNDRAWN = frozenset({"Cf", "Cc", "Cs", "Cn"})  # format, control, surrogate, unassigned
_EMOJI_JOINERS = frozenset("\u200d\ufe0e\ufe0f")
_EMOJI_CATEGORIES = frozenset({"So", "Sk", "Sm"})

_QUOTES = str.maketrans(dict.fromkeys("’‘`´ʼ‛", "'") | dict.fromkeys("“”„", '"'))
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_AMERICA = re.compile(r"\bUSA?\b")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_UNIT = re.compile(r"\b(\d+)(am|pm|kms?|kg|mi|m|cm|mm|hrs?|h|k|bn|mph|kmh|ft)\b")
_WORD = re.compile(r"[^\W_]+")
_KANA_AND_HAN = "\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_HANGUL = "\u1100-\u11ff\u3131-\u318f\uac00-\ud7ff"
_UNSPACED = re.compile(f"[{_KANA_AND_HAN}{_HANGUL}]")
_SCRIPT_RUN = re.compile(f"[{_KANA_AND_HAN}]+|[{_HANGUL}]+|[^{_KANA_AND_HAN}{_HANGUL}]+")

_CONTRACTIONS = (
    (re.compile(r"\bwon't\b|\bwont\b"), "will not"),
    (re.compile(r"\bcan't\b|\bcannot\b|\bcant\b"), "can not"),
    (re.compile(r"\b(did|does|do|is|are|was|were|has|have|had|would|should|could)n'?t\b"), r"\1 not"),
    (re.compile(r"\b(what|who|where|when|why|how|that|there|here)'?s\b"), r"\1 is"),
    (re.compile(r"\b(what|who|where|when|why|how)'?d\b"), r"\1 did"),
    (re.compile(r"\bgonna\b"), "going to"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'re\b"), " are"),
    (re.compile(r"'m\b"), " am"),
    (re.compile(r"'ll\b"), " will"),
    (re.compile(r"'ve\b"), " have"),
    (re.compile(r"'d\b"), " would"),
    (re.compile(r"'s\b|(?<=s)'(?=\s|$)"), ""),
)

# What one of the above can begin with: most texts have none of it, and are spared thirteen passes.
_CONTRACTED = re.compile(
    r"'|\b(?:[wc](?:on|an)t|cannot|gonna|(?:did|does|do|is|are|was|were|has|have|had|would|should|could)nt"
    r"|(?:what|who|where|when|why|how|that|there|here)s|(?:what|who|where|when|why|how)d)\b"
)

_stemmer = Stemmer.Stemmer("english")


def clean(text: str) -> str:
    """Text as people see it: nothing invisible, bidirectional or of control in it, no stacked accents.

    Line breaks and tabs inside stay, and so do the joiners inside emoji; blank ends go. Text that draws
    nothing becomes empty. Bidirectional controls are those of https://www.unicode.org/reports/tr9/.
    """
    if _is_plain(text):
        return unicodedata.normalize("NFC", text).strip()
    seen: list[str] = []
    marks = 0
    for char, drawn in _looked_at(text):
        marks = marks + 1 if unicodedata.combining(char) else 0
        stands = not marks or (marks <= _MARKS_ON_A_LETTER and seen and not seen[-1].isspace())
        if drawn and stands:
            seen.append(char)
    return unicodedata.normalize("NFC", "".join(seen)).strip()


def is_blank(text: str) -> bool:
    """Whether nothing of a text is left when it is clean: told by its first character that draws something."""
    return not any(drawn and not (char.isspace() or unicodedata.combining(char)) for char, drawn in _looked_at(text))


def invisible_in(text: str) -> bool:
    """Whether a text hides characters that draw nothing: invisible, bidirectional or control characters."""
    return not _is_plain(text) and not all(drawn for _, drawn in _looked_at(text))


def key_of(text: str) -> str:
    """Words in a row: texts of one key differ in case, punctuation and the like, and in nothing else."""
    return " ".join(words(text))


def fold(text: str) -> str:
    """Text as it is compared: NFKC, lower case, plain quotes, Latin letters bare, contractions expanded."""
    text = unicodedata.normalize("NFKC", clean(text[:LONGEST_TEXT])).translate(_QUOTES)
    text = _INITIALS.sub(lambda found: found.group().replace(".", ""), text)
    shouted = text.isupper() and len(text.split()) > 1  # "TELL US" does not ask about the States
    if not shouted:
        text = _AMERICA.sub("usa", text)
    text = text.lower()
    if not text.isascii():
        text = "".join(map(_bare, text))
    if _CONTRACTED.search(text):
        for contraction, expanded in _CONTRACTIONS:
            text = contraction.sub(expanded, text)
    return _UNIT.sub(r"\1 \2", _THOUSANDS.sub("", text))


def words(text: str) -> tuple[str, ...]:
    """Words of a text, folded. A change of script ends a word: "12발" is two."""
    return tuple(
        word
        for token in _WORD.findall(fold(text))
        for word in ((token,) if token.isascii() else _SCRIPT_RUN.findall(token))
    )


def is_unspaced(word: str) -> bool:
    """Whether a word is compared by its characters: Japanese, Chinese, and Korean for its particles."""
    return not word.isascii() and _UNSPACED.match(word) is not None


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Snowball's English stem (Porter 2, https://snowballstem.org/algorithms/english/stemmer.html)."""
    stemmed: str = _stemmer.stemWord(word)
    return stemmed


def stems(listed: Sequence[str]) -> list[str]:
    """Stems of many words at once, none of them remembered."""
    stemmed: list[str] = _stemmer.stemWords(listed)
    return stemmed


def pairs(word: str) -> list[str]:
    """Overlapping pairs of a word's characters, which stand for words in Lucene's CJKAnalyzer."""
    return [word[place : place + 2] for place in range(len(word) - 1)] or [word]


def grams(tokens: Iterable[str], shortest: int = 2, longest: int = 4) -> list[str]:
    """Character n-grams of the words, each word padded with a space on both sides."""
    found: list[str] = []
    for word in tokens:
        padded = f" {word} "
        for size in range(shortest, longest + 1):
            if len(padded) <= size:
                found.append(padded)
                break
            found.extend(padded[place : place + size] for place in range(len(padded) - size + 1))
    return found


def _is_plain(text: str) -> bool:
    """Whether each character of a text draws something by itself: most texts, told without a look at each one."""
    if not text.isprintable():
        return False
    return text.isascii() or not (_ODD.search(text) or any(map(unicodedata.combining, text)))


def _looked_at(text: str) -> Iterator[tuple[str, bool]]:
    """Each character but carriage returns, and whether it draws something or joins an emoji."""
    before = ""
    for char in text:
        if char == "\r":
            continue
        if char in _EMOJI_JOINERS:
            drawn = bool(before) and (unicodedata.category(before) in _EMOJI_CATEGORIES or before == "\ufe0f")
        else:
            drawn = _draws(char)
        yield char, drawn
        before = char


@lru_cache(maxsize=4_096)
def _draws(char: str) -> bool:
    if char in _BLANKS or "\ufe00" <= char <= "\ufe0f":
        return False
    return char in _SPACING or char in _DRAWN_FORMATS or unicodedata.category(char) not in _UNDRAWN


@lru_cache(maxsize=4_096)
def _bare(char: str) -> str:
    """Take the accent off a Latin letter; other scripts keep theirs, which make other letters of them."""
    if "\u0300" <= char <= "\u036f":
        return ""
    latin = "\u00c0" <= char <= "\u024f" or "\u1e00" <= char <= "\u1eff"
    return unicodedata.normalize("NFD", char)[0] if latin else char
