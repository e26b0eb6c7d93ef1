"""The curators' menus on a message: a fact from what it reports, and an answer put right."""

from datetime import timedelta

import pytest
from test_curate import FACT, add, labels, revise, text, values

from bot.faults import RefusedError
from knowledge.revisions import ActorId, Author

LINK = "https://www.yna.co.kr/view/AEN20240530"
ANSWER = {"question": "How many missiles were fired on 30 May?", "answer": "About 12 missiles"}


def unfurled(url=LINK, **parts):
    """What Discord makes of a link."""
    return {
        "type": "article",
        "url": url,
        "title": "North fires about 12 missiles",
        "provider": {"name": "Yonhap"},
    } | parts


async def post(town, content, *embeds, channel=None):
    """A message of Mina's, with what Discord made of the links in it."""
    where = channel or town.situation
    posted = town.env.backend.create_message(where.id, town.mina.id, content, embeds=list(embeds))
    await town.env.settle()
    return where.history()[-1] if posted else None


async def opened(town, message, channel=None):
    """The form that the menu opens on a message."""
    shown = await town.sam.context_menu(channel or town.situation, "Add as fact", message)
    assert shown.modal["title"] == "Add a fact"
    return shown


async def test_a_pasted_link_is_a_right_answer_in_one_form(town):
    """Question and answer are typed; a careless question then gets the answer, its voice, date and source."""
    shown = await opened(town, await post(town, f"look {LINK}", unfurled()))
    done = await town.sam.submit_modal(shown, {**values(shown), **ANSWER})
    assert "is on record" in done.response.content
    asked = await town.mina.slash(town.situation, "ask", question="how many misiles were fired on may 30")
    answer = asked.response
    assert answer.content.startswith("**About 12 missiles** (reported by Yonhap, <t:")
    assert "North fires about 12 missiles, [yna.co.kr](https://www.yna.co.kr/view/AEN20240530)" in text(answer)
    assert "yna.co.kr" in labels(answer)


class TestWhatItTakes:
    """Link, title and publisher come from the message; nothing is fetched."""

    async def test_an_unfurled_link(self, town):
        """Its title, its publisher as the one who reports, and now."""
        shown = await opened(town, await post(town, f"look {LINK} now", unfurled()))
        assert values(shown) == {
            "question": "",
            "answer": "",
            "said_by": "reported by Yonhap",
            "as_of": "now",
            "source": f"North fires about 12 missiles {LINK}",
        }

    @pytest.mark.parametrize(
        ("embed", "publisher"),
        [
            ({"author": {"name": "Kim, reporter"}}, "Yonhap"),
            ({"provider": {"name": "YouTube"}, "author": {"name": "NHK World"}, "type": "video"}, "NHK World"),
            ({"provider": {}, "author": {"name": "Reuters (@Reuters)"}, "type": "rich"}, "Reuters (@Reuters)"),
            ({"provider": {}}, "yna.co.kr"),
        ],
    )
    async def test_who_publishes_it(self, town, embed, publisher):
        """Of a video the channel, not where it is kept; without any name the host."""
        shown = await opened(town, await post(town, LINK, unfurled(**embed)))
        assert values(shown)["said_by"] == f"reported by {publisher}"

    @pytest.mark.parametrize(
        "written", [f"see {LINK}.", f"<{LINK}>", f"[Yonhap]({LINK})", f"||{LINK}||", f"https://u@evil.org {LINK}"]
    )
    async def test_a_link_that_is_not_unfurled(self, town, written):
        """The link itself, its host as publisher; one that may not be shown is passed over."""
        shown = await opened(town, await post(town, written))
        assert values(shown)["source"] == LINK
        assert values(shown)["said_by"] == "reported by yna.co.kr"

    async def test_a_message_without_a_link_is_the_source_itself(self, town):
        """Its writer is told to the curator alone, and is the voice only if typed."""
        message = await post(town, "12 missiles, I counted them")
        shown = await opened(town, message)
        given = values(shown)
        assert given["source"] == f"Message in #situation {message.jump_url}"
        assert given["said_by"] == ""
        [voice] = [row["description"] for row in shown.modal["components"] if row["label"] == "Who says it"]
        assert voice == "Left empty, nobody is named. Mina wrote it: name them only if that is the voice."
        await town.sam.submit_modal(shown, {**given, **ANSWER})
        claim = (await town.base()).fact(1).live()[0]
        assert (claim.said_by, claim.source.url) == ("", message.jump_url)

    async def test_a_channel_that_not_everybody_sees_is_not_named(self, town):
        """What becomes public of it is a link that others cannot open."""
        message = await town.sam.send(town.moderators, "12 missiles")
        shown = await opened(town, message, town.moderators)
        assert values(shown)["source"] == f"Message {message.jump_url}"

    async def test_what_is_forwarded_counts_as_what_it_forwards(self, town):
        """News arrives that way."""
        message = await post(town, f"look {LINK}", unfurled())
        await town.mina.forward(message, town.situation)
        shown = await opened(town, town.situation.history()[-1])
        assert values(shown)["source"].endswith(LINK)

    async def test_an_older_message_brings_its_own_time(self, town):
        """It was known by then; as of now would say that somebody looked again."""
        message = await post(town, LINK)
        await town.wait(2 * 3600)
        shown = await opened(town, message)
        assert values(shown)["as_of"] == f"{message.created_at:%Y-%m-%d %H:%M}"
        done = await town.sam.submit_modal(shown, {**values(shown), **ANSWER})
        assert "is on record" in done.response.content
        as_of = (await town.base()).fact(1).live()[0].as_of
        assert timedelta(0) <= message.created_at - as_of.begins() < timedelta(minutes=1)

    @pytest.mark.parametrize(
        "embed",
        [
            {"title": "x" * 250},
            {"title": "see https://b.org and javascript:alert(1)"},
            {"title": "North \u202efires\u200b 12"},
            {"provider": {"name": "y" * 200}},
        ],
        ids=["too long", "with a link", "with invisible characters", "of a long name"],
    )
    async def test_a_title_that_a_form_refuses_is_left_out_or_cut(self, town, embed):
        """What was filled in can always be sent."""
        shown = await opened(town, await post(town, LINK, unfurled(**embed)))
        done = await town.sam.submit_modal(shown, {**values(shown), **ANSWER})
        assert "is on record" in done.response.content
        assert (await town.base()).fact(1).live()[0].source.url == LINK

    async def test_an_answer_of_the_bot_is_no_source(self, town):
        """It would prove itself."""
        await town.put("Where did they land?", "In the East Sea")
        await town.mina.slash(town.situation, "ask", question="Where did they land?")
        shown = await town.sam.context_menu(town.situation, "Add as fact", town.situation.last_message)
        assert shown.ephemeral
        assert "cannot be its own source" in shown.response.content

    async def test_it_is_for_curators(self, town):
        """Hidden from members, and checked by the server."""
        message = await post(town, LINK)
        root = town.env.backend.find_command("Add as fact", town.guild.id, type=3)
        town.guild.set_command_permissions(int(root["id"]), {town.guild.default_role: True})
        shown = await town.mina.context_menu(town.situation, "Add as fact", message)
        assert "This is for curators" in shown.response.content
        assert [type(error) for error in town.env.errors] == [RefusedError]


