"""What readers and programs learn of four eyes: two names for those who are signed in, two curators for others."""

from typing import Any

import pytest
from django.test import Client

from controls.models import Change
from controls.services import access
from tests.controls.desk import PASSWORD, changes_of
from tests.controls.proposing import correct_as, publish, signed_in, two_curators
from tests.factories import make_source

pytestmark = pytest.mark.django_db
NAMES = ("ada@example.org", "grace@example.org")


@pytest.fixture
def change(now: Any) -> Change:
    ada, grace = two_curators(now)
    fact = make_source(title="Old title")
    publish(correct_as(fact, ada, title="New title"), grace)
    return changes_of(fact)[-1]


@pytest.fixture
def reader(now: Any) -> Client:
    return signed_in(access.create_user(email="reader@example.org", password=PASSWORD, at=now))


def test_a_visitor_learns_that_there_were_two_but_not_who(client: Client, change: Change) -> None:
    page = client.get(f"/changes/{change.pk}/").content.decode()

    assert "<dt>Recorded by</dt><dd>a curator</dd>" in page
    assert "<dt>Published</dt><dd>by a curator, as the second person</dd>" in page
    assert not [name for name in NAMES if name in page]


def test_who_is_signed_in_reads_both_names(reader: Client, change: Change) -> None:
    page = reader.get(f"/changes/{change.pk}/").content.decode()

    assert '<dt>Recorded by</dt><dd><span translate="no">ada@example.org</span></dd>' in page
    assert "<dt>Published</dt><dd>by grace@example.org, as the second person</dd>" in page


def test_a_visitor_reads_what_came_from_the_seed(client: Client) -> None:
    first = Change.objects.earliest("id")

    page = client.get(f"/changes/{first.pk}/").content.decode()

    assert '<dt>Recorded by</dt><dd><span translate="no">seed</span></dd>' in page
    assert "<dt>Published</dt><dd>directly: loaded from the reviewed tables</dd>" in page


def test_of_an_old_entry_no_page_says_how_it_was_published(client: Client, change: Change) -> None:
    """As rows from before the two columns: empty, and never to be filled in afterwards."""
    change.pk, change.version, change.publication, change.approved_by = None, 3, "", ""
    change.save()

    page = client.get(f"/changes/{change.pk}/").content.decode()
    answer = client.get(f"/api/v1/changes/{change.pk}/").json()

    assert "<dt>Published</dt>" not in page
    assert (answer["publication"], answer["approved_by"]) == (None, None)


def test_a_program_without_a_key_reads_curator_twice(client: Client, change: Change) -> None:
    answer = client.get(f"/api/v1/changes/{change.pk}/").json()

    assert (answer["actor"], answer["publication"], answer["approved_by"]) == ("curator", "four_eyes", "curator")


def test_a_program_with_a_key_reads_both_names(client: Client, change: Change, now: Any) -> None:
    user = access.create_user(email="program@example.org", password=PASSWORD, at=now)
    _row, key = access.issue_key(user=user, name="a program", at=now)
    headers = {"Authorization": f"Bearer {key}"}

    answer = client.get(f"/api/v1/changes/?after={change.pk - 1}", headers=headers).json()["results"][0]
    table = b"".join(client.get("/api/v1/changes/export.csv?subject_type=source", headers=headers)).decode()

    assert (answer["actor"], answer["approved_by"]) == NAMES
    assert "actor,publication,approved_by,action" in table
    assert "ada@example.org,four_eyes,grace@example.org,corrected" in table


def test_no_address_of_a_curator_leaves_the_register_without_a_key(client: Client, change: Change) -> None:
    addresses = [f"/changes/{change.pk}/", "/changes/", f"/api/v1/changes/?after={change.pk - 1}"]
    addresses += ["/api/v1/changes/export.json?subject_type=source", "/api/v1/changes/export.csv?subject_type=source"]

    for address in addresses:
        answer = client.get(address)
        text = (b"".join(answer) if answer.streaming else answer.content).decode()
        assert not [name for name in NAMES if name in text], address


def test_the_desk_tells_both_in_the_history_of_the_fact(now: Any) -> None:
    ada, grace = two_curators(now)
    fact = make_source(title="Old title")
    publish(correct_as(fact, ada, title="New title"), grace)

    page = signed_in(ada).get(f"/admin/controls/source/{fact.pk}/history/").content.decode()

    assert "by ada@example.org" in page
    assert "Published by grace@example.org." in page
    assert "Published directly, by a program." in page
