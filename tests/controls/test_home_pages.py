"""The overview: how the lists stand on a day, what happened last, and which formal ends are near."""

from datetime import date

import pytest

from controls import states
from controls.models import Change, EntityList, Listing
from tests.controls.markup import tree
from tests.factories import make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db


def home(client, **query):
    answer = client.get("/", query)
    assert answer.status_code == 200
    return tree(answer)


def matrix(page):
    """The table of lists: by list, the count of each state and the sum."""
    rows = page.one("table").one("tbody").all("tr")
    return {row.all("a")[0].text: [c.text for c in row.all("td")[1:]] for row in rows}


def box(page, title):
    return next(each for each in page.all(of_class="box") if each.one("h2").text.startswith(title))


class TestTheLists:
    def test_every_number_is_the_number_of_rows_behind_it(self, client, today):
        counted = 0
        for row in home(client).one("table").one("tbody").all("tr"):
            for cell in row.all("td")[1:]:
                for link in cell.all("a"):
                    assert client.get(link["href"]).context["matched"] == int(cell.text), link["href"]
                    counted += 1

        assert counted > 8

    @pytest.mark.parametrize("day", ["2025-06-01", "2026-11-21", "2027-06-01"])
    def test_states_of_a_list_add_up_to_all_of_it(self, client, today, day):
        for name, (*by_state, total) in matrix(home(client, as_of=day)).items():
            assert sum(int(count) for count in by_state) == int(total), name

    def test_the_columns_are_the_states_in_order(self, client, today):
        heads = [head.text for head in home(client).one("table").one("thead").all("th")]

        assert heads == [
            "List",
            "Effect while in force",
            "Scheduled",
            "In force",
            "Suspended",
            "To be confirmed",
            "Measure stopped",
            "Ended",
            "All",
        ]

    def test_stands_as_it_stood_on_a_past_day(self, client, today):
        assert matrix(home(client, as_of="2025-06-01")) == {
            "Export Control List": ["0", "43", "28", "0", "0", "0", "71"],
            "Watch List": ["0", "0", "0", "0", "0", "0", "0"],
            "Unreliable Entity List": ["0", "38", "17", "0", "0", "0", "55"],
        }

    def test_lists_stand_in_their_order_with_the_effect_and_the_chinese_name(self, client, today):
        rows = home(client).one("table").one("tbody").all("tr")

        assert [row.all("a")[0].text for row in rows] == list(
            EntityList.objects.order_by("order", "key").values_list("name_en", flat=True)
        )
        assert [row.one(of_class="b").text for row in rows] == ["Prohibited", "Extra review", "Prohibited"]
        assert [row.one(lang="zh-Hans").text for row in rows] == ["出口管制管控名单", "关注名单", "不可靠实体清单"]

    def test_a_list_without_names_still_stands_there(self, client, today):
        make_list(name_en="Empty List")

        assert matrix(home(client))["Empty List"] == ["0"] * 7

    def test_the_sentence_on_top_says_the_sums(self, client, today):
        expected = {
            code: Listing.objects.with_state(on=today).filter(state_code=code).count()
            for code in (states.IN_FORCE, states.TO_BE_CONFIRMED)
        }

        lede = home(client).one("p", of_class="lede").text

        assert lede.startswith(
            f"274 entries from 25 notices: {expected['in_force']} in force, "
            f"{expected['to_be_confirmed']} to be confirmed."
        )

    def test_before_the_first_notice_there_is_nothing(self, client, today):
        page = home(client, as_of="2023-02-15")

        assert page.one("p", of_class="lede").text.startswith("0 entries from 0 notices")
        assert "Nothing on file by this day." in page.text


class TestWhatTheAuthoritiesDidLast:
    def ledger(self, client, **query):
        return home(client, **query).one("ol", of_class="ledger").all("li")

    def test_shows_the_eight_latest_by_legal_date(self, client, today):
        days = [row.one("time")["datetime"] for row in self.ledger(client)]

        assert len(days) == 8
        assert days == sorted(days, reverse=True)
        assert days[0] == "2026-07-24"

    def test_leaves_out_what_began_later(self, client, today):
        days = [row.one("time")["datetime"] for row in self.ledger(client, as_of="2025-08-11")]

        assert max(days) <= "2025-08-11"

    def test_mixes_notices_and_acts(self, client, today):
        listing = make_listing(effective_from=date(2026, 8, 1))
        make_event(
            listing=listing, kind="stopped", effective_from=date(2026, 8, 20), wording_zh="停止", note="By a readout."
        )

        first, second = self.ledger(client)[:2]

        assert f"{listing.notice.label}: measures stopped 停止 · By a readout." in first.text
        assert first.one(lang="zh-Hans").text == "停止"
        assert listing.notice.title_en in second.text

    @pytest.mark.parametrize(
        ("kind", "sign"), [("stopped", "del"), ("removed", "del"), ("moved", "del"), ("suspended", "chg")]
    )
    def test_an_act_has_the_sign_of_what_it_does(self, client, today, kind, sign):
        make_event(listing=make_listing(), kind=kind, effective_from=date(2026, 8, 20))

        assert sign in self.ledger(client)[0].one(of_class="mk").classes

    def test_leads_to_the_notice(self, client, today):
        for row in self.ledger(client):
            assert client.get(row.one("a")["href"]).status_code == 200


