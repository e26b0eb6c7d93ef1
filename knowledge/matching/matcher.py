"""The matcher: from a question as it was typed to the facts that it may mean."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.matching.calibration import Calibration
from knowledge.matching.features import Features, Subject
from knowledge.matching.names import Names
from knowledge.matching.ranking import Candidate, Entry, Ranking
from knowledge.matching.spelling import Speller
from knowledge.matching.table import Table
from knowledge.matching.veto import Veto

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from knowledge.matching.features import Shortlist

LONGEST_QUESTION = 60
"""Words of a question that are looked at."""

_RANKED = 10
_EXACT = 0.98  # P of the one fact that has a question as a wording, word for word
_MOSTLY_NONE = 0.4  # P(none) from which a question of few known words is of another topic
_OF_THE_TOPIC = 0.25  # of the content words, that one of the first three facts has to explain
_LOOKED_AT = 3


class Matcher:
    """Ranks the facts for a question.

    `aliases` are groups of surface forms, the canonical one last: synonyms for the ranking and for the veto alike.
    With `meanings` the word table is evidence too: it finds facts that share no word with the question.
    Entries of one fact replace each other, the last one stands; their order does not matter otherwise.
    """

    def __init__(
        self, entries: Sequence[Entry], aliases: Sequence[Sequence[str]] = (), *, meanings: bool = True
    ) -> None:
        self._aliases = aliases
        self._meanings = meanings
        self._names = names = Names(aliases)
        known = {entry.fact: entry for entry in entries}
        self._entries = tuple(known[fact] for fact in sorted(known))
        self._facts = tuple(fact for entry in self._entries if (fact := _Fact.of(entry, names)).wordings)
        self._speller = Speller(
            Counter(word for fact in self._facts for words in fact.spoken for word in words),
            names.surfaces.union(*(fact.told for fact in self._facts)),
        )
        table = Table.shipped() if meanings and self._facts else None
        self._features = Features([fact.subject(names) for fact in self._facts], table) if self._facts else None
        self._veto = Veto([fact.entry for fact in self._facts], [fact.spoken for fact in self._facts], names)
        self._exact = self._exact_wordings()

    def rank(self, question: str) -> Ranking:
        """Rank the facts that a question may mean, at most ten. It never raises, whatever the text."""
        words = self._mended(question)
        mended = " ".join(words)
        shortlist = self._compared(words)
        if shortlist is None:
            return Ranking(question=mended, candidates=(), none=1.0)
        calibration = Calibration.shipped("with_words" if shortlist.of_meaning else "lexical")
        probabilities, none = calibration.probabilities(shortlist.figures)
        asked = self._veto.read(words)
        exact = self._exact.get(self._names.spelt_out(words))
        places = [int(fact) for fact in shortlist.facts]
        if exact in places:
            sure = places.index(exact)
            if probabilities[sure] < _EXACT:
                rest = (1 - _EXACT) / (1 - float(probabilities[sure]))
                probabilities, none = probabilities * rest, none * rest
                probabilities[sure] = _EXACT
        ranked = sorted(range(len(places)), key=lambda place: (-probabilities[place], place))[:_RANKED]
        if none > _MOSTLY_NONE:
            explained = self._veto.explained(asked, [places[place] for place in ranked[:_LOOKED_AT]])
            if explained < _OF_THE_TOPIC:
                return Ranking(question=mended, candidates=(), none=1.0)
        candidates = tuple(
            Candidate(
                fact=self._facts[places[place]].entry.fact,
                wording=self._facts[places[place]].wordings[shortlist.nearest[place]],
                confidence=min(float(probabilities[place]), 1.0),
                veto=None if places[place] == exact else self._veto.of(asked, places[place]),
            )
            for place in ranked
        )
        return Ranking(question=mended, candidates=candidates, none=none)

    def compare(self, question: str) -> Shortlist | None:
        """Shortlist facts with their figures, before any weight is put on them: what `fit` learns from."""
        return self._compared(self._mended(question))

    def replaced(self, entries: Sequence[Entry], gone: Collection[int] = ()) -> Matcher:
        """Build a matcher that has some entries put in, by fact, and some facts taken out."""
        kept = [entry for entry in (*self._entries, *entries) if entry.fact not in gone]
        return Matcher(kept, self._aliases, meanings=self._meanings)

    def _mended(self, question: str) -> tuple[str, ...]:
        return self._names.cut(self._speller.mend(self._names.read(question)[:LONGEST_QUESTION]))

    def _compared(self, words: tuple[str, ...]) -> Shortlist | None:
        return self._features.of(self._names.spelt_out(words)) if words and self._features else None

    def _exact_wordings(self) -> dict[tuple[str, ...], int]:
        """Which fact has a wording of just these words, where only one has."""
        owners: dict[tuple[str, ...], set[int]] = {}
        for place, fact in enumerate(self._facts):
            for words in fact.spoken:
                owners.setdefault(self._names.spelt_out(words), set()).add(place)
        return {words: places.pop() for words, places in owners.items() if len(places) == 1}


@dataclass(frozen=True, slots=True)
class _Fact:
    """An entry with the wordings that have words, those words, and the words of its answers and voices."""

    entry: Entry
    wordings: tuple[str, ...]
    spoken: tuple[tuple[str, ...], ...]
    told: frozenset[str]

    @classmethod
    def of(cls, entry: Entry, names: Names) -> _Fact:
        read = {wording: names.read(wording)[:LONGEST_QUESTION] for wording in entry.wordings}
        heard = {wording: words for wording, words in read.items() if words}
        told = names.read("\n".join((*entry.answers, *entry.voices)))
        return cls(entry, tuple(heard), tuple(heard.values()), frozenset(told))

    def subject(self, names: Names) -> Subject:
        answers = names.spelt_out(names.read("\n".join(self.entry.answers)))
        return Subject(tuple(map(names.spelt_out, self.spoken)), answers)
