"""The set-up: one message, each choice at once, what is missing and where."""

from datetime import UTC

import discord
import pytest

from knowledge.drafts import Draft
from knowledge.records import Settings, Strictness
from knowledge.revisions import ActorId, Author

BY = Author(actor=ActorId("p1"), via="test")
HOUR = 3600


@pytest.fixture
async def ada(town):
    """An administrator."""
    role = town.guild.create_role("Admins", permissions=discord.Permissions(manage_guild=True))
    made = town.guild.add_member(town.env.create_user("Ada"), roles=[role])
    await town.env.settle()
    return made


def text(message):
    parts = [message.content]
    for embed in message.embeds:
        parts += [embed.title or "", embed.description or ""]
    return "\n".join(parts)


def component(message, custom_id):
    (found,) = [
        child for row in message.components for child in row["components"] if child.get("custom_id") == custom_id
    ]
    return found


def buttons(message):
    rows = (child for row in message.components for child in row["components"])
    return {child["label"]: child.get("disabled", False) for child in rows if child["type"] == 2}


async def setup(town, who, **options):
    """Open the set-up; the message."""
    done = await who.slash(town.situation, "setup", **options)
    assert done.ephemeral
    return done.response


class TestStarter:
    """One tap, never without it."""

    async def test_one_tap_brings_the_starter(self, town, ada):
        """And a question is answered at once; pressed twice, it is there once."""
        message = await setup(town, ada)
        assert buttons(message)["Try a question"] is True
        done = await ada.click(message, label="Add the starter (recommended)")
        facts = len((await town.base()).listed())
        assert facts > 40
        assert f"{facts} on record, the starter among them" in text(done.response)
        assert list(buttons(done.response)) == ["Try a question", "Answer more (balanced)", "Check again"]
        await ada.click(message, custom_id="sitrep1:setup_check")
        again = await setup(town, ada)
        assert "Add the starter (recommended)" not in buttons(again)
        form = await ada.click(again, label="Try a question")
        tried = await ada.submit_modal(form, {"question": "Where were the missiles fired from?"})
        assert tried.ephemeral
        assert "Sunan" in text(tried.response)

    async def test_nothing_is_seeded_without_it(self, town, ada):
        """Neither by the bot's start nor by "No starter"."""
        message = await setup(town, ada)
        done = await ada.click(message, label="No starter")
        assert "/fact add" in text(done.response)
        assert buttons(done.response)["No starter"] is True
        assert (await town.base()).state.revision == 0


