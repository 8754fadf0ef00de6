"""Every page of every fact, as a visitor who follows all links would see it: nothing without proof, nothing lost."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from controls.models import Change, Entity, Listing, Notice, Source
from tests.controls.markup import tree
from tests.controls.reading import cells, facts
from tests.controls.tour import set_clock

pytestmark = pytest.mark.xdist_group("crawl")  # the pages are read once, by one worker
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
DAY = re.compile(r"\d{1,2} [A-Z][a-z]{2} \d{4}")
GRADES = {"official text seen", "two independent reports", "one report", "disputed"}


@pytest.fixture(scope="module")
def crawled(django_db_setup, django_db_blocker):
    """The tree of every entity's, notice's and source's page, and of one change of each kind, by address."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        set_clock(patch, "2026-11-21T12:00:00+08:00")
        kinds = Change.objects.order_by("subject_type", "action", "id").distinct("subject_type", "action")
        addresses = [
            *(f"/entities/{key}/" for key in Entity.objects.order_by("key").values_list("key", flat=True)),
            *(f"/notices/{key}/" for key in Notice.objects.order_by("key").values_list("key", flat=True)),
            *(f"/sources/{key}/" for key in Source.objects.order_by("key").values_list("key", flat=True)),
            *(f"/changes/{change.pk}/" for change in kinds),
        ]
        client = Client()
        answers = {address: client.get(address) for address in addresses}
        assert {answer.status_code for answer in answers.values()} == {200}
        return {address: tree(answer) for address, answer in answers.items()}


@pytest.fixture(scope="module")
def entities(crawled):
    return {address: page for address, page in crawled.items() if address.startswith("/entities/")}


@pytest.fixture(scope="module")
def notices(crawled):
    return {address: page for address, page in crawled.items() if address.startswith("/notices/")}


def proofs(element):
    """The numbers of the sources that an element points to."""
    return {link["href"].removeprefix("#src") for link in element.all("a") if link["href"].startswith("#src")}


def test_there_is_something_to_see(entities, notices):
    assert (len(entities), len(notices)) == (217, 28)


def test_every_listing_shows_where_it_was_read_and_how_sure_that_is(entities):
    bare = []
    for address, page in entities.items():
        positions = [section for section in page.all("section", of_class="sheet") if section.all("dl")]
        assert positions, address
        for position in positions:
            said = dict(facts(position))
            evidence = said["Evidence"].one(of_class="ev").text
            if not proofs(said["Wording"]) or not proofs(said["Notice"]) or evidence not in GRADES:
                bare.append((address, position["id"]))

    assert not bare


def test_every_name_shows_where_it_was_read_and_how_sure_that_is(entities):
    bare = []
    for address, page in entities.items():
        table = page.one(aria_label="Names on file").one("tbody")
        assert table.all("tr"), address
        for row in table.all("tr"):
            _name, _language, _kind, evidence, origin = cells(row)
            if evidence.text not in GRADES or not proofs(origin):
                bare.append((address, row.text))

    assert not bare


def test_every_number_of_a_register_shows_where_it_was_read(entities):
    numbers = [
        (address, said)
        for address, page in entities.items()
        for term, said in facts(page)
        if term == "Identifier" and said.text != "none on file"
    ]

    assert len(numbers) == 20
    assert all(proofs(said) for _address, said in numbers)


def test_every_notice_shows_where_it_was_read_and_how_sure_that_is(notices):
    for address, page in notices.items():
        said = dict(facts(page))
        assert proofs(said["Cited as"]), address
        assert said["Evidence"].one(of_class="ev").text in GRADES, address


def test_every_act_on_a_notice_shows_where_it_was_read_and_how_sure_that_is(notices):
    acts = [
        row
        for page in notices.values()
        for region in page.all(aria_label="What came of it")
        for row in region.one("tbody").all("tr")
    ]

    assert len(acts) == 14
    for act in acts:
        evidence = act.all("td")[-1]
        assert proofs(evidence)
        assert any(grade in evidence.text for grade in GRADES)


