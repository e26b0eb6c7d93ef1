"""Rights: what is missing, in the words that Discord shows."""

import discord
import pytest

from bot import rights


@pytest.mark.parametrize(
    ("granted", "lacks"),
    [
        (discord.Permissions.none(), "View Channel, Send Messages, Embed Links"),
        (discord.Permissions(view_channel=True, embed_links=True), "Send Messages"),
        (rights.POSTING, ""),
        (discord.Permissions(administrator=True), ""),
    ],
)
def test_what_is_missing_is_named_as_discord_names_it(granted, lacks):
    """An administrator lacks nothing."""
    named = rights.missing(granted, rights.POSTING)
    assert set(named.split(", ")) == set(lacks.split(", "))


def test_answering_takes_more():
    """A reply takes Read Message History, a thread its own permission."""
    assert "Read Message History" in rights.missing(rights.POSTING)
    assert "Send Messages in Threads" in rights.missing(rights.POSTING)
