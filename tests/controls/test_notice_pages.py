"""Notices: the list of them, and the page of one with its names and what came of it."""

from datetime import date, time

import pytest

from controls.models import Notice
from tests.controls import reading
from tests.controls.markup import tree
from tests.controls.reading import facts
from tests.factories import make_authority, make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
URL = "/notices/"


def notice_page(client, key, **query):
    answer = client.get(f"{URL}{key}/", query)
    assert answer.status_code == 200
    return tree(answer)


def said(page):
    return {term: saying.text for term, saying in facts(page)}


def cells(row):
    return [cell.text for cell in reading.cells(row)]


def keys(answer):
    return [link["href"].split("?")[0].split("/")[-2] for link in tree(answer).all("a") if link.inside("th")]


class TestTheList:
    def test_holds_every_notice_of_the_register_newest_first(self, client, today):
        found = keys(client.get(URL, {"page_size": "100"}))

        assert len(found) == 28
        assert found[0] == "mofcom-2026-30"
        assert found == list(Notice.objects.order_by("-published_on", "-pk").values_list("key", flat=True))

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ({"list": "cn-watch-list"}, 2),
            ({"list": ["cn-watch-list", "cn-export-control-list"]}, 13),
            ({"authority": "uel-mechanism"}, 14),
            ({"year": "2026"}, 8),
            ({"year": "1999"}, 0),
            ({"q": "No. 12"}, 1),
            ({"q": "mofcom-2026-12"}, 1),
            ({"q": "不可靠实体清单"}, 14),
            ({"q": "JAPANESE"}, 5),
            ({"q": "%"}, 0),
            ({"q": "   "}, 28),
            ({"authority": "mofcom", "list": "cn-unreliable-entity-list"}, 0),
        ],
    )
    def test_is_narrowed_by_what_is_asked(self, client, today, question, expected):
        assert client.get(URL, question).context["page"].paginator.count == expected

    @pytest.mark.parametrize(
        ("day", "expected"), [("2023-02-15", 0), ("2023-02-16", 1), ("2025-04-08", 14), ("2025-04-09", 16)]
    )
    def test_grows_with_the_day(self, client, today, day, expected):
        assert client.get(URL, {"as_of": day}).context["page"].paginator.count == expected

    def test_says_how_many_in_words_that_fit(self, client, today):
        assert tree(client.get(URL)).one("h2").text == "28 notices"
        assert tree(client.get(URL, {"q": "No. 12"})).one("h2").text == "1 notice"

    def test_shows_what_each_notice_is(self, client, today):
        row = tree(client.get(URL, {"q": "mofcom-2025-22"})).one("tbody").one("tr")

        published, name, entity_list, names, first, evidence = cells(row)

        assert (published, first) == ("9 Apr 2025", "10 Apr 2025")
        assert name.startswith("12 US entities put on the Export Control List MOFCOM 2025 No. 22")
        assert (entity_list, names) == ("Export Control List", "12")
        assert evidence in ("official text", "2 agree")

    def test_a_chinese_title_of_our_own_wording_is_said_to_be_inferred(self, client, today):
        make_notice(title_en="Inferred one", title_zh="某公告", title_zh_inferred=True)
        make_notice(title_en="Verbatim one", title_zh="某公告")

        rows = tree(client.get(URL, {"q": "某公告"})).one("tbody").all("tr")

        assert {cells(row)[1].split(" one")[0]: "(Chinese title inferred)" in row.text for row in rows} == {
            "Inferred": True,
            "Verbatim": False,
        }

    def test_a_notice_without_list_or_count_shows_dashes(self, client, today):
        notice = make_notice(stated_count=None)

        assert cells(tree(client.get(URL, {"q": notice.key})).one("tbody").one("tr"))[2:4] == ["–", "–"]

    def test_a_count_of_none_is_not_a_missing_count(self, client, today):
        notice = make_notice(stated_count=0)

        assert cells(tree(client.get(URL, {"q": notice.key})).one("tbody").one("tr"))[3] == "0"

    def test_nothing_found_offers_all_of_them(self, client, today):
        page = tree(client.get(URL, {"q": "no such notice"})).one("main")

        assert "No notice on file with these filters had been published by this day." in page.text
        assert "All notices as of today" in [link.text for link in page.all("a")]

    def test_what_was_chosen_stays_chosen_in_the_form(self, client, today):
        page = tree(client.get(URL, {"list": "cn-watch-list", "authority": "mofcom", "q": "Japan"}))

        chosen = {o["value"] for o in page.one("main").all("option") if "selected" in o.attributes}
        assert chosen == {"cn-watch-list", "mofcom"}
        assert page.one("main").one("input", name="q")["value"] == "Japan"

    def test_the_permanent_address_pins_the_day_and_keeps_the_question(self, client, today):
        note = tree(client.get(URL, {"list": "cn-watch-list"})).one("p", of_class="note")

        assert note.one("a")["href"] == "/notices/?list=cn-watch-list&as_of=2026-11-21"

    def test_runs_over_pages_without_losing_or_doubling_any(self, client, today):
        found = [key for number in range(1, 5) for key in keys(client.get(URL, {"page_size": "7", "page": number}))]

        assert (len(found), len(set(found))) == (28, 28)


