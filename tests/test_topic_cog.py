"""Topics in Discord: kept by curators, asked first in the channels that are about them, and named elsewhere."""

import json
from datetime import UTC

import discord
import pytest
from messages import text

from bot.cards.topics import A_PAGE
from knowledge.records import Settings
from knowledge.revisions import ActorId, Author
from knowledge.waiting import Waiting

FERRY, FIRE = "Ferry aground", "Wildfire"
MISSING = "How many people were found?"
BURNED = "How much forest burned?"
TWO = "**2 people** (the coast guard, 30 December 2025)"
ELEVEN = "**11 people** (the coast guard, 30 December 2025)"
FOREST = "**400 hectares** (the coast guard, 30 December 2025)"


async def topic(town, verb, who=None, where=None, **options):
    return await (who or town.sam).slash(where or town.moderators, f"topic {verb}", **options)


async def ask(town, question, where=None, **options):
    return (await town.mina.slash(where or town.situation, "ask", question=question, **options)).response


async def known(town):
    base = await town.base()
    return {topic.name: topic for topic in base.topics}


@pytest.fixture
async def fire(town):
    """A channel beside #situation."""
    channel = town.guild.create_text_channel("wildfire")
    await town.env.settle()
    return channel


@pytest.fixture
async def moderated(town):
    """#moderators is where moderators meet."""
    base = await town.base()
    base.set_settings(Settings(moderators_channel=town.moderators.id), Author(actor=ActorId("test"), via="test"))


@pytest.fixture
async def topics(town, fire):
    """Two situations: the ferry's is #situation, the fire's is #wildfire; both have a fact of one question."""
    for name, channel in ((FERRY, town.situation), (FIRE, fire)):
        await topic(town, "add", name=name)
        await topic(town, "bind", topic=name, channel=channel)
    await town.put(MISSING, "2 people", topic=FERRY)
    await town.put(MISSING, "11 people", topic=FIRE, knowing=True)
    await town.put(BURNED, "400 hectares", topic=FIRE)


