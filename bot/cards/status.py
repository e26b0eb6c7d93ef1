"""What is in order and what is not, with the remedy beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.cards.card import LONGEST_DESCRIPTION, Box, Button, Card, Tone, fitted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that is in order or not, and then what to do: in the bot's own words, or escaped."""

    ok: bool
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in ("✅" if self.ok else "⚠️", self.what, self.remedy) if part)


def status_card(title: str, checks: Sequence[Check], *, buttons: Iterable[Button] = ()) -> Card:
    """The checks, one a line."""
    lines = [str(check) for check in checks]
    tone = Tone.CALM if all(check.ok for check in checks) else Tone.DISPUTED
    return Card(
        content=f"**{title}**",
        boxes=(Box(lines=fitted(lines, LONGEST_DESCRIPTION - 100), tone=tone),) if lines else (),
        buttons=tuple(buttons),
        plain="\n".join([title, *lines]),
    )
