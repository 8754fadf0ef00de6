"""The verifier as people run it: files on disk, words on the screen, an exit status for programs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.screening.receipts import FORM, canonical, digest_of, sealed

VERIFIER = Path(__file__).resolve().parents[2] / "docs/verify_receipt.py"
NAMES = ("SUBARU", "株式会社SUBARU", "Bäckerei Zimmermann", "中航科技", "Ῥόδος", "شركة المعادن", 'a\\b"c\u2028d')


def chain_of(count, start=1):
    """Receipts as the register writes them, with other words in them."""
    lines, previous = [], ""
    for position in range(start, start + count):
        receipt = sealed(
            {
                "form": FORM,
                "number": f"S-2026-11-21-{position:06}",
                "position": position,
                "query": {"name": NAMES[position % len(NAMES)], "limit": 10},
                "threshold": 0.7,
                "hits": [{"score": 0.98, "entity": {"key": "subaru-corporation", "country": "JP"}}],
                "below": [],
                "imported": {},
                "previous": previous,
            }
        )
        previous = receipt["digest"]
        lines.append(canonical(receipt).encode())
    return lines


def resealed(line, **changed):
    """A receipt that somebody changed and gave a new digest, as one can who has no chain to keep to."""
    receipt = {**json.loads(line), **changed}
    receipt.pop("digest")
    return canonical(sealed(receipt)).encode()


def _read():
    room = {"__name__": "verify_receipt"}
    exec(compile(VERIFIER.read_text(encoding="utf-8"), str(VERIFIER), "exec"), room)
    return room


ROOM = _read()


@pytest.fixture
def verifier():
    """The functions of the verifier, read from the file that users get."""
    return ROOM


@pytest.fixture
def said_of(verifier, tmp_path, capsys):
    """Status and words of the verifier for the bytes of a file."""

    def run(content):
        file = tmp_path / "receipts.jsonl"
        file.write_bytes(content)
        status = verifier["main"]([str(file)])
        return status, capsys.readouterr().out

    return run


def written(lines):
    return b"".join(line + b"\n" for line in lines)


# ---- What is whole


@pytest.mark.parametrize("count", [1, 2, 100])
def test_a_chain_as_it_was_written_is_whole(said_of, count):
    assert said_of(written(chain_of(count))) == (0, f"{count} receipts, all whole\n")


def test_a_chain_whose_beginning_was_pruned_is_whole(said_of):
    assert said_of(written(chain_of(10)[6:])) == (0, "4 receipts, all whole\n")


def test_the_house_and_the_verifier_write_one_text_in_the_same_way(verifier):
    for line in chain_of(len(NAMES)):
        assert verifier["canonical"](json.loads(line)) == line


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20) | st.integers() | st.none(), max_size=6))
def test_whatever_a_receipt_says_both_write_it_in_the_same_way(said):
    try:
        text = canonical(said).encode()
    except UnicodeEncodeError:
        return  # half of a pair of surrogates is no text; no name with one is ever asked
    assert ROOM["canonical"](said) == text


# ---- What is broken between receipts


@pytest.mark.parametrize(
    ("broken", "faults"),
    [
        (lambda lines: lines[:2] + lines[3:], ["line 3 does not follow"]),
        (lambda lines: [lines[0], lines[2], lines[1], lines[3]], ["line 2", "line 3", "line 4"]),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], ["line 3 does not follow"]),
        (lambda lines: lines[::-1], ["line 2", "line 3", "line 4"]),
        (lambda lines: [*lines, *chain_of(1)], ["line 5 does not follow"]),
        (lambda lines: [*lines[:2], *chain_of(4)[2:3], *chain_of(1, start=4)], ["line 4 does not follow"]),
    ],
    ids=["missing", "exchanged", "twice", "turned round", "begun anew", "another tail"],
)
def test_whole_receipts_in_a_broken_order_are_named_by_their_lines(said_of, broken, faults):
    status, words = said_of(written(broken(chain_of(4))))

    assert status == 1
    *named, last = words.splitlines()
    assert [line.startswith(fault) for line, fault in zip(named, faults, strict=True)] == [True] * len(faults)
    assert last.endswith(f"{len(faults)} faults")


@pytest.mark.parametrize("position", [0, 1, 3, -3, 10**18])
def test_a_receipt_with_another_place_is_found_by_the_chain(said_of, position):
    lines = chain_of(3)
    lines[1] = resealed(lines[1], position=position)

    status, words = said_of(written(lines))

    assert status == 1
    assert "line 2 does not follow the line before" in words


def test_a_receipt_that_was_sealed_anew_does_not_carry_the_one_behind_it(said_of):
    lines = chain_of(3)
    lines[1] = resealed(lines[1], hits=[])

    status, words = said_of(written(lines))

    assert (status, words.splitlines()[0][:23]) == (1, "line 3 does not follow ")


def test_a_receipt_that_was_sealed_anew_at_the_end_is_whole_so_the_last_digest_must_be_kept_apart(said_of):
    """What a chain cannot tell: its newest receipt is vouched for by nothing behind it."""
    lines = chain_of(3)
    lines[2] = resealed(lines[2], hits=[])

    assert said_of(written(lines))[0] == 0


# ---- What is broken inside a receipt


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda line: line.replace(b"0.98", b"0.89"), "was changed"),
        (lambda line: line.replace(b'"JP"', b'"CN"'), "was changed"),
        (lambda line: line.replace(b'"previous":""', b'"previous":"' + b"0" * 64 + b'"'), "was changed"),
        (lambda line: line.replace(b"0.7}", b"0.70}"), "exact form"),
        (lambda line: line.replace(b":", b": ", 1), "exact form"),
        (lambda line: line + b" ", "exact form"),
        (lambda line: line + b"\r", "exact form"),
        (lambda line: line.replace(b'"below":[],', b'"below":[],"below":[],'), "exact form"),
        (lambda line: json.dumps(json.loads(line), sort_keys=True, separators=(",", ":")).encode(), "exact form"),
        (lambda line: line[:-1], "not readable"),
        (lambda line: line[: len(line) // 2], "not readable"),
        (lambda line: b"\xef\xbb\xbf" + line, "not readable"),
        (lambda line: line.decode().encode("utf-16"), "not readable"),
        (lambda line: b"\xff" + line, "not readable"),
        (lambda line: line.replace(b"0.7}", b"NaN}"), "not readable"),
        (lambda line: b"[" * 100_000, "not readable"),
        (lambda line: b"null", "is no receipt"),
        (lambda line: b"{}", "is no receipt"),
        (lambda line: line.replace(b'"position":1', b'"position":"1"'), "is no receipt"),
        (lambda line: line.replace(b"receipt/1", b"receipt/9"), "another form"),
        (lambda line: b"", "not readable"),
    ],
)  # fmt: skip
def test_a_changed_receipt_is_found_and_said_in_words(said_of, change, words):
    line = chain_of(1)[0]
    assert change(line) != line

    status, said = said_of(written([change(line)]))

    assert status == 1
    assert words in said.splitlines()[0]
    assert said.splitlines()[-1] == "1 receipts, 1 faults"


@pytest.mark.parametrize("cut", [1, 2, 40])
def test_a_file_that_was_cut_off_is_not_called_whole(said_of, cut):
    status, words = said_of(written(chain_of(3))[:-cut])

    assert status == 1
    assert "cut off" in words


def test_faults_of_many_lines_are_all_named(said_of):
    lines = chain_of(6)
    lines[1], lines[4] = lines[1].replace(b"0.98", b"0.97"), b"?"

    status, words = said_of(written(lines))

    assert status == 1
    assert [line.split()[1] for line in words.splitlines()[:-1]] == ["2", "5"]


def test_after_a_changed_line_the_next_one_is_judged_by_itself(verifier):
    lines = chain_of(3)
    lines[0] = b"?"

    assert [fault[:6] for fault in verifier["faults_of_chain"](lines)] == ["line 1"]


# ---- As a program


@pytest.mark.parametrize(
    ("content", "status"),
    [(written(chain_of(2)), 0), (written(chain_of(3)[::2]), 1), (None, 2)],
    ids=["whole", "broken", "no file"],
)
def test_the_exit_status_is_for_programs(tmp_path, content, status):
    file = tmp_path / "receipts.jsonl"
    if content is not None:
        file.write_bytes(content)

    ran = subprocess.run([sys.executable, "-I", VERIFIER, file], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (status, "")
    assert "Traceback" not in ran.stdout


def test_the_usage_is_said_when_nothing_or_too_much_is_given(verifier, capsys):
    for arguments in ([], ["a", "b"]):
        assert verifier["main"](arguments) == 2
        assert "python verify_receipt.py" in capsys.readouterr().out


def test_a_folder_is_no_receipt(verifier, tmp_path, capsys):
    assert verifier["main"]([str(tmp_path)]) == 2
    assert "cannot be read" in capsys.readouterr().out


def test_the_digest_is_that_of_everything_but_itself():
    receipt = json.loads(chain_of(1)[0])
    digest = receipt.pop("digest")

    assert digest == digest_of(receipt)
