"""Measures the search on 10,000 entities and 200,000 articles that never were: `make bench-search`.

The rows are drawn from words of the trade by a fixed seed, common words often and rare ones rarely, as in real text.
They are written in one transaction that is taken back, so that no database keeps them. Each question is put to the
endpoint itself, and none twice.
"""

import argparse
import math
import os
import random
import statistics
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import django
from django.apps import apps
from django.db import connection, transaction
from django.test import RequestFactory
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("API_THROTTLE_ANON", "1000000/s")
if not apps.ready:
    django.setup()

from controls.api.search import Search
from controls.models.search import Kind
from controls.services import searching
from controls.services.searching.documents import Draft, Text

PROMISE = 50.0  # milliseconds, at the 95th percentile
AT_ONCE = 2_000
FIRST_DAY = date(2020, 1, 1)
QUESTIONS = 400
# Syllables of made-up names, and the words that such texts are full of.
SYLLABLES = [
    "al", "be", "cor", "da", "el", "fu", "gen", "hi", "in", "jo", "ka", "lu", "mi", "nor", "o", "pra", "qui", "ro",
    "sa", "ta", "u", "vor", "wa", "xen", "yo", "zi",
]  # fmt: skip
FORMS = ["Corporation", "Co., Ltd.", "Inc.", "Industries", "Holdings", "GmbH", "Heavy Industries", "Technologies"]
TRADE = [
    "rare", "earth", "export", "control", "magnet", "licence", "dysprosium", "terbium", "samarium", "price", "supply",
    "Beijing", "ministry", "commerce", "announcement", "suspension", "shipment", "customs", "processing",
    "separation", "technology", "catalogue", "list", "entity", "Japan", "dual-use",
]  # fmt: skip
HAN = "稀土出口管制磁铁许可镝铽钐价格供应商务部公告暂停海关分离技术目录清单实体日本两用物项公司有限股份电子重工化学金属"


class Made:
    """Names and titles that never were, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - nothing secret
        self.rare = [self._word() for _each in range(30_000)]

    def _word(self) -> str:
        return "".join(self.chance.choice(SYLLABLES) for _each in range(self.chance.randint(2, 4)))

    def _han(self, least: int, most: int) -> str:
        return "".join(self.chance.choice(HAN) for _each in range(self.chance.randint(least, most)))

    def entity(self, number: int) -> Draft:
        name = f"{self.chance.choice(self.rare)} {self.chance.choice(self.rare)} {self.chance.choice(FORMS)}".title()
        texts = [Text(Kind.AS_LISTED, "en", name), Text(Kind.AS_LISTED, "zh-Hans", f"{self._han(3, 6)}株式会社")]
        texts.append(Text(Kind.REGISTER_NUMBER, "", f"{9_000_000_000_000 + number}"))
        page = ("entity", f"made-{number}")
        return Draft("entity", page[1], name, page, texts, 80, known_from=FIRST_DAY, lists=["cn-watch-list"])

    def article(self, number: int) -> Draft:
        words = [self.chance.choice(TRADE if self.chance.random() < 0.6 else self.rare) for _each in range(11)]
        chinese = self.chance.random() < 0.3
        title = self._han(14, 30) if chinese else " ".join(words).capitalize()
        texts = [Text(Kind.TITLE, "zh-Hans" if chinese else "en", title)]
        day = FIRST_DAY + timedelta(days=number % 2_400)
        return Draft("article", f"made-{number}", title, ("claim", "made"), texts, 10, known_from=day, is_report=True)

    def question(self, kind: int, entities: Sequence[Draft]) -> str:
        """One of ten kinds of question in turn, from what everybody asks to what nobody can answer."""
        known = self.chance.choice(entities)
        name, chinese = known.title, known.texts[1].text
        letters = list(name.split()[0])
        slip = self.chance.randrange(1, len(letters)) if len(letters) > 1 else 0
        letters[slip] = self.chance.choice("aeiou")
        common, other = self.chance.sample(TRADE, 2)
        return [
            name,
            " ".join(name.split()[:2]),
            name[:5],
            "".join(letters),
            chinese[:3],
            known.texts[2].text,
            f"{common} {other}",
            f"{common} {self.chance.choice(self.rare)}",
            f"No. {self.chance.randint(1, 90)} of 202{self.chance.randint(3, 6)}",
            self._word() + "qx",
        ][kind % 10]


def fill(drafts: Iterable[Draft], number: int) -> None:
    rows = iter(drafts)
    while portion := list(islice(rows, AT_ONCE)):
        searching.keep(drafts=portion)
        number -= len(portion)
        print(f"\r{number:8,} rows to write ", end="", flush=True)
    print("\r", end="")


@dataclass(frozen=True, order=True)
class Taken:
    """Milliseconds of one question: until its answer was there, and computed by us and by the database for it.

    Where others use the machine too, only the second says something about us. NaN where the system does not tell.
    """

    waited: float
    computed: float
    text: str


def ask(text: str, backend: int) -> Taken:
    """Put one question to the endpoint. `backend` is the process of the database that answers us."""
    request = RequestFactory(headers={"host": "localhost"}).get(f"/api/v1/search/?{urlencode({'q': text})}")
    # Who may ask hangs on the route; how fresh the sources are is put on by the wiring, and is no part of the search.
    request.resolver_match = resolve(request.path)
    request.freshness = dict  # type: ignore[attr-defined]
    began, ours, theirs = time.perf_counter(), time.thread_time(), computed_by(backend)
    answer = Search.as_view()(request)
    waited = time.perf_counter() - began
    computed = time.thread_time() - ours + computed_by(backend) - theirs
    if answer.status_code != 200:
        raise SystemExit(f"{text!r}: the search answers {answer.status_code}, nothing to measure.")
    return Taken(waited * 1000, computed * 1000, text)


def computed_by(pid: int) -> float:
    """Seconds that a process has computed, to the nanosecond."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="utf-8").split()[0]) / 1e9
    except OSError:  # another system, or a database on another machine
        return math.nan


