"""Every card at its fullest: whatever was typed, Discord takes the message, and nothing in it is more than text."""

import inspect
import pkgutil
import sys
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from importlib import import_module

import discord_limits
import pytest
import test_authoring_cards
import test_desk_cards
from hostile import LINK, TEXTS, problems, unseen

import bot.cards
from bot.cards import (
    answering,
    answers,
    authoring,
    changes,
    conflicts,
    curation,
    digests,
    explanation,
    files,
    history,
    ignoring,
    listing,
    log,
    merging,
    naming,
    setup,
    topics,
    undoing,
    waited,
)
from bot.cards import text as text_of_cards
from bot.cards.card import Card, Enclosure
from bot.cards.status import Check, status_card
from bot.forms import Aim, Typed, fact_form, phrasings_form, shelf_form, withdrawal_form
from bot.pickers import label
from knowledge.answers import Abstention, Answer, Choice, Unanswered, show
from knowledge.asof import AsOf
from knowledge.authoring import Advice
from knowledge.digests import Digest
from knowledge.drafts import LIMITS
from knowledge.errors import Problem
from knowledge.exchange import Count, Plan, RowProblem
from knowledge.facts import Claim, ClaimId, Fact, FactId, Kind, Source, Standing
from knowledge.listing import Only, Order, Wanted
from knowledge.matching import Candidate, Policy, Ranking
from knowledge.matching.explanation import Explanation
from knowledge.mentions import Use
from knowledge.naming import Named
from knowledge.reasons import Reasons, Tried
from knowledge.records import Alias, Settings, Topic
from knowledge.revisions import ActorId, Change, RecordKind, Revision, State
from knowledge.schedules import Schedule
from knowledge.text import words
from knowledge.topics import Topics
from knowledge.traces import Ignored, Miss, Person, Sent
from knowledge.values import Value
from knowledge.verdicts import Verdict

NOW = datetime(2024, 6, 1, tzinfo=UTC)
CLAIMS = 40
NUMBER = 999_999
SNOWFLAKE = 10**19


def claim(text, n, **given):
    """One at the limits of a draft, with a source of the longest link."""
    source = Source(title=text[: LIMITS["title"]], publisher=text[: LIMITS["publisher"]], url=LINK)
    made = {"said_by": text[: LIMITS["said_by"]], "as_of": AsOf("2024-05-30"), "source": source} | given
    return Claim(id=ClaimId(f"{NUMBER}.{n}"), answer=text[: LIMITS["answer"]], recorded=NOW, **made)


@cache
def fact(text, number=NUMBER):
    """Forty claims of every kind and standing that disagree, and all the phrasings that there may be."""
    standings = (Standing.LIVE, Standing.LIVE, Standing.SUPERSEDED, Standing.WITHDRAWN)
    kinds = (Kind.STATEMENT, Kind.DENIAL, Kind.UNKNOWN)
    claims = tuple(
        claim(text, n, value=Value(min=n), standing=standings[n % 4], kind=kinds[n % 3], said_by=f"{n} {text}"[:100])
        for n in range(CLAIMS)
    )
    question = text[: LIMITS["question"]]
    return Fact(
        id=FactId(number),
        key=text[: LIMITS["key"]],
        question=question,
        phrasings=(question,) * 100,
        topic=text[: LIMITS["topic"]],
        tags=(text[: LIMITS["tag"]],) * 20,
        claims=claims,
        leading=claims[0].id,
    )


@cache
def shown(text, number=NUMBER):
    topic = Topic(name=text[: LIMITS["topic"]], closed_at=NOW if number % 2 else None)
    return replace(show(fact(text, number), NOW, UTC), topic=topic, elsewhere=True)


@cache
def told(text):
    """A revision that changed all there is of a fact."""
    before = fact(text)
    after = replace(before, question="x", claims=before.claims[1:], retired=True, topic="", key="")
    change = Change(kind=RecordKind.FACT, id=str(NUMBER), before=before, after=after)
    by = ActorId("p12345678")
    revision = Revision(number=10**9, at=NOW, actor=by, via="test", why=text, changes=(change,))
    person = Person(id=by, discord=SNOWFLAKE, name=text[:32])
    return history.Told(revision=revision, by=history.author_name(by, person))


