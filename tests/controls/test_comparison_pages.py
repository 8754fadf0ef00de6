"""Two editions, and two versions of an item, side by side: on pages and over the API."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from controls.models import CatalogueRevision, ItemVersion
from controls.models.catalogue_comparisons import FateLabel
from controls.models.catalogue_states import whole_catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded", "today")]
ITEM = "/catalogue/rare-earth-refining/compare/"
EDITIONS = "/catalogue/compare/"
API = "/api/v1/catalogue/compare/"
REFINING = {"from": "2020-08-28", "to": "2023-12-21", "item": "083201J"}


def text_of(answer):
    """What a reader reads, with [-taken out-] and {+put in+}."""
    page = answer.content.decode().split("<main", 1)[1]
    marked = re.sub(r"<del[^>]*>", "[-", page).replace("</del>", "-]")
    marked = re.sub(r"<ins[^>]*>", "{+", marked).replace("</ins>", "+}")
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", marked)))


def links_of(answer):
    return [html.unescape(link) for link in re.findall(r'href="([^"]+)"', answer.content.decode())]


def test_refining_2020_to_2023_shows_four_points_two_of_them_new_and_both_claims(client):
    said = text_of(client.get("/catalogue/rare-earth-refining/compare/?from=2020-08-28&to=2023-12-21"))
    assert "6 control points became 4. Of these: 2 reworded, 2 new, 4 gone." in said
    assert "{+Preparation of samarium-cobalt, neodymium-iron-boron and cerium magnets+}" in said
    assert "{+Preparation of rare-earth calcium oxyborate+}" in said
    assert "{+Solvent-+}extraction separation process" in said
    assert "[-053302J-]" in said
    assert "{+083201J+}" in said
    assert "Often reported wrongly 2" in said
    assert "boric acid and calcium oxide" in said
    assert "newly banned rare-earth extraction and separation" in said


def test_the_chinese_text_shows_calcium_oxyborate_as_new(client):
    page = client.get(f"{ITEM}?from=2020-08-28&to=2023-12-21&view=zh")
    assert "{+稀土硼酸氧钙制备技术+}" in text_of(page)
    assert '<ins lang="zh-Hans">稀土硼酸氧钙制备技术</ins>' in page.content.decode()
    # Of the six points of 2008 no Chinese wording was seen: they are not called anything that they may not be.
    assert "Point 2 before gone not seen no counterpart" in text_of(page)


def test_without_a_question_an_item_shows_its_latest_change(client):
    assert text_of(client.get(ITEM)) == text_of(client.get(f"{ITEM}?from=2020-08-28&to=2023-12-21"))


def test_a_code_leads_to_the_comparison_of_its_item(client):
    answer = client.get("/catalogue/083201J/compare/?from=2020-08-28&view=zh")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{ITEM}?from=2020-08-28&view=zh"


def test_without_a_question_the_latest_final_is_compared_with_the_final_before(client):
    page = client.get(EDITIONS)
    assert "What changed in the catalogue: 2023-12-21 to 2025-07-15" in text_of(page)


def test_a_final_is_never_compared_with_its_draft_unless_asked(client):
    assert "2020-08-28 to 2023-12-21" in text_of(client.get(f"{EDITIONS}?to=2023-12-21"))
    assert "2022-12-30 to 2023-12-21" in text_of(client.get(f"{EDITIONS}?from=2022-12-30&to=2023-12-21"))


@pytest.mark.parametrize("query", ["to=2022-12-30", "from=2022-12-30", "from=2022-12-30&to=2023-12-21"])
@pytest.mark.parametrize("path", [EDITIONS, ITEM])
def test_a_draft_on_either_side_is_marked_as_never_law(client, path, query):
    assert "2022-12-30 is a consultation draft: never law." in text_of(client.get(f"{path}?{query}"))
    assert "never law" not in text_of(client.get(f"{path}?from=2020-08-28&to=2023-12-21")).split("Among")[0]


def test_official_numbers_stand_beside_the_rows_on_file(client):
    said = text_of(client.get(f"{EDITIONS}?from=2020-08-28&to=2023-12-21"))
    assert "164 items before − 34 deleted + 4 added = 134 afterwards (24 prohibited + 110 restricted)." in said
    assert "4 of 34 deletions on file" in said
    assert "all 4 of 4 additions on file" in said
    assert "4 added , 3 deleted , 1 moved between the parts , 5 modified" in said
    said = text_of(client.get(f"{EDITIONS}?to=2025-07-15"))
    assert "1 added , 3 deleted , 1 modified" in said
    assert "all 3 of 3 deletions on file" in said


def test_editions_that_do_not_follow_one_another_have_no_official_numbers(client):
    said = text_of(client.get(f"{EDITIONS}?from=2008-09-16&to=2023-12-21"))
    assert "does not state its changes against the earlier one" in said
    assert "deletions on file" not in said


def test_an_item_that_moved_is_one_event(client):
    said = text_of(client.get("/catalogue/mining-engineering/compare/?from=2020-08-28&to=2023-12-21"))
    assert "[-Prohibited (J)-]" in said
    assert "{+Restricted (X)+}" in said


@pytest.mark.parametrize("path", [EDITIONS, ITEM])
def test_the_other_way_round_it_is_swapped_and_said_so(client, path):
    turned = client.get(f"{path}?from=2023-12-21&to=2020-08-28")
    assert turned.status_code == 200
    assert "asked for the other way round" in text_of(turned)
    assert "2020-08-28 to 2023-12-21" in text_of(turned)
    assert "other way round" not in text_of(client.get(f"{path}?from=2020-08-28&to=2023-12-21"))


def test_an_edition_with_itself_says_that_there_is_nothing(client):
    said = text_of(client.get(f"{EDITIONS}?from=2023-12-21&to=2023-12-21"))
    assert "Both are the same edition" in said
    assert " added " not in said.split("Among the rows on file")[1][:60]


@pytest.mark.parametrize("path", [EDITIONS, ITEM])
@pytest.mark.parametrize("side", ["from", "to"])
def test_an_unknown_edition_is_not_found_and_near_ones_are_offered(client, path, side):
    answer = client.get(f"{path}?{side}=2023-12-12")
    assert answer.status_code == 404
    assert "“2023-12-12”" in text_of(answer)
    assert f"{path}?to=2023-12-21&as_of=2026-11-21" in links_of(answer)


def test_an_unknown_item_is_not_found_and_near_ones_are_offered(client):
    answer = client.get("/catalogue/083202J/compare/")
    assert answer.status_code == 404
    assert "/catalogue/rare-earth-refining/" in links_of(answer)


@pytest.mark.parametrize("query", ["view=diagonal", "from=a&from=b", "as_of=1999-01-01", "from=%00"])
def test_a_wrong_question_is_refused_by_name(client, query):
    assert client.get(f"{EDITIONS}?{query}").status_code == 400
    assert client.get(f"{ITEM}?{query}").status_code == 400


def test_an_edition_published_later_is_not_compared(client):
    answer = client.get(f"{EDITIONS}?to=2025-07-15&as_of=2024-01-01")
    assert answer.status_code == 404
    assert "2020-08-28 to 2023-12-21" in text_of(client.get(f"{EDITIONS}?as_of=2024-01-01"))


def test_before_the_first_edition_there_is_nothing_to_compare(client):
    for path in (EDITIONS, ITEM):
        page = client.get(f"{path}?as_of=2001-02-01")
        assert page.status_code == 200
        assert "No final edition had been published by this day" in text_of(page)
        assert client.get(f"{path}?as_of=2001-02-01&to=2023-12-21").status_code == 404
    assert client.get(f"{API}?as_of=2001-02-01").status_code == 404


def test_the_address_is_permanent_and_leads_to_the_same_page(client):
    page = client.get(f"{ITEM}?view=column")
    permanent = f"{ITEM}?from=2020-08-28&to=2023-12-21&as_of=2026-11-21"
    assert permanent in text_of(page)
    assert text_of(client.get(permanent)) == text_of(client.get(ITEM))


def test_item_and_edition_lead_to_their_comparison(client):
    assert ITEM in links_of(client.get("/catalogue/rare-earth-refining/"))
    assert f"{EDITIONS}?from=2020-08-28&to=2023-12-21" in links_of(client.get("/catalogue/editions/2023-12-21/"))
    assert EDITIONS in links_of(client.get("/catalogue/"))
    assert f"{EDITIONS}?as_of=2024-01-01" in links_of(client.get("/catalogue/?as_of=2024-01-01"))


def test_one_column_says_the_same_words(client):
    said = text_of(client.get(f"{ITEM}?from=2020-08-28&to=2023-12-21&view=column"))
    assert "[-Full and continuous -] {+Solvent-+} extraction separation" in said.replace("-]{+", "-] {+").replace(
        "+}extraction", "+} extraction"
    )
    assert "{+Preparation of rare-earth calcium oxyborate+}" in said


@pytest.mark.parametrize(("path", "most"), [(EDITIONS, 13), (ITEM, 11), (API, 13)])
def test_a_comparison_costs_a_fixed_number_of_questions(client, path, most):
    counts = set()
    for query in ("from=2020-08-28&to=2023-12-21", "from=2008-09-16&to=2025-07-15", "from=2022-12-30&to=2023-12-21"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{path}?{query}").status_code == 200
        counts.add(len(asked))
    assert max(counts) <= most
    assert max(counts) - min(counts) <= 2  # a page with no claims, or no source, asks for none


def test_over_the_api_runs_joined_are_the_texts(client):
    said = client.get(API, REFINING).json()
    assert [point["fate"] for point in said["comparison"]["points"]].count("new") == 2
    for point in said["comparison"]["points"]:
        for language in ("en", "zh"):
            runs = point[f"words_{language}"]
            if runs is None:
                continue
            old = "".join(run["text"] for run in runs if run["kind"] != "added")
            new = "".join(run["text"] for run in runs if run["kind"] != "removed")
            assert (old, new) == (point["from"][f"text_{language}"], point["to"][f"text_{language}"])
    assert {claim["id"] for claim in said["claims"]} == {"cc-01", "cc-03"}


def test_the_api_says_what_the_page_says(client):
    said = client.get(API, {"from": "2020-08-28", "to": "2023-12-21"}).json()
    assert said["official"] == {
        **{"deleted": 34, "added": 4, "modified": 37},
        **{"total": 134, "prohibited": 24, "restricted": 110},
    }
    assert said["held"]["deleted"] == 4
    assert said["comparison"] is None
    told = {code: sum(item["fate"] == code for item in said["items"]) for code in FateLabel.values}
    assert said["counts"] == told
    assert (told["added"], told["deleted"], told["moved"], told["modified"]) == (4, 3, 1, 5)


def test_every_item_of_both_editions_is_told_once(client):
    said = client.get(API, {"from": "2023-12-21", "to": "2025-07-15"}).json()
    names = [item["item"] for item in said["items"]]
    assert len(names) == len(set(names))
    catalogue = whole_catalogue()
    standing = {
        item
        for key in ("2023-12-21", "2025-07-15")
        for item, stand in catalogue.view(catalogue.by_key[key]).items()
        if stand.code != "ended"
    }
    assert set(names) == standing


def test_the_api_swaps_and_says_so(client):
    there = client.get(API, REFINING).json()
    back = client.get(API, {**REFINING, "from": REFINING["to"], "to": REFINING["from"]}).json()
    assert (there["swapped"], back["swapped"]) == (False, True)
    assert back | {"swapped": False} == there


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"from": "2023"}, 404),
        ({"item": "no-such-item"}, 404),
        ({"item": "083202J"}, 404),
        ({"from": ""}, 400),
        ({"form": "2023-12-21"}, 400),
        ({"view": "zh"}, 400),
        ({"from": "x" * 41}, 400),
        ({"item": "crispr-gene-editing"}, 404),  # stands in a draft only: no final to compare
    ],
)
def test_the_api_refuses_in_words(client, query, status):
    answer = client.get(API, query)
    assert answer.status_code == status
    assert answer.json()["detail"]


def test_every_pair_of_editions_can_be_compared(client):
    keys = list(CatalogueRevision.objects.values_list("key", flat=True))
    for old in keys:
        for new in keys:
            answer = client.get(API, {"from": old, "to": new})
            assert answer.status_code == 200
            assert answer.json()["from"]["id"] in (old, new)


def test_every_pair_of_versions_of_every_item_can_be_compared(client):
    editions: dict[str, list[str]] = {}
    for item, edition in ItemVersion.objects.values_list("item__key", "revision__key"):
        editions.setdefault(item, []).append(edition)
    finals = set(CatalogueRevision.objects.filter(kind="final").values_list("key", flat=True))
    asked = 0
    for item, keys in editions.items():
        for old in keys:
            for new in keys:
                answer = client.get(f"/catalogue/{item}/compare/", {"from": old, "to": new})
                assert answer.status_code == (200 if finals & set(keys) else 404)
                asked += 1
    assert asked > 50
