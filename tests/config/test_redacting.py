"""Secrets do not get into a line of the log, by name or by look; ordinary words and addresses stay readable."""

import string

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.utils.crypto import get_random_string
from hypothesis import example, given
from hypothesis import strategies as st

from config.redacting import without_secrets
from controls.models import User
from controls.services import access


@pytest.mark.parametrize(
    ("line", "hidden"),
    [
        ("Authorization: Api-Key short1", "short1"),
        ("Authorization: Basic YTpi", "YTpi"),
        ("{'Authorization': 'Bearer abc'}", "abc"),
        ("'HTTP_AUTHORIZATION': 'Bearer abc def'", "def"),
        ("Cookie: a=first; b=second", "second"),
        ("Set-Cookie: sessionid=abcdef; Path=/", "abcdef"),
        ("sent bearer abcdef.ghi", "abcdef"),
        ("password=hunter2&next=/", "hunter2"),
        ('{"password": "correct horse battery"}', "horse"),
        ("<QueryDict: {'password': ['correct horse battery staple']}>", "staple"),
        ("password1='with blank here'", "blank"),
        ("new_password: hunter2", "hunter2"),
        ("CSRF token=abc", "abc"),
        ("csrfmiddlewaretoken=abcdef", "abcdef"),
        ("client_secret=abc", "abc"),
        ("X-Api-Key: abc", "abc"),
        ("could not reach postgres://register:hunter2@db/register", "hunter2"),
        ("redis://:hunter2@broker:6379/0", "hunter2"),
        ("the key rec_abcdef12 was refused", "abcdef12"),
        ("signs with whsec_MfKQ9r8GKYqrTwjU", "MfKQ9r8GKYqrTwjU"),
        ("Not Found: /account/password/reset/key/1-c8k3ab-0f9e8d7c6b5a4938271605f4e3d2c1b0/", "0f9e8d7c6b5a4938"),
    ],
)
def test_is_taken_out(line, hidden):
    assert hidden in line
    assert hidden not in without_secrets(line)
    assert "…" in without_secrets(line)


@pytest.mark.parametrize(
    "line",
    [
        "Not Found: /entities/mitsubishi-heavy-industries-engine-and-turbocharger-ltd/",
        "GET /notices/mofcom-2026-12/ 200 4.1 ms",
        "fetch run=17 source=mofcom-announcements outcome=read status=200 seconds=0.42 bytes=81234 items=20",
        "Task controls.screening.tasks.run_waiting_batches[7c9e6679-7425-40de-944b-e07fc1f90ae7] retry",
        "The index of names is ready: 30000 parties, revision 1234.",
        '  File "/srv/.venv/lib/python3.11/site-packages/django/core/handlers/exception.py", line 55, in inner',
        "psycopg.OperationalError: connection to server on socket /run/postgresql/.s.PGSQL.5432 failed",
        "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_0123456789.html",
        "三菱重工業株式会社",
    ],
)
def test_what_is_no_secret_stays(line):
    assert without_secrets(line) == line


@pytest.mark.django_db
def test_every_kind_of_secret_that_the_register_makes_is_known_by_its_look(now):
    user = access.create_user(email="a@example.com", password="correct horse battery staple", at=now, role="admin")
    assert isinstance(user, User)
    made = {
        "key": access.issue_key(user=user, name="x", at=now)[1],
        "session": get_random_string(32, string.ascii_lowercase + string.digits),
        "reset": default_token_generator.make_token(user).partition("-")[2],
        "signed": signing.dumps({"user": 1}, salt="unsubscribe").rpartition(":")[2],
        "csrf": get_random_string(32),
    }

    for kind, secret in made.items():
        assert secret not in without_secrets(f"Not Found: /somewhere/{secret}/"), kind
        assert secret not in without_secrets(f"refused '{secret}'"), kind


@given(st.text(alphabet=string.ascii_lowercase + string.digits, min_size=32, max_size=32))
def test_a_session_is_hidden_whatever_chance_wrote(text):
    mixed = any(sign.isdigit() for sign in text) and any(sign.isalpha() for sign in text)

    assert (text not in without_secrets(f"/x/{text}/")) == mixed


@given(st.text())
@example("password" * 2_000)
@example("password=" * 50)
@example("://" * 200)
@example("a1" * 5_000)
def test_any_text_is_read_and_reading_twice_changes_nothing_more(text):
    once = without_secrets(text)

    assert without_secrets(once) == once
