"""Rows of lists that were recorded since the last visit: a word for who is signed in, nothing for anybody else."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.models import User
from controls.views.visits import with_mark
from tests.controls.desk import make_user
from tests.controls.tour import set_clock
from tests.factories import make_listing, make_notice

pytestmark = pytest.mark.django_db
VISIT = datetime.fromisoformat("2026-12-05T10:00+08:00")
EARLY = datetime.fromisoformat("2001-01-01T00:00+08:00")
PAGES = ["/entities/", "/measures/", "/changes/"]


@pytest.fixture
def reader(client, monkeypatch):
    """Somebody whose last visit ended at ten, later than all of the seed."""
    at = set_clock(monkeypatch, "2026-12-05T12:00+08:00")
    user = make_user(at, role="reader")
    visited(user, VISIT)
    client.force_login(user)
    return client


def visited(user, at):
    User.objects.filter(pk=user.pk).update(last_visit_at=at, seen_at=at)


def marks(client, path):
    return client.get(path).content.decode().count("since your last visit</mark>")


@pytest.mark.parametrize("path", PAGES)
def test_rows_recorded_before_the_last_visit_have_no_mark(reader, path):
    assert marks(reader, path) == 0


@pytest.mark.parametrize("path", PAGES)
def test_all_rows_are_marked_for_whose_last_visit_was_before_all_of_them(reader, path):
    visited(User.objects.get(), EARLY)

    assert marks(reader, path) > 10


@pytest.mark.parametrize("path", PAGES)
def test_visitors_and_who_comes_for_the_first_time_see_no_mark(client, now, path):
    assert marks(client, path) == 0
    client.force_login(make_user(now, role="reader"))

    assert marks(client, path) == 0


def test_an_entry_that_was_added_is_new_and_only_that(reader):
    listing = make_listing(notice=make_notice())
    page = reader.get("/entities/", {"list": listing.entity_list.key}).content.decode()

    assert page.count("<mark>new since your last visit</mark>") == 1


def test_what_is_kept_for_everybody_has_no_mark(reader, client):
    listing = make_listing(notice=make_notice())
    path = f"/entities/?list={listing.entity_list.key}"
    assert marks(reader, path) == 1
    client.logout()

    assert marks(client, path) == 0


@pytest.mark.parametrize(("path", "most"), [("/entities/", 1), ("/measures/", 1), ("/changes/", 0)])
def test_marks_cost_at_most_one_question(reader, path, most):
    user = User.objects.get()

    def asked():
        reader.get(path)
        with CaptureQueriesContext(connection) as queries:
            reader.get(path)
        return len(queries)

    with_marks = asked()
    visited(user, None)

    assert with_marks - asked() == most


def test_a_mark_stands_behind_the_name_and_its_words_are_escaped():
    assert with_mark("<tr><a>N</a><a>M</a></tr>", "<new>") == "<tr><a>N</a> <mark>&lt;new&gt;</mark><a>M</a></tr>"


def test_a_row_without_a_link_stays_as_it_is():
    assert with_mark("<tr></tr>", "new") == "<tr></tr>"
