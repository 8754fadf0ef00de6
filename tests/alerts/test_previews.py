"""A preview says what a subscription would have told, by the same rules, and writes nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from controls.alerts.models import Notification, Subscription
from controls.alerts.services import previews, subscriptions
from controls.alerts.services.subscriptions import Wanted
from controls.models import Change
from tests.alerts.following import AT, TODAY, collect, follow, list_somebody, save_search, somebody
from tests.factories import make_clause, make_event, make_item, make_list, make_measure, make_suspension
from tests.screening.watched import make_portfolio, put, work

pytestmark = pytest.mark.django_db
MUCH_LATER = AT + timedelta(days=400)


@pytest.fixture
def owner():
    return somebody()


def previewed(owner, kind="list", *, at=None, on=TODAY, **wanted):
    row = subscriptions.described(owner=owner, wanted=Wanted(kind=kind, channel="feed", **wanted))
    return previews.preview(subscription=row, at=at or _now(), on=on)


def _now():
    """Acts of the factories are recorded by the clock: a moment after them."""
    return Change.objects.latest("pk").recorded_at + timedelta(seconds=1)


def test_what_was_recorded_lately_is_told_in_words_newest_first(owner):
    entity_list = make_list()
    first, _list = list_somebody(entity_list)
    second, _list = list_somebody(entity_list)
    preview = previewed(owner, subject=entity_list.key)
    assert [each.name for each in preview.told][:2] == [str(second), str(first)]
    assert preview.told[0].heading.startswith("Added: listing")
    assert preview.count >= 2


def test_what_was_recorded_earlier_than_90_days_ago_is_left_out(owner):
    entity_list = make_list()
    list_somebody(entity_list)
    assert previewed(owner, subject=entity_list.key, at=_now() + timedelta(days=91)).count == 0


def test_acts_that_were_not_chosen_are_left_out(owner):
    listing, entity_list = list_somebody()
    make_event(listing=listing, kind="removed", effective_from=date(2026, 11, 10))
    preview = previewed(owner, subject=entity_list.key, actions=("ended",))
    assert preview.count == 1
    assert preview.told[0].heading.startswith("Ended")


def test_a_preview_writes_nothing(owner):
    _listing, entity_list = list_somebody()
    previewed(owner, subject=entity_list.key)
    assert not Subscription.objects.exists()
    assert not Notification.objects.exists()


def test_an_element_is_previewed_with_the_measures_that_control_it(owner):
    measure = make_measure(elements=[])
    clause = make_clause(measure=measure)
    make_item(measure=measure, elements=["Dy"])
    before = previewed(owner, "element", subject="Dy").count
    make_suspension(clauses=[clause])
    assert previewed(owner, "element", subject="Dy").count > before


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("list", {"subject": "cn-watch-list"}),
        ("entity", {"subject": "subaru-corporation"}),
        ("measure", {"subject": "cn-2025-61"}),
        ("element", {"subject": "Dy"}),
        ("item", {"subject": "rare-earth-refining"}),
        ("ends", {"days": 90}),
        ("source", {}),
    ],
)
def test_every_kind_has_a_preview(owner, seeded, kind, wanted):
    preview = previewed(owner, kind, **wanted)
    assert preview.count >= len(preview.told)
    assert all(each.heading and each.name for each in preview.told)


def test_so_many_are_shown_and_all_are_counted(owner, monkeypatch):
    monkeypatch.setattr(previews, "SHOWN", 2)
    entity_list = make_list()
    for _each in range(4):
        list_somebody(entity_list)
    preview = previewed(owner, subject=entity_list.key)
    assert (len(preview.told), preview.count >= 4) == (2, True)


def test_ends_that_came_near_lately_are_told_and_those_ahead_are_not(owner):
    clause = make_clause(measure=make_measure())
    make_suspension(clauses=[clause], until=date(2026, 12, 21))
    far = [each.name for each in previewed(owner, "ends", days=20).told]
    near = [each.name for each in previewed(owner, "ends", days=40).told]
    assert str(clause.measure) not in " ".join(far)
    assert len(near) > len(far)


def test_a_portfolio_is_previewed_by_its_differences(owner):
    portfolio = make_portfolio(owner=owner)
    put(portfolio, "SUBARU Corporation")
    work()
    assert previewed(owner, "portfolio", portfolio=portfolio.pk, at=AT + timedelta(days=1)).count == 1
    assert previewed(owner, "portfolio", portfolio=portfolio.pk, at=AT + timedelta(days=100)).count == 0


def test_a_search_is_previewed_by_what_it_answers_now_and_did_not_then(owner, seeded):
    search = save_search(owner, "element=Dy", route="controls:measure-list")
    preview = previewed(owner, "search", search=search.pk, at=_now() + timedelta(days=90, hours=1))
    make_measure(elements=["Dy"], published_on=date(2026, 11, 1))
    after = previewed(owner, "search", search=search.pk, at=_now() + timedelta(days=89))
    assert preview.count == 0
    assert after.count >= 1


class TestAgreement(TestCase):
    """What a preview counts is what collecting would have told."""

    @settings(max_examples=8)
    @given(
        acts=st.lists(st.sampled_from(["list", "other", "suspend", "remove"]), min_size=1, max_size=5),
        chosen=st.frozensets(st.sampled_from(["added", "suspended", "ended"])),
    )
    def test_a_preview_afterwards_counts_what_was_told(self, acts, chosen):
        owner, entity_list = somebody(), make_list()
        following = follow(owner, subject=entity_list.key, actions=tuple(sorted(chosen)))
        made = []
        for act in acts:
            if act in ("list", "other"):
                made.append(list_somebody(entity_list if act == "list" else None)[0])
            elif made:
                kind = "suspended" if act == "suspend" else "removed"
                make_event(listing=made.pop(), kind=kind, effective_from=date(2026, 11, 10))
        collect()
        after = Change.objects.filter(pk__gt=following.since)
        since = after.first().recorded_at - timedelta(microseconds=1) if after.exists() else _now()
        preview = previews.preview(subscription=following, at=since + timedelta(days=previews.DAYS), on=TODAY)
        assert preview.count == following.notifications.count()
