"""Recording the catalogue: what the services refuse, what the database refuses, and what the change log keeps."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from controls.models import (
    CatalogueItem,
    CatalogueRevision,
    Change,
    ControlPoint,
    ItemVersion,
    UntrackedWrite,
)
from controls.models.catalogue_states import points_of
from controls.services import catalogue
from controls.services.catalogue import Point
from controls.services.history import FactRefused
from tests.controls.change_log import revision
from tests.factories import make_measure, make_notice, make_source
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = pytest.mark.django_db
US = {"by": "tests", "at": timezone.now(), "reason": "read again"}
POINTS = [Point(1, "Crushing", "破碎"), Point(2, "Leaching", "浸取")]


def refused(act, *, nouns=("catalogue-revision", "item-version")):
    """The words of a refusal that has left nothing of these kinds behind in the log."""
    recorded = Change.objects.filter(subject_type__in=nouns)
    before = recorded.count()
    with pytest.raises(FactRefused) as caught:
        act()
    assert recorded.count() == before
    return str(caught.value)


def unconstrained(row):
    """Save a row as no service would: past validation, so that only the database can refuse."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        row.save(tracked=True)
    return str(caught.value)


class TestAnEdition:
    def test_leaves_one_change_with_its_first_day(self):
        made = make_revision(published_on=date(2090, 5, 1))

        (change,) = Change.objects.of(made)
        assert (change.action, change.effective_on, change.subject_key) == ("added", date(2090, 5, 1), "2090-05-01")
        assert change.after["sources"] == sorted(source.key for source in made.sources.all())

    def test_concerns_its_notice_and_its_measure(self):
        notice, measure = make_notice(), make_measure()

        made = make_revision(published_on=date(2090, 5, 2), notice=notice, measure=measure)

        assert made.about() == ["catalogue-revision:2090-05-02", f"notice:{notice.key}", f"measure:{measure.key}"]
        assert Change.objects.of(made).get().notice == notice

    def test_is_not_compared_with_a_draft(self):
        base = make_revision(published_on=date(2090, 5, 3), kind="draft")

        assert "never with a draft" in refused(lambda: make_revision(published_on=date(2090, 5, 4), based_on=base))

    def test_is_not_corrected_to_be_compared_with_a_draft(self):
        base, made = make_revision(published_on=date(2090, 5, 3), kind="draft"), make_revision()

        act = lambda: catalogue.correct_revision(revision=made, fields={"based_on": base}, **US)  # noqa: E731

        assert "never with a draft" in refused(act)

    def test_needs_a_source(self):
        assert "needs at least one source" in refused(lambda: make_revision(evidence=[]))

    @pytest.mark.parametrize(
        ("columns", "word"),
        [
            ({"kind": "law"}, "kind"),
            ({"form": "loose"}, "form"),
            ({"key": "spring"}, "The key of an edition is the day or month of its publication."),
            ({"key": "2090-5-1"}, "The key of an edition is the day or month of its publication."),
            ({"effective_from": None}, "A final has a first day, not before its publication; a draft has none."),
            (
                {"effective_from": date(2089, 1, 1)},
                "A final has a first day, not before its publication; a draft has none.",
            ),
            (
                {"kind": "draft", "effective_from": date(2091, 1, 1)},
                "A final has a first day, not before its publication; a draft has none.",
            ),
            ({"title_en": ""}, "title_en"),
            ({"deleted": -1}, "deleted"),
        ],
    )
    def test_that_cannot_be_is_refused_in_words(self, columns, word):
        assert word in refused(lambda: make_revision(**({"published_on": date(2090, 5, 5)} | columns)))

    def test_that_is_a_draft_has_no_draft_of_its_own(self):
        other = make_revision(published_on=date(2090, 5, 6), kind="draft")

        words = refused(lambda: make_revision(published_on=date(2090, 5, 7), kind="draft", draft=other))

        assert "Only a final has a draft." in words

    def test_is_named_by_its_number_else_by_title_and_day(self):
        assert str(make_revision(published_on=date(2090, 5, 8), number="TEST 2090 No. 1")) == "TEST 2090 No. 1"
        assert str(make_revision(published_on=date(2090, 5, 9))) == "Test edition of 2090-05-09 (2090-05-09)"

    def test_states_what_the_authority_counted(self):
        made = make_revision(published_on=date(2090, 5, 10), deleted=3, added=1, modified=0, total=9)

        assert made.official().as_dict() == {
            "deleted": 3, "added": 1, "modified": 0, "total": 9, "prohibited": None, "restricted": None,
        }  # fmt: skip

    def test_is_corrected_once_with_before_and_after(self):
        made = make_revision(published_on=date(2090, 5, 11), deleted=3)

        catalogue.correct_revision(revision=made, fields={"deleted": 4}, **US)
        catalogue.correct_revision(revision=made, fields={"deleted": 4}, **US)

        change = Change.objects.of(made).get(version=2)
        assert (change.action, change.reason) == ("corrected", "read again")
        assert (change.before["deleted"], change.after["deleted"]) == (3, 4)
        assert Change.objects.of(made).count() == 2

    def test_is_refused_twice_on_one_day(self):
        make_revision(published_on=date(2090, 5, 12))

        assert "already exists" in refused(lambda: make_revision(published_on=date(2090, 5, 12)))


