"""`sitrep ask`: the contract that other programs rely on, from standard input and from the command line."""

import json
import subprocess
import sys
from datetime import datetime

import pytest
from command_line import FACTS, NOW, environment, quickly, sitrep, stocked

KEYS = ["question", "outcome", "text", "answers", "candidates", "offered", "reason", "now", "revision"]
ANSWER = [
    "kind",
    "fact",
    "key",
    "question",
    "text",
    "answer",
    "said_by",
    "as_of",
    "sources",
    "claims",
    "confidence",
]
CANDIDATE = ["fact", "key", "question", "answer", "confidence"]


@pytest.fixture
def folder(tmp_path):
    return stocked(tmp_path)


def ask(folder, *arguments, **given):
    return quickly(folder, "ask", "--json", "--now", NOW, *arguments, **given)


def test_an_answer_has_exactly_the_keys_of_the_contract(folder):
    """Voice, date, source and the other claims come with the answer."""
    done = ask(folder, "How many missiles were fired on 30 May 2024?")
    assert (done.code, done.err) == (0, "")
    found = done.json
    assert list(found) == KEYS
    assert (found["outcome"], found["reason"], found["offered"]) == ("answer", None, [])
    assert found["now"] == NOW
    assert found["revision"] == 1
    [answer] = found["answers"]
    assert list(answer) == ANSWER
    assert (answer["kind"], answer["fact"], answer["key"]) == ("claim", 1, "count")
    assert answer["question"] == FACTS["facts"][0]["question"]
    assert (answer["answer"], answer["said_by"]) == ("About 10 missiles", "Joint Chiefs of Staff")
    assert answer["as_of"] == "2024-05-30"
    assert answer["sources"] == [{"title": "KBS", "url": "https://world.kbs.co.kr/news"}]
    assert answer["claims"] == [
        {
            "id": "1.2",
            "answer": "18 missiles",
            "kind": "statement",
            "said_by": "KCNA",
            "as_of": "2024-05-31",
            "sources": [{"title": "KCNA Watch", "url": "https://kcnawatch.org/a"}],
        }
    ]
    assert 0 < answer["confidence"] <= 1
    for told in ("About 10 missiles", "Joint Chiefs of Staff", "30 May 2024", "world.kbs.co.kr", "18 missiles", "KCNA"):
        assert told in found["text"]
        assert told in answer["text"]


def test_what_is_said_beside_an_answer_has_keys_of_its_own(folder):
    """Only where there is something to say, so that programs that know of one question read on."""
    found = ask(folder, "where did they land? who paints the ships?").json
    assert list(found) == [*KEYS, "unanswered"]
    assert [answer["key"] for answer in found["answers"]] == ["where"]
    [left] = found["unanswered"]
    assert (left["place"], left["question"]) == (2, "who paints the ships?")
    assert left["reason"] in {"not_on_record", "vetoed"}
    found = ask(folder, "where did they land? who is the defence minister of South Korea? missile count? why?").json
    assert found["more"] is True
    [answer] = ask(folder, "were three missiles fired on 30 May 2024?").json["answers"]
    assert list(answer) == [*ANSWER, "verdict"]
    assert (answer["verdict"], answer["answer"]) == ("no", "About 10 missiles")


def test_candidates_are_there_whenever_anything_is_near(folder):
    """Best first, at most five, also beside an answer."""
    found = ask(folder, "where did they land").json
    assert found["candidates"]
    assert len(found["candidates"]) <= 5
    assert [list(one) for one in found["candidates"]] == [CANDIDATE] * len(found["candidates"])
    assert found["candidates"][0]["key"] == "where"
    confidences = [one["confidence"] for one in found["candidates"]]
    assert confidences == sorted(confidences, reverse=True)
    assert all(0 <= confidence <= 1 for confidence in confidences)


def test_a_claim_without_voice_date_or_source_says_so_in_empty_values(folder):
    """Not known is null for a date, an empty list for sources."""
    [answer] = ask(folder, "Where did the missiles come down?").json["answers"]
    assert (answer["as_of"], answer["sources"], answer["claims"]) == (None, [], [])
    [answer] = ask(folder, "Who is the defence minister of South Korea?").json["answers"]
    assert answer["sources"] == [{"title": "Yonhap", "url": "https://en.yna.co.kr/"}]


def test_a_choice_offers_keys_and_answers_nothing(folder):
    """Nobody reads an answer out of a question back."""
    for question in ("missiles", "how many ships were fired", "how many missiles come down", "missiles where"):
        found = ask(folder, question).json
        if found["outcome"] == "choice":
            break
    else:
        pytest.fail("none of these is met with a choice")
    assert found["answers"] == []
    assert 1 <= len(found["offered"]) <= 3
    assert set(found["offered"]) <= {"count", "where", "minister"}
    assert found["reason"] in {"not_on_record", "ambiguous", "vetoed"}
    assert "About 10" not in found["text"]


def test_what_begins_after_now_is_not_shown(folder):
    """A claim of 31 May is unknown on the 30th, and a whole fact of May in April."""
    found = quickly(folder, "ask", "--json", "--now", "2024-05-30T12:00Z", FACTS["facts"][0]["question"]).json
    assert found["answers"][0]["claims"] == []
    assert "KCNA" not in found["text"]
    found = quickly(folder, "ask", "--json", "--now", "2024-04-30T12:00Z", FACTS["facts"][0]["question"]).json
    assert found["outcome"] != "answer"
    assert all(one["key"] != "count" for one in found["candidates"])


