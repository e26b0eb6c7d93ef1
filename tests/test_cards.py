"""Cards: the answer first, nothing without its source and date, and no text of people ever in charge of the layout."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import discord_limits
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import MARKDOWN, Check, answer_card, digest_card, escape, outcome_card, plain, shorten, size, status_card
from bot.cards.card import fitted
from bot.cards.claims import claim_line
from bot.sending import as_text
from knowledge.answers import Abstention, Answer, Choice, Shown, Unanswered, show
from knowledge.asof import AsOf
from knowledge.base import KnowledgeBase
from knowledge.digests import Digest
from knowledge.facts import Claim, ClaimId, Fact, FactId, Kind, Source, Standing
from knowledge.records import Topic
from knowledge.values import Value, value_of
from knowledge.verdicts import Verdict

NOW = datetime(2024, 6, 1, tzinfo=UTC)
KBS = Source(title="KBS report", publisher="KBS", url="https://www.kbs.example/a_b?x=(1)")


def claim(n, answer, **given):
    given = {"said_by": "JCS", "as_of": AsOf("2024-05-30"), "source": KBS, "value": value_of(answer)} | given
    return Claim(id=ClaimId(f"1.{n}"), answer=answer, **given)


def fact(*claims, number=1, question="How many missiles were fired?", **given):
    return Fact(id=FactId(number), key="k", question=question, claims=claims, **{"leading": claims[0].id} | given)


def shown(*claims, **given):
    return show(fact(*claims, **given), NOW, UTC)


def card(*claims, **given):
    return answer_card([shown(*claims, **given)], now=NOW, zone=UTC)


def first_line(*claims, **given):
    return card(*claims, **given).content.splitlines()[0]


def drawn(made):
    """All that a member sees of a card, as it is sent."""
    return as_text(made)["content"]


class TestTheFirstLine:
    """What a phone's notification shows."""

    def test_it_says_the_answer_and_who_says_it_and_as_of_when(self):
        """SINGLE of face.md."""
        assert first_line(claim(1, "About 12 missiles")) == "**About 12 missiles** (JCS, 30 May 2024)"

    def test_it_takes_no_side_in_a_dispute_and_bears_the_latest_date(self):
        """DISPUTED of face.md."""
        both = claim(1, "About 12 missiles"), claim(2, "18 missiles", said_by="KCNA", as_of=AsOf("2024-05-31"))
        assert first_line(*both) == "**12 to 18, sources differ** (31 May 2024)"

    def test_a_verdict_leads_it(self):
        """What the question took for granted holds, does not, or does by some; an answer that says so needs no more."""
        one, other = claim(1, "About 12 missiles"), claim(2, "18 missiles", said_by="KCNA")
        for claims, verdict, line in (
            ((one,), Verdict.NO, "**No: About 12 missiles** (JCS, 30 May 2024)"),
            ((one,), Verdict.YES, "**Yes: About 12 missiles** (JCS, 30 May 2024)"),
            ((one, other), Verdict.NO, "**No: 12 to 18, sources differ** (30 May 2024)"),
            ((one, other), Verdict.DIFFER, "**Sources differ: 12 to 18** (30 May 2024)"),
            ((claim(1, "No, none"),), Verdict.NO, "**No, none** (JCS, 30 May 2024)"),
        ):
            led = replace(shown(*claims), verdict=verdict)
            assert answer_card([led], now=NOW, zone=UTC).content == line

    def test_what_is_not_known_says_who_looked_and_when(self):
        """UNKNOWN of face.md; an instant is a time of Discord's, read in each reader's zone."""
        checked = claim(1, "No reports", kind=Kind.UNKNOWN, as_of=AsOf("2024-05-31T09:00+09:00"))
        assert first_line(checked) == "**Not known yet** (checked JCS, <t:1717113600:f>) - may have changed"
        assert first_line(replace(checked, verified_at=NOW)) == "**Not known yet** (checked JCS, <t:1717113600:f>)"

    def test_among_others_too_it_is_said_who_was_asked_and_not_who_says_it(self):
        """Nobody says what is not known: they were asked."""
        unknown = claim(1, "Not known yet", kind=Kind.UNKNOWN)
        assert claim_line(unknown, MARKDOWN).startswith("**Not known yet** · checked JCS, 30 May 2024 · ")
        reported = replace(unknown, said_by="reported by NHK")
        assert claim_line(reported, MARKDOWN).startswith("**Not known yet** · reported by NHK, 30 May 2024 · ")

    def test_a_topic_is_told_where_it_has_to_be(self):
        """Of what is from elsewhere, and of what is over: from the day on, by the server's clock."""
        one, ferry = shown(claim(1, "2 people")), Topic(name="Ferry *aground*")
        closed = replace(ferry, closed_at=NOW)
        for topic, elsewhere, told in (
            (ferry, False, ""),
            (ferry, True, " · topic: Ferry \\*aground\\*"),
            (closed, False, " · Ferry \\*aground\\* closed on 1 June 2024; last known then"),
            (closed, True, " · Ferry \\*aground\\* closed on 1 June 2024; last known then"),
            (replace(ferry, closed_at=NOW + timedelta(hours=1)), False, ""),
        ):
            made = answer_card([replace(one, topic=topic, elsewhere=elsewhere)], now=NOW, zone=UTC)
            assert made.content == f"**2 people** (JCS, 30 May 2024){told}"
        there = answer_card([replace(one, topic=closed)], now=NOW, zone=ZoneInfo("America/New_York"))
        assert "closed on 31 May 2024" in there.content

    def test_what_was_right_before_is_told_with_its_date(self):
        """SUPERSEDED of face.md."""
        old = claim(1, "6 missiles", standing=Standing.SUPERSEDED)
        new = claim(2, "7 missiles", as_of=AsOf("2024-05-31"))
        assert first_line(new, old) == "**7 missiles** (JCS, 31 May 2024); was 6 missiles, 30 May 2024"

    def test_what_was_corrected_of_late_is_struck_out(self):
        """CORRECTED of face.md, for a day; an answer that stayed is not, nor is another voice's."""
        wrong = claim(1, "12 missiles", standing=Standing.WITHDRAWN)
        for hours, struck in ((0, True), (23, True), (24, False)):
            right = claim(2, "18 missiles", recorded=NOW - timedelta(hours=hours))
            line = first_line(wrong, right, leading=right.id)
            when = f", corrected <t:{int(right.recorded.timestamp())}:R>"
            assert line == f"{'~~12 missiles~~ ' * struck}**18 missiles** (JCS, 30 May 2024){when * struck}"
        again = replace(right, answer="12 missiles", recorded=NOW)
        assert "~~" not in first_line(wrong, again, leading=again.id)
        other = replace(right, said_by="KCNA", recorded=NOW)
        assert "~~" not in first_line(wrong, other, leading=other.id)

    @pytest.mark.parametrize(
        ("claims", "line"),
        [
            ([claim(1, "7,000")], "**7,000** (JCS, 30 May 2024) - may have changed"),
            (
                [claim(1, "7,000 boxes"), claim(2, "9,000 boxes", said_by="KCNA")],
                "**7,000 to 9,000, sources differ** (30 May 2024) - may have changed",
            ),
            (
                [claim(1, "Not known yet", kind=Kind.UNKNOWN)],
                "**Not known yet** (checked JCS, 30 May 2024) - may have changed",
            ),
            (
                [claim(1, "8,000", as_of=AsOf("2024-05-29"), standing=Standing.SUPERSEDED), claim(2, "7,000")],
                "**7,000** (JCS, 30 May 2024) - may have changed; was 8,000, 29 May 2024",
            ),
        ],
    )
    def test_what_is_past_its_shelf_life_is_said_to_be(self, claims, line):
        """STALE of face.md, in Discord, in the terminal and in a digest; still true, and it is said no more."""
        old = fact(*claims, question="How many containers are held?")
        old = replace(old, leading=claims[-1].id if len(claims) == 2 and not claims[0].is_live else claims[0].id)
        one = show(old, NOW, UTC)
        assert answer_card([one], now=NOW, zone=UTC).content == line
        assert plain(Answer(question="?", answers=(one,)), now=NOW, zone=UTC).startswith(line.replace("**", ""))
        assert line in drawn(digest_card(Digest(added=(old,)), told=None, now=NOW, zone=UTC))
        fresh = replace(old, claims=tuple(replace(each, verified_at=NOW) for each in old.claims))
        made = answer_card([show(fresh, NOW, UTC)], now=NOW, zone=UTC)
        assert made.content == line.replace(" - may have changed", "")
        assert f"Still true when checked: <t:{int(NOW.timestamp())}:f>" in drawn(made)

    def test_missing_attribution_and_date_are_said_to_be_missing(self):
        """Silence would read as certainty."""
        bare = claim(1, "12 missiles", said_by="", as_of=None, source=None)
        assert first_line(bare) == "**12 missiles** (voice not named, undated)"
        assert card(bare).boxes[0].footer == "#1 · no source given"

    def test_a_day_is_never_a_time_of_discords(self):
        """Washington would read the day before."""
        for iso, written in {"2024": "2024", "2024-05": "May 2024", "2024-05-30": "30 May 2024"}.items():
            assert MARKDOWN.when(AsOf(iso)) == written
        assert MARKDOWN.when(AsOf("2024-05-30T06:14+09:00")).startswith("<t:")

    def test_a_long_answer_is_cut_in_the_headline_and_whole_below(self):
        """Nothing of an answer is lost."""
        answer = " ".join(f"word{n}" for n in range(180))
        made = card(claim(1, answer))
        assert "…**" in made.content
        assert answer in made.boxes[0].description


