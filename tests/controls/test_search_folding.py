"""Folding: characters that are compared as one, and those that are not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.scripts import VARIANTS, fold, folded

ALIKE = [
    # Width
    ("ＳＵＢＡＲＵ", "subaru"),
    ("１Ｃ９０２", "1c902"),
    ("第１２号", "第12号"),
    ("ｶﾞﾘｳﾑ", "ガリウム"),
    ("ﾊﾟﾅｿﾆｯｸ", "パナソニック"),
    ("㈱", "(株)"),
    ("㍿", "株式会社"),
    ("　", " "),
    # Case
    ("SUBARU", "subaru"),
    ("STRASSE", "straße"),
    ("Dy", "DY"),
    # Accents of Latin letters
    ("Société", "societe"),
    ("Škoda", "skoda"),
    ("Zürich", "zurich"),
    ("Nguyễn", "nguyen"),
    ("e\u0301", "e"),
    # Kana: both sets, voiced marks joined or apart
    ("じすぷろしうむ", "ジスプロシウム"),
    ("なからいてすく", "ナカライテスク"),
    ("か\u3099", "ガ"),
    ("ﾎﾟ", "ぽ"),
    ("ゔ", "ヴ"),
    # Forms of one Chinese character: traditional, simplified, Japanese
    ("氣", "气"),
    ("気", "气"),
    ("鐵", "铁"),
    ("鉄", "铁"),
    ("龍", "龙"),
    ("竜", "龙"),
    ("廣", "广"),
    ("広", "广"),
    ("發", "发"),
    ("発", "发"),
    ("對", "对"),
    ("対", "对"),
    ("澤", "泽"),
    ("沢", "泽"),
    ("濱", "滨"),
    ("浜", "滨"),
    ("邊", "边"),
    ("辺", "边"),
    ("德", "徳"),
    ("黑", "黒"),
    ("增", "増"),
    ("步", "歩"),
    ("關注名單", "关注名单"),
    ("関注名単", "关注名单"),
    ("斯巴魯", "斯巴鲁"),
    ("半井試劑", "半井试剂"),
    ("日本製鉄", "日本制铁"),
    ("東芝電子", "东芝电子"),
    ("三菱重工業", "三菱重工业"),
    ("不可靠實體清單", "不可靠实体清单"),
    ("稀土硼酸氧鈣", "稀土硼酸氧钙"),
    # Elements
    ("鏑", "镝"),
    ("鋱", "铽"),
    ("釔", "钇"),
    ("鑭", "镧"),
    ("鈰", "铈"),
    ("釹", "钕"),
    ("釤", "钐"),
    ("銪", "铕"),
    ("釓", "钆"),
    ("鈥", "钬"),
    ("鉺", "铒"),
    ("銩", "铥"),
    ("鐿", "镱"),
    ("鎦", "镏"),
    ("鈧", "钪"),
    ("鎵", "镓"),
    ("鍺", "锗"),
    ("銻", "锑"),
    # Forms that Japanese names keep
    ("髙", "高"),
    ("﨑", "崎"),
    ("嶋", "島"),
    ("冨", "富"),
    ("邉", "辺"),
    ("𠮷", "吉"),
    ("敍", "叙"),
    ("敘", "叙"),
    # What nobody sees
    ("Su\u00adbaru", "subaru"),
    ("Su\u200bbaru", "subaru"),
    ("\ufeffSubaru", "subaru"),
    ("直\ufe00", "直"),
    ("葛\U000e0100", "葛"),
]
DIFFERENT = [
    ("083201J", "083201X"),
    ("0", "O"),
    ("1", "l"),
    ("は", "ば"),
    ("ツ", "ッ"),
    ("土", "士"),
    ("未", "末"),
    ("钐", "铽"),
    ("Dy", "Tb"),
    ("Сubaru", "Cubaru"),  # the first letter is Cyrillic: nothing that folding may decide
    ("ー", "-"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE, ids=[f"{one} {other}" for one, other in ALIKE])
def test_is_compared_as_one(one, other):
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=[f"{one} {other}" for one, other in DIFFERENT])
def test_is_kept_apart(one, other):
    assert folded(one) != folded(other)


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text):
    once = folded(text)

    assert folded(once) == once


@given(st.text())
def test_every_character_knows_where_it_came_from(text):
    found = fold(text)

    assert len(found.origins) == len(found.text)
    assert list(found.origins) == sorted(found.origins)
    assert all(0 <= origin < len(text) for origin in found.origins)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_the_short_way_for_plain_letters_comes_to_the_same(text):
    by_hand = "".join(unicodedata.normalize("NFKC", letter).casefold() for letter in text)

    assert fold(text).text == by_hand
    assert fold(text).origins == tuple(range(len(text)))


@given(st.text())
def test_width_does_not_matter(text):
    assert folded(unicodedata.normalize("NFKC", text)) == folded(unicodedata.normalize("NFKC", folded(text)))


def test_a_place_is_that_of_the_letter_and_not_of_its_mark():
    found = fold("か\u3099す")

    assert (found.text, found.origins) == ("ガス", (0, 2))


def test_a_sign_that_stands_for_several_letters_has_one_place():
    found = fold("A㍿B")

    assert found.text == "a株式会社b"
    assert found.origins == (0, 1, 1, 1, 1, 2)


def test_a_thousand_marks_on_a_letter_are_none():
    found = fold("a" + "\u0301" * 1000 + "b")

    assert found.text == "ab"
    assert found.origins == (0, 1001)


class TestTheTable:
    def test_has_some_thousand_forms(self):
        assert 3_500 < len(VARIANTS) < 6_000

    def test_leads_to_characters_that_lead_nowhere_else(self):
        assert not [form for form, read in VARIANTS.items() if read in VARIANTS]

    def test_is_of_single_characters(self):
        assert {len(sign) for pair in VARIANTS.items() for sign in pair} == {1}

    def test_leaves_latin_letters_digits_and_kana_alone(self):
        assert not [form for form in VARIANTS if form < "\u3400"]


@pytest.mark.parametrize(
    "pair", ["衛卫", "挙举", "郷乡", "呉吴", "娯娱", "鉱矿", "渋涩", "闘斗", "姫姬", "並并", "舗铺"]
)
def test_japanese_forms_whose_older_form_is_not_the_chinese_one_are_read_as_it(pair):
    assert folded(pair[0]) == folded(pair[1])
