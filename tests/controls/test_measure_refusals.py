"""What the services refuse of measures, clauses, items and suspensions: in words, and with nothing left behind."""

from datetime import date

import pytest
from django.utils import timezone

from controls.models import Change, Measure, Suspension
from controls.services import measures, suspensions
from controls.services.history import FactRefused
from tests.factories import make_clause, make_item, make_measure, make_source, make_suspension

pytestmark = pytest.mark.django_db
US = {"by": "tests", "at": timezone.now(), "reason": "read again"}


def recorded():
    """How many changes there are of anything but sources, which the factories put on record beforehand."""
    return Change.objects.exclude(subject_type="source").count()


def refused(act):
    """The words of a refusal that has left nothing behind in the log."""
    before = recorded()
    with pytest.raises(FactRefused) as caught:
        act()
    assert recorded() == before
    return str(caught.value)


class TestMeasures:
    @pytest.mark.parametrize(
        ("column", "value", "words"),
        [
            ("key", "xx 2025", "key: Small letters, digits, hyphens and dots."),
            ("key", "xx-2025-", "key: Small letters"),
            ("key", "xx--2025", "key: Small letters"),
            ("key", "x" * 61, "key: Ensure this value has at most 60 characters"),
            ("jurisdiction", "cn", "jurisdiction: Enter a valid value."),
            ("jurisdiction", "CN\n", "jurisdiction:"),
            ("type", "", "type: This field cannot be blank."),
            ("extraterritorial", "perhaps", "extraterritorial: Value 'perhaps' is not a valid choice."),
            ("published_precision", "week", "published_precision:"),
            ("published_on", None, "published_on: This field cannot be null."),
            ("published_on", "2025-02-30", "published_on:"),
            ("authority_text", "", "authority_text: This field cannot be blank."),
            ("title_en", "", "title_en: This field cannot be blank."),
            ("evidence_grade", "rumour", "evidence_grade:"),
            ("elements", ["dy"], "elements: “dy” is not the symbol of a material on record."),
            ("elements", ["Tb", "Dy", "Tb"], "elements: A symbol stands twice."),
        ],
    )
    def test_are_refused_naming_the_column(self, column, value, words):
        assert words in refused(lambda: make_measure(**{column: value}))

    def test_name_every_fault_at_once(self):
        words = refused(lambda: make_measure(jurisdiction="1", type="tax", scope=""))

        assert all(f"{column}:" in words for column in ("jurisdiction", "type", "scope"))

    def test_are_put_on_record_once(self):
        measure = make_measure()

        assert "already exists" in refused(lambda: make_measure(key=measure.key))

    def test_a_correction_is_checked_like_a_new_one(self):
        measure, double = make_measure(), {"elements": ["Dy", "Dy"]}

        words = refused(lambda: measures.correct(measure=measure, fields=double, **US))

        assert words == "elements: A symbol stands twice."

        assert Measure.objects.get(pk=measure.pk).elements == ["Dy"]


class TestClausesAndItems:
    @pytest.mark.parametrize("tail", ["b", ".b", "0"])
    def test_a_key_that_only_looks_like_that_of_the_measure_is_refused(self, tail):
        measure = make_measure()

        words = refused(lambda: make_clause(measure=measure, key=f"{measure.key}{tail}"))

        assert words == f"The key of a clause of {measure} must begin with {measure.key}."

    def test_a_clause_orders_something(self):
        measure = make_measure()

        assert "text: This field cannot be blank." in refused(lambda: make_clause(measure=measure, text=""))

    def test_a_correction_of_a_clause_does_not_end_it_before_it_starts(self):
        clause = make_clause()

        words = refused(lambda: measures.correct_clause(clause=clause, fields={"until": date(2025, 11, 7)}, **US))

        assert "The stated period ends before the first day." in words

    def test_the_refusal_of_an_item_says_the_key_that_it_must_have(self):
        measure = make_measure()

        words = refused(lambda: make_item(measure=measure, key=f"{measure.key}-1", code="9C1.a"))

        assert words == f"The key of this item must be {measure.key}-9c1.a-1, not {measure.key}-1."

    @pytest.mark.parametrize(
        ("column", "value", "words"),
        [
            ("form", "powder", "form: Value 'powder' is not a valid choice."),
            ("hs_basis", "guess", "hs_basis:"),
            ("hs_stated", ["28469015001"], "hs_stated:"),
            ("elements", ["Fe"], "elements: “Fe” is not the symbol"),
            ("title_en", "", "title_en: This field cannot be blank."),
        ],
    )
    def test_an_item_is_refused_naming_the_column(self, column, value, words):
        measure = make_measure()

        assert words in refused(lambda: make_item(measure=measure, **{column: value}))


