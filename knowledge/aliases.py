"""Aliases: which forms a name may have, and what adding to one or dropping it changes. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from knowledge.drafts import text_problems
from knowledge.errors import InvalidError, NotFoundError, Problem
from knowledge.matching.forms import LONGEST_NAME, country_of, flaw_of, key_of_form
from knowledge.records import Alias
from knowledge.revisions import Change, RecordKind
from knowledge.text import clean, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from knowledge.matching.forms import Flaw
    from knowledge.revisions import State

MOST_FORMS = 40
"""Forms of one name, itself included."""
MOST_NAMES = 500
"""Names of one server."""

_BETWEEN_FORMS = re.compile(r"[,;\n，、；]")
_LONGEST_QUOTED = 60
_REFUSED: dict[Flaw, str] = {
    "blank": "has no letter or figure in it. Write a name as people type it.",
    "long": f"has more than {LONGEST_NAME} words, and is never found. Shorten it.",
    "said everywhere": "is made of words that any question may hold. Choose a form that only this name has.",
    "figure": "is a figure or a date, which must never stand for another. Choose a form with a name in it.",
    "contrast": "changes what is asked wherever it stands. Write more of the name, as in “the North”.",
}


class Register:
    """The aliases on record by their forms; `lay` puts more of them over these, one after the other.

    A form belongs to one name. It may besides lead one way to others: "Pyongyang" is a city, and may mean a state. A
    country that the matcher knows without being told belongs to the name that has its own among the forms.
    """

    def __init__(self, aliases: Iterable[Alias]) -> None:
        self._names: dict[tuple[str, ...], Alias] = {}
        self._owners: dict[tuple[str, ...], str] = {}
        self._countries: dict[str, str] = {}
        for alias in aliases:
            self._take(alias)

    def named(self, text: str) -> Alias | None:
        """The alias of that name, or the one that has the text among its forms of both ways."""
        return self._names.get(_key(text)) or self._names.get(_key(self._owner(text) or text))

    def lay(self, told: Alias) -> tuple[Alias | None, tuple[Problem, ...]]:
        """The alias of that name with the forms of `told` added, and what was left out; None where it must not be."""
        before = self._names.get(_key(told.canonical))
        if before is None and (problem := self._misnamed(told.canonical)):
            return None, (problem,)
        old = before or Alias(forms=(told.canonical,))
        home = _home((*old.forms, *told.forms))
        refused = {form: reason for form in told.forms[:-1] if (reason := self._refusal(form, old.canonical, home))}
        taken = (form for form in told.forms[:-1] if form not in refused)
        forms = (*old.forms[:-1], *_new(taken, old.forms), old.canonical)
        both = set(map(_key, forms))
        refused |= {form: reason for form in told.one_way if (reason := _refusal_one_way(form, both))}
        led = tuple(form for form in old.one_way if _key(form) not in both)
        one_way = (*led, *_new((form for form in told.one_way if form not in refused), led))
        problems = [problem_with(form, reason) for form, reason in refused.items()]
        after = Alias(forms=forms, one_way=one_way)
        if (count := len(after.all_forms)) > MOST_FORMS:
            reason = f"would have {count} forms; {MOST_FORMS} fit. Leave out those that nobody types."
            return None, (*problems, problem_with(old.canonical, reason))
        self._take(after)
        return after, tuple(problems)

    def _take(self, alias: Alias) -> None:
        self._names[_key(alias.canonical)] = alias
        self._owners.update((_key(form), alias.canonical) for form in alias.forms)
        if home := _home(alias.forms):
            self._countries[home] = alias.canonical

    def _owner(self, form: str) -> str | None:
        """The name that a form belongs to."""
        return self._owners.get(_key(form)) or self._countries.get(country_of(form) or "")

    def _misnamed(self, name: str) -> Problem | None:
        """Why there can be no alias of that name."""
        if flaw := flaw_of(name):
            return problem_with(name, _REFUSED[flaw])
        if owner := self._owner(name):
            return problem_with(name, f"is a form of “{owner}” already. Add to “{owner}”, or remove it there first.")
        if len(self._names) >= MOST_NAMES:
            return problem_with(name, f"is one name too many: {MOST_NAMES} fit. Remove one that nobody needs.")
        return None

    def _refusal(self, form: str, name: str, home: str | None) -> str | None:
        """Why a form may not stand for a name both ways."""
        if flaw := flaw_of(form):
            return _REFUSED[flaw]
        owner = self._owner(form)
        if owner and owner != name:
            return f"is in the group of “{owner}” already. Add to “{owner}” (/alias add), or leave it out here."
        country = country_of(form)
        if country and country != home:
            shown = country.title()
            return f"means {shown} without being told. Leave it out, or give “{shown}” as a form of this name too."
        return None


def added(state: State, name: str, forms: Iterable[str], *, one_way: bool = False) -> list[Change]:
    """More forms for a name, which is new where it is not on record. Raises `InvalidError` with all that is wrong.

    With `one_way` the forms lead to the name, and the name does not lead to them (see `Alias`).
    """
    told = tuple(forms)
    problems = text_problems("said_by", name, required=True, name="name")
    if not told:
        problems.append(Problem("spellings", "are missing. Give at least one more form of the name."))
    for form in told:
        problems += text_problems("said_by", form, required=True, name=_quoted(form))
    if problems:
        raise InvalidError(problems)
    name, told = clean(name), tuple(map(clean, told))
    register = Register(state.aliases.values())
    before = register.named(name)
    after, refused = register.lay(Alias(forms=(name,), one_way=told) if one_way else Alias(forms=(*told, name)))
    if after is None or refused:
        raise InvalidError(refused)
    return [alias_change(before, after)] if after != before else []


def dropped(state: State, name: str, form: str = "") -> list[Change]:
    """A name without one of its forms; the whole alias where no form is given or none would be left.

    Raises `NotFoundError` for a name or form that is not there, `InvalidError` for the form that is the name.
    """
    before = named(state, name)
    if not clean(form):
        return [alias_change(before, None)]
    sought = _key(form)
    if sought == _key(before.canonical):
        reason = "is the name itself. Leave the spelling out to remove the name with all its forms."
        raise InvalidError([problem_with(form, reason)])
    after = Alias(
        forms=tuple(kept for kept in before.forms if _key(kept) != sought),
        one_way=tuple(kept for kept in before.one_way if _key(kept) != sought),
    )
    if after == before:
        raise NotFoundError(f"{_quoted(form)} is no form of “{before.canonical}” here. /alias list shows those it has.")
    return [alias_change(before, after if len(after.all_forms) > 1 else None)]


def named(state: State, text: str) -> Alias:
    """The alias that a person means by its name or one of its forms. Raises `NotFoundError`."""
    if found := Register(state.aliases.values()).named(text):
        return found
    raise NotFoundError(f"No name is called {_quoted(text)} here. /alias list shows those there are.")


def listed(state: State, text: str = "") -> tuple[Alias, ...]:
    """The aliases of which some form holds every word of `text`, or the beginning of it, by name."""
    found = (alias for alias in state.aliases.values() if any(_holds(form, text) for form in alias.all_forms))
    return tuple(sorted(found, key=lambda alias: alias.canonical.casefold()))


def forms_of(typed: str) -> tuple[str, ...]:
    """The forms in a list as people type it: commas, semicolons or line ends stand between them."""
    return tuple(form for part in _BETWEEN_FORMS.split(typed) if (form := part.strip()))


def alias_change(before: Alias | None, after: Alias | None) -> Change:
    """The change from one version of an alias to the next; they are kept by their canonical form."""
    alias = before or after
    return Change(kind=RecordKind.ALIAS, id=alias.canonical if alias else "", before=before, after=after)


def problem_with(form: str, reason: str) -> Problem:
    """What is wrong with a form, which is named itself: a list of forms has no fields."""
    return Problem(_quoted(form), reason)


def _refusal_one_way(form: str, both: set[tuple[str, ...]]) -> str | None:
    """Why a form may not lead to a name that has those forms of both ways."""
    if flaw := flaw_of(form):
        return _REFUSED[flaw]
    if _key(form) in both:
        return "stands for the name both ways already. Remove it from the spellings first to let it lead one way."
    return None


def _home(forms: Iterable[str]) -> str | None:
    """The country that a name with these forms is: its own name is among them, or the canonical one is a form of it."""
    listed = tuple(forms)
    told = ((form, country) for form in listed if (country := country_of(form)))
    return country_of(listed[-1]) or next((country for form, country in told if _key(form) == _key(country)), None)


def _new(told: Iterable[str], known: Iterable[str]) -> Iterable[str]:
    """The told forms that are not known yet, once each, whatever their case."""
    found = {form.casefold(): "" for form in known}
    for form in told:
        found.setdefault(form.casefold(), form)
    return filter(None, found.values())


def _holds(form: str, text: str) -> bool:
    known = words(form)
    return all(any(word.startswith(beginning) for word in known) for beginning in words(text))


def _key(form: str) -> tuple[str, ...]:
    """What two forms have in common that mean the same to the matcher, plurals and all."""
    return key_of_form(form) or (clean(form).casefold(),)


def _quoted(form: str) -> str:
    shown = " ".join(clean(form).split())
    return f"“{shown[:_LONGEST_QUOTED]}{'…' * (len(shown) > _LONGEST_QUOTED)}”"
