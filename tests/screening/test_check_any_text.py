"""Whatever is typed: an answer with its receipt, or a refusal that names the field; on pages and over the API alike."""

import json
import unicodedata

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from controls.screening.models import ScreeningCheck
from controls.screening.receipts import is_whole
from controls.screening.services import chain
from tests.controls.markup import tree
from tests.screening.asking import somebody

pytestmark = pytest.mark.django_db
FORM, CHECKS = "/screening/", "/api/v1/screening/checks/"
FIELDS = ("name", "country", "identifier", "address", "schema", "lists", "as_of", "threshold", "limit")
SHARED = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)
HOSTILE = {
    "empty": "", "long": "x" * 10_000, "long in Han": "株" * 600, "nul": "SUB\x00ARU", "bidi": "SUBARU\u202e",
    "isolate": "\u2066SUBARU\u2069", "zero width": "S\u200bU\u200dB\ufeffARU", "Cyrillic": "ЅUВАRU",
    "emoji": "SUBARU 🎉", "only emoji": "🎉👩‍👩‍👧‍👦", "marks": "e" + "\u0301" * 1000, "few marks": "e" + "\u0301" * 500,
    "formula": "=cmd|'/C calc'!A0", "plus": "+49 SUBARU", "at": "@SUM(1)", "sql": "'; DROP TABLE x; --",
    "percent": "%00%s%(name)s", "template": "{{ 7*7 }}{% load x %}", "markup": "<script>alert(1)</script>",
    "tags": "SUBARU\U000e0041\U000e0042", "private": "\ue000", "unassigned": "\U0003fffd", "line": "SUB\u2028ARU",
    "tab": "SUB\tARU", "newline": "SUB\r\nARU", "soft hyphen": "SUB\u00adARU", "noncharacter": "SUBARU\uffff",
    "maths": "𝐒𝐔𝐁𝐀𝐑𝐔", "circled": "ⓈⓊⒷⒶⓇⓊ", "ligature": "\ufdfa" * 30, "Hangul": "ᄀ" * 200, "words": "a " * 299,
    "one word": "ab" * 300, "quotes": "\"'`´’”„«»", "digits": "٠١٢٣", "Thai": "ก็็็็็็็็", "flags": "🇯🇵 SUBARU",
}  # fmt: skip
by_text = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


@pytest.fixture
def signed_in(client, today):
    client.force_login(somebody())
    client.raise_request_exception = False
    return client


def api(client, body):
    return client.post(CHECKS, json.dumps(body), content_type="application/json")


def answered_or_refused(answer, fields=FIELDS):
    """True for an answer. A refusal names fields that there are, and has words for each."""
    assert answer.status_code in (201, 400), (answer.status_code, answer.content[:300])
    if answer.status_code == 201:
        return True
    errors = answer.json()["errors"]
    assert errors
    assert set(errors) <= {*fields, "body"}
    assert all(words and all(words) for words in errors.values())
    return False


@SHARED
@given(name=st.text(max_size=80))
@example(name="\u0130\u0131ſß")
@example(name="\U000e0001a")
def test_any_text_at_all_as_a_name_is_answered_or_refused_by_name(signed_in, name):
    kept = ScreeningCheck.objects.count()
    answer = api(signed_in, {"name": name})

    if answered_or_refused(answer, ("name",)):
        found = answer.json()
        assert found["query"]["name"] == name.strip()
        assert found["outcome"] in ("possible_match", "no_entry_found")
        assert ScreeningCheck.objects.count() == kept + 1
    else:
        assert ScreeningCheck.objects.count() == kept


@SHARED
@given(name=st.text(max_size=80))
def test_a_name_that_the_api_takes_the_page_takes_too(signed_in, name):
    over_api = answered_or_refused(api(signed_in, {"name": name}), ("name",))

    on_page = signed_in.post(FORM, {"name": name})
    assert on_page.status_code in (302, 400)
    if "\n" not in name and "\r" not in name:  # a form in a browser sends the end of a line in its own way
        assert (on_page.status_code == 302) == over_api


