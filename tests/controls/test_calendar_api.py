"""The calendar over the API: the shape of a day, order and pages, and any question at all against plain counting."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls import states
from controls.filters.calendar import CalendarFilter
from controls.models import EntityList
from controls.models.calendar import days
from controls.models.calendar_days import DayKind
from controls.services import measures
from tests.factories import make_clause, make_list, make_listing, make_notice

pytestmark = pytest.mark.usefixtures("seeded", "today")
API = "/api/v1/calendar/"
TODAY = date(2026, 11, 21)
KEYS = {
    "id", "on", "kind", "title", "meaning", "about", "fact", "time", "known_on", "jurisdiction", "before", "state",
    "after", "lists", "measures", "notices", "sources", "status", "sequence", "note", "url",
}  # fmt: skip


def ask(client, **question):
    answer = client.get(API, {"page_size": 500, **question})
    assert answer.status_code == 200, answer.content
    return answer.json()


def rows(client, **question):
    return {row["id"]: row for row in ask(client, **question)["results"]}


class TestTheShape:
    def test_every_day_has_every_key(self, client):
        for row in rows(client).values():
            assert set(row) == KEYS

    def test_what_is_not_known_is_null_and_never_empty(self, client):
        for row in rows(client).values():
            assert "" not in [row[name] for name in KEYS]

    def test_a_first_day_of_names(self, client):
        row = rows(client)["notice.mofcom-2026-12.start"]

        assert (row["on"], row["known_on"], row["kind"]) == ("2026-02-24", "2026-02-24", "start")
        assert (row["fact"], row["about"]) == ("notice:mofcom-2026-12", "20 names on the Watch List")
        assert row["lists"] == [{"id": "cn-watch-list", "name": "Watch List"}]
        assert row["notices"] == [{"id": "mofcom-2026-12", "name": "MOFCOM 2026 No. 12"}]
        assert (row["before"], row["state"], row["after"]) == (None, "in_force", "in_force")

    def test_a_formal_end(self, client):
        row = rows(client)["suspension.cn-2025-72.suspension_end"]

        assert (row["on"], row["status"]) == ("2026-11-27", "confirmed")
        assert (row["before"], row["state"], row["after"]) == ("suspended", "suspended", "to_be_confirmed")
        assert row["measures"] == [{"id": "cn-2024-46", "name": "MOFCOM 2024 No. 46"}]
        assert row["url"] == "http://testserver/measures/cn-2024-46/#cn-2025-72"

    def test_an_announced_end_is_tentative_and_has_its_sources(self, client):
        row = rows(client)["suspension.cn-2025-70.announced_end"]

        assert (row["on"], row["known_on"], row["status"]) == ("2027-01-10", "2026-09-28", "tentative")
        assert {"id", "title", "url", "kind", "seen_on"} == set(row["sources"][0])
        assert len(row["measures"]) == 6

    def test_an_hour_stands_apart(self, client):
        found = rows(client)

        assert found["notice.mofcom-2025-22.start"]["time"] == "12:01"
        assert {row["time"] for row in found.values()} == {None, "12:01"}

    def test_states_are_those_of_measures_over_the_api(self, client):
        """Asked of the other endpoint, on the day before, the day, and the day after."""
        for key in ("cn-2025-61-a", "cn-2025-61-c", "cn-2025-62", "cn-2024-46-2", "cn-2025-18"):
            row = rows(client)[f"clause.{key}.start"]
            measure = key if key in ("cn-2025-62", "cn-2025-18") else key.rpartition("-")[0]
            for away, said in ((-1, row["before"]), (0, row["state"]), (1, row["after"])):
                day = date.fromisoformat(row["on"]) + timedelta(away)
                answer = client.get(f"/api/v1/measures/{measure}/", {"as_of": day.isoformat()})
                found = {each["id"]: each["state"]["code"] for each in answer.json().get("clauses", [])}
                assert found.get(key) == said, (key, day)

    def test_a_cancelled_day_says_so_and_points_to_the_changes(self, client, now):
        clause = make_clause(until=date(2026, 6, 30))
        measures.correct_clause(clause=clause, fields={"until": None}, reason="no period", by="tests", at=now)

        row = rows(client)[f"clause.{clause.key}.period_end"]

        assert (row["status"], row["note"], row["state"]) == ("cancelled", "no period", None)
        assert client.get(row["url"]).status_code == 200


class TestTheOrder:
    @pytest.mark.parametrize("day", ["2023-06-01", "2025-11-07", "2026-11-21", "2027-06-01"])
    def test_what_is_ahead_comes_first_and_both_parts_begin_with_the_nearest(self, client, day):
        found = [row["on"] for row in ask(client, as_of=day)["results"]]

        ahead = [on for on in found if on >= day]
        assert found[: len(ahead)] == sorted(ahead)
        assert found[len(ahead) :] == sorted(found[len(ahead) :], reverse=True)

    def test_pages_hold_each_day_once(self, client):
        whole = [row["id"] for row in ask(client)["results"]]

        in_parts = []
        for number in range(1, 1 + -(-len(whole) // 20)):
            in_parts += [row["id"] for row in ask(client, page=number, page_size=20)["results"]]

        assert in_parts == whole

    def test_neighbours_keep_the_question(self, client):
        found = ask(client, kind="start", page_size=5, page=2)

        assert "kind=start" in found["next"] and "page=3" in found["next"]
        assert "kind=start" in found["previous"] and "page=1" in found["previous"]

    def test_the_day_is_todays_unless_another_is_asked_for(self, client):
        assert ask(client)["as_of"] == TODAY.isoformat()
        assert ask(client, as_of="2025-10-20")["as_of"] == "2025-10-20"


class TestAnyQuestion:
    @given(
        kinds=st.lists(st.sampled_from(DayKind.values), max_size=3, unique=True),
        lists=st.lists(
            st.sampled_from(["cn-watch-list", "cn-export-control-list", "cn-unreliable-entity-list"]), max_size=2
        ),
        jurisdictions=st.lists(st.sampled_from(["CN", "MY", "US", "VN", "MM"]), max_size=2, unique=True),
        first=st.none() | st.dates(date(2022, 1, 1), date(2027, 12, 31)),
        length=st.integers(0, 900),
        as_of=st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    )
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_is_answered_as_counting_by_hand_answers_it(self, kinds, lists, jurisdictions, first, length, as_of):
        last = first + timedelta(length) if first else None
        asked = {"kind": kinds, "list": lists, "jurisdiction": jurisdictions, "as_of": as_of.isoformat()}
        asked |= {"from": first.isoformat(), "to": last.isoformat()} if first else {}
        question = CalendarFilter(asked, today=TODAY)
        assert question.is_valid(), question.errors

        wanted = {
            row.id
            for row in days(known_by=as_of)
            if (not kinds or row.kind in kinds)
            and (not lists or {each.key for each in row.lists} & set(lists))
            and (not jurisdictions or row.jurisdiction in jurisdictions)
            and (not first or first <= row.on <= last)
        }

        assert {row.id for row in question.apply()} == wanted
        assert {row.id for row in question.in_order()} == wanted
        assert [row.on for row in question.in_order()] == sorted(row.on for row in question.in_order())

    def test_a_list_made_today_can_be_asked_for(self, client):
        entity_list = make_list()
        notice = make_notice(published_on=date(2026, 3, 1))
        make_listing(notice=notice, entity_list=entity_list)

        assert set(rows(client, list=entity_list.key)) == {f"notice.{notice.key}.start"}

    def test_lists_together_are_the_sum_of_their_days(self, client):
        keys = list(EntityList.objects.values_list("key", flat=True))

        apart = [set(rows(client, list=key)) for key in keys]

        assert set(rows(client, list=keys)) == set().union(*apart)

    def test_kinds_apart_make_up_the_whole(self, client):
        counts = {kind: ask(client, kind=kind)["count"] for kind in DayKind.values}

        assert sum(counts.values()) == ask(client)["count"]
        assert counts["to_be_confirmed"] == 7
        assert counts["announced_end"] == 1

    def test_every_day_to_be_confirmed_is_just_that(self, client):
        found = rows(client, kind="to_be_confirmed").values()

        assert {row["state"] for row in found} == {states.TO_BE_CONFIRMED}
        assert states.TO_BE_CONFIRMED not in {row["before"] for row in found}