class TestOneNotice:
    def test_says_what_the_authority_published(self, client, today):
        page = notice_page(client, "mofcom-2025-22")
        facts = said(page)

        assert page.one("h1").text == "12 US entities put on the Export Control List"
        assert facts["Cited as"].startswith("MOFCOM 2025 No. 22")
        assert facts["Published"] == "9 Apr 2025"
        assert facts["In force from"] == "10 Apr 2025, 12:01 (UTC+8)"
        assert facts["Names"] == "12 by its own count"

    def test_says_names_under_a_numbered_item_apart(self, client, today):
        assert said(notice_page(client, "uel-2025-10"))["Names"] == "14 by its own count; 9 more under a numbered item"

    def test_shows_its_names_in_the_order_of_the_annex(self, client, today):
        rows = notice_page(client, "uel-2025-10").one(aria_label="Names").one("tbody").all("tr")

        assert [row["data-key"].removeprefix("cn-uel-2025-010-") for row in rows][:4] == ["1", "2", "3", "4"]
        assert len(rows) == 23

    def test_shows_the_states_of_the_day(self, client, today):
        states = {
            day: {
                badge.text
                for badge in notice_page(client, "uel-2025-7", as_of=day).one(aria_label="Names").all(of_class="b")
            }
            for day in ("2025-04-15", "2025-06-01", "2026-11-11")
        }

        assert states == {"2025-04-15": {"Prohibited"}, "2025-06-01": {"Suspended"}, "2026-11-11": {"To be confirmed"}}

    def test_before_its_publication_says_so_and_shows_no_names(self, client, today):
        page = notice_page(client, "mofcom-2025-22", as_of="2025-04-08")

        assert "On 8 Apr 2025 this notice had not been published; it came on 9 Apr 2025." in page.text
        assert not page.all(aria_label="Names")

    def test_between_publication_and_first_day_its_names_are_scheduled(self, client, today):
        page = notice_page(client, "mofcom-2025-22", as_of="2025-04-09")

        assert {badge.text for badge in page.one(aria_label="Names").all(of_class="b")} == {"Scheduled"}

    def test_shows_what_came_of_it_in_order(self, client, today):
        rows = notice_page(client, "mofcom-2025-21").one(aria_label="What came of it").one("tbody").all("tr")

        assert [cells(row)[0] for row in rows] == ["14 May 2025", "12 Aug 2025", "10 Nov 2025"]
        assert [cells(row)[2] for row in rows] == ["12 Aug 2025", "10 Nov 2025", "10 Nov 2026"]
        assert [cells(row)[4] for row in rows] == ["14 May 2025", "12 Aug 2025", "5 Nov 2025"]

    def test_acts_stand_by_their_first_day_however_they_were_recorded(self, client, today):
        listing = make_listing()
        make_event(listing=listing, kind="resumed", effective_from=date(2026, 5, 1))
        make_event(listing=listing, kind="suspended", effective_from=date(2026, 4, 1))

        rows = notice_page(client, listing.notice.key).one(aria_label="What came of it").one("tbody").all("tr")

        assert [cells(row)[0] for row in rows] == ["1 Apr 2026", "1 May 2026"]

    def test_an_act_without_end_shows_a_dash(self, client, today):
        listing = make_listing()
        make_event(listing=listing, kind="stopped", effective_from=date(2026, 5, 1), wording_zh="停止", note="As said.")

        row = notice_page(client, listing.notice.key).one(aria_label="What came of it").one("tbody").one("tr")

        assert cells(row)[:5] == ["1 May 2026", "measures stopped As said.", "–", "停止", "1 May 2026"]

    def test_a_notice_that_names_nobody_has_no_table_of_names(self, client, today):
        page = notice_page(client, "mofcom-2026-1")

        assert not page.all(aria_label="Names")
        assert not page.all(aria_label="What came of it")
        assert "List" not in said(page)

    def test_measures_stand_one_under_the_other(self, client, today):
        notice = make_notice(measures="First.\nSecond.")

        measures = next(s for s in notice_page(client, notice.key).all("section") if s.text.startswith("Measures"))

        assert [item.text for item in measures.all("li")] == ["First.", "Second."]

    def test_empty_columns_are_dashes_and_not_left_blank(self, client, today):
        facts = said(notice_page(client, make_notice().key))

        assert (facts["What it does"], facts["Legal basis"]) == ("–", "–")
        assert "Note" not in facts
        assert "Names" not in facts

    def test_names_list_and_authority_in_both_languages(self, client, today):
        authority = make_authority(name_en="Test Ministry", name_zh="测试部")
        notice = make_notice(
            authority=authority, entity_list=make_list(name_en="Test List", name_zh="测试清单"), title_zh="测试公告"
        )

        page = notice_page(client, notice.key)

        assert said(page)["Authority"] == "Test Ministry · 测试部"
        assert said(page)["List"] == "Test List · 测试清单"
        assert page.one("p", of_class="names-line").one(lang="zh-Hans").text == "测试公告"

    def test_an_inferred_title_is_said_to_be_inferred(self, client, today):
        notice = make_notice(title_zh="某公告", title_zh_inferred=True)

        assert "(wording inferred; the page was not seen)" in notice_page(client, notice.key).text

    def test_links_to_its_names_as_a_list(self, client, today):
        link = next(a for a in notice_page(client, "mofcom-2026-12").all("dl")[0].all("a") if "Watch" in a.text)

        assert link["href"] == "/entities/?list=cn-watch-list&notice=mofcom-2026-12"
        assert client.get(link["href"]).context["matched"] == 20

    def test_official_addresses_are_links_with_the_day_they_were_seen(self, client, today):
        copies = [make_source(url="https://example.org/a"), make_source(url="https://example.org/b", seen_as="cited")]
        notice = make_notice(copies=copies)

        box = next(b for b in notice_page(client, notice.key).all(of_class="box") if "Official addresses" in b.text)

        assert [link["href"] for link in box.all("a")] == ["https://example.org/a", "https://example.org/b"]
        assert "text read, 21 Nov 2026" in box.text
        assert "address cited, page itself not opened, 21 Nov 2026" in box.text

    def test_without_an_official_address_it_says_none(self, client, today):
        box = next(b for b in notice_page(client, make_notice().key).all(of_class="box") if "Official" in b.text)

        assert box.text == "Official addresses none on file"

    def test_its_json_answers_for_the_same_day(self, client, today):
        page = notice_page(client, "mofcom-2026-12", as_of="2026-03-01")

        answer = client.get(next(link["href"] for link in page.all("a") if link.text == "JSON"))

        assert (answer.json()["id"], answer.json()["as_of"]) == ("mofcom-2026-12", "2026-03-01")

    def test_its_changes_are_those_of_its_names_too(self, client, today):
        listing = make_listing(entity=make_entity("Changed Ltd"))
        page = notice_page(client, listing.notice.key)

        answer = client.get(next(a["href"] for a in page.all("a") if a.text.startswith("Every change of this notice")))

        kinds = {row["title"] for row in answer.context["page"].object_list}
        assert kinds == {"Added: listing", "Added: notice"}

    def test_an_hour_is_shown_only_where_one_is_stated(self, client, today):
        plain = make_notice()
        timed = make_notice(effective_time=time(0, 0))

        assert said(notice_page(client, plain.key))["In force from"] == "24 Feb 2026"
        assert said(notice_page(client, timed.key))["In force from"] == "24 Feb 2026, 00:00 (UTC+8)"

    @pytest.mark.parametrize("key", ["no-such-notice", "x" * 1000, "MOFCOM-2026-99"])
    def test_an_unknown_key_is_not_found_and_named(self, client, today, key):
        answer = client.get(f"{URL}{key}/")

        assert answer.status_code == 404
        assert "No notice has the key" in tree(answer).text
