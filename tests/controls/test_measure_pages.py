"""Pages of measures, elements, codes and claims as a reader uses them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.controls.markup import tree
from tests.factories import make_clause, make_item, make_measure, make_suspension

pytestmark = pytest.mark.usefixtures("seeded", "today")


def page(client, path, status=200, **question):
    answer = client.get(path, question)
    assert answer.status_code == status
    return answer


def words(answer):
    return tree(answer).one("main").text


def rows(answer, region):
    return tree(answer).one(role="region", aria_label=region).one("tbody").all("tr")


def queries(client, path, **question):
    with CaptureQueriesContext(connection) as asked:
        page(client, path, **question)
    return len(asked)


class TestTheList:
    def test_shows_every_measure_with_its_badge(self, client):
        found = rows(page(client, "/measures/"), "Measures")

        assert len(found) == 31
        assert all(len(row.all(of_class="b")) == 1 for row in found)

    def test_says_what_no_18_and_no_46_are_today(self, client):
        by_title = {
            row.one("th").one("a").text: row.one(of_class="b").text
            for row in rows(page(client, "/measures/"), "Measures")
        }

        assert by_title["Export controls on certain medium and heavy rare-earth items (7 elements)"] == "Licence needed"
        assert by_title["Tighter dual-use export control towards the United States"] == "Mixed"
        assert by_title["Export controls on rare-earth technologies"] == "To be confirmed"

    def test_keeps_the_choices_in_its_form(self, client):
        chosen = tree(page(client, "/measures/", type="licence", state="suspended", element="Dy"))

        assert {option["value"] for option in chosen.all("option") if "selected" in option.attributes} == {
            "licence", "suspended", "Dy",
        }  # fmt: skip

    def test_of_an_early_day_says_that_silence_is_no_freedom(self, client):
        assert "does not mean that nothing was controlled" in words(page(client, "/measures/", as_of="2002-01-01"))

    def test_is_in_the_navigation(self, client):
        nav = tree(page(client, "/measures/")).one("nav", of_class="nav")

        assert [link.text for link in nav.all("a") if link.get("aria-current")] == ["Measures"]

    def test_links_keep_the_day(self, client):
        first = rows(page(client, "/measures/", as_of="2026-05-01"), "Measures")[0]

        assert first.one("th").one("a")["href"].endswith("?as_of=2026-05-01")

    @pytest.mark.parametrize("question", [{"state": "mixed"}, {"element": "Fe"}, {"type": "tax"}, {"page": "7"}])
    def test_refuses_a_wrong_question(self, client, question):
        (field,) = question

        assert [fault["field"] for fault in page(client, "/measures/", 400, **question).context["faults"]] == [field]

    def test_costs_the_same_for_two_as_for_ten(self, client):
        for number in range(12):
            whole = make_measure(elements=["Lu", "W"] if number < 10 else ["Bi", "Li"])
            make_suspension(clauses=[make_clause(measure=whole)])
        queries(client, "/claims/")  # what the frame keeps for this revision

        assert queries(client, "/measures/", element="Li", q="TEST") == queries(
            client, "/measures/", element="Lu", q="TEST"
        )


class TestOneMeasure:
    def test_shows_each_clause_with_its_own_state(self, client):
        found = rows(page(client, "/measures/cn-2025-61/", as_of="2025-10-20"), "Clauses")

        assert [(row["id"], row.one(of_class="b").text) for row in found] == [
            ("cn-2025-61-a", "Scheduled"), ("cn-2025-61-b", "Scheduled"), ("cn-2025-61-c", "Licence needed"),
        ]  # fmt: skip

    def test_shows_the_suspension_with_formal_and_announced_end(self, client):
        (row,) = rows(page(client, "/measures/cn-2025-57/"), "Suspensions and ends")

        assert "7 Nov 2025" in row.text
        assert "10 Nov 2026 passed" in row.text
        assert "10 Jan 2027" in row.text
        assert "no formal notice seen" in row.text

    def test_does_not_know_the_announcement_before_it_was_made(self, client):
        (row,) = rows(page(client, "/measures/cn-2025-57/", as_of="2026-05-01"), "Suspensions and ends")

        assert "2027" not in row.text

    def test_says_that_it_never_operated(self, client):
        assert "it has never operated" in words(page(client, "/measures/cn-2025-56/"))
        assert "never operated" not in words(page(client, "/measures/cn-2025-62/"))

    def test_of_an_earlier_day_says_that_it_was_not_published(self, client):
        assert "had not been published" in words(page(client, "/measures/cn-2025-61/", as_of="2025-10-08"))

    def test_lists_items_with_codes_and_customs_numbers(self, client):
        found = {row["id"]: row for row in rows(page(client, "/measures/cn-2025-18/"), "Controlled items")}

        assert len(found) == 73
        metal = found["cn-2025-18-1c902.a.1-3"]
        assert [link["href"] for link in metal.all("a")][:2] == ["/codes/1C902.a.1/", "/codes/2805301910/"]
        assert "measure 2025, licence catalogue 2026" in metal.text
        assert "printed in the announcement" in metal.text

    def test_tells_the_rule_beyond_the_border_and_the_legal_basis(self, client):
        text = words(page(client, "/measures/cn-2025-61/"))

        assert "50 percent rule" in text
        assert "Regulations on Export Control of Dual-Use Items; State Council approval" in text

    def test_shows_what_is_often_reported_wrongly(self, client):
        by_measure = words(page(client, "/measures/cn-2025-61/"))
        by_suspension = words(page(client, "/measures/cn-2025-57/"))

        assert "needs Chinese rare earths AND Chinese technology" in by_measure
        assert "suspended until 28 November 2026" in by_suspension

    def test_shows_both_claims_on_the_catalogue(self, client):
        text = words(page(client, "/measures/cn-cat-2023/"))

        assert "boric acid and calcium oxide" in text
        assert "newly banned rare-earth extraction" in text

    def test_has_its_history_on_two_clocks(self, client):
        history = tree(page(client, "/measures/cn-2024-46/")).one("ol", of_class="tl")

        assert [item.one("time")["datetime"] for item in history.all("li", of_class="law")] == [
            "2024-12-03", "2024-12-03", "2025-11-09", "2026-11-27",
        ]  # fmt: skip
        assert any("Our record" in item.text for item in history.all("li"))

    def test_offers_the_days_on_which_it_changed(self, client):
        days = page(client, "/measures/cn-2025-55/").context["other_days"]

        assert [(day["on"].isoformat(), day["label"]) for day in days] == [
            ("2025-10-09", "scheduled"), ("2025-11-07", "suspended"), ("2025-11-08", "suspended"),
            ("2026-11-11", "to be confirmed"), ("2026-11-21", "to be confirmed"),
        ]  # fmt: skip

    def test_is_cited_with_day_and_revision(self, client):
        cite = page(client, "/measures/cn-2025-18/", as_of="2026-05-01").context["cite"]

        assert cite["permalink"] == "/measures/cn-2025-18/?as_of=2026-05-01"
        assert "MOFCOM and GACC 2025 No. 18, as of 1 May 2026, revision" in cite["text"]
        assert client.get(cite["json_url"]).json()["id"] == "cn-2025-18"

    def test_says_when_its_record_is_thin(self, client):
        assert "A thin record" in words(page(client, "/measures/my-2024-ree/"))
        assert "A thin record" not in words(page(client, "/measures/cn-2025-18/"))

    def test_leads_to_its_notice_where_that_is_on_record(self, client):
        links = {link["href"] for link in tree(page(client, "/measures/cn-2026-01/")).one("main").all("a")}

        assert "/notices/mofcom-2026-1/" in links

    def test_of_an_unknown_key_offers_near_ones(self, client):
        answer = page(client, "/measures/cn-2025-60/", 404)

        assert {near["url"] for near in answer.context["near"]} >= {"/measures/cn-2025-61/", "/measures/cn-2025-62/"}
        assert "No measure has the key" in words(answer)

    def test_costs_the_same_for_many_clauses_and_items(self, client):
        small, large = make_measure(), make_measure()
        make_suspension(clauses=[make_clause(measure=small)])
        make_item(measure=small)
        parts = [make_clause(measure=large, key=f"{large.key}-{n}", position=n) for n in range(1, 6)]
        for clause in parts:
            make_suspension(clauses=[clause])
        for position in range(1, 9):
            make_item(measure=large, position=position)
        queries(client, "/claims/")

        assert queries(client, f"/measures/{small.key}/") == queries(client, f"/measures/{large.key}/")


class TestElements:
    def test_are_listed_with_how_many_measures_name_them(self, client):
        found = rows(page(client, "/elements/"), "Rare earths")

        assert len(found) == 17
        assert "To be confirmed" in found[12].text  # holmium

    def test_dysprosium_today_goods_technology_and_what_is_suspended(self, client):
        answer = page(client, "/elements/Dy/")

        binding = [group["measure"]["number"] for group in answer.context["binding"]]
        pending = [group["measure"]["number"] for group in answer.context["pending"]]
        assert "MOFCOM and GACC 2025 No. 18" in binding
        assert "MOFCOM and MOST 2023 No. 57" in binding
        assert {"MOFCOM 2025 No. 61", "MOFCOM 2025 No. 62"} <= set(pending)
        assert "NdFeB permanent magnet material containing dysprosium (Nd Dy)" in words(answer)

    def test_neodymium_is_named_only_inside_items_of_no_18(self, client):
        (group,) = [
            group
            for group in page(client, "/elements/Nd/").context["binding"]
            if group["measure"]["number"] == "MOFCOM and GACC 2025 No. 18"
        ]

        assert not group["names_it"]
        assert [item["code"] for item in group["goods"]] == ["1C904.a.4", "1C905.a.4"]

    def test_the_symbol_may_be_written_in_small_letters(self, client):
        assert "What controls dysprosium" in words(page(client, "/elements/dy/"))

    def test_before_any_measure_nothing_is_said_to_be_free(self, client):
        assert "does not mean that a shipment is free" in words(page(client, "/elements/Dy/", as_of="2002-01-01"))

    def test_another_symbol_is_not_found_and_near_ones_are_offered(self, client):
        assert [near["label"] for near in page(client, "/elements/Dx/", 404).context["near"]] == ["Dysprosium (Dy)"]


class TestCodes:
    @pytest.mark.parametrize("code", ["1C905", "1c905", "1C905.a.4", "850511", "8505111000", "2846901500", "28053019"])
    def test_are_a_hint_and_never_a_verdict(self, client, code):
        assert "A hint, never a verdict." in words(page(client, f"/codes/{code}/"))

    def test_a_control_code_shows_what_stands_below_it(self, client):
        found = [
            row.one("td", of_class="mono").text
            for row in rows(page(client, "/codes/1C905.a/"), "Controlled items that name it")
        ]

        assert found == [
            "1C905.a",
            "1C905.a.1",
            "1C905.a.2.a",
            "1C905.a.2.b",
            "1C905.a.3.a",
            "1C905.a.3.b",
            "1C905.a.4",
        ]

    def test_a_longer_code_is_never_taken_for_a_shorter_one(self, client):
        assert page(client, "/codes/1C90/", 404).context["near"]
        assert page(client, "/codes/1C905.a.44/", 404).context["near"]

    def test_a_customs_number_shows_tariff_and_items(self, client):
        answer = page(client, "/codes/2846901500/")

        assert [row["number"] for row in answer.context["tariff"]] == ["2846901500"]
        assert [item["code"] for item in answer.context["items"]] == ["1C905.b"]

    def test_no_item_names_the_number_of_magnets(self, client):
        assert "does not mean that goods under it are free" in words(page(client, "/codes/8505111000/"))

    def test_an_unknown_code_offers_near_ones_and_takes_none(self, client):
        answer = page(client, "/codes/1C906.a.9/", 404)

        assert all(near["label"].startswith("1C90") for near in answer.context["near"])
        assert answer.context["near"]
        assert "does not mean no control" in words(answer)

    def test_items_of_measures_published_later_are_left_out(self, client):
        assert page(client, "/codes/2846901500/", as_of="2025-04-03").context["items"] == []

    @pytest.mark.parametrize("code", ["%00", "a" * 300, "..", "<script>", "%E2%80%AE1C905", "1C905'--"])
    def test_a_hostile_code_is_refused_quietly(self, client, code):
        assert client.get(f"/codes/{code}/").status_code in (400, 404)


class TestClaims:
    def test_all_sixteen_with_verdict_and_better_source(self, client):
        found = rows(page(client, "/claims/"), "Claims")

        assert len(found) == 16
        assert "corrected by its publisher" in found[2].text

    def test_lead_to_the_measure_that_they_are_about(self, client):
        first = rows(page(client, "/claims/"), "Claims")[0]

        assert "/measures/cn-cat-2023/" in {link["href"] for link in first.all("a")}

    def test_narrow_by_verdict(self, client):
        assert len(rows(page(client, "/claims/", verdict="misleading"), "Claims")) == 1

    def test_nothing_found_says_so(self, client):
        assert "No claim on file" in words(page(client, "/claims/", q="no such claim"))


class TestSources:
    def test_show_the_measures_that_rest_on_them(self, client):
        found = page(client, "/sources/chemradar-com-9609ce25/").context["measures"]

        assert "/measures/cn-2025-56/" in {measure["url"] for measure in found}

    def test_show_a_measure_that_rests_on_them_in_part(self, client):
        found = page(client, "/sources/udn-com-355c69f1/").context["measures"]

        assert "MOFCOM 2024 No. 46" in {measure["label"] for measure in found}


class TestChanges:
    @pytest.mark.parametrize(
        ("about", "leads_to"),
        [
            ("measure:cn-2025-61", "/measures/cn-2025-61/"),
            ("element:dy", "/elements/dy/"),
            ("tariff-code:850511", "/codes/850511/"),
        ],
    )
    def test_of_these_facts_lead_to_their_pages(self, client, about, leads_to):
        links = {link["href"] for link in tree(page(client, "/changes/", about=about)).one("main").all("a")}

        assert leads_to in links

    @pytest.mark.parametrize(
        "noun", ["measure", "clause", "controlled-item", "suspension", "element", "tariff-code", "claim"]
    )
    def test_can_be_narrowed_to_each_kind_of_fact(self, client, noun):
        assert page(client, "/changes/", subject_type=noun).context["page"].paginator.count > 0


def test_an_element_s_page_names_the_technology_of_the_catalogue(client, today):
    """The catalogue names no element: its items about rare earths reach all of them."""
    for symbol in ("Dy", "La"):
        page = client.get(f"/elements/{symbol}/").content.decode()
        assert 'href="/catalogue/rare-earth-refining/"' in page
        assert "083201J" in page
        assert "CRISPR" not in page  # about something else, and a draft
    before = client.get("/elements/Dy/?as_of=2001-01-01").content.decode()
    assert "/catalogue/rare-earth-refining/" not in before


def test_over_the_api_an_element_has_the_same_technology(client, today):
    said = client.get("/api/v1/elements/Dy/?as_of=2026-11-21").json()["catalogue"]
    assert {item["rare_earth"] for item in said} == {"yes"}
    assert {item["state"]["code"] for item in said} <= {"in_force", "scheduled", "to_be_confirmed"}
    listed = client.get("/api/v1/catalogue/items/?rare_earth=yes&as_of=2026-11-21&page_size=500").json()["results"]
    expected = [item for item in listed if item["state"]["code"] not in ("ended", "not_law")]
    assert sorted(item["id"] for item in said) == sorted(item["id"] for item in expected)
    assert {"rare-earth-refining"} <= {item["id"] for item in said}
