"""What the overview draws and tells, before a template has it: held against the rows that it comes from."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls import states
from controls.filters.overview import OverviewQuestion
from controls.models import Change, User
from controls.models.calendar import days
from controls.models.overview_measures import strip
from controls.services import access
from controls.views import overview_charts, overview_news
from controls.views.looks import TONES
from tests.controls.change_log import revision
from tests.factories import make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
by_day = pytest.mark.parametrize("day", ["2025-04-04", "2026-02-24", "2026-11-21", "2028-02-29", "2096-02-29"])


def ask(query=""):
    question = OverviewQuestion(QueryDict(query), today=TODAY)
    assert question.is_valid(), question.errors
    return question


def drawn(day="2026-11-21"):
    return overview_charts.drawn(ask(f"as_of={day}"))


def numbers(points):
    return [tuple(map(float, point.split(","))) for point in points.split()]


@pytest.mark.usefixtures("seeded")
class TestTheStrip:
    @by_day
    def test_marks_in_each_row_as_many_elements_as_it_counts(self, day):
        picture = drawn(day)["strip"]

        for row in picture["rows"]:
            assert sum(cell["touched"] for cell in row["cells"]) == row["count"]
            assert [cell["symbol"] for cell in row["cells"]] == [each["symbol"] for each in picture["elements"]]

    def test_says_in_company_only_of_elements_that_are_touched(self):
        picture = drawn()["strip"]
        cells = [cell for row in picture["rows"] for cell in row["cells"]]

        assert all(cell["touched"] for cell in cells if cell["in_company"])
        assert picture["in_company"] == any(cell["in_company"] for cell in cells)

    @by_day
    def test_explains_each_look_that_it_has_and_no_other(self, day):
        picture = drawn(day)["strip"]

        assert {each["label"] for each in picture["key"]} == {row["state"]["label"] for row in picture["rows"]}
        assert {each["tone"] for each in picture["key"]} == {row["state"]["tone"] for row in picture["rows"]}

    def test_has_the_rows_of_the_register_in_their_order(self):
        assert [row["title"] for row in drawn()["strip"]["rows"]] == [
            row.measure.title_en for row in strip(on=TODAY).rows
        ]

    def test_before_the_first_measure_has_the_elements_and_no_row(self):
        picture = drawn("2001-01-01")["strip"]

        assert len(picture["elements"]) == 17
        assert (picture["rows"], picture["key"], picture["in_company"]) == ([], [], False)

    def test_keeps_the_day_in_every_link(self):
        picture = drawn("2026-05-05")["strip"]
        links = [each["url"] for each in (*picture["elements"], *picture["rows"])]

        assert links
        assert all(parse_qs(urlsplit(link).query) == {"as_of": ["2026-05-05"]} for link in links)


@pytest.mark.usefixtures("seeded")
class TestTheTimeline:
    @by_day
    def test_draws_every_bar_between_its_names_and_its_edge(self, day):
        picture = drawn(day)["timeline"]

        for lane in picture["lanes"]:
            for bar in lane["bars"]:
                assert bar["x"] >= overview_charts.LABELS
                assert bar["x"] + bar["width"] <= picture["width"] + 0.2
                assert bar["width"] > 0

    @by_day
    def test_draws_lanes_below_one_another_inside_the_picture(self, day):
        picture = drawn(day)["timeline"]
        lanes = picture["lanes"]

        assert all(one["y"] + one["height"] <= other["y"] for one, other in pairwise(lanes))
        assert all(lane["y"] >= picture["head"] for lane in lanes)
        assert all(lane["y"] + lane["height"] <= picture["height"] for lane in lanes)
        assert all(lane["y"] < lane["middle"] < lane["y"] + lane["height"] for lane in lanes)

    @by_day
    def test_bars_of_one_lane_never_cover_each_other(self, day):
        for lane in drawn(day)["timeline"]["lanes"]:
            for one, other in pairwise(sorted(lane["bars"], key=lambda bar: bar["x"])):
                assert one["x"] + one["width"] <= other["x"] + 0.2

    def test_explains_each_look_that_is_drawn(self):
        picture = drawn()["timeline"]

        tones = {bar["tone"] for lane in picture["lanes"] for bar in lane["bars"]}
        assert {each["tone"] for each in picture["key"]} == tones

    def test_says_in_the_table_what_stretches_follow_one_another_without_a_gap(self):
        for row in drawn()["timeline"]["rows"]:
            for one, other in pairwise(row["stretches"]):
                assert one["last"] + timedelta(days=1) == other["first"]
                assert (one["label"], one["tone"]) != (other["label"], other["tone"])

    def test_before_the_first_measure_is_empty(self):
        picture = drawn("2001-01-01")["timeline"]

        assert (picture["lanes"], picture["rows"]) == ([], [])


@pytest.mark.usefixtures("seeded")
class TestTheGrowth:
    @by_day
    def test_never_has_more_names_in_force_than_were_ever_named(self, day):
        for line in drawn(day)["growth"]["lines"]:
            assert 0 <= line["value"] <= line["named"]

    @by_day
    def test_draws_the_dotted_line_never_below_the_solid_one_at_its_end(self, day):
        for line in drawn(day)["growth"]["lines"]:
            assert numbers(line["dotted"])[-1][1] <= numbers(line["points"])[-1][1]

    @by_day
    def test_keeps_every_corner_between_its_edges_and_goes_right_only(self, day):
        picture = drawn(day)["growth"]

        for line in picture["lines"]:
            for points in (numbers(line["points"]), numbers(line["dotted"])):
                assert all(one[0] <= other[0] for one, other in pairwise(points))
                assert all(one[0] == other[0] or one[1] == other[1] for one, other in pairwise(points))
                assert picture["left"] <= points[0][0]
                assert points[-1][0] <= picture["right"]
                assert all(0 <= y <= picture["foot"] for _x, y in points)

    def test_writes_names_at_the_ends_far_enough_from_each_other_to_be_read(self):
        for _ in range(3):
            notice = make_notice(published_on=date(2026, 3, 1), entity_list=make_list())
            make_listing(notice=notice, effective_from=date(2026, 3, 1))
        labels = drawn()["growth"]["labels"]

        assert len(labels) == len(drawn()["growth"]["lines"]) > 4
        assert all(other["y"] - one["y"] >= 14.9 for one, other in pairwise(labels))

    def test_is_as_high_as_the_lowest_name_even_of_many_lists_from_which_everybody_is_gone(self):
        for _ in range(4):
            notice = make_notice(published_on=date(2026, 3, 1), entity_list=make_list())
            listing = make_listing(notice=notice, effective_from=date(2026, 3, 1))
            make_event(listing=listing, kind="removed", effective_from=date(2026, 4, 1))
        picture = drawn()["growth"]

        assert max(each["y"] for each in picture["labels"]) > picture["foot"]
        assert max(each["y"] for each in picture["labels"]) + 4 <= picture["height"]

    def test_tells_neighbouring_lists_apart_by_more_than_their_place(self):
        for _ in range(2):
            notice = make_notice(published_on=date(2026, 3, 1), entity_list=make_list())
            make_listing(notice=notice, effective_from=date(2026, 3, 1))
        styles = [line["style"] for line in drawn()["growth"]["lines"]][:5]

        assert len(styles) == len(set(styles)) >= 4

    def test_a_list_on_which_nobody_stands_has_no_line(self):
        nobody = make_list(name_en="List of nobody")

        picture = drawn()["growth"]
        assert nobody.name_en not in [line["label"] for line in picture["lines"]]
        assert nobody.name_en not in [table["title"] for table in picture["tables"]]

    def test_a_list_whose_names_have_all_gone_ends_at_none_of_those_named(self):
        first, last = date(2026, 3, 1), date(2026, 4, 1)
        gone = make_list(name_en="List of the gone")
        notice = make_notice(published_on=first, entity_list=gone)
        for _ in range(2):
            listing = make_listing(notice=notice, entity=make_entity(), effective_from=first)
            make_event(listing=listing, kind="removed", effective_from=last)

        (line,) = [line for line in drawn()["growth"]["lines"] if line["label"] == gone.name_en]
        assert (line["value"], line["named"]) == (0, 2)
        (line,) = [line for line in drawn("2026-03-31")["growth"]["lines"] if line["label"] == gone.name_en]
        assert (line["value"], line["named"]) == (2, 2)

    def test_on_the_first_day_of_the_first_list_is_drawn_already(self):
        first = drawn()["growth"]["first"]

        assert drawn(first.isoformat())["growth"]["lines"]
        assert drawn((first - timedelta(days=1)).isoformat())["growth"] == {
            "lines": [], "tables": [], "csv_url": drawn((first - timedelta(days=1)).isoformat())["growth"]["csv_url"],
        }  # fmt: skip


@pytest.mark.usefixtures("seeded")
class TestTheMonths:
    @by_day
    def test_are_at_most_two_years_and_end_with_that_of_the_day(self, day):
        picture = drawn(day)["months"]

        assert len(picture["rows"]) == len(picture["columns"]) <= 24
        assert picture["rows"][-1].month == date.fromisoformat(day).replace(day=1)

    @by_day
    def test_have_columns_as_high_as_their_counts(self, day):
        picture = drawn(day)["months"]
        highest = max(column.height for column in picture["columns"])

        for column, row in zip(picture["columns"], picture["rows"], strict=True):
            assert column.count == row.notices
            assert (column.height == 0) == (row.notices == 0)
            assert (
                column.height / highest == pytest.approx(row.notices / picture["most"], abs=0.02) if highest else True
            )

    def test_before_the_first_notice_are_none(self):
        assert drawn("2001-01-01")["months"]["columns"] == []


@pytest.mark.usefixtures("seeded")
def test_every_chart_leads_to_its_own_numbers_of_the_day(client):
    pictures = drawn("2026-05-05")

    links = [picture["csv_url"] for picture in pictures.values()]
    assert len(set(links)) == len(links) == 4
    for link in links:
        assert parse_qs(urlsplit(link).query)["as_of"] == ["2026-05-05"]
        answer = client.get(link)
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("badge", [*TONES, "no such state", ""])
def test_what_has_no_look_of_its_own_looks_plain(badge):
    assert overview_charts.tone_of(badge) == TONES.get(badge, "plain")


class TestPeriods:
    @pytest.mark.parametrize(("period", "length"), [("week", 7), ("month", 30), ("year", 365)])
    def test_are_as_long_as_they_say_with_both_ends(self, period, length):
        first = overview_news.first_day(period, ask("as_of=2026-03-05"), None)

        assert (date(2026, 3, 5) - first).days + 1 == length

    def test_of_a_visit_begin_with_its_day_in_beijing(self):
        visit = datetime(2026, 11, 19, 16, 30, tzinfo=UTC)  # half past midnight of the 20th in Beijing

        assert overview_news.first_day("visit", ask(), visit) == date(2026, 11, 20)

    def test_of_a_visit_end_no_earlier_than_they_begin_on_a_past_day(self):
        visit = datetime(2026, 11, 19, 4, 0, tzinfo=UTC)

        assert overview_news.first_day("visit", ask("as_of=2026-01-05"), visit) == date(2026, 1, 5)

    def test_each_have_a_heading_of_their_own(self):
        headings = [overview_news.heading(period) for period in ("visit", "week", "month", "year")]

        assert len(set(headings)) == 4


@pytest.mark.usefixtures("seeded")
class TestTheLedger:
    @pytest.mark.parametrize("as_of", ["2025-06-01", "2026-02-24", "2026-11-21"])
    @pytest.mark.parametrize("length", [0, 30, 900])
    def test_has_the_days_of_the_calendar_and_no_other(self, as_of, length):
        question = ask(f"as_of={as_of}")
        since = question.day - timedelta(days=length)

        told = overview_news.ledger(question, since=since)

        right = []
        for day in days(known_by=question.day):
            if day.cancelled or day.on < since or day.on > question.day or day.kind not in overview_news.TOLD:
                continue
            right.append(day.on)
        assert told["count"] == len(right)
        assert [row["on"] for row in told["rows"]] == sorted(right, reverse=True)[: overview_news.SHOWN]
        assert told["more"] == len(right) - len(told["rows"])

    def test_leads_to_the_same_days_in_the_calendar(self):
        told = overview_news.ledger(ask("as_of=2026-05-05"), since=date(2026, 4, 1))

        asked = parse_qs(urlsplit(told["all_url"]).query)
        assert (asked["from"], asked["to"]) == (["2026-04-01"], ["2026-05-05"])

    def test_tells_no_day_that_was_taken_back(self):
        listing = make_listing(effective_from=date(2026, 11, 10), notice=make_notice(published_on=date(2026, 11, 1)))
        before = overview_news.ledger(ask(), since=date(2026, 11, 10))["count"]
        make_event(listing=listing, kind="removed", effective_from=date(2026, 11, 12))

        told = overview_news.ledger(ask(), since=date(2026, 11, 10))
        assert told["count"] == before + 1
        assert told["rows"][0]["on"] >= date(2026, 11, 12)

    def test_gives_what_is_in_force_no_colour_of_a_warning(self):
        told = overview_news.ledger(ask(), since=date(2001, 1, 1))["rows"]

        assert {row["tone"] for row in told} <= {"plain", *(TONES[code] for code in states.CODES if code in TONES)}


@pytest.mark.usefixtures("seeded")
class TestWhatWasRecorded:
    def test_is_the_newest_first_and_not_counted_without_a_moment(self):
        told = overview_news.recorded(ask())

        assert told["count"] is None
        assert [row["revision"] for row in told["rows"]] == list(
            Change.objects.order_by("-id").values_list("pk", flat=True)[: overview_news.RECORDED]
        )

    def test_since_a_moment_is_what_came_after_it_and_not_at_it(self):
        source = make_source()
        moment = Change.objects.get(pk=revision()).recorded_at
        assert overview_news.recorded(ask(), since=moment)["count"] == 0

        told = overview_news.recorded(ask(), since=moment - timedelta(microseconds=1))
        assert revision() in [row["revision"] for row in told["rows"]]
        assert told["rows"][0]["label"] == Change.objects.of(source).get().subject_label

    def test_counts_all_and_shows_the_newest_eight(self):
        before = revision()
        moment = Change.objects.get(pk=before).recorded_at
        for _ in range(11):
            make_source()

        told = overview_news.recorded(ask(), since=moment)
        assert told["count"] >= 11
        assert len(told["rows"]) == 8
        assert all(row["title"] and row["mark"] for row in told["rows"])


class TestVisits:
    START = datetime(2026, 11, 1, 0, 0, tzinfo=UTC)

    @pytest.fixture
    def reader(self, now):
        return access.create_user(email="reader@example.org", password="a-long-quiet-sentence-7", at=now)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(gaps=st.lists(st.one_of(st.integers(0, 12), st.integers(225, 255), st.integers(0, 4000)), max_size=14))
    def test_nothing_recorded_since_the_last_look_of_the_visit_before_is_left_untold(self, reader, gaps):
        """Minutes between looks at the overview; each look loads the reader anew, as a request does."""
        User.objects.filter(pk=reader.pk).update(seen_at=None, last_visit_at=None)
        moment, looks, told = self.START, [], None
        for gap in (0, *gaps):
            moment += timedelta(minutes=gap)
            before = told
            told = access.note_visit(user=User.objects.get(pk=reader.pk), at=moment)
            if told != before:  # a new visit has begun
                assert looks, "the first visit has none before it"
                assert looks[-1] - access.SEEN_AGAIN < told <= looks[-1]
                assert moment - told >= access.AWAY
            elif looks:
                assert moment - looks[-1] < access.AWAY
            assert before is None or told >= before
            looks.append(moment)

    def test_a_clock_that_was_set_back_forgets_nothing(self, reader):
        access.note_visit(user=reader, at=self.START)
        access.note_visit(user=reader, at=self.START + timedelta(hours=9))

        assert access.note_visit(user=reader, at=self.START - timedelta(days=3)) == self.START
        kept = User.objects.get(pk=reader.pk)
        assert (kept.seen_at, kept.last_visit_at) == (self.START + timedelta(hours=9), self.START)

    def test_two_windows_opened_at_once_are_one_visit(self, reader):
        access.note_visit(user=reader, at=self.START)
        later = self.START + timedelta(days=1)
        one, other = (User.objects.get(pk=reader.pk) for _ in range(2))

        assert access.note_visit(user=one, at=later) == self.START
        assert access.note_visit(user=other, at=later + timedelta(seconds=1)) == self.START

    def test_a_look_writes_nothing_else_of_the_account(self, reader):
        stale = User.objects.get(pk=reader.pk)
        User.objects.filter(pk=reader.pk).update(is_active=False)

        access.note_visit(user=stale, at=self.START)

        assert User.objects.get(pk=reader.pk).is_active is False

    def test_a_look_is_no_change_of_the_register(self, reader):
        before = revision()
        access.note_visit(user=reader, at=self.START)

        assert revision() == before

    def test_of_one_reader_say_nothing_of_another(self, reader, now):
        other = access.create_user(email="other@example.org", password="a-long-quiet-sentence-8", at=now)
        access.note_visit(user=reader, at=self.START)

        assert access.note_visit(user=other, at=self.START + timedelta(days=1)) is None
        assert User.objects.get(pk=reader.pk).seen_at == self.START
