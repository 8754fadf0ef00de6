"""Curators at the desk of the catalogue: editions, items and versions with their points, refusals in words."""

import pytest
from django.test import Client

from controls.models import CatalogueItem, CatalogueRevision, ControlPoint, ItemVersion
from controls.services.catalogue import Point
from tests.controls.desk import add, changes_of, correct, errors, make_user, said, url, version
from tests.factories import make_source
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, now):
    client.force_login(make_user(now))
    return client


def evidence():
    return {"sources": [make_source().pk], "evidence_grade": "one_report"}


def revision_form(**typed):
    form = {
        "key": "2091-03-01", "kind": "final", "form": "delta", "title_en": "An edition", "authority_text": "Example",
        "published_on": "2091-03-01", "published_precision": "day", "effective_from": "2091-03-01", "deleted": "2",
    }  # fmt: skip
    return form | evidence() | typed


def item_form(**typed):
    return {"key": "xx-dust-making", "title_en": "Making of dust", "title_zh": "制尘", "rare_earth": "no"} | typed


def point_rows(*points, initial=0):
    rows = {"points-TOTAL_FORMS": str(len(points)), "points-INITIAL_FORMS": str(initial)}
    rows |= {"points-MIN_NUM_FORMS": "0", "points-MAX_NUM_FORMS": "1000"}
    for number, (position, english, chinese) in enumerate(points):
        rows |= {
            f"points-{number}-position": position, f"points-{number}-text_en": english,
            f"points-{number}-text_zh": chinese,
        }  # fmt: skip
    return rows


def version_form(*points, **typed):
    edition = CatalogueRevision.objects.filter(key="2090-02-01").first() or make_version().revision
    form = {
        "key": "2090-02-01-999931j", "item": make_catalogue_item().pk, "revision": edition.pk, "code": "999931J",
        "code_grade": "one_report", "part": "prohibited", "title_en": "Making of dust", "change": "added",
        "outcome_known": "on", "points_known": "all" if points else "none", "counted_as": "",
    }  # fmt: skip
    return form | evidence() | point_rows(*points) | typed


def assert_refused(page, word):
    assert page.status_code == 200
    assert word in errors(page), errors(page)


class TestAdding:
    def test_an_edition_with_what_was_counted(self, desk):
        add(desk, CatalogueRevision, revision_form())

        made = CatalogueRevision.objects.get(key="2091-03-01")
        (change,) = changes_of(made)
        assert (change.action, change.actor, change.after["deleted"]) == ("added", "ada@example.org", 2)
        assert made.added is None

    def test_a_draft_without_a_first_day(self, desk):
        add(desk, CatalogueRevision, revision_form(kind="draft", effective_from="", comments_until="2091-04-01"))

        assert CatalogueRevision.objects.get(key="2091-03-01").effective_from is None

    @pytest.mark.parametrize(
        ("typed", "word"),
        [
            ({"key": "Spring"}, "Small letters"),
            ({"kind": "draft"}, "A final has a first day, not before its publication; a draft has none."),
            ({"effective_from": ""}, "A final has a first day, not before its publication; a draft has none."),
            ({"effective_from": "2091-02-30"}, "real date"),
            (
                {"effective_from": "2091-02-28"},
                "A final has a first day, not before its publication; a draft has none.",
            ),
            ({"deleted": "many"}, "whole number"),
            ({"deleted": "-1"}, "greater than or equal to 0"),
            ({"sources": []}, "required"),
            ({"title_en": "An\u202eedition"}, "hidden character"),
        ],
    )
    def test_an_edition_that_cannot_be_is_refused_in_words(self, desk, typed, word):
        assert_refused(add(desk, CatalogueRevision, revision_form(**typed)), word)

        assert not CatalogueRevision.objects.filter(title_en__startswith="An").exists()

    def test_an_edition_compared_with_a_draft_is_refused(self, desk):
        base = make_revision(kind="draft")

        assert_refused(add(desk, CatalogueRevision, revision_form(based_on=base.pk)), "never with a draft")

    def test_an_item(self, desk):
        add(desk, CatalogueItem, item_form())

        assert CatalogueItem.objects.get(key="xx-dust-making").title_zh == "制尘"

    @pytest.mark.parametrize(
        ("typed", "word"),
        [
            ({"key": "083201j"}, "The key of an item is no code: codes change with the edition."),
            ({"key": "editions"}, "part of an address"),
            ({"key": "Dust"}, "Small letters"),
            ({"rare_earth": "maybe"}, "not one of the available choices"),
            ({"title_en": ""}, "required"),
        ],
    )
    def test_an_item_that_cannot_be_is_refused_in_words(self, desk, typed, word):
        assert_refused(add(desk, CatalogueItem, item_form(**typed)), word)

    def test_a_version_with_its_points(self, desk):
        add(desk, ItemVersion, version_form(("1", "Crushing", "破碎"), ("2", "", "浸取")))

        made = ItemVersion.objects.get(key="2090-02-01-999931j")
        (change,) = changes_of(made)
        assert change.after["points"] == [
            {"position": 1, "text_en": "Crushing", "text_zh": "破碎"},
            {"position": 2, "text_en": "", "text_zh": "浸取"},
        ]
        assert made.counted_as == []

    def test_a_version_without_points(self, desk):
        add(desk, ItemVersion, version_form())

        assert not ControlPoint.objects.filter(version__key="2090-02-01-999931j").exists()

    def test_a_move_says_how_it_was_counted(self, desk):
        add(desk, ItemVersion, version_form(change="moved", counted_as="deleted,modified"))

        assert ItemVersion.objects.get(key="2090-02-01-999931j").counted_as == ["deleted", "modified"]

    @pytest.mark.parametrize(
        ("typed", "word"),
        [
            ({"key": "2090-02-01-other"}, "must be 2090-02-01-999931j"),
            ({"part": "restricted"}, "J is the prohibited part, X the restricted one."),
            ({"code": "99J"}, "Six digits and J or X"),
            ({"code_grade": ""}, "A code and its evidence belong together."),
            ({"change": "moved"}, "An item that moved, and only one that did, says how it was counted."),
            ({"counted_as": "lost"}, "not one of the available choices"),
            ({"revision": ""}, "required"),
            ({"sources": []}, "required"),
        ],
    )
    def test_a_version_that_cannot_be_is_refused_in_words(self, desk, typed, word):
        assert_refused(add(desk, ItemVersion, version_form(**typed)), word)

        assert not ItemVersion.objects.filter(title_en="Making of dust").exists()

    @pytest.mark.parametrize(
        ("points", "word"),
        [
            ([("1", "One", ""), ("1", "Other", "")], "duplicate"),
            ([("1", "", "")], "A control point has a text in one language at least."),
            ([("", "One", "")], "required"),
            ([("zero", "One", "")], "whole number"),
        ],
    )
    def test_points_that_cannot_be_are_refused_and_nothing_is_half_done(self, desk, points, word):
        page = add(desk, ItemVersion, version_form(*points))

        assert page.status_code == 200
        assert word in page.content.decode()
        assert not ItemVersion.objects.filter(title_en="Making of dust").exists()


