"""The overview over the API: every number counted again from the rows, and the files saying the same as the answer."""

import csv
import io
from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls import states
from controls.cells import neutralised
from controls.models import Clause, Element, EntityList, Listing, Measure, Notice, Suspension
from controls.models.clause_states import of_clause
from tests.factories import make_clause, make_event, make_item, make_listing, make_measure, make_suspension

pytestmark = pytest.mark.usefixtures("seeded")
API = "/api/v1/overview/"
CHARTS = ("strip", "lanes", "growth", "notices", "clocks")
DAYS = ["2023-02-16", "2024-12-03", "2025-05-20", "2025-10-20", "2025-11-12", "2026-11-21", "2100-12-31"]


def answer(client, on="2026-11-21"):
    response = client.get(f"{API}?as_of={on}")
    assert response.status_code == 200, response.content
    return response.json()


def table(client, chart, on="2026-11-21"):
    response = client.get(f"{API}{chart}.csv?as_of={on}")
    assert response.status_code == 200
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content, newline="")))


class TestTheAnswer:
    def test_has_the_five_charts_for_the_day_and_the_revision(self, client):
        found = answer(client, "2025-05-20")

        assert set(found) == {*CHARTS, "as_of", "revision", "freshness"}
        assert found["as_of"] == "2025-05-20"

    def test_without_a_day_speaks_for_today_in_beijing(self, client, today):
        assert client.get(API).json() == answer(client, today.isoformat())

    @pytest.mark.parametrize("on", DAYS)
    def test_the_strip_marks_what_touches_each_rare_earth(self, client, on):
        strip = answer(client, on)["strip"]
        day = date.fromisoformat(on)

        assert [each["id"] for each in strip["elements"]] == list(
            Element.objects.order_by("atomic_number").values_list("symbol", flat=True)
        )
        for element in strip["elements"]:
            marked = {row["id"] for row in strip["measures"] if element["id"] in row["elements"]}
            touching = Measure.objects.filter(jurisdiction="CN").published(on=day).touching(element["id"])
            assert marked == {each.key for each in touching}

    @pytest.mark.parametrize("on", DAYS)
    def test_states_in_the_strip_are_those_of_the_measures(self, client, on):
        listed = client.get(f"/api/v1/measures/?as_of={on}&jurisdiction=CN&page_size=500").json()["results"]
        told = {each["id"]: each["state"] for each in listed}

        rows = answer(client, on)["strip"]["measures"]

        assert {row["id"]: row["state"] for row in rows} == {row["id"]: told[row["id"]] for row in rows}

    @pytest.mark.parametrize("on", DAYS)
    def test_the_stretch_of_the_day_is_what_each_clause_is(self, client, on):
        day, lanes = date.fromisoformat(on), {each["id"]: each for each in answer(client, on)["lanes"]}

        for clause in Clause.objects.filter(measure__jurisdiction="CN").published(on=day):
            lane = lanes.get(clause.key) or lanes[clause.measure.key]
            present = next(
                each
                for each in lane["stretches"]
                if each["first"] <= on and (each["last"] is None or on <= each["last"])
            )
            standing = of_clause(clause, on=day)
            assert (present["code"], present["badge"], present["label"]) == (
                standing.code, standing.badge, standing.label,
            )  # fmt: skip

    @pytest.mark.parametrize("on", DAYS)
    def test_the_last_counts_are_those_of_the_lists(self, client, on):
        lists = client.get(f"/api/v1/entity-lists/?as_of={on}&page_size=500").json()["results"]
        told = {each["id"]: each["counts"] for each in lists if each["counts"]["total"]}

        found = {each["list"]: each["points"][-1] for each in answer(client, on)["growth"] if each["points"]}

        assert {
            key: {"total": point["named"], **{code: point[code] for code in states.CODES}}
            for key, point in found.items()
        } == told

    def test_every_count_of_every_point_is_that_of_the_database_on_its_day(self, client):
        for each in answer(client)["growth"]:
            for point in each["points"]:
                day = date.fromisoformat(point["on"])
                rows = Listing.objects.filter(entity_list__key=each["list"]).published(on=day)
                held = Counter(rows.with_state(on=day).values_list("state_code", flat=True))
                assert {code: point[code] for code in states.CODES if point[code]} == held
                assert point["named"] == rows.count()

    @pytest.mark.parametrize("on", DAYS)
    def test_notices_are_counted_by_month(self, client, on):
        published = Notice.objects.filter(published_on__lte=on)
        by_month = Counter(f"{day:%Y-%m}-01" for day in published.values_list("published_on", flat=True))
        listing = set(published.filter(listings__isnull=False))

        months = answer(client, on)["notices"]

        assert {each["month"]: each["notices"] for each in months if each["notices"]} == by_month
        assert sum(each["listing_notices"] for each in months) == len(listing)

    def test_the_clocks_of_today(self, client):
        clocks = answer(client)["clocks"]

        assert [(each["id"], each["until"], each["days"], each["listings"]) for each in clocks] == [
            ("listing-event:mofcom-2025-21-suspension-continued-2025-11-05", "2026-11-10", -11, 16),
            ("listing-event:uel-2025-7-suspension-continued-2025-11-05", "2026-11-10", -11, 11),
            ("suspension:cn-2025-70", "2026-11-10", -11, 0),
            ("suspension:cn-2025-72", "2026-11-27", 6, 0),
        ]
        assert clocks[2]["announced_end"] == {"until": "2027-01-10", "announced_on": "2026-09-28", "days": 50}
        assert clocks[3]["announced_end"] is None
        assert clocks[3]["concerns"] == [{"id": "clause:cn-2024-46-2", "label": "MOFCOM 2024 No. 46 clause 2"}]

    @pytest.mark.parametrize("on", DAYS)
    def test_every_end_is_that_of_its_act_and_its_days_count_to_it(self, client, on):
        for each in answer(client, on)["clocks"]:
            until = date.fromisoformat(each["until"])

            assert date.fromisoformat(on) + timedelta(days=each["days"]) == until
            noun, _colon, key = each["id"].partition(":")
            if noun == "suspension":
                assert Suspension.objects.get(key=key).until == until

    def test_before_the_first_notice_only_the_heads_are_left(self, client):
        found = answer(client, "2001-01-01")

        assert len(found["strip"]["elements"]) == 17
        assert found["strip"]["measures"] == found["lanes"] == found["notices"] == found["clocks"] == []
        assert [each["list"] for each in found["growth"]] == list(
            EntityList.objects.order_by("order", "key").values_list("key", flat=True)
        )
        assert all(each["points"] == [] for each in found["growth"])

    def test_on_a_day_in_the_future_nothing_is_foreseen_that_is_not_on_record(self, client):
        """What is to be confirmed today still is, for want of an act; only the months go on."""
        now, later = answer(client), answer(client, "2100-12-31")

        assert later["growth"] == now["growth"]
        assert [each["id"] for each in later["clocks"]] == [each["id"] for each in now["clocks"]]
        assert sum(each["notices"] for each in later["notices"]) == sum(each["notices"] for each in now["notices"])
        assert len(later["notices"]) > len(now["notices"])

    def test_pages_of_measures_are_linked(self, client):
        found = answer(client)

        for row in [*found["strip"]["measures"], *found["lanes"]]:
            assert row["url"].endswith(f"/measures/{row.get('measure', row['id'])}/")

    def test_a_caller_may_keep_it_until_the_register_changes(self, client):
        first = client.get(f"{API}?as_of=2025-05-20")

        again = client.get(f"{API}?as_of=2025-05-20", headers={"If-None-Match": first["ETag"]})

        assert again.status_code == 304

    @pytest.mark.usefixtures("freshness_known")
    def test_takes_the_same_questions_for_few_facts_and_for_many(self, client):
        counted = []
        for _round in range(2):
            with CaptureQueriesContext(connection) as queries:
                answer(client)
            counted.append(len(queries))
            measure = make_clause().measure
            make_item(measure=measure)
            make_suspension(clauses=[measure.clauses.get()])
            make_event(listing=make_listing(), kind="stopped", effective_from=date(2026, 3, 1))

        assert counted[0] == counted[1] <= 24


