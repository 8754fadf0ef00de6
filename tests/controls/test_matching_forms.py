"""Legal forms are set aside wherever they stand, and nothing else is."""

import csv
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.forms import FORMS, LONGEST, set_aside

NAME = st.sampled_from(["Sagami", "Nacalai Tesque", "三井E&S", "ナカライテスク", "삼성전자", "Opticoelectron"])


class TestOneNameInManyForms:
    @pytest.mark.parametrize(
        ("written", "bare"),
        [
            ("株式会社三井E&S", "三井e&s"),
            ("三井E&S株式会社", "三井e&s"),
            ("㈱三井Ｅ＆Ｓ", "三井e&s"),
            ("（株）三井E&S", "三井e&s"),
            ("三井E&S 株式 会社", "三井e&s"),
            ("株式會社三井E&S", "三井e&s"),
            ("TDK(株)", "tdk"),
            ("主力科技股份有限公司", "主力科技"),
            ("主力科技股份有限公司".replace("科", " 科"), "主力科技"),
            ("川崎重工航空宇宙系统公司", "川崎重工航空宇宙系统"),
            ("주식회사 삼성전자", "삼성전자"),
            ("삼성전자(주)", "삼성전자"),
            ("Komatsu NTC Ltd.", "komatsu ntc"),
            ("Komatsu NTC Co.,Ltd", "komatsu ntc"),
            ("Komatsu NTC Company, Limited", "komatsu ntc"),
            ("Kabushiki Kaisha Komatsu NTC", "komatsu ntc"),
            ("Komatsu NTC K.K.", "komatsu ntc"),
            ("Vigo Photonics S.A.", "vigo photonics"),
            ("Vigo Photonics SA", "vigo photonics"),
            ("Lafert S.p.A.", "lafert"),
            ("TechInsights Europe Sp zo.o", "techinsights europe"),
            ("EXCALIBUR ARMY spol.s.r.o", "excalibur army"),
            ("TATRA TRUCKS a.s.", "tatra trucks"),
            ("Ekspla UAB", "ekspla"),
            ("UAB Ekspla", "ekspla"),
            ("SARL Strategy Analytics", "strategy analytics"),
            ("IHC Merwede Holding B.V.", "ihc merwede holding"),
            ("Siemens Aktiengesellschaft", "siemens"),
            ("Antraco Chemie-Handelsgesellschaft mbH", "antraco chemie-handelsgesellschaft"),
            ("TCOM,Limited Partnership", "tcom"),
            ("Marvin Engineering Company, Inc.", "marvin engineering"),
            ("ООО Ромашка", "ромашка"),
            ("Société Anonyme Dupont", "dupont"),
        ],
    )
    def test_is_bare_of_them(self, written, bare):
        assert set_aside(written).text == bare

    @pytest.mark.parametrize(
        ("written", "bare"),
        [
            ("Mitsui Bussan Aerospace Co., Ltd. Maintenance Center", "mitsui bussan aerospace maintenance center"),
            ("三井物产航空航天株式会社维修中心", "三井物产航空航天 维修中心"),
            ("CSBC Corporation,Taiwan", "csbc ,taiwan"),
        ],
    )
    def test_loses_them_in_the_middle_too(self, written, bare):
        assert set_aside(written).text == bare


class TestWhatIsNoLegalForm:
    @pytest.mark.parametrize(
        "name",
        [
            "AS Watson", "Co-operative Bank", "Spa Resort Holding", "SE Holding", "Inc.", "株式会社",
            "Limited Editions", "SAS Institute", "NV Energy", "Companynet", "Agfa", "Saab", "Kabushiki", "有限元科技",
        ],
    )  # fmt: skip
    def test_stays(self, name):
        assert set_aside(name).text.rstrip(".") == name.casefold().rstrip(".")
        assert set_aside(name).forms == ()


class TestWhatIsSaidOfThem:
    def test_each_is_named_in_its_usual_spelling_in_the_order_of_the_name(self):
        assert [form.text for form in set_aside("(株) Widget Co.,Ltd").forms] == ["(株)", "co ltd"]

    def test_a_form_of_one_country_tells_the_country(self):
        assert set_aside("Widget plc").countries == {"GB", "IE"}
        assert set_aside("株式会社Widget").countries == {"JP"}
        assert set_aside("Widget Ltd").countries == frozenset()
        assert set_aside("Widget").countries == frozenset()

    def test_forms_of_two_countries_tell_none(self):
        assert set_aside("SPACEKNOW INC., odstepny zavod s.r.o").countries == frozenset()

    def test_a_name_too_long_to_be_one_says_that_it_was_cut(self):
        assert set_aside("Widget " * 200).cut
        assert not set_aside("Widget Ltd").cut


class TestTheTable:
    def test_says_of_each_form_where_it_comes_from(self):
        with open("controls/matching/legal_forms.csv", encoding="utf-8") as table:
            rows = list(csv.DictReader(table))

        assert {row["source"] for row in rows} == {"ISO 20275", "usage"}
        assert sum(row["source"] == "ISO 20275" for row in rows) >= 150
        assert len({row["form"] for row in rows}) == len(rows)

    @pytest.mark.parametrize("form", FORMS, ids=lambda form: form.text)
    def test_every_form_in_it_is_set_aside_where_it_may_stand(self, form):
        bare = set_aside(f"Qwertz {form.text}")

        assert bare.text == "qwertz"
        assert bare.forms


@given(NAME, st.sampled_from(FORMS))
def test_a_name_with_a_form_behind_it_is_the_name(name, form):
    assert set_aside(f"{name} {form.text}").text == set_aside(name).text


@given(NAME, st.sampled_from([form for form in FORMS if form.place in ("any", "ends")]))
def test_a_name_with_a_form_before_it_is_the_name(name, form):
    assert set_aside(f"{form.text} {name}").text == set_aside(name).text


@settings(max_examples=200)
@given(st.text(max_size=60))
def test_any_text_keeps_its_letters_or_loses_them_to_forms(text):
    bare = set_aside(text)

    assert bare.text == bare.text.strip()
    assert len(bare.text) <= LONGEST


@pytest.mark.parametrize("piece", ["a. ", "s.", "co ", "ltd ", "株式会社", "(", "\u0301", " ", "sp. z ", "gmbh & "])
def test_ten_thousand_hostile_characters_take_no_time(piece):
    text = piece * (10_000 // len(piece))
    start = time.process_time()

    set_aside(text)

    assert time.process_time() - start < 1
