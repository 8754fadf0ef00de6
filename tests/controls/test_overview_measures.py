"""The strip and the lanes: each mark and each stretch is what the measure and its clauses say for the day."""

from datetime import date, timedelta

import pytest

from controls import states
from controls.models import Clause, Element, Measure
from controls.models.clause_states import of_clause, of_measure
from controls.models.goods import RARE_EARTHS
from controls.models.overview_measures import Stretch, lanes, strip, turning_days
from controls.states import Act, Terms
from tests.factories import make_clause, make_item, make_measure, make_suspension

pytestmark = pytest.mark.usefixtures("seeded")
DAY = timedelta(days=1)
TODAY = date(2026, 11, 21)
DAYS = [date(2023, 11, 8), date(2025, 4, 4), date(2025, 10, 20), date(2025, 11, 7), TODAY, date(2100, 12, 31)]
FIRST, LAST = date(2001, 1, 1), date(2100, 12, 31)


def every_lane(on, **between):
    return lanes(on=on, **{"first": FIRST, "last": LAST, **between})


def lane_of(key, *, on=TODAY, **between):
    return next(lane for lane in every_lane(on, **between) if lane.key == key)


def stretches_of(key, *, on=TODAY, **between):
    return [(each.badge, each.first, each.last) for each in lane_of(key, on=on, **between).stretches]


def at(lane, day):
    return next((each for each in lane.stretches if each.first <= day <= (each.last or date.max)), None)


class TestStrip:
    def test_its_head_is_the_seventeen_rare_earths_by_atomic_number(self):
        elements = strip(on=TODAY).elements

        assert tuple(each.symbol for each in elements) == RARE_EARTHS
        assert [each.atomic_number for each in elements] == sorted(each.atomic_number for each in elements)
        assert {each.name_zh for each in elements} == set(Element.objects.values_list("name_zh", flat=True))

    @pytest.mark.parametrize("on", DAYS)
    @pytest.mark.parametrize("symbol", ["La", "Nd", "Dy", "Ho"])
    def test_an_element_is_marked_for_the_measures_that_touch_it(self, on, symbol):
        touching = Measure.objects.filter(jurisdiction="CN").published(on=on).touching(symbol)

        assert {row.measure.key for row in strip(on=on).touching(symbol)} == {each.key for each in touching}

    @pytest.mark.parametrize("on", DAYS)
    def test_each_measure_stands_as_on_its_own_page(self, on):
        for row in strip(on=on).rows:
            assert row.standing == of_measure(Measure.objects.get(key=row.measure.key), on=on)

    def test_a_measure_of_five_elements_marks_five(self):
        row = next(row for row in strip(on=TODAY).rows if row.measure.key == "cn-2025-57")

        assert row.symbols == ("Eu", "Ho", "Er", "Tm", "Yb")
        assert row.standing.code == "to_be_confirmed"

    def test_rows_come_in_the_order_of_publication(self):
        days = [row.measure.published_on for row in strip(on=TODAY).rows]

        assert days == sorted(days)

    def test_a_measure_that_touches_none_of_them_is_left_out(self):
        assert "cn-2023-23" not in {row.measure.key for row in strip(on=TODAY).rows}

    def test_an_element_that_only_an_item_names_is_marked(self):
        measure = make_measure(elements=["Ga"])
        make_item(measure=measure, elements=["Sc", "Ga"])

        row = next(row for row in strip(on=TODAY).rows if row.measure.key == measure.key)

        assert (row.symbols, row.only_in_items) == (("Sc",), ("Sc",))

    def test_what_is_caught_only_in_company_is_told_apart(self):
        """No. 18 names seven elements; neodymium and ytterbium stand in its items beside one of these."""
        row = next(row for row in strip(on=TODAY).rows if row.measure.key == "cn-2025-18")

        assert row.symbols == ("Sc", "Y", "Nd", "Sm", "Gd", "Tb", "Dy", "Yb", "Lu")
        assert row.only_in_items == ("Nd", "Yb")

    def test_what_the_measure_names_itself_is_not(self):
        for row in strip(on=TODAY).rows:
            own = Measure.objects.get(key=row.measure.key).elements

            assert set(row.symbols) - set(row.only_in_items) == set(own) & set(RARE_EARTHS)

    def test_a_measure_published_later_is_not_yet_there(self):
        measure = make_measure(published_on=TODAY, elements=["Dy"])

        assert measure.key in {row.measure.key for row in strip(on=TODAY).rows}
        assert measure.key not in {row.measure.key for row in strip(on=TODAY - DAY).rows}

    def test_before_the_first_notice_no_row_is_left_and_the_head_stays(self):
        early = strip(on=date(2001, 1, 1))

        assert (len(early.elements), early.rows) == (17, ())

    def test_another_jurisdiction_has_its_own_measures(self):
        assert {row.measure.key for row in strip(on=TODAY, jurisdiction="MY").rows} == {"my-2024-ree"}

    def test_takes_the_same_questions_for_few_measures_and_for_many(self, django_assert_num_queries):
        for _round in range(2):
            with django_assert_num_queries(5):
                strip(on=TODAY)
            make_suspension(clauses=[make_clause()])


