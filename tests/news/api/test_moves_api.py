"""Which notice moved which list, over the API: the same rows as the page, in pages, as far as announced."""

import json
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.api import examples
from controls.models import EntityList
from news.models.moves import KINDS, moves
from tests.controls.test_api_description import lasting

pytestmark = pytest.mark.usefixtures("seeded", "today")
MOVES = "/api/v1/news/moves/"


def rows(client, **query):
    answer = client.get(MOVES, {"page_size": 100, **query})
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def test_it_has_every_change_that_the_page_has_in_its_order(client, today):
    told = [(row["notice"]["id"], row["list"]["id"], row["kind"]) for row in rows(client)]

    assert told == [(each.notice.key, each.entity_list.key, each.kind) for each in moves(on=today)][:100]
    assert len(told) > 20


def test_a_change_has_its_days_and_null_where_nothing_is_on_file(client):
    (row,) = [row for row in rows(client, list="cn-watch-list") if row["notice"]["id"] == "mofcom-2026-12"]

    assert (row["kind"], row["kind_label"], row["names"]) == ("listed", "names added", 20)
    assert (row["announced_on"], row["effective_from"], row["days_to_effect"]) == ("2026-02-24", "2026-02-24", 0)
    assert row["until"] is None and row["first_article"] is None and row["days_to_article"] is None


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_by_kind(client, kind, today):
    expected = [each for each in moves(on=today) if each.kind == kind]

    assert {row["kind"] for row in rows(client, kind=kind)} <= {kind}
    assert len(rows(client, kind=kind)) == min(len(expected), 100)


def test_by_list_any_of_several(client):
    keys = list(EntityList.objects.order_by("key").values_list("key", flat=True)[:2])

    one, other = (len(rows(client, list=key)) for key in keys)
    assert len(rows(client, list=keys)) == one + other
    assert one and other


def test_what_was_not_announced_by_the_day_is_not_there(client):
    assert rows(client, as_of="2020-01-01") == []
    told = rows(client, as_of="2026-02-23")
    assert told and max(row["announced_on"] for row in told) <= "2026-02-23"


def test_it_comes_in_pages(client):
    first = client.get(MOVES, {"page_size": 5}).json()
    following = urlsplit(first["next"])
    second = client.get(f"{following.path}?{following.query}").json()

    assert (first["page"], second["page"], len(first["results"]), len(second["results"])) == (1, 2, 5, 5)
    assert not [row for row in second["results"] if row in first["results"]]


@pytest.mark.parametrize("query", ["?lists=x", "?list=nothing", "?kind=sold", "?kind=", "?page=0", "?page=900"])
def test_what_it_does_not_know_is_refused(client, query):
    answer = client.get(MOVES + query)

    assert answer.status_code == 400 and answer.json()["errors"]


def test_many_rows_cost_as_much_as_few(client):
    def cost(size):
        with CaptureQueriesContext(connection) as asked:
            client.get(MOVES, {"page_size": size})
        return len(asked)

    cost(2)  # how fresh the sources are is remembered for a while
    assert cost(1) == cost(100) <= 12


def test_the_page_leads_to_the_same_question_as_json(client):
    page = client.get("/news/moves/", {"list": "cn-watch-list", "as_of": "2026-03-01"})
    address = page.context["json_url"]

    assert address.startswith(f"{MOVES}?list=cn-watch-list")
    assert [row["notice"]["id"] for row in client.get(address).json()["results"]] == [
        move.notice.key for move in page.context["page"].object_list
    ]


def test_the_example_in_the_description_is_what_it_answers(client, settings):
    settings.ALLOWED_HOSTS = ["register.example"]
    stored = examples.ANSWERS["moves_list"]

    answer = client.get(stored["asked"], headers={"Host": "register.example"}, secure=True).json()

    assert lasting(answer) == lasting(stored["answer"])
    assert json.dumps(stored["answer"]).count("mofcom-2026-12")
