"""Sources are put on record once, corrected with a reason, and never lost from the facts that rest on them."""

from datetime import UTC, date, datetime

import pytest

from controls.models import Change, Source
from controls.services import listings, sources
from controls.services.history import FactRefused
from tests.controls.change_log import latest_change_of, only_change_of, revision
from tests.factories import make_listing, make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def correct(source, **fields):
    return sources.correct(source=source, fields=fields, reason="Misread.", by="tests", at=AT)


class TestRegistering:
    def test_returns_the_source_as_it_is_on_record(self):
        source = make_source(key="test-page", title="A page")

        assert Source.objects.get(key="test-page") == source

    def test_keeps_the_hash_of_the_kept_copy(self):
        assert make_source(sha256="a" * 64).snapshot()["sha256"] == "a" * 64

    @pytest.mark.parametrize(
        ("columns", "words"),
        [
            ({"seen_on": None}, "seen_on: "),
            ({"title": ""}, "title: "),
            ({"key": ""}, "key: "),
            ({"key": "with a space"}, "key: "),
            ({"key": "x" * 121}, "key: "),
            ({"kind": "rumour"}, "kind: "),
            ({"kind": ""}, "kind: "),
            ({"seen_as": "dreamt"}, "seen_as: "),
            ({"url": "not an address"}, "url: "),
            ({"url": "javascript:alert(1)"}, "url: "),
            ({"url": "https://example.org/" + "x" * 1000}, "url: "),
            ({"sha256": "a" * 65}, "sha256: "),
            ({"seen_on": "yesterday"}, "seen_on: "),
        ],
    )
    def test_refuses_in_words_that_name_the_field(self, columns, words):
        with pytest.raises(FactRefused) as refusal:
            make_source(**columns)

        assert words in str(refusal.value)

    def test_names_every_fault_at_once(self):
        with pytest.raises(FactRefused) as refusal:
            make_source(title="", seen_on=None, kind="rumour")

        assert all(f"{field}: " in str(refusal.value) for field in ("title", "seen_on", "kind"))

    def test_refuses_a_key_that_is_taken(self):
        make_source(key="test-page")

        with pytest.raises(FactRefused, match="already exists"):
            make_source(key="test-page")

    def test_allows_two_sources_at_one_address(self):
        """A page that was read on two days is two sources."""
        first = make_source(url="https://example.org/page", seen_on=date(2026, 1, 1))
        second = make_source(url="https://example.org/page", seen_on=date(2026, 2, 1))

        assert first.pk != second.pk

    def test_allows_a_source_without_an_address(self):
        assert make_source(url="").url == ""


class TestCorrecting:
    def test_mends_the_column_that_was_wrong(self):
        source = correct(make_source(), publisher="Ministry of Commerce")

        assert Source.objects.get(pk=source.pk).publisher == "Ministry of Commerce"

    def test_leaves_all_other_columns_alone(self):
        source = make_source(note="Kept.")

        correct(source, title="Another")

        before, after = latest_change_of(source).before, latest_change_of(source).after
        assert {field for field in after if after[field] != before[field]} == {"title"}

    def test_to_what_is_on_record_already_leaves_no_change(self):
        source = make_source(title="As it is")
        before = revision()

        correct(source, title="As it is")

        assert revision() == before

    def test_works_on_what_is_on_record_and_not_on_what_the_caller_holds(self):
        """The caller's copy may be a day old; only the given columns are written."""
        stale = make_source(note="")
        correct(Source.objects.get(pk=stale.pk), note="Written meanwhile.")

        correct(stale, title="Another")

        assert Source.objects.get(pk=stale.pk).note == "Written meanwhile."

    def test_refuses_what_registering_would_refuse(self):
        source = make_source()

        with pytest.raises(FactRefused, match="seen_on: "):
            correct(source, seen_on=None)

    def test_refuses_a_column_that_does_not_exist_and_names_it(self):
        with pytest.raises(FactRefused, match="Source has no column colour, size"):
            correct(make_source(), size=1, colour="red")

    @pytest.mark.parametrize(("column", "value"), [("key", "another-key"), ("id", 2_000_000_000)])
    def test_refuses_another_key_since_the_log_knows_the_fact_by_it(self, column, value):
        source = make_source()

        with pytest.raises(FactRefused, match=f"The {column} of source .* never changes"):
            correct(source, **{column: value})

    def test_accepts_the_key_that_the_source_has(self):
        source = make_source(key="test-page", title="Old")

        assert correct(source, key="test-page", title="New").title == "New"


class TestAttaching:
    def test_sets_exactly_the_given_sources(self):
        listing, source = make_listing(), make_source()

        sources.attach(fact=listing, sources=[source])

        assert list(listing.sources.all()) == [source]

    def test_refuses_to_leave_a_fact_without_a_source(self):
        listing = make_listing(key="test-no-source")

        with pytest.raises(FactRefused, match=r"\(test-no-source\) needs at least one source"):
            sources.attach(fact=listing, sources=[])

        assert listing.sources.count() == 1

    def test_counts_the_same_source_once(self):
        listing, source = make_listing(), make_source()

        sources.attach(fact=listing, sources=[source, source])

        assert listing.sources.count() == 1

    def test_writes_no_change_of_its_own(self):
        listing, source = make_listing(), make_source()
        before = revision()

        sources.attach(fact=listing, sources=[source])

        assert revision() == before

    def test_of_another_source_is_a_correction_of_the_fact(self):
        listing, source = make_listing(), make_source(key="test-better-page")

        listings.correct(listing=listing, fields={}, evidence=[source], reason="A better one.", by="tests", at=AT)

        assert latest_change_of(listing).after["sources"] == ["test-better-page"]

    def test_of_a_source_is_no_change_of_the_source(self):
        source = make_source()

        make_listing(evidence=[source])

        assert only_change_of(source).action == Change.Action.ADDED
