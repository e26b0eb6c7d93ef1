"""Facts: what a form may say, and everything that is wrong with it at once."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.asof import AsOf
from knowledge.drafts import LIMITS, Draft, fact_problems, read_source, url_problem
from knowledge.errors import InvalidError
from knowledge.facts import Claim, ClaimId, Fact, FactId, Kind, Source, Standing, agree, disagree, spread
from knowledge.values import value_of

NOW = datetime(2024, 5, 30, 20, 30, tzinfo=UTC)
SEOUL = ZoneInfo("Asia/Seoul")


def claim(number=1, answer="About 12 missiles", **other):
    return Claim(**{"id": ClaimId(f"1.{number}"), "answer": answer, "value": value_of(answer), **other})


def fact(*claims, **other):
    claims = claims or (claim(),)
    return Fact(
        **{
            "id": FactId(1),
            "key": "count",
            "question": "How many?",
            "claims": claims,
            "leading": claims[0].id,
            **other,
        }
    )


def draft(**fields):
    return Draft.of(**{"question": "How many?", "answer": "12 missiles", "now": NOW, "zone": SEOUL, **fields})


def refused(**fields):
    """The problems of a draft, by field."""
    with pytest.raises(InvalidError) as refusal:
        draft(**fields)
    return {problem.field: problem.reason for problem in refusal.value.problems}


class TestDrafts:
    """An invalid draft cannot exist."""

    def test_the_five_fields_of_a_form_are_read(self):
        """Cleaned, the date in the server's zone, the link apart from the title."""
        read = draft(said_by=" JCS ", as_of="06:14", source="KBS World, 30 May https://kbs.co.kr/a")
        assert (read.said_by, read.as_of) == ("JCS", AsOf("2024-05-31T06:14+09:00"))
        assert read.source == Source(title="KBS World, 30 May", url="https://kbs.co.kr/a")

    def test_only_question_and_answer_are_needed(self):
        """The rest is not known, and is not made up."""
        read = draft(as_of=" ", source="\n")
        assert (read.said_by, read.as_of, read.source) == ("", None, None)

    def test_everything_wrong_is_told_at_once(self):
        """Five fields, five problems, each with its remedy."""
        problems = refused(
            question="x" * 5000, answer="\u200b\u3164", said_by="JCS" * 40, as_of="31 June 2024", source="javascript:x"
        )
        assert list(problems) == ["question", "answer", "said_by", "as_of", "source"]
        assert problems["question"] == "has 5,000 characters; at most 200 fit. Shorten it."
        assert problems["answer"].startswith("has only blank or invisible characters. Write something")
        assert problems["said_by"] == "has 120 characters; at most 100 fit. Shorten it."
        assert "not a date that exists. Write it like" in problems["as_of"]
        assert "Only http:// and https:// links are taken" in problems["source"]

    @pytest.mark.parametrize("blank", ["\u200b", "\u3164\u2800", "\u202e\u202c", "\ufeff "])
    def test_blank_is_blank_in_every_disguise(self, blank):
        """An answer that nobody can see is none."""
        assert "Write something that people can read" in refused(answer=blank)["answer"]

    @pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200f", "\u200b", "\u00ad", "\x07"])
    def test_what_nobody_sees_is_taken_out(self, hidden):
        """Nobody approves what is shown otherwise than it was typed; its writer is told (see the forms)."""
        made = draft(question=f"How {hidden}many?", answer=f"12 {hidden}missiles", said_by=f"J{hidden}CS")
        assert (made.question, made.answer, made.said_by) == ("How many?", "12 missiles", "JCS")

    @pytest.mark.parametrize(
        "answer", ["About 12 👨‍👩‍👧 missiles", "미사일 12발", "約12発", "line one\nline two", "“quoted” – dash"]
    )
    def test_what_people_write_is_taken(self, answer):
        """Emoji with their joiners, other scripts, line breaks, typography."""
        assert draft(answer=answer).answer == answer

    @given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
    def test_any_text_makes_a_draft_or_problems(self, question, answer, as_of, source):
        """Whatever is typed; and what is taken is seen as it was typed."""
        try:
            read = draft(question=question, answer=answer, as_of=as_of, source=source)
        except InvalidError as refusal:
            told = {problem.field for problem in refusal.problems}
        else:
            told = {"question"} - {"question" if read.question else ""}
        assert told <= {"question", "answer", "said_by", "as_of", "source"}


