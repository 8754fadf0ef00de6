"""Sentences with the mentions that we stand for. Changing one is a decision."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from news.linking.finder import Finder
from news.services import finding

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parents[1] / "golden" / "mentions.csv"
LEAST_PRECISION, LEAST_RECALL = 0.99, 0.95


@dataclass(frozen=True)
class Sentence:
    text: str
    certain: frozenset[str]
    suggested: frozenset[str]


def _read() -> list[Sentence]:
    with GOLDEN.open(encoding="utf-8", newline="") as table:
        return [
            Sentence(row["text"], frozenset(row["certain"].split()), frozenset(row["suggested"].split()))
            for row in csv.DictReader(table)
        ]


SENTENCES = _read()


@pytest.fixture
def finder(db: None) -> Iterator[Finder]:
    yield finding.current().finder
    finding.forget()


def test_there_are_enough_sentences_in_three_languages_and_enough_that_name_nothing() -> None:
    assert len(SENTENCES) >= 150
    assert sum(not each.certain and not each.suggested for each in SENTENCES) >= 40
    assert sum(any("\u3041" <= sign <= "\u30ff" for sign in each.text) for each in SENTENCES) >= 30
    assert sum(not each.text.isascii() for each in SENTENCES) >= 90
    assert len({each.text for each in SENTENCES}) == len(SENTENCES)


def test_certain_mentions_are_right_and_few_are_missed(finder: Finder) -> None:
    right = wrong = missed = 0
    lines = []
    for sentence in SENTENCES:
        found = {hit.reference for hit in finder.find(sentence.text) if hit.certain}
        right += len(found & sentence.certain)
        wrong += len(found - sentence.certain)
        missed += len(sentence.certain - found)
        if found != sentence.certain:
            lines.append(f"{sentence.text}: {sorted(found ^ sentence.certain)}")
    precision, recall = right / (right + wrong), right / (right + missed)
    told = f"precision {precision:.1%}, recall {recall:.1%} of {right + missed}\n" + "\n".join(lines)
    assert precision >= LEAST_PRECISION, told
    assert recall >= LEAST_RECALL, told


@pytest.mark.parametrize("sentence", [each for each in SENTENCES if not each.certain], ids=lambda each: each.text[:40])
def test_a_sentence_that_names_nothing_for_certain_links_nothing(finder: Finder, sentence: Sentence) -> None:
    hits = finder.find(sentence.text)
    assert [hit for hit in hits if hit.certain] == []
    assert {hit.reference for hit in hits} == sentence.suggested


def test_each_mention_has_the_words_that_stand_in_the_text(finder: Finder) -> None:
    for sentence in SENTENCES:
        for hit in finder.find(sentence.text):
            assert hit.words
            if hit.method not in ("number", "symbol"):
                assert sentence.text[hit.start : hit.end] == hit.words, (sentence.text, hit)
            assert 0 <= hit.likeness <= 1


def test_a_summary_is_read_like_a_title_and_nothing_runs_from_one_into_the_other(finder: Finder) -> None:
    for sentence in SENTENCES[:40]:
        told = {(hit.reference, hit.certain) for hit in finder.find("", sentence.text)}
        assert told == {(hit.reference, hit.certain) for hit in finder.find(sentence.text)}
    assert finder.find("The plan of General", "Dynamics of the market") == []
