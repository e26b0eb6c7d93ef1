"""What changed since the last time, for a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import LONGEST_DESCRIPTION, Box, Button, Card, fitted
from bot.cards.text import MARKDOWN, PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from bot.cards.text import Ink
    from knowledge.digests import Digest
    from knowledge.facts import Fact


def digest_card(digest: Digest, *, since: datetime | None = None, buttons: Iterable[Button] = ()) -> Card:
    """The facts that are new, changed and retired, each with who says it, as of when, and its number.

    `since` is the moment from which it counts.
    """
    lines = list(_lines(digest, MARKDOWN))
    return Card(
        content="\n".join(_head(digest, since, MARKDOWN)),
        boxes=(Box(lines=fitted(lines, LONGEST_DESCRIPTION - 100)),) if lines else (),
        buttons=tuple(buttons),
        plain="\n".join([*_head(digest, since, PLAIN), *_lines(digest, PLAIN)]),
    )


def _head(digest: Digest, since: datetime | None, ink: Ink) -> Iterator[str]:
    counts = {"new": len(digest.added), "changed": len(digest.changed), "retired": len(digest.retired)}
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing changed"
    yield f"{ink.bold(f'What is on record: {told}')}" + (f" since {ink.instant(since)}" if since else "")
    if digest.open_questions:
        open_questions = "1 open question" if digest.open_questions == 1 else f"{digest.open_questions} open questions"
        yield f"{open_questions} of members."


def _lines(digest: Digest, ink: Ink) -> Iterator[str]:
    for fact in digest.added:
        yield f"New · {_fact(fact, ink)}"
    for before, after in digest.changed:
        yield f"Changed · {_fact(after, ink)}{_was(before, after, ink)}"
    for fact in digest.retired:
        yield f"Retired · {ink.text(fact.question)} · #{fact.id}"


def _fact(fact: Fact, ink: Ink) -> str:
    live = fact.live()
    said = claims.claim_line(live[0], ink) if live else "no live claim"
    more = f", and {len(live) - 1} more" if len(live) > 1 else ""
    return f"{ink.text(fact.question)} {said}{more} · #{fact.id}"


def _was(before: Fact, after: Fact, ink: Ink) -> str:
    old, new = before.live(), after.live()
    if not old or not new or old[0].same_content(new[0]):
        return f" (was asked as: {ink.text(before.question)})" if before.question != after.question else ""
    return f" (was {ink.text(old[0].answer, 160)}, {claims.attribution(old[0], ink)})"
