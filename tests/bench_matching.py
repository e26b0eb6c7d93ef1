"""How fast the matcher is, beside plain rankers: `python tests/bench_matching.py [wordings ...]`.

No part of the suite; one thread. The facts are made up of common English words, the commoner the likelier, five
wordings a fact; a third of the questions have a slip. Everything is measured in one run on the same facts and
questions, so the ratios hold on any machine: against rapidfuzz's `process.extractOne` over all wordings, and BM25 and
TF-IDF over facts.

Targets, p95: 5 ms at 1,500 wordings, 10 ms at 10,000, 25 ms at 100,000; an index of 10,000 in 2 s, a change of one
fact there in 20 ms, a message that is no question in 0.1 ms.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small products are slower on two threads than on one

import itertools
import random
import statistics
import sys
import time
import tracemalloc
from dataclasses import dataclass

from rankers import Bm25, TfIdf
from rapidfuzz import process
from slips import slip

from knowledge.matching import Entry, Matcher, kind_of_message
from knowledge.matching.spelling import lexicon

SIZES = (1_500, 10_000, 100_000)
PHRASINGS = 5
QUESTIONS = 200
SLIPS = 1 / 3
TRACED_AT_MOST = 10_000  # wordings: tracing memory slows Python tenfold

NO_QUESTIONS = {
    "small talk": "I think the mods did a great job today and I love this server.",
    "a command": "!play never gonna give you up",
    "an emoji": "\N{PARTY POPPER}",
    "nothing": " \u200b ",
    "100,000 characters": "how many missiles " * 5_556,
    "10,000 mentions": "<@123456789012345678> " * 10_000,
    "40 letters under 49 accents each": ("a" + "\u0301" * 49) * 40,
    "2,000 letters under 49 accents each": ("a" + "\u0301" * 49) * 2_000,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """What was measured at a size: milliseconds of the median question, of the slowest in twenty, and of others'."""

    wordings: int
    median: float
    p95: float
    others: dict[str, float]


def main():
    """Measure each size that is asked for, and tell how the cost of a question grows."""
    matcher_of_one = Matcher([Entry(fact=1, wordings=("is the harbour open",), answers=("Yes",))])
    matcher_of_one.rank("is the harbor opne")  # reads the word list and the table, which all matchers share
    for name, message in NO_QUESTIONS.items():
        taken = statistics.median(timed(lambda message=message: kind_of_message(message))[0] for _ in range(101))
        tell(f"{name}: {kind_of_message(message)} in {1_000 * taken:.0f} µs")
    curve = [measured(size) for size in [int(argument) for argument in sys.argv[1:]] or SIZES]
    tell("\nwordings      median         p95   times as long as " + ", ".join(curve[0].others))
    for speed in curve:
        ratios = "   ".join(f"{speed.median / other:.2f}" for other in speed.others.values())
        tell(f"{speed.wordings:>8,} {speed.median:>8.2f} ms {speed.p95:>8.2f} ms   {ratios}")


def measured(size):
    """Build all rankers of the same facts, ask them the same questions, and change one fact."""
    chance = random.Random(1)  # noqa: S311  (the same facts each time, no secret)
    entry, reworded = made_up(chance)
    entries = [entry(fact) for fact in range(size // PHRASINGS)]
    questions = [reworded(chance.choice(entries)) for _ in range(QUESTIONS)]

    built, matcher = timed(lambda: Matcher(entries))
    prepared, _ = timed(matcher.prepare)
    tell(f"\n{size:,} wordings: built in {built / 1_000:.2f} s, and what the veto reads in {prepared / 1_000:.2f} s")
    replaced = [timed(lambda: matcher.replaced([entry(chance.choice(entries).fact)]))[0] for _ in range(21)]
    added = [timed(lambda fact=size + extra: matcher.replaced([entry(fact)]))[0] for extra in range(21)]
    tell(f"   one fact replaced in {statistics.median(replaced):.1f} ms, added in {statistics.median(added):.1f} ms")
    if size <= TRACED_AT_MOST:
        tracemalloc.start()
        again = Matcher(entries)
        again.prepare()
        tell(f"   {tracemalloc.get_traced_memory()[0] / size / 1_000:.1f} kB a wording")
        tracemalloc.stop()
        del again
    own = asked(matcher.rank, questions, "the matcher")
    wordings = [wording for one in entries for wording in one.wordings]
    rankers = {
        "extractOne": lambda question: process.extractOne(question, wordings),
        "BM25": Bm25(entries).rank,
        "TF-IDF": TfIdf(entries).rank,
    }
    others = {name: statistics.median(asked(rank, questions[:50], name)) for name, rank in rankers.items()}
    return Speed(wordings=size, median=statistics.median(own), p95=p95_of(own), others=others)


def made_up(chance):
    """Two functions: an entry for a fact's number, and a question that rewords an entry."""
    common = [word for word in lexicon().ranks if len(word) > 2][:20_000]
    weights = list(itertools.accumulate(1 / (rank + 30) for rank in range(len(common))))

    def some(count):
        return chance.choices(common, cum_weights=weights, k=count)

    def entry(fact):
        topic = some(4)
        wordings = (f"what {' '.join(some(2))} of {' '.join(chance.sample(topic, 3))}" for _ in range(PHRASINGS))
        return Entry(fact=fact, wordings=tuple(wordings), answers=(f"{some(1)[0]} {fact}",))

    def reworded(known):
        said = chance.choice(known.wordings).split()[1:]
        kept = [*chance.sample(said, len(said) - 2), some(1)[0]]
        if chance.random() < SLIPS:
            longest = max(kept, key=len)
            kept[kept.index(longest)] = slip(longest, chance)
        return f"whats {' '.join(kept)}"

    return entry, reworded


def asked(rank, questions, name):
    """Milliseconds that each question takes, after one to warm up."""
    rank(questions[0])
    taken = [timed(lambda question=question: rank(question))[0] for question in questions]
    tell(f"   {name}: {statistics.median(taken):.2f} ms, p95 {p95_of(taken):.2f} ms, at most {max(taken):.1f} ms")
    return taken


def p95_of(taken):
    """What all but the slowest in twenty stay below."""
    return statistics.quantiles(taken, n=20)[-1]


def timed(call):
    """Milliseconds that a call keeps its processor busy, whatever else runs beside, and what it gives."""
    begun = time.thread_time()
    given = call()
    return 1_000 * (time.thread_time() - begun), given


def tell(line):
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
