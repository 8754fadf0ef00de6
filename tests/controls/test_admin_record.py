"""Nothing at the desk is deleted, the change log is read and never written, and a fact's history is ours."""

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client

from controls.admin import differences
from controls.models import (
    AccountAct,
    ApiKey,
    Authority,
    Change,
    Entity,
    EntityList,
    Listing,
    ListingEvent,
    Notice,
    Proposal,
    Source,
    User,
)
from controls.services import access, sources
from tests.controls.desk import changes_of, correct, errors, make_user, prove, url
from tests.factories import (
    make_authority,
    make_entity,
    make_event,
    make_list,
    make_listing,
    make_notice,
    make_source,
)

pytestmark = pytest.mark.django_db
FACTS: dict[Any, Any] = {
    Source: make_source,
    Authority: make_authority,
    EntityList: make_list,
    Notice: make_notice,
    Entity: make_entity,
    Listing: make_listing,
    ListingEvent: lambda: make_event(listing=make_listing(), kind="stopped", effective_from=date(2026, 5, 1)),
}


@pytest.fixture
def manager(client: Client, now: Any) -> Client:
    """Somebody with every right that there is."""
    client.force_login(make_user(now, role="admin"))
    return prove(client)


def rows(model: Any) -> int:
    return model._base_manager.count()


def a_row_of(model: Any, now: Any) -> Any:
    if model in FACTS:
        return FACTS[model]()
    if model is User:
        return make_user(now, "grace@example.org")
    if model is ApiKey:
        return access.issue_key(user=make_user(now, "grace@example.org"), name="a program", at=now)[0]
    if model is AccountAct:
        make_user(now, "grace@example.org")
    return model.objects.order_by("pk")[0]


@pytest.mark.parametrize("model", [*FACTS, User, ApiKey, Change, AccountAct])
def test_nothing_can_be_deleted_by_its_page(manager: Client, now: Any, model: Any) -> None:
    row = a_row_of(model, now)
    before = rows(model)

    asked = manager.get(url(model, "delete", row.pk))
    sent = manager.post(url(model, "delete", row.pk), {"post": "yes"})

    assert (asked.status_code, sent.status_code) == (403, 403)
    assert rows(model) == before


@pytest.mark.parametrize("model", [*FACTS, User, ApiKey, Change, AccountAct])
def test_nothing_can_be_deleted_by_an_action(manager: Client, now: Any, model: Any) -> None:
    row = a_row_of(model, now)
    before = rows(model)

    page = manager.get(url(model, "changelist"))
    manager.post(url(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})

    assert "delete_selected" not in page.content.decode()
    assert rows(model) == before


@pytest.mark.parametrize("model", [*FACTS, User])
def test_no_page_offers_to_delete_its_row(manager: Client, now: Any, model: Any) -> None:
    row = a_row_of(model, now)

    page = manager.get(url(model, "change", row.pk))

    assert "deletelink" not in page.content.decode()


def test_every_kind_of_fact_has_its_desk_and_nothing_else_has() -> None:
    desks = {model for model in admin.site._registry if model._meta.app_label == "controls"}

    facts = {model for model in apps.get_app_config("controls").get_models() if hasattr(model, "noun")}
    below = {each for each in facts if each.__name__ in ("EntityName", "Identifier", "ControlPoint", "SearchDocument")}
    assert desks == (facts - below) | {Change, Proposal, User, ApiKey, AccountAct}
    assert Group not in desks


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_the_change_log_cannot_be_written_by_any_page(manager: Client, page: str) -> None:
    change = Change.objects.order_by("-pk")[0]
    address = url(Change, page) if page == "add" else url(Change, page, change.pk)

    answer = manager.post(address, {"actor": "nobody", "reason": "never", "post": "yes"})

    assert answer.status_code == 403
    assert Change.objects.get(pk=change.pk).actor == change.actor


def test_a_change_is_shown_field_by_field_before_and_after(manager: Client, now: Any) -> None:
    fact = make_source(title="Old title")
    sources.correct(source=fact, fields={"title": "New title"}, reason="Misread.", by="grace@example.org", at=now)
    change = changes_of(fact)[-1]

    page = manager.get(url(Change, "change", change.pk))

    text = page.content.decode()
    assert '<th scope="row">Title</th><td>Old title</td><td>New title</td>' in text
    assert all(word in text for word in ("Misread.", "grace@example.org", change.digest))
    assert 'name="_save"' not in text


