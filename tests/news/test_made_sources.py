"""The stand-ins of sources say what the real ones would: each is read by the parser of the source it stands for."""

import http.client
import random
import threading
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from news.ingest.formats import FORMATS
from news.ingest.types import Page
from news.services import sources
from ops import bench_sources, faults
from ops.bench_sources import Report, numbers_of
from ops.faults import FORGET, KILL, RESTART, Faults, planned
from ops.made_sources import SHAPES, Office, Told, World, hanging, made_day, serving

SEED = Path(sources.__file__).parents[1] / "seed/sources.csv"
DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
EVERY = [(f"source-{parser}", parser) for parser in SHAPES]


def read(office, hour=0, form=""):
    known_as = FORMATS[office.parser]
    url = "https://www.source.example/index.html"
    page = Page(office.body(hour, DAY, form), url, NOON, "", known_as.calendar("UTC"))
    return known_as.parse(page).items


class TestShapes:
    @pytest.mark.parametrize(("key", "parser"), EVERY)
    def test_each_is_read_whole_by_its_parser(self, key, parser):
        (office,) = made_day([(key, parser)], hours=1, seed=1)
        forms = ["columnID=1", "columnID=2"] if parser == "mofcom_portal" else [""]

        titles = [item.title for form in forms for item in read(office, form=form)]

        assert set(numbers_of(titles)) == office.names(0)
        assert len(titles) == len(office.names(0))

    @pytest.mark.parametrize(("key", "parser"), EVERY)
    def test_each_names_its_items_and_their_day(self, key, parser):
        (office,) = made_day([(key, parser)], hours=1, seed=1)

        items = read(office, form="columnID=1")

        assert all(item.key or item.url for item in items)
        assert {item.published.day for item in items} == {DAY}

    def test_the_ministry_s_bear_their_official_numbers(self):
        (office,) = made_day([("cn-mofcom-ann", "mofcom_announcements")], hours=1, seed=1)

        assert [item.details["notice"] for item in read(office)] == [
            f"mofcom-2026-{one.number}" for one in office.until(0)
        ]

    def test_a_page_of_its_own_stays_one_item_that_is_edited(self):
        (office,) = made_day([("uk-content-api", "gov_uk_page")], hours=24, seed=1)

        first, last = read(office, hour=0), read(office, hour=23)

        assert [item.key for item in first] == [item.key for item in last]
        assert first[0].details != last[0].details

    @pytest.mark.django_db
    def test_every_format_that_is_asked_by_default_has_a_stand_in(self):
        sources.load(table=SEED, at=NOON)

        asked = {parser for _key, parser in bench_sources.seeded_offices()}

        assert len(asked) > 10
        assert asked <= set(SHAPES)


class TestDay:
    def test_it_is_the_same_for_the_same_seed(self):
        assert made_day(EVERY, hours=24, seed=3) == made_day(EVERY, hours=24, seed=3)
        assert made_day(EVERY, hours=24, seed=3) != made_day(EVERY, hours=24, seed=4)

    def test_no_two_announcements_share_a_number(self):
        numbers = [one.number for office in made_day(EVERY, hours=24, seed=1) for one in office.told]

        assert len(numbers) == len(set(numbers))
        assert max(numbers) < 10_000  # a notice's number has at most four digits

    def test_nothing_is_told_before_its_hour_and_nothing_is_taken_back(self):
        office = Office("a", "feed", [Told(1, 0, "Notice R1"), Told(2, 5, "Notice R2")])

        assert [office.names(hour) for hour in (0, 4, 5, 23)] == [{1}, {1}, {1, 2}, {1, 2}]
        assert [one.number for one in office.until(5)] == [2, 1]

    def test_what_one_source_repeats_of_another_comes_an_hour_later_under_the_same_number(self):
        offices = [("cn-mofcom-ann", "mofcom_announcements"), ("cn-mofcom-aqygzj", "mofcom_bureau")]
        ministry, bureau = made_day(offices, hours=24, seed=1)

        for hour in range(23):
            new = {one.number for one in ministry.told if 0 < one.hour <= hour}
            assert new <= bureau.names(hour + 1)
            assert not {one.number for one in ministry.told if one.hour == hour + 1} & bureau.names(hour + 1)


