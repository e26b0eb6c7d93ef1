"""Plain rankers of facts, to measure the matcher beside: each is what a page of Python does without it.

Each is made of entries, and its `rank` gives the likeliest facts for a question, the best first, with their scores.
A fact that has nothing in common with a question may be missing.
"""

import math
from collections import Counter
from itertools import accumulate, chain

import numpy as np
from rapidfuzz import fuzz, process, utils

from knowledge.text import grams, stem, words

MOST = 3


class Ratio:
    """One of rapidfuzz's ratios, of a question to the phrasing that is most like it."""

    def __init__(self, entries, scorer=fuzz.WRatio):
        self._facts = [entry.fact for entry in entries]
        self._wordings = [wording for entry in entries for wording in entry.wordings]
        self._begins = [0, *accumulate(len(entry.wordings) for entry in entries)][:-1]
        self._scorer = scorer

    def rank(self, question):
        """The likeliest facts."""
        alike = process.cdist(
            [question], self._wordings, scorer=self._scorer, processor=utils.default_process, dtype=np.float32
        )
        return _best(self._facts, np.maximum.reduceat(alike[0], self._begins))


class Bm25:
    """BM25 of stems, k1 1.5 and b 0.75, with all phrasings of a fact as one document (Robertson and Zaragoza 2009)."""

    def __init__(self, entries):
        documents = [Counter(_stems(" ".join(entry.wordings))) for entry in entries]
        held = Counter(chain.from_iterable(documents))
        mean = sum(map(Counter.total, documents)) / len(documents)
        idf = {term: math.log(1 + (len(documents) - found + 0.5) / (found + 0.5)) for term, found in held.items()}
        self._facts = [entry.fact for entry in entries]
        self._postings = _Postings(
            {
                term: idf[term] * 2.5 * count / (count + 1.5 * (0.25 + 0.75 * document.total() / mean))
                for term, count in document.items()
            }
            for document in documents
        )

    def rank(self, question):
        """The likeliest facts."""
        return _best(self._facts, self._postings.scores(Counter(_stems(question))))


class TfIdf:
    """Cosine of the tf-idf of character n-grams, with all phrasings of a fact as one document (as scikit-learn's)."""

    def __init__(self, entries):
        documents = [Counter(grams(words(" ".join(entry.wordings)))) for entry in entries]
        held = Counter(chain.from_iterable(documents))
        self._idf = {term: math.log((1 + len(documents)) / (1 + found)) + 1 for term, found in held.items()}
        self._facts = [entry.fact for entry in entries]
        self._postings = _Postings(map(self._weighed, documents))

    def rank(self, question):
        """The likeliest facts."""
        return _best(self._facts, self._postings.scores(self._weighed(Counter(grams(words(question))))))

    def _weighed(self, counts):
        weights = {term: (1 + math.log(n)) * self._idf[term] for term, n in counts.items() if term in self._idf}
        length = math.sqrt(sum(weight**2 for weight in weights.values()))
        return {term: weight / length for term, weight in weights.items()}


class Cosine:
    """Cosine of a sentence encoder's vectors, of a question to the phrasing that is nearest to it."""

    def __init__(self, entries, encoder):
        self._facts = [entry.fact for entry in entries]
        self._begins = [0, *accumulate(len(entry.wordings) for entry in entries)][:-1]
        self._encoder = encoder
        self._wordings = encoder.encode([wording for entry in entries for wording in entry.wordings])

    def rank(self, question):
        """The likeliest facts."""
        cosines = self._wordings @ self._encoder.encode([question])[0]
        return _best(self._facts, np.maximum.reduceat(cosines, self._begins))


class _Postings:
    """For each term the documents that have it, with its weight in each."""

    def __init__(self, documents):
        listed = {}
        self._documents = 0
        for place, weights in enumerate(documents):
            self._documents += 1
            for term, weight in weights.items():
                listed.setdefault(term, []).append((place, weight))
        self._listed = {
            term: (np.array(places), np.array(weights))
            for term, (places, weights) in ((term, zip(*pairs, strict=True)) for term, pairs in listed.items())
        }

    def scores(self, asked):
        """For each document the sum, over the terms, of its weight times that in the question."""
        scores = np.zeros(self._documents)
        for term, weight in asked.items():
            if term in self._listed:
                places, weights = self._listed[term]
                scores[places] += weight * weights
        return scores


def _best(facts, scores):
    """The facts of the highest scores; of equal ones the first. What scores nothing is none of them."""
    least = np.partition(scores, -MOST)[-MOST] if len(scores) > MOST else 0
    places = np.flatnonzero((scores >= least) & (scores > 0))
    highest = places[np.argsort(-scores[places], kind="stable")][:MOST]
    return [(facts[place], float(scores[place])) for place in highest]


def _stems(text):
    return [stem(word) for word in words(text)]
