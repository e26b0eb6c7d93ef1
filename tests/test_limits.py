"""The checker of Discord's limits finds what it is for: a check that finds nothing is worth nothing."""

from types import SimpleNamespace

import discord_limits
import pytest
import simcord

QUIET = {"allowed_mentions": {"parse": []}}
FIELD = {"type": 18, "label": "a", "component": {"type": 4, "custom_id": "a"}}
OPTION = {"label": "a", "value": "a"}
LINK = {"type": 2, "style": 5, "label": "a.example", "url": "https://a.example"}


def row(component):
    return {"components": [{"type": 1, "components": [component]}]}


def sent(json, path="/channels/1/messages"):
    return discord_limits.problems([SimpleNamespace(method="POST", path=path, json=json)])


@pytest.mark.parametrize(
    ("extra", "found"),
    [
        ({"content": "x" * 2001}, "2001 characters"),
        ({"content": "😀" * 1001}, "2002 characters"),
        ({"content": "hi", "allowed_mentions": {"parse": ["everyone"]}}, "not all switched off"),
        ({"content": "hi", "nonce": "1" * 26, "enforce_nonce": True}, "nonce has 26"),
        ({"content": "hi", "nonce": "1"}, "not enforced"),
        ({"embeds": [{"title": "a", "fields": [{"name": "a", "value": ""}]}]}, "field value is empty"),
        ({"embeds": [{"title": "x" * 257}]}, "title has 257"),
        ({"embeds": [{"description": "x" * 3500}] * 2}, "7000 characters together"),
        ({"embeds": [{"title": "a", "url": "javascript:x"}]}, "no address of the web"),
        ({"embeds": [{"title": "<t:1717027200:R>"}]}, "does not draw"),
        ({"embeds": [{}]}, "empty embed"),
        ({"components": [{"type": 1, "components": [LINK | {"url": "ftp://a"}]}]}, "no address of the web"),
        ({"components": [{"type": 1, "components": [LINK | {"label": " "}]}]}, "label is empty"),
        ({"components": [{"type": 1, "components": [LINK] * 6}]}, "6 components in a row"),
        ({"components": [{"type": 1, "components": []}]}, "empty row"),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 2, "label": "a", "custom_id": "a"}] * 2}]},
            "one custom_id twice",
        ),
        (row({"type": 3, "custom_id": "a", "options": [OPTION] * 2}), "one option twice"),
        (row({"type": 3, "custom_id": "a", "options": [OPTION | {"label": "x" * 101}]}), "option label has 101"),
        (row({"type": 3, "custom_id": "a", "options": []}), "0 options in a select"),
        (
            row({"type": 3, "custom_id": "a", "options": [OPTION | {"default": True, "value": n} for n in "ab"]}),
            "2 options are chosen, 1 may be",
        ),
        (row({"type": 2, "style": 2, "label": "x" * 81, "custom_id": "a"}), "button label has 81"),
        (row({"type": 2, "style": 2, "label": "a", "custom_id": "x" * 101}), "custom_id has 101"),
        (row(LINK | {"url": f"https://a.example/{'x' * 500}"}), "button url has 518"),
    ],
)
def test_what_discord_refuses_of_messages_is_found(extra, found):
    """One problem at a time, and none in what is well formed."""
    assert [found in problem for problem in sent(QUIET | extra)] == [True]
    assert sent(QUIET | {"content": "fine", "embeds": [{"title": "a"}]}) == []


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ({"name": "Ask", "description": "a"}, "no name"),
        ({"name": "ask", "description": ""}, "is empty"),
        ({"name": "ask", "description": "x" * 101}, "101 characters"),
        (
            {
                "name": "ask",
                "description": "a",
                "options": [
                    {"name": "a", "description": "a", "type": 3},
                    {"name": "b", "description": "b", "type": 3, "required": True},
                ],
            },
            "required option after",
        ),
    ],
)
def test_what_discord_refuses_of_commands_is_found(command, found):
    """Names, descriptions and the order of options."""
    assert [found in problem for problem in sent([command], "/applications/1/commands")] == [True]


@pytest.mark.parametrize(
    ("response", "found"),
    [
        ({"type": 8, "data": {"choices": [{"name": "a", "value": "a"}] * 26}}, "26 choices"),
        ({"type": 8, "data": {"choices": [{"name": "x" * 101, "value": "a"}]}}, "choice name has 101"),
        (
            {"type": 9, "data": {"title": "x" * 46, "custom_id": "a", "components": [{"type": 18, "label": "a"}]}},
            "title has 46",
        ),
        (
            {"type": 9, "data": {"title": "a", "custom_id": "a", "components": [{"type": 18, "label": "x" * 46}]}},
            "label has 46",
        ),
        ({"type": 9, "data": {"title": "a", "custom_id": "a", "components": [FIELD] * 2}}, "one custom_id twice"),
        ({"type": 9, "data": {"title": "a", "custom_id": "a", "components": []}}, "0 components in a modal"),
    ],
)
def test_what_discord_refuses_of_responses_is_found(response, found):
    """Autocomplete and forms."""
    assert [found in problem for problem in sent(response, "/interactions/1/token/callback")] == [True]


def test_every_simulated_discord_is_looked_at(within_limits, make_bot):
    """Not the town's alone: one that a test makes for itself as well."""
    env = simcord.Env(make_bot())
    assert within_limits == [env]