class TestWhatTheReplySays:
    """What was understood, before anybody relies on it."""

    @pytest.mark.parametrize(
        ("answer", "understood"),
        [
            ("About 12 missiles", "Understood: **about 12** missiles"),
            (
                "10 to 18 short-range ballistic missiles, says JCS",
                "Understood: **10 to 18** short-range ballistic missiles",
            ),
            ("At least 1,200 people", "Understood: **at least 1,200** people"),
            ("06:14", "Understood: **06:14**"),
            ("In the East Sea", None),
        ],
    )
    async def test_figure_and_unit(self, town, answer, understood):
        """As they will be compared."""
        shown = await opened(town, await post(town, LINK))
        done = await town.sam.submit_modal(shown, {**values(shown), **ANSWER, "answer": answer})
        said = text(done.response).splitlines()
        assert [line for line in said if line.removeprefix("\u200b").startswith("Understood")] == [understood] * bool(
            understood
        )

    @pytest.mark.parametrize(
        ("typed", "read"),
        [
            ("now", "1 January 2026, 09:00 UTC+09:00"),
            ("06:14", "1 January 2026, 06:14 UTC+09:00"),
            ("yesterday", "31 December 2025"),
            ("Mar 2024", "March 2024"),
            ("March 2024", None),
        ],
    )
    async def test_as_of_when(self, town, typed, read):
        """In the server's zone, where it was not typed as it is shown."""
        (await town.base()).choose_zone("Asia/Seoul", Author(actor=ActorId("test"), via="test"))
        shown = await opened(town, await post(town, LINK))
        done = await town.sam.submit_modal(shown, {**values(shown), **ANSWER, "as_of": typed})
        told = f"As of “{typed}” was read as {read}." if read else "was read as"
        assert (told in text(done.response)) is bool(read)

    async def test_an_empty_answer_is_not_known_yet(self, town):
        """Dated, with what was checked."""
        shown = await opened(town, await post(town, LINK, unfurled()))
        await town.sam.submit_modal(shown, {**values(shown), "question": "Was anyone hurt?"})
        asked = await town.mina.slash(town.situation, "ask", question="Was anyone hurt?")
        assert asked.response.content.startswith("**Not known yet** (reported by Yonhap, <t:")

    async def test_what_it_means_for_members(self, town):
        """Open questions that it answers, and facts that it may be."""
        await town.mina.slash(town.situation, "ask", question=ANSWER["question"])
        shown = await opened(town, await post(town, LINK))
        done = await town.sam.submit_modal(shown, {**values(shown), **ANSWER})
        assert "**It answers one open question**, now settled:" in text(done.response)
        again = await opened(town, await post(town, LINK))
        near = await town.sam.submit_modal(again, {**values(again), **ANSWER})
        assert "That question is on record already, as #1" in near.response.content


