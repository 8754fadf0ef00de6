"""Small rules behind measures: what is caught together, which codes stand under which, what a filter lets through."""

from datetime import date

import pytest
from django.http import QueryDict

from controls.filters.measures import ClaimFilter, ElementFilter, MeasureFilter, TariffCodeFilter
from controls.models import Measure
from controls.models.goods import MATERIALS, RARE_EARTHS
from controls.models.goods_queries import caught_together, items_by_number, items_of_code
from controls.services.measures import item_key
from controls.services.seeding import cells
from tests.factories import make_claim, make_clause, make_item, make_measure, make_suspension

TODAY = date(2026, 11, 21)


def asked(filters, query):
    question = filters(QueryDict(query), today=TODAY)
    assert question.is_valid(), question.errors
    return question.apply()


def keys(rows):
    return {row.key for row in rows}


class TestCaughtTogether:
    @pytest.mark.parametrize("elements", [["Nd", "Dy"], ["Yb", "Lu"], ["Tb", "Dy", "Nd"]])
    def test_are_two_or_three_rare_earths(self, elements):
        assert caught_together(elements)

    @pytest.mark.parametrize("elements", [[], ["Dy"], ["Dy", "Dy"], ["Sm", "Nd", "Tb", "Dy"], list(RARE_EARTHS)])
    def test_are_not_one_or_many(self, elements):
        assert not caught_together(elements)

    @pytest.mark.parametrize("elements", [["Li", "C"], ["W", "Mo"], ["Dy", "C"]])
    def test_are_not_other_materials(self, elements):
        assert not caught_together(elements)


def test_the_seventeen_are_seventeen_and_among_the_materials():
    assert len(RARE_EARTHS) == len(set(RARE_EARTHS)) == 17
    assert set(RARE_EARTHS) < set(MATERIALS)


@pytest.mark.parametrize(
    ("code", "position", "key"),
    [("1C905.a.4", 42, "cn-2025-18-1c905.a.4-42"), ("", 3, "cn-2025-18-3"), ("3A001", 1, "cn-2025-18-3a001-1")],
)
def test_the_key_of_an_item_is_measure_code_and_position(code, position, key):
    assert item_key(measure_key="cn-2025-18", code=code, position=position) == key


class TestCells:
    @pytest.mark.parametrize("cell", ["2846 90", "28469", "284690150", "28469O", "284690  850511", "284690 284690"])
    def test_customs_numbers_are_refused(self, cell):
        with pytest.raises(ValueError, match="customs number|double"):
            cells.customs_numbers(cell=cell)

    def test_customs_numbers_stand_with_one_space_between_them(self):
        assert cells.customs_numbers(cell="284690 28469015 2846901500") == ["284690", "28469015", "2846901500"]

    def test_words_stand_once(self):
        assert cells.words(cell="Dy Tb") == ["Dy", "Tb"]
        with pytest.raises(ValueError, match="double"):
            cells.words(cell="Dy Dy")


@pytest.mark.django_db
class TestCodes:
    def test_a_code_stands_for_itself_and_what_is_below_it(self):
        measure = make_measure()
        for position, code in enumerate(["9C100", "9C100.a", "9C100.a.1", "9C1001", "9C10"], start=1):
            make_item(measure=measure, position=position, code=code)

        assert [item.code for item in items_of_code("9c100", on=TODAY)] == ["9C100", "9C100.a", "9C100.a.1"]
        assert [item.code for item in items_of_code("9C100.a", on=TODAY)] == ["9C100.a", "9C100.a.1"]
        assert items_of_code("9C100.", on=TODAY) == []

    def test_a_dot_is_a_dot_and_a_percent_sign_is_none(self):
        make_item(code="9C100.a")

        assert items_of_code("9C100%", on=TODAY) == []
        assert items_of_code("9C100_a", on=TODAY) == []

    def test_a_number_finds_items_by_its_beginning(self):
        measure = make_measure()
        stated = make_item(measure=measure, position=1, hs_stated=["9999990100"])
        listed = make_item(measure=measure, position=2, hs_catalogue=["9999990200"], hs_catalogue_year=2026)

        found = items_by_number(["999999", "9999990200", "9999999"], on=TODAY)

        assert found["999999"] == [stated, listed]
        assert found["9999990200"] == [listed]
        assert "9999999" not in found

    def test_nothing_is_found_before_the_measure_was_published(self):
        make_item(code="9C100", hs_stated=["9999990100"])

        assert items_of_code("9C100", on=date(2025, 10, 8)) == []
        assert items_by_number(["999999"], on=date(2025, 10, 8)) == {}


