"""Several curators at once, each with a connection of their own: they take turns, and the log shows both."""

import threading
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from controls.models import Change, Entity, Listing, Notice, Source
from controls.services import access, entities, listing_events, listings, sources, versions
from controls.services.entities import Name
from controls.services.history import FactRefused
from tests.controls.apart import Writers, apart, copied, writers
from tests.controls.change_log import broken_links, gaps, jumps, revision, since, strays
from tests.factories import make_entity, make_event, make_listing, make_notice, make_source

__all__ = ["Writers", "apart", "copied", "writers"]
pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def note(source, text, by="tests"):
    return sources.correct(source=source, fields={"note": text}, reason="r", by=by, at=AT)


class TestManyWriters:
    def test_of_one_fact_leave_every_act_in_the_log(self, writers):
        source, start = make_source(), revision()

        writers.together([lambda n=n: note(source, f"note {n}") for n in range(8)])

        changes, _previous = since(start)
        assert {change.after["note"] for change in changes} == {f"note {n}" for n in range(8)}

    def test_of_one_fact_see_each_other_s_work(self, writers):
        source = make_source()

        writers.together([lambda n=n: note(source, f"note {n}") for n in range(8)])

        of_it = Change.objects.of(source)
        assert gaps(of_it) == []
        assert jumps(of_it) == []
        assert strays(of_it) == []

    def test_of_different_facts_make_one_unbroken_chain(self, writers):
        start, known = revision(), [make_source() for _number in range(8)]

        writers.together([lambda each=each: [note(each, text) for text in "abc"] for each in known])

        changes, previous = since(start)
        assert len(changes) == 8 + 24
        assert broken_links(changes, previous=previous) == []

    def test_of_the_same_new_fact_leave_one_fact_and_refusals_in_words(self, writers):
        answers = writers.together([lambda: make_source(key="one-and-only") for _number in range(6)])

        refusals = [answer for answer in answers if isinstance(answer, FactRefused)]
        assert len(refusals) == 5
        assert all("already exists" in str(each) or "somebody else" in str(each) for each in refusals)
        assert Change.objects.of(Source.objects.get(key="one-and-only")).count() == 1

    def test_of_the_same_item_of_an_annex_leave_one_listing(self, writers):
        notice = make_notice()
        known = [make_entity() for _number in range(4)]

        answers = writers.together(
            [lambda each=each: make_listing(entity=each, notice=notice, item_number="7") for each in known]
        )

        assert Listing.objects.filter(notice=notice, item_number="7").count() == 1
        assert sum("is already" in str(answer) for answer in answers if isinstance(answer, FactRefused)) == 3

    def test_of_one_annex_get_places_of_their_own(self, writers):
        notice = make_notice()
        known = [make_entity() for _number in range(6)]

        writers.together([lambda each=each: make_listing(entity=each, notice=notice) for each in known])

        assert sorted(notice.listings.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]

    def test_who_add_a_name_each_to_one_entity_lose_none(self, writers):
        entity, source = make_entity("Example"), make_source()
        names = [Name(f"Alias {n}", "en", "alias", "one_report", [source]) for n in range(6)]

        writers.together(
            [lambda name=name: entities.add_name(entity=entity, name=name, by="tests", at=AT) for name in names]
        )

        texts = set(entity.names.values_list("text", flat=True))
        assert texts == {"Example", *(f"Alias {n}" for n in range(6))}
        assert jumps(Change.objects.of(entity)) == []

    def test_of_whom_all_but_one_expected_an_older_version_save_once(self, writers):
        source = make_source()

        @transaction.atomic
        def carefully(text):
            versions.expect(subject=source, version=1)
            return note(source, text)

        answers = writers.together([lambda n=n: carefully(f"note {n}") for n in range(5)])

        assert sum(isinstance(answer, versions.ChangedMeanwhile) for answer in answers) == 4
        assert versions.current(subject=source) == 2


