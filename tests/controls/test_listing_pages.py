"""The page that compliance officers open first: who is on the lists on a day."""

import re
from datetime import date

import pytest

from controls.models import Listing
from tests.factories import make_list, make_listing, make_notice

pytestmark = pytest.mark.django_db
URL = "/entities/"
WATCH_LIST = {"list": "cn-watch-list", "notice": "mofcom-2026-12"}


def rows(page):
    """The keys of the rows that a page shows, in order."""
    return re.findall(r'data-key="([^"]+)"', page.content.decode())


def count(page):
    return page.context["matched"]


class TestTheWatchListOf24February:
    def test_has_twenty_rows_in_the_order_of_the_notice(self, client, today):
        page = client.get(URL, WATCH_LIST)

        assert rows(page) == [f"cn-wl-2026-012-{number}" for number in range(1, 21)]

    def test_is_empty_on_the_day_before(self, client, today):
        page = client.get(URL, WATCH_LIST | {"as_of": "2026-02-23"})

        assert (page.status_code, rows(page)) == (200, [])

    def test_says_extra_review_and_not_prohibited(self, client, today):
        page = client.get(URL, WATCH_LIST).content.decode()
        table = page[page.index("<tbody") : page.index("</tbody>")]

        assert table.count("Extra review") == 20
        assert "Prohibited" not in table

    def test_marks_every_chinese_and_japanese_name_with_its_language(self, client, today):
        page = client.get(URL, WATCH_LIST).content.decode()

        assert '<span lang="zh-Hans">斯巴鲁株式会社</span>' in page
        assert '<span lang="ja">株式会社SUBARU</span>' in page


class TestTheDay:
    def test_without_a_day_the_page_speaks_of_today_in_beijing(self, client, today):
        assert client.get(URL).context["as_of"] == date(2026, 11, 21)

    def test_a_past_day_is_said_with_what_came_since(self, client, today):
        page = client.get(URL, {"as_of": "2026-02-23"})

        assert page.context["is_past"]
        assert page.context["changes_since"] == {"notices": 7, "names": 111}
        assert "asof past" in page.content.decode()

    def test_a_past_day_is_kept_on_the_links_of_the_rows(self, client, today):
        page = client.get(URL, WATCH_LIST | {"as_of": "2026-03-01"})

        assert all("as_of=2026-03-01" in row["url"] for row in page.context["page"].object_list)

    def test_a_link_of_today_carries_no_day(self, client, today):
        page = client.get(URL, WATCH_LIST)

        assert all("as_of" not in row["url"] for row in page.context["page"].object_list)

    def test_the_permanent_address_keeps_the_day_and_the_filters(self, client, today):
        permalink = client.get(URL, WATCH_LIST).context["permalink"]

        assert permalink == "/entities/?list=cn-watch-list&notice=mofcom-2026-12&as_of=2026-11-21"
        assert rows(client.get(permalink)) == rows(client.get(URL, WATCH_LIST))


class TestFilters:
    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ({}, 274),
            ({"list": "cn-export-control-list"}, 153),
            ({"list": "cn-watch-list"}, 40),
            ({"list": "cn-unreliable-entity-list"}, 81),
            ({"list": ["cn-watch-list", "cn-export-control-list"]}, 193),
            ({"effect": "to_be_confirmed"}, 27),
            ({"effect": "stopped"}, 43),
            ({"effect": "none_stated"}, 2),
            ({"state": "in_force"}, 204),
            ({"country": "TW"}, 8),
            ({"listed_from": "2026-06-29", "listed_to": "2026-06-29"}, 40),
            ({"q": "subaru"}, 1),
            ({"q": "ＳＵＢＡＲＵ"}, 1),
            ({"q": "斯巴鲁"}, 1),
            ({"q": "株式会社SUBARU"}, 1),
            ({"q": "株式会社 SUBARU"}, 1),
            ({"q": "5011101019196"}, 1),
            ({"q": "cn-wl-2026-012-1"}, 1),
            ({"q": "skydio"}, 2),
            ({"q": "No such firm anywhere"}, 0),
            ({"q": "100%"}, 0),
            ({"q": "_"}, 0),
        ],
    )
    def test_narrow_the_list(self, client, today, question, expected):
        assert count(client.get(URL, question)) == expected

    def test_facets_count_what_a_click_would_show(self, client, today):
        page = client.get(URL, {"list": "cn-watch-list"})

        for facet in page.context["facets"]:
            if facet["name"] == "list":
                continue
            for option in facet["options"]:
                ticked = client.get(URL, {"list": "cn-watch-list", facet["name"]: option["value"]})
                assert count(ticked) == option["count"], (facet["name"], option["value"])

    def test_a_facet_does_not_hide_its_own_alternatives(self, client, today):
        page = client.get(URL, {"list": "cn-watch-list"})
        lists = next(facet for facet in page.context["facets"] if facet["name"] == "list")

        assert {option["value"]: option["count"] for option in lists["options"]} == {
            "cn-export-control-list": 153,
            "cn-watch-list": 40,
            "cn-unreliable-entity-list": 81,
        }

    def test_each_chip_takes_away_its_own_filter_only(self, client, today):
        page = client.get(URL, WATCH_LIST | {"q": "subaru"})

        found = {chip["label"]: count(client.get(chip["remove_url"])) for chip in page.context["chips"]}

        assert found == {"Watch List": 1, "MOFCOM 2026 No. 12": 1, "Name contains “subaru”": 20}

    def test_tabs_count_the_whole_lists(self, client, today):
        tabs = client.get(URL, WATCH_LIST).context["tabs"]

        assert sorted(tab["count"] for tab in tabs) == [40, 81, 153, 274]
        assert [tab["label"] for tab in tabs if tab["current"]] == ["Watch List"]

    def test_an_empty_answer_offers_similar_names_and_never_says_clear(self, client, today):
        page = client.get(URL, {"q": "Subaro Corporation"})
        text = page.content.decode()

        assert page.context["suggestions"][0]["name"] == "SUBARU Corporation"
        assert "No entry for" in text
        assert "not the same as clear" in text


