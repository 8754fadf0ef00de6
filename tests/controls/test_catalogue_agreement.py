"""Pages, API, filters and the explaining function give one answer, for every item, on every day that matters."""

from datetime import date, timedelta

import pytest

from controls import editions
from controls.filters.catalogue import CatalogueFilter, EditionFilter
from controls.models import CatalogueItem, CatalogueRevision, ItemVersion
from controls.models.catalogue_states import of_item, whole_catalogue
from tests.controls.markup import tree

pytestmark = pytest.mark.usefixtures("seeded", "today")
TODAY = date(2026, 11, 21)
DAY = timedelta(days=1)
# Each publication and each first day, the day before, and days far from any.
TURNS = [
    date(2001, 12, 31), date(2002, 1, 1), date(2008, 9, 16), date(2008, 11, 1), date(2020, 8, 28), date(2022, 12, 30),
    date(2023, 12, 21), date(2025, 1, 2), date(2025, 7, 15),
]  # fmt: skip
DAYS = sorted({*TURNS, *(day - DAY for day in TURNS), date(2001, 1, 1), date(2015, 6, 1), TODAY, date(2100, 12, 31)})
by_day = pytest.mark.parametrize("day", DAYS, ids=str)


def explained(day):
    """What the explaining function says of every item that was known by the day."""
    catalogue = whole_catalogue()
    found = {item.key: of_item(item, catalogue, on=day) for item in CatalogueItem.objects.all()}
    return {key: standing for key, standing in found.items() if standing is not None}


def of_api(client, day, **question):
    answer = client.get("/api/v1/catalogue/items/", {"as_of": day.isoformat(), "page_size": "500", **question})
    assert answer.status_code == 200
    return answer.json()["results"]


def filtered(day=TODAY, **question):
    asked = CatalogueFilter({"as_of": day.isoformat(), **question}, today=TODAY)
    assert asked.is_valid(), asked.errors
    return asked.apply()


@by_day
def test_the_api_says_what_the_rule_says(client, day):
    found = {row["id"]: (row["state"]["code"], row["part"], row["code"], row["version"]) for row in of_api(client, day)}

    assert found == {
        key: (each.code, each.part, each.version_code or None, each.version or None)
        for key, each in explained(day).items()
    }


@by_day
def test_the_list_says_what_the_rule_says(client, day):
    page = tree(client.get("/catalogue/", {"as_of": day.isoformat(), "page_size": "500"}))
    found = {}
    for table in page.one("main").all("table"):
        for row in table.one("tbody").all("tr"):
            key = row.one("th").one("a")["href"].split("/")[2]
            found[key] = row.one(of_class="b").text

    assert found == {key: each.label for key, each in explained(day).items()}


@by_day
def test_the_page_of_refining_says_what_the_rule_says(client, day):
    answer = client.get("/catalogue/rare-earth-refining/", {"as_of": day.isoformat()})
    standing = explained(day).get("rare-earth-refining")
    badges = [badge.text for badge in tree(answer).one("main").all(of_class="b")]

    assert answer.status_code == 200
    assert badges[:1] == ([standing.label] if standing else [])


@by_day
def test_the_detail_of_each_item_says_what_the_list_says(client, day):
    for row in of_api(client, day)[::5]:
        detail = client.get(f"/api/v1/catalogue/items/{row['id']}/", {"as_of": day.isoformat()}).json()
        assert {name: detail[name] for name in row} == row
        assert (detail["current"] or {}).get("id") == row["version"]


@by_day
def test_parts_add_up_to_the_whole(client, day):
    whole = len(of_api(client, day))

    assert whole == sum(len(of_api(client, day, part=part)) for part in editions.PARTS)
    assert whole == sum(len(of_api(client, day, state=code)) for code in editions.CODES)


@by_day
def test_what_is_in_force_on_a_day_stands_in_the_edition_of_that_day(day):
    catalogue = whole_catalogue()
    begun = [edition for edition in catalogue.finals if editions.first_day(edition) <= day]
    stands = catalogue.view(begun[-1]) if begun else {}

    assert {key for key, each in explained(day).items() if each.code == "in_force"} == {
        key for key, each in stands.items() if each.code == "in_force"
    }


@by_day
def test_a_version_that_applies_is_one_of_a_final_that_had_begun(day):
    versions = {version.key: version for version in ItemVersion.objects.with_everything()}
    for standing in explained(day).values():
        if standing.code == "in_force" and standing.version:
            revision = versions[standing.version].revision
            assert revision.kind == CatalogueRevision.Kind.FINAL
            assert revision.effective_from <= day


@by_day
def test_the_letter_of_a_code_is_its_part(day):
    for standing in explained(day).values():
        if standing.version_code:
            assert editions.LETTERS[standing.version_code[-1]] == standing.part


