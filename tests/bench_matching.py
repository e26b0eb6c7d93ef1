"""How fast the matcher is, and how much slower than plain rankers: `python tests/bench_matching.py [wordings ...]`.

No part of the suite; one thread. The facts are made up of common English words, the commoner the likelier, five
wordings a fact. Everything is measured in one run on the same facts and questions, so the ratios hold on any
machine: against rapidfuzz `process.extractOne` over all wordings, and plain BM25 and TF-IDF over facts.

Targets, p95: 5 ms at 1,500 wordings, 10 ms at 10,000, 25 ms at 100,000; an index of 10,000 in 2 s, a change of one
fact there in 20 ms, a message that is no question in 0.1 ms.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small products are slower on two threads than on one

import itertools
import math
import random
import statistics
import sys
import time
import tracemalloc
from collections import Counter, defaultdict

from rapidfuzz import fuzz, process

from knowledge.matching import Entry, Matcher, kind_of_message
from knowledge.matching.spelling import lexicon
from knowledge.text import stem, words

SIZES = (1_500, 10_000, 100_000)
PHRASINGS = 5
QUESTIONS = 200
MEASURED_AT_MOST = 10_000  # wordings up to which memory is traced, which slows Python tenfold


def main():
    """Measure each size that is asked for."""
    matcher_of_one = Matcher([Entry(fact=1, wordings=("is the harbour open",), answers=("Yes",))])
    matcher_of_one.rank("is the harbor opne")  # reads the word list and the table, which all matchers share
    chatter = "I think the mods did a great job today and I love this server."
    tell(f"a message that is no question: {1_000 * median(lambda: kind_of_message(chatter)):.0f} us")
    for size in [int(argument) for argument in sys.argv[1:]] or SIZES:
        measure(size)


def measure(size):
    """Build all rankers of the same facts, ask them the same questions, and change one fact."""
    chance = random.Random(1)  # noqa: S311  (the same facts each time, no secret)
    entry, reworded = made_up(chance)
    entries = [entry(fact) for fact in range(size // PHRASINGS)]
    questions = [reworded(chance.choice(entries)) for _ in range(QUESTIONS)]

    built, matcher = timed(lambda: Matcher(entries))
    prepared, _ = timed(matcher.prepare)
    tell(f"{size:>7,} wordings: built in {built / 1_000:.2f} s, what the veto reads in {prepared / 1_000:.2f} s more")
    replaced = [timed(lambda: matcher.replaced([entry(chance.choice(entries).fact)]))[0] for _ in range(11)]
    added = [timed(lambda fact=size + extra: matcher.replaced([entry(fact)]))[0] for extra in range(11)]
    tell(f"{'':17} one fact replaced {statistics.median(replaced):.1f} ms, added {statistics.median(added):.1f} ms")
    if size <= MEASURED_AT_MOST:
        tracemalloc.start()
        again = Matcher(entries)
        tell(f"{'':17} {tracemalloc.get_traced_memory()[0] / size / 1_000:.1f} kB a wording")
        tracemalloc.stop()
        del again
    own = statistics.median(asked(matcher.rank, questions, "the matcher"))
    wordings = [wording for one in entries for wording in one.wordings]
    rankers = {
        "rapidfuzz extractOne, WRatio": lambda question: process.extractOne(question, wordings),
        "rapidfuzz, token_sort_ratio": lambda question: process.extractOne(
            question, wordings, scorer=fuzz.token_sort_ratio
        ),
        "BM25": PlainRanker(entries, saturated=True).best,
        "TF-IDF": PlainRanker(entries, saturated=False).best,
    }
    for name, rank in rankers.items():
        some = questions if size <= MEASURED_AT_MOST else questions[: QUESTIONS // 10]
        other = statistics.median(asked(rank, some, name))
        tell(f"{'':17}     the matcher takes {own / other:.2f} times as long")


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
        kept = chance.choice(known.wordings).split()[1:]
        return f"whats {' '.join(chance.sample(kept, len(kept) - 2))} {some(1)[0]}"

    return entry, reworded


class PlainRanker:
    """BM25 (k1 1.5, b 0.75) or TF-IDF cosine over facts, by postings: what a page of Python does."""

    def __init__(self, entries, *, saturated):
        counts = {entry.fact: Counter(map(stem, words(" ".join(entry.wordings)))) for entry in entries}
        mean = statistics.mean(map(Counter.total, counts.values()))
        held = Counter(itertools.chain.from_iterable(counts.values()))
        self.idf = {term: math.log(1 + len(counts) / found) for term, found in held.items()}
        self.postings = defaultdict(list)
        for fact, terms in counts.items():
            room = 1.5 * (0.25 + 0.75 * terms.total() / mean)
            length = math.sqrt(sum(((1 + math.log(count)) * self.idf[term]) ** 2 for term, count in terms.items()))
            for term, count in terms.items():
                plain = (1 + math.log(count)) * self.idf[term] / length
                self.postings[term].append((fact, 2.5 * count / (count + room) if saturated else plain))

    def best(self, question):
        """The fact with the highest score."""
        scores = defaultdict(float)
        for term in map(stem, words(question)):
            for fact, weight in self.postings.get(term, ()):
                scores[fact] += weight * self.idf[term]
        return max(scores, key=scores.get, default=None)


def asked(rank, questions, name):
    """Milliseconds that each question takes, after one to warm up."""
    rank(questions[0])
    taken = [timed(lambda question=question: rank(question))[0] for question in questions]
    tail = statistics.quantiles(taken, n=20)[-1]
    tell(f"{'':17} {name}: {statistics.median(taken):.2f} ms, p95 {tail:.2f} ms, at most {max(taken):.1f} ms")
    return taken


def timed(call):
    """Milliseconds that a call takes, and what it gives."""
    begun = time.perf_counter()
    given = call()
    return 1_000 * (time.perf_counter() - begun), given


def median(call):
    """Milliseconds that a call takes, the median of many."""
    return statistics.median(timed(call)[0] for _ in range(101))


def tell(line):
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
