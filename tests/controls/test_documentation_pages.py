"""The API in words: every endpoint that programs may ask is on the page, and what the page shows works."""

import re
import shlex
from urllib.parse import unquote, urlencode, urlsplit

import orjson
import pytest
from django.utils.text import slugify

from tests.controls.markup import tree

pytestmark = pytest.mark.usefixtures("seeded", "today")


@pytest.fixture
def contents(client):
    return tree(client.get("/api/"))


@pytest.fixture
def description(client):
    return client.get("/api/v1/schema/").json()


@pytest.fixture
def guides(client, description):
    """The page of each group."""
    return {tag["name"]: tree(client.get(guide(tag["name"]))) for tag in description["tags"]}


def guide(name):
    return f"/api/guide/{slugify(name)}/"


# A register of the tests has no article and asks no source.
NOT_YET = {"GET /api/v1/news/articles/{number}/", "GET /api/v1/sources/{key}/"}


def operations(guides):
    return {each.one("h2").text: each for page in guides.values() for each in page.all("article")}


def test_every_endpoint_of_the_description_is_on_the_page_of_its_group(guides, description):
    for tag in description["tags"]:
        described = {
            f"{method.upper()} {path}"
            for path, methods in description["paths"].items()
            for method, operation in methods.items()
            if tag["name"] in operation["tags"]
        }
        assert {each.one("h2").text for each in guides[tag["name"]].all("article")} == described
    assert len(operations(guides)) >= 15


def test_the_contents_name_every_group_and_every_endpoint(contents, description):
    names = [tag["name"] for tag in description["tags"]]
    sections = contents.one("main").all("section")
    described = {f"{method.upper()} {path}" for path, methods in description["paths"].items() for method in methods}

    assert [section.one("h2").text for section in sections] == names
    assert [link.text for link in contents.one("aside").all(of_class="box")[0].all("a")] == names
    assert {head.text for section in sections for head in section.all("th", scope="row")} == described


def test_each_line_of_the_contents_leads_to_its_endpoint(contents, guides):
    for section in contents.one("main").all("section"):
        ids = {each.one("h2").text: each["id"] for each in guides[section.one("h2").text].all("article")}
        for head in section.all("th", scope="row"):
            address, _hash, place = head.one("a")["href"].partition("#")
            assert address == guide(section.one("h2").text)
            assert ids[head.text] == place


def test_each_group_leads_to_the_others_and_back(guides, description):
    names = [tag["name"] for tag in description["tags"]]
    for name, page in guides.items():
        links = page.one("aside").all(of_class="box")[0].all("a")
        assert [link.text for link in links] == names
        assert [link.text for link in links if link.attributes.get("aria-current") == "page"] == [name]
        assert [link["href"] for link in page.one("main").all("a") if link.text == "API"] == ["/api/"]


def test_a_group_that_is_none_is_said_to_be_none(client):
    answer = client.get("/api/guide/tariffs/")

    assert answer.status_code == 404
    assert "The API has no group “tariffs”." in tree(answer).text


def test_every_parameter_of_the_description_is_on_its_page(guides, description):
    on_pages = operations(guides)
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            shown = on_pages[f"{method.upper()} {path}"]
            heads = [head.text.split(" (")[0] for head in shown.all("th", scope="row")]
            assert heads == [parameter["name"] for parameter in operation.get("parameters", ())], path


def test_required_parameters_are_marked_for_eyes_and_ears(guides):
    heads = operations(guides)["GET /api/v1/listings/{key}/"].all("th", scope="row")

    marked = {head.text.split()[0]: "(required)" in head.text and "*" in head.text for head in heads}
    assert marked["key"] is True
    assert marked["as_of"] is False


def test_every_answer_is_named_with_its_status(guides, description):
    on_pages = operations(guides)
    for path, methods in description["paths"].items():
        for method, operation in methods.items():
            shown = on_pages[f"{method.upper()} {path}"]
            statuses = [word.text for word in shown.all("b", of_class="mono")]
            assert statuses == list(operation["responses"]), path


def test_every_command_of_every_group_works(client, guides):
    for name, operation in operations(guides).items():
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
    page = tree(client.get("/api/guide/listings/", headers={"host": "127.0.0.1:8321"}))

    commands = [pre.text for pre in page.all("pre") if pre.text.startswith("curl")]
    assert commands
    assert all("'http://127.0.0.1:8321/api/v1/" in command for command in commands)


def test_downloads_are_saved_under_their_own_name(guides):
    for name, operation in operations(guides).items():
        command = next(pre.text for pre in operation.all("pre") if pre.text.startswith("curl"))
        assert ("-OJ" in command) == ("/export" in name), name


def test_examples_are_json_or_say_that_they_were_cut(guides):
    examples = [pre.text for page in guides.values() for pre in page.all("pre") if not pre.text.startswith("curl")]

    assert len(examples) > 8
    for example in examples:
        if not example.endswith("…"):
            assert orjson.loads(example), example[:80]


def test_long_examples_are_cut(client):
    raw = client.get("/api/guide/listings/").content.decode()

    examples = re.findall(r"<details>.*?<pre[^>]*>(.*?)</pre>", raw, re.DOTALL)
    assert max(len(example.splitlines()) for example in examples) == 41


def test_types_and_limits_are_said(guides):
    rows = {
        head.text: [c.text for c in head.around.children if not isinstance(c, str)][2]
        for head in operations(guides)["GET /api/v1/listings/"].all("th", scope="row")
    }

    assert rows["as_of"] == "date"
    assert rows["page"] == "integer 1–1000000"
    assert rows["page_size"] == "integer 1–500"
    assert rows["state"] == "scheduled | in_force | suspended | to_be_confirmed | stopped | ended, …"


def test_nothing_of_an_example_is_markup(guides):
    found = [pre for page in guides.values() for pre in page.all("pre")]
    inside = [child for pre in found for child in pre.children if not isinstance(child, str)]

    assert inside == []


def test_the_description_itself_is_a_link(client, contents):
    link = next(link for link in contents.all("a") if link.text == "OpenAPI description (JSON)")

    assert client.get(unquote(link["href"])).json()["openapi"].startswith("3.1")