class TestChoices:
    """Each counts at once, is shown, and can be taken back."""

    async def test_a_curator_role(self, town, ada):
        """One that lacks Manage Messages sees no commands: the path is told."""
        helpers = town.guild.create_role("Helpers")
        message = await setup(town, ada)
        done = await ada.select(message, [helpers], custom_id="setup:role")
        assert (await town.base()).state.settings.curator_role == helpers.id
        assert f"**Curators**: <@&{helpers.id}>" in text(done.response)
        assert "Server Settings > Integrations > TestBot" in text(done.response)
        assert component(done.response, "setup:role")["default_values"] == [{"id": helpers.id, "type": "role"}]
        cleared = await ada.select(done.response, [], custom_id="setup:role")
        assert (await town.base()).state.settings.curator_role is None
        assert "Integrations" not in text(cleared.response)

    async def test_a_role_that_sees_the_commands_needs_no_path(self, town, ada):
        """Manage Messages is what Discord goes by."""
        done = await ada.select(await setup(town, ada), [town.guild.roles["Curators"]], custom_id="setup:role")
        assert "Integrations" not in text(done.response)

    async def test_everyone_is_no_curator_role(self, town, ada):
        """Or every member could change facts."""
        done = await ada.select(await setup(town, ada), [town.guild.default_role], custom_id="setup:role")
        assert "cannot be @everyone" in done.response.content
        assert (await town.base()).state.settings.curator_role is None
        assert town.env.errors

    async def test_a_role_that_is_gone_is_told(self, town, ada):
        """It was deleted after it was chosen."""
        (await town.base()).set_settings(Settings(curator_role=12345), BY)
        assert "The role that was chosen is gone" in text(await setup(town, ada))

    async def test_a_digest_channel_gets_a_daily_digest(self, town, ada):
        """By the server's clock; it is posted without a further command."""
        message = await setup(town, ada)
        done = await ada.select(message, [town.situation], custom_id="setup:channel")
        assert f"**Digest**: <#{town.situation.id}> daily at 08:00, UTC, next <t:1767254400:F>" in text(done.response)
        base = await town.base()
        base.add(Draft.of(question="How many?", answer="12", now=town.env.now(), zone=UTC), BY)
        await town.wait(9 * HOUR)
        assert "How many?" in text(town.situation.last_message)

    async def test_another_channel_takes_the_digest_along(self, town, ada):
        """With its times; none at all ends it."""
        news = town.guild.create_text_channel("news")
        message = await setup(town, ada)
        await ada.select(message, [town.situation], custom_id="setup:channel")
        await town.sam.slash(town.moderators, "digest set", times="20:00", channel=town.situation)
        moved = await ada.select(message, [news], custom_id="setup:channel")
        assert f"<#{news.id}> daily at 20:00" in text(moved.response)
        assert list((await town.base()).state.schedules) == [str(news.id)]
        ended = await ada.select(moved.response, [], custom_id="setup:channel")
        assert "**Digest**: none" in text(ended.response)
        assert (await town.base()).state.schedules == {}

    async def test_a_zone(self, town, ada):
        """The digest's clock follows; the local time is shown."""
        message = await setup(town, ada)
        await ada.select(message, [town.situation], custom_id="setup:channel")
        done = await ada.select(message, ["Asia/Seoul"], custom_id="setup:zone")
        assert "Asia/Seoul (now 09:00, UTC+09:00)" in text(done.response)
        assert "daily at 08:00, Asia/Seoul" in text(done.response)
        chosen = [
            option["value"] for option in component(done.response, "setup:zone")["options"] if option.get("default")
        ]
        assert chosen == ["Asia/Seoul"]

    async def test_a_zone_that_is_not_in_the_list(self, town, ada):
        """By the command's option, by city; a wrong one with the remedy."""
        message = await setup(town, ada, zone="Nairobi")
        assert "Africa/Nairobi (now 03:00" in text(message)
        offered = await ada.autocomplete(town.situation, "setup", "zone", "nai")
        assert offered[0]["value"] == "Africa/Nairobi"
        wrong = await setup(town, ada, zone="Mars")
        assert "there is no such time zone" in wrong.content
        assert town.env.errors


class TestStrictness:
    """How much of a question a fact must explain."""

    async def test_one_tap_changes_it_and_another_takes_it_back(self, town, ada):
        """Both are explained with what they cost."""
        message = await setup(town, ada)
        assert "**Answers**: strict. *Strict* answers only what" in text(message)
        assert "*Balanced* also answers" in text(message)
        done = await ada.click(message, label="Answer more (balanced)")
        assert "**Answers**: balanced." in text(done.response)
        assert (await town.base()).state.settings == Settings(strictness=Strictness.BALANCED)
        back = await ada.click(done.response, label="Answer strictly")
        assert "**Answers**: strict." in text(back.response)
        assert (await town.base()).state.settings == Settings()

    async def test_it_is_kept_beside_the_other_choices(self, town, ada):
        """None of them is lost with it, nor it with them."""
        message = await setup(town, ada)
        await ada.select(message, ["Asia/Seoul"], custom_id="setup:zone")
        done = await ada.click(message, label="Answer more (balanced)")
        await ada.select(done.response, [town.guild.roles["Curators"]], custom_id="setup:role")
        settings = (await town.base()).state.settings
        assert (settings.zone, settings.strictness) == ("Asia/Seoul", Strictness.BALANCED)


