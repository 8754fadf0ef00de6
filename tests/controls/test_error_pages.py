"""Answers to what cannot be answered: what happened, what stays valid, what to do; nothing that helps an attacker."""

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import render_to_string
from django.test import Client, override_settings

from tests.controls.markup import parse, tree

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.fixture
def visitor():
    """A visitor whose errors are answered instead of raised into the test."""
    return Client(raise_request_exception=False)


class TestWrongQuestions:
    def test_every_fault_is_named_at_once(self, client, today):
        answer = client.get("/entities/?as_of=tomorrow&page=0&list=nope&country=Mars")

        alert = tree(answer).one(role="alert")
        assert answer.status_code == 400
        assert sorted(item.one(of_class="mono").text for item in alert.all("li")) == [
            "as_of",
            "country",
            "list",
            "page",
        ]

    def test_the_page_says_what_to_do(self, client, today):
        page = tree(client.get("/entities/?page=0"))

        assert "Nothing was changed. Mend the address or the form" in page.text
        assert "Enter a whole number from 1 to 1000000." in page.one(role="alert").text

    def test_what_the_visitor_wrote_is_shown_as_text(self, client, today):
        page = tree(client.get("/entities/", {"list": "<b onclick=x>"}))

        assert "“<b onclick=x>” is not a known list." in page.one(role="alert").text

    def test_a_long_value_is_cut(self, client, today):
        words = tree(client.get("/entities/", {"list": "x" * 5000})).one(role="alert").text

        assert "x" * 80 in words
        assert "x" * 81 not in words

    def test_a_wrong_question_is_never_kept(self, client, today):
        answer = client.get("/entities/?page=0")

        assert "ETag" not in answer.headers

    def test_the_page_beyond_the_last_says_how_many_there_are(self, client, today):
        assert "page: There are 6 pages." in tree(client.get("/entities/?page=7")).one(role="alert").text

    def test_an_empty_list_has_one_page_and_no_second(self, client, today):
        assert client.get("/entities/?q=nobody+at+all&page=1").status_code == 200
        assert client.get("/entities/?q=nobody+at+all&page=2").status_code == 400


class TestNothingThere:
    @pytest.mark.parametrize(
        "path", ["/no/such/page/", "/entities", "/robots.txt", "/.env", "/static/css/none.css", "/entities//"]
    )
    def test_an_unknown_address_is_404_or_leads_on(self, client, today, path):
        answer = client.get(path)

        assert answer.status_code in (404, 301)
        if answer.status_code == 301:
            assert client.get(answer.headers["Location"]).status_code == 200

    def test_offers_a_search_that_works(self, client, today):
        form = next(f for f in tree(client.get("/no/such/page/")).one("main").all("form"))

        answer = client.get(form["action"], {form.one("input", type="search")["name"]: "subaru"})

        assert answer.context["matched"] == 1

    def test_says_what_was_not_found(self, client, today):
        page = tree(client.get("/entities/nobody/"))

        assert page.one("p", of_class="lede").text == "No entity and no listing has the key “nobody”."

    def test_keeps_the_day_that_was_asked_about(self, client, today):
        page = tree(client.get("/entities/nobody/", {"as_of": "2026-03-01"}))

        assert "as of 1 Mar 2026" in page.one("section", of_class="asof").text

    def test_the_key_is_shown_as_text(self, client, today):
        answer = client.get("/entities/<script>alert(1)</script>/")

        assert answer.status_code == 404
        assert b"<script>alert" not in answer.content

    def test_no_list_of_routes_is_given_away(self, client, today):
        assert b"urlpatterns" not in client.get("/no/such/page/").content
        assert b"^admin" not in client.get("/no/such/page/").content


class TestOurFaults:
    @pytest.fixture
    def broken(self, monkeypatch):
        def fail(*_parts, **_more):
            raise RuntimeError("secret of the house")

        monkeypatch.setattr("controls.views.home.counts", fail)

    def test_has_the_number_under_which_it_is_in_the_log(self, visitor, broken, caplog):
        answer = visitor.get("/")

        assert answer.status_code == 500
        assert f"has been recorded as {answer.headers['X-Request-ID']}." in tree(answer).text
        assert "secret of the house" in caplog.text

    def test_tells_nothing_of_the_inside(self, visitor, broken):
        content = visitor.get("/").content

        assert b"secret" not in content
        assert b"Traceback" not in content

    def test_two_faults_have_two_numbers(self, visitor, broken):
        assert visitor.get("/").headers["X-Request-ID"] != visitor.get("/").headers["X-Request-ID"]

    def test_needs_neither_database_nor_session(self, visitor, broken, django_assert_num_queries):
        with django_assert_num_queries(1):  # the revision, asked for before anything broke
            visitor.get("/")

    def test_a_fault_is_not_kept(self, visitor, broken, monkeypatch):
        assert visitor.get("/").status_code == 500
        monkeypatch.undo()

        assert visitor.get("/").status_code == 200

    @pytest.mark.parametrize("template", ["500.html", "503.html"])
    def test_a_page_without_frame_still_looks_like_the_register(self, template):
        page = parse(render_to_string(template, {"number": "42"}))

        assert page.one("html")["lang"] == "en-GB"
        assert page.one("h1").text
        assert [link["href"] for link in page.one("main").all("a")] == ["", "/health/"]


class TestNotAllowed:
    def test_says_that_nothing_was_changed(self, visitor, monkeypatch):
        def refuse(*_parts, **_more):
            raise PermissionDenied

        monkeypatch.setattr("controls.views.home.counts", refuse)

        answer = visitor.get("/")

        assert answer.status_code == 403
        assert "Nothing was changed." in tree(answer).text


class TestWrongHosts:
    @pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "[::"])
    def test_a_host_that_is_not_served_is_refused(self, visitor, today, host):
        answer = visitor.get("/entities/", headers={"host": host})

        assert answer.status_code == 400

    @override_settings(ALLOWED_HOSTS=["register.example"])
    def test_no_link_is_made_from_a_foreign_host(self, visitor, today):
        assert b"evil.example" not in visitor.get("/api/", headers={"host": "evil.example"}).content
