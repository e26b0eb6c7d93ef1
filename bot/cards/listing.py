"""Facts in pages: for curators with what they look for, for members what is on record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import Box, Card, Menu, Option, Tone, note
from bot.cards.history import pages_of
from bot.cards.text import MARKDOWN, cut, one_line, shorten, size
from knowledge.answers import Shown
from knowledge.listing import Only, Order, Wanted
from knowledge.text import words
from knowledge.topics import NONE, mark_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.facts import Fact

A_PAGE = 8
ONLY = {
    Only.ALL: "All",
    Only.DISPUTED: "Sources differ",
    Only.UNKNOWN: "Not known yet",
    Only.FEW: "Few phrasings",
    Only.RETIRED: "Retired",
}
ORDER = {Order.NUMBER: "By number", Order.CHANGED: "Last changed first", Order.ASKED: "Most asked first"}
PUBLIC = (Only.ALL, Only.DISPUTED, Only.UNKNOWN)
"""What members may narrow a list to: the others are work for curators."""

_ANY = "-"
_QUESTION = 160
_TOPIC = 40
_ANSWER = 100
_LABEL = 100
_SOUGHT = 40


def list_card(facts: Sequence[Fact], wanted: Wanted, *, page: int) -> Card:
    """A page of facts for curators, from 0."""
    retired = wanted.only is Only.RETIRED
    if not facts and wanted == Wanted():
        return note("No facts here. Add the first with `/fact add`.")
    here, named = facts[_slice(facts, page)], several_topics(facts)
    entries = [_kept(fact, named=named) for fact in here]
    choose = _choose("Open one to work on it", "fact", here)
    return _page("fact_list", facts, entries, wanted, page=page, gone=retired, menus=choose)


def browse_card(shown: Sequence[Shown], wanted: Wanted, *, page: int) -> Card:
    """A page of what is on record, from 0, for everyone: choose one to see it whole."""
    if not shown and wanted == Wanted():
        return note("Nothing is on record here yet.")
    here = shown[_slice(shown, page)]
    choose = _choose("Show one with its sources", "browse_show", [one.fact for one in here])
    named = several_topics(one.fact for one in shown)
    entries = [_entry(one, named=named) for one in here]
    return _page("browse", shown, entries, wanted, page=page, menus=choose, offered=PUBLIC)


def _choose(placeholder: str, verb: str, facts: Sequence[Fact]) -> tuple[Menu, ...]:
    """A menu of the facts on a page, if there are any."""
    options = tuple(
        Option(label=shorten(f"#{fact.id} {one_line(fact.question)}", _LABEL), value=str(fact.id)) for fact in facts
    )
    return (Menu(placeholder=placeholder, verb=verb, options=options),) if options else ()


def several_topics(facts: Iterable[Fact]) -> bool:
    """Whether facts of several topics stand side by side, so that each has to be told."""
    return len({fact.topic for fact in facts} - {""}) > 1


def _page(
    verb: str,
    found: Sequence[object],
    entries: list[str],
    wanted: Wanted,
    *,
    page: int,
    gone: bool = False,
    menus: tuple[Menu, ...] = (),
    offered: Sequence[Only] = tuple(Only),
) -> Card:
    pages = max(1, -(-len(found) // A_PAGE))
    page = min(page, pages - 1)
    sought = words(wanted.text)
    typed = cut("+".join(sought), _SOUGHT).strip("+")
    kept = (typed,) * bool(typed)
    of = "" if wanted.only is Only.ALL else f" · {ONLY[wanted.only].lower()}"
    topic, told = _topic(wanted)
    about = f" with “{MARKDOWN.text(' '.join(sought), 200)}”" if sought else ""
    only = _menu(f"{verb}_only", {one: ONLY[one] for one in offered}, wanted.only, (wanted.order, topic, *kept))
    order = _menu(f"{verb}_order", ORDER, wanted.order, (wanted.only, topic, *kept))
    where = [f"Page {page + 1} of {pages}"] * (pages > 1) + [ORDER[wanted.order]] * (wanted.order is not Order.NUMBER)
    tone = Tone.QUIET if gone else Tone.CALM
    return Card(
        content=f"**{len(found):,} {'fact' if len(found) == 1 else 'facts'}**{told}{of}{about}",
        boxes=(Box(lines=tuple(claims.apart(entries, MARKDOWN)), footer=" · ".join(where), tone=tone),) * bool(found),
        menus=(*menus, only, order),
        buttons=pages_of(verb, page, pages, (wanted.only, wanted.order, topic, *kept)),
    )


def _topic(wanted: Wanted) -> tuple[str, str]:
    """What buttons know the topic by that is wanted, and how it is told."""
    if not wanted.topic:
        return _ANY, ""
    if wanted.topic == NONE:
        return NONE, " · of no topic"
    return mark_of(wanted.topic), f" · {MARKDOWN.text(wanted.topic, claims.LONGEST_TOPIC)}"


def _menu(verb: str, names: dict[Only, str] | dict[Order, str], now: str, ids: tuple[str, ...]) -> Menu:
    options = tuple(Option(label=name, value=value, chosen=value == now) for value, name in names.items())
    return Menu(placeholder="Which?", verb=verb, ids=ids, options=options)


def _slice(found: Sequence[object], page: int) -> slice:
    page = min(page, max(0, -(-len(found) // A_PAGE) - 1))
    return slice(page * A_PAGE, (page + 1) * A_PAGE)


def _kept(fact: Fact, *, named: bool) -> str:
    """A fact as curators see it in a list: also one that is not answered."""
    live = fact.live()
    return _entry(Shown(fact=fact, claims=live), named=named) if live else _question(fact, named=named)


def _entry(shown: Shown, *, named: bool) -> str:
    voice = "" if shown.disputed else f" ({claims.attribution(shown.leading, MARKDOWN)})"
    return f"{_question(shown.fact, named=named)}\n{MARKDOWN.text(shown.headline, _ANSWER)}{voice}"


def _question(fact: Fact, *, named: bool) -> str:
    topic = f" · {MARKDOWN.text(fact.topic, _TOPIC)}" if named and fact.topic else ""
    return f"**#{fact.id}** {MARKDOWN.text(fact.question, _QUESTION - size(topic))}{topic}"
