"""Many rows in one statement: what is written is what was given, to the last sign and the last digit."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from news.models import Article, ArticleName, ArticleVersion
from news.services import many_rows
from tests.news.kept import NOON, item, only, source, store

pytestmark = pytest.mark.django_db
EXACT = datetime(2026, 2, 24, 9, 0, 0, 123_457, tzinfo=UTC)
ODD = ["", "'", '"', "\\", "%s", "{}", "a\nb", "𝕏", "令和", "\u2028", "null", "\\u0000", "e\u0301", "$1", "NULL"]


@pytest.fixture
def article():
    store(source(), item())
    return only()


def name(article, digest, value="v"):
    row = {"article_id": article.pk, "kind": "key", "scope": "s", "value": value, "digest": digest}
    return row | {"seen_at": NOON}


def test_numbers_are_new_each_time(article):
    first, second = many_rows.numbers(model=Article, count=3), many_rows.numbers(model=Article, count=2)

    assert len({*first, *second, article.pk}) == 6
    assert many_rows.numbers(model=Article, count=0) == []


def test_nothing_is_written_for_no_rows(django_assert_num_queries):
    with django_assert_num_queries(0):
        many_rows.insert(model=ArticleName, rows=[])
        many_rows.update(model=Article, rows=[])


@pytest.mark.parametrize("text", ODD)
def test_every_text_comes_back_as_it_was(article, text):
    many_rows.update(model=Article, rows=[{"id": article.pk, "title": text, "details": {text: text}, "flags": [text]}])
    article.refresh_from_db()

    assert (article.title, article.details, article.flags) == (text, {text: text}, [text])


def test_times_and_days_come_back_to_the_last_digit(article):
    row = {"id": article.pk, "published_at": EXACT, "published_on": date(2026, 2, 24), "updated_at": None}
    many_rows.update(model=Article, rows=[row])
    article.refresh_from_db()

    assert (article.published_at, article.published_on, article.updated_at) == (EXACT, date(2026, 2, 24), None)


def test_an_update_touches_its_rows_and_columns_only(article):
    store(article.source, item("B", "https://gazette.example/b", "b"))
    many_rows.update(model=Article, rows=[{"id": article.pk, "title": "Changed"}])

    assert sorted(Article.objects.values_list("title", flat=True)) == ["B", "Changed"]
    assert Article.objects.get(title="Changed").url == article.url


@given(digest=st.binary(min_size=1, max_size=32))
def test_bytes_come_back_as_they_were(digest):
    ArticleName.objects.all().delete()
    Article.objects.all().delete()
    its_source = source(f"s{digest.hex()}"[:60])
    store(its_source, item())
    many_rows.insert(model=ArticleName, rows=[name(only(), digest, "here")])
    found = bytes(ArticleName.objects.get(value="here").digest)
    its_source.articles.all().delete()
    its_source.delete()

    assert found == digest


def test_rows_whose_unique_values_are_taken_are_left_out_only_if_asked(article):
    rows = [name(article, b"1", "first"), name(article, b"1", "second"), name(article, b"2", "third")]
    many_rows.insert(model=ArticleName, rows=rows, or_ignore=True)
    assert set(article.names.filter(scope="s").values_list("value", flat=True)) == {"first", "third"}

    with pytest.raises(IntegrityError):
        many_rows.insert(model=ArticleName, rows=[name(article, b"2")])


def test_objects_are_written_with_all_their_columns(article):
    given_rows = [
        ArticleVersion(article=article, number=number, seen_at=EXACT, title=f"T{number}", flags=["a", "b"], digest="d")
        for number in (2, 3)
    ]
    many_rows.insert(model=ArticleVersion, rows=given_rows)
    kept = list(article.versions.order_by("number"))[1:]

    assert [(row.number, row.title, row.flags, row.seen_at, row.run) for row in kept] == [
        (2, "T2", ["a", "b"], EXACT, None),
        (3, "T3", ["a", "b"], EXACT, None),
    ]


def test_what_no_column_holds_is_refused(article):
    with pytest.raises(TypeError, match="set is nothing that a column holds"):
        many_rows.update(model=Article, rows=[{"id": article.pk, "details": {"x": {1}}}])
