"""What moderators are told of why: in words, with what would help, and within Discord's limits."""

import typing
from dataclasses import replace
from datetime import UTC, datetime

import discord_limits
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import explanation_card
from bot.cards.explanation import BECAUSE, EVIDENCE, KINDS, VETOES
from bot.sending import as_message
from knowledge.answers import Choice
from knowledge.base import KnowledgeBase
from knowledge.matching import Candidate, Policy, Ranking
from knowledge.matching.explanation import Explanation
from knowledge.matching.features import EVIDENCE as COMPARED
from knowledge.matching.questions import Kind
from knowledge.reasons import Because, Reasons, Tried

NOW = datetime(2024, 5, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def base():
    return KnowledgeBase.in_memory(seeded=True, clock=lambda: NOW)


def reasons_for(base, *candidates, question="how many"):
    """Reasons for a choice among these facts."""
    ranking = Ranking(question=question, candidates=candidates, none=0.1)
    shown = tuple(base.show(candidate.fact, now=NOW) for candidate in candidates)
    outcome = Choice(question=question, offered=shown[:3], reason="vetoed", candidates=shown)
    tried = Tried(question=question, outcome=outcome, explanation=Explanation(ranking=ranking))
    return Reasons(outcome=outcome, policy=Policy.STRICT, tried=(tried,))


def told(base, question):
    return explanation_card(base.explain(question, now=NOW)).plain


def test_an_answer_is_explained(base):
    """By the fact, its chance against none, the nearest wording, and what carried it."""
    text = told(base, "whos kim jong uns sister then")
    assert text.splitlines()[0] == "#27 stands out, and nothing speaks against it."
    assert "It asks who." in text
    assert "None of the facts: " in text
    assert "#27: " in text
    assert "Carried by " in text


def test_a_slip_is_shown_as_it_was_mended(base):
    """Moderators see what was understood."""
    assert "Read as “how many missiles did iran fire”" in told(base, "how many misiles did iran fire")


def test_a_word_that_nothing_explains_is_named_with_the_remedy(base):
    """In words that a moderator understands, and for the fact that it is about."""
    text = told(base, "how many torpedoes were fired on 30 May 2024")
    assert "Against it: the word “torpedoes” is in no phrasing of #1" in text
    assert "If #1 is meant, add a phrasing with it, or an alias." in text


def test_what_is_no_question_is_told_in_a_sentence(base):
    """There are no facts to tell of."""
    card = explanation_card(base.explain("thanks a lot", now=NOW))
    assert card.plain == "I took it for small talk or a statement, not for a question."
    assert card.boxes == ()


def test_everything_that_can_be_told_has_words():
    """Each reason, kind and feature; a veto as it stands in the ranking's contract."""
    assert BECAUSE.keys() == set(Because)
    assert KINDS.keys() == set(Kind)
    assert {feature for some in EVIDENCE.values() for feature in some} == {
        feature for some in COMPARED.values() for feature in some
    } - {"unknown"}
    documented = " ".join(typing.cast("str", Candidate.__doc__).split())
    assert all(f'"{code}<word>"' in documented for code in VETOES if code.endswith(" "))
    assert all(f'"{code}"' in documented for code in VETOES if not code.endswith(" "))


@pytest.mark.parametrize("veto", [*VETOES, "unheard of"])
def test_each_veto_is_told_with_its_fact(base, veto):
    """Even one that the cards do not know yet."""
    names_a_word = veto.endswith(" ")
    told = f"{veto}tsunami" if names_a_word else veto
    text = explanation_card(reasons_for(base, Candidate(fact=12, wording="x", confidence=0.5, veto=told))).plain
    assert "Against it: " in text
    assert "If #12 is meant, add " in text
    assert ("“tsunami”" in text) is names_a_word


HOSTILE = st.text(st.sampled_from("ab *_`~|[]()<>@#\n\u202e\u0301:/한🎉"), max_size=600)


@given(HOSTILE, HOSTILE, st.sampled_from([None, "entity: ", "unexplained: "]))
def test_what_people_typed_neither_pings_nor_breaks_the_message(base, question, wording, veto):
    """It is text, and as long as Discord takes."""
    candidates = [
        Candidate(fact=fact, wording=wording, confidence=0.3, veto=veto and veto + question) for fact in range(1, 9)
    ]
    reasons = reasons_for(base, *candidates, question=question)
    card = explanation_card(replace(reasons, tried=reasons.tried * 3))
    sent = as_message(card)
    embeds = [embed.to_dict() for embed in sent["embeds"]]
    data = {"content": sent["content"], "embeds": embeds, "allowed_mentions": {"parse": []}}
    assert list(discord_limits.message(data)) == []
    assert "@everyone" not in str(data)


def test_a_card_of_several_questions_fits(base):
    """Three of them, each with three facts of long phrasings."""
    long = tuple(
        Candidate(fact=fact, wording="very " * 200, confidence=0.3, veto=f"unexplained: {'long' * 200}")
        for fact in (1, 2, 3)
    )
    [tried] = reasons_for(base, *long, question="words " * 80).tried
    answered = base.ask("who is kim yo jong", now=NOW)
    tried = replace(tried, outcome=answered)
    card = explanation_card(Reasons(outcome=answered, policy=Policy.BALANCED, tried=(tried,) * 5))
    assert len(card.boxes) == 3
    assert sum(box.size for box in card.boxes) <= 6_000


def test_of_facts_out_of_the_question_only_the_likeliest_is_told(base):
    """A hundredth of a chance explains nothing."""
    some = [Candidate(fact=fact, wording="x", confidence=share, veto=None) for fact, share in ((1, 0.03), (2, 0.01))]
    text = explanation_card(reasons_for(base, *some)).plain
    assert "#1: 3%" in text
    assert "#2" not in text