@pytest.mark.django_db
class TestMeasureFilter:
    def test_leaves_out_what_was_published_later(self):
        measure = make_measure(published_on=date(2026, 11, 22))

        assert measure.key not in keys(asked(MeasureFilter, ""))
        assert measure.key in keys(asked(MeasureFilter, "as_of=2026-11-22"))

    def test_several_values_mean_any_of_them(self):
        first, second = make_measure(elements=["Li"]), make_measure(elements=["Bi"])

        assert keys(asked(MeasureFilter, "element=Li&element=Bi&q=TEST")) == {first.key, second.key}

    def test_several_filters_mean_all_of_them(self):
        one, other = make_measure(elements=["Li"], type="list"), make_measure(elements=["Li"])

        found = keys(asked(MeasureFilter, "element=Li&type=list&q=TEST"))

        assert one.key in found
        assert other.key not in found

    def test_a_state_is_that_of_any_clause(self):
        measure = make_measure()
        clauses = [make_clause(measure=measure, key=f"{measure.key}-{n}", position=n) for n in (1, 2)]
        make_suspension(clauses=clauses[:1])

        for state in ("suspended", "in_force"):
            assert measure.key in keys(asked(MeasureFilter, f"state={state}"))
        assert measure.key not in keys(asked(MeasureFilter, "state=scheduled"))

    @pytest.mark.parametrize("column", ["title_en", "title_zh", "number", "number_zh", "scope"])
    def test_words_are_looked_for_in_each_column(self, column):
        measure = make_measure(**{column: "Quixotic 磁"})

        assert keys(asked(MeasureFilter, "q=quixotic")) == {measure.key}
        assert keys(asked(MeasureFilter, "q=磁")) >= {measure.key}

    def test_a_measure_with_many_items_is_found_once(self):
        measure = make_measure()
        for position in (1, 2, 3):
            make_item(measure=measure, position=position, code=f"9Q{position}00")

        assert [row.key for row in asked(MeasureFilter, "q=9Q")] == [measure.key]

    def test_signs_of_the_database_mean_themselves(self):
        make_measure(title_en="Ninety percent")

        assert not asked(MeasureFilter, "q=%25").filter(key__startswith="xx-").exists()

    def test_an_element_inside_an_item_touches_its_measure(self):
        measure = make_measure(elements=["Dy"])
        make_item(measure=measure, elements=["Nd", "Dy"])

        assert measure.key in keys(Measure.objects.touching("Nd"))
        assert measure.key not in keys(Measure.objects.touching("Lu"))


@pytest.mark.django_db
class TestOtherFilters:
    def test_elements_come_in_the_order_of_their_numbers(self, seeded):
        assert [row.symbol for row in asked(ElementFilter, "")] == list(RARE_EARTHS)

    def test_tariff_codes_begin_with_the_text_or_say_it(self, seeded):
        assert {row.key[:4] for row in asked(TariffCodeFilter, "q=8505")} == {"8505"}
        assert "2846901500" in keys(asked(TariffCodeFilter, "q=氧化镝"))
        assert not asked(TariffCodeFilter, "q=901500").exists()

    def test_claims_are_found_by_what_was_said_and_by_what_is_better(self):
        claim = make_claim(text="A peculiar rumour.", better="A singular truth.")

        assert keys(asked(ClaimFilter, "q=peculiar")) == keys(asked(ClaimFilter, "q=singular")) == {claim.key}
        assert claim.key not in keys(asked(ClaimFilter, "verdict=misleading"))
