"""What one may ask of articles: each parameter narrows by itself, and together they narrow further."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.models import Authority
from news.filters.articles import LANGUAGES, ArticleFilter, ArticleQuestion, folded, references, stories
from news.ingest.parsers import gdelt
from news.models import Article
from tests.news.reporting import NOON, make_article, make_mention, make_source_of_news, make_story

pytestmark = pytest.mark.usefixtures("seeded")
TODAY = date(2026, 11, 21)


def asked(query=""):
    question = ArticleQuestion(QueryDict(query), today=TODAY)
    assert question.is_valid(), question.errors
    return question


def titles(query=""):
    return [article.title for article in asked(query).apply()]


def errors(query):
    question = ArticleFilter(QueryDict(query), today=TODAY)
    question.is_valid()
    return set(question.errors)


class TestNarrowing:
    def test_by_source_any_of_several(self):
        one, two = make_article("One"), make_article("Two")
        make_article("Three")

        assert set(titles(f"source={one.source.key}&source={two.source.key}")) == {"One", "Two"}

    def test_by_kind_of_source(self):
        make_article("Press", source=make_source_of_news(tier="trade_press"))
        make_article("Official")

        assert titles("type=trade_press") == ["Press"]

    @pytest.mark.parametrize(
        ("code", "expected"), [("zh", {"zh", "zh-Hans", "zh-TW"}), ("en", {"en-GB"}), ("de", set())]
    )
    def test_by_language_with_all_its_kinds(self, code, expected):
        for language in ("zh", "zh-Hans", "zh-TW", "zhx", "en-GB", ""):
            make_article(language, language=language)

        assert set(titles(f"language={code}")) == expected

    @pytest.mark.parametrize("code", ["ru", "es", "pt", "it", "nl", "zh-Hant", "en-GB"])
    def test_every_language_that_is_on_record_can_be_asked_for(self, code):
        make_article("Theirs", language=code)
        make_article("Other", language="fr")

        assert titles(f"language={code}") == ["Theirs"]

    def test_whatever_a_source_calls_a_language_has_a_name_in_the_list(self):
        assert set(LANGUAGES) >= set(gdelt.LANGUAGES.values())

    def test_languages_that_have_no_name_here_are_looked_for_at_once(self, django_assert_num_queries):
        make_article("Dutch", language="nl")
        with django_assert_num_queries(1):
            assert errors("&".join(f"language={code}" for code in ("nl", "sv", "da", "en"))) == {"language"}

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("entity=subaru-corporation", {"entity"}),
            ("measure=cn-2025-18", {"measure"}),
            ("element=Dy", {"element", "element as a symbol"}),
            ("element=Dy&element=Tb", {"element", "element as a symbol"}),
            ("element=Tb", set()),
            ("element=Dy&measure=cn-2025-18", set()),
        ],
    )
    def test_by_what_an_article_names(self, question, expected):
        make_mention(make_article("entity"), "entity:subaru-corporation")
        make_mention(make_article("measure"), "measure:cn-2025-18")
        make_mention(make_article("element"), "element:dy")
        make_mention(make_article("element as a symbol"), "element:Dy")
        make_article("nothing")

        assert set(titles(question)) == expected

    def test_a_suggestion_narrows_nothing(self):
        make_mention(make_article(), "entity:subaru-corporation", standing="suggested")

        assert titles("entity=subaru-corporation") == []

    def test_by_jurisdiction_of_who_speaks_or_of_the_measure_that_is_named(self):
        chinese = make_source_of_news(authority=Authority.objects.get(key="mofcom"))
        make_article("By the ministry", source=chinese)
        make_mention(make_article("About its measure"), "measure:cn-2025-18")
        make_mention(make_article("About another's"), "measure:jp-2012-catchall")
        make_article("About none")

        assert set(titles("jurisdiction=CN")) == {"By the ministry", "About its measure"}
        assert titles("jurisdiction=JP") == ["About another's"]
        assert len(titles("jurisdiction=CN&jurisdiction=JP")) == 3

    @pytest.mark.parametrize("words", ["MAGNET", "our words", "their words", "magnets resume"])
    def test_by_words_of_title_and_summaries_in_any_case(self, words):
        make_article("Magnets resume", own_summary="Our words", summary="Their words")
        make_article("Something else")

        assert titles(f"q={words}") == ["Magnets resume"]

    @pytest.mark.parametrize("sign", ["%25", "_", "'", '"', "\\"])
    def test_signs_of_patterns_are_letters_like_others(self, sign):
        make_article("Plain words")

        assert titles(f"q={sign}n") == []

    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ("from=2026-11-19", {"19", "20"}),
            ("to=2026-11-19", {"18", "19"}),
            ("from=2026-11-19&to=2026-11-19", {"19"}),
            ("as_of=2026-11-19", {"18", "19"}),
            ("as_of=2026-11-18&to=2026-11-20", {"18"}),
            ("as_of=2026-11-20&to=2026-11-18", {"18"}),
            ("from=2026-11-20&as_of=2026-11-18", set()),
        ],
    )
    def test_by_days_both_ends_included_and_never_after_the_day_asked_about(self, question, expected):
        for day in (18, 19, 20):
            make_article(str(day), at=datetime(2026, 11, day, 4, tzinfo=UTC))

        assert set(titles(question)) == expected


class TestOrderAndFolding:
    def test_the_newest_day_comes_first_then_the_hour_then_the_number(self):
        one = make_article("a")
        two = make_article("b")
        make_article("early", at=NOON - timedelta(hours=1))
        make_article("day before, late", at=NOON + timedelta(hours=9), day=date(2026, 11, 19))

        assert one.pk < two.pk
        assert titles() == ["b", "a", "early", "day before, late"]

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        shape=st.lists(
            st.tuples(st.sampled_from([None, 0, 1]), st.integers(0, 3), st.booleans()), min_size=1, max_size=6
        )
    )
    def test_each_story_is_told_exactly_once_whatever_is_asked(self, shape):
        """Stories, hours and languages at random; asked with a filter and without."""
        Article.objects.all().delete()
        made = [
            (story, make_article(str(number), at=NOON + timedelta(hours=hour), language="ja" if japanese else "en"))
            for number, (story, hour, japanese) in enumerate(shape)
        ]
        for each in (0, 1):
            if members := [article for story, article in made if story == each]:
                make_story(*members)

        for question in ("", "language=ja"):
            whole = list(asked(question).apply())
            told = list(folded(asked(question).apply()))
            expected = {article.story_id or f"alone {article.pk}" for article in whole}
            assert {article.story_id or f"alone {article.pk}" for article in told} == expected
            assert len(told) == len(expected) == stories(asked(question).apply())
            for article in told:
                rest = [other for other in whole if other.story_id == article.story_id and article.story_id]
                assert all((article.shown_at, article.pk) <= (other.shown_at, other.pk) for other in rest)


class TestRefusing:
    @pytest.mark.parametrize(
        ("query", "fields"),
        [
            ("source=nobody", {"source"}),
            ("entity=nobody&measure=nothing", {"entity", "measure"}),
            ("language=en-GB", {"language"}),
            ("language=xx", {"language"}),
            ("language=e%25", {"language"}),
            ("type=official&type=blog", {"type"}),
            ("jurisdiction=cn", {"jurisdiction"}),
            ("from=20261101", {"from"}),
            ("from=2026-11-02&to=2026-11-01", {"to"}),
            ("to=2026-11-01&to=2026-11-02", {"to"}),
            ("q=" + "x" * 201, {"q"}),
            ("page=0&page_size=501", {"page", "page_size"}),
        ],
    )
    def test_what_cannot_be_answered_is_named(self, query, fields):
        assert errors(query) == fields

    def test_whether_an_article_was_let_through_cannot_be_asked(self):
        question = ArticleFilter(QueryDict("state=pending"), today=TODAY)
        question.is_valid()
        question.refuse_unknown()

        assert set(question.errors) == {"state"}

    def test_symbols_of_elements_are_looked_for_in_either_case(self):
        assert references("element", ["Dy", "Tb"]) == ["element:Dy", "element:Tb", "element:dy", "element:tb"]
        assert references("entity", ["Subaru"]) == ["entity:Subaru"]
