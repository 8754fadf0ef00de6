"""What the change log keeps of an act: who, when, what it was, what it became, on whose word."""

from datetime import UTC, date, datetime

import pytest

from controls.models import Change
from controls.services import history, listing_events, listings, notices, sources
from tests.controls.change_log import latest_change_of, only_change_of, revision
from tests.factories import make_authority, make_entity, make_event, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, 15, 123456, tzinfo=UTC)


def register(**columns):
    defaults = {"key": "a-page", "title": "A page", "kind": "press", "seen_on": date(2026, 11, 20), "seen_as": "copy"}
    return sources.register(**{**defaults, **columns}, by="grace@example.org", at=AT)


class TestANewFact:
    def test_has_one_change_that_says_who_recorded_it_and_when(self):
        change = only_change_of(register())

        assert (change.actor, change.recorded_at) == ("grace@example.org", AT)

    def test_was_nothing_before(self):
        assert only_change_of(register()).before is None

    def test_is_in_the_log_as_it_is_on_record(self):
        source = register()

        assert only_change_of(source).after == source.snapshot()

    def test_is_called_added_and_is_version_one(self):
        change = only_change_of(register())

        assert (change.action, change.version) == ("added", 1)

    def test_is_named_by_noun_key_and_label(self):
        change = only_change_of(register(key="the-page", title="What was read"))

        assert (change.subject_type, change.subject_key, change.subject_label) == (
            "source",
            "the-page",
            "What was read",
        )

    def test_needs_no_reason(self):
        assert only_change_of(register()).reason == ""

    def test_raises_the_revision_of_the_register(self):
        before = revision()

        change = only_change_of(register())

        assert revision() == change.pk > before


class TestACorrection:
    def test_keeps_what_was_wrong_beside_what_is_right(self):
        source = register(title="A paeg")

        sources.correct(source=source, fields={"title": "A page"}, reason="Typing.", by="ada@example.org", at=AT)

        change = latest_change_of(source)
        assert (change.before["title"], change.after["title"]) == ("A paeg", "A page")

    def test_says_why_and_by_whom(self):
        source = register()

        sources.correct(source=source, fields={"title": "Other"}, reason="Misread.", by="ada@example.org", at=AT)

        change = latest_change_of(source)
        assert (change.action, change.reason, change.actor) == ("corrected", "Misread.", "ada@example.org")

    def test_counts_the_versions_of_its_own_fact_only(self):
        source, other = register(key="one"), register(key="two")

        sources.correct(source=source, fields={"note": "Seen."}, reason="Left out.", by="tests", at=AT)

        assert latest_change_of(source).version == 2
        assert latest_change_of(other).version == 1

    def test_carries_the_label_of_after_and_the_log_keeps_the_label_of_before(self):
        source = register(title="Old title")

        sources.correct(source=source, fields={"title": "New title"}, reason="Misread.", by="tests", at=AT)

        labels = Change.objects.of(source).order_by("version").values_list("subject_label", flat=True)
        assert list(labels) == ["Old title", "New title"]


class TestTheLegalDate:
    def test_of_a_listing_is_its_first_day(self):
        listing = make_listing(effective_from=date(2026, 3, 1))

        assert only_change_of(listing).effective_on == date(2026, 3, 1)

    def test_of_a_notice_is_the_first_day_of_the_notice_and_not_its_publication(self):
        notice = make_notice(published_on=date(2026, 2, 24), effective_from=date(2026, 3, 1))

        assert only_change_of(notice).effective_on == date(2026, 3, 1)

    def test_of_a_suspension_is_its_first_day_and_not_its_announcement(self):
        listing = make_listing(effective_from=date(2026, 3, 1))

        event = make_event(
            listing=listing, kind="suspended", announced_on=date(2026, 4, 1), effective_from=date(2026, 4, 8)
        )

        assert only_change_of(event).effective_on == date(2026, 4, 8)

    def test_of_a_source_does_not_exist(self):
        assert only_change_of(register()).effective_on is None


