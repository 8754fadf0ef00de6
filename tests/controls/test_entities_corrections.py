"""Mending the record of a party: names and numbers come to be exactly these, and the log keeps what they were."""

from datetime import UTC, datetime

import pytest

from controls.models import EntityName, Identifier
from controls.services import entities
from controls.services.entities import Name, Number
from controls.services.history import FactRefused
from tests.controls.change_log import latest_change_of, revision
from tests.factories import make_entity, make_source

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


@pytest.fixture
def source():
    return make_source(key="test-page")


def name(text, source, language="en", kind="as_listed", **more):
    return Name(text, language, kind, "official_text", [source], **more)


def number(value, source, scheme="jp-corporate-number"):
    return Number(scheme, value, "official_text", [source])


def register(*names, numbers=(), **columns):
    defaults = {"key": "test-widget", "name": "Widget Ltd", "type": "company", "country": "JP"}
    return entities.register(names=names, numbers=numbers, by="tests", at=AT, **{**defaults, **columns})


def correct(entity, *, names=None, numbers=None, **fields):
    return entities.correct(
        entity=entity, fields=fields, names=names, numbers=numbers, reason="Misread.", by="tests", at=AT
    )


def texts(entity):
    return sorted(EntityName.objects.filter(entity=entity).values_list("text", flat=True))


class TestCorrecting:
    def test_of_the_entity_alone_keeps_the_rows_of_its_names(self, source):
        entity = register(name("Widget", source), numbers=[number("1", source)])
        rows = entity.names.get().pk, entity.identifiers.get().pk

        correct(entity, note="Seen.")

        assert (entity.names.get().pk, entity.identifiers.get().pk) == rows

    def test_with_names_makes_the_names_exactly_these(self, source):
        entity = register(name("Widget", source), name("Wigdet", source, kind="alias"))

        correct(entity, names=[name("Widget", source), name("Gadget", source, kind="alias")])

        assert texts(entity) == ["Gadget", "Widget"]

    def test_that_takes_a_name_away_keeps_it_in_the_log(self, source):
        entity = register(name("Widget", source), name("Wigdet", source, kind="alias"))

        correct(entity, names=[name("Widget", source)])

        change = latest_change_of(entity)
        assert [each["text"] for each in change.before["names"]] == ["Widget", "Wigdet"]
        assert [each["text"] for each in change.after["names"]] == ["Widget"]

    def test_changes_the_kind_of_a_name_in_place(self, source):
        entity = register(name("Widget", source))
        row = entity.names.get().pk

        correct(entity, names=[name("Widget", source, kind="former")])

        assert [(each.pk, each.kind) for each in EntityName.objects.filter(entity=entity)] == [(row, "former")]

    def test_changes_the_evidence_of_a_name(self, source):
        entity, better = register(name("Widget", source)), make_source(key="test-better")

        correct(entity, names=[Name("Widget", "en", "as_listed", "two_reports", [better])])

        kept = entity.names.get()
        assert (kept.evidence_grade, [each.key for each in kept.sources.all()]) == ("two_reports", ["test-better"])

    def test_without_numbers_leaves_them_alone(self, source):
        entity = register(name("Widget", source), numbers=[number("1", source)])

        correct(entity, names=[name("Gadget", source)])

        assert Identifier.objects.filter(entity=entity).count() == 1

    def test_with_no_numbers_takes_them_away(self, source):
        entity = register(name("Widget", source), numbers=[number("1", source)])

        correct(entity, numbers=[])

        assert not Identifier.objects.filter(entity=entity).exists()

    def test_cannot_take_the_last_name_away(self, source):
        entity = register(name("Widget", source))

        with pytest.raises(FactRefused, match="needs at least one name with a source"):
            correct(entity, names=[])

        assert texts(entity) == ["Widget"]

    def test_to_what_is_on_record_leaves_no_change(self, source):
        entity = register(name("Widget", source), numbers=[number("1", source)], note="As it is.")
        before = revision()

        correct(entity, names=[name("Widget", source)], numbers=[number("1", source)], note="As it is.")

        assert revision() == before

    def test_does_not_touch_the_names_of_others(self, source):
        other, entity = make_entity("Widget"), register(name("Widget", source))

        correct(entity, names=[name("Gadget", source)])

        assert texts(other) == ["Widget"]

    def test_refused_halfway_leaves_the_names_as_they_were(self, source):
        entity = register(name("Widget", source))

        with pytest.raises(FactRefused):
            correct(entity, names=[name("Gadget", source), name("", source)])

        assert texts(entity) == ["Widget"]


class TestPartsAndWholes:
    def test_a_part_names_its_whole_by_key(self):
        whole = make_entity(key="test-group")

        part = make_entity(part_of=whole)

        assert part.snapshot()["part_of"] == "test-group"

    def test_nobody_is_part_of_himself(self):
        entity = make_entity()

        with pytest.raises(FactRefused, match="An entity is no part of itself"):
            correct(entity, part_of=entity)

    def test_a_part_can_be_taken_out_of_its_whole(self):
        part = make_entity(part_of=make_entity())

        assert correct(part, part_of=None).part_of is None

    def test_moving_a_part_is_about_its_new_whole(self):
        part, whole = make_entity(part_of=make_entity()), make_entity(key="test-new-group")

        correct(part, part_of=whole)

        assert "entity:test-new-group" in latest_change_of(part).about

    def test_moving_a_part_is_about_the_whole_that_it_leaves(self):
        part = make_entity(part_of=make_entity(key="test-old-group"))

        correct(part, part_of=None)

        assert "entity:test-old-group" in latest_change_of(part).about
