"""What the database refuses of measures should a service ever forget to, and what the log keeps of each of them."""

import json
from datetime import date

import pytest
from django.db import transaction

from controls.models import (
    Change,
    Claim,
    Clause,
    ControlledItem,
    Element,
    Measure,
    Suspension,
    TariffCode,
    UntrackedWrite,
)
from tests.controls.test_facts_constraints import changed, refused, twin
from tests.factories import (
    make_authority,
    make_claim,
    make_clause,
    make_item,
    make_measure,
    make_notice,
    make_source,
    make_suspension,
)

pytestmark = pytest.mark.django_db
FIRST = date(2025, 11, 8)


def kept(row):
    """The row as the database gives it back after it was saved without being validated."""
    row.save(tracked=True)
    return type(row).objects.get(pk=row.pk)


class TestKeys:
    @pytest.mark.parametrize("model", [Measure, Clause, ControlledItem, Suspension, Element, TariffCode, Claim])
    def test_are_given_once(self, model):
        row = model.objects.order_by("pk").first()

        assert f"{model._meta.db_table}_key" in refused(twin(row))

    @pytest.mark.parametrize("key", ["CN-2025-61", "cn 2025", "cn_2025", "cn/2025", "稀土", ""])
    def test_of_measures_are_small_letters_digits_hyphens_and_dots(self, key):
        assert "measure_key_is_lower_case" in refused(changed(make_measure(), key=key))


class TestMeasures:
    @pytest.mark.parametrize("code", ["cn", "C", "1N", "", "ＣＮ"])
    def test_have_a_jurisdiction_that_is_a_code(self, code):
        assert "measure_jurisdiction_is_a_code" in refused(changed(make_measure(), jurisdiction=code))

    @pytest.mark.parametrize("symbol", ["Xx", "dy", "DY", "Fe", ""])
    def test_name_only_materials_on_record(self, symbol):
        assert "measure_elements_are_known" in refused(changed(make_measure(), elements=["Dy", symbol]))

    def test_may_name_no_element_and_belong_to_the_union(self):
        measure = kept(changed(make_measure(), elements=[], jurisdiction="EU"))

        assert (measure.elements, measure.jurisdiction) == ([], "EU")


class TestClauses:
    def test_have_a_place_of_their_own_in_their_measure(self):
        clause = make_clause()

        assert "clause_position_unique_per_measure" in refused(twin(clause, key=f"{clause.key}-b"))

    def test_count_from_one(self):
        assert "clause_position_counts_from_one" in refused(changed(make_clause(), position=0))

    def test_do_not_end_on_the_day_before_the_first(self):
        assert "clause_ends_after_it_starts" in refused(changed(make_clause(), until=date(2025, 11, 7)))

    def test_may_last_for_a_single_day(self):
        assert kept(changed(make_clause(), until=FIRST)).until == FIRST

    def test_of_two_measures_may_have_the_same_place(self):
        first, second = make_clause(), make_clause()

        assert (first.position, second.position) == (1, 1)
        assert first.measure != second.measure


class TestItems:
    def test_have_a_place_of_their_own_in_their_measure(self):
        item = make_item()

        assert "item_position_unique_per_measure" in refused(twin(item, key=f"{item.key}-b"))

    def test_count_from_one(self):
        assert "item_position_counts_from_one" in refused(changed(make_item(), position=0))

    def test_name_only_materials_on_record(self):
        assert "item_elements_are_known" in refused(changed(make_item(), elements=["Fe"]))

    @pytest.mark.parametrize(
        ("numbers", "year"), [(["2846901500"], None), ([], 2026)], ids=["numbers without year", "year without numbers"]
    )
    def test_have_catalogue_numbers_and_their_year_or_neither(self, numbers, year):
        item = changed(make_item(), hs_catalogue=numbers, hs_catalogue_year=year)

        assert "item_licence_catalogue_has_its_year" in refused(item)

    def test_may_have_the_numbers_of_a_measure_without_a_year(self):
        assert kept(changed(make_item(), hs_stated=["284690"])).customs_numbers() == [
            {"number": "284690", "source": "measure", "year": 2025}
        ]


