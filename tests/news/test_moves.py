"""Which notice moved which list, what was reported of it first, and how long each step took."""

from datetime import date, timedelta

import pytest

from controls.models import Notice
from news.models import Article, NewsEvent
from news.models.months import by_month
from news.models.moves import KINDS, LISTED, moves
from news.views.moves import in_days
from tests.news.reporting import NOON, make_article

pytestmark = pytest.mark.usefixtures("seeded")

TODAY = date(2026, 11, 21)
WATCH = "mofcom-2026-12"


def of(notice, kind=LISTED, on=TODAY):
    return [move for move in moves(on=on, notices=[notice]) if move.kind == kind]


def told(title, on, *about, **more):
    """An article that came out on a day and names facts."""
    return make_article(title, at=NOON, published_on=on, day=on or NOON.date(), about=list(about), **more)


def test_every_notice_with_names_and_every_act_on_them_is_a_move():
    found = moves(on=TODAY)

    with_names = Notice.objects.exclude(entity_list=None).exclude(listings=None).distinct().count()
    assert sum(move.kind == LISTED for move in found) == with_names > 20
    assert {move.kind for move in found} <= set(KINDS)
    assert [move.announced_on for move in found] == sorted((move.announced_on for move in found), reverse=True)


def test_a_move_tells_the_list_the_names_and_the_days():
    (move,) = of("mofcom-2025-22")

    assert (move.entity_list.key, move.names) == ("cn-export-control-list", 12)
    assert (move.announced_on, move.effective_from, move.days_to_effect) == (date(2025, 4, 9), date(2025, 4, 10), 1)


def test_the_first_event_about_a_notice_is_its_own():
    (move,) = of(WATCH)

    assert (move.event.key, move.days_to_event) == ("ne124", 0)


def test_an_act_is_reported_by_what_came_between_it_and_the_next():
    suspended, continued = of("uel-2025-7", "suspended"), of("uel-2025-7", "suspension_continued")

    assert [move.event.key for move in suspended] == ["ne052"]
    assert [move.event.key for move in continued] == ["ne094", "ne067"]


def test_without_a_report_of_the_act_itself_none_is_taken_for_it():
    NewsEvent.objects.filter(key="ne052").delete()

    (move,) = of("uel-2025-7", "suspended")

    assert move.event is None and move.days_to_event is None


def test_an_event_that_is_known_to_the_month_only_gives_no_lag():
    NewsEvent.objects.filter(key="ne124").update(precision="month")

    (move,) = of(WATCH)

    assert move.event.key == "ne124" and move.days_to_event is None


def test_nothing_is_on_file_of_a_later_day():
    assert of(WATCH, on=date(2026, 2, 23)) == []
    assert of("uel-2025-7", "suspended", on=date(2025, 5, 13)) == []


def test_the_first_article_is_the_one_that_came_out_first():
    told("Later", date(2026, 2, 26), f"notice:{WATCH}")
    told("First", date(2026, 2, 25), f"notice:{WATCH}", "entity:subaru-corporation")
    told("About another", date(2026, 2, 24), "notice:mofcom-2026-11")

    (move,) = of(WATCH)

    assert (move.article.title, move.days_to_article) == ("First", 1)


def test_a_page_that_is_dated_before_the_announcement_says_so():
    told("Misdated", date(2026, 2, 23), f"notice:{WATCH}")

    assert of(WATCH)[0].days_to_article == -1


def test_articles_that_nobody_may_see_or_that_have_no_day_do_not_count():
    told("Pending", date(2026, 2, 24), f"notice:{WATCH}", state=Article.State.PENDING)
    told("Rejected", date(2026, 2, 24), f"notice:{WATCH}", state=Article.State.REJECTED)
    told("Undated", None, f"notice:{WATCH}")
    told("Of tomorrow", TODAY + timedelta(days=1), f"notice:{WATCH}")

    assert of(WATCH)[0].article is None and of(WATCH)[0].days_to_article is None


def test_an_article_on_an_act_is_one_from_its_announcement_on():
    told("On the listing", date(2025, 4, 4), "notice:uel-2025-7")
    told("On the act", date(2025, 5, 16), "notice:uel-2025-7")

    assert of("uel-2025-7")[0].article.title == "On the listing"
    assert [(move.article.title, move.days_to_article) for move in of("uel-2025-7", "suspended")] == [("On the act", 2)]


def test_when_this_register_recorded_it_is_a_day_in_beijing():
    for move in moves(on=TODAY):
        assert move.recorded_on is not None
        assert move.days_to_record == (move.recorded_on - move.announced_on).days


def test_many_articles_cost_as_many_questions_as_none(django_assert_num_queries):
    with django_assert_num_queries(5):
        moves(on=TODAY)
    for number in range(20):
        told(f"Report {number}", date(2026, 2, 24), f"notice:{WATCH}")
    with django_assert_num_queries(5):
        moves(on=TODAY)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (None, "unknown"),
        (0, "the same day"),
        (1, "1 day later"),
        (5, "5 days later"),
        (-1, "1 day earlier"),
        (-3, "3 days earlier"),
    ],
)
def test_lags_are_told_in_words(days, words):
    assert in_days(days) == words


class TestMonths:
    def test_every_month_is_there_also_those_without_news(self):
        found = by_month(on=TODAY, months=12)

        assert [each.month.month for each in found] == [12, *range(1, 12)]
        assert found[-2] == type(found[-2])(date(2026, 10, 1), 0, 0)
        assert (
            sum(each.events for each in found)
            == NewsEvent.objects.filter(day__gte=date(2025, 12, 1), day__lte=TODAY).count()
        )

    def test_articles_count_when_they_are_shown_and_by_their_day(self):
        told("One", date(2026, 10, 31))
        told("Two", date(2026, 11, 1))
        told("Pending", date(2026, 11, 1), state=Article.State.PENDING)
        told("Ahead", TODAY + timedelta(days=2))

        assert [each.articles for each in by_month(on=TODAY, months=3)] == [0, 1, 1]

    def test_days_after_the_one_asked_about_are_not_counted(self):
        assert by_month(on=date(2026, 11, 9), months=1)[0].events == 1  # that of the 10th is not among them

    def test_two_questions_are_asked(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            by_month(on=TODAY, months=36)
