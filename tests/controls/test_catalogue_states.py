"""What every technology on file is on the days that matter: law from the finals alone, doubt where no row decides."""

from datetime import date

import pytest

from controls import editions
from controls.models import CatalogueItem, CatalogueRevision, ItemVersion
from controls.models.catalogue_states import CatalogueState, in_words, of_item, points_of, whole_catalogue
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = pytest.mark.usefixtures("seeded")
DAYS = [
    date(2003, 1, 1), date(2008, 10, 1), date(2010, 1, 1), date(2021, 1, 1),
    date(2023, 3, 1), date(2024, 6, 1), date(2025, 7, 15), date(2026, 11, 21),
]  # fmt: skip
# One sign a day: J and X bind, s is scheduled, ? to be confirmed, 0 ended, d in a draft only, - unheard of.
STATES = {
    "aerospace-bearings": "---XX???",
    "amorphous-materials": "-sJJJ???",
    "aviation-materials": "-sXXX???",
    "battery-cathode-materials": "------XX",
    "building-environment-control": "-----X00",
    "bulk-material-handling": "----dXXX",
    "caffeine-synthesis": "--J00000",
    "cash-crop-breeding": "---XXXXX",
    "cashmere-goat-breeding": "---XX???",
    "chinese-medicinal-materials": "---JJJJJ",
    "crispr-gene-editing": "----dddd",
    "crop-hybrid-vigour": "----dXXX",
    "drug-synthesis": "--J?????",
    "heat-treatment": "-sXXX???",
    "human-cell-cloning": "----dJJJ",
    "ionic-heap-leaching": "-sJJJ???",
    "laser-technology": "---XX???",
    "lidar-systems": "----dXXX",
    "medical-diagnostic-equipment": "---XX000",
    "microbial-fertiliser": "--J00000",
    "mining-engineering": "-sJJJXXX",
    "newcastle-disease-vaccine": "--X00000",
    "non-ferrous-metallurgy": "---XXXXX",
    "photovoltaic-wafers": "----dddd",
    "plant-growth-regulators": "---JJ000",
    "rare-earth-know-how": "JJ??????",
    "rare-earth-refining": "-sJJJJJJ",
    "riboflavin-production": "--J00000",
    "silkworm-breeding": "--JJJ???",
    "space-materials": "---XX???",
    "synthetic-biology": "----dddd",
    "target-recognition": "---XX000",
    "traditional-architecture-ban": "-----J00",
    "traditional-architecture-licence": "-----X00",
    "wild-plant-breeding": "---XX???",
    "wind-tunnels": "---XXXXX",
}
SIGNS = {"scheduled": "s", "to_be_confirmed": "?", "ended": "0", "not_law": "d"}


def standing(key, day):
    return of_item(CatalogueItem.objects.get(key=key), whole_catalogue(), on=day)


def sign(found):
    if found is None:
        return "-"
    return {"prohibited": "J", "restricted": "X"}[found.part] if found.code == "in_force" else SIGNS[found.code]


@pytest.mark.parametrize("key", STATES)
def test_every_item_is_what_the_finals_make_of_it(key):
    item, catalogue = CatalogueItem.objects.get(key=key), whole_catalogue()

    assert "".join(sign(of_item(item, catalogue, on=day)) for day in DAYS) == STATES[key]


def test_every_item_of_the_seed_is_among_them():
    assert set(STATES) == set(CatalogueItem.objects.values_list("key", flat=True))


