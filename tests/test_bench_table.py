"""The benchmark table, on question sets so small that its figures can be worked out by hand."""

import contextlib
import io
from pathlib import Path
from string import ascii_lowercase
from unittest import mock

import bench_table
import numpy as np
import pytest
from bench_table import COLUMNS, OURS, PLAIN, SEMANTIC, SHIPPED

from knowledge.matching.semantic.choice import Choice

HOW = ("slips", "strict", "balanced")
MINIATURE = Path(__file__).parent / "data" / "miniature"


class Letters:
    """An encoder that knows letters alone, in place of one that is installed."""

    name = "letters"
    multilingual = False

    def encode(self, texts):
        """How often each letter stands in each text, at unit length."""
        counts = np.array([[1, *(text.count(letter) for letter in ascii_lowercase)] for text in texts], np.float32)
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)


def printed(encoder, *arguments):
    """The lines that the command prints where this encoder is installed, or none."""
    out = io.StringIO()
    choice = Choice(encoder=encoder, why="none is wanted here")
    with contextlib.redirect_stdout(out), mock.patch.object(bench_table, "chosen", return_value=choice):
        bench_table.main(["--sets", str(MINIATURE), "--k", *arguments])
    return out.getvalue().splitlines()


@pytest.fixture(scope="module")
def lines():
    """What it prints without one."""
    first, *rest = printed(None, "1", "9")
    assert first == "Nothing semantic is measured: none is wanted here."
    return rest


def rows(lines, name):
    """The figures of the rows of a set, by ranker, as they are printed."""
    begin = next(place for place, line in enumerate(lines) if line.startswith(f"{name}:"))
    listed = {}
    for line in lines[begin + 3 :]:
        if not line.startswith(" "):
            break
        label, figures = line[3:43].strip(), line[43:].split()
        listed[label] = dict(zip(COLUMNS, figures, strict=True))
    return listed


def test_each_ranker_has_a_row_with_its_sample_sizes(lines):
    """For each set, and for each number of phrasings that every fact has: there are three."""
    assert lines[0] == "harbour: 4 facts; 8 questions in scope, 2 near and 1 far ones that are not"
    assert lines[1] == "   the threshold is chosen on 6 questions in scope, 1 near and 1 far ones that are not"
    for name in ("harbour", "library"):
        assert list(rows(lines, name)) == [*PLAIN, *OURS, *(f"{SHIPPED}, {how}" for how in HOW)]
    assert sum("K = " in line for line in lines) == 2


def test_an_encoder_has_rows_alone_and_in_the_matcher():
    """Where there is one."""
    lines = printed(Letters(), "1")
    ours = [*OURS, SEMANTIC, *(f"{name}, {how}" for name in (SHIPPED, SEMANTIC) for how in HOW)]
    assert list(rows(lines, "harbour")) == [*PLAIN, "letters, cosine", *ours]
    assert rows(lines, "harbour")["letters, cosine"]["coverage"] == "62.5"  # 5 of 8, as by any ratio of words
    assert sum(line.startswith(f"   {SEMANTIC}, strict") and "near misses" in line for line in lines) == 1


@pytest.mark.parametrize("ranker", [*PLAIN])
def test_the_figures_are_those_worked_out_by_hand(lines, ranker):
    """All validation questions but two that share no word are phrasings in another order: the threshold lies there.

    Of the test's eight questions in scope five are such too, and found. One is a phrasing of another fact than the one
    that it is said to mean: answered wrongly. "ferry" finds its fact below the threshold, but by the ratio to which a
    part is the whole; the last finds another fact or none. One near question is a phrasing in another order too, and
    answered; what else is out of scope shares no word with any fact.
    """
    figures = rows(lines, "harbour")[ranker]
    part_is_whole = ranker == "rapidfuzz token_set_ratio"
    assert figures["top_1"] == "75.0"  # 6 of 8
    assert figures["coverage"] == ("75.0" if part_is_whole else "62.5")  # 6 or 5 of 8
    assert figures["precision"] == ("75.0" if part_is_whole else "71.4")  # 6 of 8 or 5 of 7
    assert figures["near"] == "50.0"  # 1 of 2
    assert figures["far"] == "0.0"


def test_the_area_is_the_one_worked_out_by_hand(lines):
    """By that ratio, of 16 pairs six tie with the near question that is answered, and eight beat the other."""
    assert rows(lines, "harbour")["rapidfuzz token_sort_ratio"]["near_auroc"] == "68.8"  # (6 / 2 + 8) of 16


@pytest.mark.parametrize("policy", ["strict", "balanced"])
def test_what_is_shipped_is_judged_by_what_it_answers(lines, policy):
    """Phrasings in another order are answered or offered; nothing that shares no word with a fact is."""
    figures = rows(lines, "harbour")[f"{SHIPPED}, {policy}"]
    assert figures["first_three"] == "75.0"  # 6 of 8
    assert figures["far"] == "0.0"


def test_policies_are_judged_on_contrasts(lines):
    """Both paraphrases are phrasings word for word; the near misses name another day and another country."""
    begin = next(place for place, line in enumerate(lines) if line.startswith("contrasts:"))
    assert lines[begin] == "contrasts: 2 facts; 2 near misses, 2 paraphrases"
    for line, policy in zip(lines[begin + 1 :], ("strict", "balanced"), strict=True):
        assert " ".join(line.split()) == (
            f"{SHIPPED}, {policy} near misses answered 0 (0.0); paraphrases answered rightly 2 (100.0),"
            " rightly or among three offered 2 (100.0), wrongly 0 (0.0)"
        )
