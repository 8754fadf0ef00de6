"""How far readers have come, and which facts a change concerns."""

from datetime import date, timedelta

import pytest

from controls.alerts.models import Cursor, Notification, Occurrence
from controls.alerts.services import collecting, concerned, cursors, notifying, occurrences
from controls.alerts.services.notifying import Happening
from controls.models import CatalogueRevision, Change
from tests.alerts.following import AT, HOUR, collect, follow, list_somebody, somebody
from tests.factories import make_clause, make_item, make_list, make_measure, make_suspension

pytestmark = pytest.mark.django_db


def facts(change):
    return concerned.facts_of(changes=[change])[change.pk]


def test_a_new_cursor_stands_at_the_beginning():
    cursor = cursors.hold(name="x")
    assert (cursor.position, cursor.moved_at, cursor.day) == (0, None, None)


def test_a_cursor_is_one_however_often_it_is_held():
    cursors.hold(name="x")
    cursors.hold(name="x")
    assert Cursor.objects.filter(name="x").count() == 1


def test_a_cursor_remembers_where_it_was_put():
    cursors.move(cursor=cursors.hold(name="x"), position=7, at=AT, day=date(2026, 11, 21))
    cursor = cursors.hold(name="x")
    assert (cursor.position, cursor.moved_at, cursor.day) == (7, AT, date(2026, 11, 21))


def test_each_portfolio_has_a_cursor_of_its_own():
    assert cursors.of_portfolio(pk=1) != cursors.of_portfolio(pk=2)


def test_the_cursor_of_changes_comes_to_the_newest():
    collect()
    assert Cursor.objects.get(name="changes").position == Change.objects.latest("pk").pk


def test_a_cursor_moves_in_portions_and_each_is_told(monkeypatch):
    collect()
    monkeypatch.setattr(collecting, "BATCH", 2)
    entity_list = make_list()
    following = follow(somebody(), subject=entity_list.key)
    for _each in range(3):
        list_somebody(entity_list)
    start = Cursor.objects.get(name="changes").position
    collecting.read_changes(at=AT)
    assert Cursor.objects.get(name="changes").position > start
    assert Cursor.objects.get(name="changes").position < Change.objects.latest("pk").pk
    collect()
    assert following.notifications.count() == 3


def test_where_nothing_is_new_a_cursor_is_left_alone():
    collect()
    moved = Cursor.objects.get(name="changes").moved_at
    collect(at=AT + HOUR)
    assert Cursor.objects.get(name="changes").moved_at == moved


def test_a_change_concerns_what_it_names():
    listing, entity_list = list_somebody()
    change = Change.objects.of(listing).get()
    assert {f"listing:{listing.key}", f"entity-list:{entity_list.key}"} <= facts(change)


def test_a_change_of_a_measure_concerns_the_elements_of_its_items():
    measure = make_measure(elements=["Nd"])
    make_item(measure=measure, elements=["Dy", "Tb"])
    clause = make_clause(measure=measure)
    assert {"element:nd", "element:dy", "element:tb"} <= facts(Change.objects.of(clause).get())


def test_elements_that_a_correction_took_away_are_concerned_as_well():
    item = make_item(measure=make_measure(elements=[]), elements=["Dy"])
    change = Change.objects.of(item).get()
    change.before, change.after = {"elements": ["Ho"]}, {"elements": ["Er"]}
    assert {"element:ho", "element:er"} <= facts(change)


def test_a_snapshot_without_elements_concerns_none():
    listing, _list = list_somebody()
    assert not [each for each in facts(Change.objects.of(listing).get()) if each.startswith("element:")]


def test_a_suspended_edition_concerns_its_items(seeded):
    edition = CatalogueRevision.objects.filter(measure__isnull=False, versions__isnull=False).first()
    suspension = make_suspension(clauses=list(edition.measure.clauses.all()))
    items = {f"catalogue-item:{each.item.key}" for each in edition.versions.select_related("item")}
    assert items
    assert items <= facts(Change.objects.of(suspension).get())


def test_however_many_changes_there_are_three_questions_are_asked(django_assert_num_queries):
    for _each in range(4):
        make_item()
    changes = list(Change.objects.order_by("-pk")[:30])
    with django_assert_num_queries(3):
        concerned.facts_of(changes=changes)


def note(key="source:x:late:1", **more):
    return occurrences.note(
        **{"key": key, "kind": "source", "subject": "source:x", "label": "X", "said": {}, "at": AT, **more}
    )


def test_what_happened_is_noted_once_by_its_key():
    assert note() is not None
    assert note(label="Another word", at=AT + HOUR) is None
    assert Occurrence.objects.get().label == "X"


def test_other_things_are_other_occurrences():
    assert note() != note("source:x:late:2")
    assert Occurrence.objects.count() == 2


def test_a_label_that_is_too_long_is_cut():
    assert len(note(label="x" * 900).label) == 500


def happening(name, **more):
    return Happening(name, f"It {name}", AT, {"type": "change", **more})


def test_the_same_thing_given_twice_at_once_is_told_once():
    following = follow(somebody(), subject="cn-watch-list")
    wanted = {following.pk: [happening("a"), happening("a"), happening("b")]}
    assert notifying.tell(wanted=wanted, at=AT) == 2
    assert list(following.notifications.order_by("number").values_list("number", "occurrence")) == [(1, "a"), (2, "b")]


def test_what_one_subscription_was_told_another_is_told_too():
    first = follow(somebody(), subject="cn-watch-list")
    second = follow(somebody("other@example.org"), subject="cn-watch-list")
    notifying.tell(wanted={first.pk: [happening("a")]}, at=AT)
    assert notifying.tell(wanted={first.pk: [happening("a")], second.pk: [happening("a")]}, at=AT + HOUR) == 1
    assert Notification.objects.filter(occurrence="a").count() == 2


def test_where_nothing_is_wanted_nothing_is_written():
    following = follow(somebody(), subject="cn-watch-list")
    assert notifying.tell(wanted={following.pk: []}, at=AT) == 0
    assert notifying.tell(wanted={}, at=AT) == 0
    following.refresh_from_db()
    assert following.last_number == 0


def test_the_number_goes_on_where_it_ended_after_a_long_time():
    following = follow(somebody(), subject="cn-watch-list")
    notifying.tell(wanted={following.pk: [happening("a")]}, at=AT)
    notifying.tell(wanted={following.pk: [happening("b")]}, at=AT + timedelta(days=400))
    following.refresh_from_db()
    assert following.last_number == 2
