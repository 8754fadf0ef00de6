"""The bench of the matcher: its parties are made up the same way each time, and what it prints is measured."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from controls.matching.index import Index
from ops import bench_screening
from ops.bench_screening import ask, ask_many, bench, compared, main, measured_apart, questions
from ops.made_names import Made

# Stands for an engine in another interpreter: reads what it is sent and says how much that was.
ECHO = """
import json, sys
*parties, asked = [json.loads(line) for line in sys.stdin]
figures = {"asked": len(asked["ask"]), "finding": 1, "scoring": 3, "scored": len(parties) * len(asked["ask"])}
print(json.dumps({**figures, "version": str(asked["candidates"])}))
"""


@pytest.fixture
def rival(tmp_path, monkeypatch):
    script = tmp_path / "rival.py"
    script.write_text(ECHO, encoding="utf-8")
    monkeypatch.setattr(bench_screening, "RIVAL", script)


class TestMadeUpParties:
    def test_are_the_same_for_the_same_seed(self):
        assert Made(seed=1).parties(20) == Made(seed=1).parties(20)

    def test_are_others_for_another_seed(self):
        assert Made(seed=1).parties(20) != Made(seed=2).parties(20)

    def test_have_names_of_three_languages_some_two_of_them_and_some_are_persons(self):
        parties = Made(seed=1).parties(300)
        languages = [name.language for party in parties for name in party.names]

        assert {"en", "zh-Hans", "ja"} < set(languages)
        assert 330 < len(languages) < 450
        assert 15 < sum(party.person for party in parties) < 50

    def test_have_keys_of_their_own(self):
        parties = Made(seed=1).parties(100)

        assert Index.build(parties).size == 100

    def test_half_of_the_questions_are_about_names_on_record(self):
        made = Made(seed=1)
        parties = made.parties(100)
        first = {party.names[0].text.upper() for party in parties}
        asked = [made.question(kind, parties) for kind in range(100)]

        assert 20 <= sum(name.upper() in first for name in asked) < 50


class TestMeasuring:
    def test_prints_what_building_loading_and_asking_take(self, capsys):
        bench(60, number=40, python=None)

        said = capsys.readouterr().out
        assert "60 parties with " in said
        assert re.search(r"built from nothing in [\d.]+ s; again, with one party in 100 new, in [\d.]+ s", said)
        assert re.search(r"memory of a process that loaded it and asked: [1-9]\d* MB", said)
        assert re.search(r"half in [\d.]+ ms, 95 % in [\d.]+ ms", said)
        assert re.search(r"in bulk, hits only: [1-9]\d* names a second", said)
        assert "nomenklatura" not in said

    def test_puts_another_engine_beside_it_on_the_same_names(self, rival, capsys):
        bench(60, number=40, python=sys.executable)

        said = capsys.readouterr().out
        assert "nomenklatura 50 logic-v2: 10 names a second of one processor, 25% of it finding" in said
        assert "and 75% scoring them" in said
        assert "each name scored against 60 parties" in said
        assert "at most 50, ten times the limit of 5" in said
        assert "13 names a second if finding took no time" in said
        both, alone = map(float, re.search(r"in bulk ([\d.]+) times as many; ([\d.]+) times if", said).groups())
        assert both > alone > 0

    def test_sends_all_parties_and_the_names(self, rival):
        found = compared(sys.executable, Made(seed=1).parties(7), ["Widget", "Sagami"])

        assert found == {"asked": 2, "finding": 1, "scoring": 3, "scored": 14, "version": "50"}

    def test_an_interpreter_that_lacks_the_engine_is_named(self):
        with pytest.raises(SystemExit, match="cannot run nomenklatura"):
            compared(sys.executable, Made(seed=1).parties(2), ["Widget"])

    def test_a_snapshot_is_read_in_a_process_of_its_own(self, tmp_path):
        made = Made(seed=1)
        parties = made.parties(30)
        Index.build(parties).save(tmp_path / "index", token="made")
        names = [made.question(kind, parties) for kind in range(20)]

        found = measured_apart(tmp_path / "index", names)

        assert found["a_second"] > 0
        assert 0 < found["half"] <= found["most"]
        assert found["megabytes"] > 20

    def test_one_question_takes_time_of_the_processor(self):
        parties = Made(seed=1).parties(30)

        assert ask(Index.build(parties), parties[0].names[0].text) > 0

    def test_many_questions_are_asked_together_for_their_hits_without_the_steps_to_them(self, monkeypatch):
        parties = Made(seed=1).parties(30)
        asked_for = []
        look = Index.screen_many
        monkeypatch.setattr(
            Index,
            "screen_many",
            lambda own, found, **given: (
                asked_for.append((list(found), given)) or look(own, *asked_for[-1][:1], **given)
            ),
        )

        assert ask_many(Index.build(parties), [party.names[0].text for party in parties[:9]]) > 0
        ((found, given),) = asked_for
        assert [question.name for question in found] == [party.names[0].text for party in parties[:9]]
        assert given == {"threshold": 0.7, "limit": 5, "below": 0, "told": False}

    def test_no_question_is_asked_twice(self):
        asked = questions(Made(seed=1).parties(50), 200)

        assert len(asked) == len(set(asked)) > 100

    def test_sizes_are_those_asked_for(self, monkeypatch):
        measured = []
        monkeypatch.setattr(bench_screening, "bench", lambda size, **_given: measured.append(size))

        assert main(["--entities", "10", "--entities", "20"]) == 0
        assert main([]) == 0
        assert measured == [10, 20, *bench_screening.SIZES]


def test_the_script_for_the_other_engine_needs_nothing_of_ours():
    script = Path(bench_screening.RIVAL).read_text(encoding="utf-8")

    assert "import controls" not in script
    assert "from controls" not in script
    assert "from ops" not in script


def test_the_target_of_the_makefile_starts_it():
    said = subprocess.run(["make", "-n", "bench-screening"], capture_output=True, text=True, check=True).stdout

    assert "-m ops.bench_screening" in said
