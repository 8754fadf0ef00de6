"""How well names are found: questions whose answers are known, asked of an index, and the answers counted.

The questions are made from the names on file by the rules of `respelling`, the same for the same names; pairs that
people have labelled come from a file. Nothing here reads a clock: who measures speed counts the questions.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from controls.matching.facts import Facts
from controls.matching.index import Index, Party, Question, Span, Spelling
from controls.matching.respelling import respelt
from controls.matching.scoring import compare
from controls.matching.verdicts import POSSIBLE, Verdict

HITS = frozenset({Verdict.SAME, Verdict.PROBABLE, Verdict.POSSIBLE})
_DAY = date(2026, 1, 1)  # any day: the parties of an evaluation are on record at all times
_ALWAYS = (Span("evaluation", None, None),)
_SCRIPTS = {
    "Arabic": re.compile("[\u0600-\u06ff]"),
    "Cyrillic": re.compile(r"(?<![a-zA-Z])[\u0400-\u04ff]{2}"),
    "kana": re.compile("[\u3041-\u30fa\uff66-\uff9f]"),
    "Chinese characters": re.compile("[\u3400-\u9fff]"),
}
SHORT = "short name"
_NEAR = 5  # hits of a question that are looked at


@dataclass(frozen=True, slots=True)
class NameOnFile:
    """A name of the register with the entity that bears it."""

    entity: str
    text: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A name to ask for, the entity that is meant, and the class of the question."""

    asked: str
    entity: str
    kind: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names with what they are (one, sibling, unrelated), the class we stand for, and where they come from."""

    asked: str
    on_record: str
    truth: str
    verdict: str
    source: str
    why: str = ""

    @property
    def kind(self) -> str:
        """In which class the pair is counted: short names by themselves, others by the writing of the name asked."""
        return SHORT if self.why.removeprefix("no ").startswith(SHORT) else writing(self.asked)

    @property
    def entity(self) -> str:
        """The entity of the register whose name is on record; empty for two companies that no list names."""
        first, _space, key = self.source.partition(";")[0].partition(" ")
        return key if first == "register" and " " not in key else ""

    @property
    def on_file(self) -> bool:
        """Whether the register has both names of one entity."""
        return bool(self.entity) and ";" not in self.source


@dataclass(slots=True)
class Tally:
    """Questions of one class: how many; whose entity was found, and first; and hits that were another entity."""

    asked: int = 0
    found: int = 0
    first: int = 0
    wrong: int = 0

    @property
    def recall(self) -> float:
        return self.found / self.asked if self.asked else 0.0

    @property
    def rank_one(self) -> float:
        return self.first / self.asked if self.asked else 0.0

    @property
    def precision(self) -> float:
        hits = self.found + self.wrong
        return self.found / hits if hits else 0.0

    def plus(self, other: "Tally") -> "Tally":
        return Tally(
            self.asked + other.asked, self.found + other.found, self.first + other.first, self.wrong + other.wrong
        )


def names_on_file(path: Path) -> list[NameOnFile]:
    """The names of a seed file."""
    with path.open(encoding="utf-8", newline="") as table:
        return [NameOnFile(row["entity"], row["text"], row["language"], row["kind"]) for row in csv.DictReader(table)]


def pairs_in(path: Path) -> list[Pair]:
    """The labelled pairs of a file. Raises KeyError when a column is missing."""
    with path.open(encoding="utf-8", newline="") as table:
        return [
            Pair(row["asked"], row["on_record"], row["truth"], row["verdict"], row["source"], row["why"])
            for row in csv.DictReader(table)
        ]


def index_of(names: Iterable[NameOnFile], crowd: Sequence[str] = (), *, earlier: Index | None = None) -> Index:
    """An index of the entities that bear these names, and of one more for each name of a crowd."""
    by_entity: dict[str, list[Spelling]] = {}
    for name in names:
        by_entity.setdefault(name.entity, []).append(Spelling(name.text, name.language, name.kind))
    parties = [Party(entity, False, tuple(spelt), Facts(), _ALWAYS) for entity, spelt in by_entity.items()]
    parties += [
        Party(f"crowd {at}", False, (Spelling(text, "", "legal"),), Facts(), _ALWAYS) for at, text in enumerate(crowd)
    ]
    return Index.build(parties, earlier=earlier)


def hits(index: Index, asked: str, threshold: float = POSSIBLE) -> list[str]:
    """The entities that are hits, the best first."""
    question = Question(asked, Facts(), person=False, lists=None, on=_DAY)
    return [found.key for found in index.screen(question, threshold=threshold, limit=_NEAR, below=0).hits]


def respellings(names: Iterable[NameOnFile]) -> Iterator[Labelled]:
    """Every other spelling of every name by every rule, once for each entity."""
    seen: set[tuple[str, str]] = set()
    for name in names:
        for kind, rule, text in respelt(name.text):
            if (name.entity, text) not in seen:
                seen.add((name.entity, text))
                yield Labelled(text, name.entity, f"{kind}: {rule}")


def answered(
    index: Index, questions: Iterable[Labelled], threshold: float = POSSIBLE
) -> list[tuple[Labelled, list[str]]]:
    """Each question with the entities that were hits, the best first."""
    return [(question, hits(index, question.asked, threshold)) for question in questions]


def tallied(answers: Iterable[tuple[Labelled, list[str]]], by: Callable[[Labelled], str]) -> dict[str, Tally]:
    """Answers counted by class, in the order of the questions."""
    found: dict[str, Tally] = {}
    for question, answer in answers:
        tally = found.setdefault(by(question), Tally())
        tally.asked += 1
        tally.found += question.entity in answer
        tally.first += answer[:1] == [question.entity]
        tally.wrong += sum(key != question.entity for key in answer)
    return found


def rule(question: Labelled) -> str:
    """The class of a question and the rule that made it."""
    return question.kind


def script(question: Labelled) -> str:
    """The writing of the name asked for: that of its rarest letters."""
    return writing(question.asked)


def writing(text: str) -> str:
    for name, letters in _SCRIPTS.items():
        if letters.search(text):
            return name
    return "Latin"


def total(tallies: Iterable[Tally]) -> Tally:
    """All classes together."""
    together = Tally()
    for tally in tallies:
        together = together.plus(tally)
    return together


def by_other_languages(
    names: Sequence[NameOnFile], language: str, threshold: float = POSSIBLE
) -> list[tuple[Labelled, list[str]]]:
    """Names of one language asked for where no name in this language is on record, and the answers.

    An entity counts that has a name in another language.
    """
    others = [name for name in names if name.language != language]
    known = {name.entity for name in others}
    asked = [
        Labelled(name.text, name.entity, language)
        for name in names
        if name.language == language and name.entity in known
    ]
    return answered(index_of(others), asked, threshold)


def false_alarms(index: Index, unrelated: Iterable[str], threshold: float = POSSIBLE) -> list[str]:
    """Which of these names, all of parties that are not in the index, are a hit."""
    return [asked for asked in unrelated if hits(index, asked, threshold)]


def judged(pairs: Iterable[Pair], index: Index) -> dict[str, dict[Verdict, int]]:
    """What is said of labelled pairs, by what they are, each pair by itself."""
    counts: dict[str, dict[Verdict, int]] = {}
    for pair in pairs:
        verdict = compare(pair.asked, pair.on_record, index.rarity).verdict
        of_truth = counts.setdefault(pair.truth, dict.fromkeys(Verdict, 0))
        of_truth[verdict] += 1
    return counts


def by_class(pairs: Iterable[Pair], index: Index, threshold: float = POSSIBLE) -> dict[str, Tally]:
    """Pairs by class: of those that are one how many are found, and how many of the others are a hit (wrong).

    One company is asked for by all of its names on file, others by the pair; pairs of one of which both names are on
    file are left out: each finds itself.
    """
    found: dict[str, Tally] = {}
    for pair in pairs:
        if pair.truth == "one" and pair.on_file:
            continue
        tally = found.setdefault(pair.kind, Tally())
        if pair.truth == "one":
            answer = hits(index, pair.asked, threshold) if pair.entity else []
            tally.asked += 1
            tally.found += pair.entity in answer if pair.entity else _is_hit(pair, index, threshold)
            tally.first += answer[:1] == [pair.entity] if pair.entity else _is_hit(pair, index, threshold)
        else:
            tally.wrong += _is_hit(pair, index, threshold)
    return found


def _is_hit(pair: Pair, index: Index, threshold: float) -> bool:
    score = compare(pair.asked, pair.on_record, index.rarity)
    return score.value >= threshold and score.verdict in HITS


def unlisted_in(path: Path) -> list[str]:
    """The names of a file of companies that no list names. Raises KeyError when the column is missing."""
    with path.open(encoding="utf-8", newline="") as table:
        return [row["name"] for row in csv.DictReader(table)]