class TestTheBox:
    """What stands below."""

    def test_the_question_the_number_and_the_source_are_there(self):
        """A forwarded answer carries all of itself; the link's text is its host."""
        made = card(claim(1, "12 missiles"))
        [box] = made.boxes
        assert box.title == "How many missiles were fired?"
        assert box.footer == "#1"
        assert box.description == "KBS report, [kbs.example](https://www.kbs.example/a_b?x=%281%29)"
        assert [(button.label, button.url) for button in made.buttons if button.url] == [("kbs.example", KBS.url)]

    def test_every_claim_has_its_voice_date_and_source(self):
        """A dispute is laid out whole."""
        nhk = Source(title="NHK news", url="https://nhk.example/1")
        made = card(claim(1, "12 missiles"), claim(2, "10 missiles", said_by="NHK", source=nhk))
        assert made.boxes[0].description.splitlines() == [
            "**12 missiles**",
            "JCS, 30 May 2024 · KBS report, [kbs.example](https://www.kbs.example/a_b?x=%281%29)",
            "\u200b",
            "**10 missiles**",
            "NHK, 30 May 2024 · NHK news, [nhk.example](https://nhk.example/1)",
        ]

    def test_only_figures_are_said_to_agree(self):
        """Texts cannot be compared: they stand side by side, and nothing is claimed of them."""
        assert card(claim(1, "12 missiles"), claim(2, "12 missiles")).boxes[0].footer == "#1 · 2 sources agree"
        assert card(claim(1, "At sea"), claim(2, "On land")).boxes[0].footer == "#1 · 2 claims"

    def test_claims_that_do_not_fit_are_counted(self):
        """A claim is left out whole: never shown without its source."""
        many = [claim(n, f"{n} missiles " + "x" * 200) for n in range(1, 41)]
        lines = card(*many).boxes[0].lines
        assert lines[-1] == f"and {40 - len(lines) + 1} more"
        assert all("30 May 2024 · KBS report" in line for line in lines[:-1])

    def test_three_answers_to_three_questions_fit_one_message(self):
        """Each with its box, and all within what Discord takes."""
        three = [shown(claim(1, "x_*" * 480, said_by="y_" * 50), number=n) for n in (1, 2, 3)]
        made = answer_card(three, now=NOW, zone=UTC)
        assert len(made.boxes) == len(made.content.splitlines()) == 3
        assert [button.ids for button in made.buttons] == [(1,), (2,), (3,)]
        assert sum(box.size for box in made.boxes) <= 6000
        assert not problems_of(made)

    def test_a_bad_link_is_no_link(self):
        """Whatever came into the records, nobody is led to a script."""
        made = card(claim(1, "12 missiles", source=Source(title="a", url="javascript:alert(1)")))
        assert "javascript" not in drawn(made)
        assert not [button for button in made.buttons if button.url]