def names_within(value):
    """A sign that no text may hold is refused under the innermost name, cut to a readable length."""
    if isinstance(value, dict):
        own = {name[:80].encode("ascii", "backslashreplace").decode() for name in value} | {name[:80] for name in value}
        return own | {name for inner in value.values() for name in names_within(inner)}
    return {name for inner in value for name in names_within(inner)} if isinstance(value, list) else set()


@SHARED
@given(field=st.sampled_from(FIELDS), value=ANY_VALUE)
@example(field="name", value={"0": "\x00"})
def test_any_value_in_any_field_is_answered_or_refused_under_its_name(signed_in, field, value):
    answer = api(signed_in, {"name": "SUBARU", field: value})

    assert answered_or_refused(answer, (field, *names_within(value))) == (answer.status_code == 201)


@SHARED
@given(values=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=20), max_size=9))
def test_any_form_is_answered_or_shown_again(signed_in, values):
    answer = signed_in.post(FORM, values)

    assert answer.status_code in (302, 400)
    if answer.status_code == 400:
        assert tree(answer).one("main").text


@SHARED
@given(query=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=20), max_size=9))
def test_an_address_with_anything_in_it_opens_the_form_and_asks_nothing(signed_in, query):
    answer = signed_in.get(FORM, query)

    assert answer.status_code in (200, 400)
    assert ScreeningCheck.objects.count() == 0


@by_text
def test_hostile_names_are_answered_or_refused_over_the_api(signed_in, text):
    answer = api(signed_in, {"name": text})

    if answered_or_refused(answer, ("name",)):
        check = ScreeningCheck.objects.get()
        assert check.name == text.strip()
        assert is_whole(chain.receipt_of(check=ScreeningCheck.objects.get()))


@by_text
def test_hostile_names_are_answered_or_shown_again_on_the_page(signed_in, text):
    answer = signed_in.post(FORM, {"name": text}, follow=True)

    assert answer.status_code in (200, 400)
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert tree(answer).one("main").text


@by_text
@pytest.mark.parametrize("field", ["identifier", "address"])
def test_hostile_texts_in_other_fields_are_answered_or_refused_by_that_name(signed_in, text, field):
    answer = api(signed_in, {"name": "SUBARU", field: text})

    assert answered_or_refused(answer, (field,)) == (answer.status_code == 201)


# ---- The page and the API are two doors to one answer


QUESTIONS = [
    {"name": "SUBARU"},
    {"name": "株式会社SUBARU", "country": "JP"},
    {"name": "Subaro Corporation", "threshold": 0.5},
    {"name": "SUBARU Corporation", "as_of": "2026-02-23"},
    {"name": "Mitsubishi Heavy Industries", "limit": 2, "threshold": 0.4},
    {"name": "Fuji Jukogyo", "identifier": "5011101019196"},
    {"name": "SUBARU", "lists": ["cn-watch-list"]},
    {"name": "Kim Dong-hwan", "schema": "Person"},
    {"name": "Bäckerei Zimmermann", "address": "Berlin"},
]


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_the_same_question_has_the_same_answer_on_the_page_and_over_the_api(signed_in, question):
    assert signed_in.post(FORM, question).status_code == 302
    assert api(signed_in, question).status_code == 201

    page, api_check = ScreeningCheck.objects.order_by("position")
    assert (page.origin, api_check.origin) == ("page", "api")
    for part in ("question", "as_of", "threshold", "outcome", "hit_count", "party", "algorithm", "revision", "answer"):
        assert getattr(page, part) == getattr(api_check, part)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_what_the_page_shows_is_what_the_api_says(signed_in, question):
    found = api(signed_in, question).json()

    words = tree(signed_in.get(f"/screening/checks/{found['id']}/")).one("main").text

    for hit in found["hits"]:
        assert hit["entity"]["name"] in words
        assert f"{hit['score']:.2f}" in words
        assert unicodedata.normalize("NFC", hit["matched_name"]["text"]) in words
