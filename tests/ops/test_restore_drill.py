"""The drill: a register with people, keys and checks is saved, made again elsewhere, and found to be the same."""

import io
import json
import shutil
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone

from controls.models import ApiKey, Change, Heartbeat, User
from controls.screening.models import Batch, ScreeningCheck
from controls.services import access, dumping, health
from controls.services import recorded as recorded_views
from ops import archive, backup, restore, saving, table_digests
from ops.archive import BackupRefused
from ops.postgres_programs import ProgramFailed
from tests.controls import apart
from tests.ops import other_database
from tests.screening.asking import screened
from tests.screening.sending import csv_of, run_all, sent, started

pytestmark = pytest.mark.xdist_group("drill")
PASSWORD = "correct horse battery staple"
copied = apart.copied
WHO_IS_IN = ["public.django_session", "public.usersessions_usersession"]
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


def rows_of_every_table():
    """All rows as text, sorted, read without the figures that the backup itself uses."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE'")
        for schema, table in cursor.fetchall():
            if schema not in ("pg_catalog", "information_schema") and f"{schema}.{table}" not in WHO_IS_IN:
                cursor.execute(f'SELECT t::text FROM "{schema}"."{table}" AS t ORDER BY 1')
                found[table] = [row[0] for row in cursor.fetchall()]
    return found


def lived_in():
    """What people leave behind: an account with a key, somebody signed in, checks, a batch."""
    user = access.create_user(email="operator@example.com", password=PASSWORD, at=NOON, role="admin")
    _row, key = access.issue_key(user=user, name="scripts", at=NOON)
    assert Client().login(email="operator@example.com", password=PASSWORD)
    for name in ("Mitsubishi Heavy Industries", "三菱重工業", "A Bakery of Nobody"):
        screened(name, by=user, at=timezone.now())
    batch = sent(csv_of("Subaru Corporation,JP", "Nobody Ltd,GB"), by=user, at=timezone.now())
    started(batch, at=timezone.now())
    run_all(at=timezone.now())
    return key


@pytest.fixture(scope="module")
def drilled(copied, django_db_blocker, tmp_path_factory):
    """A register that was lived in, its backup, and the register that was made of the backup."""
    folder, said = tmp_path_factory.mktemp("drill") / "backups", []
    with django_db_blocker.unblock(), other_database.made("after") as other:
        with other_database.entered(copied):
            key = lived_in()
            before = rows_of_every_table()
            path = backup.make(folder, at=NOON)
            sessions = Session.objects.count()
        with other_database.entered(other):
            found = restore.look(path, replace=False)
            restore.load(found, replace=False)
            restore.prove(found.manifest, said.append)
        yield {
            **{"path": path, "before": before, "said": said, "key": key, "sessions": sessions},
            **{"copied": copied, "other": other},
        }


@pytest.fixture
def drill(drilled, db):
    """What the drill found, while the register that was made of the backup is the one that is asked."""
    with other_database.entered(drilled["other"]):
        yield drilled


@pytest.fixture
def copy(drill, tmp_path):
    return Path(shutil.copy(drill["path"], tmp_path / drill["path"].name))


def changed(path, *, manifest=None, dump=None, extra=None):
    """The same file with something else in it."""
    with zipfile.ZipFile(path) as file:
        says, rows = json.loads(file.read(archive.MANIFEST)), file.read(archive.DUMP)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(archive.DUMP, rows if dump is None else dump)
        file.writestr(archive.MANIFEST, json.dumps(says | (manifest or {})))
        if extra:
            file.writestr(extra, b"")
    return path


class TestTheSameAgain:
    def test_every_row_of_every_table_comes_back(self, drill):
        after = rows_of_every_table()

        assert len(after["screening_screeningcheck"]) >= 5
        assert len(after["controls_change"]) > 1_000
        assert after == drill["before"]

    def test_the_register_reads_the_same_to_the_byte_and_its_log_is_whole(self, drill):
        same = [words for words in drill["said"] if "gives the same bytes: sha256" in words]

        assert len(same) == 1
        assert Change.objects.revision()[0] == archive.read(drill["path"]).manifest["revision"]

    def test_people_and_keys_are_let_in_as_before(self, drill):
        assert access.find_key(text=drill["key"], at=NOON + timedelta(hours=1)) == ApiKey.objects.get(name="scripts")
        assert User.objects.get(email="operator@example.com").check_password(PASSWORD)

    def test_checks_and_batches_are_there_with_their_people(self, drill):
        assert {check.asked_by.email for check in ScreeningCheck.objects.all()} == {"operator@example.com"}
        assert Batch.objects.get().rows.count() == 3

    def test_new_rows_get_numbers_that_are_free(self, drill):
        user = User.objects.get(email="operator@example.com")

        assert access.issue_key(user=user, name="one more", at=NOON)[0].pk > 1
        ApiKey.objects.get(name="one more").delete()

    def test_who_was_signed_in_is_not_in_the_file(self, drill):
        assert drill["sessions"] == 1
        assert Session.objects.count() == 0


class TestTheFile:
    def test_is_for_its_owner_only_and_nothing_half_made_lies_beside_it(self, drill):
        folder = drill["path"].parent

        assert drill["path"].stat().st_mode & 0o777 == 0o600
        assert folder.stat().st_mode & 0o777 == 0o700
        assert list(folder.iterdir()) == [drill["path"]]
        assert archive.NAME.fullmatch(drill["path"].name)

    def test_says_what_it_holds(self, drill, settings):
        says = archive.read(drill["path"]).manifest

        assert says["version"] == settings.VERSION
        assert says["made_at"] == "2026-11-21T04:00:00+00:00"
        assert "controls.0001_initial" in says["migrations"]
        assert says["digest"] == Change.objects.get(pk=says["revision"]).digest
        assert says["tables"]["public.screening_screeningcheck"]["rows"] == ScreeningCheck.objects.count()
        assert says["left_out"] == WHO_IS_IN

    def test_is_verified_without_a_database(self, drill, capsys):
        assert saving.verify(drill["path"]) == 0
        assert f"revision {archive.read(drill['path']).manifest['revision']}" in capsys.readouterr().out

    def test_holds_no_key_of_the_installation(self, drill, settings):
        content = drill["path"].read_bytes()

        assert settings.SECRET_KEY.encode() not in content
        assert drill["key"].encode() not in content


class TestRefused:
    """Each with words, and nothing is changed."""

    @pytest.fixture(autouse=True)
    def nothing_changes(self, drill):
        before = rows_of_every_table()
        yield
        assert rows_of_every_table() == before

    def refusal(self, path, capsys, *options):
        assert restore.main([str(path), *options]) == 1
        said = capsys.readouterr().err
        assert "nothing was changed" in said
        return said

    def test_a_filled_database(self, copy, capsys):
        assert "not empty" in self.refusal(copy, capsys)

    def test_a_file_that_was_cut_off(self, copy, capsys):
        copy.write_bytes(copy.read_bytes()[:-2_000])

        assert "damaged or cut off" in self.refusal(copy, capsys, "--replace")

    @pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
    def test_a_file_with_one_other_byte(self, copy, capsys, part):
        content = bytearray(copy.read_bytes())
        content[int(len(content) * part)] ^= 1
        copy.write_bytes(content)

        assert "damaged" in self.refusal(copy, capsys, "--replace")

    @pytest.mark.parametrize("content", [b"", b"PGDMP", b"a letter to somebody", b"PK\x03\x04"])
    def test_a_file_of_another_kind(self, copy, capsys, content):
        copy.write_bytes(content)

        assert "no backup of a register" in self.refusal(copy, capsys, "--replace")

    def test_a_zip_of_something_else(self, copy, capsys):
        assert "it holds database.dump, letter.txt" in self.refusal(changed(copy, extra="letter.txt"), capsys)

    def test_a_dump_that_is_not_the_one_of_the_manifest(self, copy, capsys):
        assert "not what its manifest says" in self.refusal(changed(copy, dump=b"PGDMP"), capsys, "--replace")

    @pytest.mark.parametrize("what", ["revision", "tables", "migrations", "parts"])
    def test_a_manifest_that_leaves_something_out(self, copy, capsys, what):
        assert f"does not say: {what}" in self.refusal(changed(copy, manifest={what: None}), capsys, "--replace")

    def test_another_format(self, copy, capsys):
        assert "has the format 2" in self.refusal(changed(copy, manifest={"format_version": 2}), capsys, "--replace")

    def test_a_register_of_a_later_version(self, copy, capsys):
        later = {"version": "9.0.0", "migrations": ["controls.0001_initial", "controls.9999_tomorrow"]}

        said = self.refusal(changed(copy, manifest=later), capsys, "--replace")

        assert "version 9.0.0" in said
        assert "controls.9999_tomorrow" in said

    def test_a_file_that_is_not_there(self, tmp_path, capsys):
        assert "There is no file" in self.refusal(tmp_path / "none.backup", capsys)

    def test_a_database_that_others_use(self, drill, copy):
        with other_database.entered(drill["copied"]):
            wanted = {**connection.get_connection_params()}
            with connection.Database.connect(**wanted), pytest.raises(BackupRefused, match="Others use this database"):
                restore.look(copy, replace=True)

    @pytest.mark.parametrize("typed", ["", "yes", "REPLACE"])
    def test_throwing_away_without_the_word(self, copy, capsys, monkeypatch, typed):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{typed}\n"))

        assert self.refusal(copy, capsys, "--replace")

    def test_a_dump_that_cannot_be_loaded(self, copy):
        """Its digests are right, and PostgreSQL finds the fault when what was there is already thrown away."""
        found = archive.read(copy)
        tools = backup.programs()
        script = copy.with_suffix(".sql")
        with found.dump() as dump:
            tools.script(dump, script)
        script.write_text(script.read_text() + "\nSELECT 1/0;\n")

        with pytest.raises(ProgramFailed, match="division by zero"):
            tools.load(script, first=restore._EMPTIED)


class TestInPlaceOfAnother:
    def test_what_was_there_is_gone_and_what_was_saved_is_there(self, drill, copy, capsys, monkeypatch):
        User.objects.make(email="late@example.com", password=None, name="Late", joined_at=NOON).save()
        monkeypatch.setattr(sys, "stdin", io.StringIO("replace\n"))

        assert restore.main([str(copy), "--replace"]) == 0
        assert "will be thrown away" in capsys.readouterr().out
        assert rows_of_every_table() == drill["before"]

    def test_a_register_that_is_not_as_the_backup_says_is_not_called_restored(self, drill, copy, capsys, monkeypatch):
        tables = archive.read(copy).manifest["tables"]
        tables["public.controls_user"] = {"rows": 7, "digest": "0"}
        monkeypatch.setattr(sys, "stdin", io.StringIO("replace\n"))

        assert restore.main([str(changed(copy, manifest={"tables": tables})), "--replace"]) == 1
        assert "controls_user has 1 rows instead of 7" in capsys.readouterr().err

    def test_other_bytes_of_the_register_are_noticed(self, drill, copy):
        says = dict(archive.read(copy).manifest)
        says["register"] = {**says["register"], "sha256": "0" * 64}

        with pytest.raises(restore.NotTheSame, match="gives other bytes"):
            restore.prove(says, lambda _words: None)

    def test_a_backup_of_an_earlier_version_is_brought_forward(self, drill, monkeypatch):
        says = dict(archive.read(drill["path"]).manifest)
        says["migrations"] = says["migrations"][:-1]
        said = []

        restore.prove(says, said.append)

        assert "brought forward by 1 migrations" in " ".join(said)


def test_older_code_leaves_later_migrations_alone_and_finds_the_past_again(drill):
    """The way back of docs/upgrading.md: the code of the release before starts on the tables of this one."""
    recorder = MigrationRecorder(connection)
    recorder.record_applied("controls", "9999_tomorrow")
    recorded_views.remove()

    call_command("migrate", interactive=False, verbosity=0)

    newest = Change.objects.revision()[0]
    assert ("controls", "9999_tomorrow") in recorder.applied_migrations()
    assert next(dumping.lines(on=NOON.date(), revision=newest))
    recorder.record_unapplied("controls", "9999_tomorrow")


class TestNothingToSave:
    def test_a_database_without_a_register_is_refused_and_no_file_is_left(self, drill, tmp_path):
        refused = pytest.raises(BackupRefused, match="no register yet")
        with other_database.made("empty") as name, other_database.entered(name), refused:
            backup.make(tmp_path / "none", at=NOON)

        assert list((tmp_path / "none").iterdir()) == []

    def test_a_dump_that_breaks_off_leaves_no_file(self, drill, tmp_path, monkeypatch):
        monkeypatch.setattr(backup, "LEFT_OUT", ("one.too.many.dots",))

        assert backup.main(["--to", str(tmp_path / "broken")]) == 1
        assert list((tmp_path / "broken").iterdir()) == []


def test_the_command_keeps_as_many_as_it_is_told(drill, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("BACKUP_KEEP", "1")
    old = tmp_path / "register-20200101T000000Z-r1.backup"
    other = tmp_path / "letter.backup"
    old.write_bytes(b"")
    other.write_bytes(b"")

    assert backup.main(["--to", str(tmp_path)]) == 0

    assert not old.exists()
    assert other.exists()
    assert len(list(tmp_path.iterdir())) == 2
    said = capsys.readouterr().out
    assert "SECRET_KEY" in said
    assert old.name in said
    # Noted for /metrics, after what is in the file; taken back for those who come after.
    assert Heartbeat.objects.filter(name=health.BACKUP).delete()[0] == 1


def test_a_backup_that_cannot_be_noted_is_a_backup(drill, tmp_path, capsys, monkeypatch):
    def refuses(**_named):
        raise DatabaseError("only read here")

    monkeypatch.setattr(backup.health, "beat", refuses)

    assert backup.main(["--to", str(tmp_path)]) == 0
    assert "will not know of it: only read here" in capsys.readouterr().err
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("text", ["-1", "many", "1.5", "99999"])
def test_a_number_that_is_none_saves_nothing(drill, tmp_path, capsys, monkeypatch, text):
    monkeypatch.setenv("BACKUP_KEEP", text)

    assert backup.main(["--to", str(tmp_path)]) == 1
    assert "BACKUP_KEEP must be" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


class TestFiguresOfTables:
    def test_do_not_hang_on_the_order_of_rows_nor_on_who_asks(self, drill):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TimeZone = 'America/New_York'; SET DateStyle = 'German'")
            strange = table_digests.figures(cursor.cursor, without=backup.LEFT_OUT)

        assert strange == archive.read(drill["path"]).manifest["tables"]

    def test_tell_tables_apart_by_name_number_and_content(self):
        one = {"a": {"rows": 1, "digest": "5"}, "b": {"rows": 1, "digest": "5"}, "c": {"rows": 1, "digest": "5"}}
        other = {"a": {"rows": 2, "digest": "9"}, "b": {"rows": 1, "digest": "6"}, "d": {"rows": 0, "digest": "0"}}

        words = table_digests.differing(one, other)

        assert words == ["a has 2 rows instead of 1", "b has other rows than before", "c is missing", "d is new"]
        assert table_digests.differing(one, one) == []