class TestCorrecting:
    def test_an_edition_with_the_reason(self, desk):
        made = make_revision(deleted=3)

        page = correct(desk, made, {"deleted": "4", "reason": "read again"}, follow=True)

        change = changes_of(made)[-1]
        assert (change.action, change.reason, change.after["deleted"]) == ("corrected", "read again", 4)
        assert "3 → 4" in said(page)

    def test_an_item(self, desk):
        item = make_catalogue_item()

        correct(desk, item, {"rare_earth": "indirect", "reason": "it names gallium"})

        assert changes_of(item)[-1].after["rare_earth"] == "indirect"

    def test_a_version_keeps_its_points(self, desk):
        made = make_version(points=[Point(1, "Crushing", "破碎")])

        correct(desk, made, {"note": "Seen again.", "reason": "read again"})

        last = changes_of(made)[-1]
        assert last.before["points"] == last.after["points"] != []

    def test_a_point_is_worded_better_and_said_so(self, desk):
        made = make_version(points=[Point(1, "Crushing", "破碎")])

        page = correct(desk, made, {"points-0-text_en": "Milling", "reason": "mistranslated"}, follow=True)

        assert changes_of(made)[-1].after["points"][0]["text_en"] == "Milling"
        assert "1. Crushing / 破碎 → 1. Milling / 破碎" in said(page)

    def test_a_point_is_taken_off_and_the_log_keeps_it(self, desk):
        made = make_version(points=[Point(1, "Crushing"), Point(2, "Leaching")])

        correct(desk, made, {"points-1-DELETE": "on", "reason": "not in the text"})

        last = changes_of(made)[-1]
        assert [len(last.before["points"]), len(last.after["points"])] == [2, 1]

    def test_needs_a_reason(self, desk):
        made = make_version()

        assert_refused(correct(desk, made, {"note": "Seen again.", "reason": ""}), "required")
        assert version(made) == 1

    def test_of_nothing_writes_nothing(self, desk):
        made = make_version(points=[Point(1, "Crushing")])

        page = correct(desk, made, {"reason": "looked at it"}, follow=True)

        assert "nothing was written" in said(page)
        assert version(made) == 1

    def test_of_a_version_of_the_seed(self, desk, seeded):
        made = ItemVersion.objects.get(key="2023-12-21-083201j")

        correct(desk, made, {"points-3-text_en": "Making of rare-earth calcium oxyborate", "reason": "plainer"})

        assert changes_of(made)[-1].after["points"][3]["text_en"] == "Making of rare-earth calcium oxyborate"

    @pytest.mark.parametrize("make", [make_revision, make_catalogue_item, make_version])
    def test_never_deletes(self, desk, make):
        made = make()

        assert desk.post(url(type(made), "delete", made.pk), {"post": "yes"}).status_code == 403
        assert type(made).objects.filter(pk=made.pk).exists()


class TestTheLists:
    @pytest.mark.parametrize(
        ("model", "q", "number"),
        [
            (CatalogueRevision, "57", 1), (CatalogueItem, "稀土的提炼", 1), (ItemVersion, "083201J", 2),
            (ItemVersion, "083201X", 2), (ItemVersion, "083201", 4), (CatalogueItem, "nothing", 0),
        ],
    )  # fmt: skip
    def test_find_what_is_typed(self, desk, seeded, model, q, number):
        page = desk.get(url(model, "changelist"), {"q": q})

        assert page.context["cl"].result_count == number

    @pytest.mark.parametrize("model", [CatalogueRevision, CatalogueItem, ItemVersion])
    def test_open_and_offer_a_form_and_a_history(self, desk, seeded, model):
        row = model.objects.first()

        for name, args in (("changelist", []), ("add", []), ("change", [row.pk]), ("history", [row.pk])):
            assert desk.get(url(model, name, *args)).status_code == 200