class TestTheFiles:
    @pytest.mark.parametrize("chart", CHARTS)
    def test_are_named_after_the_chart_and_the_day(self, client, chart):
        response = client.get(f"{API}{chart}.csv?as_of=2025-05-20")

        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="overview-{chart}-as-of-2025-05-20.csv"'
        assert response["Register-As-Of"] == "2025-05-20"

    @pytest.mark.parametrize("chart", CHARTS)
    def test_end_every_row_with_the_day_and_the_revision(self, client, chart):
        rows = table(client, chart)

        assert rows
        assert {row["as_of"] for row in rows} == {"2026-11-21"}
        assert len({row["revision"] for row in rows}) == 1

    @pytest.mark.parametrize("chart", CHARTS)
    def test_have_only_their_heading_before_the_first_notice(self, client, chart):
        assert table(client, chart, "2001-01-01") == []

    @pytest.mark.parametrize("on", DAYS)
    def test_the_strip_is_one_row_a_mark(self, client, on):
        measures = answer(client, on)["strip"]["measures"]

        rows = table(client, "strip", on)

        assert Counter((row["element"], row["measure"]) for row in rows) == Counter(
            (symbol, measure["id"]) for measure in measures for symbol in measure["elements"]
        )
        told = {measure["id"]: measure["state"] for measure in measures}
        assert all(row["state"] == told[row["measure"]]["code"] for row in rows)
        assert {(row["element"], row["measure"]) for row in rows if row["named_by"] == "item"} == {
            (symbol, measure["id"]) for measure in measures for symbol in measure["only_in_items"]
        }

    @pytest.mark.parametrize("on", DAYS)
    def test_lanes_are_one_row_a_stretch(self, client, on):
        assert [
            (row["id"], row["code"], row["state_label"], row["first"], row["last"])
            for row in table(client, "lanes", on)
        ] == [
            (lane["id"], each["code"], each["label"], each["first"], each["last"] or "")
            for lane in answer(client, on)["lanes"]
            for each in lane["stretches"]
        ]

    def test_a_lane_says_which_measure_or_clause_it_is(self, client):
        row = next(row for row in table(client, "lanes") if row["id"] == "cn-2024-46-2")

        assert (row["measure"], row["clause"], row["label"]) == (
            "cn-2024-46", "cn-2024-46-2", "MOFCOM 2024 No. 46 clause 2",
        )  # fmt: skip

    @pytest.mark.parametrize("on", DAYS)
    def test_growth_is_one_row_a_point(self, client, on):
        rows = table(client, "growth", on)

        assert [{name: row[name] for name in ("list", "on", "named", *states.CODES)} for row in rows] == [
            {"list": each["list"], **{name: str(value) for name, value in point.items()}}
            for each in answer(client, on)["growth"]
            for point in each["points"]
        ]

    @pytest.mark.parametrize("on", DAYS)
    def test_notices_are_one_row_a_month(self, client, on):
        assert [(row["month"], row["notices"], row["listing_notices"]) for row in table(client, "notices", on)] == [
            (each["month"], str(each["notices"]), str(each["listing_notices"]))
            for each in answer(client, on)["notices"]
        ]

    @pytest.mark.parametrize("on", DAYS)
    def test_clocks_are_one_row_an_end(self, client, on):
        rows = table(client, "clocks", on)

        assert [(row["id"], row["until"], row["days"], row["listings"]) for row in rows] == [
            (each["id"], each["until"], str(each["days"]), str(each["listings"]))
            for each in answer(client, on)["clocks"]
        ]

    def test_an_announced_end_has_columns_of_its_own(self, client):
        row = next(row for row in table(client, "clocks") if row["id"] == "suspension:cn-2025-70")

        assert (row["until"], row["until_inclusive"]) == ("2026-11-10", "yes")
        assert (row["announced_until"], row["announced_on"], row["announced_days"]) == (
            "2027-01-10", "2026-09-28", "50",
        )  # fmt: skip
        assert "clause:cn-2025-57" in row["concerns"].split(" | ")

    def test_a_number_below_zero_stays_a_number(self):
        """A text that begins with a minus could be run as a formula; a number cannot."""
        assert (neutralised(-11), neutralised("-11"), neutralised(0), neutralised(None)) == ("-11", "'-11", "0", "")

    def test_a_title_that_looks_like_a_formula_is_neutralised(self, client):
        title = "=1+1"
        make_clause(measure=make_measure(title_en=title))

        titles = {row["title"] for row in table(client, "lanes")}

        assert f"'{title}" in titles
        assert title not in titles


@pytest.mark.parametrize("address", [API, *(f"{API}{chart}.csv" for chart in CHARTS)])
@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("as_of=2026-02-30", "as_of"),
        ("as_of=2000-12-31", "as_of"),
        ("as_of=2101-01-01", "as_of"),
        ("as_of=", "as_of"),
        ("as_of=2026-02-24&as_of=2026-02-25", "as_of"),
        ("page=1", "page"),
        ("colour=red", "colour"),
    ],
)
def test_a_wrong_question_is_refused_with_the_field_named(client, address, query, field):
    response = client.get(f"{address}?{query}")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert list(response.json()["errors"]) == [field]


@pytest.mark.parametrize("address", [f"{API}no-such-chart.csv", f"{API}strip.json", f"{API}strip/"])
def test_a_chart_that_does_not_exist_is_not_found(client, address):
    assert client.get(address, follow=True).status_code == 404
