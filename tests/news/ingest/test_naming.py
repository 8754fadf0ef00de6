"""What names tell of a party: guesses for a person, and nothing where the words do not tell."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.naming import country_in, kind_of, language_of

SEED = Path(__file__).parent.parent.parent.parent / "controls/seed"


def table(name):
    return list(csv.DictReader((SEED / name).read_text(encoding="utf-8").splitlines()))


@pytest.mark.parametrize(
    ("words", "country"),
    [
        ("日本实体", "JP"),
        ("公布将20家日本实体列入关注名单", "JP"),
        ("28家美国实体", "US"),
        ("8家涉台湾企业", "TW"),
        ("美国和日本的实体", ""),
        ("参与对台军售的企业", ""),
        ("实体", ""),
        ("", ""),
        ("Japanese entities", "JP"),
        ("U.S. companies", "US"),
    ],
)
def test_a_country_is_said_where_the_words_name_exactly_one(words, country):
    assert country_in(words) == country


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("SUBARU Corporation", "en"),
        ("斯巴鲁株式会社", "zh-Hans"),
        ("三菱マテリアル株式会社", "ja"),
        ("エネオス", "ja"),
        ("ｱｰｽ", "ja"),
        ("스바루", "ko"),
        ("ACSL株式会社", "zh-Hans"),
        ("1234", "und"),
        ("", "und"),
        ("Ε.Α.Β.", "und"),
    ],
)
def test_the_language_of_a_name_is_told_by_its_script(name, tag):
    assert language_of(name) == tag


def test_the_languages_of_the_seed_are_recognised():
    """Chinese and Japanese share their signs: a Japanese name in signs alone cannot be told, and is no error."""
    told = [(row["language"], language_of(row["text"])) for row in table("names.csv")]
    english = [guess for language, guess in told if language == "en"]
    chinese = [guess for language, guess in told if language == "zh-Hans"]
    assert set(english) == {"en"}
    assert chinese.count("zh-Hans") / len(chinese) > 0.97


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("斯巴鲁株式会社", "SUBARU Corporation"), "company"),
        (("东京科学大学", "Institute of Science Tokyo"), "university"),
        (("National Defense Academy",), ""),
        (("防卫省", ""), "government_body"),
        (("Ministry of Defence",), "government_body"),
        (("Skydio, Inc.",), "company"),
        (("PBS Velká Bíteš s.r.o",), "company"),
        (("University Press Ltd.",), "company"),
        ((), ""),
        (("", ""), ""),
    ],
)
def test_the_kind_of_a_party_is_guessed_from_its_names_or_not_at_all(names, kind):
    assert kind_of(*names) == kind


def test_of_the_entities_of_the_seed_hardly_any_is_guessed_wrongly():
    names = {row["key"]: row["name"] for row in table("entities.csv")}
    kinds = {row["key"]: row["type"] for row in table("entities.csv")}
    guessed = {key: kind_of(name) for key, name in names.items() if kind_of(name)}
    wrong = {key: (kinds[key], guess) for key, guess in guessed.items() if guess != kinds[key]}
    assert len(guessed) > 0.6 * len(names)
    assert len(wrong) <= 0.1 * len(guessed), wrong


@given(st.text(max_size=80))
def test_any_text_is_answered(text):
    assert kind_of(text) in ("", "company", "university", "government_body")
    assert language_of(text) in ("en", "zh-Hans", "ja", "ko", "und")
    assert country_in(text) == "" or len(country_in(text)) == 2
