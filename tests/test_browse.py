"""Browsing: what is on record, for everyone, without anything that may not be shown."""

import re

import pytest

from bot.cards.listing import A_PAGE
from knowledge.drafts import Draft
from knowledge.revisions import ActorId, Author

BY = Author(actor=ActorId("p1"), via="test")


def text(message):
    """All that a message says."""
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.description or "", embed.footer.text or ""]
    return "\n".join(parts)


def numbers(message):
    """The facts on a page, in their order."""
    return re.findall(r"^\*\*#(\d+)\*\*", text(message), re.MULTILINE)


def menu(message, verb):
    """The custom_id of a menu."""
    parts = [part for row in message.components for part in row["components"]]
    return next(part["custom_id"] for part in parts if f":{verb}" in part["custom_id"])


def offered(message, verb):
    """What a menu offers."""
    parts = [part for row in message.components for part in row["components"]]
    return next([option["label"] for option in part["options"]] for part in parts if f":{verb}" in part["custom_id"])


async def browse(town, **options):
    return await town.mina.slash(town.situation, "browse", **options)


async def choose(town, shown, verb, value):
    return await town.mina.select(shown.response, [value], custom_id=menu(shown.response, verb))


@pytest.fixture
async def several(town):
    """A calm fact, a disputed one, one that is not known, a retired one, and one of tomorrow."""
    base = await town.base()
    await town.put("How many ships were seen?", "3 ships")
    await town.put("How many missiles were fired?", "10 missiles")
    await town.put("Was anyone hurt?", "")
    await town.put("Is the port open?", "Yes")
    await town.put("Who comes tomorrow?", "The secret guest", as_of="2026-01-02")
    base.retire(4, BY, seen=base.last_change(4))
    return base


class TestBrowsing:
    """A page for whoever asks alone."""

    async def test_it_lists_what_may_be_shown(self, town, several):
        """Neither what is retired nor what begins tomorrow; and nobody else sees it."""
        shown = await browse(town)
        assert shown.ephemeral
        assert numbers(shown.response) == ["1", "2", "3"]
        assert "**3 facts**" in shown.response.content
        assert "3 ships (the coast guard, 30 December 2025)" in text(shown.response)
        assert "guest" not in text(shown.response)
        assert town.situation.history() == []

    async def test_no_word_finds_what_may_not_be_shown(self, town, several):
        """A hidden answer is not betrayed by the number of facts."""
        assert "0 facts" in (await browse(town, text="secret")).response.content
        assert numbers((await browse(town, text="ships")).response) == ["1"]

    async def test_it_is_narrowed_and_sorted_by_menus(self, town, several):
        """And by options; only what is no curators' work is offered."""
        shown = await browse(town)
        assert offered(shown.response, "browse_only") == ["All", "Sources differ", "Not known yet"]
        await choose(town, shown, "browse_only", "unknown")
        assert numbers(shown.response) == ["3"]
        assert "**1 fact** · not known yet" in shown.response.content
        await choose(town, shown, "browse_only", "all")
        await choose(town, shown, "browse_order", "changed")
        assert numbers(shown.response) == ["3", "2", "1"]
        assert numbers((await browse(town, only="unknown")).response) == ["3"]

    async def test_the_most_asked_come_first(self, town, several):
        """By how often members were shown them."""
        await town.mina.slash(town.situation, "ask", question="How many missiles were fired?")
        assert numbers((await browse(town, order="asked")).response)[0] == "2"

    async def test_one_is_shown_whole(self, town, several):
        """As an answer with its source, to whoever chose it alone; the list stays."""
        shown = await browse(town)
        whole = await choose(town, shown, "browse_show", "2")
        assert whole.ephemeral
        assert "10 missiles" in whole.response.content
        assert numbers(shown.response) == ["1", "2", "3"]

    async def test_pages_and_menus_live_through_a_restart(self, town, make_bot):
        """The words that were looked for stay in them."""
        base = await town.base()
        base.seed()
        shown = await browse(town, text="north korea")
        first = numbers(shown.response)
        assert len(first) == A_PAGE
        await town.restart(make_bot)
        assert (await town.mina.click(shown.response, label="Next")).acknowledged
        assert "with “north korea”" in shown.response.content
        assert not set(first) & set(numbers(shown.response))
        assert (await choose(town, shown, "browse_order", "changed")).acknowledged
        assert "with “north korea”" in shown.response.content
        assert "Last changed first" in text(shown.response)

    async def test_an_empty_server_says_so(self, town):
        """Without menus to choose nothing from."""
        shown = await browse(town)
        assert shown.response.content == "Nothing is on record here yet."
        assert shown.response.components == []

    async def test_a_fact_that_went_meanwhile_is_told(self, town, several):
        """The list may be older than the record."""
        shown = await browse(town)
        several.retire(2, BY, seen=several.last_change(2))
        assert "not on record any more" in (await choose(town, shown, "browse_show", "2")).response.content

    async def test_the_longest_facts_fit_a_page(self, town):
        """Of whatever characters (discord_limits checks each message)."""
        for number in range(A_PAGE):
            await town.put(f"{number} {'_*' * 90}?", "`*" * 400, said_by="_|" * 45)
        assert len(numbers((await browse(town)).response)) == A_PAGE


