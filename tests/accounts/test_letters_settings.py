"""How the operator's settings become a way for letters, and what the desk can do for somebody locked out."""

import json

import pytest

from config.accounts import mail_backend
from controls.services import access, signins
from controls.tasks import prune_sign_ins
from tests.accounts.people import is_in, make, signed_in, try_in, with_app
from tests.config.test_settings import read
from tests.controls.desk import prove, url


@pytest.mark.parametrize(
    ("host", "directory", "kind"),
    [
        ("mail.example.org", "", "smtp"),
        ("mail.example.org", "/var/mail", "smtp"),
        ("", "/var/mail", "filebased"),
        ("", "", "dummy"),
    ],
)
def test_letters_go_to_the_server_or_into_files_or_nowhere(host, directory, kind):
    assert mail_backend(host=host, directory=directory) == f"django.core.mail.backends.{kind}.EmailBackend"


def settings_of(**environ):
    names = ("EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_PORT", "EMAIL_HOST_PASSWORD", "SENDS_MAIL", "EMAIL_FILE_PATH")
    return json.loads(read(*names, **environ).stdout)


@pytest.mark.parametrize(
    ("said", "upgraded", "whole"), [("starttls", True, False), ("tls", False, True), ("none", False, False)]
)
def test_tls_is_one_of_three(said, upgraded, whole):
    found = settings_of(EMAIL_HOST="mail.example.org", EMAIL_TLS=said, EMAIL_PORT="2525")

    assert (found["EMAIL_USE_TLS"], found["EMAIL_USE_SSL"], found["EMAIL_PORT"]) == (upgraded, whole, 2525)
    assert found["SENDS_MAIL"] is True


def test_without_a_server_the_pages_are_told(tmp_path):
    found = settings_of(MAIL_DIR=str(tmp_path))

    assert (found["SENDS_MAIL"], found["EMAIL_FILE_PATH"]) == (False, str(tmp_path))


def test_the_password_may_stand_in_a_file(tmp_path):
    file = tmp_path / "password"
    file.write_text("from-a-file\n", encoding="utf-8")

    assert settings_of(EMAIL_PASSWORD_FILE=str(file))["EMAIL_HOST_PASSWORD"] == "from-a-file"


@pytest.mark.parametrize(
    ("name", "value"), [("EMAIL_TLS", "ssl"), ("EMAIL_PORT", "25a"), ("REQUIRE_SECOND_FACTOR", "yes")]
)
def test_a_malformed_setting_stops_the_start_with_its_name(name, value):
    assert name in read("DEBUG", **{name: value}).stderr


@pytest.mark.django_db
class TestTheDesk:
    def remove(self, client, user):
        form = {"action": "remove_second_factors", "_selected_action": [str(user.pk)]}
        return client.post(url(type(user), "changelist"), form, follow=True)

    def test_removes_the_second_factors_of_somebody_who_lost_them(self, client):
        ada = make()
        with_app(ada)
        client.force_login(make("boss@example.org", "admin"))

        page = self.remove(prove(client), ada)

        assert "Removed 1 second factor." in [str(message) for message in page.context["messages"]]
        assert is_in(signed_in())

    def test_and_that_is_for_those_who_manage_accounts(self, client):
        ada = make()
        with_app(ada)
        client.force_login(make("editor@example.org", "editor"))

        assert self.remove(client, ada).status_code == 403
        assert access.has_second_factor(user=ada)


@pytest.mark.django_db
def test_the_clock_takes_old_tries_away(client, monkeypatch):
    try_in(client, "nobody@example.org", "wrong")
    monkeypatch.setattr(signins, "KEPT", signins.timedelta(0))

    assert prune_sign_ins() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("page", "questions"), [("/account/sign-in/", 1), ("/account/password/forgotten/", 1)])
def test_open_pages_ask_only_for_the_revision(client, django_assert_num_queries, page, questions):
    client.get(page)

    with django_assert_num_queries(questions):
        assert client.get(page).status_code == 200


@pytest.mark.django_db
def test_the_page_of_an_account_asks_a_fixed_number_of_questions(django_assert_num_queries):
    make()
    client = signed_in()
    client.get("/account/")

    with django_assert_num_queries(4):  # session, account, revision, second factors
        client.get("/account/")
