"""Days are Beijing's: at midnight there, at midnight elsewhere, at noon, and on days that calendars stumble over."""

from datetime import date, datetime, time

import pytest

from controls.models import Change
from controls.services import sources
from tests.controls.markup import tree
from tests.controls.tour import DATED, set_clock
from tests.factories import make_event, make_listing, make_notice

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(monkeypatch):
    return lambda moment: set_clock(monkeypatch, moment)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-20T15:59:59+00:00", "2026-11-20"),
        ("2026-11-20T16:00:00+00:00", "2026-11-21"),
        ("2026-11-21T00:00:00+08:00", "2026-11-21"),
        ("2026-11-20T23:59:59+08:00", "2026-11-20"),
        ("2026-11-21T00:00:00+00:00", "2026-11-21"),
        ("2026-11-20T18:00:00-05:00", "2026-11-21"),
        ("2026-12-31T15:59:59+00:00", "2026-12-31"),
        ("2026-12-31T16:00:00+00:00", "2027-01-01"),
        ("2028-02-28T16:00:00+00:00", "2028-02-29"),
        ("2028-02-29T16:00:00+00:00", "2028-03-01"),
        ("2027-02-28T16:00:00+00:00", "2027-03-01"),
        ("2026-10-25T01:00:00+01:00", "2026-10-25"),
        ("2026-03-29T02:30:00+01:00", "2026-03-29"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/entities/", "/entities/subaru-corporation/", "/about/"])
def test_today_is_the_day_in_beijing(client, at, path, moment, day):
    at(moment)

    answer = client.get(path)

    assert answer.context["as_of"] == answer.context["today"] == date.fromisoformat(day)


class TestASuspensionRunsOutAtMidnightInBeijing:
    @pytest.mark.parametrize(
        ("moment", "state"),
        [("2026-11-10T15:59:59+00:00", "Suspended"), ("2026-11-10T16:00:00+00:00", "To be confirmed")],
    )
    def test_on_the_page_of_the_entity(self, client, at, moment, state):
        at(moment)

        assert tree(client.get("/entities/skydio-inc/")).one("main").all(of_class="b")[0].text == state

    def test_and_no_page_of_the_old_day_is_served_on_the_new_one(self, client, at):
        """The register did not change; only the day did."""
        at("2026-11-10T15:59:59+00:00")
        before = client.get("/entities/?effect=to_be_confirmed").context["matched"]
        tag = client.get("/entities/?effect=to_be_confirmed").headers["ETag"]

        at("2026-11-10T16:00:01+00:00")
        after = client.get("/entities/?effect=to_be_confirmed", headers={"If-None-Match": tag})

        assert (before, after.status_code, after.context["matched"]) == (0, 200, 27)

    def test_and_the_overview_counts_it_anew(self, client, at):
        at("2026-11-10T15:59:59+00:00")
        before = client.get("/").context["counts"]["to_be_confirmed"]

        at("2026-11-10T16:00:01+00:00")

        assert (before, client.get("/").context["counts"]["to_be_confirmed"]) == (0, 27)


class TestANoticeThatStartsAtNoon:
    """MOFCOM 2025 No. 22 was published on 9 April 2025 and bound from 12:01 (+08:00) on the 10th."""

    @pytest.mark.parametrize(
        ("day", "badge", "note"),
        [
            ("2025-04-09", "Scheduled", "Published on 9 Apr 2025; the first day is 10 Apr 2025."),
            ("2025-04-10", "Prohibited", "Starts at 12:01 Beijing time (UTC+8) on 10 Apr 2025."),
            ("2025-04-11", "Prohibited", ""),
        ],
    )
    def test_says_the_hour_on_its_first_day(self, client, today, day, badge, note):
        first = client.get("/notices/mofcom-2025-22/").context["rows"][0]

        page = tree(client.get(first["url"].split("?")[0], {"as_of": day}))

        position = next(p for p in page.all("section", of_class="sheet") if "MOFCOM 2025 No. 22" in p.one("h2").text)
        assert badge in [each.text for each in page.one("main").all(of_class="b")]
        assert position.all("p")[0].text == (note or "The notice orders:")

    def test_shows_the_hour_among_the_facts_on_any_day(self, client, today):
        page = tree(client.get("/notices/mofcom-2025-22/", {"as_of": "2026-11-21"}))

        assert "10 Apr 2025, 12:01 (UTC+8)" in page.one("dl").text

    def test_before_its_hour_on_its_first_day_the_note_is_there_already(self, client, at):
        at("2025-04-10T09:00:00+08:00")
        listing = make_listing(
            notice=make_notice(
                published_on=date(2025, 4, 9), effective_from=date(2025, 4, 10), effective_time=time(12, 1)
            )
        )

        assert "Starts at 12:01 Beijing time" in tree(client.get(f"/entities/{listing.entity.key}/")).text


class TestDaysThatCalendarsStumbleOver:
    @pytest.mark.parametrize(
        ("day", "status"),
        [
            ("2028-02-29", 200),
            ("2027-02-29", 400),
            ("2100-02-29", 400),
            ("2024-02-29", 200),
            ("2001-01-01", 200),
            ("2000-12-31", 400),
            ("2100-12-31", 200),
            ("2101-01-01", 400),
        ],
    )
    @pytest.mark.parametrize("path", DATED.values(), ids=DATED)
    def test_real_days_are_answered_and_others_refused(self, client, today, path, day, status):
        assert client.get(path, {"as_of": day}).status_code == status

    def test_a_suspension_over_29_february_counts_it(self, client, today):
        listing = make_listing(effective_from=date(2028, 2, 1))
        make_event(listing=listing, kind="suspended", effective_from=date(2028, 2, 28), until=date(2028, 2, 28))

        page = tree(client.get(f"/entities/{listing.entity.key}/", {"as_of": "2028-03-01"}))

        assert "To be confirmed" in [badge.text for badge in page.one("main").all(of_class="b")]
        assert "2 days, since 29 Feb 2028" in page.text

    def test_days_in_force_count_over_the_end_of_a_year(self, client, today):
        listing = make_listing(effective_from=date(2025, 12, 31))

        page = tree(client.get(f"/entities/{listing.entity.key}/", {"as_of": "2026-01-01"}))

        assert "2 days, since 31 Dec 2025" in page.text


class TestMomentsOfRecording:
    def test_stand_on_the_day_in_beijing(self, client, today):
        """Recorded at half past five in the afternoon in Greenwich: the next day in Beijing."""
        late = datetime.fromisoformat("2026-11-20T17:30:00+00:00")
        source = sources.register(
            key="late-source",
            title="Late",
            kind="press",
            seen_on=date(2026, 11, 20),
            seen_as="copy",
            by="tests",
            at=late,
        )

        revision = Change.objects.of(source).latest("id").pk
        row = next(r for r in tree(client.get("/changes/")).all("li") if f"Change {revision}" in r.text)
        assert row.one("time").text == "21 Nov 2026"
        assert row.one("time")["datetime"].startswith("2026-11-21T01:30:00")

    def test_the_foot_names_its_zone(self, client, today):
        assert "(UTC+8)" in tree(client.get("/about/")).one("footer").text


@pytest.mark.parametrize("path", DATED.values(), ids=DATED)
def test_no_page_puts_a_thing_of_its_own_in_the_place_of_the_frame_s(client, seeded, today, path):
    """The foot and the bar of the day read these names; a fact under one of them would be shown as the revision."""
    context = client.get(path).context
    assert isinstance(context["revision"], int)
    assert (context["as_of"], context["today"]) == (today, today)
