"""`sitrep chat`, through a pipe and at a terminal."""

import os
import select
import subprocess
import sys
import time

import pytest
from command_line import NOW, environment, quickly, stocked


@pytest.fixture
def folder(tmp_path):
    return stocked(tmp_path)


def chat(folder, *lines, end="\n"):
    return quickly(folder, "chat", "--now", NOW, given=("\n".join(lines) + end).encode())


def test_an_answer_is_told_with_its_source(folder):
    """As `ask` tells it; the end of the input ends it."""
    done = chat(folder, "How many missiles were fired on 30 May 2024?", end="")
    assert (done.code, done.err) == (0, "")
    for told in ("About 10 missiles", "KBS", "18 missiles", "╭"):
        assert told in done.out


def test_a_question_may_mean_the_last_answers_subject(tmp_path):
    """Also after one that got none; the starter has enough to ask about."""
    asked = ("how did the satellite rocket fail?", "what did it cost?", "when?")
    done = quickly(tmp_path / "none", "chat", "--now", NOW, given="\n".join(asked).encode())
    *_, last = done.out.rstrip().split("╭")
    assert "Monday 27 May 2024" in last


def test_a_number_chooses_from_what_is_offered(folder):
    """Whatever is offered, its first is shown by 1, and only while it is offered."""
    offering = next(
        question
        for question in ("missiles", "how many ships were fired", "missiles where", "how many missiles come down")
        if "\n│ 1  " in chat(folder, question).out
    )
    done = chat(folder, offering, "1", "1")
    answers = [line for line in done.out.splitlines() if "· #" in line and " 1  " not in line]
    assert answers
    assert ("About 10 missiles" in done.out) or ("Shin Wonsik" in done.out) or ("In the sea" in done.out)


def test_a_fact_can_be_shown_by_its_number(folder):
    """#3 is that fact; a number that is none is a question."""
    assert "Shin Wonsik" in chat(folder, "#3").out
    assert "Shin Wonsik" not in chat(folder, "#99", "3", "#" + "9" * 5000).out


@pytest.mark.parametrize("word", ["/quit", " /QUIT ", "/exit"])
def test_a_word_ends_it(folder, word):
    """What follows is not asked."""
    done = chat(folder, word, "How many missiles were fired on 30 May 2024?")
    assert (done.code, done.out) == (0, "")


def test_with_json_it_is_a_stream_of_objects(folder):
    """A line for each line, as `ask` writes them."""
    done = quickly(folder, "chat", "--json", "--now", NOW, given=b"where did they land\n\n")
    assert [one["outcome"] for one in done.lines] == ["answer", "abstention"]


# A process whose own terminal is its standard input, so that Ctrl-C there reaches it.
AT_A_TERMINAL = (
    "import fcntl, runpy, signal, sys, termios\n"
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0)\n"
    "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    "sys.argv[0] = 'sitrep'\n"
    "runpy.run_module('bot', run_name='__main__')"
)


@pytest.mark.parametrize("end", [b"\x04", b"\x03", b"/quit\n"])
def test_at_a_terminal_there_is_a_prompt_and_a_quiet_end(folder, end):
    """Ctrl-D, Ctrl-C and /quit end it with 0 and without a word."""
    ours, theirs = pytest.importorskip("pty", reason="a terminal as Unix has them").openpty()
    with subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL, "chat", "--now", NOW],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=environment(folder, TERM="dumb"),
        cwd=folder,
        start_new_session=True,
    ) as child:
        os.close(theirs)
        screen = Screen(ours)
        screen.wait_for(b"> ")
        os.write(ours, b"Where did the missiles come down?\n")
        screen.wait_for(b"In the sea off the east coast")
        screen.wait_for(b"> ")
        time.sleep(0.3)  # CPython's readline shows the prompt before it waits, and a signal in between waits too
        os.write(ours, end)
        try:
            assert child.wait(20) == 0
        finally:
            child.kill()
    os.close(ours)
    assert b"Traceback" not in screen.seen
    assert b"/quit" in screen.seen


class Screen:
    """What a program writes to its terminal, as far as it was read."""

    def __init__(self, handle):
        self.handle = handle
        self.seen = b""
        self.read_to = 0

    def wait_for(self, wanted):
        """Go on reading until `wanted` stands behind what was waited for before; fail when it does not come."""
        late = time.monotonic() + 20
        while (at := self.seen.find(wanted, self.read_to)) < 0:
            ready, _, _ = select.select([self.handle], [], [], late - time.monotonic())
            assert ready, self.seen
            self.seen += os.read(self.handle, 4096)
        self.read_to = at + len(wanted)
