"""Each request has a number, the same in its log lines and in its answer; lines are text or JSON, without secrets."""

import json
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from config.logs import (
    JsonFormatter,
    LineFormatter,
    RequestIdFilter,
    RequestIdMiddleware,
    answered,
    logging_config,
)
from controls.services import access


def answer(**headers):
    seen = {}

    def view(request):
        record = logging.LogRecord("x", logging.INFO, __file__, 1, "words", None, None)
        RequestIdFilter().filter(record)
        seen["in the log"] = record.request_id
        seen["on the request"] = request.META["REQUEST_ID"]
        return HttpResponse()

    response = RequestIdMiddleware(view)(RequestFactory().get("/", headers=headers))
    return response["X-Request-ID"], seen


def test_the_number_in_the_answer_is_the_one_in_the_log():
    number, seen = answer()

    assert seen == {"in the log": number, "on the request": number}


def test_two_requests_have_two_numbers():
    assert answer()[0] != answer()[0]


def test_a_caller_cannot_choose_the_number():
    assert answer(x_request_id="forged\nline")[0] != "forged\nline"


# ---- Lines


def record(message="words", *args, **extra):
    made = logging.LogRecord("a.logger", logging.WARNING, __file__, 1, message, args, None)
    vars(made).update({"request_id": "0123456789abcdef", **extra})
    return made


def as_json(made):
    line = JsonFormatter().format(made)
    assert "\n" not in line
    return json.loads(line)


class TestJson:
    def test_is_one_object_a_line(self):
        said = as_json(record("%s\nforged", "three words here"))

        assert said["message"] == "three words here\nforged"
        assert (said["level"], said["logger"], said["request_id"]) == ("WARNING", "a.logger", "0123456789abcdef")
        assert datetime.fromisoformat(said["time"]).tzinfo == UTC
        assert set(said) == {"time", "level", "logger", "message", "request_id"}

    def test_has_the_traceback_without_secrets(self):
        made = record()
        try:
            raise ValueError("password=hunter2 of Nobody")
        except ValueError:
            made.exc_info = sys.exc_info()

        assert "of Nobody" in as_json(made)["traceback"]
        assert "hunter2" not in as_json(made)["traceback"]

    def test_takes_half_a_surrogate_pair(self):
        assert "ud83d" in as_json(record("half \ud83d"))["message"]

    @given(st.text(), st.text())
    def test_takes_any_words(self, message, argument):
        assert set(as_json(record("%s%s", message, argument))) >= {"message", "time"}


class TestAnAnswer:
    @pytest.fixture
    def lines(self, monkeypatch):
        kept = []
        handler = logging.Handler()
        handler.addFilter(RequestIdFilter())
        handler.emit = lambda made: kept.append(as_json(made))
        before = answered.level
        answered.addHandler(handler)
        answered.setLevel(logging.INFO)
        yield kept
        answered.removeHandler(handler)
        answered.setLevel(before)

    def test_is_a_line_with_what_it_was(self, client, seeded, lines):
        answer = client.get("/about/?name=somebody")

        said = lines[0]
        assert (said["method"], said["path"], said["status"], said["user"]) == ("GET", "/about/", 200, None)
        assert said["request_id"] == answer["X-Request-ID"]
        assert said["ms"] > 0
        assert "somebody" not in json.dumps(lines)

    def test_names_who_asked_by_number_only(self, client, seeded, lines, now):
        user = access.create_user(
            email="one@example.com", password="correct horse battery staple", at=now, role="admin"
        )
        client.force_login(user)
        client.get("/admin/")
        _row, key = access.issue_key(user=user, name="x", at=now)
        client.get("/api/v1/listings/", headers={"Authorization": f"Bearer {key}"})

        assert [line["user"] for line in lines] == [user.pk, user.pk]
        assert "one@example.com" not in json.dumps(lines)

    def test_asks_nobody_who_it_was(self, client, seeded, lines, django_assert_num_queries):
        client.cookies["sessionid"] = "a" * 32
        with django_assert_num_queries(0):
            client.get("/healthz")

        assert lines[0]["user"] is None

    def test_a_secret_in_an_address_is_hidden(self, client, seeded, lines):
        client.get("/alerts/feeds/MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw.atom")

        assert "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" not in json.dumps(lines)

    def test_a_fault_of_ours_is_one_too(self, client, seeded, lines, monkeypatch):
        client.raise_request_exception = False
        monkeypatch.setattr("controls.views.about.render", None)

        assert client.get("/about/").status_code == 500
        assert [line["status"] for line in lines] == [500]


class TestTheSetting:
    @pytest.mark.parametrize(("style", "level"), [("json", "INFO"), ("text", "WARNING")])
    def test_answers_are_for_programs_only(self, style, level):
        config = logging_config("INFO", style=style)

        assert config["handlers"]["console"]["formatter"] == style
        assert config["loggers"]["register.requests"]["level"] == level

    @pytest.mark.parametrize("style", ["json", "text"])
    def test_no_handler_writes_without_our_formats(self, style):
        config = logging_config("DEBUG", style=style)

        assert {handler["formatter"] for handler in config["handlers"].values()} == {style}
        assert all(not logger.get("handlers") for logger in config["loggers"].values())
        assert {made["()"] for made in config["formatters"].values()} == {
            *("config.logs.LineFormatter", "config.logs.JsonFormatter"),
        }

    def test_a_line_of_text_has_no_secret_either(self):
        formatter = LineFormatter(logging_config("INFO")["formatters"]["text"]["format"])

        assert formatter.format(record("password=%s", "hunter2")).endswith("password=…")

    @pytest.mark.parametrize("style", ["json", "text"])
    def test_a_process_writes_what_is_set(self, style):
        program = "import django; django.setup(); import logging; logging.getLogger('x').warning('token=%s', 'abc')"
        env = {**os.environ, "LOG_FORMAT": style, "DJANGO_SETTINGS_MODULE": "config.settings"}

        done = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True)

        assert "token=…" in done.stderr
        assert done.stderr.startswith("{") == (style == "json")
