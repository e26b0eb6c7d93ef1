"""Aliases in Discord: added, listed and removed by curators, and nobody else."""

import threading

import pytest
from messages import text

from bot.cards.naming import A_PAGE
from knowledge.matching import Matcher
from knowledge.records import Alias
from knowledge.revisions import ActorId, Author

BY = Author(actor=ActorId("p1"), via="test")


async def add(town, name, spellings, who=None, **options):
    return await (who or town.sam).slash(town.moderators, "alias add", name=name, spellings=spellings, **options)


async def known(town):
    return dict((await town.base()).state.aliases)


async def allow_everyone(town):
    """What an administrator can do under Integrations: show members the curators' commands."""
    root = town.env.backend.find_command("alias", town.guild.id, type=1)
    town.guild.set_command_permissions(int(root["id"]), {town.guild.default_role: True})


class TestAdding:
    """A name gets its other forms, and the curator hears what that does."""

    async def test_a_name_and_its_spellings(self, town, facts):
        """Merged into what is on record, as a revision of Sam's; the reply is Sam's alone."""
        done = await add(town, "Wonsan", "Wŏnsan, 원산")
        assert done.ephemeral
        assert "**Wonsan** is **Wŏnsan, 원산** too." in done.response.content
        more = await add(town, "wonsan", "Port Lazarev")
        assert "**Wonsan** is **Port Lazarev** too." in more.response.content
        assert await known(town) == {"Wonsan": Alias(forms=("Wŏnsan", "원산", "Port Lazarev", "Wonsan"))}
        base = await town.base()
        revision = list(base.history())[-1]
        assert base.activity.person(revision.actor).discord == town.sam.id
        assert revision.via == "discord /alias add"
        assert town.moderators.history() == []

    async def test_what_it_does_is_told(self, town):
        """How many facts hold a form, and which open questions are answered now."""
        await town.put("Who rules Wonsan harbour?", "The navy")
        for asked in ("Who rules Gensan?", "Is it raining in Gensan?"):
            (await town.base()).activity.missed(asked, "not_on_record", ActorId("p2"), town.env.now())
        done = await add(town, "Wonsan harbour", "Gensan")
        assert "1 fact holds one of its forms" in text(done.response)
        assert "**It answers 1 open question, now settled:**\n“Who rules Gensan?”" in text(done.response)
        answer = await town.mina.slash(town.situation, "ask", question="Who rules Gensan?")
        assert "The navy" in answer.response.content

    async def test_one_way(self, town):
        """It is said which way."""
        await town.put("How many projectiles were launched?")
        done = await add(town, "projectile", "missile", one_way=True)
        assert "In a question, **missile** may mean **projectile** now." in done.response.content
        assert "who asks about **projectile** is not told of missile" in text(done.response)
        assert await known(town) == {"projectile": Alias(forms=("projectile",), one_way=("missile",))}

    async def test_nothing_new_is_said(self, town):
        """And is no revision."""
        await add(town, "Wonsan", "Wŏnsan")
        done = await add(town, "Wonsan", "wŏnsan")
        assert "Nothing was changed: **Wonsan** has these forms already." in done.response.content
        assert (await town.base()).state.revision == 1

    async def test_what_is_wrong_is_told_with_the_remedy(self, town):
        """All at once, and nothing is saved."""
        await add(town, "North Korea", "NK")
        done = await add(town, "Nikkei", "NK, the, 2024")
        assert done.ephemeral
        assert (
            "“NK” is in the group of “North Korea” already. Add to “North Korea” (/alias add)" in done.response.content
        )
        assert "“the” is made of words that any question may hold" in done.response.content
        assert "“2024” is a figure or a date" in done.response.content
        assert list(await known(town)) == ["North Korea"]
        assert town.env.errors

    async def test_a_form_is_text_and_pings_nobody(self, town):
        """Nor is any markdown of it drawn."""
        done = await add(town, "**Wonsan**", f"@everyone port, <@{town.mina.id}> x, [a](https://b.org)")
        assert f"<@{town.mina.id}>" not in text(done.response)
        assert "[a](" not in text(done.response)
        listed = await town.sam.slash(town.moderators, "alias list")
        assert r"\*\*Wonsan\*\*" in text(listed.response)

    async def test_as_many_and_as_long_forms_as_may_be_fit_a_message(self, town):
        """The reply, the list and the removal of them (discord_limits checks each)."""
        await town.put("Where is it?")
        long = [f"{n} {'_*' * 45} port" for n in range(39)]
        base = await town.base()
        for number in range(A_PAGE):
            base.add_alias(f"{'`' * 80} harbour {number}", [f"{form} {number}" for form in long], BY)
        done = await add(town, "Wonsan", ",".join(f"w{n} {'_*' * 9}" for n in range(38)))
        assert "is **" in done.response.content
        assert (await town.sam.slash(town.moderators, "alias list")).response.embeds
        name = next(iter(await known(town)))
        assert (await town.sam.slash(town.moderators, "alias remove", name=name)).response.content

    async def test_facts_are_read_anew_beside_the_loop(self, town, facts, monkeypatch):
        """The loop goes on answering while the forms of a name change."""
        threads = []

        def noted(*args, **named):
            threads.append(threading.current_thread())
            return Matcher(*args, **named)

        monkeypatch.setattr(await town.base(), "_matching", noted)
        await add(town, "Wonsan", "Wŏnsan")
        await town.sam.slash(town.moderators, "alias remove", name="Wonsan")
        assert len(threads) == 2
        assert threading.main_thread() not in threads


