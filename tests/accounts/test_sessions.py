"""When a session begins and ends, and that it is then dead everywhere."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.utils import timezone

from controls.services import access
from tests.accounts.people import OTHER, PASSWORD, address_in, is_in, letter_to, make, proved, signed_in, try_in
from tests.config.test_settings import read
from tests.controls.markup import tree
from tests.controls.tour import set_clock

pytestmark = pytest.mark.django_db
BEGAN = timezone.datetime.fromisoformat("2026-11-21T12:00:00+08:00")


@pytest.fixture
def ada():
    return make()


@pytest.fixture
def clock(monkeypatch):
    """Moves the clock to so long after noon."""

    def move(**after):
        return set_clock(monkeypatch, (BEGAN + timedelta(**after)).isoformat())

    move()
    return move


def key(client):
    return client.cookies["sessionid"].value


class TestIdentity:
    def test_signing_in_gives_another_id_than_before(self, ada):
        client = Client()
        session = client.session
        session["planted"] = "by somebody else"
        session.save()
        client.cookies["sessionid"] = session.session_key

        try_in(client)

        assert key(client) != session.session_key
        assert not Session.objects.filter(session_key=session.session_key).exists()

    def test_an_id_that_somebody_made_up_is_not_taken_over(self, ada):
        client = Client()
        client.cookies["sessionid"] = "madeupbysomebodyelse0000000000000"

        try_in(client)

        assert key(client) != "madeupbysomebodyelse0000000000000"

    def test_the_second_step_gives_another_id_again(self, ada):
        client = signed_in()
        before = key(client)
        client.post("/account/sign-out/")

        try_in(client)

        assert key(client) != before

    def test_signing_out_is_a_post_and_the_id_is_of_no_more_use(self, ada):
        client = signed_in()
        old = key(client)
        client.get("/account/sign-out/")
        assert is_in(client)

        client.post("/account/sign-out/")

        thief = Client()
        thief.cookies["sessionid"] = old
        assert not is_in(thief)

    def test_signing_out_needs_the_token_of_a_form(self, ada):
        client = Client(enforce_csrf_checks=True)
        client.force_login(ada)

        assert client.post("/account/sign-out/").status_code == 403
        assert is_in(client)


class TestEnds:
    def test_a_new_password_ends_the_sessions_on_other_devices(self, ada):
        here, there = signed_in(), signed_in()

        here.post("/account/password/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})

        assert is_in(here)
        assert not is_in(there)

    def test_a_password_set_by_a_letter_ends_them_all_but_the_new_one(self, ada):
        there, here = signed_in(), Client()

        here.post("/account/password/forgotten/", {"email": ada.email})
        form = here.get(address_in(letter_to(ada.email)))["Location"]
        here.post(form, {"password1": OTHER, "password2": OTHER})

        assert (is_in(here), is_in(there)) == (True, False)

    @pytest.mark.parametrize("fields", [{"is_active": False}, {"role": "screener"}, {"role": "admin"}])
    def test_disablement_and_another_role_end_them(self, ada, fields):
        client = signed_in()

        access.change_user(user=ada, fields=fields)

        assert not is_in(client)
        assert client.get("/api/v1/screening/batches/").status_code in (401, 403)

    def test_another_name_does_not(self, ada):
        client = signed_in()

        access.change_user(user=ada, fields={"name": "Ada Lovelace"})

        assert is_in(client)

    def test_a_password_from_those_who_manage_accounts_ends_them(self, ada):
        client = signed_in()

        access.change_user(user=ada, fields={}, password=OTHER)

        assert not is_in(client)

    def test_all_others_can_be_ended_by_hand(self, ada):
        here, there = signed_in(), signed_in()

        assert len(tree(here.get("/account/signed-in/")).one("main").all("tr")) == 3
        here.post("/account/signed-in/")

        assert (is_in(here), is_in(there)) == (True, False)

    def test_the_session_of_somebody_else_is_neither_shown_nor_ended(self, ada):
        make("grace@example.org")
        graces, adas = signed_in("grace@example.org"), signed_in()

        assert len(tree(adas.get("/account/signed-in/")).one("main").all("tr")) == 2
        adas.post("/account/signed-in/")

        assert is_in(graces)


class TestAges:
    def test_twelve_hours_without_a_page_end_it(self, ada, clock):
        client = signed_in()

        clock(hours=11, minutes=59)
        assert is_in(client)
        clock(hours=24, minutes=0)

        assert not is_in(client)

    def test_pages_keep_it_alive(self, ada, clock):
        client = signed_in()

        for hours in range(10, 160, 10):
            clock(hours=hours)
            assert is_in(client), hours

    def test_seven_days_end_it_whatever_happens_in_it(self, ada, clock):
        client = signed_in()
        for hours in range(6, 168, 6):
            clock(hours=hours)
            assert is_in(client), hours

        clock(hours=167, minutes=59)
        assert is_in(client)
        clock(hours=168)

        assert not is_in(client)

    def test_signing_in_again_begins_seven_days_anew(self, ada, clock):
        client = signed_in()
        clock(hours=11)
        client.post("/account/sign-out/")
        try_in(client)

        for hours in range(17, 178, 6):
            clock(hours=hours)
            assert is_in(client), hours

    def test_the_cookie_ends_with_it(self, ada, clock):
        client = signed_in()
        assert client.cookies["sessionid"]["max-age"] == 12 * 60 * 60
        for hours in (11, 22, 33, 44, 55, 66, 77, 88, 99, 110, 121, 132, 143, 154, 165):
            clock(hours=hours)
            client.get("/account/")

        assert client.cookies["sessionid"]["max-age"] == 3 * 60 * 60

    def test_reading_writes_once_in_five_minutes(self, ada, clock, django_assert_max_num_queries):
        client = signed_in()
        end = Session.objects.get(session_key=key(client)).expire_date

        clock(minutes=4, seconds=59)
        client.get("/account/")
        assert Session.objects.get(session_key=key(client)).expire_date == end
        clock(minutes=5)
        client.get("/account/")

        assert Session.objects.get(session_key=key(client)).expire_date == end + timedelta(minutes=5)

    def test_a_step_that_waits_for_its_code_ends_too(self, ada, clock):
        client = Client()
        session = client.session
        session["waiting"] = 1
        session.save()

        clock(hours=13)

        assert Client(cookies={"sessionid": session.session_key}).session.get("waiting") is None


class TestCookies:
    def test_behind_tls_they_are_bound_to_host_and_https(self):
        names = ("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE")
        found = read(*names, HTTPS="1").stdout

        assert '"SESSION_COOKIE_NAME": "__Host-sessionid"' in found
        assert '"SESSION_COOKIE_SECURE": true' in found
        assert '"SESSION_COOKIE_HTTPONLY": true' in found
        assert '"SESSION_COOKIE_SAMESITE": "Lax"' in found

    def test_no_script_reads_them(self, ada):
        client = signed_in()

        assert {name: bool(each["httponly"]) for name, each in client.cookies.items()} == {
            "sessionid": True,
            "csrftoken": True,
            "device": True,
        }

    def test_pages_of_an_account_are_kept_by_nobody(self, ada):
        client = proved(signed_in())
        pages = [
            "/account/",
            "/account/e-mail/",
            "/account/password/",
            "/account/signed-in/",
            "/account/second-factor/",
        ]
        pages += ["/account/second-factor/app/", "/account/second-factor/keys/add/"]

        kept = {page: client.get(page).get("Cache-Control", "") for page in pages}

        assert {page for page, said in kept.items() if "no-store" not in said or "private" not in said} == set()
        assert mail.outbox == []
