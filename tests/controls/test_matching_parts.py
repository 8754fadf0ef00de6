"""Names cut into parts: words, phrases, pieces of Chinese and Japanese runs, and how much each says."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.glossary import GLOSSARY, KINDS, phrases, segments
from controls.matching.likeness import likeness
from controls.matching.parts import MOST, Part, named
from controls.matching.rarity import Rarity, rarity_of
from controls.matching.scripts import folded
from tests.controls.matching_seed import rarity


def meanings(text):
    return [part.meaning or part.text for part in named(text).parts]


class TestParts:
    @pytest.mark.parametrize(
        ("name", "found"),
        [
            ("三菱重工海事系统株式会社", ["mitsubishi", "heavy industries", "maritime", "systems"]),
            ("三菱重工マリタイムシステムズ㈱", ["mitsubishi", "heavy industries", "maritime", "systems"]),
            ("Mitsubishi Heavy Industries Maritime Systems", ["mitsubishi", "heavy industries", "maritime", "systems"]),
            ("MHI Sagami High-tech, Ltd.", ["mitsubishi", "heavy industries", "sagami", "high technology"]),
            ("川重岐阜エンジニアリング", ["kawasaki", "heavy industries", "gifu", "engineering"]),
            ("沖エンジニアリング", ["oki", "engineering"]),
            ("ガスト", ["ガスト"]),
            ("東京ガス", ["tokyo", "gas"]),
            ("富士通防卫与国家安全株式会社", ["fujitsu", "defence", "and", "national security"]),
            ("Aoki Seimitsu Kohgyo", ["aoki", "precision", "industries"]),
            ("IHI原動機", ["ihi", "engines"]),
            ("三泰克托株式会社", ["三泰克托"]),
            ("L3 Harris Technologies", ["l3harris", "technology"]),
            ("ООО Ромашка", ["ромашка"]),
            ("ТОКЕМ Factory", ["tokem", "factory"]),
            ("삼성전자", ["samsung", "electronics"]),
            ("", []),
        ],
    )  # fmt: skip
    def test_are_what_the_glossary_knows_and_what_is_left(self, name, found):
        assert meanings(name) == found

    def test_are_no_more_than_any_name_has(self):
        name = named("ab " * 200)

        assert len(name.parts) == MOST
        assert name.cut

    def test_that_say_something_leave_out_and_of_and_group(self):
        assert [part.text for part in named("Bank of the Widget Group").said] == ["bank", "widget"]

    def test_count_by_meaning_or_by_word_without_plural(self):
        assert Part("航空", "han", "aviation", "trade").key == "=aviation"
        assert Part("widgets", "latin").key == "widget"


class TestGlossary:
    def test_has_every_form_once_and_folded(self):
        with open("controls/matching/glossary.csv", encoding="utf-8") as table:
            rows = list(csv.DictReader(table))

        assert len({row["form"] for row in rows}) == len(rows) == len(GLOSSARY)
        assert [row["form"] for row in rows if row["form"] != folded(row["form"])] == []
        assert {row["source"] for row in rows} == {"register", "usage"}
        assert {row["kind"] for row in rows} == {"trade", "house", "place", "light", "word"}

    def test_says_register_of_forms_that_the_register_holds(self):
        with open("controls/seed/names.csv", encoding="utf-8") as table:
            held = folded(" ".join(row["text"] for row in csv.DictReader(table)))
        with open("controls/matching/glossary.csv", encoding="utf-8") as table:
            said = [row["form"] for row in csv.DictReader(table) if row["source"] == "register"]

        assert len(said) > 300
        assert [form for form in said if form not in held] == []

    def test_has_one_kind_for_each_meaning(self):
        kinds = {}
        for meaning in GLOSSARY.values():
            if len(meaning.names) == 1:
                kinds.setdefault(meaning.names[0], set()).add(meaning.kind)

        assert {name: found for name, found in kinds.items() if len(found) > 1} == {}
        assert all(name in KINDS for meaning in GLOSSARY.values() for name in meaning.names)

    def test_longest_phrases_come_first(self):
        assert [
            (length, meaning and meaning.names[0]) for length, meaning in phrases(["general", "dynamics", "x"])
        ] == [
            (2, "general dynamics"),
            (1, None),
        ]

    def test_runs_are_cut_so_that_least_is_left_over(self):
        assert [piece for piece, _meaning in segments("三井物产航空航天")] == ["三井", "物产", "航空航天"]
        assert [piece for piece, _meaning in segments("甲乙航空丙")] == ["甲乙", "航空", "丙"]

    @given(st.text("三菱重工海事系统航空航天技术与甲乙丙エンジン", max_size=30))
    def test_a_run_cut_is_the_run(self, run):
        assert "".join(piece for piece, _meaning in segments(run)) == run


class TestRarity:
    def test_rare_words_say_more_than_common_ones(self):
        weigh = rarity().weight
        sagami, heavy = named("Sagami Widget").parts[0], named("Heavy Industries").parts[0]

        assert weigh(sagami) > 2 * weigh(heavy)

    def test_a_word_with_which_several_entities_begin_is_a_house(self):
        counts = rarity_of((entity, named(f"Qwertz {entity}")) for entity in ("a1", "b2", "c3"))

        assert counts.is_house(Part("qwertz", "latin"))
        assert not counts.is_house(Part("a1", "latin"))

    def test_several_names_of_one_entity_count_once(self):
        counts = rarity_of([("a", named("Qwertz")), ("a", named("Qwertz Ltd")), ("b", named("Widget"))])

        assert counts.counts["qwertz"] == 1
        assert counts.entities == 2

    def test_without_counts_each_kind_says_what_it_may(self):
        assert Rarity().weight(Part("qwertz", "latin")) == 1
        assert Rarity().weight(Part("and", "latin", "and", "light")) == 0.05


class TestLikeness:
    @pytest.mark.parametrize(
        ("one", "other", "kind"),
        [
            ("Widget", "widget", "equal"),
            ("Widgets", "widget", "spelling"),
            ("航空", "aviation", "meaning"),
            ("Technologies", "Technology", "spelling"),
            ("ロメルト", "Romelt", "sound"),
            ("攻卫", "gongwei", "pinyin"),
            ("Herstal", "Herstel", "slip"),
            ("甲乙丙丁", "甲乙丙戊", "slip"),
            ("甲乙丙", "甲乙丁", ""),
            ("航空", "造船", ""),
            ("7", "8", ""),
            ("a7", "a8", ""),
            ("Oki", "Aki", ""),
        ],
    )
    def test_has_a_kind_or_there_is_none(self, one, other, kind):
        first, second = named(one).parts[0], named(other).parts[0]

        assert likeness(first, second).kind == kind
        assert likeness(second, first) == likeness(first, second)
