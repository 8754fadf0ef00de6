"""Written questions in three scripts: each finds the right fact in the first three."""

from datetime import date

import pytest

from controls.matching.questions import Sought
from controls.models import SearchDocument
from controls.models.search_queries import Asked, Level, look, near_codes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
DAY = date(2026, 11, 21)

# What is typed, and the fact that is meant.
WRITTEN = {
    # Names: English, Chinese in both forms, Japanese, short, former, of any width and case
    "Subaru": "entity:subaru-corporation",
    "SUBARU CORPORATION": "entity:subaru-corporation",
    "ＳＵＢＡＲＵ": "entity:subaru-corporation",
    "斯巴鲁": "entity:subaru-corporation",
    "斯巴魯": "entity:subaru-corporation",
    "斯巴鲁株式会社": "entity:subaru-corporation",
    "斯巴鲁 株式会社": "entity:subaru-corporation",
    "引能仕": "entity:eneos-corporation",
    "ENEOS株式会社": "entity:eneos-corporation",
    "ＥＮＥＯＳ": "entity:eneos-corporation",
    "半井试剂": "entity:nacalai-tesque-inc",
    "半井試劑": "entity:nacalai-tesque-inc",
    "ナカライテスク": "entity:nacalai-tesque-inc",
    "ﾅｶﾗｲﾃｽｸ": "entity:nacalai-tesque-inc",
    "なからいてすく": "entity:nacalai-tesque-inc",
    "JAXA": "entity:japan-aerospace-exploration-agency",
    "Aero Vironment": "entity:aerovironment-inc",
    "aerovironment inc": "entity:aerovironment-inc",
    "AEVEX 航天公司": "entity:aevex-aerospace",
    "AEVEX航天公司": "entity:aevex-aerospace",
    "漢翔航空工業股份有限公司": "entity:aerospace-industrial-development-corp",
    "MHI Oceanics": "entity:mhi-oceanincs-co-ltd",
    "Skydio": "entity:skydio-inc",
    # Slips of the pen
    "Subaro": "entity:subaru-corporation",
    "Skidio Inc": "entity:skydio-inc",
    "引能士": "entity:eneos-corporation",
    "dysprosum": "element:dy",
    # Numbers of registers and keys
    "5011101019196": "entity:subaru-corporation",
    "５０１１１０１０１９１９６": "entity:subaru-corporation",
    "cn-wl-2026-012-1": "entity:subaru-corporation",
    "mofcom-2026-12": "notice:mofcom-2026-12",
    "cn-2025-61-c": "measure:cn-2025-61",
    # Notices, as people cite them
    "MOFCOM 2026 No. 12": "notice:mofcom-2026-12",
    "mofcom 2026 no12": "notice:mofcom-2026-12",
    "商务部公告2026年第12号": "notice:mofcom-2026-12",
    "商務部公告2026年第12號": "notice:mofcom-2026-12",
    "商务部公告２０２６年 第１２号": "notice:mofcom-2026-12",
    "Announcement No. 12 of 2026": "notice:mofcom-2026-12",
    "No. 12/2026": "notice:mofcom-2026-12",
    "2026-12": "notice:mofcom-2026-12",
    "12/2026": "notice:mofcom-2026-12",
    "公告〔2026〕第12号": "notice:mofcom-2026-12",
    "UEL 2025 No. 7": "notice:uel-2025-7",
    "No. 61 of 2025": "measure:cn-2025-61",
    "商务部公告2025年第61号": "measure:cn-2025-61",
    "2025 No. 70": "suspension:cn-2025-70",
    "No. 46": "measure:cn-2024-46",
    # Elements: symbol and names
    "Dy": "element:dy",
    "dysprosium": "element:dy",
    "Dysprosium (Dy)": "element:dy",
    "镝": "element:dy",
    "鏑": "element:dy",
    "ジスプロシウム": "element:dy",
    "じすぷろしうむ": "element:dy",
    "ｼﾞｽﾌﾟﾛｼｳﾑ": "element:dy",
    "neodymium": "element:nd",
    "鋱": "element:tb",
    # Codes
    "1C902": "controlled-item:cn-2025-18-1c902-1",
    "1c902": "controlled-item:cn-2025-18-1c902-1",
    "１Ｃ９０２": "controlled-item:cn-2025-18-1c902-1",
    "1C902.a.4": "controlled-item:cn-2025-18-1c902.a.4-12",
    "1C902 a 4": "controlled-item:cn-2025-18-1c902.a.4-12",
    "2805301910": "tariff-code:2805301910",
    "2805.30.19.10": "tariff-code:2805301910",
    "2805 30 19 10": "tariff-code:2805301910",
    # Titles, lists and wording
    "Watch List": "entity-list:cn-watch-list",
    "关注名单": "entity-list:cn-watch-list",
    "關注名單": "entity-list:cn-watch-list",
    "関注名単": "entity-list:cn-watch-list",
    "不可靠实体清单": "entity-list:cn-unreliable-entity-list",
    "稀土管理条例": "measure:cn-sc785-2024",
    "samarium-cobalt magnets": "controlled-item:cn-2025-18-1c902.a.4-12",
    "samarium cobalt magnet": "controlled-item:cn-2025-18-1c902.a.4-12",
    "boric acid": "claim:cc-01",
    # The technology catalogue: codes of any edition, titles, control points
    "083201J": "catalogue-item:rare-earth-refining",
    "０８３２０１ｊ": "catalogue-item:rare-earth-refining",
    "083201 X": "catalogue-item:non-ferrous-metallurgy",
    "053302J": "catalogue-item:rare-earth-refining",
    "rare earth refining": "catalogue-item:rare-earth-refining",
    "rare-earth-refining": "catalogue-item:rare-earth-refining",
    "calcium oxyborate": "catalogue-item:rare-earth-refining",
    "calcium oxiborate": "catalogue-item:rare-earth-refining",
    "稀土硼酸氧钙": "catalogue-item:rare-earth-refining",
    "稀土硼酸氧鈣": "catalogue-item:rare-earth-refining",
    "稀土 硼酸氧钙": "catalogue-item:rare-earth-refining",
    "2023-12-21": "catalogue-revision:2023-12-21",
    "MOFCOM 2023 No. 57": "measure:cn-cat-2023",
}