class TestTheNotice:
    def test_that_lists_somebody_is_cited(self):
        listing = make_listing()

        assert only_change_of(listing).notice == listing.notice

    def test_cites_itself_when_it_is_put_on_record(self):
        notice = make_notice()

        assert only_change_of(notice).notice == notice

    def test_that_orders_an_act_is_cited(self):
        listing, ordering = make_listing(), make_notice()

        event = make_event(listing=listing, kind="stopped", effective_from=date(2026, 6, 1), notice=ordering)

        assert only_change_of(event).notice == ordering

    def test_that_is_acted_upon_is_named_and_not_cited_when_none_orders_the_act(self):
        listing = make_listing()

        change = only_change_of(make_event(listing=listing, kind="stopped", effective_from=date(2026, 6, 1)))

        assert change.notice is None
        assert f"notice:{listing.notice.key}" in change.about

    def test_is_not_needed_for_an_entity(self):
        assert only_change_of(make_entity()).notice is None


class TestTheKindOfAct:
    @pytest.mark.parametrize(
        ("kind", "action"),
        [
            ("suspended", "suspended"),
            ("suspension_continued", "suspended"),
            ("resumed", "resumed"),
            ("stopped", "stopped"),
            ("removed", "ended"),
            ("moved", "ended"),
            ("measure_stopped", "amended"),
        ],
    )
    def test_is_told_in_the_word_of_the_log(self, kind, action):
        event = make_event(listing=make_listing(), kind=kind, effective_from=date(2026, 6, 1))

        assert only_change_of(event).action == action

    def test_every_kind_of_act_has_a_word(self):
        assert set(listing_events.ACTIONS) == set(listing_events.ListingEvent.Kind)


class TestARefusal:
    def test_of_a_new_fact_leaves_no_change(self):
        before = revision()

        with pytest.raises(history.FactRefused):
            register(seen_on=None)

        assert revision() == before

    def test_of_a_correction_leaves_fact_and_log_as_they_were(self):
        listing = make_listing(name_en="As printed")
        before, snapshot = revision(), listing.snapshot()

        with pytest.raises(history.FactRefused):
            listings.correct(listing=listing, fields={"name_en": ""}, evidence=[], reason="Wrong.", by="tests", at=AT)

        assert (revision(), type(listing).objects.get(pk=listing.pk).snapshot()) == (before, snapshot)

    def test_of_the_sources_takes_back_the_row_that_was_stored_before(self):
        authority = make_authority()

        with pytest.raises(history.FactRefused, match="needs at least one source"):
            notices.register(
                authority=authority, year=2026, number=1, key=f"{authority.key}-2026-1", label="T 2026 No. 1",
                title_en="T", published_on=date(2026, 1, 1), effective_from=date(2026, 1, 1),
                evidence_grade="one_report", evidence=[], by="tests", at=AT,
            )  # fmt: skip

        assert not authority.notices.exists()


class TestTheRevision:
    def test_is_the_id_of_the_newest_change_and_the_time_of_its_recording(self):
        change = only_change_of(register())

        assert Change.objects.revision() == (change.pk, AT)

    def test_of_an_empty_log_is_zero_and_has_no_time(self):
        assert Change.objects.none().revision() == (0, None)

    def test_of_an_earlier_slice_of_the_log_is_its_own(self):
        first = only_change_of(register(key="one"))
        register(key="two")

        assert Change.objects.filter(pk__lte=first.pk).revision()[0] == first.pk


def test_a_label_that_is_too_long_is_cut_and_not_refused():
    source = make_source(title="x" * 500)
    source.title = "y" * 900

    change = history.record(subject=source, action=Change.Action.AMENDED, before=None, by="tests", at=AT)

    assert change.subject_label == "y" * 500


def test_a_change_reads_as_subject_act_and_version():
    assert str(only_change_of(register(title="A page"))) == "A page added (v1)"


def test_changes_of_facts_of_the_same_key_but_another_noun_are_apart():
    make_source(key="same-key")
    entity = make_entity(key="same-key")

    assert list(Change.objects.of(entity).values_list("subject_type", flat=True)) == ["entity"]
