"""A fact as the matcher knows it: its entry, read once, for the ranking at once and for the veto when it is needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.matching.evidence import TAUGHT_BY, Evidence, evidence_of, swapped
from knowledge.matching.features import Subject
from knowledge.matching.reading import read

if TYPE_CHECKING:
    from knowledge.matching.names import Names
    from knowledge.matching.ranking import Entry
    from knowledge.matching.reading import Reading

LONGEST_QUESTION = 60
"""Words of a question, or of a wording, that are looked at."""


class Known:
    """An entry with those of its wordings that have words, their words (`spoken`), and what follows from them.

    `told` are the words of its answers and voices, `spelt` those of the wordings with names spelt out. The veto's
    side, which takes as long to read as all else, is read when it is first asked for, and kept.
    """

    def __init__(self, entry: Entry, names: Names) -> None:
        self.entry = entry
        self._names = names
        read_words = {wording: names.read(wording)[:LONGEST_QUESTION] for wording in entry.wordings}
        heard = {wording: words for wording, words in read_words.items() if words}
        self.wordings = tuple(heard)
        self.spoken = tuple(heard.values())
        self.spelt = tuple(map(names.spelt_out, self.spoken))
        answers = names.read("\n".join(entry.answers))
        self.told = frozenset((*answers, *names.read("\n".join(entry.voices))))
        compared = [names.spelt_out(names.in_english(words)) for words in self.spoken]
        self.subject = Subject.of(compared, names.spelt_out(answers))

    @cached_property
    def swapped(self) -> frozenset[tuple[str, str]]:
        """Pairs of words of which one stands for the other in two of its wordings."""
        return swapped(self._first_readings)

    @cached_property
    def named(self) -> frozenset[str]:
        """People, states and bodies that its first wordings name."""
        return frozenset(term.form for said in self._first_readings for term in said.terms if term.proper)

    @cached_property
    def evidence(self) -> Evidence:
        """Its side of the case, for the veto."""
        rest = (self._read(words) for words in self.spoken[TAUGHT_BY:])
        return evidence_of(self.entry, (*self._first_readings, *rest), self._names)

    @cached_property
    def evidence_in_english(self) -> Evidence:
        """The same for a question in Korean or Japanese, with its wordings in these languages read in English."""
        wordings = self.evidence.wordings
        if not any(said.unspaced for said in wordings):
            return self.evidence
        readings = (
            read(words, self._names) if said.unspaced else said
            for words, said in zip(self.spoken, wordings, strict=True)
        )
        return evidence_of(self.entry, tuple(readings), self._names)

    @cached_property
    def _first_readings(self) -> tuple[Reading, ...]:
        return tuple(map(self._read, self.spoken[:TAUGHT_BY]))

    def _read(self, words: tuple[str, ...]) -> Reading:
        return read(words, self._names, in_english=False)
