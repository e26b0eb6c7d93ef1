"""How fast the matcher is: `python tests/bench_matching.py [wordings ...]`, one thread, no part of the suite.

Targets, p95: 5 ms at 1,500 wordings, 10 ms at 10,000, 25 ms at 100,000; an index of 10,000 in 2 s.
"""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small products are slower on two threads than on one

import random
import statistics
import sys
import time

from knowledge.matching import Entry, Matcher
from knowledge.matching.spelling import lexicon

PHRASINGS = 5


def main():
    """Build a matcher of made-up facts for each size and ask it their questions, reworded."""
    chance = random.Random(1)  # noqa: S311  (the same facts each time, no secret)
    listed = [word for word in lexicon().ranks if len(word) > 3][:20_000]
    for size in [int(argument) for argument in sys.argv[1:]] or [1_500, 10_000]:
        subjects = [chance.choices(listed, k=4) for _ in range(size // PHRASINGS)]
        entries = [
            Entry(
                fact=fact,
                wordings=tuple(f"what is the {chance.choice(listed)} of {' '.join(words)}" for _ in range(PHRASINGS)),
                answers=(f"{chance.choice(listed)} {fact}",),
            )
            for fact, words in enumerate(subjects)
        ]
        begun = time.perf_counter()
        matcher = Matcher(entries)
        built = time.perf_counter() - begun
        taken = []
        for words in chance.choices(subjects, k=200):
            question = f"whats the {' '.join(chance.sample(words, 3))}"
            begun = time.perf_counter()
            matcher.rank(question)
            taken.append(1_000 * (time.perf_counter() - begun))
        tail = statistics.quantiles(taken, n=20)[-1]
        sys.stdout.write(
            f"{size:>7,} wordings: built in {built:.2f} s;"
            f" a question {statistics.median(taken):.1f} ms, p95 {tail:.1f} ms\n"
        )


if __name__ == "__main__":
    main()
