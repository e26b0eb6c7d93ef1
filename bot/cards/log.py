"""What the log channel is told: who changed what, before and after, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from bot.cards import claims
from bot.cards.card import LONGEST_CONTENT, LONGEST_DESCRIPTION, Box, Button, Card, Tone, fitted
from bot.cards.history import difference_line, why
from bot.cards.text import MARKDOWN, shorten
from knowledge.differences import differences
from knowledge.facts import Claim, Fact
from knowledge.records import Alias, Settings, Topic
from knowledge.revisions import RecordKind
from knowledge.schedules import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime, tzinfo

    from bot.cards.history import Hidden, Told
    from knowledge.differences import Side
    from knowledge.revisions import Change, Revision

MOST_BUTTONS = 5
MOST_RECORDS = 3
_BRIEF = 120
_QUESTION = 160

_DID = {
    "added": "added",
    "retired": "retired",
    "restored": "put back",
    "question": "reworded",
    "claim": "added a claim to",
    "update": "updated",
    "correction": "corrected",
    "superseded": "replaced a claim of",
    "withdrawn": "withdrew a claim of",
    "live again": "let a claim stand again in",
    "verified": "found still true",
    "merged into": "merged",
    "leads now": "let another claim lead",
    "phrasing": "changed the phrasings of",
    "shelf life": "chose how long to keep",
}
_WHOLE = {"added", "retired", "restored"}  # of these the line itself says all
_UNTOLD = {"log_since"}


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFound:
    """How the log channel stands: what the bot lacks there, whether all may read it, how many changes wait for it."""

    channel: int | None
    gone: bool = False
    lacks: str = ""
    everybody: bool = False
    waiting: int = 0


def log_card(told: Sequence[Told], *, name: str, count: int, now: datetime | None, zone: tzinfo) -> Card:
    """What the log channel is told of `count` revisions, of which `told` are the first; `name` is theirs.

    With `now`, nothing is told before its date: everybody may read there.
    """

    def hidden(claim: Claim) -> bool:
        return now is not None and claim.as_of is not None and claim.as_of.begins(zone) > now

    lines = [f"{line(each, hidden)}{why(each.revision)}" for each in told]
    facts = [change.id for each in told for change in each.revision.changes if change.kind is RecordKind.FACT]
    if count == 1:
        content, below = lines[0], [MARKDOWN.instant(told[0].revision.at), *_besides(told[0].revision, hidden)]
    else:
        people = ", ".join(dict.fromkeys(each.by for each in told))
        content, below = f"**{count:,} changes** by {people}", claims.apart(lines, MARKDOWN)
        below += [f"and {count - len(told):,} more"] * (count > len(told))
    numbers = list(dict.fromkeys(facts))
    return Card(
        content=shorten(content, LONGEST_CONTENT),
        boxes=(Box(lines=fitted(below, LONGEST_DESCRIPTION - 96), footer=name, tone=Tone.QUIET),),
        buttons=tuple(Button(label=f"Show #{fact}", verb="fact", ids=(fact,)) for fact in numbers[:MOST_BUTTONS]),
    )


def _besides(revision: Revision, hidden: Hidden) -> Iterator[str]:
    """What changed in a fact, each with its voice, date and source: what the line has no room for."""
    if len(revision.changes) == 1:
        for each in differences(*_sides(revision.changes[0])):
            if each.what not in _WHOLE:
                yield difference_line(each, hidden)


def log_setup_card(found: LogFound) -> Card:
    """Where every change is posted, and what stands in the way of that."""
    lines = list(_told_of_log(found))
    return Card(
        content="**Log channel.** Every change is posted there: who, what, before and after, and why.",
        boxes=(Box(lines=tuple(claims.apart(lines, MARKDOWN)), tone=Tone.DISPUTED if found.waiting else Tone.CALM),),
        buttons=(Button(label="Check again", verb="log_check"),),
    )


def line(told: Told, hidden: Hidden) -> str:
    """A revision in a line: who, what, before and after."""
    changes = told.revision.changes
    facts = [change for change in changes if change.kind is RecordKind.FACT]
    others = [_of_record(change) for change in changes if change.kind is not RecordKind.FACT]
    said = [_of_fact(each, hidden) for each in facts] if len(facts) <= MOST_RECORDS else [_of_facts(facts)]
    more = [f"{len(others) - MOST_RECORDS} more"] * (len(others) > MOST_RECORDS)
    return f"**{told.by}** {'; '.join([*said, *others[:MOST_RECORDS], *more])}"


def _told_of_log(found: LogFound) -> Iterator[str]:
    if found.channel is None:
        yield "None is chosen: nothing is posted. Choose one below; it begins with that change."
        return
    yield f"<#{found.channel}>. To end it, choose none below."
    if found.gone:
        yield "The channel is gone, or I cannot see it. Choose another: it takes over where this one was."
    elif found.lacks:
        yield f"I lack {found.lacks} there. Allow it under Edit Channel > Permissions, my role; then check again."
    if found.waiting:
        many = "One change waits" if found.waiting == 1 else f"{found.waiting:,} changes wait"
        yield f"{many} to be posted; none is lost."
    if found.everybody:
        yield "@everyone sees it: an answer that is dated ahead is not told there before its date."


def _of_fact(change: Change, hidden: Hidden) -> str:
    before, after = _sides(change)
    told = differences(before, after)
    fact = after or before
    if fact is None or not told:
        return f"changed #{change.id}"
    first = next((each for each in told if before is None and isinstance(each.after, Claim)), told[0])
    sides = [_side(side, hidden) for side in (first.before, first.after)]
    changed = f"~~{sides[0]}~~ → {sides[1]}" if all(sides) else f"~~{sides[0]}~~" if sides[0] else sides[1]
    tail = "" if first.what in _WHOLE else f": {changed}"
    return f"{_DID.get(told[0].what, 'changed')} **#{fact.id}** {MARKDOWN.text(fact.question, _QUESTION)}{tail}"


def _sides(change: Change) -> tuple[Fact | None, Fact | None]:
    """A fact before and after; nothing where it was not there, or the change is of something else."""
    before, after = change.before, change.after
    return before if isinstance(before, Fact) else None, after if isinstance(after, Fact) else None


def _of_facts(changes: Sequence[Change]) -> str:
    """Many facts in one revision, as a file brings them."""
    kinds = Counter("added" if change.before is None else "changed" for change in changes)
    counted = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
    return f"changed {len(changes):,} facts at once ({counted})"


def _side(side: Side, hidden: Hidden) -> str:
    if isinstance(side, Claim):
        return "not told before its date" if hidden(side) else MARKDOWN.text(side.answer, _BRIEF)
    return MARKDOWN.text(side, _BRIEF) if side else ""


def _of_record(change: Change) -> str:
    match change.after or change.before:
        case Settings() as settings:
            before = change.before if isinstance(change.before, Settings) else Settings()
            return "; ".join(_of_settings(before, settings)) or "kept the settings as they are"
        case Schedule() as schedule:
            done = "set" if change.after else "ended"
            return f"{done} the digest in <#{schedule.channel}> ({MARKDOWN.text(schedule.rhythm, _BRIEF)})"
        case Alias() as alias:
            forms = ", ".join(MARKDOWN.text(form, 60) for form in alias.all_forms[:MOST_BUTTONS])
            return f"{'changed' if change.after else 'removed'} the name {forms}"
        case Topic() as topic:
            was = change.before if isinstance(change.before, Topic) else None
            done = " and ".join(_of_topic(was, topic)) if change.after else "took back"
            return f"{done or 'changed'} the topic {MARKDOWN.text(topic.name, _BRIEF)}"
        case _:
            return f"changed the {change.kind.value} {MARKDOWN.text(change.id, _BRIEF)}"


def _of_topic(before: Topic | None, after: Topic) -> Iterator[str]:
    """What was done to a topic, each as words that its name may follow."""
    if before is None:
        yield "began"
    elif before.closed_at != after.closed_at:
        yield "closed" if after.closed_at else "opened again"
    was = before.channels if before else ()
    yield from (f"bound <#{channel}> to" for channel in after.channels if channel not in was)
    yield from (f"unbound <#{channel}> from" for channel in was if channel not in after.channels)


def _of_settings(before: Settings, after: Settings) -> Iterator[str]:
    for field in fields(Settings):
        old, new = getattr(before, field.name), getattr(after, field.name)
        if old != new and field.name not in _UNTOLD:
            said = f"{_setting(field.name, old)} → {_setting(field.name, new)}"
            yield f"set the {field.name.replace('_', ' ')}: {said}"


def _setting(name: str, value: object) -> str:
    if value is None or value == ():
        return "none"
    if isinstance(value, tuple):
        return ", ".join(_setting(name.removesuffix("s"), each) for each in value)
    mention = {"channel": "<#{}>", "role": "<@&{}>"}.get(name.rpartition("_")[2], "{}")
    return mention.format(value if isinstance(value, int) else MARKDOWN.text(str(value), _BRIEF))
