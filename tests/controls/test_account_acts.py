"""What is done to accounts and keys stays on record: who did what to whom, and nobody takes it back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from controls.models import AccountAct, User
from controls.services import access
from tests.accounts.people import OTHER, PASSWORD, code_of, proved, signed_in, with_app
from tests.controls.desk import make_user, prove, url
from tests.controls.markup import tree

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)


@pytest.fixture
def boss():
    return make_user(AT, "boss@example.org", role="admin")


@pytest.fixture
def ada(boss):
    return access.create_user(email="ada@example.org", password=PASSWORD, at=AT, role="editor", by=boss)


@pytest.fixture
def desk(client, boss):
    client.force_login(boss)
    return prove(client)


def acts_of(user):
    rows = AccountAct.objects.filter(account=user.pk).order_by("pk")
    return list(rows.values_list("kind", "actor", "before", "after"))


def refused(act):
    with pytest.raises(DatabaseError) as caught, transaction.atomic():
        act()
    return str(caught.value)


class TestTheServiceWritesDown:
    def test_that_an_account_was_made_and_by_whom(self, ada):
        assert acts_of(ada) == [("made", "boss@example.org", "", "editor")]

    def test_that_a_command_made_one(self, boss):
        assert acts_of(boss) == [("made", "", "", "admin")]

    def test_that_single_sign_on_made_one(self):
        user = access.create_known_elsewhere(email="new@example.org", name="", at=AT)

        assert acts_of(user) == [("made", "new@example.org", "", "reader, by single sign-on")]

    def test_each_step_of_a_walk_around_four_eyes(self, ada, boss):
        access.change_user(user=ada, fields={"role": "reader"}, by=boss)
        access.change_user(user=ada, fields={"role": "editor"}, by=boss)
        access.change_user(user=ada, fields={"is_active": False}, by=boss)
        access.change_user(user=ada, fields={"is_active": True}, by=boss)

        assert acts_of(ada)[1:] == [
            ("role", "boss@example.org", "editor", "reader"),
            ("role", "boss@example.org", "reader", "editor"),
            ("deactivated", "boss@example.org", "", ""),
            ("activated", "boss@example.org", "", ""),
        ]

    def test_another_address_with_both(self, ada, boss):
        access.change_user(user=ada, fields={"email": "Countess@example.org"}, by=boss)
        access.change_address(user=ada, email="lovelace@example.org")

        assert acts_of(ada)[1:] == [
            ("address", "boss@example.org", "ada@example.org", "countess@example.org"),
            ("address", "lovelace@example.org", "countess@example.org", "lovelace@example.org"),
        ]

    def test_a_password_but_not_which(self, ada, boss):
        access.change_user(user=ada, fields={}, password=OTHER, by=boss)

        assert acts_of(ada)[1:] == [("password", "boss@example.org", "", "")]

    def test_nothing_of_what_stays_as_it_was(self, ada, boss):
        access.change_user(user=ada, fields={"name": "Ada", "role": "editor", "is_active": True}, by=boss)

        assert len(acts_of(ada)) == 1

    def test_keys_made_and_revoked_once(self, ada, boss):
        key, text = access.issue_key(
            user=ada, name="Nightly", at=AT, scopes=["read"], expires_at=AT + timedelta(days=1), by=ada
        )
        for _turn in range(2):
            access.revoke_key(api_key=key, at=AT, by=boss)

        words = f"Nightly ({key.prefix}…) read; 2026-11-22 04:30 UTC"
        assert acts_of(ada)[1:] == [
            ("key_made", "ada@example.org", "", words),
            ("key_revoked", "boss@example.org", words, ""),
        ]
        assert text not in str(acts_of(ada))

    def test_what_second_factors_were_taken_away(self, ada, boss):
        with_app(ada)

        access.forget_second_factors(user=ada, by=boss)
        access.forget_second_factors(user=ada, by=boss)

        assert acts_of(ada)[1:] == [("factor_removed", "boss@example.org", "totp, recovery_codes", "")]

    def test_nothing_of_what_was_refused(self, ada, boss):
        with pytest.raises(access.AccessRefused):
            access.change_user(user=ada, fields={"role": "reader"}, password="short", by=boss)
        with pytest.raises(access.AccessRefused):
            access.issue_key(user=ada, name="n", at=AT, scopes=["all"], by=boss)
        with pytest.raises(access.AccessRefused):
            access.forget_second_factors(user=boss, by=boss)

        assert len(acts_of(ada)) == 1

    def test_nothing_when_the_act_itself_is_taken_back(self, ada, boss):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            access.change_user(user=ada, fields={"role": "reader"}, by=boss)
            raise ZeroDivisionError

        assert len(acts_of(ada)) == 1
        assert User.objects.get(pk=ada.pk).role == "editor"

    def test_when_by_the_clock_of_the_database(self, ada):
        act = AccountAct.objects.get(account=ada.pk)
        act.refresh_from_db()

        with connection.cursor() as cursor:
            cursor.execute("SELECT abs(extract(epoch FROM now() - %s)) < 60", [act.at])
            assert cursor.fetchone() == (True,)


class TestTheDatabaseRefuses:
    def test_to_change_an_act(self, ada):
        act = AccountAct.objects.get(account=ada.pk)
        act.actor = "mallory@example.org"

        assert "append-only: UPDATE refused" in refused(act.save)
        assert "append-only" in refused(lambda: AccountAct.objects.update(actor=""))

    def test_to_take_one_away(self, ada):
        assert "append-only: DELETE refused" in refused(AccountAct.objects.get(account=ada.pk).delete)
        assert "append-only" in refused(lambda: AccountAct.objects.all().delete())

    def test_to_empty_the_table(self, ada):
        def empty():
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("TRUNCATE controls_accountact")

        assert "append-only: TRUNCATE refused" in refused(empty)


class TestTheDoorsSayWhoItWas:
    def test_at_the_desk_of_accounts(self, desk, ada):
        form = {"email": ada.email, "role": "reader", "is_active": "on", "password1": OTHER, "password2": OTHER}
        desk.post(url(User, "change", ada.pk), form)
        with_app(ada)
        desk.post(url(User, "changelist"), {"action": "remove_second_factors", "_selected_action": [ada.pk]})

        assert [(kind, actor) for kind, actor, *_rest in acts_of(ada)[1:]] == [
            ("role", "boss@example.org"),
            ("password", "boss@example.org"),
            ("factor_removed", "boss@example.org"),
        ]

    def test_at_the_desk_when_an_account_is_added(self, desk):
        form = {"email": "new@example.org", "role": "screener", "password1": OTHER, "password2": OTHER}
        desk.post(url(User, "add"), form)

        assert acts_of(User.objects.get(email="new@example.org")) == [("made", "boss@example.org", "", "screener")]

    def test_on_the_pages_of_one_s_own(self, ada):
        client = proved(signed_in(ada.email))
        client.post("/account/keys/", {"name": "n", "scopes": ["read"], "expires_on": ""})
        client.post(f"/account/keys/{ada.api_keys.get().pk}/revoke/")
        client.post("/account/password/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})

        assert [(kind, actor) for kind, actor, *_rest in acts_of(ada)[1:]] == [
            ("key_made", ada.email),
            ("key_revoked", ada.email),
            ("password", ada.email),
        ]

    def test_when_somebody_removes_a_second_factor_of_their_own(self, ada):
        secret = with_app(ada)
        client = Client()
        client.post("/account/sign-in/", {"login": ada.email, "password": PASSWORD})
        client.post("/account/second-factor/code/", {"code": code_of(secret)})

        proved(client).post("/account/second-factor/app/remove/")

        assert acts_of(ada)[1:] == [("factor_removed", ada.email, "totp", "")]


class TestThePages:
    def test_of_an_account_shows_what_was_done_to_it(self, desk, ada, boss):
        access.change_user(user=ada, fields={"role": "reader"}, by=boss)

        rows = [row.text for row in tree(desk.get(url(User, "change", ada.pk))).one("main").all("tr")]

        assert any("another role" in row and "editor" in row and "boss@example.org" in row for row in rows)

    def test_of_a_new_account_shows_none(self, desk):
        assert "Acts on this account" not in desk.get(url(User, "add")).content.decode()

    def test_lists_all_for_admins(self, desk, ada):
        words = desk.get(url(AccountAct, "changelist") + f"?q={ada.email}").content.decode()

        assert "account made" in words
        assert "boss@example.org" in words

    def test_shows_one_and_changes_none(self, desk, ada):
        act = AccountAct.objects.get(account=ada.pk)

        assert desk.get(url(AccountAct, "change", act.pk)).status_code == 200
        assert desk.post(url(AccountAct, "change", act.pk), {"actor": "mallory@example.org"}).status_code == 403
        assert desk.get(url(AccountAct, "add")).status_code == 403

    def test_is_for_nobody_but_admins(self, ada):
        editor = Client()
        editor.force_login(ada)

        assert editor.get(url(AccountAct, "changelist")).status_code == 403

    def test_costs_the_same_queries_however_many_there_are(self, desk, ada, boss, django_assert_num_queries):
        address = url(AccountAct, "changelist")
        desk.get(address)
        with django_assert_num_queries(4) as first:
            desk.get(address)
        for role in ("reader", "editor", "approver"):
            access.change_user(user=ada, fields={"role": role}, by=boss)
        with django_assert_num_queries(len(first)):
            desk.get(address)
