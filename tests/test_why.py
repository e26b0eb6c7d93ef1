"""The button "Why?": what a curator is shown, and that nobody else is."""

import pytest
from small_facts import AMBIGUOUS, MONDAY, TWELVE, UNKNOWN

pytestmark = pytest.mark.usefixtures("facts")

TSUNAMI = "Were missiles fired at a tsunami on Monday?"


async def replied(town, question):
    """What a member's mention got."""
    await town.mina.send(town.situation, f"{town.ping} {question}")
    return town.situation.last_message


def can_ask_why(town):
    """Whether the bot's last message has the button, as it was sent."""
    sent = [request.json for request in town.env.http_requests if request.method in {"POST", "PATCH"}]
    return "Why?" in str(sent[-1])


@pytest.mark.parametrize("question", [MONDAY, AMBIGUOUS, UNKNOWN])
async def test_a_curator_is_shown_why_and_nobody_else_sees_it(town, question):
    """Below an answer, a choice and an abstention; the question that a member typed comes back in private alone."""
    before = await replied(town, question)
    r = await town.sam.click(before, label="Why?")
    assert r.ephemeral
    assert "I asked again just now" in r.response.content
    assert [message.id for message in town.situation.history(viewer=town.mina)][-1] == before.id


async def test_what_speaks_against_a_fact_is_told_with_what_would_help(town):
    """A word that no phrasing has is named."""
    r = await town.sam.click(await replied(town, TSUNAMI), label="Why?")
    told = "\n".join(embed.description for embed in r.response.embeds)
    assert "tsunami" in told
    assert "If #1 is meant" in told


async def test_a_member_is_told_that_it_is_for_curators(town):
    """The right is checked when it is pressed."""
    r = await town.mina.click(await replied(town, MONDAY), label="Why?")
    assert r.ephemeral
    assert r.response.content.startswith("That shows the curators how I read a question.")
    assert r.response.embeds == []


async def test_a_private_card_has_it_for_curators_alone(town):
    """And says what was asked, which is not to be found elsewhere."""
    for question in (MONDAY, AMBIGUOUS, UNKNOWN, "thanks a lot"):
        await town.mina.slash(town.situation, "ask", question=question, private=True)
        assert not can_ask_why(town)
        curators = await town.sam.slash(town.situation, "ask", question=question, private=True)
        assert can_ask_why(town)
        r = await town.sam.click(curators.response, label="Why?")
        assert r.ephemeral
        assert r.response.content.startswith("**")
    assert "small talk" in r.response.content


async def test_a_public_answer_to_a_command_has_none(town):
    """Nothing there says what was asked."""
    await town.mina.slash(town.situation, "ask", question=MONDAY)
    assert town.situation.last_message.content == TWELVE
    assert not can_ask_why(town)


async def test_a_reply_to_an_answer_is_explained_as_one(town):
    """What it leaves out is in the answer that it replies to; it may need no more than that answer."""
    (await town.base()).seed()
    answer = await replied(town, "how many missiles did North Korea fire on 30 May 2024?")
    for said, because in (("when?", "stands out"), ("who says so?", "asks who says what it replies to")):
        await town.mina.send(town.situation, said, reply_to=answer)
        r = await town.sam.click(town.situation.last_message, label="Why?")
        assert because in r.response.content


async def test_a_question_that_is_gone_cannot_be_explained(town):
    """And that is said."""
    choice = await replied(town, AMBIGUOUS)
    question = next(message for message in town.situation.history() if message.author.id == town.mina.id)
    await town.mina.delete(question)
    r = await town.sam.click(choice, label="Why?")
    assert r.ephemeral
    assert r.response.content.startswith("The question is gone")


async def test_it_outlives_a_restart(town, make_bot):
    """It is asked again with the facts as they are then."""
    answer = await replied(town, MONDAY)
    await town.restart(make_bot)
    r = await town.sam.click(answer, label="Why?")
    assert r.ephemeral
    assert "#1" in r.response.content
