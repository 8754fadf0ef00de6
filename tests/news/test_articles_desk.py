"""Articles, suggested pairs and stories at the curators' desk."""

import pytest
from django.test import Client

from news.models import Article, Standing, Story, StoryPair
from news.services import articles, stories
from tests.controls.desk import errors, make_user, said
from tests.news.kept import hours, item, only, press, source, store

pytestmark = pytest.mark.django_db
ARTICLES, PAIRS, STORIES = "/admin/news/article/", "/admin/news/storypair/", "/admin/news/story/"
TITLE = "Ministry suspends licences for magnets of dysprosium and terbium until spring"


@pytest.fixture
def desk(now):
    client = Client()
    client.force_login(make_user(now))
    return client


@pytest.fixture
def pending():
    store(press(), item(language="zh-Hans"))
    return only()


@pytest.fixture
def two():
    for key in ("one", "two"):
        store(press(key), item(TITLE, f"https://{key}.example/1", "1"))
    return list(Article.objects.order_by("pk"))


def do(desk, table, action, *rows, **more):
    form = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return desk.post(table, form, follow=True)


def page(desk, address):
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_what_waits_and_nothing_else_unless_asked(desk, pending):
    store(source(), item("Shown at once", "https://gazette.example/s", "s"))

    assert "Notice A" in page(desk, ARTICLES)
    assert "Shown at once" not in page(desk, ARTICLES)
    assert "Shown at once" in page(desk, f"{ARTICLES}?state=published")
    assert "Shown at once" in page(desk, f"{ARTICLES}?state=every")


def test_a_title_says_its_language(desk, pending):
    assert '<span lang="zh-Hans">Notice A</span>' in page(desk, ARTICLES)


def test_what_was_edited_after_it_was_let_through_is_found(desk, pending):
    articles.publish(article=pending, by="ada", at=hours(1))
    assert "Notice A" not in page(desk, f"{ARTICLES}?state=edited")
    store(pending.source, item("Edited"), at=hours(2))

    assert "Edited" in page(desk, f"{ARTICLES}?state=edited")


def test_publishing_from_the_list(desk, pending):
    answer = do(desk, ARTICLES, "publish", pending)

    assert (only().state, only().decided_by) == (Article.State.PUBLISHED, "ada@example.org")
    assert said(answer) == "Published: 1 article."


def test_rejecting_needs_a_reason_and_says_so(desk, pending):
    answer = do(desk, ARTICLES, "reject", pending)
    assert (said(answer), only().state) == ("Notice A: Say why.", Article.State.PENDING)
    answer = do(desk, ARTICLES, "reject", pending, reason="Beside the subject.")

    assert (said(answer), only().state_reason) == ("Rejected: 1 article.", "Beside the subject.")


@pytest.mark.parametrize("reason", ["a\u202eb", "x" * 301])
def test_a_reason_that_cannot_be_read_writes_nothing(desk, pending, reason):
    answer = do(desk, ARTICLES, "reject", pending, reason=reason)

    assert answer.status_code in (200, 400)
    assert only().state == Article.State.PENDING


def test_withdrawing_from_the_list(desk, pending):
    articles.publish(article=pending, by="ada", at=hours(1))
    answer = do(desk, f"{ARTICLES}?state=published", "withdraw", pending, reason="It was wrong.")

    assert (said(answer), only().state) == ("Withdrawn: 1 article.", Article.State.REJECTED)


def test_what_is_refused_keeps_nothing_else_from_being_done(desk, two):
    articles.publish(article=two[0], by="ada", at=hours(1))
    answer = do(desk, f"{ARTICLES}?state=every", "publish", *two)

    assert "shown already" in said(answer)
    assert "Published: 1 article." in said(answer)
    assert Article.objects.shown().count() == 2


def test_the_page_shows_versions_and_names_and_lets_nobody_write_them(desk, pending):
    store(pending.source, item("Edited", "https://daily.example/moved"), at=hours(1))
    text = page(desk, f"{ARTICLES}{pending.pk}/change/")

    for words in ("Notice A", "Edited", "https://gazette.example/a", "https://daily.example/moved"):
        assert words in text
    assert 'name="versions-0-title"' not in text
    assert 'name="names-0-value"' not in text
    assert 'name="title"' not in text


