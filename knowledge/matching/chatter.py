"""Telling questions from what else people write."""

from __future__ import annotations

from typing import Literal, TypeAlias

from knowledge.text import clean, words

LONGEST_QUESTION = 500
"""Characters of a question; a longer message is a text, not a question."""

Kind: TypeAlias = Literal["question", "chatter", "empty", "too_long"]


def kind_of_message(text: str) -> Kind:
    """Tell whether a message asks something. Bounded on any input."""
    if len(text) > 8 * LONGEST_QUESTION:
        return "too_long"
    seen = clean(text)
    if not seen:
        return "empty"
    if len(seen) > LONGEST_QUESTION:
        return "too_long"
    return "question" if words(seen) else "chatter"
