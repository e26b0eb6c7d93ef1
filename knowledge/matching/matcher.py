"""The matcher: from a question as it was typed to the facts that it may mean."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from copy import copy
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from knowledge.matching.calibration import RICH, Calibration
from knowledge.matching.dates import with_days_named
from knowledge.matching.explanation import Explanation, Weights
from knowledge.matching.features import Features
from knowledge.matching.framing import framed
from knowledge.matching.known import LONGEST_QUESTION, Known
from knowledge.matching.names import Names
from knowledge.matching.ranking import Candidate, Entry, Ranking
from knowledge.matching.reading import Heard
from knowledge.matching.spelling import Speller, lexicon
from knowledge.matching.suppositions import premises_in
from knowledge.matching.table import Table
from knowledge.matching.themes import Themes
from knowledge.matching.topic import OF_FACTS, ON_TOPIC, Backdrop, Topic, figures, form_of
from knowledge.matching.veto import Veto

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import date

    from knowledge.matching.features import Shortlist
    from knowledge.matching.premises import Premise
    from knowledge.matching.reading import Reading
    from knowledge.matching.runs import Floats
    from knowledge.matching.semantic.sentences import Encoder

_RANKED = 10
_RICH = 4  # wordings a fact, on average, from which a store is rich
_EXACT = 0.98  # P of the one fact that has a question as a wording, word for word
_MOSTLY_NONE = 0.4  # P(none) from which, where no meanings tell, a question of few known words is of another topic
_OFF = 0.65
_OF_THE_TOPIC = 0.25  # of its content words, that one of the first three facts has to explain
_LOOKED_AT = 3
_RATHER_ONE = 0.4  # of none, in a rich store


class Matching(Protocol):
    """Makes a matcher of entries, aliases and forms of one way: `Matcher` itself, or what `Choice` makes of it."""

    def __call__(
        self, entries: Sequence[Entry], aliases: Sequence[Sequence[str]], one_way: Sequence[tuple[str, str]], /
    ) -> Matcher:
        """Make one."""
        ...


class Matcher:
    """Ranks the facts for a question.

    `aliases` are groups of surface forms, the canonical one last: synonyms for the ranking and for the veto alike.
    `one_way` are forms that in a question may mean a name, each with that name (see `Names`).
    With `meanings` the word table is evidence too: it finds facts that share no word with the question. An `encoder`,
    where there is one, takes its place. `calibrations` and `topics` give the weights for a kind of evidence, by its key
    in `weights.json`.
    Entries of one fact replace each other, the last one stands; their order does not matter otherwise.
    A matcher never changes: `replaced` makes another one, and whoever still asks this one hears of the old facts.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        aliases: Sequence[Sequence[str]] = (),
        one_way: Sequence[tuple[str, str]] = (),
        *,
        meanings: bool = True,
        encoder: Encoder | None = None,
        calibrations: Callable[[str], Calibration] = Calibration.shipped,
        topics: Callable[[str], Topic] = Topic.shipped,
    ) -> None:
        self._meanings = meanings
        self._encoder = encoder
        self._calibrations = calibrations
        self._topics = topics
        self._backdrop = Backdrop.of_sentences(encoder) if encoder else None
        self._names = Names(aliases, one_way)
        known = {entry.fact: entry for entry in entries}
        facts = tuple(fact for number in sorted(known) if (fact := Known(known[number], self._names)).wordings)
        self._stand(
            facts,
            Speller(_words_of(facts), self._names.surfaces, _told_by(facts)),
            self._compared_by(facts),
            Veto(facts, self._names),
            _owners({}, (), facts),
        )

    def _stand(
        self,
        facts: tuple[Known, ...],
        speller: Speller,
        features: Features | None,
        veto: Veto,
        owners: Mapping[tuple[str, ...], frozenset[int]],
    ) -> None:
        """Take up all that depends on the facts."""
        self._facts = facts
        self._speller = speller
        self._features = features
        self._veto = veto
        self._owners = owners
        self.themes = Themes(facts, self._names)

    def rank(self, question: str, today: date | None = None) -> Ranking:
        """Rank the facts that a question may mean, at most ten. It never raises, whatever the text.

        `today` is the day of asking, by which "yesterday" is understood. Where a form of one way keeps what is asked
        from finding a fact that may answer, it is read as the name that it may mean.
        """
        return self.explain(question, today).ranking

    def explain(self, question: str, today: date | None = None) -> Explanation:
        """Rank the facts as `rank` does, with what the ranking is made of."""
        heard = self._heard(question, today)
        ways: list[Explanation] = []
        for reading in (heard.asking, *self._names.readings(heard.asking)):
            weighed = self._weighed(question, replace(heard, asking=reading), today)
            if _may_answer(weighed.ranking) and weighed.ranking.candidates[0].confidence > weighed.ranking.none:
                return weighed
            ways.append(weighed)
        return max(ways, key=lambda way: (_may_answer(way.ranking), -way.ranking.none))

    def _weighed(self, question: str, heard: Heard, today: date | None) -> Explanation:
        """Rank the facts for what is asked, as it is read, and what is said around it."""
        words = heard.whole
        nothing = Ranking(question=" ".join(words), candidates=(), none=1.0)
        shortlist = self._compared(words)
        if shortlist is None:
            return Explanation(ranking=nothing)
        calibration = self._calibrations(self._kind_of(shortlist))
        probabilities, none = calibration.probabilities(shortlist.figures)
        asked = self._veto.read(heard, today)
        places = [int(fact) for fact in shortlist.facts]
        exact = self._only_owner_of(self._names.spelt_out(words), places)
        if exact is not None:
            sure = places.index(exact)
            if probabilities[sure] < _EXACT:
                rest = (1 - _EXACT) / (1 - float(probabilities[sure]))
                probabilities, none = probabilities * rest, none * rest
                probabilities[sure] = _EXACT
        ranked = sorted(range(len(places)), key=lambda place: (-probabilities[place], place))[:_RANKED]
        candidates = tuple(
            Candidate(
                fact=self._facts[places[place]].entry.fact,
                wording=self._facts[places[place]].wordings[shortlist.nearest[place]],
                confidence=min(float(probabilities[place]), 1.0),
                veto=None if places[place] == exact and heard.alone else self._veto.of(asked, places[place]),
            )
            for place in ranked
        )
        ranking = replace(nothing, candidates=candidates, none=none)
        form = form_of(question, heard.asking)
        if not _may_answer(ranking) and not self._on_topic(words, form, shortlist, asked, none):
            return Explanation(ranking=nothing, asked=asked, off_topic=True)
        return Explanation(
            ranking=ranking,
            asked=asked,
            weights=Weights(features=shortlist.features, figures=shortlist.figures[ranked], calibration=calibration),
            verbatim=self._facts[exact].entry.fact if exact is not None and heard.alone else None,
        )

    def _kind_of(self, shortlist: Shortlist) -> str:
        """Which weights fit: figures mean something else where facts have many wordings and where they have few."""
        return shortlist.kind + RICH if shortlist.kind in OF_FACTS and self._is_rich else shortlist.kind

    @property
    def _is_rich(self) -> bool:
        return len(self._owners) >= _RICH * len(self._facts)

    def near(self, question: str) -> Floats | None:
        """How near a question is to the facts and to the backdrop: what the line of the topic is fitted on."""
        heard = self._heard(question)
        shortlist = self._compared(heard.whole)
        if not shortlist or shortlist.kind not in OF_FACTS:
            return None
        return self._near(heard.whole, form_of(question, heard.asking), shortlist)

    def _near(self, words: Sequence[str], form: Floats, shortlist: Shortlist) -> Floats:
        return figures(shortlist, self._names.spelt_out(words), form, self._backdrop or Backdrop.of_words())

    def _on_topic(self, words: Sequence[str], form: Floats, shortlist: Shortlist, asked: Reading, none: float) -> bool:
        """Whether a question is about what the facts are about: only then is one of them worth offering.

        Where facts have many wordings, likeness to them tells more than what people talk about elsewhere: the facts
        may be about just that.
        """
        if shortlist.kind in OF_FACTS:
            about = self._topics(shortlist.kind).probability(self._near(words, form, shortlist))
            return about >= ON_TOPIC or (self._is_rich and none <= _RATHER_ONE)
        first = [int(fact) for fact in shortlist.facts[:_LOOKED_AT]]
        return none <= _MOSTLY_NONE or (none <= _OFF and self._veto.explained(asked, first) >= _OF_THE_TOPIC)

    def _heard(self, question: str, today: date | None = None) -> Heard:
        """The words of a question and of what is said around it. What is a wording word for word has nothing around."""
        whole = self._mended(question)
        if self._names.spelt_out(whole) in self._owners:
            return Heard(asking=whole)
        frame = framed(with_days_named(question, today) if today else question)
        return Heard(
            asking=self._mended(frame.asked),
            around=self._mended(frame.around),
            beside=self._mended(frame.beside),
            of_oneself=self._mended(frame.of_oneself),
        )

    def compare(self, question: str) -> Shortlist | None:
        """Shortlist facts with their figures, before any weight is put on them: what `fit` learns from."""
        return self._compared(self._heard(question).whole)

    def replaced(self, entries: Iterable[Entry], gone: Collection[int] = ()) -> Matcher:
        """Make the matcher that has some entries put in, by fact, and some facts taken out.

        It ranks as one that is built of all those entries does, and costs milliseconds (see `index`).
        """
        put = {entry.fact: entry for entry in entries if entry.fact not in gone}
        pieces: list[tuple[int, int] | Known] = []
        old: list[Known] = []
        new: list[Known] = []
        done = 0
        for number in sorted({*put, *gone}):
            place = bisect_left(self._facts, number, key=_number)
            there = self._facts[place : place + 1] if place < len(self._facts) else ()
            known = [fact for fact in there if fact.entry.fact == number]
            if [fact.entry for fact in known] == [put.get(number)]:
                continue
            fact = Known(put[number], self._names) if number in put else None
            pieces.append((done, place))
            if fact and fact.wordings:
                pieces.append(fact)
                new.append(fact)
            old += known
            done = place + len(known)
        if not old and not new:
            return self
        pieces.append((done, len(self._facts)))
        facts = tuple(chain.from_iterable([p] if isinstance(p, Known) else self._facts[slice(*p)] for p in pieces))
        compared = [piece if isinstance(piece, tuple) else piece.subject for piece in pieces]
        other = copy(self)
        other._stand(  # noqa: SLF001  (of its own class)
            facts,
            self._speller.replaced(_words_of(old), _told_by(old), _words_of(new), _told_by(new)),
            self._features.replaced(compared) if self._features and facts else self._compared_by(facts),
            self._veto.replaced(facts, old, new),
            _owners(self._owners, old, new),
        )
        return other

    def heard(self, question: str) -> tuple[str, ...]:
        """Read the words of a question as they are compared: spelling mended, every name in its canonical form."""
        return self._names.spelt_out(self._mended(question))

    def premises(self, question: str) -> tuple[Premise, ...]:
        """What a question takes for granted, each with the question that asks for it."""
        return premises_in(question, self._names)

    def prepare(self) -> None:
        """Read now what is else read when a question first needs it: the word list, and what the veto looks at."""
        self._veto.prepare()
        lexicon().prepare()

    def _mended(self, question: str) -> tuple[str, ...]:
        return self._names.cut(self._speller.mend(self._names.read(question)[:LONGEST_QUESTION]))

    def _compared(self, words: tuple[str, ...]) -> Shortlist | None:
        if not words or not self._features:
            return None
        return self._features.of(self._names.spelt_out(self._names.in_english(words)))

    def _compared_by(self, facts: Sequence[Known]) -> Features | None:
        table = Table.shipped() if self._meanings and not self._encoder and facts else None
        return Features.of_subjects([fact.subject for fact in facts], table, self._encoder) if facts else None

    def _only_owner_of(self, words: tuple[str, ...], places: Sequence[int]) -> int | None:
        """The place of the fact that has a wording of just these words, where only one has and it is among these."""
        owners = self._owners.get(words, frozenset())
        return next((place for place in places if {self._facts[place].entry.fact} == owners), None)


def _may_answer(ranking: Ranking) -> bool:
    """Whether nothing speaks against the likeliest fact."""
    return bool(ranking.candidates) and ranking.candidates[0].veto is None


def _number(fact: Known) -> int:
    return fact.entry.fact


def _words_of(facts: Iterable[Known]) -> Counter[str]:
    """How often each word is said in the wordings."""
    return Counter(word for fact in facts for words in fact.spoken for word in words)


def _told_by(facts: Iterable[Known]) -> Counter[str]:
    """In how many facts' answers and voices each word stands."""
    return Counter(word for fact in facts for word in fact.told)


def _owners(
    before: Mapping[tuple[str, ...], frozenset[int]], gone: Iterable[Known], new: Iterable[Known]
) -> Mapping[tuple[str, ...], frozenset[int]]:
    """Which facts have a wording of just these words."""
    owners = dict(before)
    for fact in gone:
        for words in fact.spelt:
            owners[words] = owners.get(words, frozenset()) - {fact.entry.fact}
            if not owners[words]:
                del owners[words]
    for fact in new:
        for words in fact.spelt:
            owners[words] = owners.get(words, frozenset()) | {fact.entry.fact}
    return owners
