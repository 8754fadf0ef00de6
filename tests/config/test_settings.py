"""The settings as a production installation would have them, read in a process of their own."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = {
    "SECRET_KEY": "x" * 60,
    "DATABASE_URL": "postgres://register@db/register",
    "REDIS_URL": "redis://broker:6379/0",
}
PROBE = """
import json, sys
from django.conf import settings
names = sys.argv[1:]
print(json.dumps({name: getattr(settings, name, None) for name in names}, default=str))
"""


def read(*names, **environ):
    """The values of settings under an environment that holds only what is given."""
    env = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"} | NEEDED | environ
    command = [sys.executable, "-c", PROBE, *names]
    return subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_the_start_stops_and_names_a_missing_secret(name):
    ended = read("DEBUG", **{name: ""})

    assert ended.returncode != 0
    assert f"Set the environment variable {name}" in ended.stderr


def test_the_plain_role_is_read_from_an_address_of_its_own():
    url = "postgres://register_app:secret@db/register"

    assert json.loads(read("APP_DATABASE").stdout) == {"APP_DATABASE": {}}
    assert json.loads(read("APP_DATABASE", APP_DATABASE_URL=url).stdout)["APP_DATABASE"]["USER"] == "register_app"


def test_an_address_of_the_plain_role_that_is_none_stops_the_start_without_its_password():
    ended = read("APP_DATABASE", APP_DATABASE_URL="mysql://register_app:hunter2@db/register")

    assert ended.returncode != 0
    assert "APP_DATABASE_URL must begin with postgres://" in ended.stderr
    assert "hunter2" not in ended.stderr


def test_behind_tls_cookies_are_bound_to_the_host_and_to_https():
    found = json.loads(
        read(
            "SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SECURE_HSTS_SECONDS", HTTPS="1"
        ).stdout
    )

    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000


def test_without_tls_nobody_is_sent_to_https():
    found = json.loads(read("SECURE_SSL_REDIRECT", "SECURE_PROXY_SSL_HEADER").stdout)

    assert not found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_PROXY_SSL_HEADER"] is None


def test_nothing_may_be_shown_that_is_not_ours():
    policy = json.loads(read("CONTENT_SECURITY_POLICY").stdout)["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert not [source for sources in policy.values() for source in sources if "unsafe" in source or ":/" in source]


def test_a_job_is_kept_until_it_is_done():
    names = ["CELERY_TASK_ACKS_LATE", "CELERY_TASK_REJECT_ON_WORKER_LOST", "CELERY_WORKER_PREFETCH_MULTIPLIER"]

    found = json.loads(read(*names).stdout)

    assert list(found.values()) == [True, True, 1]


def test_a_task_is_cut_off_before_its_message_comes_back():
    found = json.loads(read("CELERY_TASK_TIME_LIMIT", "CELERY_BROKER_TRANSPORT_OPTIONS").stdout)

    assert found["CELERY_TASK_TIME_LIMIT"] < found["CELERY_BROKER_TRANSPORT_OPTIONS"]["visibility_timeout"]


def test_only_the_web_server_pools_and_cuts_off():
    plain = json.loads(read("DATABASE_POOL_SIZE", "STATEMENT_TIMEOUT_MS").stdout)
    probe = "import config.wsgi; from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"
    env = {"PATH": os.environ["PATH"]} | NEEDED
    web = subprocess.run([sys.executable, "-c", probe], env=env, cwd=ROOT, capture_output=True, text=True, check=True)

    assert plain == {"DATABASE_POOL_SIZE": 0, "STATEMENT_TIMEOUT_MS": 0}
    assert "statement_timeout=5000" in web.stdout
    assert "'pool'" in web.stdout


def test_the_version_is_the_one_of_the_package():
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

    assert json.loads(read("VERSION").stdout)["VERSION"] == stated