class TestKeeping:
    """A topic from its beginning to its end, by a curator, for whom alone it is told."""

    async def test_it_begins(self, town):
        """As a revision of Sam's."""
        done = await topic(town, "add", name=FERRY)
        assert done.ephemeral
        assert "**Ferry aground** is a topic now." in done.response.content
        base = await town.base()
        (revision,) = base.history()
        assert (revision.via, base.activity.person(revision.actor).discord) == ("discord /topic add", town.sam.id)
        assert (
            "is a topic here already, with 0 facts" in (await topic(town, "add", name="ferry-aground")).response.content
        )

    async def test_a_channel_is_bound_to_it(self, town, fire):
        """The one where it is said, or another; one that was bound is told what it was about."""
        await topic(town, "add", name=FERRY)
        await topic(town, "add", name=FIRE)
        done = await topic(town, "bind", where=town.situation, topic=FERRY)
        assert f"<#{town.situation.id}> is about **Ferry aground** now" in done.response.content
        done = await topic(town, "bind", topic=FIRE, channel=town.situation)
        assert "It was about **Ferry aground**." in done.response.content
        assert [each.channels for each in (await known(town)).values()] == [(), (town.situation.id,)]
        done = await topic(town, "bind", topic="none", channel=town.situation)
        assert "is about no topic any more" in done.response.content

    async def test_they_are_listed(self, town, topics):
        """With facts, channels and whether they are over."""
        await topic(town, "close", topic=FERRY)
        shown = text((await topic(town, "list")).response)
        assert f"**Wildfire**\n2 facts · <#{(await known(town))[FIRE].channels[0]}>\n" in shown
        assert f"**Ferry aground**\n1 fact · <#{town.situation.id}> · closed on 1 January 2026" in shown

    async def test_many_come_in_pages(self, town):
        """Turned by a button."""
        for number in range(A_PAGE + 1):
            await topic(town, "add", name=f"Situation {number}")
        shown = await topic(town, "list")
        assert "Page 1 of 2" in text(shown.response)
        turned = await town.sam.click(shown.response, label="Next")
        assert f"**Situation {A_PAGE}**" in text(turned.response)

    async def test_the_set_up_shows_them_too(self, town, topics):
        """As a section of its own."""
        admins = town.guild.create_role("Admins", permissions=discord.Permissions(administrator=True))
        ada = town.guild.add_member(town.env.create_user("Ada"), roles=[admins])
        await town.env.settle()
        shown = await ada.slash(town.moderators, "setup", section="Topics")
        assert shown.ephemeral
        assert "**Wildfire**\n2 facts" in text(shown.response)

    async def test_there_may_be_none(self, town):
        """Then what topics are for is told."""
        assert "`/topic add` begins one" in (await topic(town, "list")).response.content

    async def test_it_is_closed_and_opened_again(self, town, topics):
        """With what it had."""
        done = await topic(town, "close", topic="ferry")
        assert "**Ferry aground** is closed as of 1 January 2026." in done.response.content
        assert "was closed on 1 January 2026 already" in (await topic(town, "close", topic=FERRY)).response.content
        done = await topic(town, "add", name=FERRY)
        assert "**Ferry aground** is open again" in done.response.content
        assert (await known(town))[FERRY].channels == (town.situation.id,)

    async def test_undo_takes_it_back(self, town, topics):
        """As it does every change of one's own."""
        await topic(town, "close", topic=FERRY)
        done = await town.sam.slash(town.moderators, "undo")
        assert "Ferry aground" in text(done.response)
        assert (await known(town))[FERRY].closed_at is None

    async def test_what_is_wrong_is_told(self, town):
        """A name that cannot be one, a topic that is not there."""
        assert "means no topic" in (await topic(town, "add", name="none")).response.content
        done = await topic(town, "bind", topic="Ferry")
        assert "No topic is called “Ferry” here" in done.response.content
        assert town.env.errors

    async def test_they_are_offered_while_typing(self, town, topics):
        """Those that fit, closed ones not to be closed again; and that none is meant."""
        await topic(town, "close", topic=FERRY)
        offered = await town.sam.autocomplete(town.situation, "topic close", "topic", "")
        assert [choice["value"] for choice in offered] == [FIRE]
        offered = await town.sam.autocomplete(town.situation, "topic bind", "topic", "")
        assert [choice["value"] for choice in offered] == [FIRE, FERRY, "none"]
        offered = await town.sam.autocomplete(town.situation, "topic bind", "topic", "fer")
        assert [choice["value"] for choice in offered] == [FERRY]

    async def test_members_may_not(self, town, topics):
        """Whatever Discord shows them."""
        root = town.env.backend.find_command("topic", town.guild.id, type=1)
        town.guild.set_command_permissions(int(root["id"]), {town.guild.default_role: True})
        for verb, options in (
            ("add", {"name": "Mine"}),
            ("bind", {"topic": FIRE}),
            ("close", {"topic": FIRE}),
            ("list", {}),
        ):
            done = await topic(town, verb, who=town.mina, where=town.situation, **options)
            assert "This is for curators" in done.response.content
        assert set(await known(town)) == {FERRY, FIRE}
        assert town.env.errors


FACT = {"question": "Who leads the search?", "answer": "The navy", "said_by": "the mayor", "as_of": "", "source": ""}


async def add(town, where, shown=None, **options):
    """Open the form of a new fact in a channel, and send it."""
    shown = shown or await town.sam.slash(where, "fact add", **options)
    return await town.sam.submit_modal(shown, FACT)


async def topic_of(town, fact):
    return (await town.base()).fact(fact).topic


