"""What may be asked about a party: the fields, and JSON that is read strictly."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from controls.filters.fields import BadInput
from controls.screening.filters.bulk import bulk_from_json
from controls.screening.filters.checks import AHEAD, CheckQuestion, asked_from_json, day_asked
from controls.screening.filters.fields import CountryField, NameField, ShareField, countries
from controls.screening.services.questions import Asked
from tests.screening.asking import TODAY, asked

KEYS = ("cn-watch-list", "cn-export-control-list")


def lists_on(day):
    return KEYS


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=700),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.parametrize(("text", "value"), [("0", 0.0), ("1", 1.0), ("0.7", 0.7), ("1.0", 1.0), (" 0.85 ", 0.85)])
def test_a_share_is_read_in_plain_digits(text, value):
    assert ShareField(default=0.5).clean(text) == value


def test_a_share_that_is_not_given_is_the_default():
    assert ShareField(default=0.5).clean("") == 0.5
    assert ShareField(default=0.5).clean(None) == 0.5


@pytest.mark.parametrize(
    "text", ["-0", "-0.1", "1.1", "2", "70%", "0,7", ".7", "1e-3", "NaN", "inf", "0.1234567", "٠", "０", "0x1", "true"]
)
def test_what_is_no_share_is_refused(text):
    with pytest.raises(ValidationError, match="from 0 to 1"):
        ShareField(default=0.5).clean(text)


def test_countries_are_those_of_the_world():
    assert {"JP", "CN", "TW", "HK", "US", "GB", "DE", "XK"} <= countries()
    assert not {"UK", "EU", "XX", "ZZ", "UN", "001"} & countries()
    assert len(countries()) > 245


@pytest.mark.parametrize("code", ["UK", "EU", "jp", "J", "JPN", "12", "ＪＰ", "ZZ", "J P"])
def test_what_is_no_country_is_refused(code):
    with pytest.raises(ValidationError):
        CountryField(max_length=2).clean(code)


@pytest.mark.parametrize("name", ["三菱", "Сбербанк", "삼성", "3M", "شركة", "Ω", "é", "A"])
def test_a_name_in_any_script_may_be_asked(name):
    assert NameField(max_length=600).clean(name) == name


@pytest.mark.parametrize("name", ["!", "…", "🎉", "\u0301", "()", "-–—", "·"])
def test_a_name_of_signs_alone_is_refused(name):
    with pytest.raises(ValidationError, match="no letter and no digit"):
        NameField(max_length=600).clean(name)


def test_a_day_is_asked_as_far_ahead_as_notices_speak():
    assert day_asked(None, today=TODAY) == TODAY
    assert day_asked(TODAY + AHEAD, today=TODAY) == TODAY + AHEAD
    with pytest.raises(ValidationError, match="no later than 2027-11-22"):
        day_asked(TODAY + AHEAD + timedelta(days=1), today=TODAY)


def test_a_question_holds_what_was_given_and_the_defaults_of_the_rest():
    found = asked_from_json({"name": " SUBARU ", "country": "JP", "limit": 3}, today=TODAY, lists=lists_on)

    assert found == Asked(name="SUBARU", as_of=TODAY, threshold=0.7, limit=3, country="JP")
    assert found.as_json() == {"name": "SUBARU", "country": "JP", "limit": 3}


def test_the_same_question_on_the_page_and_over_the_api_is_the_same():
    given_json = {
        "name": "SUBARU", "country": "JP", "identifier": "5011101019196", "schema": "Organization",
        "lists": ["cn-watch-list"], "as_of": "2026-02-24", "threshold": 0.85, "limit": 5,
    }  # fmt: skip
    form = CheckQuestion(
        {name: value if isinstance(value, list) else str(value) for name, value in given_json.items()},
        today=TODAY,
        known=lists_on,
    )

    assert form.is_valid(), form.errors
    assert form.asked() == asked_from_json(given_json, today=TODAY, lists=lists_on)


@given(body=ANY_JSON)
def test_whatever_json_comes_it_is_a_question_or_refused_by_name(body):
    try:
        found = asked_from_json(body, today=TODAY, lists=lists_on)
    except BadInput as refusal:
        assert refusal.errors
        assert all(name and words and all(words) for name, words in refusal.errors.items())
    else:
        assert found.name


@given(
    name=st.sampled_from(list(CheckQuestion.base_fields)),
    value=ANY_JSON,
)
def test_whatever_a_field_holds_it_is_taken_or_that_field_is_named(name, value):
    try:
        found = asked_from_json({"name": "SUBARU", name: value}, today=TODAY, lists=lists_on)
    except BadInput as refusal:
        assert set(refusal.errors) == {name}
    else:
        kept = getattr(found, name)
        assert kept == (tuple(dict.fromkeys(value)) if name == "lists" else value.strip() if name == "name" else kept)


@given(queries=st.lists(ANY_JSON, max_size=3))
def test_whatever_stands_among_many_each_fault_has_its_place(queries):
    try:
        found = bulk_from_json({"queries": queries}, today=TODAY, lists=lists_on)
    except BadInput as refusal:
        assert all(name.startswith("queries") for name in refusal.errors)
    else:
        assert len(found.questions) == len(queries)


def test_no_more_faults_are_named_than_anybody_reads():
    queries = [{"id": str(place), "name": ""} for place in range(1000)]

    with pytest.raises(BadInput) as refusal:
        bulk_from_json({"queries": queries}, today=TODAY, lists=lists_on)

    assert len(refusal.value.errors) == 100


@given(
    country=st.sampled_from(["", "JP"]),
    identifier=st.sampled_from(["", "5011101019196"]),
    schema=st.sampled_from(["", "Person", "Organization"]),
    lists=st.sampled_from([(), KEYS]),
    limit=st.integers(1, 100),
    threshold=st.floats(0, 1),
)
def test_a_question_on_record_is_the_question_that_was_asked(country, identifier, schema, lists, limit, threshold):
    question = asked(
        "SUBARU", country=country, identifier=identifier, schema=schema, lists=lists, limit=limit, threshold=threshold
    )

    assert Asked.from_json(question.as_json(), as_of=question.as_of, threshold=threshold) == question


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (asked("SUBARU"), asked("ｓｕｂａｒｕ"), True),
        (asked("SUBARU", identifier="5011-101-019196"), asked("Subaru", identifier="5011101019196"), True),
        (asked("SUBARU", as_of=date(2026, 1, 1), threshold=0.9), asked("SUBARU"), True),
        (asked("SUBARU"), asked("SUBARU", country="JP"), False),
        (asked("SUBARU"), asked("SUBARU", identifier="1"), False),
        (asked("SUBARU"), asked("SUBARO"), False),
    ],
)
def test_who_was_asked_for_is_known_again_however_it_is_written(one, other, same):
    assert (one.party == other.party) is same


@pytest.mark.parametrize(("schema", "person"), [("", None), ("Person", True), ("Organization", False)])
def test_the_index_is_asked_for_the_kind_of_party_that_was_said(schema, person):
    compared = asked("SUBARU", schema=schema, lists=KEYS, identifier="7", country="JP").compared()

    assert compared.person is person
    assert compared.lists == frozenset(KEYS)
    assert compared.facts.numbers == {("", "7")}
    assert compared.on == TODAY


def test_no_list_named_is_every_list():
    assert asked("SUBARU").compared().lists is None
