"""The reviewed seed itself: complete, sourced, and saying what the notices say."""

import csv
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from controls import states
from controls.models import Change, Entity, EntityName, Listing, ListingEvent, Notice, Source
from controls.services.seeding import checking, reading
from controls.services.seeding.tables import TABLES

SEED = Path(apps.get_app_config("controls").path) / "seed"
pytestmark = pytest.mark.django_db


def state(key: str, day: str) -> str | None:
    found = Listing.objects.for_display().get(key=key).state(on=date.fromisoformat(day))
    return found.code if found else None


def of_seed(model: type) -> set[str]:
    """Keys in the seed's file: other tests may add facts of their own."""
    table = next(table for table in TABLES.values() if table.noun == model.noun)
    with (SEED / table.file).open(encoding="utf-8", newline="") as file:
        return {row["key"] for row in csv.DictReader(file)}


def test_the_tables_pass_their_own_checks() -> None:
    tables, problems = reading.read_tables(directory=SEED)

    assert [*problems, *checking.check(tables=tables)] == []


@pytest.mark.parametrize(
    ("model", "count"), [(Notice, 28), (Entity, 217), (Listing, 274), (ListingEvent, 14), (Source, 242)]
)
def test_every_fact_is_on_record(seeded: None, model: type, count: int) -> None:
    keys = of_seed(model)

    assert len(keys) == count
    assert model.objects.filter(key__in=keys).count() == count


def test_each_list_holds_its_number_of_listings(seeded: None) -> None:
    held = Counter(Listing.objects.filter(key__in=of_seed(Listing)).values_list("entity_list__key", flat=True))

    assert held == {"cn-export-control-list": 153, "cn-watch-list": 40, "cn-unreliable-entity-list": 81}


def test_each_notice_holds_the_names_it_states(seeded: None) -> None:
    notices = Notice.objects.filter(key__in=of_seed(Notice))
    held = Counter(Listing.objects.values_list("notice__key", flat=True))

    assert {n.key: held[n.key] for n in notices} == {n.key: n.stated_count + n.extra_count for n in notices}
    assert sum(1 for n in notices if held[n.key]) == 25


def test_every_listing_has_a_source_with_the_day_it_was_seen(seeded: None) -> None:
    for listing in Listing.objects.prefetch_related("sources"):
        assert listing.sources.all(), listing
        assert all(source.seen_on for source in listing.sources.all()), listing


def test_a_second_load_changes_nothing(seeded: None) -> None:
    before = Change.objects.count()

    call_command("load_seed", verbosity=0)

    assert Change.objects.count() == before


def test_a_firm_of_two_notices_is_one_entity(seeded: None) -> None:
    skydio = Entity.objects.get(key="skydio-inc")

    assert set(skydio.listings.values_list("key", flat=True)) == {"cn-ecl-2025-013-5", "cn-uel-2025-007-1"}
    assert {"Skydio, Inc.", "Skydio Inc.", "斯凯迪奥公司"} <= set(skydio.names.values_list("text", flat=True))
    twice = [e for e in Entity.objects.filter(key__in=of_seed(Entity)) if e.listings.count() == 2]
    assert len(twice) == 57


def test_no_chinese_name_stands_for_two_entities(seeded: None) -> None:
    owners: dict[str, set[str]] = {}
    for name in EntityName.objects.filter(language="zh-Hans", entity__key__in=of_seed(Entity)).select_related("entity"):
        owners.setdefault(re.sub(r"\s", "", name.text), set()).add(name.entity.key)

    assert not {text: keys for text, keys in owners.items() if len(keys) > 1}


