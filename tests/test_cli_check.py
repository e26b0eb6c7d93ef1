"""`sitrep check`: each line is ok, or a problem with what to do; nothing is changed."""

import os

import discord
from command_line import quickly, sitrep, stocked

from bot.cli.check_discord import findings
from knowledge import servers
from knowledge.lock import FolderLock


def check(folder, *options, **more):
    done = quickly(folder, "check", "--json", *options, **more)
    assert done.err == ""
    report = done.json
    assert done.code == (0 if report["ok"] else 1)
    assert all(set(line) == {"ok", "name", "found", "remedy"} for line in report["checks"])
    assert all(line["ok"] is (line["remedy"] == "") for line in report["checks"])
    return {line["name"]: line for line in report["checks"]}


def problems(lines):
    return [name for name, line in lines.items() if not line["ok"]]


def test_a_fresh_machine_is_in_order_and_stays_fresh(tmp_path):
    """No folder yet is no problem, and looking makes none."""
    lines = check(tmp_path)
    assert problems(lines) == []
    assert "not there yet" in lines[f"data folder {tmp_path / 'data'}"]["found"]
    assert "runs" in lines["matcher"]["found"]
    assert "Discord is not looked at" in lines["settings"]["found"]
    assert list(tmp_path.iterdir()) == []


def test_people_read_a_line_for_each(tmp_path):
    """With its verdict first."""
    done = sitrep(tmp_path, "check")
    assert done.code == 0
    assert all(line.startswith("ok ") for line in done.out.splitlines())
    done = sitrep(tmp_path, "check", SITREP_MESSAGE_CONTENT="perhaps")
    assert done.code == 1
    assert "problem settings" in done.out


def test_every_server_is_looked_at(tmp_path):
    """Its log is read to the end; its view may lag behind."""
    stocked(tmp_path)
    quickly(tmp_path, "import", tmp_path / "facts.json", "--server", "42")
    (tmp_path / "data" / "servers" / "42" / "facts.json").unlink()
    lines = check(tmp_path)
    assert problems(lines) == []
    assert lines["server local"]["found"] == "3 facts at revision 1"
    assert "made again" in lines["server 42"]["found"]


def test_damage_is_told_with_its_remedy(tmp_path):
    """Of the one server; the others are looked at all the same."""
    stocked(tmp_path)
    quickly(tmp_path, "import", tmp_path / "facts.json", "--server", "42")
    log = tmp_path / "data" / "servers" / "local" / "revisions.jsonl"
    log.write_bytes(log.read_bytes().replace(b"KCNA", b"ACNK"))
    (tmp_path / "data" / "servers" / "42" / "activity.json").write_text("{")
    before = sorted(path.name for path in tmp_path.rglob("*"))
    lines = check(tmp_path)
    assert problems(lines) == ["server 42", "server local"]
    assert "line 1" in lines["server local"]["found"]
    assert "backup" in lines["server local"]["remedy"]
    assert "no fact is" in lines["server 42"]["found"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_a_writer_is_named_and_not_disturbed(tmp_path):
    """A running bot is no problem."""
    stocked(tmp_path)
    assert check(tmp_path)["writer"]["found"] == "none at the moment"
    lock = FolderLock(tmp_path / "data")
    try:
        lines = check(tmp_path)
        assert f"process {os.getpid()}" in lines["writer"]["found"]
        assert problems(lines) == []
    finally:
        lock.close()


def test_a_file_for_a_data_folder_is_a_problem(tmp_path):
    """It says which option to change."""
    (tmp_path / "data").write_text("x")
    lines = check(tmp_path)
    assert problems(lines) == [f"data folder {tmp_path / 'data'}"]
    assert "--data" in lines[f"data folder {tmp_path / 'data'}"]["remedy"]


def test_a_data_folder_that_cannot_be_made_is_a_problem(tmp_path):
    """Better told now than at the first change."""
    (tmp_path / "file").write_text("x")
    lines = check(tmp_path, "--data", tmp_path / "file" / "in" / "it")
    [name] = problems(lines)
    assert name == f"data folder {tmp_path / 'file' / 'in' / 'it'}"
    assert str(tmp_path / "file") in lines[name]["found"]
    assert "--data" in lines[name]["remedy"]


def test_servers_that_nobody_may_list_are_a_problem(tmp_path, monkeypatch):
    """And the rest is looked at all the same."""

    def refused(data):
        raise PermissionError(13, "Permission denied", str(data / "servers"))

    stocked(tmp_path)
    monkeypatch.setattr(servers, "known", refused)
    lines = check(tmp_path)
    assert problems(lines) == ["servers"]
    assert "Permission denied" in lines["servers"]["found"]
    assert "runs" in lines["matcher"]["found"]


def test_settings_are_read_without_repeating_a_secret(tmp_path):
    """A token pasted wrong is a problem, and is nowhere in the report."""
    done = quickly(tmp_path, "check", DISCORD_TOKEN="Bot verysecret")  # noqa: S106   it is none
    assert done.code == 1
    assert "DISCORD_TOKEN" in done.out
    assert "verysecret" not in done.out + done.err


async def test_at_discord_permissions_are_in_order_or_told(town):
    """What answering takes, where it is missing, and the way to allow it."""
    lines = await findings(town.bot, message_content=False)
    assert [line.name for line in lines] == ["token", "intents", f"Discord server {town.guild.id}"]
    assert all(line.ok for line in lines)
    silent = discord.PermissionOverwrite(embed_links=False, send_messages=False)
    town.guild.create_text_channel("rules", overwrites={town.env.bot.user: silent})
    unseen = discord.PermissionOverwrite(view_channel=False, send_messages=False)
    town.guild.create_text_channel("secret", overwrites={town.env.bot.user: unseen})
    *_, line = await findings(town.bot, message_content=False)
    assert line.found == "the bot lacks Send Messages, Embed Links in #rules"
    assert "Edit Channel" in line.remedy


async def test_at_discord_a_wanted_intent_that_is_off_is_told(town):
    """Only when the settings want it."""
    _, line, *_ = await findings(town.bot, message_content=True)
    assert not line.ok
    assert "SITREP_MESSAGE_CONTENT" in line.remedy


async def test_at_discord_no_server_is_a_problem(simcord_env):
    """A bot that nobody invited answers nobody."""
    *_, line = await findings(simcord_env.bot, message_content=False)
    assert line.found == "the bot is in no server"
    await simcord_env.bot.close()
