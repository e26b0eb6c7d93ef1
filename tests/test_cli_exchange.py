"""`sitrep import` and `sitrep export`."""

import json
import os
import stat

import pytest
from command_line import FACTS, facts_file, quickly, sitrep, stocked

from knowledge.lock import FolderLock

BAD = {
    "format": 1,
    "facts": [
        {"question": "", "claims": [{"answer": "x"}]},
        {"question": "When was it?", "claims": [{"answer": "Thursday", "as_of": "2024-02-30"}]},
        {"question": "What is new?", "claims": [{"answer": "This"}], "colour": "red"},
        {"key": "good", "question": "Is this one good?", "claims": [{"answer": "Yes"}]},
    ],
}


def export(folder, name="out.json", *options):
    done = quickly(folder, "export", folder / name, *options)
    assert done.code == 0, done.err
    return (folder / name).read_bytes()


def test_local_is_seeded_once_when_it_is_made(tmp_path):
    """The first command that writes brings in the starter; later ones do not bring it back."""
    file = facts_file(tmp_path)
    first = quickly(tmp_path, "import", file, "--json").json
    assert first["seeded"] > 40
    assert (first["added"], first["problems"]) == (3, [])
    again = quickly(tmp_path, "import", file, "--json").json
    assert (again["seeded"], again["added"], again["updated"], again["unchanged"]) == (0, 0, 0, 3)
    assert again["revision"] == first["revision"]
    assert len(json.loads(export(tmp_path))["facts"]) == first["seeded"] + 3


def test_no_starter_begins_with_nothing(tmp_path):
    """And what was begun so is not seeded later."""
    stocked(tmp_path)
    quickly(tmp_path, "import", facts_file(tmp_path, BAD, "bad.json"))
    assert [fact["key"] for fact in json.loads(export(tmp_path))["facts"]] == ["count", "where", "minister", "good"]


def test_a_seeding_that_was_cut_short_is_finished(tmp_path):
    """A kill between two of its revisions leaves no half starter for good."""
    quickly(tmp_path, "import", facts_file(tmp_path, {"format": 1, "facts": []}))
    whole = export(tmp_path)
    log = tmp_path / "data" / "servers" / "local" / "revisions.jsonl"
    log.write_bytes(log.read_bytes().splitlines(keepends=True)[0])
    log.with_name("facts.json").unlink()
    assert quickly(tmp_path, "import", facts_file(tmp_path, {"format": 1, "facts": []}), "--json").json["seeded"] > 0
    assert export(tmp_path) == whole


def test_only_local_is_seeded(tmp_path):
    """Another server is a Discord server: its administrator decides, in /setup."""
    report = quickly(tmp_path, "import", facts_file(tmp_path), "--server", "4242", "--json").json
    assert (report["seeded"], report["added"]) == (0, 3)
    assert len(json.loads(export(tmp_path, "out.json", "--server", "4242"))["facts"]) == 3


def test_the_same_file_twice_changes_nothing(tmp_path):
    """No revision, not a byte of the log."""
    stocked(tmp_path)
    log = tmp_path / "data" / "servers" / "local" / "revisions.jsonl"
    before = log.read_bytes()
    done = quickly(tmp_path, "import", tmp_path / "facts.json", "--json")
    assert (done.code, done.json["unchanged"], done.json["revision"]) == (0, 3, 1)
    assert log.read_bytes() == before


def test_good_rows_go_in_as_one_revision_and_all_bad_ones_are_told(tmp_path):
    """Row, field and reason of each; the exit code is 1."""
    done = quickly(tmp_path, "import", facts_file(tmp_path, BAD), "--no-starter", "--json")
    assert (done.code, done.err) == (1, "")
    report = done.json
    assert (report["added"], report["left_out"], report["revision"], report["dry_run"]) == (1, 3, 1, False)
    told = {(problem["row"], problem["field"]) for problem in report["problems"]}
    assert told == {("facts[0]", "question"), ("facts[1]", "claims[0].as_of"), ("facts[2]", "colour")}
    assert all(problem["reason"] for problem in report["problems"])
    assert [fact["key"] for fact in json.loads(export(tmp_path))["facts"]] == ["good"]


