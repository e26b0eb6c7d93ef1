"""What all can read holds nothing that a member typed, wherever it was typed."""

import pytest
from small_facts import MONDAY, REPORT, TUESDAY, TWELVE, WHERE
from test_desk_cog import BY

from bot.cogs.desk import EVERY
from bot.faults import RefusedError
from knowledge.errors import InvalidError, NotFoundError
from knowledge.records import Settings
from knowledge.schedules import Schedule
from knowledge.tips import Tips

TYPED = "quokka"
OPEN = f"Who fed the {TYPED} @everyone **twice** [here](https://evil.example)?"
CHOICE = f"where did the {TYPED} balloons land?"
HOUR = 3_600


@pytest.fixture
async def onlooker(town, facts):
    """Somebody who did nothing, in a server whose digests and desk are on, where a fact is asked for in those words."""
    base = await town.base()
    base.phrase(1, [f"{TYPED} missiles"], BY)
    base.set_settings(Settings(moderators_channel=town.moderators.id, digest_channel=town.situation.id), BY)
    base.set_schedule(
        Schedule(id="1", channel=town.situation.id, times=("00:30",), zone="UTC", set_at=town.env.now(), always=True),
        BY,
    )
    ola = town.guild.add_member(town.env.create_user("Ola"))
    await town.env.settle()
    return ola


def public(town, onlooker):
    """All that somebody who did nothing reads of the bot in #situation."""
    read = town.situation.history(viewer=onlooker)
    return [message for message in read if message.author.id == town.bot.user.id]


def text(message):
    """Every word of a message: buttons, menus and small print too."""
    parts = [str(embed.to_dict()) for embed in message.embeds]
    parts += [str(row if isinstance(row, dict) else row.to_dict()) for row in message.components]
    return "\n".join([message.content, *parts, *(file.filename for file in message.attachments)])


async def commands(town):
    """By command: in public, in private, in vain."""
    yield await town.mina.slash(town.situation, "ask", question=f"{TYPED} missiles")
    for question in (OPEN, CHOICE, f"{MONDAY} And {OPEN}", f"thanks {TYPED}", f"{TYPED} " * 200):
        yield await town.mina.slash(town.situation, "ask", question=question)
        yield await town.mina.slash(town.situation, "ask", question=question, private=True)
        await town.env.advance_time(61)
    yield await town.mina.slash(town.situation, "suggest", question=OPEN, source=f"{TYPED} {REPORT}", answer=TYPED)
    yield await town.mina.slash(town.situation, "suggest", question=OPEN, source=f"javascript:{TYPED}")
    yield await town.mina.slash(town.situation, "history", fact=TYPED)
    yield await town.mina.slash(town.situation, "browse", topic=TYPED)


async def menus(town):
    """By menu, and shared."""
    asked = await town.sam.send(town.situation, f"{TYPED} missiles")
    r = await town.mina.context_menu(town.situation, "Answer this", asked)
    yield r
    yield await town.mina.click(r.response, label="Share here")


async def mentions(town):
    """By mention and reply, and what is pressed below."""
    for words in (f"{TYPED} missiles", OPEN, f"{WHERE} And {OPEN}", f"{TYPED} " * 250, f"hello {TYPED}"):
        await town.mina.send(town.situation, f"{town.ping} {words}")
        yield town.situation.last_message
        await town.env.advance_time(61)
    await town.mina.send(town.situation, f"{town.ping} {TUESDAY}")
    answer = town.situation.last_message
    yield await town.mina.send(town.situation, f"who told the {TYPED}?", reply_to=answer)
    for label in ("Not what I asked", "Outdated", "Wrong"):
        doubt = await town.mina.click(answer, label="Wrong?")
        yield await town.mina.click(doubt.response, label=label)
    for label in ("Show #3", "Not that"):
        await town.env.advance_time(61)
        await town.mina.send(town.situation, f"{town.ping} {CHOICE}")
        yield await town.mina.click(town.situation.last_message, label=label)


async def buttons(town):
    """Below what is not on record."""
    await town.env.advance_time(61)
    await town.mina.send(town.situation, f"{town.ping} {OPEN}")
    abstention = town.situation.last_message
    yield await town.mina.click(abstention, label="Tell me when known")
    form = await town.mina.click(abstention, label="I have a source")
    for source in (f"{TYPED} {REPORT}", f"ftp://{TYPED}"):
        form = await town.mina.click(abstention, label="I have a source")
        yield await town.mina.submit_modal(form, {"question": f"Which {TYPED}?", "source": source, "answer": TYPED})


async def many(town):
    """As many members as raise a flag, with one question."""
    for member in (town.mina, town.sam, *(town.guild.add_member(town.env.create_user(name)) for name in "ABC")):
        await town.env.settle()
        yield await member.slash(town.situation, "ask", question=OPEN, private=True)


async def moderators(town):
    """At the desk, and in what is posted on schedule."""
    async for step in many(town):
        yield step
    yield await town.sam.slash(town.moderators, "desk")
    await town.wait(EVERY + 1)
    for label in ("Questions", "Suggestions"):
        yield await town.sam.click(town.moderators.history()[0], label=label)
    await town.wait(HOUR)
    yield await town.sam.slash(town.moderators, "digest preview", channel=town.situation)


@pytest.mark.parametrize("walk", [commands, menus, mentions, buttons, moderators])
async def test_nothing_that_a_member_typed_is_shown_to_all(town, onlooker, walk):
    """Neither their questions nor their suggestions, in no answer, choice, abstention, form, digest or refusal."""
    steps = 0
    async for _ in walk(town):
        steps += 1
        assert not [text(message) for message in public(town, onlooker) if TYPED in text(message)]
    assert steps
    assert {type(getattr(error, "original", error)) for error in town.env.errors} <= {InvalidError, NotFoundError}


async def test_it_is_shown_to_whom_it_concerns(town, onlooker):
    """The walks would find it: it is there, for the member alone and for moderators."""
    r = await town.mina.slash(town.situation, "ask", question=OPEN)
    assert TYPED in text(r.response)
    await town.mina.slash(town.situation, "suggest", question=OPEN, source=REPORT)
    assert Tips(await town.base()).open()
    await town.sam.slash(town.moderators, "desk")
    await town.wait(EVERY + 1)
    assert any(TYPED in text(message) for message in town.moderators.history())
    assert public(town, onlooker) == []


async def test_a_moderators_channel_that_all_can_read_is_told_nothing(town, onlooker):
    """Where it was opened since it was chosen, no question is posted there any more."""
    everyone = town.bot.get_guild(town.guild.id).default_role
    await town.bot.get_channel(town.moderators.id).set_permissions(everyone, view_channel=True)
    async for _ in many(town):
        await town.wait(EVERY + 1)
    await town.sam.slash(town.moderators, "desk")
    read = town.moderators.history(viewer=onlooker)
    assert not [text(message) for message in read if TYPED in text(message)]
    assert [type(getattr(error, "original", error)) for error in town.env.errors] == [RefusedError]


async def test_what_is_answered_is_asked_in_the_words_of_the_record(town, onlooker):
    """A wording that a moderator added finds the fact, and is not shown either."""
    await town.mina.send(town.situation, f"{town.ping} {TYPED} missiles")
    [answer] = public(town, onlooker)
    assert answer.content == TWELVE
    assert answer.embeds[0].title == MONDAY
