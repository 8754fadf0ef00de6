"""Every name on record is found in a sentence, and nobody else's name is taken for one."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from controls.models import EntityName
from news.linking.finder import Finder
from news.linking.known import Hit
from news.linking.names import AMBIGUOUS
from news.linking.reading import signs_of
from news.services import finding

pytestmark = pytest.mark.django_db
GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture
def finder(db: None) -> Iterator[Finder]:
    yield finding.current().finder
    finding.forget()


def sentences(name: str, language: str) -> list[str]:
    """The name as papers of its language would put it."""
    if name.isascii():
        return [f"China names {name} in its notice", f"the ministry added {name}"]
    if language == "ja":
        return [f"中国は{name}を追加した", f"{name}は影響を精査する"]
    return [f"商务部将{name}列入名单", f"对{name}采取措施"]


def entities(finder: Finder, text: str) -> list[Hit]:
    return [hit for hit in finder.find(text) if hit.reference.startswith("entity:")]


def rows(table: str) -> list[dict[str, str]]:
    with (GOLDEN / table).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_each_name_on_record_is_found_and_nobody_else_for_certain(finder: Finder) -> None:
    standing: Counter[str] = Counter()
    for key, name, language in EntityName.objects.order_by("pk").values_list("entity__key", "text", "language"):
        for text in sentences(name, language):
            found = entities(finder, text)
            own = [hit for hit in found if hit.reference == f"entity:{key}"]
            assert own, text
            assert [hit for hit in found if hit.certain] == [hit for hit in own if hit.certain], text
            standing["certain" if own[0].certain else "suggested"] += 1
    assert standing["certain"] >= 0.95 * standing.total()


def test_names_that_mean_something_else_are_suggested_and_no_more(finder: Finder) -> None:
    known = [
        (key, name, language)
        for key, name, language in EntityName.objects.values_list("entity__key", "text", "language")
        if signs_of(name) in AMBIGUOUS
    ]
    assert len(known) >= 8
    for key, name, language in known:
        for text in sentences(name, language):
            assert [(hit.reference, hit.certain) for hit in entities(finder, text)] == [(f"entity:{key}", False)]


def test_no_company_that_is_on_no_list_is_taken_for_one(finder: Finder) -> None:
    unlisted = rows("unlisted.csv")
    assert len(unlisted) > 400
    wrong = [
        text
        for row in unlisted
        for text in sentences(row["name"], "zh-Hans")
        if any(hit.certain for hit in entities(finder, text))
    ]
    assert wrong == []


def test_no_sibling_is_taken_for_the_one_on_record(finder: Finder) -> None:
    on_record = {signs_of(name) for name in EntityName.objects.values_list("text", flat=True)}
    siblings = [
        row["asked"]
        for row in rows("companies.csv")
        if row["truth"] != "one" and signs_of(row["asked"]) not in on_record
    ]
    assert len(siblings) > 200
    wrong = [
        (text, hit.reference)
        for name in siblings
        for text in sentences(name, "zh-Hans")
        for hit in entities(finder, text)
        if hit.certain and len(hit.words) < len(name)
    ]
    assert wrong == []


def test_each_measure_and_notice_is_found_by_what_it_is_cited_as(finder: Finder) -> None:
    missed = []
    for fact in [*finding.known().notices, *finding.known().measures]:
        for citation in fact.citations:
            order = ("Order" in citation or "令" in citation) and "国务院" not in citation
            if not order and any(word in citation for word in ("MOFCOM", "商务部", "UEL", "State Council", "国务院令")):
                found = {
                    hit.reference for hit in finder.find(f"见{citation}。" if not citation.isascii() else citation)
                }
                missed += [citation] if fact.reference not in found else []
    assert missed == []


def test_each_code_is_found(finder: Finder) -> None:
    known = finding.known()
    for coded in known.item_codes:
        assert coded.reference in {hit.reference for hit in finder.find(f"目录编号 {coded.code} 项")}
    for coded in known.control_codes:
        assert coded.reference in {hit.reference for hit in finder.find(f"items of {coded.code}, which")}
    for coded in known.tariff_codes:
        (hit,) = finder.find(f"HS {coded.code}")
        assert (hit.reference, hit.certain) == (coded.reference, True)


def test_each_element_is_found_by_each_of_its_names(finder: Finder) -> None:
    for material in finding.known().elements:
        assert set(material.names) == {"en", "zh", "ja"}
        for name in material.names.values():
            text = f"{name} oxide of the rare earths" if name.isascii() else f"稀土：{name}"
            assert (material.reference, True) in {(hit.reference, hit.certain) for hit in finder.find(text)}, text


def test_each_list_is_found_by_its_own_names(finder: Finder) -> None:
    for known in finding.known().lists:
        for title in known.titles:
            text = f"China: {title} of entities" if title.isascii() else f"列入{title}。"
            assert (known.reference, True) in {(hit.reference, hit.certain) for hit in finder.find(text)}, text