class TestSources:
    """In a source the one http(s) link is the link, and the rest the title."""

    @pytest.mark.parametrize(
        ("text", "title", "url"),
        [
            ("KBS World", "KBS World", None),
            ("https://kbs.co.kr/a?b=1&c=%20#d", "", "https://kbs.co.kr/a?b=1&c=%20#d"),
            ("https://kbs.co.kr/a KBS, 30 May", "KBS, 30 May", "https://kbs.co.kr/a"),
            ("KBS: HTTPS://KBS.co.kr/a.", "KBS:", "HTTPS://KBS.co.kr/a"),
            ("Launch data: the numbers", "Launch data: the numbers", None),
            ("Metadata:3 of the file: see page 4", "Metadata:3 of the file: see page 4", None),
            ("https://뉴스.kr/기사", "", "https://뉴스.kr/기사"),
        ],
    )
    def test_what_people_paste(self, text, title, url):
        """A title, a link, both in any order; a colon makes no link."""
        assert read_source(text) == (Source(title=title, url=url), [])

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("javascript:alert(1)", "“javascript:”"),
            ("JaVaScRiPt:alert(1)", "“javascript:”"),
            ("see data:text/html;base64,PHNjcmlwdD4=", "“data:”"),
            ("file:///etc/passwd", "“file:”"),
            ("ftp://kbs.co.kr/a", "“ftp:”"),
            ("mailto:a@b.kr", "“mailto:”"),
            ("https://a.kr/b https://c.kr/d", "has 2 links. Give one"),
            ("[KBS](https://kbs.co.kr/a)", "Write the title, a space, and then the bare link"),
            ("[https://kbs.co.kr](https://evil.example/a)", "Write the title, a space, and then the bare link"),
            ("||https://kbs.co.kr/a||", "Write the title, a space, and then the bare link"),
            ("https://kbs.co.kr@evil.example/", "before the @"),
            ("https://localhost/a", "without a proper address"),
            ("https://a..kr/", "without a proper address"),
            ("https://.kr/", "without a proper address"),
            ("https://kbs.co.kr:port/a", "cannot be read"),
            ("https://kbs.co.kr:99999/a", "cannot be read"),
            ("https://[kbs/a", "cannot be read"),
            ("https://kbs.co.kr/\u202egpj.exe", "without a proper address"),
            ("https://kbs.co.kr/<b>", "without a proper address"),
            ("https://kbs.co.kr/" + "a" * 500, "at most 500 fit"),
            ("t" * 5000, "5,000 characters"),
            ("\u200b", "no visible text"),
        ],
    )
    def test_what_is_no_source_is_told(self, text, said):
        """Scripts, masked links, names before the host, addresses that lead nowhere."""
        _, problems = read_source(text)
        assert [problem.field for problem in problems] == ["source"]
        assert said in problems[0].reason

    def test_an_empty_source_is_none(self):
        """Not a source without a name."""
        assert read_source(" \n") == (None, [])

    def test_what_it_is_called(self):
        """By its title, else its publisher, else its host without www."""
        whole = Source(title="T", publisher="P", url="https://www.kbs.co.kr/a")
        assert [whole.name, replace(whole, title="").name, replace(whole, title="", publisher="").name] == [
            "T", "P", "kbs.co.kr",
        ]  # fmt: skip

    @given(st.text(max_size=80))
    def test_any_link_is_judged(self, rest):
        """Whatever stands behind the host, there is a verdict and no error."""
        assert url_problem(f"https://kbs.co.kr{rest}") is None or isinstance(
            url_problem(f"https://kbs.co.kr{rest}"), str
        )


