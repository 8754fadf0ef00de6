"""Saved searches as kept: names, the most of them, what may be saved, what is new since."""

from datetime import date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from controls.alerts.filters.saved import (
    COUNTED,
    ROUTES,
    SaveForm,
    is_savable,
    new_since,
    newest,
    question_of,
    without_day,
)
from controls.alerts.models import SavedSearch
from controls.alerts.services import saved
from tests.controls.desk import make_user
from tests.controls.tour import set_clock
from tests.factories import make_list, make_listing, make_notice

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)
# Later than anything of the seed was recorded.
AT_TEN = datetime.fromisoformat("2026-12-05T10:00+08:00")
LISTINGS = "controls:listing-list"


@pytest.fixture
def ada(now):
    return make_user(now, role="reader")


def keep(owner, now, **said):
    given = {"name": "Watch List", "route": LISTINGS, "query": "list=cn-watch-list"}
    return saved.keep(owner=owner, at=now, **(given | said))


def form(**said):
    return SaveForm({"name": "Mine", "route": LISTINGS, "query": ""} | said, today=DAY)


class TestKeeping:
    def test_a_search_is_kept_with_its_moment(self, ada, now):
        search = keep(ada, now, name="  Watch List ")

        assert (search.name, search.made_at, search.visited_at) == ("Watch List", now, None)

    def test_two_of_one_name_are_refused_whatever_the_case(self, ada, now):
        keep(ada, now)

        with pytest.raises(saved.SavingRefused, match="of this name") as refusal:
            keep(ada, now, name="WATCH list")
        assert refusal.value.field == "name"

    def test_two_people_may_use_the_same_name(self, ada, now):
        keep(ada, now)

        assert keep(make_user(now, "bo@example.org"), now).name == "Watch List"

    def test_nobody_has_more_than_the_most(self, ada, now, monkeypatch):
        monkeypatch.setattr(saved, "MOST", 2)
        keep(ada, now, name="one")
        keep(ada, now, name="two")

        with pytest.raises(saved.SavingRefused, match="You have 2 saved searches"):
            keep(ada, now, name="three")
        assert SavedSearch.objects.count() == 2

    def test_the_most_of_one_person_does_not_bind_another(self, ada, now, monkeypatch):
        monkeypatch.setattr(saved, "MOST", 1)
        keep(ada, now)

        assert keep(make_user(now, "bo@example.org"), now).pk

    def test_an_empty_name_is_refused(self, ada, now):
        with pytest.raises(saved.SavingRefused):
            keep(ada, now, name="   ")

    def test_renaming_changes_the_name_alone(self, ada, now):
        search = keep(ada, now)
        saved.rename(search=search, name="Other")

        search.refresh_from_db()
        assert (search.name, search.query) == ("Other", "list=cn-watch-list")

    def test_a_search_may_be_renamed_to_its_own_name_in_another_case(self, ada, now):
        assert saved.rename(search=keep(ada, now), name="WATCH LIST").name == "WATCH LIST"

    def test_renaming_to_a_name_in_use_is_refused(self, ada, now):
        keep(ada, now)
        other = keep(ada, now, name="Other")

        with pytest.raises(saved.SavingRefused):
            saved.rename(search=other, name="watch list")
        other.refresh_from_db()
        assert other.name == "Other"

    def test_what_is_forgotten_is_gone(self, ada, now):
        saved.forget(search=keep(ada, now))

        assert not SavedSearch.objects.exists()

    def test_a_visit_is_noted(self, ada, now):
        search = keep(ada, now)
        saved.visit(search=search, at=now + timedelta(hours=1))

        search.refresh_from_db()
        assert search.visited_at == now + timedelta(hours=1)


