"""Slips of typing, as the benchmarks make them."""

import random

from rapidfuzz.distance import OSA
from slips import slip, slipped


def test_a_slip_is_one_edit():
    """A swap of neighbours is one too; now and then nothing comes of it."""
    chance = random.Random(1)  # noqa: S311  (no secret)
    distances = [OSA.distance("harbour", slip("harbour", chance)) for _ in range(300)]
    assert set(distances) == {0, 1}
    assert sum(distances) > 290


def test_nearly_a_third_of_the_words_are_slipped_in():
    """Short words and figures stay as they are."""
    chance = random.Random(1)  # noqa: S311  (no secret)
    text = " ".join(["harbour", "is", "12345"] * 1_000)
    typed = slipped(text, chance).split(" ")
    assert [word for word in typed if len(word) == 2 or word.isdigit()] == ["is", "12345"] * 1_000
    assert 250 < sum(word != "harbour" for word in typed[::3]) < 350
