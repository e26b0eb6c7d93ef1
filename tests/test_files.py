"""Files of facts in Discord: previewed, confirmed, imported once, and given away safely."""

import csv
import io
import json
from datetime import timedelta

import discord
import pytest
from messages import labels, text

from knowledge.drafts import Draft
from knowledge.revisions import ActorId, Author

SHEET = """question,phrasings,answer,said_by,as_of
How many missiles were fired?,missile count | number of missiles,18 missiles,coast guard,2025-12-31
Who said so?,,The coast guard,coast guard,2025-12-31
,,nothing,,
Is the port open?,,Yes,harbour master,2025-12-31
Is the port open?,,No,Harbour Master,2025-12-31
"""
ASKED = "How many missiles were fired?"


async def give(town, data=SHEET, name="facts.csv", who=None):
    data = data if isinstance(data, bytes) else data.encode()
    return await (who or town.sam).slash(town.moderators, "fact import", file=(name, data))


async def press(town, given, label="Import", who=None):
    return await (who or town.sam).click(given.response, label=label)


async def read(result):
    (file,) = result.response.attachments
    return await file.read()


class TestImporting:
    """A file is shown, confirmed, and only then on record."""

    async def test_a_file_is_previewed_before_anything_is_changed(self, town):
        """Totals and reasons, to Sam alone; every reason in a text file."""
        given = await give(town)
        told = text(given.response)
        assert given.ephemeral
        assert "**facts.csv**: 2 facts added, 0 updated, 0 unchanged, **3 rows left out**." in told
        assert "Phrasings: 2 added" in told
        assert "row 4: question is empty" in told
        assert "row 5: answer is “Yes”, but “No” in row 6" in told
        assert "Nothing is changed yet." in told
        assert labels(given.response) == ["Import", "Cancel"]
        assert (await read(given)).decode().count("\nrow ") == 3
        assert (await town.base()).state.revision == 0
        assert town.moderators.history() == []

    async def test_import_puts_it_on_record_as_one_revision(self, town):
        """Of Sam's, with the file as its reason; and it is answered at once."""
        done = await press(town, await give(town))
        assert done.acknowledged
        base = await town.base()
        (revision,) = base.history()
        assert (revision.why, len(revision.changes)) == ("import of facts.csv", 2)
        assert base.activity.person(revision.actor).discord == town.sam.id
        answer = await town.mina.slash(town.situation, "ask", question=ASKED)
        assert "18 missiles" in answer.response.content

    async def test_the_preview_becomes_what_was_done(self, town):
        """With the same reasons, and nothing left to press."""
        given = await give(town)
        await press(town, given)
        assert "is imported, as revision 1: 2 facts added" in given.response.content
        assert given.response.components == []
        assert b"row 4" in await read(given)

    async def test_json_is_read_too(self, town):
        """With the aliases and events that came along."""
        found = {
            "facts": [{"question": "How many?", "claims": [{"answer": "12"}]}],
            "aliases": [["NK", "North Korea"]],
            "events": [{"id": "e1", "kind": "launch", "at": "2025-12-30"}],
        }
        given = await give(town, json.dumps(found), "facts.json")
        assert "Aliases: 1 added, 0 updated, 0 unchanged" in text(given.response)
        assert "Events: 1 added, 0 updated, 0 unchanged" in text(given.response)
        await press(town, given)
        assert list((await town.base()).state.aliases) == ["North Korea"]

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    async def test_however_a_spreadsheet_saved_it(self, town, delimiter, encoding):
        """Commas, semicolons or tabs, in each encoding that a spreadsheet writes."""
        out = io.StringIO()
        rows = [["question", "answer", "said_by"], ["몇 발?", "약 10발, ten-odd; approx.", "합참"]]
        csv.writer(out, delimiter=delimiter).writerows(rows)
        await press(town, await give(town, out.getvalue().encode(encoding)))
        fact = (await town.base()).fact(1)
        assert (fact.question, fact.live()[0].answer) == ("몇 발?", "약 10발, ten-odd; approx.")

    async def test_the_same_file_again_changes_nothing(self, town):
        """And there is nothing to confirm."""
        sheet = "question,answer\nHow many?,12\n"
        await press(town, await give(town, sheet))
        again = await give(town, sheet)
        assert "nothing to import, all of it is on record already" in again.response.content
        assert again.response.components == []
        assert (await town.base()).state.revision == 1

    async def test_cancel_forgets_the_file(self, town, tmp_path):
        """Nothing is changed, nothing kept."""
        given = await give(town)
        await press(town, given, "Cancel")
        assert given.response.content == "Nothing was imported."
        assert given.response.components == []
        assert list((tmp_path / "data").rglob("uploads/*")) == []
        assert (await town.base()).state.revision == 0

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            ("facts.csv", b"\x89PNG\r\n\x1a\n\0\0", "is a picture, whatever its name says"),
            ("facts.csv", b"", "is blank"),
            ("facts.xlsx", b"PK\x03\x04 xl/workbook.xml", "Save the sheet as “CSV UTF-8”".lower()),
            ("facts.zip", b"PK\x03\x04 facts.csv", "unpack it"),
            ("facts.json", b'{"facts": [', "is not valid json"),
            ("notes.txt", b"Some words.\n", "its first row names the columns"),
        ],
    )
    async def test_what_is_no_facts_file_is_refused_with_the_remedy(self, town, name, data, said):
        """In a sentence that says what it is, and what to do."""
        given = await give(town, data, name)
        assert given.ephemeral
        assert said in given.response.content.lower()
        assert name in given.response.content
        assert given.response.components == []

    async def test_a_file_of_30_mb_is_refused_before_it_is_fetched(self, town, monkeypatch):
        """Its size is known without."""

        async def fetched(*_args, **_options):
            raise AssertionError

        monkeypatch.setattr(discord.Attachment, "read", fetched)
        given = await give(town, b"x" * 30_000_000, "all.csv")
        assert "all.csv has more than 20 MB, the most that is read. Split it" in given.response.content

    async def test_a_file_that_discord_does_not_hand_over(self, town, monkeypatch):
        """Is told, and nothing was changed."""

        async def failed(*_args, **_options):
            raise OSError

        monkeypatch.setattr(discord.Attachment, "read", failed)
        assert "run `/fact import` again" in (await give(town)).response.content

    async def test_what_a_file_holds_is_text(self, town):
        """It pings nobody, breaks no layout, and leads nowhere."""
        sheet = "question,answer,as_of\n@everyone?,**x**,`soon` [a](https://b.org) <@1>\n"
        given = await give(town, sheet, "a_b_.csv")
        told = text(given.response)
        assert r"**a\_b\_.csv**" in told
        assert "[a](" not in told
        assert "<@1>" not in told

    async def test_as_many_reasons_as_there_may_be_fit_a_message(self, town):
        """The first are shown and the rest counted (discord_limits checks the lengths); the file has them all."""
        rows = "\n".join(f"{'*_' * 40}{n}?,x,{'`<@1>' * 50}" for n in range(300))
        given = await give(town, f"question,answer,as_of\n{rows}\n", f"{'_*' * 60}.csv")
        assert "and 292 more, all of them in the file below" in text(given.response)
        assert (await read(given)).decode().count("\nrow ") == 300


