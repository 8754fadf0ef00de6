"""What contradicts a rule is refused in words: every rule of the database, and those that need more than one row."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, UniqueConstraint

from controls.models import Change, Clause, ControlledItem, Entity, Suspension
from controls.services import entities, measures, suspensions
from controls.services.history import FactRefused
from tests.controls.apart import apart, copied, writers
from tests.controls.change_log import revision
from tests.factories import make_clause, make_entity, make_item, make_measure, make_suspension

__all__ = ["apart", "copied", "writers"]  # fixtures

pytestmark = pytest.mark.django_db
US = {"reason": "misread", "by": "tests"}
RULES = [
    (model, rule)
    for model in apps.get_app_config("controls").get_models()
    for rule in model._meta.constraints
    if isinstance(rule, CheckConstraint) or (isinstance(rule, UniqueConstraint) and rule.expressions)
]
by_rule = pytest.mark.parametrize(("model", "rule"), RULES, ids=[rule.name for _model, rule in RULES])


class TestEveryRule:
    def test_there_are_as_many_as_we_think(self):
        assert len(RULES) >= 26

    @by_rule
    def test_says_a_sentence_and_not_its_name(self, model, rule):
        words = str(rule.get_violation_error_message())

        assert rule.name not in words
        assert re.fullmatch(r"[A-Z][^“”]+\.", words), words

    @by_rule
    def test_its_words_can_be_translated(self, model, rule):
        assert not isinstance(rule.violation_error_message, str)

    @pytest.mark.parametrize(
        ("make", "fields", "words"),
        [
            (make_clause, {"until": date(2025, 11, 7)}, "The stated period ends before the first day."),
            (make_clause, {"position": 0}, "Positions count from 1."),
            (make_item, {"hs_catalogue_year": 2026}, "Numbers from the licence catalogue need its year"),
            (make_entity, {"country": "jp"}, "A country is two capital letters, or nothing."),
        ],
    )
    def test_a_row_that_breaks_it_is_refused_with_them(self, make, fields, words):
        row = make()
        for name, value in fields.items():
            setattr(row, name, value)

        with pytest.raises(ValidationError, match=re.escape(words)):
            row.full_clean()


class TestKeys:
    """A key says where a fact belongs, and it never changes: so the fact cannot go elsewhere."""

    def test_a_clause_cannot_go_to_another_measure(self, now):
        clause, other = make_clause(), make_measure()

        with pytest.raises(FactRefused, match=f"must begin with {other.key}"):
            measures.correct_clause(clause=clause, fields={"measure": other}, at=now, **US)

        assert Clause.objects.get(pk=clause.pk).measure == clause.measure

    def test_a_clause_may_go_to_a_measure_with_whose_key_its_own_begins(self, now):
        short, long = make_measure(key="xx-2025-900"), make_measure(key="xx-2025-900-1")
        clause = make_clause(measure=short, key="xx-2025-900-1-a")

        measures.correct_clause(clause=clause, fields={"measure": long}, at=now, **US)

        assert Clause.objects.get(pk=clause.pk).measure == long

    @pytest.mark.parametrize(
        ("fields", "expected"), [({"position": 2}, "-9c999.a-2"), ({"code": "9C998"}, "-9c998-1"), ({"code": ""}, "-1")]
    )
    def test_an_item_keeps_its_code_and_position(self, now, fields, expected):
        item = make_item()

        with pytest.raises(FactRefused, match=re.escape(f"must be {item.measure.key}{expected}, not {item.key}")):
            measures.correct_item(item=item, fields=fields, at=now, **US)

        assert ControlledItem.objects.get(pk=item.pk).position == 1

    def test_an_item_cannot_go_to_another_measure(self, now):
        item, other = make_item(), make_measure()

        with pytest.raises(FactRefused, match=f"must be {other.key}"):
            measures.correct_item(item=item, fields={"measure": other}, at=now, **US)

    def test_a_code_in_other_letters_is_the_same_key(self, now):
        item = make_item(code="9C999.a")

        mended = measures.correct_item(item=item, fields={"code": "9C999.A"}, at=now, **US)

        assert (mended.code, mended.key) == ("9C999.A", item.key)

    def test_what_was_refused_left_no_trace(self, now):
        clause, other, before = make_clause(), make_measure(), revision()

        with pytest.raises(FactRefused):
            measures.correct_clause(clause=clause, fields={"measure": other}, at=now, **US)

        assert revision() == before
        assert Change.objects.of(clause).count() == 1


class TestCircles:
    """Nobody is part of himself, by however many others."""

    def chain(self, length):
        """Entities of which each is part of the one before."""
        found = [make_entity()]
        for _number in range(length - 1):
            found.append(make_entity(part_of=found[-1]))
        return found

    @pytest.mark.parametrize("length", [2, 3, 5])
    def test_a_circle_is_refused_and_shown(self, now, length):
        chain = self.chain(length)

        with pytest.raises(FactRefused, match="would be part of itself") as refusal:
            entities.correct(entity=chain[0], fields={"part_of": chain[-1]}, at=now, **US)

        assert str(refusal.value).count("→") == length
        assert Entity.objects.get(pk=chain[0].pk).part_of is None

    def test_one_s_own_part_is_a_circle_of_one(self, now):
        entity = make_entity()

        with pytest.raises(FactRefused, match="An entity is no part of itself"):
            entities.correct(entity=entity, fields={"part_of": entity}, at=now, **US)

    def test_a_longer_chain_is_none(self, now):
        chain, top = self.chain(4), make_entity()

        entities.correct(entity=chain[0], fields={"part_of": top}, at=now, **US)

        assert Entity.objects.get(pk=chain[0].pk).part_of == top

    def test_going_up_the_chain_is_none(self, now):
        chain = self.chain(4)

        entities.correct(entity=chain[-1], fields={"part_of": chain[0]}, at=now, **US)

        assert Entity.objects.get(pk=chain[-1].pk).part_of == chain[0]

    def test_two_at_once_do_not_close_one(self, writers, now):
        one, other = make_entity(), make_entity()

        def part(of, whole):
            return lambda: entities.correct(entity=of, fields={"part_of": whole}, at=now, **US)

        answers = writers.together([part(one, other), part(other, one)])

        assert sorted(isinstance(answer, FactRefused) for answer in answers) == [False, True]


class TestHolding:
    """An act and the correction of another one on the same clause take turns."""

    def test_a_correction_waits_for_an_act_on_its_clauses(self, writers, now):
        clause = make_clause()
        pause = make_suspension(clauses=[clause], until=date(2026, 2, 1))

        def later():
            return suspensions.correct(
                suspension=pause,
                fields={"effective_from": date(2026, 4, 1), "until": date(2026, 5, 1)},
                at=now,
                **US,
            )

        answers = writers.together(
            [lambda: make_suspension(clauses=[clause], kind="repealed", effective_from=date(2026, 3, 1)), later]
        )

        assert [isinstance(answer, FactRefused) for answer in answers].count(True) == 1
        acts = Suspension.objects.filter(clauses=clause).order_by("effective_from")
        assert [act.kind for act in acts][-1] == "repealed" or len(acts) == 1

    def test_clauses_that_are_given_anew_are_held_too(self, now):
        one, other = make_clause(), make_clause()
        pause = make_suspension(clauses=[one])

        mended = suspensions.correct(suspension=pause, fields={}, clauses=[other], at=now, **US)

        assert [clause.key for clause in mended.clauses.all()] == [other.key]
        change = Change.objects.of(pause).latest("id")
        assert {f"clause:{one.key}", f"clause:{other.key}"} <= set(change.about)
