"""Accounts: one per address whatever its case, with a password worth the name, and never without a manager."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from controls.models import User
from controls.services import access

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
PASSWORD = "a-long-quiet-sentence-7"


def create(email="ada@example.org", password=PASSWORD, **more):
    return access.create_user(email=email, password=password, at=AT, **more)


class TestTheAddress:
    @pytest.mark.parametrize("typed", ["ada@example.org", "Ada@Example.ORG", "ADA@EXAMPLE.ORG"])
    def test_is_kept_in_small_letters(self, typed):
        assert create(typed).email == "ada@example.org"

    @pytest.mark.parametrize("typed", ["ada@example.org", "Ada@Example.ORG", "aDA@example.org"])
    def test_signs_in_whatever_its_case(self, typed):
        user = create()

        assert authenticate(email=typed, password=PASSWORD) == user

    @pytest.mark.parametrize("typed", ["ada@example.org", "Ada@example.org", "ADA@EXAMPLE.ORG"])
    def test_that_is_taken_is_refused_whatever_its_case(self, typed):
        create()

        with pytest.raises(access.AccessRefused):
            create(typed)

        assert User.objects.filter(email__iexact="ada@example.org").count() == 1

    @pytest.mark.parametrize("typed", ["", "ada", "ada@", "@example.org", "ada@example", "a da@example.org"])
    def test_that_is_none_is_refused_by_name(self, typed):
        with pytest.raises(access.AccessRefused, match="email: "):
            create(typed)

    def test_is_changed_in_small_letters_too(self):
        user = create()

        access.change_user(user=user, fields={"email": "Countess@Example.ORG"})

        assert User.objects.get(pk=user.pk).email == "countess@example.org"

    def test_of_another_cannot_be_taken_over(self):
        create("grace@example.org")
        user = create()

        with pytest.raises(access.AccessRefused):
            access.change_user(user=user, fields={"email": "GRACE@example.org"})

        assert User.objects.get(pk=user.pk).email == "ada@example.org"

    def test_stands_for_a_person_without_a_name(self):
        assert create().get_short_name() == "ada@example.org"
        assert create("grace@example.org", name="Grace").get_short_name() == "Grace"

    def test_is_what_an_account_reads_as(self):
        assert str(create(name="Ada")) == "ada@example.org"


class TestThePassword:
    @pytest.mark.parametrize("password", ["short", "elevenchars", "password1234", "ada@example.org"])
    def test_that_is_weak_is_refused_in_words(self, password):
        with pytest.raises(access.AccessRefused, match="password"):
            create(password=password)

        assert not User.objects.exists()

    def test_that_is_missing_is_refused_in_words(self):
        with pytest.raises(access.AccessRefused, match=r"^An account needs a password.$"):
            create(password="")

    def test_is_kept_as_a_hash(self):
        user = create()

        assert PASSWORD not in user.password
        assert user.check_password(PASSWORD)

    def test_that_is_new_replaces_the_old_one(self):
        user = access.change_user(user=create(), fields={}, password="another-quiet-sentence-8")

        assert user.check_password("another-quiet-sentence-8")
        assert not user.check_password(PASSWORD)

    def test_that_is_new_makes_the_old_sessions_worthless(self):
        user = create()
        before = user.get_session_auth_hash()

        user = access.change_user(user=user, fields={}, password="another-quiet-sentence-8")

        assert user.get_session_auth_hash() != before

    def test_that_is_new_and_weak_leaves_the_old_one(self):
        user = create()

        with pytest.raises(access.AccessRefused):
            access.change_user(user=user, fields={"name": "Ada"}, password="weak")

        kept = User.objects.get(pk=user.pk)
        assert kept.check_password(PASSWORD)
        assert kept.name == ""

    def test_stays_when_something_else_is_changed(self):
        user = access.change_user(user=create(), fields={"name": "Ada"})

        assert user.check_password(PASSWORD)


class TestRights:
    def test_are_those_of_a_reader_unless_given(self):
        user = create()

        assert (user.role, user.is_staff, user.is_superuser, user.is_active) == ("reader", False, False, True)

    @pytest.mark.parametrize(
        ("role", "staff", "superuser"),
        [
            ("reader", False, False),
            ("screener", False, False),
            ("approver", False, False),
            ("editor", True, False),
            ("admin", True, True),
        ],
    )
    def test_that_the_framework_asks_for_follow_from_the_role(self, role, staff, superuser):
        made = create(role=role)
        changed = access.change_user(user=create("other@example.org"), fields={"role": role})

        assert [(user.is_staff, user.is_superuser) for user in (made, changed)] == [(staff, superuser)] * 2

    @pytest.mark.parametrize("role", ["visitor", "boss", "", "Admin", "nobody", "public"])
    def test_of_a_role_that_there_is_not_are_refused(self, role):
        with pytest.raises(access.AccessRefused, match="role"):
            create(role=role)

        with pytest.raises(access.AccessRefused, match="role"):
            access.change_user(user=create(), fields={"role": role})

        assert User.objects.get(email="ada@example.org").role == "reader"

    @pytest.mark.parametrize("flag", ["is_staff", "is_superuser"])
    def test_cannot_be_given_around_the_role(self, flag):
        with pytest.raises(access.AccessRefused, match=flag):
            access.change_user(user=create(), fields={flag: True})

        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.filter(email="ada@example.org").update(**{flag: True})

    @pytest.mark.parametrize(
        "rights", [{"is_active": False}, *({"role": role} for role in ("reader", "screener", "approver", "editor"))]
    )
    def test_of_the_last_manager_cannot_be_taken(self, rights):
        boss = create(role="admin")

        with pytest.raises(access.AccessRefused, match="last account that may manage accounts"):
            access.change_user(user=boss, fields=rights)

        assert User.objects.get(pk=boss.pk).may("admin")

    def test_of_the_last_active_manager_are_not_saved_by_an_inactive_one(self):
        gone, boss = create("gone@example.org", role="admin"), create(role="admin")
        access.change_user(user=gone, fields={"is_active": False})

        with pytest.raises(access.AccessRefused, match="last account"):
            access.change_user(user=boss, fields={"is_active": False})

    def test_may_be_taken_from_one_of_two_managers(self):
        create("other@example.org", role="admin")
        boss = create(role="admin")

        assert not access.change_user(user=boss, fields={"role": "editor"}).is_superuser

    def test_of_a_curator_may_be_taken_when_there_is_a_manager(self):
        create("other@example.org", role="admin")
        curator = create(role="editor")

        assert not access.change_user(user=curator, fields={"role": "reader"}).is_staff

    def test_of_who_does_not_sign_in_any_more_are_none(self):
        create("other@example.org", role="admin")
        gone = access.change_user(user=create(role="admin"), fields={"is_active": False})

        assert not any(gone.may(role) for role in ("reader", "screener", "approver", "editor", "admin"))


class TestChanging:
    @pytest.mark.parametrize("field", ["password", "id", "joined_at", "last_login", "groups"])
    def test_refuses_what_has_a_way_of_its_own_or_none(self, field):
        with pytest.raises(access.AccessRefused, match=f"An account's {field} cannot be changed"):
            access.change_user(user=create(), fields={field: "x"})

    def test_works_on_what_is_on_record_and_not_on_what_the_caller_holds(self):
        create("other@example.org", role="admin")
        stale = create()
        access.change_user(user=stale, fields={"is_active": False})

        access.change_user(user=stale, fields={"name": "Ada"})

        assert not User.objects.get(pk=stale.pk).is_active

    def test_knows_when_an_account_was_made(self):
        assert User.objects.get(pk=create().pk).joined_at == AT


def _admin():
    return create("Admin@Example.org", role="admin")


def test_the_first_account_is_found_in_whatever_case():
    admin = _admin()

    assert User.objects.get_by_natural_key("ADMIN@example.ORG") == admin


def test_the_first_account_cannot_be_made_twice():
    _admin()

    with pytest.raises(access.AccessRefused, match="already exists"):
        create("admin@EXAMPLE.org", role="admin")


def test_a_user_that_is_made_but_not_saved_is_not_on_record():
    User.objects.make(email="Ada@example.org", password=PASSWORD, joined_at=AT)

    assert not User.objects.exists()


def test_an_account_can_be_changed_where_nobody_manages_accounts():
    """It takes nobody's rights: there is nothing to keep."""
    assert access.change_user(user=create(), fields={"name": "Ada"}).name == "Ada"