class TestPermissions:
    """What is missing, where, and how to give it."""

    async def test_what_is_missing_is_named_with_its_channel(self, town, ada):
        """Given later, it is gone from the list at the next look."""
        shut = town.guild.create_text_channel(
            "shut", overwrites={town.bot.user: discord.PermissionOverwrite(send_messages=False, embed_links=False)}
        )
        await town.env.settle()
        message = await setup(town, ada)
        assert f"<#{shut.id}>: I lack" in text(message)
        assert "Send Messages" in text(message)
        assert "Embed Links" in text(message)
        assert "Edit Channel > Permissions" in text(message)
        await town.bot.get_channel(shut.id).delete()
        done = await ada.click(message, label="Check again")
        assert "I can answer in every channel that I see" in text(done.response)

    async def test_a_hidden_channel_is_named_when_it_is_the_digests(self, town, ada):
        """Otherwise a channel that the bot does not see is none of its business."""
        hidden = town.guild.create_text_channel(
            "hidden", overwrites={town.bot.user: discord.PermissionOverwrite(view_channel=False)}
        )
        await town.env.settle()
        message = await setup(town, ada)
        assert str(hidden.id) not in text(message)
        (await town.base()).choose_digest_channel(hidden.id, BY)
        done = await ada.click(message, label="Check again")
        assert f"<#{hidden.id}>: I lack View Channel" in text(done.response)


class TestRights:
    """Administrators alone, whenever they press."""

    async def test_others_do_not_see_it_and_are_refused(self, town):
        """A curator is no administrator."""
        assert "setup" not in town.sam.available_commands(town.moderators)
        root = town.env.backend.find_command("setup", town.guild.id, type=1)
        town.guild.set_command_permissions(int(root["id"]), {town.guild.default_role: True})
        done = await town.sam.slash(town.moderators, "setup")
        assert "This is for administrators" in done.response.content
        assert town.env.errors

    @pytest.mark.parametrize(
        "act",
        [
            lambda ada, message, town: ada.select(message, [town.guild.roles["Curators"]], custom_id="setup:role"),
            lambda ada, message, town: ada.select(message, [town.situation], custom_id="setup:channel"),
            lambda ada, message, town: ada.select(message, ["Asia/Seoul"], custom_id="setup:zone"),
            lambda ada, message, town: ada.click(message, label="Add the starter (recommended)"),
            lambda ada, message, town: ada.click(message, label="No starter"),
            lambda ada, message, town: ada.click(message, label="Answer more (balanced)"),
            lambda ada, message, town: ada.click(message, label="Check again"),
        ],
        ids=["role", "channel", "zone", "starter", "empty", "answers", "check"],
    )
    async def test_who_is_no_administrator_any_more_changes_nothing(self, town, ada, act):
        """The message is still there; each of its parts asks again who presses."""
        message = await setup(town, ada)
        town.env.backend.get_guild(town.guild.id).members[ada.id].role_ids.clear()
        done = await act(ada, message, town)
        assert "This is for administrators" in done.response.content
        assert (await town.base()).state.revision == 0
        assert len(town.env.errors) <= 1

    async def test_it_works_after_a_restart(self, town, ada, make_bot):
        """Selects and buttons of a message of the run before, and a form that was open then."""
        message = await setup(town, ada)
        await ada.click(message, label="Add the starter (recommended)")
        form = await ada.click(message, custom_id="sitrep1:setup_try")
        await town.restart(make_bot)
        done = await ada.select(message, ["Asia/Tokyo"], custom_id="setup:zone")
        assert "Asia/Tokyo (now" in text(done.response)
        assert (await ada.click(message, label="Check again")).acknowledged
        tried = await ada.submit_modal(form, {"question": "Where were the missiles fired from?"})
        assert "Sunan" in text(tried.response)

    async def test_two_servers_are_apart(self, town, ada):
        """Each has its own settings."""
        await ada.select(await setup(town, ada), ["Asia/Tokyo"], custom_id="setup:zone")
        other = town.env.create_guild("Other")
        await town.env.settle()
        assert (await town.bot.base(other.id)).state.settings.zone == "UTC"
