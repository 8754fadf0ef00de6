"""An annex in the hands of somebody hasty or ill-meaning: whatever is wrong with one line, nothing is written."""

from dataclasses import replace

import pytest

from controls.models import Change, Entity, EntityName, Listing
from controls.services import annexes
from controls.services.history import FactRefused
from tests.controls.test_annexes_service import annex, line, record
from tests.factories import make_entity, make_list, make_notice, make_source

__all__ = ["annex"]
pytestmark = pytest.mark.django_db


def written():
    return tuple(model.objects.count() for model in (Listing, Entity, EntityName, Change))


def with_line(annex, place, **columns):
    """The annex with one of its lines changed."""
    lines = list(annex["lines"])
    lines[place] = replace(lines[place], **columns)
    return lines


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("columns", [{"key": ""}, {"key": "NOT A KEY"}, {"name_en": "", "name_zh": ""}])
def test_a_bad_line_at_any_place_writes_nothing_and_is_named(annex, now, place, columns):
    before = written()
    with pytest.raises(FactRefused) as refusal:
        record(now, annex, lines=with_line(annex, place, **columns))
    assert str(place + 1) in str(refusal.value)
    assert written() == before


@pytest.mark.parametrize(
    "columns", [{"entity_key": ""}, {"entity_name": ""}, {"type": "spaceship"}, {"country": "JPN"}]
)
def test_a_new_entity_that_cannot_be_one_writes_nothing(annex, now, columns):
    before = written()
    with pytest.raises(FactRefused):
        record(now, annex, lines=with_line(annex, 1, **columns))
    assert written() == before


def test_two_lines_with_one_key_write_nothing(annex, now):
    before = written()
    with pytest.raises(FactRefused):
        record(now, annex, lines=with_line(annex, 1, key="test-annex-1"))
    assert written() == before


def test_a_new_entity_never_takes_the_key_of_one_on_record(annex, now):
    taken = make_entity(key="widget-2", name="Somebody else")
    before = written()
    with pytest.raises(FactRefused):
        record(now, annex)
    taken.refresh_from_db()
    assert (written(), taken.name) == (before, "Somebody else")


def test_the_same_annex_again_lists_nobody_twice(annex, now):
    record(now, annex)
    before = written()
    with pytest.raises(FactRefused):
        record(now, annex)
    assert written() == before


def test_without_evidence_nothing_is_listed(annex, now):
    before = written()
    with pytest.raises(FactRefused):
        record(now, annex, evidence=[])
    assert written() == before


def test_what_is_recorded_of_one_notice_counts_for_no_other(annex, now):
    record(now, annex)
    source, other = make_source(), make_notice(stated_count=1)
    lines = [line(9, source)]
    listings = annexes.record(
        notice=other, entity_list=make_list(), lines=lines, evidence=[source], evidence_grade="official_text",
        evidence_note="", by="ada@example.org", at=now,
    )  # fmt: skip
    assert [each.notice for each in listings] == [other]
    assert Listing.objects.filter(notice=annex["notice"]).count() == 3