class TestSuspensions:
    def test_do_not_end_on_the_day_before_the_first(self):
        suspension = make_suspension(clauses=[make_clause()])

        assert "suspension_ends_after_it_starts" in refused(changed(suspension, until=date(2025, 11, 6)))

    def test_may_last_for_a_single_day(self):
        suspension = make_suspension(clauses=[make_clause()])

        assert kept(changed(suspension, until=date(2025, 11, 7))).until == suspension.effective_from

    def test_that_resume_have_no_end(self):
        suspension = make_suspension(clauses=[make_clause()], until=date(2026, 1, 1))

        assert "suspension_only_suspending_has_an_end" in refused(changed(suspension, kind="resumed"))

    @pytest.mark.parametrize("column", ["announced_until", "announced_on"])
    def test_have_an_announced_end_and_its_day_or_neither(self, column):
        suspension = changed(make_suspension(clauses=[make_clause()]), **{column: date(2026, 9, 28)})

        assert "suspension_announced_end_has_its_day" in refused(suspension)


class TestElementsCodesAndClaims:
    def test_an_element_is_one_of_the_seventeen(self):
        assert "element_is_a_rare_earth" in refused(changed(Element.objects.get(key="dy"), symbol="Fe", key="fe"))

    def test_the_key_of_an_element_is_its_symbol(self):
        assert "element_key_is_its_symbol" in refused(changed(Element.objects.get(key="dy"), key="xx"))

    @pytest.mark.parametrize("column", ["symbol", "atomic_number"])
    def test_no_two_elements_share_symbol_or_number(self, column):
        dysprosium, holmium = Element.objects.get(key="dy"), Element.objects.get(key="ho")
        holmium = changed(holmium, key="DY" if column == "symbol" else "ho", **{column: getattr(dysprosium, column)})

        assert f"controls_element_{column}" in refused(holmium)

    @pytest.mark.parametrize("number", ["28469", "2846901", "284690150", "28469O", "２８４６９０", "", "284690\n"])
    def test_a_customs_number_has_6_8_or_10_digits(self, number):
        assert "tariff_code_is_digits" in refused(changed(TariffCode.objects.first(), key=number))

    def test_a_customs_number_names_only_materials_on_record(self):
        assert "tariff_code_elements_are_known" in refused(changed(TariffCode.objects.first(), elements=["Fe"]))

    def test_a_claim_is_about_something(self):
        assert "claim_is_about_something" in refused(changed(make_claim(), subjects=[]))

    def test_a_claim_has_something_better_beside_it(self):
        assert "claim_has_a_better_source" in refused(changed(make_claim(), better=""))


class TestSnapshots:
    @pytest.mark.parametrize("model", [Measure, Clause, ControlledItem, Suspension, Element, TariffCode, Claim])
    def test_hold_every_column_but_the_row_number_and_survive_the_log(self, model):
        row = model.objects.order_by("pk").first()

        taken = row.snapshot()

        columns = {field.name for field in model._meta.concrete_fields} - {"id"}
        assert columns <= set(taken)
        assert "id" not in taken
        assert json.loads(json.dumps(taken)) == taken

    def test_of_a_measure_name_its_notice_authority_and_sources_by_their_keys(self):
        notice, authority, sources = make_notice(), make_authority(), [make_source(), make_source()]

        taken = make_measure(notice=notice, authority=authority, evidence=sources[::-1]).snapshot()

        assert (taken["notice"], taken["authority"]) == (notice.key, authority.key)
        assert taken["sources"] == sorted(source.key for source in sources)

    def test_of_a_clause_keep_an_unknown_day_as_nothing(self):
        taken = make_clause(effective_from=None).snapshot()

        assert (taken["effective_from"], taken["until"], taken["outcome_known"]) == (None, None, True)

    def test_of_an_item_have_lists_of_their_own(self):
        item = make_item(elements=["Nd", "Dy"])

        item.snapshot()["elements"].append("Fe")

        assert item.elements == ["Nd", "Dy"]

    def test_of_an_item_keep_the_order_of_its_elements(self):
        assert make_item(elements=["Tb", "Dy", "Nd"]).snapshot()["elements"] == ["Tb", "Dy", "Nd"]

    def test_of_a_suspension_keep_the_sources_of_its_announced_end_apart(self):
        formal, said = make_source(), make_source()

        taken = make_suspension(
            clauses=[make_clause()], evidence=[formal], announced=[said],
            announced_until=date(2027, 1, 10), announced_on=date(2026, 9, 28),
        ).snapshot()  # fmt: skip

        assert (taken["sources"], taken["announced_sources"]) == ([formal.key], [said.key])
        assert (taken["announced_until"], taken["announced_on"]) == ("2027-01-10", "2026-09-28")


