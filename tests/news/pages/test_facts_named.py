"""References in news become words: the register's own title, page and state on the day asked about."""

from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from controls.filters.questions import Question
from controls.models import SearchDocument
from news.views.facts import facts_of

pytestmark = pytest.mark.usefixtures("seeded")
TODAY = date(2026, 11, 21)


def asked(query=""):
    question = Question(QueryDict(query), today=TODAY)
    assert question.is_valid()
    return question


def named(reference, query=""):
    return facts_of([reference], asked(query))[reference]


@pytest.mark.parametrize(
    ("reference", "words", "url"),
    [
        ("entity:subaru-corporation", "SUBARU", "/entities/subaru-corporation/"),
        ("notice:mofcom-2026-12", "2026 No. 12", "/notices/mofcom-2026-12/"),
        ("measure:cn-2025-18", "No. 18", "/measures/cn-2025-18/"),
        ("element:dy", "ysprosium", "/elements/"),
        ("catalogue-item:rare-earth-refining", "", "/catalogue/rare-earth-refining/"),
        ("entity-list:cn-watch-list", "Watch List", "cn-watch-list"),
    ],
)
def test_a_fact_has_its_title_and_its_page(client, reference, words, url):
    fact = named(reference)

    assert words.lower() in fact["title"].lower()
    assert url in fact["url"]
    assert client.get(fact["url"]).status_code == 200


@pytest.mark.parametrize("reference", ["entity:nobody", "planet:mars", "", "entity", ":", "entity:", "notice:'--"])
def test_what_is_not_on_record_is_left_out(reference):
    assert facts_of([reference], asked()) == {}


def test_nothing_is_asked_when_nothing_is_named():
    with CaptureQueriesContext(connection) as queries:
        assert facts_of([], asked()) == {}

    assert len(queries) == 0


@pytest.mark.parametrize("reference", ["notice:mofcom-2026-12", "measure:cn-2025-18"])
def test_in_a_row_of_many_the_number_alone_stands_for_the_fact(reference):
    fact = named(reference)

    assert fact["title"].startswith(f"{fact['label']}: ")


def test_a_name_with_a_colon_is_not_cut():
    SearchDocument.objects.filter(noun="entity", key="subaru-corporation").update(title="Subaru: the company")

    assert named("entity:subaru-corporation")["label"] == "Subaru: the company"


@pytest.mark.parametrize("reference", ["entity:subaru-corporation", "notice:mofcom-2026-12", "measure:cn-2025-18"])
def test_its_page_is_that_of_the_day_asked_about(reference):
    assert "as_of=2026-03-01" in named(reference, "as_of=2026-03-01")["url"]
    assert "as_of" not in named(reference)["url"]


def test_its_state_is_that_of_the_day_asked_about():
    now, before = named("entity:subaru-corporation"), named("entity:subaru-corporation", "as_of=2026-02-23")

    assert now["state"]
    assert before["state"] != now["state"]


def test_symbols_of_elements_are_found_in_either_case():
    assert facts_of(["element:DY"], asked())["element:DY"]["title"] == named("element:dy")["title"]


def test_many_references_cost_no_more_than_few():
    keys = SearchDocument.objects.filter(noun="entity").values_list("key", flat=True)[:60]

    def cost(references):
        with CaptureQueriesContext(connection) as queries:
            found = facts_of(references, asked())
        assert len(found) == len(references)
        return len(queries)

    assert cost([f"entity:{key}" for key in keys]) == cost([f"entity:{keys[0]}"])
