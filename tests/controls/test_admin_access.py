"""Who may come in: sign-in by e-mail, accounts that are deactivated and never deleted, keys shown once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from controls.models import ApiKey, Change, Listing, Source, User
from controls.services import access
from controls.services.access import AccessRefused
from tests.controls.desk import PASSWORD, errors, make_user, prove, url

pytestmark = pytest.mark.django_db
LOGIN = "/account/sign-in/"
NEW = "another-quiet-sentence-8"


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


def sign_in(email: str, password: str = PASSWORD) -> Client | None:
    client = Client()
    answer = client.post(LOGIN, {"login": email, "password": password, "next": "/admin/"})
    return client if answer.get("Location") == "/admin/" else None


def account(**typed: Any) -> dict[str, Any]:
    return {"email": "new@example.org", "name": "New", "password1": NEW, "password2": NEW, "role": "editor"} | typed


def alone_in_charge(user: User) -> None:
    """Nobody else may manage accounts, not even who came with the installation."""
    User.objects.exclude(pk=user.pk).filter(role=User.Role.ADMIN).update(is_active=False)


@pytest.mark.parametrize("typed", ["ada@example.org", "Ada@Example.ORG", "ADA@EXAMPLE.ORG", " ada@example.org "])
def test_a_curator_signs_in_by_her_address_in_whatever_case(now: Any, typed: str) -> None:
    make_user(now)

    client = sign_in(typed)

    assert client is not None
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.org", "wrong"), ("nobody@example.org", PASSWORD), ("", ""), ("ada@example.org\x00", PASSWORD)],
)
def test_a_wrong_sign_in_is_refused_in_words(now: Any, email: str, password: str) -> None:
    make_user(now)

    page = Client().post(LOGIN, {"login": email, "password": password})

    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()


def test_who_is_no_curator_does_not_come_to_the_desk(now: Any) -> None:
    access.create_user(email="reader@example.org", password=PASSWORD, at=now, role="screener")

    client = sign_in("reader@example.org")

    assert client is not None
    assert [client.get(address).status_code for address in ("/admin/", "/admin/login/", "/admin/controls/user/")] == [
        403,
        403,
        403,
    ]


def test_the_desk_sends_strangers_to_sign_in() -> None:
    for address in ("/admin/", url(Listing, "changelist"), url(User, "add"), "/admin/controls/listing/act/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith(f"{LOGIN}?next=")


@pytest.mark.parametrize("model", [User, ApiKey])
def test_a_curator_does_not_manage_accounts_or_keys(curator: Client, boss: User, model: Any) -> None:
    assert curator.get(url(model, "changelist")).status_code == 403
    assert curator.post(url(model, "add"), account()).status_code == 403
    assert curator.post(url(User, "change", boss.pk), account(is_active="on")).status_code == 403
    assert User.objects.get(pk=boss.pk).email == "boss@example.org"


def test_a_curator_works_at_every_fact(curator: Client) -> None:
    page = curator.get("/admin/")

    names = {
        model["object_name"]
        for app in page.context["app_list"]
        if app["app_label"] == "controls"
        for model in app["models"]
    }
    assert names == {
        "Authority", "CatalogueItem", "CatalogueRevision", "Change", "Claim", "Clause", "ControlledItem", "Element",
        "Entity", "EntityList", "ItemVersion", "Listing", "ListingEvent", "Measure", "Notice", "Proposal", "Source",
        "Suspension", "TariffCode",
    }  # fmt: skip


def test_an_account_is_added_by_address_and_password(manager: Client) -> None:
    page = manager.post(url(User, "add"), account(email="New@Example.Org"))

    assert page.status_code == 302, errors(page)
    user = User.objects.get(email="new@example.org")
    assert user.password != NEW
    assert (user.role, user.is_staff, user.is_superuser, user.is_active) == ("editor", True, False, True)
    assert sign_in("new@example.org", NEW) is not None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"email": "BOSS@example.org"}, "There is an account with this address already."),
        ({"email": "no address"}, "Enter a valid email address."),
        ({"email": ""}, "This field is required."),
        ({"password1": "", "password2": ""}, "This field is required."),
        ({"password2": "something-else-9"}, "The two passwords are not the same."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": "q1w2e3r4t5y6", "password2": "q1w2e3r4t5y6"}, "too common"),
        ({"name": "Ne\u202ew"}, "U+202E"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(manager: Client, typed: dict[str, str], words: str) -> None:
    count = User.objects.count()

    page = manager.post(url(User, "add"), account(**typed))

    assert page.status_code == 200
    assert words in errors(page)
    assert User.objects.count() == count


def test_a_password_is_never_sent_back(manager: Client) -> None:
    page = manager.post(url(User, "add"), account(email="no address"))

    assert NEW not in page.content.decode()


def test_a_deactivated_account_is_out_at_once_and_stays_on_record(manager: Client, now: Any) -> None:
    user = make_user(now)
    client = sign_in("ada@example.org")
    assert client is not None

    page = manager.post(url(User, "change", user.pk), {"email": "ada@example.org", "name": "", "role": "editor"})

    assert page.status_code == 302, errors(page)
    assert client.get("/admin/").status_code == 302
    assert sign_in("ada@example.org") is None
    assert not User.objects.get(pk=user.pk).is_active


def test_an_account_changes_without_its_password(manager: Client, now: Any) -> None:
    user = make_user(now)
    form = {"email": "ada@example.org", "name": "Ada L.", "role": "editor", "is_active": "on"}

    manager.post(url(User, "change", user.pk), form)

    assert User.objects.get(pk=user.pk).name == "Ada L."
    assert sign_in("ada@example.org") is not None


def test_a_new_password_ends_the_sessions_of_the_old_one(manager: Client, now: Any) -> None:
    user = make_user(now)
    client = sign_in("ada@example.org")
    assert client is not None
    form = {"email": "ada@example.org", "role": "editor", "is_active": "on", "password1": NEW, "password2": NEW}

    manager.post(url(User, "change", user.pk), form)

    assert client.get("/admin/").status_code == 302
    assert sign_in("ada@example.org") is None
    assert sign_in("ada@example.org", NEW) is not None


def test_a_password_of_one_field_only_is_refused(manager: Client, now: Any) -> None:
    user = make_user(now)
    form = {"email": "ada@example.org", "role": "editor", "is_active": "on"}

    for typed in ({"password1": NEW}, {"password2": NEW}):
        page = manager.post(url(User, "change", user.pk), form | typed)
        assert "not the same" in errors(page)

    assert sign_in("ada@example.org") is not None


@pytest.mark.parametrize(
    "taken", [{"is_active": ""}, {"role": "editor"}, {"role": "reader"}, {"role": "approver", "is_active": ""}]
)
def test_the_last_manager_of_accounts_cannot_be_locked_out(manager: Client, boss: User, taken: dict[str, str]) -> None:
    alone_in_charge(boss)
    form = {"email": boss.email, "role": "admin", "is_active": "on"} | taken

    page = manager.post(url(User, "change", boss.pk), form)

    assert "This is the last account that may manage accounts" in errors(page)
    boss.refresh_from_db()
    assert boss.may("admin")


def test_one_of_two_managers_may_go(manager: Client, boss: User, now: Any) -> None:
    alone_in_charge(boss)
    make_user(now, "second@example.org", role=User.Role.ADMIN)

    page = manager.post(url(User, "change", boss.pk), {"email": boss.email, "role": "editor", "is_active": "on"})

    assert page.status_code == 302, errors(page)
    assert User.objects.get(pk=boss.pk).role == "editor"


def test_the_service_changes_nothing_but_what_may_be_changed(boss: User) -> None:
    with pytest.raises(AccessRefused, match="password cannot be changed"):
        access.change_user(user=boss, fields={"password": "plain"})


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("x@example.org", "", "needs a password"),
        ("x@example.org", "short", "too short"),
        ("x", NEW, "email: Enter a valid"),
        ("BOSS@EXAMPLE.ORG", NEW, "already exists"),
    ],
)
def test_the_service_refuses_accounts_in_words(boss: User, now: Any, email: str, password: str, words: str) -> None:
    with pytest.raises(AccessRefused, match=words):
        access.create_user(email=email, password=password, at=now)


def test_a_form_without_its_token_writes_nothing(now: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(now))
    changes = Change.objects.count()
    form = {"key": "desk-forged", "title": "T", "kind": "press", "seen_on": "2026-11-20", "seen_as": "copy"}

    answers = [client.post(url(Source, "add"), form), client.post(reverse("admin:controls_listing_act"), {})]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert Change.objects.count() == changes
