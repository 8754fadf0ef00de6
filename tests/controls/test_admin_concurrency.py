"""Two curators, one fact: the second sees what the first did before anything is overwritten."""

from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from controls.models import (
    Entity,
    EntityName,
    Listing,
    Notice,
    Source,
)
from controls.services import entities, listing_events, sources, versions
from controls.services.history import FactRefused
from controls.services.versions import ChangedMeanwhile
from tests.controls.desk import changes_of, correct, errors, make_user, opened, url, version
from tests.factories import (
    make_entity,
    make_notice,
    make_source,
)

pytestmark = pytest.mark.django_db


WHY = {"reason": "Misread in the annex."}


@pytest.fixture
def desk(client: Client, now: Any) -> Client:
    client.force_login(make_user(now))
    return client


def names_of(entity: Entity) -> set[str]:
    return set(EntityName.objects.filter(entity=entity).values_list("text", flat=True))


@pytest.fixture
def colleague(now: Any, settings: Any) -> Client:
    """Both write at once; how the two wait for each other is in test_proposal_desk.py."""
    settings.FOUR_EYES = "0"
    client = Client()
    client.force_login(make_user(now, "grace@example.org"))
    return client


def test_the_second_of_two_curators_is_refused_and_sees_who_did_what(desk: Client, colleague: Client) -> None:
    fact = make_source(title="Old title", publisher="Somebody")
    form = opened(desk, fact)
    correct(colleague, fact, {"title": "Her title"} | WHY)

    page = desk.post(url(Source, "change", fact.pk), form | {"publisher": "My publisher"} | WHY)

    assert page.status_code == 200
    assert "Changed meanwhile." in errors(page)
    assert "By grace@example.org" in errors(page)
    assert "Title: Old title → Her title" in errors(page)
    assert 'value="My publisher"' in page.content.decode()
    assert Source.objects.get(pk=fact.pk).title == "Her title"
    assert [change.actor for change in changes_of(fact)] == ["tests", "grace@example.org"]


def test_who_has_seen_the_difference_may_save_and_both_changes_stay_in_the_log(desk: Client, colleague: Client) -> None:
    fact = make_source(title="Old title")
    form = opened(desk, fact) | {"title": "My title"} | WHY
    correct(colleague, fact, {"title": "Her title"} | WHY)
    refused = desk.post(url(Source, "change", fact.pk), form)
    seen = refused.context["adminform"].form["version"].value()

    page = desk.post(url(Source, "change", fact.pk), form | {"version": seen})

    assert page.status_code == 302
    assert [change.after["title"] for change in changes_of(fact)] == ["Old title", "Her title", "My title"]


def test_several_values_of_one_field_stay_when_a_form_is_refused(desk: Client, colleague: Client) -> None:
    notice = make_notice()
    both = sorted([make_source().pk, make_source().pk])
    form = opened(desk, notice) | {"sources": both} | WHY
    correct(colleague, notice, {"note": "Meanwhile"} | WHY)

    page = desk.post(url(Notice, "change", notice.pk), form)

    assert "Changed meanwhile." in errors(page)
    assert sorted(map(int, page.context["adminform"].form["sources"].value())) == both


@pytest.mark.parametrize("sent", ["", "x", "-1", "²", "1e3", "9" * 40])
def test_a_version_that_is_none_is_refused_in_words(desk: Client, sent: str) -> None:
    fact = make_source()

    page = correct(desk, fact, {"title": "T", "version": sent} | WHY)

    assert page.status_code == 200
    assert "does not say which version" in errors(page)
    assert len(changes_of(fact)) == 1


@pytest.mark.parametrize("sent", ["0", "2", "999999999"])
def test_a_made_up_version_does_not_get_around_the_lock(desk: Client, sent: str) -> None:
    fact = make_source()

    page = correct(desk, fact, {"title": "T", "version": sent} | WHY)

    assert page.status_code == 200
    assert "not saved" in errors(page)
    assert len(changes_of(fact)) == 1


def test_a_new_name_of_an_entity_counts_as_a_change_of_the_entity(desk: Client, now: Any) -> None:
    entity = make_entity("Widget Works")
    form = opened(desk, entity) | {"note": "Mine"} | WHY
    name = entities.Name("ウィジェット", "ja", "legal", "official_text", [make_source()])
    entities.add_name(entity=entity, name=name, by="grace@example.org", at=now)

    page = desk.post(url(Entity, "change", entity.pk), form)

    assert "Changed meanwhile." in errors(page)
    assert names_of(entity) == {"Widget Works", "ウィジェット"}


def test_the_service_refuses_a_version_that_is_not_the_newest(now: Any) -> None:
    fact = make_source()
    sources.correct(source=fact, fields={"title": "T"}, reason="R", by="grace@example.org", at=now)

    with pytest.raises(ChangedMeanwhile) as refusal:
        versions.expect(subject=fact, version=1)

    assert [change.actor for change in refusal.value.changes] == ["grace@example.org"]
    assert refusal.value.version == 2


def test_who_expects_a_version_keeps_other_writers_waiting() -> None:
    """A second connection asks for the same fact; only the seed is visible to it."""
    fact = Source.objects.order_by("pk").first()
    assert fact is not None
    versions.expect(subject=fact, version=version(fact))
    second = connection.copy()

    with pytest.raises(OperationalError, match="lock timeout"), second.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        cursor.execute("SELECT 1 FROM controls_source WHERE id = %s FOR NO KEY UPDATE", [fact.pk])

    second.close()


def test_a_correction_does_not_keep_others_from_citing_the_fact(now: Any) -> None:
    """Or two curators, one at a notice and one at its listings, would each wait for the other for ever."""
    fact = Notice.objects.order_by("pk").first()
    assert fact is not None
    second = connection.copy()

    with transaction.atomic(), second.cursor() as cursor:
        versions.expect(subject=fact, version=version(fact))
        cursor.execute("SET lock_timeout = '100ms'")
        cursor.execute("SELECT key FROM controls_notice WHERE id = %s FOR KEY SHARE", [fact.pk])
        found = cursor.fetchone()

    second.close()
    assert found == (fact.key,)


def test_a_key_taken_between_look_and_write_is_refused_in_words(now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the colleague had committed after our validation and before our insert."""
    taken = make_source()
    monkeypatch.setattr(Source, "full_clean", lambda self, **_options: None)
    columns = {"title": "T", "kind": "press", "seen_on": now.date(), "seen_as": "copy"}

    with pytest.raises(FactRefused, match="put on record by somebody else just now"):
        sources.register(key=taken.key, **columns, by="ada@example.org", at=now)

    assert Source.objects.filter(key=taken.key).count() == 1


def test_an_act_holds_every_one_of_its_listings() -> None:
    listings = list(Listing.objects.order_by("pk")[:3])
    second = connection.copy()

    with transaction.atomic(), second.cursor() as cursor:
        listing_events.hold(listings=listings)
        cursor.execute("SELECT id FROM controls_listing ORDER BY id FOR NO KEY UPDATE SKIP LOCKED LIMIT 1")
        free = cursor.fetchone()

    second.close()
    assert free is not None
    assert free[0] not in {listing.pk for listing in listings}
