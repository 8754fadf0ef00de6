"""An annex at the borders of its stated count, and each line that cannot be: by its number, and nothing is written."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.models import Change, Entity, Listing
from controls.services import annexes, entities
from controls.services.annexes import Line
from controls.services.entities import Name
from controls.services.history import FactRefused
from tests.factories import make_entity, make_list, make_notice, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def evidence():
    return make_source()


def lines(count, source, start=1):
    return [line(number, source) for number in range(start, start + count)]


def line(number, source, **columns):
    spelt = Name(f"Widget {number} Ltd.", "en", "as_listed", "official_text", [source])
    given_columns = {
        "key": f"border-{number}",
        "item_number": str(number),
        "name_en": f"Widget {number} Ltd.",
        "name_zh": "",
        "names": [spelt],
        "entity_key": f"border-widget-{number}",
        "entity_name": f"Widget {number} Ltd.",
        "type": "company",
        "country": "JP",
    }
    return Line(**{**given_columns, **columns})


def record(notice, some, source, now, **columns):
    graded = {"evidence": [source], "evidence_grade": "official_text", "evidence_note": ""}
    entity_list = columns.pop("entity_list", None) or make_list()
    return annexes.record(
        notice=notice, entity_list=entity_list, lines=some, by="ada@example.org", at=now, **{**graded, **columns}
    )


def counts():
    return Change.objects.count(), Listing.objects.count(), Entity.objects.count()


BORDERS = [
    (3, 0, 2, False),
    (3, 0, 3, True),
    (3, 0, 4, False),
    (3, 1, 2, False),
    (3, 1, 3, True),
    (3, 1, 4, True),
    (3, 1, 5, False),
    (1, 0, 1, True),
    (1, 0, 2, False),
    (None, 0, 1, True),
    (None, 0, 5, True),
]


@pytest.mark.parametrize(("stated", "extra", "count", "fits"), BORDERS)
def test_an_annex_has_as_many_names_as_stated_and_at_most_the_further_ones(now, evidence, stated, extra, count, fits):
    notice = make_notice(stated_count=stated, extra_count=extra)
    before = counts()
    if fits:
        assert len(record(notice, lines(count, evidence), evidence, now)) == count
    else:
        with pytest.raises(FactRefused, match=f"states {stated} names; with these there would be {count} on record"):
            record(notice, lines(count, evidence), evidence, now)
        assert counts()[1:] == before[1:]


@pytest.mark.parametrize("more", [1, 2])
def test_what_is_on_record_already_counts_with_what_comes(now, evidence, more):
    notice = make_notice(stated_count=2, extra_count=1)
    record(notice, lines(2, evidence), evidence, now)
    if more == 1:
        assert [each.position for each in record(notice, lines(1, evidence, 3), evidence, now)] == [3]
    else:
        with pytest.raises(FactRefused, match="there would be 4 on record"):
            record(notice, lines(2, evidence, 3), evidence, now)


BAD_LINES = {
    "no name of the entity": {"names": []},
    "an entity without a key": {"entity_key": ""},
    "a key that may not stand in an address": {"entity_key": "Widget Ltd."},
    "an entity of no kind": {"type": "rumour"},
    "a country that is none": {"country": "Japan"},
    "the key of the line before": {"key": "border-1"},
    "the number of the line before": {"item_number": "1"},
    "the entity of the line before": {"entity_key": "border-widget-1"},
}


@pytest.mark.parametrize("what", BAD_LINES)
def test_a_line_that_cannot_be_is_named_and_nothing_of_the_annex_written(now, evidence, what):
    notice, entity_list = make_notice(stated_count=None), make_list()
    before = counts()
    some = [line(1, evidence), replace(line(2, evidence), **BAD_LINES[what])]

    with pytest.raises(FactRefused, match=r"^Item \d, Widget 2 Ltd\.: ."):
        record(notice, some, evidence, now, entity_list=entity_list)
    assert counts() == before


def test_a_line_without_an_english_name_is_named_by_its_chinese_one(now, evidence):
    bad = line(7, evidence, name_en="", name_zh="部件株式会社", names=[])
    notice = make_notice(stated_count=1)
    with pytest.raises(FactRefused, match="^Item 7, 部件株式会社: "):
        record(notice, [bad], evidence, now)
    assert not Listing.objects.filter(notice=notice).exists()


def test_an_entity_on_record_is_not_made_again_and_keeps_its_own_columns(now, evidence):
    known = make_entity(key="border-known", name="Known Corporation", type="company", country="US")
    named = line(1, evidence, entity=known, entity_key="", entity_name="", country="JP")
    (written,) = record(make_notice(stated_count=1), [named], evidence, now)

    known.refresh_from_db()
    assert (written.entity, known.country, known.name) == (known, "US", "Known Corporation")
    assert known.names.filter(text="Widget 1 Ltd.").count() == 1


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_one_text_in_another_language_is_another_spelling(now, evidence, language):
    known = make_entity(key="border-known")
    entities.add_name(
        entity=known, name=Name("Widget", "en", "alias", "official_text", [evidence]), by="ada@example.org", at=now
    )
    spelt = [Name("Widget", language, "as_listed", "official_text", [evidence])]
    record(make_notice(stated_count=1), [line(1, evidence, entity=known, names=spelt)], evidence, now)

    assert known.names.filter(text="Widget").count() == (1 if language == "en" else 2)


@given(parts=st.lists(st.integers(1, 3), min_size=1, max_size=3))
@settings(max_examples=4)
def test_parts_of_an_annex_take_places_one_after_the_other(parts):
    evidence, notice, entity_list = make_source(), make_notice(stated_count=None), make_list()
    at = Change.objects.order_by("-pk").values_list("recorded_at", flat=True)[0]
    start, places = 1, []
    for count in parts:
        some = [_of_notice(each, notice) for each in lines(count, evidence, start)]
        places += [each.position for each in record(notice, some, evidence, at, entity_list=entity_list)]
        start += count

    assert places == list(range(1, sum(parts) + 1))


def _of_notice(each, notice):
    """Hypothesis asks several times within one test: each notice has keys of its own."""
    return replace(each, key=f"{notice.key}-{each.key}", entity_key=f"{notice.key}-{each.entity_key}")