class TestServing:
    @pytest.fixture
    def office(self, monkeypatch):
        monkeypatch.setattr("ops.made_sources.SLOWEST", 0)
        return made_day([("a", "feed")], hours=24, seed=1)[0]

    def ask(self, world, method="GET", path="/feed", body=None, **headers):
        line = http.client.HTTPConnection(world.places["a"], timeout=20)
        line.request(method, path, body=body, headers=headers)
        answer = line.getresponse()
        return answer.status, answer.read(), answer.headers.get("ETag")

    def test_it_says_what_hour_it_is_and_counts_who_asks(self, office):
        with serving([office], World(DAY), seed=1) as world:
            first = self.ask(world)
            world.hour = 23
            last = self.ask(world)

        assert (first[0], last[0], office.asked) == (200, 200, 2)
        assert (first[1], last[1]) == (office.body(0, DAY, ""), office.body(23, DAY, ""))

    def test_it_knows_what_has_not_changed(self, office):
        with serving([office], World(DAY), seed=1) as world:
            tag = self.ask(world)[2]

            assert self.ask(world, **{"If-None-Match": tag})[:2] == (304, b"")

    def test_it_has_no_rules_for_robots_and_reads_forms(self, office):
        office.parser = "mofcom_portal"
        with serving([office], World(DAY), seed=1) as world:
            assert self.ask(world, path="/robots.txt")[0] == 404
            one, other = (self.ask(world, "POST", body=f"columnID={number}")[1] for number in (1, 2))

        assert office.asked == 2
        assert one != other

    def test_when_it_is_over_nobody_is_at_home(self, office):
        with serving([office], World(DAY), seed=1) as world:
            pass

        with pytest.raises(OSError, match=r"refused"):
            self.ask(world)
        assert not any("serve_forever" in thread.name for thread in threading.enumerate())

    def test_those_that_hang_take_the_call_and_say_nothing(self):
        with hanging(2) as places:
            line = http.client.HTTPConnection(places[1], timeout=0.3)
            line.request("GET", "/feed")
            with closing(line), pytest.raises(TimeoutError):
                line.getresponse()

        assert len(set(places)) == 2


class Dying:
    """Workers that only note who is killed."""

    count = 2

    def __init__(self):
        self.killed = []

    def kill(self, place):
        self.killed.append(place)


class TestFaults:
    def test_all_are_planned_within_the_day(self):
        counts = {KILL: 20, FORGET: 5, RESTART: 10}

        plan = planned(counts, hours=24, sources=15, chance=random.Random(1))

        due = [fault for faults_of_hour in plan.values() for fault in faults_of_hour]
        assert {kind: sum(each == kind for _after, each in due) for kind in counts} == counts
        assert set(plan) <= set(range(24))
        assert all(0 <= after < 15 for after, _kind in due)

    def test_each_strikes_once_and_when_it_is_due(self, monkeypatch):
        aged = []
        monkeypatch.setattr(faults, "leases_run_out", lambda: aged.append(1))
        workers = Dying()
        striking = Faults({1: [(0, KILL), (3, KILL)]}, workers, random.Random(1), "cut", patient=False)

        seen = []
        for hour, done in ((0, 9), (1, 0), (1, 2), (1, 3), (1, 15)):
            striking.strike(hour, done)
            seen.append(len(workers.killed))

        assert seen == [0, 1, 1, 2, 2]
        assert len(aged) == 2
        assert striking.done == {KILL: 2}

    def test_the_patient_wait_for_leases(self, monkeypatch):
        monkeypatch.setattr(faults, "leases_run_out", lambda: pytest.fail("not patient"))
        workers = Dying()

        Faults({0: [(0, KILL)]}, workers, random.Random(1), "cut", patient=True).strike(0, 0)

        assert len(workers.killed) == 1


class TestReport:
    def test_only_a_whole_one_is_good(self):
        good = Report(hours=1, workers=2, beats=2, announced=9)

        assert good.whole
        for wrong in ("late", "lost", "lost_from_desk", "twice", "twice_on_desk", "versions_twice", "jobs_failed"):
            assert not Report(hours=1, workers=2, beats=2, announced=9, **{wrong: 1}).whole

    def test_a_day_without_announcements_proves_nothing(self):
        assert not Report(hours=1, workers=2, beats=2).whole

    @pytest.mark.django_db
    def test_what_is_lost_and_what_is_there_twice_is_counted(self, monkeypatch):
        office = Office("a", "feed", [Told(5_001, 0, ""), Told(5_002, 0, ""), Told(5_003, 0, "")])
        monkeypatch.setattr(bench_sources, "on_record", lambda: numbers_of(["R5001", "R5002", "R5002", "R9999"]))
        monkeypatch.setattr(bench_sources, "on_desk", lambda: numbers_of(["R5001", "R5001"]))

        report = bench_sources.counted(Report(hours=1, workers=2, beats=2), [office], {"a"})

        assert (report.announced, report.articles, report.lost, report.twice) == (3, 3, 1, 1)
        assert (report.notices, report.found, report.lost_from_desk, report.twice_on_desk) == (3, 2, 2, 1)
        assert not report.whole