def form_of(desk, article):
    answer = desk.get(f"{ARTICLES}{article.pk}/change/")
    sent = {"own_summary": ""}
    for inline in answer.context["inline_admin_formsets"]:
        sent |= {f.html_name: f.value() for f in inline.formset.management_form}
    return sent


def test_a_summary_of_our_own_is_written_on_the_page(desk, pending):
    answer = desk.post(
        f"{ARTICLES}{pending.pk}/change/", form_of(desk, pending) | {"own_summary": "Twenty entities.", "title": "X"}
    )

    assert answer.status_code == 302
    assert (only().own_summary, only().summarised_by) == ("Twenty entities.", "ada@example.org")
    assert only().title == "Notice A"


def test_a_summary_that_is_too_long_comes_back_with_what_was_typed(desk, pending):
    sent = form_of(desk, pending) | {"own_summary": "x" * 1_001}
    answer = desk.post(f"{ARTICLES}{pending.pk}/change/", sent)

    assert answer.status_code == 200
    assert "1000" in errors(answer)
    assert only().own_summary == ""


def test_an_article_is_neither_made_nor_deleted_here(desk, pending):
    assert desk.get(f"{ARTICLES}add/").status_code == 403
    assert desk.post(f"{ARTICLES}{pending.pk}/delete/", {"post": "yes"}).status_code == 403
    do(desk, ARTICLES, "delete_selected", pending, post="yes")

    assert Article.objects.count() == 1


def test_joining_and_taking_out_again_from_the_list(desk, two):
    answer = do(desk, ARTICLES, "join", *two)
    assert "They are story" in said(answer)
    assert Story.objects.get().articles.count() == 2
    answer = do(desk, ARTICLES, "split", two[0])

    assert said(answer) == "Taken out of its story: 1 article."
    assert not Story.objects.exists()


def test_one_article_alone_is_no_story(desk, two):
    assert "two articles or more" in said(do(desk, ARTICLES, "join", two[0]))


def test_taking_out_what_belongs_to_no_story_is_refused(desk, two):
    assert "belongs to no story" in said(do(desk, ARTICLES, "split", two[0]))


def test_a_suggested_pair_shows_both_titles_and_is_joined(desk, two):
    text = page(desk, PAIRS)
    assert text.count(TITLE) >= 2
    answer = do(desk, PAIRS, "join", StoryPair.objects.get())

    assert "Decided" in said(answer)
    assert StoryPair.objects.get().standing == Standing.CONFIRMED
    assert Story.objects.get().made_by == "ada@example.org"


def test_a_suggested_pair_is_dismissed_once(desk, two):
    pair = StoryPair.objects.get()
    assert "Decided" in said(do(desk, PAIRS, "dismiss", pair))
    assert "already" in said(do(desk, PAIRS, "dismiss", pair))
    assert StoryPair.objects.get().standing == Standing.REJECTED


def test_a_pair_and_a_story_have_pages_without_a_form(desk, two):
    story = stories.join(articles=two, by="ada", at=hours(1))
    for address in (f"{PAIRS}{StoryPair.objects.get().pk}/change/", f"{STORIES}{story.pk}/change/"):
        assert TITLE in page(desk, address)
        assert desk.post(address, {"reason": "x"}).status_code == 403


@pytest.mark.parametrize("table", [ARTICLES, PAIRS, STORIES])
def test_who_is_no_curator_sees_nothing(table, now):
    client = Client()
    client.force_login(make_user(now, "approver@example.org", role="approver"))

    assert client.get(table).status_code == 403


@pytest.mark.parametrize("table", [f"{ARTICLES}?state=every", PAIRS, STORIES])
def test_a_list_costs_the_same_queries_however_long_it_is(desk, two, table, django_assert_max_num_queries):
    stories.join(articles=two, by="ada", at=hours(1))
    with django_assert_max_num_queries(20) as few:
        desk.get(table)
    for number in range(4):
        store(press(f"more{number}"), item(TITLE, f"https://more{number}.example/1", "1"))
    with django_assert_max_num_queries(len(few)):
        desk.get(table)


@pytest.mark.parametrize("query", ["?q=magnets", "?source__id__exact=1", "?q=%00", "?state=nonsense", "?p=9999"])
def test_odd_questions_break_no_list(desk, two, query):
    assert desk.get(ARTICLES + query).status_code in (200, 302, 400)
