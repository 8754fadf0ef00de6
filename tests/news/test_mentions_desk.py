"""Suggested mentions at the desk: reached from the curators' desk, confirmed or rejected by a person, and kept so."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from news.models import Article, Mention, Standing, StoryPair
from news.services import mentions
from tests.controls.desk import make_user, said
from tests.controls.proposing import signed_in
from tests.news.announcing import NOW, make_article, make_source

pytestmark = pytest.mark.django_db
TABLE = "/admin/news/mention/"
SUBARU = "entity:subaru-corporation"


@pytest.fixture
def desk(now):
    return signed_in(make_user(now))


@pytest.fixture
def suggested():
    return suggestion()


def suggestion(title="Subaru <i>sells</i> cars", reference=SUBARU, **columns):
    article = make_article(title=title, language="en", source=make_source(announces_notices=False))
    defaults = {"words": "Subaru", "method": "name", "likeness": 0.8, "standing": Standing.SUGGESTED, "found_at": NOW}
    return Mention.objects.create(article=article, reference=reference, **{**defaults, **columns})


def do(desk, action, *rows):
    return desk.post(TABLE, {"action": action, "_selected_action": [row.pk for row in rows]}, follow=True)


def rows_of(desk, query=""):
    return list(desk.get(TABLE + query).context["cl"].result_list)


def test_a_suggestion_shows_fact_words_and_article_and_nothing_as_markup(desk, suggested):
    text = desk.get(TABLE).content.decode()
    assert SUBARU in text
    assert '<span lang="en">Subaru</span>' in text
    assert "Subaru &lt;i&gt;sells&lt;/i&gt; cars" in text


def test_only_what_waits_is_listed_unless_more_is_asked_for(desk, suggested):
    certain = suggestion(standing=Standing.CERTAIN)
    assert rows_of(desk) == [suggested]
    assert rows_of(desk, "?standing=certain") == [certain]
    assert rows_of(desk, "?standing=every") == [certain, suggested]


def test_confirming_makes_the_article_one_about_the_fact(desk, suggested):
    assert said(do(desk, "confirm", suggested)) == "Decided: 1 mention."
    suggested.refresh_from_db()
    assert (suggested.standing, suggested.decided_by) == (Standing.CONFIRMED, "ada@example.org")
    assert suggested.decided_at is not None
    assert Article.objects.get(pk=suggested.article_id).about == [SUBARU]


def test_rejecting_keeps_the_mention_so_that_nothing_suggests_it_again(desk, suggested):
    do(desk, "reject", suggested)
    mentions.link(articles=[suggested.article], at=NOW)
    suggested.refresh_from_db()
    assert suggested.standing == Standing.REJECTED
    assert Article.objects.get(pk=suggested.article_id).about == []


def test_several_are_decided_at_once(desk, suggested):
    other = suggestion("Another report")
    assert said(do(desk, "reject", suggested, other)) == "Decided: 2 mentions."
    assert rows_of(desk) == []


def test_who_decided_by_mistake_decides_again(desk, suggested):
    do(desk, "confirm", suggested)
    desk.post(f"{TABLE}?standing=confirmed", {"action": "reject", "_selected_action": [suggested.pk]})
    assert Mention.objects.get().standing == Standing.REJECTED
    assert Article.objects.get(pk=suggested.article_id).about == []


def test_a_decision_touches_no_other_mention_of_the_article(desk, suggested):
    other = Mention.objects.create(
        article=suggested.article, reference="element:dy", words="Dy", method="name", standing=Standing.SUGGESTED
    )
    do(desk, "confirm", suggested)
    other.refresh_from_db()
    assert other.standing == Standing.SUGGESTED


def test_a_mention_has_a_page_without_a_form_and_is_neither_made_nor_deleted(desk, suggested):
    page = f"{TABLE}{suggested.pk}/change/"
    assert SUBARU in desk.get(page).content.decode()
    assert desk.post(page, {"standing": "confirmed"}).status_code == 403
    assert desk.get(f"{TABLE}add/").status_code == 403
    assert desk.post(f"{TABLE}{suggested.pk}/delete/", {"post": "yes"}).status_code == 403
    do(desk, "delete_selected", suggested)
    assert Mention.objects.get().standing == Standing.SUGGESTED


def test_who_is_no_curator_decides_nothing(suggested, now):
    client = Client()
    client.force_login(make_user(now, "approver@example.org", role="approver"))
    answer = client.post(TABLE, {"action": "confirm", "_selected_action": [suggested.pk]})
    assert answer.status_code == 403
    assert Mention.objects.get().standing == Standing.SUGGESTED


def test_a_form_without_its_token_decides_nothing(suggested, now):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(now))
    assert client.post(TABLE, {"action": "confirm", "_selected_action": [suggested.pk]}).status_code == 403
    assert Mention.objects.get().standing == Standing.SUGGESTED


@pytest.mark.parametrize("chosen", ["", "x", "-1", "999999999999999999999", "²", "1; DROP TABLE"])
def test_a_selection_that_names_no_row_decides_nothing(desk, suggested, chosen):
    answer = desk.post(TABLE, {"action": "confirm", "_selected_action": [chosen]}, follow=True)
    assert answer.status_code in (200, 400)
    assert Mention.objects.get().standing == Standing.SUGGESTED


@pytest.mark.parametrize("query", ["?q=subaru", "?q=%00", "?standing=nonsense", "?p=9999", "?method=x"])
def test_odd_questions_break_no_list(desk, suggested, query):
    assert desk.get(TABLE + query).status_code in (200, 302, 400)


def test_a_list_costs_the_same_queries_however_long_it_is(desk, suggested, django_assert_max_num_queries):
    with django_assert_max_num_queries(20) as few:
        desk.get(TABLE)
    for number in range(5):
        suggestion(f"Report {number}")
    with django_assert_max_num_queries(len(few)):
        assert len(rows_of(desk)) == 6


def test_every_line_and_every_more_of_the_desk_leads_to_a_page_that_works(desk, seeded, today, now, suggested):
    pending = make_article(title="Waits", state="pending")
    one, two = sorted([pending, suggested.article], key=lambda article: article.pk)
    StoryPair.objects.create(earlier=one, later=two, likeness=0.9, reason="title", made_at=now)
    page = desk.get("/desk/")
    blocks = {block.key: block for block in page.context["blocks"]}
    for key in ("articles", "pairs", "mentions", "claims"):
        lines = [line.url for line in blocks[key].lines]
        assert lines, key
        for url in (*lines, blocks[key].more_url):
            assert url, f"A line of {key} leads nowhere."
            assert desk.get(url).status_code == 200, url
    assert blocks["mentions"].more_url == reverse("admin:news_mention_changelist")
    assert not re.search(r'href=""', page.content.decode())
