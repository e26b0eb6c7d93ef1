"""Forms: what they hold, what comes back, what is kept of it."""

from datetime import UTC, datetime, timedelta

import discord_limits
import pytest

from bot.cards.authoring import FIELDS
from bot.drafts import KEPT_FOR, MOST, Drafts, KeptDraft
from bot.forms import Aim, Typed, fact_form, shelf_form, withdrawal_form
from knowledge.base import KnowledgeBase
from knowledge.changes import Way
from knowledge.errors import InvalidError
from knowledge.facts import Claim, ClaimId, Fact, FactId
from knowledge.revisions import ActorId, Author
from knowledge.shelf import Shelf

NOON = datetime(2024, 5, 30, 12, tzinfo=UTC)
TYPED = Typed(question="How many?", answer="About 10", said_by="JCS", as_of="30 May 2024", source="https://yna.co.kr/a")
WIDEST = Aim(fact=999_999, seen=10**9, about=f"q-{'0' * 12}", way=Way.CORRECTION, shelf=Shelf.NEVER, topic="0" * 8)


def draft(user=1, at=NOON, server=7):
    return KeptDraft(server=server, user=user, typed=TYPED, fact=0, seen=0, request="1", at=at)


class TestFactForm:
    """Five fields that Discord takes, whatever they are filled with."""

    @pytest.mark.parametrize("fill", ["", "x" * 4_000, "x" * 6_000, " \n ", "\u200b", "발사 " * 900, "`*_~|<@1>"])
    async def test_discord_takes_it(self, fill):
        """Text that is too long, blank or invisible as well."""
        typed = Typed(**dict.fromkeys(FIELDS, fill))
        form = fact_form(typed, WIDEST, zone="America/Argentina/ComodRivadavia")
        assert list(discord_limits.modal(form.to_dict())) == []

    async def test_it_is_not_kept_by_the_library(self):
        """Its id says all that must be known when it comes back, so that a restart does not lose it."""
        form = fact_form(TYPED, Aim(fact=12, seen=34, way=Way.UPDATE), zone="UTC")
        assert form.is_finished()
        assert form.custom_id == "sitrep1:fact_sent:12:34:-:update:-:-"


@pytest.mark.parametrize("aim", [Aim(), Aim(fact=12, seen=34), Aim(about="q-1"), WIDEST])
def test_an_aim_comes_back_from_its_form(aim):
    """And so does one of an earlier version, which held less."""
    ids = [str(each) for each in aim.ids]
    assert Aim.of(ids) == aim
    assert Aim.of(["12", "34"]) == Aim(fact=12, seen=34)
    assert Aim.of(["0", "0", "q-1"]) == Aim(about="q-1")


@pytest.mark.parametrize("text", ["x" * 1_500, "발사 " * 500, "😀" * 1_500, "Yes"])
@pytest.mark.parametrize("claims", [1, 2, 40])
async def test_discord_takes_the_forms_of_changes(text, claims):
    """However long the claims are, and however many."""
    made = tuple(Claim(id=ClaimId(f"1.{n}"), answer=text, said_by=text[:100]) for n in range(claims))
    fact = Fact(id=FactId(999_999), key="k", question=text, claims=made, leading=made[0].id)
    for form in (withdrawal_form(fact, seen=10**9), shelf_form(fact)):
        assert list(discord_limits.modal(form.to_dict())) == []


class TestTyped:
    """What was typed, and what a fact would have been typed as."""

    @pytest.mark.parametrize("field", FIELDS)
    def test_5000_characters_are_refused_by_name(self, field):
        """With how many fit."""
        with pytest.raises(InvalidError) as refusal:
            Typed(**{**{name: getattr(TYPED, name) for name in FIELDS}, field: "x" * 5_000}).draft(now=NOON, zone=UTC)
        assert {problem.field for problem in refusal.value.problems} == {field}

    def test_every_fact_of_the_starter_comes_back_unchanged(self):
        """A form that is opened and sent as it is loses nothing, however much more the fact holds."""
        base = KnowledgeBase.in_memory(seeded=True)
        before = base.state.revision
        for fact in base.listed():
            same = Typed.of(fact).draft(now=NOON, zone=UTC)
            by = Author(actor=ActorId("p1"), via="test")
            assert base.revise(fact.id, same, by, seen=base.last_change(fact.id)) == fact
        assert base.state.revision == before

    def test_what_is_not_a_field_is_left_alone(self):
        """A form of an older version may send others, and not all."""
        assert Typed.sent({"question": "Q?", "mood": "good"}) == Typed(question="Q?")


class TestDrafts:
    """Kept for a day, for the one who typed, and not without bound."""

    def test_a_draft_is_its_writers(self, tmp_path):
        """In the server where it was typed."""
        drafts = Drafts(tmp_path)
        name = drafts.keep(draft())
        assert drafts.find(name, server=7, user=1, now=NOON) == draft()
        assert drafts.find(name, server=7, user=2, now=NOON) is None
        assert drafts.find(name, server=8, user=1, now=NOON) is None

    def test_a_draft_ends_after_a_day(self, tmp_path):
        """To the minute."""
        drafts = Drafts(tmp_path)
        name = drafts.keep(draft())
        assert drafts.find(name, server=7, user=1, now=NOON + KEPT_FOR)
        assert drafts.find(name, server=7, user=1, now=NOON + KEPT_FOR + timedelta(minutes=1)) is None

    def test_the_oldest_makes_room(self, tmp_path):
        """The file is bounded, whatever people type."""
        drafts = Drafts(tmp_path)
        names = [drafts.keep(draft()) for _ in range(MOST + 1)]
        assert drafts.find(names[0], server=7, user=1, now=NOON) is None
        assert drafts.find(names[1], server=7, user=1, now=NOON)


async def test_a_form_that_nobody_knows_is_left_alone(town):
    """Another version's, or another program's: Discord says that it failed, and nothing is changed."""
    shown = await town.sam.slash(town.moderators, "fact add")
    town.bot.forms.clear()
    done = await town.sam.submit_modal(
        shown, {"question": "Q?", "answer": "A", "said_by": "", "as_of": "", "source": ""}
    )
    assert not done.acknowledged


async def test_what_goes_wrong_in_a_form_is_told(town, caplog):
    """Under an id that the log has too."""
    shown = await town.sam.slash(town.moderators, "fact add")

    async def broken(interaction, ids, values):
        raise RuntimeError("broken on purpose")

    town.bot.on_form("fact_sent", broken)
    done = await town.sam.submit_modal(
        shown, {"question": "Q?", "answer": "A", "said_by": "", "as_of": "", "source": ""}
    )
    assert "Something went wrong here" in done.response.content
    assert "broken on purpose" in caplog.text
