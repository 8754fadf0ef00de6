"""The fields of questions: what they take, what they refuse, and in which words."""

import unicodedata
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from controls.filters.fields import FIRST_DAY, LAST_DAY, BadInput, DayField, KeysField, TextField, WholeField
from controls.matching.names import search_key

ANY_TEXT = st.text(max_size=60)


def refusal(field, value):
    """What a field says of a value that it does not take."""
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    return caught.value.messages


class TestDays:
    field = DayField(required=False)

    @pytest.mark.parametrize("empty", ["", None, " ", "\t"])
    def test_nothing_is_no_day(self, empty):
        assert self.field.clean(empty) is None

    @given(st.dates(FIRST_DAY, LAST_DAY))
    def test_every_day_of_the_century_is_read_back_as_it_was_written(self, day):
        assert self.field.clean(day.isoformat()) == day

    def test_spaces_around_do_not_matter(self):
        assert self.field.clean(" 2026-02-24 ") == date(2026, 2, 24)

    @pytest.mark.parametrize("day", ["2000-12-31", "1970-01-01", "2101-01-01", "9999-12-31", "0001-01-01"])
    def test_days_of_other_centuries_are_refused(self, day):
        assert refusal(self.field, day) == ["Enter a date from 2001 to 2100."]

    @pytest.mark.parametrize(
        "day", ["2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00", "2025-02-29", "0000-01-01"]
    )
    def test_days_that_do_not_exist_are_refused(self, day):
        assert refusal(self.field, day) == ["Enter a real date, such as 2026-02-24."]

    @pytest.mark.parametrize(
        "text",
        [
            "2026-2-24", "26-02-24", "20260224", "2026-W09-2", "2026-055", "24.02.2026", "2026/02/24", "2026-02-24Z",
            "2026-02-24 00:00", "+2026-02-24", "２０２６-02-24", "٢٠٢٦-02-24", "2026−02−24", "today", "2026-02-24\x00",
            "2026-02-24\n2026-02-25",
        ],
    )  # fmt: skip
    def test_other_notations_are_refused_with_an_example(self, text):
        assert refusal(self.field, text) == ["Enter a date as year-month-day, such as 2026-02-24."]

    @given(ANY_TEXT)
    def test_any_text_is_a_day_of_the_century_or_refused(self, text):
        try:
            day = self.field.clean(text)
        except ValidationError:
            return

        assert day is None or (FIRST_DAY <= day <= LAST_DAY and day.isoformat() == text.strip())


class TestWholeNumbers:
    field = WholeField(least=1, most=500, default=50)

    @pytest.mark.parametrize("empty", ["", None, "  "])
    def test_nothing_is_the_default(self, empty):
        assert self.field.clean(empty) == 50

    @given(st.integers(1, 500))
    def test_numbers_within_the_limits_are_read(self, number):
        assert self.field.clean(str(number)) == number

    @given(st.integers().filter(lambda number: not 1 <= number <= 500))
    def test_numbers_beyond_the_limits_are_refused(self, number):
        assert refusal(self.field, str(number)) == ["Enter a whole number from 1 to 500."]

    @pytest.mark.parametrize(
        "text", ["1.0", "1e2", "+1", "0x10", "1_0", "１", "٣", "²", "one", "NaN", "∞", "1 0", "1\x00"]
    )
    def test_other_notations_are_refused(self, text):
        assert refusal(self.field, text) == ["Enter a whole number from 1 to 500."]

    def test_leading_zeros_are_harmless(self):
        assert self.field.clean("007") == 7

    @pytest.mark.parametrize("number", ["1", "500"])
    def test_the_limits_belong_to_it(self, number):
        assert self.field.clean(number) == int(number)

    @given(ANY_TEXT)
    def test_any_text_is_a_number_within_the_limits_or_refused(self, text):
        try:
            number = self.field.clean(text)
        except ValidationError:
            return

        assert 1 <= number <= 500