def test_people_get_a_table_of_bad_rows(tmp_path):
    """Beside the totals."""
    done = quickly(tmp_path, "import", facts_file(tmp_path, BAD), "--no-starter")
    assert done.code == 1
    assert "added 1, updated 0" in done.out
    for told in ("3 bad rows", "facts[1]", "claims[0].as_of", "2024-02-30", "colour"):
        assert told in done.err


def test_aliases_and_events_that_came_along_are_counted(tmp_path):
    """For people in lines of their own, where a file has any; for programs always."""
    held = {"aliases": [["NK", "North Korea"], ["the"]], "events": [{"id": "e1", "kind": "launch", "at": "2024-05-30"}]}
    done = quickly(tmp_path, "import", facts_file(tmp_path, {**FACTS, **held}), "--no-starter")
    assert "Aliases: added 1, updated 0, unchanged 0.\nEvents: added 1, updated 0, unchanged 0.\n" in done.out
    assert "“the”" in done.err
    again = quickly(tmp_path, "import", facts_file(tmp_path, {**FACTS, **held}), "--json").json
    assert (again["aliases"], again["events"]) == ({"added": 0, "updated": 0, "unchanged": 1},) * 2
    plain = quickly(tmp_path, "import", facts_file(tmp_path))
    assert "Aliases" not in plain.out
    assert "Events" not in plain.out


def test_rows_that_contradict_each_other_are_told_and_a_header_is_no_row(tmp_path):
    """Both rows are named, and neither goes in; a column that nobody knows leaves no row out."""
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("question,answer,said_by\nA?,10 ships,JCS\nB?,1,\nA?,18 ships,jcs\n", encoding="utf-8")
    done = quickly(tmp_path, "import", sheet, "--no-starter")
    assert (done.code, "2 bad rows were left out" in done.err) == (1, True)
    assert "row 2" in done.err
    sheet.write_text("question,phrasings,answer,colour\nC?,which?,10,red\n", encoding="utf-8")
    done = quickly(tmp_path, "import", sheet)
    assert "What was not read" in done.err
    assert "Facts added 1, updated 0, unchanged 0.\nPhrasings: added 1.\n" in done.out


def test_a_dry_run_tells_the_same_and_makes_nothing(tmp_path):
    """No folder, no lock; also beside a running bot."""
    file = facts_file(tmp_path, BAD)
    dry = quickly(tmp_path, "import", file, "--dry-run", "--json")
    assert (dry.code, dry.json["dry_run"]) == (1, True)
    assert not (tmp_path / "data").exists()
    wet = quickly(tmp_path, "import", file, "--json").json
    for total in ("added", "updated", "unchanged", "seeded", "problems"):
        assert dry.json[total] == wet[total]
    lock = FolderLock(tmp_path / "data")
    try:
        assert quickly(tmp_path, "import", file, "--dry-run", "--json").json["unchanged"] == 1
    finally:
        lock.close()


def test_export_and_import_into_an_empty_store_give_the_same_export(tmp_path):
    """JSON holds the whole: byte for byte, starter and all."""
    whole = export(tmp_path)
    there = tmp_path / "there"
    there.mkdir()
    assert quickly(there, "import", tmp_path / "out.json", "--no-starter").code == 0
    assert export(there) == whole


def test_csv_goes_out_and_comes_back(tmp_path):
    """The columns of the contract; several claims repeat the key."""
    stocked(tmp_path)
    table = export(tmp_path, "out.csv").decode()
    assert table.splitlines()[0] == "key,question,phrasings,answer,said_by,as_of,source_title,source_url,topic"
    assert sum(line.startswith("count,") for line in table.splitlines()) == 2
    there = tmp_path / "there"
    there.mkdir()
    assert quickly(there, "import", tmp_path / "out.csv", "--no-starter").code == 0
    assert export(there, "out.csv").decode() == table
    assert quickly(tmp_path, "import", tmp_path / "out.csv", "--json").json["unchanged"] == 3


def test_a_second_writer_is_refused_and_told_who_writes(tmp_path):
    """The holder is named; nothing is changed; reading goes on beside it."""
    stocked(tmp_path)
    lock = FolderLock(tmp_path / "data")
    try:
        done = sitrep(tmp_path, "import", "facts.json", "--json")
        assert (done.code, done.out) == (1, "")
        assert f"process {os.getpid()} on " in done.err
        assert done.err.count("\n") == 1
        assert quickly(tmp_path, "ask", "where did they land").code == 0
        assert len(export(tmp_path)) > 0
    finally:
        lock.close()


