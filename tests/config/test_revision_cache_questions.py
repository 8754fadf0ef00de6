"""The memory of whole answers, asked directly: what counts as the same question, and who has the answer already."""

import gzip
from datetime import datetime

import pytest
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.utils import timezone

from controls.models import Change
from tests.config.remembering import Register
from tests.factories import make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    return Register()


def at_noon(monkeypatch, day):
    moment = datetime.fromisoformat(f"{day}T12:00:00+08:00")
    monkeypatch.setattr(timezone, "now", lambda: moment)


class TestTheSameQuestion:
    def test_is_answered_from_memory(self, register):
        first, second = register.get(), register.get()

        assert register.asked == 1
        assert first.content == second.content == b"Who is listed."

    def test_is_answered_with_the_same_headers(self, register):
        first, second = register.get(), register.get()

        assert dict(first.items()) == dict(second.items())

    def test_is_answered_anew_after_a_change_of_the_register(self, register):
        register.get()
        make_source()
        register.get()

        assert register.asked == 2

    def test_has_another_mark_after_a_change_even_when_the_answer_is_the_same(self, register):
        before = register.get()["ETag"]
        make_source()

        assert register.get()["ETag"] != before

    def test_is_answered_anew_on_the_next_day(self, register, monkeypatch):
        """At midnight in Beijing suspensions end without any change of the register."""
        at_noon(monkeypatch, "2026-11-10")
        register.get()
        at_noon(monkeypatch, "2026-11-11")
        register.get()

        assert register.asked == 2

    @pytest.mark.parametrize(
        ("moment", "day"), [("2026-11-10T15:59:59+00:00", "20261110"), ("2026-11-10T16:00:00+00:00", "20261111")]
    )
    def test_belongs_to_a_day_in_beijing(self, register, monkeypatch, moment, day):
        monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat(moment))

        assert f"-{day}-" in register.get()["ETag"]

    def test_does_not_depend_on_headers_that_change_no_answer(self, register):
        register.get(user_agent="one", referer="https://a.example/", accept_encoding="br, gzip")
        register.get(user_agent="two", accept_encoding="gzip;q=0.5")

        assert register.asked == 1


class TestAnotherQuestion:
    @pytest.mark.parametrize(
        "other",
        [
            {"path": "/sources/"},
            {"path": "/notices/?page=2"},
            {"path": "/notices"},
            {"accept": "application/json"},
            {"hx_request": "true"},
            {"hx_request": "true", "hx_history_restore_request": "true"},
            {"accept_encoding": "gzip"},
            {"method": "head"},
            {"host": "127.0.0.1"},
            {"host": "localhost:8000"},
        ],
    )
    def test_is_asked_anew(self, register, other):
        register.get(host="localhost")

        register.get(**{"host": "localhost", **other})

        assert register.asked == 2

    def test_of_the_same_parameters_in_another_order_is_another(self, register):
        """It costs one answer; guessing which orders mean the same could cost a wrong one."""
        register.get("/entities/?list=a&list=b")
        register.get("/entities/?list=b&list=a")

        assert register.asked == 2

    def test_of_a_fragment_never_gets_the_page_and_the_other_way_round(self):
        answers = iter([HttpResponse("<!doctype html>"), HttpResponse("<tr>")])
        register = Register(lambda: next(answers))

        page, fragment = register.get(), register.get(hx_request="true")

        assert (page.content, fragment.content) == (b"<!doctype html>", b"<tr>")
        assert (register.get().content, register.get(hx_request="true").content) == (b"<!doctype html>", b"<tr>")

    def test_of_one_host_never_gets_the_answer_for_another(self):
        answers = iter([HttpResponse("http://localhost/"), HttpResponse("http://127.0.0.1/")])
        register = Register(lambda: next(answers))

        register.get(host="localhost")

        assert register.get(host="127.0.0.1").content == b"http://127.0.0.1/"


class TestTheMark:
    def test_names_the_revision_and_the_day_and_is_a_weak_one(self, register, monkeypatch):
        at_noon(monkeypatch, "2026-11-21")
        make_source()

        assert register.get()["ETag"].startswith(f'W/"{Change.objects.revision()[0]}-20261121-')

    def test_differs_when_the_content_differs(self):
        answers = iter([HttpResponse("one"), HttpResponse("two")])
        register = Register(lambda: next(answers))

        assert register.get("/a/")["ETag"] != register.get("/b/")["ETag"]

    def test_makes_browsers_keep_the_answer_and_ask_each_time(self, register):
        assert register.get()["Cache-Control"] == "no-cache"

    def test_is_of_what_was_said_and_not_of_how_it_was_packed(self):
        moments = iter([0, 1])
        register = Register(
            lambda: HttpResponse(gzip.compress(b"Said.", mtime=next(moments)), headers={"Content-Encoding": "gzip"})
        )

        first = register.get(accept_encoding="gzip")
        caches["pages"].clear()

        assert register.get(accept_encoding="gzip")["ETag"] == first["ETag"]


class TestAVisitorWhoHasTheAnswer:
    def test_is_told_so_from_memory(self, register):
        tag = register.get()["ETag"]

        answer = register.get(if_none_match=tag)

        assert (answer.status_code, answer.content, register.asked) == (304, b"", 1)

    def test_is_told_so_even_when_it_had_to_be_asked_anew(self, register):
        tag = register.get()["ETag"]
        caches["pages"].clear()

        assert register.get(if_none_match=tag).status_code == 304

    def test_gets_what_a_browser_needs_to_keep_it(self):
        register = Register(lambda: HttpResponse("Said.", headers={"Vary": "HX-Request"}))
        tag = register.get()["ETag"]

        answer = register.get(if_none_match=tag)

        assert (answer["ETag"], answer["Cache-Control"], answer["Vary"]) == (tag, "no-cache", "HX-Request")

    @pytest.mark.parametrize("given", ["", '"x"', 'W/"1-20200101-aaaaaaaaaaaaaaaa"', "nonsense", ",,,", "W/"])
    def test_gets_it_again_when_the_mark_is_another(self, register, given):
        assert register.get(if_none_match=given).status_code == 200

    def test_of_yesterday_gets_today_s(self, register, monkeypatch):
        at_noon(monkeypatch, "2026-11-10")
        tag = register.get()["ETag"]
        at_noon(monkeypatch, "2026-11-11")

        assert register.get(if_none_match=tag).status_code == 200


def test_the_memory_is_bounded(register):
    most = settings.CACHES["pages"]["OPTIONS"]["MAX_ENTRIES"]

    for number in range(most + 100):
        register.get(f"/entities/?q={number}")

    assert len(caches["pages"]._cache) <= most


def test_an_answer_changed_on_its_way_out_is_not_changed_in_memory(register):
    """Whoever stands further out puts the number of the request on it."""
    register.get()["X-Request-ID"] = "of-the-first"

    assert not register.get().has_header("X-Request-ID")