def outcomes(text):
    """Every kind of outcome, the longest question in it."""
    one = shown(text)
    three = tuple(shown(text, NUMBER - n) for n in range(3))
    left = tuple(Unanswered(place=n, question=text, reason="not_on_record") for n in range(3))
    yield Answer(question=text, answers=(one,), candidates=three)
    yield Answer(question=text, answers=(replace(one, verdict=Verdict.DIFFER),), unanswered=left[1:], more=True)
    yield Answer(question=text, answers=three, more=True)
    for reason in ("ambiguous", "vetoed"):
        yield Choice(question=text, offered=three, reason=reason, candidates=three)
    for reason in ("not_on_record", "vetoed", "chatter", "empty", "too_long"):
        yield Abstention(question=text, reason=reason, candidates=three)


def asked(text):
    """What members see of answers."""
    for outcome in outcomes(text):
        made = answers.outcome_card(outcome, now=NOW, zone=UTC, asker=SNOWFLAKE, private=True)
        yield explanation.explainable(made, text)  # the fullest: an echo, and a button more
    yield answers.outcome_card(outcome, now=NOW, zone=UTC)
    yield answers.none_card("It is kept.", text, private=True)
    yield answers.answer_card([shown(text)], now=NOW, zone=UTC, private=True)
    yield waited.waited_card([shown(text)] * 3, text, where=text[:100], now=NOW, zone=UTC)
    yield from explained(text)


def explained(text):
    """Why a question got what it got, in three parts."""
    candidates = tuple(
        Candidate(fact=n, wording=text, confidence=0.2, veto=f"unexplained: {text}") for n in range(1, 9)
    )
    ranking = Ranking(question=text, candidates=candidates, none=0.1)
    outcome = Choice(question=text, offered=(shown(text),), reason="vetoed")
    tried = Tried(question=text, outcome=outcome, explanation=Explanation(ranking=ranking))
    yield explanation.explanation_card(Reasons(outcome=outcome, policy=Policy.STRICT, tried=(tried,) * 3))


def looked_at(text):
    """What is listed, page by page."""
    one = fact(text)
    for retired in (False, True):
        kept = replace(one, retired=retired)
        yield curation.fact_card(kept, seen=10**9, last=told(text))
        for changed in (False, True):
            yield curation.retired_card(kept, seen=10**9, changed=changed)
    yield history.history_card(one, [told(text)] * 12, page=1, now=NOW, zone=UTC)
    for only in Only:
        wanted = Wanted(text=text[:200], only=only, order=Order.ASKED, topic=one.topic)
        facts = [replace(one, id=FactId(NUMBER - n)) for n in range(300)]
        facts.append(replace(one, topic="x"))  # of several topics, so that each is told
        yield listing.list_card(facts, wanted, page=1)
        yield listing.browse_card([replace(shown(text), fact=fact) for fact in facts], wanted, page=1)


def named(text):
    """Names in as many forms as there may be."""
    forms = tuple(f"{n} {text}"[:80] for n in range(60))
    alias = Alias(forms=forms, one_way=forms)
    miss = Miss(id="1", question=text, reason="not_on_record", first_at=NOW, last_at=NOW)
    use = Use(alias=alias, facts=10**6, by_form=dict.fromkeys(forms, 10**6))
    yield naming.named_card(Named(use=use, before=None, settled=(miss,) * 50, offered=(miss,) * 50))
    yield naming.dropped_card(alias, Alias(forms=forms[:2]))
    yield naming.names_card([use] * naming.A_PAGE, total=10**6, page=1, sought=words(text[:50]))


