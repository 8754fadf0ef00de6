"""What every format has in common: one line of clean text, codes that are codes, limits that name themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.screening.formats.places import code_of, language_of
from controls.screening.formats.rows import (
    MOST_NAMES,
    Broken,
    PartyRow,
    RowError,
    RowName,
    Unreadable,
    attempt,
    country,
    language,
    needed,
    party,
    text,
)

TURNING = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@pytest.mark.parametrize(
    ("given_value", "clean"),
    [
        ("Ondarra", "Ondarra"),
        ("  Ondarra  ", "Ondarra"),
        ("Ondarra\tRare\nMetals\r\n", "Ondarra Rare Metals"),
        ("株式会社　御影", "株式会社 御影"),
        ("a\u00a0b", "a b"),
        ("", ""),
        ("   ", ""),
        (None, ""),
        ("Zero\u200bwidth", "Zero\u200bwidth"),
        ("עברית\u200f", "עברית\u200f"),
        ("👩‍🔬 Labs", "👩‍🔬 Labs"),
        ("=cmd()", "=cmd()"),
    ],
)
def test_text_is_one_line_and_otherwise_as_written(given_value, clean):
    assert text(given_value, "name", 100) == clean


@pytest.mark.parametrize("value", [7, 7.5, True, [], {}, b"bytes"])
def test_what_is_no_text_is_refused_with_its_kind(value):
    with pytest.raises(Unreadable, match=f"name: text is needed, not {type(value).__name__}."):
        text(value, "name", 100)


@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x08", "\x1b", "\x7f", "\x9b", "\ud800", "\udfff", *TURNING])
def test_hidden_signs_are_refused_by_their_number(sign):
    with pytest.raises(Unreadable, match=rf"name: the sign U\+{ord(sign):04X} is not allowed"):
        text(f"On{sign}darra", "name", 100)


@pytest.mark.parametrize(("length", "fits"), [(1, True), (100, True), (101, False), (10_000, False)])
def test_a_text_that_is_too_long_says_how_long_it_is(length, fits):
    if fits:
        assert text("x" * length, "name", 100) == "x" * length
    else:
        with pytest.raises(Unreadable, match=f"name: {length:,} signs, at most 100 are allowed."):
            text("x" * length, "name", 100)


def test_the_length_is_that_of_the_clean_text():
    assert text(" " * 500 + "x" * 100 + " " * 500, "name", 100) == "x" * 100


@given(st.text(max_size=60))
def test_clean_text_is_clean_already(value):
    try:
        clean = text(value, "name", 100)
    except Unreadable:
        return
    assert text(clean, "name", 100) == clean
    assert clean.split() == value.split()


@pytest.mark.parametrize("value", [None, "", " ", "\n"])
def test_what_must_be_there_is_missed_by_name(value):
    with pytest.raises(Unreadable, match=r"own id: is missing\."):
        needed(value, "own id", 10)


@pytest.mark.parametrize(("value", "code"), [("JP", "JP"), ("jp", "JP"), ("Cn", "CN"), ("", "")])
def test_a_country_is_a_code_of_two_letters(value, code):
    assert country(value, "country") == code


@pytest.mark.parametrize("value", ["J", "JPN", "Japan", "日本", "J1", "00", "J P", "ＪＰ"])
def test_the_name_of_a_country_is_no_code(value):
    with pytest.raises(Unreadable, match=f"country: “{value}” is no code of two letters."):
        country(value, "country")


@pytest.mark.parametrize(
    ("value", "tag"), [("", "und"), ("EN", "en"), ("ru", "ru"), ("zh-Hans", "zh-Hans"), ("ZH-Hant", "zh-Hant")]
)
def test_a_language_is_a_tag(value, tag):
    assert language(value, "nameLanguage") == tag


@pytest.mark.parametrize("value", ["e", "english!", "12", "en_GB", "日本語"])
def test_another_word_is_no_language(value):
    with pytest.raises(Unreadable, match="nameLanguage: “.*” is no tag of a language."):
        language(value, "nameLanguage")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Japan", "JP"),
        ("JAPAN", "JP"),
        ("Russia", "RU"),
        ("North Korea", "KP"),
        ("China", "CN"),
        ("Freedonia", "Freedonia"),
        ("World", "World"),
        ("", ""),
    ],
)
def test_countries_in_words_become_codes_where_the_cldr_knows_them(name, code):
    assert code_of(name) == code


@pytest.mark.parametrize(
    ("name", "tag"), [("Russian", "ru"), ("arabic", "ar"), ("Japanese", "ja"), ("Klingonese", "und"), ("", "und")]
)
def test_languages_in_words_become_tags_where_the_cldr_knows_them(name, tag):
    assert language_of(name) == tag


def made(**parts):
    return party(**{"line": 4, "own_id": "a", "schema": "Company", "names": [RowName("Ondarra")], **parts})


def test_a_party_keeps_each_value_once_in_its_order():
    found = made(
        names=[RowName("B"), RowName("A"), RowName("B", kind="alias"), RowName("")],
        countries=["JP", "", "CN", "JP"],
        numbers=[("", "1"), ("lei", "1"), ("", "1"), ("lei", "")],
        addresses=["x", "", "y", "x"],
        programmes=["P", "P", ""],
    )

    assert found == PartyRow(
        4,
        "a",
        "Company",
        (RowName("B"), RowName("A")),
        ("JP", "CN"),
        (("", "1"), ("lei", "1")),
        ("x", "y"),
        ("P",),
    )


@pytest.mark.parametrize("count", [1, MOST_NAMES])
def test_up_to_five_hundred_names_are_kept(count):
    assert len(made(names=[RowName(f"Name {number}") for number in range(count)]).names) == count


def test_one_name_more_is_refused_before_all_are_read():
    read = []

    def endless():
        while True:
            read.append(1)
            yield RowName(f"Name {len(read)}")

    with pytest.raises(Unreadable, match="names: more than 500 for one party"):
        made(names=endless())
    assert len(read) == MOST_NAMES + 1


@pytest.mark.parametrize("schema", ["", "company", "Vessel", "Robot"])
def test_another_kind_of_party_is_refused_with_those_that_there_are(schema):
    with pytest.raises(Unreadable, match=f"schema: “{schema}” is none of Organization, Company"):
        made(schema=schema)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org", "example.org", "//example.org"])
def test_an_address_of_a_source_begins_with_http(url):
    with pytest.raises(Unreadable, match="source URL: .* does not begin with http:// or https://"):
        made(source_url=url)


@pytest.mark.parametrize("url", ["", "https://example.org/a", "http://example.org"])
def test_an_address_may_be_missing(url):
    assert made(source_url=url).source_url == url


def test_a_row_that_cannot_be_made_is_an_error_of_its_line():
    def fail():
        raise Unreadable("name: is missing.")

    assert attempt(7, fail) == RowError(7, "name: is missing.")
    assert attempt(7, made) == made()


def test_a_file_that_breaks_off_is_no_error_of_one_row():
    def fail():
        raise Broken(9, "The line is too long.")

    with pytest.raises(Broken) as broken:
        attempt(7, fail)
    assert broken.value.line == 9