class TestFixing:
    """An answer that the bot posted is put right from the message itself."""

    async def answered(self, town, *questions):
        """What is posted in answer to a mention of Mina's."""
        await town.mina.send(town.situation, " ".join((town.ping, *questions)))
        return town.situation.last_message

    async def fix(self, town, message):
        return await town.sam.context_menu(town.situation, "Fix this answer", message)

    async def test_the_form_opens_with_what_was_shown(self, town):
        """Sent, it corrects the fact, and the answer."""
        await add(town)
        answer = await self.answered(town, FACT["question"])
        shown = await self.fix(town, answer)
        assert shown.modal["title"] == "Revise #1"
        assert values(shown) == {**FACT, "as_of": "2024-05-30"}
        done = await town.sam.submit_modal(shown, {**values(shown), "answer": "18 missiles"})
        assert "**A correction:** it was wrong." in text(done.response)
        assert town.situation.last_message.content.startswith("~~About 10 missiles~~ **18 missiles**")
        again = await self.fix(town, town.situation.last_message)
        assert values(again)["answer"] == "18 missiles"

    async def test_of_several_voices_it_is_the_one_that_was_shown_first(self, town):
        """Whoever leads meanwhile."""
        await add(town)
        answer = await self.answered(town, FACT["question"])
        await revise(town, answer="18 missiles", said_by="KCNA")
        shown = await self.fix(town, answer)
        assert (values(shown)["answer"], values(shown)["said_by"]) == ("About 10 missiles", "JCS")
        await town.sam.submit_modal(shown, {**values(shown), "answer": "12 missiles"})
        claims = (await town.base()).fact(1).live()
        assert {(claim.said_by, claim.answer) for claim in claims} == {("JCS", "12 missiles"), ("KCNA", "18 missiles")}

    async def test_what_was_replaced_since_is_not_taken_for_an_error(self, town):
        """It was right when it was posted; the form is one press away."""
        await add(town)
        answer = await self.answered(town, FACT["question"])
        await revise(town, answer="18 missiles", as_of="31 May 2024")
        shown = await self.fix(town, answer)
        assert shown.modal is None
        assert "was changed since: what that answer shows was right when it was posted." in shown.response.content
        assert "**18 missiles**" in text(shown.response)
        form = await town.sam.click(shown.response, label="Revise")
        assert values(form)["answer"] == "18 missiles"

    async def test_of_several_answers_one_is_chosen(self, town):
        """Each has its button."""
        await add(town)
        await town.put("Where did the missiles land?", "In the East Sea")
        answer = await self.answered(town, FACT["question"], "Where did the missiles land?")
        shown = await self.fix(town, answer)
        assert "Which one is to be fixed?" in shown.response.content
        form = await town.sam.click(shown.response, label="Revise #2")
        assert values(form)["answer"] == "In the East Sea"

    async def test_it_is_found_without_a_receipt_too(self, town, make_bot):
        """By its buttons, where what was posted is forgotten."""
        await add(town)
        answer = await self.answered(town, FACT["question"])
        await town.env.bot.close()
        (town.bot.servers.data / "servers" / str(town.guild.id) / "activity.json").unlink()
        await town.env.restart_bot(make_bot())
        assert values(await self.fix(town, answer))["answer"] == "About 10 missiles"

    async def test_another_message_is_no_answer(self, town):
        """Neither a member's nor what else the bot says."""
        message = await town.mina.send(town.situation, "12 missiles!")
        assert "That is no answer of mine." in (await self.fix(town, message)).response.content
        await self.answered(town, "Who is the president of France?")
        assert "That is no answer of mine." in (await self.fix(town, town.situation.last_message)).response.content

    async def test_it_is_for_curators(self, town):
        """Hidden from members, and checked by the server."""
        await add(town)
        answer = await self.answered(town, FACT["question"])
        root = town.env.backend.find_command("Fix this answer", town.guild.id, type=3)
        town.guild.set_command_permissions(int(root["id"]), {town.guild.default_role: True})
        shown = await town.mina.context_menu(town.situation, "Fix this answer", answer)
        assert "This is for curators" in shown.response.content
        assert [type(error) for error in town.env.errors] == [RefusedError]
