"""Bytes become the text that was meant, or are refused; they never become other text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from news.ingest.decoding import NAMES, decode
from news.ingest.types import Flag, SourceUnreadable
from tests.news.ingest.pages import FIXTURES

CHINESE = "商务部公告2026年第12号 公布将20家日本实体列入关注名单"
JAPANESE = "経済産業省は、レアアースの輸出管理について発表しました。"
TRADITIONAL = "商務部公告 稀土出口管制"
RUSSIAN = "Китай ограничил экспорт редкоземельных металлов"
FRENCH = "La Chine a décidé d'étendre ses contrôles; l’été dernier déjà"


def xml(encoding, text):
    return f'<?xml version="1.0" encoding="{encoding}"?><t>{text}</t>'


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("utf-8", "utf-8", CHINESE + "𠮷"),
        ("GB18030", "gb18030", CHINESE + "𠮷㐂"),
        ("gb2312", "gb18030", CHINESE + "鎳镕"),
        ("GBK", "gb18030", CHINESE),
        ("gb_2312-80", "gb18030", CHINESE),
        ("Shift_JIS", "cp932", JAPANESE + "㈱①"),
        ("x-sjis", "cp932", JAPANESE),
        ("EUC-JP", "euc_jp", JAPANESE),
        ("iso-2022-jp", "iso2022_jp", JAPANESE),
        ("big5", "big5hkscs", TRADITIONAL),
        ("euc-kr", "cp949", "희토류 수출 통제"),
        ("koi8-r", "koi8_r", RUSSIAN),
        ("windows-1251", "cp1251", RUSSIAN),
        ("iso-8859-1", "cp1252", FRENCH),
        ("iso-8859-2", "iso8859_2", "Čína omezila vývoz"),
        ("tis-620", "cp874", "แร่หายาก"),
    ],
)
def test_a_declared_encoding_is_followed_in_its_larger_sense(declared, codec, text):
    decoded = decode(xml(declared, text).encode(codec))

    assert decoded.text == xml(declared, text)
    assert decoded.encoding == codec
    assert decoded.flags == frozenset()


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_mark_says_more_than_any_declaration(codec):
    decoded = decode(xml("gb2312", CHINESE).encode(codec), content_type="text/xml; charset=gb2312")

    assert decoded.text.endswith(f"{CHINESE}</t>")
    assert "\ufeff" not in decoded.text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_character_are_known_without_a_mark(codec):
    assert decode(xml("utf-16", CHINESE).encode(codec)).text == xml("utf-16", CHINESE)


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html; charset=gb2312",
        'text/html; charset="GBK"',
        "text/html;charset=gb18030; boundary=x",
        "x; CHARSET=gbk",
    ],
)
def test_the_header_says_the_encoding(content_type):
    decoded = decode(f"<p>{CHINESE}</p>".encode("gb18030"), content_type=content_type)

    assert decoded.text == f"<p>{CHINESE}</p>"
    assert decoded.flags == frozenset()


@pytest.mark.parametrize(
    "meta",
    [
        '<meta charset="gb2312">',
        '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">',
        "<META content='text/html; charset=GBK' http-equiv=Content-Type>",
        "<!-- " + "x" * 2000 + ' --><meta charset="gbk">',
    ],
)
def test_a_page_says_its_encoding(meta):
    decoded = decode(f"<html><head>{meta}</head>{CHINESE}".encode("gb18030"))

    assert decoded.text.endswith(CHINESE)
    assert decoded.flags == frozenset()


def test_the_header_goes_before_the_declaration():
    body = xml("koi8-r", RUSSIAN).encode("cp1251")

    assert decode(body, content_type="text/xml; charset=windows-1251").text == xml("koi8-r", RUSSIAN)


def test_a_declaration_that_fits_where_the_header_does_not_is_taken_and_flagged():
    body = xml("gb2312", CHINESE).encode("gb18030")
    decoded = decode(body, content_type="text/xml; charset=iso-2022-jp")

    assert (decoded.encoding, decoded.flags) == ("gb18030", {Flag.ENCODING_MISMATCH})
    assert CHINESE in decoded.text


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1252", "gb2312", "shift_jis", "koi8-r"])
def test_valid_utf_8_is_utf_8_whatever_is_declared(declared):
    decoded = decode(xml(declared, CHINESE).encode())

    assert decoded.text == xml(declared, CHINESE)
    assert decoded.flags == {Flag.ENCODING_MISMATCH}


@pytest.mark.parametrize(
    ("codec", "encoding", "text"),
    [("gb18030", "gb18030", CHINESE), ("cp932", "cp932", JAPANESE), ("cp1252", "cp1252", FRENCH)],
)
def test_what_is_declared_as_utf_8_and_is_not_is_found_out(codec, encoding, text):
    decoded = decode(xml("utf-8", text).encode(codec))

    assert decoded.text == xml("utf-8", text)
    assert (decoded.encoding, decoded.flags) == (encoding, {Flag.ENCODING_MISMATCH})


@pytest.mark.parametrize(("codec", "text"), [("gb18030", CHINESE), ("cp932", JAPANESE), ("cp1252", FRENCH)])
def test_what_declares_nothing_is_found_out(codec, text):
    decoded = decode(f"<p>{text}</p>".encode(codec))

    assert decoded.text == f"<p>{text}</p>"
    assert decoded.flags == {Flag.ENCODING_GUESSED}


def test_plain_ascii_needs_no_guess():
    decoded = decode(b"<p>China lists 20 entities</p>")

    assert (decoded.text, decoded.encoding, decoded.flags) == ("<p>China lists 20 entities</p>", "utf-8", frozenset())


@pytest.mark.parametrize("name", ["utf-7", "base64", "zip", "rot13", "unicode-escape", "punycode", "idna", "nonsense"])
def test_codecs_that_are_no_character_sets_are_not_followed(name):
    decoded = decode(b"<p>+ADw-script+AD4- \\u003c</p>", content_type=f"text/html; charset={name}")

    assert decoded.text == "<p>+ADw-script+AD4- \\u003c</p>"


@pytest.mark.parametrize("body", [b"", b"   \r\n\t", b"\x00\x00", b" \x00 "])
def test_an_empty_answer_is_not_readable(body):
    with pytest.raises(SourceUnreadable, match="empty"):
        decode(body)


@pytest.mark.parametrize(
    "body", [bytes(range(128, 256)) * 4, b"\x8b\x08" + bytes(range(256)), "แร่หายาก ประเทศจีน".encode("cp874")]
)
def test_bytes_that_no_encoding_makes_a_language_of_are_refused(body):
    with pytest.raises(SourceUnreadable, match="no encoding"):
        decode(body)


def test_a_false_byte_mark_is_refused():
    with pytest.raises(SourceUnreadable, match="marked as utf-16"):
        decode(b"\xff\xfe\x00\xd8\x00\xd8a")


@pytest.mark.parametrize(("codec", "cut"), [("utf-8", 1), ("utf-8", 2), ("gb18030", 1)])
def test_a_last_character_that_is_cut_off_is_left_out_and_marked(codec, cut):
    body = f"<p>{CHINESE}单".encode(codec)[:-cut]
    decoded = decode(body, content_type=f"text/html; charset={codec}")

    assert decoded.text == f"<p>{CHINESE}"
    assert decoded.flags == {Flag.CUT_OFF}


def test_a_wrong_byte_at_the_end_is_no_character_cut_off():
    decoded = decode(b"<p>rare earths</p> caf\xe9 x")

    assert decoded.text == "<p>rare earths</p> caf\xe9 x"
    assert decoded.flags == {Flag.ENCODING_GUESSED}


def test_a_refusal_quotes_the_beginning():
    with pytest.raises(SourceUnreadable) as caught:
        decode(b"login " + bytes(range(128, 256)) * 9)
    assert caught.value.sample.startswith("login \\x80")
    assert len(caught.value.sample) == 80


def test_every_name_that_we_follow_is_a_codec_of_python():
    for codec in NAMES.values():
        assert "a".encode(codec)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("e01", "商务部公告2026年第12号 公布将20家日本实体列入关注名单 镝铽钪𠮷㐂"),
        ("e02", "商务部公告2026年第12号 公布将20家日本实体列入关注名单 镝铽钪鎳镕"),
        ("e03", "経済産業省 輸出管理 レアアース ㈱ ①"),
        ("e04", "経済産業省 輸出管理"),
        ("e05", "商務部公告"),
        ("e06", "商务部公告2026年第12号 公布将20家日本实体列入关注名单 镝铽钪"),
        ("e07", "商务部公告2026年第12号 公布将20家日本实体列入关注名单 镝铽钪"),
        ("e08", "商务部公告2026年第12号 公布将20家日本实体列入关注名单 镝铽钪"),
    ],
)
def test_titles_of_real_shape_come_through_whole(name, title):
    (path,) = FIXTURES.glob(f"{name}*")

    assert f"<title>{title}</title>" in decode(path.read_bytes()).text


CHINESE_WORDS = ["商务部", "公告", "公布", "将", "实体", "列入", "关注", "名单", "出口", "管制", "稀土", "的", "和"]
JAPANESE_WORDS = ["経済", "産業", "は", "の", "を", "に", "レアアース", "輸出", "管理", "発表", "しました", "中国"]


def running(words):
    """Running text of such words, long enough to be told apart."""
    return st.lists(st.sampled_from(words), min_size=6, max_size=40).map("".join)


@given(running(CHINESE_WORDS))
def test_chinese_without_a_name_is_never_read_as_anything_else(text):
    assert decode(text.encode("gb18030")).text == text


@given(running(JAPANESE_WORDS))
def test_japanese_without_a_name_is_never_read_as_anything_else(text):
    assert decode(text.encode("cp932")).text == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_utf_8_comes_back_as_it_was(text):
    if text.strip():
        assert decode(("x" + text).encode()).text == "x" + text


@given(
    st.binary(max_size=300), st.sampled_from(["", "text/xml; charset=gb2312", "x; charset=utf-16", "charset=koi8-r"])
)
def test_no_bytes_at_all_break_the_reader(body, content_type):
    try:
        text = decode(body, content_type=content_type).text
    except SourceUnreadable as error:
        assert len(error.sample) <= 80
    else:
        text.encode()


def test_a_page_whose_words_come_late_is_found_out_all_the_same():
    body = ("<p>" + " " * 150_000 + CHINESE + "</p>").encode("gb18030")

    assert decode(body).text.strip("<>/p ") == CHINESE


def test_the_beginning_of_a_long_page_tells_its_encoding():
    body = (CHINESE * 20_000).encode("gb18030")

    assert decode(body).text == CHINESE * 20_000


@pytest.mark.parametrize(
    ("part", "letter"), [(2, "ő"), (3, "ħ"), (4, "ŧ"), (5, "Ж"), (7, "Ω"), (8, "א"), (10, "þ"), (13, "ų")]
)
def test_each_part_of_iso_8859_is_itself(part, letter):
    body = f"<p>{letter} text</p>".encode(f"iso8859_{part}")

    assert decode(body, content_type=f"text/html; charset=iso-8859-{part}").text == f"<p>{letter} text</p>"
