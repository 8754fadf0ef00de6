"""What templates ask of code: links that keep the day, forms that keep the question, words in their language."""

from datetime import date

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st

from controls.templatetags.controls_tags import away, han, marked
from tests.controls.markup import parse

TODAY, PAST = date(2026, 11, 21), date(2026, 3, 1)


def drawn(text, *, address="/entities/", **context):
    request = RequestFactory().get(address)
    return Template("{% load controls_tags %}" + text).render(Context({"request": request, "today": TODAY} | context))


class TestAddressesThatKeepTheDay:
    def test_today_needs_none(self):
        assert drawn("{% url_as_of 'controls:about' %}", as_of=TODAY) == "/about/"

    def test_another_day_is_kept(self):
        assert drawn("{% url_as_of 'controls:about' %}", as_of=PAST) == "/about/?as_of=2026-03-01"

    def test_parts_of_the_address_are_filled_in(self):
        shown = drawn("{% url_as_of 'controls:entity-detail' key='a-b' %}", as_of=PAST)

        assert shown == "/entities/a-b/?as_of=2026-03-01"

    def test_a_query_stands_before_the_day(self):
        shown = drawn("{% url_as_of 'controls:change-list' query='action=corrected' %}", as_of=PAST)

        assert shown == "/changes/?action=corrected&amp;as_of=2026-03-01"

    def test_a_query_stands_alone_today(self):
        assert drawn("{% url_as_of 'controls:change-list' query='action=corrected' %}", as_of=TODAY) == (
            "/changes/?action=corrected"
        )

    def test_where_no_day_is_known_none_is_kept(self):
        """Fragments get only what they are given."""
        assert drawn("{% url_as_of 'controls:about' %}") == "/about/"


class TestThisPageToday:
    @pytest.mark.parametrize(
        ("address", "expected"),
        [
            ("/entities/?as_of=2026-03-01", "/entities/"),
            ("/entities/?as_of=2026-03-01&page=3", "/entities/"),
            ("/entities/?list=a&list=b&as_of=2026-03-01", "/entities/?list=a&amp;list=b"),
            ("/entities/x/?as_of=2026-03-01", "/entities/x/"),
            ("/entities/?q=%E6%96%AF%26&as_of=2026-03-01", "/entities/?q=%E6%96%AF%26"),
            ("/?as_of=2026-03-01&as_of=2026-03-02", "/"),
        ],
    )
    def test_is_the_same_question_without_day_and_page(self, address, expected):
        assert drawn("{% same_page_today %}", address=address) == expected


class TestFormsThatKeepTheQuestion:
    def fields(self, text, address):
        return [(field["name"], field["value"]) for field in parse(drawn(text, address=address)).all("input")]

    def test_every_value_is_kept_in_order(self):
        kept = self.fields("{% keep_parameters %}", "/entities/?list=b&list=a&q=x")

        assert kept == [("list", "b"), ("list", "a"), ("q", "x")]

    def test_the_day_and_the_page_are_left_to_the_form(self):
        assert self.fields("{% keep_parameters %}", "/entities/?as_of=2026-03-01&page=3&q=x") == [("q", "x")]

    def test_what_the_form_asks_for_itself_is_left_out(self):
        kept = self.fields("{% keep_parameters 'q' %}", "/entities/?as_of=2026-03-01&page=3&q=x&list=a")

        assert kept == [("as_of", "2026-03-01"), ("list", "a")]

    def test_empty_values_go(self):
        assert self.fields("{% keep_parameters %}", "/entities/?q=&list=") == []

    @given(name=st.text(st.characters(codec="ascii"), min_size=1, max_size=12), value=st.text(max_size=20))
    def test_any_name_and_value_stay_text(self, name, value):
        given_query = QueryDict(mutable=True)
        given_query[name] = value

        fields = parse(drawn("{% keep_parameters %}", address=f"/entities/?{given_query.urlencode()}")).all("input")

        wanted = [name] if value and name not in ("as_of", "page") else []
        assert [field["name"].replace("\r", "\n") for field in fields] == [each.replace("\r", "\n") for each in wanted]


@pytest.mark.parametrize(("days", "shown"), [(11, 11), (-11, 11), (0, 0)])
def test_days_are_counted_whichever_way(days, shown):
    assert away(days) == shown


class TestWordsInTheirLanguage:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("plain", "plain"),
            ("", ""),
            ("stop (停止) it", 'stop (<span lang="zh-Hans">停止</span>) it'),
            ("停止 and 移出", '<span lang="zh-Hans">停止</span> and <span lang="zh-Hans">移出</span>'),
            ("暂停…90天", '<span lang="zh-Hans">暂停</span>…90<span lang="zh-Hans">天</span>'),
            ("不可靠、实体，清单", '<span lang="zh-Hans">不可靠、实体，清单</span>'),
            ("レダ / Leda", '<span lang="ja">レダ</span> / Leda'),
            ("株式会社レダ", '<span lang="ja">株式会社レダ</span>'),
            ("ひらがな", '<span lang="ja">ひらがな</span>'),
            ("<b>停止</b>", '&lt;b&gt;<span lang="zh-Hans">停止</span>&lt;/b&gt;'),
            ("Müller & Söhne", "Müller &amp; Söhne"),
        ],
    )
    def test_chinese_and_japanese_are_marked(self, text, expected):
        assert han(text) == expected

    def test_what_is_markup_already_is_not_escaped_again(self):
        assert han(mark_safe("<b>x</b>")) == "<b>x</b>"

    def test_the_result_is_safe_to_show(self):
        assert isinstance(han("<script>"), SafeString)

    def test_other_values_are_written_out(self):
        assert han(None) == "None"
        assert han(5) == "5"

    @given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=60))
    def test_no_text_becomes_markup_or_is_lost(self, text):
        page = parse(str(han(text)))

        assert {element.name for element in page.walk()} <= {"", "span"}
        assert page.text == text

    @given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x9FFF), max_size=20))
    def test_no_ideograph_is_left_without_language(self, text):
        for word, element in parse(str(han(text))).texts():
            if any("\u3400" <= sign <= "\u9fff" or "\u3041" <= sign <= "\u30ff" for sign in word):
                assert element.get("lang") in ("zh-Hans", "ja")


class TestMarked:
    def pieces(self, *given):
        return [{"text": text, "marked": marked} for text, marked in given]

    def test_what_answers_stands_in_mark(self):
        assert marked(self.pieces(("SUBARU", True), (" Corporation", False)), "") == "<mark>SUBARU</mark> Corporation"

    def test_everything_is_escaped(self):
        shown = marked(self.pieces(("<b>", True), ("&amp;", False)), "zh-Hans")

        assert shown == "<mark>&lt;b&gt;</mark>&amp;amp;"

    @pytest.mark.parametrize("language", ["", "en"])
    def test_other_scripts_in_an_english_text_say_their_language(self, language):
        shown = marked(self.pieces(("oxyborate (", False), ("硼酸氧钙", True), (")", False)), language)

        assert shown == 'oxyborate (<mark><span lang="zh-Hans">硼酸氧钙</span></mark>)'

    def test_a_chinese_text_says_so_as_a_whole(self):
        assert marked(self.pieces(("斯巴鲁", True), ("株式会社", False)), "zh-Hans") == "<mark>斯巴鲁</mark>株式会社"

    def test_of_nothing_is_nothing(self):
        assert marked([], "") == ""
