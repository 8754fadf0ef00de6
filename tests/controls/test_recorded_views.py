"""The views of recorded time hold, at the newest revision, exactly what the tables hold."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection

from controls.models import Change, Entity, Listing, ListingEvent, Notice, TrackedModel, recorded
from controls.services import entities
from controls.services import recorded as services
from controls.services.entities import Name
from tests.factories import make_entity

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


def rows_of(table, schema, *, but=()):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {schema}.{table}")
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
    return sorted(({name: row[name] for name in sorted(names) if name not in but} for row in rows), key=repr)


@pytest.mark.parametrize("model", recorded.tables(), ids=lambda model: model._meta.db_table)
def test_at_the_newest_revision_a_view_equals_its_table(seeded, model):
    numbers = ("id",) if model._meta.auto_created else ()  # a joining row has a number that nobody uses
    table = model._meta.db_table
    present = rows_of(table, "public", but=numbers)
    with recorded.at(Change.objects.revision()[0]):
        assert rows_of(table, "recorded", but=numbers) == present
    assert len(present) > 1


@pytest.mark.parametrize("model", recorded.facts(), ids=lambda model: model.noun)
def test_a_snapshot_says_every_column_and_every_row_that_the_views_read(seeded, model):
    row = model.objects.first()
    columns = {field.name for field in model._meta.concrete_fields if not field.primary_key}
    joined = {field.name for field in model._meta.local_many_to_many}
    assert set(row.snapshot()) == columns | joined | set(model.below)


def test_every_table_of_facts_has_a_view(seeded):
    tracked = {model for model in apps.get_models(include_auto_created=True) if issubclass(model, TrackedModel)}
    assert tracked <= set(recorded.tables())


def test_the_views_accept_no_writes(seeded):
    with pytest.raises(DatabaseError), recorded.at(Change.objects.revision()[0]), connection.cursor() as cursor:
        cursor.execute("UPDATE controls_notice SET note = 'x'")


def test_a_name_that_was_taken_away_is_read_back_with_its_source(seeded):
    entity = make_entity("Old Name Ltd")
    before = Change.objects.revision()[0]
    source = entity.names.get().sources.get()
    names = [Name("New Name Ltd", "en", "as_listed", "one_report", [source])]
    entities.correct(entity=entity, fields={"name": "New Name Ltd"}, names=names, reason="r", by="tests", at=AT)
    with recorded.at(before):
        name = Entity.objects.get(key=entity.key).names.get()
        assert (name.text, name.sources.get()) == ("Old Name Ltd", source)
    assert Entity.objects.get(key=entity.key).names.get().text == "New Name Ltd"


def test_facts_keep_their_numbers_and_their_links(seeded):
    listing = Listing.objects.select_related("notice", "entity").get(key="cn-wl-2026-012-1")
    with recorded.at(Change.objects.of(listing).get().pk):
        then = Listing.objects.select_related("notice", "entity").get(key="cn-wl-2026-012-1")
        assert (then.pk, then.notice, then.entity) == (listing.pk, listing.notice, listing.entity)
        # What was recorded after the listing itself is not there yet.
        assert not ListingEvent.objects.filter(listings=then).exists()


def test_the_log_ends_at_the_revision(seeded):
    ids = list(Change.objects.order_by("id").values_list("pk", flat=True))
    with recorded.at(ids[9]) as (stood, recorded_at):
        assert Change.objects.revision() == (stood, recorded_at)
        assert list(Change.objects.order_by("id").values_list("pk", flat=True)) == ids[:10]


def test_an_exception_inside_leads_back_to_the_present(seeded):
    with pytest.raises(KeyError), recorded.at(Change.objects.order_by("id")[0].pk):
        raise KeyError
    assert Notice.objects.count() > 1


def test_views_of_another_code_are_not_read(seeded):
    with connection.cursor() as cursor:
        cursor.execute("COMMENT ON SCHEMA recorded IS 'of another time'")
    with pytest.raises(recorded.RecordedTimeNotReady), recorded.at(Change.objects.revision()[0]):
        raise AssertionError("not reached")
    assert services.lay()
    with recorded.at(Change.objects.revision()[0]):
        assert Notice.objects.count() > 1


def test_without_the_views_a_page_says_that_it_cannot_answer(client, seeded):
    services.remove()
    client.raise_request_exception = False
    revision = Change.objects.revision()[0]
    assert client.get("/notices/mofcom-2026-12/").status_code == 200
    for path in ("/notices/mofcom-2026-12/", "/api/v1/notices/mofcom-2026-12/"):
        answer = client.get(path, {"revision": revision})
        assert answer.status_code == 503
        assert answer["Retry-After"]


def test_laying_twice_does_nothing(seeded):
    assert services.lay() is False
    services.remove()
    assert services.lay() is True


def test_half_a_migration_has_no_recorded_time(seeded):
    services.remove()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE controls_notice RENAME COLUMN note TO remark")
        assert services.lay() is False
        cursor.execute("SELECT to_regnamespace('recorded')")
        assert cursor.fetchone() == (None,)


def test_migrating_lays_the_views_again_and_only_telling_leaves_them(seeded):
    services.remove()
    call_command("migrate", "--plan", stdout=StringIO())
    with pytest.raises(recorded.RecordedTimeNotReady), recorded.at(Change.objects.revision()[0]):
        raise AssertionError("not reached")
    said = StringIO()
    call_command("migrate", stdout=said)
    assert "Laid the views of recorded time." in said.getvalue()
    with recorded.at(Change.objects.revision()[0]):
        assert Notice.objects.count() > 1
