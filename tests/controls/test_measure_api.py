"""Measures, elements, codes and claims over the API: shapes, states on a day, filters, refusals, fixed cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import make_clause, make_item, make_measure, make_suspension

pytestmark = pytest.mark.usefixtures("seeded", "today")
API = "/api/v1"
MOMENTS = ("2026-05-01", "2026-10-01", "2026-11-21")
OCTOBER = ["cn-2025-55", "cn-2025-56", "cn-2025-57", "cn-2025-58"]


def ask(client, path, **question):
    answer = client.get(f"{API}{path}", question)
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(client, path, status, **question):
    answer = client.get(f"{API}{path}", question)
    assert answer.status_code == status, answer.content
    return answer.json()


def measure(client, key, day):
    return ask(client, f"/measures/{key}/", as_of=day)


def clause_states(found):
    return {clause["id"]: clause["state"]["code"] for clause in found["clauses"]}


def keys(found):
    return {row["id"] for row in found["results"]}


class TestStates:
    @pytest.mark.parametrize("key", OCTOBER)
    @pytest.mark.parametrize(
        ("day", "code"),
        [
            ("2025-10-20", "scheduled"),
            ("2025-11-06", "scheduled"),
            ("2025-11-07", "suspended"),
            ("2025-11-08", "suspended"),
            ("2026-05-01", "suspended"),
            ("2026-11-10", "suspended"),
            ("2026-11-11", "to_be_confirmed"),
            ("2026-11-21", "to_be_confirmed"),
        ],
    )
    def test_nos_55_to_58(self, client, key, day, code):
        assert measure(client, key, day)["state"]["code"] == code

    @pytest.mark.parametrize("key", OCTOBER)
    def test_nos_55_to_58_never_operated_and_say_so(self, client, key):
        assert "never operated" in measure(client, key, "2025-11-07")["state"]["note"]
        assert "never operated" not in measure(client, key, "2025-10-20")["state"]["note"]

    @pytest.mark.parametrize(
        ("day", "limbs", "whole"),
        [
            ("2025-10-20", ("scheduled", "scheduled", "in_force"), "mixed"),
            ("2025-11-07", ("suspended",) * 3, "suspended"),
            ("2025-12-01", ("suspended",) * 3, "suspended"),
            ("2026-05-01", ("suspended",) * 3, "suspended"),
            ("2026-11-21", ("to_be_confirmed",) * 3, "to_be_confirmed"),
        ],
    )
    def test_no_61_by_its_limbs(self, client, day, limbs, whole):
        found = measure(client, "cn-2025-61", day)

        assert clause_states(found) == dict(zip(["cn-2025-61-a", "cn-2025-61-b", "cn-2025-61-c"], limbs, strict=True))
        assert found["state"]["code"] == whole

    def test_limbs_a_and_b_of_no_61_never_operated_and_c_did(self, client):
        notes = [c["state"]["note"] for c in measure(client, "cn-2025-61", "2026-05-01")["clauses"]]

        assert ["never operated" in note for note in notes] == [True, True, False]

    def test_no_62_bound_for_four_weeks(self, client):
        assert measure(client, "cn-2025-62", "2025-10-20")["state"]["code"] == "in_force"
        assert measure(client, "cn-2025-62", "2025-10-20")["state"]["label"] == "Licence needed"
        assert measure(client, "cn-2025-62", "2025-11-07")["state"]["code"] == "suspended"

    def test_the_announced_end_stands_beside_the_formal_one(self, client):
        may, october, today = (measure(client, "cn-2025-57", d)["state"] for d in MOMENTS)

        assert (may["until"], may["until_announced"]) == ("2026-11-10", None)
        assert (october["until"], october["until_announced"]) == ("2026-11-10", "2027-01-10")
        assert (today["code"], today["until"], today["until_announced"]) == ("to_be_confirmed", None, "2027-01-10")
        assert "no formal notice" in today["note"]

    def test_the_announced_end_has_its_own_sources(self, client):
        (suspension,) = measure(client, "cn-2025-57", "2026-11-21")["suspensions"]

        announced = suspension["announced_end"]
        assert (suspension["id"], suspension["until"]) == ("cn-2025-70", "2026-11-10")
        assert announced["announced_on"] == "2026-09-28"
        assert "mofcom-art-cd060e06" in {source["id"] for source in announced["sources"]}
        assert "not a legal instrument" in announced["note"]

    @pytest.mark.parametrize(
        ("day", "second", "until"),
        [
            ("2025-11-08", "in_force", None),
            ("2025-11-09", "suspended", "2026-11-27"),
            ("2026-11-21", "suspended", "2026-11-27"),
            ("2026-11-27", "suspended", "2026-11-27"),
            ("2026-11-28", "to_be_confirmed", None),
        ],
    )
    def test_no_46_of_2024_by_its_clauses(self, client, day, second, until):
        found = measure(client, "cn-2024-46", day)

        states = {clause["id"]: clause["state"] for clause in found["clauses"]}
        assert states["cn-2024-46-1"]["code"] == "in_force"
        assert states["cn-2024-46-1"]["since"] == "2024-12-03"
        assert (states["cn-2024-46-2"]["code"], states["cn-2024-46-2"]["until"]) == (second, until)
        assert found["state"]["code"] == ("in_force" if second == "in_force" else "mixed")

    @pytest.mark.parametrize(
        "day", ["2025-04-04", "2025-10-20", "2025-11-07", "2026-05-01", "2026-11-21", "2030-01-01"]
    )
    def test_no_18_was_never_suspended(self, client, day):
        found = measure(client, "cn-2025-18", day)

        assert (found["state"]["code"], found["state"]["since"], found["suspensions"]) == ("in_force", "2025-04-04", [])

    def test_before_publication_it_was_not_on_record(self, client):
        problem = refused(client, "/measures/cn-2025-61/", 404, as_of="2025-10-08")

        assert "was not on record on 2025-10-08" in problem["errors"]["as_of"][0]

    def test_a_suspension_is_not_told_before_it_was_published(self, client):
        assert measure(client, "cn-2025-61", "2025-10-20")["suspensions"] == []


class TestShape:
    def test_of_a_measure(self, client):
        found = measure(client, "cn-2025-61", "2026-11-21")

        assert {"id", "number", "title", "authority", "type", "state", "clauses", "items", "suspensions"} <= set(found)
        assert (found["id"], found["number"]) == ("cn-2025-61", "MOFCOM 2025 No. 61")
        assert set(found["state"]) == {"code", "label", "since", "until", "until_announced", "note"}
        assert set(found["evidence"]) == {"grade", "sources"}
        assert found["elements"] == ["Sm", "Dy", "Gd", "Tb", "Lu", "Sc", "Y"]
        assert (found["as_of"], found["extraterritorial"]) == ("2026-11-21", True)
        assert "0.1 percent" in found["extraterritorial_rule"]

    def test_of_a_clause(self, client):
        first = measure(client, "cn-2025-61", "2026-11-21")["clauses"][0]

        assert set(first) == {"id", "label", "text", "effective_from", "until", "state"}
        assert (first["id"], first["label"], first["effective_from"]) == ("cn-2025-61-a", "(a)", "2025-12-01")

    def test_of_an_item_with_the_origin_of_its_customs_numbers(self, client):
        items = {item["code"]: item for item in measure(client, "cn-2025-18", "2026-11-21")["items"]}

        assert len(items) == 73
        assert items["1C905.a.4"]["elements"] == ["Nd", "Dy"]
        assert items["1C905.a.4"]["hs"] == []
        assert items["1C902.a.1"]["hs"] == [
            {"number": "2805301910", "source": "measure", "year": 2025},
            {"number": "2805301910", "source": "licence_catalogue", "year": 2026},
        ]
        assert items["1C905.b"]["hs_basis"] == "derived"

    def test_the_key_may_be_written_in_capitals(self, client):
        assert measure(client, "CN-2025-61", "2026-11-21")["id"] == "cn-2025-61"

    def test_a_day_that_is_not_known_is_null(self, client):
        found = measure(client, "cn-2023-39", "2026-11-21")

        assert (found["published_on"], found["known_from"]) == (None, "2023-10-31")

    def test_a_notice_on_record_is_named(self, client):
        assert measure(client, "cn-2026-01", "2026-11-21")["notice"] == "mofcom-2026-1"
        assert measure(client, "cn-2025-18", "2026-11-21")["notice"] is None


class TestList:
    def test_holds_what_was_published_by_the_day(self, client):
        early, late = (ask(client, "/measures/", as_of=day) for day in ("2025-04-03", "2025-04-04"))

        assert "cn-2025-18" not in keys(early)
        assert keys(late) - keys(early) == {"cn-2025-18"}

    def test_is_empty_before_anything_was_published(self, client):
        assert ask(client, "/measures/", as_of="2002-01-01")["count"] == 0

    @pytest.mark.parametrize(
        ("question", "there", "absent"),
        [
            ({"element": "Ho"}, "cn-2025-57", "cn-2025-18"),
            ({"element": ["Ga", "Sb"]}, "cn-2024-33", "cn-2025-57"),
            ({"jurisdiction": "VN"}, "vn-2025-geomin", "cn-2025-18"),
            ({"type": "prohibition"}, "cn-2026-01", "cn-2025-18"),
            ({"state": "suspended"}, "cn-2024-46", "cn-2025-61"),
            ({"state": "to_be_confirmed"}, "cn-2025-61", "cn-2024-46"),
            ({"state": "scheduled"}, "us-dfars-7052", "cn-2025-18"),
            ({"q": "1C905"}, "cn-2025-18", "cn-2025-57"),
            ({"q": "稀土"}, "cn-2025-62", "cn-2023-23"),
            ({"q": "cn-2025-62"}, "cn-2025-62", "cn-2025-61"),
        ],
    )
    def test_narrows(self, client, question, there, absent):
        found = keys(ask(client, "/measures/", **question))

        assert there in found
        assert absent not in found

    @pytest.mark.parametrize(
        ("question", "field"),
        [
            ({"element": "Xx"}, "element"),
            ({"type": "tax"}, "type"),
            ({"state": "mixed"}, "state"),
            ({"jurisdiction": "XX"}, "jurisdiction"),
            ({"as_of": "1999-12-31"}, "as_of"),
            ({"page": "99"}, "page"),
            ({"colour": "red"}, "colour"),
            ({"q": ""}, "q"),
        ],
    )
    def test_refuses_in_words(self, client, question, field):
        assert field in refused(client, "/measures/", 400, **question)["errors"]

    def test_every_state_in_the_list_is_that_of_the_detail(self, client):
        for row in ask(client, "/measures/", as_of="2026-05-01")["results"]:
            assert measure(client, row["id"], "2026-05-01")["state"] == row["state"]

    @pytest.mark.usefixtures("freshness_known")
    def test_costs_as_many_queries_for_many_as_for_few(self, client):
        for number in range(4):
            whole = make_measure(elements=["Lu", "W"] if number else ["Bi", "Li"])
            make_suspension(clauses=[make_clause(measure=whole)])
            make_item(measure=whole)
        with CaptureQueriesContext(connection) as few:
            ask(client, "/measures/", element="Li", as_of="2026-05-01", q="TEST")
        with CaptureQueriesContext(connection) as many:
            ask(client, "/measures/", element="Lu", as_of="2026-05-01", q="TEST")

        assert len(few) == len(many)


class TestElements:
    def test_are_the_seventeen_in_order(self, client):
        found = ask(client, "/elements/")

        assert found["count"] == 17
        assert [row["id"] for row in found["results"]][:3] == ["Sc", "Y", "La"]

    def test_dysprosium_today(self, client):
        found = ask(client, "/elements/Dy/", as_of="2026-11-21")

        states = {row["id"]: row["state"]["code"] for row in found["measures"]}
        goods = {item["code"]: item["state"]["code"] for item in found["goods"] if item["code"]}
        assert (states["cn-2025-18"], states["cn-2025-61"], states["cn-2025-62"]) == (
            "in_force", "to_be_confirmed", "to_be_confirmed",
        )  # fmt: skip
        assert {goods[code] for code in goods if code.startswith("1C905")} == {"in_force"}
        assert {item["code"] for item in found["technology"]} == {"1E902.a", "1E902.b"}
        assert "cn-2025-18-1c905.a.4-42" in found["together"]

    def test_neodymium_is_caught_only_inside_magnets(self, client):
        found = ask(client, "/elements/nd/", as_of="2026-11-21")

        of_no_18 = [item["code"] for item in found["goods"] if item["measure"] == "cn-2025-18"]
        assert of_no_18 == ["1C904.a.4", "1C905.a.4"]
        assert "cn-2025-18" not in {row["id"] for row in found["measures"]}

    def test_holmium_was_scheduled_then_suspended(self, client):
        def state(day):
            return {r["id"]: r["state"]["code"] for r in ask(client, "/elements/Ho/", as_of=day)["measures"]}[
                "cn-2025-57"
            ]

        assert [state(day) for day in ("2025-10-20", "2026-05-01", "2026-11-21")] == [
            "scheduled", "suspended", "to_be_confirmed",
        ]  # fmt: skip

    def test_another_symbol_is_not_found(self, client):
        assert "Fe" in refused(client, "/elements/Fe/", 404)["detail"]


class TestCodes:
    def test_give_hints_and_never_a_verdict(self, client):
        found = ask(client, "/codes/", page_size=200)

        assert found["count"] == 82
        assert {row["verdict"] for row in found["results"]} == {None}

    def test_name_the_items_that_name_them(self, client):
        (row,) = ask(client, "/codes/", q="2846901500")["results"]

        assert [item["code"] for item in row["items"]] == ["1C905.b"]
        assert row["elements"] == ["Dy"]

    def test_a_heading_stands_for_all_below_it(self, client):
        rows = {row["id"]: row for row in ask(client, "/codes/", q="284690")["results"]}

        assert "1C905.b" in {item["code"] for item in rows["284690"]["items"]}

    def test_name_no_item_of_a_measure_that_was_not_yet_published(self, client):
        (row,) = ask(client, "/codes/", q="2846901500", as_of="2025-04-03")["results"]

        assert row["items"] == []

    def test_are_found_by_words_and_element(self, client):
        assert "8505111000" in keys(ask(client, "/codes/", q="permanent magnets"))
        assert "2846901500" in keys(ask(client, "/codes/", element="Dy"))
        assert "2846901600" not in keys(ask(client, "/codes/", element="Dy"))


class TestClaims:
    def test_come_with_verdict_and_better_source(self, client):
        found = {row["id"]: row for row in ask(client, "/claims/")["results"]}

        assert len(found) == 16
        assert found["cc-01"]["verdict"] == "wrong"
        assert "稀土硼酸氧钙" in found["cc-01"]["better"]
        assert "measure:cn-cat-2023" in found["cc-01"]["about"]
        assert all(row["evidence"]["sources"] for row in found.values())

    def test_narrow_by_verdict_and_words(self, client):
        assert keys(ask(client, "/claims/", verdict="misleading")) == {"cc-09"}
        assert "cc-15" in keys(ask(client, "/claims/", q="gallium"))

    def test_an_unknown_verdict_is_refused(self, client):
        assert "verdict" in refused(client, "/claims/", 400, verdict="true")["errors"]