class TestLanes:
    def test_a_measure_whose_clauses_agree_is_one_lane(self):
        assert lane_of("cn-2025-57").clause == ""
        assert stretches_of("cn-2025-57") == [
            ("scheduled", date(2025, 10, 9), date(2025, 11, 6)),
            ("suspended", date(2025, 11, 7), date(2026, 11, 10)),
            ("to_be_confirmed", date(2026, 11, 11), None),
        ]

    def test_a_measure_whose_clauses_differ_has_a_lane_for_each(self):
        assert stretches_of("cn-2024-46-1") == [("prohibited", date(2024, 12, 3), None)]
        assert stretches_of("cn-2024-46-2") == [
            ("prohibited", date(2024, 12, 3), date(2025, 11, 8)),
            ("suspended", date(2025, 11, 9), date(2026, 11, 27)),
            ("to_be_confirmed", date(2026, 11, 28), None),
        ]
        assert lane_of("cn-2024-46-2").label == "MOFCOM 2024 No. 46 clause 2"

    @pytest.mark.parametrize("on", DAYS)
    def test_every_clause_published_by_the_day_has_its_lane(self, on):
        found = every_lane(on)
        wholes = {lane.measure.key for lane in found if not lane.clause}
        parts = {lane.clause for lane in found} - {""}

        clauses = Clause.objects.filter(measure__jurisdiction="CN").published(on=on)

        assert {each.key for each in clauses if each.measure.key not in wholes} == parts
        assert {each.measure.key for each in clauses} == {lane.measure.key for lane in found}

    @pytest.mark.parametrize("on", DAYS[:-1])
    def test_on_every_turning_day_and_the_day_before_it_says_what_the_clause_is(self, on):
        lanes_by_key = {lane.key: lane for lane in every_lane(on)}
        for clause in Clause.objects.filter(measure__jurisdiction="CN").published(on=on):
            lane = lanes_by_key.get(clause.key) or lanes_by_key[clause.measure.key]
            turns = turning_days(clause.terms(), clause.acts())
            for day in {each for turn in turns for each in (turn, turn - DAY) if each <= on} | {on}:
                said, standing = at(lane, day), of_clause(clause, on=day)

                assert (said and (said.code, said.badge)) == (standing and (standing.code, standing.badge)), day

    def test_neighbours_differ_and_no_day_is_missing_between_them(self):
        for lane in every_lane(TODAY):
            for one, other in zip(lane.stretches, lane.stretches[1:], strict=False):
                assert one.code != other.code
                assert one.last + DAY == other.first
            assert lane.stretches[0].first == lane.measure.published_on
            assert lane.stretches[-1].last is None

    def test_what_was_announced_later_is_not_foreseen(self):
        """On 20 October 2025 nobody knew that No. 57 would be suspended before its first day."""
        assert stretches_of("cn-2025-57", on=date(2025, 10, 20)) == [
            ("scheduled", date(2025, 10, 9), date(2025, 11, 7)),
            ("licence_needed", date(2025, 11, 8), None),
        ]

    def test_what_was_announced_but_has_not_begun_is_foreseen(self):
        clause = make_clause(effective_from=date(2025, 11, 1))
        make_suspension(
            clauses=[clause], published_on=date(2026, 11, 1), effective_from=date(2026, 12, 1), until=date(2027, 1, 31)
        )

        assert stretches_of(clause.key)[-2:] == [
            ("suspended", date(2026, 12, 1), date(2027, 1, 31)),
            ("to_be_confirmed", date(2027, 2, 1), None),
        ]

    def test_a_suspension_published_after_it_began_counts_from_its_first_day(self):
        clause = make_clause(effective_from=date(2025, 11, 1))
        make_suspension(clauses=[clause], published_on=TODAY + DAY, effective_from=TODAY)

        assert stretches_of(clause.key)[-1] == ("suspended", TODAY, None)
        assert stretches_of(clause.key, on=TODAY - DAY)[-1] == ("licence_needed", date(2025, 11, 1), None)

    def test_a_clause_that_resumes_goes_on_in_another_bar(self):
        clause = make_clause(effective_from=date(2025, 11, 1))
        make_suspension(clauses=[clause], effective_from=date(2026, 1, 1))
        make_suspension(clauses=[clause], effective_from=date(2026, 2, 1), kind="resumed")

        assert [each.code for each in lane_of(clause.key).stretches] == [
            "scheduled", "in_force", "suspended", "in_force",
        ]  # fmt: skip

    def test_a_suspension_that_is_continued_is_one_stretch(self):
        clause = make_clause(effective_from=date(2025, 11, 1))
        make_suspension(clauses=[clause], effective_from=date(2026, 1, 1), until=date(2026, 1, 31))
        make_suspension(
            clauses=[clause], effective_from=date(2026, 2, 1), until=date(2026, 2, 28), kind="suspension_continued"
        )

        assert lane_of(clause.key).stretches[2] == Stretch(
            "suspended", "suspended", date(2026, 1, 1), date(2026, 2, 28)
        )

    def test_a_stated_period_ends_its_stretch(self):
        clause = make_clause(effective_from=date(2025, 11, 1), until=date(2026, 1, 31))

        assert stretches_of(clause.key)[-2:] == [
            ("licence_needed", date(2025, 11, 1), date(2026, 1, 31)),
            ("to_be_confirmed", date(2026, 2, 1), None),
        ]

    def test_a_clause_without_a_first_day_is_to_be_confirmed_throughout(self):
        clause = make_clause(effective_from=None)

        assert stretches_of(clause.key) == [("to_be_confirmed", clause.measure.published_on, None)]

    def test_a_measure_without_a_clause_on_file_is_too(self):
        measure = make_measure()

        assert stretches_of(measure.key) == [("to_be_confirmed", measure.published_on, None)]

    def test_lanes_know_the_rare_earths_that_they_touch(self):
        assert lane_of("cn-2025-57").symbols == ("Eu", "Ho", "Er", "Tm", "Yb")
        assert lane_of("cn-2023-23").symbols == ()

    def test_only_stretches_between_the_two_days_are_given_with_their_own_days(self):
        assert stretches_of("cn-2025-57", first=date(2026, 1, 1), last=date(2026, 6, 30)) == [
            ("suspended", date(2025, 11, 7), date(2026, 11, 10))
        ]

    @pytest.mark.parametrize(
        ("first", "last", "codes"),
        [
            (date(2025, 11, 6), date(2025, 11, 6), ["scheduled"]),
            (date(2025, 11, 6), date(2025, 11, 7), ["scheduled", "suspended"]),
            (date(2026, 11, 11), date(2026, 11, 11), ["to_be_confirmed"]),
        ],
    )
    def test_the_two_days_themselves_belong_to_it(self, first, last, codes):
        assert [each.code for each in lane_of("cn-2025-57", first=first, last=last).stretches] == codes

    def test_a_lane_without_a_stretch_between_them_is_left_out(self):
        keys = {lane.key for lane in every_lane(TODAY, last=date(2025, 10, 8))}

        assert "cn-2025-57" not in keys
        assert "cn-2025-18" in keys

    def test_before_the_first_measure_there_is_no_lane(self):
        assert every_lane(date(2001, 1, 1)) == ()

    def test_a_timeline_gets_the_badges_as_periods(self):
        lane = lane_of("cn-2025-18")

        assert [(each.state, each.first, each.last) for each in lane.periods] == stretches_of("cn-2025-18")
        assert lane.periods[-1].state == "licence_needed"

    def test_takes_the_same_questions_for_few_measures_and_for_many(self, django_assert_num_queries):
        for _round in range(2):
            with django_assert_num_queries(4):
                every_lane(TODAY)
            make_suspension(clauses=[make_clause()])


class TestTurningDays:
    def test_all_days_on_which_something_begins_or_is_over(self):
        act = Act("suspended", date(2025, 11, 5), date(2025, 11, 10), date(2026, 11, 10))
        terms = Terms(date(2025, 10, 9), date(2025, 11, 8), date(2027, 1, 31))

        assert turning_days(terms, [act]) == [
            date(2025, 10, 9), date(2025, 11, 8), date(2025, 11, 10), date(2026, 11, 11), date(2027, 2, 1),
        ]  # fmt: skip

    def test_what_is_not_known_turns_nothing(self):
        assert turning_days(Terms(date(2025, 10, 9), None), [Act("suspended", FIRST, FIRST)]) == [
            FIRST,
            date(2025, 10, 9),
        ]


@pytest.mark.parametrize(
    ("announced", "begins", "known"),
    [(TODAY, TODAY + DAY, True), (TODAY + DAY, TODAY, True), (TODAY + DAY, TODAY + DAY, False)],
)
def test_an_act_is_known_once_it_was_announced_or_has_begun(announced, begins, known):
    act = Act("suspended", announced, begins)

    assert states.known_by(TODAY, [act]) == ([act] if known else [])
