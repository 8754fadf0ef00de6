"""What a change is about: every fact that it concerns, so that the page of each can tell it."""

from datetime import UTC, date, datetime

import pytest

from controls.models import Change
from controls.services import history
from tests.controls.change_log import only_change_of
from tests.factories import make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


class TestWhatAChangeIsAbout:
    def test_begins_with_the_fact_itself(self):
        listing = make_listing()

        assert only_change_of(listing).about[0] == f"listing:{listing.key}"

    def test_a_listing_concerns_entity_list_and_notice(self):
        listing = make_listing()

        concerned = {f"entity:{listing.entity.key}", f"entity-list:{listing.entity_list.key}"}
        assert set(only_change_of(listing).about) == {
            f"listing:{listing.key}",
            f"notice:{listing.notice.key}",
            *concerned,
        }

    def test_an_act_concerns_everybody_it_reaches(self):
        notice = make_notice()
        first, second = make_listing(notice=notice), make_listing(notice=notice)

        event = make_event(listing=first, kind="stopped", effective_from=date(2026, 6, 1), listings=[first, second])

        about = only_change_of(event).about
        assert {f"entity:{first.entity.key}", f"entity:{second.entity.key}"} <= set(about)
        assert {f"listing:{first.key}", f"listing:{second.key}"} <= set(about)

    def test_names_each_fact_once(self):
        entity_list, notice = make_list(), make_notice()
        listed = [make_listing(notice=notice, entity_list=entity_list) for _number in range(3)]

        event = make_event(listing=listed[0], kind="removed", effective_from=date(2026, 6, 1), listings=listed)

        about = only_change_of(event).about
        assert len(about) == len(set(about))
        assert about.count(f"entity-list:{entity_list.key}") == 1

    def test_a_part_concerns_the_whole(self):
        whole = make_entity()

        part = make_entity(part_of=whole)

        assert only_change_of(part).about == [f"entity:{part.key}", f"entity:{whole.key}"]

    def test_further_facts_given_by_the_caller_are_kept_without_doubles(self):
        source = make_source(key="a-page")

        change = history.record(
            subject=source,
            action=Change.Action.AMENDED,
            before=None,
            by="tests",
            at=AT,
            about=["entity:x", "entity:x", "source:a-page"],
        )

        assert change.about == ["source:a-page", "entity:x"]

    def test_finds_the_changes_of_one_entity_among_all(self):
        listing, _other = make_listing(), make_listing()

        found = Change.objects.about(f"entity:{listing.entity.key}")

        assert set(found.values_list("subject_type", flat=True)) == {"entity", "listing"}

    def test_finds_the_changes_of_any_of_several_facts(self):
        one, two = make_source(key="one"), make_source(key="two")

        found = Change.objects.about("source:one", "source:two")

        assert set(found.values_list("subject_key", flat=True)) == {one.key, two.key}

    def test_finds_nothing_by_half_a_key(self):
        make_source(key="one-two")

        assert not Change.objects.about("source:one").exists()