def test_the_change_log_is_listed_newest_first_and_searched(manager: Client, now: Any) -> None:
    fact = make_source(key="desk-rare-key")
    sources.correct(source=fact, fields={"title": "T"}, reason="A rare reason", by="grace@example.org", at=now)

    page = manager.get(url(Change, "changelist"), {"q": "rare reason"})

    assert [change.subject_key for change in page.context["cl"].result_list] == ["desk-rare-key"]


def test_the_list_of_changes_asks_a_fixed_number_of_questions(manager: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(5):
        page = manager.get(url(Change, "changelist"))

    assert len(page.context["cl"].result_list) == 50


@pytest.mark.parametrize("model", FACTS)
def test_the_history_of_a_fact_is_our_log_of_it(manager: Client, model: Any) -> None:
    fact = FACTS[model]()

    page = manager.get(url(model, "history", fact.pk))

    assert page.status_code == 200
    assert [change for change, _fields in page.context["steps"]] == changes_of(fact)
    assert "Version 1:" in page.content.decode()
    assert "by tests" in page.content.decode()


def test_the_history_shows_reasons_and_differences(manager: Client) -> None:
    listing = make_listing(name_zh="旧名")
    correct(manager, listing, {"name_zh": "新名", "reason": "A slip of the pen."})

    text = manager.get(url(Listing, "history", listing.pk)).content.decode()

    assert "Reason: A slip of the pen." in text
    assert (
        '<th scope="row">Chinese wording</th>'
        '<td><span lang="zh-Hans">旧名</span></td><td><span lang="zh-Hans">新名</span></td>' in text
    )


def test_the_history_of_what_is_not_there_is_not_found(manager: Client) -> None:
    assert manager.get(url(Listing, "history", 999999999)).status_code == 404


def test_djangos_second_log_stays_empty(manager: Client) -> None:
    fact = make_source()

    correct(manager, fact, {"title": "T", "reason": "R"})

    assert len(changes_of(fact)) == 2
    assert LogEntry.objects.count() == 0


@pytest.mark.parametrize("pk", ["x", "0", "-1", "9" * 30, "1;2"])
@pytest.mark.parametrize("page", ["change", "history"])
def test_an_address_of_nothing_is_no_error_of_the_server(manager: Client, pk: str, page: str) -> None:
    answer = manager.get(url(Listing, page, pk))

    assert answer.status_code in (302, 404)


def test_what_a_fact_says_is_escaped_wherever_the_desk_shows_it(manager: Client) -> None:
    fact = make_source(title="<script>alert(1)</script>")
    page = correct(manager, fact, {"title": "<img src=x onerror=alert(2)>", "reason": "<b>R"}, follow=True)

    shown = [page, manager.get(url(Source, "history", fact.pk)), manager.get(url(Change, "changelist"))]
    shown.append(manager.get(url(Change, "change", changes_of(fact)[-1].pk)))

    assert not errors(page)
    for answer in shown:
        assert "<script>alert" not in answer.content.decode()
        assert "<img src=x" not in answer.content.decode()


def test_a_difference_names_only_what_went_and_what_came() -> None:
    told = differences.between(
        "listing-event", {"listings": ["a", "b"], "kind": "stopped"}, {"listings": ["b", "c"], "kind": "removed"}
    )

    assert [str(each) for each in told] == ["Act: measures stopped → removed from the list", "Listings: a → c"]


def test_a_difference_survives_fields_and_nouns_that_are_no_more() -> None:
    told = differences.between("treaty", {"old_column": None}, {"old_column": True})

    assert [str(each) for each in told] == ["Old column: – → yes"]


def test_a_new_fact_tells_what_it_is_and_not_what_it_is_not() -> None:
    told = differences.between("source", None, {"note": "", "title": "T", "kind": "press"})

    assert [str(each) for each in told] == ["Title: – → T", "Kind: – → press"]