class TestOtherOutcomes:
    """Choices and abstentions."""

    def test_a_choice_shows_questions_and_no_answers(self):
        """An answer shown beside "which do you mean?" would be read as one."""
        made = outcome_card(
            Choice(question="q", offered=(shown(claim(1, "12")),), reason="ambiguous"), now=NOW, zone=UTC
        )
        assert made.content == "**Which do you mean?**"
        assert "12" not in drawn(made)
        assert "How many missiles were fired?" in drawn(made)

    @pytest.mark.parametrize("reason", ["vetoed", "not_on_record"])
    def test_a_near_miss_says_that_it_is_one(self, reason):
        """What was asked is not on record; what is near may help."""
        one, other = shown(claim(1, "12")), shown(claim(1, "3"), number=2)
        made = outcome_card(Choice(question="q", offered=(one,), reason=reason), now=NOW, zone=UTC)
        assert made.content == "**Not exactly on record; closest is:**"
        assert [button.label for button in made.buttons] == ["Show #1", "Not that"]
        made = outcome_card(Choice(question="q", offered=(one, other), reason=reason), now=NOW, zone=UTC)
        assert made.content == "**Not exactly on record; closest are:**"
        assert [button.label for button in made.buttons] == ["1", "2", "None of these"]

    def test_offers_of_a_choice_have_air_between_them(self):
        """Each takes two lines on a phone."""
        offered = shown(claim(1, "12")), shown(claim(1, "3"), number=2)
        made = outcome_card(Choice(question="q", offered=offered, reason="ambiguous"), now=NOW, zone=UTC)
        assert made.boxes[0].description.splitlines() == [
            "**1**  How many missiles were fired? · #1, 30 May 2024",
            "\u200b",
            "**2**  How many missiles were fired? · #2, 30 May 2024",
        ]

    def test_an_abstention_comforts_and_names_the_nearest(self):
        """ABSTENTION of face.md; what is far is not named."""
        near = Abstention(question="q", reason="not_on_record", candidates=(shown(claim(1, "12"), number=8),))
        made = outcome_card(near, now=NOW, zone=UTC)
        assert made.content == "**Not on record here.** That doesn't mean it didn't happen."
        assert made.boxes[0].lines == ("Nearest: How many missiles were fired? · #8, 30 May 2024",)
        given = [("Tell me when known", "tell_me", ()), ("I have a source", "tip", ())]
        pressed = [(button.label, button.verb, button.ids) for button in made.buttons]
        assert pressed == [("Show #8", "show", (8,)), *given]
        far = replace(near, candidates=(replace(near.candidates[0], confidence=0.01),))
        assert [button.verb for button in outcome_card(far, now=NOW, zone=UTC).buttons] == ["tell_me", "tip"]

    @pytest.mark.parametrize("reason", ["chatter", "empty", "too_long"])
    def test_chatter_gets_a_sentence_and_no_fact(self, reason):
        """Short, without a lecture."""
        made = outcome_card(Abstention(question="hi", reason=reason), now=NOW, zone=UTC)
        assert made.boxes == made.buttons == ()
        assert len(made.content) < 100

    def test_a_question_is_repeated_only_to_its_asker(self):
        """Never into public."""
        for outcome in (
            Abstention(question="am I secret?", reason="not_on_record"),
            Choice(question="am I secret?", offered=(shown(claim(1, "12")),), reason="ambiguous"),
        ):
            assert "secret" not in drawn(outcome_card(outcome, now=NOW, zone=UTC))
            assert "secret" in drawn(outcome_card(outcome, now=NOW, zone=UTC, private=True))