class TestAbout:
    def test_an_item_concerns_its_measure(self):
        item = make_item()

        assert item.about() == [f"controlled-item:{item.key}", f"measure:{item.measure.key}"]

    def test_a_suspension_of_two_clauses_names_their_measure_once(self):
        measure, notice = make_measure(), make_notice()
        clauses = [make_clause(measure=measure, key=f"{measure.key}-{n}", position=n) for n in (1, 2)]

        suspension = make_suspension(clauses=clauses, notice=notice)

        assert suspension.about() == [
            f"suspension:{suspension.key}",
            f"notice:{notice.key}",
            f"clause:{clauses[0].key}",
            f"measure:{measure.key}",
            f"clause:{clauses[1].key}",
        ]

    def test_a_change_of_a_measure_points_to_the_notice_that_ordered_it(self):
        notice = make_notice()

        measure = make_measure(notice=notice)

        change = Change.objects.of(measure).get()
        assert change.notice == notice
        assert change.about == [f"measure:{measure.key}", f"notice:{notice.key}"]

    def test_a_clause_is_dated_by_its_first_day_and_by_the_notice_of_its_measure(self):
        notice = make_notice()

        clause = make_clause(measure=make_measure(notice=notice))

        change = Change.objects.of(clause).get()
        assert (change.notice, change.effective_on) == (notice, FIRST)

    def test_a_claim_that_names_a_fact_twice_is_in_its_log_once(self):
        claim = make_claim(subjects=["measure:cn-2025-18", "measure:cn-2025-18"])

        assert Change.objects.of(claim).get().about == [f"claim:{claim.key}", "measure:cn-2025-18"]

    def test_claims_are_found_by_any_of_the_facts_given(self):
        one, two = make_claim(subjects=["catalogue:9999"]), make_claim(subjects=["measure:xx-9", "catalogue:8888"])

        assert set(Claim.objects.on("catalogue:9999", "measure:xx-9")) == {one, two}
        assert not Claim.objects.on("catalogue:999").exists()


class TestPastTheLog:
    def refused(self, act):
        before = Change.objects.revision()
        with pytest.raises(UntrackedWrite), transaction.atomic():
            act()
        assert Change.objects.revision() == before

    def test_a_clause_is_not_moved_to_another_measure(self):
        clause, thief = make_clause(), make_measure()

        self.refused(lambda: thief.clauses.add(clause))

        assert Clause.objects.get(pk=clause.pk).measure != thief

    def test_an_item_is_not_created_below_its_measure(self):
        measure = make_measure()

        self.refused(lambda: measure.items.create(key="slipped-in", position=1, title_en="x"))

        assert not measure.items.exists()

    def test_the_suspensions_of_a_clause_are_not_updated(self):
        clause = make_clause()
        make_suspension(clauses=[clause], until=date(2026, 11, 10))

        self.refused(lambda: clause.suspensions.update(until=None))

        assert clause.suspensions.get().until == date(2026, 11, 10)

    def test_a_measure_is_not_ordered_by_a_notice_in_passing(self):
        measure, notice = make_measure(), make_notice()

        self.refused(lambda: notice.ordered_measures.add(measure))

        assert Measure.objects.get(pk=measure.pk).notice is None