class TestRefiningOfRareEarths:
    @pytest.mark.parametrize(
        ("day", "code", "part", "version"),
        [
            (date(2008, 11, 1), "053302J", "prohibited", "2008-09-16-053302j"),
            (date(2020, 8, 27), "053302J", "prohibited", "2008-09-16-053302j"),
            (date(2020, 8, 28), "053302J", "prohibited", "2020-08-28-053302j"),
            (date(2022, 6, 1), "053302J", "prohibited", "2020-08-28-053302j"),
            (date(2022, 12, 30), "053302J", "prohibited", "2020-08-28-053302j"),
            (date(2023, 12, 20), "053302J", "prohibited", "2020-08-28-053302j"),
            (date(2023, 12, 21), "083201J", "prohibited", "2023-12-21-083201j"),
            (date(2024, 6, 1), "083201J", "prohibited", "2023-12-21-083201j"),
            (date(2025, 7, 15), "083201J", "prohibited", "2025-07-15-083201j"),
            (date(2026, 11, 21), "083201J", "prohibited", "2025-07-15-083201j"),
        ],
    )
    def test_is_prohibited_under_the_code_of_the_day(self, day, code, part, version):
        found = standing("rare-earth-refining", day)

        assert (found.code, found.part, found.version_code, found.version) == ("in_force", part, code, version)
        assert (found.label, found.badge, found.since) == ("Prohibited", "prohibited", date(2008, 11, 1))

    def test_never_stands_under_the_code_of_the_draft(self):
        day = date(2022, 12, 30)
        for weeks in range(60):
            later = date.fromordinal(day.toordinal() + 7 * weeks)
            assert standing("rare-earth-refining", later).version_code != "213301J"

    def test_has_six_points_until_2023_and_then_four_with_magnets_and_calcium_oxyborate(self):
        versions = list(ItemVersion.objects.filter(item__key="rare-earth-refining").with_everything())
        points = {version.key: points_of(version, versions) for version in versions}

        assert [len(points[key]) for key in points] == [6, 6, 4, 4, 4]
        before = " ".join(point.text_en for point in points["2020-08-28-053302j"])
        after = [(point.text_en, point.text_zh) for point in points["2023-12-21-083201j"]]
        assert "magnet" not in before and "oxyborate" not in before
        assert "neodymium-iron-boron" in after[2][0] and after[2][1] == "钐钴、钕铁硼、铈磁体制备技术"
        assert "calcium oxyborate" in after[3][0] and after[3][1] == "稀土硼酸氧钙制备技术"

    def test_of_2020_repeats_the_points_of_2008_in_their_order(self):
        versions = list(ItemVersion.objects.filter(item__key="rare-earth-refining").with_everything())
        by_key = {version.key: version for version in versions}

        same, first = (points_of(by_key[key], versions) for key in ("2020-08-28-053302j", "2008-09-16-053302j"))

        assert same == first
        assert [point.position for point in same] == [1, 2, 3, 4, 5, 6]


class TestWords:
    def test_a_move_says_that_the_ban_became_a_licence(self):
        found = standing("mining-engineering", date(2024, 1, 1))

        assert (found.label, found.since) == ("Restricted", date(2023, 12, 21))
        assert found.note == "Moved from the prohibited to the restricted part: the ban became a licence."

    def test_doubt_says_which_edition_and_that_it_is_neither(self):
        found = standing("ionic-heap-leaching", date(2026, 11, 21))

        assert (found.label, found.since) == ("To be confirmed", date(2023, 12, 21))
        assert "21 Dec 2023" in found.note
        assert "neither in force nor free until confirmed" in found.note

    def test_an_uncertain_deletion_is_doubt_and_no_end(self):
        found = standing("drug-synthesis", date(2026, 11, 21))

        assert (found.label, found.version_code) == ("To be confirmed", "052705J")
        assert "not certain" in found.note

    def test_a_deletion_says_by_which_edition(self):
        found = standing("traditional-architecture-ban", date(2026, 1, 1))

        assert (found.label, found.note) == ("Ended", "Deleted by the edition published on 15 Jul 2025.")

    def test_what_is_known_from_its_deletion_says_that_its_text_is_not_on_file(self):
        found = standing("traditional-architecture-ban", date(2024, 6, 1))

        assert (found.label, found.version_code, found.version) == ("Prohibited", "085001J", "")
        assert "its earlier text is not on file" in found.note

    def test_an_item_of_a_draft_says_that_it_is_never_law(self):
        found = standing("synthetic-biology", date(2026, 11, 21))

        assert found.label == "Draft only, not law"
        assert found.note == "Stands only in the draft published on 30 Dec 2022. A draft is never law."

    def test_a_scheduled_one_says_when_it_begins(self):
        found = standing("rare-earth-refining", date(2008, 10, 1))

        assert (found.label, found.until) == ("Scheduled", date(2008, 11, 1))
        assert found.note == "Published on 16 Sep 2008; the first day is 1 Nov 2008."

    def test_every_code_has_a_word(self):
        assert {state.value for state in CatalogueState} == set(editions.CODES)

    def test_nothing_is_nothing(self):
        assert in_words(None) is None