def filed(text):
    """Topics, as many as there may be, open and closed."""
    each = [Topic(name=f"{n} {text}"[: LIMITS["topic"]], channels=(SNOWFLAKE,) * 99) for n in range(20)]
    closed = replace(each[1], closed_at=NOW)
    state = State(tables={RecordKind.TOPIC: {str(n): topic for n, topic in enumerate([closed, *each])}})
    yield topics.topics_card(Topics(state), page=1, zone=UTC)
    for before in (None, each[0], closed):
        yield topics.added_card(before, each[0], facts=10**6)
        yield topics.bound_card(SNOWFLAKE, before, closed)
        yield topics.bound_card(SNOWFLAKE, before, None)
    for before in (each[1], closed):
        yield topics.closed_card(before, closed, zone=UTC)
    one = fact(text)
    for after in (one, replace(one, topic=""), replace(one, topic="x")):
        yield topics.arranged_card(one, after)


def gone_wrong(text):
    """What could not be saved, and what was not."""
    problem, draft = Problem(text[:80], text), "0" * 12
    yield authoring.problems_card([problem] * 9, draft=draft)
    yield authoring.kept_card(draft)
    yield conflicts.dropped_card(fact(text))
    hid = changes.Saved(fact=fact(text), before=None, seen=1, hiding=tuple(authoring.FIELDS.values()))
    yield authoring.saved_card(hid, advice=Advice(), now=NOW, zone=UTC)
    yield merging.merged_card(fact("x"), fact(text), fact(text, 1), revision=10**9)
    yield merging.merged_already_card(fact(text), fact(text, 1))
    revision = told(text).revision
    yield undoing.nothing_left_card(revision, earlier=revision)
    yield undoing.refused_card(revision, earlier=revision)


def gathered(text):
    """Digests and files."""
    facts = tuple(fact(text, NUMBER - n) for n in range(20))
    changed = tuple((fact(text), replace(one, claims=one.claims[:9])) for one in facts[:5])
    digest = Digest(added=facts, changed=changed, retired=facts, open_questions=10**6, until=1)
    made = digests.digest_card(digest, told=NOW, now=NOW, zone=UTC)
    times = tuple(f"{hour:02}:00" for hour in range(24))
    schedule = Schedule(id="1", channel=SNOWFLAKE, times=times, zone="America/Argentina/Buenos_Aires", set_at=NOW)
    planned = digests.Planned(
        schedule=schedule, last=Sent(schedule="1", run=NOW, revision=1, problem=text), next_run=NOW
    )
    yield made
    yield digests.preview_card(made, schedule, NOW)
    yield digests.silent_card(schedule, told=NOW, next_run=NOW)
    yield digests.set_card(planned, NOW)
    yield digests.schedules_card([planned] * 30, NOW)
    name, change = text[:200], Change(kind=RecordKind.FACT, id="1", after=fact(text))
    wrong = tuple(RowProblem(place=f"row {n}", field=text, reason=text) for n in range(30))
    many = Count(added=10**6, updated=10**6, unchanged=10**6)
    plan = Plan(changes=(change,), added=10**6, phrasings=10**6, aliases=many, events=many, problems=wrong)
    for each in (plan, replace(plan, changes=())):
        yield files.preview_card(name, each, request=SNOWFLAKE, seen=10**9, moved=True)
    yield files.imported_card(name, plan, revision=10**9)
    yield files.failed_card(name, request=SNOWFLAKE, seen=10**9)
    yield files.refused_card([Problem(text, text)] * 9)
    yield files.step_card(name, "read")
    yield files.export_card(Enclosure(name="facts.csv", data=b""), facts=10**6, retired=10**6, revision=10**9)


def logged(text):
    """The log channel, and what is posted there."""
    for now in (NOW, None):
        yield log.log_card([told(text)] * 12, name="Revisions 1 to 1,000,000", count=10**6, now=now, zone=UTC)
    yield log.log_setup_card(log.LogFound(channel=SNOWFLAKE, lacks="View Channel", everybody=True, waiting=10**6))


