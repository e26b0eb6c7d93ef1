"""Pickers: wherever a fact is asked for, it is offered by what people know of it."""

import pytest
from discord import app_commands


def fact_options(bot):
    """Every option of a command that names a fact, with the command."""
    for command in bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            yield from ((command, option) for option in command.parameters if option.name == "fact")


async def test_every_option_that_names_a_fact_offers_facts(town):
    """None has to be typed by heart."""
    found = list(fact_options(town.bot))
    assert len(found) >= 5
    assert [command.qualified_name for command, option in found if not option.autocomplete] == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("ships", ["#1"]), ("port sunan", ["#2"]), ("3", ["#3", "#1"]), ("#3", ["#3"]), ("seen harb", ["#1"])],
)
async def test_a_fact_is_found_by_question_answer_and_number(town, typed, offered):
    """A number that stands in an answer finds that as well, after the fact of that number."""
    await town.put("How many ships were seen?", "3 ships in the harbour")
    await town.put("Where is the port?", "At Sunan")
    await town.put("Who said so?", "The coast guard")
    found = await town.sam.autocomplete(town.moderators, "fact show", "fact", typed)
    assert [choice["value"] for choice in found][: len(offered)] == offered
