"""The matcher: from a question as it was typed to the facts that it may mean."""

from __future__ import annotations

from collections import Counter
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
_MOSTLY_NONE = 0.4  # P(none) from which a question without a known word is of another topic


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
        self._names = Names(aliases)
        self._entries: list[Entry] = []
        subjects: list[Subject] = []
        spoken: Counter[str] = Counter()
        for _, entry in sorted({entry.fact: entry for entry in entries}.items()):
            read = {wording: self._names.read(wording) for wording in entry.wordings}
            wordings = tuple(wording for wording, words in read.items() if words)
            if not wordings:
                continue
            for words in read.values():
                spoken.update(words)
            answers = self._names.read("\n".join(entry.answers))
            self._entries.append(entry)
            subjects.append(
                Subject(
                    tuple(self._names.spelt_out(read[wording]) for wording in wordings),
                    self._names.spelt_out(answers),
                )
            )
        self._subjects = subjects
        self._speller = Speller(spoken, self._names.surfaces)
        table = Table.shipped() if meanings and subjects else None
        self._features = Features(subjects, table) if subjects else None
        self._calibration = Calibration.shipped("with_words" if table else "lexical")
        self._veto = Veto(self._entries, self._names)

    def rank(self, question: str) -> Ranking:
        """Rank the facts that a question may mean, at most ten. It never raises, whatever the text."""
        words = self._mended(question)
        mended = " ".join(words)
        shortlist = self._compared(words)
        if shortlist is None:
            return Ranking(question=mended, candidates=(), none=1.0)
        probabilities, none = self._calibration.probabilities(shortlist.figures)
        asked = self._veto.read(words)
        if none > _MOSTLY_NONE and not self._veto.knows(asked):
            return Ranking(question=mended, candidates=(), none=1.0)
        ranked = sorted(range(len(probabilities)), key=lambda place: (-probabilities[place], place))
        candidates = []
        for place in ranked[:_RANKED]:
            entry = self._entries[shortlist.facts[place]]
            candidates.append(
                Candidate(
                    fact=entry.fact,
                    wording=self._wording(entry, int(shortlist.nearest[place])),
                    confidence=float(min(probabilities[place], 1.0)),
                    veto=self._veto.of(asked, int(shortlist.facts[place])),
                )
            )
        return Ranking(question=mended, candidates=tuple(candidates), none=none)

    def compare(self, question: str) -> Shortlist | None:
        """Shortlist facts with their figures, before any weight is put on them: what `fit` learns from."""
        return self._compared(self._mended(question))

    def replaced(self, entries: Sequence[Entry], gone: Collection[int] = ()) -> Matcher:
        """Build a matcher that has some entries put in, by fact, and some facts taken out."""
        kept = {entry.fact: entry for entry in (*self._entries, *entries) if entry.fact not in gone}
        return Matcher(tuple(kept.values()), self._aliases, meanings=self._meanings)

    def _mended(self, question: str) -> tuple[str, ...]:
        return self._names.cut(self._speller.mend(self._names.read(question)[:LONGEST_QUESTION]))

    def _compared(self, words: tuple[str, ...]) -> Shortlist | None:
        return self._features.of(self._names.spelt_out(words)) if words and self._features else None

    def _wording(self, entry: Entry, place: int) -> str:
        return [wording for wording in dict.fromkeys(entry.wordings) if self._names.read(wording)][place]
