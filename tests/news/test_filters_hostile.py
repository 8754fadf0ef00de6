"""What people and machines send that no question means: each is refused by the name of its field, none answered."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from news.filters.articles import ArticleFilter
from news.filters.drafts import DraftForm, SendForm, TextForm
from news.filters.events import EventFilter
from news.filters.found import DismissForm, FoundQuestion
from news.filters.moves import MoveFilter
from news.filters.sources import SourceFilter

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
QUESTIONS = (ArticleFilter, EventFilter, SourceFilter, MoveFilter, FoundQuestion)
KEYS = [
    *((ArticleFilter, name) for name in ("source", "language", "type", "jurisdiction", "element", "entity", "measure")),
    *((EventFilter, name) for name in ("type", "jurisdiction", "element", "material", "entity", "measure", "notice")),
    *((EventFilter, name) for name in ("list", "confidence", "scope")),
    *((SourceFilter, name) for name in ("type", "state")),
    *((MoveFilter, name) for name in ("list", "kind")),
]
NO_KEYS = {
    "unknown": "no-such-thing",
    "wildcard": "%",
    "quote": "'; DROP TABLE news_article; --",
    "full-width letters": "ｏｆｆｉｃｉａｌ",
    "other case": "OFFICIAL_",
    "bidi": "official\u202e",
    "zero width": "offi\u200bcial",
    "10,000 characters": "x" * 10_000,
    "array of the database": "{CN,JP}",
    "number": "0",
}
NO_DAYS = {
    "31 February": "2026-02-31",
    "30 February": "2024-02-30",
    "29 February of a common year": "2026-02-29",
    "month 13": "2026-13-01",
    "day 0": "2026-01-00",
    "full-width digits": "２０２６-02-01",
    "Arabic digits": "٢٠٢٦-02-01",
    "day first": "01-02-2026",
    "slashes": "2026/02/01",
    "no zeros": "2026-2-1",
    "week": "2026-W05-1",
    "ordinal": "2026-032",
    "with a time": "2026-02-01T00:00:00Z",
    "word": "yesterday",
    "before the first": "2000-12-31",
    "after the last": "2101-01-01",
    "year 0": "0000-01-01",
    "five digits": "12026-01-01",
    "negative": "-2026-01-01",
    "bidi": "2026-02-01\u202e",
    "10,000 characters": "2" * 10_000,
    "NUL": "2026-02-01\x00",
}
NO_NUMBERS = {
    "nothing": "0",
    "negative": "-1",
    "plus": "+1",
    "fraction": "1.5",
    "exponent": "1e3",
    "hexadecimal": "0x10",
    "underscore": "1_0",
    "full-width": "１",
    "Chinese": "一",
    "superscript": "²",
    "too large": "1000001",
    "hundreds of digits": "9" * 400,
    "not a number": "NaN",
    "endless": "inf",
    "NUL": "1\x00",
}
HIDDEN = {"NUL": "\x00", "bell": "\x07", "line feed": "\n", "delete": "\x7f", "override": "\u202e", "isolate": "\u2066"}
DAYS = [
    *((kind, name) for kind in (ArticleFilter, EventFilter) for name in ("from", "to")),
    *((kind, "as_of") for kind in QUESTIONS),
]


def errors(kind, /, **values):
    """The fields that are refused, each with its words."""
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name.rstrip("_"), value if isinstance(value, list) else [value])
    question = kind(query, today=TODAY)
    question.is_valid()
    return {name: " ".join(words) for name, words in question.errors.items()}


def said(row):
    """All that an article or event says, one part a line and in capitals, as a database compares it."""
    names = ("title", "summary", "own_summary", "key", "headline", "outlet", "announcement", "figures", "note")
    parts = [getattr(row, name, "") for name in names]
    return "\n".join([*parts, *getattr(row, "parties", ()), *getattr(row, "materials", ())]).upper()


@pytest.mark.parametrize(("kind", "name"), KEYS)
def test_a_value_that_is_no_key_is_refused_by_the_name_of_its_parameter(kind, name):
    for what, value in NO_KEYS.items():
        found = errors(kind, **{name: value})

        assert set(found) == {name}, what
        assert "is not a known" in found[name], what


@pytest.mark.parametrize(("kind", "name"), KEYS)
def test_an_unknown_key_is_quoted_shortly(kind, name):
    assert len(errors(kind, **{name: "y" * 10_000})[name]) < 200


@pytest.mark.parametrize(("kind", "name"), KEYS)
def test_a_hundred_and_one_values_are_too_many(kind, name):
    assert "at most 100" in errors(kind, **{name: [f"v{n}" for n in range(101)]})[name]


@pytest.mark.parametrize(("kind", "name"), KEYS)
def test_one_bad_key_among_good_ones_spoils_the_question(kind, name):
    field = kind(QueryDict(), today=TODAY).fields[name]
    good = list(field.known)[:2]

    assert set(errors(kind, **{name: [*good, "no-such-thing"]})) == {name}
    assert errors(kind, **{name: good}) == {}


@pytest.mark.parametrize(("kind", "name"), DAYS)
def test_a_day_that_is_none_is_refused_by_the_name_of_its_parameter(kind, name):
    for what, value in NO_DAYS.items():
        found = errors(kind, **{name: value})

        assert set(found) == {name}, what
        assert found[name].startswith("Enter a"), what


@pytest.mark.parametrize(("kind", "name"), DAYS)
@pytest.mark.parametrize("value", ["2024-02-29", "2001-01-01", "2100-12-31", " 2026-02-24 "])
def test_the_first_the_last_and_the_leap_day_are_days(kind, name, value):
    assert errors(kind, **{name: value}) == {}


@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize("name", ["page", "page_size"])
def test_a_page_that_is_no_whole_number_is_refused(kind, name):
    for what, value in NO_NUMBERS.items():
        found = errors(kind, **{name: value})

        assert set(found) == {name}, what
        assert found[name].startswith("Enter a whole number from 1 to "), what


@pytest.mark.parametrize("kind", QUESTIONS)
@pytest.mark.parametrize(("name", "most"), [("page", 1_000_000), ("page_size", 500)])
def test_the_largest_page_is_allowed_and_one_more_is_not(kind, name, most):
    assert errors(kind, **{name: str(most)}) == {}
    assert set(errors(kind, **{name: str(most + 1)})) == {name}


@pytest.mark.parametrize("kind", [ArticleFilter, EventFilter])
@pytest.mark.parametrize("what", HIDDEN)
def test_words_with_a_hidden_character_are_refused_with_its_code(kind, what):
    found = errors(kind, q=f"mag{HIDDEN[what]}net")

    assert set(found) == {"q"}
    assert f"U+{ord(HIDDEN[what]):04X}" in found["q"] or "Null" in found["q"]


@pytest.mark.parametrize("kind", [ArticleFilter, EventFilter])
@pytest.mark.parametrize("value", ["\u200b", "\u200d\u200d", "\u00ad", "x" * 201, "稀" * 10_000])
def test_words_that_say_nothing_or_too_much_are_refused(kind, value):
    assert set(errors(kind, q=value)) == {"q"}


@pytest.mark.parametrize("kind", [ArticleFilter, EventFilter])
@pytest.mark.parametrize("value", ["100%", "_", "\\", "'", '"', "{}", "(", "稀土", "ﾚｱｱｰｽ", "Ж", "é", "x" * 200])
def test_signs_that_mean_something_to_a_database_are_only_looked_for(kind, value):
    question = kind(QueryDict(mutable=True) | {"q": value}, today=TODAY)

    assert question.is_valid(), question.errors
    assert all(value.upper() in said(row) for row in question.apply())


@pytest.mark.parametrize(
    ("kind", "name"), [(ArticleFilter, "q"), (ArticleFilter, "from"), (EventFilter, "to"), (SourceFilter, "page")]
)
def test_a_parameter_that_is_meant_once_is_refused_twice(kind, name):
    value = {"q": "magnet", "page": "1"}.get(name, "2026-02-24")

    assert errors(kind, **{name: [value, value]}) == {name: "Give this parameter once."}


@pytest.mark.parametrize("kind", [ArticleFilter, EventFilter])
@given(first=st.dates(date(2001, 1, 1), date(2100, 12, 31)), last=st.dates(date(2001, 1, 1), date(2100, 12, 31)))
@settings(max_examples=30)
def test_days_are_refused_in_the_wrong_order_and_only_then(kind, first, last):
    found = errors(kind, from_=first.isoformat(), to=last.isoformat())

    assert found == ({"to": "The last day lies before the first."} if first > last else {})


@pytest.mark.parametrize("kind", QUESTIONS)
@given(name=st.text(min_size=1, max_size=120))
@settings(max_examples=30)
def test_a_parameter_that_nobody_knows_is_named_and_never_ignored(kind, name):
    question = kind(QueryDict(mutable=True) | {name: "1"}, today=TODAY)
    question.is_valid()
    question.refuse_unknown()

    assert name in question.fields or "Unknown parameter" in str(question.errors[name[:80]])


@pytest.mark.parametrize("kind", [ArticleFilter, EventFilter])
@given(text=st.text(max_size=300))
@settings(max_examples=60)
def test_whatever_is_looked_for_is_answered_or_refused_in_words(kind, text):
    question = kind(QueryDict(mutable=True) | {"q": text}, today=TODAY)

    if question.is_valid():
        assert all(text.strip().upper() in said(row) for row in question.apply())
    else:
        assert set(question.errors) == {"q"}


@pytest.mark.parametrize("value", ["", "everything", "MATTERING", "open", "x" * 10_000])
def test_a_part_of_the_found_notices_that_is_none_is_refused(value):
    assert set(errors(FoundQuestion, show=value)) == ({"show"} if value else set())


@pytest.mark.parametrize("value", ["", " ", "\t", "\u200b", "x" * 301, "why\x00", "why\u202e"])
def test_a_notice_is_not_set_aside_without_words_that_can_be_read(value):
    form = DismissForm({"reason": value})

    assert not form.is_valid()
    assert set(form.errors) == {"reason"}


@pytest.mark.parametrize("value", ["-1", "１", "1.0", "1000001", "x", "9" * 400])
def test_the_edition_of_a_draft_is_a_whole_number(value):
    assert set(DraftForm({"edition": value}).errors) == {"edition"}


@pytest.mark.parametrize("value", ["no-such-list", "1", "\x00", "x" * 10_000])
def test_a_draft_names_a_list_on_record(value):
    assert set(DraftForm({"edition": "1", "entity_list": value}).errors) == {"entity_list"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("grade", ""),
        ("grade", "certain"),
        ("note", "x" * 501),
        ("note", "\u202e"),
        ("counted", "-1"),
        ("counted", "10001"),
        ("counted", "twenty"),
    ],
)
def test_what_goes_with_the_act_is_refused_by_its_field(field, value):
    form = SendForm({"grade": "official_text", "note": "", "counted": "", field: value})

    assert set(form.errors) == {field}


@pytest.mark.parametrize("value", ["", " ", "\n\n\t"])
def test_neither_text_nor_file_is_no_notice(value):
    assert "one of the two" in str(TextForm({"text": value}).errors["text"])