class TestTheTextOfPeople:
    """It is drawn as it was typed."""

    @pytest.mark.parametrize(
        ("typed", "written"),
        [
            ("**bold** _it_ ~~no~~ ||spoiler||", r"\*\*bold\*\* \_it\_ \~\~no\~\~ \|\|spoiler\|\|"),
            ("`code` and ```block```", r"\`code\` and \`\`\`block\`\`\`"),
            ("[here](https://evil.example)", r"\[here\](https\://evil.example)"),
            ("<#2> <t:3:R> <:e:4> <https://a.example>", r"\<#2\> \<t:3:R\> \<:e:4\> \<https\://a.example\>"),
            ("<@1>", "\\<@\u200b1\\>"),
            ("@everyone @here @Everyone", "@\u200beveryone @\u200bhere @\u200bEveryone"),
            ("# headline", r"\# headline"),
            ("- item", r"\- item"),
            ("1. item", r"1\. item"),
            ("> quote\n> more", r"\> quote \> more"),
            ("right\u202eleft\u200b", "rightleft"),
            ("back\\slash", r"back\\slash"),
        ],
    )
    def test_markdown_mentions_and_links_lose_their_force(self, typed, written):
        """So that no answer pings, links or hides anything."""
        assert escape(typed) == written

    @given(st.text(max_size=2_000))
    def test_no_text_outgrows_its_place(self, typed):
        """Escaping lengthens; the limit counts what is sent."""
        assert size(MARKDOWN.text(typed, 100)) <= 100
        assert size(shorten(typed, 50)) <= 50

    def test_a_text_is_cut_between_words(self):
        """Where it has any: a link or a Japanese sentence has none."""
        assert (
            shorten("Suspected ballistic missiles, fired on 30 May", 44) == "Suspected ballistic missiles, fired on 30…"
        )
        assert shorten("fired on 30 May", 12) == "fired on 30…"
        assert shorten("x" * 60, 50) == "x" * 49 + "…"

    @given(st.text(max_size=300))
    def test_no_text_leaves_a_bracket_or_backtick_open(self, typed):
        """Whatever is typed, each sign with a meaning stands behind a backslash of its own."""
        written = escape(typed).replace("\\\\", "")
        for sign in "*_~`|<>[]":
            assert written.count(sign) == written.count(f"\\{sign}")

    @given(st.lists(st.text(max_size=400), min_size=5, max_size=5), st.integers(1, 6))
    def test_any_fact_is_a_message_that_discord_takes(self, texts, claims):
        """Lengths, totals, links, buttons."""
        question, answer, voice, title, publisher = (text.strip() or "x" for text in texts)
        source = Source(title=title, publisher=publisher, url="https://a.example/" + "(" * 400)
        many = [claim(n, answer * 4, said_by=voice, source=source, value=Value(min=n)) for n in range(1, claims + 1)]
        made = answer_card([shown(*many, question=question)], now=NOW, zone=UTC, private=True)
        assert not problems_of(made)