def found(text, *, on=DAY, most=3):
    answer = look(Asked(Sought(text), on=on, most=most))
    documents = SearchDocument.objects.in_bulk([number for number, _score in answer.hits])
    return [str(documents[number]).replace(" ", ":", 1) for number, _score in answer.hits]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_written_question_finds_its_fact_in_the_first_three(text):
    assert WRITTEN[text] in found(text)


def test_there_are_forty_questions_and_they_are_written_in_three_scripts():
    latin = [text for text in WRITTEN if text.isascii()]
    kana = [text for text in WRITTEN if any("\u3041" <= sign <= "\u30ff" for sign in text)]
    han = [text for text in WRITTEN if any("\u4e00" <= sign <= "\u9fff" for sign in text)]

    assert len(WRITTEN) >= 40
    assert min(len(latin), len(han)) >= 10
    assert len(kana) >= 4


@pytest.mark.parametrize("text", ["Subaru", "Dy", "镝", "1C902", "Watch List", "关注名单", "5011101019196", "2026-12"])
def test_what_is_called_exactly_so_stands_first(text):
    assert found(text)[0] == WRITTEN[text]


class TestCodesAreLaw:
    """083201J is prohibited, 083201X needs a licence: two technologies whose codes differ in the last letter only."""

    PROHIBITED, RESTRICTED = "catalogue-item:rare-earth-refining", "catalogue-item:non-ferrous-metallurgy"

    @pytest.mark.parametrize(("asked", "fact"), [("083201J", PROHIBITED), ("083201X", RESTRICTED)])
    def test_a_code_never_finds_the_one_beside_it(self, asked, fact):
        assert found(asked, most=50) == [fact]

    @pytest.mark.parametrize("text", ["083201J", "083201j", "０８３２０１Ｊ", "083201 J", "083201-j"])
    def test_width_case_and_spaces_do_not_matter(self, text):
        assert found(text, most=50)[0] == self.PROHIBITED

    @pytest.mark.parametrize(("asked", "beside"), [("083201J", "083201X"), ("083201X", "083201J")])
    def test_the_one_beside_it_is_offered_as_another(self, asked, beside):
        assert [code for code, _document in near_codes(Sought(asked), on=DAY)] == [beside]

    def test_a_code_that_nobody_has_finds_nothing_and_is_offered_what_is_near(self):
        assert found("083201Z") == []
        assert [code for code, _document in near_codes(Sought("083201Z"), on=DAY)] == ["083201J", "083201X"]

    def test_digits_alone_find_all_that_begin_with_them(self):
        assert set(found("083201")) == {self.PROHIBITED, self.RESTRICTED}

    def test_a_near_code_is_not_taken_for_a_misspelt_one(self):
        answer = look(Asked(Sought("083201K refining"), on=DAY))

        assert answer.level == Level.SOME  # the other word is found, and it is said that only some were

    @pytest.mark.parametrize("code", ["053302J", "213301J", "083201J"])
    def test_a_technology_is_found_by_its_code_in_any_edition(self, code):
        assert found(code) == [self.PROHIBITED]

    def test_codes_above_and_below_are_no_near_ones(self):
        codes = [code for code, _document in near_codes(Sought("1C902"), on=DAY)]

        assert codes
        assert not [code for code in codes if code.startswith("1C902")]

    def test_what_is_no_code_has_no_near_ones(self):
        assert near_codes(Sought("dysprosium"), on=DAY) == []
        assert near_codes(Sought("1C902 samarium"), on=DAY) == []

    def test_a_near_code_that_could_not_be_known_that_day_is_not_offered(self):
        assert near_codes(Sought("1C902"), on=date(2024, 1, 1)) == []

    def test_a_code_finds_its_own_item_before_those_below_it(self):
        assert found("1C905.a")[0].startswith("controlled-item:cn-2025-18-1c905.a-")
        assert len(found("1C905.a", most=50)) > 3


