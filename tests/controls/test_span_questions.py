"""A span of days is asked for in the same way wherever one may: both days counted in, and never turned round."""

from datetime import date

import pytest

from controls.filters.calendar import CalendarFilter
from news.filters.articles import ArticleFilter, ArticleQuestion
from news.filters.events import EventFilter

TODAY = date(2026, 11, 22)
SPANNED = [CalendarFilter, ArticleQuestion, ArticleFilter, EventFilter]
pytestmark = pytest.mark.django_db


def asked(kind, **query):
    question = kind(query, today=TODAY)
    question.is_valid()
    return question


@pytest.mark.parametrize("kind", SPANNED)
def test_a_day_alone_and_one_day_twice_are_spans(kind):
    for query in ({"from": "2026-01-01"}, {"to": "2026-01-01"}, {"from": "2026-01-01", "to": "2026-01-01"}, {}):
        assert asked(kind, **query).errors == {}


@pytest.mark.parametrize("kind", SPANNED)
def test_a_span_that_ends_before_it_begins_is_refused_at_its_end(kind):
    assert asked(kind, **{"from": "2026-01-02", "to": "2026-01-01"}).errors == {
        "to": ["The last day lies before the first."]
    }


@pytest.mark.parametrize("kind", SPANNED)
@pytest.mark.parametrize("name", ["from", "to"])
def test_what_is_no_day_is_refused_at_its_name(kind, name):
    assert set(asked(kind, **{name: "2026-02-30"}).errors) == {name}


@pytest.mark.parametrize("kind", [CalendarFilter, ArticleQuestion])
def test_jurisdictions_of_authorities_are_known_as_those_of_measures_are(kind, seeded):
    assert asked(kind, jurisdiction=["CN"]).errors == {}
    assert set(asked(kind, jurisdiction=["QQ"]).errors) == {"jurisdiction"}