@pytest.mark.parametrize(
    ("day", "control_list", "unreliable_list"),
    [
        ("2025-03-03", None, None),
        ("2025-04-15", states.IN_FORCE, states.IN_FORCE),
        ("2025-06-01", states.IN_FORCE, states.SUSPENDED),
        ("2025-11-20", states.STOPPED, states.SUSPENDED),
        ("2026-11-09", states.STOPPED, states.SUSPENDED),
        ("2026-11-10", states.STOPPED, states.SUSPENDED),
        ("2026-11-11", states.STOPPED, states.TO_BE_CONFIRMED),
        ("2026-11-21", states.STOPPED, states.TO_BE_CONFIRMED),
    ],
)
def test_skydio_has_two_states_at_once(
    seeded: None, day: str, control_list: str | None, unreliable_list: str | None
) -> None:
    assert state("cn-ecl-2025-013-5", day) == control_list
    assert state("cn-uel-2025-007-1", day) == unreliable_list


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-04-15", {states.IN_FORCE: 43}),
        ("2025-05-20", {states.IN_FORCE: 15, states.SUSPENDED: 28}),
        ("2025-08-20", {states.IN_FORCE: 15, states.SUSPENDED: 16, states.STOPPED: 12}),
        ("2025-11-20", {states.SUSPENDED: 16, states.STOPPED: 27}),
        ("2026-06-30", {states.SUSPENDED: 16, states.STOPPED: 27}),
        ("2026-11-21", {states.TO_BE_CONFIRMED: 16, states.STOPPED: 27}),
    ],
)
def test_the_43_us_names_of_march_and_april_2025(seeded: None, day: str, expected: dict[str, int]) -> None:
    names = Listing.objects.filter(notice__key__in=["mofcom-2025-13", "mofcom-2025-21", "mofcom-2025-22"])
    asked = date.fromisoformat(day)

    assert Counter(listing.state(on=asked).code for listing in names.for_display()) == expected
    assert Counter(names.with_state(on=asked).values_list("state_code", flat=True)) == expected


def test_subaru_is_under_extra_review_from_24_february_2026(seeded: None) -> None:
    subaru = Listing.objects.get(key="cn-wl-2026-012-1")

    assert (state(subaru.key, "2026-02-23"), state(subaru.key, "2026-02-24")) == (None, states.IN_FORCE)
    assert subaru.effect == "extra_review"
    assert subaru.entity.identifiers.get().value == "5011101019196"
    assert {(n.language, n.text) for n in subaru.entity.names.all()} == {
        ("en", "SUBARU Corporation"), ("zh-Hans", "斯巴鲁株式会社"), ("ja", "株式会社SUBARU"),
    }  # fmt: skip


def test_two_notices_of_april_2025_start_at_one_minute_past_noon(seeded: None) -> None:
    hours = {n.key: n.effective_time for n in Notice.objects.filter(key__in=of_seed(Notice)) if n.effective_time}

    assert {key: hour.isoformat("minutes") for key, hour in hours.items()} == {
        "mofcom-2025-22": "12:01", "uel-2025-8": "12:01",
    }  # fmt: skip
    assert state("cn-ecl-2025-022-1", "2025-04-09") == states.SCHEDULED
    assert state("cn-ecl-2025-022-1", "2025-04-10") == states.IN_FORCE
    assert state("cn-ecl-2025-022-1", "2025-05-20") == states.SUSPENDED
    assert state("cn-ecl-2025-022-1", "2025-08-20") == states.STOPPED


def test_a_listing_without_measures_says_so(seeded: None) -> None:
    pvh, illumina = Listing.objects.filter(notice__key="uel-2025-4").order_by("position")

    day = date(2026, 11, 21)

    assert {pvh.effect, illumina.effect} == {"none_stated"}
    assert (pvh.name_en, pvh.name_zh) == ("", "美国PVH集团")
    assert [event.kind for event in illumina.events.order_by("effective_from")] == ["measure_added", "measure_stopped"]
    assert {pvh.effect_on(on=day), illumina.effect_on(on=day)} == {"none_stated"}
    assert illumina.effect_on(on=date(2025, 6, 1)) == "prohibited"
    assert state(illumina.key, "2026-11-21") == states.IN_FORCE


def test_branches_under_item_14_are_parts_of_the_group(seeded: None) -> None:
    parts = Entity.objects.filter(part_of__key="techinsights-inc")

    assert parts.count() == 9
    assert set(Listing.objects.filter(entity__in=parts).values_list("item_number", flat=True)) == {
        f"14.{number}" for number in range(2, 11)
    }


def test_the_country_rule_names_nobody_and_writes_on_no_list(seeded: None) -> None:
    rule = Notice.objects.get(key="mofcom-2026-1")

    assert (rule.entity_list, rule.stated_count, rule.listings.count()) == (None, 0, 0)
    assert "military" in rule.measures


def test_official_pages_were_cited_not_opened(seeded: None) -> None:
    official = Source.objects.filter(key__in=of_seed(Source), kind="official")

    assert {source.seen_as for source in official} == {"cited"}
    assert all(".mofcom.gov.cn/" in source.url for source in official)


def test_no_table_has_a_source_that_nothing_rests_on(seeded: None) -> None:
    tables, _ = reading.read_tables(directory=SEED)
    used = {
        key
        for rows in tables.values()
        for row in rows
        for column in ("sources", "announced_sources")
        for key in row.cells.get(column) or ()
    }

    assert {row["key"] for row in tables["sources"]} == used
