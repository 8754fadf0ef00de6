"""Every setting can be found: in .env.example, in the README, and in docker-compose.yml where it applies."""

import ast
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
# Honoured by `python -m ops backup`, which reads them itself.
OF_BACKUPS = {"BACKUP_DIR", "BACKUP_KEEP"}
# Honoured by the start scripts and the commands beside them, not by the register itself.
OF_THE_START = {"PORT", "DATA_DIR"} | OF_BACKUPS
# Containers take secrets from files: what is fixed here, or lies in the operator's own folder.
FROM_FILES = {
    "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
    "DATABASE_URL",
    "APP_DATABASE_URL",
    "REDIS_URL_FILE",
    "OIDC_CLIENT_SECRET",
    "EMAIL_PASSWORD",
}
# Fixed in docker-compose.yml: these say where the other containers and the mounted secrets are.
FIXED = {"SECRET_KEY_FILE", "DATABASE_URL_FILE", "REDIS_URL"}
# Only who migrates hears of the role that gets its rights.
OF_MIGRATIONS = {"APP_DATABASE_URL_FILE"}
# Whether the web server has a way out is said by the files that give it its networks.
NO_WAY_OUT = {"OUTWARD"}
# Out of place in a container: for development, for tests, and a folder that the image has made.
OUT_OF_PLACE = {"DEBUG", "STATIC_ROOT", "OUTBOUND_TEST_HOSTS"}
# Visitors' pages alone are cut off; migrations, commands and the worker may take their time (config/wsgi.py).
OF_THE_WEB = {"DATABASE_POOL_SIZE", "STATEMENT_TIMEOUT_MS", "OUTWARD"}
# Honoured by `docker compose` alone, which reads the same file.
OF_COMPOSE = {"PYTHON_IMAGE", "POSTGRES_IMAGE", "BROKER_IMAGE", "DOOR_IMAGE", "COMPOSE_FILE"}
READERS = {
    "env_text",
    "env_bool",
    "env_int",
    "env_list",
    "env_choice",
    "env_rate",
    "env_contact",
    "env_secret",
    "env_share",
    "env_days",
}


def settings_read():
    """Names of variables in config/settings.py, with those that have no default."""
    names, required = set(), set()
    for call in ast.walk(ast.parse((ROOT / "config/settings.py").read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in READERS:
            name = call.args[0].value
            names.add(name)
            if call.func.id == "env_secret":
                names.add(f"{name}_FILE")
            if len(call.args) == 1:
                required.add(name)
    return names, required


def defaults():
    """What a setting is when nothing sets it; of pages, what the web server sets for itself."""
    found = {}
    for file in ("config/settings.py", "config/wsgi.py"):
        for call in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and len(call.args) == 2 and isinstance(call.args[0], ast.Constant):
                name, value = call.args
                found[name.value] = value.value if isinstance(value, ast.Constant) else None
                if getattr(call.func, "id", "") == "env_secret":
                    found[f"{name.value}_FILE"] = ""
    return found


def compose():
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


REGISTER = [name for name, service in compose()["services"].items() if "build" in service]


def test_the_example_lists_exactly_what_is_read():
    names, _ = settings_read()
    listed = re.findall(r"^(?:# )?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)

    assert len(listed) == len(set(listed))
    assert set(listed) == names | OF_THE_START | OF_COMPOSE


def test_the_example_holds_no_secret():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")

    assert not re.search(r"^[A-Z_]*(SECRET|PASSWORD|KEY)[A-Z_]*=.+", text, re.MULTILINE)


def test_the_readme_describes_each_setting():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    names, _ = settings_read()

    missing = [name for name in sorted(names | OF_THE_START) if not re.search(rf"`{name}`", text)]

    assert not missing


@pytest.mark.parametrize("service", REGISTER)
def test_a_container_is_given_what_the_settings_require_and_nothing_they_do_not_read(service):
    names, required = settings_read()
    given = set(compose()["services"][service]["environment"])

    assert given <= names | (OF_BACKUPS if service == "backup" else set())
    assert {name for name in required if not {name, f"{name}_FILE"} & given} == set()


@pytest.mark.parametrize("service", REGISTER)
def test_a_container_is_given_every_setting_that_it_reads(service):
    names, _ = settings_read()
    given = set(compose()["services"][service]["environment"])
    left_out = FROM_FILES | OUT_OF_PLACE | (OF_THE_WEB if service != "web" else set())
    left_out |= OF_MIGRATIONS if service != "migrate" else set()

    assert given - OF_BACKUPS == names - left_out


@pytest.mark.parametrize("service", REGISTER)
def test_what_a_container_is_given_comes_from_the_file_of_settings(service):
    given = compose()["services"][service]["environment"]

    from_elsewhere = {name for name, value in given.items() if not str(value).startswith(f"${{{name}:-")}

    assert from_elsewhere == FIXED | {"migrate": OF_MIGRATIONS, "web": NO_WAY_OUT}.get(service, set())


def test_a_setting_that_nobody_sets_is_in_containers_what_it_is_elsewhere():
    services, usual = compose()["services"], defaults()
    given = {
        name: str(value) for name, value in services["web"]["environment"].items() if name not in FIXED | NO_WAY_OUT
    }

    for name, value in given.items():
        assert value == f"${{{name}:-{usual[name]}}}"


def test_the_example_names_what_containers_are_not_given():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    said = re.search(r"Containers take secrets from files alone(.+?)\n\n", text, re.DOTALL)[1]

    named = set(re.findall(r"[A-Z]+_[A-Z_]+|DEBUG|OUTWARD", said))

    assert named == FROM_FILES | FIXED | OF_MIGRATIONS | OUT_OF_PLACE | NO_WAY_OUT | {"BACKUP_DIR", "DATA_DIR"}


def test_what_compose_asks_of_the_user_is_in_the_example():
    asked = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    names, _ = settings_read()

    assert asked <= names | OF_THE_START | OF_COMPOSE
    assert asked >= OF_COMPOSE - {"COMPOSE_FILE"}


def test_what_compose_alone_honours_is_described():
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")

    assert [name for name in OF_COMPOSE if f"{name}=" not in text] == []


def test_settings_files_stay_short():
    assert len((ROOT / "config/settings.py").read_text(encoding="utf-8").splitlines()) <= 350
