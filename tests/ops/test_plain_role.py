"""What web, worker and beat of `make run` are given: the plain role's address, and never the owner's."""

import pytest

from ops import product
from ops.embedded import Embedded
from ops.places import Places

OWNER = {"DATABASE_URL": "postgres://register@/register?host=/run"}


class Servers:
    """Starts nothing."""

    def __init__(self, **parts):
        self.embedded = Embedded(**parts)
        self.database_url, self.redis_url = self.embedded.database_url, self.embedded.redis_url
        self.plain_database_url = self.embedded.plain_database_url

    def start_postgres(self, supervisor):
        pass

    start_broker = start_postgres


@pytest.fixture
def started(monkeypatch, tmp_path):
    monkeypatch.setattr(product, "Embedded", Servers)
    monkeypatch.setattr(product, "account_for_services", lambda: None)
    places = Places(data=tmp_path)
    places.make()

    def start(*, throwaway=False, **given):
        env = dict(given)
        product.start_services(None, places, env, throwaway=throwaway)
        return env

    return start


def test_the_embedded_database_has_an_owner_and_a_plain_role(started):
    env = started()

    assert env["DATABASE_URL"].startswith("postgres://register@/register?host=")
    assert env["APP_DATABASE_URL"] == env["DATABASE_URL"].replace("register@", "register_app@")


def test_a_database_of_ones_own_keeps_the_addresses_that_were_given(started):
    assert "APP_DATABASE_URL" not in started(**OWNER)


def test_a_database_that_is_thrown_away_has_one_role(started):
    assert "APP_DATABASE_URL" not in started(throwaway=True)


@pytest.mark.parametrize("owner", ["DATABASE_URL", "DATABASE_URL_FILE"])
@pytest.mark.parametrize("plain", ["APP_DATABASE_URL", "APP_DATABASE_URL_FILE"])
def test_with_few_rights_there_is_one_address_and_it_is_the_plain_one(owner, plain):
    given = {owner: "the owner's", plain: "the plain one's", "REDIS_URL": "redis://here"}

    assert product.with_few_rights(given) == {
        plain.removeprefix("APP_"): "the plain one's",
        "REDIS_URL": "redis://here",
    }


def test_where_no_plain_role_is_named_nothing_changes():
    assert product.with_few_rights(OWNER | {"APP_DATABASE_URL": ""}) == OWNER | {"APP_DATABASE_URL": ""}


def test_workers_and_web_server_are_started_with_few_rights_and_the_rest_with_the_owners(monkeypatch, tmp_path):
    """The order of a start, each step with the address that it was given."""
    seen = {}
    env = {"DATABASE_URL": "owner", "APP_DATABASE_URL": "plain", "DATA_DIR": str(tmp_path), "PORT": ""}
    for name, place in {"prepare": 1, "make_first_account": 2, "start_workers": 2, "start_web": 1}.items():
        monkeypatch.setattr(
            product, name, lambda *given, name=name, place=place: seen.update({name: given[place]["DATABASE_URL"]})
        )
    monkeypatch.setattr(product.os, "environ", env)
    monkeypatch.setattr(product, "start_services", lambda *_given: None)
    monkeypatch.setattr(product, "wait_until_well", lambda *_given, **_named: None)
    monkeypatch.setattr(product.Supervisor, "watch", lambda _self: None)

    product.run()

    assert seen == {"prepare": "owner", "make_first_account": "owner", "start_workers": "plain", "start_web": "plain"}
