"""What somebody may send to break the pages, the endpoints and the desk of imported lists: refused, and never 500."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from controls.screening.models import ImportedList, ListVersion
from controls.screening.services import listed, lists
from controls.screening.services.sources import own_id as own_id_of
from controls.screening.services.sources import source_of
from tests.controls.desk import make_user
from tests.screening.asking import somebody
from tests.screening.importing import import_file, import_ids, in_use, many, noon
from tests.screening.list_files import csl, csl_entry, statement, statements

pytestmark = pytest.mark.django_db
PAGE, VERSIONS = "/screening/lists/", "/api/v1/screening/lists/foreign/versions/"
ADD = "/admin/screening/importedlist/add/"
QUERIES = [
    "page=0",
    "page=-1",
    "page=9223372036854775808",
    "page=abc",
    "page=%00",
    "page=1%27%20OR%201=1",
    "page=" + "9" * 400,
    "page_size=501",
    "as_of=2026-13-01",
    "as_of=%ff",
    "as_of=0000-00-00",
    "as_of=٢٠٢٦-٠١-٠١",
]


@pytest.fixture
def reader(client, today):
    import_ids(*many(3))
    client.force_login(somebody())
    return client


@pytest.fixture
def curator(client, now):
    client.force_login(make_user(now))
    return client


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("address", [f"{PAGE}foreign/", VERSIONS])
def test_a_hostile_question_is_answered_with_400(reader, address, query):
    assert reader.get(f"{address}?{query}").status_code == 400


@pytest.mark.parametrize("key", ["%00", "..%2f..", "a'b", "foreign%20", "ｆoreign", "x" * 3_000, "%ff"])
def test_a_hostile_key_is_nobody(reader, key):
    for address in (f"{PAGE}{key}/", f"/api/v1/screening/lists/{key}/versions/"):
        assert reader.get(address).status_code in (400, 404)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "post"])
@pytest.mark.parametrize("address", [PAGE, f"{PAGE}foreign/", "/api/v1/screening/lists/", VERSIONS])
def test_nothing_is_written_by_another_method(reader, address, method):
    answer = getattr(reader, method)(address, data="{}", content_type="application/json")

    assert answer.status_code in (403, 405)
    assert ListVersion.objects.count() == 1


def archive():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("list.jsonl", b"0" * 5_000_000)
    return packed.getvalue()


HOSTILE_FILES = {
    "empty": b"",
    "white space": b" \n\t\n",
    "nul": b"\x00" * 2_000,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "an archive": archive(),
    "utf-16": statements("a").encode("utf-16"),
    "shift-jis": "株式会社御影".encode("shift-jis"),
    "brackets": b"[" * 100_000,
    "one line of two megabytes": b'{"id": "' + b"x" * 2_000_000,
    "quotes that never close": b'id,name\n"a,' + b"b\n" * 100_000,
    "five thousand columns": b",".join(b"c%d" % number for number in range(5_000)),
    "billion laughs": b'<!DOCTYPE export [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><export>&b;</export>',
    "a page": b"<!doctype html><html><body>Maintenance</body></html>",
    "the wrong order of bytes": b"\xef\xbb\xbf\xef\xbb\xbf{}",
    "lone surrogates": b'{"id": "\\ud800", "schema": "Company", "properties": {"name": ["\\udfff"]}}',
    "a list of nothing": b'{"results": []}',
    "results without end": b'{"results": [' + b"{}," * 100,
    "numbers without end": b'{"id": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("form", ["ftm", "csv", "us-csl", "eu", "uk-ofsi", "uk-sl"])
@pytest.mark.parametrize("content", HOSTILE_FILES.values(), ids=HOSTILE_FILES)
def test_a_hostile_file_is_refused_in_words_by_every_format(curator, form, content):
    typed = {"key": "foreign", "name": "Foreign list", "form": form}
    answer = curator.post(ADD, {"file": SimpleUploadedFile("list.bin", content), **typed})

    assert answer.status_code == 200
    assert "was refused, nothing was imported" in answer.content.decode()
    assert not ImportedList.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a" * 400 + ".csv", "=cmd().csv", "名簿.jsonl"])
def test_a_hostile_name_of_a_file_does_no_harm(curator, name):
    typed = {"key": "foreign", "name": "Foreign list", "form": "ftm"}
    answer = curator.post(ADD, {"file": SimpleUploadedFile(name, statements("a").encode()), **typed})

    assert answer.status_code == 302
    version = ListVersion.objects.get()
    assert len(version.file_name) <= 200
    assert "/" not in version.file_name


@pytest.mark.parametrize(
    "own_id", ["a/b", "a@2", "../x", "a:b", "日本", "a b", "'; DROP TABLE x; --", "%s", "{}", "\\", '"', "a" * 200]
)
def test_any_number_of_an_entry_is_kept_found_and_described(own_id):
    import_file(statement(own_id, name="Ondarra Quarzitwerke"))
    held = import_file(statement(own_id, name="Ondarra Quarzwerke"), day=1).version
    lists.publish_held_back(version=held, reason="They renamed it.", by="hana", at=noon(1))

    keys = [party.key for party in listed.parties()]
    assert in_use() == {own_id}
    assert {own_id_of(key=key) for key in keys} == {own_id}
    assert {source_of(key=key).PREFIX for key in keys} == {"party"}
    assert sorted(entry["entity"]["name"] for entry in listed.described(keys=keys, on=None).values()) == [
        "Ondarra Quarzitwerke",
        "Ondarra Quarzwerke",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "=HYPERLINK(1)",
        "Сubaru",
        "Sub\u200baru",
        "e\u0301" * 300,
        "👩‍🔬 Labs",
        "x" * 1_000,
        "<script>alert(1)</script>",
        "%",
        "\u0644\u0634\u0631\u0643\u0629 \u200f",
    ],
)
def test_any_name_is_kept_as_it_was_written_and_can_be_screened(reader, name):
    import_file(statement("odd", name=name), key="odd", name="Odd names")
    asked = {"name": "Ondarra Quarzitwerke", "lists": ["odd"]}
    answer = reader.post("/api/v1/screening/checks/", json.dumps(asked), content_type="application/json")

    assert answer.status_code == 201
    assert [each["list"] for each in answer.json()["searched"]] == ["odd"]


def test_an_entry_with_the_most_that_is_allowed_is_screened(reader):
    aliases = [f"Ondarra Quarzit {number} " + "x" * 900 for number in range(499)]
    import_file(statement("big", name="Ondarra Quarzitwerke", alias=aliases), key="big", name="Big")
    answer = reader.post(
        "/api/v1/screening/checks/",
        json.dumps({"name": "Ondarra Quarzitwerke", "lists": ["big"]}),
        content_type="application/json",
    )

    assert answer.json()["hits"][0]["key"] == "party:big/big"


def test_an_entry_of_another_list_with_the_same_number_is_another_entry(reader):
    import_file(csl(csl_entry(name="Ondarra Quarzitwerke")), key="one", name="One", form="us-csl")
    import_file(csl(csl_entry(name="Ondarra Quarzitwerke")), key="two", name="Two", form="us-csl")
    answer = reader.post(
        "/api/v1/screening/checks/", json.dumps({"name": "Ondarra Quarzitwerke"}), content_type="application/json"
    )

    assert [hit["key"] for hit in answer.json()["hits"]] == ["party:one/9f1c", "party:two/9f1c"]
