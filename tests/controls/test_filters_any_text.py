"""Whatever anybody types, a page answers or refuses: never a fault of ours."""

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from controls.filters.changes import ChangePageFilter
from controls.filters.listings import ListingFilter
from controls.filters.notices import NoticeFilter
from controls.filters.questions import Question
from controls.filters.sources import SourceFilter
from tests.controls.markup import tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
searching = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

# Every character that can be sent as UTF-8, the nasty ones more often.
NASTY = "%_\\'\"`;()[]{}<>&|*?^$#/:=+-~,.\u0000\u200b\u00ad\u202e\ufeff\u0301\u3000\ud7ff\U0001f600Сß株ｱ"
SIGNS = st.one_of(st.sampled_from(NASTY), st.characters(codec="utf-8"))
TEXT = st.text(SIGNS, max_size=220)
QUESTIONS = {
    "/": Question,
    "/entities/": ListingFilter,
    "/notices/": NoticeFilter,
    "/changes/": ChangePageFilter,
    "/sources/": SourceFilter,
    "/entities/subaru-corporation/": Question,
    "/notices/mofcom-2025-21/": Question,
}
PARAMETERS = sorted({name for question in QUESTIONS.values() for name in question.base_fields})


def look(path, query):
    """Ask, and see that what comes is a page that holds together, or a refusal that names a field."""
    answer = Client().get(path, query)
    assert answer.status_code in (200, 400), (path, query)
    page = tree(answer)
    if answer.status_code == 400:
        assert page.one(role="alert").all(of_class="mono")
    return answer


@searching
@given(text=TEXT)
@example(text="\u0000")
@example(text="\u200b" * 200)
@example(text="e" + "\u0301" * 199)
@pytest.mark.parametrize("path", ["/entities/", "/notices/", "/sources/"])
def test_any_text_can_be_looked_for(path, text):
    assert look(path, {"q": text})


@searching
@given(query=st.dictionaries(st.sampled_from(PARAMETERS), TEXT, max_size=4))
@pytest.mark.parametrize("path", QUESTIONS)
def test_any_parameters_can_be_sent(path, query):
    assert look(path, query)


@searching
@given(query=st.dictionaries(TEXT.filter(bool), TEXT, max_size=3))
def test_any_names_of_parameters_can_be_sent(query):
    assert look("/entities/", query)


@searching
@given(values=st.lists(TEXT, min_size=1, max_size=5))
@pytest.mark.parametrize("name", ["list", "notice", "country", "effect", "state", "entity", "as_of", "page", "sort"])
def test_a_parameter_can_be_sent_several_times(name, values):
    assert look("/entities/", {name: values})


@searching
@given(raw=st.binary(max_size=80))
def test_any_bytes_can_be_sent_as_a_query(raw):
    answer = Client().get("/entities/", QUERY_STRING="q=" + "".join(f"%{byte:02x}" for byte in raw))

    assert answer.status_code in (200, 400)


@searching
@given(raw=st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=60))
def test_a_query_need_not_be_encoded_at_all(raw):
    assert Client().get("/entities/", QUERY_STRING=raw).status_code in (200, 400)


@searching
@given(key=st.text(SIGNS, min_size=1, max_size=60))
@pytest.mark.parametrize("room", ["entities", "notices", "sources", "changes"])
def test_any_key_can_be_asked_for(room, key):
    answer = Client().get(f"/{room}/{key.replace('%', '%25').replace('?', '%3f').replace('#', '%23')}/")

    assert answer.status_code in (200, 301, 302, 400, 404)


@searching
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf"]), min_size=1, max_size=40))
def test_what_was_looked_for_is_shown_again_as_it_was_typed(text):
    answer = Client().get("/entities/", {"q": text})
    if answer.status_code == 400:
        return

    box = tree(answer).one("input", id="fn")
    assert box["value"] == text.strip()


@searching
@given(text=st.text(st.sampled_from("abAB  \u3000株社ｱア-&"), max_size=12))
def test_what_the_api_finds_the_page_finds(text):
    client = Client()
    asked, shown = client.get("/api/v1/listings/", {"q": text}), look("/entities/", {"q": text})

    if asked.status_code == 200 and shown.context is not None:
        assert asked.json()["count"] == shown.context["matched"]
