"""What no row of the curators' desk may be, whoever writes it: each constraint broken once."""

import pytest
from django.core.exceptions import ValidationError

from news.models import AnnexDraft, DraftedLine, FoundNotice, NewsEvent
from tests.factories import make_entity
from tests.news.reporting import NOON, make_article, make_news_event
from tests.news.test_constraints import assert_refused, make_found

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return make_article()


@pytest.fixture
def draft():
    return make_draft()


def make_draft(key="mofcom-2026-91", **columns):
    given = {"title": "Notice", "text": "1. A", "origin": "pasted", "digest": "0" * 64, "made_by": "ada"}
    when = {"made_at": NOON, "changed_by": "ada", "changed_at": NOON}
    return AnnexDraft.objects.create(notice_key=key, **{**given, **when, **columns})


def make_line(draft, position=1, **columns):
    return DraftedLine.objects.create(draft=draft, position=position, **{"line": "1. A", "name_en": "A", **columns})


class TestTheDesk:
    def test_a_notice_is_found_once(self, article):
        make_found(article)
        assert_refused("key", lambda: make_found(article))

    def test_a_notice_is_not_set_aside_without_a_reason(self, article):
        assert_refused("found_notice_set_aside_with_a_reason", lambda: make_found(article, state="dismissed"))
        row = make_found(article)
        row.state = FoundNotice.State.DISMISSED
        with pytest.raises(ValidationError, match="Say why the notice is set aside"):
            row.full_clean()

    def test_a_notice_has_one_draft_that_is_checked(self, draft):
        assert_refused("annex_draft_one_at_a_time", lambda: make_draft(draft.notice_key))
        for state in (AnnexDraft.State.DROPPED, AnnexDraft.State.DROPPED, AnnexDraft.State.RECORDED):
            make_draft(draft.notice_key, state=state)
        assert AnnexDraft.objects.filter(notice_key=draft.notice_key).count() == 4

    def test_a_position_of_a_draft_has_one_line(self, draft):
        make_line(draft)
        assert_refused("drafted_line_once", lambda: make_line(draft))

    @pytest.mark.parametrize(
        "columns", [{"decision": ""}, {"decision": "new", "name_en": "", "name_zh": ""}, {"name_en": ""}]
    )
    def test_a_tick_wants_a_name_and_a_decision(self, draft, columns):
        assert_refused("drafted_line_checked_is_decided", lambda: make_line(draft, checked=True, **columns))

    @pytest.mark.parametrize("name", ["name_en", "name_zh"])
    def test_a_name_in_either_language_is_enough_for_a_tick(self, draft, name):
        names = {"name_en": "", "name_zh": "", name: "A"}
        assert make_line(draft, checked=True, decision="new", **names).checked

    def test_the_entity_on_record_is_named_where_it_is_one_and_only_there(self, draft):
        same, entity = "drafted_line_same_names_the_entity", make_entity()
        assert_refused(same, lambda: make_line(draft, decision="same"))
        assert_refused(same, lambda: make_line(draft, decision="new", entity=entity))
        assert_refused(same, lambda: make_line(draft, decision="", entity=entity))
        assert make_line(draft, decision="same", entity=entity).entity == entity

    def test_an_event_has_a_key_of_its_own(self):
        make_news_event(key="E-x")
        assert_refused("key", lambda: make_news_event(key="E-x"))
        assert NewsEvent.objects.filter(key="E-x").count() == 1
