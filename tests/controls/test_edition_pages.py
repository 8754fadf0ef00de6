"""Pages of editions: the sum beside the rows on file, drafts marked, and the list that an edition leaves."""

from datetime import date

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.controls.markup import tree
from tests.controls.reading import said
from tests.factories import make_claim, make_measure, make_notice
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = pytest.mark.usefixtures("seeded", "today")
OF_2023 = "/catalogue/editions/2023-12-21/"
OF_2025 = "/catalogue/editions/2025-07-15/"
DRAFT = "/catalogue/editions/2022-12-30/"


def page(client, path, status=200, **question):
    answer = client.get(path, question)
    assert answer.status_code == status
    return answer


def words(answer):
    return tree(answer).one("main").text


def rows(answer, region):
    return tree(answer).one(role="region", aria_label=region).one("tbody").all("tr")


def cells(row):
    return [cell.text for cell in row.children if not isinstance(cell, str)]


def cost(client, path, **question):
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as asked:
        page(client, path, **question)
    return len(asked)


class TestTheList:
    def test_shows_seven_editions_newest_first_with_their_days(self, client):
        found = rows(page(client, "/catalogue/editions/"), "Editions")

        assert [cells(row)[0] for row in found] == [
            "15 Jul 2025", "2 Jan 2025", "21 Dec 2023", "30 Dec 2022", "28 Aug 2020", "16 Sep 2008", "December 2001",
        ]  # fmt: skip

    def test_has_stated_counts_beside_those_on_file(self, client):
        of_2023 = cells(rows(page(client, "/catalogue/editions/"), "Editions")[2])

        assert of_2023[4:] == ["34 4 on file", "4 4 on file", "37 6 on file", "134 10 on file"]

    def test_marks_what_is_computed(self, client):
        of_2025 = cells(rows(page(client, "/catalogue/editions/"), "Editions")[0])

        assert of_2025[-1] == "132 computed 11 on file"

    def test_drafts_are_never_law(self, client):
        found = [cells(row) for row in rows(page(client, "/catalogue/editions/", kind="draft"), "Editions")]

        assert len(found) == 2
        assert all(row[3] == "never law" for row in found)

    def test_of_an_early_day_is_empty_and_says_so(self, client):
        assert "No edition on file had been published by this day." in words(
            page(client, "/catalogue/editions/", as_of="2001-02-01")
        )

    @pytest.mark.parametrize(("day", "number"), [("2008-09-15", 1), ("2008-09-16", 2), ("2023-01-01", 4)])
    def test_of_a_day_holds_what_had_been_published(self, client, day, number):
        assert len(rows(page(client, "/catalogue/editions/", as_of=day), "Editions")) == number

    def test_refuses_a_kind_that_it_does_not_know(self, client):
        assert "kind" in words(page(client, "/catalogue/editions/", 400, kind="law"))

    def test_costs_the_same_for_many(self, client):
        before = cost(client, "/catalogue/editions/", as_of="2090-06-01")
        for day in range(1, 6):
            make_revision(published_on=date(2090, 3, day))

        assert cost(client, "/catalogue/editions/", as_of="2090-06-01") == before <= 12


class TestTheSum:
    def test_of_2023_is_written_out(self, client):
        assert "164 items before − 34 deleted + 4 added = 134 afterwards (24 prohibited + 110 restricted)." in words(
            page(client, OF_2023)
        )

    def test_of_2023_says_how_many_changes_are_on_file(self, client):
        found = [cells(row) for row in rows(page(client, OF_2023), "The sum")]

        assert found == [
            ["Deletions", "34", "6", "28", "4 of 34 deletions on file"],
            ["Additions", "4", "1", "3", "all 4 of 4 additions on file"],
            ["Modifications", "37", "6", "31", "6 of 37 modifications on file"],
        ]

    def test_of_2025_is_all_on_file(self, client):
        answer = page(client, OF_2025)
        found = [cells(row)[-1] for row in rows(answer, "The sum")]

        assert found == [
            "all 3 of 3 deletions on file", "all 1 of 1 additions on file", "all 1 of 1 modifications on file",
        ]  # fmt: skip
        assert "every change is on file" in words(answer)
        assert "134 items before − 3 deleted + 1 added = 132 afterwards" in words(answer)

    def test_of_the_draft_is_marked_draft(self, client):
        answer = page(client, DRAFT)
        found = [cells(row) for row in rows(answer, "The sum")]

        assert [row[1] for row in found] == ["32", "7", "36"]
        assert [row[-1] for row in found] == [
            "0 of 32 deletions on file", "all 7 of 7 additions on file", "1 of 36 modifications on file",
        ]  # fmt: skip
        assert "A draft: never law." in words(answer)
        assert "A consultation draft: never law." in tree(answer).all(of_class="call")[0].text

    def test_without_stated_numbers_says_that_they_were_not_seen(self, client):
        answer = page(client, "/catalogue/editions/2025-01-02/")

        assert [cells(row)[1] for row in rows(answer, "The sum")] == ["not seen"] * 3
        assert "items before" not in words(answer)

    def test_of_2020_computes_its_parts(self, client):
        stated, held = (cells(row) for row in rows(page(client, "/catalogue/editions/2020-08-28/"), "Items afterwards"))

        assert stated[1:] == ["164", "29 computed", "135 computed"]
        assert held[1:] == ["13", "5", "8"]


