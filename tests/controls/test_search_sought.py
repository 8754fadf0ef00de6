"""What somebody looks for, in the forms in which PostgreSQL is asked."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.matching.questions import Sought, exact_code, exact_name
from controls.matching.words import vector


def words_of(text):
    return [token.text for token in Sought(text).tokens]


class TestTokens:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("the export of magnets", ["export", "magnets"]),
            ("No. 12 of 2026", ["12", "2026"]),
            ("of the", ["of", "the"]),
            ("The", ["the"]),
            ("A to Z", ["z"]),
            ("斯巴鲁 in Japan", ["斯巴鲁", "japan"]),
        ],
    )
    def test_words_of_every_sentence_are_left_out_unless_nothing_else_is_asked(self, text, left):
        assert words_of(text) == left

    @pytest.mark.parametrize("text", ["", "%", "%_%", "&|!", "👍", "'", "()", "。、"])
    def test_signs_alone_look_for_nothing(self, text):
        assert words_of(text) == []


class TestWhole:
    def test_a_name_is_a_key_whatever_its_spaces(self):
        assert Sought("AEVEX 航天公司").whole == Sought("aevex航天公司").whole == ["n:aevex航天公司"]

    def test_a_code_is_a_key_too(self):
        assert Sought("083201 J").whole == ["n:083201j", "c:083201j"]

    def test_a_notice_is_one_more(self):
        assert "№2026/12" in Sought("商务部公告2026年第12号").whole

    def test_codes_among_words_are_found(self):
        assert Sought("1C902 samarium").codes == ["c:1c902"]

    def test_one_letter_makes_another_key(self):
        assert exact_code("083201J") != exact_code("083201X")

    def test_names_and_codes_are_kept_apart(self):
        assert exact_name("1C902") != exact_code("1C902")

    def test_keys_are_short_enough_to_be_kept(self):
        assert len(exact_name("x" * 1000)) <= 220
        assert len(exact_code("1" * 1000)) <= 220


class TestForms:
    @pytest.mark.parametrize(
        ("text", "query"),
        [
            ("Subaru", "('subaru')"),
            ("magnets", "('magnet')"),
            ("斯巴鲁", "(('斯巴' & '巴鲁'))"),
            ("镝", "(('镝'))"),
            ("1C902.a", "('1c902.a')"),
            ("aero vironment", "('aero' & 'vironment') | ('aerovironment')"),
            ("1C902 samarium", "('1c902' & 'samarium')"),
        ],
    )
    def test_every_word_as_it_is(self, text, query):
        assert Sought(text).words == query

    @pytest.mark.parametrize(
        ("text", "query"),
        [
            ("Subar", "('subar':*)"),
            ("Dy", "('dy')"),
            ("083201J", "('083201j')"),
            ("1C90", "('1c90')"),
            ("2846", "('2846':*)"),
            ("12", "('12')"),
            ("斯巴", "(('斯巴'))"),
        ],
    )
    def test_words_may_go_on_and_codes_may_not(self, text, query):
        assert Sought(text).beginnings == query

    @pytest.mark.parametrize(
        ("text", "query"), [("1C90", "('1c90':*)"), ("Du", "('du':*)"), ("D", "('d')"), ("斯", "(('斯'))")]
    )
    def test_while_one_types_the_last_word_may_go_on_whatever_it_is(self, text, query):
        assert Sought(text, typing=True).beginnings == query

    def test_while_one_types_only_the_last_word_is_unfinished(self):
        assert Sought("1C90 sama", typing=True).beginnings == "('1c90' & 'sama':*)"

    def test_a_misspelt_word_may_be_what_was_meant(self):
        sought = Sought("Subaro", corrections={"subaro": ["subaru", "subarus"]})

        assert sought.likenesses == "(('subaro':* | 'subaru' | 'subaru'))"

    def test_a_code_has_no_likeness(self):
        assert Sought("083201K").likenesses == "(('083201k'))"
        assert Sought("083201K refining").to_correct == ["refining"]

    @pytest.mark.parametrize(
        ("text", "asked"),
        [
            ("Subaro Corporatoin", ["subaro", "corporatoin"]),
            ("Dy", []),
            ("1C902", []),
            ("斯巴", []),
            ("abcd abcd", ["abcd"]),
            (" ".join(f"word{chr(97 + number)}" for number in range(20)), None),
        ],
    )
    def test_words_of_four_letters_may_be_misspelt(self, text, asked):
        found = Sought(text).to_correct

        assert len(found) == 8 if asked is None else found == asked

    def test_some_of_the_words_is_any_of_them(self):
        assert Sought("rare 稀土 1C902").some == "'rare' | ('稀土') | '1c902'"


def answers(text, query):
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector([("A", text)]), query])
        return cursor.fetchone()[0]


@pytest.mark.django_db
class TestRunsOfCharacters:
    @pytest.mark.parametrize("typed", ["引能仕", "引能士", "引熊仕", "银能仕", "引仕", "引能仕公", "能引仕"])
    def test_one_wrong_character_is_forgiven(self, typed):
        assert answers("引能仕公司", Sought(typed).likenesses)

    @pytest.mark.parametrize("typed", ["斯巴鲁", "引士", "能", "银熊仕"])
    def test_two_wrong_ones_are_not(self, typed):
        assert not answers("引熊公司", Sought(typed).likenesses)

    def test_strictly_nothing_is_forgiven(self):
        assert answers("引能仕公司", Sought("引能仕").words)
        assert not answers("引能仕公司", Sought("引能士").words)

    def test_a_long_run_is_asked_in_a_short_question(self):
        assert len(Sought("稀" + "土出口管制" * 20).likenesses) < 4_000


@pytest.mark.django_db
class TestWhatPostgreSQLIsAsked:
    @settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=60), st.booleans())
    def test_any_text_makes_a_question_that_it_understands(self, db, text, typing):
        sought = Sought(text, typing=typing)
        if not sought.tokens:
            return
        sought = Sought(text, {word: ["meant"] for word in sought.to_correct}, typing)
        with connection.cursor() as cursor:
            for query in (sought.words, sought.beginnings, sought.likenesses, sought.some):
                cursor.execute("SELECT numnode(%s::tsquery)", [query])
                assert cursor.fetchone()[0] >= 1

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(min_size=1, max_size=40))
    def test_a_text_is_found_by_itself(self, db, text):
        sought = Sought(text)
        if sought.tokens:
            assert answers(text, sought.words)
            assert answers(text, sought.beginnings)
            assert answers(text, sought.likenesses)

    @pytest.mark.parametrize("sign", ["%", "_", "&", "|", "!", "(", "'", '"', "\\", ":", "*", "<->"])
    def test_signs_of_the_language_of_questions_mean_nothing(self, sign):
        assert Sought(f"rare{sign}earth").words == Sought("rare earth").words
