"""What the environment says, and that no text ever repeats the token."""

from pathlib import Path

import pytest

from bot.settings import Settings
from knowledge.errors import InvalidError

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE." + "x" * 38  # of the form of one, and nobody's


def test_the_token_and_the_data_folder_are_read():
    """With what was meant around them."""
    settings = Settings.parse({"DISCORD_TOKEN": f" {TOKEN}\n", "SITREP_DATA": "/srv/sitrep"})
    assert (settings.token, settings.data, settings.message_content) == (TOKEN, Path("/srv/sitrep"), False)


@pytest.mark.parametrize(("said", "meant"), [("yes", True), ("1", True), ("ON", True), ("no", False), ("", False)])
def test_the_privileged_intent_is_asked_for_only_on_a_yes(said, meant):
    """It is off unless somebody wants it."""
    assert Settings.parse({"DISCORD_TOKEN": TOKEN, "SITREP_MESSAGE_CONTENT": said}).message_content is meant


def test_every_problem_is_told_at_once_with_its_remedy():
    """Nobody starts twice to learn the second one."""
    with pytest.raises(InvalidError) as caught:
        Settings.parse({"SITREP_MESSAGE_CONTENT": "perhaps", "SITREP_DATA": "~nobody-of-that-name/data"})
    fields = [problem.field for problem in caught.value.problems]
    assert fields == ["DISCORD_TOKEN", "SITREP_MESSAGE_CONTENT", "SITREP_DATA"]
    assert "Bot page" in str(caught.value)


@pytest.mark.parametrize("wrong", [f"Bot {TOKEN}", f'"{TOKEN}"', TOKEN.replace(".", ""), "123456789012345678"])
def test_what_is_no_token_is_refused_without_repeating_it(wrong):
    """Half a secret is a secret; nor does it stand in what a debugger prints."""
    with pytest.raises(InvalidError) as caught:
        Settings.parse({"DISCORD_TOKEN": wrong, "SITREP_MESSAGE_CONTENT": TOKEN})
    assert TOKEN not in str(caught.value)
    assert wrong not in str(caught.value)
    assert TOKEN not in repr(Settings.parse({"DISCORD_TOKEN": TOKEN}))
