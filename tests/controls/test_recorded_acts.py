"""Facts that change hands are read back as they stood: at every revision, every row is what the log says of it."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.models import CatalogueItem, Change, Clause, ControlPoint, ItemVersion, Listing, Suspension, recorded
from controls.models.catalogue_states import points_of, whole_catalogue
from controls.services import auditing, catalogue, dumping, listings, measures, suspensions
from controls.services.catalogue import Point
from controls.services.history import FactRefused
from tests.controls import replay
from tests.controls.change_log import broken_links, gaps, jumps, revision, since, strays
from tests.controls.test_history_properties import rolled_back
from tests.factories import make_clause, make_entity, make_listing, make_measure, make_suspension
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
US = {"by": "tests", "at": datetime(2026, 11, 21, 4, 30, tzinfo=UTC), "reason": "Misread."}
DAY = date(2026, 11, 21)
FIRST, SECOND = date(2026, 8, 1), date(2026, 9, 1)
MUD, ASH, PEAT = Point(1, "Drying of mud", "泥浆干燥"), Point(2, "Sieving of ash"), Point(3, "", "泥炭烧制")


def read_back(at, keys):
    """Snapshots of the facts with these (noun, key), out of the views of recorded time."""
    found = {}
    with recorded.at(at):
        for model in recorded.facts():
            wanted = [key for noun, key in keys if noun == model.noun]
            if wanted:
                rows = model._default_manager.filter(key__in=wanted).whole()
                found |= {(model.noun, row.key): row.snapshot() for row in rows}
    return found


def dumped(at, keys):
    lines = [json.loads(line) for line in dumping.lines(on=DAY, revision=at)][1:]
    facts = {tuple(line["fact"].split(":", 1)): line["said"] for line in lines}
    return {key: said for key, said in facts.items() if key in keys}


def agrees_at_every_revision(start, *, base=()):
    """Hold the views against the log at each revision after `start`. Gives how many there were.

    `base` are facts of `start` that are asked about too.
    """
    numbers = list(Change.objects.filter(pk__gt=start).order_by("id").values_list("pk", flat=True))
    everything = set(replay.facts_at(revision(), since=start, base=base))
    for at in numbers:
        assert read_back(at, everything) == replay.facts_at(at, since=start, base=base), at
    return len(numbers)


def version_fields(version, **fields):
    return catalogue.correct_version(version=version, fields=fields, **US)


def version_points(version, *points):
    return catalogue.correct_version(version=version, fields={}, points=points, **US)


@pytest.fixture
def pair():
    """Two versions of one item, the later one naming the earlier as its predecessor."""
    item = make_catalogue_item()
    first = make_version(item=item, revision=make_revision(published_on=FIRST), change="listed", points=[MUD, ASH])
    second = make_version(
        item=item,
        revision=make_revision(published_on=SECOND),
        change="modified",
        points=[MUD, ASH, PEAT],
        predecessor=first,
    )
    return first, second


class TestControlPoints:
    def test_taken_away_stand_where_they_stood_at_the_revision_before(self, pair):
        before = revision()
        version_points(pair[0], MUD)

        assert [point.text_en for point in ItemVersion.objects.get(pk=pair[0].pk).points.all()] == [MUD.text_en]
        with recorded.at(before):
            version = ItemVersion.objects.with_everything().get(pk=pair[0].pk)
            assert [(point.position, point.text_en) for point in points_of(version, [version])] == [
                (1, MUD.text_en), (2, ASH.text_en),
            ]  # fmt: skip

    def test_taken_away_are_found_there_by_number_and_by_text(self, pair):
        before = revision()
        version_points(pair[0])

        assert not ControlPoint.objects.filter(version=pair[0]).exists()
        with recorded.at(before):
            assert ControlPoint.objects.filter(version=pair[0]).count() == 2
            point = ControlPoint.objects.get(version=pair[0], position=2)
            assert point.pk < 0  # today has no row of that number
            assert point.version == pair[0]
            assert CatalogueItem.objects.matching("sieving of ASH").filter(pk=pair[0].item_id).exists()

    def test_put_back_with_another_text_have_each_text_at_its_time(self, pair):
        said = []
        for points in ([MUD], [MUD, Point(2, "Washing of sand")], [MUD, Point(2, "Washing of gravel")], [MUD, ASH]):
            version_points(pair[0], *points)
            said.append((revision(), [(point.position, point.text_en) for point in points]))

        for at, right in said:
            with recorded.at(at):
                found = ControlPoint.objects.filter(version=pair[0]).order_by("position")
                assert list(found.values_list("position", "text_en")) == right

    def test_that_changed_numbers_are_never_two_of_one_number(self, pair):
        version_points(pair[1], Point(1, PEAT.text_en, PEAT.text_zh), Point(2, MUD.text_en, MUD.text_zh))
        version_points(pair[1], Point(7, "Alone"))

        for at in range(revision() - 2, revision() + 1):
            with recorded.at(at):
                numbers = list(ControlPoint.objects.values_list("version_id", "position"))
                assert len(numbers) == len(set(numbers))
                keys = list(ControlPoint.objects.values_list("pk", flat=True))
                assert len(keys) == len(set(keys))

    def test_are_shown_on_the_page_and_by_the_api_as_they_were(self, client, today, pair):
        before = revision()
        version_points(pair[1], MUD)

        key = pair[1].item.key
        api, page = f"/api/v1/catalogue/items/{key}/", f"/catalogue/{key}/"
        assert ASH.text_en in client.get(page, {"revision": before}).content.decode()
        assert ASH.text_en not in client.get(page).content.decode()
        assert ASH.text_en in client.get(api, {"revision": before}).content.decode()
        assert ASH.text_en not in client.get(api).content.decode()


class TestAVersion:
    def test_that_was_given_to_another_item_belongs_to_each_at_its_time(self, pair):
        before, other = revision(), make_catalogue_item()
        version_fields(pair[1], predecessor=None)
        version_fields(pair[1], item=other)

        assert ItemVersion.objects.get(pk=pair[1].pk).item == other
        with recorded.at(before):
            assert ItemVersion.objects.get(pk=pair[1].pk).item == pair[0].item
            assert pair[0].item.versions.count() == 2
            assert not ItemVersion.objects.filter(item_id=other.pk).exists()
            assert not CatalogueItem.objects.filter(pk=other.pk).exists()

    def test_whose_predecessor_changed_repeats_the_points_of_each_at_its_time(self, pair):
        third = make_version(
            item=pair[0].item, revision=make_revision(published_on=date(2026, 10, 1)), change="unchanged",
            points_known="same", predecessor=pair[1],
        )  # fmt: skip
        before = revision()
        version_fields(third, predecessor=pair[0])

        def numbers():
            known = list(ItemVersion.objects.filter(item=pair[0].item).with_everything())
            return [point.position for point in points_of(next(each for each in known if each.pk == third.pk), known)]

        assert numbers() == [1, 2]
        with recorded.at(before):
            assert numbers() == [1, 2, 3]

    def test_that_deletes_its_item_leaves_the_item_in_force_before_that_was_known(self, pair):
        before = revision()
        version_points(pair[1])
        version_fields(pair[1], change="deleted", points_known="none")

        key = pair[0].item.key
        assert whole_catalogue().stand(key, on=DAY).code == "ended"
        with recorded.at(before):
            assert whole_catalogue().stand(key, on=DAY).code == "in_force"


class TestOtherFacts:
    def test_a_suspension_given_another_clause_pauses_each_at_its_time(self):
        measure = make_measure()
        one, other = (make_clause(measure=measure, key=f"{measure.key}-{n}", position=n) for n in (1, 2))
        pause = make_suspension(clauses=[one])
        before = revision()
        suspensions.correct(suspension=pause, fields={}, clauses=[other], **US)

        def states():
            return {row.key: row.state(on=DAY).code for row in Clause.objects.filter(measure=measure)}

        assert states() == {one.key: "in_force", other.key: "suspended"}
        with recorded.at(before):
            assert states() == {one.key: "suspended", other.key: "in_force"}
            assert list(Suspension.objects.get(pk=pause.pk).clauses.all()) == [one]

    def test_a_suspension_of_two_clauses_that_is_narrowed_still_pauses_both_before(self):
        measure = make_measure()
        clauses = [make_clause(measure=measure, key=f"{measure.key}-{n}", position=n) for n in (1, 2)]
        pause = make_suspension(clauses=clauses)
        before = revision()
        suspensions.correct(suspension=pause, fields={}, clauses=clauses[:1], **US)

        assert Clause.objects.filter(suspensions=pause).count() == 1
        with recorded.at(before):
            assert set(Clause.objects.filter(suspensions=pause)) == set(clauses)

    def test_a_listing_that_was_moved_to_another_entity_is_found_under_each_at_its_time(self, client, today):
        listing, other = make_listing(effective_from=FIRST), make_entity("Quite Another Ltd")
        first, before = listing.entity, revision()
        listings.correct(listing=listing, fields={"entity": other}, **US)

        def owner():
            return Listing.objects.select_related("entity").get(pk=listing.pk).entity

        assert (owner(), first.listings.count(), other.listings.count()) == (other, 0, 1)
        with recorded.at(before):
            assert (owner(), first.listings.count(), other.listings.count()) == (first, 1, 0)
        path = f"/api/v1/entities/{first.key}/"
        assert listing.key not in client.get(path).content.decode()
        assert listing.key in client.get(path, {"revision": before}).content.decode()


def test_twelve_acts_of_every_kind_are_read_back_at_every_revision(pair):
    start = Change.objects.of(pair[0].item).get().pk - 1
    measure = make_measure()
    clauses = [make_clause(measure=measure, key=f"{measure.key}-{n}", position=n) for n in (1, 2)]
    pause, listing, other = make_suspension(clauses=clauses), make_listing(effective_from=FIRST), make_entity()
    version_points(pair[0], MUD)
    version_points(pair[0], Point(2, "Other"), MUD)
    suspensions.correct(suspension=pause, fields={}, clauses=clauses[1:], **US)
    listings.correct(listing=listing, fields={"entity": other, "name_en": "Another name"}, **US)
    version_fields(pair[1], predecessor=None)
    version_fields(pair[1], item=make_catalogue_item())
    version_points(pair[1])
    version_fields(pair[1], code="998001J", code_grade="one_report", title_zh="泥")
    suspensions.correct(suspension=pause, fields={"until": date(2027, 1, 1)}, clauses=clauses, **US)
    measures.correct_clause(clause=clauses[0], fields={"text": "Another order."}, **US)
    catalogue.correct_revision(revision=pair[1].revision, fields={"based_on": pair[0].revision, "added": 3}, **US)
    catalogue.correct_item(item=pair[0].item, fields={"title_en": "Mud"}, **US)

    assert agrees_at_every_revision(start) > 24
    audit = auditing.verify()
    assert audit.faults == []
    assert (audit.newest, audit.digest) == (revision(), Change.objects.get(pk=revision()).digest)


def test_a_dump_of_each_of_ten_revisions_says_what_the_log_says(pair):
    start = revision()
    for number in range(10):
        version_points(pair[number % 2], *[Point(place, f"Step {number}") for place in range(1, 2 + number % 4)])
    keys = {("item-version", version.key) for version in pair}
    base = {key: said for key, said in replay.facts_at(start).items() if key in keys}
    numbers = list(Change.objects.filter(pk__gt=start).order_by("id").values_list("pk", flat=True))

    assert len(numbers) == 10
    for at in numbers[::3]:
        assert dumped(at, keys) == replay.facts_at(at, since=start, base=base)


class TestAnAudit:
    def execute(self, statement, *values):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(statement, values)

    def faults(self):
        return [str(fault) for fault in auditing.verify().faults]

    def test_finds_a_control_point_reworded_past_the_services(self, pair):
        self.execute("UPDATE controls_controlpoint SET text_en = 'Anything' WHERE version_id = %s", pair[0].pk)

        (fault,) = self.faults()
        assert fault.startswith(f"item-version:{pair[0].key}: points is ")
        assert "Anything" in fault

    def test_finds_a_control_point_taken_away_past_the_services(self, pair):
        self.execute("DELETE FROM controls_controlpoint WHERE version_id = %s AND position = 2", pair[1].pk)

        (fault,) = self.faults()
        assert fault.startswith(f"item-version:{pair[1].key}: points is ")

    def test_finds_a_listing_moved_to_another_entity_past_the_services(self):
        listing, other = make_listing(), make_entity()
        self.execute("UPDATE controls_listing SET entity_id = %s WHERE id = %s", other.pk, listing.pk)

        assert any(
            fault.startswith(f"listing:{listing.key}: entity is '{other.key}', the log says ")
            for fault in self.faults()
        )

    def test_finds_a_suspension_turned_to_another_clause_past_the_services(self):
        one, other = make_clause(), make_clause()
        pause = make_suspension(clauses=[one])
        self.execute(
            "UPDATE controls_suspension_clauses SET clause_id = %s WHERE suspension_id = %s", other.pk, pause.pk
        )

        (fault,) = self.faults()
        assert fault == f"suspension:{pause.key}: clauses is ['{other.key}'], the log says ['{one.key}']"

    def test_stops_at_the_number_of_faults_that_was_asked_for(self, pair):
        self.execute("UPDATE controls_controlpoint SET text_en = 'Anything'")

        assert len(auditing.verify(most_faults=1).faults) == 1
        assert len(auditing.verify(most_faults=2).faults) == 2


POINTS = st.lists(
    st.tuples(st.integers(1, 4), st.sampled_from(["Mud", "Ash", "Peat"])), max_size=4, unique_by=lambda t: t[0]
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("points"), st.integers(0, 2), POINTS),
        st.tuples(st.just("predecessor"), st.integers(0, 2), st.integers(0, 3)),
        st.tuples(st.just("item"), st.integers(0, 2), st.integers(0, 1)),
        st.tuples(st.just("change"), st.integers(0, 2), st.sampled_from(["listed", "deleted", "unknown", "modified"])),
        st.tuples(st.just("target"), st.integers(0, 1), st.integers(1, 3)),
        st.tuples(st.just("entity"), st.integers(0, 1), st.integers(0, 1)),
    ),
    min_size=1,
    max_size=10,
)


class Desk:
    """Three versions of two items, two pauses of two clauses, two listings of two entities; and somebody who errs."""

    def __init__(self):
        self.items = [make_catalogue_item() for _ in range(2)]
        editions = [make_revision(published_on=FIRST + timedelta(30 * number)) for number in range(3)]
        self.versions = [make_version(item=self.items[0], revision=each, points=[MUD, ASH]) for each in editions]
        measure = make_measure()
        self.clauses = [make_clause(measure=measure, key=f"{measure.key}-{n}", position=n) for n in (1, 2)]
        self.pauses = [make_suspension(clauses=[clause]) for clause in self.clauses]
        self.entities = [make_entity() for _ in range(2)]
        self.listings = [make_listing(entity=entity) for entity in self.entities]

    def act(self, name, which, value):
        try:
            with transaction.atomic():
                getattr(self, name)(which, value)
        except FactRefused:
            return

    def points(self, which, value):
        version_points(self.versions[which], *[Point(number, text) for number, text in value])

    def predecessor(self, which, value):
        version_fields(self.versions[which], predecessor=None if value == 3 else self.versions[value])

    def item(self, which, value):
        version_fields(self.versions[which], item=self.items[value])

    def change(self, which, value):
        version_fields(self.versions[which], change=value)

    def clauses_of(self, bits):
        return [clause for place, clause in enumerate(self.clauses) if bits & 1 << place]

    def entity(self, which, value):
        listing = Listing.objects.get(pk=self.listings[which].pk)
        listings.correct(listing=listing, fields={"entity": self.entities[value]}, **US)

    def target(self, which, bits):
        pause = Suspension.objects.get(pk=self.pauses[which].pk)
        suspensions.correct(suspension=pause, fields={}, clauses=self.clauses_of(bits), **US)


@settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(acts=ACTS)
def test_whatever_is_corrected_every_revision_is_read_back_as_the_log_tells_it(acts):
    with rolled_back():
        start = revision()
        desk = Desk()
        made = replay.facts_at(revision(), since=start)
        base = {fact: said for fact, said in made.items() if fact[0] in ("item-version", "suspension", "listing")}
        begun = revision()
        for name, which, value in acts:
            desk.act(name, which, value)

        agrees_at_every_revision(begun, base=base)
        changes, previous = since(start)
        assert broken_links(changes, previous=previous) == []
        assert gaps(changes) == []
        assert jumps(changes) == []
        assert strays(changes) == []