class TestListing:
    """All names, page by page, each with how it is used."""

    async def test_each_with_its_forms_and_their_use(self, town):
        """A number behind a form tells how many facts hold it."""
        await town.put("How many ships did NK send?", "Two")
        await add(town, "North Korea", "NK, the North")
        await add(town, "North Korea", "Pyongyang", one_way=True)
        listed = await town.sam.slash(town.moderators, "alias list")
        assert listed.ephemeral
        assert "**1 name**" in listed.response.content
        assert "**North Korea** · in 1 fact\nNK (1), the North\nMay mean it: Pyongyang" in text(listed.response)
        assert "how many facts hold that form" in text(listed.response)

    async def test_pages_are_turned_and_searched(self, town, make_bot):
        """Also after a restart."""
        base = await town.base()
        base.seed()
        count = len(base.state.aliases)
        first = await town.sam.slash(town.moderators, "alias list")
        assert f"**{count} names**" in first.response.content
        assert f"Page 1 of {-(-count // A_PAGE)}" in text(first.response)
        await town.restart(make_bot)
        second = await town.sam.click(first.response, label="Next")
        assert second.acknowledged
        assert f"Page 2 of {-(-count // A_PAGE)}" in text(second.response)
        found = await town.sam.slash(town.moderators, "alias list", text="dprk")
        assert "**1 name** with “dprk”" in found.response.content
        many = await town.sam.slash(town.moderators, "alias list", text="미")
        assert "**North Korea**" not in text(many.response)
        none = await town.sam.slash(town.moderators, "alias list", text="zeppelin")
        assert none.response.content == "No name with “zeppelin” is known in several forms here."

    async def test_an_empty_server_says_how_to_begin(self, town):
        """A new server has none."""
        assert "/alias add" in (await town.sam.slash(town.moderators, "alias list")).response.content