class TestWhatMayBeSaved:
    @pytest.mark.parametrize("route", ROUTES)
    def test_every_page_of_the_list_is_there_and_has_a_question(self, route):
        query = QueryDict("q=rare" if route == "controls:search" else "")

        assert question_of(route=route, query=query, today=DAY).is_valid()

    @pytest.mark.parametrize("route", ["controls:home", "controls:entity-detail", "admin:index", "nowhere", ""])
    def test_other_pages_are_refused(self, route):
        refused = form(route=route)

        assert not refused.is_valid()
        assert "route" in refused.errors

    def test_day_page_and_what_is_empty_are_left_out(self, db):
        asked = form(query="as_of=2026-01-01&page=3&q=&sort=name&list=cn-watch-list&list=cn-export-control-list")

        assert asked.is_valid(), asked.errors
        assert QueryDict(asked.cleaned_data["query"]) == QueryDict(
            "list=cn-watch-list&list=cn-export-control-list&sort=name"
        )

    @pytest.mark.parametrize(
        ("query", "named"),
        [
            ("list=no-such-list", "list"),
            ("listed_from=tomorrow", "listed_from"),
            ("colour=blue", "colour"),
            ("q=a&q=b", "q"),
            ("sort=shoe-size", "sort"),
        ],
    )
    def test_what_the_page_does_not_understand_is_refused_by_name(self, query, named):
        refused = form(query=query)

        assert not refused.is_valid()
        assert f"{named}: " in str(refused.errors["query"])

    def test_a_search_without_words_is_refused(self):
        refused = form(route="controls:search", query="type=measure")

        assert not refused.is_valid()
        assert "query" in refused.errors
        assert not is_savable(route="controls:search", query="type=measure")

    def test_a_very_long_question_is_refused(self):
        assert not form(query="q=" + "a" * 2001).is_valid()

    @given(st.text(max_size=60), st.text(max_size=200))
    def test_no_text_brings_the_form_down(self, name, query):
        asked = form(name=name, query=query)

        assert asked.is_valid() in (True, False)

    @given(st.lists(st.sampled_from(["cn-watch-list", "cn-export-control-list"]), max_size=2, unique=True))
    def test_saving_what_was_saved_changes_nothing(self, lists):
        query = QueryDict(mutable=True)
        query.setlist("list", lists)
        once = without_day(question_of(route=LISTINGS, query=query, today=DAY))

        assert without_day(question_of(route=LISTINGS, query=QueryDict(once), today=DAY)) == once


class TestWhatIsNew:
    def new(self, search, since):
        return new_since(search, since=since, today=DAY, latest=newest(COUNTED.values()))

    def test_entries_added_later_are_counted_and_earlier_ones_not(self, ada, monkeypatch):
        entity_list, notice = make_list(), make_notice()
        for hour in (9, 11):
            set_clock(monkeypatch, f"2026-12-05T{hour:02}:00+08:00")
            make_listing(entity_list=entity_list, notice=notice)
        search = keep(ada, AT_TEN, query=f"list={entity_list.key}")

        assert self.new(search, AT_TEN) == 1
        assert self.new(search, AT_TEN + timedelta(hours=2)) == 0

    def test_entries_of_other_lists_are_not(self, ada, monkeypatch):
        other = make_list()
        set_clock(monkeypatch, "2026-12-05T11:00+08:00")
        make_listing()

        assert self.new(keep(ada, AT_TEN, query=f"list={other.key}"), AT_TEN) == 0

    def test_changes_are_counted_by_their_moment(self, ada, monkeypatch):
        set_clock(monkeypatch, "2026-12-05T11:00+08:00")
        make_listing()
        search = keep(ada, AT_TEN, route="controls:change-list", query="subject_type=listing")

        assert (self.new(search, AT_TEN), self.new(search, AT_TEN + timedelta(hours=1))) == (1, 0)

    @pytest.mark.parametrize("route", ["controls:calendar", "controls:catalogue-list", "news:article-list"])
    def test_pages_whose_rows_are_no_facts_are_not_counted(self, ada, now, route):
        assert self.new(keep(ada, now, route=route, query=""), now) is None

    def test_what_its_page_no_longer_understands_is_not_counted(self, ada, monkeypatch):
        set_clock(monkeypatch, "2026-12-05T11:00+08:00")
        make_listing()

        assert self.new(keep(ada, AT_TEN, query="list=no-longer-there"), AT_TEN) is None

    def test_nothing_is_asked_where_nothing_was_added(self, ada, django_assert_num_queries):
        search = keep(ada, AT_TEN)
        latest = newest(COUNTED.values())

        with django_assert_num_queries(0):
            assert new_since(search, since=AT_TEN, today=DAY, latest=latest) == 0


def test_every_route_of_the_list_leads_somewhere():
    assert len({reverse(route) for route in ROUTES}) == len(ROUTES) == 10
