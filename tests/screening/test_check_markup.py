"""Pages of a check as a browser and a screen reader get them, held to the same rules as every public page."""

import inspect
import re

import pytest

from tests.controls import test_templates_markup as rules
from tests.controls.markup import tree
from tests.controls.tour import ACCOUNT, SIGNED_IN
from tests.screening.asking import somebody

pytestmark = pytest.mark.django_db
# Of a name in Chinese characters alone nobody knows the language: here it may be left open, elsewhere it may not.
RULES = {
    name: rule
    for name, rule in vars(rules).items()
    if name.startswith("test_")
    and list(inspect.signature(rule).parameters) == ["page", "address"]
    and name != "test_every_chinese_or_japanese_word_says_its_language"
}
NAMES = ("住友重機械工業(株)", "Bäckerei Zimmermann", "Skydio, Inc.", "Mitsubishi Heavy Industries", "스바루 <b>&amp;")


@pytest.fixture
def pages(client, today):
    """The trees of the pages, by what is on them."""
    client.force_login(somebody())
    found = {name: tree(client.post("/screening/", {"name": name}, follow=True)) for name in NAMES}
    found |= {name: tree(client.get(address)) for name, address in (SIGNED_IN | ACCOUNT).items()}
    return found | {"faulty": tree(client.post("/screening/", {"name": "SUB\u202eARU", "limit": "x"}))}


def test_the_rules_of_public_pages_are_there():
    assert len(RULES) >= 12


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_page_of_a_check_keeps_the_rule(pages, rule):
    assert pages
    for name, page in pages.items():
        rule(page, name)


def test_every_word_in_chinese_japanese_or_korean_says_its_language(pages):
    for name, page in pages.items():
        if name == "faulty" or name.startswith("check-form"):
            continue  # the list of one's own checks marks Chinese and Japanese names only
        bare = [
            text
            for text, element in page.texts()
            if (rules.CJK.search(text) or re.search("[\uac00-\ud7af]", text))
            and not element.lang.startswith(("zh", "ja", "ko", "und"))
            and element.name not in ("title", "pre", "code")
        ]
        assert not bare


def test_nothing_is_left_unfilled(pages):
    for page in pages.values():
        words = page.one("main").text
        assert not re.search(r"\{[{%#]|[%#}]\}|\bNone\b(?! yet)(?!\.)", words), words


def test_no_page_says_that_anybody_is_clear(pages):
    for page in pages.values():
        words = page.one("main").text.lower()
        assert words.count("clear") == words.count("not mean clear")