class TestRemoving:
    """A form, or a name with all of them, is taken away; the reply says how to bring it back."""

    async def test_one_spelling(self, town):
        """The others stay."""
        await add(town, "Wonsan", "Wŏnsan, Port Lazarev")
        done = await town.sam.slash(town.moderators, "alias remove", name="Wonsan", spelling="Port Lazarev")
        assert done.ephemeral
        assert "**Wonsan** and **Port Lazarev** are words of their own again." in done.response.content
        assert "still Wŏnsan too" in done.response.content
        assert "To undo: `/alias add` with name **Wonsan**, spellings Port Lazarev" in done.response.content
        assert await known(town) == {"Wonsan": Alias(forms=("Wŏnsan", "Wonsan"))}

    async def test_the_whole_by_any_form(self, town):
        """Both kinds of forms are named; a country stays one."""
        await add(town, "North Korea", "NK, the regime")
        await add(town, "North Korea", "Pyongyang", one_way=True)
        done = await town.sam.slash(town.moderators, "alias remove", name="the regime")
        assert "spellings NK, the regime\n" in done.response.content
        assert done.response.content.endswith("with name **North Korea**, spellings Pyongyang and one_way")
        assert "What everybody calls North Korea goes on meaning it" in done.response.content
        assert await known(town) == {}

    async def test_what_is_not_there_is_told(self, town):
        """An option may be any text."""
        done = await town.sam.slash(town.moderators, "alias remove", name="Wonsan")
        assert "No name is called “Wonsan” here" in done.response.content
        assert town.env.errors


class TestPickers:
    """What is offered while a name is typed."""

    async def test_names_and_the_forms_of_the_chosen_one(self, town):
        """By any form of theirs; never the name itself as a form to remove."""
        await add(town, "North Korea", "NK, DPRK")
        await add(town, "North Korea", "Pyongyang", one_way=True)
        offered = await town.sam.autocomplete(town.moderators, "alias add", "name", "dpr")
        assert offered == [{"name": "North Korea", "value": "North Korea"}]
        forms = await town.sam.autocomplete(town.moderators, "alias remove", "spelling", "", name="nk")
        assert [choice["value"] for choice in forms] == ["NK", "DPRK", "Pyongyang"]
        forms = await town.sam.autocomplete(town.moderators, "alias remove", "spelling", "py", name="North Korea")
        assert [choice["value"] for choice in forms] == ["Pyongyang"]
        assert await town.sam.autocomplete(town.moderators, "alias remove", "spelling", "", name="Seoul") == []

    async def test_many_names_fit(self, town):
        """25 choices at most."""
        (await town.base()).seed()
        assert len(await town.sam.autocomplete(town.moderators, "alias remove", "name", "")) == 25


class TestRights:
    """Discord hides; the server refuses, whenever something is pressed or sent."""

    async def test_members_do_not_see_the_commands(self, town):
        """Curators do."""
        assert not [name for name in town.mina.available_commands(town.situation) if name.startswith("alias")]
        assert "alias add" in town.sam.available_commands(town.moderators)

    @pytest.mark.parametrize(
        ("command", "options"),
        [
            ("alias add", {"name": "Wonsan", "spellings": "Wŏnsan"}),
            ("alias list", {}),
            ("alias remove", {"name": "North Korea"}),
        ],
    )
    async def test_a_member_who_sees_them_is_refused(self, town, command, options):
        """An administrator may have shown them to everybody."""
        await add(town, "North Korea", "NK")
        await allow_everyone(town)
        done = await town.mina.slash(town.situation, command, **options)
        assert done.ephemeral
        assert "This is for curators" in done.response.content
        assert list(await known(town)) == ["North Korea"]
        assert town.env.errors

    async def test_who_lost_the_role_turns_no_page(self, town):
        """The list was open meanwhile."""
        (await town.base()).seed()
        listed = await town.sam.slash(town.situation, "alias list")
        town.env.backend.get_guild(town.guild.id).members[town.sam.id].role_ids.clear()
        turned = await town.sam.click(listed.response, label="Next")
        assert "This is for curators" in turned.response.content

    async def test_two_servers_are_apart(self, town):
        """A name of one means nothing in the other."""
        await add(town, "Wonsan", "Wŏnsan")
        other = town.env.create_guild("Other")
        await town.env.settle()
        assert (await town.bot.base(other.id)).state.aliases == {}
