"""Reconciliation as OpenRefine asks for it: what is meant, never more than is known, and nothing kept."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.models import Entity
from controls.screening.formats import places
from controls.screening.models import ScreeningCheck
from controls.screening.services import index
from controls.services import entities
from controls.services.entities import Name
from tests.controls.markup import tree
from tests.factories import make_entity, make_list, make_listing, make_notice, make_source
from tests.screening.asking import somebody

pytestmark = pytest.mark.usefixtures("seeded", "today")
SERVICE = "/api/v1/reconcile/"
FORM = "application/x-www-form-urlencoded"


def posted(client: Client, batch: Any, **more: Any) -> Any:
    text = batch if isinstance(batch, str) else json.dumps(batch)
    return client.post(SERVICE, urlencode({"queries": text} | more), content_type=FORM)


def found(client: Client, query: str, **more: Any) -> list[dict[str, Any]]:
    response = posted(client, {"q0": {"query": query, **more}})
    assert response.status_code == 200, response.content
    rows: list[dict[str, Any]] = response.json()["q0"]["result"]
    return rows


def faults(client: Client, batch: Any, **more: Any) -> dict[str, list[str]]:
    response = posted(client, batch, **more)
    assert response.status_code == 400, response.content
    errors: dict[str, list[str]] = response.json()["errors"]
    return errors


def listed(name: str, **columns: Any) -> Entity:
    entity = make_entity(name, **columns)
    make_listing(entity=entity, notice=make_notice(entity_list=make_list()))
    return entity


# ---- What the service says of itself


def test_the_manifest_says_what_the_service_is(client: Client) -> None:
    said = client.get(SERVICE).json()

    assert said["versions"] == ["0.2"]
    assert said["identifierSpace"] == "http://testserver/entities/"
    assert {each["id"] for each in said["defaultTypes"]} == set(Entity.Type.values)
    assert said["batchSize"] == 50


def test_every_address_in_the_manifest_answers(client: Client) -> None:
    said = client.get(SERVICE).json()
    suggest = said["suggest"]["entity"]

    for address in (said["view"]["url"], said["preview"]["url"]):
        path = address.replace("{{id}}", "subaru-corporation").removeprefix("http://testserver")
        assert client.get(path).status_code == 200, path
    assert client.get(suggest["service_path"], {"prefix": "sub"}).status_code == 200
    assert client.get(said["schemaSpace"].removeprefix("http://testserver")).status_code == 200


# ---- What is found


@pytest.mark.parametrize("name", ["SUBARU Corporation", "subaru corporation", "斯巴鲁株式会社", "株式会社SUBARU"])
def test_the_very_name_of_an_entity_is_a_match(client: Client, name: str) -> None:
    first = found(client, name)[0]

    assert (first["id"], first["match"]) == ("subaru-corporation", True)
    assert first["type"] == [{"id": "company", "name": "company"}]
    assert 95 <= first["score"] <= 100


@pytest.mark.parametrize("name", ["SUBARU Corporaton", "Subaru", "Subaru Corp. of Japan"])
def test_what_is_only_near_is_no_match(client: Client, name: str) -> None:
    assert not any(row["match"] for row in found(client, name))


def test_nobody_is_found_by_a_name_that_is_on_no_list(client: Client) -> None:
    assert found(client, "Bäckerei Zimmermann") == []


def test_two_of_one_name_are_both_offered_and_neither_is_a_match(client: Client) -> None:
    one, other = listed("Zhonghua Optics Ltd."), listed("Zhonghua Optics Ltd.", country="CN")

    rows = found(client, "Zhonghua Optics Ltd.")

    assert {one.key, other.key} <= {row["id"] for row in rows}
    assert not any(row["match"] for row in rows)


def test_a_country_that_contradicts_is_no_match(client: Client) -> None:
    here = {"pid": "country", "v": "JP"}
    elsewhere = {"pid": "country", "v": "DE"}

    assert found(client, "SUBARU Corporation", properties=[here])[0]["match"]
    assert not any(row["match"] for row in found(client, "SUBARU Corporation", properties=[elsewhere]))


@pytest.mark.parametrize("value", ["jp", ["JP"]])
def test_a_country_may_be_small_or_alone_in_a_list(client: Client, value: Any) -> None:
    assert found(client, "SUBARU Corporation", properties=[{"pid": "country", "v": value}])[0]["match"]


def test_a_registration_number_finds_who_has_another_name(client: Client) -> None:
    number = {"pid": "registration_number", "v": "9040001083503"}

    rows = found(client, "ACSL Ltd.", properties=[number])

    assert rows[0]["id"] == "acsl-ltd"
    assert rows[0]["match"]


def test_only_the_types_asked_for_are_given(client: Client) -> None:
    assert found(client, "SUBARU Corporation", type="university") == []
    assert found(client, "SUBARU Corporation", type=["university", "company"])[0]["id"] == "subaru-corporation"


def test_no_more_are_given_than_asked_for(client: Client) -> None:
    for _each in range(3):
        listed("Zhonghua Optics Ltd.")

    assert len(found(client, "Zhonghua Optics Ltd.", limit=2)) == 2


def test_entities_of_other_lists_are_not_given(client: Client) -> None:
    keys = set(Entity.objects.values_list("key", flat=True))

    for name in ("Mitsubishi Heavy Industries", "SUBARU", "Lockheed Martin Corporation"):
        assert {row["id"] for row in found(client, name)} <= keys


@pytest.mark.parametrize(("kind", "match"), [("legal", True), ("alias", False), ("short", False), ("former", False)])
def test_only_a_name_of_its_own_is_beyond_doubt(client: Client, kind: str, match: bool) -> None:
    entity = listed("Zhonghua Optics Ltd.")
    name = Name("Quetzal Works of Norrland", "en", kind, "official_text", [make_source()])
    entities.add_name(entity=entity, name=name, by="tests", at=timezone.now())

    first = found(client, "Quetzal Works of Norrland")[0]

    assert (first["id"], first["match"]) == (entity.key, match)
    assert first["description"] == "company, JP; Quetzal Works of Norrland"


def test_a_batch_is_answered_by_its_names_and_in_two_queries_of_the_register(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    batch = {
        f"row {number}": {"query": name} for number, name in enumerate(["SUBARU Corporation", "Nobody at all"] * 10)
    }
    index.current()

    with django_assert_max_num_queries(5):
        answer = posted(client, batch).json()

    assert list(answer) == list(batch)
    assert [len(each["result"]) > 0 for each in answer.values()] == [True, False] * 10


def test_the_same_batch_in_the_address_has_the_same_answer(client: Client) -> None:
    batch = {"q0": {"query": "SUBARU Corporation"}}

    assert client.get(SERVICE, {"queries": json.dumps(batch)}).json() == posted(client, batch).json()


def test_nothing_is_kept(client: Client) -> None:
    before = ScreeningCheck.objects.count()

    response = posted(client, {"q0": {"query": "SUBARU Corporation"}})

    assert ScreeningCheck.objects.count() == before
    assert response["Cache-Control"] == "no-store"


def test_without_an_index_there_is_no_answer_and_never_none_found(client: Client, monkeypatch: Any) -> None:
    def not_ready() -> None:
        raise index.IndexNotReady("The index is being built. Nothing was screened; ask again in a few seconds.")

    monkeypatch.setattr(index, "current", not_ready)

    response = posted(client, {"q0": {"query": "SUBARU Corporation"}})

    assert response.status_code == 503
    assert response["Retry-After"]
    assert "result" not in response.content.decode()


# ---- What is refused


@pytest.mark.parametrize(
    ("batch", "field"),
    [
        ("", "queries"),
        ("{", "queries"),
        ("[]", "queries"),
        ("{}", "queries"),
        ("NaN", "queries"),
        ('{"a": 1, "a": 2}', "queries"),
        ('{"q": {"query": "\\ud800"}}', "queries"),
        ("[" * 5000, "queries"),
        ({f"q{number}": {"query": "a"} for number in range(51)}, "queries"),
        ('{"q0": {"query": "SUBARU"}, "q1"', "queries"),
    ],
)
def test_what_is_no_batch_at_all_is_refused(client: Client, batch: Any, field: str) -> None:
    assert list(faults(client, batch)) == [field]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ([], "query"),
        ({}, "query"),
        ({"query": ""}, "query"),
        ({"query": 7}, "query"),
        ({"query": "???"}, "query"),
        ({"query": "a" * 601}, "query"),
        ({"query": "a\u0000b"}, "query"),
        ({"query": "SUBARU", "limit": 0}, "limit"),
        ({"query": "SUBARU", "limit": 51}, "limit"),
        ({"query": "SUBARU", "limit": True}, "limit"),
        ({"query": "SUBARU", "limit": "5"}, "limit"),
        ({"query": "SUBARU", "type": "ship"}, "type"),
        ({"query": "SUBARU", "type": [[]]}, "type"),
        ({"query": "SUBARU", "type_strict": "never"}, "type_strict"),
        ({"query": "SUBARU", "type_strict": []}, "type_strict"),
        ({"query": "SUBARU", "score": 1}, "score"),
    ],
)
def test_one_faulty_query_has_no_result_says_why_and_loses_no_other(client: Client, query: Any, field: str) -> None:
    good = {"query": "SUBARU Corporation", "limit": 1}
    response = posted(client, {"before": good, "faulty": query, "after": good})

    assert response.status_code == 200
    said = response.json()
    assert said["faulty"]["result"] == []
    assert said["faulty"]["message"].startswith(f"{field}: ")
    for name in ("before", "after"):
        assert [row["id"] for row in said[name]["result"]] == ["subaru-corporation"]
        assert "message" not in said[name]


def test_a_whole_batch_of_faulty_queries_is_answered(client: Client) -> None:
    said = posted(client, {f"q{number}": {"query": "???"} for number in range(50)}).json()

    assert len(said) == 50
    assert all(each["result"] == [] and each["message"] for each in said.values())


@pytest.mark.parametrize("name", ["SUBARU\nCorporation", "SUBARU\r\nCorporation\n", "SUBARU\tCorporation"])
def test_a_cell_with_ends_of_lines_in_it_is_a_name(client: Client, name: str) -> None:
    assert found(client, name)[0]["match"]


@pytest.mark.parametrize(
    ("properties", "field"),
    [
        ({}, "properties"),
        (["JP"], "properties.0"),
        ([{"pid": "country"}], "properties.0"),
        ([{"pid": "colour", "v": "JP"}], "properties.0.pid"),
        ([{"pid": [], "v": "JP"}], "properties.0.pid"),
        ([{"pid": "country", "v": "Freedonia"}], "properties.0.v"),
        ([{"pid": "country", "v": "ZZ"}], "properties.0.v"),
        ([{"pid": "country", "v": ["JP", "DE"]}], "properties.0.v"),
        ([{"pid": "country", "v": []}], "properties.0.v"),
        ([{"pid": "country", "v": 81}], "properties.0.v"),
        ([{"pid": "country", "v": None}], "properties.0.v"),
        ([{"pid": "country", "v": {"id": "JP"}}], "properties.0.v"),
        ([{"pid": "country", "v": "JP"}] * 2, "properties.1.pid"),
        ([{"pid": "registration_number", "v": "1" * 61}], "properties.0.v"),
    ],
)
def test_what_is_not_understood_of_a_name_is_left_out_and_nothing_is_beyond_doubt(
    client: Client, properties: Any, field: str
) -> None:
    answer = posted(client, {"q0": {"query": "SUBARU Corporation", "properties": properties}}).json()["q0"]

    assert answer["message"].startswith(f"{field}: ")
    assert answer["result"][0]["id"] == "subaru-corporation"
    assert not any(row["match"] for row in answer["result"])


@pytest.mark.parametrize("value", ["JP", "jp", "Japan", "JAPAN", " Japan ", "日本", ["Japan"]])
def test_a_country_may_be_said_by_its_name_in_three_languages(client: Client, value: Any) -> None:
    rows = found(client, "SUBARU Corporation", properties=[{"pid": "country", "v": value}])

    assert rows[0]["match"]


@pytest.mark.parametrize("value", ["Germany", "德国", "ドイツ"])
def test_a_country_by_its_name_contradicts_as_its_code_does(client: Client, value: str) -> None:
    rows = found(client, "SUBARU Corporation", properties=[{"pid": "country", "v": value}])

    assert not any(row["match"] for row in rows)


def test_an_empty_cell_says_nothing_of_the_country(client: Client) -> None:
    assert found(client, "SUBARU Corporation", properties=[{"pid": "country", "v": ""}])[0]["match"]


def test_names_of_countries_mean_one_country_in_whatever_language() -> None:
    for language in ("zh", "ja"):
        for name, code in places._countries(language).items():
            if code in places._NOWHERE:
                continue
            assert places.code_in_any(name) == code
            assert places.code_in_any(code.lower()) == code


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["country", "registration_number"]),
        ("?prefix=COU", ["country"]),
        ("?prefix=registration n", ["registration_number"]),
        ("?prefix=colour", []),
        ("?cursor=1", ["registration_number"]),
    ],
)
def test_what_may_be_said_of_a_name_is_offered(client: Client, query: str, ids: list[str]) -> None:
    answer = client.get(f"{SERVICE}suggest/property/{query}")

    assert (answer.status_code, [row["id"] for row in answer.json()["result"]]) == (200, ids)
    assert client.get(f"{SERVICE}suggest/property/?colour=1").status_code == 400


@pytest.mark.parametrize("name", ["extend", "callback", "query"])
def test_what_the_service_does_not_offer_is_refused_by_name(client: Client, name: str) -> None:
    assert list(faults(client, {"q0": {"query": "SUBARU"}}, **{name: "x"})) == [name]
    assert list(client.get(SERVICE, {name: "x"}).json()["errors"]) == [name]


def test_parameters_of_a_post_stand_in_its_body(client: Client) -> None:
    response = client.post(f"{SERVICE}?queries=x", "queries={}", content_type=FORM)

    assert list(response.json()["errors"]) == ["queries"]


def test_a_body_that_is_no_form_is_refused(client: Client) -> None:
    assert client.post(SERVICE, {"queries": {}}, content_type="application/json").status_code == 415


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 60) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["query", "type", "limit", "properties", "pid", "v", "type_strict"]) | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batch=st.dictionaries(st.text(max_size=5), JSON, max_size=4) | JSON)
def test_whatever_is_sent_is_answered_or_refused_in_words(client: Client, batch: Any) -> None:
    response = posted(client, json.dumps(batch))

    assert response.status_code in (200, 400)
    assert response.status_code == 200 or all(response.json()["errors"].values())


# ---- Who may read it


@pytest.mark.parametrize(
    "path", ["", "suggest/entity/?prefix=sub", "preview/?id=acsl-ltd", "?wrong=1", "preview/?id=x"]
)
def test_scripts_of_other_origins_may_read_what_is_public_and_never_with_credentials(client: Client, path: str) -> None:
    response = client.get(SERVICE + path, headers={"Origin": "http://127.0.0.1:3333"})

    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.has_header("Access-Control-Allow-Credentials")


def test_refusals_can_be_read_by_them_too(client: Client) -> None:
    assert posted(client, "{")["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["/api/v1/entities/", "/api/v1/export/register.jsonl", "/api/v1/screening/checks/", "/"]
)
def test_no_other_address_may_be_read_by_them(client: Client, path: str) -> None:
    response = client.get(path, headers={"Origin": "http://127.0.0.1:3333"})

    assert not response.has_header("Access-Control-Allow-Origin")


@pytest.mark.parametrize("path", ["", "suggest/entity/?prefix=sub", "preview/?id=acsl-ltd"])
def test_where_reading_is_not_public_nobody_else_reads_it(client: Client, settings: Any, path: str) -> None:
    settings.PUBLIC_READING = False

    stranger = client.get(SERVICE + path)
    client.force_login(somebody("reader@example.org"))
    reader = client.get(SERVICE + path)

    assert (stranger.status_code, reader.status_code) == (401, 200)
    assert not stranger.has_header("Access-Control-Allow-Origin")
    assert not reader.has_header("Access-Control-Allow-Origin")


# ---- Beginnings of names, and the small page


@pytest.mark.parametrize("prefix", ["subaru", "SUBARU Corp", "斯巴鲁", "subaru-corp"])
def test_an_entity_is_suggested_by_the_beginning_of_any_of_its_names(client: Client, prefix: str) -> None:
    rows = client.get(f"{SERVICE}suggest/entity/", {"prefix": prefix}).json()["result"]

    assert [row["id"] for row in rows] == ["subaru-corporation"]
    assert rows[0]["notable"] == [{"id": "company", "name": "company"}]


def test_suggestions_come_in_portions_and_by_type(client: Client) -> None:
    first = client.get(f"{SERVICE}suggest/entity/", {"prefix": "m"}).json()["result"]
    rest = client.get(f"{SERVICE}suggest/entity/", {"prefix": "m", "cursor": 5}).json()["result"]

    assert rest[: len(first) - 5] == first[5:]
    assert client.get(f"{SERVICE}suggest/entity/", {"prefix": "subaru", "type": "person"}).json() == {"result": []}


def test_who_is_on_no_list_is_not_suggested(client: Client) -> None:
    make_entity("Zzyzx Optics")

    assert client.get(f"{SERVICE}suggest/entity/", {"prefix": "zzyzx"}).json() == {"result": []}


@pytest.mark.parametrize("query", ["", "?prefix=", "?prefix=a&cursor=-1", "?prefix=a&type=ship", "?prefix=a&x=1"])
def test_a_beginning_that_is_wrong_is_refused(client: Client, query: str) -> None:
    assert client.get(f"{SERVICE}suggest/entity/{query}").status_code == 400


def test_the_small_page_shows_the_entity_with_the_languages_of_its_names(client: Client) -> None:
    response = client.get(f"{SERVICE}preview/", {"id": "subaru-corporation"})
    page = tree(response)

    assert response["Content-Type"].startswith("text/html")
    assert "Extra review (In force)" in page.one("main").text or "Extra review (in force)" in page.one("main").text
    assert page.one("span", lang="zh-Hans").text == "斯巴鲁株式会社"
    assert page.one("h1").one("a")["href"] == "http://testserver/entities/subaru-corporation/"


def test_the_small_page_runs_nothing_and_is_framed_by_one_s_own_machine_alone(client: Client) -> None:
    response = client.get(f"{SERVICE}preview/", {"id": "subaru-corporation"})
    policy = response["Content-Security-Policy"]

    assert not response.has_header("X-Frame-Options")
    assert "frame-ancestors 'self' http://127.0.0.1:* http://localhost:*" in policy
    assert "script-src 'none'" in policy and "unsafe" not in policy
    assert "<script" not in response.content.decode()


def test_other_pages_are_framed_by_nobody(client: Client) -> None:
    for path in ("/entities/subaru-corporation/", SERVICE, f"{SERVICE}preview/?id=nobody"):
        response = client.get(path)
        assert response["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_an_entity_without_listings_is_not_called_free(client: Client) -> None:
    entity = make_entity("Zzyzx Optics")

    page = tree(client.get(f"{SERVICE}preview/", {"id": entity.key}))

    assert "No entry found in this register. That does not mean that a shipment is free." in page.one("main").text


def test_a_preview_of_nobody_is_not_found(client: Client) -> None:
    assert client.get(f"{SERVICE}preview/", {"id": "nobody"}).status_code == 404
    assert list(client.get(f"{SERVICE}preview/").json()["errors"]) == ["id"]


def test_a_preview_takes_the_same_queries_for_one_and_for_many_listings(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    entity = listed("Zzyzx Optics")
    for _each in range(3):
        make_listing(entity=entity, notice=make_notice(entity_list=make_list(), published_on=timezone.localdate()))

    with django_assert_max_num_queries(9):
        assert client.get(f"{SERVICE}preview/", {"id": entity.key}).status_code == 200