class TestTheSecondWriter:
    def test_waits_until_the_first_has_finished_and_follows_in_the_chain(self, writers):
        source, other, start = make_source(), make_source(), revision()
        may_finish, has_begun = threading.Event(), threading.Event()

        @transaction.atomic
        def first():
            note(source, "first")
            has_begun.set()
            assert may_finish.wait(timeout=20)

        slow = writers.start(first)
        assert has_begun.wait(timeout=20)
        quick = writers.start(lambda: note(other, "second"))
        held_back = not quick.done() and Change.objects.filter(pk__gt=start).count() == 0
        may_finish.set()
        slow.result(timeout=20), quick.result(timeout=20)

        changes, previous = since(start)
        assert held_back
        assert [change.after["note"] for change in changes] == ["first", "second"]
        assert broken_links(changes, previous=previous) == []

    def test_is_not_held_back_for_ever_by_one_who_gives_up(self, writers):
        source, other, start = make_source(), make_source(), revision()

        def first():
            with transaction.atomic():
                note(source, "never")
                transaction.set_rollback(True)

        writers.start(first).result(timeout=20)
        writers.start(lambda: note(other, "done")).result(timeout=20)

        changes, previous = since(start)
        assert [change.after["note"] for change in changes] == ["done"]
        assert broken_links(changes, previous=previous) == []

    def test_who_asks_for_the_log_s_lock_meanwhile_does_not_get_it(self, writers):
        source = make_source()

        def try_lock():
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '150ms'")
                note(source, "x")

        with transaction.atomic():
            note(make_source(), "held")
            refusal = writers.start(try_lock).exception(timeout=20)

        assert isinstance(refusal, OperationalError)

    def test_who_only_reads_is_not_held_back(self, writers):
        source = make_source()

        with transaction.atomic():
            note(source, "not yet seen by others")
            seen = writers.start(lambda: Source.objects.get(pk=source.pk).note).result(timeout=20)

        assert seen == ""


class TestReadersWhoFollowTheLog:
    def test_never_see_a_later_change_before_an_earlier_one(self, writers):
        """A reader who remembers the last id must not step over a change that is committed late."""
        start, known, seen, done = revision(), [make_source() for _n in range(4)], [], threading.Event()

        def follow():
            after = start
            while not done.is_set() or Change.objects.filter(pk__gt=after).exists():
                for pk in Change.objects.filter(pk__gt=after).order_by("id").values_list("id", flat=True):
                    seen.append(pk)
                    after = pk

        reader = writers.start(follow)
        writers.together([lambda each=each: [note(each, str(n)) for n in range(10)] for each in known])
        done.set()
        reader.result(timeout=30)

        assert seen == [change.pk for change in since(start)[0]]
        assert len(seen) == 4 + 40


class TestActsOnTheSameListings:
    def test_wait_while_somebody_else_weighs_these_listings(self, writers):
        """Between the preview of an act and its recording nothing else may happen to its listings."""
        listing = make_listing()

        def act():
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '150ms'")
            make_event(listing=listing, kind="stopped", effective_from=date(2026, 6, 1))

        with transaction.atomic():
            listing_events.hold(listings=[listing])
            refusal = writers.start(act).exception(timeout=20)

        assert isinstance(refusal, OperationalError)
        assert not listing.events.exists()

    def test_take_turns_even_when_their_listings_come_in_different_order(self, writers):
        notice = make_notice()
        listed = [make_listing(notice=notice) for _number in range(4)]

        def act(order, key):
            return listing_events.register(
                key=key, kind="suspended", target_notice=notice, announced_on=date(2026, 6, 1),
                effective_from=date(2026, 6, 1), listings=order, evidence_grade="one_report",
                evidence=[notice.sources.get()], by="tests", at=AT,
            )  # fmt: skip

        answers = writers.together(
            [lambda n=n: act(listed if n % 2 else listed[::-1], f"test-act-{n}") for n in range(4)]
        )

        assert not [answer for answer in answers if isinstance(answer, BaseException)]

    def test_corrections_of_one_listing_take_turns(self, writers):
        listing = make_listing()

        writers.together(
            [
                lambda n=n: listings.correct(
                    listing=listing, fields={"note": f"note {n}"}, reason="r", by=f"writer {n}", at=AT
                )
                for n in range(5)
            ]
        )

        of_it = Change.objects.of(listing)
        assert of_it.count() == 6
        assert jumps(of_it) == []


def test_the_last_two_managers_cannot_lock_each_other_out(writers):
    both = [
        access.create_user(email=f"boss{n}@example.org", password="a-long-quiet-sentence-7", at=AT, role="admin")
        for n in range(2)
    ]

    answers = writers.together(
        [lambda user=user: access.change_user(user=user, fields={"is_active": False}) for user in both]
    )

    refusals = [answer for answer in answers if isinstance(answer, access.AccessRefused)]
    assert len(refusals) == 1


def test_what_is_committed_in_the_copy_is_not_in_the_database_of_the_other_tests(apart, copied):
    make_source(key="in-the-copy-only")

    assert connection.settings_dict["NAME"] == copied
    assert Entity.objects.exists()
    assert Notice.objects.filter(key="mofcom-2026-12").exists()


def test_a_version_cannot_be_expected_outside_a_transaction(apart):
    """Or the fact would be held for no time at all."""
    source = make_source()

    with pytest.raises(transaction.TransactionManagementError):
        versions.expect(subject=source, version=1)


def test_an_act_that_fails_late_is_taken_back_whole(apart, monkeypatch):
    start, rows = revision(), Source.objects.count()
    monkeypatch.setattr(Change, "digest_after", lambda change, previous: None)

    with pytest.raises(IntegrityError):
        make_source(key="test-half-done")

    assert (revision(), Source.objects.count()) == (start, rows)
