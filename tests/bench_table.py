"""How good the matcher is, beside plain rankers: `python tests/bench_table.py --sets DIR... [--k 1 3 5 10]`.

No part of the suite; nothing is timed. A DIR holds question sets and contrast sets, as `question_sets` reads them, or
situations. For each question set and so many phrasings a fact every ranker is judged, as `judging.Figures` tells. The
matcher's weights never saw the set that it is judged on: `knowledge.matching.fit` fits them on those of the other
families, and on situations. Its last rows tell how it does where the test is typed with slips, and what it answers, or
offers among three, by the policies that are shipped. On contrast sets, which no weights are fitted on, the shipped
weights decide. What is semantic is measured where the extra is installed.
"""

import argparse
import math
import random
import sys
from collections import Counter
from dataclasses import replace
from functools import cache, partial
from itertools import chain, product
from pathlib import Path

from judging import Ranked, judge, judge_at
from question_sets import contrast_sets, question_sets
from rankers import MOST, Bm25, Cosine, Ratio, TfIdf
from rapidfuzz import fuzz
from slips import slipped

from knowledge.matching import Direct, Matcher, Offer, Policy, decide, fit
from knowledge.matching.samples import samples, sets_in
from knowledge.matching.semantic.choice import chosen

PHRASINGS = (1, 3, 5, 10)
ANSWERED = 1.0

PLAIN = {
    "rapidfuzz WRatio": partial(Ratio, scorer=fuzz.WRatio),
    "rapidfuzz token_sort_ratio": partial(Ratio, scorer=fuzz.token_sort_ratio),
    "rapidfuzz token_set_ratio": partial(Ratio, scorer=fuzz.token_set_ratio),
    "BM25 of stems": Bm25,
    "TF-IDF of character n-grams": TfIdf,
}
SHIPPED, SEMANTIC = "sitrep", "sitrep with [semantic]"
OURS = {"sitrep, lexical": {"meanings": False}, SHIPPED: {"meanings": True}}

COLUMNS = {
    "top_1": "top-1",
    "first_three": "first 3",
    "coverage": "coverage",
    "precision": "precision",
    "near": "near",
    "far": "far",
    "near_auroc": "AUROC",
}


class Sitrep:
    """The matcher as a ranker, with weights of one's choice: by confidence, or as a policy decides."""

    def __init__(self, entries, **options):
        self._ranking = cache(Matcher(entries, **options).rank)

    def rank(self, question):
        """The likeliest facts."""
        return [(candidate.fact, candidate.confidence) for candidate in self._ranking(question).candidates[:MOST]]

    def decided(self, question, policy):
        """The fact that answers, at 1, or those that are offered, at 0."""
        match decide(self._ranking(question), policy):
            case Direct(candidate=candidate):
                return [(candidate.fact, ANSWERED)]
            case Offer(candidates=candidates):
                return [(candidate.fact, 0.0) for candidate in candidates]
        return []


