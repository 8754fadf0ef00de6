"""What a preview shows is what would have been told: both are asked of the same acts, and must say the same."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from controls.alerts.models import Notification, Subscription
from controls.alerts.services import occurrences, previews, reading, wording
from controls.models import Change
from controls.services import measures
from tests.alerts.following import AT, HOUR, TODAY, collect, follow, list_somebody, save_search, somebody
from tests.factories import (
    make_clause,
    make_entity,
    make_event,
    make_item,
    make_list,
    make_listing,
    make_measure,
    make_suspension,
    make_tariff_code,
)
from tests.screening.watched import LATER, make_portfolio, put, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return somebody()


def previewed(row: Subscription):
    """What is told in a preview, when everything on record lies in its time."""
    at = max(Change.objects.latest("pk").recorded_at, AT) + timedelta(seconds=1)
    return previews.preview(subscription=row, at=at, on=TODAY)


def told(row: Subscription) -> list[tuple[str, str, str]]:
    rows = Notification.objects.filter(subscription=row).order_by("-happened_at", "-pk")
    return [_words(wording.told(notification=each)) for each in rows]


def shown(row: Subscription) -> list[tuple[str, str, str]]:
    return [_words(each) for each in previewed(row).told]


def _words(each: wording.Told) -> tuple[str, str, str]:
    return each.heading, each.name, each.path


def everything_happens(entity_list, measure):
    """Acts of many kinds, about what is followed and about others."""
    listing = make_listing(entity_list=entity_list, entity=make_entity("Kestrel Optics Ltd"))
    make_event(listing=listing, kind="suspended", effective_from=date(2026, 11, 10), until=date(2027, 11, 10))
    clause = make_clause(measure=measure)
    make_item(measure=measure, elements=["Dy", "Tb"])
    make_suspension(clauses=[clause])
    list_somebody()
    make_item(measure=make_measure(elements=[]), elements=["Nd"])
    make_tariff_code(elements=["Dy", "Tb"])
    other = make_measure(elements=["Dy", "Nd"])
    measures.correct(measure=other, fields={"elements": ["Nd"]}, reason="Misread.", by="tests", at=timezone.now())
    return listing


@pytest.mark.parametrize("actions", [(), ("added",), ("suspended",), ("added", "suspended"), ("corrected",)])
@pytest.mark.parametrize("kind", ["list", "measure", "element"])
def test_of_facts(owner, kind, actions):
    entity_list, measure = make_list(), make_measure(elements=[])
    # A preview reaches back to before: what was there when somebody followed is known, also by what it controls.
    make_item(measure=measure, elements=["Dy"], position=99)
    key = {"list": entity_list.key, "measure": measure.key, "element": "Dy"}[kind]
    before = follow(owner, kind, subject=key, actions=actions)
    known = {(each.heading, each.name, each.path) for each in previewed(before).told}

    everything_happens(entity_list, measure)
    collect()

    assert [each for each in shown(before) if each not in known] == [each for each in told(before) if each not in known]
    assert bool(told(before)) == (actions != ("corrected",) or kind == "element")


def test_of_an_element_that_a_tariff_code_names_and_a_measure_no_longer_does(owner):
    everything_happens(make_list(), make_measure(elements=[]))
    following = follow(owner, "element", subject="Dy")
    headings = [heading for heading, _name, _path in shown(following)]
    assert "Added: tariff code" in headings
    assert "Corrected: measure" in headings


def test_of_an_entity(owner):
    listing, _list = list_somebody()
    following = follow(owner, "entity", subject=listing.entity.key, actions=("suspended", "ended"))
    make_event(listing=listing, kind="suspended", effective_from=date(2026, 11, 10), until=date(2027, 11, 10))
    make_event(listing=listing, kind="removed", effective_from=date(2026, 11, 12))
    collect()

    assert len(told(following)) == 2
    assert shown(following) == told(following)


@pytest.mark.parametrize("actions", [(), ("new_hit",), ("gone",)])
def test_of_a_portfolio(owner, actions):
    portfolio = make_portfolio(owner=owner)
    put(portfolio, "Kestrel Optics Ltd")
    work()
    following = follow(owner, "portfolio", portfolio=portfolio.pk, actions=actions)
    make_listing(entity=make_entity("Kestrel Optics Ltd"))
    work(at=LATER)
    collect(at=LATER)

    assert shown(following) == told(following)
    assert len(told(following)) == (0 if actions == ("gone",) else 1)


@pytest.mark.parametrize(("subject", "heard"), [("", 2), ("mofcom", 1), ("bis", 0)])
def test_of_sources(owner, subject, heard):
    sources = {"mofcom": "MOFCOM", "meti": "METI", "bis": "BIS"}
    following = follow(owner, "source", subject=subject, sources=sources)
    for number, source in enumerate(["mofcom", "meti"]):
        occurrences.note(
            key=f"late:{source}:{number}",
            kind=Subscription.Kind.SOURCE,
            subject=f"source:{source}",
            label=sources[source],
            said={"read_at": "", "trouble": "HTTP 503", "path": f"/news/sources/{source}/"},
            at=AT + number * HOUR,
        )
    collect()

    assert len(told(following)) == heard
    assert previewed(following).count == heard
    assert [name for _heading, name, _path in shown(following)] == [name for _heading, name, _path in told(following)]


def test_of_a_search(owner):
    entity_list = make_list()
    search = save_search(owner, f"list={entity_list.key}")
    following = follow(owner, "search", search=search.pk)
    list_somebody(entity_list, entity=make_entity("Kestrel Optics Ltd"))
    collect()

    assert [name for _heading, name, _path in told(following)] == [name for _heading, name, _path in shown(following)]
    assert len(told(following)) == 1


class TestWhatWasRead:
    @pytest.fixture
    def numbers(self, owner):
        entity_list = make_list()
        following = follow(owner, subject=entity_list.key)
        for name in ("Ada", "Bell", "Curie"):
            list_somebody(entity_list, entity=make_entity(name))
        collect()
        return list(Notification.objects.filter(subscription=following).order_by("pk").values_list("pk", flat=True))

    def test_everything_up_to_a_number_is_read_and_what_came_later_is_not(self, owner, numbers):
        assert reading.note_read(owner=owner, last=numbers[1], at=AT) == 2

        unread = Notification.objects.filter(read_at=None).order_by("pk").values_list("pk", flat=True)
        assert list(unread) == numbers[2:]

    def test_the_first_moment_of_reading_stays(self, owner, numbers):
        reading.note_read(owner=owner, last=numbers[0], at=AT)

        assert reading.note_read(owner=owner, last=numbers[0], at=AT + HOUR) == 0
        assert Notification.objects.get(pk=numbers[0]).read_at == AT

    def test_nobody_reads_for_another(self, numbers):
        assert reading.note_read(owner=somebody("bob@example.org"), last=numbers[-1], at=AT) == 0
        assert not Notification.objects.exclude(read_at=None).exists()

    @pytest.mark.parametrize("last", [0, -1])
    def test_before_the_first_there_is_nothing_to_read(self, owner, numbers, last):
        assert reading.note_read(owner=owner, last=last, at=AT) == 0
