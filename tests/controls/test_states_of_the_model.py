"""Every line of real cases by which the register is measured, asked of the API as a program would ask."""

import pytest

pytestmark = pytest.mark.usefixtures("seeded", "today")
API = "/api/v1"
OCTOBER = ["cn-2025-55", "cn-2025-56", "cn-2025-57", "cn-2025-58", "cn-2025-61-a", "cn-2025-61-b"]
SUSPENDED_TOGETHER = [*OCTOBER, "cn-2025-61-c", "cn-2025-62"]


def answer(client, path, **question):
    found = client.get(f"{API}{path}", question)
    assert found.status_code == 200, found.content
    return found.json()


def listing_states(client, day, **question):
    """The states of the listings asked for, by their keys."""
    rows = answer(client, "/listings/", as_of=day, page_size=500, **question)["results"]
    return {row["id"]: row["state"] for row in rows}


def codes(client, day, **question):
    return {state["code"] for state in listing_states(client, day, **question).values()}


def measure_of(clause):
    """The key of the measure that a clause belongs to: its own without the mark of the clause."""
    return clause[:-2] if clause[-2] == "-" and clause.count("-") == 3 else clause


def clause(client, key, day):
    """The state of a clause on a day."""
    found = answer(client, f"/measures/{measure_of(key)}/", as_of=day)
    (state,) = [each["state"] for each in found["clauses"] if each["id"] == key]
    return state


class TestSkydio:
    """One firm on two lists by two notices, which went different ways."""

    @pytest.mark.parametrize(
        ("day", "code"),
        [
            ("2025-04-15", "in_force"),
            ("2025-11-09", "in_force"),
            ("2025-11-10", "stopped"),
            ("2025-11-20", "stopped"),
            ("2026-11-21", "stopped"),
        ],
    )
    def test_on_the_export_control_list_by_no_13_of_2025(self, client, day, code):
        assert codes(client, day, entity="skydio-inc", notice="mofcom-2025-13") == {code}

    @pytest.mark.parametrize(
        ("day", "code"),
        [
            ("2025-05-13", "in_force"),
            ("2025-05-14", "suspended"),
            ("2025-06-01", "suspended"),
            ("2025-08-13", "suspended"),
            ("2026-11-09", "suspended"),
            ("2026-11-10", "suspended"),
            ("2026-11-11", "to_be_confirmed"),
            ("2026-11-21", "to_be_confirmed"),
        ],
    )
    def test_on_the_unreliable_entity_list_by_no_7_of_2025(self, client, day, code):
        assert codes(client, day, entity="skydio-inc", notice="uel-2025-7") == {code}

    def test_what_is_to_be_confirmed_says_since_when_and_that_no_notice_was_found(self, client):
        (state,) = listing_states(client, "2026-11-21", entity="skydio-inc", notice="uel-2025-7").values()

        assert (state["label"], state["since"], state["until"]) == ("To be confirmed", "2026-11-11", None)
        assert "no later notice is on record: neither in force nor free until confirmed" in state["note"]

    def test_what_was_stopped_was_not_removed(self, client):
        (state,) = listing_states(client, "2025-11-20", entity="skydio-inc", notice="mofcom-2025-13").values()

        assert (state["label"], state["since"]) == ("Measure stopped", "2025-11-10")
        assert "not removed from the list" in state["note"]


class TestTheTwelveOfNo22:
    @pytest.mark.parametrize(
        ("day", "code"),
        [
            ("2025-04-09", "scheduled"),
            ("2025-04-10", "in_force"),
            ("2025-05-13", "in_force"),
            ("2025-05-20", "suspended"),
            ("2025-08-11", "suspended"),
            ("2025-08-12", "stopped"),
            ("2025-08-20", "stopped"),
        ],
    )
    def test_all_twelve_go_together(self, client, day, code):
        found = listing_states(client, day, notice="mofcom-2025-22")

        assert len(found) == 12
        assert {state["code"] for state in found.values()} == {code}

    def test_they_began_at_one_minute_past_noon(self, client):
        found = listing_states(client, "2025-04-10", notice="mofcom-2025-22")

        assert {state["note"] for state in found.values()} == {"Starts at 12:01 Beijing time (UTC+8) on 10 Apr 2025."}


