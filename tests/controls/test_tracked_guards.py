"""A tracked row changes through a service or not at all: every way around it that Django offers is tried here."""

import asyncio
from datetime import date

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction

from controls.models import (
    Authority,
    CatalogueItem,
    CatalogueRevision,
    Claim,
    Clause,
    ControlledItem,
    ControlPoint,
    Element,
    Entity,
    EntityList,
    EntityName,
    Identifier,
    ItemVersion,
    Listing,
    ListingEvent,
    Measure,
    Notice,
    Source,
    Suspension,
    TariffCode,
    TrackedModel,
    UntrackedWrite,
)
from tests.controls.change_log import revision
from tests.factories import (
    make_authority,
    make_claim,
    make_clause,
    make_entity,
    make_event,
    make_item,
    make_list,
    make_listing,
    make_measure,
    make_notice,
    make_source,
    make_suspension,
)
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)
FACTS = [Source, Authority, EntityList, Notice, Entity, EntityName, Identifier, Listing, ListingEvent]
FACTS += [Measure, Clause, ControlledItem, Suspension, Element, TariffCode, Claim]
FACTS += [CatalogueRevision, CatalogueItem, ItemVersion, ControlPoint]


def known(model):
    """A row of each kind that is on record."""
    if model in (Identifier, Element, TariffCode):
        return model.objects.first()
    if model is ControlPoint:
        return model.objects.first()
    if model is EntityName:
        return make_entity().names.get()
    if model is ListingEvent:
        return make_event(listing=make_listing(), kind="stopped", effective_from=DAY)
    if model is Suspension:
        return make_suspension(clauses=[make_clause()])
    makers = {Source: make_source, Authority: make_authority, EntityList: make_list, Notice: make_notice}
    makers |= {Measure: make_measure, Clause: make_clause, ControlledItem: make_item, Claim: make_claim}
    makers |= {CatalogueRevision: make_revision, CatalogueItem: make_catalogue_item, ItemVersion: make_version}
    return {**makers, Entity: make_entity, Listing: make_listing}[model]()


def a_text_column(row):
    """The name of a column in which any text would do."""
    for name in ("note", "evidence_note", "legal_basis", "name_ja", "text_zh"):
        try:
            row._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        return name
    raise AssertionError(f"{row!r} has no such column")


def refused(act):
    """The act is refused in words, and neither the log nor a single row has moved."""
    before = revision()
    with pytest.raises(UntrackedWrite) as caught, transaction.atomic():
        act()
    assert revision() == before
    return str(caught.value)


def test_every_fact_is_tried_here():
    def below(model):
        return {model, *(each for child in model.__subclasses__() for each in below(child))}

    assert {model for model in below(TrackedModel) if not model._meta.abstract} == set(FACTS)


@pytest.mark.parametrize("model", FACTS)
class TestOneRow:
    def test_cannot_be_saved(self, model):
        row = known(model)
        column = a_text_column(row)
        setattr(row, column, "Slipped in.")

        assert "through controls.services" in refused(row.save)

        assert getattr(model.objects.get(pk=row.pk), column) != "Slipped in."

    def test_cannot_be_saved_by_one_column(self, model):
        row = known(model)

        assert refused(lambda: row.save(update_fields=[a_text_column(row)]))

    def test_cannot_be_saved_by_force(self, model):
        row = known(model)

        assert refused(lambda: row.save(force_update=True))

    def test_cannot_be_saved_from_asynchronous_code(self, model):
        row = known(model)

        assert refused(lambda: asyncio.run(row.asave()))

    def test_cannot_be_deleted(self, model):
        row = known(model)

        assert "never deleted" in refused(row.delete)

        assert model.objects.filter(pk=row.pk).exists()

    def test_cannot_be_deleted_from_asynchronous_code(self, model):
        row = known(model)

        assert refused(lambda: asyncio.run(row.adelete()))

    def test_cannot_be_made_by_copying_another(self, model):
        row = known(model)
        row.pk, row._state.adding = None, True

        assert refused(row.save)


