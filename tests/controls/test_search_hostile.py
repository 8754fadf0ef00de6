"""Hostile and odd questions: refused in words or answered in time, never a fault of ours."""

import time
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.filters.search import SearchFilter, SearchQuestion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded", "today")]
DAY = date(2026, 11, 21)
ADDRESSES = ["/search/", "/api/v1/search/"]
ODD = [
    "'",
    '"',
    "\\",
    "';DROP TABLE controls_searchdocument;--",
    "a' OR 'a'='a",
    "%s",
    "%(q)s",
    "{0}",
    "${x}",
    "a:*",
    "!a",
    "a & b",
    "a | b",
    "(a",
    "a <-> b",
    "'a':1A",
    "n:subaru",
    "c:083201j",
    "№2026/12",
    "[a-z]+",
    "(a+)+$",
    ".*",
    "a\tb",
    "ＮＵＬＬ",
    "null",
    "undefined",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "../../etc/passwd",
    "a" * 200,
    "é" * 200,
    "𠮷" * 200,
    "👍a👎",
    "سوبارو",
    "субару",
    "เทคโนโลยี",
    "1e999",
    "-1",
    "0x10",
    "２０２６年第１２号" * 10,
    "\u0301a",
    "葛\U000e0100",
    "ﷺ" * 50,
    "ß" * 100,
    "İstanbul",
    "ǅ",
]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("text", ODD)
def test_an_odd_question_is_answered_or_refused(client, address, text):
    answer = client.get(address, {"q": text})

    assert answer.status_code in (200, 400)
    assert b"<script>alert" not in answer.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_refused_names_the_field(client, address):
    answer = client.get(address, {"q": "%" * 150})

    assert answer.status_code == 400
    assert b"Contains no letter and no digit to look for." in answer.content


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("query", ["q=" + "%25" * 10_000, "q=" + "w+" * 500, "q=" + "%E7%A8%80" * 500])
def test_too_much_is_refused_at_once(client, address, query):
    began = time.perf_counter()

    answer = client.get(f"{address}?{query}")

    assert answer.status_code == 400
    assert time.perf_counter() - began < 1.0  # 0.3 on a machine of its own


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=200))
def test_any_text_is_answered_or_refused_in_words(text):
    question = SearchQuestion({"q": text}, today=DAY)

    if question.is_valid():
        answer = question.answer()
        assert 0 <= answer.matched <= answer.found
        assert len(answer.hits) <= 20
    else:
        assert list(question.errors) == ["q"]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(min_size=1, max_size=40))
def test_any_beginning_gets_suggestions_or_a_refusal(text):
    question = SearchFilter({"q": text, "part": "suggestions"}, today=DAY)

    if question.is_valid() and question.cleaned_data["q"]:
        assert len(question.suggestions().hits) <= 8
    else:
        assert question.errors or not question.cleaned_data["q"]


def test_nothing_asked_is_a_page_and_no_question_to_the_api(client):
    assert client.get("/search/").status_code == 200
    assert client.get("/api/v1/search/").json()["errors"] == {"q": ["Say what to look for."]}


def test_signs_around_words_do_not_change_what_is_found(client):
    def found(text):
        return [hit["id"] for hit in client.get("/api/v1/search/", {"q": text}).json()["results"]]

    for text in ("Subaru", "1C902", "斯巴鲁"):
        for odd in (f"%{text}%", f"({text})", f"“{text}”", f"'{text}'", f"{text}!", f"  {text}  ", f"{text}:*"):
            assert found(odd)[:1] == found(text)[:1], odd
