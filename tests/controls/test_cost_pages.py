"""What a page costs the database does not grow with what stands on it."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.models import Change
from controls.services import sources
from tests.controls.tour import DATED
from tests.factories import make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db


def cost(client, address):
    """How many queries an answer takes when nothing of it is kept."""
    for cache in caches.all():
        cache.clear()
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def notice_of(names, **columns):
    entity_list = make_list()
    notice = make_notice(entity_list=entity_list, **columns)
    return notice, [
        make_listing(notice=notice, entity=make_entity(zh=f"名{number}", ja="名")) for number in range(names)
    ]


class TestOneOrMany:
    def test_a_notice_with_twenty_names_costs_as_much_as_one_with_two(self, client, today):
        (few, _two), (many, _twenty) = notice_of(2), notice_of(20)

        assert cost(client, f"/notices/{few.key}/") == cost(client, f"/notices/{many.key}/")

    def test_a_notice_with_six_acts_costs_as_much_as_one_with_one(self, client, today):
        (once, one), (often, other) = notice_of(1), notice_of(1)
        make_event(listing=one[0], kind="suspended", effective_from=date(2026, 3, 1))
        for number in range(6):
            make_event(listing=other[0], kind="suspended", effective_from=date(2026, 3, 1) + timedelta(number))

        assert cost(client, f"/notices/{once.key}/") == cost(client, f"/notices/{often.key}/")

    def test_a_notice_with_many_copies_costs_as_much_as_one_with_one(self, client, today):
        one = make_notice(copies=[make_source()])
        many = make_notice(copies=[make_source() for _number in range(7)])

        assert cost(client, f"/notices/{one.key}/") == cost(client, f"/notices/{many.key}/")

    def test_an_entity_with_six_listings_costs_as_much_as_one_with_one(self, client, today):
        once, often = make_entity(), make_entity()
        make_listing(entity=once)
        for _number in range(6):
            make_listing(entity=often)

        assert cost(client, f"/entities/{once.key}/") == cost(client, f"/entities/{often.key}/")

    def test_an_entity_with_many_acts_costs_as_much_as_one_with_one(self, client, today):
        once, often = make_listing(), make_listing()
        make_event(listing=once, kind="suspended", effective_from=date(2026, 3, 1))
        for number in range(6):
            make_event(listing=often, kind="suspended", effective_from=date(2026, 3, 1) + timedelta(number))

        assert cost(client, f"/entities/{once.entity.key}/") == cost(client, f"/entities/{often.entity.key}/")

    def test_an_entity_with_many_names_and_sources_costs_as_much_as_one_with_one(self, client, today):
        plain = make_entity("Plain Ltd")
        listing = make_listing(
            entity=make_entity("Named Ltd", zh="有名", ja="有名"), evidence=[make_source() for _number in range(5)]
        )

        assert cost(client, f"/entities/{make_listing(entity=plain).entity.key}/") == cost(
            client, f"/entities/{listing.entity.key}/"
        )

    def test_an_entity_with_many_parts_costs_as_much_as_one_with_one(self, client, today):
        one, many = make_entity(), make_entity()
        make_entity(part_of=one)
        for _number in range(5):
            make_entity(part_of=many)

        assert cost(client, f"/entities/{one.key}/") == cost(client, f"/entities/{many.key}/")

    def test_a_source_of_twenty_facts_costs_as_much_as_one_of_one(self, client, today):
        once, often = make_source(), make_source()
        make_listing(notice=make_notice(evidence=[once]), evidence=[once])
        for _number in range(6):
            make_listing(notice=make_notice(evidence=[often]), evidence=[often])

        assert cost(client, f"/sources/{once.key}/") == cost(client, f"/sources/{often.key}/")

    def test_a_fact_with_many_versions_costs_as_much_as_one_with_two(self, client, today, change_of):
        assert cost(client, change_of(versions=2)) == cost(client, change_of(versions=6))

    def test_the_overview_costs_the_same_with_many_ends_near(self, client, today):
        before = cost(client, "/")
        for _number in range(5):
            listing = make_listing(effective_from=date(2026, 3, 1))
            make_event(listing=listing, kind="suspended", effective_from=date(2026, 10, 1), until=date(2026, 12, 1))

        assert cost(client, "/") == before

    @pytest.mark.parametrize("address", ["/notices/", "/changes/", "/sources/", "/news/moves/"])
    @pytest.mark.parametrize(("few", "many"), [(1, 50)])
    def test_a_list_of_fifty_rows_costs_as_much_as_one_of_one(self, client, today, address, few, many):
        if address == "/notices/":
            for _number in range(50):
                make_notice()

        assert cost(client, f"{address}?page_size={few}") == cost(client, f"{address}?page_size={many}")


class TestDeepPages:
    @pytest.mark.parametrize("address", ["/entities/", "/changes/", "/sources/"])
    def test_the_last_page_costs_as_much_as_the_first(self, client, today, address):
        last = client.get(f"{address}?page_size=20").context["page"].paginator.num_pages

        assert last > 3
        assert cost(client, f"{address}?page_size=20") == cost(client, f"{address}?page_size=20&page={last}")


class TestAtMost:
    # The overview draws everything at once, and an element is looked for in measures, items and the catalogue. Two of
    # the questions of every fact's page are for the reports and events about it; one is for what was published later,
    # where claims are shown, one for the state of rules beyond lists, and three are for what a notice orders.
    MORE = {"home": 39, "element-detail": 21, "entity-detail": 18, "measure-detail": 18}
    MORE |= {"edition-detail": 16, "notice-detail": 17}

    @pytest.mark.parametrize("name", DATED)
    def test_no_page_takes_more_than_fifteen_queries_when_nothing_is_kept(self, client, today, name):
        assert cost(client, DATED[name]) <= self.MORE.get(name, 15)

    # News come without a change of the register: nobody keeps their pages for as long as a revision stands.
    KEPT = {name: path for name, path in DATED.items() if not name.startswith("news:")}

    @pytest.mark.parametrize("path", KEPT.values(), ids=KEPT)
    def test_a_page_that_was_just_seen_takes_one(self, client, today, path):
        client.get(path)

        with CaptureQueriesContext(connection) as asked:
            client.get(path)

        assert len(asked) == 1  # the revision


@pytest.fixture
def change_of(now):
    """The address of the newest change of a fact that was mended so often."""

    def make(*, versions):
        source = make_source()
        for number in range(versions - 1):
            sources.correct(source=source, fields={"note": f"Note {number}."}, reason="test", by="tests", at=now)
        return f"/changes/{Change.objects.of(source).latest('id').pk}/"

    return make
