"""The commands behind the Makefile: `python -m ops run`, `services`, `with-services`, `backup`, `restore`, …"""

import os
import sys
from pathlib import Path

from ops import saving
from ops.account import NoAccount, account_for_services
from ops.places import ROOT, PlaceRefused, drop_socket_dir, held, places_from, throwaway
from ops.product import environment, prepare, run, say, start_services
from ops.supervisor import Failed, StopRequested, Supervisor

USAGE = """usage: python -m ops run | services | with-services [--seeded] COMMAND …
       python -m ops backup [--to DIR] | verify-backup FILE | restore [--replace] FILE"""


def services() -> None:
    """Database and broker alone, for work on the code; prints what to export."""
    places = places_from(os.environ)
    places.make()
    with held(places), Supervisor(log=places.log, record=places.processes) as supervisor:
        env = environment(os.environ, places)
        start_services(supervisor, places, env)
        say("database and broker are running; in another terminal:")
        for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY_FILE", "STATIC_ROOT"):
            if name in env:
                print(f"export {name}='{env[name]}'", flush=True)
        try:
            supervisor.watch()
        finally:
            supervisor.stop()
            drop_socket_dir(places.services.resolve())


def with_services(command: list[str], *, seeded: bool) -> int:
    """Run a command on a database and a broker of its own, which are gone afterwards. Returns its exit code."""
    # Never the user's own: a test run may write what it likes.
    theirs = {"DATABASE_URL", "DATABASE_URL_FILE", "REDIS_URL", "REDIS_URL_FILE", "SECRET_KEY", "SECRET_KEY_FILE"}
    theirs |= {"APP_DATABASE_URL", "APP_DATABASE_URL_FILE"}
    theirs |= {"STATIC_ROOT", "DATA_DIR", "PORT", "DJANGO_SETTINGS_MODULE"}
    clean = {name: value for name, value in os.environ.items() if name not in theirs}
    # What is measured or tried must not depend on the world, nor bother it.
    clean.setdefault("FETCHING", "0")
    with throwaway(account_for_services()) as places:  # noqa: SIM117 - the place outlives its processes
        with Supervisor(log=places.log, record=places.processes) as supervisor:
            env = environment(clean, places)
            start_services(supervisor, places, env, throwaway=True)
            if seeded:
                prepare(supervisor, env)
            return supervisor.run_in_front(command, env=env, cwd=ROOT)


def main(arguments: list[str]) -> int:
    try:
        match arguments:
            case ["run"]:
                run()
            case ["services"]:
                services()
            case ["with-services", "--seeded", *command] if command:
                return with_services(command, seeded=True)
            case ["with-services", *command] if command:
                return with_services(command, seeded=False)
            case ["backup"] | ["backup", "--to", _]:
                return saving.backup(arguments[1:])
            case ["verify-backup", path]:
                return saving.verify(Path(path))
            case ["restore", path] | ["restore", "--replace", path] | ["restore", path, "--replace"]:
                return saving.restore(arguments[1:])
            case _:
                print(USAGE, file=sys.stderr)
                return 2
    except StopRequested:
        say("stopped.")
        return 0 if arguments[0] in ("run", "services") else 130
    except (Failed, PlaceRefused, NoAccount) as error:
        print(f"register | {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