@pytest.mark.parametrize("model", FACTS)
class TestManyRows:
    def test_cannot_be_updated(self, model):
        row = known(model)
        column = a_text_column(row)

        refused(lambda: model.objects.update(**{column: "Slipped in."}))

        assert getattr(model.objects.get(pk=row.pk), column) != "Slipped in."

    def test_cannot_be_updated_after_a_filter(self, model):
        row = known(model)

        assert refused(lambda: model.objects.filter(pk=row.pk).update(**{a_text_column(row): "x"}))

    def test_cannot_be_updated_from_asynchronous_code(self, model):
        row = known(model)

        assert refused(lambda: asyncio.run(model.objects.filter(pk=row.pk).aupdate(**{a_text_column(row): "x"})))

    def test_cannot_be_deleted(self, model):
        row = known(model)

        assert refused(model.objects.filter(pk=row.pk).delete)

    def test_cannot_be_created_in_bulk(self, model):
        assert refused(lambda: model.objects.bulk_create([model()]))

    def test_cannot_be_updated_in_bulk(self, model):
        row = known(model)

        assert refused(lambda: model.objects.bulk_update([row], [a_text_column(row)]))

    def test_cannot_be_updated_or_created(self, model):
        row = known(model)

        assert refused(lambda: model.objects.update_or_create(pk=row.pk, defaults={a_text_column(row): "x"}))

    def test_cannot_be_created(self, model):
        assert refused(lambda: model.objects.create())

    def test_cannot_be_created_by_asking_for_what_is_not_there(self, model):
        assert refused(lambda: model.objects.get_or_create(pk=2_000_000_000))

    def test_can_be_asked_for_when_they_are_there(self, model):
        row = known(model)

        assert model.objects.get_or_create(pk=row.pk) == (row, False)

    def test_cannot_be_written_by_the_manager_that_django_itself_uses(self, model):
        row = known(model)

        assert refused(lambda: model._base_manager.filter(pk=row.pk).update(**{a_text_column(row): "x"}))
        assert refused(model._base_manager.filter(pk=row.pk).delete)

    def test_cannot_be_written_through_a_chain_of_questions(self, model):
        row = known(model)
        chain = model.objects.exclude(pk=0).order_by("pk").distinct().filter(pk=row.pk)

        assert refused(lambda: chain.update(**{a_text_column(row): "x"}))


class TestRelatedRows:
    def test_a_listing_is_not_moved_to_another_notice_by_adding_it_there(self):
        listing, notice = make_listing(), make_notice()

        refused(lambda: notice.listings.add(listing))

        assert Listing.objects.get(pk=listing.pk).notice != notice

    def test_a_listing_is_not_moved_one_by_one_either(self):
        listing, notice = make_listing(), make_notice()

        assert refused(lambda: notice.listings.add(listing, bulk=False))

    def test_the_listings_of_a_notice_are_not_set(self):
        listing, notice = make_listing(), make_notice()

        assert refused(lambda: notice.listings.set([listing]))

    def test_a_listing_is_not_created_below_its_entity(self):
        entity = make_entity()

        assert refused(lambda: entity.listings.create(key="slipped-in"))

    def test_a_name_is_not_created_below_its_entity(self):
        entity = make_entity()

        assert refused(lambda: entity.names.create(text="Slipped In", language="en", kind="alias"))

    def test_a_name_is_not_given_to_another_entity(self):
        name, thief = make_entity().names.get(), make_entity()

        assert refused(lambda: thief.names.add(name))

    def test_the_names_of_an_entity_are_not_updated(self):
        entity = make_entity()

        assert refused(lambda: entity.names.update(text="Slipped In"))

    def test_the_names_of_an_entity_are_not_deleted(self):
        entity = make_entity()

        assert refused(lambda: entity.names.all().delete())

    def test_parts_are_not_joined_to_a_whole(self):
        whole, part = make_entity(), make_entity()

        assert refused(lambda: whole.parts.add(part))

    def test_parts_are_not_cut_off_from_their_whole(self):
        whole = make_entity()
        part = make_entity(part_of=whole)

        assert refused(lambda: whole.parts.remove(part))
        assert refused(whole.parts.clear)

    def test_a_source_is_not_created_below_a_fact(self):
        listing = make_listing()

        assert refused(lambda: listing.sources.create(key="slipped-in", title="Slipped in"))

    def test_a_source_is_not_updated_below_a_fact(self):
        listing = make_listing()

        assert refused(lambda: listing.sources.update(title="Slipped in"))

    def test_the_list_of_a_notice_is_not_set_through_the_list(self):
        entity_list, notice = make_list(), make_notice()

        assert refused(lambda: entity_list.notices.add(notice))

    def test_an_act_is_not_moved_to_another_notice(self):
        event, notice = make_event(listing=make_listing(), kind="stopped", effective_from=DAY), make_notice()

        assert refused(lambda: notice.events.add(event))

    def test_an_act_is_not_ordered_by_a_notice_in_passing(self):
        event, notice = make_event(listing=make_listing(), kind="stopped", effective_from=DAY), make_notice()

        assert refused(lambda: notice.ordered_events.set([event]))
        assert ListingEvent.objects.get(pk=event.pk).notice is None


class TestTheRefusal:
    def test_is_saved_when_a_service_says_that_it_is_tracked(self):
        source = make_source()
        source.note = "By a service."

        source.save(tracked=True)

        assert Source.objects.get(pk=source.pk).note == "By a service."

    def test_the_refusal_is_an_error_in_the_code_and_none_of_the_user(self):
        assert issubclass(UntrackedWrite, TypeError)

    def test_the_refusal_names_the_kind_of_row(self):
        assert "Source" in refused(lambda: Source.objects.update(note="x"))
        assert "Listing" in refused(lambda: Listing.objects.all().delete())
