"""The history of an entity on two clocks: what the law did, and what this register recorded."""

from datetime import date, datetime

import pytest

from controls.models import Change
from controls.services import entities
from controls.views.timelines import MOST_RECORDS
from tests.controls.reading import entity_page
from tests.factories import make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db


def history(client, entity, **query):
    """Rows as (day, whether law, title, detail)."""
    page = entity_page(client, entity.key, **query)
    rows = []
    for row in page.one("ol", of_class="tl").all("li"):
        title, detail = (each.text for each in row.all("p"))
        rows.append((row.one("time")["datetime"], "law" in row.classes, title.split(": ", 1)[1], detail))
    return rows


def law(client, entity, **query):
    return [(day, title, detail) for day, is_law, title, detail in history(client, entity, **query) if is_law]


def test_begins_with_the_listing(client, today):
    notice = make_notice(published_on=date(2026, 3, 1), effective_from=date(2026, 3, 5), label="TEST 2026 No. 9")
    listing = make_listing(
        notice=notice, entity_list=make_list(name_en="Some List"), item_number="7", effective_from=None
    )

    assert law(client, listing.entity) == [
        ("2026-03-05", "Put on the Some List", "TEST 2026 No. 9, item 7; published on 1 Mar 2026")
    ]


@pytest.mark.parametrize(
    ("kind", "until", "title"),
    [
        ("suspended", date(2026, 9, 1), "Suspended until 1 Sep 2026"),
        ("suspended", None, "Suspended"),
        ("suspension_continued", date(2026, 9, 1), "Suspension continued until 1 Sep 2026"),
        ("resumed", None, "Resumed"),
        ("stopped", None, "Measures stopped"),
        ("removed", None, "Removed from the list"),
        ("moved", None, "Moved to another list"),
    ],
)
def test_says_what_each_act_did(client, today, kind, until, title):
    listing = make_listing()
    make_event(listing=listing, kind=kind, effective_from=date(2026, 6, 10), announced_on=date(2026, 6, 5), until=until)

    day, found, detail = law(client, listing.entity)[1]

    assert (day, found) == ("2026-06-10", title)
    assert detail == f"On the names of {listing.notice.label}; announced on 5 Jun 2026"


def test_says_whose_measure_an_act_on_one_measure_concerns(client, today):
    listing = make_listing()
    make_event(listing=listing, kind="measure_stopped", effective_from=date(2026, 6, 10), announced_on=date(2026, 6, 5))

    assert law(client, listing.entity)[1] == (
        "2026-06-10",
        "One measure stopped",
        f"The measure of {listing.notice.label}; announced on 5 Jun 2026",
    )


def test_quotes_the_wording_in_its_own_language(client, today):
    listing = make_listing()
    make_event(listing=listing, kind="suspended", effective_from=date(2026, 6, 10), wording_zh="暂停…90天")

    row = entity_page(client, listing.entity.key).one("ol", of_class="tl").all("li", of_class="law")[1]

    assert row.one(lang="zh-Hans").text == "暂停…90天"


def test_runs_by_day_with_the_law_before_our_record_of_it(client, today):
    listing = make_listing()
    make_event(listing=listing, kind="stopped", effective_from=today)

    rows = history(client, listing.entity)

    assert [(day, is_law) for day, is_law, *_rest in rows] == [
        ("2026-02-24", True),
        ("2026-11-21", True),
        ("2026-11-21", False),
        ("2026-11-21", False),
        ("2026-11-21", False),
    ]


def test_an_act_on_two_listings_of_the_entity_stands_once(client, today):
    entity, notice = make_entity(), make_notice()
    first = make_listing(entity=entity, notice=notice, entity_list=make_list())
    second = make_listing(entity=entity, notice=notice, entity_list=make_list())
    make_event(listing=first, kind="stopped", effective_from=date(2026, 6, 1), listings=[first, second])

    assert [title for _day, title, _detail in law(client, entity)].count("Measures stopped") == 1


def test_records_link_to_the_change_and_count_every_kind_of_fact(client, today):
    listing = make_listing(entity=make_entity("Recorded Ltd"))
    make_event(listing=listing, kind="stopped", effective_from=date(2026, 6, 1))

    page = entity_page(client, listing.entity.key)
    records = [row for row in page.one("ol", of_class="tl").all("li") if "law" not in row.classes]

    assert [row.all("p")[0].text for row in records] == [
        "Our record: Added: entity",
        "Our record: Added: listing",
        "Our record: Stopped: act on listings",
    ]
    newest = Change.objects.about(f"entity:{listing.entity.key}").latest("id").pk
    assert records[-1].one("a")["href"] == f"/changes/{newest}/"


def test_records_of_others_are_not_shown(client, today):
    ours, theirs = make_listing(), make_listing()

    assert theirs.entity.name not in str(history(client, ours.entity))


def test_of_very_many_records_the_newest_are_shown(client, today, now):
    entity = make_entity()
    for number in range(MOST_RECORDS + 5):
        entities.correct(entity=entity, fields={"note": f"Note {number}."}, reason="Test.", by="tests", at=now)

    rows = [row for row in history(client, entity) if not row[1]]

    assert len(rows) == MOST_RECORDS
    assert {title for _day, _law, title, _detail in rows} == {"Corrected: entity"}


def test_the_day_of_a_record_is_beijings(client, today):
    at = datetime.fromisoformat("2026-11-19T20:00:00+00:00")
    name = entities.Name("Night Ltd", "en", "as_listed", "official_text", [make_source()])
    entity = entities.register(
        key="night", name="Night Ltd", type="company", country="JP", names=[name], by="tests", at=at
    )

    assert [row[0] for row in history(client, entity)] == ["2026-11-20"]
