"""The doors of the news at the desk: who may, by which methods, and that looking changes nothing."""

import pytest
from django.test import Client
from django.urls import reverse

from controls.models import Change, Proposal
from controls.services import access
from news.models import Article, ArticleVersion, FetchJob, FoundNotice, Mention, NewsEvent, Source, StoryPair
from tests.controls.desk import PASSWORD, make_user
from tests.news.reporting import make_article, make_mention, make_name, make_news_event

pytestmark = pytest.mark.usefixtures("seeded", "today")

MODELS = [Article, Source, NewsEvent]
COUNTED = [Article, ArticleVersion, Source, NewsEvent, FetchJob, FoundNotice, Mention, StoryPair, Change, Proposal]
DESK = ["/desk/", "/desk/notices/", "/desk/drafts/", "/desk/drafts/new/?notice=mofcom-2026-12"]
LISTS = [reverse(f"admin:news_{model._meta.model_name}_changelist") for model in MODELS]


@pytest.fixture
def rows():
    article = make_article("Waits for a person", state="pending", summary="Words of the source")
    make_mention(article, "entity:subaru-corporation", standing="suggested")
    make_name(article, "paper-1")
    return {Article: article, Source: article.source, NewsEvent: make_news_event()}


@pytest.fixture
def curator(now):
    client = Client()
    client.force_login(make_user(now, role="admin"))
    return client


@pytest.fixture
def reader(now):
    client = Client()
    client.force_login(access.create_user(email="reader@example.org", password=PASSWORD, at=now))
    return client


def page_of(row):
    return reverse(f"admin:news_{row._meta.model_name}_change", args=[row.pk])


def everything():
    """How many rows there are of all that the desk can write, and how each article and source stands."""
    counts = [model.objects.count() for model in COUNTED]
    return counts, list(Article.objects.order_by("pk").values()), list(Source.objects.order_by("pk").values())


@pytest.mark.parametrize("address", [*LISTS, *DESK])
def test_who_is_not_signed_in_is_sent_to_do_so(client, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer["Location"].startswith(("/account/sign-in/?next=", "/admin/login/?next="))


@pytest.mark.parametrize("model", MODELS)
def test_the_page_of_one_row_is_for_those_who_signed_in(client, rows, model):
    answer = client.get(page_of(rows[model]))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/sign-in/?next=/admin/")


@pytest.mark.parametrize("address", LISTS)
def test_a_reader_with_an_account_is_no_curator(reader, rows, address):
    answer = reader.get(address)

    assert answer.status_code in (302, 403)
    assert "Waits for a person" not in answer.content.decode()


@pytest.mark.parametrize("model", MODELS)
def test_a_reader_with_an_account_changes_nothing(reader, rows, model):
    before = everything()

    answer = reader.post(page_of(rows[model]), {"own_summary": "Mine", "name": "Mine", "headline": "Mine"})

    assert answer.status_code in (302, 403)
    assert everything() == before


@pytest.mark.parametrize("address", [*LISTS, *DESK])
def test_looking_at_the_desk_changes_nothing(curator, rows, address):
    before = everything()

    assert curator.get(address).status_code in (200, 302)
    assert curator.head(address).status_code in (200, 302)
    assert everything() == before


@pytest.mark.parametrize("model", MODELS)
def test_looking_at_one_row_changes_nothing(curator, rows, model):
    before = everything()

    assert curator.get(page_of(rows[model])).status_code == 200
    assert everything() == before


@pytest.mark.parametrize("model", MODELS)
def test_a_form_without_the_secret_of_the_page_is_refused(now, rows, model):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(make_user(now, role="admin"))
    before = everything()

    answer = careful.post(page_of(rows[model]), {"own_summary": "Sent from elsewhere"})

    assert answer.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("address", DESK)
def test_pages_of_the_desk_take_no_other_methods(curator, address):
    for send in (curator.put, curator.patch, curator.delete):
        assert send(address).status_code == 405


def test_the_desk_itself_takes_no_form(curator):
    assert curator.post("/desk/").status_code == 405


def test_an_empty_form_about_found_notices_is_refused_and_changes_nothing(curator, rows):
    before = everything()

    assert curator.post("/desk/notices/").status_code == 400
    assert everything() == before


@pytest.mark.parametrize("model", MODELS)
def test_an_article_source_or_event_is_never_deleted_at_the_desk(curator, rows, model):
    row = rows[model]

    answer = curator.post(reverse(f"admin:news_{model._meta.model_name}_delete", args=[row.pk]), {"post": "yes"})

    assert answer.status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("query", ["?o=x", "?p=99999", "?q=%00x", "?state=nobody", "?e=1"])
@pytest.mark.parametrize("address", LISTS)
def test_a_mistyped_question_at_the_desk_is_no_error_of_ours(curator, rows, address, query):
    assert curator.get(f"{address}{query}").status_code < 500


@pytest.mark.parametrize("model", MODELS)
def test_a_row_that_is_not_there_leads_back_to_the_desk(curator, rows, model):
    address = reverse(f"admin:news_{model._meta.model_name}_change", args=[999_999_999])

    assert curator.get(address).status_code in (302, 404)


def test_an_act_on_articles_without_a_choice_does_nothing(curator, rows):
    before = everything()

    answer = curator.post(LISTS[0], {"action": "publish", "index": "0"})

    assert answer.status_code in (200, 302)
    assert everything() == before


def test_what_a_source_said_cannot_be_typed_over(curator, rows):
    article = rows[Article]

    curator.post(page_of(article), {"title": "Ours now", "summary": "Ours", "url": "https://ours.example/"})
    article.refresh_from_db()

    assert (article.title, article.summary) == ("Waits for a person", "Words of the source")
    assert "ours.example" not in article.url