class TestTheMeasuresOfOctober2025:
    @pytest.mark.parametrize("key", OCTOBER)
    @pytest.mark.parametrize(
        ("day", "code"),
        [("2025-10-20", "scheduled"), ("2025-11-07", "suspended"), ("2025-12-02", "suspended")],
    )
    def test_those_with_a_later_first_day_were_suspended_before_it(self, client, key, day, code):
        assert clause(client, key, day)["code"] == code

    @pytest.mark.parametrize("key", OCTOBER)
    def test_and_so_never_operated(self, client, key):
        assert "never operated" in clause(client, key, "2026-05-01")["note"]
        assert "never operated" in clause(client, key, "2026-11-21")["note"]

    @pytest.mark.parametrize("key", ["cn-2025-61-c", "cn-2025-62"])
    def test_those_of_the_first_day_were_in_force_until_then(self, client, key):
        assert clause(client, key, "2025-10-20")["code"] == "in_force"
        assert clause(client, key, "2025-11-06")["code"] == "in_force"
        assert clause(client, key, "2025-11-07")["code"] == "suspended"
        assert "never operated" not in clause(client, key, "2026-05-01")["note"]

    @pytest.mark.parametrize("key", SUSPENDED_TOGETHER)
    @pytest.mark.parametrize(
        ("day", "code", "until", "announced"),
        [
            ("2026-05-01", "suspended", "2026-11-10", None),
            ("2026-09-27", "suspended", "2026-11-10", None),
            ("2026-09-28", "suspended", "2026-11-10", "2027-01-10"),
            ("2026-11-10", "suspended", "2026-11-10", "2027-01-10"),
            ("2026-11-11", "to_be_confirmed", None, "2027-01-10"),
            ("2026-11-21", "to_be_confirmed", None, "2027-01-10"),
        ],
    )
    def test_all_end_formally_on_10_november_2026_whatever_was_announced(
        self, client, key, day, code, until, announced
    ):
        state = clause(client, key, day)

        assert (state["code"], state["until"], state["until_announced"]) == (code, until, announced)

    @pytest.mark.parametrize("key", SUSPENDED_TOGETHER)
    def test_the_announced_end_changes_nothing_when_it_comes(self, client, key):
        assert {clause(client, key, day)["code"] for day in ("2027-01-10", "2027-01-11")} == {"to_be_confirmed"}

    def test_the_readout_is_named_as_what_it_is(self, client):
        (suspension,) = answer(client, "/measures/cn-2025-57/", as_of="2026-11-21")["suspensions"]

        assert suspension["announced_end"]["announced_on"] == "2026-09-28"
        assert "not seen" in suspension["announced_end"]["note"]
        assert suspension["announced_end"]["sources"]

    @pytest.mark.parametrize(
        ("day", "code"), [("2025-10-20", "mixed"), ("2026-05-01", "suspended"), ("2026-11-21", "to_be_confirmed")]
    )
    def test_no_61_as_a_whole_has_a_state_when_its_limbs_agree(self, client, day, code):
        assert answer(client, "/measures/cn-2025-61/", as_of=day)["state"]["code"] == code


class TestNo46Of2024:
    @pytest.mark.parametrize("day", ["2024-12-03", "2025-11-08", "2025-11-09", "2026-11-21", "2026-11-28"])
    def test_clause_1_is_in_force_throughout(self, client, day):
        assert clause(client, "cn-2024-46-1", day)["code"] == "in_force"

    @pytest.mark.parametrize(
        ("day", "code", "until"),
        [
            ("2024-12-03", "in_force", None),
            ("2025-11-08", "in_force", None),
            ("2025-11-09", "suspended", "2026-11-27"),
            ("2026-11-21", "suspended", "2026-11-27"),
            ("2026-11-27", "suspended", "2026-11-27"),
            ("2026-11-28", "to_be_confirmed", None),
        ],
    )
    def test_clause_2_is_suspended_until_27_november_2026(self, client, day, code, until):
        state = clause(client, "cn-2024-46-2", day)

        assert (state["code"], state["until"]) == (code, until)


