"""What all questions share: the day, one value where one is meant, and strictness for programs."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.filters.changes import ChangeFeedFilter, ChangePageFilter
from controls.filters.fields import DayField, KeysField, TextField, WholeField
from controls.filters.listings import ListingFilter
from controls.filters.lists import EntityListFilter
from controls.filters.notices import NoticeFilter
from controls.filters.questions import PagedQuestion, Question
from controls.filters.sources import SourceFilter

TODAY = date(2026, 11, 21)
ALL = [Question, PagedQuestion, ListingFilter, NoticeFilter, SourceFilter, ChangePageFilter, EntityListFilter]
by_question = pytest.mark.parametrize("question", ALL)


def ask(question, query):
    return question(QueryDict(query), today=TODAY)


def faults(question, query):
    asked = ask(question, query)
    asked.is_valid()
    return {field: list(messages) for field, messages in asked.errors.items()}


class TestTheDay:
    @by_question
    def test_is_today_when_none_is_asked_about(self, question):
        asked = ask(question, "")

        assert asked.is_valid()
        assert asked.day == TODAY

    @by_question
    def test_is_the_one_asked_about(self, question):
        asked = ask(question, "as_of=2026-02-24")

        assert asked.is_valid()
        assert asked.day == date(2026, 2, 24)

    @by_question
    def test_a_wrong_one_is_a_fault_of_as_of(self, question):
        assert list(faults(question, "as_of=2026-02-30")) == ["as_of"]


class TestOneValueWhereOneIsMeant:
    @by_question
    def test_two_values_of_a_single_parameter_are_a_fault(self, question):
        single = [name for name, field in question.base_fields.items() if not isinstance(field, KeysField)]

        for name in single:
            assert "Give this parameter once." in faults(question, f"{name}=1&{name}=1")[name]

    def test_two_values_of_a_repeatable_parameter_are_a_choice(self):
        assert faults(SourceFilter, "kind=press&kind=official") == {}

    def test_a_plain_mapping_holds_one_value_each(self):
        assert Question({"as_of": "2026-02-24"}, today=TODAY).is_valid()


class TestStrictness:
    """For programs: what is misspelt or empty must not silently ask for everything."""

    def test_an_unknown_parameter_is_a_fault_that_names_the_known_ones(self):
        asked = ask(Question, "asof=2026-02-24")
        asked.is_valid()

        asked.refuse_unknown()

        assert asked.errors == {"asof": ["Unknown parameter. Known: as_of."]}

    def test_parameters_of_others_can_be_let_pass(self):
        asked = ask(Question, "format=json")
        asked.is_valid()

        asked.refuse_unknown(besides=frozenset({"format"}))

        assert not asked.errors

    def test_a_long_name_is_cut(self):
        asked = ask(Question, "x" * 500 + "=1")
        asked.is_valid()

        asked.refuse_unknown()

        assert list(asked.errors) == ["x" * 80]

    @pytest.mark.parametrize("query", ["as_of=", "as_of=%20", "q=&as_of=2026-01-01"])
    def test_an_empty_value_is_a_fault(self, query):
        asked = ask(NoticeFilter, query)
        asked.is_valid()

        asked.refuse_blank()

        assert ["Give a value, or leave this parameter out."] in asked.errors.values()

    @pytest.mark.parametrize(
        ("query", "fault"), [("as_of=%202026-01-01", True), ("page=1%20", True), ("q=%20a", False)]
    )
    def test_spaces_around_a_value_are_a_fault_but_not_around_words(self, query, fault):
        asked = ask(NoticeFilter, query)
        asked.is_valid()

        asked.refuse_blank()

        assert bool(asked.errors) == fault

    def test_pages_are_lenient(self):
        """A form sends every field, filled or not."""
        assert ask(NoticeFilter, "as_of=&q=&page=&utm_source=mail").is_valid()


class TestPages:
    @pytest.mark.parametrize("question", [each for each in ALL if issubclass(each, PagedQuestion)])
    def test_default_to_the_first_fifty_rows(self, question):
        asked = ask(question, "")
        asked.is_valid()

        assert (asked.cleaned_data["page"], asked.cleaned_data["page_size"]) == (1, 50)

    @pytest.mark.parametrize(
        ("query", "field"), [("page=0", "page"), ("page_size=0", "page_size"), ("page_size=501", "page_size")]
    )
    def test_have_limits(self, query, field):
        assert list(faults(PagedQuestion, query)) == [field]

    def test_the_feed_of_changes_has_its_own_limits(self):
        assert list(faults(ChangeFeedFilter, "limit=1001")) == ["limit"]
        assert list(faults(ChangeFeedFilter, "after=-1")) == ["after"]
        assert faults(ChangeFeedFilter, "after=0&limit=1000") == {}


@by_question
def test_every_field_refuses_in_words(question):
    """No field falls back to a field of Django that would take more than it says."""
    kinds = (DayField, WholeField, TextField, KeysField, forms.ChoiceField)

    assert all(isinstance(field, kinds) for field in question.base_fields.values())


@by_question
def test_every_field_has_a_label(question):
    assert all(str(field.label) for field in question.base_fields.values())


@pytest.mark.parametrize("question", [Question, PagedQuestion, EntityListFilter])
@settings(max_examples=150)
@given(query=st.dictionaries(st.sampled_from(["as_of", "page", "page_size", "x"]), st.text(max_size=12), max_size=4))
def test_any_values_are_answered_or_refused_by_name(question, query):
    asked = question(query, today=TODAY)

    if not asked.is_valid():
        assert set(asked.errors) <= set(question.base_fields)
        assert all(message for messages in asked.errors.values() for message in messages)
