"""The whole register in one file: every fact, one revision, the same bytes, and a digest that fits them."""

import base64
import csv
import hashlib
import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from controls.cells import restored
from controls.exporting import lines, tables
from controls.exporting.register import Fact, Register, canonical
from controls.models import Change, Notice, recorded
from controls.services import exporting, notices
from tests.controls import replay
from tests.controls.change_log import revision
from tests.factories import make_entity, make_source
from tests.screening.asking import somebody

pytestmark = pytest.mark.usefixtures("seeded")
EXPORT = "/api/v1/export/register."
ENDINGS = {"jsonl": "jsonl", "csv": "csv.zip", "ftm": "ftm.jsonl"}
by_form = pytest.mark.parametrize("form", ENDINGS)


def sent(client: Client, form: str, **query: Any) -> Any:
    response = client.get(EXPORT + ENDINGS[form], query)
    assert response.status_code == 200, response.content
    return response


def correct(**fields: Any) -> None:
    notice = Notice.objects.get(key="mofcom-2026-12")
    notices.correct(notice=notice, fields=fields, reason="Misread.", by="tests", at=timezone.now())


def archive(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


def rows(content: bytes, noun: str) -> list[dict[str, str]]:
    text = archive(content).read(f"{noun}.csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# ---- What every form says of itself


@by_form
def test_the_digest_is_that_of_the_bytes(client: Client, form: str) -> None:
    response = sent(client, form)

    digest = hashlib.sha256(response.content)
    assert response["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
    assert response["ETag"] == f'"{digest.hexdigest()}"'


@by_form
def test_the_headers_name_the_revision(client: Client, form: str) -> None:
    response, change = sent(client, form), Change.objects.get(pk=revision())

    assert response["Register-Revision"] == str(change.pk)
    assert response["Register-Log-Digest"] == change.digest
    assert response["Register-Recorded-At"] == f"{change.recorded_at:%Y-%m-%dT%H:%M:%S}Z"
    assert response["Content-Disposition"] == f'attachment; filename="register-{change.pk}.{ENDINGS[form]}"'


@by_form
def test_the_bytes_are_sent_as_they_are_to_one_who_would_unpack_them(client: Client, form: str) -> None:
    packed = client.get(EXPORT + ENDINGS[form], headers={"Accept-Encoding": "gzip"})

    assert not packed.has_header("Content-Encoding")
    assert packed.content == sent(client, form).content


@by_form
def test_who_has_it_is_not_sent_it_again(client: Client, form: str) -> None:
    tag = sent(client, form)["ETag"]

    again = client.get(EXPORT + ENDINGS[form], headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == tag


@by_form
def test_a_head_says_all_but_the_file(client: Client, form: str) -> None:
    whole, head = sent(client, form), client.head(EXPORT + ENDINGS[form])

    assert head.content == b""
    assert all(head[name] == whole[name] for name in ("ETag", "Repr-Digest", "Register-Revision"))


@by_form
def test_one_revision_has_the_same_bytes_whatever_came_since(client: Client, form: str) -> None:
    at = revision()
    first = sent(client, form).content
    correct(title_en="A later title", published_on=date(2026, 3, 1))
    make_entity(zh="后来")

    assert sent(client, form, revision=at).content == first
    assert sent(client, form).content != first


@by_form
def test_it_is_made_once_for_each_revision(
    client: Client, form: str, django_assert_num_queries: Any, freshness_known: None
) -> None:
    first = sent(client, form)

    with django_assert_num_queries(1):
        assert sent(client, form).content == first.content


@by_form
def test_a_change_is_in_it_at_once(client: Client, form: str) -> None:
    before = sent(client, form)
    correct(title_en="A title of this moment", label="MOFCOM 2026 No. 12 (as corrected)")

    after = sent(client, form)

    assert int(after["Register-Revision"]) > int(before["Register-Revision"])
    assert after.content != before.content


@by_form
@pytest.mark.parametrize("wrong", ["0", "999999999", "x", "", "1&revision=2"])
def test_a_revision_that_never_was_is_refused_by_name(client: Client, form: str, wrong: str) -> None:
    response = client.get(f"{EXPORT}{ENDINGS[form]}?revision={wrong}")

    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["revision"]


@by_form
def test_a_day_is_refused_since_facts_have_none(client: Client, form: str) -> None:
    response = client.get(f"{EXPORT}{ENDINGS[form]}?as_of=2026-02-24")

    assert list(response.json()["errors"]) == ["as_of"]


@by_form
def test_it_is_closed_where_reading_is(client: Client, settings: Any, form: str) -> None:
    settings.PUBLIC_READING = False

    assert client.get(EXPORT + ENDINGS[form]).status_code == 401


@by_form
def test_the_answer_to_one_who_is_signed_in_is_no_other_caller_s(client: Client, form: str) -> None:
    assert sent(client, form)["Cache-Control"] == "no-cache"
    client.force_login(somebody("reader@example.org"))
    assert sent(client, form)["Cache-Control"] == "private, no-cache"


@by_form
def test_the_command_writes_the_same_bytes(client: Client, form: str, tmp_path: Any) -> None:
    at = revision()
    now, then = tmp_path / "now", tmp_path / "then"
    call_command("export_register", "--format", form, "--output", str(now))
    correct(label="MOFCOM 2026 No. 12 (later)")
    call_command("export_register", "--format", form, "--revision", str(at), "--output", str(then))

    assert now.read_bytes() == then.read_bytes() == sent(client, form, revision=at).content


def test_the_command_refuses_a_revision_that_never_was() -> None:
    with pytest.raises(CommandError, match=r"^--revision: revisions run from \d+ to \d+\.$"):
        call_command("export_register", "--format", "jsonl", "--revision", "999999999")


def test_the_command_says_when_a_file_cannot_be_written(tmp_path: Any) -> None:
    with pytest.raises(CommandError, match="--output"):
        call_command("export_register", "--format", "ftm", "--output", str(tmp_path / "nowhere" / "file"))


# ---- JSON lines


def test_every_fact_is_in_it_once_in_the_order_of_kinds_and_keys(client: Client) -> None:
    _head, *facts = map(json.loads, sent(client, "jsonl").content.splitlines())

    names = [tuple(fact["fact"].split(":", 1)) for fact in facts]
    assert names == sorted(set(names))
    assert len(names) == sum(model.objects.count() for model in recorded.facts())


def test_it_says_what_is_on_record(client: Client) -> None:
    _head, *facts = map(json.loads, sent(client, "jsonl").content.splitlines())
    said = {fact["fact"]: fact["said"] for fact in facts}

    for model in recorded.facts():
        for row in model._default_manager.all().whole():
            assert said[f"{model.noun}:{row.key}"] == row.snapshot()


def test_at_an_earlier_revision_it_says_what_the_log_said(client: Client) -> None:
    at = revision() - 100
    _head, *facts = map(json.loads, sent(client, "jsonl", revision=at).content.splitlines())

    assert {tuple(fact["fact"].split(":", 1)): fact["said"] for fact in facts} == replay.facts_at(at)


def test_the_first_line_names_the_revision(client: Client) -> None:
    response = sent(client, "jsonl")

    assert json.loads(response.content.splitlines()[0]) == {
        "register": "Rare Earth Controls Register",
        "revision": int(response["Register-Revision"]),
        "recorded_at": response["Register-Recorded-At"],
        "digest": response["Register-Log-Digest"],
    }


def test_each_line_is_the_one_form_of_its_value(client: Client) -> None:
    for line in sent(client, "jsonl").content.decode().removesuffix("\n").split("\n"):
        assert canonical(json.loads(line)) == line


def test_a_register_in_which_nothing_was_recorded_is_one_line() -> None:
    text = lines.written(Register(0, None, "", ()))

    assert json.loads(text) == {
        "register": "Rare Earth Controls Register",
        "revision": 0,
        "recorded_at": None,
        "digest": "",
    }
    assert text.endswith(b"}\n")


# ---- What younger columns do to older entries of the log


def test_a_fact_is_exported_as_the_log_has_it_also_where_a_column_is_younger(client: Client) -> None:
    source = make_source()
    older = {name: value for name, value in source.snapshot().items() if name != "seen_as"}
    entry = Change.objects.get(subject_type="source", subject_key=source.key)
    columns = {field.name: getattr(entry, field.name) for field in Change._meta.concrete_fields if field.name != "id"}
    Change(**columns | {"version": 2, "before": entry.after, "after": older}).save()

    facts = {fact["fact"]: fact["said"] for fact in map(json.loads, sent(client, "jsonl").content.splitlines()[1:])}
    followed = client.get("/api/v1/changes/", {"after": entry.pk}).json()["results"][-1]

    assert facts[f"source:{source.key}"] == older == followed["after"]
    (row,) = [row for row in rows(sent(client, "csv").content, "source") if row["key"] == source.key]
    assert row["seen_as"] == ""


def test_what_the_register_has_no_column_for_any_more_stands_last_in_the_table() -> None:
    facts = (Fact("source", "a", {"key": "a", "gone": "was here", "url": "u"}, 1),)

    content = tables.written(Register(1, None, "", facts), {"source": ["key", "url"]})

    assert rows(content, "source") == [{"key": "a", "url": "u", "gone": "was here"}]


# ---- Tables


def test_there_is_one_table_for_each_kind_of_fact_and_the_revision_beside_them(client: Client) -> None:
    response = sent(client, "csv")
    names = archive(response.content).namelist()

    assert names == ["register.json", *(f"{noun}.csv" for noun in sorted(model.noun for model in recorded.facts()))]
    head = json.loads(archive(response.content).read("register.json"))
    assert str(head["revision"]) == response["Register-Revision"]
    assert archive(response.content).testzip() is None


def test_every_value_comes_back_out_of_the_tables(client: Client) -> None:
    make_source(title="=1+1", note="'quoted'", publisher="-2+3")
    _head, *facts = map(json.loads, sent(client, "jsonl").content.splitlines())
    content = sent(client, "csv").content
    known = {noun: {row["key"]: row for row in rows(content, noun)} for noun in exporting.columns()}

    for fact in facts:
        noun, key = fact["fact"].split(":", 1)
        for name, value in fact["said"].items():
            cell = known[noun][key][name]
            expected = "" if value is None else value if isinstance(value, str) else canonical(value)
            assert restored(cell) == expected if isinstance(value, str) else cell == expected


def test_no_cell_is_run_as_a_formula(client: Client) -> None:
    source = make_source(title='=HYPERLINK("http://evil.example","x")', note="＝1+1")

    (row,) = [row for row in rows(sent(client, "csv").content, "source") if row["key"] == source.key]

    assert row["title"].startswith("'=")
    assert row["note"].startswith("'＝")


def test_the_archive_is_the_same_on_every_machine(client: Client) -> None:
    for member in archive(sent(client, "csv").content).infolist():
        assert member.compress_type == zipfile.ZIP_STORED
        assert member.date_time == (1980, 1, 1, 0, 0, 0)
        assert member.create_system == 3


def test_rows_below_a_fact_are_json(client: Client) -> None:
    subaru = next(row for row in rows(sent(client, "csv").content, "entity") if row["key"] == "subaru-corporation")

    assert {name["text"] for name in json.loads(subaru["names"])} >= {"SUBARU Corporation", "斯巴鲁株式会社"}