class TestNo18Of2025:
    @pytest.mark.parametrize(
        "day", ["2025-04-04", "2025-10-20", "2025-11-07", "2026-05-01", "2026-11-21", "2027-06-01"]
    )
    def test_in_force_since_4_april_2025_and_never_suspended(self, client, day):
        found = answer(client, "/measures/cn-2025-18/", as_of=day)

        assert (found["state"]["code"], found["state"]["since"]) == ("in_force", "2025-04-04")
        assert found["suspensions"] == []

    def test_the_day_before_it_was_not_on_record(self, client):
        refused = client.get(f"{API}/measures/cn-2025-18/", {"as_of": "2025-04-03"})

        assert refused.status_code == 404
        assert set(refused.json()["errors"]) == {"as_of"}


class TestSubaru:
    def test_on_23_february_2026_it_is_not_listed(self, client):
        assert listing_states(client, "2026-02-23", entity="subaru-corporation") == {}

    @pytest.mark.parametrize("day", ["2026-02-24", "2026-11-21"])
    def test_from_24_february_2026_it_means_extra_review_and_not_a_ban(self, client, day):
        (row,) = answer(client, "/listings/", as_of=day, entity="subaru-corporation")["results"]

        assert (row["list"]["id"], row["state"]["code"]) == ("cn-watch-list", "in_force")
        assert (row["effect"], row["state"]["label"]) == ("extra_review", "Extra review")


class TestTheCatalogue:
    """Refining of rare earths, whatever its code was; and the sums as the authority stated them."""

    @pytest.mark.parametrize(
        ("day", "code"),
        [
            ("2022-06-01", "053302J"),
            ("2022-12-31", "053302J"),
            ("2023-12-20", "053302J"),
            ("2023-12-21", "083201J"),
            ("2024-06-01", "083201J"),
            ("2026-11-21", "083201J"),
        ],
    )
    def test_refining_is_prohibited_under_the_code_of_the_day(self, client, day, code):
        found = answer(client, "/catalogue/items/rare-earth-refining/", as_of=day)

        assert (found["code"], found["part"]) == (code, "prohibited")
        assert (found["state"]["code"], found["state"]["label"]) == ("in_force", "Prohibited")

    def test_magnets_and_calcium_oxyborate_are_new_with_the_final_of_2023(self, client):
        before, after = (
            {
                point["text_en"]
                for point in answer(client, "/catalogue/items/rare-earth-refining/", as_of=day)["current"][
                    "control_points"
                ]
            }
            for day in ("2022-06-01", "2024-06-01")
        )

        assert not [point for point in before if "magnet" in point or "oxyborate" in point]
        assert "Preparation of rare-earth calcium oxyborate" in after
        assert any("neodymium-iron-boron" in point for point in after)

    @pytest.mark.parametrize("day", ["2022-12-30", "2023-01-30", "2023-12-20"])
    def test_the_draft_of_2022_is_never_law(self, client, day):
        found = answer(client, "/catalogue/items/rare-earth-refining/", as_of=day)

        assert found["code"] != "213301J"
        assert found["edition"] == "2020-08-28"

    @pytest.mark.parametrize(
        ("key", "kind", "official", "held"),
        [
            ("2023-12-21", "final", (34, 4, 37, 134, 24, 110), 4),
            ("2025-07-15", "final", (3, 1, 1), 3),
            ("2022-12-30", "draft", (32, 7, 36), None),
        ],
    )
    def test_the_sums_stand_as_the_authority_stated_them(self, client, key, kind, official, held):
        found = answer(client, f"/catalogue/revisions/{key}/", as_of="2026-11-21")

        names = ("deleted", "added", "modified", "total", "prohibited", "restricted")
        assert found["kind"] == kind
        assert tuple(found["official"][name] for name in names[: len(official)]) == official
        assert held is None or found["held"]["deleted"] == held


