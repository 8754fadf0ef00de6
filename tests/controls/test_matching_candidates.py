"""Candidates: the right names come up before anything is scored, and only names for which something speaks."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.forms import set_aside
from controls.matching.parts import named
from controls.matching.scoring import compare_named
from controls.matching.scripts import VARIANTS
from controls.matching.wholes import kept_keys
from tests.controls.matching_seed import Kept, countries, names

LIMIT = 50
TEXTS = [text for _entity, text, _language, _kind in names()]
ENTITIES = [entity for entity, _text, _language, _kind in names()]
POSTINGS = Kept(TEXTS)
LEAST, ROUNDING = 0.2, 0.005
with (Path(__file__).parent.parent / "golden/companies.csv").open(encoding="utf-8") as table:
    PAIRS = [(row["asked"], row["on_record"]) for row in csv.DictReader(table)]
AGAIN = Kept(TEXTS)
TRADITIONAL = {plain: form for form, plain in VARIANTS.items() if form in "電機業會東車龍運輸飛豐"}


def found(text, limit=LIMIT):
    return {ENTITIES[candidate.place] for candidate in POSTINGS.find(text, limit=limit)}


def full_width(text):
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


def missed(change):
    return [text for entity, text, _language, _kind in names() if entity not in found(change(text))]


class TestEverySpellingOnFileFindsItsEntity:
    def test_as_it_stands(self):
        assert missed(str) == []

    def test_first_of_all(self):
        first = [ENTITIES[POSTINGS.find(text, limit=1)[0].place] for text in TEXTS]
        wrong = {(one, other) for one, other in zip(ENTITIES, first, strict=True) if one != other}

        assert wrong == {("techinsights-europe-sp-zo-o", "techinsights-europe-limited")}

    def test_without_its_legal_form(self):
        assert missed(lambda text: set_aside(text).text) == []

    def test_in_full_width_and_capitals(self):
        assert missed(lambda text: full_width(text).upper()) == []

    def test_in_traditional_characters(self):
        assert missed(lambda text: "".join(TRADITIONAL.get(letter, letter) for letter in text)) == []

    def test_without_spaces(self):
        assert missed(lambda text: set_aside(text).text.replace(" ", "")) == []

    def test_with_a_legal_form_more(self):
        assert missed(lambda text: f"{text} Co., Ltd.") == []

    def test_with_its_last_letter_twice(self):
        assert missed(lambda text: text + text[-1] if len(text) > 4 else text) == []


class TestOneLanguageFindsAnother:
    """Each name is looked for among the others only: what an index finds of an entity that it knows by other names."""

    def share(self, language):
        hits = []
        for entity, text, spoken, _kind in names():
            others = [
                (other, against)
                for other, against, _language, _kind in names()
                if other != entity or named(against).whole != named(text).whole
            ]
            if spoken == language and countries()[entity] == "JP" and any(other == entity for other, _text in others):
                found = Kept(against for _other, against in others).find(text, limit=LIMIT)
                hits.append(any(others[candidate.place][0] == entity for candidate in found))
        return sum(hits) / len(hits)

    def test_every_japanese_name_finds_its_entity_by_the_english_and_chinese_ones(self):
        assert self.share("ja") == 1

    def test_most_chinese_names_of_japanese_firms_find_theirs_by_the_others(self):
        assert self.share("zh-Hans") >= 0.94


class TestFinding:
    def test_is_empty_where_nothing_speaks_for_a_name(self):
        assert POSTINGS.find("Wqxjv", limit=LIMIT) == []
        assert POSTINGS.find("", limit=LIMIT) == []
        assert Kept([]).find("Subaru", limit=LIMIT) == []

    def test_returns_no_more_than_asked_for_the_best_first(self):
        candidates = POSTINGS.find("Mitsubishi Heavy Industries", limit=5)

        assert len(candidates) == 5
        assert [each.most for each in candidates] == sorted((each.most for each in candidates), reverse=True)

    @pytest.mark.parametrize(
        ("asked", "entity"),
        [
            ("スバル", "subaru-corporation"),
            ("Сubaru", "subaru-corporation"),
            ("Skydoi", "skydio-inc"),
            ("Aero-Vironment", "aerovironment-inc"),
            ("JMU", "japan-marine-united-corporation"),
            ("Huntingdon Ingals", "huntington-ingalls-industries-inc"),
            ("三菱電機ソフトウエア", "mitsubishi-electric-software-corporation"),
        ],
    )
    def test_goes_by_sound_meaning_slips_and_words_written_as_one(self, asked, entity):
        assert entity in found(asked)

    def test_what_says_most_is_first_however_many_names_have_the_rest(self):
        many = Kept([*(f"Widget {number}" for number in range(300)), "Sagami Widget"])

        assert many.find("Sagami Widget", limit=5)[0].place == 300
        assert [each.place for each in many.find("Widget", limit=5)] == [0, 1, 2, 3, 4]

    def test_leaves_out_what_cannot_score_enough(self):
        some = Kept(["Sagami Widget", "Widget Kolossal", "Oxford Instruments"])

        assert [each.place for each in some.find("Sagami Widget", limit=5)] == [0, 1]
        assert [each.place for each in some.find("Sagami Widget", limit=5, least=0.9)] == [0]

    @pytest.mark.parametrize(
        ("asked", "known"),
        [("Putin Vladimir", "Vladimir Putin"), ("Hongda Wang", "王宏达"), ("欧阳锋", "Feng Ouyang")],
    )
    def test_persons_are_found_by_their_words_in_any_order(self, asked, known):
        assert [each.place for each in Kept([known, "Ann Lee"], person=True).find(asked, limit=1)] == [0]


class TestTheMostThatANameCanScore:
    """Names are left out by it, so no score may be higher."""

    def test_is_no_less_than_the_score_of_any_golden_pair(self):
        kept = Kept([*(known for _asked, known in PAIRS), *TEXTS])
        higher = []
        for place, (asked, known) in enumerate(PAIRS):
            score = compare_named(named(asked), named(known), kept.rarity)
            most = {each.place: each.most for each in kept.find(asked, limit=len(PAIRS) + len(TEXTS))}
            if score.value >= LEAST and most.get(place, 0) < score.value - ROUNDING:
                higher.append((asked, known, score.value, most.get(place)))

        assert higher == []


@given(st.sampled_from(TEXTS))
def test_the_same_question_has_the_same_answer(text):
    assert POSTINGS.find(text, limit=LIMIT) == AGAIN.find(text, limit=LIMIT)


@given(st.text(max_size=60))
def test_any_text_has_whole_numbers_as_keys(text):
    assert all(isinstance(key, int) for key in kept_keys(named(text), person=True))


def test_ten_thousand_hostile_characters_take_no_time():
    start = time.process_time()

    for piece in ("Mitsubishi ", "三菱", "エア", "a", "Heavy Industries "):
        POSTINGS.find((piece * 10_000)[:10_000], limit=LIMIT)

    assert time.process_time() - start < 2
