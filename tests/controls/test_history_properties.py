"""Whatever curators do, in whatever order: the log stays whole and replays to what is on record."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.models import Change, Entity, Listing, ListingEvent, Notice, Source
from controls.services import entities, listing_events, listings, notices, sources, versions
from controls.services.entities import Name
from controls.services.history import FactRefused
from tests.controls.change_log import broken_links, by_subject, gaps, jumps, revision, since, strays
from tests.factories import make_event, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
FIRST = date(2026, 3, 1)
YEAR = [datetime.fromisoformat(text) for text in ("2026-01-01", "2027-01-01")]  # the zone is drawn
# Anything that PostgreSQL can keep as text: neither NUL nor half a surrogate pair.
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=8)
DAYS = st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days))
CONCERNING = {"by": "tests", "at": AT}
careful = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))

ACTS = st.one_of(
    st.tuples(st.just("correct_source"), TEXTS),
    st.tuples(st.just("correct_notice"), TEXTS),
    st.tuples(st.just("correct_listing"), TEXTS),
    st.tuples(st.just("correct_entity"), TEXTS),
    st.tuples(st.just("rename_entity"), TEXTS),
    st.tuples(st.just("add_name"), TEXTS),
    st.tuples(st.just("register_source"), TEXTS),
    st.tuples(st.just("suspend"), DAYS),
    st.tuples(st.just("stop"), DAYS),
    st.tuples(st.just("move_event"), DAYS),
)


class Desk:
    """One notice with one listing, and a curator who acts on it. What is refused leaves nothing behind."""

    def __init__(self):
        self.notice = make_notice(published_on=FIRST)
        self.listing = make_listing(notice=self.notice)
        self.entity = self.listing.entity
        self.source = self.notice.sources.get()
        self.refused = 0

    def act(self, name, value):
        try:
            with transaction.atomic():
                getattr(self, name)(value)
        except FactRefused:
            self.refused += 1

    def correct_source(self, text):
        sources.correct(source=self.source, fields={"note": text}, reason=text, **CONCERNING)

    def correct_notice(self, text):
        notices.correct(notice=self.notice, fields={"summary": text, "title_en": text}, reason="r", **CONCERNING)

    def correct_listing(self, text):
        listings.correct(listing=self.listing, fields={"note": text, "name_zh": text}, reason="r", **CONCERNING)

    def correct_entity(self, text):
        entities.correct(entity=self.entity, fields={"note": text}, reason="r", **CONCERNING)

    def rename_entity(self, text):
        names = [Name(text, "en", "as_listed", "one_report", [self.source])]
        entities.correct(entity=self.entity, fields={"name": text}, names=names, reason="r", **CONCERNING)

    def add_name(self, text):
        entities.add_name(entity=self.entity, name=Name(text, "ja", "alias", "one_report", [self.source]), **CONCERNING)

    def register_source(self, text):
        make_source(title=text)

    def suspend(self, day):
        make_event(listing=self.listing, kind="suspended", effective_from=day, until=day + timedelta(days=30))

    def stop(self, day):
        make_event(listing=self.listing, kind="stopped", effective_from=day)

    def move_event(self, day):
        event = self.listing.events.order_by("pk").first()
        if event is not None:
            fields = {"effective_from": day, "announced_on": day}
            listing_events.correct(event=event, fields=fields, reason="Misread.", **CONCERNING)


def recorded(acts):
    """Let a curator act, and give the changes that it left and the digest before them. Call inside a rollback."""
    start = revision()
    desk = Desk()
    for name, value in acts:
        desk.act(name, value)
    return since(start)


class rolled_back(transaction.Atomic):
    """Each example begins with the same register."""

    def __init__(self):
        super().__init__(using=None, savepoint=True, durable=False)

    def __exit__(self, *raised):
        transaction.set_rollback(True)
        super().__exit__(*raised)


@settings(careful, max_examples=25)
@given(st.lists(ACTS, max_size=14))
def test_the_log_stays_whole_and_replays_to_what_is_on_record(acts):
    with rolled_back():
        changes, previous = recorded(acts)

        assert broken_links(changes, previous=previous) == []
        assert gaps(changes) == []
        assert jumps(changes) == []
        assert strays(changes) == []
        assert [change for change in changes if change.before == change.after] == []


@careful
@given(st.lists(ACTS, max_size=8))
def test_the_version_that_a_form_remembers_is_that_of_the_newest_change(acts):
    with rolled_back():
        changes, _previous = recorded(acts)

        for (noun, key), of_one in by_subject(changes).items():
            model = {"source": Source, "notice": Notice, "entity": Entity, "listing": Listing}.get(noun, ListingEvent)
            if noun not in ("authority", "entity-list"):
                assert versions.current(subject=model.objects.get(key=key)) == of_one[-1].version


@careful
@given(st.lists(ACTS, max_size=8), st.lists(ACTS, max_size=4))
def test_what_was_said_of_an_earlier_revision_stays_said(earlier, later):
    with rolled_back():
        start = revision()
        desk = Desk()
        for name, value in earlier:
            desk.act(name, value)
        then = {change.pk: (change.after, change.digest) for change in since(start)[0]}

        for name, value in later:
            desk.act(name, value)

        assert {pk: said for pk, said in _said(start).items() if pk in then} == then


def _said(start):
    return {change.pk: (change.after, change.digest) for change in since(start)[0]}


@careful
@given(text=TEXTS)
def test_the_same_correction_twice_is_one_change(text):
    with rolled_back():
        desk = Desk()

        for _time in range(2):
            desk.act("correct_listing", text)

        expected = 1 if text == "" else 2
        assert Change.objects.of(desk.listing).count() == expected


@careful
@given(text=TEXTS.filter(bool))
def test_a_correction_taken_back_leaves_both_changes_and_the_first_content(text):
    with rolled_back():
        source = make_source(note="")

        sources.correct(source=source, fields={"note": text}, reason="r", **CONCERNING)
        sources.correct(source=source, fields={"note": ""}, reason="Taken back.", **CONCERNING)

        contents = [change.after["note"] for change in Change.objects.of(source).order_by("version")]
        assert contents == ["", text, ""]


@careful
@given(actor=TEXTS.filter(bool), reason=TEXTS)
def test_any_name_and_any_reason_come_back_as_they_were_given(actor, reason):
    with rolled_back():
        source = make_source()

        sources.correct(source=source, fields={"note": "x"}, reason=reason, by=actor, at=AT)

        change = Change.objects.of(source).order_by("-version").first()
        assert (change.actor, change.reason) == (actor, reason)


@careful
@given(st.datetimes(*YEAR, timezones=st.timezones()))
def test_the_time_of_recording_is_the_same_moment_whatever_its_zone(at):
    with rolled_back():
        start = revision()
        source = sources.register(
            key="test-moment", title="T", kind="press", seen_on=FIRST, seen_as="copy", by="tests", at=at
        )

        changes, previous = since(start)
        # A wall clock that was put forward has hours that never were; Python holds those unequal across zones.
        assert Change.objects.of(source).get().recorded_at == at.astimezone(UTC)
        assert broken_links(changes, previous=previous) == []
