"""Measures are written by services: one change each, refusals in words, constraints kept by the database too."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from controls.models import Change, Clause, ControlledItem, Measure, Suspension, UntrackedWrite
from controls.services import claims, goods, measures, suspensions
from controls.services.history import FactRefused
from tests.factories import make_claim, make_clause, make_item, make_measure, make_source, make_suspension

pytestmark = pytest.mark.django_db
US = {"by": "tests", "at": timezone.now()}


def log(fact):
    return list(Change.objects.of(fact).order_by("version"))


class TestMeasures:
    def test_are_added_with_one_change(self):
        measure = make_measure()

        (change,) = log(measure)
        assert (change.action, change.before, change.after["elements"]) == ("added", None, ["Dy"])
        assert change.about == [f"measure:{measure.key}"]

    def test_need_a_source(self):
        with pytest.raises(FactRefused, match="at least one source"):
            make_measure(evidence=[])

    @pytest.mark.parametrize(
        ("column", "value", "word"),
        [
            ("key", "CN-2025-1", "key"),
            ("jurisdiction", "China", "jurisdiction"),
            ("type", "tax", "type"),
            ("elements", ["Xx"], "Xx"),
            ("elements", ["Dy", "Dy"], "twice"),
            ("scope", "", "scope"),
        ],
    )
    def test_are_refused_in_words(self, column, value, word):
        with pytest.raises(FactRefused, match=word):
            make_measure(**{column: value})

    def test_are_corrected_with_what_they_were(self):
        measure = make_measure()

        measures.correct(measure=measure, fields={"scope": "Other goods."}, reason="misread", **US)

        added, corrected = log(measure)
        assert (corrected.action, corrected.reason) == ("corrected", "misread")
        assert (corrected.before["scope"], corrected.after["scope"]) == ("Example goods.", "Other goods.")
        assert added.after == corrected.before

    def test_a_correction_without_a_difference_writes_nothing(self):
        measure = make_measure()

        measures.correct(measure=measure, fields={"scope": measure.scope}, reason="no", **US)

        assert len(log(measure)) == 1

    def test_new_evidence_is_a_correction(self):
        measure, source = make_measure(), make_source()

        measures.correct(measure=measure, fields={}, evidence=[source], reason="better", **US)

        assert log(measure)[-1].after["sources"] == [source.key]

    def test_are_not_saved_past_the_log(self):
        with pytest.raises(UntrackedWrite):
            make_measure().save()
        with pytest.raises(UntrackedWrite):
            Measure.objects.update(scope="nothing")

    def test_cite_their_notice_where_it_is_on_record(self, seeded):
        measure = Measure.objects.get(key="cn-2026-01")

        assert measure.notice.key == "mofcom-2026-1"
        assert "notice:mofcom-2026-1" in log(measure)[0].about


class TestClauses:
    def test_may_have_the_key_of_their_measure_or_begin_with_it(self):
        measure = make_measure()

        assert make_clause(measure=measure).key == measure.key
        assert make_clause(measure=measure, key=f"{measure.key}-b", position=2).measure == measure

    def test_of_another_key_are_refused(self):
        with pytest.raises(FactRefused, match="must begin with"):
            make_clause(key="somewhere-else")

    def test_have_a_place_of_their_own(self):
        measure = make_measure()
        make_clause(measure=measure)

        with pytest.raises(FactRefused):
            make_clause(measure=measure, key=f"{measure.key}-b", position=1)

    def test_do_not_end_before_they_start(self):
        with pytest.raises(FactRefused, match="The stated period ends before the first day."):
            make_clause(effective_from=date(2025, 11, 8), until=date(2025, 11, 7))

    def test_rest_on_the_evidence_of_their_measure(self):
        clause = make_clause()

        assert "sources" not in log(clause)[0].after
        assert log(clause)[0].about == [f"clause:{clause.key}", f"measure:{clause.measure.key}"]

    def test_are_corrected(self):
        clause = make_clause()

        mended = measures.correct_clause(clause=clause, fields={"effective_from": None}, reason="not seen", **US)

        assert mended.effective_from is None
        assert log(clause)[-1].before["effective_from"] == "2025-11-08"


class TestItems:
    def test_have_a_key_of_measure_code_and_position(self):
        item = make_item(code="1C905.a.4", position=7)

        assert item.key == f"{item.measure.key}-1c905.a.4-7"

    def test_without_a_code_have_measure_and_position(self):
        assert measures.item_key(measure_key="cn-2025-61", code="", position=3) == "cn-2025-61-3"

    def test_of_another_key_are_refused(self):
        with pytest.raises(FactRefused, match="must be"):
            make_item(key="xx-other-1")

    def test_tell_where_each_customs_number_stands(self):
        item = make_item(hs_stated=["2846901500"], hs_catalogue=["2846901993"], hs_catalogue_year=2026)

        assert item.customs_numbers() == [
            {"number": "2846901500", "source": "measure", "year": 2025},
            {"number": "2846901993", "source": "licence_catalogue", "year": 2026},
        ]

    def test_numbers_of_a_catalogue_need_its_year(self):
        with pytest.raises(FactRefused, match="Numbers from the licence catalogue need its year"):
            make_item(hs_catalogue=["2846901993"])

    def test_are_corrected_with_the_log(self):
        item = make_item()

        measures.correct_item(item=item, fields={"threshold": "97 %"}, reason="read again", **US)

        assert log(item)[-1].after["threshold"] == "97 %"


class TestSuspensions:
    def test_are_recorded_as_such_about_every_clause_and_measure(self):
        first, second = make_clause(), make_clause()

        suspension = make_suspension(clauses=[first, second])

        (change,) = log(suspension)
        assert (change.action, change.effective_on) == ("suspended", date(2025, 11, 7))
        assert {f"clause:{first.key}", f"measure:{second.measure.key}"} <= set(change.about)
        assert change.after["clauses"] == sorted([first.key, second.key])

    def test_need_a_clause(self):
        with pytest.raises(FactRefused, match="at least one clause"):
            make_suspension(clauses=[])

    def test_may_begin_before_the_first_day_but_not_before_publication(self):
        clause = make_clause()

        assert make_suspension(clauses=[clause], effective_from=date(2025, 10, 9))
        with pytest.raises(FactRefused, match="comes too early"):
            make_suspension(clauses=[clause], effective_from=date(2025, 10, 8))

    def test_do_not_end_before_they_begin(self):
        with pytest.raises(FactRefused, match="The end lies before the first day."):
            make_suspension(clauses=[make_clause()], until=date(2025, 11, 6))

    def test_an_announced_end_needs_a_source_of_its_own(self):
        announced = {"announced_until": date(2027, 1, 10), "announced_on": date(2026, 9, 28)}

        with pytest.raises(FactRefused, match="source of its own"):
            make_suspension(clauses=[make_clause()], **announced)
        with pytest.raises(FactRefused, match="source of its own"):
            make_suspension(clauses=[make_clause()], announced=[make_source()])

    def test_an_announced_end_needs_its_day(self):
        with pytest.raises(FactRefused, match="the day of its announcement belong together"):
            make_suspension(clauses=[make_clause()], announced_until=date(2027, 1, 10), announced=[make_source()])

    def test_nothing_resumes_that_was_not_suspended(self):
        clause = make_clause()

        with pytest.raises(FactRefused, match="was not suspended before"):
            make_suspension(clauses=[clause], kind="resumed")
        make_suspension(clauses=[clause])
        assert log(make_suspension(clauses=[clause], kind="resumed", effective_from=date(2026, 1, 1)))[0].action == (
            "resumed"
        )

    def test_are_corrected_with_their_clauses_and_sources(self):
        suspension, other, source = make_suspension(clauses=[make_clause()]), make_clause(), make_source()

        suspensions.correct(
            suspension=suspension, fields={"until": date(2026, 1, 1)}, clauses=[other], evidence=[source],
            announced=[], reason="read again", **US,
        )  # fmt: skip

        after = log(suspension)[-1].after
        assert (after["clauses"], after["sources"], after["until"]) == ([other.key], [source.key], "2026-01-01")

    def test_a_correction_that_cannot_be_meant_is_refused_and_leaves_nothing(self):
        suspension = make_suspension(clauses=[make_clause()])

        with pytest.raises(FactRefused), transaction.atomic():
            suspensions.correct(suspension=suspension, fields={}, clauses=[], reason="oops", **US)

        assert suspension.clauses.count() == 1
        assert len(log(suspension)) == 1

    def test_the_database_itself_refuses_an_end_of_a_resumption(self):
        clause = make_clause()
        make_suspension(clauses=[clause])
        again = make_suspension(clauses=[clause], kind="resumed", effective_from=date(2026, 1, 1))
        again.until = date(2026, 2, 1)

        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(tracked=True)


class TestElementsCodesAndClaims:
    def columns(self, **more):
        return {"evidence": [make_source()], "evidence_grade": "one_report", **US, **more}

    def test_an_element_is_one_of_the_seventeen(self):
        with pytest.raises(FactRefused, match="Only the 17 rare earths"):
            goods.register_element(
                **self.columns(
                    key="fe", symbol="Fe", atomic_number=26, name_en="Iron", name_zh="铁", official_class="none"
                )
            )

    def test_a_customs_number_has_6_8_or_10_digits(self):
        given = {"schedule": "x", "description_en": "Dust", "dual_use_licence": "no", "ordinary_licence": "no"}

        code = goods.register_tariff_code(**self.columns(key="12345678", **given))
        goods.correct_tariff_code(tariff_code=code, fields={"note": "checked"}, reason="read", **US)

        assert [change.action for change in log(code)] == ["added", "corrected"]
        with pytest.raises(FactRefused, match="number|key"):
            goods.register_tariff_code(**self.columns(key="1234567", **given))

    def test_an_element_is_corrected(self, seeded):
        from controls.models import Element

        element = Element.objects.get(key="dy")

        goods.correct_element(element=element, fields={"note": "An example."}, reason="test", **US)

        assert log(element)[-1].after["note"] == "An example."

    def test_a_claim_is_about_something_and_has_a_better_source(self):
        with pytest.raises(FactRefused):
            make_claim(subjects=[])
        with pytest.raises(FactRefused, match="better"):
            make_claim(better="")
        with pytest.raises(FactRefused, match="kind of fact"):
            make_claim(subjects=["Measure 18"])

    def test_a_claim_is_in_the_log_of_what_it_is_about(self):
        claim = make_claim()
        claims.correct(claim=claim, fields={"verdict": "imprecise"}, reason="softer", **US)

        assert Change.objects.about("measure:cn-2025-18").filter(subject_key=claim.key).count() == 2


def test_no_fact_of_these_kinds_is_deleted():
    clause = make_clause()
    for fact in (clause, clause.measure, make_item(), make_suspension(clauses=[clause]), make_claim()):
        with pytest.raises(UntrackedWrite):
            fact.delete()
    for model in (Measure, Clause, ControlledItem, Suspension):
        with pytest.raises(UntrackedWrite):
            model.objects.all().delete()
