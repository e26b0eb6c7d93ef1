"""Curation: what a moderator's form does to a fact, and how a fact is named."""

import pytest
from made_facts import NOON, holding, made, typed

from knowledge import curation
from knowledge.drafts import read_source
from knowledge.errors import ConflictError, KnownError, NotFoundError
from knowledge.facts import Source


class TestRetiring:
    """A fact is taken out of the answers, and put back."""

    def test_what_is_so_already_is_no_conflict(self):
        """The second click of a double click changes nothing and refuses nothing."""
        assert curation.set_retired(holding(made(retired=True)), 1, seen=0, retired=True) == []
        with pytest.raises(ConflictError):
            curation.set_retired(holding(made()), 1, seen=0, retired=True)


class TestKnownQuestions:
    """Two facts with one question are two answers to it: never by accident."""

    def test_a_question_on_record_is_not_added_unknowingly(self):
        """Whatever its case and punctuation; knowingly it may be."""
        state = holding(made())
        twin = typed(made(), question="how many missiles")
        with pytest.raises(KnownError) as known:
            curation.added(state, twin, NOON)
        assert known.value.fact == 1
        assert curation.added(state, twin, NOON, knowing=True)[0].after.id == 2


class TestNaming:
    """A person names a fact by its number, its question or words that only it holds."""

    STATE = holding(made(), made(2, "Where did the missiles land?", answer="Sea of Japan"), made(12, "Why?"))

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("12", 12), (" #12 ", 12), ("#2 Where did the missiles land? (30 May 2024)", 2),
            ("how many missiles", 1), ("sea of jap", 2), ("WHY", 12),
        ],
    )  # fmt: skip
    def test_one_fact_is_found(self, text, number):
        """By what a picker shows, or by what a person types instead."""
        assert curation.named(self.STATE, text).id == number

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("#99", "There is no fact #99 here"), ("missiles", "fits 2 facts (#1, #2)"),
            ("balloons", "No fact is called “balloons”"), ("12 balloons", "No fact is called"), ("", "No fact is"),
            ("999999999999", "No fact is called"),
        ],
    )  # fmt: skip
    def test_nothing_is_guessed(self, text, said):
        """What fits no fact, or several, is refused with the remedy."""
        with pytest.raises(NotFoundError) as refusal:
            curation.named(self.STATE, text)
        assert said in str(refusal.value)

    def test_retired_facts_are_listed_apart(self):
        """Live ones, retired ones, or all."""
        state = holding(made(), made(2, "Where did the missiles land?", retired=True))
        assert [fact.id for fact in curation.listed(state, "missiles")] == [1]
        assert [fact.id for fact in curation.listed(state, retired=True)] == [2]
        assert [fact.id for fact in curation.listed(state, retired=None)] == [1, 2]


class TestTypedSources:
    """A source is read from one field, and written back into it."""

    @pytest.mark.parametrize(
        ("text", "url"),
        [
            ("Wiki https://en.wikipedia.org/wiki/Sunan_(city)", "https://en.wikipedia.org/wiki/Sunan_(city)"),
            ("(see https://kbs.co.kr/a).", "https://kbs.co.kr/a"),
            ("<https://kbs.co.kr/a>", "https://kbs.co.kr/a"),
        ],
    )
    def test_a_links_own_brackets_stay(self, text, url):
        """Those of the sentence around it go."""
        source, problems = read_source(text)
        assert (source.url, problems) == (url, [])

    @pytest.mark.parametrize("source", [Source(title="A", url="https://a.org/b"), Source(title="A")])
    def test_what_was_typed_is_typed_back(self, source):
        """A form opened again shows the source as it can be read."""
        assert read_source(source.typed) == (source, [])
