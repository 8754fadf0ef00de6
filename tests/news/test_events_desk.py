"""Events at the curators' desk: mended by the service, refused in words."""

import pytest
from django.urls import reverse

from news.models import NewsEvent
from tests.controls.desk import errors, make_user
from tests.news.reporting import make_article

pytestmark = pytest.mark.usefixtures("seeded")


@pytest.fixture
def desk(client, now):
    client.force_login(make_user(now))
    return client


def event(key="ne124"):
    return NewsEvent.objects.get(key=key)


def at(row):
    return reverse("admin:news_newsevent_change", args=[row.pk])


def typed(desk, row, **changes):
    """Sends the form of an event as it stands with some fields typed over."""
    form = desk.get(at(row)).context["adminform"].form
    sent = {field.html_name: field.value() or "" for field in form}
    sent["articles"] = ",".join(str(pk) for pk in row.articles.values_list("pk", flat=True))
    return desk.post(at(row), sent | changes)


def test_the_list_can_be_searched(desk):
    page = desk.get(reverse("admin:news_newsevent_changelist"), {"q": "watch list"})

    assert "first use" in page.content.decode()


def test_what_is_typed_is_kept_and_what_is_not_stays(desk):
    before = event()

    answer = typed(desk, before, note="Two outlets.", about="notice:mofcom-2026-12\nentity:tdk-corporation\n")

    assert answer.status_code == 302
    after = event()
    assert (after.note, after.about) == ("Two outlets.", ["notice:mofcom-2026-12", "entity:tdk-corporation"])
    assert (after.headline, after.parties, after.seeded) == (before.headline, before.parties, before.seeded)


def test_names_with_commas_stay_whole(desk):
    row = event("ne018")

    typed(desk, row, note="Mended.")

    assert event("ne018").parties == row.parties and any("," in each for each in row.parties)


def test_the_day_follows_the_date_as_typed(desk):
    typed(desk, event(), date_text="2026-03", precision="month")

    assert event().day.isoformat() == "2026-03-01"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"date_text": "2026-02-30"}, "no date of the calendar"),
        ({"precision": "month", "date_text": "2026"}, "not a date to the month"),
        ({"about": "entity:nobody"}, "Not on record: entity:nobody."),
        ({"headline": ""}, "required"),
        ({"note": "hid\u200eden"}, "U+200E"),
        ({"url": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_what_is_no_event_is_refused_in_words_and_not_kept(desk, changes, words):
    answer = typed(desk, event(), **changes)

    assert answer.status_code == 200 and words in errors(answer)
    assert event().headline == "20 Japanese entities put on the watch list, its first use"


def test_articles_are_joined_by_their_numbers(desk):
    article = make_article("二十家")

    typed(desk, event(), articles=str(article.pk))

    assert list(event().articles.all()) == [article]


def test_events_are_not_deleted_here(desk):
    assert desk.post(reverse("admin:news_newsevent_delete", args=[event().pk]), {"post": "yes"}).status_code == 403


def test_strangers_do_not_get_in(client):
    assert client.get(at(event())).status_code == 302
