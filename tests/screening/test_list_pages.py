"""Pages of screened lists: what is in use, what is held back and why, every version."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.screening.models import ImportedList
from controls.screening.services import lists
from tests.controls.markup import tree
from tests.screening.asking import somebody
from tests.screening.importing import import_file, import_ids, many, noon
from tests.screening.list_files import statement

pytestmark = pytest.mark.django_db
LISTS = "/screening/lists/"


@pytest.fixture
def signed_in(client, today):
    client.force_login(somebody())
    return client


def page(client, address=LISTS):
    answer = client.get(address)
    assert answer.status_code == 200
    return tree(answer)


@pytest.fixture
def held():
    import_ids(*many(100))
    return import_ids(*many(10), day=1)


@pytest.mark.parametrize("address", [LISTS, f"{LISTS}foreign/"])
def test_a_visitor_is_sent_to_sign_in(client, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"] == f"/account/sign-in/?next={address}"


@pytest.mark.parametrize("address", [LISTS, f"{LISTS}foreign/"])
def test_pages_are_read_and_not_written_and_kept_by_nobody(signed_in, address):
    import_ids("a")

    assert signed_in.post(address).status_code == 405
    assert signed_in.get(address)["Cache-Control"] == "private, no-store"


def test_without_an_import_only_the_lists_of_the_register_are_there(signed_in):
    words = page(signed_in).one("main").text

    assert "No list is imported. Only the lists of the register are searched." in words
    assert "Watch List" in words


def test_an_imported_list_stands_beside_those_of_the_register(signed_in):
    import_ids("a", "b")
    words = page(signed_in).one("main").text

    assert "Foreign list" in words
    assert "version 1, since 1 Nov 2026" in words
    assert "not known to be complete" in words


def test_a_list_that_is_complete_says_up_to_when(signed_in):
    import_ids("a")
    fields = {"complete": True, "verified_on": noon(0).date()}
    lists.describe(imported_list=ImportedList.objects.get(), fields=fields)

    assert "2026-11-01" in page(signed_in).one("main").text
    assert "verified 1 Nov 2026" in page(signed_in, f"{LISTS}foreign/").one("main").text


def test_a_file_that_is_held_back_is_announced_on_both_pages(signed_in, held):
    assert "Foreign list: a newer file is held back." in page(signed_in).one("main").text
    words = page(signed_in, f"{LISTS}foreign/").one("main").text
    assert "Version 2 is held back." in words
    assert "90 of 100 entries would vanish; the file has 10." in words
    assert "The earlier version stays in use until a person has looked." in words


def test_after_the_decision_the_banner_is_gone_and_the_reason_stays(signed_in, held):
    lists.publish_held_back(version=held, reason="Cut by regulation 7.", by="hana", at=noon(2))
    words = page(signed_in, f"{LISTS}foreign/").one("main").text

    assert "is held back" not in words
    assert "hana: Cut by regulation 7." in words


def test_a_version_that_waits_is_not_screened_yet_and_says_so(signed_in):
    import_ids("a", preview=True)

    assert "nothing in use" in page(signed_in).one("main").text
    words = page(signed_in, f"{LISTS}foreign/").one("main").text
    assert "Version 1 waits for confirmation. It is not screened yet." in words


def test_every_version_is_listed_the_newest_first(signed_in):
    for day in range(3):
        import_ids(*many(10 + day), day=day)
    rows = page(signed_in, f"{LISTS}foreign/").one("main").one("tbody").text

    assert rows.index("since 3 Nov 2026") < rows.index("since 2 Nov 2026") < rows.index("since 1 Nov 2026")


def test_versions_come_in_pages(signed_in):
    for day in range(5):
        import_ids(*many(10 + day), day=day)
    words = page(signed_in, f"{LISTS}foreign/?page_size=2&page=3").one("main").one("tbody").text

    assert "since 1 Nov 2026" in words
    assert "since 2 Nov 2026" not in words


@pytest.mark.parametrize("query", ["page=9", "page=x", "page_size=0", "as_of=2026-02-30", "page=1&page=2"])
def test_a_wrong_question_is_refused_in_words(signed_in, query):
    import_ids("a")
    answer = signed_in.get(f"{LISTS}foreign/?{query}")

    assert answer.status_code == 400
    assert query.partition("=")[0].encode() in answer.content


@pytest.mark.parametrize("key", ["nobody", "cn-watch-list", "x" * 200])
def test_a_list_that_is_not_imported_has_no_page(signed_in, key):
    assert signed_in.get(f"{LISTS}{key}/").status_code == 404


def test_what_a_file_is_called_is_shown_as_text(signed_in):
    import_file(statement(), name="<script>alert(1)</script>", file_name="<img src=x>.jsonl")

    for address in (LISTS, f"{LISTS}foreign/"):
        content = signed_in.get(address).content.decode()
        assert "<script>alert" not in content
        assert "<img" not in content


def test_pages_ask_the_database_equally_often_however_many_there_are(signed_in):
    def queries(address):
        signed_in.get(address)
        with CaptureQueriesContext(connection) as asked:
            signed_in.get(address)
        return len(asked)

    import_ids("a", key="one")
    few = queries(LISTS), queries(f"{LISTS}one/")
    for number in range(4):
        import_ids(*many(20), key=f"list-{number}")
        import_ids(*many(2), key=f"list-{number}", day=1)
        import_ids(*many(2 + number), key="one", day=2 + number)
    assert (queries(LISTS), queries(f"{LISTS}one/")) == few


@pytest.mark.parametrize("address", [LISTS, f"{LISTS}foreign/"])
def test_every_table_says_what_it_is_and_what_its_columns_are(signed_in, held, address):
    found = page(signed_in, address).one("main")

    assert len(found.all("h1")) == 1
    assert found.all("table")
    for table in found.all("table"):
        assert [head.attributes.get("scope") for head in table.one("thead").all("th")].count("col") >= 4
        assert all(row.all("th")[0].attributes.get("scope") == "row" for row in table.one("tbody").all("tr"))
    for region in [each for each in found.all("div") if each.attributes.get("role") == "region"]:
        assert region.attributes.get("aria-label")
        assert region.attributes.get("tabindex") == "0"


def test_the_form_of_a_check_leads_to_the_lists(signed_in):
    links = [link.attributes.get("href") for link in page(signed_in, "/screening/").all("a")]

    assert LISTS in links


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"url": "https://example.org/list"}, "https://example.org/list"),
        ({"terms": "CC BY 4.0\nwith a second line"}, "with a second line"),
        ({"owner": "Hana Sato"}, "Hana Sato"),
        ({"name": "名单"}, "名单"),
    ],
)
def test_what_is_known_of_a_list_stands_on_its_page(signed_in, fields, told):
    import_ids("a")
    lists.describe(imported_list=ImportedList.objects.get(), fields=fields)

    assert told in page(signed_in, f"{LISTS}foreign/").one("main").text
