"""Cards for those who write facts: whatever was typed, Discord takes them, and what they hold of it is quoted."""

from dataclasses import replace
from datetime import UTC, datetime

import discord_limits
import pytest

from bot.cards import MARKDOWN, advice, authoring, changes, conflicts, curation, phrasing, undoing
from bot.cards.answers import answer_card
from bot.cards.corrected import corrected_card
from bot.cards.history import Told
from bot.sending import as_message
from knowledge.answers import Abstention, Answer, Choice, Shown, show
from knowledge.asof import AsOf
from knowledge.authoring import Advice, Tried
from knowledge.changes import Way
from knowledge.corrections import Fate, Instead
from knowledge.curation import fact_change
from knowledge.errors import ConflictError, Near, OlderError
from knowledge.facts import Claim, ClaimId, Fact, FactId
from knowledge.learning import Suggestion
from knowledge.revisions import ActorId, Revision
from knowledge.traces import Miss, Receipt

NOW = datetime(2024, 6, 1, tzinfo=UTC)
TEXTS = ["x" * 200, "*_`" * 66, "발사 " * 66, "😀" * 200, "@everyone <@1> [a](https://b.c) " * 6]


def fact(text, number=999_999, claims=9):
    made = tuple(Claim(id=ClaimId(f"{number}.{n}"), answer=text * 7, said_by=text[:100]) for n in range(claims))
    return Fact(id=FactId(number), key="k", question=text, phrasings=(text,) * 100, claims=made, leading=made[0].id)


def advised(text):
    """All the advice there can be, and more."""
    shown = Shown(fact=fact(text), claims=fact(text).claims)
    others = tuple(replace(shown, fact=fact(text, number)) for number in (1, 999_998))
    outcomes = (
        Answer(question=text, answers=(shown, *others)),
        Choice(question=text, offered=(*others, shown), reason="ambiguous"),
        Abstention(question=text, reason="not_on_record"),
    )
    return Advice(
        close=(fact(text, 1), fact(text, 2)),
        settled=tuple(Miss(id=str(n), question=text, reason="", first_at=NOW, last_at=NOW) for n in range(200)),
        tried=tuple(Tried(wording=text, outcome=outcome, confidence=0.5) for outcome in outcomes),
        wanted=2,
    )


def suggestion(text, n=1):
    return Suggestion(id=f"{n:012x}", fact=fact(text), wording=text, members=5, against=2, owner=fact(text, 1))


def cards(text):
    one, help_ = fact(text), advised(text)
    near = tuple(Near(text, 1, same=n % 2 == 0) for n in range(40))
    yield authoring.saved_card(changes.Saved(fact=one, before=None, seen=10**9), advice=help_, now=NOW, zone=UTC)
    yield from changed(text)
    yield authoring.known_card(one, draft="0" * 12, revising=False)
    yield authoring.near_card(one, draft="0" * 12, revising=False)
    yield authoring.near_card(one, draft="0" * 12, revising=True)
    yield curation.fact_card(one, seen=10**9, last=None)
    yield phrasing.phrased_card(one, (text,) * 100, revision=10**9, advice=help_)
    yield phrasing.phrased_card(replace(one, retired=True), (), revision=10**9, advice=Advice())
    yield phrasing.taken_back_card(one, (text,) * 100)
    yield phrasing.met_card(one, near, {1: fact(text, 1)}, rest=60, draft="0" * 12)
    yield phrasing.suggestion_card(suggestion(text))
    yield phrasing.suggestions_card([suggestion(text, n) for n in range(12)], page=1)
    yield phrasing.decided_card(text, one, added=True, by=text)


