"""The templates as files: each says what it needs, is used, marks its words, and shows without deciding."""

import re
from pathlib import Path

import allauth
import pytest
from django.template import engines
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
ROOM = ROOT / "templates"
FILES = {
    str(path.relative_to(ROOM)): path.read_text(encoding="utf-8")
    for path in sorted(ROOM.rglob("*.html"))
    if "admin" not in path.parts
}
CODE = "".join(
    path.read_text(encoding="utf-8") for room in ("controls", "config", "news") for path in (ROOT / room).rglob("*.py")
)
THEIRS = Path(allauth.__file__).parent / "templates"
by_file = pytest.mark.parametrize("name", FILES)
# Words that are the same in every language, and keys to press.
# What stands on the keys themselves.
KEYS = {"Enter", "Esc", "j", "k"}
NAMES = {
    "API",
    "CSV",
    "JSON",
    "sha256",
    "UTC+8",
    "Authorization",
    "Bearer",
    "rec",
    "api",
    "v1",
    "health",
    "from",
    "PDF",
    "Markdown",
    *KEYS,
}


def includes(text):
    return re.findall(r'\{% (?:include|extends) "([^"]+)"', text)


@by_file
def test_says_first_what_it_needs(name):
    if name == "base.html" or "/_" in f"/{name}":
        assert re.match(r"\{# .*needs:? ", FILES[name])
    else:
        assert re.match(r"\{# needs:? ", FILES[name])


@by_file
def test_compiles(name):
    assert get_template(name)


@by_file
def test_is_used(name):
    parts = {each for text in FILES.values() for each in includes(text)}

    # Pages that allauth shows are found by its names for them.
    assert name in parts or f'"{name}"' in CODE or (THEIRS / name).exists()


@by_file
def test_includes_only_what_exists(name):
    assert set(includes(FILES[name])) <= set(FILES)


@by_file
def test_components_get_their_arguments_and_nothing_else(name):
    """`only` keeps a component from leaning on names that happen to be there. Parts of the frame are the frame."""
    calls = re.findall(r'\{% include "(_components/[\w.]+)"([^%]*)%\}', FILES[name])

    frame = {
        f"_components/{part}.html" for part in ("as_of_bar", "brand", "colours", "footer", "keyboard", "languages")
    }
    assert [component for component, how in calls if component not in frame and not how.rstrip().endswith("only")] == []


@by_file
def test_a_full_page_stands_in_the_frame(name):
    is_page = not Path(name).name.startswith("_") and not name.startswith("_components")
    frameless = {"base.html", "500.html", "503.html"}  # whatever broke must not break these too
    frameless |= {each for each in FILES if "emails" in Path(each).parts}  # a letter is no page

    assert ('{% extends "base.html" %}' in FILES[name]) == (is_page and name not in frameless)


@by_file
def test_every_word_is_marked_for_translation(name):
    """What is left when tags, variables and marked words are taken out must not be words."""
    text = re.sub(r"\{% blocktranslate.*?\{% endblocktranslate %\}|\{#.*?#\}", " ", FILES[name], flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", text).replace('placeholder="entity:subaru-corporation"', " ")
    text = re.sub(r'<(\w+)[^>]*\btranslate="no"[^>]*>[^<]*</\1>', " ", text)  # keys, say, which are no words
    said = re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]*)"', text)
    said += [re.sub(r"<[^>]*>", " ", re.sub(r"<(script|style).*?</\1>", " ", text, flags=re.DOTALL))]

    words = {word for part in said for word in re.findall(r"[A-Za-z][A-Za-z0-9+]*", re.sub(r"&\w+;", " ", part))}
    assert words - NAMES == set()


@by_file
def test_marked_words_are_whole_sentences_or_names(name):
    """Variables inside a sentence belong into it, or no other language can place them."""
    for words in re.findall(r"""\{% translate (?:"([^"]*)"|'([^']*)')""", FILES[name]):
        text = words[0] or words[1]
        assert text == text.strip()
        assert "{{" not in text


@by_file
def test_blocks_of_translation_hold_no_markup(name):
    for block in re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{% endblocktranslate %\}", FILES[name], re.DOTALL):
        assert "<" not in block


@by_file
def test_nothing_is_shown_unescaped(name):
    assert "|safe" not in FILES[name]
    assert "autoescape off" not in FILES[name]
    assert "|striptags" not in FILES[name]


@by_file
def test_attributes_that_hold_variables_are_quoted(name):
    """Escaping protects within quotes only."""
    assert re.findall(r"\s[\w-]+=\{\{", FILES[name]) == []


@by_file
def test_routes_are_named_and_not_spelt_out(name):
    """But for pages that must work when nothing else does, and text that shows an address."""
    spelt = [each for each in re.findall(r'(?:href|action)="(/[^"{]*)"', FILES[name])]

    assert spelt == [] or name in ("500.html", "503.html")


@by_file
def test_nothing_foreign_is_named(name):
    assert re.findall(r'(?:src|href|action|hx-get)="(?:https?:)?//[^"]*"', FILES[name]) == []


@by_file
def test_dates_are_written_the_same_way_everywhere(name):
    """By the named formats of the page's language (config/formats), or as ISO 8601 for programs."""
    formats = set(re.findall(r"""\|(?:date|time):["']([^"']+)["']""", FILES[name]))

    assert {each for each in formats if not each.endswith("_FORMAT")} <= {"Y-m-d", "c"}


@by_file
def test_boxes_to_type_in_do_not_correct_names(name):
    """A spell-checker must not underline, and a phone must not mend, the name of a company."""
    for field in re.findall(r'<input[^>]*type="search"[^>]*>', FILES[name]):
        assert 'spellcheck="false"' in field
        assert 'maxlength="200"' in field


def test_missing_variables_are_noticed_by_the_tests_that_draw_pages():
    """Nobody set a text for them that would hide a misspelt name behind words."""
    assert engines["django"].engine.string_if_invalid == ""