class TestAnItem:
    @pytest.mark.parametrize("key", ["083201j", "083201x", "999999J".lower()])
    def test_is_never_keyed_by_a_code(self, key):
        assert "The key of an item is no code: codes change with the edition." in refused(
            lambda: make_catalogue_item(key=key), nouns=["catalogue-item"]
        )

    @pytest.mark.parametrize("key", catalogue.RESERVED)
    def test_is_never_keyed_by_a_part_of_an_address(self, key):
        assert "part of an address" in refused(lambda: make_catalogue_item(key=key), nouns=["catalogue-item"])

    @pytest.mark.parametrize("key", ["Refining", "rare earths", "-dust", "dust-", ""])
    def test_has_a_key_in_small_letters(self, key):
        assert "key" in refused(lambda: make_catalogue_item(key=key), nouns=["catalogue-item"])

    def test_is_corrected_with_a_reason_and_its_key_stays(self):
        item = make_catalogue_item()

        catalogue.correct_item(item=item, fields={"title_en": "Better"}, **US)

        assert Change.objects.of(item).get(version=2).after["title_en"] == "Better"
        assert "never changes" in refused(
            lambda: catalogue.correct_item(item=item, fields={"key": "other"}, **US), nouns=["catalogue-item"]
        )

    def test_has_no_column_that_nobody_knows(self):
        assert "has no column colour" in refused(
            lambda: catalogue.correct_item(item=make_catalogue_item(), fields={"colour": "red"}, **US)
        )