def changed(text):
    """What is told of changes to a fact that says such things."""
    one, receipt = fact(text), Receipt(message=10**19, channel=10**19, fact=1, claims=(), revision=1, at=NOW)
    new = Claim(id=ClaimId("new"), answer=text * 7, said_by=text[:100], as_of=AsOf("2024"))
    after = replace(one, claims=(*one.claims, new), leading=new.id)
    for way in Way:
        old = replace(one.claims[0], standing=way.standing)
        saved = changes.Saved(
            fact=after.with_claim(old),
            before=one,
            seen=10**9,
            typed_as_of=text,
            fate=Fate(corrected=(receipt,) * 2_000, gone=(receipt,) * 1_000, refused=(receipt,) * 2_000),
            server=10**19,
        )
        yield authoring.saved_card(saved, advice=advised(text), now=NOW, zone=UTC)
        yield changes.regarded_card(one, way, saved.fate, claim=0, seen=10**9, server=10**19)
    yield changes.older_card(one, OlderError(one.id, "30 May 2024", "31 May 2024"), draft="0" * 12)
    for left in (one, replace(one, claims=one.claims[:1]), replace(one, claims=(old,))):
        yield changes.withdrawn_card(left, saved.fate, claim=0, seen=10**9, server=10**19, changed=True)
    shows = show(one, NOW, UTC)
    posted = answer_card([shows] * 3, now=NOW, zone=UTC)
    for before in (posted, answer_card([shows], now=NOW, zone=UTC)):
        for now in (shows, None):
            yield corrected_card(before, 0, Instead(fact=one, shown=now, wrong=text * 7), now=NOW, zone=UTC, why=True)
    yield changes.overtaken_answer_card(one, one.claims[0], seen=10**9)
    yield changes.which_card([one, fact(text, 1), fact(text, 2)])
    yield changes.which_card([fact(text, 1, claims=1).with_claim(old), replace(one, claims=(old,))])
    made = Revision(number=10**9, at=NOW, actor=ActorId("p1"), via="test", why=text, changes=(fact_change(None, one),))
    since = [Told(revision=made, by=MARKDOWN.text(text, 80))] * 3
    error = ConflictError("Fact #999999", seen=1, actual=10**9)
    yield conflicts.overtaken_card(one, error, since, typed=text[:300])
    for mine in (one, fact(text, 1), None):
        yield conflicts.conflict_card(one, since, mine=mine, draft="0" * 12)
    yield undoing.undone_card(made, made, again=False, earlier=replace(made, number=1))
    yield undoing.asked_card(made, made.changes * 30, earlier=made)
    yield undoing.overtaken_card(made, since, [fact(text, n) for n in range(9)], earlier=made)
    yield undoing.revert_card(one, fact(text, 1), number=10**9, seen=10**9)
    yield undoing.reverted_card(one, made, number=10**9)
    yield changes.verified_card(one, now=NOW, zone=UTC)
    yield changes.shelf_card(one, changed=True)
    yield changes.asked_card([(one, 10**9), (fact(text, 1), 10**9), (fact(text, 2), 10**9)], now=NOW, zone=UTC)


@pytest.mark.parametrize("text", TEXTS, ids=["long", "markdown", "korean", "emoji", "mentions"])
async def test_discord_takes_them_whatever_was_typed(text):
    """Lengths, totals, rows of buttons and their ids; and nothing in them pings, links or is drawn as markdown."""
    for card in cards(text):
        made = as_message(card)
        data = {
            "content": made["content"],
            "embeds": [embed.to_dict() for embed in made["embeds"]],
            "components": made["view"].to_components() if "view" in made else [],
            "allowed_mentions": {"parse": []},
        }
        assert list(discord_limits.message(data)) == []
        for said in (card.content, *(box.description for box in card.boxes)):
            assert "@everyone" not in said
            assert "<@1>" not in said
            assert "[a](" not in said


def test_advice_tells_how_each_wording_fares():
    """Answered, offered or neither; with this fact or by which other."""
    (box,) = advice.advice_boxes(fact("How many?"), advised("How many?"))
    assert "“How many?” → answered with this one, #1, #999998" in box.description
    assert "“How many?” → offered as a choice: #1, #999998, this one" in box.description
    assert "“How many?” → not answered" in box.description
    assert "**It answers 200 open questions**, now settled:" in box.description
    assert "and 195 more" in box.description


def test_without_anything_to_say_there_is_no_box():
    """Silence is no advice."""
    assert advice.advice_boxes(fact("How many?"), Advice()) == ()


def test_of_what_is_only_like_another_no_way_on_is_urged():
    """It is as often a fact of its own, whose question would then get the other's answer."""
    card = authoring.near_card(fact("How many people were hurt?"), draft="0" * 12, revising=False)
    assert [button.label for button in card.buttons if button.primary] == []