class TestFormalEnds:
    def clocks(self, client, **query):
        found = box(home(client, **query), "Formal ends").all(of_class="clock")
        return [(clock.one(of_class="n").text, clock.one("a").text, "due" in clock.classes) for clock in found]

    def test_those_just_past_are_said_to_be_unconfirmed(self, client, today):
        page = box(home(client), "Formal ends")

        assert self.clocks(client) == [
            ("11days ago", "Suspension of MOFCOM 2025 No. 21", True),
            ("11days ago", "Suspension of UEL 2025 No. 7", True),
        ]
        assert page.text.count("ended on 10 Nov 2026; no later notice on record: to be confirmed") == 2

    def test_those_ahead_count_the_days_left(self, client, today):
        assert self.clocks(client, as_of="2026-10-01") == [
            ("40days left", "Suspension of MOFCOM 2025 No. 21", False),
            ("40days left", "Suspension of UEL 2025 No. 7", False),
        ]

    @pytest.mark.parametrize(
        ("day", "expected"), [("2026-09-10", 0), ("2026-09-11", 2), ("2027-01-09", 2), ("2027-01-10", 0)]
    )
    def test_sixty_days_either_way_count_as_near(self, client, today, day, expected):
        assert len(self.clocks(client, as_of=day)) == expected

    def test_one_that_was_continued_gives_way_to_the_next(self, client, today):
        ends = box(home(client, as_of="2025-08-20"), "Formal ends").text

        assert "12 Aug 2025" not in ends

    def test_one_that_was_stopped_before_its_end_is_gone(self, client, today):
        listing = make_listing(effective_from=date(2026, 3, 1))
        make_event(listing=listing, kind="suspended", effective_from=date(2026, 10, 1), until=date(2026, 12, 1))
        with_it = len(self.clocks(client))

        make_event(listing=listing, kind="stopped", effective_from=date(2026, 11, 1))

        assert (with_it, len(self.clocks(client))) == (3, 2)

    def test_a_later_act_that_has_not_begun_replaces_nothing_yet(self, client, today):
        listing = make_listing(effective_from=date(2026, 3, 1))
        make_event(listing=listing, kind="suspended", effective_from=date(2026, 10, 1), until=date(2026, 12, 1))
        make_event(listing=listing, kind="stopped", effective_from=date(2026, 11, 22))

        assert (len(self.clocks(client)), len(self.clocks(client, as_of="2026-11-22"))) == (3, 2)

    def test_far_from_any_end_it_says_none(self, client, today):
        assert box(home(client, as_of="2024-01-01"), "Formal ends").one("p").text == "None."


class TestRecordedLast:
    def test_shows_the_eight_newest_changes(self, client, today):
        links = box(home(client), "Recorded here last").all("li")

        newest = Change.objects.order_by("-id").values_list("pk", flat=True)[:8]
        assert [link.one("a")["href"] for link in links] == [f"/changes/{pk}/" for pk in newest]

    def test_a_new_change_comes_first(self, client, today):
        source = make_source(title="Just seen")

        assert box(home(client), "Recorded here last").all("li")[0].text.startswith(f"Added: source {source.title}")

    def test_leads_to_all_of_them(self, client, today):
        assert box(home(client), "Recorded here last").all("a")[-1]["href"] == "/changes/"


def test_a_new_fact_is_counted_at_once(client, today):
    """Sums are kept by revision: a new change must make them new."""
    before = client.get("/").context["counts"]

    make_listing(notice=make_notice(published_on=date(2026, 11, 1)))

    after = client.get("/").context["counts"]
    assert (after["total"], after["notices"]) == (before["total"] + 1, before["notices"] + 1)