class TestOrderAndPages:
    def test_fifty_rows_a_page(self, client, today):
        page = client.get(URL)

        assert (len(rows(page)), page.context["page"].paginator.num_pages) == (50, 6)

    def test_every_listing_stands_on_exactly_one_page(self, client, today):
        found = [key for number in range(1, 7) for key in rows(client.get(URL, {"page": number}))]

        assert (len(found), len(set(found))) == (274, 274)

    @pytest.mark.parametrize("sort", ["name", "country", "listed", "item_number"])
    def test_the_descending_order_is_the_ascending_one_reversed(self, client, today, sort):
        question = WATCH_LIST | {"page_size": "20"}

        up = rows(client.get(URL, question | {"sort": sort}))
        down = rows(client.get(URL, question | {"sort": f"-{sort}"}))

        assert up == down[::-1]

    def test_the_page_number_is_in_the_title(self, client, today):
        assert "page 2" in client.get(URL, {"page": "2"}).content.decode().split("</title>")[0]


class TestBadQuestions:
    @pytest.mark.parametrize(
        ("question", "field"),
        [
            ("as_of=2026-02-30", "as_of"),
            ("as_of=soon", "as_of"),
            ("as_of=1999-12-31", "as_of"),
            ("as_of=2101-01-01", "as_of"),
            ("as_of=2026-2-3", "as_of"),
            ("as_of=%EF%BC%92026-02-24", "as_of"),
            ("as_of=2026-02-24&as_of=2026-02-25", "as_of"),
            ("page=0", "page"),
            ("page=-1", "page"),
            ("page=9e99", "page"),
            ("page=abc", "page"),
            ("page=7", "page"),
            ("page=9223372036854775808", "page"),
            ("page_size=501", "page_size"),
            ("list=no-such-list", "list"),
            ("notice=mofcom-1999-1", "notice"),
            ("country=XX", "country"),
            ("effect=dangerous", "effect"),
            ("state=clear", "state"),
            ("sort=mood", "sort"),
            ("listed_from=2026-03-01&listed_to=2026-02-01", "listed_to"),
            ("q=%00", "q"),
            ("q=%ED%A0%80", "q"),
            ("q=%FF", "q"),
            ("q=%E2%80%AEsubaru", "q"),
            ("q=" + "x" * 201, "q"),
        ],
    )
    def test_are_answered_with_400_and_the_name_of_the_field(self, client, today, question, field):
        page = client.get(f"{URL}?{question}")

        assert page.status_code == 400
        assert [fault["field"] for fault in page.context["faults"]] == [field]

    def test_a_query_of_100_kilobytes_is_refused(self, client):
        assert client.get(f"{URL}?q={'x' * 100_000}").status_code == 400

    def test_an_unknown_parameter_does_not_break_a_page(self, client, today):
        assert client.get(URL, {"utm_source": "mail"}).status_code == 200

    def test_a_page_cannot_be_posted_to(self, client):
        assert client.post(URL).status_code == 405

    def test_text_of_the_visitor_is_never_markup(self, client, today):
        page = client.get(URL, {"q": '<script>alert(1)</script>"'}).content.decode()

        assert "<script>alert" not in page


class TestCost:
    def test_fifty_rows_cost_as_many_queries_as_two(self, client, today, django_assert_num_queries):
        few = make_list()
        notice = make_notice(entity_list=few)
        for _number in range(2):
            make_listing(entity_list=few, notice=notice)
        client.get("/about/")  # what the frame says of this revision is read once
        client.get(URL, {"q": "no such name"})  # and so are the words and counts of the lists

        # revision, list, tally, keys of the rows; then the rows themselves: columns, Japanese names, numbers; and what
        # the news say of them: articles, events, sources that were not read
        with django_assert_num_queries(10):
            client.get(URL, {"list": few.key})
        with django_assert_num_queries(10):
            client.get(URL, {"list": "cn-export-control-list"})

    def test_rows_that_were_drawn_before_cost_nothing_in_another_list(self, client, today, django_assert_num_queries):
        client.get(URL, {"list": "cn-watch-list"})

        with django_assert_num_queries(7):  # revision, list, tally, keys of the rows; articles, events, unread sources
            client.get(URL, {"list": "cn-watch-list", "sort": "-name"})

    def test_htmx_gets_the_results_without_the_page_around_them(self, client, today):
        fragment = client.get(URL, WATCH_LIST, headers={"HX-Request": "true"})

        assert len(rows(fragment)) == 20
        assert b"<html" not in fragment.content
        assert "HX-Request" in fragment.headers["Vary"]


class TestTally:
    def test_equals_counting_one_by_one(self, seeded, today):
        listings = Listing.objects.published(on=today).with_badge(on=today)

        tally = listings.tally(chosen={"list": ["cn-unreliable-entity-list"], "country": ["US"]})

        assert tally[""] == {"matched": tally["list"]["cn-unreliable-entity-list"], "total": 274}
        for state, number in tally["effect"].items():
            narrowed = listings.filter(entity_list__key="cn-unreliable-entity-list", entity__country="US")
            assert narrowed.with_badges([state]).count() == number