class TestTwoAtOnce:
    """Whatever happens between the preview and the button."""

    async def test_a_second_press_acts_once(self, town):
        """The message that still shows the button says that it was done."""
        given = await give(town)
        payload = given.response.components
        await press(town, given)
        given.response._message.components = payload
        await press(town, given)
        assert "was imported already, as revision 1" in given.response.content
        assert (await town.base()).state.revision == 1

    async def test_it_waits_through_a_restart(self, town, make_bot):
        """The file is kept, and so is the button."""
        given = await give(town)
        await town.restart(make_bot)
        assert (await press(town, given)).acknowledged
        assert len((await town.base()).state.facts) == 2

    async def test_a_press_after_a_restart_that_was_a_press_before_it_acts_once(self, town, make_bot):
        """What was imported stands in the history, whoever remembers it."""
        given = await give(town)
        payload = given.response.components
        await press(town, given)
        await town.restart(make_bot)
        given.response._message.components = payload
        await press(town, given)
        assert (await town.base()).state.revision == 1

    async def test_it_is_not_kept_for_ever(self, town):
        """After a day the button says so."""
        given = await give(town)
        town.bot.clock = lambda: discord.utils.utcnow() + timedelta(hours=25)
        await press(town, given)
        assert "no longer kept" in given.response.content
        assert (await town.base()).state.revision == 0

    async def test_what_somebody_changed_meanwhile_is_shown_anew(self, town):
        """And a second look imports it; nobody is overwritten unseen."""
        await town.put(ASKED, "12 missiles")
        given = await give(town)
        assert "1 updated" in given.response.content
        base = await town.base()
        draft = Draft(question=ASKED, answer="13 missiles", said_by="the coast guard")
        base.revise(1, draft, Author(actor=ActorId("p9"), via="test"), seen=1)
        await press(town, given)
        assert "Somebody changed facts that are in it" in text(given.response)
        assert base.state.revision == 2
        await press(town, given)
        assert base.state.revision == 3

    async def test_the_right_to_is_checked_again(self, town):
        """Whoever lost it meanwhile imports nothing."""
        given = await town.sam.slash(town.situation, "fact import", file=("facts.csv", SHEET.encode()))
        town.env.backend.get_guild(town.guild.id).members[town.sam.id].role_ids.clear()
        pressed = await press(town, given)
        assert "for curators" in pressed.response.content
        assert (await town.base()).state.revision == 0
        assert town.env.errors == []

    async def test_a_disk_that_fails_loses_no_file(self, town, monkeypatch):
        """It is told, and the button is still there."""
        given = await give(town)
        base = await town.base()
        with monkeypatch.context() as broken:
            broken.setattr(base._records, "commit", lambda _revision: (_ for _ in ()).throw(OSError("disk full")))
            await press(town, given)
        assert "was not imported" in given.response.content
        assert base.state.revision == 0
        await press(town, given)
        assert base.state.revision == 1


