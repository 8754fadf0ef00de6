"""How items, versions and editions are put into rows: sums, the line of dots, labels and addresses."""

from datetime import date

import pytest

from controls import editions
from controls.filters.questions import Question
from controls.models import CatalogueItem, CatalogueRevision, ItemVersion
from controls.models.catalogue_states import of_item, whole_catalogue
from controls.services import catalogue as services
from controls.services import versions as seen
from controls.services.catalogue import Point
from controls.views import catalogue_rows
from controls.views.addresses import version_address
from controls.views.catalogue import items_with_code, near_items
from tests.controls.desk import changes_of, correct, errors, make_user, opened, url
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = pytest.mark.usefixtures("seeded")
TODAY = date(2026, 11, 21)


@pytest.fixture
def question():
    asked = Question({}, today=TODAY)
    assert asked.is_valid()
    return asked


@pytest.fixture
def past():
    asked = Question({"as_of": "2024-06-01"}, today=TODAY)
    assert asked.is_valid()
    return asked


def sums(key):
    return catalogue_rows.sums(CatalogueRevision.objects.for_display().get(key=key), whole_catalogue())


class TestSums:
    @pytest.mark.parametrize(
        ("key", "before", "after", "complete"),
        [
            ("2001-12", None, (None, False), False),
            ("2008-09-16", (None, False), (150, True), False),
            ("2020-08-28", (150, True), (164, False), False),
            ("2022-12-30", (164, False), (139, False), False),
            ("2023-12-21", (164, False), (134, False), False),
            ("2025-01-02", (134, False), (None, False), False),
            ("2025-07-15", (134, False), (132, True), True),
        ],
    )
    def test_begin_with_the_final_before_and_end_with_what_is_left(self, key, before, after, complete):
        found = sums(key)
        started = found["before"]

        assert (started and (started["number"], started["computed"])) == before
        assert (found["afterwards"]["total"]["number"], found["afterwards"]["total"]["computed"]) == after
        assert found["complete"] is complete

    @pytest.mark.parametrize("key", ["2020-08-28", "2022-12-30", "2023-12-21", "2025-07-15"])
    def test_add_up_wherever_all_numbers_are_known(self, key):
        found = sums(key)
        deleted, added, _modified = (change["stated"] for change in found["changes"])

        assert found["before"]["number"] - deleted + added == found["afterwards"]["total"]["number"]

    @pytest.mark.parametrize("key", ["2008-09-16", "2020-08-28", "2022-12-30", "2023-12-21", "2025-07-15"])
    def test_of_the_parts_make_the_whole(self, key):
        found = {name: each["number"] for name, each in sums(key)["afterwards"].items()}

        assert found["prohibited"] + found["restricted"] == found["total"]

    @pytest.mark.parametrize("key", ["2001-12", "2008-09-16", "2020-08-28", "2022-12-30", "2023-12-21", "2025-07-15"])
    def test_never_hold_more_than_there_is(self, key):
        for change in sums(key)["changes"]:
            assert change["stated"] is None or change["held"] <= change["stated"]
        for each in sums(key)["afterwards"].values():
            assert each["number"] is None or each["held"] <= each["number"]

    def test_say_all_only_when_all_are_held(self):
        found = {change["name"]: change["whole"] for change in sums("2023-12-21")["changes"]}

        assert found == {"deletions": False, "additions": True, "modifications": False}

    def test_of_nothing_stated_are_not_whole(self):
        assert [change["whole"] for change in sums("2025-01-02")["changes"]] == [False] * 3


class TestTheLine:
    def line(self, key, current=""):
        versions = list(ItemVersion.objects.filter(item__key=key).with_everything())
        return catalogue_rows.line_of(versions, current)

    def test_has_a_dot_for_each_version_from_left_to_right(self):
        dots = self.line("rare-earth-refining")["dots"]
        places = [dot["x"] for dot in dots]

        assert places == sorted(set(places))
        assert [dot["name"] for dot in dots] == ["2008", "2020", "draft", "2023", "2025"]
        assert [dot["code"] for dot in dots] == ["053302J", "053302J", "213301J", "083201J", "083201J"]

    def test_stays_inside_its_border(self):
        line = self.line("rare-earth-refining")

        assert all(0 < dot["x"] < line["width"] for dot in line["dots"])
        assert 0 < line["from"] < line["dots"][0]["x"]
        assert line["dots"][-1]["x"] < line["to"] < line["width"]

    def test_fills_the_one_that_applies(self):
        dots = self.line("rare-earth-refining", "2023-12-21-083201j")["dots"]

        assert [dot["current"] for dot in dots] == [False, False, False, True, False]

    def test_of_one_version_is_one_dot(self):
        (dot,) = self.line("laser-technology")["dots"]

        assert (dot["name"], dot["code"], dot["draft"]) == ("2020", "no code seen", False)

    def test_dates_a_draft_by_its_publication_and_a_final_by_its_first_day(self):
        dots = self.line("rare-earth-refining")["dots"]

        assert [dot["on"] for dot in dots] == [
            date(2008, 11, 1), date(2020, 8, 28), date(2022, 12, 30), date(2023, 12, 21), date(2025, 7, 15),
        ]  # fmt: skip


