"""API keys: issued by those who manage accounts, shown once, revoked and never deleted."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from controls.models import ApiKey, User
from controls.services import access
from tests.controls.desk import errors, make_user, prove, said, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(now: Any) -> User:
    return make_user(now, "boss@example.org", role=User.Role.ADMIN)


@pytest.fixture
def manager(client: Client, boss: User) -> Client:
    client.force_login(boss)
    return prove(client)


@pytest.fixture
def curator(now: Any) -> Client:
    client = Client()
    client.force_login(make_user(now))
    return client


def issue(manager: Client, owner: User, **typed: Any) -> Any:
    return manager.post(url(ApiKey, "add"), {"user": owner.pk, "name": "nightly job", "scopes": ["read"]} | typed)


def test_a_key_is_shown_once_and_works(manager: Client, boss: User, now: Any) -> None:
    page = issue(manager, boss)

    text = page.context["text"]
    assert page.status_code == 200
    assert text in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    found = access.find_key(text=text, at=now)
    assert found is not None
    assert found.user == boss


def test_a_key_is_never_shown_again(manager: Client, boss: User) -> None:
    text = issue(manager, boss).context["text"]
    api_key = ApiKey.objects.get(user=boss)

    pages = [
        manager.get("/admin/"),
        manager.get(url(ApiKey, "changelist")),
        manager.get(url(ApiKey, "change", api_key.pk)),
        manager.get(url(ApiKey, "history", api_key.pk)),
    ]

    for page in pages:
        assert text not in page.content.decode()
        assert api_key.digest not in page.content.decode()
    assert text not in str(list(ApiKey.objects.values()))
    assert text not in str(manager.session.items())


def test_a_key_with_a_last_day_works_to_its_end_in_beijing(manager: Client, boss: User) -> None:
    last_day = timezone.localdate() + timedelta(days=30)

    text = issue(manager, boss, expires_on=last_day.isoformat()).context["text"]

    midnight = timezone.make_aware(datetime.combine(last_day + timedelta(days=1), datetime.min.time()))
    assert access.find_key(text=text, at=midnight - timedelta(seconds=1)) is not None
    assert access.find_key(text=text, at=midnight) is None


def test_the_form_offers_reading_for_a_year(manager: Client) -> None:
    form = manager.get(url(ApiKey, "add")).context["adminform"].form

    assert form["scopes"].value() == ["read"]
    assert form["expires_on"].value() == timezone.localdate() + timedelta(days=365)


def test_a_key_has_the_scopes_that_were_ticked(manager: Client, boss: User) -> None:
    issue(manager, boss, scopes=["screen", "decide"])

    assert ApiKey.objects.get(user=boss).scopes == ["screen", "decide"]


def test_a_key_for_somebody_has_no_scope_beyond_their_role(manager: Client, now: Any) -> None:
    reader = make_user(now, "reader@example.org", role="reader")

    page = issue(manager, reader, scopes=["read", "screen"])

    assert "with the role “reader” none has the scope “screen”" in errors(page)
    assert not ApiKey.objects.filter(user=reader).exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"scopes": []}, "This field is required."),
        ({"scopes": ["write"]}, "write is not one of the available choices"),
        ({"expires_on": "2024-01-01"}, "cannot expire before it is made"),
        ({"expires_on": "2026-02-30"}, "Enter a real date"),
        ({"name": ""}, "This field is required."),
        ({"user": "x"}, "not one of the available choices"),
    ],
)
def test_a_key_that_cannot_be_is_refused_in_words(
    manager: Client, boss: User, typed: dict[str, str], words: str
) -> None:
    count = ApiKey.objects.count()

    page = issue(manager, boss, **typed)

    assert page.status_code == 200
    assert words in errors(page)
    assert ApiKey.objects.count() == count


def test_a_revoked_key_stops_working_and_stays_on_record(manager: Client, boss: User, now: Any) -> None:
    text = issue(manager, boss).context["text"]
    api_key = ApiKey.objects.get(user=boss)

    page = manager.post(url(ApiKey, "changelist"), {"action": "revoke", "_selected_action": [api_key.pk]}, follow=True)

    assert "Revoked 1 key." in said(page)
    assert access.find_key(text=text, at=now) is None
    assert ApiKey.objects.get(pk=api_key.pk).revoked_at is not None


def test_revoking_twice_keeps_the_first_time(manager: Client, boss: User) -> None:
    issue(manager, boss)
    form = {"action": "revoke", "_selected_action": [ApiKey.objects.get(user=boss).pk]}
    manager.post(url(ApiKey, "changelist"), form)
    first = ApiKey.objects.get(user=boss).revoked_at

    page = manager.post(url(ApiKey, "changelist"), form, follow=True)

    assert "Revoked 0 keys." in said(page)
    assert ApiKey.objects.get(user=boss).revoked_at == first


def test_a_key_is_never_changed(manager: Client, boss: User) -> None:
    issue(manager, boss)
    api_key = ApiKey.objects.get(user=boss)

    answer = manager.post(url(ApiKey, "change", api_key.pk), {"name": "other", "user": boss.pk})

    assert answer.status_code == 403
    assert ApiKey.objects.get(pk=api_key.pk).name == "nightly job"


def test_a_curator_cannot_revoke_keys(curator: Client, manager: Client, boss: User) -> None:
    issue(manager, boss)
    api_key = ApiKey.objects.get(user=boss)

    answer = curator.post(url(ApiKey, "changelist"), {"action": "revoke", "_selected_action": [api_key.pk]})

    assert answer.status_code == 403
    assert ApiKey.objects.get(pk=api_key.pk).revoked_at is None
