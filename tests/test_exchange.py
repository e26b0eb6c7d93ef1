"""Import and export: nothing swallowed, nothing doubled, nothing lost on the way out and back."""

import codecs
import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from knowledge.aliases import Register
from knowledge.asof import AsOf
from knowledge.errors import InvalidError
from knowledge.exchange import MOST_BYTES, Count, Row, export_csv, export_json, parse, plan
from knowledge.facts import Claim, ClaimId, Fact, FactId, Kind, Source, Standing
from knowledge.records import Alias, Event
from knowledge.revisions import ActorId, Change, RecordKind, Revision, State
from knowledge.starter import load
from knowledge.text import clean, key_of
from knowledge.values import Value

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
KBS = {"title": "KBS World", "url": "https://kbs.co.kr/a"}


# A state, and a file laid over it


def after(state, changes):
    if not changes:
        return state
    revision = Revision(number=state.revision + 1, at=NOW, actor=ActorId("p1"), via="test", changes=tuple(changes))
    return state.after(revision)


def holding(facts=(), aliases=(), events=()):
    return after(
        State(),
        [
            *(Change(kind=RecordKind.FACT, id=str(fact.id), after=fact) for fact in facts),
            *(Change(kind=RecordKind.ALIAS, id=alias.canonical, after=alias) for alias in aliases),
            *(Change(kind=RecordKind.EVENT, id=event.id, after=event) for event in events),
        ],
    )


def read(found, name="file"):
    """What is read from JSON, or from a CSV text."""
    text = found if isinstance(found, str) else json.dumps(found)
    return parse(text.encode(), name=name)


def laid(found, state=None, now=NOW):
    """The state after importing a good file, JSON or CSV."""
    state = state or State()
    planned = plan(read(found), state, now)
    assert planned.problems == ()
    return after(state, planned.changes)


def only(state):
    (fact,) = state.facts.values()
    return fact


def one(answer="12 missiles", question="How many?", **fact):
    """A file of one fact with one claim."""
    return {"facts": [{"question": question, "claims": [{"answer": answer}], **fact}]}


def problems(found):
    return [(problem.place, problem.field) for problem in read(found).problems]


def live(fact):
    return [claim.answer for claim in fact.live()]


def all_ask_something_else(state):
    """Whether no wording is of two facts; of such twins, which one a row without a key means may change with it."""
    asked = [key_of(text) or text.casefold() for fact in state.facts.values() for text in fact.wordings]
    return len(asked) == len(set(asked))


# Anything that a server may know


def seen(text):
    return text == clean(text) and bool(text)


short = st.text("abcXYZ ñ 미사日イ'=+-@|,;\"\n🚀", min_size=1, max_size=12).map(clean).filter(seen)
blank_or_short = st.just("") | short
dates = st.sampled_from([None, AsOf("2024"), AsOf("2024-05"), AsOf("2024-05-30"), AsOf("2024-05-30T06:14+09:00")])
moments = st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
numbers = st.integers(0, 10**12) | st.floats(0, 10**6, allow_nan=False)
figures = st.builds(Value, min=numbers, approx=st.booleans(), unit=blank_or_short)
hours = st.builds(Value, max=st.sampled_from(["00:00", "06:14", "23:59"]), unit=st.just("time"))
links = st.sampled_from([None, "https://kbs.co.kr/a", "http://yna.co.kr/?q=1&x=%20#f"])
sources = st.builds(Source, title=blank_or_short, publisher=blank_or_short, url=links, published=dates)
claims = st.builds(
    Claim,
    id=st.just(ClaimId("")),
    answer=short,
    kind=st.sampled_from(Kind),
    said_by=blank_or_short,
    as_of=dates,
    recorded=moments,
    verified_at=st.none() | moments,
    value=st.none() | figures | hours,
    standing=st.sampled_from(Standing),
    source=st.none() | sources,
)
claim_lists = st.lists(claims, min_size=1, max_size=4, unique_by=lambda claim: claim.answer)


def drawn_facts(draw):
    drawn = draw(st.lists(claim_lists, max_size=4))
    ids = draw(st.lists(st.integers(1, 99), min_size=len(drawn), max_size=len(drawn), unique=True))
    for number, listed in zip(ids, drawn, strict=True):
        own = tuple(replace(claim, id=ClaimId(f"{number}.{n}")) for n, claim in enumerate(listed, 1))
        yield Fact(
            id=FactId(number),
            key=f"{draw(short)} {number}",
            question=draw(short),
            phrasings=tuple(draw(st.lists(short, max_size=3))),
            topic=draw(blank_or_short),
            tags=tuple(draw(st.lists(short, max_size=2))),
            claims=own,
            leading=draw(st.none() | st.sampled_from([claim.id for claim in own])),
            retired=draw(st.booleans()),
        )


@st.composite
def states(draw):
    words = st.sampled_from(["NK", "nk", "DPRK", "North Korea", "ROK", "JCS", "the chiefs", "missile", "missiles", "a"])
    drawn = draw(
        st.lists(
            st.builds(
                Alias,
                forms=st.lists(short | words, min_size=1, max_size=3).map(tuple),
                one_way=st.lists(short | words, max_size=2).map(tuple),
            ),
            max_size=3,
        )
    )
    register = Register([])
    aliases = {laid.canonical: laid for alias in drawn if (laid := register.lay(alias)[0])}.values()
    events = [
        Event(
            id=f"e{n}",
            kind=draw(short),
            at=draw(dates.filter(bool)),
            zone=draw(st.sampled_from(["UTC", "Asia/Seoul"])),
            place=draw(blank_or_short),
            what=draw(blank_or_short),
            count_min=draw(st.none() | st.integers(0, 5)),
            count_max=draw(st.none() | st.integers(5, 20)),
            outcome=draw(blank_or_short),
            claims=tuple(replace(claim, id=ClaimId(f"e{n}.{i}")) for i, claim in enumerate(draw(claim_lists), 1)),
            sources=tuple(draw(st.lists(sources, max_size=2))),
            retired=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 2)))
    ]
    return holding(drawn_facts(draw), aliases, events)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "id",
                        "key",
                        "question",
                        "phrasings",
                        "claims",
                        "answer",
                        "value",
                        "source",
                        "min",
                        "max",
                        "unit",
                    ),
                    *("as_of", "recorded", "leading", "retired", "tags", "at", "zone", "kind", "forms", "x"),
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)
slow = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


