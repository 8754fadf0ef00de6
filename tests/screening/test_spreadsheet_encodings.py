"""Which encoding a file is in: by its mark, by strict UTF-8, by what its characters are; and by the user, in doubt."""

import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.screening.spreadsheets.encodings import ENCODINGS, recognise
from controls.screening.spreadsheets.rows import FileRefused

CHINESE = ["深圳市大疆创新科技有限公司", "中国稀土集团有限公司", "北方稀土高科技股份有限公司", "宁波韵升股份有限公司"]
CHINESE += ["包头市天和磁材科技股份有限公司", "江西铜业股份有限公司", "厦门钨业股份有限公司", "有研新材料股份有限公司"]
JAPANESE = [
    "三菱重工業株式会社",
    "日立製作所",
    "川崎重工業株式会社",
    "株式会社ＳＵＢＡＲＵ",
    "トヨタ自動車",
    "ソニーグループ",
]
JAPANESE += ["日本電気株式会社", "富士通株式会社", "石川島播磨重工業", "信越化学工業", "住友金属鉱山", "大同特殊鋼"]
GERMAN = ["Müller & Söhne GmbH", "Großhandel Jäger", "Société Générale", "Compañía Española", "Ångström AB"]
TAIWANESE = ["台灣積體電路製造股份有限公司", "鴻海精密工業股份有限公司", "聯華電子股份有限公司", "廣達電腦"]
KOREAN = ["삼성전자 주식회사", "현대자동차", "두산에너빌리티"]


def text(content, **options):
    return recognise(io.BytesIO(content), most=1_000_000, **options)


def lines(names):
    return "\r\n".join(["Name,Country", *(f"{name},XX" for name in names)])


@pytest.mark.parametrize(
    ("content", "encoding", "mark"),
    [
        (b"\xef\xbb\xbfName", "utf-8", 3),
        ("\ufeff名称".encode("utf-16-le"), "utf-16-le", 2),
        ("\ufeff名称".encode("utf-16-be"), "utf-16-be", 2),
    ],
)
def test_a_mark_at_the_start_is_believed(content, encoding, mark):
    found = text(content)

    assert (found.encoding, found.mark, found.rivals) == (encoding, mark, ())
    assert "mark" in found.why


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (CHINESE, "utf-8"), (CHINESE, "gb18030"), (JAPANESE, "utf-8"), (JAPANESE, "cp932"), (JAPANESE, "euc_jp"),
        (GERMAN, "utf-8"), (GERMAN, "cp1252"), (TAIWANESE, "big5hkscs"), (CHINESE, "utf-16-le"),
        (JAPANESE, "utf-16-be"), (["Plain names only"], "utf-8"),
    ],
)  # fmt: skip
def test_without_a_mark_it_is_seen_by_the_characters(names, encoding):
    found = text(lines(names).encode(encoding, "ignore"))

    assert (found.encoding, found.rivals) == (encoding, ())


@pytest.mark.parametrize(("names", "encoding"), [(KOREAN, "cp949"), (["三菱"], "gb18030"), (JAPANESE[:1], "euc_jp")])
def test_where_several_fit_the_right_one_is_among_them_with_a_sample_of_each(names, encoding):
    found = text("\n".join(names).encode(encoding))

    rivals = {reading.encoding: reading.sample for reading in found.rivals}
    assert len(rivals) > 1
    assert names[0][:4] in rivals[encoding]


def test_what_the_user_chooses_settles_it():
    found = text(KOREAN[0].encode("cp949"), chosen="cp949")

    assert (found.encoding, found.rivals, found.why) == ("cp949", (), "chosen by you")


def test_a_mark_is_stronger_than_a_choice():
    assert text(b"\xef\xbb\xbfName", chosen="cp932").encoding == "utf-8"


@given(st.lists(st.sampled_from(CHINESE), min_size=1, max_size=8), st.sampled_from(["gb18030", "utf-8"]))
def test_chinese_is_never_taken_for_something_else_without_asking(names, encoding):
    found = text(lines(names).encode(encoding))

    assert found.encoding == encoding or encoding in {reading.encoding for reading in found.rivals}


@given(st.lists(st.sampled_from(JAPANESE), min_size=1, max_size=8), st.sampled_from(["cp932", "euc_jp"]))
def test_japanese_is_never_taken_for_something_else_without_asking(names, encoding):
    found = text(lines(names).encode(encoding, "ignore"))

    assert found.encoding == encoding or encoding in {reading.encoding for reading in found.rivals}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        ("Name".encode("utf-32"), "UTF-32"),
        (bytes(range(256)) * 8, "no text"),
        (b"\x00" * 500, "no text"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR\x00\x00" * 9, "no text"),
    ],
)
def test_what_is_no_text_is_refused_in_words(content, words):
    with pytest.raises(FileRefused, match=words):
        text(content)


def test_a_file_that_is_too_large_is_refused_with_the_size():
    with pytest.raises(FileRefused, match="larger than 1 MB"):
        recognise(io.BytesIO(b"x" * 1_100_000), most=1_048_576)


def test_a_stray_nul_byte_does_not_make_utf_16_of_a_file():
    assert text(b"Name,Country\nGood GmbH,DE\nBad\x00 GmbH,DE\n" * 20).encoding == "utf-8"


def test_a_broken_row_does_not_hide_how_the_others_are_written():
    content = "\n".join(JAPANESE * 5).encode("cp932") + b"\n\x81\n"

    assert text(content).encoding == "cp932"


def test_an_unusual_character_far_down_is_seen():
    content = b"Plain Company,DE\n" * 40_000 + "Müller,DE\n".encode("cp1252")

    assert text(content).encoding == "cp1252"


def test_the_digest_is_that_of_the_whole_file():
    content = b"Name\n" * 200_000

    assert text(content).digest == hashlib.sha256(content).hexdigest()


def test_every_encoding_that_can_be_chosen_exists():
    assert all("Name".encode(encoding) for encoding in ENCODINGS)
