"""Starts the whole register: database, broker, schema and seed, worker, beat and web server."""

import os
import socket
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ops.account import account_for_services
from ops.embedded import Embedded
from ops.health import ask, host_name_from
from ops.places import (
    ROOT,
    Places,
    drop_socket_dir,
    held,
    keep_secret_key,
    make_services_home,
    make_socket_dir,
    places_from,
)
from ops.processes import Argument
from ops.supervisor import Failed, Supervisor

USUAL_PORT = 8000
ADDRESS = "127.0.0.1"
# Two processes for two cores; a page is mostly computing, so a few threads each are enough.
WEB = ["--interface", "wsgi", "--workers", "2", "--blocking-threads", "4", "--backlog", "512", "--no-ws"]
CELERY = [sys.executable, "-m", "celery", "--app", "config"]


def say(text: str) -> None:
    print(f"register | {text}", flush=True)


def given(environ: Mapping[str, str], name: str) -> bool:
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))


def choose_port(environ: Mapping[str, str]) -> int:
    """PORT when it is set, and then no other; else the usual one, or a free one when that is taken."""
    asked = environ.get("PORT", "")
    if asked and not (asked.isascii() and asked.isdigit() and 0 < int(asked) < 65536):
        raise Failed(f"PORT must be a number from 1 to 65535, not {asked!r}.")
    wanted = int(asked or USUAL_PORT)
    if _is_free(wanted):
        return wanted
    if asked:
        raise Failed(f"Port {wanted} is taken by another program (or not allowed). Set PORT to a free one.")
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return int(probe.getsockname()[1])


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just left is free
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def environment(environ: Mapping[str, str], places: Places) -> dict[str, str]:
    """What every process of the register gets: what the user set, and our places for the rest."""
    env = dict(environ) | {"PYTHONUNBUFFERED": "1"}
    if not given(environ, "SECRET_KEY"):
        keep_secret_key(places.secret_key)
        env["SECRET_KEY_FILE"] = str(places.secret_key)
    env.setdefault("STATIC_ROOT", str(places.static))
    env.setdefault("SCREENING_INDEX_DIR", str(places.index))
    env.setdefault("MAIL_DIR", str(places.mail))
    return env


def start_services(supervisor: Supervisor, places: Places, env: dict[str, str], *, throwaway: bool = False) -> None:
    """Start what DATABASE_URL and REDIS_URL do not name, and put the addresses into `env`."""
    if given(env, "DATABASE_URL") and given(env, "REDIS_URL"):
        return
    account = account_for_services()
    home = make_services_home(places, account)
    embedded = Embedded(home=home, sockets=make_socket_dir(home, account), account=account, throwaway=throwaway)
    if not given(env, "DATABASE_URL"):
        embedded.start_postgres(supervisor)
        env["DATABASE_URL"] = embedded.database_url
        if not throwaway:  # tests and benches of several processes would make one role at the same time
            env["APP_DATABASE_URL"] = embedded.plain_database_url
    if not given(env, "REDIS_URL"):
        embedded.start_broker(supervisor)
        env["REDIS_URL"] = embedded.redis_url


def with_few_rights(env: Mapping[str, str]) -> dict[str, str]:
    """What web, worker and beat get: the plain role's address in place of the owner's, where there is such a role."""
    if not given(env, "APP_DATABASE_URL"):
        return dict(env)
    names = ("DATABASE_URL", "DATABASE_URL_FILE")
    kept = {name: value for name, value in env.items() if name.removeprefix("APP_") not in names}
    return kept | {name: env[f"APP_{name}"] for name in names if env.get(f"APP_{name}")}


def prepare(supervisor: Supervisor, env: Mapping[str, str]) -> None:
    """Bring the database and the files to the state of this code. Safe to repeat."""
    say("bringing the database up to date and loading the seed …")
    supervisor.run("prepare", [sys.executable, "-m", "ops.prepare"], env=env, cwd=ROOT)


def make_first_account(supervisor: Supervisor, places: Places, env: Mapping[str, str]) -> None:
    """Show the first account and key, when this start has made them; what is shown goes to no log."""
    if places.first_run.exists():
        return
    command: list[Argument] = [sys.executable, ROOT / "manage.py", "first_run", "--file", places.first_run]
    for line in supervisor.run("first_run", command, env=env, cwd=ROOT, secret=True).splitlines():
        say(line)


def start_workers(supervisor: Supervisor, places: Places, env: Mapping[str, str]) -> None:
    quiet = ["--loglevel", "WARNING"]
    worker = [*CELERY, "worker", "--concurrency", "2", "--without-gossip", "--without-mingle", *quiet]
    supervisor.start("worker", worker, env=env, cwd=ROOT, grace=30)  # a job that is cut off goes on later
    schedule = places.data / "beat-schedule"
    supervisor.start("beat", [*CELERY, "beat", "--schedule", schedule, *quiet], env=env, cwd=ROOT)


def start_web(supervisor: Supervisor, env: Mapping[str, str], port: int) -> None:
    listen = ["--host", ADDRESS, "--port", str(port)]
    command = [sys.executable, "-m", "granian", *WEB, *listen, "config.wsgi:application"]
    supervisor.start("web", command, env=env, cwd=ROOT)


def run() -> None:
    """Start everything, say where it is, and stay until asked to stop."""
    places = places_from(os.environ)
    places.make()
    with held(places), Supervisor(log=places.log, record=places.processes) as supervisor:
        try:
            port = choose_port(os.environ)
            say(f"starting; data and logs are in {places.data}")
            env = environment(os.environ, places)
            start_services(supervisor, places, env)
            prepare(supervisor, env)
            make_first_account(supervisor, places, env)
            began = datetime.now(UTC).replace(microsecond=0)  # as the health page gives its times
            start_workers(supervisor, places, with_few_rights(env))
            start_web(supervisor, with_few_rights(env), port)
            wait_until_well(supervisor, port, since=began)
            say(f"ready: http://localhost:{port}/")
            if places.first_run.exists():
                say(f"the first account and API key are in {places.first_run}")
            say("Ctrl-C stops everything.")
            supervisor.watch()
        finally:
            say("stopping …")
            supervisor.stop()
            if places.services.exists():
                drop_socket_dir(places.services.resolve())


def wait_until_well(supervisor: Supervisor, port: int, *, since: datetime) -> None:
    """Returns when the register says that it is well, with a sign of life from a worker of this start."""
    host_name = host_name_from(os.environ)
    found: dict[str, Any] = {}

    def is_well() -> bool:
        status, answer = ask(port=port, host_name=host_name)
        found.clear()
        found.update(answer)
        # The register itself is content for two minutes with what a worker of the last start has left.
        return status == "ok" and datetime.fromisoformat(answer["checks"]["worker"]["beat_at"]) >= since

    try:
        supervisor.wait_until(is_well, seconds=90, what="The register did not get well")
    except Failed as error:
        raise Failed(f"{error}\nIts health page says: {found or 'nothing'}") from error
