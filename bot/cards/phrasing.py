"""Phrasings: those that were added to a fact, those that other facts have, and those that members' choices suggest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.advice import advice_boxes, quoted
from bot.cards.card import Box, Button, Card, Tone, fitted, note
from bot.cards.claims import apart
from bot.cards.curation import LONGEST, name_of, phrase_button, tone_of
from bot.cards.history import pages_of
from bot.cards.text import MARKDOWN, TAKEN_OUT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.authoring import Advice
    from knowledge.errors import Near
    from knowledge.facts import Fact
    from knowledge.learning import Suggestion

A_PAGE = 5
"""Suggestions: a row of buttons to add them, one to dismiss them."""

_QUESTION = 160
_NONE = (
    "No wording waits here. When several members choose one fact for the same wording, it is suggested in this list. "
    "`/fact phrase` with a fact adds phrasings to it at any time."
)


def phrased_card(fact: Fact, added: Sequence[str], *, revision: int, advice: Advice, hiding: bool = False) -> Card:
    """What was added to a fact in `revision`; nothing where it had all of it.

    `hiding` tells whether what nobody sees was taken out of what was typed.
    """
    if not added:
        return note(f"Nothing was added: #{fact.id} is asked like that already.", phrase_button(fact))
    retired = f" It is retired: nobody is answered with it until `/fact restore` {fact.id}." * fact.retired
    taken_out = f" {TAKEN_OUT}." * hiding
    return Card(
        content=f"{name_of(fact)} is also asked as:{retired}{taken_out}",
        boxes=(
            Box(lines=fitted([MARKDOWN.text(phrasing) for phrasing in added], LONGEST), tone=tone_of(fact)),
            *advice_boxes(fact, advice),
        ),
        buttons=(phrase_button(fact), Button(label="Take back", verb="phrase_back", ids=(fact.id, revision))),
    )


def taken_back_card(fact: Fact, gone: Sequence[str]) -> Card:
    """Phrasings that a fact no longer has."""
    if not gone:
        return note(f"That was taken back already: #{fact.id} has none of it.", phrase_button(fact))
    return Card(
        content=f"{name_of(fact)} is no longer asked as:",
        boxes=(Box(lines=fitted([MARKDOWN.text(phrasing) for phrasing in gone], LONGEST), tone=Tone.GONE),),
        buttons=(phrase_button(fact),),
    )


def met_card(fact: Fact, near: Sequence[Near], others: Mapping[int, Fact], *, rest: int, draft: str) -> Card:
    """Phrasings that `others` have, or that may mean them; against the `rest` that was typed nothing speaks."""
    lines = [f"{quoted(each.wording)} {_meets(others[each.fact], same=each.same)}" for each in near]
    return Card(
        content=f"**Nothing was saved yet.** Of what you typed for #{fact.id}, this belongs to another fact, or may:",
        boxes=(
            Box(
                lines=fitted(apart(lines, MARKDOWN), LONGEST),
                footer="What two facts are asked by is answered by neither: members get a choice of both.",
                tone=Tone.DISPUTED,
            ),
        ),
        buttons=(
            *[Button(label=f"Add the other {rest}", verb="phrase_rest", ids=(draft,), primary=True)] * (rest > 0),
            Button(label="Add all anyway" if rest else "Add anyway", verb="phrase_all", ids=(draft,)),
            Button(label="Open the form again", verb="draft_open", ids=(draft,)),
        ),
    )


def suggestion_card(made: Suggestion) -> Card:
    """A wording that members meant a fact by, for moderators to decide on."""
    ids = (made.id,)
    return Card(
        content=f"**{made.members} members meant #{made.fact.id} by this.** Add it to its phrasings?",
        boxes=(
            Box(
                title=MARKDOWN.text(made.fact.question, 256),
                lines=(quoted(made.wording), *_doubts(made)),
                footer="Once added, whoever asks like that gets the answer at once.",
            ),
        ),
        buttons=(
            Button(label=f"Add as phrasing of #{made.fact.id}", verb="learn", ids=ids, primary=True),
            Button(label="Edit first", verb="learn_edit", ids=ids),
            Button(label="Dismiss", verb="learn_dismiss", ids=ids),
            Button(label=f"Show #{made.fact.id}", verb="fact", ids=(made.fact.id,)),
        ),
    )


def suggestions_card(listed: Sequence[Suggestion], *, page: int) -> Card:
    """A page of what waits to be decided, from 0."""
    if not listed:
        return note(_NONE)
    pages = -(-len(listed) // A_PAGE)
    page = min(page, pages - 1)
    shown = listed[page * A_PAGE : (page + 1) * A_PAGE]
    lines = ["\n".join([f"**{n}** {_listed(made)}", *_doubts(made)]) for n, made in enumerate(shown, 1)]
    return Card(
        content=f"**Wordings that members chose a fact for: {len(listed)}**",
        boxes=(
            Box(
                lines=fitted(apart(lines, MARKDOWN), LONGEST),
                footer=f"Page {page + 1} of {pages}" if pages > 1 else "",
            ),
        ),
        buttons=(
            *(
                Button(label=f"Add {n}", verb="learn", ids=(made.id, page), primary=True)
                for n, made in enumerate(shown, 1)
            ),
            *(
                Button(label=f"Dismiss {n}", verb="learn_dismiss", ids=(made.id, page))
                for n, made in enumerate(shown, 1)
            ),
            *pages_of("learn_page", page, pages, ()),
        ),
    )


def decided_card(wording: str, fact: Fact, *, added: bool, by: str) -> Card:
    """A suggestion that was decided on, in place of what asked for that."""
    name = MARKDOWN.text(by, 80)
    done = f"is a phrasing of #{fact.id} now, added by {name}" if added else f"was dismissed by {name}"
    return note(f"{quoted(wording)} {done}. {MARKDOWN.text(fact.question, _QUESTION)}")


def _listed(made: Suggestion) -> str:
    question = MARKDOWN.text(made.fact.question, _QUESTION)
    return f"{quoted(made.wording)}\n{made.members} members meant #{made.fact.id} {question}"


def _doubts(made: Suggestion) -> Iterator[str]:
    """What speaks against adding it."""
    if made.against:
        yield f"{made.against} {'member' if made.against == 1 else 'members'} meant something else by it."
    if made.owner:
        yield f"It {_meets(made.owner, same=True)}"


def _meets(other: Fact, *, same: bool) -> str:
    how = "is a wording of" if same else "may mean"
    return f"{how} #{other.id} {MARKDOWN.text(other.question, _QUESTION)}"
