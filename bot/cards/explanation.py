"""Why a question got the outcome that it got: shown to moderators, privately, with what would help."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.cards.answers import YOU_ASKED, you_asked
from bot.cards.card import LONGEST_TITLE, Box, Button, Card, Tone, fitted, note
from bot.cards.text import MARKDOWN, PLAIN
from knowledge.matching.policy import ANSWERS
from knowledge.reasons import Because

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.cards.text import Ink
    from knowledge.matching import Candidate
    from knowledge.matching.explanation import Explanation, Pull
    from knowledge.reasons import Reasons, Tried

MOST_CANDIDATES = 3
UNLIKELY = 0.05
"""Confidence below which only the likeliest fact is told."""
WEAK = 0.1
"""What adds less than this decides nothing: e to it is 1.1."""

_NOT_LOOKED_FOR = "Nothing was looked for: it asks who says what it replies to."
_LONGEST_BOX = 1_900  # three of them fit in a message

BECAUSE: Mapping[Because, str] = {
    Because.LIKELY: "{best} stands out, and nothing speaks against it.",
    Because.VERBATIM: "It is a phrasing of {best}, word for word.",
    Because.CHATTER: "I took it for small talk or a statement, not for a question.",
    Because.EMPTY: "There is no word in it that I can read.",
    Because.TOO_LONG: "It is too long to be one question.",
    Because.OFF_TOPIC: "It seems to be about something else than what is on record here.",
    Because.NOTHING_NEAR: "Nothing that may be shown is near it.",
    Because.VETOED: "{best} is the nearest, but something speaks against it.",
    Because.UNSURE: "{best} is the nearest, but not likely enough: an answer takes {least}.",
    Because.RIVALLED: "{best} is the nearest, but another fact is nearly as likely.",
    Because.OTHER_TIME: "{best} is the nearest, but what it says is of another time than the question.",
}

KINDS: Mapping[str, str] = {
    "count": "how many",
    "clock": "at what time",
    "ago": "how long ago",
    "when": "when",
    "direction": "in which direction",
    "duration": "how long",
    "amount": "how much",
    "distance": "how far",
    "age": "how old",
    "speed": "how fast",
    "where": "where",
    "why": "why",
    "who": "who",
    "measure": "how big or how heavy",
    "how": "how",
    "what": "what",
    "other": "for a yes or no, or is a row of keywords",
}

EVIDENCE: Mapping[str, tuple[str, ...]] = {
    "words": (
        "stem_centroid",
        "covered",
        "covers",
        "covered_by_fact",
        "covered_with_answer",
        "same_words",
        "soft_covered",
        "soft_covers",
        "soft_covered_by_fact",
        "soft_covered_with_answer",
    ),
    "spelling": ("gram_centroid", "gram_best"),
    "meaning": (
        "meaning_best",
        "meaning_centroid",
        "centred_best",
        "centred_centroid",
        "meaning_answer",
        "meaning_with_answer",
        "sentence_best",
        "sentence_centroid",
        "centred_sentence_best",
        "centred_sentence_centroid",
        "answer_nearer",
        "centred_answer_nearer",
    ),
}
"""What the features are evidence of. Those of a kind mean something together only: likeness that two of them see is
counted once. "unknown", the share of the question that no fact has, is the same for all facts and carries none."""

_ADD = "add the question as a phrasing"

VETOES: Mapping[str, tuple[str, str]] = {
    "unexplained: ": (
        "the word “{word}” is in no phrasing of {fact}, nor in its answer",
        "add a phrasing with it, or an alias",
    ),
    "entity: ": (
        "the question names “{word}”, and {fact} does not",
        "add a phrasing with it, or an alias if it is another name for the same",
    ),
    "number: ": ("“{word}” is no number or date of {fact}", _ADD),
    "contrast: ": ("“{word}” makes it another question than {fact} answers", _ADD),
    "number": ("each phrasing of {fact} has a number or a date that the question does not have", _ADD),
    "contrast": ("each phrasing of {fact} is about a day, an order or a direction, and the question is not", _ADD),
    "missing: ": (
        "each phrasing of {fact} says “{word}”, and the question does not: it may mean another",
        "add a phrasing without it",
    ),
    "kind": ("the question asks {kind}, and {fact} answers something else", _ADD),
    "negation": ("one says “not”, and the other doesn't", _ADD),
    "future": ("one is about what is to come, the other about what was", _ADD),
    "role": ("who does it, and to whom, is another in the question than in {fact}", _ADD),
}
"""What speaks against a fact, and what helps if it is meant all the same; `word` is what stands behind the colon."""


def explainable(card: Card, question: str = "") -> Card:
    """A card with a button that tells curators why; `question` is told on it where it is not to be found elsewhere."""
    boxes = card.boxes
    if question and not any(box.footer.startswith(YOU_ASKED) for box in boxes):
        boxes = (*boxes, Box(footer=you_asked(question), tone=Tone.QUIET))
    return replace(card, boxes=boxes, buttons=(*card.buttons, Button(label="Why?", verb="why")))


def explanation_card(reasons: Reasons) -> Card:
    """The message that says why, a box for each question that tells something."""
    told = reasons.telling
    if not told:
        return note(_NOT_LOOKED_FOR)
    return Card(
        content=f"{MARKDOWN.bold(_because(told[-1]))} I asked again just now: facts may have changed since.",
        boxes=tuple(
            Box(
                title=MARKDOWN.text(f"“{one.explanation.ranking.question}”", LONGEST_TITLE),
                lines=fitted(list(_told(one, one.explanation, reasons, MARKDOWN)), _LONGEST_BOX),
                tone=Tone.QUIET,
            )
            for one in told
            if one.explanation
        ),
        plain="\n\n".join("\n".join(_plain(one, reasons)) for one in told),
    )


def _plain(tried: Tried, reasons: Reasons) -> Iterator[str]:
    yield _because(tried)
    if tried.explanation:
        yield f"Read as “{PLAIN.text(tried.explanation.ranking.question)}”"
        yield from _told(tried, tried.explanation, reasons, PLAIN)


def _because(tried: Tried) -> str:
    number = tried.answered or (tried.best.fact if tried.best else None)
    return BECAUSE[tried.because].format(best=f"#{number}", least=f"{ANSWERS[tried.policy]:.0%}")


def _told(tried: Tried, explained: Explanation, reasons: Reasons, ink: Ink) -> Iterator[str]:
    """How a question was understood, and the likeliest facts."""
    yield f"It asks {_kinds(explained)}. An answer takes {ANSWERS[reasons.policy]:.0%} ({reasons.policy.value})."
    candidates = explained.ranking.candidates[:MOST_CANDIDATES]
    if candidates:
        yield f"None of the facts: {explained.ranking.none:.0%}"
    for place, candidate in enumerate(candidates):
        if candidate.confidence < UNLIKELY and place:
            break
        yield f"{ink.apart}#{candidate.fact}: {candidate.confidence:.0%}, nearest is “{ink.text(candidate.wording)}”"
        if pulls := explained.pulls(place):
            yield f"Carried by {_evidence(pulls)}"
        if tried.passed_over(candidate):
            yield "Passed over: nothing of it may be shown now, or it answers another kind of question."
        elif candidate.veto:
            yield _veto(candidate, explained, ink)


def _kinds(explained: Explanation) -> str:
    return " or ".join(KINDS[kind] for kind in explained.kinds) or "nothing"


def _evidence(pulls: Sequence[Pull]) -> str:
    """What carried a fact, strongest first."""
    adds = {pull.feature: pull.adds for pull in pulls}
    sums = {kind: sum(adds.get(feature, 0.0) for feature in features) for kind, features in EVIDENCE.items()}
    ranked = sorted(sums.items(), key=lambda told: -abs(told[1]))
    return ", ".join(f"{kind} {added:+.1f}" for kind, added in ranked if abs(added) >= WEAK)


def _veto(candidate: Candidate, explained: Explanation, ink: Ink) -> str:
    """What speaks against a candidate, and what would help."""
    code, colon, word = (candidate.veto or "").partition(": ")
    why, remedy = VETOES.get(code + colon, (code, _ADD))
    fact = f"#{candidate.fact}"
    told = why.format(fact=fact, word=ink.text(word.replace("_", " ")), kind=_kinds(explained))
    return f"Against it: {told}. If {fact} is meant, {remedy}."
