"""Sources: where the facts were read, and what rests on each."""

import pytest

from controls.models import Source
from controls.views.sources import MOST_SHOWN
from tests.controls.markup import tree
from tests.factories import make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
URL = "/sources/"


def source_page(client, source, **query):
    answer = client.get(f"{URL}{source.key}/", query)
    assert answer.status_code == 200
    return tree(answer)


def sections(page):
    return {section.one("h2").text: section for section in page.all("section", of_class="sec")}


def row_of(client, source):
    rows = tree(client.get(URL, {"q": source.key})).one("tbody").all("tr")
    return [cell.text for row in rows for cell in row.children if not isinstance(cell, str)]


class TestTheList:
    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ({}, 242),
            ({"kind": "official"}, Source.objects.filter(kind="official")),
            ({"kind": ["press", "reference"]}, Source.objects.filter(kind__in=["press", "reference"])),
            ({"q": "ammitto-data-cn"}, 1),
            ({"q": "no such source"}, 0),
            ({"q": "_"}, Source.objects.filter(url__contains="_")),
        ],
    )
    def test_is_narrowed_by_what_is_asked(self, client, today, question, expected):
        count = client.get(URL, question).context["page"].paginator.count

        assert count == (expected if isinstance(expected, int) else expected.count())

    def test_every_source_stands_on_exactly_one_page(self, client, today):
        found = [source.key for number in range(1, 6) for source in client.get(URL, {"page": number}).context["page"]]

        assert (len(found), len(set(found))) == (242, 242)

    def test_sources_of_a_kind_stand_together(self, client, today):
        kinds = [source.kind for source in client.get(URL, {"page_size": "200"}).context["page"]]

        assert kinds == sorted(kinds)

    def test_counts_what_rests_on_each_once(self, client, today):
        """Two joins at once would multiply: three listings and two notices are not six of each."""
        source = make_source()
        for _number in range(2):
            make_notice(evidence=[source])
        for _number in range(3):
            make_listing(evidence=[source])

        assert row_of(client, source)[-2:] == ["2", "3"]

    def test_shows_publisher_kind_and_how_it_was_seen(self, client, today):
        source = make_source(title="The page", publisher="The Paper", seen_as="cited")

        name, kind, seen, *_counts = row_of(client, source)

        assert (name, kind, seen) == (
            "The page The Paper",
            "press address cited, page itself not opened",
            "21 Nov 2026",
        )

    @pytest.mark.parametrize("query", ["The Paper", "the paper", "example.org/needle", "Needle title"])
    def test_is_found_by_title_publisher_or_address_whatever_the_case(self, client, today, query):
        source = make_source(title="Needle title", publisher="The Paper", url="https://example.org/needle")

        assert source.key in [found.key for found in client.get(URL, {"q": query}).context["page"]]

    def test_what_was_chosen_stays_chosen(self, client, today):
        options = tree(client.get(URL, {"kind": "press"})).one("select").all("option")

        assert [option["value"] for option in options if "selected" in option.attributes] == ["press"]

    def test_says_how_many_in_words_that_fit(self, client, today):
        assert tree(client.get(URL, {"q": "ammitto-data-cn"})).one("main").one("h2").text == "1 source"
        assert tree(client.get(URL)).one("main").one("h2").text == "242 sources"


class TestOneSource:
    def test_says_all_that_is_known_of_it(self, client, today):
        source = make_source(
            title="The page", publisher="The Paper", url="https://example.org/x", sha256="ab" * 32, note="Cached copy."
        )

        facts = source_page(client, source).one("dl").text

        assert facts == (
            "Address https://example.org/x Publisher The Paper Kind press Seen 21 Nov 2026: text read "
            f"Copy kept sha256 {'ab' * 32} Note Cached copy."
        )

    def test_says_what_is_not_known(self, client, today):
        facts = source_page(client, make_source(publisher="", url="", sha256="", note="")).one("dl").text

        assert facts == "Publisher – Kind press Seen 21 Nov 2026: text read Copy kept none"

    def test_lists_the_notices_and_listings_that_rest_on_it(self, client, today):
        source = make_source()
        notice = make_notice(evidence=[source], title_en="Resting notice")
        listing = make_listing(evidence=[source])

        found = sections(source_page(client, source))

        assert found["Notices that rest on it 1"].one("li").text == f"{notice.label} Resting notice"
        assert found["Listings that rest on it 1"].one("a")["href"] == f"/entities/{listing.entity.key}/"

    def test_one_on_which_nothing_rests_has_no_empty_headings(self, client, today):
        assert sections(source_page(client, make_source())) == {}

    def test_a_listing_without_english_wording_goes_by_its_entity(self, client, today):
        source = make_source()
        listing = make_listing(evidence=[source], name_en="", name_zh="某公司")

        assert sections(source_page(client, source))["Listings that rest on it 1"].one("a").text == listing.entity.name

    def test_a_source_of_many_listings_says_how_many_it_shows(self, client, today):
        source = Source.objects.get(key="ammitto-data-cn")
        count = source.listings.count()

        section = sections(source_page(client, source))[f"Listings that rest on it {count}"]

        assert count > MOST_SHOWN == len(section.all("li"))
        assert section.one("p", of_class="note").text == f"The first 100 of {count}."

    def test_its_links_keep_the_day(self, client, today):
        source = make_source()
        make_notice(evidence=[source])
        make_listing(evidence=[source])

        links = [
            a["href"] for s in sections(source_page(client, source, as_of="2026-03-01")).values() for a in s.all("a")
        ]

        assert len(links) == 2
        assert all(link.endswith("?as_of=2026-03-01") for link in links)

    @pytest.mark.parametrize("key", ["no-such-source", "x" * 1000])
    def test_an_unknown_key_is_not_found_and_named(self, client, today, key):
        answer = client.get(f"{URL}{key}/")

        assert answer.status_code == 404
        assert "No source has the key" in tree(answer).text
