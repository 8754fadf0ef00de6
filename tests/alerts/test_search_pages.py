"""The pages of saved searches, and the form on every page with filters."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from controls.alerts.filters.saved import ROUTES
from controls.alerts.models import SavedSearch
from controls.alerts.services import saved
from tests.controls.desk import make_user
from tests.controls.tour import set_clock
from tests.factories import make_list, make_listing, make_notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
URL = "/searches/"
SENT = {"name": "Watch List, Japan", "route": "controls:listing-list", "query": "list=cn-watch-list&country=JP"}
LISTINGS = "controls:listing-list"
# Later than anything of the seed was recorded.
LATE = datetime.fromisoformat("2026-12-05T10:00+08:00")
FORM = 'action="/searches/"'


@pytest.fixture
def ada(now):
    return make_user(now, role="reader")


@pytest.fixture
def reader(client, ada):
    client.force_login(ada)
    return client


@pytest.fixture
def search(ada, now):
    return saved.keep(owner=ada, name="Mine", route="controls:measure-list", query="q=rare&element=Dy", at=now)


@pytest.fixture
def stranger(now):
    """A saved search of somebody else."""
    return saved.keep(
        owner=make_user(now, "bo@example.org"), name="Theirs", route="controls:calendar", query="", at=now
    )


def address(search, act=""):
    return f"{URL}{search.pk}/{act}"


class TestTheFormOnPages:
    @pytest.mark.parametrize("route", ROUTES)
    @pytest.mark.usefixtures("seeded")
    def test_stands_on_every_page_with_filters_for_who_is_signed_in(self, reader, route):
        page = reader.get(reverse(route), {"q": "rare"} if route == "controls:search" else {}).content.decode()

        assert page.count(FORM) == 1
        assert f'name="route" value="{route}"' in page

    @pytest.mark.parametrize("route", ROUTES)
    def test_visitors_see_nothing_of_it(self, client, route):
        page = client.get(reverse(route), {"q": "rare"} if route == "controls:search" else {}).content.decode()

        assert FORM not in page
        assert "csrfmiddlewaretoken" not in page

    def test_says_the_filters_without_day_and_page(self, reader):
        page = reader.get("/measures/", {"q": "rare", "as_of": "2026-03-01", "page": "1"}).content.decode()

        assert 'name="query" value="q=rare"' in page

    def test_stands_in_the_part_that_a_filter_swaps(self, reader):
        page = reader.get("/entities/", {"country": "JP"}, headers={"HX-Request": "true"}).content.decode()

        assert 'name="query" value="country=JP"' in page

    def test_is_not_on_the_search_before_anything_was_asked(self, reader):
        assert FORM not in reader.get("/search/").content.decode()

    def test_costs_no_query(self, reader):
        reader.get("/notices/")
        with CaptureQueriesContext(connection) as asked:
            page = reader.get("/notices/").content.decode()

        assert FORM in page
        assert not [each["sql"] for each in asked if "alerts_savedsearch" in each["sql"]]


class TestSaving:
    @pytest.mark.usefixtures("seeded")
    def test_what_is_sent_is_on_the_list_with_its_filters_in_words(self, reader, ada):
        answer = reader.post(URL, SENT, follow=True)
        page = answer.content.decode()

        assert answer.redirect_chain == [(URL, 302)]
        assert "Watch List, Japan" in page
        assert "List: cn-watch-list" in page
        assert "Country: JP" in page
        assert SavedSearch.objects.get().owner == ada

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"route": "admin:index"}, "Page: Searches of this page cannot be saved."),
            ({"query": "list=no-such"}, "list: “no-such” is not a known list."),
            ({"query": "as_of=2026-02-30"}, "as_of: Enter a real date"),
            ({"name": ""}, "Name: This field is required."),
            ({"name": "a" * 121}, "Name: "),
            ({"name": "a\u202eb"}, "hidden character U+202E"),
            ({"name": "a\x00b"}, "Name: "),
        ],
    )
    @pytest.mark.usefixtures("seeded")
    def test_a_wrong_one_is_answered_in_words_and_nothing_is_saved(self, reader, wrong, said):
        answer = reader.post(URL, SENT | wrong)

        assert answer.status_code == 400
        assert said in answer.content.decode()
        assert not SavedSearch.objects.exists()

    @pytest.mark.usefixtures("seeded")
    def test_a_name_in_use_is_told_and_the_form_is_kept(self, reader):
        reader.post(URL, SENT)
        answer = reader.post(URL, SENT | {"query": ""})

        assert answer.status_code == 400
        assert "You have a saved search of this name." in answer.content.decode()
        assert 'value="Watch List, Japan"' in answer.content.decode()


class TestOpening:
    def test_leads_to_the_page_and_notes_the_visit(self, reader, search, now):
        answer = reader.get(address(search))

        search.refresh_from_db()
        assert (answer.status_code, answer["Location"]) == (302, "/measures/?q=rare&element=Dy")
        assert search.visited_at is not None

    def test_asking_for_the_head_alone_is_no_visit(self, reader, search):
        assert reader.head(address(search)).status_code == 302

        search.refresh_from_db()
        assert search.visited_at is None

    def test_a_page_that_is_no_longer_there_leads_nowhere(self, reader, search):
        SavedSearch.objects.filter(pk=search.pk).update(route="controls:gone")

        assert reader.get(address(search)).status_code == 404
        assert "controls:gone" in reader.get(URL).content.decode()

    def test_without_filters_there_is_no_question_mark(self, reader, ada, now):
        plain = saved.keep(owner=ada, name="All", route="controls:calendar", query="", at=now)

        assert reader.get(address(plain))["Location"] == "/calendar/"


class TestActs:
    def test_renaming(self, reader, search):
        reader.post(address(search, "rename/"), {"name": "Dysprosium"})

        search.refresh_from_db()
        assert search.name == "Dysprosium"

    def test_a_refused_name_is_told_and_typed_again(self, reader, search):
        answer = reader.post(address(search, "rename/"), {"name": "x" * 121})

        assert answer.status_code == 400
        assert "<details open>" in answer.content.decode()
        assert "x" * 121 in answer.content.decode()

    def test_a_name_in_use_is_refused(self, reader, search, ada, now):
        saved.keep(owner=ada, name="Other", route="controls:calendar", query="", at=now)

        assert reader.post(address(search, "rename/"), {"name": "other"}).status_code == 400

    def test_forgetting(self, reader, search):
        assert reader.post(address(search, "forget/"))["Location"] == URL
        assert not SavedSearch.objects.exists()

    @pytest.mark.parametrize("act", ["rename/", "forget/"])
    def test_acts_are_not_done_by_a_link(self, reader, search, act):
        assert reader.get(address(search, act)).status_code == 405
        assert SavedSearch.objects.exists()


class TestPrivate:
    @pytest.mark.parametrize("act", ["", "rename/", "forget/"])
    def test_those_of_others_are_not_there(self, reader, stranger, act):
        answer = reader.post(address(stranger, act), {"name": "Mine now"}) if act else reader.get(address(stranger))

        stranger.refresh_from_db()
        assert answer.status_code == 404
        assert "Theirs" not in answer.content.decode()
        assert (stranger.name, stranger.visited_at) == ("Theirs", None)

    def test_those_of_others_are_not_on_the_list(self, reader, stranger):
        page = reader.get(URL).content.decode()

        assert "Theirs" not in page
        assert "None yet." in page

    def test_visitors_are_led_to_the_sign_in(self, client, search):
        for path in (URL, address(search)):
            answer = client.get(path)
            assert answer.status_code == 302
            assert f"next={path}" in answer["Location"]

    def test_answers_are_kept_by_nobody(self, reader, search):
        for answer in (reader.get(URL), reader.get(address(search)), reader.get(f"{URL}999/"), reader.post(URL, {})):
            assert answer["Cache-Control"] == "private, no-store"


class TestWhatIsNew:
    def test_is_told_with_its_number_until_the_next_visit(self, reader, ada, monkeypatch):
        entity_list = make_list()
        saved.keep(owner=ada, name="L", route=LISTINGS, query=f"list={entity_list.key}", at=LATE)
        assert "nothing" in reader.get(URL).content.decode()
        set_clock(monkeypatch, "2026-12-05T11:00+08:00")
        make_listing(entity_list=entity_list, notice=make_notice())
        reader.force_login(ada)  # two weeks have gone by: the session has ended

        assert "<b>1 new</b>" in reader.get(URL).content.decode()
        reader.get(address(SavedSearch.objects.get()))
        assert "<b>1 new</b>" not in reader.get(URL).content.decode()

    def test_questions_do_not_grow_with_the_searches_where_nothing_is_new(self, reader, ada):
        def asked():
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(URL).status_code == 200
            return len(queries)

        saved.keep(owner=ada, name="0", route=LISTINGS, query="country=JP", at=LATE)
        asked()
        first = asked()
        for number in range(1, 20):
            saved.keep(owner=ada, name=str(number), route=LISTINGS, query="country=JP", at=LATE)

        assert asked() == first