class TestTheFilter:
    @pytest.mark.parametrize("part", editions.PARTS)
    def test_by_part_keeps_that_part_only(self, part):
        assert {standing.part for _item, standing in filtered(part=[part])} == {part}

    @pytest.mark.parametrize("code", editions.CODES)
    def test_by_state_keeps_that_state_only(self, code):
        day = date(2008, 10, 1) if code == "scheduled" else TODAY

        assert {standing.code for _item, standing in filtered(day, state=[code])} == {code}

    @pytest.mark.parametrize("answer", CatalogueItem.RareEarth.values)
    def test_by_bearing_on_rare_earths_keeps_those_only(self, answer):
        assert {item.rare_earth for item, _standing in filtered(rare_earth=[answer])} == {answer}

    def test_by_edition_keeps_items_with_a_row_in_it(self):
        for key in CatalogueRevision.objects.values_list("key", flat=True):
            found = {item.key for item, _standing in filtered(edition=[key])}
            assert found == set(ItemVersion.objects.filter(revision__key=key).values_list("item__key", flat=True))

    def test_by_industry_keeps_items_that_ever_stood_there(self):
        found = {item.key for item, _standing in filtered(industry=["Non-ferrous metal smelting and rolling"])}

        assert found == {"rare-earth-refining", "non-ferrous-metallurgy", "ionic-heap-leaching"}

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            ("083201J", "rare-earth-refining"), (" 083201j ", "rare-earth-refining"),
            ("252604X", "battery-cathode-materials"), ("钐钴", "rare-earth-refining"), ("LiDAR", "lidar-systems"),
            ("lidar", "lidar-systems"), ("蚕", "silkworm-breeding"), ("畜牧业", "silkworm-breeding"),
            ("Animal husbandry", "microbial-fertiliser"), ("extractants", "rare-earth-refining"),
        ],
    )  # fmt: skip
    def test_by_words_finds_titles_codes_industries_and_points(self, text, key):
        assert key in {item.key for item, _standing in filtered(q=text)}

    def test_by_a_code_finds_no_other_letter(self):
        bans, licences = ({item.key for item, _s in filtered(q=code)} for code in ("083201J", "083201X"))

        assert (bans, licences) == ({"rare-earth-refining"}, {"non-ferrous-metallurgy"})

    def test_by_words_gives_each_item_once(self):
        found = [item.key for item, _standing in filtered(q="rare")]

        assert len(found) == len(set(found)) > 3

    @pytest.mark.parametrize("text", ["%", "_", "\\", "' OR 1=1 --", "%" * 200, "(" * 50])
    def test_by_signs_of_a_pattern_takes_them_as_they_stand(self, text):
        assert filtered(q=text) == []

    def test_several_questions_are_all_asked(self):
        found = filtered(part=["prohibited"], state=["in_force"], rare_earth=["yes"], edition=["2023-12-21"], q="稀土")

        assert [item.key for item, _standing in found] == ["rare-earth-refining"]

    def test_takes_six_queries_whatever_is_asked(self, django_assert_num_queries):
        with django_assert_num_queries(6):
            filtered()
        with django_assert_num_queries(6):
            filtered(part=["prohibited"], state=["in_force"], q="稀土")

    @pytest.mark.parametrize(
        ("question", "field"),
        [
            ({"part": ["J"]}, "part"), ({"state": ["suspended"]}, "state"), ({"edition": ["2023"]}, "edition"),
            ({"industry": ["Dust"]}, "industry"), ({"rare_earth": ["perhaps"]}, "rare_earth"),
            ({"q": "\u202e"}, "q"), ({"q": "\u200b"}, "q"), ({"page": "0"}, "page"), ({"as_of": "2000-01-01"}, "as_of"),
        ],
    )  # fmt: skip
    def test_refuses_by_name(self, question, field):
        asked = CatalogueFilter(question, today=TODAY)

        assert not asked.is_valid()
        assert list(asked.errors) == [field]


class TestTheFilterOfEditions:
    @pytest.mark.parametrize(
        ("question", "expected"),
        [
            ({}, 7), ({"kind": ["final"]}, 5), ({"kind": ["draft"]}, 2), ({"kind": ["draft", "final"]}, 7),
            ({"as_of": "2008-09-15"}, 1), ({"as_of": "2001-12-30"}, 0), ({"as_of": "2023-12-20", "kind": ["draft"]}, 1),
        ],
    )  # fmt: skip
    def test_keeps_what_is_asked(self, question, expected):
        asked = EditionFilter(question, today=TODAY)

        assert asked.is_valid()
        assert asked.apply().count() == expected

    def test_refuses_another_kind(self):
        asked = EditionFilter({"kind": ["law"]}, today=TODAY)

        assert not asked.is_valid() and list(asked.errors) == ["kind"]
