"""dump_as_of: the whole register in bytes that come out the same again."""

import json
from datetime import date
from io import BytesIO, TextIOWrapper

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from controls.models import Change, Clause, Listing, Notice, recorded
from controls.services import dumping, notices
from tests.controls import replay
from tests.controls.change_log import revision
from tests.factories import make_listing, make_notice

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 21)


def dumped(*, on=DAY, at=None):
    return b"".join(dumping.lines(on=on, revision=at or revision()))


def facts_of(text):
    return {line["fact"]: line for line in map(json.loads, text.splitlines()[1:])}


def correct(key, **fields):
    notice = Notice.objects.get(key=key)
    notices.correct(notice=notice, fields=fields, reason="Misread.", by="tests", at=timezone.now())


def test_every_fact_is_in_it_once_in_the_order_of_nouns_and_keys(seeded):
    text = dumped()
    names = [json.loads(line)["fact"] for line in text.splitlines()[1:]]
    assert len(names) == len(set(names)) == sum(model.objects.count() for model in recorded.facts())
    parted = [tuple(name.split(":", 1)) for name in names]
    assert parted == sorted(parted)


def test_the_first_line_says_what_it_is(seeded):
    head = json.loads(dumped().splitlines()[0])
    change = Change.objects.get(pk=revision())
    assert head["on"] == "2026-11-21"
    assert head["revision"] == change.pk
    assert head["digest"] == change.digest
    assert head["recorded_at"].endswith("Z")


def test_the_same_day_and_revision_give_the_same_bytes_whatever_came_since(seeded):
    at = revision()
    first = dumped(at=at)
    correct("mofcom-2026-12", title_en="A later title", published_on=date(2026, 3, 1))
    make_listing(notice=Notice.objects.get(key="mofcom-2026-12"), item_number="999")
    assert dumped(at=at) == first
    assert dumped() != first


def test_what_it_says_is_what_the_log_says(seeded):
    correct("mofcom-2026-12", title_en="A later title")
    for at in (revision(), revision() - 1):
        said = {tuple(name.split(":", 1)): line["said"] for name, line in facts_of(dumped(at=at)).items()}
        assert said == replay.facts_at(at)


@pytest.mark.parametrize("day", [date(2025, 4, 15), date(2025, 11, 20), date(2026, 2, 23), DAY])
def test_states_are_those_of_the_day(seeded, day):
    lines = facts_of(dumped(on=day))
    for model, noun in ((Listing, "listing"), (Clause, "clause")):
        right = dict(model.objects.published(on=day).with_state(on=day).values_list("key", "state_code"))
        said = {name: line["state"] for name, line in lines.items() if name.startswith(f"{noun}:")}
        assert {key: said[f"{noun}:{key}"]["code"] for key in right} == right
        assert all(state is None for name, state in said.items() if name.split(":", 1)[1] not in right)


def test_items_of_the_catalogue_are_what_the_finals_say(seeded):
    lines = facts_of(dumped(on=date(2024, 1, 1)))
    assert lines["catalogue-item:rare-earth-refining"]["state"]["code"] == "in_force"
    assert lines["catalogue-item:crispr-gene-editing"]["state"]["code"] == "not_law"
    assert facts_of(dumped(on=date(2001, 3, 1)))["catalogue-item:rare-earth-refining"]["state"] is None


def test_other_facts_have_no_state(seeded):
    lines = facts_of(dumped())
    assert lines["notice:mofcom-2026-12"]["state"] is None
    assert lines["listing:cn-wl-2026-012-1"]["state"] == {"code": "in_force", "since": "2026-02-24", "until": None}


def test_a_fact_recorded_later_is_not_in_it(seeded):
    at = revision()
    notice = make_notice()
    assert f"notice:{notice.key}" not in facts_of(dumped(at=at))
    assert f"notice:{notice.key}" in facts_of(dumped())


def test_the_command_writes_a_file_that_equals_what_it_prints(seeded, tmp_path, monkeypatch):
    printed = BytesIO()
    monkeypatch.setattr("sys.stdout", TextIOWrapper(printed))
    call_command("dump_as_of", "--on", "2026-11-21")
    file = tmp_path / "register.jsonl"
    call_command("dump_as_of", "--on", "2026-11-21", "--output", str(file))
    assert file.read_bytes() == printed.getvalue() == dumped()


def test_without_a_day_it_is_that_of_beijing(seeded, today, tmp_path):
    file = tmp_path / "register.jsonl"
    call_command("dump_as_of", "--output", str(file))
    assert json.loads(file.read_bytes().splitlines()[0])["on"] == today.isoformat()


@pytest.mark.parametrize("wrong", ["0", "-1", "999999999"])
def test_a_revision_that_never_was_is_refused_with_those_that_are(seeded, wrong):
    with pytest.raises(CommandError, match=r"^--revision: revisions run from \d+ to \d+\.$"):
        call_command("dump_as_of", f"--revision={wrong}")


@pytest.mark.parametrize("wrong", ["2026-02-30", "1999-01-01", "yesterday", ""])
def test_a_day_that_is_none_is_refused(seeded, wrong):
    with pytest.raises(CommandError, match="--on"):
        call_command("dump_as_of", f"--on={wrong}")


def test_a_file_that_cannot_be_written_is_said(seeded, tmp_path):
    with pytest.raises(CommandError, match="--output"):
        call_command("dump_as_of", "--output", str(tmp_path / "nowhere" / "register.jsonl"))
