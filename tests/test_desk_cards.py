"""Cards of the desk: whatever members typed, Discord takes them, and draws none of it as more than text."""

from dataclasses import replace
from datetime import UTC, datetime

import discord_limits
import pytest
from test_authoring_cards import TEXTS, fact

from bot.cards import desk
from bot.sending import as_message
from knowledge.asof import AsOf
from knowledge.desk import OpenQuestion, Overview
from knowledge.revisions import ActorId
from knowledge.schedules import Schedule
from knowledge.traces import HandOver, Miss, Tip

NOW = datetime(2024, 6, 1, tzinfo=UTC)
NAME = "N" * 80
LINK = f"https://{'k' * 60}.example/{'a' * 400}"


def question(text, n, reason="not_on_record"):
    askers = tuple(ActorId(f"p{n}") for n in range(9))
    miss = Miss(id=f"{n:012x}", question=text, reason=reason, askers=askers, first_at=NOW, last_at=NOW)
    return OpenQuestion(misses=(miss, *(replace(miss, id=f"{n}{m}") for m in range(4))))


def unsettled(text, n):
    """The fullest there can be: of another fact's answer, or with two facts near."""
    reason = "not answered by #999999" if n % 2 else "not_on_record"
    return desk.Unsettled(question=question(text, n, reason), nearest=(fact(text), fact(text, 999_998)))


def tip(text, n):
    source = f"{text[:90]} {LINK}"
    return Tip(id=f"{10**18 + n}", question=text, source=source, answer=text * 7, by=ActorId("p1"), at=NOW)


def overview(text):
    schedule = Schedule(id="1", channel=10**18, times=("08:00",), zone="UTC", set_at=NOW, since=1)
    return Overview(
        questions=tuple(question(text, n) for n in range(2000)),
        tips=tuple(tip(text, n) for n in range(2000)),
        disputed=(fact(text),) * 2000,
        stale=(fact(text),) * 2000,
        digest=(schedule, NOW),
        handover=HandOver(text=text * 20, by=ActorId("p1"), at=NOW),
    )


def cards(text):
    page = range(desk.A_PAGE)
    facts = tuple(fact(text, 999_990 + n) for n in page)
    done = desk.settled(question(text, 1), "was dismissed", by=text)
    yield desk.desk_card(overview(text), suggested_by=[NAME] * desk.FIRST, left_by=NAME)
    yield desk.questions_card([unsettled(text, n) for n in page], total=2000, page=1, done=done)
    yield desk.questions_card([], total=0, page=0, done=done)
    yield desk.pressing_card(unsettled(text, 1), askers=9)
    yield desk.tips_card([tip(text, n) for n in page], [NAME] * desk.A_PAGE, total=2000, page=1, done=done)
    yield desk.stale_card(facts, [10**9] * desk.A_PAGE, total=2000, page=1, done=done)
    yield desk.CLOSED


@pytest.mark.parametrize("text", TEXTS, ids=["long", "markdown", "korean", "emoji", "mentions"])
async def test_discord_takes_every_card_whatever_was_typed(text):
    """With no mention, no masked link, and as many entries as there are rows of buttons."""
    for card in cards(text):
        made = as_message(card)
        data = {
            "content": made["content"],
            "embeds": [embed.to_dict() for embed in made["embeds"]],
            "components": made["view"].to_components() if "view" in made else [],
            "allowed_mentions": {"parse": []},
        }
        assert list(discord_limits.message(data)) == []
        told = "\n".join([card.content, *(box.description for box in card.boxes)])
        assert "@everyone" not in told
        assert "](https://b.c)" not in told
        rows = {button.row for button in card.buttons} - {None}
        assert rows in (set(), set(range(desk.A_PAGE + 1)))  # one for each entry, and the last to turn pages
        assert not rows or not told.endswith("more")


def test_nothing_that_waits_is_said_in_a_line():
    """An empty desk is no empty message."""
    nothing = Overview(questions=(), tips=(), disputed=(), stale=(), digest=None, handover=None)
    card = desk.desk_card(nothing, suggested_by=[], left_by="")
    assert card.content == "**Desk.** Nothing waits."
    assert card.boxes[0].lines == ("**No digest is set.** `/digest set` sets one.",)


def test_a_doubted_answer_is_revised_rather_than_made_anew():
    """What a member says of a fact is no question to make another of."""
    doubt = desk.Unsettled(question=question("#7 outdated: how many", 1, "outdated"))
    card = desk.questions_card([doubt], total=1, page=0)
    assert [button.label for button in card.buttons] == ["1 Revise #7", "1 Dismiss"]


def test_what_may_have_changed_says_who_said_it_and_when():
    """Nobody can tell whether an answer still holds without its date."""
    made = fact("Is the bridge open?", claims=1)
    old = replace(made, claims=(replace(made.claims[0], answer="No", said_by="The mayor", as_of=AsOf("2024-05-30")),))
    [line] = desk.stale_card([old], [1], total=1, page=0).boxes[0].lines
    assert line.endswith("No (The mayor, 30 May 2024)")