class TestFiling:
    """What is written in a channel belongs to its topic, unless another is chosen."""

    async def test_a_fact_belongs_to_its_channels_topic(self, town, topics, fire):
        """Which is said; the form has five fields all the same."""
        shown = await town.sam.slash(fire, "fact add")
        assert len(shown.modal["components"]) == 5
        done = await add(town, fire, shown)
        assert done.response.content == "**#4 Who leads the search?** is on record under **Wildfire**."
        assert await topic_of(town, 4) == FIRE

    async def test_that_its_topic_is_closed_is_pointed_out(self, town, topics, fire):
        """It is filed all the same, and says so to who asks."""
        await topic(town, "close", topic=FIRE)
        done = await add(town, fire)
        assert "is on record under **Wildfire**, which is closed: `/topic add` opens it again." in done.response.content

    @pytest.mark.parametrize(("chosen", "topic"), [(FERRY, FERRY), ("ferry", FERRY), ("none", "")])
    async def test_another_can_be_chosen(self, town, topics, fire, chosen, topic):
        """Or none."""
        await add(town, fire, topic=chosen)
        assert await topic_of(town, 4) == topic

    async def test_elsewhere_it_belongs_to_none(self, town, topics):
        """Unless one is chosen, which has to be there."""
        done = await add(town, town.moderators)
        assert done.response.content == "**#4 Who leads the search?** is on record."
        refused = await town.sam.slash(town.moderators, "fact add", topic="Earthquake")
        assert "No topic is called “Earthquake” here" in refused.response.content
        assert town.env.errors

    async def test_a_form_that_is_mended_stays_in_its_topic(self, town, topics, fire):
        """The draft keeps what was chosen beside it."""
        shown = await town.sam.slash(fire, "fact add")
        wrong = await town.sam.submit_modal(shown, FACT | {"as_of": "the day of the flood"})
        again = await town.sam.click(wrong.response, label="Open the form again")
        await town.sam.submit_modal(again, FACT)
        assert await topic_of(town, 4) == FIRE

    async def test_the_same_happened_anew_in_the_same_topic(self, town, topics):
        """Wherever the curator is when it does."""
        shown = await town.sam.slash(town.moderators, "fact revise", fact="#3", change="event")
        await add(town, town.moderators, shown)
        assert await topic_of(town, 4) == FIRE

    @pytest.mark.usefixtures("moderated")
    async def test_an_open_question_belongs_to_its_channels_topic(self, town, topics, fire):
        """The same words elsewhere are another question; a fact that is made of it is of its topic."""
        for where in (town.situation, fire):
            await ask(town, "Who leads the search?", where)
        base = await town.base()
        assert {miss.topic for miss in base.activity.misses} == {FERRY, FIRE}
        await town.sam.slash(town.moderators, "desk")
        desk = town.moderators.history()[-1]
        listed = (await town.sam.click(desk, label="Questions")).response
        assert "“Who leads the search?” · 1 member · Wildfire" in text(listed)
        place = 1 if text(listed).index("Wildfire") < text(listed).index("Ferry aground") else 2
        shown = await town.sam.click(listed, label=f"{place} New fact")
        await add(town, town.moderators, shown)
        assert await topic_of(town, 4) == FIRE
        assert [miss.topic for miss in base.activity.misses] == [FERRY]

    @pytest.mark.usefixtures("moderated")
    async def test_a_suggestion_belongs_to_its_channels_topic(self, town, topics, fire):
        """And the fact that is made of it."""
        await town.mina.slash(fire, "suggest", question="Who leads the search?", source="https://a.example/1")
        await town.sam.slash(town.moderators, "desk")
        listed = (await town.sam.click(town.moderators.history()[-1], label="Suggestions")).response
        assert "· Wildfire" in text(listed)
        shown = await town.sam.click(listed, label="1 Make a fact")
        await add(town, town.moderators, shown)
        assert await topic_of(town, 4) == FIRE

    async def test_who_waits_is_told_of_their_topic_only(self, town, topics, fire):
        """An answer to the same question of another is none."""
        asked = await ask(town, "Who leads the search?", fire)
        await town.mina.click(asked, label="Tell me when known")
        await town.put("Who leads the search?", "The navy", topic=FERRY)
        base = await town.base()
        assert Waiting(base).due(town.env.now(), UTC) == ()
        await town.put("Who leads the search?", "The fire brigade", topic=FIRE)
        (told,) = Waiting(base).due(town.env.now(), UTC)
        assert told.answers[0].leading.answer == "The fire brigade"


