"""Corrections of measures and what hangs on them: one change with before and after, and none for nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from controls.models import Change, Element, TariffCode
from controls.models.clause_states import of_measure
from controls.services import claims, goods, measures, suspensions
from controls.services.history import FactRefused
from tests.controls.change_log import revision
from tests.factories import (
    make_claim,
    make_clause,
    make_item,
    make_measure,
    make_notice,
    make_source,
    make_suspension,
)

pytestmark = pytest.mark.django_db
US = {"by": "tests", "at": timezone.now(), "reason": "read again"}


def a_suspension(**columns):
    return make_suspension(clauses=[make_clause()], **columns)


# Each kind of fact: how one is made or found, the service that corrects it, and a column with another value.
KINDS = {
    "measure": (make_measure, measures.correct, "measure", {"title_en": "Read better"}),
    "clause": (make_clause, measures.correct_clause, "clause", {"text": "Read better."}),
    "controlled-item": (make_item, measures.correct_item, "item", {"title_en": "Read better"}),
    "suspension": (a_suspension, suspensions.correct, "suspension", {"title_en": "Read better"}),
    "element": (lambda: Element.objects.get(key="dy"), goods.correct_element, "element", {"note": "Read better."}),
    "tariff-code": (TariffCode.objects.first, goods.correct_tariff_code, "tariff_code", {"note": "Read better."}),
    "claim": (make_claim, claims.correct, "claim", {"claimed_by": "Better Paper"}),
}
EVIDENCED = [noun for noun in KINDS if noun != "clause"]


def correct(noun, fact, fields, **more):
    _make, service, name, _fields = KINDS[noun]
    return service(**{name: fact}, fields=fields, **more, **US)


def made(noun):
    make, _service, _name, fields = KINDS[noun]
    return make(), fields


def refused(act):
    """The words of a refusal that has left nothing behind in the log."""
    before = revision()
    with pytest.raises(FactRefused) as caught:
        act()
    assert revision() == before
    return str(caught.value)


class TestACorrection:
    @pytest.mark.parametrize("noun", KINDS)
    def test_leaves_one_change_with_before_and_after(self, noun):
        fact, fields = made(noun)
        (column, value), earlier = *fields.items(), Change.objects.of(fact).count()
        before = getattr(fact, column)

        mended = correct(noun, fact, fields)

        assert getattr(mended, column) == value
        assert Change.objects.of(fact).count() == earlier + 1
        change = Change.objects.of(fact).latest("version")
        assert (change.action, change.reason, change.subject_type) == ("corrected", "read again", noun)
        assert (change.before[column], change.after[column]) == (before, value)
        assert {name for name in change.after if change.after[name] != change.before[name]} == {column}

    @pytest.mark.parametrize("noun", KINDS)
    def test_of_nothing_leaves_no_change(self, noun):
        fact, fields = made(noun)
        before = revision()

        correct(noun, fact, {column: getattr(fact, column) for column in fields})
        correct(noun, fact, {})

        assert revision() == before

    @pytest.mark.parametrize("noun", EVIDENCED)
    def test_with_the_same_sources_leaves_no_change(self, noun):
        fact, _fields = made(noun)
        before = revision()

        correct(noun, fact, {}, evidence=list(fact.sources.order_by("-key")))

        assert revision() == before

    @pytest.mark.parametrize("noun", EVIDENCED)
    def test_with_another_source_says_which_stood_there(self, noun):
        fact, _fields = made(noun)
        stood, source = sorted(each.key for each in fact.sources.all()), make_source()

        correct(noun, fact, {}, evidence=[source])

        change = Change.objects.of(fact).latest("version")
        assert (change.before["sources"], change.after["sources"]) == (stood, [source.key])

    @pytest.mark.parametrize("noun", EVIDENCED)
    def test_does_not_take_the_last_source_away(self, noun):
        fact, _fields = made(noun)
        stood = set(fact.sources.all())

        assert "needs at least one source" in refused(lambda: correct(noun, fact, {}, evidence=[]))

        assert set(type(fact).objects.get(pk=fact.pk).sources.all()) == stood

    @pytest.mark.parametrize("noun", KINDS)
    def test_never_changes_the_key(self, noun):
        fact, _fields = made(noun)

        assert "The key of" in refused(lambda: correct(noun, fact, {"key": "another"}))

    @pytest.mark.parametrize("noun", KINDS)
    def test_of_a_column_that_is_not_there_is_refused(self, noun):
        fact, _fields = made(noun)

        assert "has no column colour" in refused(lambda: correct(noun, fact, {"colour": "red"}))

    def test_starts_from_what_is_on_record_and_not_from_an_old_copy(self):
        old = make_measure()
        measures.correct(measure=old, fields={"note": "By somebody else."}, **US)

        mended = measures.correct(measure=old, fields={"scope": "Other goods."}, **US)

        assert (mended.note, mended.scope) == ("By somebody else.", "Other goods.")


class TestTheLogOfWhatWasLeft:
    """A fact that a correction takes its hand from must learn of it too."""

    def test_a_clause_that_was_never_suspended_after_all(self):
        wrong, right = make_clause(), make_clause()
        suspension = make_suspension(clauses=[wrong])

        suspensions.correct(suspension=suspension, fields={}, clauses=[right], **US)

        change = Change.objects.of(suspension).latest("version")
        for clause in (wrong, right):
            assert change in Change.objects.about(f"measure:{clause.measure.key}")
            assert change in Change.objects.about(f"clause:{clause.key}")

    def test_a_notice_that_did_not_order_the_measure(self):
        wrong, right = make_notice(), make_notice()
        measure = make_measure(notice=wrong)

        measures.correct(measure=measure, fields={"notice": right}, **US)

        change = Change.objects.of(measure).latest("version")
        assert {f"notice:{wrong.key}", f"notice:{right.key}"} <= set(change.about)

    def test_a_measure_that_the_claim_is_not_about(self):
        claim = make_claim(subjects=["measure:cn-2025-18"])

        claims.correct(claim=claim, fields={"subjects": ["measure:cn-2025-61"]}, **US)

        change = Change.objects.of(claim).latest("version")
        assert change.about == [f"claim:{claim.key}", "measure:cn-2025-61", "measure:cn-2025-18"]


class TestAMeasureWhoseClausesAreNotOnFileYet:
    def test_is_to_be_confirmed_and_never_free(self, today):
        measure = make_measure()

        standing = of_measure(measure, on=today)

        assert (standing.code, standing.badge) == ("to_be_confirmed", "to_be_confirmed")
        assert "No clause of this measure is on file" in standing.note

    def test_has_no_standing_before_its_publication(self):
        measure = make_measure()

        assert of_measure(measure, on=measure.published_on - timedelta(days=1)) is None

    @pytest.mark.parametrize(
        "address", ["/api/v1/measures/", "/api/v1/measures/{key}/", "/measures/", "/measures/{key}/"]
    )
    def test_is_answered_for_people_and_programs(self, client, today, address):
        measure = make_measure()

        answer = client.get(address.format(key=measure.key))

        assert answer.status_code == 200
        assert "to_be_confirmed" in answer.text or "To be confirmed" in answer.text
