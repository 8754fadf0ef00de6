"""Measures the matcher on parties that never were: `make bench-screening`.

Times are seconds of the processor, so that others on the machine change them little. What reads a snapshot is a process
of its own, so that its memory is that of the index and of nothing else. With `--compare-with PYTHON`, the path of an
interpreter that has nomenklatura, its logic-v2 is asked for the same names among the same parties in the same run.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from controls.matching.facts import Facts
from controls.matching.index import Index, Party, Question
from ops.made_names import Made

SIZES = (30_000, 100_000)
QUESTIONS = 1_000
COMPARED = 200  # of the questions that the other engine is asked: it is slower
AT_ONCE = 50  # candidates that the other engine scores for each name: ten times the limit, as the server around it does
THRESHOLD = 0.7
DAY = date(2026, 1, 1)
T = TypeVar("T")
RIVAL = Path(__file__).with_name("bench_rival.py")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What some work comes to, and the seconds of the processor that it took."""
    began = time.process_time()
    found = work()
    return found, time.process_time() - began


def questions(parties: Sequence[Party], number: int) -> list[str]:
    """Names to ask for, none twice."""
    made = Made(seed=20261122)
    return list(dict.fromkeys(made.question(kind, parties) for kind in range(number)))


def asked(name: str) -> Question:
    """The question for a name of which nothing else is known."""
    return Question(name, Facts(), None, None, DAY)


def ask(index: Index, name: str) -> float:
    """Seconds of the processor for one question, with what is near and why."""
    return timed(lambda: index.screen(asked(name), threshold=THRESHOLD, limit=5, below=5))[1]


def ask_many(index: Index, names: Sequence[str]) -> float:
    """Seconds of the processor for many, hits only, as they are asked for without keeping anything."""
    questions = [asked(name) for name in names]
    return timed(lambda: list(index.screen_many(questions, threshold=THRESHOLD, limit=5, below=0, told=False)))[1]


def measure(path: Path, names: Sequence[str]) -> dict[str, float]:
    """Load a snapshot and ask: figures of one process that does nothing else."""
    index, loaded = timed(lambda: Index.load(path, token="made"))  # noqa: S106 - the state of the lists, no secret
    half = len(names) // 2
    one = [ask(index, name) * 1000 for name in names[:half]]
    bulk = ask_many(index, names[half:])
    cuts = statistics.quantiles(one, n=100)
    return {
        "loaded": loaded,
        "megabytes": most_memory(),
        "half": cuts[49],
        "most": cuts[94],
        "a_second": len(names[half:]) / bulk,
    }


def most_memory() -> float:
    """The most memory that this process has held, in megabytes."""
    try:
        # What getrusage says would be the most of the process that started this one, too.
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:  # another system
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(found.split()[1]) / 1024


def measured_apart(path: Path, names: Sequence[str]) -> dict[str, float]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "ops.bench_screening", "--snapshot", str(path)]
    said = subprocess.run(command, input=json.dumps(names), capture_output=True, text=True, check=True).stdout
    found: dict[str, float] = json.loads(said)
    return found


def compared(python: str, parties: Sequence[Party], names: Sequence[str]) -> dict[str, float]:
    """What the other engine says of the same names among the same parties. It runs in an interpreter of its own."""
    lines = [
        json.dumps({"key": party.key, "person": party.person, "names": [name.text for name in party.names]})
        for party in parties
    ]
    asked = json.dumps({"ask": names, "candidates": AT_ONCE})
    done = subprocess.run(
        [python, str(RIVAL)], input="\n".join([*lines, asked]), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{python} cannot run nomenklatura: {done.stderr.strip().splitlines()[-1:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def bench(size: int, *, number: int, python: str | None) -> None:
    """Print what one size takes."""
    parties = Made(seed=7).parties(size)
    names = questions(parties, number)
    print(f"{size:,} parties with {sum(len(party.names) for party in parties):,} names, {len(names):,} questions")
    index, built = timed(lambda: Index.build(parties))
    later = [*parties[: -size // 100], *Made(seed=8).parties(size)[-size // 100 :]]
    again = timed(lambda: Index.build(later, earlier=index))[1]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "snapshot"
        written = timed(lambda: index.save(path, token="made"))[1]  # noqa: S106 - the state of the lists, no secret
        large = path.stat().st_size / 1_000_000
        found = measured_apart(path, names)
    print(f"  built from nothing in {built:.1f} s; again, with one party in 100 new, in {again:.1f} s")
    print(f"  snapshot of {large:.0f} MB written in {written:.1f} s, loaded in {found['loaded']:.1f} s")
    print(f"  memory of a process that loaded it and asked: {found['megabytes']:.0f} MB at most")
    print(f"  one question with what is near: half in {found['half']:.1f} ms, 95 % in {found['most']:.1f} ms")
    print(f"  in bulk, hits only: {found['a_second']:.0f} names a second of one processor")
    if python:
        rival = compared(python, parties, names[:COMPARED])
        print_rival(found["a_second"], rival)


def print_rival(own: float, rival: dict[str, float]) -> None:
    """Print what the other engine takes, with finding whom to score and without it. Ours has both in one figure."""
    asked_for, finding, scoring = rival["asked"], rival["finding"], rival["scoring"]
    both, alone = asked_for / (finding + scoring), asked_for / scoring
    share = finding / (finding + scoring)
    lines = [
        f"nomenklatura {rival['version']} logic-v2: {both:.0f} names a second of one processor, "
        f"{share:.0%} of it finding parties and {1 - share:.0%} scoring them",
        f"  each name scored against {rival['scored'] / asked_for:.0f} parties, those that share most words with it,",
        f"  and pairs of Chinese and Japanese characters: at most {AT_ONCE}, ten times the limit of 5, as yente has it",
        f"  {alone:.0f} names a second if finding took no time",
        f"in bulk {own / both:.1f} times as many; {own / alone:.1f} times if finding took the other engine no time",
    ]
    for line in lines:
        print(f"  {line}")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-screening", description=__doc__)
    parser.add_argument("--entities", type=int, action="append", help=f"a size to measure; otherwise {SIZES}")
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    parser.add_argument("--compare-with", metavar="PYTHON", help="an interpreter that has nomenklatura")
    parser.add_argument("--snapshot", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.snapshot:
        print(json.dumps(measure(given.snapshot, json.load(sys.stdin))))
        return 0
    for size in given.entities or SIZES:
        bench(size, number=given.questions, python=given.compare_with)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