def test_now_is_this_moment_unless_told(folder):
    """It carries an offset."""
    now = quickly(folder, "ask", "--json", "--zone", "Asia/Seoul", "why").json["now"]
    assert now.endswith("+09:00")
    assert abs((datetime.now().astimezone() - datetime.fromisoformat(now)).total_seconds()) < 60


def test_every_input_line_gets_one_output_line(folder):
    """Blank ones, broken ones, endless ones and the last without an end: nothing is skipped, nothing crashes."""
    lines = [
        b"where did they land",
        b"",
        b"   ",
        b"\r",
        b"where did they land\r",
        b"\xff\xfe broken \x80 bytes",
        b"lone \xed\xa0\x80 surrogate",
        b"nul \x00 inside",
        b"x" * 100_000,
        "\u2028 \x85 \x0b \x0c \x1c breaks \u2029".encode(),
        "북한이 어디에 쐈나요?".encode(),
        b'"quoted" \\ {json}',
        b"/ask thanks",
        b"no end",
    ]
    done = sitrep(folder, "ask", "--json", "--now", NOW, given=b"\n".join(lines))
    assert (done.code, done.err) == (0, "")
    assert done.out.count("\n") == len(lines)
    found = done.lines
    assert [list(one) for one in found] == [KEYS] * len(lines)
    expected = [line.removesuffix(b"\r").decode(errors="replace") for line in lines]
    assert [one["question"] for one in found] == expected
    for blank in found[1:4]:
        assert (blank["outcome"], blank["reason"], blank["answers"]) == ("abstention", "empty", [])
    assert (found[0]["outcome"], found[0]["answers"]) == (found[4]["outcome"], found[4]["answers"])
    assert (found[8]["outcome"], found[8]["reason"]) == ("abstention", "too_long")


def test_without_json_each_line_is_answered_on_one_line(folder):
    """A text of several lines is folded."""
    done = sitrep(folder, "ask", "--now", NOW, given=b"How many missiles were fired on 30 May 2024?\n\nthanks\n")
    assert (done.code, done.err) == (0, "")
    first, second, third = done.out.splitlines()
    assert "18 missiles" in first
    assert "About 10 missiles" in first
    assert second
    assert third


def test_a_question_in_the_arguments_is_answered_as_it_would_be_read(folder):
    """On as many lines as a card has."""
    done = quickly(folder, "ask", "--now", NOW, "How", "many", "missiles", "were", "fired", "on", "30 May 2024?")
    assert done.code == 0
    assert len(done.out.splitlines()) > 2
    assert "18 missiles" in done.out


def test_an_empty_question_in_the_arguments_is_an_empty_question(folder):
    """It is not taken for none, which would wait for standard input."""
    assert ask(folder, "", given=b"where did they land\n").json["reason"] == "empty"


@pytest.mark.parametrize("form", ["--json", "--no-starter"])
def test_each_answer_comes_before_the_next_question(folder, form):
    """A program that asks and waits is never left waiting: nothing is read ahead, nothing held back."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "--now", NOW, form],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(folder),
        cwd=folder,
    ) as child:
        for question in ("where did they land", "", "x" * 100_000, "where did they land"):
            child.stdin.write(question.encode() + b"\n")
            child.stdin.flush()
            line = child.stdout.readline()
            assert line.endswith(b"\n")
            if form == "--json":
                assert json.loads(line)["question"] == question
        child.stdin.close()
        assert child.stdout.read() == b""
        assert child.wait(30) == 0


def test_a_byte_order_mark_is_no_part_of_the_first_question(folder):
    """Some shells put one before what they pipe."""
    found = ask(folder, given="\ufeffwhere did they land\n\ufeffx".encode()).lines
    assert found[0]["question"] == "where did they land"


def test_reading_makes_nothing(tmp_path):
    """Without a store the starter answers from memory, and no folder appears."""
    found = ask(tmp_path, "where did they land").json
    assert found["candidates"]
    assert found["revision"] > 0
    assert not (tmp_path / "data").exists()
    assert ask(tmp_path, "--no-starter", "where did they land").json["candidates"] == []


def test_every_server_has_its_own_facts(folder):
    """What `local` knows, no other does."""
    assert ask(folder, "--server", "42", "--no-starter", "where did they land").json["candidates"] == []


def test_damaged_records_are_a_fault_told_in_a_sentence(folder):
    """Nothing but JSON stands on standard output, so nothing stands there."""
    log = folder / "data" / "servers" / "local" / "revisions.jsonl"
    log.write_bytes(log.read_bytes().replace(b"About 10", b"About 99"))
    done = ask(folder, "where")
    assert (done.code, done.out) == (1, "")
    assert "checksum" in done.err
    assert str(log) in done.err


def test_what_is_past_its_shelf_life_is_said_to_be(tmp_path):
    """In the line that people read, and by a key of its own; of what is fresh there is none."""
    held = {"question": "How many containers are held?", "claims": [{"answer": "7,000", "as_of": "2024-05-29"}]}
    (tmp_path / "facts.json").write_text(json.dumps({"format": 1, "facts": [held]}), encoding="utf-8")
    quickly(tmp_path, "import", tmp_path / "facts.json", "--no-starter", "--now", NOW)
    [fresh] = quickly(tmp_path, "ask", "--json", "--now", "2024-05-30T20:00+09:00", held["question"]).json["answers"]
    assert list(fresh) == ANSWER
    [stale] = quickly(tmp_path, "ask", "--json", "--now", NOW, held["question"]).json["answers"]
    assert (list(stale), stale["stale"]) == ([*ANSWER, "stale"], True)
    assert stale["text"].startswith("7,000 (voice not named, 29 May 2024) - may have changed")
