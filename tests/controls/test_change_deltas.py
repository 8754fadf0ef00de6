"""The changes as a delta: nothing is left out unasked, and every fact is told whole."""

from typing import Any

import pytest
from django.test import Client

from controls.models import Change, recorded
from tests.controls.busy_desk import BusyDesk
from tests.controls.change_log import revision

pytestmark = pytest.mark.usefixtures("seeded")
CHANGES = "/api/v1/changes/"


def asked(client: Client, **query: Any) -> dict[str, Any]:
    response = client.get(CHANGES, query)
    assert response.status_code == 200, response.content
    answer: dict[str, Any] = response.json()
    return answer


def test_what_a_fact_became_is_the_whole_fact_with_the_rows_below_it(client: Client) -> None:
    first, desk = revision(), BusyDesk(seed=3)
    for _act in range(60):
        desk.act()
    latest: dict[tuple[str, str], Any] = {}
    for change in asked(client, after=first, limit=1000)["results"]:
        latest[change["subject"]["type"], change["subject"]["id"]] = change["after"]

    models = {model.noun: model for model in recorded.facts()}
    assert {"names", "identifiers"} <= set(next(said for (noun, _key), said in latest.items() if noun == "entity"))
    for (noun, key), said in latest.items():
        assert said == models[noun]._default_manager.all().whole().get(key=key).snapshot()


def test_each_change_begins_where_the_one_before_of_that_fact_ended(client: Client) -> None:
    first, desk = revision(), BusyDesk(seed=4)
    for _act in range(60):
        desk.act()

    for change in asked(client, after=first, limit=1000)["results"]:
        subject = {"subject_type": change["subject"]["type"], "subject_key": change["subject"]["id"]}
        earlier = Change.objects.filter(**subject, version=change["version"] - 1).first()
        assert change["before"] == (earlier.after if earlier else None)


def test_every_change_names_act_subject_notice_first_day_and_digest(client: Client) -> None:
    (change,) = asked(client, about="listing:cn-wl-2026-012-1", limit=1)["results"]

    assert (change["action"], change["subject"]["type"]) == ("added", "listing")
    assert (change["notice"]["id"], change["effective_on"]) == ("mofcom-2026-12", "2026-02-24")
    assert change["digest"] == Change.objects.get(pk=change["id"]).digest


@pytest.mark.parametrize("limit", [1, 7, 250, 1000])
def test_pages_of_any_size_hold_every_change_once_in_order(client: Client, limit: int) -> None:
    first = revision() - 40
    seen, after = [], first
    while page := asked(client, after=after, limit=limit)["results"]:
        seen += [change["id"] for change in page]
        after = seen[-1]

    assert seen == list(Change.objects.filter(pk__gt=first).order_by("id").values_list("id", flat=True))


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({}, []),
        ({"after": 0, "limit": 5}, []),
        ({"action": "added"}, ["action"]),
        ({"as_of": "2026-02-24"}, ["as_of"]),
        ({"about": "entity:subaru-corporation", "subject_type": "entity"}, ["about", "subject_type"]),
    ],
)
def test_the_answer_says_by_what_it_was_narrowed(client: Client, query: dict[str, Any], named: list[str]) -> None:
    assert asked(client, **query)["narrowed_by"] == named


def test_one_who_is_ahead_of_the_register_is_told_to_begin_anew(client: Client) -> None:
    newest = revision()

    refused = client.get(CHANGES, {"after": newest + 1})

    assert refused.status_code == 400
    assert f"stands at revision {newest}" in refused.json()["errors"]["after"][0]
    assert asked(client, after=newest)["results"] == []


def test_an_answer_is_not_served_once_something_has_changed(client: Client) -> None:
    first = client.get(CHANGES, {"after": revision()})
    again = client.get(CHANGES, {"after": revision()}, headers={"If-None-Match": first["ETag"]})
    after = revision()
    BusyDesk(seed=5).act()

    later = client.get(CHANGES, {"after": after}, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, later.status_code) == (304, 200)
    assert later.json()["results"]