class TestText:
    field = TextField(required=False, max_length=200)

    @pytest.mark.parametrize(
        "text", ["Subaru", "斯巴鲁", "株式会社 SUBARU", "ＳＵＢＡＲＵ", "100%", "O'Brien & Co.", "a\tb", "é", "👍"]
    )
    def test_names_in_any_script_are_taken_as_they_are(self, text):
        assert self.field.clean(text) == text

    def test_spaces_around_go(self):
        assert self.field.clean("  Subaru ") == "Subaru"

    @pytest.mark.parametrize("code", [0x00, 0x01, 0x0A, 0x0D, 0x1B, 0x7F, 0x85, 0x9F])
    def test_control_characters_are_refused_by_their_code(self, code):
        assert any(
            f"U+{code:04X}" in words or "Null characters" in words for words in refusal(self.field, f"a{chr(code)}b")
        )

    @pytest.mark.parametrize("code", [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
    def test_marks_that_turn_the_writing_are_refused_by_their_code(self, code):
        assert refusal(self.field, f"a{chr(code)}b") == [
            f"Contains the hidden character U+{code:04X}; type the text again."
        ]

    @pytest.mark.parametrize("code", [0x200D, 0x2010, 0x2029, 0x202F, 0x2065, 0x206A])
    def test_their_neighbours_in_the_code_table_are_not(self, code):
        assert self.field.clean(f"a{chr(code)}b") == f"a{chr(code)}b"

    @pytest.mark.parametrize("text", ["\u200b", "\u00ad\u00ad", "\ufe0f", "\u200d \u2060"])
    def test_text_without_anything_to_see_is_refused(self, text):
        assert refusal(self.field, text) == ["Contains nothing that can be looked for; type the text again."]

    def test_the_longest_text_is_two_hundred_characters(self):
        assert self.field.clean("x" * 200) == "x" * 200
        assert len(refusal(self.field, "x" * 201)) == 1

    @given(ANY_TEXT)
    def test_what_is_taken_can_be_looked_for_and_hides_nothing(self, text):
        try:
            taken = self.field.clean(text)
        except ValidationError:
            return

        assert taken == text.strip()
        assert (not taken) or search_key(taken)
        assert not any(unicodedata.category(sign) == "Cc" for sign in taken.replace("\t", ""))
        assert not any(unicodedata.bidirectional(sign) in ("RLO", "LRO", "RLE", "LRE", "PDF") for sign in taken)


class TestKeys:
    field = KeysField(known=["red", "green", "blue"], thing="colour", label="Colour")

    def test_nothing_is_an_empty_choice(self):
        assert self.field.clean([]) == self.field.clean(None) == self.field.clean([""]) == []

    def test_values_keep_their_order_and_lose_doubles(self):
        assert self.field.clean(["blue", "red", "blue", ""]) == ["blue", "red"]

    @pytest.mark.parametrize("value", ["pink", "RED", " red", "red ", "r", "red,blue", "ｒｅｄ"])
    def test_an_unknown_value_is_named(self, value):
        assert refusal(self.field, ["red", value]) == [f"“{value}” is not a known colour."]

    def test_the_first_unknown_value_is_named_and_cut(self):
        assert refusal(self.field, ["x" * 500, "y"]) == [f"“{'x' * 80}” is not a known colour."]

    def test_a_hundred_values_are_enough(self):
        assert refusal(self.field, ["red"] * 101) == ["Give at most 100 values."]
        assert self.field.clean(["red"] * 100) == ["red"]

    @given(st.lists(st.sampled_from(["red", "green", "blue", ""]), max_size=100))
    def test_known_values_are_never_refused(self, values):
        assert set(self.field.clean(values)) == set(values) - {""}

    @given(st.lists(ANY_TEXT, min_size=1, max_size=5))
    def test_any_values_are_known_ones_or_refused(self, values):
        try:
            taken = self.field.clean(values)
        except ValidationError:
            return

        assert set(taken) <= {"red", "green", "blue"}


def test_a_refusal_carries_its_faults_by_field():
    refused = BadInput({"as_of": ["Enter a real date."]})

    assert refused.errors == {"as_of": ["Enter a real date."]}
