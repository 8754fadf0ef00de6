"""Why a text was found: the places in it that answer the question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.highlights import Marker, coverage, pieces, shortened
from controls.matching.questions import Sought


def marked(question, text, **options):
    """The text with what is marked in square brackets."""
    marker = Marker(Sought(question, options.pop("corrections", {})), **options)
    return "".join(f"[{piece}]" if answers else piece for piece, answers in pieces(text, marker.places(text)))


MARKED = [
    # Words, of any case, width and number
    ("subaru", "SUBARU Corporation", "[SUBARU] Corporation"),
    ("ＳＵＢＡＲＵ", "SUBARU Corporation", "[SUBARU] Corporation"),
    ("subaru", "ＳＵＢＡＲＵ株式会社", "[ＳＵＢＡＲＵ]株式会社"),
    ("magnet", "Rare-earth magnets", "Rare-earth [magnets]"),
    ("magnets", "A magnet of neodymium", "A [magnet] of neodymium"),
    ("rare earth", "Rare-earth ores", "[Rare-earth] ores"),
    ("rare oxides", "Rare earth oxides", "[Rare] earth [oxides]"),
    ("corp", "SUBARU Corporation", "SUBARU [Corporation]"),
    ("societe", "Société anonyme", "[Société] anonyme"),
    ("the magnet", "The magnet", "[The magnet]"),
    # Words apart and together
    ("aerovironment drones", "Aero Vironment, drones", "[Aero Vironment], [drones]"),
    ("aero vironment drones", "AeroVironment makes drones", "[AeroVironment] makes [drones]"),
    # Runs of characters, in any form
    ("斯巴鲁", "斯巴鲁株式会社", "[斯巴鲁]株式会社"),
    ("斯巴魯", "斯巴鲁株式会社", "[斯巴鲁]株式会社"),
    ("关注名单", "列入關注名單的公告", "列入[關注名單]的公告"),
    ("ガリウム", "酸化ｶﾞﾘｳﾑの輸出", "酸化[ｶﾞﾘｳﾑ]の輸出"),
    ("がりうむ", "酸化ガリウム", "酸化[ガリウム]"),
    ("镝", "金属镝、镝铁合金", "金属[镝]、[镝]铁合金"),
    ("引能仕", "引能仕公司和引能仕", "[引能仕]公司和[引能仕]"),
    # Codes: whole, above, never beside
    ("1C902", "1C902.a.4", "[1C902.a.4]"),
    ("1C902.a.4", "1c902 a 4", "[1c902 a 4]"),
    ("1C902.a", "1C902.b", "1C902.b"),
    ("083201J", "083201J and 083201X", "[083201J] and 083201X"),
    ("083201X", "083201J", "083201J"),
    ("2846", "2846901500", "[2846901500]"),
    ("2805.30.19.10", "2805301910", "[2805301910]"),
    # Notices, in other words than asked
    ("商务部公告2026年第12号", "MOFCOM 2026 No. 12", "[MOFCOM 2026 No. 12]"),
    ("12/2026", "MOFCOM 2026 No. 12", "[MOFCOM 2026 No. 12]"),
    ("12/2026", "MOFCOM 2026 No. 13", "MOFCOM [2026] No. 13"),
    ("No. 12", "MOFCOM 2026 No. 12", "MOFCOM 2026 No. [12]"),
    # Nothing
    ("subaru", "Toyota", "Toyota"),
    ("subaru", "", ""),
    ("斯巴鲁", "鲁斯", "鲁斯"),
]


@pytest.mark.parametrize(("question", "text", "shown"), MARKED, ids=[f"{q} in {t}" for q, t, _shown in MARKED])
def test_what_answers_is_marked(question, text, shown):
    assert marked(question, text) == shown


class TestLikenesses:
    def test_what_was_meant_is_marked(self):
        assert marked("Subaro", "SUBARU Corporation", corrections={"subaro": ["subaru"]}) == "[SUBARU] Corporation"

    def test_single_characters_are_marked_when_one_was_wrong(self):
        assert marked("引能士", "引能仕公司", loose=True) == "[引能]仕公司"
        assert marked("引熊仕", "引能仕公司", loose=True) == "[引]能[仕]公司"

    def test_and_not_otherwise(self):
        assert marked("引熊仕", "引能仕公司") == "引能仕公司"


class TestWhole:
    @pytest.mark.parametrize(
        ("question", "text"),
        [
            ("aero vironment", "AeroVironment"),
            ("083201 j", "083201J"),
            ("AEVEX航天公司", "AEVEX 航天公司"),
        ],
    )
    def test_a_text_may_be_the_whole_question(self, question, text):
        assert Marker(Sought(question)).is_whole(text)

    @pytest.mark.parametrize(
        ("question", "text"),
        [
            ("Subaru", "SUBARU Corporation"),
            ("083201J", "083201X"),
            ("No. 12", "MOFCOM 2026 No. 12"),
            ("2026-12", "MOFCOM 2026 No. 12"),
        ],
    )
    def test_and_may_not(self, question, text):
        assert not Marker(Sought(question)).is_whole(text)

    @pytest.mark.parametrize(
        ("question", "text", "cited"),
        [
            ("公告2026年第12号", "MOFCOM 2026 No. 12", True),
            ("2026-12", "MOFCOM 2026 No. 12", True),
            ("2026-12", "MOFCOM 2026 No. 13", False),
            ("2026-12", "MOFCOM 2025 No. 12", False),
            ("No. 12", "MOFCOM 2026 No. 12", False),
            ("Subaru", "MOFCOM 2026 No. 12", False),
        ],
    )
    def test_a_text_may_cite_the_notice_in_other_words(self, question, text, cited):
        assert Marker(Sought(question)).cites(text) is cited

    def test_a_long_text_that_cites_it_is_not_marked_as_a_whole(self):
        text = "A long title that goes on and on about twenty firms, by MOFCOM 2026 No. 12"

        assert marked("2026-12", text).endswith("by MOFCOM [2026] No. [12]")


@given(st.text(min_size=1, max_size=30), st.text(max_size=60), st.booleans())
def test_places_stand_in_order_apart_and_inside_the_text(question, text, loose):
    places = Marker(Sought(question), loose=loose).places(text)

    ends = [cut for place in places for cut in place]
    assert ends == sorted(set(ends))
    assert not ends or (ends[0] >= 0 and ends[-1] <= len(text))
    assert coverage(places) <= len(text)


@given(st.text(min_size=1, max_size=40))
def test_a_text_that_is_the_question_is_marked_as_a_whole(text):
    assert Marker(Sought(text)).places(text) == [(0, len(text))]


@given(st.text(max_size=400), st.data())
def test_pieces_are_the_text(text, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    places = list(zip(cuts[::2], cuts[1::2], strict=False))

    found = pieces(text, places)

    assert "".join(piece for piece, _marked in found) == text
    assert [piece for piece, answers in found if answers] == [text[a:b] for a, b in places if a < b]


class TestLongTexts:
    TEXT = "word " * 100 + "dysprosium " + "word " * 100

    def test_are_cut_around_the_first_place(self):
        marker = Marker(Sought("dysprosium"))
        shown, places = shortened(self.TEXT, marker.places(self.TEXT))

        assert len(shown) < 200
        assert shown.startswith("…") and shown.endswith("…")
        assert [shown[a:b] for a, b in places] == ["dysprosium"]

    def test_short_ones_stay_as_they_are(self):
        assert shortened("dysprosium", [(0, 10)]) == ("dysprosium", [(0, 10)])

    def test_without_a_place_the_beginning_is_shown(self):
        shown, places = shortened(self.TEXT, [])

        assert shown.startswith("word") and shown.endswith("…")
        assert places == []

    def test_at_the_beginning_nothing_is_cut_off_before(self):
        assert shortened("dysprosium " + self.TEXT, [(0, 10)])[0].startswith("dysprosium")

    @given(st.text(max_size=600), st.data())
    def test_moved_places_mark_the_same_words(self, text, data):
        cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
        places = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]

        shown, moved = shortened(text, places)

        words = [text[a:b] for a, b in places]
        assert [shown[a:b] for a, b in moved] == words[: len(moved)]
        assert len(moved) >= min(1, len(words)) or len(words[0]) > len(shown)
