"""Every format that a source may name can be read, and says how its items are told apart."""

import json
from datetime import UTC, datetime

import pytest

from news.ingest.formats import FORMATS
from news.ingest.normalise import names_of
from news.ingest.parsers import federal_register
from news.ingest.types import Item, Page, SourceUnreadable

AT = datetime(2026, 11, 22, tzinfo=UTC)


def page(body, url="https://news.example/feed"):
    return Page(body=body, url=url, fetched_at=AT)


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_reads_something_into_a_login_page(name):
    login = b"<html><head><title>Log in</title></head><body><form>Name</form></body></html>"

    with pytest.raises(SourceUnreadable):
        FORMATS[name].parse(page(login))


@pytest.mark.parametrize("name", FORMATS)
def test_no_format_takes_an_empty_body_for_no_news(name):
    with pytest.raises(SourceUnreadable):
        FORMATS[name].parse(page(b""))


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "federal_register"])
def test_formats_without_pages_name_no_following_one(name):
    assert FORMATS[name].next_page(page(b"anything")) == ""


def test_the_zone_of_the_source_is_that_of_its_dates():
    calendar = FORMATS["cistec"].calendar("Asia/Tokyo")

    assert (calendar.zone, calendar.short_years, calendar.epoch) == ("Asia/Tokyo", True, "")


def test_an_edit_on_gov_uk_is_the_same_page_although_its_id_is_new():
    items = [
        Item(title="Notice: exports", url="https://www.gov.uk/n", key=f"https://www.gov.uk/n#{day}") for day in (1, 2)
    ]

    one, other = (set(names_of(item, identity=FORMATS["gov_uk_feed"].identity)) for item in items)
    assert {name for name in one & other if name.kind == "address"}
    assert not [name for name in one | other if name.kind == "key"]


def test_of_the_address_of_an_article_only_its_number_counts():
    forms = ("https://news.metal.com/newscontent/101/a-b/", "https://news.metal.com/newscontent/101-a-b")
    identity = FORMATS["smm_article"].identity

    one, other = (
        {n for n in names_of(Item(title="T", url=url), identity=identity) if n.kind == "address"} for url in forms
    )
    assert one == other


class TestFollowingPages:
    def test_the_answer_names_them(self):
        answer = {"count": 2, "next_page_url": "https://www.federalregister.gov/api/v1/documents.json?page=2"}

        assert federal_register.next_page(page(json.dumps(answer).encode())) == answer["next_page_url"]

    @pytest.mark.parametrize("answer", [{"count": 2}, {"count": 2, "next_page_url": None}])
    def test_the_last_one_names_none(self, answer):
        assert federal_register.next_page(page(json.dumps(answer).encode())) == ""

    def test_something_else_in_its_place_is_not_followed(self):
        with pytest.raises(SourceUnreadable):
            federal_register.next_page(page(b'{"count": 2, "next_page_url": ["x"]}'))
