"""evaluate_screening: what it prints, what it asks of another interpreter, and what it refuses."""

import csv
import io
import stat
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from controls.management.commands import evaluate_screening

HEAD = "Labelled pairs by class" + " " * 21 + "  asked   recall   rank 1  precision"
GOLDEN = "asked,on_record,truth,verdict,why,source\n"
ANSWER = """#!{python}
import json, sys
given = json.load(sys.stdin)
scores = [[1.0 if "Zorblat" in names[0] else 0.0 for names in given["parties"]] for question in given["questions"]]
json.dump({{"rival-9": {{"scores": scores, "seconds": 0.5}}}}, sys.stdout)
"""


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A seed of three names."""
    path = tmp_path / "names.csv"
    with path.open("w", encoding="utf-8", newline="") as table:
        rows = csv.writer(table)
        rows.writerow(["entity", "text", "language", "kind"])
        rows.writerow(["one", "Zorblat Works Corporation", "en", "as_listed"])
        rows.writerow(["one", "ゾルブラト工業株式会社", "ja", "legal"])
        rows.writerow(["two", "Quimby Foods Inc.", "en", "as_listed"])
    monkeypatch.setattr(evaluate_screening, "SEED", path)
    monkeypatch.setattr(evaluate_screening, "LABELLED", tmp_path / "golden")
    return path


@pytest.fixture
def labelled(small):
    """Pairs and unlisted companies where the command looks for them."""
    folder = small.parent / "golden"
    folder.mkdir()
    (folder / "companies.csv").write_text(
        GOLDEN + "Zorblat Works,Zorblat Works Corporation,one,same,no form,register one; rule: none\n"
        "Zorblat,Zorblat Works Corporation,one,possible,short name: works,register one; rule: short name\n"
        "Zorblat Steel Ltd,Zorblat Works Corporation,sibling,sibling,a sister,public names\n"
        "Zorblat Works GmbH,Zorblat Works Corporation,unrelated,possible,no short name: a form,public names\n",
        encoding="utf-8",
    )
    (folder / "unlisted.csv").write_text("name,source\nMarbo SA,public\n", encoding="utf-8")
    return folder


def said(*words):
    out = io.StringIO()
    call_command("evaluate_screening", *words, stdout=out)
    return out.getvalue()


def test_prints_recall_rank_and_precision_by_rule_and_by_writing(small):
    lines = said()

    assert lines.startswith("names-3, threshold 0.70, 3 names of 2 entities")
    row = next(line for line in lines.splitlines() if line.startswith("legal forms: left out"))
    assert row.split()[-4:] == ["3", "100.0%", "100.0%", "100.0%"]
    assert "By the names in other languages alone" in lines
    assert "Names a second, by writing: Latin " in lines
    assert "Labelled pairs" not in lines
    assert "false alarms" not in lines


def test_by_itself_prints_everything_where_the_labelled_names_are(labelled):
    lines = said("--crowd", "40").splitlines()

    assert any(line.startswith("Labelled pairs, each by itself") for line in lines)
    rows = {line[:44].strip(): line.split()[-4:] for line in lines[[*map(str.strip, lines)].index(HEAD) :]}
    assert rows["short name"] == ["1", "100.0%", "100.0%", "50.0%"]
    assert rows["Latin"] == ["1", "100.0%", "100.0%", "100.0%"]
    assert any(line.startswith("0 of 1 companies that no list names are a hit among ") for line in lines)


def test_the_crowd_is_of_thirty_thousand_unless_another_is_asked_for(labelled, monkeypatch):
    made = []
    monkeypatch.setattr(evaluate_screening, "recombined", lambda texts, number: made.append(number) or [])

    said()
    said("--crowd", "1")

    assert made == [30_000 - 2]


def test_judges_labelled_pairs_and_counts_false_alarms_in_a_crowd(small, tmp_path):
    golden, unlisted = tmp_path / "golden.csv", tmp_path / "unlisted.csv"
    golden.write_text(
        GOLDEN + "Zorblat Works,Zorblat Works Corporation,one,same,no form,register one; rule: none\n"
        "Zorblat Steel Ltd,Zorblat Works Corporation,sibling,sibling,a sister,public names\n",
        encoding="utf-8",
    )
    unlisted.write_text("name,source\nZorblat Works GmbH,public\nMarbo SA,public\n", encoding="utf-8")

    lines = said("--golden", str(golden), "--unlisted", str(unlisted), "--crowd", "40")

    assert "sibling                                 0          0          0          1          0" in lines
    assert "1 of 2 companies that no list names are a hit among " in lines
    assert "Zorblat Works GmbH" in lines


def test_prints_other_matchers_answers_to_the_same_questions_beside_its_own(small, tmp_path):
    rival = tmp_path / "python"
    rival.write_text(ANSWER.format(python=sys.executable), encoding="utf-8")
    rival.chmod(rival.stat().st_mode | stat.S_IXUSR)

    lines = said("--compare-with", str(rival))

    assert "of the spellings, each against 2 entities" in lines
    assert lines.index("names-3,") < lines.index("rival-9, ")


def test_an_interpreter_that_fails_is_named(small, tmp_path):
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)

    with pytest.raises(CommandError, match="--compare-with"):
        said("--compare-with", str(broken))


@pytest.mark.parametrize(
    "words",
    [("--golden", "nowhere.csv"), ("--unlisted", "nowhere.csv"), ("--threshold", "2"), ("--threshold", "high")],
)
def test_what_cannot_be_read_is_refused_by_name(small, words):
    with pytest.raises(CommandError, match=words[0]):
        said(*words)


def test_the_seed_that_is_measured_is_that_of_the_package():
    assert Path(evaluate_screening.SEED).is_file()
    assert evaluate_screening.RIVALS.is_file()
