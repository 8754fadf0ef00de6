"""Curators at the desk of measures: corrections with reasons, refusals in words, nothing half done."""

import pytest
from django.test import Client

from controls.models import Claim, Clause, ControlledItem, Element, Measure, Suspension, TariffCode
from tests.controls.desk import add, changes_of, correct, errors, make_user, said
from tests.controls.desk_forms import (
    claim_form,
    clause_form,
    item_form,
    measure_form,
    suspension_form,
    tariff_code_form,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, now):
    client.force_login(make_user(now))
    return client


def assert_refused(page, word):
    assert page.status_code == 200
    assert word in errors(page), errors(page)


class TestAdding:
    @pytest.mark.parametrize(
        ("typed", "word"),
        [
            ({"key": "CN-9"}, "Small letters"),
            ({"jurisdiction": "china"}, "at most 2 characters"),
            ({"elements": "Dy,Xx"}, "not the symbol of a material"),
            ({"published_on": "2026-02-30"}, "real date"),
            ({"scope": ""}, "required"),
            ({"sources": []}, "required"),
            ({"title_en": "A\u202emeasure"}, "hidden character"),
        ],
    )
    def test_a_measure_is_refused_in_words(self, desk, typed, word):
        assert_refused(add(desk, Measure, measure_form(**typed)), word)

        assert not Measure.objects.filter(key__startswith="xx-desk").exists()

    def test_a_measure_without_elements_has_an_empty_list(self, desk):
        add(desk, Measure, measure_form(elements=""))

        assert Measure.objects.get(key="xx-desk").elements == []

    def test_a_clause_under_another_key_is_refused(self, desk):
        assert_refused(add(desk, Clause, clause_form(key="xx-other")), "must begin with xx-desk-whole")

    def test_a_clause_that_ends_before_it_begins_is_refused(self, desk):
        assert_refused(
            add(desk, Clause, clause_form(until="2026-03-01")), "The stated period ends before the first day."
        )

    def test_an_item_under_another_key_is_refused(self, desk):
        assert_refused(add(desk, ControlledItem, item_form(key="xx-desk-items-9")), "must be xx-desk-items-1c999-1")

    def test_a_suspension_is_written_as_such(self, desk):
        add(desk, Suspension, suspension_form())

        (change,) = changes_of(Suspension.objects.get(key="xx-desk-pause"))
        assert (change.action, change.actor) == ("suspended", "ada@example.org")

    def test_a_suspension_before_the_measure_is_refused(self, desk):
        assert_refused(add(desk, Suspension, suspension_form(effective_from="2025-10-01")), "comes too early")

    def test_an_announced_end_without_a_source_is_refused(self, desk):
        typed = {"announced_until": "2027-01-10", "announced_on": "2026-09-28"}

        assert_refused(add(desk, Suspension, suspension_form(**typed)), "source of its own")

    def test_a_customs_number_is_digits(self, desk):
        assert_refused(add(desk, TariffCode, tariff_code_form(key="8505.11")), "Enter a valid value")

    def test_a_claim_is_about_a_fact(self, desk):
        assert_refused(add(desk, Claim, claim_form(subjects="No. 18")), "did not validate")


class TestCorrecting:
    def test_a_measure_with_the_reason(self, desk):
        add(desk, Measure, measure_form())
        measure = Measure.objects.get(key="xx-desk")

        page = correct(desk, measure, {"scope": "Magnets and dust.", "reason": "read again"}, follow=True)

        change = changes_of(measure)[-1]
        assert (change.action, change.reason, change.after["scope"]) == ("corrected", "read again", "Magnets and dust.")
        assert "Magnets. → Magnets and dust." in said(page)

    def test_a_clause_loses_a_day_that_nobody_has_seen(self, desk):
        add(desk, Clause, clause_form())
        clause = Clause.objects.get(key="xx-desk-whole-a")

        correct(desk, clause, {"effective_from": "", "reason": "not on record"})

        assert changes_of(clause)[-1].after["effective_from"] is None

    def test_an_item_gains_an_element(self, desk):
        add(desk, ControlledItem, item_form())
        item = ControlledItem.objects.get(key="xx-desk-items-1c999-1")

        correct(desk, item, {"elements": "Dy,Tb", "reason": "read again"})

        assert changes_of(item)[-1].after["elements"] == ["Dy", "Tb"]

    def test_a_suspension_keeps_its_clauses(self, desk):
        add(desk, Suspension, suspension_form())
        suspension = Suspension.objects.get(key="xx-desk-pause")

        correct(desk, suspension, {"until": "2026-12-31", "reason": "misprint"})

        last = changes_of(suspension)[-1]
        assert (last.before["until"], last.after["until"]) == ("2026-11-10", "2026-12-31")
        assert last.before["clauses"] == last.after["clauses"] != []

    def test_an_element_and_a_claim_of_the_seed(self, desk, seeded):
        element, claim = Element.objects.get(key="pm"), Claim.objects.get(key="cc-16")

        correct(desk, element, {"note": "Radioactive.", "reason": "shorter"})
        correct(desk, claim, {"verdict": "imprecise", "reason": "both are possible"})

        assert changes_of(element)[-1].after["note"] == "Radioactive."
        assert changes_of(claim)[-1].after["verdict"] == "imprecise"

    def test_nothing_that_differs_writes_nothing(self, desk):
        add(desk, TariffCode, tariff_code_form())
        code = TariffCode.objects.get(key="99999999")

        page = correct(desk, code, {"reason": "looked at it"}, follow=True)

        assert len(changes_of(code)) == 1
        assert "Nothing differs" in said(page)

    def test_a_correction_needs_a_reason(self, desk):
        add(desk, Measure, measure_form())
        measure = Measure.objects.get(key="xx-desk")

        assert_refused(correct(desk, measure, {"scope": "Other."}), "required")
        assert len(changes_of(measure)) == 1


@pytest.mark.parametrize("model", [Measure, Clause, ControlledItem, Suspension, Element, TariffCode, Claim])
def test_the_list_of_each_kind_opens_and_can_be_searched(desk, seeded, model):
    address = f"/admin/controls/{model._meta.model_name}/"

    assert desk.get(address).status_code == 200
    assert desk.get(address, {"q": "cn"}).status_code == 200


@pytest.mark.parametrize("model", [Measure, Clause, ControlledItem, Suspension, Element, TariffCode, Claim])
def test_nothing_is_deleted_at_the_desk(desk, seeded, model):
    fact = model.objects.order_by("pk").first()

    assert desk.post(f"/admin/controls/{model._meta.model_name}/{fact.pk}/delete/", {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=fact.pk).exists()
