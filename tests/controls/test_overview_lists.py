"""How lists grew: every count equals that of the rows in the database on the day; months leave no notice out."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from controls import states
from controls.models import EntityList, Listing, ListingEvent, Notice, overview_lists
from controls.models.overview_lists import ListGrowth, MonthCount, Point, growth, notices_by_month
from tests.controls.test_states import histories
from tests.factories import make_event, make_list, make_listing, make_notice

pytestmark = pytest.mark.usefixtures("seeded")
DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)
START = date(2026, 1, 1)


def of(key, *, on=TODAY):
    return next(each for each in growth(on=on) if each.key == key)


def counts_on(growing, day):
    """What the points of a list say for a day: state → listings, without zeros."""
    last = next((point for point in reversed(growing.points) if point.on <= day), None)
    return {code: count for code in states.CODES if last and (count := getattr(last, code))}


def held_on(entity_list, day):
    """The same, counted by the database."""
    rows = Listing.objects.filter(entity_list__key=entity_list).published(on=day).with_state(on=day).summary()
    return {row["state_code"]: row["count"] for row in rows}


def turning_days():
    days = {day for row in Listing.objects.values_list("notice__published_on", "effective_from") for day in row}
    for event in ListingEvent.objects.all():
        days |= {event.announced_on, event.effective_from, event.act().first_day_after or event.effective_from}
    return sorted(days)


class TestGrowth:
    def test_on_every_turning_day_and_the_day_before_the_counts_are_those_of_the_database(self):
        last = max(turning_days())
        growing = growth(on=last)

        assert len(turning_days()) > 15
        for day in {each for turn in turning_days() for each in (turn - DAY, turn)}:
            for each in growing:
                assert counts_on(each, day) == held_on(each.key, day), (each.key, day)

    @pytest.mark.parametrize("on", [date(2025, 5, 13), date(2025, 5, 14), date(2025, 8, 13), TODAY, date(2100, 12, 31)])
    def test_the_last_point_is_the_present_of_the_day_asked_about(self, on):
        for each in growth(on=on):
            assert counts_on(each, on) == held_on(each.key, on)

    @pytest.mark.parametrize("on", [date(2025, 5, 14), TODAY])
    def test_an_earlier_day_shows_the_same_line_cut_off(self, on):
        for earlier, later in zip(growth(on=on), growth(on=date(2100, 1, 1)), strict=True):
            assert earlier.points == tuple(point for point in later.points if point.on <= on)

    def test_a_point_stands_only_where_a_count_changes(self):
        for each in growth(on=TODAY):
            for one, other in zip(each.points, each.points[1:], strict=False):
                assert one.on < other.on
                assert counts_on(each, one.on) != counts_on(each, other.on)

    def test_the_watch_list_grew_twice(self):
        assert of("cn-watch-list").points == (
            Point(date(2026, 2, 24), in_force=20),
            Point(date(2026, 6, 29), in_force=40),
        )

    def test_every_name_ever_listed_is_counted_whatever_became_of_it(self):
        for each in growth(on=TODAY):
            assert each.points[-1].named == Listing.objects.filter(entity_list__key=each.key).count()

    def test_names_ever_listed_never_become_fewer(self):
        for each in growth(on=TODAY):
            named = [count for _day, count in each.series("named")]

            assert named == sorted(named)

    def test_a_series_is_made_of_days_and_counts(self):
        watched = of("cn-watch-list")

        assert watched.series("in_force") == ((date(2026, 2, 24), 20), (date(2026, 6, 29), 40))
        assert watched.series("stopped") == ((date(2026, 2, 24), 0), (date(2026, 6, 29), 0))

    def test_lists_come_in_their_order_with_their_names(self):
        rows = EntityList.objects.order_by("order", "key")

        assert [(each.key, each.name_en, each.name_zh, each.name_ja) for each in growth(on=TODAY)] == [
            (row.key, row.name_en, row.name_zh, row.name_ja) for row in rows
        ]

    def test_before_the_first_notice_lists_have_no_point(self):
        assert {each.points for each in growth(on=date(2001, 1, 1))} == {()}

    def test_a_list_without_a_name_on_it_has_none(self):
        entity_list = make_list()

        assert of(entity_list.key) == ListGrowth(entity_list.key, entity_list.name_en, "", "", ())

    def test_a_listing_published_before_its_first_day_is_scheduled_meanwhile(self):
        notice = make_notice(published_on=START)
        listing = make_listing(notice=notice, effective_from=START + 10 * DAY)

        assert of(listing.entity_list.key).points == (
            Point(START, scheduled=1),
            Point(START + 10 * DAY, in_force=1),
        )

    def test_a_suspension_that_runs_out_is_to_be_confirmed(self):
        listing = make_listing(effective_from=START)
        make_event(listing=listing, kind="suspended", effective_from=START + 5 * DAY, until=START + 9 * DAY)

        assert of(listing.entity_list.key).points == (
            Point(START, in_force=1),
            Point(START + 5 * DAY, suspended=1),
            Point(START + 10 * DAY, to_be_confirmed=1),
        )

    def test_listings_that_change_places_leave_the_counts_alone(self):
        entity_list = make_list()
        one, other = (make_listing(entity_list=entity_list, effective_from=START) for _number in range(2))
        make_event(listing=one, kind="suspended", effective_from=START + DAY)
        make_event(listing=one, kind="resumed", effective_from=START + 5 * DAY)
        make_event(listing=other, kind="suspended", effective_from=START + 5 * DAY)

        assert [point.on for point in of(entity_list.key).points] == [START, START + DAY]

    @settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(histories())
    def test_any_history_is_counted_as_the_database_counts_it(self, history):
        published, effective, acts = history
        notice = make_notice(published_on=published, effective_from=effective)
        listing = make_listing(notice=notice, effective_from=effective)
        for act in acts:
            make_event(listing=listing, **act)
        growing = of(listing.entity_list.key, on=date(2100, 1, 1))

        turns = [published, effective, *(day for act in acts for day in (act["effective_from"], act["until"]) if day)]
        for day in {turn + timedelta(days=number) for turn in turns for number in (-1, 0, 1, 2)}:
            assert counts_on(growing, day) == held_on(listing.entity_list.key, day), day

    def test_takes_four_questions_for_few_listings_and_for_many(self, django_assert_num_queries):
        for _round in range(2):
            with django_assert_num_queries(4):
                growth(on=TODAY)
            make_event(listing=make_listing(), kind="stopped", effective_from=date(2026, 3, 1))


class TestHistories:
    def test_every_listing_published_by_the_day_is_counted_once(self):
        for on in (date(2025, 5, 14), TODAY):
            assert overview_lists.histories(on=on).total() == Listing.objects.published(on=on).count()

    def test_names_of_one_notice_mostly_share_theirs(self):
        assert len(overview_lists.histories(on=TODAY)) < Notice.objects.count() + ListingEvent.objects.count()

    def test_acts_on_a_single_measure_are_no_part_of_it(self):
        kinds = {event.kind for history in overview_lists.histories(on=TODAY) for event in history.events}

        assert "measure_stopped" not in kinds
        assert "suspended" in kinds

    def test_the_state_is_that_of_the_listing(self):
        on = date(2025, 11, 12)
        wanted = Counter(
            listing.state(on=on) and listing.state(on=on).code
            for listing in Listing.objects.published(on=on).select_related("notice").prefetch_related("events")
        )

        found = Counter()
        for history, listings in overview_lists.histories(on=on).items():
            state = history.state(on=on)
            found[state and state.code] += listings

        assert found == wanted


class TestMonths:
    @pytest.mark.parametrize("on", [date(2025, 1, 2), date(2025, 9, 30), TODAY])
    def test_each_month_has_the_notices_published_in_it_by_the_day(self, on):
        for each in notices_by_month(on=on):
            published = Notice.objects.published(on=on).filter(
                published_on__year=each.month.year, published_on__month=each.month.month
            )

            assert each.notices == published.count()
            assert each.listing_notices == published.filter(listings__isnull=False).distinct().count()

    @pytest.mark.parametrize("on", [date(2025, 1, 2), TODAY])
    def test_no_notice_is_left_out(self, on):
        assert sum(each.notices for each in notices_by_month(on=on)) == Notice.objects.published(on=on).count()

    def test_months_follow_one_another_without_a_gap_up_to_that_of_the_day(self):
        months = [each.month for each in notices_by_month(on=TODAY)]
        first = Notice.objects.order_by("published_on").first().published_on

        assert months[0] == first.replace(day=1)
        assert months[-1] == date(2026, 11, 1)
        assert len(months) == (2026 - first.year) * 12 + 11 - first.month + 1
        assert months == sorted(set(months))

    def test_a_month_without_a_notice_is_counted_as_none(self):
        assert MonthCount(date(2025, 5, 1), 0, 0) in notices_by_month(on=TODAY)

    def test_a_notice_that_lists_nobody_is_told_apart(self):
        make_notice(published_on=date(2025, 5, 9))

        assert MonthCount(date(2025, 5, 1), 1, 0) in notices_by_month(on=TODAY)

    def test_a_notice_with_many_names_is_one_notice(self):
        notice = make_notice(published_on=date(2025, 5, 9))
        for _number in range(3):
            make_listing(notice=notice, effective_from=date(2025, 5, 9))

        assert MonthCount(date(2025, 5, 1), 1, 1) in notices_by_month(on=TODAY)

    def test_before_the_first_notice_there_is_no_month(self):
        assert notices_by_month(on=date(2001, 1, 1)) == ()

    def test_takes_one_question(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            notices_by_month(on=TODAY)
