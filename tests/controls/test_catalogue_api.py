"""The technology catalogue over the API: editions with sums, items as of a day, versions, refusals, fixed cost."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.services.catalogue import Point
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = pytest.mark.usefixtures("seeded", "today")
API = "/api/v1/catalogue"
COUNTS = ["deleted", "added", "modified", "total", "prohibited", "restricted"]


def ask(client, path, **question):
    answer = client.get(f"{API}{path}", question)
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(client, path, status, **question):
    answer = client.get(f"{API}{path}", question)
    assert answer.status_code == status, answer.content
    return answer.json()


def keys(found):
    return [row["id"] for row in found["results"]]


def cost(client, path, **question):
    with CaptureQueriesContext(connection) as asked:
        ask(client, path, **question)
    return len(asked)


class TestEditions:
    def test_are_listed_newest_first(self, client):
        assert keys(ask(client, "/revisions/")) == [
            "2025-07-15", "2025-01-02", "2023-12-21", "2022-12-30", "2020-08-28", "2008-09-16", "2001-12",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("key", "official", "held"),
        [
            ("2020-08-28", [9, 23, 21, 164, None, None], [5, 6, 1, 13, 5, 8]),
            ("2022-12-30", [32, 7, 36, 139, 24, 115], [0, 7, 1, 8, 2, 6]),
            ("2023-12-21", [34, 4, 37, 134, 24, 110], [4, 4, 6, 10, 3, 7]),
            ("2025-07-15", [3, 1, 1, None, None, None], [3, 1, 1, 11, 3, 8]),
        ],
    )
    def test_have_official_counts_beside_those_held(self, client, key, official, held):
        found = ask(client, f"/revisions/{key}/")

        assert list(found["official"]) == list(found["held"]) == COUNTS
        assert list(found["official"].values()) == official
        assert list(found["held"].values()) == held

    @pytest.mark.parametrize(
        ("key", "computed"),
        [
            ("2008-09-16", [150, 33, 117]), ("2020-08-28", [None, 29, 135]),
            ("2023-12-21", [None, None, None]), ("2025-07-15", [132, 23, 109]),
        ],
    )  # fmt: skip
    def test_have_computed_totals_apart(self, client, key, computed):
        assert list(ask(client, f"/revisions/{key}/")["computed"].values()) == computed

    def test_say_by_part_what_was_stated(self, client):
        assert ask(client, "/revisions/2023-12-21/")["official_by_part"] == {
            "prohibited": {"deleted": 6, "added": 1, "modified": 6},
            "restricted": {"deleted": 28, "added": 3, "modified": 31},
        }

    @pytest.mark.parametrize(
        ("key", "kind", "published", "first", "known"),
        [
            ("2001-12", "final", None, "2002-01-01", "2001-12-31"),
            ("2008-09-16", "final", "2008-09-16", "2008-11-01", "2008-09-16"),
            ("2022-12-30", "draft", "2022-12-30", None, "2022-12-30"),
            ("2023-12-21", "final", "2023-12-21", "2023-12-21", "2023-12-21"),
        ],
    )
    def test_have_their_days(self, client, key, kind, published, first, known):
        found = ask(client, f"/revisions/{key}/")

        assert (found["kind"], found["published_on"], found["effective_from"]) == (kind, published, first)
        assert found["known_from"] == known

    def test_are_compared_with_the_final_before_and_name_their_draft(self, client):
        found = ask(client, "/revisions/2023-12-21/")

        assert (found["based_on"], found["draft"], found["measure"]) == ("2020-08-28", "2022-12-30", "cn-cat-2023")

    @pytest.mark.parametrize(("key", "complete"), [("2025-07-15", True), ("2023-12-21", False), ("2022-12-30", False)])
    def test_say_whether_every_change_is_on_file(self, client, key, complete):
        assert ask(client, f"/revisions/{key}/")["complete"] is complete

    def test_are_narrowed_to_drafts(self, client):
        assert keys(ask(client, "/revisions/", kind="draft")) == ["2025-01-02", "2022-12-30"]

    @pytest.mark.parametrize(
        ("day", "newest"),
        [("2023-12-20", "2022-12-30"), ("2023-12-21", "2023-12-21"), ("2025-07-14", "2025-01-02")],
    )
    def test_of_a_day_are_those_published_by_it(self, client, day, newest):
        assert keys(ask(client, "/revisions/", as_of=day))[0] == newest

    def test_before_its_publication_is_not_on_record(self, client):
        found = refused(client, "/revisions/2023-12-21/", 404, as_of="2023-12-20")

        assert "was published on 2023-12-21" in found["errors"]["as_of"][0]

    @pytest.mark.parametrize("key", ["2023-12-22", "2023", "draft"])
    def test_that_does_not_exist_names_those_on_record(self, client, key):
        assert "2023-12-21" in refused(client, f"/revisions/{key}/", 404)["detail"]

    def test_give_the_list_that_they_leave(self, client):
        rows = {row["item"]: row for row in ask(client, "/revisions/2023-12-21/")["items"]}

        assert rows["rare-earth-refining"] == {
            "item": "rare-earth-refining", "title": "Refining, processing and utilisation of rare earths",
            "code": "083201J", "part": "prohibited", "stands": True, "version": "2023-12-21-083201j", "note": "",
        }  # fmt: skip
        assert rows["traditional-architecture-ban"]["version"] is None
        assert rows["traditional-architecture-ban"]["stands"] is True
        assert rows["ionic-heap-leaching"]["stands"] is None
        assert "target-recognition" not in rows

    def test_of_2025_carry_over_what_the_adjustment_leaves(self, client):
        rows = {row["item"]: row for row in ask(client, "/revisions/2025-07-15/")["items"]}

        assert rows["lidar-systems"]["version"] == "2023-12-21-lidar-systems"
        assert rows["battery-cathode-materials"]["code"] == "252604X"
        assert "building-environment-control" not in rows


class TestItems:
    def test_what_binds_stands_first(self, client):
        found = ask(client, "/items/")["results"]
        labels = [row["state"]["label"] for row in found]

        assert labels == sorted(
            labels, key=["Prohibited", "Restricted", "To be confirmed", "Ended", "Draft only, not law"].index
        )
        assert (len(found), found[0]["id"]) == (36, "rare-earth-refining")

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ({"part": "prohibited", "state": "in_force"},
             ["rare-earth-refining", "chinese-medicinal-materials", "human-cell-cloning"]),
            ({"rare_earth": "yes", "state": "in_force"}, ["rare-earth-refining", "mining-engineering"]),
            ({"rare_earth": "indirect"}, ["non-ferrous-metallurgy"]),
            ({"q": "083201J"}, ["rare-earth-refining"]),
            ({"q": "083201X"}, ["non-ferrous-metallurgy"]),
            ({"q": "083201"}, ["rare-earth-refining", "non-ferrous-metallurgy"]),
            ({"q": "053302j"}, ["rare-earth-refining"]),
            ({"q": "硼酸氧钙"}, ["rare-earth-refining"]),
            ({"q": "LMFP"}, ["battery-cathode-materials"]),
            ({"q": "rare-earth-refining"}, ["rare-earth-refining"]),
            ({"industry": "Animal husbandry"}, ["silkworm-breeding", "microbial-fertiliser"]),
            ({"edition": "2022-12-30", "state": "not_law"},
             ["crispr-gene-editing", "photovoltaic-wafers", "synthetic-biology"]),
            ({"edition": "2025-07-15", "state": "ended"},
             ["traditional-architecture-ban", "traditional-architecture-licence", "building-environment-control"]),
            ({"as_of": "2003-01-01"}, ["rare-earth-know-how"]),
            ({"as_of": "2008-10-01", "state": "scheduled", "part": "restricted"},
             ["heat-treatment", "aviation-materials"]),
            ({"q": "no such technology"}, []),
        ],
    )  # fmt: skip
    def test_are_narrowed_by_what_is_asked(self, client, question, expected):
        assert keys(ask(client, "/items/", **question)) == expected

    def test_any_of_several_values(self, client):
        one, other = (ask(client, "/items/", state=code)["count"] for code in ("ended", "not_law"))

        assert ask(client, "/items/", state=["ended", "not_law"])["count"] == one + other

    def test_come_in_pages(self, client):
        first, second = (ask(client, "/items/", page_size=20, page=page) for page in (1, 2))

        assert (first["count"], first["pages"], len(second["results"])) == (36, 2, 16)
        assert not set(keys(first)) & set(keys(second))
        assert "page=2" in first["next"] and first["previous"] is None

    @pytest.mark.parametrize(
        ("day", "code", "version"),
        [
            ("2022-06-01", "053302J", "2020-08-28-053302j"),
            ("2023-01-15", "053302J", "2020-08-28-053302j"),
            ("2024-06-01", "083201J", "2023-12-21-083201j"),
        ],
    )
    def test_refining_is_prohibited_under_the_code_of_the_day(self, client, day, code, version):
        found = ask(client, "/items/rare-earth-refining/", as_of=day)

        assert (found["code"], found["version"], found["as_of"]) == (code, version, day)
        assert found["state"] == {
            "code": "in_force", "label": "Prohibited", "since": "2008-11-01", "until": None, "note": "",
        }  # fmt: skip

    def test_bring_the_text_that_applies(self, client):
        current = ask(client, "/items/rare-earth-refining/", as_of="2024-06-01")["current"]

        assert [point["position"] for point in current["control_points"]] == [1, 2, 3, 4]
        assert current["control_points"][3] == {
            "position": 4, "text_en": "Preparation of rare-earth calcium oxyborate", "text_zh": "稀土硼酸氧钙制备技术",
        }  # fmt: skip
        assert (current["code_grade"], current["evidence"]["grade"]) == ("one_report", "two_reports")
        assert current["predecessor"] == "2020-08-28-053302j"

    def test_bring_the_claims_about_them(self, client):
        assert [claim["id"] for claim in ask(client, "/items/rare-earth-refining/")["claims"]] == ["cc-01", "cc-03"]
        assert [claim["id"] for claim in ask(client, "/items/mining-engineering/")["claims"]] == ["cc-04"]

    def test_without_a_text_on_file_have_no_current_version(self, client):
        found = ask(client, "/items/traditional-architecture-ban/", as_of="2024-06-01")

        assert (found["code"], found["current"], found["version"]) == ("085001J", None, None)

    def test_that_nothing_named_yet_are_not_on_record(self, client):
        found = refused(client, "/items/rare-earth-refining/", 404, as_of="2008-09-15")

        assert "no edition published by then names it" in found["errors"]["as_of"][0]

    @pytest.mark.parametrize(
        ("code", "item"),
        [
            ("083201J", "rare-earth-refining"), ("083201j", "rare-earth-refining"),
            ("083201X", "non-ferrous-metallurgy"), ("213301J", "rare-earth-refining"),
            ("085001J", "traditional-architecture-ban"),
            ("085001X", "traditional-architecture-licence"), ("RARE-EARTH-REFINING", "rare-earth-refining"),
        ],
    )  # fmt: skip
    def test_are_found_by_a_code_letter_by_letter(self, client, code, item):
        assert ask(client, f"/items/{code}/")["id"] == item

    @pytest.mark.parametrize(
        ("key", "near"),
        [("083201", "083201J"), ("083201Y", "083201J"), ("rare-earth-refinery", "rare-earth-refining")],
    )
    def test_that_do_not_exist_name_near_ones(self, client, key, near):
        assert near in refused(client, f"/items/{key}/", 404)["detail"]

    def test_with_nothing_near_say_only_so(self, client):
        assert "Near" not in refused(client, "/items/qqqq/", 404)["detail"]

    def test_a_code_that_two_items_had_is_no_key(self, client):
        make_version(code="999911J")
        make_version(code="999911J", revision=make_revision(published_on=date(2090, 3, 1)))

        assert "999911J" in refused(client, "/items/999911J/", 404, as_of="2090-06-01")["detail"]


class TestVersions:
    def test_are_listed_oldest_first_with_drafts(self, client):
        found = ask(client, "/items/rare-earth-refining/versions/")["results"]

        assert [(row["edition"], row["kind"], row["code"]) for row in found] == [
            ("2008-09-16", "final", "053302J"), ("2020-08-28", "final", "053302J"), ("2022-12-30", "draft", "213301J"),
            ("2023-12-21", "final", "083201J"), ("2025-07-15", "final", "083201J"),
        ]  # fmt: skip
        assert [len(row["control_points"]) for row in found] == [6, 6, 4, 4, 4]
        assert [row["control_points_known"] for row in found] == ["all", "same", "all", "all", "all"]

    def test_of_a_day_are_those_published_by_it(self, client):
        assert ask(client, "/items/rare-earth-refining/versions/", as_of="2023-01-01")["count"] == 3

    def test_a_move_says_how_it_was_counted(self, client):
        moved = ask(client, "/items/mining-engineering/versions/")["results"][-1]

        assert (moved["change"], moved["counted_as"], moved["part"]) == ("moved", ["deleted", "modified"], "restricted")
        assert (moved["code"], moved["predecessor_code"]) == (None, "050901J")

    def test_a_fate_that_was_not_seen_is_no_outcome(self, client):
        rows = ask(client, "/items/ionic-heap-leaching/versions/")["results"]

        assert [row["outcome_known"] for row in rows] == [True, True, False]

    def test_a_summary_stands_where_points_were_not_seen(self, client):
        row = ask(client, "/items/non-ferrous-metallurgy/versions/")["results"][-1]

        assert row["control_points"] == [] and row["control_points_known"] == "none"
        assert row["control_points_summary"].startswith("New points 9-13")

    def test_are_found_by_a_code_too(self, client):
        assert ask(client, "/items/083201X/versions/")["count"] == 2

    def test_of_nothing_do_not_exist(self, client):
        assert refused(client, "/items/nothing-like-it/versions/", 404)


class TestRefusals:
    @pytest.mark.parametrize(
        ("path", "question", "field"),
        [
            ("/items/", {"part": "J"}, "part"),
            ("/items/", {"state": "suspended"}, "state"),
            ("/items/", {"industry": "Dust"}, "industry"),
            ("/items/", {"rare_earth": "maybe"}, "rare_earth"),
            ("/items/", {"edition": "2023"}, "edition"),
            ("/items/", {"q": "\x00"}, "q"),
            ("/items/", {"q": "a" * 201}, "q"),
            ("/items/", {"page": "99"}, "page"),
            ("/items/", {"as_of": "2000-12-31"}, "as_of"),
            ("/items/", {"as_of": "2101-01-01"}, "as_of"),
            ("/items/", {"element": "Dy"}, "element"),
            ("/items/", {"part": ""}, "part"),
            ("/revisions/", {"kind": "law"}, "kind"),
            ("/revisions/", {"page": "0"}, "page"),
            ("/revisions/2023-12-21/", {"as_of": "2023-02-30"}, "as_of"),
            ("/items/rare-earth-refining/", {"as_of": "soon"}, "as_of"),
            ("/items/rare-earth-refining/versions/", {"page": "2"}, "page"),
            ("/items/rare-earth-refining/versions/", {"from": "2020"}, "from"),
        ],
    )
    def test_name_the_field(self, client, path, question, field):
        assert field in refused(client, path, 400, **question)["errors"]

    @pytest.mark.parametrize(
        "key", ["%00", "a" * 300, "..", "稀土", "%F0%9F%92%A9", "083201J' OR 1=1", "[", "2023-12-21%0A"]
    )
    @pytest.mark.parametrize("path", ["/items/{}/", "/revisions/{}/", "/items/{}/versions/"])
    def test_of_hostile_keys_are_no_faults_of_ours(self, client, path, key):
        assert client.get(f"{API}{path.format(key)}").status_code in (400, 404)


@pytest.mark.usefixtures("freshness_known")
class TestCost:
    def test_of_the_list_of_items_is_fixed(self, client):
        before = cost(client, "/items/", as_of="2090-06-01")
        for number in range(6):
            make_version(item=make_catalogue_item(), points=[Point(1, f"Point {number}")])

        assert cost(client, "/items/", as_of="2090-06-01") == before <= 7

    def test_of_the_list_of_editions_is_fixed(self, client):
        before = cost(client, "/revisions/", as_of="2090-06-01")
        for day in range(1, 6):
            make_revision(published_on=date(2090, 3, day))

        assert cost(client, "/revisions/", as_of="2090-06-01") == before <= 7

    def test_of_an_edition_does_not_grow_with_its_rows(self, client):
        few, many = (make_revision(published_on=date(2090, 4, day)) for day in (1, 2))
        make_version(revision=few)
        for _each in range(6):
            make_version(item=make_catalogue_item(), revision=many)

        one, other = (cost(client, f"/revisions/{each.key}/", as_of="2090-06-01") for each in (few, many))

        assert one == other <= 8

    def test_of_versions_does_not_grow_with_them(self, client):
        item = make_catalogue_item()
        make_version(item=item, revision=make_revision(published_on=date(2090, 4, 3)))
        before = cost(client, f"/items/{item.key}/versions/", as_of="2090-06-01")
        for day in range(4, 9):
            make_version(item=item, revision=make_revision(published_on=date(2090, 4, day)), points=[Point(1, "One")])

        assert cost(client, f"/items/{item.key}/versions/", as_of="2090-06-01") == before <= 9
