"""What a fact that was just written means for members' questions. It holds what they typed: for curators' eyes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.card import Box, Tone, fitted
from bot.cards.claims import apart
from bot.cards.text import MARKDOWN
from knowledge.answers import Abstention, Answer, Choice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from knowledge.answers import Outcome
    from knowledge.authoring import Advice, Tried
    from knowledge.facts import Fact
    from knowledge.traces import Miss

LONGEST = 1_600
MOST_SETTLED = 5
_WORDING = 200


def advice_boxes(fact: Fact, advice: Advice) -> tuple[Box, ...]:
    """The box that stands below the fact, if there is anything to say."""
    told = apart(map("\n".join, _told(fact, advice)), MARKDOWN)
    return (Box(title="How members fare with it", lines=fitted(told, LONGEST), tone=Tone.QUIET),) if told else ()


def quoted(wording: str) -> str:
    """What a member typed."""
    return f"“{MARKDOWN.text(wording, _WORDING)}”"


def _told(fact: Fact, advice: Advice) -> Iterator[list[str]]:
    """What there is to say, each in its lines."""
    if settled := advice.settled:
        more = [f"and {len(settled) - MOST_SETTLED} more"] * (len(settled) > MOST_SETTLED)
        answers = f"**It answers {_counted(len(settled), 'open question')}**, now settled:"
        yield [answers, *map(_settled, settled[:MOST_SETTLED]), *more]
    if advice.tried:
        yield ["**Other wordings that members used:**", *(_tried(trial, fact) for trial in advice.tried)]
    for other in advice.close:
        asked = MARKDOWN.text(other.question, _WORDING)
        yield [f"Close to #{other.id} {asked} Whoever asks for one may mean the other: let the wordings differ."]
    if advice.wanted:
        has = _counted(len(fact.wordings), "wording")
        yield [f"It has {has}. Members ask in many: add {advice.wanted} more, and more of them get the answer at once."]


def _settled(miss: Miss) -> str:
    asked = f", asked by {len(miss.askers)} members" if len(miss.askers) > 1 else ""
    return f"{quoted(miss.question)}{asked}"


def _tried(trial: Tried, fact: Fact) -> str:
    return f"{quoted(trial.wording)} → {_outcome(trial.outcome, fact)}"


def _outcome(outcome: Outcome, fact: Fact) -> str:
    """What a member is told now, in a few words."""
    match outcome:
        case Answer(answers=answers):
            return "answered with " + _facts([shown.fact for shown in answers], fact)
        case Choice(offered=offered):
            return "offered as a choice: " + _facts([shown.fact for shown in offered], fact)
        case Abstention():
            return "not answered"


def _facts(listed: list[Fact], fact: Fact) -> str:
    return ", ".join("this one" if other.id == fact.id else f"#{other.id}" for other in listed)


def _counted(number: int, what: str) -> str:
    return f"{'one' if number == 1 else number} {what}{'s' * (number != 1)}"
