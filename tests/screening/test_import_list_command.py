"""manage.py import_list: what it says, what it keeps, and how it fails."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from controls.screening.models import ImportedList, ListVersion
from tests.screening.importing import import_ids, in_use, many
from tests.screening.list_files import csl, csl_entry, edinet, eu, eu_entity, ofsi, ofsi_row, statement, statements

pytestmark = pytest.mark.django_db
EU = eu(eu_entity('<nameAlias wholeName="Ondarra Trading"/>'))


class Terminal(StringIO):
    def isatty(self):
        return True


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "list.file"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def run(path, *options, key="foreign", out=None):
    out = out or StringIO()
    call_command("import_list", path, "--list", key, *options, stdout=out)
    return out.getvalue()


NEW = ("--format", "ftm", "--name", "Foreign list")


def test_it_says_what_became_of_the_file(file):
    said = run(file(statements("a", "b") + statement(schema="Vessel")), *NEW)

    assert said == "  left out: 1 × schema Vessel\nforeign version 1: 2 entries, 2 added, 0 changed, 0 removed.\n"
    version = ListVersion.objects.get()
    assert (version.imported_by, version.file_name) == ("command line", "list.file")


@pytest.mark.parametrize(
    ("form", "content"),
    [
        ("ftm", statements("a")),
        ("csv", "id,name\na,Ondarra\n"),
        ("us-csl", csl(csl_entry())),
        ("eu", EU),
        ("uk-ofsi", ofsi(ofsi_row(Name_6="ONDARRA"))),
    ],
)
def test_every_format_is_imported(file, form, content):
    assert "1 entries, 1 added" in run(file(content), "--format", form, "--name", "Some list")
    assert ImportedList.objects.get().form == form


def test_the_same_file_again_changes_nothing_and_says_so(file):
    path = file(statements("a"))
    run(path, *NEW)

    assert run(path) == "This file is foreign version 1 already (published); nothing was written.\n"


def test_a_version_that_is_held_back_says_why(file):
    import_ids(*many(100))
    said = run(file(statements(*many(10))))

    assert "Held back, the earlier version stays in use:\n90 of 100 entries would vanish" in said
    assert len(in_use()) == 100


def test_a_dry_run_keeps_nothing(file):
    said = run(file(statements("a")), *NEW, "--dry-run")

    assert said == "foreign version 1: 1 entries, 1 added, 0 changed, 0 removed (dry run: nothing was kept).\n"
    assert not ImportedList.objects.exists()


def test_errors_are_told_by_line(file):
    with pytest.raises(CommandError) as refused:
        run(file(statements("a") + statement("b", name="") + "\n" + statements("a")), *NEW)

    assert str(refused.value).splitlines() == [
        "list.file was refused, nothing was imported; 2 errors.",
        "  line 2: names: the party has none.",
        "  line 3: id: a is in line 1 already.",
    ]


def test_of_many_errors_the_rest_is_counted(file):
    with pytest.raises(CommandError) as refused:
        run(file("{\n" * 130), *NEW)

    lines = str(refused.value).splitlines()
    assert len(lines) == 102
    assert lines[-1] == "  and 30 more"


@pytest.mark.parametrize(
    ("path", "told"), [("/nowhere/list.json", "cannot be read: No such file"), ("/", "cannot be read: Is a directory")]
)
def test_a_file_that_cannot_be_read_says_so(path, told):
    with pytest.raises(CommandError, match=told):
        run(path, *NEW)


@pytest.mark.parametrize("options", [(), ("--name", "Foreign"), ("--format", "ftm")])
def test_a_new_list_needs_a_name_and_a_format(file, options):
    with pytest.raises(CommandError, match="give its name and its format"):
        run(file(statements("a")), *options)


@pytest.mark.parametrize("key", ["Foreign List", "a/b", "x" * 61, ""])
def test_a_key_that_is_none_is_refused_in_words(file, key):
    with pytest.raises(CommandError, match=r"key|slug|Key"):
        run(file(statements("a")), *NEW, key=key)
    assert not ImportedList.objects.exists()


def test_an_unknown_format_is_refused(file):
    with pytest.raises(CommandError, match="invalid choice: 'xlsx'"):
        run(file(statements("a")), "--format", "xlsx", "--name", "Foreign")


def test_the_code_list_of_edinet_is_no_list_of_parties(file):
    with pytest.raises(CommandError, match="line 1: Byte 1"):
        run(file(edinet()), "--format", "csv", "--name", "EDINET")


def test_a_terminal_sees_a_bar_that_fills(file):
    out = Terminal()
    run(file(statements(*many(3_000))), *NEW, out=out)

    assert "\r[" in out.getvalue()
    assert f"[{'#' * 40}] 100 %" in out.getvalue()
    assert "%\nforeign version 1" in out.getvalue()


def test_what_is_no_terminal_sees_no_bar_and_a_silent_run_nothing(file):
    assert "\r" not in run(file(statements(*many(2_000))), *NEW)
    assert run(file(statements(*many(1_999))), "--verbosity", "0") == ""