@pytest.mark.simcord(settle_timeout=300)
async def test_ten_thousand_rows_are_one_revision_and_what_is_done_is_told(town):
    """Each step while it lasts, then the totals; the same file again changes nothing."""
    rows = [f"How many on day {n}?,{n} missiles,KCNA,2025-12-30" for n in range(10_000)]
    sheet = "\n".join(["question,answer,said_by,as_of", *rows])
    given = await give(town, sheet)
    assert "10,000 facts added" in given.response.content
    await press(town, given)
    base = await town.base()
    assert (base.state.revision, len(base.state.facts)) == (1, 10_000)
    told = [request.json["content"] for request in town.env.http_requests if request.method == "PATCH" and request.json]
    assert "**facts.csv**: comparing 10,000 facts with what is on record…" in told
    assert "**facts.csv**: putting 10,000 facts on record…" in told
    assert "nothing to import" in (await give(town, sheet)).response.content


class TestExporting:
    """What is on record, as a file for a curator alone."""

    @pytest.mark.parametrize("form", ["json", "csv"])
    async def test_what_goes_out_comes_back_unchanged(self, town, facts, form):
        """A file that is imported where it comes from has nothing to change."""
        done = await town.sam.slash(town.moderators, "fact export", format=form)
        assert done.ephemeral
        assert "**3 facts**, as of revision 3." in done.response.content
        (file,) = done.response.attachments
        assert file.filename == f"facts-3.{form}"
        again = await give(town, await file.read(), file.filename)
        assert "all of it is on record already" in again.response.content

    async def test_no_cell_is_a_formula(self, town):
        """Whatever was typed, full-width signs too; imported again it is what it was."""
        for n, sign in enumerate("=+-@＝＋－＠"):
            await town.put(f"What is formula {n}?", f"{sign}HYPERLINK(1)")
        done = await town.sam.slash(town.moderators, "fact export", format="csv")
        sheet = (await read(done)).decode("utf-8-sig")
        cells = [cell for row in csv.reader(io.StringIO(sheet)) for cell in row]
        assert sum("HYPERLINK" in cell for cell in cells) == 8
        assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r＝＋－＠")]
        assert "all of it is on record already" in (await give(town, sheet)).response.content

    async def test_what_csv_leaves_out_is_told(self, town, facts):
        """Retired facts among it."""
        (await town.base()).retire(1, Author(actor=ActorId("p1"), via="test"), seen=1)
        done = await town.sam.slash(town.moderators, "fact export", format="csv")
        assert "**2 facts**" in done.response.content
        assert "Without 1 retired fact, history, aliases and events" in done.response.content
        assert "**3 facts**" in (await town.sam.slash(town.moderators, "fact export")).response.content

    async def test_a_file_that_discord_would_not_take_is_told(self, town, facts, monkeypatch):
        """With another way to get it."""
        monkeypatch.setattr("bot.cogs.files.export_json", lambda _state: "x" * 60_000_000)
        done = await town.sam.slash(town.moderators, "fact export")
        assert "more than Discord takes here. Try CSV" in done.response.content
        assert done.response.attachments == []


async def test_both_are_for_curators(town):
    """The server checks, whatever an administrator lets members see."""
    root = town.env.backend.find_command("fact", town.guild.id, type=1)
    town.guild.set_command_permissions(int(root["id"]), {town.guild.default_role: True})
    refused = await town.mina.slash(town.situation, "fact import", file=("facts.csv", SHEET.encode()))
    assert "This is for curators" in refused.response.content
    assert "This is for curators" in (await town.mina.slash(town.situation, "fact export")).response.content
    assert town.env.errors