def test_every_source_of_a_page_says_the_day_on_which_it_was_seen(entities, notices):
    for address, page in (entities | notices).items():
        rows = page.one(id="sources").one("tbody").all("tr")
        assert rows, address
        for row in rows:
            _number, kind, seen, _copy = row.all("td")
            assert DAY.fullmatch(seen.text), (address, row)
            assert kind.text, (address, row)


def test_every_source_of_a_page_is_needed_by_a_fact_of_it(entities, notices):
    for address, page in (entities | notices).items():
        listed = {row["id"].removeprefix("src") for row in page.one(id="sources").one("tbody").all("tr")}
        assert proofs(page.one("main")) == listed, address


def test_the_numbers_of_sources_run_from_one(entities, notices):
    for address, page in (entities | notices).items():
        rows = page.one(id="sources").one("tbody").all("tr")
        assert [row["id"] for row in rows] == [f"src{number}" for number in range(1, len(rows) + 1)], address


def test_every_source_page_says_when_and_how_it_was_seen(crawled):
    pages = {address: page for address, page in crawled.items() if address.startswith("/sources/")}

    assert len(pages) == 242
    for address, page in pages.items():
        said = dict(facts(page))
        assert re.fullmatch(rf"{DAY.pattern}: (text read|address cited, page itself not opened)", said["Seen"].text), (
            address
        )


def test_every_change_shows_its_digest_and_the_moment_it_was_recorded(crawled):
    pages = {address: page for address, page in crawled.items() if address.startswith("/changes/")}

    assert len(pages) >= 7
    for address, page in pages.items():
        said = dict(facts(page))
        assert re.fullmatch(r"sha256 [0-9a-f]{64}", said["Digest"].text), address
        assert re.fullmatch(rf"{DAY.pattern} \d\d:\d\d:\d\d \(UTC\+8\)", said["Recorded"].text), address


@pytest.mark.django_db
def test_no_link_between_these_pages_is_dead(crawled):
    """Links to other pages of facts must lead to pages that were read; to lists, questions that can be answered."""
    known = {*crawled, *(f"/entities/{key}/" for key in Listing.objects.values_list("key", flat=True))}
    lists, lost = set(), set()
    for address, page in crawled.items():
        for link in page.all("a"):
            parts = urlsplit(link["href"])
            if re.fullmatch(r"/(entities|notices|sources)/[^/]+/", parts.path):
                lost |= {(address, link["href"])} if parts.path not in known else set()
            elif parts.path in ("/entities/", "/notices/", "/sources/", "/changes/"):
                lists.add(link["href"])

    assert not lost
    assert lists


@pytest.mark.django_db
def test_the_lists_that_these_pages_lead_to_are_empty_only_where_a_notice_names_nobody(crawled, client, today):
    lists = {
        link["href"]
        for page in crawled.values()
        for link in page.all("a")
        if urlsplit(link["href"]).path == "/entities/" and urlsplit(link["href"]).query
    }

    answers = {address: client.get(address) for address in sorted(lists)}

    assert len(answers) > 25
    assert not [address for address, answer in answers.items() if answer.status_code != 200]
    empty = {answer.context["chips"][-1]["label"] for answer in answers.values() if not answer.context["matched"]}
    assert empty == set(Notice.objects.filter(listings=None, entity_list__isnull=False).values_list("label", flat=True))


def test_every_chinese_or_japanese_word_says_its_language(crawled):
    bare = [
        (address, text[:50])
        for address, page in crawled.items()
        for text, element in page.texts()
        if CJK.search(text)
        and not element.lang.startswith(("zh", "ja"))
        and element.name not in ("title", "pre", "code")
        and not element.inside("pre", "code", of_class="diff")
    ]

    assert not bare


def test_japanese_words_are_not_called_chinese(crawled):
    """Kana are never Chinese, but for names that MOFCOM itself spelt with them."""
    wrong = {
        text
        for page in crawled.values()
        for text, element in page.texts()
        if re.search(r"[\u3041-\u309f\u30a1-\u30fa]", text) and element.lang.startswith("zh")
    }

    assert not wrong


def test_no_two_things_on_a_page_have_one_id(crawled):
    for address, page in crawled.items():
        ids = [element["id"] for element in page.walk() if element.get("id")]
        assert len(ids) == len(set(ids)), address