class TestLevels:
    @pytest.mark.parametrize(
        ("text", "level"),
        [
            ("Subaru", Level.WORDS),
            ("subar", Level.WORDS),
            ("Subaro", Level.LIKENESS),
            ("引能士", Level.LIKENESS),
            ("Subaru zzzzqqqq", Level.SOME),
        ],
    )
    def test_says_how_loosely_it_was_taken(self, text, level):
        answer = look(Asked(Sought(text), on=DAY))

        assert answer.level == level
        assert answer.hits

    def test_what_was_meant_is_told(self):
        assert look(Asked(Sought("Subaro"), on=DAY)).sought.corrections == {"subaro": ["subaru"]}

    def test_nothing_is_found_where_nothing_is(self):
        answer = look(Asked(Sought("zzzzqqqq"), on=DAY))

        assert (answer.hits, answer.matched, answer.found) == ([], 0, 0)

    def test_whole_words_stand_before_beginnings_before_likenesses(self):
        whole, begun, like = (look(Asked(Sought(text), on=DAY)).hits[0][1] for text in ("Skydio", "Skyd", "Skidio"))

        assert 1 >= whole > begun > like >= 0

    def test_a_common_english_word_does_not_stand_in_the_way(self):
        assert found("the oxide of dysprosium") == found("oxide dysprosium")


class TestDays:
    def test_a_fact_is_found_from_its_first_day_on(self):
        assert "entity:subaru-corporation" in found("Subaru", on=date(2026, 2, 24))
        assert "entity:subaru-corporation" not in found("Subaru", on=date(2026, 2, 23))

    def test_a_notice_is_found_from_its_publication_on(self):
        assert "notice:mofcom-2026-12" in found("2026-12", on=date(2026, 2, 24))
        assert "notice:mofcom-2026-12" not in found("2026-12", on=date(2026, 2, 23))

    def test_an_element_was_always_known(self):
        assert "element:dy" in found("Dy", on=date(2001, 1, 1))
