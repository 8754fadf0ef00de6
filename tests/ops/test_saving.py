"""The commands for backups: which database they work on, what they hand on, and what they refuse."""

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from ops import __main__ as commands
from ops import archive, saving
from ops.places import Places, held
from ops.supervisor import Failed

DATABASE = "postgres://register@db/register"


@pytest.fixture
def ran(monkeypatch, tmp_path):
    """Nothing is run: what would be run, with its environment, is kept."""
    kept = []

    def run(command, env, cwd, check):
        kept.append((command[1:], env))
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(saving.subprocess, "run", run)
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY_FILE", "BACKUP_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return kept


class TestWithADatabaseOfOnesOwn:
    @pytest.fixture(autouse=True)
    def given(self, monkeypatch, ran):
        monkeypatch.setenv("DATABASE_URL", DATABASE)

    def test_a_backup_goes_where_it_is_told(self, ran, tmp_path):
        assert commands.main(["backup", "--to", "here"]) == 0

        command, env = ran[0]
        assert command == ["-m", "ops.backup", "--to", str(tmp_path / "here")]
        assert env["DATABASE_URL"] == DATABASE
        assert env["REDIS_URL"]

    def test_without_a_place_it_goes_into_the_folder_of_data(self, ran, tmp_path):
        assert commands.main(["backup"]) == 0

        assert ran[0][0][-1] == str(tmp_path / "data/backups")

    def test_or_where_the_setting_says(self, ran, tmp_path, monkeypatch):
        monkeypatch.setenv("BACKUP_DIR", str(tmp_path / "far"))

        assert commands.main(["backup"]) == 0
        assert ran[0][0][-1] == str(tmp_path / "far")

    @pytest.mark.parametrize("words", [["restore", "one.backup", "--replace"], ["restore", "--replace", "one.backup"]])
    def test_a_restore_names_its_file_from_here(self, ran, tmp_path, words):
        assert commands.main(words) == 0

        command = ran[0][0]
        assert command[:2] == ["-m", "ops.restore"]
        assert set(command[2:]) == {str(tmp_path / "one.backup"), "--replace"}

    @pytest.mark.parametrize("words", [["backup", "there"], ["restore"], ["verify-backup"], ["restore", "a", "b"]])
    def test_other_words_are_a_question_of_usage(self, ran, capsys, words):
        assert commands.main(words) == 2
        assert "verify-backup FILE" in capsys.readouterr().err
        assert ran == []

    def test_its_end_is_ours(self, monkeypatch, ran):
        monkeypatch.setattr(saving.subprocess, "run", lambda command, **_rest: subprocess.CompletedProcess(command, 1))
        assert saving.backup([]) == 1

        monkeypatch.setattr(saving.subprocess, "run", lambda command, **_rest: subprocess.CompletedProcess(command, -9))
        with pytest.raises(Failed, match="by signal 9"):
            saving.backup([])


class TestWithTheEmbeddedDatabase:
    def test_a_running_register_is_saved_as_it_runs(self, ran, tmp_path):
        places = Places(data=tmp_path / "data")
        places.make()
        places.services.mkdir()
        with held(places):
            assert commands.main(["backup"]) == 0

        _command, env = ran[0]
        assert env["DATABASE_URL"].startswith("postgres://register@/register?host=")
        assert str(places.services / "run").replace("/", "%2F") in env["DATABASE_URL"]

    def test_a_running_register_is_not_restored_over(self, ran, tmp_path, capsys):
        places = Places(data=tmp_path / "data")
        places.make()
        with held(places):
            assert commands.main(["restore", "one.backup"]) == 1

        assert "stop that one first" in capsys.readouterr().err
        assert ran == []


class TestFiles:
    def write(self, folder, *, minute=0, revision=1):
        says = {"version": "1", "made_at": "now", "postgres": "18", "migrations": [], "revision": revision}
        says |= {"digest": "", "register": {}, "tables": {"a": {"rows": 3, "digest": "1"}}, "left_out": []}
        name = archive.name_of(at=datetime(2026, 11, 21, 4, minute, tzinfo=UTC), revision=revision)
        return archive.write(folder / name, dump=lambda into: into.write(b"rows"), says=says)

    def test_a_whole_one_is_described(self, tmp_path, capsys):
        path = self.write(tmp_path)

        assert commands.main(["verify-backup", str(path)]) == 0
        said = capsys.readouterr().out
        assert f"{path.name}: whole" in said
        assert "3 rows" in said

    def test_a_damaged_one_is_told_by_the_code_of_the_end_too(self, tmp_path, capsys):
        path = self.write(tmp_path)
        path.write_bytes(path.read_bytes().replace(b"rows", b"lies", 1))

        assert commands.main(["verify-backup", str(path)]) == 1
        assert "damaged" in capsys.readouterr().err

    def test_a_folder_is_no_backup(self, tmp_path, capsys):
        assert commands.main(["verify-backup", str(tmp_path)]) == 1
        assert "cannot be read" in capsys.readouterr().err

    def test_what_breaks_off_leaves_nothing_and_what_was_there_stays(self, tmp_path):
        path = self.write(tmp_path)
        before = path.read_bytes()

        def breaks(into):
            into.write(b"half")
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            archive.write(path, dump=breaks, says={})
        assert path.read_bytes() == before
        assert list(tmp_path.iterdir()) == [path]

    def test_names_sort_as_moments_do_and_the_newest_are_kept(self, tmp_path):
        made = [self.write(tmp_path, minute=minute, revision=100 - minute) for minute in (5, 1, 3)]

        assert archive.drop_old(tmp_path, keep=0) == []
        assert archive.drop_old(tmp_path, keep=2) == [made[1]]
        assert sorted(tmp_path.iterdir()) == sorted([made[0], made[2]])

    def test_none_of_it_needs_the_register(self):
        program = "import sys, ops.archive; print([name for name in sys.modules if name.startswith('django')])"

        printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

        assert printed.stdout.strip() == "[]"


def test_no_model_keeps_files_beside_the_database():
    """The day one does, its files must go into the backup."""
    from django.apps import apps
    from django.db.models import FileField

    found = [
        str(field) for model in apps.get_models() for field in model._meta.get_fields() if isinstance(field, FileField)
    ]

    assert found == []
