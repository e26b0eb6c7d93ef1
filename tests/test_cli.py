"""The command line as a whole: what it takes, what it refuses, how it ends."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import NOW, environment, quickly, sitrep, stocked

from bot.cli.parser import COMMANDS, parse


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "no command"),
        (["--"], "--"),
        (["answer"], "no command “answer”"),
        (["ask", "--loud", "why"], "--loud"),
        (["ask", "--dat", "x"], "--dat"),
        (["ask", "--data"], "--data"),
        (["ask", "--data", " "], "--data"),
        (["ask", "--zone", "Mars/Olympus", "why"], "Mars/Olympus"),
        (["ask", "--zone", "Europe", "why"], "Europe"),
        (["ask", "--zone", "../../etc/passwd", "why"], "--zone"),
        (["ask", "--now", "yesterday", "why"], "yesterday"),
        (["ask", "--now", "2024-02-30", "why"], "2024-02-30"),
        (["ask", "--now", "9999-12-31", "why"], "9999"),
        (["ask", "--server", "a/b", "why"], "a/b"),
        (["ask", "--server", "", "why"], "--server"),
        (["ask", "--server", "x" * 65, "why"], "--server"),
        (["import"], "FILE"),
        (["import", ""], "FILE"),
        (["import", "a.json", "b.json"], "b.json"),
        (["export"], "FILE"),
        (["export", "facts.txt"], ".json"),
        (["export", "facts", "--format", "xml"], "xml"),
        (["export", "-", "--format", "csv", "--json"], "--json"),
        (["evaluate"], "FILE"),
        (["demo", "--port", "65535"], "--port"),
        (["ask", "x", "--data", "~nobody-of-that-name/data"], "--data"),
        (["run", "fast"], "fast"),
    ],
)
def test_a_command_line_that_cannot_be_understood_is_told_in_one_sentence(tmp_path, arguments, named):
    """It ends with 2, names what is wrong on standard error, and writes nothing."""
    done = quickly(tmp_path, *arguments)
    assert (done.code, done.out) == (2, "")
    assert named in done.err
    assert done.err.startswith("sitrep: ")
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_options_of_all(command, tmp_path):
    """Other programs put the same options after each subcommand."""
    words = {"import": ["f.json"], "export": ["f.json"], "evaluate": ["f.json"]}.get(command, [])
    options = [
        "--data",
        str(tmp_path),
        "--server",
        "A-1_z",
        "--no-starter",
        "--json",
        "--now",
        NOW,
        "--zone",
        "Asia/Seoul",
    ]
    name, read = parse([command, *options, *words], {})
    assert name == command
    assert (read.data, read.server, read.starter, read.as_json) == (tmp_path, "A-1_z", False, True)
    assert read.instant.isoformat() == NOW
    assert str(read.zone) == "Asia/Seoul"


def test_options_stand_anywhere_among_the_words():
    """Words before, between and after options are all the question; after -- everything is."""
    _, read = parse(["ask", "how", "--json", "many", "--now", NOW, "left", "--", "--json", "-x"], {})
    assert read.words == ("how", "many", "left", "--json", "-x")
    assert parse(["ask", "-5 degrees?", "-5"], {})[1].words == ("-5 degrees?", "-5")


def test_a_now_without_offset_is_read_in_the_zone():
    """--zone gives the offset that --now leaves out, and no other."""
    _, read = parse(["ask", "--now", "2024-05-31T09:00", "--zone", "Asia/Seoul"], {})
    assert read.instant.isoformat() == NOW
    _, read = parse(["ask", "--now", "2024-05-31T09:00"], {})
    assert read.instant.isoformat() == "2024-05-31T09:00:00+00:00"
    _, read = parse(["ask", "--now", "2024-05-31T09:00Z", "--zone", "Asia/Seoul"], {})
    assert read.instant.isoformat() == "2024-05-31T09:00:00+00:00"


def test_data_is_the_option_else_the_variable_else_a_folder_in_sight():
    """An empty variable is none."""
    assert parse(["ask", "--data", "a"], {"SITREP_DATA": "b"})[1].data == Path("a")
    assert parse(["ask"], {"SITREP_DATA": "b"})[1].data == Path("b")
    assert parse(["ask"], {"SITREP_DATA": ""})[1].data == Path("data")


def test_help_names_every_command(tmp_path):
    """`sitrep --help`, and each command's own, end with 0."""
    told = sitrep(tmp_path, "--help")
    assert told.code == 0
    assert all(re.search(rf"^ +{name} ", told.out, re.MULTILINE) for name in COMMANDS)
    assert sitrep(tmp_path, "ask", "--help").code == 0


def test_the_installed_command_and_the_module_are_one(tmp_path):
    """`sitrep` and `python -m bot` write the same."""
    stocked(tmp_path)
    arguments = ("ask", "--json", "--now", NOW, "where did they land")
    script = str(Path(sys.executable).with_name("sitrep"))
    assert sitrep(tmp_path, *arguments, command=(script,)) == sitrep(tmp_path, *arguments)


def test_asking_brings_in_neither_discord_nor_rich(tmp_path):
    """They cost more time than the answer."""
    code = (
        "import sys\nfrom bot.cli.command import run\nimport os\n"
        "run(['ask', 'why'], os.environ)\n"
        "print([name for name in ('discord', 'aiohttp', 'rich', 'simcord') if name in sys.modules])"
    )
    done = sitrep(tmp_path, command=(sys.executable, "-c", code))
    assert done.out.splitlines()[-1] == "[]", done.err


def test_help_brings_in_no_matcher(tmp_path):
    """Whoever looks up an option does not wait for numpy."""
    code = "import sys, bot.cli.parser\nprint([name for name in ('numpy', 'rapidfuzz') if name in sys.modules])"
    assert sitrep(tmp_path, command=(sys.executable, "-c", code)).out.strip() == "[]"


def test_a_reader_that_leaves_ends_it_quietly(tmp_path):
    """`sitrep export - | head -1` complains of nothing."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        cwd=tmp_path,
    ) as child:
        child.stdin.write(b"one\n")
        child.stdin.flush()
        assert child.stdout.readline()
        child.stdout.close()
        child.stdin.write(b"two\n")
        child.stdin.close()
        assert child.stderr.read() == b""
        assert child.wait(30) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk_is_a_fault_told_in_a_sentence(tmp_path):
    """What could not be written is not passed over in silence."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "export", "-"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(tmp_path),
            cwd=tmp_path,
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr == b"sitrep: No space left on device.\n"


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_it_speaks_utf_8_in_any_locale(tmp_path, locale):
    """Python's own ways out of the C locale are switched off: the command does not lean on them."""
    quiet = {"LC_ALL": locale, "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = sitrep(tmp_path, "ask", "--json", "북한이 어디에 쐈나요?", "--no-starter", **quiet)
    assert done.code == 0, done.err
    assert done.json["question"] == "북한이 어디에 쐈나요?"
    assert "북한" in done.out


@pytest.mark.skipif(sys.platform == "win32", reason="signals as Unix has them")
def test_ctrl_c_ends_it_quietly(tmp_path):
    """While it waits for a question: no traceback, and the code that shells expect."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        cwd=tmp_path,
    ) as child:
        child.stdin.write(b"one\n")
        child.stdin.flush()
        assert child.stdout.readline()
        child.send_signal(signal.SIGINT)
        assert child.wait(30) == 130
        assert child.stderr.read() == b""