class TestAVersion:
    def test_is_recorded_with_its_points_in_one_change(self):
        version = make_version(code="999901J", points=POINTS)

        (change,) = Change.objects.of(version)
        assert change.after["points"] == [
            {"position": 1, "text_en": "Crushing", "text_zh": "破碎"},
            {"position": 2, "text_en": "Leaching", "text_zh": "浸取"},
        ]
        assert change.about == [
            f"item-version:{version.key}", f"catalogue-item:{version.item.key}",
            f"catalogue-revision:{version.revision.key}",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("code", "item_key", "expected"),
        [
            ("083201J", "anything", "2090-02-01-083201j"),
            ("083201X", "anything", "2090-02-01-083201x"),
            ("", "dust-making", "2090-02-01-dust-making"),
        ],
    )
    def test_has_the_key_of_edition_and_code_or_item(self, code, item_key, expected):
        assert catalogue.version_key(revision_key="2090-02-01", code=code, item_key=item_key) == expected

    def test_under_another_key_is_refused(self):
        item = _item()

        words = refused(lambda: make_version(item=item, code="999901J", key="2090-02-01-other"))

        assert "must be 2090-02-01-999901j" in words

    @pytest.mark.parametrize(
        ("columns", "word"),
        [
            ({"code": "999901J", "part": "restricted"}, "J is the prohibited part, X the restricted one."),
            ({"code": "999901X", "part": "prohibited"}, "J is the prohibited part, X the restricted one."),
            ({"code": "99901J", "part": "prohibited"}, "Six digits and J or X"),
            ({"code": "999901", "part": "prohibited"}, "Six digits and J or X"),
            ({"code": "999901j", "part": "prohibited"}, "Six digits and J or X"),
            ({"code": "999901J", "code_grade": ""}, "A code and its evidence belong together."),
            ({"code_grade": "one_report"}, "A code and its evidence belong together."),
            ({"change": "moved"}, "An item that moved, and only one that did, says how it was counted."),
            ({"counted_as": ["deleted"]}, "An item that moved, and only one that did, says how it was counted."),
            ({"change": "moved", "counted_as": ["lost"]}, "counted_as"),
            ({"change": "vanished"}, "change"),
            ({"part": "grey"}, "part"),
            ({"predecessor_code": "0833"}, "predecessor_code"),
            ({"points_known": "many"}, "points_known"),
            ({"title_en": ""}, "title_en"),
        ],
    )
    def test_that_cannot_be_is_refused_in_words(self, columns, word):
        item = _item()

        assert word in refused(lambda: make_version(item=item, **columns))

    def test_stands_once_in_an_edition(self):
        version = make_version()

        words = refused(lambda: make_version(item=version.item, revision=version.revision, code="999902J"))

        assert "already exists" in words

    def test_has_a_code_that_nobody_else_has_in_the_edition(self):
        make_version(code="999903J")

        assert "already exists" in refused(lambda: make_version(code="999903J"))

    def test_can_have_the_code_of_another_item_in_another_edition(self):
        make_version(code="999904J")

        again = make_version(code="999904J", revision=make_revision(published_on=date(2090, 7, 1)))

        assert again.code == "999904J"

    def test_follows_a_version_of_its_own_item_only(self):
        other = make_version()
        later = make_revision(published_on=date(2090, 7, 2))

        assert "one of another item" in refused(lambda: make_version(revision=later, predecessor=other))

    def test_needs_a_source(self):
        item = _item()

        assert "needs at least one source" in refused(lambda: make_version(item=item, evidence=[]))

    def test_with_two_points_of_one_number_is_refused_whole(self):
        item = _item()

        assert "same number" in refused(lambda: make_version(item=item, points=[POINTS[0], Point(1, "Twice")]))
        assert not ItemVersion.objects.filter(item=item).exists()

    @pytest.mark.parametrize("point", [Point(1), Point(0, "Zero"), Point(-1, "Less")])
    def test_with_a_point_that_cannot_be_is_refused_whole(self, point):
        item = _item()

        assert refused(lambda: make_version(item=item, points=[point]))
        assert not ItemVersion.objects.filter(item=item).exists()


def _item():
    """An item and an edition that are on record before a refusal is looked for."""
    make_version()
    return make_catalogue_item()


class TestCorrectingAVersion:
    def test_leaves_one_change_with_before_and_after(self):
        version = make_version(points=POINTS)

        mended = catalogue.correct_version(version=version, fields={"title_en": "Better"}, **US)

        assert mended.title_en == "Better"
        change = Change.objects.of(version).get(version=2)
        assert {name for name in change.after if change.after[name] != change.before[name]} == {"title_en"}

    def test_of_nothing_leaves_no_change(self):
        version = make_version(points=POINTS)
        before = revision()

        catalogue.correct_version(version=version, fields={}, points=POINTS, evidence=list(version.sources.all()), **US)

        assert revision() == before

    def test_keeps_the_points_when_none_are_given(self):
        version = make_version(points=POINTS)

        catalogue.correct_version(version=version, fields={"note": "Seen."}, **US)

        assert ControlPoint.objects.filter(version=version).count() == 2

    def test_replaces_points_by_their_numbers_and_the_log_keeps_the_old_ones(self):
        version = make_version(points=POINTS)
        first = version.points.get(position=1).pk

        catalogue.correct_version(version=version, fields={}, points=[Point(1, "Milling", "研磨")], **US)

        point = ControlPoint.objects.get(version=version)
        assert (point.pk, point.text_en, point.text_zh) == (first, "Milling", "研磨")
        change = Change.objects.of(version).get(version=2)
        assert [len(change.before["points"]), len(change.after["points"])] == [2, 1]

    def test_takes_all_points_away(self):
        version = make_version(points=POINTS)

        catalogue.correct_version(version=version, fields={"points_known": "none"}, points=[], **US)

        assert not ControlPoint.objects.filter(version=version).exists()

    def test_sets_other_sources(self):
        version, source = make_version(), make_source()

        catalogue.correct_version(version=version, fields={}, evidence=[source], **US)

        assert list(ItemVersion.objects.get(pk=version.pk).sources.all()) == [source]
        assert Change.objects.of(version).get(version=2).after["sources"] == [source.key]

    def test_to_the_other_part_alone_is_refused_for_its_letter(self):
        version = make_version(code="999905J")

        act = lambda: catalogue.correct_version(version=version, fields={"part": "restricted"}, **US)  # noqa: E731

        assert "J is the prohibited part, X the restricted one." in refused(act)

    def test_to_follow_itself_is_refused(self):
        version = make_version()

        act = lambda: catalogue.correct_version(version=version, fields={"predecessor": version}, **US)  # noqa: E731

        assert "one of another item" in refused(act)

    def test_concerns_the_item_of_before_as_well(self):
        version, other = make_version(), make_catalogue_item()
        before = version.item.key

        catalogue.correct_version(version=version, fields={"item": other}, **US)

        about = Change.objects.of(version).get(version=2).about
        assert {f"catalogue-item:{before}", f"catalogue-item:{other.key}"} <= set(about)


