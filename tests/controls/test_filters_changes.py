"""What one may ask of the change log."""

from datetime import date

import pytest
from django.http import QueryDict

from controls.filters.changes import NOUNS, ChangeFeedFilter, ChangePageFilter
from controls.models import Change, TrackedModel
from tests.factories import make_event, make_listing, make_notice, make_source

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


def asked(query, question=ChangePageFilter):
    found = question(QueryDict(query), today=TODAY)
    assert found.is_valid(), found.errors
    return found.apply()


def faults(query):
    question = ChangePageFilter(QueryDict(query), today=TODAY)
    question.is_valid()
    return list(question.errors)


def change_of(fact):
    return Change.objects.of(fact).latest("id")


def test_the_nouns_are_those_of_the_facts():
    nouns = {model.noun for model in TrackedModel.__subclasses__() + facts_with_evidence() if hasattr(model, "noun")}

    assert set(NOUNS) == nouns - {"name", "identifier", "control-point"}  # parts of the record of another fact


def facts_with_evidence():
    return [each for model in TrackedModel.__subclasses__() for each in model.__subclasses__()]


@pytest.mark.parametrize("noun", NOUNS)
def test_every_noun_may_be_asked_about(seeded, noun):
    assert set(asked(f"subject_type={noun}").values_list("subject_type", flat=True)) == {noun}


@pytest.mark.parametrize(
    "reference",
    ["listing:cn-wl-2026-012-1", "entity:subaru-corporation", "entity-list:cn-watch-list", "notice:mofcom-2026-12"],
)
def test_a_reference_finds_what_concerns_the_fact(seeded, reference):
    found = asked(f"about={reference}")

    assert found.exists()
    assert all(reference in change.about for change in found)


@pytest.mark.parametrize(
    "reference",
    [
        "subaru",
        "person:ada",
        "listing:",
        ":x",
        "listing:a b",
        "listing:a:b",
        "Listing:x",
        "listing:'--",
        "listing：x",
        "x" * 201,
    ],
)
def test_what_is_no_reference_is_refused(reference):
    assert faults(f"about={reference}") == ["about"]


@pytest.mark.parametrize("reference", ["cn-uel-2025-010-14.2", "cn-uel-2025-010-1"])
def test_the_key_of_every_listing_can_be_asked_about(seeded, reference):
    """Some items of a notice are numbered 14.1 to 14.9; their keys hold a dot."""
    assert asked(f"about=listing:{reference}").exists()


def test_without_a_day_nothing_is_left_out(seeded):
    future = make_notice(published_on=date(2027, 1, 1))

    assert change_of(future) in asked("")


@pytest.mark.parametrize(("day", "there"), [("2026-02-23", False), ("2026-02-24", True)])
def test_with_a_day_a_fact_of_a_notice_waits_for_its_publication(seeded, day, there):
    listing = make_listing(effective_from=date(2026, 2, 24))

    assert (change_of(listing) in asked(f"as_of={day}")) == there


@pytest.mark.parametrize(("day", "there"), [("2026-06-04", False), ("2026-06-05", True)])
def test_with_a_day_an_act_waits_for_its_announcement(seeded, day, there):
    """The notice that it acts upon is older: it must not decide."""
    event = make_event(
        listing=make_listing(), kind="stopped", announced_on=date(2026, 6, 5), effective_from=date(2026, 6, 10)
    )

    assert (change_of(event) in asked(f"as_of={day}")) == there


def test_with_a_day_facts_without_a_notice_stay(seeded):
    assert change_of(make_source()) in asked("as_of=2001-01-01")


def test_pages_run_newest_first_and_the_feed_oldest_first(seeded):
    page = list(asked("").values_list("id", flat=True)[:10])
    feed = [change.pk for change in asked("limit=10", ChangeFeedFilter)]

    assert page == sorted(page, reverse=True)
    assert feed == sorted(feed)


def test_the_feed_gives_one_more_than_asked_for(seeded):
    """So that a caller knows whether there are further ones, without counting."""
    assert len(asked("limit=10", ChangeFeedFilter)) == 11


def test_the_feed_goes_on_after_the_last_one_seen(seeded):
    first = asked("limit=5", ChangeFeedFilter)[4].pk

    assert [change.pk > first for change in asked(f"after={first}&limit=5", ChangeFeedFilter)] == [True] * 6


def test_the_feed_read_to_its_end_holds_every_change_once(seeded):
    seen, after = [], 0
    while portion := list(asked(f"after={after}&limit=300", ChangeFeedFilter))[:300]:
        seen += [change.pk for change in portion]
        after = seen[-1]

    assert seen == list(Change.objects.order_by("id").values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("query", "field"), [("action=deleted", "action"), ("subject_type=name", "subject_type"), ("page=x", "page")]
)
def test_what_is_not_known_is_refused_by_name(query, field):
    assert faults(query) == [field]
