"""The questions of one message: "what time was it and how many?" asks two.

A message is cut at question marks and lines, and where "and", a comma or the like joins another question word to what
already asks. "Between Russia and North Korea" joins no question, so it stays one.
"""

from __future__ import annotations

import re

from knowledge.matching.chatter import kind_of_message
from knowledge.text import clean

_BEFORE = r"(?:(?:at|in|on|from|with|to|by|for|of|near|until|since)\s+)?"
_ASKING = r"(?:what|who|whom|whose|when|where|why|how|which)"
_ASKING_SHORT = rf"{_ASKING}(?:['’]?(?:s|re|d))?\b"
_ASKING_UNSPACED = r"몇|누가|누구|언제|어디|무엇|뭐|뭘|왜|어떤|어느|얼마|何|誰|どこ|いつ|どう|どの|なぜ|どん"
_HELPING = r"(?:did|does|do|is|are|was|were|has|have|had|can|could|will|would)(?:n['’]?t)?"
_SUBJECT = r"(?:it|they|he|she|there|this|that|these|those|the|a|an|any\w*|some\w*)"
_HEAD = rf"(?:{_BEFORE}{_ASKING_SHORT}|{_HELPING}\s+{_SUBJECT}\b)"
_AND = r"(?:and|plus|also|then|as\s+well\s+as)"
_AND_UNSPACED = r"(?:그리고|그리구|또한|それと(?!も)|それから|そして)"

_END = re.compile(r"(?<=[?？])(?![?？!！])\s*|\s*;\s*")
_JOINT = re.compile(
    rf"(?:\s*[,&]\s*(?:{_AND}\s+)*|\s+(?:{_AND}\s+)+)(?={_HEAD})|(?:\s*\n\s*|[.!]\s+)(?:{_AND}\s+)*(?={_BEFORE}{_ASKING_SHORT})"
    rf"|[\s,、，。.]*{_AND_UNSPACED}[\s,、，]*",
    re.IGNORECASE,
)
_LINK = re.compile(
    rf"^(?:[\s,&、，]*(?:{_AND}\b|but\b|so\b|{_AND_UNSPACED}|그럼|그러면|그래서|근데|じゃあ|では|で(?=、)))+[\s,、，]*",
    re.IGNORECASE,
)
_OR = re.compile(r"\s*(?:or\b|아니면|또는|혹은|それとも|または)", re.IGNORECASE)
_ASKS = re.compile(rf"\b{_ASKING_SHORT}|^{_HELPING}\b|[?？]|{_ASKING_UNSPACED}", re.IGNORECASE)
_CLAUSE = re.compile(
    rf"^(?:(?:when|where|while)\s+(?!{_HELPING}\b)\w|(?:if|after|before|because|since)\b)", re.IGNORECASE
)
_STATES = re.compile(rf"^(?!{_HEAD}|{_HELPING}\b|[^.!]*(?:{_ASKING_UNSPACED})).*[.!\n]\s*$", re.IGNORECASE | re.DOTALL)
_PHRASE = rf"""{_BEFORE}(?:what\s+(?:exact\s+)?(?:times?|dates?|days?|hour)|(?:what|which)\s+(?:kind|type|sort)s?\s+of
|how\s+(?:many|much|long|far|fast|often|old|big)|{_ASKING}(?:\s+(?:exactly|else|from))?)"""
_BARE = re.compile(rf"^{_PHRASE}[\s?？]*$", re.IGNORECASE | re.VERBOSE)
_HEADS = {
    "when": "on what day",
    "where": "in which place",
    "where from": "from which place",
    "from where": "from which place",
    "why": "for what reason",
    "what for": "for what reason",
}
_OPENING = re.compile(rf"^(?:.*?\b)??{_PHRASE}(?:['’](?:s|re|d))?(?:\s+|$)", re.IGNORECASE | re.VERBOSE)


def parts_of(message: str) -> tuple[str, ...]:
    """Cut a message into its questions, in order; the message itself, as it is, where it asks one thing or none."""
    found: list[str] = []
    for sentence in _END.split(clean(message)):
        if found and _OR.match(sentence):
            return (message,)
        found += _joined(sentence)
    asking = [part for part in found if _ASKS.search(part) and kind_of_message(part) == "question"]
    return tuple(asking) if len(asking) > 1 else (message,)


def rest_of(question: str) -> str:
    """A question without the words that open it: "missiles did they fire" of "how many missiles did they fire"."""
    return _OPENING.sub("", question.rstrip(" ?？!."), count=1)


def unlinked(question: str) -> str:
    """A question without what links it to what was said before: "and how many?"."""
    return _LINK.sub("", question.strip()) or question


def joined(part: str, rest: str = "") -> str:
    """A part with words that it leaves out, so that its question word still heads the question."""
    bare = part.strip(" ?？")
    return f"{_HEADS.get(bare.lower(), bare)} {rest}".strip()


def is_bare(part: str) -> bool:
    """Whether a part is nothing but the words that open a question: "when", "how many?"."""
    return _BARE.fullmatch(part) is not None


def _joined(sentence: str) -> list[str]:
    """The questions of one sentence. Bare ones at its beginning share what the next one asks of."""
    pieces: list[str] = []
    end = 0
    for joint in _JOINT.finditer(sentence):
        before = sentence[end : joint.start()]
        stated = _STATES.match(sentence[end : joint.end()].lstrip())
        if _ASKS.search(before) and not stated and not _CLAUSE.match(unlinked(before)):
            pieces.append(before)
            end = joint.end()
    pieces.append(sentence[end:])
    parts = [unlinked(piece) for piece in pieces if piece.strip()]
    last = next((n for n, part in enumerate(parts) if not is_bare(part)), 0)
    shared = rest_of(parts[last]) if last else ""
    return [f"{part.rstrip('?？ ')} {shared}" if n < last else part for n, part in enumerate(parts)]
