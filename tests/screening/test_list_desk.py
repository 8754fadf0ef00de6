"""Imported lists at the curators' desk: read, looked at, brought into use or discarded."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.screening.models import ImportedList, ListedParty, ListVersion, WaitingParty
from tests.controls.desk import make_user
from tests.screening.asking import somebody
from tests.screening.importing import import_file, import_ids, in_use, many
from tests.screening.list_files import (
    csl,
    csl_entry,
    designation,
    designations,
    eu,
    eu_entity,
    ofsi,
    ofsi_row,
    statement,
    statements,
    uk_name,
)

pytestmark = pytest.mark.django_db
DESK = "/admin/screening/importedlist/"
ADD = f"{DESK}add/"
VERSIONS = "/admin/screening/listversion/"
State = ListVersion.State


@pytest.fixture
def curator(client, now):
    client.force_login(make_user(now))
    return client


def upload(client, content, **typed):
    raw = content.encode() if isinstance(content, str) else content
    return client.post(ADD, {"file": SimpleUploadedFile("foreign.jsonl", raw), **typed})


def upload_new(client, content, **typed):
    return upload(client, content, **{"key": "foreign", "name": "Foreign list", "form": "ftm", **typed})


def decide(client, version, decision, reason=""):
    return client.post(f"{VERSIONS}{version.pk}/change/", {"decision": decision, "reason": reason})


def words(answer):
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize("address", [DESK, ADD, VERSIONS])
def test_only_curators_come_in(client, address):
    assert client.get(address).url == f"/account/sign-in/?next={address}"
    client.force_login(somebody())
    assert client.get(address).status_code == 403


def test_a_file_is_read_and_waits_until_somebody_has_seen_what_it_changes(curator):
    answer = upload_new(curator, statements("a", "b"))

    version = ListVersion.objects.get()
    assert answer["Location"] == f"{VERSIONS}{version.pk}/change/"
    assert (version.state, version.imported_by, version.file_name) == (
        State.WAITING,
        "ada@example.org",
        "foreign.jsonl",
    )
    assert in_use() == set()
    said = words(curator.get(answer["Location"]))
    assert "2 added, 0 changed, 0 removed" in said
    assert "Party a" in said
    assert "Bring it into use" in said


def test_what_was_seen_is_brought_into_use_without_the_file(curator):
    upload_new(curator, statements("a", "b"))
    answer = decide(curator, ListVersion.objects.get(), "publish")

    assert answer.status_code == 302
    assert in_use() == {"a", "b"}
    version = ListVersion.objects.get()
    assert (version.state, version.decided_by) == (State.PUBLISHED, "ada@example.org")
    said = words(curator.get(f"{VERSIONS}{version.pk}/change/"))
    assert "Bring it into use" not in said
    assert "In use from now on" in said


def test_the_preview_shows_what_is_added_changed_and_removed(curator):
    import_file(statements(*many(20)) + statement("x", name="Old name"))
    upload(
        curator,
        statements(*many(19), "fresh") + statement("x", name="New name"),
        imported_list=ImportedList.objects.get().pk,
    )

    said = words(curator.get(f"{VERSIONS}{ListVersion.objects.newest_first().first().pk}/change/"))
    assert "1 added, 1 changed, 1 removed" in said
    assert "Party fresh (fresh)" in said
    assert "Old name → New name (x)" in said
    assert "Party id-19 (id-19)" in said


def test_the_preview_is_short_and_asks_equally_often_however_long_the_list(curator):
    def queries(count):
        version = import_ids(*many(count), key=f"list-{count}", preview=True)
        address = f"{VERSIONS}{version.pk}/change/"
        curator.get(address)
        with CaptureQueriesContext(connection) as asked:
            said = words(curator.get(address))
        return len(asked), said.count("<li>Party")

    few, many_ = queries(3), queries(300)
    assert few[0] == many_[0]
    assert (few[1], many_[1]) == (3, 20)


def test_errors_come_back_by_line_and_nothing_is_kept(curator):
    said = words(upload_new(curator, statements("a") + statement("b", name="") + "\n{"))

    assert "foreign.jsonl was refused, nothing was imported; 2 errors." in said
    assert "Line 2: names: the party has none." in said
    assert "Line 3: No JSON at sign" in said
    assert not ImportedList.objects.exists()


def test_of_many_errors_the_rest_is_counted(curator):
    assert "and 50 more" in words(upload_new(curator, "{\n" * 150))


def test_a_refused_file_of_a_known_list_is_kept_as_refused(curator):
    import_ids("a")
    upload(curator, "{", imported_list=ImportedList.objects.get().pk)

    version = ListVersion.objects.newest_first().first()
    assert version.state == State.REFUSED
    assert "Line 1: No JSON" in words(curator.get(f"{VERSIONS}{version.pk}/change/"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"key": ""}, "A new list needs this."),
        ({"name": ""}, "A new list needs this."),
        ({"form": ""}, "A new list needs this."),
        ({"key": "Foreign list"}, "Enter a valid “slug”"),
        ({"form": "xlsx"}, "Select a valid choice."),
        ({"imported_list": "999999"}, "Select a valid choice."),
        ({"imported_list": "abc"}, "Select a valid choice."),
        ({"name": "x" * 201}, "at most 200 characters"),
    ],
)
def test_a_form_that_is_not_whole_says_what_is_missing(curator, typed, told):
    assert told in words(upload_new(curator, statements("a"), **typed)).replace("&quot;", "“").replace(
        "“slug“", "“slug”"
    )
    assert not ListVersion.objects.exists()


def test_without_a_file_nothing_is_read(curator):
    answer = curator.post(ADD, {"key": "foreign", "name": "Foreign", "form": "ftm"})

    assert "This field is required." in words(answer)


def test_an_empty_file_is_refused_in_words(curator):
    assert "The file holds no party." in words(upload_new(curator, ""))


def test_a_known_list_keeps_its_key(curator):
    import_ids("a")
    answer = upload(curator, statements("b"), imported_list=ImportedList.objects.get().pk, key="other")

    assert "Only a new list is given a key." in words(answer)


def test_a_key_of_the_register_is_refused(curator):
    answer = upload_new(curator, statements("a"), key="cn-watch-list")

    assert "The register itself has a list" in words(answer)


def test_the_same_file_leads_to_the_version_that_it_is(curator):
    version = import_file(statements("a")).version
    answer = upload(curator, statements("a"), imported_list=ImportedList.objects.get().pk)

    assert answer["Location"] == f"{VERSIONS}{version.pk}/change/"
    assert "This very file was imported before." in words(curator.get(answer["Location"]))


@pytest.fixture
def held():
    import_ids(*many(100))
    return import_ids(*many(10), day=1)


def test_a_held_back_version_is_not_used_without_a_reason(curator, held):
    said = words(decide(curator, held, "publish"))

    assert "90 of 100 entries would vanish; the file has 10. Say why it may be used." in said
    assert len(in_use()) == 100


def test_a_held_back_version_is_used_with_a_reason(curator, held):
    decide(curator, held, "publish", "Regulation 7 took them off.")

    held.refresh_from_db()
    assert (held.state, held.decision_reason) == (State.PUBLISHED, "Regulation 7 took them off.")
    assert len(in_use()) == 10


def test_a_version_is_discarded_with_a_reason(curator, held):
    assert "Say why this version is not used." in words(decide(curator, held, "discard"))
    decide(curator, held, "discard", "A broken download.")

    held.refresh_from_db()
    assert held.state == State.REFUSED
    assert not WaitingParty.objects.exists()
    assert len(in_use()) == 100


@pytest.mark.parametrize("decision", ["", "delete", "publish_held_back"])
def test_a_form_that_says_neither_does_nothing(curator, held, decision):
    assert "the form says neither" in words(decide(curator, held, decision, "x"))


def test_a_decided_version_cannot_be_decided_again(curator, held):
    decide(curator, held, "discard", "Broken.")

    assert "is decided: refused" in words(decide(curator, held, "publish", "After all."))


@pytest.mark.parametrize("pk", ["0", "999999", "abc"])
def test_a_version_that_is_not_there_is_404(curator, pk):
    assert curator.get(f"{VERSIONS}{pk}/change/").status_code == 404


def test_a_list_is_described_and_its_key_stays(curator):
    import_ids("a")
    found = ImportedList.objects.get()
    typed = {
        "name": "Other name",
        "url": "https://example.org/list",
        "terms": "CC BY 4.0",
        "owner": "Hana",
        "expected_count": "12",
        "complete": "on",
        "verified_on": "2026-11-20",
        "key": "stolen",
        "form": "eu",
    }
    assert curator.post(f"{DESK}{found.pk}/change/", typed).status_code == 302

    found.refresh_from_db()
    assert (found.key, found.form) == ("foreign", "ftm")
    assert (found.name, found.owner, found.expected_count, found.complete) == ("Other name", "Hana", 12, True)
    assert found.verified_on.isoformat() == "2026-11-20"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"complete": "on"}, "Say up to which day you checked that the list is complete."),
        ({"verified_on": "20/11/2026"}, "Enter a date as year-month-day"),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL."),
        ({"expected_count": "-1"}, "greater than or equal to 0"),
        ({"name": ""}, "This field is required."),
        ({"owner": "Ha\u202ena"}, "U+202E"),
    ],
)
def test_a_description_that_is_wrong_comes_back_in_words(curator, typed, told):
    import_ids("a")
    found = ImportedList.objects.get()
    answer = curator.post(f"{DESK}{found.pk}/change/", {"name": "Foreign list", **typed})

    assert told in words(answer)


def test_lists_and_versions_are_never_deleted_and_versions_never_typed(curator):
    version = import_ids("a")

    assert curator.post(f"{DESK}{version.imported_list_id}/delete/", {"post": "yes"}).status_code == 403
    assert curator.post(f"{VERSIONS}{version.pk}/delete/", {"post": "yes"}).status_code == 403
    assert curator.get(f"{VERSIONS}add/").status_code == 403
    assert ListedParty.objects.count() == 1


def test_versions_of_all_lists_stand_in_one_queue(curator, held):
    import_ids("a", key="second", name="Second list")
    said = words(curator.get(f"{VERSIONS}?state__exact=held_back"))

    assert "1 version of a list" in said
    assert "Second list" in words(curator.get(VERSIONS))


def test_names_of_a_list_are_shown_as_text(curator):
    upload_new(curator, statement("a", name="<script>alert(1)</script>"))

    answer = curator.get(f"{VERSIONS}{ListVersion.objects.get().pk}/change/")
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("csv", "id,name\na,Ondarra\n"),
        ("us-csl", csl(csl_entry())),
        ("eu", eu(eu_entity('<nameAlias wholeName="Ondarra"/>'))),
        ("uk-ofsi", ofsi(ofsi_row(Name_6="ONDARRA"))),
        ("uk-sl", designations(designation("<Names>" + uk_name(Name6="ONDARRA") + "</Names>"))),
    ],
)
def test_a_file_of_every_format_is_read_at_the_desk(curator, form, content):
    upload_new(curator, content, form=form)

    version = ListVersion.objects.get()
    assert (version.state, version.form, version.count) == (State.WAITING, form, 1)
    assert "ondarra" in words(curator.get(f"{VERSIONS}{version.pk}/change/")).lower()


def test_a_known_list_may_come_in_another_format(curator):
    import_ids("a")
    upload(curator, "id,name\na,Party a\nb,Ondarra\n", imported_list=ImportedList.objects.get().pk, form="csv")

    version = ListVersion.objects.newest_first().first()
    assert (version.form, version.imported_list.form) == ("csv", "ftm")
    # The table says of no party what kind it is: that is another content.
    assert (version.added, version.changed, version.removed) == (1, 1, 0)


def test_the_desk_names_what_it_has_for_screening(curator):
    import_ids("a")

    assert "Imported lists" in words(curator.get("/admin/"))
    assert "Foreign list" in words(curator.get(DESK))
    assert "docs/lists.md" in words(curator.get(f"{ADD}?list=1"))