class TestCuratorsList:
    """All that is on record, and what of it needs work."""

    @pytest.mark.parametrize(
        ("only", "found"),
        [
            ("all", ["1", "2", "3", "5"]), ("retired", ["4"]), ("unknown", ["3"]), ("disputed", ["2"]),
            ("few", ["1", "2", "3"]),
        ],
    )  # fmt: skip
    async def test_it_is_narrowed(self, town, several, only, found):
        """By option or by menu alike; what begins tomorrow is there, for curators write it."""
        draft = Draft(question="How many missiles were fired?", answer="18 missiles", said_by="a newspaper")
        several.revise(2, draft, BY, seen=several.last_change(2))
        several.phrase(5, ["who visits?", "who will come?"], BY)
        listed = await town.sam.slash(town.moderators, "fact list", only=only)
        assert numbers(listed.response) == found
        chosen = await town.sam.slash(town.moderators, "fact list")
        await town.sam.select(chosen.response, [only], custom_id=menu(chosen.response, "fact_list_only"))
        assert chosen.response.content == listed.response.content

    @pytest.mark.parametrize(("order", "first"), [("number", "1"), ("changed", "5"), ("asked", "2")])
    async def test_it_is_sorted(self, town, several, order, first):
        """And the order stays while it is narrowed."""
        await town.mina.slash(town.situation, "ask", question="How many missiles were fired?")
        listed = await town.sam.slash(town.moderators, "fact list", order=order, text="how who")
        assert numbers(listed.response) == []
        listed = await town.sam.slash(town.moderators, "fact list", order=order)
        assert numbers(listed.response)[0] == first
        await town.sam.select(listed.response, ["few"], custom_id=menu(listed.response, "fact_list_only"))
        assert numbers(listed.response)[0] == first

    async def test_one_is_opened_to_work_on_it(self, town, several):
        """From the list itself, without typing its number anew."""
        listed = await town.sam.slash(town.moderators, "fact list")
        opened = await town.sam.select(listed.response, ["2"], custom_id=menu(listed.response, "fact"))
        assert opened.response.content.startswith("**#2 ")
        assert (await town.sam.click(opened.response, label="Revise")).modal["title"] == "Revise #2"

    async def test_it_is_for_curators(self, town, several):
        """At each press: whoever lost the right turns no page."""
        listed = await town.sam.slash(town.situation, "fact list")
        town.env.backend.get_guild(town.guild.id).members[town.sam.id].role_ids.clear()
        late = await town.sam.select(listed.response, ["few"], custom_id=menu(listed.response, "fact_list_only"))
        assert "for curators" in late.response.content
