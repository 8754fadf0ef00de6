"""Settings come from the environment: what is missing or malformed stops the start, by name."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def test_a_missing_variable_is_named(monkeypatch):
    monkeypatch.delenv("SOMETHING", raising=False)

    with pytest.raises(ImproperlyConfigured, match="SOMETHING"):
        env.env_text("SOMETHING")


def test_a_variable_that_must_be_set_must_not_be_blank(monkeypatch):
    monkeypatch.setenv("SOMETHING", "  ")

    with pytest.raises(ImproperlyConfigured, match="SOMETHING"):
        env.env_text("SOMETHING")


@pytest.mark.parametrize("value", ["", "yes", "true", "True", "2", " 1"])
def test_yes_or_no_is_written_as_1_or_0_and_nothing_else(monkeypatch, value):
    monkeypatch.setenv("DEBUG", value)

    with pytest.raises(ImproperlyConfigured, match="DEBUG must be 0 or 1"):
        env.env_bool("DEBUG", "0")


@pytest.mark.parametrize("value", ["", "-1", "1.5", "²", "ten", "1e3"])
def test_a_number_is_a_whole_number(monkeypatch, value):
    monkeypatch.setenv("DATABASE_POOL_SIZE", value)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_POOL_SIZE must be a whole number"):
        env.env_int("DATABASE_POOL_SIZE", "0")


@pytest.mark.parametrize(("value", "days"), [("", None), ("1", 1), ("1827", 1827)])
def test_days_are_a_number_or_nothing(monkeypatch, value, days):
    monkeypatch.setenv("KEPT", value)

    assert env.env_days("KEPT", "30") == days


@pytest.mark.parametrize("value", ["0", "-1", "five", " ", "1.5"])
def test_days_that_are_neither_stop_the_start(monkeypatch, value):
    monkeypatch.setenv("KEPT", value)

    with pytest.raises(ImproperlyConfigured, match="KEPT must be a whole number of at least 1"):
        env.env_days("KEPT", "")


def test_a_list_forgets_blanks_and_empty_parts(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example, ,b.example,")

    assert env.env_list("ALLOWED_HOSTS", "") == ["a.example", "b.example"]


def test_a_choice_names_what_may_be_chosen(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "loud")

    with pytest.raises(ImproperlyConfigured, match="LOG_LEVEL must be one of INFO, ERROR"):
        env.env_choice("LOG_LEVEL", "INFO", choices=("INFO", "ERROR"))


@pytest.mark.parametrize("value", ["", "600", "0/min", "-1/min", "600/fortnight", "many/min", "600/"])
def test_a_rate_is_a_number_per_unit(monkeypatch, value):
    monkeypatch.setenv("API_THROTTLE_ANON", value)

    with pytest.raises(ImproperlyConfigured, match="API_THROTTLE_ANON must look like 600/min"):
        env.env_rate("API_THROTTLE_ANON", "600/min")


def test_a_secret_is_read_from_the_file_that_is_named(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert env.env_secret("SECRET_KEY") == "from a file"


def test_a_secret_given_twice_is_refused(monkeypatch, tmp_path):
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("SECRET_KEY", "from the environment")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY or SECRET_KEY_FILE, not both"):
        env.env_secret("SECRET_KEY")


@pytest.mark.parametrize(("content", "says"), [(None, "cannot be read"), (b" \n", "empty"), (b"\xff\xfe", "not text")])
def test_a_secret_file_that_is_no_use_is_named(monkeypatch, tmp_path, content, says):
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(path))

    with pytest.raises(ImproperlyConfigured, match=f"SECRET_KEY_FILE .*{says}"):
        env.env_secret("SECRET_KEY")


def test_a_database_is_described_by_its_address():
    found = env.database_from("postgres://reg:p%40ss@db.example:5433/register?sslmode=require")

    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "5433", "register")
    assert (found["USER"], found["PASSWORD"]) == ("reg", "p@ss")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_database_behind_a_unix_socket_is_described_by_its_directory():
    found = env.database_from("postgres://register@/register?host=%2Frun%2Fpostgresql")

    assert (found["HOST"], found["PORT"], found["USER"]) == ("/run/postgresql", "", "register")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mysql://u:topsecret@h/d",
        "postgres://u:topsecret@h:port/d",
        "postgres://u:topsecret@h/",
        "postgres://u:topsecret@h/a/b",
        "postgres://u:topsecret@/d",
        "postgres://u:topsecret@h/d?sslmod=require",
        "postgres://u:topsecret@h/d?sslmode",
    ],
)
def test_a_malformed_database_address_names_the_variable_and_not_the_password(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL") as refusal:
        env.database_from(url)

    assert "topsecret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "for_celery", "for_redis"),
    [
        ("redis://h:6379/0", "redis://h:6379/0", "redis://h:6379/0"),
        ("redis+socket:///run/b.sock", "redis+socket:///run/b.sock", "unix:///run/b.sock"),
        ("unix:///run/b.sock", "redis+socket:///run/b.sock", "unix:///run/b.sock"),
    ],
)
def test_the_broker_is_spelt_for_each_of_its_clients(url, for_celery, for_redis):
    assert env.broker_from(url) == (for_celery, for_redis)


@pytest.mark.parametrize("url", ["", "localhost:6379", "amqp://h", "redis://", "redis+socket://run/b.sock"])
def test_a_malformed_broker_address_names_the_variable(url):
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        env.broker_from(url)


@pytest.mark.parametrize(
    "value", ["", "https://register.example.org/about", "mailto:desk@example.org", "desk@example.org"]
)
def test_a_contact_is_taken_as_it_stands(monkeypatch, value):
    monkeypatch.setenv("OUTBOUND_CONTACT", f" {value} ")

    assert env.env_contact("OUTBOUND_CONTACT", "") == value


@pytest.mark.parametrize(
    "value", ["a\r\nHost: evil.example", "desk (at) example", "büro@example.org", "a\\b", "x" * 201]
)
def test_a_contact_that_would_break_a_header_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("OUTBOUND_CONTACT", value)

    with pytest.raises(ImproperlyConfigured, match="OUTBOUND_CONTACT"):
        env.env_contact("OUTBOUND_CONTACT", "")
