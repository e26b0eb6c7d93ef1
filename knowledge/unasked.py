"""Answers that nobody asked the bot for: given in channels that want them, to plain questions, and only when sure.

Silence costs nothing here, for whoever wants an answer can ask for it; an answer in the middle of a talk does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge import asking
from knowledge.answers import Answer
from knowledge.freshness import is_stale
from knowledge.text import clean, is_unspaced, words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from knowledge.answers import Shown
    from knowledge.completion import One
    from knowledge.matching import Matcher

LEAST = 0.8
"""Confidence from which an answer may be given unasked.

By itself it is not enough. Of 1,490 questions in tests/situations, which share hardly a word with a phrasing and of
which half are on record, 109 are answered so surely and without a caveat, 5 of them wrongly; at 0.95 it is 4 of 72.
Of 17 that one wording says whole, none is wrong.
"""

LONGEST = 200

_MARKS = ("?", "？", "؟")
_BROKEN = re.compile(r"[.!?;…]\s|[？！。؟].|\n|://")  # a second sentence, or something to look at
_LEAD = re.compile(
    r"(?:(?:all|everyone|guys|hello|hey|hi|ok|okay|please|so)\b[\s,]*)*"
    r"(?:(?:(?:do|does|did)\s+)?(?:we|any(?:one|body))\s+know\s+)?",
    re.IGNORECASE,
)
_ASKING = {"how", "what", "when", "where", "which", "who", "whom", "whose", "why"}
_VERBS = {"are", "can", "could", "did", "do", "does", "had", "has", "have", "is", "was", "were", "will", "would"}
_AMONG_PEOPLE = {"i", "im", "me", "mine", "my", "us", "u", "ur", "we", "ya", "you", "your", "yours"}
_AMONG_PEOPLE |= {"bet", "guess", "imagine", "right", "think"}


def plain_question(message: str) -> str:
    """The question that a message is, without what leads up to it; empty unless it is one and nothing else.

    It asks about the world and is put to nobody: no statement, no retort, nothing rhetorical. So it ends with its only
    mark, begins with what it asks by, and speaks of neither its writer nor its reader.
    """
    said = clean(message)
    if not said.endswith(_MARKS) or len(said) > LONGEST or _BROKEN.search(said):
        return ""
    question = _LEAD.sub("", said, count=1)
    asked = words(question)
    return question if asked and _AMONG_PEOPLE.isdisjoint(asked) and _begins_asking(asked) else ""


def given_unasked(message: str, *, one: One, matcher: Matcher, now: datetime, zone: tzinfo) -> Shown | None:
    """The one fact to answer a message with, though nobody asked for it; None where silence is better.

    It takes a plain question, and a fact that answers it directly, whole and surely, on which sources agree, which is
    not past its shelf life, which has nothing to object to, and one wording of which says all that the question does.
    """
    question = plain_question(message)
    if not question:
        return None
    outcome = asking.ask(question, one=one, matcher=matcher)
    if not isinstance(outcome, Answer) or len(outcome.answers) != 1 or outcome.unanswered or outcome.more:
        return None
    shown = outcome.answers[0]
    doubtful = shown.confidence < LEAST or shown.verdict or shown.disputed or shown.unknown
    over = shown.elsewhere or (shown.topic is not None and shown.topic.closed_at is not None)
    if doubtful or over or is_stale(shown, now, zone) or not _is_said_by_a_wording(question, shown, matcher):
        return None
    return shown


def _is_said_by_a_wording(question: str, shown: Shown, matcher: Matcher) -> bool:
    """Whether a fact has a wording that asks for the same and says all that the question says."""
    asked = matcher.themes.read(matcher.heard(question))
    said = {term.form for term in asked.content}
    return any(
        wording.kind is asked.kind and said <= {term.form for term in wording.content}
        for wording in matcher.themes.evidence(shown.fact.id).wordings
    )


def _begins_asking(asked: Sequence[str]) -> bool:
    """Whether a question's first word asks, and no other: "who counts how many?" is a retort."""
    if any(map(is_unspaced, asked)):
        return True  # Korean and Japanese ask at the end
    first, *others = asked
    return first in _ASKING | _VERBS and _ASKING.isdisjoint(others)
