"""Where reading is not open: nothing is shown, hinted at, or kept for somebody else."""

import pytest
from django.core.cache import caches
from django.test import override_settings

from controls.models import User
from controls.services import access
from tests.controls.desk import make_user
from tests.controls.markup import tree
from tests.controls.tour import DATED, VIEWS
from tests.factories import make_entity

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
closed = override_settings(PUBLIC_READING=False)
by_page = pytest.mark.parametrize("path", DATED.values(), ids=DATED)


@pytest.fixture
def reader(client, now):
    """Somebody with an account and no further right, signed in."""
    user = access.create_user(email="reader@example.org", password="a-long-quiet-sentence-7", at=now)
    client.force_login(user)
    return client


@by_page
@closed
def test_a_visitor_is_led_to_the_sign_in_and_back(client, path):
    answer = client.get(path)

    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/account/sign-in/?next={path}"


@closed
def test_the_whole_question_comes_back_after_signing_in(client):
    answer = client.get("/entities/?list=cn-watch-list&as_of=2026-03-01")

    assert answer.headers["Location"] == (
        "/account/sign-in/?next=/entities/%3Flist%3Dcn-watch-list%26as_of%3D2026-03-01"
    )


@by_page
@closed
def test_a_wrong_question_of_a_visitor_is_not_even_looked_at(client, path):
    assert client.get(f"{path}?as_of=nonsense").status_code == 302


@closed
def test_a_visitor_does_not_learn_which_keys_exist(client):
    there, not_there = client.get("/entities/subaru-corporation/"), client.get("/entities/nobody/")

    assert (there.status_code, not_there.status_code) == (302, 302)
    assert there.content == not_there.content == b""


@by_page
@closed
def test_nothing_is_kept(client, path):
    caches["pages"].clear()

    answer = client.get(path)

    assert not caches["pages"]._cache
    assert "ETag" not in answer.headers


@by_page
@closed
def test_somebody_who_is_signed_in_reads_everything(reader, path):
    assert reader.get(path).status_code == 200


@closed
def test_what_a_reader_read_is_not_handed_to_the_next_visitor(reader, client):
    assert b"SUBARU" in reader.get("/entities/?q=subaru").content
    reader.logout()

    answer = client.get("/entities/?q=subaru")

    assert answer.status_code == 302
    assert b"SUBARU" not in answer.content


@closed
def test_the_fragment_for_htmx_is_closed_too(client):
    assert client.get("/entities/", headers={"HX-Request": "true"}).status_code == 302


@closed
@pytest.mark.parametrize("path", ["/api/v1/listings/", "/api/v1/changes/", "/api/v1/listings/export.csv"])
def test_the_doors_of_programs_are_closed_too(client, path):
    assert client.get(path).status_code == 401


@closed
def test_an_account_that_was_switched_off_reads_nothing_more(reader, now):
    user = User.objects.get(email="reader@example.org")
    user.is_active = False
    user.save()

    assert reader.get("/entities/").status_code == 302


@closed
@pytest.mark.parametrize("address", VIEWS.values(), ids=VIEWS)
def test_no_view_is_open_by_its_parameters(client, address):
    assert client.get(address).status_code == 302


def test_open_pages_say_the_same_to_curators_and_visitors(client, now):
    entity = make_entity("Same For All Ltd")
    shown = tree(client.get(f"/entities/{entity.key}/")).one("main").text

    client.force_login(make_user(now))

    assert tree(client.get(f"/entities/{entity.key}/")).one("main").text == shown


def test_a_page_for_somebody_who_is_signed_in_is_not_kept_for_others(client, now):
    caches["pages"].clear()
    client.force_login(make_user(now))

    client.get("/entities/")

    assert not caches["pages"]._cache