class TestTheShapes:
    """What programs rely on, key by key."""

    def test_a_measure(self, client):
        found = answer(client, "/measures/cn-2025-61/", as_of="2026-11-21")

        assert {"id", "number", "title", "authority", "type", "state", "clauses", "items"} <= set(found)
        assert {"suspensions", "elements", "evidence", "as_of", "revision"} <= set(found)
        assert set(found["state"]) == {"code", "label", "since", "until", "until_announced", "note"}
        assert {"id", "text", "effective_from", "state"} <= set(found["clauses"][0])

    def test_keys_are_those_of_the_data_in_small_letters(self, client):
        found = answer(client, "/measures/cn-2025-61/", as_of="2026-11-21")

        assert found["id"] == "cn-2025-61"
        assert [each["id"] for each in found["clauses"]] == ["cn-2025-61-a", "cn-2025-61-b", "cn-2025-61-c"]

    def test_a_key_in_capitals_is_the_same_key(self, client):
        assert answer(client, "/measures/CN-2025-61/", as_of="2026-11-21")["id"] == "cn-2025-61"

    def test_an_unknown_key_is_refused_with_those_near_it(self, client):
        refused = client.get(f"{API}/measures/cn-2025-6/")

        assert refused.status_code == 404
        assert "cn-2025-61" in refused.json()["detail"]

    def test_a_key_like_none_offers_none(self, client):
        assert "Near it" not in client.get(f"{API}/measures/zzzzzz/").json()["detail"]

    @pytest.mark.parametrize("path", ["/measures/", "/elements/", "/codes/", "/claims/", "/items/", "/calendar/"])
    def test_a_list_comes_in_pages_with_its_day_and_revision(self, client, path):
        found = answer(client, path, as_of="2026-11-21", page_size=3)

        frame = {"count", "page", "page_size", "pages", "next", "previous", "results", "as_of", "revision"}
        assert set(found) == frame | {"freshness"}
        assert (found["page"], found["page_size"], len(found["results"])) == (1, 3, 3)
        assert answer(client, found["next"].partition(API)[2])["page"] == 2

    @pytest.mark.parametrize("path", ["/measures/", "/elements/", "/codes/", "/claims/", "/items/", "/calendar/"])
    @pytest.mark.parametrize(
        ("question", "field"),
        [
            ({"as_of": "2000-12-31"}, "as_of"),
            ({"as_of": "2101-01-01"}, "as_of"),
            ({"as_of": "2026-02-30"}, "as_of"),
            ({"page": "0"}, "page"),
            ({"page": "9999"}, "page"),
            ({"page_size": "501"}, "page_size"),
            ({"asof": "2026-01-01"}, "asof"),
            ({"as_of": ""}, "as_of"),
        ],
    )
    def test_a_wrong_question_is_refused_and_names_the_field(self, client, path, question, field):
        refused = client.get(f"{API}{path}", question)

        assert refused.status_code == 400
        assert set(refused.json()["errors"]) == {field}

    @pytest.mark.parametrize("day", ["2022-01-01", "2026-11-21"])
    def test_a_customs_number_is_a_hint_and_never_a_verdict(self, client, day):
        rows = answer(client, "/codes/", as_of=day, page_size=500)["results"]

        assert rows
        assert {row["verdict"] for row in rows} == {None}

    def test_the_page_of_a_number_says_so_before_anything_else(self, client):
        words = client.get("/codes/850511/").content.decode()

        assert words.index("A hint, never a verdict.") < words.index("Customs numbers")

    def test_a_number_that_no_item_of_the_day_names_is_not_free(self, client):
        words = client.get("/codes/850511/", {"as_of": "2002-01-01"}).content.decode()

        assert "That does not mean that goods under it are free." in words

    def test_all_sixteen_claims_are_there_each_with_a_better_source(self, client):
        rows = answer(client, "/claims/", as_of="2026-11-21")["results"]

        assert len(rows) == 16
        assert all(row["better"] and row["evidence"]["sources"] and row["about"] for row in rows)

    def test_all_seventeen_elements_are_there(self, client):
        assert answer(client, "/elements/", as_of="2026-11-21")["count"] == 17