class TestAnEdition:
    def test_has_its_facts(self, client):
        found = tree(page(client, OF_2023))

        assert said(found, "Kind") == ["final, whole list"]
        assert said(found, "First day") == ["21 Dec 2023"]
        assert said(found, "Compared with") == ["MOFCOM and MOST 2020 No. 38 · see what changed"]
        assert said(found, "Its draft") == ["Draft revision of the Catalogue for public comment (2022-12-30)"]
        assert said(found, "As a measure") == ["MOFCOM and MOST 2023 No. 57"]

    def test_that_is_a_draft_has_a_deadline_and_no_first_day(self, client):
        found = tree(page(client, DRAFT))

        assert said(found, "First day") == ["none: a draft is never law"]
        assert said(found, "Comments until") == ["28 Jan 2023"]

    def test_known_to_the_month_says_no_day(self, client):
        assert said(tree(page(client, "/catalogue/editions/2001-12/")), "Published") == ["December 2001"]

    def test_groups_its_rows_by_what_it_did(self, client):
        found = [heading.text for heading in tree(page(client, OF_2023)).one("main").all("h3")]
        headings = [each for each in found if each not in ("Events", "Reports")]  # those of the news below

        assert headings == [
            "Added 4", "Modified 5", "Moved between the parts 1", "Deleted 3", "Fate not seen 3",
        ]  # fmt: skip

    def test_shows_the_code_of_before(self, client):
        text = tree(page(client, OF_2023)).one(role="region", aria_label="Modified").text

        assert "083201J before: 053302J" in text

    def test_leaves_a_list_of_what_stands_and_what_is_not_certain(self, client):
        found = [cells(row) for row in rows(page(client, OF_2023), "The whole list")]
        standing = [row for row in found if row[3].startswith("yes")]
        doubtful = [row for row in found if row[3].startswith("to be confirmed")]

        assert (len(standing), len(doubtful)) == (13, 12)
        assert found == [*standing, *doubtful]
        assert standing[0][0] == "083201J" and standing[0][-1] == "2023-12-21"

    def test_that_is_a_delta_carries_over_the_texts_of_before(self, client):
        found = {cells(row)[1]: cells(row)[-1] for row in rows(page(client, OF_2025), "The whole list")}

        assert found["LiDAR systems 激光雷达系统"] == "2023-12-21"
        assert "Building environment control 建筑环境控制技术" not in found

    def test_that_is_a_draft_says_what_it_would_have_left(self, client):
        assert "The list as this draft would have left it" in words(page(client, DRAFT))

    def test_shows_the_claims_about_it(self, client):
        assert [row["id"] for row in rows(page(client, DRAFT), "Claims")] == ["cc-02", "cc-16"]
        assert [row["id"] for row in rows(page(client, OF_2023), "Claims")] == ["cc-01", "cc-03", "cc-04"]

    def test_before_its_publication_says_so(self, client):
        assert "On 1 Jan 2024 this edition had not been published." in words(page(client, OF_2025, as_of="2024-01-01"))

    def test_leads_to_every_change_of_its_rows(self, client):
        link = next(
            a for a in tree(page(client, OF_2025)).all("a") if a.text.startswith("Every change of this edition")
        )

        assert link["href"] == "/changes/?about=catalogue-revision%3A2025-07-15"
        assert client.get(link["href"]).status_code == 200

    def test_leads_to_its_notice_and_to_json(self, client):
        notice = make_notice()
        made = make_revision(published_on=date(2090, 3, 1), notice=notice, measure=make_measure())

        hrefs = {a["href"] for a in tree(page(client, f"/catalogue/editions/{made.key}/")).one("main").all("a")}

        assert f"/notices/{notice.key}/" in hrefs
        assert any(href.startswith("/api/v1/catalogue/revisions/2090-03-01/") for href in hrefs)

    def test_without_rows_says_so(self, client):
        made = make_revision(published_on=date(2090, 3, 2), kind="draft")

        assert "No row of this edition is on file." in words(page(client, f"/catalogue/editions/{made.key}/"))

    def test_escapes_what_curators_type(self, client):
        made = make_revision(published_on=date(2090, 3, 3), title_en="<b>Edition</b>", note="<i>note</i>", number="")
        make_version(revision=made, item=make_catalogue_item(title_en="<u>Dust</u>"))
        make_claim(subjects=[f"catalogue-revision:{made.key}"], better="<s>better</s>")

        html = page(client, f"/catalogue/editions/{made.key}/").content.decode()

        assert not [typed for typed in ("<b>Edition", "<i>note", "<u>Dust", "<s>better") if typed in html]

    def test_costs_the_same_with_many_rows(self, client):
        few, many = (make_revision(published_on=date(2090, 4, day)) for day in (1, 2))
        make_version(revision=few)
        for _each in range(6):
            make_version(item=make_catalogue_item(), revision=many)

        one, other = (cost(client, f"/catalogue/editions/{each.key}/", as_of="2090-06-01") for each in (few, many))

        assert one == other <= 20


class TestNotFound:
    @pytest.mark.parametrize(
        ("typed", "offered"),
        [
            ("2023-12-22", ["2023-12-21"]),
            ("2023", ["2023-12-21"]),
            ("2025", ["2025-01-02", "2025-07-15"]),
            ("2022-12-31", ["2022-12-30"]),
            ("1998", ["2001-12", "2008-09-16", "2020-08-28", "2022-12-30", "2023-12-21", "2025-01-02", "2025-07-15"]),
        ],
    )
    def test_editions_near_are_offered(self, client, typed, offered):
        answer = page(client, f"/catalogue/editions/{typed}/", 404)

        near = [link.text.partition(":")[0] for link in tree(answer).one("main").one("section").all("a")]
        assert near == offered

    def test_a_draft_is_offered_as_a_draft(self, client):
        assert "(consultation draft)" in words(page(client, "/catalogue/editions/2022-12-31/", 404))
