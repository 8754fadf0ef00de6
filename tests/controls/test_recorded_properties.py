"""Five hundred histories, whatever curators do in them: both clocks are read right, by every door.

For a random day and a random revision of each history, the answers of querysets, of the explaining functions, of the
API and of the dump equal an independent replay of the log.
"""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from controls.models import Clause, Listing, recorded
from controls.services import dumping, entities, listing_events, listings, measures, notices, suspensions
from controls.services.entities import Name
from controls.services.history import FactRefused
from tests.controls import replay
from tests.controls.change_log import revision
from tests.controls.test_history_properties import rolled_back
from tests.factories import (
    make_clause,
    make_entity,
    make_event,
    make_list,
    make_listing,
    make_measure,
    make_notice,
    make_source,
    make_suspension,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
BY = {"by": "tests", "at": AT}
FIRST = date(2026, 3, 1)
SEED: dict = {}  # the facts of the seed at its newest revision: read once, the histories come on top
DAYS = st.integers(-20, 200).map(lambda days: FIRST + timedelta(days=days))
LATER = st.integers(0, 120).map(lambda days: FIRST + timedelta(days=days))
LENGTHS = st.one_of(st.none(), st.integers(0, 60))
WHICH = st.integers(0, 9)
KINDS = st.sampled_from(["suspended", "suspension_continued", "resumed", "stopped", "removed"])
PAUSES = st.sampled_from(["suspended", "suspension_continued", "resumed", "repealed", "expired"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)
ACTS = st.one_of(
    st.tuples(st.just("list_one"), LATER),
    st.tuples(st.just("act_on_listing"), WHICH, KINDS, LATER, LENGTHS, st.booleans()),
    st.tuples(st.just("move_act"), WHICH, LATER),
    st.tuples(st.just("move_listing"), WHICH, LATER),
    st.tuples(st.just("add_clause"), st.one_of(st.none(), LATER), st.booleans()),
    st.tuples(st.just("act_on_clause"), WHICH, PAUSES, LATER, LENGTHS, st.booleans()),
    st.tuples(st.just("move_clause"), WHICH, LATER),
    st.tuples(st.just("move_pause"), WHICH, LATER),
    st.tuples(st.just("publish_later"), LATER),
    st.tuples(st.just("rename"), TEXTS),
)


def one_of(rows, which):
    """A row as it stands: an act that was refused leaves its wishes in the object that it was tried on."""
    row = rows[which % len(rows)]
    return type(row).objects.get(pk=row.pk)


class Desk:
    """A notice with listings and a measure with clauses, and a curator who acts on them."""

    def __init__(self):
        self.source = make_source()
        self.shared = {"evidence": [self.source]}
        entity_list = make_list()
        self.notice = make_notice(published_on=FIRST, entity_list=entity_list, **self.shared)
        self.entity = make_entity()
        self.measure = make_measure(published_on=FIRST, **self.shared)
        self.listings, self.clauses, self.events, self.pauses = [], [], [], []
        self.refused = 0
        self.act("list_one", FIRST)
        self.act("add_clause", FIRST, True)

    def act(self, name, *values):
        """Do it, or leave nothing behind when the services refuse."""
        try:
            with transaction.atomic():
                getattr(self, name)(*values)
        except FactRefused:
            self.refused += 1

    def list_one(self, day):
        self.listings.append(make_listing(entity=make_entity(), notice=self.notice, effective_from=day, **self.shared))

    def act_on_listing(self, which, kind, day, length, inclusive):
        until = day + timedelta(days=length) if length is not None and kind.startswith("suspen") else None
        listing = one_of(self.listings, which)
        columns = {"until": until, "until_inclusive": inclusive, **self.shared}
        self.events.append(make_event(listing=listing, kind=kind, effective_from=day, **columns))

    def move_act(self, which, day):
        if self.events:
            event = one_of(self.events, which)
            fields = {"effective_from": day, "announced_on": day}
            listing_events.correct(event=event, fields=fields, reason="Misread.", **BY)

    def move_listing(self, which, day):
        listing = one_of(self.listings, which)
        listings.correct(listing=listing, fields={"effective_from": day}, reason="Misread.", **BY)

    def add_clause(self, day, known):
        key = f"{self.measure.key}-{len(self.clauses)}"
        columns = {"key": key, "effective_from": day, "outcome_known": known, "position": len(self.clauses) + 1}
        self.clauses.append(make_clause(measure=self.measure, **columns))

    def act_on_clause(self, which, kind, day, length, inclusive):
        until = day + timedelta(days=length) if length is not None and kind.startswith("suspen") else None
        clause = one_of(self.clauses, which)
        columns = {"kind": kind, "until": until, "until_inclusive": inclusive, **self.shared}
        self.pauses.append(make_suspension(clauses=[clause], effective_from=day, **columns))

    def move_clause(self, which, day):
        clause = one_of(self.clauses, which)
        measures.correct_clause(clause=clause, fields={"effective_from": day}, reason="Misread.", **BY)

    def move_pause(self, which, day):
        if self.pauses:
            pause = one_of(self.pauses, which)
            fields = {"effective_from": day, "published_on": day}
            suspensions.correct(suspension=pause, fields=fields, reason="Misread.", **BY)

    def publish_later(self, day):
        notices.correct(notice=one_of([self.notice], 0), fields={"published_on": day}, reason="Misread.", **BY)
        measures.correct(measure=one_of([self.measure], 0), fields={"published_on": day}, reason="Misread.", **BY)

    def rename(self, text):
        names = [Name(text, "en", "as_listed", "one_report", [self.source])]
        entities.correct(entity=one_of([self.entity], 0), fields={"name": text}, names=names, reason="r", **BY)


def by_queryset(model, keys, day):
    published = model.objects.filter(key__in=keys).published(on=day).with_state(on=day)
    return {**dict.fromkeys(keys), **dict(published.values_list("key", "state_code"))}


def by_explanation(model, keys, day):
    states = {row.key: row.state(on=day) for row in model.objects.filter(key__in=keys)}
    return {key: states[key].code if states.get(key) else None for key in keys}


def by_api(desk, keys, day, at_revision):
    """What endpoints say of listings and clauses; None where they say that nothing was known."""
    query = {"as_of": day.isoformat(), **({"revision": at_revision} if at_revision else {})}
    client, said = Client(), dict.fromkeys(keys)
    for listing in desk.listings:
        answer = client.get(f"/api/v1/listings/{listing.key}/", query)
        assert answer.status_code in (200, 404)
        if answer.status_code == 200:
            said[listing.key] = answer.json()["state"]["code"]
    answer = client.get(f"/api/v1/measures/{desk.measure.key}/", query)
    if answer.status_code == 200:
        said |= {clause["id"]: clause["state"]["code"] for clause in answer.json()["clauses"] if clause["state"]}
    return said


def by_dump(desk, day, at_revision):
    """Facts and states of the dump that this history made."""
    known = set(SEED["facts"])
    lines = (json.loads(line) for line in list(dumping.lines(on=day, revision=at_revision))[1:])
    return {tuple(line["fact"].split(":", 1)): line for line in lines if tuple(line["fact"].split(":", 1)) not in known}


def check(desk, day, back):
    start = SEED["revision"]
    newest = revision()
    then = start + 1 + back % (newest - start)
    for at_revision in (None, then):
        facts = replay.facts_at(at_revision or newest, since=start, base=SEED["facts"])
        listed = [row.key for row in desk.listings if ("listing", row.key) in facts]
        ruled = [row.key for row in desk.clauses if ("clause", row.key) in facts]
        right = {key: replay.listing_state(facts, key, day) for key in listed}
        right |= {key: replay.clause_state(facts, key, day) for key in ruled}
        all_keys = [row.key for row in (*desk.listings, *desk.clauses)]
        expected = {key: right.get(key) for key in all_keys}
        assert by_api(desk, all_keys, day, at_revision) == expected
        if at_revision is None:
            assert by_queryset(Listing, listed, day) | by_queryset(Clause, ruled, day) == right
            assert by_explanation(Listing, listed, day) | by_explanation(Clause, ruled, day) == right
            continue
        with recorded.at(then):
            assert by_queryset(Listing, listed, day) | by_queryset(Clause, ruled, day) == right
            assert by_explanation(Listing, listed, day) | by_explanation(Clause, ruled, day) == right
        if back % 4:  # a dump writes the whole seed as well: every fourth history has to do
            continue
        dumped = by_dump(desk, day, then)
        ours = {subject: said for subject, said in facts.items() if subject not in SEED["facts"]}
        assert {subject: line["said"] for subject, line in dumped.items()} == ours
        assert {key: _code(dumped, key, listed) for key in right} == right


def _code(dumped, key, listed):
    state = dumped["listing" if key in listed else "clause", key]["state"]
    return state["code"] if state else None


@pytest.fixture
def seed_facts(seeded):
    if not SEED:
        SEED.update(revision=revision(), facts=replay.facts_at(revision()))


@pytest.mark.parametrize("part", range(5))
def test_both_clocks_are_read_right_by_every_door(seed_facts, today, part):
    @seed(20261121 + part)
    @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ACTS, max_size=8), DAYS, st.integers(0, 999))
    def histories(acts, day, back):
        with rolled_back():
            desk = Desk()
            for name, *values in acts:
                desk.act(name, *values)
            assert desk.listings and desk.clauses  # what the questions are about
            check(desk, day, back)
        # Histories take the same numbers one after the other; what was kept under them must go.
        for cache in caches.all():
            cache.clear()

    histories()