class TestBadges:
    def test_there_is_a_tone_for_every_state_and_part(self):
        assert set(catalogue_rows.TONES) == {*editions.PARTS, *(set(editions.CODES) - {"in_force"})}

    def test_a_ban_and_a_licence_have_the_tones_of_their_effects(self):
        assert catalogue_rows.TONES["prohibited"] == "ban"
        assert catalogue_rows.TONES["restricted"] == "licence"

    def test_nothing_is_plain_and_says_so(self):
        assert catalogue_rows.badge(None)["label"] == "Not yet published"

    @pytest.mark.parametrize(("part", "label"), [("prohibited", "Prohibited (J)"), ("restricted", "Restricted (X)")])
    def test_a_part_is_said_with_its_letter(self, part, label):
        assert catalogue_rows.part_label(part) == label

    def test_a_row_without_a_text_on_file_shows_the_version_that_is(self, past):
        item = CatalogueItem.objects.with_versions().get(key="traditional-architecture-ban")
        standing = of_item(item, whole_catalogue(), on=past.day)

        row = catalogue_rows.item_row(item, standing, past)

        assert (row["title"], row["code"], row["edition"]) == (
            "Traditional Chinese architecture",
            "085001J",
            "2023-12-21",
        )
        assert row["url"].endswith("?as_of=2024-06-01")


class TestAddresses:
    @pytest.mark.parametrize(
        ("key", "address"),
        [
            ("2023-12-21-083201j", "/catalogue/083201j/"),
            ("2023-12-21-mining-engineering", "/catalogue/mining-engineering/"),
            ("2001-12-rare-earth-know-how", "/catalogue/rare-earth-know-how/"),
        ],
    )
    def test_of_a_version_is_that_of_its_item(self, client, question, key, address):
        assert version_address(key, question) == address
        assert client.get(address).status_code in (200, 302)

    def test_of_every_version_leads_somewhere(self, client, question):
        for key in ItemVersion.objects.values_list("key", flat=True):
            assert client.get(version_address(key, question)).status_code in (200, 302), key

    def test_keep_the_day(self, past):
        assert version_address("2023-12-21-083201j", past) == "/catalogue/083201j/?as_of=2024-06-01"
        assert items_with_code("083201J", past)[0]["url"].endswith("?as_of=2024-06-01")
        assert near_items("083201", past)[0]["url"].endswith("?as_of=2024-06-01")


class TestNear:
    @pytest.mark.parametrize("code", ["1C905", "2846901500", "083201JJ", "J", "", "083201J OR 1", "稀土"])
    def test_what_is_no_code_of_the_catalogue_has_no_items(self, question, code):
        assert items_with_code(code, question) == []

    def test_a_code_has_its_item_only(self, question):
        assert [each["label"] for each in items_with_code("083201x", question)] == [
            "083201X in the technology catalogue: Non-ferrous metal metallurgy technology"
        ]

    def test_near_items_are_five_at_most(self, question):
        for typed in ("0", "05", "053", "0533", "053301", "05330J", "e", "rare"):
            assert len(near_items(typed, question)) <= 5

    def test_a_code_of_before_is_offered_too(self, question):
        assert any(each["label"].startswith("085001J") for each in near_items("085001", question))


class TestTwoCurators:
    """Nobody overwrites what he has not seen, the control points of a version included."""

    @pytest.fixture
    def desk(self, client, now):
        client.force_login(make_user(now))
        return client

    def test_a_form_that_is_older_than_the_record_is_refused(self, desk, now):
        made = make_version(points=[Point(1, "Crushing")])
        form = opened(desk, made)
        services.correct_version(
            version=made, fields={}, points=[Point(1, "Milling")], reason="read again", by="bo@example.org", at=now
        )

        page = desk.post(url(ItemVersion, "change", made.pk), form | {"note": "Mine.", "reason": "mine"})

        assert "Changed meanwhile. By bo@example.org" in errors(page)
        assert "1. Crushing → 1. Milling" in errors(page)
        assert [change.actor for change in changes_of(made)][-1] == "bo@example.org"

    @pytest.mark.parametrize("make", [make_revision, make_catalogue_item, make_version])
    def test_a_version_that_nobody_can_have_seen_is_refused(self, make):
        made = make()

        with pytest.raises(seen.ChangedMeanwhile):
            seen.expect(subject=made, version=seen.current(subject=made) + 1)

    def test_the_desk_warns_nobody_who_has_seen_the_newest(self, desk):
        made = make_version()

        correct(desk, made, {"note": "One.", "reason": "first"})
        correct(desk, made, {"note": "Two.", "reason": "second"})

        assert [change.reason for change in changes_of(made)] == ["", "first", "second"]