def measure(questions: Sequence[str]) -> list[Taken]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    for text in questions[:10]:
        ask(text, backend)
    return sorted(ask(text, backend) for text in questions[10:])


def verdict(waited: float, computed: float) -> tuple[str, int]:
    """In words, and as an exit code, from the 95th percentiles. Only what we computed ourselves can be our fault."""
    if waited <= PROMISE:
        return "kept", 0
    return ("kept as computed; others use this machine", 0) if computed <= PROMISE else ("BROKEN", 1)


def bench(*, entities: int, articles: int, questions: int) -> int:
    """Write the rows, ask, print what it took, and take the rows back. Returns the exit code."""
    made = Made(seed=20261121)
    with transaction.atomic():
        drafts = [made.entity(number) for number in range(entities)]
        fill(drafts, entities + articles)
        fill((made.article(number) for number in range(articles)), articles)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE controls_searchdocument, controls_searchword")
        results = measure(list(dict.fromkeys(made.question(number, drafts) for number in range(questions))))
        transaction.set_rollback(True)
    print(
        f"{entities:,} entities and {articles:,} articles, {len(results)} questions; promised: 95 % in {PROMISE:g} ms"
    )
    waited = statistics.quantiles([taken.waited for taken in results], n=100)
    computed = statistics.quantiles([taken.computed for taken in results], n=100)
    for name, cut in (("waited for", waited), ("computed", computed)):
        print(f"{name:>10}: half in {cut[49]:.1f} ms, 95 % in {cut[94]:.1f} ms, 99 % in {cut[98]:.1f} ms")
    said, code = verdict(waited[94], computed[94])
    print(said)
    for taken in sorted(results, key=lambda taken: taken.computed)[-5:]:
        print(f"  {taken.waited:6.1f} ms, {taken.computed:6.1f} computed  {taken.text}")
    return code


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-search", description=__doc__)
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--questions", type=int, default=QUESTIONS)
    given = parser.parse_args(arguments)
    return bench(entities=given.entities, articles=given.articles, questions=given.questions)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
