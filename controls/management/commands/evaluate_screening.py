"""Measure the matcher on questions whose answers are known, and print what it finds, class by class."""

import json
import subprocess
from argparse import ArgumentTypeError
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from controls.matching import evaluation, rivalry
from controls.matching.crowd import recombined
from controls.matching.evaluation import Labelled, NameOnFile, Pair, Tally
from controls.matching.index import Index
from controls.matching.scoring import ALGORITHM
from controls.matching.verdicts import POSSIBLE, Verdict

SEED = Path(settings.BASE_DIR) / "controls/seed/names.csv"
RIVALS = Path(__file__).resolve().parents[1] / "rivals.py"
LABELLED = Path(settings.BASE_DIR) / "tests/golden"  # not on every installation
_CROWD = 30_000
_EVERY = 23  # one question in so many is also asked of the other matchers, which are slow
_HOUR = 3_600  # seconds that they may take
_COLUMNS = f"{'':44}{'asked':>7}{'recall':>9}{'rank 1':>9}{'precision':>11}"


def _threshold(text: str) -> float:
    try:
        value = float(text)
    except ValueError as fault:
        raise ArgumentTypeError("a number from 0 to 1") from fault
    if not 0 <= value <= 1:
        raise ArgumentTypeError("a number from 0 to 1")
    return value


def _file(text: str) -> Path:
    if not Path(text).is_file():
        raise ArgumentTypeError(f"{text} is no file")
    return Path(text)


def _where(path: Path) -> Path | None:
    return path if path.is_file() else None


class Command(BaseCommand):
    help = "Measure how well listed names are found by other spellings: recall, precision, false alarms and speed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--golden",
            type=_file,
            default=_where(LABELLED / "companies.csv"),
            help="Labelled pairs (CSV: asked, on_record, truth, verdict, source, why). Default: those of tests/golden.",
        )
        parser.add_argument(
            "--unlisted",
            type=_file,
            default=_where(LABELLED / "unlisted.csv"),
            help="Names of companies that no list names (CSV: name). Default: those of tests/golden.",
        )
        parser.add_argument("--threshold", type=_threshold, default=POSSIBLE, help=f"Default: {POSSIBLE}.")
        parser.add_argument(
            "--crowd", type=int, default=_CROWD, help=f"Entities in all, most of them made. Default: {_CROWD:,}."
        )
        parser.add_argument("--compare-with", metavar="PYTHON", type=_file, help="Interpreter that has nomenklatura.")

    def handle(self, *args: Any, **options: Any) -> None:
        names = evaluation.names_on_file(SEED)
        index = evaluation.index_of(names)
        threshold: float = options["threshold"]
        entities = len({name.entity for name in names})
        self.stdout.write(f"{ALGORITHM}, threshold {threshold:.2f}, {len(names)} names of {entities} entities\n")
        questions = list(evaluation.respellings(names))
        self._spellings(index, questions, threshold)
        self._languages(names, threshold)
        if options["golden"]:
            self._golden(index, evaluation.pairs_in(options["golden"]), threshold)
        if options["unlisted"]:
            self._alarms(names, options["unlisted"], options["crowd"], threshold)
        if options["compare_with"]:
            self._compared(options["compare_with"], names, questions, threshold)

    def _spellings(self, index: Index, questions: Sequence[Labelled], threshold: float) -> None:
        by_writing: dict[str, list[Labelled]] = {}
        for question in questions:
            by_writing.setdefault(evaluation.script(question), []).append(question)
        answers: list[tuple[Labelled, list[str]]] = []
        speeds: list[str] = []
        for writing, asked in by_writing.items():
            start = perf_counter()
            answers += evaluation.answered(index, asked, threshold)
            speeds.append(f"{writing} {len(asked) / (perf_counter() - start):.0f}")
        self._table("Other spellings by rule", evaluation.tallied(answers, evaluation.rule))
        self._table("The same by the writing of the name asked", evaluation.tallied(answers, evaluation.script))
        self.stdout.write(f"Names a second, by writing: {', '.join(speeds)}\n")

    def _table(self, title: str, tallies: dict[str, Tally]) -> None:
        self.stdout.write(f"\n{title:44}{_COLUMNS[44:]}")
        for kind, tally in (*tallies.items(), ("all", evaluation.total(tallies.values()))):
            self.stdout.write(
                f"{kind:44}{tally.asked:>7}{tally.recall:>9.1%}{tally.rank_one:>9.1%}{tally.precision:>11.1%}"
            )

    def _languages(self, names: Sequence[NameOnFile], threshold: float) -> None:
        answers = [
            answer
            for language in ("ja", "zh-Hans", "en")
            for answer in evaluation.by_other_languages(names, language, threshold)
        ]
        self._table("By the names in other languages alone", evaluation.tallied(answers, evaluation.rule))

    def _golden(self, index: Index, pairs: Sequence[Pair], threshold: float) -> None:
        counts = evaluation.judged(pairs, index)
        self.stdout.write(f"\n{'Labelled pairs, each by itself':30}" + "".join(f"{verdict:>11}" for verdict in Verdict))
        for truth, of_truth in counts.items():
            self.stdout.write(f"{truth:30}" + "".join(f"{of_truth[verdict]:>11}" for verdict in Verdict))
        self._table("Labelled pairs by class", evaluation.by_class(pairs, index, threshold))

    def _alarms(self, names: Sequence[NameOnFile], path: Path, number: int, threshold: float) -> None:
        unlisted = evaluation.unlisted_in(path)
        made = max(number - len({name.entity for name in names}), 0)
        crowd = recombined([name.text for name in names], made) if made else []
        index = evaluation.index_of(names, crowd)
        start = perf_counter()
        found = evaluation.false_alarms(index, unlisted, threshold)
        each = (perf_counter() - start) / len(unlisted)
        self.stdout.write(
            f"\n{len(found)} of {len(unlisted)} companies that no list names are a hit among {index.size} entities "
            f"({len(found) / len(unlisted):.2%}), {each * 1000:.1f} ms a name: {', '.join(found) or 'none'}"
        )

    def _compared(
        self, python: Path, names: Sequence[NameOnFile], questions: Iterable[Labelled], threshold: float
    ) -> None:
        sample = list(islice(questions, 0, None, _EVERY))
        parties = rivalry.parties_of(names)
        asked = json.dumps(rivalry.asked_of_all(sample, parties))
        start = perf_counter()
        ours = rivalry.own_scores(sample, parties)
        mine = perf_counter() - start
        try:
            done = subprocess.run(  # noqa: S603 - the operator names the interpreter
                [python, RIVALS], input=asked, capture_output=True, text=True, timeout=_HOUR, check=True
            )
        except (OSError, subprocess.SubprocessError) as fault:
            raise CommandError(f"--compare-with: {fault}") from fault
        answers = {ALGORITHM: {"scores": ours, "seconds": mine}, **json.loads(done.stdout)}
        self.stdout.write(f"\n{len(sample)} of the spellings, each against {len(parties)} entities")
        for name, answer in answers.items():
            tallies = rivalry.tallied(sample, parties, answer["scores"], threshold)
            pairs = len(sample) * len(parties) / answer["seconds"]
            self._table(f"{name}, {pairs:,.0f} comparisons a second", tallies)
