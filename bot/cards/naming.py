"""Names and their other forms: what an addition does, what a removal leaves, and all of them in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards.advice import quoted
from bot.cards.card import LONGEST_DESCRIPTION, Box, Card, fitted, note
from bot.cards.claims import apart
from bot.cards.history import pages_of
from bot.cards.text import MARKDOWN, cut
from knowledge.matching.forms import country_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from knowledge.mentions import Use
    from knowledge.naming import Named
    from knowledge.records import Alias
    from knowledge.traces import Miss

A_PAGE = 8
MOST_QUESTIONS = 5
_LONGEST = LONGEST_DESCRIPTION - 96
_FORMS = 600
_LONGEST_FORMS = 260  # of an entry: eight of them fit a page
_LONGEST_WAYS = 100
_NONE = (
    "No name is known in several forms here. `/alias add` gives a name its other forms: who asks with one of them has "
    "asked with all."
)


def named_card(named: Named) -> Card:
    """What a name was given, how many facts that concerns, and which open questions it helps."""
    alias, before = named.use.alias, named.before
    name = _name(alias)
    if alias == before:
        return note(f"Nothing was changed: {name} has these forms already.")
    both = [form for form in alias.forms[:-1] if before is None or form not in before.forms]
    one_way = [form for form in alias.one_way if before is None or form not in before.one_way]
    told = [f"{name} is **{_listed(both)}** too." if both else ""]
    told += [f"In a question, **{_listed(one_way)}** may mean {name} now." if one_way else ""]
    return Card(
        content=" ".join(filter(None, told)),
        boxes=(
            Box(
                lines=fitted(list(_effects(named, both=both, one_way=one_way)), _LONGEST),
                footer="To take a form back: /alias remove",
            ),
        ),
    )


def dropped_card(before: Alias, left: Alias | None) -> Card:
    """What forms a name has lost, what is left, and how to undo that."""
    name = _name(before)
    gone = [form for form in before.forms[:-1] if left is None or form not in left.forms]
    one_way = [form for form in before.one_way if left is None or form not in left.one_way]
    lines = [f"{name} and **{_listed((*gone, *one_way))}** are words of their own again."]
    if left:
        lines.append(f"It is still {_listed((*left.forms[:-1], *left.one_way))} too.")
    if country := next((country for form in gone if (country := country_of(form))), None):
        lines.append(f"What everybody calls {country.title()} goes on meaning it: I know countries without being told.")
    undo = [("", gone)] * bool(gone) + [(" and one_way", one_way)] * bool(one_way)
    lines += [f"To undo: `/alias add` with name {name}, spellings {_listed(forms)}{how}" for how, forms in undo]
    return note("\n".join(lines))


def names_card(shown: Sequence[Use], *, total: int, page: int, sought: Sequence[str]) -> Card:
    """A page, from 0, of the `total` names that are known in several forms; `sought` are words of a form."""
    about = f" with “{MARKDOWN.text(' '.join(sought), 100)}”" if sought else ""
    if not total:
        return note(f"No name{about} is known in several forms here." if sought else _NONE)
    pages = -(-total // A_PAGE)
    where = [f"Page {page + 1} of {pages}"] * (pages > 1)
    return Card(
        content=f"**{total:,} {'name' if total == 1 else 'names'}**{about}",
        boxes=(
            Box(
                lines=tuple(apart(map(_entry, shown), MARKDOWN)),
                footer=" · ".join([*where, "A number tells how many facts hold that form."]),
            ),
        ),
        buttons=pages_of("alias_list", page, pages, (cut("+".join(sought), 60),) * bool(sought)),
    )


def _effects(named: Named, *, both: Sequence[str], one_way: Sequence[str]) -> Iterator[str]:
    alias = named.use.alias
    if both:
        yield f"Who asks with one of these has asked with all: {_listed(alias.forms)}."
    if one_way:
        yield f"Not the reverse: who asks about {_name(alias)} is not told of {_listed(one_way)}."
    facts = named.use.facts
    if facts:
        yield f"{_counted(facts, 'fact holds', 'facts hold')} one of its forms."
    else:
        yield "No fact holds any of its forms yet: it helps from the first on that does."
    yield from _questions("It answers {}, now settled:", named.settled)
    yield from _questions("A choice is now offered for {}:", named.offered)


def _questions(told: str, misses: Sequence[Miss]) -> Iterator[str]:
    if misses:
        yield f"**{told.format(_counted(len(misses), 'open question', 'open questions'))}**"
        yield from (quoted(miss.question) for miss in misses[:MOST_QUESTIONS])
        if len(misses) > MOST_QUESTIONS:
            yield f"and {len(misses) - MOST_QUESTIONS} more"


def _entry(use: Use) -> str:
    alias = use.alias
    lines = [f"{_name(alias)} · in {_counted(use.facts, 'fact', 'facts')}"]
    for title, forms, most in (("", alias.forms[:-1], _LONGEST_FORMS), ("May mean it: ", alias.one_way, _LONGEST_WAYS)):
        counted = [f"{form} ({use.by_form[form]:,})" if use.by_form[form] else form for form in forms]
        lines += [MARKDOWN.text(title + ", ".join(counted), most)] * bool(counted)
    return "\n".join(lines)


def _name(alias: Alias) -> str:
    return MARKDOWN.bold(alias.canonical, 120)


def _listed(forms: Iterable[str]) -> str:
    return MARKDOWN.text(", ".join(forms), _FORMS)


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
