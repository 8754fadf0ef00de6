"""The overview: what changed, how the lists stand on a day, and which formal ends are open."""

from datetime import date, datetime, timedelta

import pytest

from controls import states
from controls.models import Change, EntityList, Listing, User
from controls.models.calendar import days as calendar_days
from controls.services import access
from controls.views.overview_news import TOLD
from tests.controls.markup import tree
from tests.controls.tour import set_clock
from tests.factories import make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db


def home(client, **query):
    answer = client.get("/", query)
    assert answer.status_code == 200
    return tree(answer)


def lists_of(page):
    return page.one("table", id="lists")


def matrix(page):
    """The table of lists: by list, the count of each state and the sum."""
    rows = lists_of(page).one("tbody").all("tr")
    return {row.all("a")[0].text: [c.text for c in row.all("td")[1:]] for row in rows}


def box(page, title):
    return next(each for each in page.all(of_class="box") if title in each.one("h2").text)


class TestTheLists:
    def test_every_number_is_the_number_of_rows_behind_it(self, client, today):
        counted = 0
        for row in lists_of(home(client)).one("tbody").all("tr"):
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
        heads = [head.text for head in lists_of(home(client)).one("thead").all("th")]

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
        rows = lists_of(home(client)).one("tbody").all("tr")

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

        assert lede.endswith(
            f"274 entries from 25 notices: {expected['in_force']} in force, "
            f"{expected['to_be_confirmed']} to be confirmed."
        )

    def test_before_the_first_notice_there_is_nothing(self, client, today):
        page = home(client, as_of="2023-02-15")

        assert "0 entries from 0 notices" in page.one("p", of_class="lede").text
        assert "Nothing on file moved since 3 Dec 2009." in home(client, as_of="2010-01-01").text
        assert "Nobody on file had been listed by this day." in page.text
        assert "No notice on file by this day." in page.text


class TestWhatChanged:
    def ledger(self, client, **query):
        return home(client, **query).one("ol", of_class="ledger").all("li")

    def days(self, client, **query):
        return [row.one("time")["datetime"] for row in self.ledger(client, **query) if row.all("time")]

    @pytest.mark.parametrize(
        ("period", "first"), [("week", "2026-11-15"), ("month", "2026-10-23"), ("year", "2025-11-22")]
    )
    def test_tells_the_days_of_the_period_the_latest_first(self, client, today, period, first):
        days = self.days(client, period=period)
        known = [
            day.on.isoformat()
            for day in calendar_days(known_by=today)
            if first <= day.on.isoformat() <= "2026-11-21" and day.kind in TOLD and not day.cancelled
        ]

        assert days == sorted(known, reverse=True)[:12]

    def test_without_a_period_it_is_thirty_days(self, client, today):
        assert self.days(client) == self.days(client, period="month") == ["2026-11-11"] * 3

    def test_a_period_ends_with_the_day_asked_about(self, client, today):
        days = self.days(client, as_of="2026-07-30", period="month")

        assert days == ["2026-07-24", "2026-07-01"]

    def test_nothing_that_was_published_later_is_told(self, client, today):
        assert max(self.days(client, as_of="2025-08-11", period="year")) <= "2025-08-11"

    def test_says_how_many_more_there_are_and_leads_to_them(self, client, today):
        page = home(client, period="year")
        more = next(link for link in page.all("a") if "more in the calendar" in link.text)
        told = int(page.one("p", of_class="lede").text.split()[0])

        assert more.text == f"{told - 12} more in the calendar"
        assert more["href"] == "/calendar/?from=2025-11-22&to=2026-11-21"
        assert client.get(more["href"]).status_code == 200

    def test_a_new_listing_is_told_with_its_notice(self, client, today):
        listing = make_listing(effective_from=date(2026, 11, 20))

        row = self.ledger(client)[0]
        assert listing.notice.label in row.text
        assert "add" in row.one(of_class="mk").classes

    @pytest.mark.parametrize(("kind", "sign"), [("stopped", "del"), ("removed", "del"), ("suspended", "chg")])
    def test_an_act_has_the_sign_of_what_it_does(self, client, today, kind, sign):
        make_event(listing=make_listing(), kind=kind, effective_from=date(2026, 11, 20))

        assert sign in self.ledger(client)[0].one(of_class="mk").classes

    def test_every_row_leads_to_a_page(self, client, today):
        for row in self.ledger(client, period="year"):
            assert client.get(row.one("a")["href"]).status_code == 200

    def test_the_periods_lead_to_each_other(self, client, today):
        shown = home(client, as_of="2026-03-01", period="week")
        links = [link["href"] for link in shown.all("a") if link.text in ("7 days", "30 days", "12 months")]

        assert links == ["/?as_of=2026-03-01&period=month", "/?as_of=2026-03-01&period=year"]

    @pytest.mark.parametrize("wrong", ["decade", "visit", "week&period=year", "%00"])
    def test_a_period_that_is_none_is_refused_by_name(self, client, today, wrong):
        answer = client.get(f"/?period={wrong}")

        assert answer.status_code == 400
        assert "period" in answer.content.decode()