def main(arguments=None):
    """Print a table for each set and number of phrasings, then what the policies make of contrasts."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sets", type=Path, nargs="+", required=True, metavar="DIR", help="folders of question sets")
    parser.add_argument("--k", type=int, nargs="+", default=PHRASINGS, metavar="K", help="phrasings a fact")
    options = parser.parse_args(arguments)
    choice = chosen("")
    if choice.encoder is None:
        tell(f"Nothing semantic is measured: {choice.why}.")
    seen = samples_of(options.sets, choice.encoder)
    for questions in chain.from_iterable(map(question_sets, options.sets)):
        tell(f"{questions.name}: {len(questions.facts)} facts; {_counted(questions.test)}")
        tell(f"   the threshold is chosen on {_counted(questions.val)}")
        plain, ours = rankers(weights_without(questions.name, seen), choice.encoder)
        for phrasings in options.k:
            if phrasings <= questions.most_phrasings:
                tabulate(questions, phrasings, plain, ours)
    for contrasts in chain.from_iterable(map(contrast_sets, options.sets)):
        tell_contrasts(contrasts, choice.encoder)


def rankers(weights, encoder):
    """The plain rankers, and the matcher with these weights: those that there are."""
    semantic = {SEMANTIC: {"encoder": encoder}} if encoder else {}
    plain = PLAIN | ({f"{encoder.name}, cosine": partial(Cosine, encoder=encoder)} if encoder else {})
    return plain, {name: partial(Sitrep, **how, calibrations=weights) for name, how in (OURS | semantic).items()}


def tabulate(questions, phrasings, plain, ours):
    """Print what each ranker does where each fact has so many phrasings, and what the matcher does as it is shipped."""
    tell(f"   {f'K = {phrasings}':40}" + "".join(f"{label:>11}" for label in COLUMNS.values()))
    made = {name: make(questions.entries(phrasings)) for name, make in (plain | ours).items()}
    for name, ranker in made.items():
        tell_figures(name, judge(_ranked(questions.val, ranker.rank), _ranked(questions.test, ranker.rank)))
    chance = random.Random(7)  # noqa: S311  (the same slips each time, no secret)
    slips = [replace(asked, question=slipped(asked.question, chance)) for asked in questions.test]
    for name, ranker in made.items():
        if name not in {SHIPPED, SEMANTIC}:
            continue
        tell_figures(f"{name}, slips", judge(_ranked(questions.val, ranker.rank), _ranked(slips, ranker.rank)))
        for policy in Policy:
            decided = _ranked(questions.test, partial(ranker.decided, policy=policy))
            tell_figures(f"{name}, {policy.value}", judge_at(ANSWERED, decided))


def tell_figures(name, figures):
    """Print a row."""
    tell(f"   {name:40}" + "".join(f"{_percent(getattr(figures, column)):>11}" for column in COLUMNS))


def tell_contrasts(contrasts, encoder):
    """Print how each policy answers what no fact answers, and what one does in other words."""
    near, asked = contrasts.near, contrasts.paraphrases
    tell(f"{contrasts.name}: {len(contrasts.facts)} facts; {len(near)} near misses, {len(asked)} paraphrases")
    matchers = {SHIPPED: Matcher(contrasts.entries())}
    if encoder:
        matchers[SEMANTIC] = Matcher(contrasts.entries(), encoder=encoder)
    for (name, matcher), policy in product(matchers.items(), Policy):
        answered = sum(isinstance(decide(matcher.rank(question), policy), Direct) for question in near)
        met = Counter(_met(decide(matcher.rank(one.question), policy), one.fact) for one in asked)
        tell(
            f"   {f'{name}, {policy.value}':40} near misses answered {_share(answered, near)}; paraphrases answered"
            f" rightly {_share(met['right'], asked)}, rightly or among three offered"
            f" {_share(met['right'] + met['offered'], asked)}, wrongly {_share(met['wrong'], asked)}"
        )


def _ranked(questions, rank):
    return Ranked(questions, [rank(asked.question) for asked in questions])


def weights_without(name, seen):
    """The weights for each kind of evidence that are fitted on the sets of other families, once they are asked for."""
    return cache(lambda kind: fit.calibration(fit.fit_without(name, seen(kind))))


def samples_of(folders, encoder):
    """Samples of every set, situations too, for a kind of evidence, made once they are asked for."""
    sets = {name: told for folder in folders for name, told in sets_in(folder).items()}
    return cache(lambda kind: {name: list(samples(told, "val", kind, encoder)) for name, told in sets.items()})


def _met(outcome, fact):
    """How a question that means a fact fares."""
    match outcome:
        case Direct(candidate=candidate):
            return "right" if candidate.fact == fact else "wrong"
        case Offer(candidates=candidates) if fact in {candidate.fact for candidate in candidates}:
            return "offered"
    return "missed"


def _counted(questions):
    counts = Counter(asked.kind for asked in questions)
    return f"{counts['in']} questions in scope, {counts['near']} near and {counts['far']} far ones that are not"


def _share(count, among):
    return f"{count} ({_percent(count / len(among))})"


def _percent(share):
    return "-" if math.isnan(share) else f"{100 * share:.1f}"


def tell(line):
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