class TestPlainText:
    """What the command line prints."""

    def test_it_tells_all_that_a_member_would_read(self):
        """Answer, voice, date, question, number, source, other claims, caveat."""
        both = claim(1, "About 12 missiles"), claim(2, "18 missiles", said_by="KCNA", as_of=AsOf("2024-05-31"))
        text = plain(Answer(question="q", answers=(shown(*both),)), now=NOW, zone=UTC)
        assert text.splitlines() == [
            "12 to 18, sources differ (31 May 2024)",
            "How many missiles were fired? · #1 · 2 claims, sources differ",
            f"About 12 missiles · JCS, 30 May 2024 · KBS report, {KBS.url}",
            f"18 missiles · KCNA, 31 May 2024 · KBS report, {KBS.url}",
        ]

    def test_drawing_needs_no_discord(self):
        """`sitrep ask` starts quickly."""
        probe = "import sys, bot.cards; sys.exit('discord' in sys.modules)"
        subprocess.run([sys.executable, "-c", probe], check=True)


class TestTheStarter:
    """Every fact that is shipped."""

    def test_each_makes_a_good_card(self):
        """Voice, date and source in all of them, within Discord's limits."""
        base = KnowledgeBase.in_memory(seeded=True)
        for known in base.state.facts.values():
            seen = base.show(known.id, now=NOW)
            assert isinstance(seen, Shown)
            made = answer_card([seen], now=NOW, zone=UTC)
            assert not problems_of(made)
            assert "not named" not in drawn(made)
            assert "undated" not in drawn(made)
            assert "no source" not in drawn(made)


