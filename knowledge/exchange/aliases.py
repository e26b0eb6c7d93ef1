"""Aliases of a file laid over those on record: forms are added, none is dropped, and none changes its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.aliases import Register, alias_change
from knowledge.exchange.rows import RowProblem
from knowledge.records import Alias
from knowledge.revisions import Change

if TYPE_CHECKING:
    from collections.abc import Sequence

    from knowledge.revisions import State


@dataclass(frozen=True, slots=True)
class LaidAliases:
    """The aliases that a file speaks of as they are `after` it, by canonical form, and the changes that makes."""

    after: Mapping[str, Alias]
    changes: tuple[Change, ...]


def laid_aliases(found: Sequence[Alias], state: State, problems: list[RowProblem]) -> LaidAliases:
    """Lay the aliases of a file over those of a state, one after the other.

    A form that may not stand for its name is left out and told; so is a whole alias whose name may not be one.
    """
    register = Register(state.aliases.values())
    after: dict[str, Alias] = {}
    for told in found:
        laid, refused = register.lay(told)
        problems.extend(RowProblem("aliases", problem.field, problem.reason) for problem in refused)
        if laid:
            after[laid.canonical] = laid
    befores = ((state.aliases.get(name), alias) for name, alias in after.items())
    return LaidAliases(after, tuple(alias_change(before, alias) for before, alias in befores if alias != before))
