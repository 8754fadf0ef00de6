"""Articles are linked again when the register moves: by the clock, and by a command that shows how far it is."""

import io
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.celery import RELINK, app
from controls.models import Change
from news import tasks
from news.models import Article
from news.services import finding, mentions
from tests.news.announcing import make_article, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_finder() -> Iterator[None]:
    yield
    finding.forget()


class Screen(io.StringIO):
    """An output that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def relinked(*options: str, out: io.StringIO | None = None) -> str:
    heard = out or io.StringIO()
    call_command("relink_news", *options, stdout=heard)
    return heard.getvalue()


def test_the_command_says_what_it_did() -> None:
    make_article(title="Subaru and terbium")
    assert relinked() == "1 articles: 2 mentions added, 0 changed, 0 gone.\n"
    assert relinked() == "0 articles: 0 mentions added, 0 changed, 0 gone.\n"


def test_all_means_also_those_that_are_up_to_date() -> None:
    make_article(title="Subaru", linked_to=Change.objects.revision()[0])
    assert relinked().startswith("0 articles")
    assert relinked("--all") == "1 articles: 1 mentions added, 0 changed, 0 gone.\n"


def test_only_articles_of_a_day_and_later_when_one_is_given() -> None:
    make_article(title="Subaru", day=date(2025, 5, 5))
    assert relinked("--since", "2025-05-06").startswith("0 articles")
    assert relinked("--since", "2025-05-05").startswith("1 articles")


def test_a_day_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(CommandError, match="--since: “yesterday” is no day"):
        relinked("--since", "yesterday")


def test_a_terminal_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mentions, "PORTION", 1)
    source = make_source()
    for _ in range(2):
        make_article(source=source)
    said = relinked(out=Screen())
    assert "\r[" + "#" * 20 + "." * 20 + "] 1 of 2" in said
    assert "\r[" + "#" * 40 + "] 2 of 2\n" in said


def test_the_clock_links_recent_articles_when_the_register_moved() -> None:
    today = timezone.localdate()
    recent = make_article(title="Subaru", day=today - timedelta(days=3), linked_to=0)
    old = make_article(title="Subaru", day=today - timedelta(days=tasks._RELINKED_DAYS + 1), linked_to=0)
    assert tasks.relink_articles() == "1 articles, 1 mentions"
    assert recent.mentions.count() == 1
    assert not old.mentions.exists()
    assert tasks.relink_articles() == "0 articles, 0 mentions"


def test_one_bell_takes_no_more_than_it_may_and_the_newest_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_MOST_RELINKED", 1)
    now, source = timezone.now(), make_source()
    for hours in (5, 1, 3):
        make_article(source=source, day=now.date(), shown_at=now - timedelta(hours=hours))
    tasks.relink_articles()
    done = Article.objects.exclude(linked_to=None)
    assert [article.shown_at for article in done] == [now - timedelta(hours=1)]


def test_the_timetable_rings_for_it() -> None:
    assert [entry["task"] for entry in app.conf.beat_schedule.values()].count(RELINK) == 1
    assert tasks.relink_articles.name == RELINK