class TestRoundTrips:
    """What goes out comes back."""

    @slow
    @given(states())
    def test_an_export_imported_into_an_empty_store_gives_the_same_export(self, state):
        """To the byte: ids, history, events and all; and the same file again changes nothing."""
        text = export_json(state)
        first = laid(text)
        assert export_json(first) == text
        assert plan(read(text), first, NOW + timedelta(days=1)).changes == ()
        assert plan(read(text), state, NOW).changes == ()

    @slow
    @given(states())
    def test_a_csv_export_changes_nothing_where_it_comes_from(self, state):
        """It says less than what is on record, and what it does not say stays."""
        text = export_csv(state)
        parsed = read(text, "facts.csv")
        assert plan(parsed, state, NOW).changes == ()
        once = after(State(), plan(parsed, State(), NOW).changes)
        assert plan(parsed, once, NOW).changes == ()

    def test_the_starter_goes_out_and_back(self):
        """As JSON whole; as CSV it says the same again."""
        state = after(State(), plan(load(), State(), NOW).changes)
        assert export_json(laid(export_json(state))) == export_json(state)
        assert export_csv(laid(export_csv(state))) == export_csv(state)

    def test_a_value_from_the_store_is_written_as_from_a_form(self):
        """12 comes back from the disk as 12.0."""
        with_int, with_float = (
            holding([replace(only(laid(one())), claims=(replace(only(laid(one())).claims[0], value=value),))])
            for value in (Value(min=12, max=12), Value(min=12.0, max=12.0))
        )
        assert export_json(with_int) == export_json(with_float)

    def test_two_facts_that_were_wanted_with_one_question_survive(self):
        """A moderator may want both; their keys and numbers tell them apart."""
        fact = only(laid(one()))
        twin = replace(
            fact, id=FactId(2), key="twin", claims=(replace(fact.claims[0], id=ClaimId("2.1")),), leading=None
        )
        text = export_json(holding([fact, twin]))
        assert export_json(laid(text)) == text


