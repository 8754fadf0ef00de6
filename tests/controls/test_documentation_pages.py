"""The API in words: every endpoint that programs may ask is on the page, and what the page shows works."""

import re
import shlex
from urllib.parse import unquote, urlencode, urlsplit

import orjson
import pytest

from tests.controls.markup import tree

pytestmark = pytest.mark.usefixtures("seeded", "today")


@pytest.fixture
def page(client):
    return tree(client.get("/api/"))


@pytest.fixture
def description(client):
    return client.get("/api/v1/schema/").json()


# A register of the tests has no article and asks no source.
NOT_YET = {"GET /api/v1/news/articles/{number}/", "GET /api/v1/sources/{key}/"}


def operations(page):
    return {operation.one("h3").text: operation for operation in page.all("article")}


def test_every_endpoint_of_the_description_is_on_the_page(page, description):
    described = {f"{method.upper()} {path}" for path, methods in description["paths"].items() for method in methods}

    assert set(operations(page)) == described
    assert len(described) >= 15


def test_endpoints_stand_in_the_groups_of_the_description(page, description):
    names = [tag["name"] for tag in description["tags"]]

    contents = page.one("aside").all(of_class="box")[0]
    assert [section.one("h2").text for section in page.one("main").all("section")] == names
    assert [link.text for link in contents.all("a")] == names


def test_every_parameter_of_the_description_is_on_the_page(page, description):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            shown = operations(page)[f"{method.upper()} {path}"]
            heads = [head.text.split(" (")[0] for head in shown.all("th", scope="row")]
            assert heads == [parameter["name"] for parameter in operation.get("parameters", ())], path


def test_required_parameters_are_marked_for_eyes_and_ears(page):
    heads = operations(page)["GET /api/v1/listings/{key}/"].all("th", scope="row")

    marked = {head.text.split()[0]: "(required)" in head.text and "*" in head.text for head in heads}
    assert marked["key"] is True
    assert marked["as_of"] is False


def test_every_answer_is_named_with_its_status(page, description):
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            shown = operations(page)[f"{method.upper()} {path}"]
            statuses = [word.text for word in shown.all("b", of_class="mono")]
            assert statuses == list(operation["responses"]), path


def test_every_command_on_the_page_works(client, page):
    for name, operation in operations(page).items():
        command = shlex.split(next(pre.text for pre in operation.all("pre") if pre.text.startswith("curl")))
        parts = urlsplit(command[-1])
        address = f"{parts.path}?{parts.query}" if parts.query else parts.path
        body = command[command.index("-d") + 1] if "-d" in command else ""
        method = command[command.index("-X") + 1] if "-X" in command else "GET"
        if "--data-urlencode" in command:
            field, _equals, value = command[command.index("--data-urlencode") + 1].partition("=")
            answer = client.generic(method, address, urlencode({field: value}), "application/x-www-form-urlencoded")
        else:
            answer = client.generic(method, address, body, content_type="application/json")
        # What needs a key says so: the one in the line stands for the reader's own.
        expected = 401 if "Authorization: Bearer rec_…" in command else 404 if name in NOT_YET else 200
        assert answer.status_code == expected, name
        assert b"".join(answer), name  # to the end: an export that is left half read keeps its cursor


def test_commands_ask_the_installation_that_showed_them(client):
    page = tree(client.get("/api/", headers={"host": "127.0.0.1:8321"}))

    commands = [pre.text for pre in page.all("pre") if pre.text.startswith("curl")]
    assert commands
    assert all("'http://127.0.0.1:8321/api/v1/" in command for command in commands)


def test_downloads_are_saved_under_their_own_name(page):
    for name, operation in operations(page).items():
        command = next(pre.text for pre in operation.all("pre") if pre.text.startswith("curl"))
        assert ("-OJ" in command) == ("/export" in name), name


def test_examples_are_json_or_say_that_they_were_cut(page):
    examples = [pre.text for pre in page.all("pre") if not pre.text.startswith("curl")]

    assert len(examples) > 8
    for example in examples:
        if not example.endswith("…"):
            assert orjson.loads(example), example[:80]


def test_long_examples_are_cut(client):
    raw = client.get("/api/").content.decode()

    examples = re.findall(r"<details>.*?<pre[^>]*>(.*?)</pre>", raw, re.DOTALL)
    assert max(len(example.splitlines()) for example in examples) == 41


def test_types_and_limits_are_said(page):
    rows = {
        head.text: [c.text for c in head.around.children if not isinstance(c, str)][2]
        for head in operations(page)["GET /api/v1/listings/"].all("th", scope="row")
    }

    assert rows["as_of"] == "date"
    assert rows["page"] == "integer 1–1000000"
    assert rows["page_size"] == "integer 1–500"
    assert rows["state"] == "scheduled | in_force | suspended | to_be_confirmed | stopped | ended, …"


def test_nothing_of_an_example_is_markup(page):
    inside = [child for pre in page.all("pre") for child in pre.children if not isinstance(child, str)]

    assert inside == []


def test_the_description_itself_is_a_link(client, page):
    link = next(link for link in page.all("a") if link.text == "OpenAPI description (JSON)")

    assert client.get(unquote(link["href"])).json()["openapi"].startswith("3.1")
