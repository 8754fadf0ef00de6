"""The chain of digests: whole over many changes, and broken by every edit that gets past the database's own guard."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import connection

from controls.models import Change
from controls.services import sources
from tests.controls.change_log import broken_links, gaps, jumps, only_change_of, revision, since, strays, whole_log
from tests.factories import make_event, make_listing, make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
BEIJING = timezone(timedelta(hours=8))


def register(**columns):
    defaults = {"key": "a-page", "title": "A page", "kind": "press", "seen_on": date(2026, 11, 20), "seen_as": "copy"}
    at = columns.pop("at", AT)
    return sources.register(**{**defaults, **columns}, by="grace@example.org", at=at)


def forge(change, assignment, *values):
    """Edit the log as a superuser can: with the triggers switched off for the moment."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"UPDATE controls_change SET {assignment} WHERE id = %s", [*values, change.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")


def remove(change):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM controls_change WHERE id = %s", [change.pk])
        cursor.execute("SET LOCAL session_replication_role = origin")


class TestTheSeed:
    def test_is_one_unbroken_chain(self):
        assert broken_links(whole_log()) == []

    def test_counts_the_versions_of_every_fact_from_one(self):
        assert gaps(whole_log()) == []

    def test_begins_every_change_where_the_one_before_ended(self):
        assert jumps(whole_log()) == []

    def test_replays_to_what_is_on_record(self):
        assert strays(whole_log()) == []


class TestTheChain:
    def test_begins_with_nothing(self):
        change = only_change_of(register())

        assert change.digest_after("") != change.digest_after("0" * 64)

    def test_links_each_change_to_the_one_recorded_just_before_whatever_its_fact(self):
        first, second = only_change_of(register(key="one")), only_change_of(register(key="two"))

        assert second.digest == second.digest_after(first.digest)

    def test_is_of_64_hexadecimal_digits(self):
        digest = only_change_of(register()).digest

        assert len(digest) == 64
        assert int(digest, 16) >= 0

    def test_tells_two_changes_of_the_same_content_apart(self):
        source = register()

        sources.correct(source=source, fields={"note": "x"}, reason="r", by="b", at=AT)
        sources.correct(source=source, fields={"note": ""}, reason="r", by="b", at=AT)
        sources.correct(source=source, fields={"note": "x"}, reason="r", by="b", at=AT)

        digests = Change.objects.of(source).values_list("digest", flat=True)
        assert len(set(digests)) == 4

    def test_holds_over_a_hundred_changes_of_many_facts(self):
        start = revision()
        for number in range(20):
            source = register(key=f"page-{number}")
            for note in ("one", "two", "three", "four"):
                sources.correct(source=source, fields={"note": note}, reason="r", by="tests", at=AT)

        changes, previous = since(start)
        assert len(changes) == 100
        assert broken_links(changes, previous=previous) == []

    def test_holds_over_names_in_every_script_and_signs_of_every_kind(self):
        start = revision()

        register(title='斯巴鲁 株式会社 "SUBARU" \\ </script> é é \U0001f9f2\u2028', note="line\nline\ttab")

        changes, previous = since(start)
        assert broken_links(changes, previous=previous) == []

    def test_holds_over_the_hours_of_listings_and_acts(self):
        start = revision()
        listing = make_listing(effective_from=date(2025, 4, 10), effective_time="12:01")

        make_event(listing=listing, kind="suspended", effective_from=date(2025, 5, 14), until=date(2025, 8, 12))

        changes, previous = since(start)
        assert broken_links(changes, previous=previous) == []

    @pytest.mark.parametrize("zone", [UTC, BEIJING, timezone(timedelta(hours=-5))])
    def test_does_not_depend_on_the_time_zone_in_which_the_writer_tells_the_time(self, zone):
        start = revision()

        register(at=AT.astimezone(zone))

        changes, previous = since(start)
        assert broken_links(changes, previous=previous) == []


class TestAnEditPastTheGuard:
    @pytest.mark.parametrize(
        ("assignment", "value"),
        [
            ("recorded_at = %s", AT + timedelta(seconds=1)),
            ("actor = %s", "mallory@example.org"),
            ("action = %s", "amended"),
            ("subject_type = %s", "notice"),
            ("subject_key = %s", "another-page"),
            ("subject_label = %s", "Another page"),
            ("version = %s", 7),
            ("notice_id = (SELECT id FROM controls_notice WHERE key = %s)", "mofcom-2026-12"),
            ("effective_on = %s", date(2020, 1, 1)),
            ("reason = %s", "A better one."),
            ("before = %s::jsonb", '{"title": "Older"}'),
            ("after = jsonb_set(after, '{title}', %s::jsonb)", '"Forged"'),
            ("after = after - %s", "title"),
            ("about = %s", ["source:another-page"]),
            ("digest = %s", "0" * 64),
        ],
    )
    def test_of_any_column_breaks_the_chain_at_that_change(self, assignment, value):
        start = revision()
        register(key="one")
        forged = only_change_of(register(key="two"))
        register(key="three")

        forge(forged, assignment, value)

        changes, previous = since(start)
        assert broken_links(changes, previous=previous)[0] == forged.pk

    def test_that_mends_its_own_digest_breaks_the_chain_at_the_next_change(self):
        start = revision()
        forged, following = only_change_of(register(key="one")), only_change_of(register(key="two"))
        previous = since(start)[1]
        forged.actor = "mallory@example.org"

        forge(forged, "actor = %s, digest = %s", forged.actor, forged.digest_after(previous))

        assert broken_links(since(start)[0], previous=previous) == [following.pk]

    def test_that_takes_a_change_out_of_the_middle_is_found_at_the_next_change(self):
        start = revision()
        register(key="one")
        taken, following = only_change_of(register(key="two")), only_change_of(register(key="three"))

        remove(taken)

        changes, previous = since(start)
        assert broken_links(changes, previous=previous) == [following.pk]

    def test_that_cuts_the_tail_leaves_a_whole_chain_with_another_head(self):
        """Why the head is to be kept elsewhere: the chain alone does not notice."""
        start = revision()
        register(key="one")
        last = only_change_of(register(key="two"))

        remove(last)

        changes, previous = since(start)
        assert broken_links(changes, previous=previous) == []
        assert changes[-1].digest != last.digest

    def test_of_the_fact_alone_shows_as_a_fact_that_is_not_what_the_log_says(self):
        start = revision()
        source = register()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE controls_source SET title = 'Forged' WHERE id = %s", [source.pk])

        assert strays(since(start)[0]) == [("source", "a-page")]


def test_a_source_registered_by_the_factory_is_in_the_same_chain():
    start = revision()
    make_source()

    changes, previous = since(start)

    assert [change.digest for change in changes] == [changes[0].digest_after(previous)]