class TestJAndX:
    def test_two_letters_are_two_laws_on_every_day(self):
        for day in DAYS[5:]:
            ban, licence = standing("rare-earth-refining", day), standing("non-ferrous-metallurgy", day)
            assert (ban.label, licence.label) == ("Prohibited", "Restricted")
            assert ban.version_code[:-1] == licence.version_code[:-1] == "083201"

    @pytest.mark.parametrize(("letter", "label"), [("J", "Prohibited"), ("X", "Restricted")])
    def test_a_new_item_is_what_its_letter_says(self, letter, label):
        version = make_version(code=f"999901{letter}")

        found = of_item(version.item, whole_catalogue(), on=date(2090, 6, 1))

        assert (found.label, found.version_code) == (label, f"999901{letter}")


class TestEditionsOfTheSeed:
    @pytest.mark.parametrize(
        ("key", "held"),
        [
            ("2001-12", (0, 0, 0, 1, 1, 0)),
            ("2008-09-16", (0, 0, 0, 6, 4, 2)),
            ("2020-08-28", (5, 6, 1, 13, 5, 8)),
            ("2022-12-30", (0, 7, 1, 8, 2, 6)),
            ("2023-12-21", (4, 4, 6, 10, 3, 7)),
            ("2025-01-02", (0, 0, 0, 0, 0, 0)),
            ("2025-07-15", (3, 1, 1, 11, 3, 8)),
        ],
    )
    def test_what_is_held_is_counted_from_the_rows(self, key, held):
        catalogue = whole_catalogue()

        assert tuple(catalogue.held(catalogue.by_key[key]).as_dict().values()) == held

    def test_only_the_adjustment_of_2025_is_complete(self):
        assert whole_catalogue().complete == {"2025-07-15"}

    @pytest.mark.parametrize(
        ("key", "total", "prohibited", "restricted"),
        [
            ("2001-12", None, None, None),
            ("2008-09-16", 150, 33, 117),
            ("2020-08-28", None, 29, 135),
            ("2023-12-21", None, None, None),
            ("2025-01-02", None, None, None),
            ("2025-07-15", 132, 23, 109),
        ],
    )
    def test_totals_that_nobody_stated_follow_from_those_stated(self, key, total, prohibited, restricted):
        catalogue = whole_catalogue()
        found = catalogue.derived(catalogue.by_key[key])

        assert (found.total, found.prohibited, found.restricted) == (total, prohibited, restricted)

    def test_the_list_of_2023_holds_what_stands_and_what_is_not_certain(self):
        catalogue = whole_catalogue()
        found = catalogue.view(catalogue.by_key["2023-12-21"])
        by_code = {each: sorted(k for k, stand in found.items() if stand.code == each) for each in SIGNS}

        assert sum(stand.code == "in_force" for stand in found.values()) == 13
        assert by_code["ended"] == ["medical-diagnostic-equipment", "plant-growth-regulators", "target-recognition"]
        assert by_code["not_law"] == by_code["scheduled"] == []
        assert len(by_code["to_be_confirmed"]) == 12

    def test_whole_catalogue_takes_two_queries(self, django_assert_num_queries):
        with django_assert_num_queries(2):
            whole_catalogue()

    def test_a_new_edition_that_nobody_has_read_puts_everything_in_doubt(self):
        make_revision(published_on=date(2090, 3, 1), form="consolidated", total=140)

        assert standing("rare-earth-refining", date(2090, 2, 28)).code == "in_force"
        assert standing("rare-earth-refining", date(2090, 3, 1)).code == "to_be_confirmed"

    def test_a_new_draft_changes_nothing(self):
        before = {key: standing(key, date(2090, 6, 1)) for key in STATES}
        revision = make_revision(published_on=date(2090, 3, 2), kind="draft", form="consolidated")
        item = CatalogueItem.objects.get(key="rare-earth-refining")
        make_version(item=item, revision=revision, change="deleted", part="prohibited")

        assert {key: standing(key, date(2090, 6, 1)) for key in STATES} == before

    def test_a_new_item_is_unheard_of_before(self):
        item = make_catalogue_item()
        make_version(item=item, revision=make_revision(published_on=date(2090, 4, 1)))

        assert of_item(item, whole_catalogue(), on=date(2090, 3, 31)) is None
        assert CatalogueRevision.objects.published(on=date(2090, 3, 31)).count() == 7
