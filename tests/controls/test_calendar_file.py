"""The file for calendar programs: read back with the library, line by line by RFC 5545, and equal to page and API."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from controls.models import Change
from controls.models.calendar_days import DayKind
from controls.services import measures, sources
from tests.controls.desk import make_user
from tests.controls.markup import tree
from tests.controls.tour import set_clock
from tests.factories import make_clause, make_event, make_listing, make_measure, make_source, make_suspension

pytestmark = pytest.mark.usefixtures("seeded", "today")
FILE, PAGE, API = "/calendar.ics", "/calendar/", "/api/v1/calendar/"
# Questions in which the three doors must agree.
QUESTIONS = {
    "all": {},
    "one list": {"list": "cn-watch-list"},
    "two lists": {"list": ["cn-watch-list", "cn-unreliable-entity-list"]},
    "jurisdiction": {"jurisdiction": "MY"},
    "kind": {"kind": "to_be_confirmed"},
    "two kinds": {"kind": ["suspension_end", "announced_end"]},
    "span": {"from": "2025-11-07", "to": "2025-11-10"},
    "one day": {"from": "2026-11-11", "to": "2026-11-11"},
    "everything": {"list": "cn-export-control-list", "jurisdiction": "CN", "kind": "start", "from": "2025-01-01"},
    "nothing": {"from": "2090-01-01"},
    "a past day": {"as_of": "2025-10-20"},
    "a day ahead": {"as_of": "2027-03-01"},
}
by_question = pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
# Parameter, its value, and the field that the refusal must name.
BAD = {
    "no such day": ({"from": "2026-02-30"}, "from"),
    "a day too early": ({"to": "2000-12-31"}, "to"),
    "a day too late": ({"from": "2101-01-01"}, "from"),
    "words for a day": ({"as_of": "tomorrow"}, "as_of"),
    "the end before the start": ({"from": "2026-02-02", "to": "2026-02-01"}, "to"),
    "no such list": ({"list": "blacklist"}, "list"),
    "no such kind": ({"kind": "party"}, "kind"),
    "no such jurisdiction": ({"jurisdiction": "XX"}, "jurisdiction"),
    "a small letter": ({"jurisdiction": "cn"}, "jurisdiction"),
    "twice": ({"from": ["2026-02-01", "2026-02-02"]}, "from"),
    "an injection": ({"list": "' OR 1=1 --"}, "list"),
}
by_fault = pytest.mark.parametrize(("question", "field"), BAD.values(), ids=BAD)


def read(client, **question):
    answer = client.get(FILE, question)
    assert answer.status_code == 200, answer.content
    return icalendar.Calendar.from_ical(answer.content)


def events(client, **question):
    return {str(event["UID"]).partition("@")[0]: event for event in read(client, **question).events}


def lines(client, **question):
    return client.get(FILE, question).content.split(b"\r\n")


def moment():
    return timezone.now() + timedelta(minutes=1)


class TestTheThreeDoors:
    @by_question
    def test_the_file_holds_what_the_api_answers(self, client, question):
        rows = client.get(API, {**question, "page_size": 500}).json()["results"]

        found = events(client, **question)

        assert set(found) == {row["id"] for row in rows}
        for row in rows:
            event = found[row["id"]]
            assert event["DTSTART"].dt.isoformat() == row["on"]
            assert str(event["SUMMARY"]) == row["title"]
            assert event["SEQUENCE"] == row["sequence"]
            assert str(event["STATUS"]).lower() == row["status"]
            assert str(event["URL"]) == row["url"]

    @by_question
    def test_the_page_shows_what_the_api_answers_in_its_order(self, client, question):
        rows = client.get(API, {**question, "page_size": 500}).json()["results"]

        page = tree(client.get(PAGE, {**question, "page_size": 500}))

        shown = [item for item in page.one("main").all("li") if item.get("id")]
        assert [item["id"] for item in shown] == [row["id"] for row in rows]
        for item, row in zip(shown, rows, strict=True):
            assert item.all("time")[0]["datetime"] == row["on"]
            assert row["title"] in item.text
            assert row["meaning"] in item.text

    def test_the_file_runs_from_the_first_day_to_the_last(self, client):
        found = [event["DTSTART"].dt for event in read(client).events]

        assert len(found) == 100
        assert found == sorted(found)


class TestTheForm:
    def test_it_is_a_calendar_with_a_name_and_a_rhythm(self, client):
        found = read(client)

        assert (found["VERSION"], found["METHOD"], found["CALSCALE"]) == ("2.0", "PUBLISH", "GREGORIAN")
        assert found["PRODID"] == "-//Rare Earth Controls Register//Calendar//EN"
        assert found["NAME"] == found["X-WR-CALNAME"] == "Rare earth export controls"
        assert found["REFRESH-INTERVAL"].dt == timedelta(hours=6)
        assert found["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
        assert found["X-PUBLISHED-TTL"] == "PT6H"
        assert found["URL"] == "http://testserver/calendar/"
        assert not found.errors

    def test_no_line_is_longer_than_75_bytes_and_all_end_as_they_must(self, client):
        body = client.get(FILE).content

        assert body.endswith(b"END:VCALENDAR\r\n")
        assert b"\n" not in body.replace(b"\r\n", b"")
        assert max(len(line) for line in body.split(b"\r\n")) <= 75

    def test_a_folded_line_never_cuts_a_character(self, client):
        make_clause(text="稀土" * 60)

        for line in lines(client):
            assert line.decode("utf-8") is not None

    def test_commas_semicolons_backslashes_and_line_ends_come_back(self, client):
        text = 'One, two; three\\ four: "five"\nBEGIN:VEVENT\nsix'
        clause = make_clause(text=text)

        event = events(client)[f"clause.{clause.key}.start"]

        assert text in str(event["DESCRIPTION"])
        assert b"BEGIN:VEVENT\r\nsix" not in client.get(FILE).content

    def test_an_event_is_a_whole_day_and_blocks_nobody(self, client):
        for event in read(client).events:
            assert type(event["DTSTART"].dt) is date
            assert event["DTSTART"].params["VALUE"] == "DATE"
            assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(days=1)
            assert event["TRANSP"] == "TRANSPARENT"
            assert not event.subcomponents  # no alarms: those are the reader's

    @pytest.mark.parametrize("name", ["UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "SUMMARY", "DESCRIPTION", "URL"])
    def test_every_event_has_what_it_needs_once(self, client, name):
        for event in read(client).events:
            assert event[name] is not None
            assert not isinstance(event[name], list)

    def test_names_are_unique_and_never_name_the_host(self, client):
        found = [str(event["UID"]) for event in read(client).events]

        assert len(found) == len(set(found))
        assert {name.partition("@")[2] for name in found} == {"rare-earth-controls-register"}

    def test_categories_are_jurisdiction_kind_lists_and_state(self, client):
        found = events(client)["notice.mofcom-2026-12.start"]["CATEGORIES"].cats

        assert [str(each) for each in found] == ["CN", "First day", "Watch List", "In force"]

    def test_an_hour_is_in_the_words_and_the_day_stays_whole(self, client):
        event = events(client)["notice.uel-2025-8.start"]

        assert event["DTSTART"].dt == date(2025, 4, 10)
        assert str(event["SUMMARY"]).endswith("from 12:01 Beijing time (UTC+8)")
        assert "From 12:01 Beijing time (UTC+8) on this day." in str(event["DESCRIPTION"])

    def test_an_announced_end_is_marked_and_names_its_sources(self, client):
        event = events(client)["suspension.cn-2025-70.announced_end"]

        assert event["STATUS"] == "TENTATIVE"
        assert str(event["SUMMARY"]).startswith("Announced end, no formal notice")
        assert "Source: https://www.mofcom.gov.cn/" in str(event["DESCRIPTION"])
        assert "not a legal instrument" in str(event["DESCRIPTION"])

    def test_the_words_name_the_notice(self, client):
        event = events(client)["notice.mofcom-2026-12.start"]

        assert "Notice: MOFCOM 2026 No. 12" in str(event["DESCRIPTION"])

    def test_every_address_answers(self, client):
        for address in {str(event["URL"]) for event in read(client).events}:
            path, _hash, anchor = address.removeprefix("http://testserver").partition("#")
            answer = client.get(path)

            assert answer.status_code == 200, path
            assert not anchor or f'id="{anchor}"' in answer.content.decode()


class TestTheClock:
    """Nothing in the file comes from the clock."""

    @pytest.mark.parametrize("other", ["2026-11-22T00:00:00+08:00", "2027-05-05T05:05:05+00:00"])
    def test_the_same_revision_gives_the_same_bytes_on_any_day(self, client, monkeypatch, other):
        before = client.get(FILE).content

        set_clock(monkeypatch, other)

        assert client.get(FILE).content == before

    def test_stamps_are_those_of_the_change_log(self, client):
        moments = set(Change.objects.values_list("recorded_at", flat=True))
        seconds = {each.astimezone(UTC).replace(microsecond=0) for each in moments}

        for event in read(client).events:
            assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt
            assert event["DTSTAMP"].dt in seconds

    def test_a_change_elsewhere_changes_no_byte(self, client):
        before = client.get(FILE).content

        make_source()

        assert client.get(FILE).content == before


class TestUpdates:
    def test_a_moved_day_is_the_same_event_with_a_higher_sequence(self, client):
        clause = make_clause()
        before = events(client)[f"clause.{clause.key}.start"]

        measures.correct_clause(
            clause=clause, fields={"effective_from": date(2025, 12, 1)}, reason="misread", by="tests", at=moment()
        )

        after = events(client)[f"clause.{clause.key}.start"]
        assert after["UID"] == before["UID"]
        assert (before["DTSTART"].dt, after["DTSTART"].dt) == (date(2025, 11, 8), date(2025, 12, 1))
        assert after["SEQUENCE"] > before["SEQUENCE"]
        assert after["DTSTAMP"].dt > before["DTSTAMP"].dt

    def test_each_version_of_the_fact_has_a_higher_sequence(self, client):
        clause, seen = make_clause(), []
        for number in range(4):
            seen.append(events(client)[f"clause.{clause.key}.start"]["SEQUENCE"])
            measures.correct_clause(
                clause=clause, fields={"note": f"Note {number}."}, reason="words", by="tests", at=moment()
            )

        assert seen == sorted(set(seen))

    def test_a_removed_day_is_cancelled_with_a_higher_sequence(self, client):
        clause = make_clause(until=date(2026, 6, 30))
        name = f"clause.{clause.key}.period_end"
        before = events(client)[name]

        measures.correct_clause(clause=clause, fields={"until": None}, reason="no period", by="tests", at=moment())

        after = events(client)[name]
        assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
        assert after["SEQUENCE"] > before["SEQUENCE"]
        assert after["DTSTART"].dt == date(2026, 6, 30)
        assert "Cancelled: this day is no longer on record." in str(after["DESCRIPTION"])
        assert "/changes/?about=clause%3A" in str(after["URL"])

    def test_an_extension_cancels_the_unknown_day(self, client, monkeypatch):
        clause = make_clause()
        pause = make_suspension(clauses=[clause], until=date(2026, 12, 31))
        name = f"suspension.{pause.key}.to_be_confirmed"
        before = events(client)[name]

        set_clock(monkeypatch, "2026-11-21T12:30:00+08:00")
        make_suspension(
            clauses=[clause], kind="suspension_continued", effective_from=date(2026, 12, 31), until=date(2027, 6, 30)
        )

        after = events(client)[name]
        assert (before["STATUS"], after["STATUS"]) == ("CONFIRMED", "CANCELLED")
        assert after["SEQUENCE"] > before["SEQUENCE"]

    def test_a_suspension_changes_the_entry_of_the_first_day_that_it_holds_back(self, client):
        clause = make_clause(effective_from=date(2027, 1, 1))
        before = events(client)[f"clause.{clause.key}.start"]

        make_suspension(clauses=[clause], effective_from=date(2026, 12, 1))

        after = events(client)[f"clause.{clause.key}.start"]
        assert not str(before["SUMMARY"]).endswith("Suspended")
        assert str(after["SUMMARY"]).endswith("– Suspended")
        assert after["SEQUENCE"] > before["SEQUENCE"]


class TestTheAnswer:
    def test_it_is_a_calendar_by_type_and_name(self, client):
        answer = client.get(FILE)

        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Content-Disposition"] == 'inline; filename="rare-earth-controls.ics"'
        assert answer["Cache-Control"] == "no-cache"

    def test_a_subscriber_who_has_it_gets_304(self, client):
        first = client.get(FILE)

        again = client.get(FILE, headers={"If-None-Match": first["ETag"]})

        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]

    def test_the_next_day_he_still_gets_304(self, client, monkeypatch):
        tag = client.get(FILE)["ETag"]

        set_clock(monkeypatch, "2026-11-22T08:00:00+08:00")

        assert client.get(FILE, headers={"If-None-Match": tag}).status_code == 304

    def test_one_who_is_signed_in_gets_304_too(self, client):
        client.force_login(make_user(timezone.now(), "reader@example.org"))
        first = client.get(FILE)

        assert first["Cache-Control"] == "private, no-cache"
        assert client.get(FILE, headers={"If-None-Match": first["ETag"]}).status_code == 304

    def test_after_a_change_he_gets_all_of_it(self, client):
        tag = client.get(FILE)["ETag"]

        make_clause()

        answer = client.get(FILE, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert answer["ETag"] != tag

    def test_packed_it_is_small(self, client):
        answer = client.get(FILE, headers={"Accept-Encoding": "gzip"})

        assert answer["Content-Encoding"] == "gzip"
        assert len(answer.content) < 12_000

    def test_head_is_answered_without_a_body(self, client):
        answer = client.head(FILE)

        assert (answer.status_code, answer.content) == (200, b"")

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_nothing_else_is(self, client, method):
        assert getattr(client, method)(FILE).status_code == 405

    def test_it_takes_the_same_queries_whatever_stands_in_it(self, client):
        def cost():
            with CaptureQueriesContext(connection) as asked:
                assert client.get(FILE).status_code == 200
            return len(asked)

        before = cost()
        for number in range(4):
            make_clause(measure=make_measure(), effective_from=date(2027, 1, 1 + number), until=date(2028, 1, 1))
            make_event(
                listing=make_listing(), kind="suspended", effective_from=date(2026, 5, 1), until=date(2026, 6, 1)
            )

        assert cost() == before <= 12

    def test_asked_again_it_takes_one(self, client):
        client.get(FILE)

        with CaptureQueriesContext(connection) as asked:
            client.get(FILE)

        assert len(asked) == 1

    def test_where_reading_is_not_open_it_is_not_given_to_strangers(self, client, settings):
        settings.PUBLIC_READING = False

        assert client.get(FILE).status_code == 302


class TestBadInput:
    @by_fault
    def test_the_file_refuses_in_words(self, client, question, field):
        answer = client.get(FILE, question)

        assert answer.status_code == 400
        assert field in tree(answer).one("main").text

    @by_fault
    def test_the_page_refuses_in_words(self, client, question, field):
        answer = client.get(PAGE, question)

        assert answer.status_code == 400
        assert field in tree(answer).one("main").text

    @by_fault
    def test_the_api_names_the_field(self, client, question, field):
        answer = client.get(API, question)

        assert answer.status_code == 400
        assert set(answer.json()["errors"]) == {field}

    @pytest.mark.parametrize(
        ("question", "field"),
        [({"lists": "cn-watch-list"}, "lists"), ({"kind": ""}, "kind"), ({"from": " 2026-01-01"}, "from")],
    )
    @pytest.mark.parametrize("address", [FILE, API])
    def test_programs_are_refused_what_a_page_forgives(self, client, address, question, field):
        answer = client.get(address, question)

        assert answer.status_code == 400
        assert field in answer.content.decode()

    def test_a_page_beyond_the_last_is_refused(self, client):
        assert client.get(API, {"page": 3}).json()["errors"] == {"page": ["There are 2 pages."]}
        assert client.get(PAGE, {"page": 3}).status_code == 400


class TestThePage:
    def page(self, client, **question):
        return tree(client.get(PAGE, question))

    def test_what_is_ahead_comes_first_and_the_next_one_at_the_top(self, client):
        page = self.page(client)

        headings = [h.text for h in page.one("main").all("h3")]
        assert headings[:3] == ["November 2026", "December 2026", "January 2027"]
        assert headings[3:5] == ["November 2026", "July 2026"]

    def test_a_day_says_how_far_it_is(self, client):
        page = self.page(client)

        (near,) = page.all("li", id="suspension.cn-2025-72.suspension_end")
        (past,) = page.all("li", id="suspension.cn-2025-70.to_be_confirmed")
        assert "in 6 days" in near.text
        assert "10 days ago" in past.text

    def test_on_the_day_itself_it_says_so(self, client):
        page = self.page(client, as_of="2026-11-27")

        (item,) = page.all("li", id="suspension.cn-2025-72.suspension_end")
        assert "on the day shown" in item.text
        assert item.inside("section")

    def test_a_day_stands_under_its_month_and_links_to_its_fact_on_the_day_shown(self, client):
        page = self.page(client, as_of="2025-12-24")

        (item,) = page.all("li", id="notice.mofcom-2025-22.start")
        assert item.all("a")[0]["href"] == "/notices/mofcom-2025-22/?as_of=2025-12-24"

    def test_the_panel_gives_the_address_to_subscribe_to_with_the_filters(self, client):
        page = self.page(client, kind="suspension_end", as_of="2026-05-01")

        panel = page.one(id="subscribe")
        assert panel.one("code").text == "http://testserver/calendar.ics?kind=suspension_end"
        addresses = [link["href"] for link in panel.all("a")]
        assert addresses[0] == "webcal://testserver/calendar.ics?kind=suspension_end"
        assert addresses[1] == "/calendar.ics?kind=suspension_end"
        assert addresses[2] == "/api/v1/calendar/?kind=suspension_end&as_of=2026-05-01"

    def test_the_form_keeps_what_was_asked(self, client):
        page = self.page(client, kind="start", **{"from": "2026-01-01", "to": "2026-12-31"})

        form = next(form for form in page.all("form") if form.get("action") == PAGE)
        assert [option["value"] for option in form.all("option") if "selected" in option.attributes] == ["start"]
        assert [field["value"] for field in form.all("input")] == ["2026-01-01", "2026-12-31"]

    def test_a_cancelled_day_is_struck_out_and_says_so(self, client):
        clause = make_clause(until=date(2026, 6, 30))
        measures.correct_clause(clause=clause, fields={"until": None}, reason="no period", by="tests", at=moment())

        page = self.page(client, page_size="200")

        (item,) = page.all("li", id=f"clause.{clause.key}.period_end")
        assert item.one("del").text.startswith("Stated period ends")
        assert "Cancelled" in item.text

    def test_nothing_ahead_is_no_promise(self, client):
        page = self.page(client, **{"from": "2090-01-01"})

        assert "That does not mean that nothing will change." in page.one("main").text

    def test_it_is_linked_from_the_frame_and_the_overview(self, client):
        home = tree(client.get("/"))

        assert home.one("nav", aria_label="Main").all("a", href=PAGE)
        assert home.one("footer").all("a", href="/calendar/#subscribe")
        assert home.one("aside").all("a", href=PAGE)

    @pytest.mark.parametrize("kind", DayKind.values)
    def test_every_kind_can_be_asked_for(self, client, kind):
        rows = client.get(API, {"kind": kind, "page_size": 500}).json()["results"]

        assert {row["kind"] for row in rows} <= {kind}

    def test_a_correction_of_a_source_is_no_day(self, client):
        source = make_source()
        before = client.get(API).json()["count"]
        sources.correct(source=source, fields={"note": "x"}, reason="r", by="tests", at=datetime.now(UTC))

        assert client.get(API).json()["count"] == before
