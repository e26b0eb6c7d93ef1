"""The README is true: its examples run, its figures hold, its commands and files exist."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from discord import app_commands
from golden_lists import measured

from bot.cli.parser import COMMANDS
from knowledge.records import Strictness

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    fences = re.findall(r"^ *```(\w*)\n(.*?)^ *```$", README, re.MULTILINE | re.DOTALL)
    return [text for name, text in fences if name == language]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder in which the examples run one after the other, with the spreadsheet that the README shows."""
    place = tmp_path_factory.mktemp("readme")
    (sheet,) = blocks("csv")
    (place / "bridge.csv").write_text(sheet, encoding="utf-8")
    return place


@pytest.mark.parametrize("block", blocks("console"), ids=["asking", "a spreadsheet"])
def test_each_example_prints_what_it_shows(folder, block):
    """What stands after `$ ` is run, and prints the lines below it, to the letter."""
    for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, expected = example.partition("\n")
        name, *arguments = shlex.split(command)
        assert name == "sitrep"
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=folder,
            env=os.environ | {"SITREP_MODEL": "none"},  # what an encoder finds more is not shown
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert (done.stdout, done.returncode) == (expected, 0), done.stderr


def test_its_figures_are_those_of_the_golden_questions():
    """The table holds what is measured, rounded: for both lists, strict and balanced."""
    cell = r" (\d+)%? \|"
    rows = re.findall(rf"^\| [^|]+ \|{6 * cell}$", README, re.MULTILINE)
    told = []
    for figure in ("coverage", "first_three", "wrong", "out_of_scope"):
        row = []
        for name in ("launch", "railway"):
            rates = [getattr(measured(name, strictness), figure) for strictness in Strictness]
            row += [str(rates[0].of), *(f"{100 * rate.share:.0f}" for rate in rates)]
        told.append(tuple(row))
    assert rows == told


def test_each_command_of_discord_is_told_and_each_told_one_exists(simcord_bot, town):
    """The table of commands and the bot's own tree are the same."""
    registered = set()
    for command in town.bot.tree.walk_commands():
        if isinstance(command, app_commands.Command):
            registered.add(f"/{command.qualified_name}")
    assert set(re.findall(r"`(/[a-z ]+)`", README)) == registered


def test_each_command_of_the_terminal_is_told():
    """Each subcommand stands in the README, and in its table none that is not there."""
    assert set(re.findall(r"`sitrep ([a-z]+)`", README)) == set(COMMANDS)


def test_each_file_it_maps_exists():
    """The map of files names what is there."""
    (tree,) = [block for block in blocks("") if "knowledge/" in block]
    folder = None
    for line in tree.splitlines():
        name = line.split()[0]
        if not line.startswith(" "):
            folder = ROOT / name
            assert folder.is_dir()
        else:
            assert (folder / name).exists(), name


def test_its_pictures_are_there():
    """No picture is missing."""
    for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / picture).stat().st_size > 1_000


def test_the_two_commands_match_the_packaging():
    """The extra that the first command asks for exists, and so does the script it runs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    first, second = (block.strip() for block in blocks("sh")[:2])
    assert first == "pip install uv && uv run --extra demo sitrep demo"
    assert second == "pip install uv && uv run pytest -n auto"
    assert "demo" in project["optional-dependencies"]
    assert "sitrep" in project["scripts"]