class TestFacts:
    """What stands in a fact, and in what order."""

    def test_the_leading_claim_comes_first_and_only_live_ones_are_shown(self):
        """Superseded and withdrawn claims stay in the fact and out of the answer."""
        stands = fact(claim(1), claim(2, standing=Standing.SUPERSEDED), claim(3), claim(4, standing=Standing.WITHDRAWN))
        assert [one.id for one in replace(stands, leading=ClaimId("1.3")).live()] == ["1.3", "1.1"]

    def test_a_claim_is_not_shown_before_its_day_begins(self):
        """In the zone of the reader: it is 31 May in Seoul already."""
        stands = fact(claim(1, as_of=AsOf("2024-05-30")), claim(2, as_of=AsOf("2024-05-31")))
        assert [one.id for one in stands.live(NOW, UTC)] == ["1.1"]
        assert [one.id for one in stands.live(NOW, SEOUL)] == ["1.1", "1.2"]

    def test_what_the_leading_voice_said_before_leads_until_its_day(self):
        """Saving what will hold from tomorrow on does not put another voice in the headline today."""
        jcs = claim(1, "12 missiles", said_by="JCS", as_of=AsOf("2024-05-30"), standing=Standing.SUPERSEDED)
        kcna = claim(2, "11 missiles", said_by="KCNA", as_of=AsOf("2024-05-30"))
        ahead = claim(3, "10 missiles", said_by="JCS", as_of=AsOf("2024-06-30"))
        stands = replace(fact(jcs, kcna, ahead), leading=ahead.id)
        assert [one.id for one in stands.live(NOW, UTC)] == ["1.1", "1.2"]
        assert [one.id for one in stands.live(NOW.replace(month=7), UTC)] == ["1.3", "1.2"]

    @pytest.mark.parametrize(
        ("ids", "new"),
        [(["1.1"], "1.2"), (["1.1", "1.9", "1.3"], "1.10"), (["a"], "1.1"), (["1.²"], "1.1"), (["7"], "1.8")],
    )
    def test_claim_ids_are_never_reused(self, ids, new):
        """Whatever ids a file brought along."""
        assert fact(*(replace(claim(), id=ClaimId(one)) for one in ids)).next_claim_id() == new

    def test_content_is_all_but_id_standing_and_dates_of_ours(self):
        """When we learnt and checked it does not change what is said."""
        one = claim(1, said_by="JCS")
        assert one.same_content(
            replace(one, id=ClaimId("9"), recorded=NOW, verified_at=NOW, standing=Standing.WITHDRAWN)
        )
        assert not one.same_content(replace(one, kind=Kind.DENIAL))

    def test_claims_disagree_by_figure_or_by_denial(self):
        """What is not known contradicts nobody."""
        statement, denial = claim(1, "Russia got shells"), claim(2, "No shells were sent", kind=Kind.DENIAL)
        assert disagree([statement, denial])
        assert not disagree([statement, replace(denial, kind=Kind.UNKNOWN)])
        assert disagree([claim(1, "10 missiles"), claim(2, "18 missiles")])
        assert not disagree([claim(1, "About 10 missiles"), claim(2, "11 missiles")])
        assert spread([claim(1, "10 missiles"), claim(2, "18 missiles"), claim(3, "Many")]) == "10 to 18"
        assert spread([claim(1, "10 missiles"), claim(3, "Many")]) is None

    @pytest.mark.parametrize(
        ("one", "other", "differ", "bear_out"),
        [
            ("About 10 short-range ballistic missiles", "18 missiles", True, False),
            ("10 ballistic missiles", "10 missiles", False, True),
            ("1 missile", "2 missiles", True, False),
            ("12", "18", True, False),
            ("12", "18 missiles", True, False),
            ("12", "12 missiles", False, True),
            ("12 missiles", "300 km", False, False),
            ("12 missiles", "06:14 Korean time", False, False),
            ("12 missiles", "Many", False, False),
        ],
    )  # fmt: skip
    def test_figures_are_compared_however_their_unit_is_worded(self, one, other, differ, bear_out):
        """Else a dispute would pass for agreement; what cannot be compared is neither."""
        for pair in ([claim(1, one), claim(2, other)], [claim(2, other), claim(1, one)]):
            assert disagree(pair) is differ
            assert agree(pair) is bear_out

    def test_a_denied_figure_is_no_end_of_a_range(self):
        """Nobody says “10 to 11” where one says so and another that there were none."""
        said = [claim(1, "About 10 missiles"), claim(2, "11 missiles")]
        assert spread([*said, claim(3, "No missile at all", kind=Kind.DENIAL)]) is None

    @pytest.mark.parametrize(
        ("answers", "range_"),
        [
            (("10 missiles", "At least 11 missiles", "18 missiles"), "10 to 18"),
            (("At least 20 missiles", "18 missiles"), None),
            (("Up to 5 missiles", "8 missiles"), None),
            (("At least 10 missiles", "Up to 5 missiles"), None),
            (("2023", "2024"), None),
        ],
    )
    def test_a_range_says_no_more_than_its_figures(self, answers, range_):
        """“At least 20” beside 18 is not “18 to 20”, and a bare number may be a year."""
        assert spread([claim(n, answer) for n, answer in enumerate(answers)]) == range_

    def test_every_problem_of_a_fact_has_its_path(self):
        """As a file needs it."""
        bad = fact(
            claim(1, " ", said_by="x" * 101, source=Source(title="t" * 201, publisher="\u202ep", url="ftp://a.kr")),
            question="",
            key="k" * 81,
            topic="t" * 81,
            tags=("", "x" * 41),
            phrasings=("ok", "\u200b"),
            leading=ClaimId("9.9"),
        )
        assert [problem.field for problem in fact_problems(bad)] == [
            "question", "key", "topic", "phrasings[1]", "tags[0]", "tags[1]", "claims[0].answer", "claims[0].said_by",
            "claims[0].source.title", "claims[0].source.publisher", "claims[0].source.url", "leading",
        ]  # fmt: skip
        assert [problem.field for problem in fact_problems(replace(fact(), claims=(), leading=None))] == ["claims"]
        assert not list(fact_problems(fact()))

    def test_limits_hold_to_the_character(self):
        """The longest that fits, and one more."""
        assert draft(question="q" * LIMITS["question"], answer="a" * LIMITS["answer"])
        assert set(refused(question="q" * (LIMITS["question"] + 1), answer="a" * (LIMITS["answer"] + 1))) == {
            "question", "answer",
        }  # fmt: skip