class TestSuspensions:
    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"effective_from": date(2025, 10, 8)}, "comes too early"),
            ({"until": date(2025, 11, 6)}, "The end lies before the first day."),
            ({"kind": "resumed"}, "was not suspended before 2025-11-07"),
            ({"kind": "stopped"}, "kind: Value 'stopped' is not a valid choice."),
            ({"announced_until": date(2027, 1, 10)}, "the day of its announcement belong together"),
            (
                {"announced_until": date(2027, 1, 10), "announced_on": date(2026, 9, 28)},
                "An announced end needs a source of its own",
            ),
        ],
    )
    def test_a_correction_that_cannot_be_meant_is_refused(self, fields, words):
        suspension = make_suspension(clauses=[make_clause()])
        before = suspension.snapshot()

        assert words in refused(lambda: suspensions.correct(suspension=suspension, fields=fields, **US))

        assert Suspension.objects.get(pk=suspension.pk).snapshot() == before

    def test_the_refusal_names_the_clause_and_both_days(self):
        clause = make_clause(label="(a)")

        words = refused(lambda: suspensions.check(
            suspension=Suspension(kind="suspended", effective_from=date(2025, 10, 8)), clauses=[clause], announced=[]
        ))  # fmt: skip

        assert (
            words == f"{clause.measure.number} (a) was published on 2025-10-09; an act from 2025-10-08 comes too early."
        )

    def test_all_clauses_resume_or_none(self):
        paused, free = make_clause(), make_clause()
        make_suspension(clauses=[paused])

        words = refused(
            lambda: make_suspension(clauses=[paused, free], kind="resumed", effective_from=date(2026, 1, 1))
        )

        assert words == f"{free} was not suspended before 2026-01-01."
        assert not free.suspensions.exists()
        assert paused.suspensions.count() == 1

    def test_nothing_resumes_before_its_suspension_began(self):
        clause = make_clause()
        make_suspension(clauses=[clause])

        words = refused(lambda: make_suspension(clauses=[clause], kind="resumed", effective_from=date(2025, 11, 6)))

        assert "was not suspended before 2025-11-06" in words

    def test_a_continuation_is_recorded_as_a_suspension(self):
        clause = make_clause()

        longer = make_suspension(clauses=[clause], kind="suspension_continued", effective_from=date(2026, 11, 11))

        assert Change.objects.of(longer).get().action == "suspended"

    def test_an_announced_end_is_withdrawn_with_its_source(self):
        suspension = make_suspension(
            clauses=[make_clause()],
            announced=[make_source()],
            announced_until=date(2027, 1, 10),
            announced_on=date(2026, 9, 28),
        )
        nothing = {"announced_until": None, "announced_on": None}

        words = refused(lambda: suspensions.correct(suspension=suspension, fields=nothing, **US))
        mended = suspensions.correct(suspension=suspension, fields=nothing, announced=[], **US)

        assert "only an announced end has one" in words
        assert not mended.announced_sources.exists()
        assert Change.objects.of(suspension).latest("version").before["announced_until"] == "2027-01-10"