def test_streams_stand_for_files(tmp_path):
    """- is standard input and standard output; with --json too, nothing but JSON is written."""
    stocked(tmp_path)
    assert sitrep(tmp_path, "export", "-").out.encode() == export(tmp_path)
    assert sitrep(tmp_path, "export", "-", "--json").json["format"] == 1
    assert sitrep(tmp_path, "export", "-", "--format", "csv").out.encode() == export(tmp_path, "out.csv")
    done = quickly(tmp_path, "import", "-", "--json", given=json.dumps(FACTS).encode())
    assert done.json["unchanged"] == 3


def test_a_report_of_an_export_for_programs(tmp_path):
    """What was written, where, and as of which revision."""
    stocked(tmp_path)
    report = quickly(tmp_path, "export", tmp_path / "out.bin", "--format", "csv", "--json").json
    expected = {"file": str(tmp_path / "out.bin"), "server": "local", "format": "csv", "facts": 3, "revision": 1}
    assert report == expected


@pytest.mark.parametrize("arguments", [("import", "none.json"), ("import", "."), ("export", "none/out.json")])
def test_a_file_that_is_not_there_is_a_fault(tmp_path, arguments):
    """Told in one sentence that names it."""
    done = sitrep(tmp_path, *arguments)
    assert (done.code, done.out) == (1, "")
    assert arguments[1].partition("/")[0] in done.err
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="names and devices as Unix has them")
def test_a_file_may_have_any_name(tmp_path):
    """Bytes that are no UTF-8, control characters: history names the file as people can see it."""
    name = b"f\xff\x1b[31m.json"
    (tmp_path / os.fsdecode(name)).write_bytes(facts_file(tmp_path).read_bytes())
    done = quickly(tmp_path, "import", tmp_path / os.fsdecode(name), "--no-starter", "--json")
    assert (done.code, done.json["added"]) == (0, 3)
    [line] = (tmp_path / "data" / "servers" / "local" / "revisions.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["revision"]["why"] == "import of f�[31m.json"


@pytest.mark.skipif(os.name == "nt", reason="devices as Unix has them")
@pytest.mark.parametrize("command", ["import", "evaluate"])
def test_a_file_without_end_is_not_read_to_its_end(tmp_path, command):
    """No more is read than a file may have."""
    done = quickly(tmp_path, command, "/dev/zero")
    assert (done.code, done.out) == (1, "")
    assert "20 MB" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("data", [b"", b"{", b"\x00\x01", b"[1, 2]", b"\xff\xfe\x00", b"hello", b"PK\x03\x04"])
def test_a_file_that_is_none_of_facts_makes_nothing(tmp_path, data):
    """It is refused before a store is begun."""
    (tmp_path / "facts.json").write_bytes(data)
    done = quickly(tmp_path, "import", tmp_path / "facts.json")
    assert (done.code, done.out) == (1, "")
    assert "Traceback" not in done.err
    assert not (tmp_path / "data").exists()


@pytest.mark.skipif(os.name == "nt", reason="links and devices as Unix has them")
def test_an_export_replaces_what_a_link_points_at_and_never_a_device(tmp_path):
    """`sitrep export /dev/stdout` must not rename a file over it."""
    stocked(tmp_path)
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "facts.json").write_text("old")
    (tmp_path / "link.json").symlink_to(tmp_path / "kept" / "facts.json")
    assert export(tmp_path, "link.json") == export(tmp_path)
    assert (tmp_path / "link.json").is_symlink()
    os.mkfifo(tmp_path / "pipe.json")
    reader = os.open(tmp_path / "pipe.json", os.O_RDONLY | os.O_NONBLOCK)
    try:
        assert quickly(tmp_path, "export", tmp_path / "pipe.json").code == 0
        assert os.read(reader, 10).startswith(b"{")
    finally:
        os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe.json").stat().st_mode)


def test_now_dates_an_import(tmp_path):
    """What a file does not date became known at --now."""
    stocked(tmp_path)
    [claim] = json.loads(export(tmp_path))["facts"][1]["claims"]
    assert claim["recorded"] == "2024-05-31T00:00:00Z"
