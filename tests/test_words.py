"""The word table that is shipped, and the parts of what builds it, on a handful of words."""

import numpy as np
import pytest

from knowledge.matching.table import Table, packed
from knowledge.matching.vectors import unit
from knowledge.matching.words.__main__ import difference
from knowledge.matching.words.fitting import Bag, fitted, principal
from knowledge.matching.words.sources import SourceError, verified, word_pieces
from knowledge.matching.words.texts import glosses, questions, synsets

WORDNET = {
    "noun": "  1 This is where the licence stands.\n"
    '00017222 06 n 02 boat 0 small_ship 0 000 | a vessel on water; "the boat left the harbour"\n'
    "00017223 18 n 01 sailor 0 000 | any member of a crew\n"
    "00017224 15 n 01 Oslo 0 000 | the capital of Norway\n",
    "verb": "00017225 38 v 01 sail 0 000 01 + 02 00 | travel on water\n",
    "adj": "00017226 00 a 01 calm(p) 0 000 | not agitated\n",
}
COMMON = ("boat", "boats", "sailor", "sailors", "oslo", "sail", "sailed", "sailing", "calm")
RANKS = {word: rank for rank, word in enumerate([*map(str, range(30)), *COMMON])}


def test_the_shipped_table_has_the_words_and_pieces_that_it_says():
    """20,000 words and BERT's pieces, each once, in 128 dimensions; nearly all stand somewhere."""
    table = Table.shipped()
    assert table.dimensions == 128
    assert len(table.words) == len(set(table.words)) == 20_000 + len(word_pieces())
    assert list(table.words[20_000:]) == word_pieces()
    assert np.linalg.norm(table.vectors(table.words), axis=1).min() > 0


def test_packed_vectors_are_read_as_they_were_but_for_their_rounding():
    """The table differs from what was packed by half a seventh of each row's greatest figure at most."""
    vectors = np.random.default_rng(1).normal(size=(3, 8)).astype(np.float32)
    words = ("boat", "été", "##s")
    table = Table(packed(words, vectors))
    assert table.words == words
    steps = np.abs(vectors).max(axis=1, keepdims=True) / 7
    assert (np.abs(table.vectors(words) - vectors) <= 0.51 * steps).all()


def test_a_text_is_cut_as_the_matcher_cuts_it():
    """A word with a row is that row, one spelt of two pieces is half of each, one that cannot be spelt is none."""
    bag = Bag.of("Boat, boats: ünknown!", {"boat": 0, "##s": 1})
    assert bag.rows.tolist() == [0, 0, 1]
    assert bag.shares.tolist() == [1, 0.5, 0.5]


def test_sums_come_to_stand_where_texts_shall():
    """From a poor start words are fitted so that texts that they were not fitted to are placed rightly too."""
    chance = np.random.default_rng(1)
    true = chance.normal(size=(40, 8)).astype(np.float32)
    begun = (true + 2 * chance.normal(size=true.shape)) / 50
    places = {f"w{row}": row for row in range(len(true))}
    texts = [" ".join(chance.choice(list(places), 5, replace=False)) for _ in range(400)]
    bags = [Bag.of(text, places) for text in texts]
    targets = unit(np.stack([true[bag.rows].sum(axis=0) for bag in bags]))

    def likeness(vectors):
        sums = unit(np.stack([vectors[bag.rows].sum(axis=0) for bag in bags[300:]]))
        return float((sums * targets[300:]).sum(axis=1).mean())

    told = []
    found, again = (fitted(begun, bags[:300], targets[:300], rounds=100, seed=2, tell=told.append) for _ in range(2))
    assert likeness(begun) < 0.5
    assert likeness(found) > 0.85
    assert (found == again).all()
    assert len(told) == 200


def test_the_longest_directions_are_kept():
    """What is cut to fewer dimensions keeps its longest ones, with a sign that does not hang on the machine."""
    vectors = np.array([[3, 0.1, 0], [-5, 0, 0.2], [4, 0.1, 0.1]], np.float32)
    (axis,) = principal(vectors, 1).T
    assert axis == pytest.approx([1, 0, 0], abs=0.05)


def test_a_table_is_compared_by_what_its_words_mean_to_each_other():
    """Turned as a whole, as another machine may fit it, a table is the same; with other words or meanings it is not."""
    vectors = np.random.default_rng(1).normal(size=(4, 4)).astype(np.float32)
    words = ["boat", "ship", "sail", "##s"]
    table = packed(words, vectors)
    assert difference(table, packed(words, vectors[:, ::-1])) == pytest.approx(0, abs=1e-6)
    assert difference(table, packed(words, vectors[::-1])) > 0.05
    assert difference(table, packed([*words[:3], "##t"], vectors)) == 1


def test_wordnet_is_read_as_texts():
    """Of a common word its examples, definition and synonyms are taken, and of each meaning the words that have it."""
    meanings = list(synsets(WORDNET))
    assert [meaning.words for meaning in meanings] == [
        ("boat", "small ship"),
        ("sailor",),
        ("Oslo",),
        ("sail",),
        ("calm",),
    ]
    told = glosses(meanings, RANKS)
    assert told[:3] == ["the boat left the harbour", "boat, small ship", "a vessel on water"]
    assert "any member of a crew" in told


def test_questions_are_made_of_common_words_in_the_form_that_fits():
    """People, places, plurals and pasts go where a template has them; one seed makes the same questions."""
    templates = (
        "how many {things} were {done}",
        "who is the {person}",
        "do the {people} {do} in {place}",
        "is {doing} {quality}",
        "{other}",
    )
    made = questions(templates, list(synsets(WORDNET)), RANKS, count=5, seed=4)
    assert set(made) <= {
        "how many boats were sailed",
        "how many sailors were sailed",
        "who is the sailor",
        "do the sailors sail in oslo",
        "is sailing calm",
        "boat",
        "sailor",
    }
    assert len(set(made)) == 5
    assert made == questions(templates, list(synsets(WORDNET)), RANKS, count=5, seed=4)


def test_another_work_than_the_one_named_is_refused(tmp_path):
    """A file with another hash, or none, is refused, with what to install."""
    (tmp_path / "data.noun").write_text("something else")
    with pytest.raises(SourceError, match=r"data\.noun is not what the table is made from.*uv sync"):
        verified(tmp_path / "data.noun", "0" * 64)
    with pytest.raises(SourceError, match="cannot be read"):
        verified(tmp_path / "data.verb", "0" * 64)
