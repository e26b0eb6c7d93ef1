"""The forms of a Korean verb, by the sounds of its stem.

Each form is what stands before an ending: 쏘 takes 고 and 는 as it is, others melt into it, 쏜, 쏠, 쏴, 쐈. A syllable
is taken apart into its sounds as Unicode's NFD does.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_FINAL = {"n": "\u11ab", "t": "\u11ae", "l": "\u11af", "m": "\u11b7", "p": "\u11b8", "s": "\u11ba", "ss": "\u11bb"}
_A, _AE, _EO, _E, _YEO, _O, _WA, _WAE, _OE, _U, _WEO, _EU, _I = (
    *("\u1161", "\u1162", "\u1165", "\u1166", "\u1167", "\u1169", "\u116a", "\u116b", "\u116c"),
    *("\u116e", "\u116f", "\u1173", "\u1175"),
)
_MELTED = {_O: _WA, _U: _WEO, _I: _YEO, _OE: _WAE, _EU: _EO} | {vowel: vowel for vowel in (_A, _AE, _EO, _E, _YEO)}
_BRIGHT = frozenset([_A, _O])
_RIEUL = "\u1105"
_SOFT_P = ("우", "운", "울", "움", "워", "웠", "와", "왔")
_OPEN = 2  # sounds of a syllable without a final consonant


def forms_of(stem: str) -> Iterator[str]:
    """All forms of a stem, regular and irregular ones; those that a verb does not have are no words and do no harm."""
    yield stem
    spelt, last = _spelt(stem), _spelt(stem[-1])
    if stem[-1] == "하":
        yield from (stem[:-1] + ending for ending in ("해", "했"))
    if len(last) == _OPEN:
        yield from (_joined(spelt, _FINAL[final]) for final in ("n", "l", "m", "p"))
        yield from _pasts_of_open(stem, spelt)
    else:
        yield from _irregular(spelt[:-1], spelt[-1])


def ends_with(word: str, final: str) -> bool:
    """Whether a word ends with a final consonant, by its name: "n" or "l"."""
    return _spelt(word)[-1:] == _FINAL[final]


def _pasts_of_open(stem: str, spelt: str) -> Iterator[str]:
    """쏴 and 쐈 of 쏘, 떠 and 떴 of 뜨, 흘러 and 흘렀 of 흐르."""
    vowel = spelt[-1]
    bright = len(stem) > 1 and _spelt(stem[-2])[1] in _BRIGHT
    if vowel in _MELTED:
        yield from _pasts(spelt[:-1] + (_A if bright and vowel == _EU else _MELTED[vowel]))
    if stem[-1] == "르" and len(stem) > 1:
        yield from _pasts(_spelt(stem[:-1]) + _FINAL["l"] + _RIEUL + (_A if bright else _EO))


def _irregular(body: str, final: str) -> Iterator[str]:
    """What stems become that lose or change their final consonant: 만드 and 만든, 들 of 듣, 도우 of 돕, 지 of 짓."""
    if final == _FINAL["l"]:
        yield from (_joined(body), _joined(body, _FINAL["n"]), _joined(body, _FINAL["p"]))
    elif final == _FINAL["t"]:
        yield _joined(body, _FINAL["l"])
    elif final == _FINAL["p"]:
        yield from (_joined(body) + ending for ending in _SOFT_P)
    elif final == _FINAL["s"]:
        yield _joined(body)


def _pasts(spelt: str) -> Iterator[str]:
    yield _joined(spelt)
    yield _joined(spelt, _FINAL["ss"])


def _spelt(word: str) -> str:
    return unicodedata.normalize("NFD", word)


def _joined(*spelt: str) -> str:
    return unicodedata.normalize("NFC", "".join(spelt))
