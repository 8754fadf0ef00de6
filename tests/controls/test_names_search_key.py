"""The form in which names are compared: what a reader cannot see or does not type makes no difference."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.matching.names import search_key
from controls.models import EntityName

LATIN = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&.-'", min_size=1, max_size=8)
HAN = st.text("斯巴鲁株式会社航天公司三井化学稀土", min_size=1, max_size=6)
WORDS = st.lists(LATIN | HAN, min_size=1, max_size=5)
SPACES = st.sampled_from([" ", "  ", "\t", "\u3000", "\u00a0", "\u2009", " \u3000 "])
INVISIBLE = st.sampled_from(
    ["\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\ufe00", "\ufe0f", "\U000e0100"]
)


class TestWidth:
    @pytest.mark.parametrize(
        ("printed", "typed"),
        [
            ("ＳＵＢＡＲＵ", "SUBARU"),
            ("三菱ＵＦＪ", "三菱UFJ"),
            ("ﾅｶﾗｲﾃｽｸ", "ナカライテスク"),
            ("ｶﾞﾗｽ", "ガラス"),
            ("ﾊﾟｰﾂ", "パーツ"),
            ("Ａ＆Ｂ", "A&B"),
            ("３０１研究所", "301研究所"),
            ("（株）", "(株)"),
            ("㈱スバル", "(株)スバル"),
            ("①", "1"),
            ("ﬁne", "fine"),
        ],
    )
    def test_makes_no_difference(self, printed, typed):
        assert search_key(printed) == search_key(typed)


class TestCase:
    @pytest.mark.parametrize(
        ("printed", "typed"),
        [
            ("SUBARU", "subaru"),
            ("Straße", "STRASSE"),
            ("ΟΔΟΣ", "οδος"),
            ("Škoda", "ŠKODA"),
            ("ＥＮＥＯＳ", "eneos"),
        ],
    )
    def test_makes_no_difference(self, printed, typed):
        assert search_key(printed) == search_key(typed)

    @given(LATIN)
    def test_of_latin_letters_never_makes_a_difference(self, text):
        assert search_key(text.upper()) == search_key(text.lower()) == search_key(text)


class TestComposition:
    @pytest.mark.parametrize("text", ["é", "が", "ぱ", "Å", "한", "ǖ", "ガラス工業"])
    def test_makes_no_difference(self, text):
        assert search_key(unicodedata.normalize("NFD", text)) == search_key(unicodedata.normalize("NFC", text))

    def test_an_accent_does_make_one(self):
        """Škoda and Skoda are two names until somebody records the second as an alias."""
        assert search_key("Škoda") != search_key("Skoda")


class TestSpaces:
    @pytest.mark.parametrize(
        ("printed", "key"),
        [
            ("AEVEX 航天公司", "aevex航天公司"),
            ("AEVEX航天公司", "aevex航天公司"),
            ("株式会社 SUBARU", "株式会社subaru"),
            ("三井　E&S", "三井e&s"),
            ("三 井 化 学", "三井化学"),
            ("General  Dynamics\tLand", "general dynamics land"),
            ("  Widget Ltd  ", "widget ltd"),
            ("Widget\u00a0Ltd", "widget ltd"),
            ("Widget\nLtd", "widget ltd"),
            ("约翰 · 史密斯", "约翰·史密斯"),
            ("ナカライ テスク", "ナカライテスク"),
            ("ﾅｶﾗｲ ﾃｽｸ", "ナカライテスク"),
            ("삼성 전자", "삼성전자"),
            ("3 号 Building 4", "3号building 4"),
        ],
    )
    def test_stay_between_latin_words_and_go_beside_wide_characters(self, printed, key):
        assert search_key(printed) == key

    @given(WORDS, SPACES, SPACES)
    def test_of_any_kind_and_number_make_no_difference(self, words, one, another):
        assert search_key(one.join(words)) == search_key(another.join(words))

    @given(WORDS, SPACES)
    def test_around_a_name_make_no_difference(self, words, space):
        text = " ".join(words)

        assert search_key(f"{space}{text}{space}") == search_key(text)

    @given(HAN, LATIN)
    def test_between_latin_and_chinese_make_no_difference(self, han, latin):
        assert search_key(f"{latin} {han}") == search_key(f"{latin}{han}")
        assert search_key(f"{han} {latin}") == search_key(f"{han}{latin}")

    @given(LATIN, LATIN)
    def test_between_latin_words_do_make_one(self, one, other):
        assert search_key(f"{one} {other}") != search_key(f"{one}{other}")


class TestWhatIsInvisible:
    @given(st.lists(LATIN | HAN, min_size=2, max_size=5), INVISIBLE)
    def test_makes_no_difference_wherever_it_stands(self, parts, invisible):
        assert search_key(invisible.join(parts)) == search_key("".join(parts))

    @pytest.mark.parametrize("invisible", ["\u00ad", "\u200b", "\u200d", "\u2060", "\ufeff", "\ufe0f", "\U000e01ef"])
    def test_is_nothing_when_it_stands_alone(self, invisible):
        assert search_key(invisible) == ""

    def test_does_not_hold_two_words_apart(self):
        assert search_key("Sub\u200baru") == "subaru"

    def test_a_variation_of_a_character_is_that_character(self):
        assert search_key("辻\U000e0100製作所") == search_key("辻製作所")


class TestNothing:
    @pytest.mark.parametrize("text", ["", " ", "\u3000", "\t\n", "\u200b", " \ufeff "])
    def test_has_the_empty_key(self, text):
        assert search_key(text) == ""


class TestDifferentNames:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("斯巴鲁", "斯巴魯"),  # simplified and traditional: aliases say so, not letters
            ("Subaru", "Сubaru"),  # a Cyrillic С
            ("Widget Ltd", "Widget Inc"),
            ("三井E&S株式会社", "株式会社三井E&S"),
            ("ハ", "バ"),
            ("は", "ハ"),
            ("Widget-Ltd", "Widget Ltd"),
        ],
    )
    def test_stay_different(self, one, other):
        assert search_key(one) != search_key(other)


class TestFindingPartOfAName:
    @settings(max_examples=200)
    @given(st.lists(LATIN | HAN, min_size=1, max_size=6), st.data())
    def test_any_run_of_words_is_found_in_the_whole(self, words, data):
        first = data.draw(st.integers(0, len(words) - 1))
        last = data.draw(st.integers(first, len(words) - 1))

        assert search_key(" ".join(words[first : last + 1])) in search_key(" ".join(words))

    @given(HAN, HAN, HAN)
    def test_any_part_of_a_chinese_name_is_found(self, before, part, after):
        assert search_key(part) in search_key(before + part + after)


@given(LATIN | HAN)
def test_the_key_of_a_key_is_itself(text):
    assert search_key(search_key(text)) == search_key(text)


@settings(max_examples=300)
@given(st.text(max_size=40))
def test_any_text_has_a_key_without_space_around_it_or_two_spaces_in_a_row(text):
    key = search_key(text)

    assert key == key.strip()
    assert "  " not in key


@pytest.mark.django_db
def test_the_key_kept_beside_every_name_on_record_is_the_key_of_that_name():
    stale = [name.text for name in EntityName.objects.all() if name.search_key != search_key(name.text)]

    assert stale == []