class TestTheDatabase:
    """The rules once more, past every service."""

    def test_refuses_an_edition_that_is_a_draft_and_law(self):
        row = make_revision(published_on=date(2090, 8, 1), kind="draft")
        row.effective_from = date(2090, 8, 2)

        assert "edition_binds_unless_draft" in unconstrained(row)

    def test_refuses_an_edition_that_is_compared_with_itself(self):
        row = make_revision(published_on=date(2090, 8, 3))
        row.based_on = row

        assert "edition_is_not_based_on_itself" in unconstrained(row)

    def test_refuses_an_item_keyed_by_a_code(self):
        row = make_catalogue_item()
        row.key = "083201J"

        assert "catalogue_item_key_is_no_code" in unconstrained(row)

    @pytest.mark.parametrize(
        ("code", "part"), [("999906J", "restricted"), ("999906X", "prohibited"), ("99", "prohibited")]
    )
    def test_refuses_a_letter_in_the_wrong_part(self, code, part):
        row = make_version()
        row.code, row.code_grade, row.part = code, "one_report", part

        assert "item_version_letter_is_its_part" in unconstrained(row)

    def test_refuses_a_point_without_words(self):
        point = make_version(points=POINTS).points.first()
        point.text_en = point.text_zh = ""

        assert "control_point_says_something" in unconstrained(point)

    def test_refuses_a_number_twice(self):
        point = make_version(points=POINTS).points.get(position=2)
        point.position = 1

        assert "control_point_number_unique" in unconstrained(point)

    def test_refuses_a_point_zero(self):
        point = make_version(points=POINTS).points.get(position=2)
        point.position = 0

        assert "control_point_counts_from_one" in unconstrained(point)

    @pytest.mark.parametrize("model", [CatalogueRevision, CatalogueItem, ItemVersion, ControlPoint])
    def test_never_sees_a_write_that_no_service_made(self, model):
        with pytest.raises(UntrackedWrite):
            model.objects.all().update(pk=1)


class TestWhosePointsApply:
    def test_the_own_ones_in_the_order_of_their_numbers(self):
        version = make_version(points=list(reversed(POINTS)))

        assert [point.position for point in points_of(version, [version])] == [1, 2]

    def test_those_of_the_version_before_where_it_says_so(self):
        first = make_version(points=POINTS)
        later = make_revision(published_on=date(2090, 9, 1))
        same = make_version(item=first.item, revision=later, predecessor=first, change="unchanged", points_known="same")

        assert points_of(same, [first, same]) == points_of(first, [first])

    def test_none_where_the_version_before_is_not_on_file(self):
        same = make_version(change="unchanged", points_known="same")

        assert points_of(same, [same]) == []

    def test_none_where_none_were_seen_whatever_stood_before(self):
        first = make_version(points=POINTS)
        later = make_revision(published_on=date(2090, 9, 2))
        unseen = make_version(item=first.item, revision=later, predecessor=first, change="modified")

        assert points_of(unseen, [first, unseen]) == []


class TestNames:
    def test_a_version_is_named_by_code_and_title(self):
        assert str(make_version(code="999907X", title_en="Dust")) == "999907X Dust"
        assert str(make_version(title_en="Dust")) == "Dust"

    def test_a_point_is_named_by_number_and_words(self):
        version = make_version(points=[Point(1, "Crushing", "破碎"), Point(2, "", "浸取")])

        assert [str(point) for point in version.points.order_by("position")] == ["1. Crushing", "2. 浸取"]
