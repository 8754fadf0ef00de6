"""How many of the right names come up before any is scored: the register's own among thousands that never were."""

import csv
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from controls.matching.candidates import Candidates, Wanted
from controls.matching.facts import Facts
from controls.matching.index import Index, Party, Question, Span, Spelling
from controls.matching.parts import named
from controls.matching.rarity import rarity_of
from controls.matching.records import read
from controls.matching.wholes import asked_keys, kept_keys
from ops.made_names import Made
from tests.controls.matching_seed import Kept, names

MADE = [name.text for party in Made(seed=21).parties(1_500) for name in party.names]
TEXTS = [text for _entity, text, _language, _kind in names()]
OWNERS = [entity for entity, _text, _language, _kind in names()] + [""] * len(MADE)
CROWD = Kept([*TEXTS, *MADE])
LIMIT = 120


def share(language, change):
    """Of the names of a language the share whose entity is among the candidates for the changed name."""
    asked = [(entity, text) for entity, text, spoken, _kind in names() if spoken == language]
    found = [entity in {OWNERS[each.place] for each in CROWD.find(change(text), limit=LIMIT)} for entity, text in asked]
    return sum(found) / len(found)


def without_a_letter(text):
    place = len(text) // 3
    return text[:place] + text[place + 1 :] if len(text) > 8 else text


def two_swapped(text):
    return text[:2] + text[3] + text[2] + text[4:] if len(text) > 8 else text


def without_the_last_word(text):
    words = text.split()
    return " ".join(words[:-1]) if len(words) > 2 else text


class TestOfTheRegisterInACrowd:
    @pytest.mark.parametrize(
        ("change", "least"),
        [
            (str, 1.0),
            (str.upper, 1.0),
            (without_the_last_word, 0.97),
            (without_a_letter, 0.97),
            (two_swapped, 0.97),
            (lambda text: " ".join(reversed(text.split())), 0.97),
            (lambda text: f"The {text} Group", 0.97),
        ],
    )
    def test_english_names_come_up(self, change, least):
        assert share("en", change) >= least

    @pytest.mark.parametrize("language", ["zh-Hans", "ja"])
    @pytest.mark.parametrize("change", [str, lambda text: f"{text}有限公司", lambda text: text.replace("株式会社", "")])
    def test_chinese_and_japanese_names_all_come_up(self, language, change):
        assert share(language, change) == 1


class TestKeysOfWholeNamesFind:
    @pytest.mark.parametrize(
        ("asked", "known"),
        [
            ("AeroVironment", "Aero Vironment Inc."),
            ("Subaru", "SUBARU Corporation"),
            ("S U B A R U", "Subaru"),
            ("JMU", "Japan Marine United Corporation"),
            ("Japan Marine United", "JMU"),
            ("Huawei", "华为"),
            ("华为", "Hua Wei"),
            ("ナカライテスク", "ナカライ テスク株式会社"),
            ("三菱 重工", "三菱重工業株式会社"),
            ("МиГ", "МИГ"),
        ],
    )
    def test_the_name(self, asked, known):
        texts = [known, "Oxford Instruments", "Kolossal Widgets", "富士通株式会社"]

        assert Kept(texts).find(asked, limit=1)[0].place == 0

    @pytest.mark.parametrize(
        ("asked", "known"),
        [
            ("Putin Vladimir", "Vladimir Putin"),
            ("LEE Ann", "Ann Lee"),
            ("Hongda Wang", "王宏达"),
            ("王宏达", "Wang Hongda"),
            ("Smith, John Peter", "John Peter Smith"),
            ("Владимир Путин", "Путин Владимир"),
            ("Dr. Ann Lee", "Lee Ann"),
        ],
    )
    def test_the_person(self, asked, known):
        keys = {key for key, _share in asked_keys(named(asked))}

        assert keys & kept_keys(named(known), person=True)

    @pytest.mark.parametrize(
        ("asked", "known"),
        [
            ("Subaru", "Sagami"),
            ("Mitsubishi Electric", "Mitsubishi Heavy Industries"),
            ("JMU", "Japan Aerospace United"),
            ("華為", "中兴"),
            ("Ann Lee", "Ann Smith"),
            ("", "Subaru"),
            ("()", "()"),
        ],
    )
    def test_nothing_where_nothing_is_the_same(self, asked, known):
        keys = {key for key, _share in asked_keys(named(asked))}

        assert not keys & kept_keys(named(known), person=True)


class TestPersonsInACrowd:
    PEOPLE = Kept(["Ann Lee", "Ann Smith", "Boris Lee", "A. Lee", "Lee", "Ann Marie Lee", "李安"], person=True)

    def found(self, text):
        return {each.place for each in self.PEOPLE.find(text, limit=10)}

    def test_who_shares_two_names_comes_up(self):
        assert {0, 5} <= self.found("Lee Ann")

    def test_who_shares_one_of_two_does_not(self):
        assert not {1, 2} & self.found("Lee Ann")

    def test_who_has_initials_or_one_name_does(self):
        assert {3, 4} <= self.found("Lee Ann")

    def test_for_a_question_of_one_name_everybody_who_bears_it_does(self):
        assert {0, 2, 3, 4, 5} <= self.found("Lee")

    def test_for_initials_everybody_with_the_other_name_does(self):
        assert {0, 2, 3} <= self.found("B. Lee")


with (Path(__file__).parent.parent / "golden/persons.csv").open(encoding="utf-8") as table:
    PERSONS = [row for row in csv.DictReader(table) if row["verdict"] in ("same", "probable", "possible")]


class TestGoldenPersons:
    INDEX = Index.build(
        Party(f"{at}", True, (Spelling(row["on_record"], "", "legal"),), Facts(), (Span("a", None, None),))
        for at, row in enumerate(PERSONS)
    )

    @pytest.mark.parametrize("at", range(len(PERSONS)), ids=lambda at: f"{PERSONS[at]['asked']} {at}")
    def test_who_is_one_is_a_hit(self, at):
        question = Question(PERSONS[at]["asked"], Facts(), True, None, date(2026, 1, 1))
        hits = self.INDEX.screen(question, threshold=0.7, limit=200, below=0).hits

        assert f"{at}" in {each.key for each in hits}


class TestWhoCounts:
    def candidates(self):
        records = read((text, False) for text in ("Widget Works", "Widget Trading", "Sagami Works"))
        counts = rarity_of((str(place), records.named(place)) for place in range(len(records)))
        persons = records.person
        return Candidates(records.vocabulary, records.rows, records.keys, counts, persons)

    @pytest.mark.parametrize(
        ("allowed", "expected"),
        [
            (None, [0, 1, 2]),
            ([True, True, True], [0, 1, 2]),
            ([False, True, True], [1, 2]),
            ([False, False, True], [2]),
            ([False, False, False], []),
        ],
    )
    def test_only_they_come_up(self, allowed, expected):
        mask = None if allowed is None else np.array(allowed)
        (found,) = self.candidates().find([Wanted(named("Widget Works"), 0.0, mask)], limit=9)

        assert sorted(each.place for each in found) == expected

    @pytest.mark.parametrize("limit", [1, 2, 3])
    def test_no_more_than_asked_for(self, limit):
        (found,) = self.candidates().find([Wanted(named("Widget Works"), 0.0)], limit=limit)

        assert len(found) == limit
        assert found[0].place == 0