class TestFinding:
    """Lists and pickers, narrowed to a topic or telling which."""

    async def test_a_list_is_narrowed_to_a_topic(self, town, topics):
        """By everyone, and by curators; also to those of none."""
        await town.put("Who may be called?", "The mayor")
        for who, where, command in ((town.mina, town.situation, "browse"), (town.sam, town.moderators, "fact list")):
            shown = await who.slash(where, command, topic="wild")
            assert "**2 facts** · Wildfire" in shown.response.content
            assert text(shown.response).count("**#") == 2
            general = await who.slash(where, command, topic="None")
            assert "**1 fact** · of no topic" in general.response.content
            assert "**#4** Who may be called?" in text(general.response)

    async def test_it_stays_narrowed_when_it_is_turned_and_sorted(self, town, topics):
        """By its menus and buttons."""
        for number in range(9):
            await town.put(f"How many houses burned in village {number}?", "3 houses", topic=FIRE, knowing=True)
        shown = await town.mina.slash(town.situation, "browse", topic=FIRE)
        turned = await town.mina.click(shown.response, label="Next")
        assert "**11 facts** · Wildfire" in turned.response.content
        menus = [part["custom_id"] for row in turned.response.components for part in row["components"]]
        order = next(custom_id for custom_id in menus if ":browse_order" in custom_id)
        sorted_ = await town.mina.select(turned.response, ["changed"], custom_id=order)
        assert "**11 facts** · Wildfire" in sorted_.response.content
        menus = [part["custom_id"] for row in sorted_.response.components for part in row["components"]]
        only = next(custom_id for custom_id in menus if ":browse_only" in custom_id)
        narrowed = await town.mina.select(sorted_.response, ["disputed"], custom_id=only)
        assert "**0 facts** · Wildfire · sources differ" in narrowed.response.content

    async def test_facts_of_several_topics_tell_which(self, town, topics):
        """In lists and in pickers; of one they do not."""
        shown = await town.sam.slash(town.moderators, "fact list")
        assert f"**#1** {MISSING} · Ferry aground\n" in text(shown.response)
        offered = await town.sam.autocomplete(town.moderators, "fact show", "fact", "found")
        assert [choice["name"] for choice in offered][:2] == [
            f"#1 {MISSING} (Ferry aground, 30 December 2025)",
            f"#2 {MISSING} (Wildfire, 30 December 2025)",
        ]
        shown = await town.sam.slash(town.moderators, "fact list", topic=FIRE)
        assert f"**#2** {MISSING}\n" in text(shown.response)

    async def test_a_topic_that_is_not_there_is_told(self, town, topics):
        """Rather than nothing found."""
        shown = await town.mina.slash(town.situation, "browse", topic="Earthquake")
        assert "No topic is called “Earthquake” here" in shown.response.content
        assert town.env.errors


class TestFiles:
    """What /fact export gives, /fact import takes: topics with it."""

    async def test_a_table_files_its_facts(self, town, topics):
        """By its column; the same question of two topics stays two facts."""
        table = f"question,answer,topic\n{MISSING},3 people,{FERRY}\nWho leads the search?,The navy,{FERRY}\n"
        given = await town.sam.slash(town.moderators, "fact import", file=("facts.csv", table.encode()))
        assert "1 fact added, 1 updated" in text(given.response)
        await town.sam.click(given.response, label="Import")
        assert [await topic_of(town, number) for number in (1, 2, 4)] == [FERRY, FIRE, FERRY]
        assert "11 people" in (await town.base()).fact(2).live()[0].answer

    async def test_a_document_holds_them_whole(self, town, topics):
        """With the date on which one was closed; what it would begin is previewed."""
        await topic(town, "close", topic=FERRY)
        given = await town.sam.slash(town.moderators, "fact export", format="json")
        (file,) = given.response.attachments
        document = json.loads(await file.read())
        assert document["topics"][0] == {"name": FERRY, "closed_at": "2026-01-01T00:00:00Z"}
        document["topics"].append({"name": "Earthquake"})
        data = ("facts.json", json.dumps(document).encode())
        told = await town.sam.slash(town.moderators, "fact import", file=data)
        assert "Topics: 1 added, 0 updated, 2 unchanged" in text(told.response)


