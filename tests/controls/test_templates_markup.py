"""What a browser, a screen reader and a printer get: sound HTML, named parts, nothing that the policy refuses."""

import re
from urllib.parse import urlsplit

import pytest

from tests.controls.markup import tree
from tests.controls.reading import cells
from tests.controls.tour import EVERY_VIEW, by_view

pytestmark = pytest.mark.usefixtures("seeded", "today")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# Attributes whose value is an address that the browser fetches or follows.
ADDRESSES = ("href", "src", "action", "hx-get")


SEEN = {}


@pytest.fixture
def page(client, address):
    """The tree of a view; each is asked for once per process, since no test here changes a fact."""
    if address not in SEEN:
        SEEN[address] = tree(client.get(address))
    return SEEN[address]


@by_view
def test_every_tag_closes_in_order_and_ids_are_unique(page, address):
    ids = [element["id"] for element in page.walk() if element.get("id")]

    assert len(ids) == len(set(ids)), sorted(each for each in ids if ids.count(each) > 1)


@by_view
def test_there_is_one_main_heading_and_no_level_is_skipped(page, address):
    levels = [int(element.name[1]) for element in page.walk() if re.fullmatch("h[1-6]", element.name)]

    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), levels


@by_view
def test_the_title_says_page_and_register(page, address):
    title = page.one("title").text

    assert title.endswith(" – Rare Earth Controls Register")
    assert title != "– Rare Earth Controls Register"


@by_view
def test_the_document_has_its_landmarks(page, address):
    assert page.one("html")["lang"] == "en-GB"
    assert [len(page.all(name)) for name in ("header", "main", "footer")] == [1, 1, 1]
    assert page.one("meta", name="viewport")["content"] == "width=device-width, initial-scale=1"


@by_view
def test_every_control_has_a_name(page, address):
    labelled = {label.get("for") for label in page.all("label")}
    unnamed = [
        element
        for element in page.walk()
        if element.name in ("input", "select", "textarea")
        and element.get("type") != "hidden"
        and not element.get("aria-label")
        and element.get("id", "-") not in labelled
        and not element.inside("label")
    ]

    assert not unnamed


@by_view
def test_links_and_buttons_say_something(page, address):
    silent = [
        each for each in page.walk() if each.name in ("a", "button") and not (each.text or each.get("aria-label"))
    ]

    assert not silent


@by_view
def test_regions_of_one_kind_are_told_apart(page, address):
    names = [
        (element.name, element.get("aria-label"))
        for element in page.walk()
        if element.name in ("nav", "aside", "form") or element.get("role") == "region"
    ]

    unnamed = [name for name, label in names if not label and name != "form"]
    assert not unnamed
    assert len(names) - len(set(names)) <= sum(1 for name, label in names if name == "form" and not label)


@by_view
def test_tables_say_what_their_heads_head(page, address):
    without = [head for head in page.all("th") if head.get("scope") not in ("col", "row")]

    assert not without
    for table in page.all("table"):
        columns = len(table.one("thead").all("th"))
        assert {len(cells(row)) for row in table.one("tbody").all("tr")} <= {columns}


@by_view
def test_what_scrolls_can_be_reached_with_the_keyboard(page, address):
    scrolling = [each for each in page.walk() if "scroll" in each.classes or each.name == "pre"]

    assert all((each.get("tabindex"), each.get("role")) == ("0", "region") for each in scrolling), scrolling


@by_view
def test_a_badge_is_a_glyph_and_a_word(page, address):
    for badge in page.all(of_class="b"):
        tone = (badge.classes - {"b"}).pop()
        assert badge.one("use")["href"].endswith(f"#{tone}")
        assert badge.one("svg")["aria-hidden"] == "true"
        assert badge.text


@by_view
def test_nothing_is_inline(page, address):
    """The Content-Security-Policy refuses inline scripts, handlers and styles: they would be dead."""
    inline = [
        element
        for element in page.walk()
        if element.name == "style"
        or (element.name == "script" and not element.get("src"))
        or "style" in element.attributes
        or any(name.startswith("on") for name in element.attributes)
    ]

    assert not inline


@by_view
def test_nothing_is_fetched_from_elsewhere(page, address):
    fetched = [element.get("src") for element in page.walk() if element.name in ("script", "img", "iframe")]
    offered = [element for element in page.walk() if element.name == "link" and element.get("rel") == "alternate"]
    fetched += [
        element["href"] for element in page.walk() if element.name in ("link", "use") and element not in offered
    ]

    assert all(each.startswith("/static/") for each in fetched), fetched
    assert all(element["href"].startswith("/") for element in offered), "a feed of another house is offered"


@by_view
def test_a_way_out_of_the_house_tells_nobody_where_it_came_from(page, address):
    outside = [element for element in page.all("a") if urlsplit(element.get("href")).netloc not in ("", "testserver")]

    assert all(urlsplit(element["href"]).scheme in ("http", "https") for element in outside)
    assert all({"noopener", "noreferrer"} <= set(element.get("rel").split()) for element in outside)


@by_view
def test_every_address_is_http_or_of_this_house(page, address):
    schemes = {urlsplit(element[name]).scheme for element in page.walk() for name in ADDRESSES if element.get(name)}

    assert schemes <= {"", "http", "https", "webcal"}


@by_view
def test_a_link_within_the_page_has_its_target(page, address):
    ids = {element.get("id") for element in page.walk()}
    lost = [each["href"] for each in page.all("a") if each.get("href").startswith("#") and each["href"][1:] not in ids]

    assert not lost


@by_view
def test_every_chinese_or_japanese_word_says_its_language(page, address):
    bare = [
        text[:60]
        for text, element in page.texts()
        if CJK.search(text)
        and not element.lang.startswith(("zh", "ja"))
        and element.name not in ("pre", "code", "title")
        and not element.inside("pre", "code", of_class="diff")
    ]

    assert not bare


@by_view
def test_dates_are_written_once_for_people_and_once_for_programs(page, address):
    for element in page.all("time"):
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?\+08:00)?", element["datetime"])
        assert re.match(r"\d{1,2} [A-Z][a-z]{2} \d{4}", element.text)


def test_no_word_of_a_template_is_left_unfilled(client):
    """A variable that is missing shows as nothing, a tag that is misspelt as itself."""
    for address in EVERY_VIEW.values():
        text = client.get(address).content.decode()
        assert not re.search(r"\{[{%#]|[%#}]\}|(?<!If-)\bNone\b(?!\.)", text), (
            address,
            re.findall(r".{30}\bNone\b", text),
        )