class TestProblems:
    """Every bad row is told with its place, field and reason; the good ones go in."""

    def test_all_bad_rows_are_told_at_once_and_good_rows_go_in(self):
        """One file, five rows, three bad."""
        found = {
            "facts": [
                {"question": "How many?", "claims": [{"answer": "12"}]},
                {"question": " ", "claims": [{"answer": "12", "as_of": "2024-02-30"}]},
                {"question": "Where?", "claims": []},
                {"question": "When?", "claims": [{"answer": "At 06:14", "sayd_by": "JCS"}]},
                {"question": "Who?", "claims": [{"answer": "North Korea"}]},
            ]
        }
        assert problems(found) == [
            ("facts[1]", "claims[0].as_of"),
            ("facts[1]", "question"),
            ("facts[2]", "claims"),
            ("facts[3]", "claims[0].sayd_by"),
        ]
        assert [row.place for row in read(found).facts] == ["facts[0]", "facts[4]"]
        assert plan(read(found), State(), NOW).added == 2
        assert plan(read(found), State(), NOW).problems == read(found).problems

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"id": "1"}, "id"), ({"id": 0}, "id"), ({"id": True}, "id"), ({"id": 1.0}, "id"), ({"id": 10**30}, "id"),
            ({"key": 5}, "key"), ({"question": ["How?"]}, "question"), ({"question": "x" * 201}, "question"),
            ({"question": None}, "question"), ({"phrasings": "How?"}, "phrasings"),
            ({"phrasings": [1]}, "phrasings[0]"), ({"phrasings": [""]}, "phrasings[0]"),
            ({"tags": [None]}, "tags[0]"), ({"topic": {}}, "topic"),
            ({"retired": "no"}, "retired"), ({"claims": "12"}, "claims"), ({"claims": ["12"]}, "claims[0]"),
            ({"leading": 1}, "leading"), ({"colour": "red"}, "colour"), ({"\ud800": 1}, ""),
            ({"question": "How\u202e many?"}, "question"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_with_a_fact(self, changes, field):
        """Wrong types, nothing in it, too much in it, fields that there are not."""
        assert problems(one(**changes)) == [("facts[0]", field)]

    @pytest.mark.parametrize(
        ("claim", "field"),
        [
            ({"id": "1 1"}, "id"), ({"id": 1}, "id"), ({"answer": 12}, "answer"), ({"answer": "\u200b"}, "answer"),
            ({"kind": "rumour"}, "kind"), ({"standing": "dead"}, "standing"), ({"said_by": "x" * 101}, "said_by"),
            ({"as_of": 2024}, "as_of"), ({"as_of": "30 May 2024"}, "as_of"), ({"as_of": "2024-05-30T06:14"}, "as_of"),
            ({"recorded": "2024-05-30"}, "recorded"), ({"recorded": "0001-01-01T00:00:00+09:00"}, "recorded"),
            ({"verified_at": "yes"}, "verified_at"), ({"value": 12}, "value"), ({"value": {}}, "value"),
            ({"value": {"min": "12"}}, "value"), ({"value": {"min": 2, "max": 1}}, "value"),
            ({"value": {"min": True}}, "value.min"), ({"value": {"max": 10**20}}, "value.max"),
            ({"value": {"min": 10**400}}, "value.min"), ({"value": {"max": -(10**400)}}, "value.max"),
            ({"value": {"min": 1, "units": "km"}}, "value.units"), ({"value": {"min": "x", "unit": "date"}}, "value"),
            ({"source": "KBS"}, "source"), ({"source": {"url": "javascript:x"}}, "source.url"),
            ({"source": {"url": "https://x"}}, "source.url"), ({"source": {"name": "KBS"}}, "source.name"),
            ({"source": {"published": "May"}}, "source.published"), ({"source": {"title": ["x"]}}, "source.title"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_with_a_claim(self, claim, field):
        """At any depth, under its path, once."""
        found = one(claims=[{"answer": "12", **claim}])
        assert problems(found) == [("facts[0]", f"claims[0].{field}")]

    @pytest.mark.parametrize(
        ("event", "field"),
        [
            ({"id": None}, "id"), ({"kind": ""}, "kind"), ({"at": None}, "at"), ({"at": "soon"}, "at"),
            ({"zone": "Mars/Base"}, "zone"), ({"zone": "../etc"}, "zone"), ({"count_min": -1}, "count_min"),
            ({"count_min": 3, "count_max": 2}, "count_min"), ({"count_max": "2"}, "count_max"),
            ({"where": "x"}, "where"), ({"sources": [{"url": "ftp://a.kr"}]}, "sources[0].url"),
            ({"claims": [{"answer": ""}]}, "claims[0].answer"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_with_an_event(self, event, field):
        """Events have checks of their own."""
        found = {"events": [{"id": "e1", "kind": "launch", "at": "2024-05-30", **event}]}
        assert problems(found) == [("events[0]", field)]

    @pytest.mark.parametrize(
        "alias", [[], ["NK", 1], ["NK", ""], "NK", {"forms": ["NK"], "to": "x"}, {"one_way": ["NK"]}]
    )
    def test_what_is_wrong_with_an_alias(self, alias):
        """A name needs a form that can be seen."""
        assert [place for place, _ in problems({"aliases": [["DPRK"], alias]})] == ["aliases[1]"]

    def test_a_field_that_is_given_twice_is_told(self):
        """JSON would silently take the last."""
        text = '{"facts": [{"question": "A?", "question": "B?", "claims": [{"answer": "1"}]}]}'
        assert problems(text) == [("facts[0]", "question")]

    @pytest.mark.parametrize(
        ("first", "second", "field"),
        [
            ({"key": "a"}, {"key": "a", "question": "Where?"}, "key"),
            ({"id": 7}, {"id": 7, "question": "Where?"}, "id"),
            ({}, {"question": "how MANY"}, "question"),
            ({"key": "a"}, {"key": "b"}, "question"),
        ],
    )
    def test_what_is_there_twice_is_told_with_both_places(self, first, second, field):
        """The first one goes in."""
        found = {"facts": [*one(**first)["facts"], *one(**second)["facts"]]}
        parsed = read(found)
        assert [(problem.place, problem.field) for problem in parsed.problems] == [("facts[1]", field)]
        assert "facts[0]" in parsed.problems[0].reason
        assert len(parsed.facts) == 1

    def test_claims_that_are_there_twice_are_told(self):
        """The same id, or the same said live by the same voice in the same source."""
        ids = [{"id": "1", "answer": "12"}, {"id": "1", "answer": "13"}]
        assert problems(one(claims=ids)) == [("facts[0]", "claims")]
        alike = [{"answer": "12", "said_by": "JCS"}, {"answer": "12", "said_by": "JCS"}]
        assert problems(one(claims=alike)) == [("facts[0]", "claims[1]")]

    @pytest.mark.parametrize("top", [{"facts": {}}, {"facts": [], "extra": 1}, {"aliases": "NK", "facts": []}])
    def test_what_is_wrong_with_the_file_itself(self, top):
        """Its place is the file."""
        assert [place for place, _ in problems(top)] == ["file"]

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "is blank"), (b" \n\t", "is blank"), (codecs.BOM_UTF8, "is blank"),
            (b"\x89PNG\r\n\0\0", "is a picture"), (b"\xff\xd8\xff\xe0", "is a picture"), (b"%PDF-1.7", "is a PDF"),
            (b"PK\x03\x04..xl/workbook.xml", "is a workbook"), (b"PK\x03\x04facts.csv", "Unpack it"),
            (b"\xd0\xcf\x11\xe0\xa1", "is a workbook"), (b"\0\1\2", "is not text"),
            ("Wo fällt sie?".encode("latin-1"), "is not written in UTF-8: byte 5"),
            (b"question,answer\0", "is not text"), (b"x" * (MOST_BYTES + 1), "20 MB"),
            (b'{"facts": [}', "line 1, column 12"), (b"[]", "no facts file"), (b"{}", "no facts file"),
            (b'{"a": 1}', "no facts"),
            (b'{"format": 2, "facts": []}', "this version reads format 1"), (b'{"format": "1"}', "has the format"),
            (b'{"format": true}', "has the format"), (b'{"facts": [NaN]}', "holds NaN"),
            (b'{"facts": [' + b"9" * 5000 + b"]}", "thousands of digits"), (b"[" * 200_000, "nested"),
            (b"What is known?\nNothing.", "has no header"), (b"key,answer\na,12", "is missing from the header"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_at_all_is_refused_with_the_remedy(self, data, said):
        """By its name, so that a person knows which file."""
        with pytest.raises(InvalidError) as refusal:
            parse(data, name="my facts")
        assert said in str(refusal.value)
        assert "my facts" in str(refusal.value)

    @slow
    @given(st.fixed_dictionaries({}, optional=dict.fromkeys(("facts", "aliases", "events", "x"), anything)))
    def test_whatever_json_holds_is_read_or_told(self, found):
        """Never an error of ours; and what is good can be laid over a state and exported."""
        try:
            parsed = parse(json.dumps(found).encode(), name="x.json")
        except InvalidError as refusal:
            assert refusal.problems  # noqa: PT017
            return
        planned = plan(parsed, State(), NOW)
        "".join(f"{problem}" for problem in planned.problems).encode()
        export_json(after(State(), planned.changes)).encode()

    @slow
    @given(
        st.binary(max_size=80) | st.text(max_size=80).map(str.encode),
        st.sampled_from(["a.json", "a.csv", "", "\u202e"]),
    )
    def test_whatever_bytes_a_file_holds_are_read_or_refused(self, data, name):
        """With a header before them too."""
        for whole in (data, b"key,question,answer,as_of\n" + data):
            try:
                parsed = parse(whole, name=name)
            except InvalidError as refusal:
                str(refusal).encode()
            else:
                plan(parsed, State(), NOW)


class TestLayingOver:
    """What a file changes in what is on record."""

    def test_the_smallest_file_is_enough(self):
        """Key, number, figure, day of record and what leads are made; nothing else is."""
        fact = only(laid(one()))
        assert (fact.id, fact.key, fact.leading) == (1, "how-many", "1.1")
        claim = fact.claims[0]
        assert (claim.recorded, claim.value) == (NOW, Value(min=12, max=12, unit="missiles"))
        assert (claim.said_by, claim.as_of, claim.source, claim.kind) == ("", None, None, Kind.STATEMENT)

    def test_null_is_no_figure_and_missing_is_the_answers(self):
        """A curator may say that an answer opens with no figure."""
        assert only(laid(one(claims=[{"answer": "12 missiles", "value": None}]))).claims[0].value is None

    @pytest.mark.parametrize("found", [{"key": "how-many", "question": "What number?"}, {"question": "how many"}])
    def test_a_fact_is_the_same_by_its_key_else_by_its_question(self, found):
        """Then the question is the file's."""
        state = laid(one(key="how-many"))
        planned = plan(read({"facts": [{**found, "claims": [{"answer": "12 missiles"}]}]}), state, NOW)
        assert (planned.added, planned.updated) == (0, 1)
        assert planned.changes[0].after.question == found["question"]

    def test_a_phrasing_finds_its_fact_and_the_canonical_question_stays(self):
        """A fact of which it is the question is meant before one of which it is a phrasing."""
        state = laid({"facts": [*one(phrasings=["what number"])["facts"], *one("18", "Which number?")["facts"]]})
        new = laid(one("18", "What number?"), state)
        assert new.facts["1"].question == "How many?"
        assert live(new.facts["1"]) == ["12 missiles", "18"] or live(new.facts["1"]) == ["18"]
        other = laid(one("13", "which number"), new)
        assert live(other.facts["2"]) == ["13"]

    def test_the_same_voice_in_the_same_source_updates(self):
        """The old claim is superseded, keeps its place in history, and the new one leads if it did."""
        said = {"said_by": "JCS", "source": KBS}
        state = laid(one(claims=[{"answer": "10", **said}, {"answer": "18", "said_by": "KCNA"}]))
        later = NOW + timedelta(days=1)
        fact = only(laid(one(claims=[{"answer": "12", "said_by": "jcs", "source": {"url": KBS["url"]}}]), state, later))
        assert [(claim.id, claim.answer, claim.standing.value) for claim in fact.claims] == [
            ("1.1", "10", "superseded"), ("1.2", "18", "live"), ("1.3", "12", "live"),
        ]  # fmt: skip
        assert fact.leading == "1.3"
        assert fact.claims[0].recorded == NOW
        assert fact.claims[2].recorded == later
        assert fact.claims[2].source.title == "KBS World"

    def test_another_voice_or_source_stands_beside(self):
        """And does not lead."""
        state = laid(one(claims=[{"answer": "10", "said_by": "JCS", "source": KBS}]))
        beside = [
            {"answer": "18", "said_by": "KCNA"},
            {"answer": "12", "said_by": "JCS", "source": {"title": "Nikkei"}},
        ]
        assert live(only(laid(one(claims=beside), state))) == ["10", "18", "12"]

    def test_an_edited_claim_of_an_export_takes_over(self):
        """By its id and voice, be its source corrected as well; what led still leads in its new form."""
        state = laid(one(claims=[{"answer": "10", "said_by": "JCS", "source": KBS}]))
        found = json.loads(export_json(state))
        found["facts"][0]["claims"][0] |= {"answer": "12", "source": {"title": "Corrected"}}
        fact = only(laid(found, state))
        assert live(fact) == ["12"]
        assert [claim.standing.value for claim in fact.claims] == ["superseded", "live"]
        assert fact.leading == "1.2"
        assert plan(read(found), laid(found, state), NOW).changes == ()

    def test_an_id_alone_names_a_claim(self):
        """Voice and source, left out, are those of the claim."""
        state = laid(one(claims=[{"answer": "10", "said_by": "JCS", "source": KBS, "kind": "denial"}]))
        found = one(claims=[{"id": "1.1", "answer": "12"}])
        claim = only(laid(found, state)).live()[0]
        assert (claim.answer, claim.said_by, claim.source.url, claim.kind.value) == ("12", "JCS", KBS["url"], "denial")
        assert plan(read(found), laid(found, state), NOW).changes == ()

    def test_the_same_id_in_another_voice_hides_nobody(self):
        """Two servers number their claims alike."""
        state = laid(one(claims=[{"id": "1.1", "answer": "10", "said_by": "JCS"}]))
        new = only(laid(one(claims=[{"id": "1.1", "answer": "18", "said_by": "KCNA"}]), state))
        assert [(claim.id, claim.answer) for claim in new.live()] == [("1.1", "10"), ("1.2", "18")]

    def test_a_file_ends_claims_and_revives_none(self):
        """An old export brings nothing back that was withdrawn since; a file may withdraw."""
        state = laid(one(claims=[{"answer": "10", "said_by": "JCS"}, {"answer": "18", "said_by": "KCNA"}]))
        old = export_json(state)
        found = json.loads(old)
        found["facts"][0]["claims"][0]["standing"] = "withdrawn"
        ended = laid(found, state)
        assert live(only(ended)) == ["18"]
        assert only(ended).leading == "1.2"
        assert live(only(laid(old, ended))) == ["18"]
        assert plan(read(old), ended, NOW).changes == ()

    def test_back_and_forth_leaves_three_claims(self):
        """12, 10, and 12 again is what the file says last, and what was said between stays in history."""
        state = State()
        for answer in ("12", "10", "12"):
            state = laid(one(answer), state)
        fact = only(state)
        assert [(claim.answer, claim.standing.value) for claim in fact.claims] == [
            ("12", "superseded"), ("10", "superseded"), ("12", "live"),
        ]  # fmt: skip
        assert plan(read(one("12")), state, NOW).changes == ()

    def test_phrasings_are_added_and_never_dropped(self):
        """One that differs in case and punctuation only is no new one."""
        state = laid(one(phrasings=["what number", "count"]))
        fact = only(laid(one(phrasings=["Count!", "total", "how many"]), state))
        assert fact.phrasings == ("what number", "count", "total")

    def test_other_fields_are_the_files_where_it_gives_them(self):
        """Empty and false are given; missing is not."""
        state = laid(one(topic="launch", tags=["a"], retired=True))
        assert plan(read(one()), state, NOW).changes == ()
        fact = only(laid(one(topic="", tags=[], retired=False), state))
        assert (fact.topic, fact.tags, fact.retired) == ("", (), False)

    def test_what_leads_is_the_files_choice(self):
        """It may name a claim that only the store has; one that nobody has is a problem of that row."""
        state = laid(one(claims=[{"answer": "10", "said_by": "JCS"}, {"answer": "18", "said_by": "KCNA"}]))
        assert only(laid(one("10", leading="1.2", claims=[{"answer": "10", "said_by": "JCS"}]), state)).leading == "1.2"
        for known in (state, State()):
            planned = plan(read(one(leading="9.9")), known, NOW)
            assert [(problem.place, problem.field) for problem in planned.problems] == [("facts[0]", "leading")]
            assert planned.changes == ()

    def test_ids_are_kept_where_they_are_free(self):
        """Others get new ones, claims as well, and what leads follows."""
        state = laid(one())
        new = laid(one("x", "Where?", id=1, claims=[{"id": "1.1", "answer": "Sea"}, {"id": "9.9", "answer": "Land"}],
                       leading="1.1"), state)  # fmt: skip
        fact = new.facts["2"]
        assert [claim.id for claim in fact.claims] == ["2.1", "9.9"]
        assert fact.leading == "2.1"
        assert "7" in laid(one("x", "Why?", id=7), new).facts

    def test_two_rows_are_two_facts_or_a_problem(self):
        """Rows with keys of their own are; one without is told which other row has its fact."""
        state = laid(one(key="a", phrasings=["what number"]))
        rows = [*one(key="a")["facts"], *one("18", "What number?", key="b")["facts"]]
        assert plan(read({"facts": rows}), state, NOW).added == 1
        del rows[1]["key"]
        (problem,) = plan(read({"facts": rows}), state, NOW).problems
        assert (problem.place, problem.field) == ("facts[1]", "question")
        assert "facts[0]" in problem.reason

    def test_no_fact_gets_the_question_of_another_by_accident(self):
        """Not by its key either."""
        state = laid({"facts": [*one(key="a")["facts"], *one(question="Where?", key="b")["facts"]]})
        (problem,) = plan(read(one(question="where", key="a")), state, NOW).problems
        assert "fact #2" in problem.reason

    def test_two_facts_may_swap_their_questions(self):
        """What a row takes away from a fact is free for another."""
        state = laid({"facts": [*one(key="a")["facts"], *one(question="Where?", key="b")["facts"]]})
        swapped = {"facts": [*one(key="b")["facts"], *one(question="Where?", key="a")["facts"]]}
        assert [fact.question for fact in laid(swapped, state).facts.values()] == ["Where?", "How many?"]

    def test_generated_claim_ids_avoid_those_in_the_file(self):
        """Imported again, they would name another claim."""
        state = laid(one(claims=[{"answer": "10", "said_by": "JCS"}]))
        found = one(claims=[{"id": "1.1", "answer": "12"}, {"id": "1.2", "answer": "18", "source": KBS}])
        new = laid(found, state)
        assert [(claim.id, claim.answer) for claim in only(new).live()] == [("1.3", "12"), ("1.2", "18")]
        assert plan(read(found), new, NOW).changes == ()

    def test_generated_keys_avoid_those_in_the_file(self):
        """Whichever comes first in it."""
        rows = [*one()["facts"], *one(question="Where?", key="how-many")["facts"]]
        assert [fact.key for fact in laid({"facts": rows}).facts.values()] == ["how-many-2", "how-many"]

    def test_aliases_grow_by_forms(self):
        """By their canonical form; an alias with forms of one way is an object."""
        state = laid({"aliases": [["NK", "DPRK", "North Korea"]]})
        found = {"aliases": [{"forms": ["N. Korea", "NK", "north korea"], "one_way": ["Pyongyang"]}]}
        new = laid(found, state)
        alias = Alias(forms=("NK", "DPRK", "N. Korea", "North Korea"), one_way=("Pyongyang",))
        assert new.aliases == {"North Korea": alias}
        assert plan(read(found), new, NOW).changes == ()

    def test_a_form_that_belongs_to_another_name_is_left_out_and_told(self):
        """On record or in the same file; the rest of the alias goes in, and importing again tells the same."""
        state = laid({"aliases": [["NK", "North Korea"]]})
        found = {"aliases": [["Nikkei Asia", "NK", "Nikkei"], ["the", "nikkei asia", "Nikkei Asia Review"], ["DPRK"]]}
        planned = plan(read(found), state, NOW)
        assert [change.after.forms for change in planned.changes] == [
            ("Nikkei Asia", "Nikkei"),
            ("Nikkei Asia Review",),
        ]
        assert [(problem.place, problem.field) for problem in planned.problems] == [
            ("aliases", "“NK”"),
            ("aliases", "“the”"),
            ("aliases", "“nikkei asia”"),
            ("aliases", "“DPRK”"),
        ]
        assert "in the group of “Nikkei” already" in planned.problems[2].reason
        again = plan(read(found), after(state, planned.changes), NOW)
        assert (again.changes, again.problems) == ((), planned.problems)

    def test_forms_of_one_way_come_back_from_an_export(self):
        """As what they are."""
        state = laid({"aliases": [{"forms": ["NK", "North Korea"], "one_way": ["Pyongyang", "the regime"]}]})
        assert laid(export_json(state)).aliases == state.aliases

    def test_what_came_along_with_the_facts_is_counted(self):
        """Aliases and events, each new, changed or as it was."""
        event = {"id": "e1", "kind": "launch", "at": "2024-05-30"}
        first = {**one(), "aliases": [["NK", "North Korea"], ["JCS", "Chiefs"]], "events": [event]}
        planned = plan(read(first), State(), NOW)
        assert (planned.aliases, planned.events) == (Count(added=2), Count(added=1))
        more = {
            "aliases": [["DPRK", "North Korea"], ["JCS", "Chiefs"], ["the"]],
            "events": [{**event, "place": "Sunan"}],
        }
        planned = plan(read(more), laid(first), NOW)
        assert (planned.aliases, planned.events) == (Count(updated=1, unchanged=1), Count(updated=1))

    def test_phrasings_are_counted(self):
        """Those that a fact gains, be it new or on record."""
        first = one(phrasings=["what number?", "total?"])
        assert plan(read(first), State(), NOW).phrasings == 2
        assert plan(read(one(phrasings=["total?", "sum?"])), laid(first), NOW).phrasings == 1

    def test_a_plan_is_overtaken_when_a_record_of_it_was_changed_since(self):
        """By whomever; what it adds, nobody can have changed."""
        state = laid(one())
        planned = plan(read(one("13 missiles")), state, NOW)
        assert planned.overtaken(state, 0) == planned.changes[0]
        assert planned.overtaken(state, state.revision) is None
        assert plan(read(one()), State(), NOW).overtaken(State(), 0) is None

    def test_a_voice_updates_under_any_name_that_an_alias_gives_it(self):
        """On record or in the file itself; without one it is another voice, and both stand."""
        state = laid(one(claims=[{"answer": "12 missiles", "said_by": "Joint Chiefs", "source": KBS}]))
        update = one(claims=[{"answer": "18 missiles", "said_by": "JCS", "source": KBS}])
        assert len(only(laid(update, state)).live()) == 2
        named = {**update, "aliases": [["JCS", "Joint Chiefs"]]}
        assert [(claim.answer, claim.said_by) for claim in only(laid(named, state)).live()] == [("18 missiles", "JCS")]
        assert plan(read(named), laid(named, state), NOW).changes == ()

    def test_an_event_of_a_file_is_the_whole_event(self):
        """But its claims are laid over, so that no history is lost."""
        first = {"id": "e1", "kind": "launch", "at": "2024-05-30", "claims": [{"answer": "10"}], "place": "Sunan"}
        state = laid({"events": [first]})
        new = laid({"events": [{**first, "place": "", "count_min": 10, "claims": [{"answer": "12"}]}]}, state)
        event = new.events["e1"]
        assert (event.place, event.count_min) == ("", 10)
        assert [claim.standing.value for claim in event.claims] == ["superseded", "live"]

    def test_a_row_made_by_hand_gives_what_it_holds(self):
        """The starter is such."""
        fact = only(laid(one()))
        parsed = replace(read(one()), facts=(Row(replace(fact, tags=("new",)), "facts[0]"),))
        assert plan(parsed, holding([fact]), NOW).changes[0].after.tags == ("new",)

    @slow
    @given(states(), states())
    def test_importing_twice_is_importing_once(self, state, other):
        """Over any other state, and no claim on record is lost or changed but in its standing."""
        parsed = read(export_json(other))
        first = plan(parsed, state, NOW)
        new = after(state, first.changes)
        assert plan(parsed, new, NOW + timedelta(days=1)).changes == ()
        for fact in state.facts.values():
            kept = {claim.id: claim for claim in new.facts[str(fact.id)].claims}
            for claim in fact.claims:
                left = kept[claim.id]
                assert replace(left, standing=claim.standing, verified_at=claim.verified_at) == claim
                assert claim.is_live or not left.is_live

    @slow
    @given(states(), states(), st.randoms(use_true_random=False))
    def test_a_file_that_says_less_is_imported_once_as_well(self, state, other, random):
        """Whichever keys, ids and fields it leaves out."""
        assume(all_ask_something_else(state))
        assume(all_ask_something_else(other))
        found = json.loads(export_json(other))
        for fact in found["facts"]:
            for holder in (fact, *fact["claims"]):
                for field in set(holder) - {"question", "claims", "answer"}:
                    if random.random() < 0.5:
                        del holder[field]
        parsed = read(found)
        first = plan(parsed, state, NOW)
        assume(not first.problems)
        new = after(state, first.changes)
        assert plan(parsed, new, NOW + timedelta(days=1)).changes == ()


class TestCsv:
    """What a spreadsheet can say, however it was saved."""

    HEADER = "key,question,phrasings,answer,said_by,as_of,source_title,source_url\n"

    def test_a_row_is_a_claim(self):
        """Several claims repeat the key; phrasings stand between bars."""
        text = (
            "count,How many?,what number | count,About 12 missiles,JCS,2024-05-30,KBS,https://kbs.co.kr/a\n"
            "count,,,18 missiles,KCNA,31 May 2024,,\n"
        )
        fact = only(laid(self.HEADER + text))
        assert (fact.key, fact.question, fact.phrasings) == ("count", "How many?", ("what number", "count"))
        assert [(claim.answer, claim.said_by, str(claim.as_of)) for claim in fact.claims] == [
            ("About 12 missiles", "JCS", "30 May 2024"), ("18 missiles", "KCNA", "31 May 2024"),
        ]  # fmt: skip
        assert fact.claims[0].source == Source(title="KBS", url="https://kbs.co.kr/a")
        assert (fact.claims[1].source, fact.claims[1].value.min) == (None, 18)

    def test_a_question_is_repeated_where_there_is_no_key(self):
        """A key that comes later is the fact's."""
        assert live(
            only(laid(self.HEADER + ",How many?,,12,JCS,,,\n,how many,,18,KCNA,,,\ncount,How many?,,10,NHK,,,\n"))
        ) == [
            "12",
            "18",
            "10",
        ]
        assert only(laid(self.HEADER + ",How many?,,12,JCS,,,\ncount,How many?,,10,NHK,,,\n")).key == "count"

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_however_it_was_saved(self, delimiter, encoding, end):
        """Comma, semicolon or tab; UTF-8, or UTF-16 with its mark; ends of three systems."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=delimiter, lineterminator=end)
        writer.writerows([["Answer", "QUESTION", "said by"], ["약 10발, “ten-odd”; approx.", "몇 발?", "합참"]])
        (row,) = parse(out.getvalue().encode(encoding), name="sheet").facts
        assert (row.fact.question, row.fact.claims[0].answer) == ("몇 발?", "약 10발, “ten-odd”; approx.")

    def test_rows_are_counted_as_a_spreadsheet_does(self):
        """The header is row 1, a blank row counts, a cell of several lines is one row."""
        text = self.HEADER + '\na,A?,,"one\ntwo",,,,\nb,B?,,,,,,\n,,,,,,,\nc,C?,,x,,soon,,ftp://a.kr\n'
        assert problems(text) == [("row 4", "answer"), ("row 6", "as_of"), ("row 6", "source_url")]

    @pytest.mark.parametrize(
        ("row", "field"),
        [
            (",,,12,,,,", "question"), ("a,,,12,,,,", "question"), ("a,A?,,,,,,", "answer"),
            ("a,A?,,12,,now,,", "as_of"), ("a,A?,,12,,yesterday,,", "as_of"), ("a,A?,,12,,06:14,,", "as_of"),
            ("a,A?,,12,,2024-02-30,,", "as_of"), ("a,A?,,12,,,,javascript:x", "source_url"),
            ("a,A?,,12,,,T,kbs", "source_url"), ("a,A?,,12,,,,,extra", "row"),
            (f"a,A?,ok | {'x' * 201},12,,,,", "phrasings"), (f"{'k' * 81},A?,,12,,,,", "key"),
            ('a,"A"?,,12,,,,', "row"), ("a,A\u202e?,,12,,,,", "question"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_with_a_row(self, row, field):
        """The rows beside it go in."""
        text = f"{self.HEADER}x,X?,,1,,,,\n{row}\ny,Y?,,2,,,,\n"
        assert problems(text) == [("row 3", field)]
        assert [found.fact.key for found in read(text).facts] == ["x", "y"]

    def test_rows_that_contradict_each_other_are_told_with_both_places(self):
        """Two questions under a key, two keys of a question, a row twice."""
        text = f"{self.HEADER}a,A?,,1,,,,\na,B?,,2,,,,\nb,A?,,3,,,,\na,A?,,1,,,,\n"
        parsed = read(text)
        assert [(problem.place, problem.field) for problem in parsed.problems] == [
            ("row 3", "question"), ("row 4", "key"), ("row 5", "answer"),
        ]  # fmt: skip
        assert all("row 2" in problem.reason for problem in parsed.problems)
        assert [live(row.fact) for row in parsed.facts] == [["1"]]

    @pytest.mark.parametrize(
        ("one", "other"),
        [("10 missiles,JCS", "18 missiles,jcs"), ("10 missiles,", "18 missiles,"), ("Yes,JCS", "No,JCS")],
    )
    def test_what_one_voice_says_twice_and_differently_is_told_with_both_rows(self, one, other):
        """Which one is right is not guessed: neither goes in, the rest does, and an old row stays what it was."""
        text = f"question,answer,said_by\nA?,{one}\nB?,2,\nA?,{other}\n"
        planned = plan(read(text), State(), NOW)
        assert [(problem.place, problem.field) for problem in planned.problems] == [
            ("row 2", "answer"), ("row 4", "answer"),
        ]  # fmt: skip
        assert "in row 4" in planned.problems[0].reason
        assert "in row 2" in planned.problems[1].reason
        assert (planned.added, planned.left_out) == (1, 2)
        state = laid(f"question,answer,said_by\nA?,{one}\n")
        assert live(after(state, plan(read(text), state, NOW).changes).facts["1"]) == [one.partition(",")[0]]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("10 missiles,JCS,2024-05-30", "18 missiles,KCNA,2024-05-30"),
            ("10 missiles,JCS,2024-05-30", "18 missiles,JCS,2024-05-31"),
            ("About 10 missiles,JCS,", "10 missiles,JCS,"),
            ("At sea,JCS,", "East of Japan,JCS,"),
        ],
    )
    def test_voices_may_differ_and_so_may_days(self, one, other):
        """Sources that differ are what a fact is for; and texts can stand side by side."""
        planned = plan(read(f"question,answer,said_by,as_of\nA?,{one}\nA?,{other}\n"), State(), NOW)
        assert planned.problems == ()
        assert len(planned.changes[0].after.claims) == 2

    def test_an_alias_of_the_file_makes_two_names_one_voice(self):
        """In JSON the place is the claim's."""
        claims = [{"answer": "10 missiles", "said_by": "JCS"}, {"answer": "18 missiles", "said_by": "Joint Chiefs"}]
        found = {**one(claims=claims), "aliases": [["JCS", "Joint Chiefs"]]}
        planned = plan(read(found), State(), NOW)
        assert [problem.place for problem in planned.problems] == ["facts[0].claims[0]", "facts[0].claims[1]"]
        assert (planned.added, planned.aliases) == (0, Count(added=1))

    def test_a_quotation_mark_that_is_never_closed_swallows_nothing_unseen(self):
        """What stands behind it was not read, and that is told."""
        text = self.HEADER + 'a,A?,,1,,,,\nb,B?,,"2,,,,\nc,C?,,3,,,,\n'
        (problem,) = read(text).problems
        assert (problem.place, problem.field) == ("row 3", "row")
        assert "no row from here on was read" in problem.reason
        huge = self.HEADER + 'a,A?,,1,,,,\nb,B?,,"' + "x,\n" * 100_000
        assert [problem.place for problem in read(huge).problems] == ["row 3"]

    def test_columns_are_named(self):
        """Unknown and double ones are told, and the rest is read; in any order, in any case."""
        text = "Answer,Colour,question,answer\n12,red,How many?,13\n"
        assert problems(text) == [("row 1", "Colour"), ("row 1", "answer")]
        assert live(read(text).facts[0].fact) == ["12"]

    def test_an_edited_row_is_an_update(self):
        """Empty cells are not given, so that what the spreadsheet does not know stays."""
        state = laid(one(tags=["t"], claims=[{"answer": "10", "said_by": "JCS", "as_of": "2024-05-30", "source": KBS}]))
        text = export_csv(state).replace(",10,", ",12 missiles,")
        fact = only(laid(text, state))
        assert live(fact) == ["12 missiles"]
        assert fact.tags == ("t",)
        assert (
            plan(read("question,answer,said_by,source_url\nHow many?,10,JCS,https://kbs.co.kr/a\n"), state, NOW).changes
            == ()
        )

    def test_only_what_is_answered_goes_out(self):
        """Live claims of facts that are not retired, the leading one first."""
        listed = [
            {"id": "a", "answer": "10", "said_by": "JCS", "standing": "superseded"},
            {"id": "b", "answer": "11", "said_by": "NHK"},
            {"id": "c", "answer": "12", "said_by": "JCS"},
        ]
        state = laid(
            {"facts": [*one(claims=listed, leading="c")["facts"], *one(question="Old?", retired=True)["facts"]]}
        )
        rows = list(csv.DictReader(io.StringIO(export_csv(state))))
        assert [(row["key"], row["question"], row["answer"]) for row in rows] == [
            ("how-many", "How many?", "12"), ("how-many", "", "11"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "cell", ["=1+1", "+82 2 123", "-5 °C", "@everyone", "＝1", "＋1", "－1", "＠x", "'=x", "''+", "'quoted'", "'"]
    )
    def test_a_cell_is_no_formula_in_a_spreadsheet(self, cell):
        """It gets an apostrophe, and loses it on the way back."""
        state = laid(one(cell))
        (row,) = csv.DictReader(io.StringIO(export_csv(state)))
        assert row["answer"][0] not in "=+-@\t\r＝＋－＠"
        assert live(only(laid(export_csv(state)))) == [cell]

    @given(st.text(st.sampled_from("=+-@＝＠'\"|;,\t\n a"), min_size=1, max_size=12))
    def test_no_spreadsheet_finds_a_formula_wherever_it_ends_cells(self, cell):
        """Read with commas, semicolons or tabs, no cell begins one; and what went out comes back the same."""
        assume(clean(cell))
        state = holding(
            [Fact(id=FactId(1), key="k", question="Q?", claims=(Claim(id=ClaimId("1.1"), answer=clean(cell)),))]
        )
        text = export_csv(state)
        for delimiter in ",;\t":
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            assert not [found for row in rows for found in row if found[:1] in set("=+-@\t\r＝＋－＠")]
        assert live(only(laid(text))) == [clean(cell)]

    def test_a_phrasing_with_a_bar_is_not_split(self):
        """It loses the spaces around it, which make no other words."""
        state = laid(one(phrasings=["a | b", "c |"]))
        assert plan(read(export_csv(state)), state, NOW).changes == ()


@pytest.mark.parametrize("alike", [True, False])
def test_ten_thousand_rows_go_in_as_one(alike):
    """Ten thousand rows, of one fact or of as many, are planned over nothing and change nothing over themselves."""
    rows = [f"{'k' if alike else n},How many on day {0 if alike else n}?,{n} missiles,KCNA {n}" for n in range(10_000)]
    data = "\n".join(["key,question,answer,said_by", *rows]).encode()
    parsed = parse(data, name="facts.csv")
    state = after(State(), plan(parsed, State(), NOW).changes)
    assert plan(parsed, state, NOW).changes == ()
    assert len(parsed.facts) == (1 if alike else 10_000)
    assert parsed.problems == ()
