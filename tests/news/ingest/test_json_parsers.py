"""JSON answers: read as they are, and stopped with the field's name when they are not."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.json_answers import MOST_VALUES
from news.ingest.parsers import cellar, federal_register, gov_uk, json_feed, mofcom
from news.ingest.types import Flag, SourceRetired, SourceUnreadable
from tests.news.ingest.pages import held, page

PARSERS = [
    json_feed.parse,
    federal_register.parse,
    gov_uk.parse,
    cellar.parse,
    mofcom.parse_portal,
    mofcom.parse_bureau,
]


def answer(value, **more):
    return page(json.dumps(value, ensure_ascii=False), **more)


def without(value, name):
    return {key: held for key, held in value.items() if key != name}


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "empty"),
        ("<!doctype html><title>Sign in</title>", "no JSON"),
        ("{", "no JSON"),
        ('{"a": NaN}', "no JSON"),
        ("[" * 200_000, "no JSON"),
        ('{"a":' * 200_000, "no JSON"),
        ("[]", "JSON list"),
        ("null", "JSON NoneType"),
        ('"login"', "JSON str"),
        ("{}", "no "),
        ('{"error": "rate limited"}', "no "),
        ('{"code": 404, "message": "expected 503 to be 200"}', "no "),
    ],
)
def test_what_is_not_this_source_is_never_no_news(parse, body, words):
    with pytest.raises(SourceUnreadable, match=words) as caught:
        parse(page(body))
    assert len(caught.value.sample) <= 80


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.sampled_from(PARSERS),
    st.dictionaries(
        st.sampled_from(["items", "results", "count", "version", "document_type", "details", "title", "head", "data"]),
        JSON,
    ),
)
def test_no_object_at_all_breaks_a_parser(parse, value):
    try:
        reading = parse(answer(value))
    except SourceUnreadable as error:
        assert error.why
    else:
        assert reading.items or reading.flags


# ---- JSON Feed


def feed(*items, **head):
    return {"version": "https://jsonfeed.org/version/1.1", "title": "J", "items": list(items), **head}


def test_a_json_feed_is_read():
    (found,) = json_feed.parse(
        answer(
            feed(
                {
                    "id": "1",
                    "url": "/j1",
                    "title": "One",
                    "content_html": "<script>1</script><p>y</p>",
                    "date_published": "2026-02-24T10:23:00+08:00",
                    "date_modified": "2026-02-25",
                    "authors": [{"name": "Desk"}, {"name": "Other"}],
                    "language": "zh",
                },
                language="en",
            )
        )
    ).items

    assert (found.key, found.url, found.title, found.summary) == ("1", "https://news.example/j1", "One", "y")
    assert (found.author, found.language) == ("Desk", "zh")
    assert found.published.at == datetime(2026, 2, 24, 2, 23, tzinfo=UTC)
    assert found.updated.day == date(2026, 2, 25)


def test_a_json_feed_names_its_items_by_number_or_address():
    first, second, third = json_feed.parse(held("s09")).items

    assert (first.key, first.title) == ("1", "One")
    assert (second.key, second.summary, second.flags) == ("2", "y", {Flag.NO_LINK})
    assert (third.key, third.flags) == ("https://news.example/j3", {Flag.NO_TITLE})


def test_a_json_feed_of_version_1_has_one_author():
    item = {"id": 1, "url": "https://news.example/1", "title": "T", "author": {"name": "Desk"}}

    assert json_feed.parse(answer(feed(item) | {"version": "https://jsonfeed.org/version/1"})).items[0].author == "Desk"


@pytest.mark.parametrize("authors", [[], None, "Desk", [None], [{"url": "x"}], {"name": "Desk"}])
def test_a_json_feed_without_a_named_author_is_read(authors):
    item = {"id": 1, "url": "https://news.example/1", "title": "T", "authors": authors}

    assert json_feed.parse(answer(feed(item))).items[0].author == ""


def test_an_empty_json_feed_says_so():
    assert json_feed.parse(answer(feed())).flags == {Flag.EMPTY}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"version": "https://other.example/version/1", "items": []}, "no JSON Feed"),
        ({"version": "https://jsonfeed.org/version/1.1", "entries": []}, "no field 'items'"),
        (feed("text"), "no list of objects"),
        (feed({"id": "1", "headline": "x", "url": "https://news.example/1"}), "None of 1 items has a title"),
        (feed({"id": "1", "title": "x", "href": "https://news.example/1"}), "None of 1 items has an address"),
        (feed({"id": "1", "title": {"en": "x"}, "url": "https://news.example/1"}), "'title' holds a dict"),
    ],
)
def test_a_json_feed_that_changed_is_not_read(value, words):
    with pytest.raises(SourceUnreadable, match=words):
        json_feed.parse(answer(value))


# ---- Federal Register


RULE = {
    "document_number": "2026-01234",
    "title": "Additions to the Entity List",
    "type": "Rule",
    "abstract": "The Bureau of Industry and Security (BIS) amends …",
    "publication_date": "2026-02-24",
    "effective_on": "2026-02-24",
    "html_url": "https://www.federalregister.gov/documents/2026/02/24/2026-01234/additions",
    "pdf_url": "https://www.govinfo.gov/content/pkg/FR-2026-02-24/pdf/2026-01234.pdf",
    "json_url": "http://varnish.fr-prod.svc.cluster.local:6081/api/v1/documents/2026-01234.json",
    "citation": "91 FR 43",
    "correction_of": None,
    "agencies": [{"raw_name": "DEPARTMENT OF COMMERCE", "name": "Commerce Department"}, {"raw_name": "Bureau"}],
}


def results(*rows, **more):
    return {"count": len(rows), "results": list(rows), **more}


def test_a_document_of_the_federal_register_is_read():
    (found,) = federal_register.parse(answer(results(RULE))).items

    assert (found.key, found.kind, found.title) == ("2026-01234", "Rule", "Additions to the Entity List")
    assert found.url == RULE["html_url"]
    assert found.published.day == date(2026, 2, 24)
    assert found.author == "Commerce Department; Bureau"
    assert found.details == {"effective_on": "2026-02-24", "citation": "91 FR 43", "pdf_url": RULE["pdf_url"]}
    assert found.language == "en"


def test_an_address_inside_the_publishers_house_is_kept_nowhere():
    assert "cluster.local" not in repr(federal_register.parse(answer(results(RULE))))
    inside = RULE | {"html_url": "http://varnish.fr-prod.svc.cluster.local:6081/documents/1"}
    (found,) = federal_register.parse(answer(results(inside))).items

    assert (found.url, found.flags) == ("", {Flag.LINK_REFUSED})


@pytest.mark.parametrize("name", ["document_number", "title", "type", "publication_date", "html_url"])
def test_a_document_without_a_field_stops_the_reading(name):
    with pytest.raises(SourceUnreadable, match=f"no field '{name}'"):
        federal_register.parse(answer(results(RULE, without(RULE, name))))
    with pytest.raises(SourceUnreadable, match=f"no field '{name}'"):
        federal_register.parse(answer(results(RULE | {name: None})))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (results(RULE | {"type": "Edict"}), "type 'Edict', which is new"),
        (results(RULE | {"publication_date": "24/02/26"}), "the date '24/02/26'"),
        ({"count": 3, "documents": [RULE]}, "no field 'results'"),
        ({"count": 3, "results": []}, "counts 3 documents and holds none"),
        ({"count": "3", "results": [RULE]}, "no field 'count'"),
        ({"errors": {"conditions": "bad"}}, "no field 'count'"),
        (results(RULE | {"abstract": ["x"]}), "'abstract' holds a list"),
    ],
)
def test_a_federal_register_that_changed_is_not_read(value, words):
    with pytest.raises(SourceUnreadable, match=words):
        federal_register.parse(answer(value))


@pytest.mark.parametrize("value", [{"count": 0}, {"count": 0, "results": []}])
def test_a_day_without_documents_says_so(value):
    assert federal_register.parse(answer(value)).flags == {Flag.EMPTY}


# ---- GOV.UK


NOTICE = {
    "base_path": "/government/publications/nte-2026-05",
    "content_id": "d0ee80cd-ed7a-4b04-b60f-3be2f03693af",
    "locale": "en",
    "document_type": "notice",
    "schema_name": "publication",
    "title": "NTE 2026/05: export control update",
    "description": "What changes.",
    "first_published_at": "2026-02-24T00:15:06.000+00:00",
    "public_updated_at": "2026-02-26T09:00:00.000+00:00",
    "updated_at": "2026-02-26T09:00:01.000Z",
    "withdrawn_notice": {},
    "details": {
        "body": "<p>x</p>",
        "change_history": [
            {"public_timestamp": "2026-02-24T00:15:06.000+00:00", "note": "First published."},
            {"public_timestamp": "2026-02-26T09:00:00.000+00:00", "note": "Annex corrected."},
        ],
    },
    "links": {},
}


def test_a_page_of_gov_uk_is_read_with_its_history():
    (found,) = gov_uk.parse(answer(NOTICE)).items

    assert found.url == "https://www.gov.uk/government/publications/nte-2026-05"
    assert found.key == "d0ee80cd-ed7a-4b04-b60f-3be2f03693af:en"
    assert (found.kind, found.summary, found.language) == ("notice", "What changes.", "en")
    assert found.published.at == datetime(2026, 2, 24, 0, 15, 6, tzinfo=UTC)
    assert found.updated.at == datetime(2026, 2, 26, 9, tzinfo=UTC)
    assert found.details["changes"] == "2"
    assert found.details["note"] == "Annex corrected."
    assert found.flags == frozenset()


def test_a_withdrawn_page_is_still_there_and_says_so():
    withdrawn = {"explanation": "<p>Replaced</p>", "withdrawn_at": "2026-02-27T10:00:00Z"}

    assert gov_uk.parse(answer(NOTICE | {"withdrawn_notice": withdrawn})).items[0].flags == {Flag.WITHDRAWN}


def test_a_page_without_history_or_first_date_is_read():
    (found,) = gov_uk.parse(answer(without(NOTICE, "first_published_at") | {"details": {}})).items

    assert (found.details, found.published.day) == ({}, None)


@pytest.mark.parametrize(
    ("value", "successor"),
    [
        ({"document_type": "gone", "details": {"alternative_path": ""}}, ""),
        ({"document_type": "gone"}, ""),
        ({"document_type": "gone", "details": {"alternative_path": "/new"}}, "https://www.gov.uk/new"),
        (
            {"document_type": "redirect", "redirects": [{"path": "/a", "destination": "/b?q=1"}]},
            "https://www.gov.uk/b?q=1",
        ),
        ({"document_type": "redirect", "redirects": [{"destination": "https://x.gov.uk"}]}, "https://x.gov.uk"),
    ],
)
def test_a_page_that_is_gone_names_its_successor(value, successor):
    with pytest.raises(SourceRetired, match="now of the type") as caught:
        gov_uk.parse(answer(value))
    assert caught.value.successor == successor


@pytest.mark.parametrize("name", ["document_type", "title", "base_path", "content_id", "locale", "details"])
def test_a_page_of_gov_uk_without_a_field_is_not_read(name):
    with pytest.raises(SourceUnreadable, match=f"'{name}'"):
        gov_uk.parse(answer(without(NOTICE, name)))


# ---- CELLAR


def binding(**values):
    return {name: {"type": "literal", "value": value} for name, value in values.items()}


ACT = binding(
    celex="32021R0821",
    title="Regulation (EU) 2021/821 setting up a Union regime for the control of exports",
    doc_date="2021-05-20",
    type="http://publications.europa.eu/resource/authority/resource-type/REG",
    eli="http://data.europa.eu/eli/reg/2021/821/oj",
)


def sparql(*rows, columns=("celex", "title", "doc_date", "type", "eli")):
    return {"head": {"vars": list(columns)}, "results": {"bindings": list(rows)}}


def test_an_act_of_the_union_is_read():
    (found,) = cellar.parse(answer(sparql(ACT))).items

    assert (found.key, found.kind, found.published.day) == ("32021R0821", "REG", date(2021, 5, 20))
    assert found.url == "https://publications.europa.eu/resource/celex/32021R0821"
    assert found.details == {"eli": "http://data.europa.eu/eli/reg/2021/821/oj"}


@pytest.mark.parametrize("celex", ["32021R0821", "02021R0821-20241108", "32021R0821R(01)", "C2023I0001", "52024DC0123"])
def test_numbers_of_acts_are_known(celex):
    assert cellar.parse(answer(sparql(ACT | binding(celex=celex)))).items[0].key == celex


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (sparql(ACT, columns=("celex", "label", "doc_date")), "no column 'title'"),
        ({"results": {"bindings": [ACT]}}, "no column 'celex'"),
        ({"head": {"vars": ["celex", "title", "doc_date"]}, "results": {}}, "no field 'results.bindings'"),
        (sparql(without(ACT, "title")), "no 'title'"),
        (sparql(without(ACT, "doc_date")), "no 'doc_date'"),
        (sparql(ACT | binding(celex="2021/821")), "no CELEX number"),
        (sparql(ACT | {"celex": "32021R0821"}), "no 'celex'"),
    ],
)
def test_an_answer_of_cellar_that_changed_is_not_read(value, words):
    with pytest.raises(SourceUnreadable, match=words):
        cellar.parse(answer(value))


@pytest.mark.parametrize(("title", "language"), [({"value": "T", "xml:lang": "en"}, "en"), ({"value": "T"}, "")])
def test_the_language_of_a_title_is_told(title, language):
    assert cellar.parse(answer(sparql(ACT | {"title": title}))).items[0].language == language


def test_a_day_without_acts_says_so():
    assert cellar.parse(answer(sparql())).flags == {Flag.EMPTY}


def test_json_with_more_values_than_any_answer_has_is_not_taken_apart():
    fitting = answer({"count": 1, "results": [0] * (MOST_VALUES - 2)})
    one_more = answer({"count": 1, "results": [0] * (MOST_VALUES - 1)})

    with pytest.raises(SourceUnreadable, match="more than 200000 values"):
        federal_register.parse(one_more)
    with pytest.raises(SourceUnreadable, match="no list of objects"):
        federal_register.parse(fitting)