def administered(text):
    """What moderators and administrators choose."""
    actors = {ActorId(f"p{n}"): Person(id=ActorId(f"p{n}"), discord=SNOWFLAKE, name=text[:32]) for n in range(500)}
    ignored = [Ignored(member=actor, by=actor, at=NOW) for actor in actors]
    for new in (False, True):
        yield ignoring.ignored_card(text[:32], new=new)
    yield ignoring.heeded_card(text[:32])
    yield ignoring.ignored_list_card(ignored, actors.get)
    yield status_card("Check", [Check(ok=False, what="a" * 100, remedy="b" * 100)] * 100)
    chosen = Settings(curator_role=SNOWFLAKE, digest_channel=SNOWFLAKE, moderators_channel=SNOWFLAKE)
    found = setup.Found(
        bot=text[:32],
        settings=chosen,
        schedule=None,
        facts=10**6,
        starter=False,
        lacking=dict.fromkeys(range(SNOWFLAKE, SNOWFLAKE + 50), "View Channel, Send Messages, Embed Links"),
        moderators_open=True,
        role_hidden=True,
    )
    channels = tuple(range(SNOWFLAKE, SNOWFLAKE + 25))
    lacking = dict.fromkeys(channels, "View Channel, Send Messages, Embed Links, Read Message History")
    for where in (channels, ()):
        yield answering.answering_card(
            answering.AnsweringFound(channels=where, gone=where, lacking=lacking if where else {}, hears=False)
        )
    for each in (found, replace(found, role_gone=True), replace(found, starter=True)):
        yield setup.setup_card(each, now=NOW)


def cards(text):
    """Each card of `bot/cards` at least once."""
    yield from asked(text)
    yield from looked_at(text)
    yield from logged(text)
    yield from named(text)
    yield from filed(text)
    yield from gone_wrong(text)
    yield from gathered(text)
    yield from administered(text)
    yield from test_authoring_cards.cards(text[:200])
    yield from test_desk_cards.cards(text[:200])


@pytest.fixture(scope="module", autouse=True)
def read_once():
    """The same few texts stand in all the cards: each is read and escaped once, which takes a third of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_of_cards, "clean", cache(text_of_cards.clean))
        patch.setattr(text_of_cards.Markdown, "text", cache(text_of_cards.Markdown.text))
        patch.setattr(text_of_cards.Plain, "text", cache(text_of_cards.Plain.text))
        yield


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
async def test_discord_takes_every_card_and_draws_no_text_of_people(text):
    """Lengths, totals, rows, ids; no ping, link, layout, other direction or invisible sign."""
    found = [problem for card in cards(text) for problem in problems(card)]
    assert not found, "\n".join(sorted(set(found)))


TYPED = {name: text for name, text in TEXTS.items() if name != "half"}  # no form of Discord's brings half a character


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED)
async def test_discord_takes_every_form_and_choice(text):
    """Whatever it is filled with; what stands in a label is to be seen and to be read."""
    one, typed = fact(text), Typed(**dict.fromkeys(authoring.FIELDS, text * 3))
    made = [
        fact_form(typed, Aim(fact=NUMBER, seen=10**9), zone="America/Argentina/ComodRivadavia"),
        phrasings_form(one, text * 3, suggestion="0" * 12),
        withdrawal_form(one, seen=10**9),
        shelf_form(one),
    ]
    for form in made:
        assert list(discord_limits.modal(form.to_dict())) == []
    offered = [label(one), label(one, named=True)]
    assert list(discord_limits.choices([{"name": name, "value": "#1"} for name in offered])) == []
    assert [found for name in offered for found in unseen(name)] == []


def test_no_card_is_left_out():
    """Whoever adds one adds it to `cards` above."""
    modules = [import_module(f"bot.cards.{name}") for _, name, _ in pkgutil.iter_modules(bot.cards.__path__)]
    known = {
        made.__code__: f"{module.__name__}.{name}"
        for module in modules
        for name, made in inspect.getmembers(module, inspect.isfunction)
        if made.__module__ == module.__name__
        and inspect.get_annotations(made, eval_str=False).get("return") == Card.__name__
        and not name.startswith("_")
    }
    drawn = set()
    sys.setprofile(lambda frame, event, _: drawn.add(frame.f_code) if event == "call" else None)
    try:
        for _ in cards("x"):
            pass
    finally:
        sys.setprofile(None)
    assert sorted(name for code, name in known.items() if code not in drawn) == []
