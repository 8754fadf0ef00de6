"""What codes are made from lies in the database sealed: neither the database nor a backup is enough to make one."""

import importlib
import json

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from controls.services import sealing
from tests.accounts.people import code_of, is_in, make, recovery_code_of, try_in, with_app
from tests.controls.markup import tree

CODE = "/account/second-factor/code/"
migration = importlib.import_module("controls.migrations.0013_accounts_guarded")


class TestASealedText:
    @examples(max_examples=25)
    @given(st.text(st.characters(codec="utf-8"), max_size=80))
    def test_opens_to_what_it_was_and_holds_none_of_it(self, text):
        sealed = sealing.seal(text=text)

        assert sealing.unseal(sealed=sealed) == text
        assert sealed.startswith("v1:")
        assert len(text) < 12 or text not in sealed

    def test_is_another_each_time(self):
        assert sealing.seal(text="JBSWY3DP") != sealing.seal(text="JBSWY3DP")

    def test_stays_shut_under_another_key(self, settings):
        sealed = sealing.seal(text="JBSWY3DP")
        settings.SECRET_KEY = "another-" * 8

        with pytest.raises(sealing.Unreadable):
            sealing.unseal(sealed=sealed)

    def test_opens_while_the_old_key_is_kept(self, settings):
        sealed = sealing.seal(text="JBSWY3DP")
        settings.SECRET_KEY_FALLBACKS = ["third-" * 8, settings.SECRET_KEY]
        settings.SECRET_KEY = "another-" * 8

        assert sealing.unseal(sealed=sealed) == "JBSWY3DP"
        settings.SECRET_KEY_FALLBACKS = []
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(sealed=sealed)

    @pytest.mark.parametrize("place", [5, 30, -3])
    def test_that_was_altered_stays_shut(self, place):
        sealed = list(sealing.seal(text="JBSWY3DP"))
        sealed[place] = "A" if sealed[place] != "A" else "B"

        with pytest.raises(sealing.Unreadable):
            sealing.unseal(sealed="".join(sealed))

    @pytest.mark.parametrize("broken", ["v1:", "v1:x", "v1:é", "v1:" + "A" * 100])
    def test_that_is_none_stays_shut(self, broken):
        with pytest.raises(sealing.Unreadable):
            sealing.unseal(sealed=broken)

    def test_from_before_is_read_as_it_is(self):
        assert sealing.unseal(sealed="JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"


def lying_there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(t::text, ' '), '') FROM mfa_authenticator AS t")
        return cursor.fetchone()[0]


@pytest.mark.django_db
class TestTheDatabase:
    def test_holds_neither_the_secret_nor_the_codes(self):
        ada = make()
        secret = with_app(ada)
        codes = Authenticator.objects.get(user=ada, type="recovery_codes").wrap().get_unused_codes()

        found = lying_there()

        assert found.count("v1:") == 2
        assert [text for text in (secret, *codes) if text in found] == []

    def test_is_sealed_by_the_migration_once_and_unsealed_on_the_way_back(self):
        ada = make()
        plain = {"secret": "JBSWY3DPEHPK3PXP"}
        app = Authenticator.objects.create(user=ada, type="totp", data=plain)
        codes = Authenticator.objects.create(
            user=ada, type="recovery_codes", data={"seed": "5eed", "used_mask": 5, "migrated_codes": ["12345678"]}
        )
        key = Authenticator.objects.create(user=ada, type="webauthn", data={"name": "Key 1", "credential": {}})

        migration.seal_secrets(apps, None)
        sealed = lying_there()
        migration.seal_secrets(apps, None)

        assert lying_there() == sealed
        assert not {"JBSWY3DPEHPK3PXP", "5eed", "12345678"} & set(json.dumps(sealed).split('"'))
        codes.refresh_from_db()
        key.refresh_from_db()
        assert sealing.unseal(sealed=codes.data["seed"]) == "5eed"
        assert (codes.data["used_mask"], key.data["name"]) == (5, "Key 1")
        migration.unseal_secrets(apps, None)
        app.refresh_from_db()
        assert app.data == plain


@pytest.mark.django_db
class TestSigningIn:
    def test_goes_on_by_app_and_by_recovery_code(self):
        ada = make()
        secret = with_app(ada)
        by_app, by_code = Client(), Client()
        try_in(by_app)
        try_in(by_code)

        by_app.post(CODE, {"code": code_of(secret)})
        by_code.post(CODE, {"code": recovery_code_of(ada)})

        assert is_in(by_app)
        assert is_in(by_code)

    @pytest.mark.parametrize("code", ["000000", "328482", "00000000"])
    def test_says_what_to_do_under_another_key_and_lets_nobody_in(self, settings, code, caplog):
        with_app(make())
        settings.SECRET_KEY = "another-" * 8
        client = Client()
        try_in(client)

        answer = client.post(CODE, {"code": code})

        assert answer.status_code == 503
        assert "Ask those who manage accounts to remove it" in tree(answer).one("main").text
        assert not is_in(client)
        assert "sealed by another SECRET_KEY" in caplog.text