def test_a_digest_of_a_thousand_facts_fits():
    """What does not fit is counted."""
    digest = Digest(added=tuple(fact(claim(1, "x" * 1500), number=n) for n in range(1, 1001)))
    made = digest_card(digest, told=NOW, now=NOW, zone=UTC)
    assert not problems_of(made)
    assert made.boxes[0].lines[-1].endswith(" more")


def test_a_status_tells_the_remedy_beside_the_fault():
    """And its colour tells that there is one."""
    made = status_card(
        "Set-up", [Check(ok=True, what="Zone: UTC."), Check(ok=False, what="No channel.", remedy="Set one.")]
    )
    assert made.boxes[0].lines == ("✅ Zone: UTC.", "⚠️ No channel. Set one.")
    assert made.boxes[0].tone != status_card("Set-up", [Check(ok=True, what="a")]).boxes[0].tone


@given(st.lists(st.text("xy", max_size=30), max_size=20), st.integers(20, 100))
def test_lines_are_kept_whole_and_the_rest_is_counted(lines, most):
    """None is lost without a word."""
    kept = fitted(lines, most)
    assert size("\n".join(kept)) <= most
    if len(kept) < len(lines) or (kept and kept[-1] != lines[-1]):
        assert kept[-1] == f"and {len(lines) - len(kept) + 1} more"
    assert list(kept[:-1]) == lines[: len(kept) - 1]


def problems_of(made):
    """What Discord would refuse of a card."""
    embeds = [
        {"title": box.title or None, "description": box.description or None}
        | ({"footer": {"text": box.footer}} if box.footer else {})
        for box in made.boxes
    ]
    rows = [{"type": 1, "components": [_button(button) for button in made.buttons]}] if made.buttons else []
    data = {"content": made.content, "embeds": embeds, "components": rows, "allowed_mentions": {"parse": []}}
    return list(discord_limits.message(data))


def _button(button):
    if button.url:
        return {"type": 2, "style": 5, "label": button.label, "url": button.url}
    custom_id = ":".join(map(str, ("sitrep1", button.verb, *button.ids)))
    return {"type": 2, "style": 2, "label": button.label, "custom_id": custom_id}


def test_questions_without_an_answer_are_told_by_their_places():
    """On every surface, and never in the words in which they were asked."""
    left = (
        Unanswered(place=1, question="who painted it", reason="not_on_record"),
        Unanswered(place=2, question="who painted it twice", reason="vetoed"),
    )
    answer = Answer(question="x", answers=(shown(claim(1, "12 missiles")),), unanswered=left, more=True)
    told = [
        "Your second question is not on record here. That doesn't mean it didn't happen.",
        "I have no sure answer to your third question: ask it by itself.",
        "I took the first three of your questions. Ask me the rest again.",
    ]
    made = outcome_card(answer, now=NOW, zone=UTC)
    assert made.content.splitlines()[1:] == told
    assert made.plain == plain(answer, now=NOW, zone=UTC)
    assert made.plain.splitlines()[-5::2] == told
    assert "painted" not in drawn(made) + made.plain