class TestSinceTheLastVisit:
    @pytest.fixture
    def reader(self, now):
        return access.create_user(email="reader@example.org", password="a-long-quiet-sentence-7", at=now)

    def visit(self, client, monkeypatch, moment):
        set_clock(monkeypatch, moment)
        return home(client)

    def test_the_first_visit_knows_no_earlier_one(self, client, reader, monkeypatch):
        client.force_login(reader)

        page = self.visit(client, monkeypatch, "2026-11-20T09:00:00+08:00")

        assert page.one("h1").text == "What changed in 30 days"
        assert "since your last visit" not in page.text

    def test_the_next_day_it_tells_what_came_meanwhile(self, client, reader, monkeypatch):
        client.force_login(reader)
        self.visit(client, monkeypatch, "2026-11-19T09:00:00+08:00")
        set_clock(monkeypatch, "2026-11-20T12:00:00+08:00")
        make_listing(effective_from=date(2026, 11, 20))

        page = self.visit(client, monkeypatch, "2026-11-21T08:30:00+08:00")

        assert page.one("h1").text == "What changed since your last visit"
        assert "You were last here on 19 Nov 2026 09:00." in page.one("p", of_class="lede").text
        assert [row.one("time")["datetime"] for row in page.one("ol", of_class="ledger").all("li")] == ["2026-11-20"]
        written = Change.objects.filter(recorded_at__gt="2026-11-19T09:00:00+08:00").count()
        assert f"{written} changes recorded since" in page.text

    def test_within_a_visit_news_stay_new(self, client, reader, monkeypatch):
        client.force_login(reader)
        self.visit(client, monkeypatch, "2026-11-19T09:00:00+08:00")
        self.visit(client, monkeypatch, "2026-11-21T08:30:00+08:00")

        page = self.visit(client, monkeypatch, "2026-11-21T11:00:00+08:00")

        assert "You were last here on 19 Nov 2026 09:00." in page.one("p", of_class="lede").text

    def test_four_hours_of_absence_end_a_visit(self, client, reader, monkeypatch):
        client.force_login(reader)
        self.visit(client, monkeypatch, "2026-11-21T08:00:00+08:00")
        self.visit(client, monkeypatch, "2026-11-21T09:00:00+08:00")

        page = self.visit(client, monkeypatch, "2026-11-21T13:00:00+08:00")

        assert "You were last here on 21 Nov 2026 09:00." in page.one("p", of_class="lede").text

    def test_being_seen_is_written_every_few_minutes_only(self, reader):
        at = datetime.fromisoformat("2026-11-21T08:00:00+08:00")
        access.note_visit(user=reader, at=at)
        access.note_visit(user=reader, at=at + timedelta(minutes=4))
        assert User.objects.get(pk=reader.pk).seen_at == at

        access.note_visit(user=reader, at=at + timedelta(minutes=5))
        assert User.objects.get(pk=reader.pk).seen_at == at + timedelta(minutes=5)

    def test_another_period_may_be_asked_for(self, client, reader, monkeypatch):
        client.force_login(reader)
        self.visit(client, monkeypatch, "2026-11-19T09:00:00+08:00")
        set_clock(monkeypatch, "2026-11-21T08:30:00+08:00")

        assert home(client, period="year").one("h1").text == "What changed in 12 months"
        assert home(client, period="visit").one("h1").text == "What changed since your last visit"

    def test_a_visitor_s_page_is_not_a_reader_s(self, client, reader, today):
        visitor = client.get("/")
        client.force_login(reader)
        signed_in = client.get("/")

        assert visitor.has_header("ETag")
        assert not signed_in.has_header("ETag")
        assert User.objects.get(pk=reader.pk).seen_at is not None


class TestClocks:
    def clocks(self, client, **query):
        found = home(client, **query).all(of_class="clock")
        return [(clock.one(of_class="n").text, clock.one("b").text, "due" in clock.classes) for clock in found]

    def test_those_past_are_said_to_be_unconfirmed_and_those_ahead_count_down(self, client, today):
        assert self.clocks(client) == [
            ("11days ago", "10 Nov 2026", True),
            ("11days ago", "10 Nov 2026", True),
            ("11days ago", "10 Nov 2026", True),
            ("6days left", "27 Nov 2026", False),
        ]
        page = home(client).text
        assert page.count("Ended; no later notice on record: to be confirmed.") == 3
        assert "10 Jan 2027 was announced without a formal notice. 50 days to it." in page

    def test_an_open_end_does_not_fade(self, client, today):
        assert len(self.clocks(client, as_of="2028-01-01")) >= 4

    def test_on_its_last_day_it_says_so(self, client, today):
        assert ("0last day", "10 Nov 2026", False) in self.clocks(client, as_of="2026-11-10")

    def test_one_that_was_continued_gives_way_to_the_next(self, client, today):
        assert "12 Aug 2025" not in [until for _days, until, _due in self.clocks(client, as_of="2025-08-20")]

    def test_one_that_was_stopped_before_its_end_is_gone(self, client, today):
        listing = make_listing(effective_from=date(2026, 3, 1))
        make_event(listing=listing, kind="suspended", effective_from=date(2026, 10, 1), until=date(2026, 12, 1))
        with_it = len(self.clocks(client))

        make_event(listing=listing, kind="stopped", effective_from=date(2026, 11, 1))

        assert (with_it, len(self.clocks(client))) == (5, 4)

    def test_far_from_any_end_it_says_none(self, client, today):
        assert "No formal end is open." in home(client, as_of="2024-01-01").text

    def test_leads_to_what_it_concerns(self, client, today):
        for clock in home(client).all(of_class="clock"):
            for link in clock.all("a"):
                assert client.get(link["href"]).status_code == 200


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
