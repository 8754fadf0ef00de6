"""Keys of parts: what is kept can be found again, slips and plurals lead to the word, light words nowhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from controls.matching.part_keys import asked_keys, cut, kept_keys, signs_of, spelt_key
from controls.matching.parts import Part, named
from tests.controls.matching_seed import names

PARTS = sorted({part for _entity, text, _language, _kind in names() for part in named(text).parts})
PART = st.sampled_from(PARTS)
WORD = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14)
HAN = st.text("稀土磁材永出口管制公司重工三菱", min_size=1, max_size=10)


def latin(text, kind="word"):
    return Part(text, "latin", "", kind)


@given(part=PART)
def test_the_same_part_is_found_by_what_it_is_asked_for_unless_it_is_light(part):
    shared = set(kept_keys(part)) & set(asked_keys(part))

    assert shared or (part.kind == "light" and not part.meaning)


@given(part=PART)
def test_keys_are_the_same_however_often_they_are_made(part):
    assert sorted(kept_keys(part)) == sorted(kept_keys(part))
    assert sorted(asked_keys(part)) == sorted(asked_keys(part))
    assert sorted(cut(part)) == sorted(cut(part))


@given(part=PART)
def test_keys_and_pieces_fit_the_numbers_in_which_they_are_kept(part):
    assert all(-(2**63) <= key < 2**64 for key in (*kept_keys(part), *asked_keys(part)))
    assert all(0 <= piece < 2**63 for piece in cut(part))


@given(text=WORD, kind=st.sampled_from(["light", "number"]))
def test_light_words_and_numbers_have_neither_sound_nor_pieces(text, kind):
    part = latin(text, kind)

    assert cut(part) == []
    assert set(kept_keys(part)) == set(asked_keys(part))
    assert bool(kept_keys(part)) is (kind == "number" or len(text) in range(5, 9))


@given(text=st.text("bcdfghjklmnpqrtvwxyz", min_size=6, max_size=8), at=st.integers(0, 5))
def test_a_short_word_with_a_letter_left_out_leads_to_it(text, at):
    slipped = text[:at] + text[at + 1 :]

    assert set(kept_keys(latin(text))) & set(asked_keys(latin(slipped)))


@given(
    text=st.text("bcdfghjklmnpqrtvwxyz", min_size=5, max_size=8), at=st.integers(0, 4), sign=st.sampled_from("aeiou")
)
def test_a_short_word_with_another_letter_in_one_place_leads_to_it(text, at, sign):
    changed = text[:at] + sign + text[at + 1 :]

    assert set(kept_keys(latin(text))) & set(asked_keys(latin(changed)))


@given(
    text=st.text(
        "稀土磁材永出口管制重工三菱",
        min_size=5,
        max_size=8,
    ),
    at=st.integers(0, 4),
)
def test_a_run_of_characters_with_one_left_out_leads_to_it(text, at):
    slipped = text[:at] + text[at + 1 :]
    whole, rest = Part(text, "han"), Part(slipped, "han")

    assert set(kept_keys(whole)) & set(asked_keys(rest))


@pytest.mark.parametrize(
    ("one", "other"), [("magnets", "magnet"), ("alloys", "alloy"), ("industries", "industry"), ("metals", "metal")]
)
def test_one_and_several_lead_to_each_other(one, other):
    assert set(kept_keys(latin(one))) & set(asked_keys(latin(other)))
    assert set(kept_keys(latin(other))) & set(asked_keys(latin(one)))


@given(part=PART)
def test_a_part_is_found_by_its_spelling_unless_it_is_light_or_a_number(part):
    found = spelt_key(part.spelling) in kept_keys(part)

    assert found is (part.kind not in ("light", "number") and bool(part.spelling))


@given(part=PART)
def test_a_part_of_one_script_is_asked_for_by_sound_in_other_scripts_only(part):
    written = set(kept_keys(part)) & set(asked_keys(part))
    heard_here, heard_there = set(kept_keys(part)) - written, set(asked_keys(part)) - written

    assert not heard_here & heard_there


@pytest.mark.parametrize(
    ("kana", "word"),
    [("スバル", "subaru"), ("カワサキ", "kawasaki"), ("ミツビシ", "mitsubishi"), ("ヒタチ", "hitachi")],
)
def test_a_name_in_kana_leads_to_its_latin_letters_and_back(kana, word):
    assert set(kept_keys(Part(kana, "kana"))) & set(asked_keys(latin(word)))
    assert set(kept_keys(latin(word))) & set(asked_keys(Part(kana, "kana")))


# ---- Pieces and signs


@given(text=st.text("abcdefghijklmnop", min_size=4, max_size=70))
def test_a_word_has_its_threes_and_edges_and_none_beyond_the_sixtieth_letter(text):
    read = f"<{latin(text).spelling[:60]}>" if len(latin(text).spelling) >= 4 else ""

    assert len(cut(latin(text))) == len({read[at : at + 3] for at in range(max(len(read) - 2, 0))})


@given(text=HAN)
def test_a_run_of_characters_has_its_pairs_and_one_character_none(text):
    assert len(cut(Part(text, "han"))) == len({text[at : at + 2] for at in range(len(text) - 1)})


@given(one=st.text("稀土磁材永", min_size=2, max_size=6), other=st.text("重工三菱", min_size=2, max_size=6))
def test_runs_that_share_no_character_share_no_piece(one, other):
    assert not set(cut(Part(one, "han"))) & set(cut(Part(other, "han")))


@given(text=HAN, before=HAN, behind=HAN)
def test_every_piece_of_a_run_is_a_piece_of_the_longer_run_around_it(text, before, behind):
    assert set(cut(Part(text, "han"))) <= set(cut(Part(f"{before}{text}{behind}", "han")))


@given(one=st.text(max_size=20), other=st.text(max_size=20))
def test_the_signs_of_two_texts_together_are_those_of_each(one, other):
    assert signs_of(one + other) == signs_of(one) | signs_of(other) == signs_of(other + one)
    assert 0 <= signs_of(one) < 2**32
    assert (signs_of(one) == 0) is (one == "")