class TestMoving:
    """A fact goes from one topic to another by /fact options."""

    async def test_it_is_one_revision_with_history(self, town, topics):
        """And answers there from then on."""
        done = await town.sam.slash(town.moderators, "fact options", fact="#3", topic=FERRY, shelf="7d")
        assert "belongs to **Ferry aground** now, and keeps for 7 days." in done.response.content
        assert (await ask(town, BURNED)).content == FOREST
        history = await town.sam.slash(town.moderators, "history", fact="#3")
        assert "Topic: ~~Wildfire~~ → Ferry aground" in text(history.response)
        assert "Shelf life: keeps for 7 days" in text(history.response)

    async def test_it_can_leave_its_topic(self, town, topics):
        """Then it is one of the server's general facts."""
        done = await town.sam.slash(town.moderators, "fact options", fact="#3", topic="none")
        assert "belongs to no topic now" in done.response.content

    async def test_nothing_new_is_said(self, town, topics):
        """And is no revision."""
        before = (await town.base()).state.revision
        done = await town.sam.slash(town.moderators, "fact options", fact="#3", topic=FIRE)
        assert "Nothing was changed" in done.response.content
        assert (await town.base()).state.revision == before


class TestAsking:
    """The same question in different channels."""

    async def test_each_channel_gets_its_own(self, town, topics, fire):
        """Without a word on the topic: the channel is about it."""
        assert (await ask(town, MISSING)).content == TWO
        assert (await ask(town, MISSING, fire)).content == ELEVEN

    async def test_a_mention_and_a_menu_too(self, town, topics, fire):
        """By whatever way it is asked."""
        asked = await town.mina.send(fire, f"{town.ping} {MISSING}")
        assert fire.last_message.content == ELEVEN
        menu = await town.sam.context_menu(fire, "Answer this", asked)
        assert menu.response.content == ELEVEN

    async def test_a_thread_belongs_to_its_channel(self, town, topics, fire):
        """What is asked in it is asked there."""
        channel = town.bot.get_channel(fire.id)
        await channel.create_thread(name="evacuation", type=discord.ChannelType.public_thread)
        await town.env.settle()
        (thread,) = fire.threads
        assert (await ask(town, MISSING, thread)).content == ELEVEN
        await topic(town, "bind", where=thread, topic=FERRY)
        assert (await ask(town, MISSING, fire)).content == TWO

    async def test_what_another_topic_answers_names_that(self, town, topics):
        """Nobody takes it for an answer on the ferry."""
        assert (await ask(town, BURNED)).content == f"{FOREST} · topic: Wildfire"

    async def test_elsewhere_it_is_a_choice_that_names_the_topics(self, town, topics):
        """And so does what is chosen."""
        lobby = town.guild.create_text_channel("lobby")
        await town.env.settle()
        asked = await ask(town, MISSING, lobby)
        assert asked.content == "**Which do you mean?**"
        assert f"{MISSING} · Ferry aground · #1, 30 December 2025" in text(asked)
        assert f"{MISSING} · Wildfire · #2, 30 December 2025" in text(asked)
        place = 1 if text(asked).index("Wildfire") < text(asked).index("Ferry aground") else 2
        chosen = await town.mina.click(asked, label=str(place))
        assert chosen.response.content == f"{ELEVEN} · topic: Wildfire"

    async def test_a_closed_topic_answers_with_its_date(self, town, topics, fire):
        """In its channel, and from elsewhere."""
        await topic(town, "close", topic=FIRE)
        over = " · Wildfire closed on 1 January 2026; last known then"
        assert (await ask(town, MISSING, fire)).content == ELEVEN + over
        assert (await ask(town, BURNED)).content == FOREST + over
        await topic(town, "add", name=FIRE)
        assert (await ask(town, MISSING, fire, private=True)).content == ELEVEN

    async def test_why_asks_in_the_same_channel(self, town, topics, fire):
        """So that what is explained is what was answered."""
        shown = await town.sam.slash(fire, "ask", question=MISSING, private=True)
        why = await town.sam.click(shown.response, label="Why?")
        assert "#2" in text(why.response)
