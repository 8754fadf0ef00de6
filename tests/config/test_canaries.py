"""Planted secrets: nothing that is written down anywhere holds one of them, however much is written."""

import io
import json
import logging

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client

from config.logs import JsonFormatter, LineFormatter, RequestIdFilter, answered, logging_config
from controls.models import Change
from controls.screening import tasks
from controls.services import access, dumping, sealing
from ops import backup
from tests.accounts.people import with_app
from tests.screening.sending import csv_of

pytestmark = pytest.mark.django_db
PASSWORD = "canary correct horse battery"
CHOSEN = {
    "password": PASSWORD,
    "wrong password": "canary-tr0ub4dor-and-3",
    "reset token": "1-c8k3ab-0f9e8d7c6b5a4938271605f4e3d2c1b0",
    "feed token": "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "webhook secret": "whsec_C2FVsBQIhrscChlQIMV0b5sSYspob7oD",
    "foreign session": "canary0session1of2somebody3else4",
}


@pytest.fixture
def written():
    """All that loggers write at DEBUG, in both formats."""
    kept = io.StringIO()
    root, before = logging.getLogger(), logging.getLogger().level
    text = LineFormatter(logging_config("DEBUG")["formatters"]["text"]["format"])
    handlers = [logging.StreamHandler(kept), logging.StreamHandler(kept)]
    for handler, formatter in zip(handlers, (text, JsonFormatter()), strict=True):
        handler.setFormatter(formatter)
        handler.addFilter(RequestIdFilter())
        root.addHandler(handler)
    named = [logging.getLogger(name) for name in ("django", "django.db.backends", "celery", answered.name)]
    levels = [logger.level for logger in named]
    for logger in (root, *named):
        logger.setLevel(logging.DEBUG)
    connection.force_debug_cursor = True
    yield kept
    connection.force_debug_cursor = False
    for handler in handlers:
        root.removeHandler(handler)
    root.setLevel(before)
    for logger, level in zip(named, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture
def sent(monkeypatch):
    """What goes into the broker: arguments of tasks, as they are serialised."""
    kept = []

    def apply_async(task, args=None, kwargs=None, **options):
        kept.append(json.dumps([task.name, args, kwargs, {name: str(value) for name, value in options.items()}]))

    monkeypatch.setattr("celery.app.task.Task.apply_async", apply_async)
    return kept


@pytest.fixture
def lived(seeded, now, written, sent, monkeypatch, django_capture_on_commit_callbacks):
    """A day on which everything goes wrong that people and programs can do with secrets."""
    user = access.create_user(email="canary@example.com", password=PASSWORD, at=now, role="admin")
    _row, key = access.issue_key(user=user, name="canary", at=now)
    client = Client(raise_request_exception=False)
    client.post("/account/sign-in/", {"login": user.email, "password": PASSWORD, "next": "/admin/"})
    secrets = {**CHOSEN, "key": key, "session": client.cookies["sessionid"].value, "app": with_app(user)}
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    secrets["seed of recovery codes"] = sealing.unseal(sealed=codes.data["seed"])
    secrets["recovery code"] = codes.wrap().get_unused_codes()[0]
    with django_capture_on_commit_callbacks(execute=True):
        answers = list(visits(client, secrets, monkeypatch))
        tasks.ring()
    return {"secrets": secrets, "answers": answers, "user": user}


def visits(client, secrets, monkeypatch):
    """Answers to all kinds of requests that carry secrets."""
    key = {"Authorization": f"Bearer {secrets['key']}"}
    stranger = Client(raise_request_exception=False)
    yield stranger.post("/account/sign-in/", {"login": "canary@example.com", "password": secrets["wrong password"]})
    yield client.get("/admin/controls/user/")
    yield client.post("/admin/controls/user/add/", {"email": "no", "password": PASSWORD, "password1": PASSWORD})
    yield client.post("/account/again/", {"password": PASSWORD})
    yield client.get("/account/second-factor/")
    yield client.get("/admin/controls/accountact/")
    yield client.get("/api/v1/listings/export.csv")
    yield stranger.get("/api/v1/listings/", headers=key)
    yield stranger.get("/api/v1/listings/?nonsense=1", headers=key)
    yield stranger.get("/api/v1/listings/", headers={"Authorization": f"Basic {secrets['key']}"})
    yield stranger.get("/api/v1/listings/", headers={"Authorization": f"Bearer {secrets['key'][:-1]}"})
    yield stranger.post("/api/v1/screening/checks/", {"name": "Subaru"}, content_type="application/json", headers=key)
    names = io.BytesIO(csv_of("Subaru Corporation,JP"))
    names.name = "names.csv"
    yield stranger.post("/api/v1/screening/batches/", {"file": names}, headers=key)
    stranger.cookies["sessionid"] = secrets["foreign session"]
    yield stranger.get("/admin/")
    for kind in ("reset token", "feed token", "webhook secret"):
        stranger.get(f"/account/{secrets[kind]}/")
        stranger.get(f"/account/?token={secrets[kind]}")
        stranger.post(f"/account/{secrets[kind]}/", {"secret": secrets[kind]})
    monkeypatch.setattr("controls.views.about.render", lambda *_given: int(secrets["key"]))
    yield client.get("/about/", headers=key)
    yield stranger.get("/about/", {"password": PASSWORD}, headers=key)


def holding(text, secrets):
    return [kind for kind, secret in secrets.items() if secret in text]


def test_no_line_of_any_log_holds_one(lived, written):
    text = written.getvalue()

    assert text.count("\n") > 200
    assert "canary" in text  # it is the right log
    assert "Traceback" in text
    assert '"logger":"register.requests"' in text
    assert "INSERT INTO" in text
    assert holding(text, lived["secrets"]) == []


def test_no_answer_holds_one(lived):
    bodies = [(answer.getvalue() if answer.streaming else answer.content).decode() for answer in lived["answers"]]

    assert {answer.status_code for answer in lived["answers"]} >= {200, 400, 401, 500}
    assert [holding(body, lived["secrets"]) for body in bodies if holding(body, lived["secrets"])] == []


def test_no_message_in_the_broker_holds_one(lived, sent):
    assert sent
    assert holding("\n".join(sent), lived["secrets"]) == []


def test_no_export_of_the_register_holds_one_nor_says_who_works_on_it(lived):
    text = b"".join(dumping.lines(on=lived["user"].joined_at.date(), revision=Change.objects.revision()[0])).decode()

    assert holding(text, lived["secrets"]) == []
    assert "canary@example.com" not in text


def test_the_database_holds_digests_and_sessions_only_where_they_are_left_out_of_backups(lived):
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public')")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} AS t")
            if kinds := holding(cursor.fetchone()[0], lived["secrets"]):
                found[table] = kinds

    assert found == {"public.django_session": ["session"], "public.usersessions_usersession": ["session"]}
    assert set(found) == set(backup.LEFT_OUT)


def test_the_manifest_of_a_backup_holds_none(lived, now):
    said = json.dumps(backup.described(at=now))

    assert "public.controls_user" in said
    assert holding(said, lived["secrets"]) == []
