"""Comparisons of editions and versions put on record: markup, languages, and counts held against a reading."""

import re
from datetime import date
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from controls.models.catalogue_comparisons import FateLabel
from controls.models.catalogue_states import whole_catalogue
from controls.services.catalogue import Point
from tests.controls.markup import tree
from tests.controls.test_history_properties import rolled_back
from tests.factories import make_claim
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded", "today")]
DAYS = {"old": date(2026, 9, 1), "draft": date(2026, 9, 15), "new": date(2026, 10, 1), "last": date(2026, 10, 15)}
ENDS = {"from": "2026-09-01", "to": "2026-10-01"}
API = "/api/v1/catalogue/compare/"
PAGE = "/catalogue/compare/"
EVIL = "<script>alert('{0}')</script> \"quoted\" 'single' &lt;b&gt; <img src=x onerror=alert(1)> {{{{7*7}}}} {0}"


def make_edition(name, **columns):
    return make_revision(published_on=DAYS[name], **columns)


@pytest.fixture
def editions():
    return make_edition("old"), make_edition("new")


def make_pair(editions, before, after, **columns):
    """An item with points in both editions. Every other column is the same in both, unless it is a pair."""
    item = make_catalogue_item()
    sides = [{name: value[n] if isinstance(value, tuple) else value for name, value in columns.items()} for n in (0, 1)]
    old = make_version(item=item, revision=editions[0], points=before, **{"change": "listed", **sides[0]})
    new = make_version(item=item, revision=editions[1], points=after, **{"change": "modified", **sides[1]})
    return item, old, new


def pages_of(client, item, **query):
    """The two pages that show a comparison, in every way in which they can be shown."""
    for path in (f"/catalogue/{item.key}/compare/", PAGE):
        for view in ("side", "column", "zh"):
            answer = client.get(path, ENDS | {"view": view} | query)
            assert answer.status_code == 200
            yield path, view, answer


class TestMarkup:
    def test_in_control_points_comes_out_as_the_text_that_it_is(self, client, editions):
        before = [
            Point(1, EVIL.format("kept alpha"), EVIL.format("甲乙")),
            Point(2, EVIL.format("Nothing like the other")),
        ]
        after = [
            Point(1, EVIL.format("kept omega"), EVIL.format("丙丁")),
            Point(3, "<ins>Brown</ins> coal & <del>peat</del>"),
        ]
        item, _old, _new = make_pair(editions, before, after, title_en=(EVIL.format("one"), EVIL.format("two")))

        for _path, _view, answer in pages_of(client, item):
            raw = answer.content.decode()
            assert "<script>alert" not in raw
            assert "<img src=x" not in raw
            assert "{{7*7}}" in unescape(raw)
            page = tree(answer)
            assert not page.one("main").all("img")
            assert not page.one("main").all("script")
            assert not any("onerror" in element.attributes for element in page.walk())

    def test_inside_what_was_put_in_and_taken_out_is_escaped_once(self, client, editions):
        item, _old, _new = make_pair(
            editions,
            [Point(1, "Sorting of <b>red</b> & round pebbles")],
            [Point(1, "Sorting of <i>red</i> & round pebbles")],
        )

        raw = client.get(f"/catalogue/{item.key}/compare/", ENDS).content.decode()
        page = tree(client.get(f"/catalogue/{item.key}/compare/", ENDS)).one("table", of_class="diff")
        assert "&amp;amp;" not in raw
        assert [row.text for row in page.all("td") if "pebbles" in row.text] == [
            "Sorting of <b>red</b> & round pebbles", "Sorting of <i>red</i> & round pebbles",
        ]  # fmt: skip
        assert all("b" in gone.text and "<" not in gone.text[1:-1] for gone in page.all("del"))
        assert page.all("ins")

    @pytest.mark.parametrize("put_in", [True, False])
    @pytest.mark.parametrize("view", ["side", "column"])
    def test_that_is_all_that_was_put_in_or_taken_out_is_text_too(self, client, editions, put_in, view):
        texts = ["Sorting of round pebbles", "Sorting of <img src=x onerror=alert(1)> round pebbles"]
        before, after = texts if put_in else reversed(texts)
        item, _old, _new = make_pair(editions, [Point(1, before)], [Point(1, after)])

        page = tree(client.get(f"/catalogue/{item.key}/compare/", ENDS | {"view": view}))
        assert not page.one("main").all("img")
        marks = page.one("table", of_class="diff").all("ins" if put_in else "del")
        assert [mark.text for mark in marks] == ["<img src=x onerror=alert(1)>"]

    def test_of_our_own_kind_does_not_pass_for_a_change(self, client, editions):
        """A text that says <ins> itself must not look as if those words had been put in."""
        text = "Sieving <ins>of</ins> <del>brown</del> sand"
        item, _old, _new = make_pair(editions, [Point(1, text)], [Point(1, text)])

        table = tree(client.get(f"/catalogue/{item.key}/compare/", ENDS)).one("table", of_class="diff")
        assert not table.all("ins")
        assert not table.all("del")
        assert sum(cell.text == text for cell in table.all("td")) == 2

    def test_in_an_answer_of_the_api_is_the_text_and_nothing_else(self, client, editions):
        text = EVIL.format("a")
        item, _old, _new = make_pair(editions, [Point(1, text)], [Point(1, text + " and ash")])

        answer = client.get(API, ENDS | {"item": item.key})
        (point,) = answer.json()["comparison"]["points"]
        assert (point["from"]["text_en"], point["to"]["text_en"]) == (text, text + " and ash")
        assert answer["Content-Type"].startswith("application/json")

    def test_in_what_changed_and_in_claims_is_escaped_too(self, client, editions):
        item, _old, _new = make_pair(
            editions, [Point(1, "Mud")], [Point(1, "Mud")], what_changed=("", EVIL.format("changed"))
        )
        make_claim(subjects=[f"catalogue-item:{item.key}"], text=EVIL.format("claim"), better=EVIL.format("better"))

        page = client.get(f"/catalogue/{item.key}/compare/", ENDS)
        assert "<script>alert" not in page.content.decode()
        assert "alert('claim')" in tree(page).one("main").text
        assert "alert('changed')" in tree(client.get(PAGE, ENDS)).one("main").text

    @pytest.mark.parametrize("name", ["from", "to", "view", "as_of"])
    def test_in_a_question_is_never_repeated_as_markup(self, client, editions, name):
        answer = client.get(PAGE, {**ENDS, name: '"><svg onload=alert(1)>'})

        assert answer.status_code in (400, 404)
        assert "<svg onload" not in answer.content.decode()


class TestLanguages:
    def test_chinese_words_are_marked_in_every_cell_of_the_chinese_look(self, client, editions):
        item, _old, _new = make_pair(
            editions,
            [Point(1, "", "封闭磨机干砾石破碎"), Point(2, "", "热水洗湿砂")],
            [Point(1, "", "开放磨机干砾石破碎"), Point(2, "", "低压烧制蓝泥")],
            title_zh=("砾石破碎技术", "砾石加工技术"),
        )

        for _path, _view, answer in pages_of(client, item):
            for words, element in tree(answer).one("main").texts():
                if re.search(r"[\u4e00-\u9fff]", words):
                    assert element.lang.startswith("zh"), (words, element)

    def test_english_words_are_never_marked_as_chinese(self, client, editions):
        item, _old, _new = make_pair(
            editions, [Point(1, "Drying of peat", "泥炭干燥")], [Point(1, "Drying of turf", "泥炭烘干")],
            title_zh=("甲", "乙"), industry_en=("Fuel", "Heat"),
        )  # fmt: skip

        for _path, _view, answer in pages_of(client, item):
            for words, element in tree(answer).one("main").texts():
                if re.fullmatch(r"[A-Za-z .]{6,}", words):
                    assert element.lang in ("en", "en-GB"), (words, element)

    @pytest.mark.parametrize(("view", "shown", "hidden"), [("side", "peat", "泥炭"), ("zh", "泥炭", "peat")])
    def test_each_look_shows_the_points_in_its_language(self, client, editions, view, shown, hidden):
        item, _old, _new = make_pair(
            editions, [Point(1, "Drying of peat", "泥炭干燥")], [Point(1, "Boiling of peat", "泥炭煮沸")]
        )

        table = tree(client.get(f"/catalogue/{item.key}/compare/", ENDS | {"view": view})).one("table", of_class="diff")
        assert shown in table.text
        assert hidden not in table.text

    def test_a_point_that_was_seen_in_chinese_only_is_said_not_to_be_seen_in_english(self, client, editions):
        item, _old, _new = make_pair(
            editions, [Point(1, "Ash", "灰")], [Point(1, "Ash", "灰"), Point(2, "", "低压烧制蓝泥")]
        )

        table = tree(client.get(f"/catalogue/{item.key}/compare/", ENDS)).one("table", of_class="diff")
        row = next(row for row in table.all("tr") if row.text.startswith("Point 2"))
        assert "not seen" in row.text
        assert not row.all("ins")

    def test_in_one_column_a_point_without_english_leaves_no_empty_mark(self, client, editions):
        item, _old, _new = make_pair(
            editions,
            [Point(1, "Ash", "灰"), Point(2, "", "热水洗湿砂")],
            [Point(1, "Ash", "灰"), Point(3, "", "低压烧制蓝泥")],
        )

        table = tree(client.get(f"/catalogue/{item.key}/compare/", ENDS | {"view": "column"})).one(
            "table", of_class="diff"
        )
        assert all(mark.text for mark in (*table.all("ins"), *table.all("del")))


class TestWhatIsSaidOfTheRecord:
    def test_what_changed_is_told_only_where_the_record_speaks_of_these_two_editions(self, client, editions):
        item = make_catalogue_item()
        first = make_version(item=item, revision=editions[0], change="listed", points=[Point(1, "Mud")])
        second = make_version(
            item=item, revision=editions[1], change="modified", points=[Point(1, "Wet mud")],
            predecessor=first, what_changed="Mud became wet.",
        )  # fmt: skip
        make_version(
            item=item, revision=make_edition("last"), change="modified", points=[Point(1, "Dry mud")],
            predecessor=second, what_changed="It dried again.",
        )  # fmt: skip
        path = f"/catalogue/{item.key}/compare/"

        def said(old, new):
            return tree(client.get(path, {"from": f"2026-{old}", "to": f"2026-{new}"})).one("main").text

        assert "Mud became wet." in said("09-01", "10-01")
        assert "It dried again." in said("10-01", "10-15")
        assert "dried" not in said("09-01", "10-15")
        assert "became wet" not in said("09-01", "10-15")
        assert "became wet" not in said("10-01", "09-01")

    def test_an_item_that_neither_edition_has_is_left_out_and_cannot_be_compared_in_them(self, client, editions):
        other = make_catalogue_item()
        make_version(item=other, revision=make_edition("last"), change="added")

        said = client.get(API, ENDS).json()
        assert other.key not in {row["item"] for row in said["items"]}
        assert client.get(API, ENDS | {"item": other.key}).status_code == 404
        assert client.get(f"/catalogue/{other.key}/compare/", ENDS).status_code == 404

    def test_an_item_with_no_code_in_one_edition_has_none_there(self, client, editions):
        item, _old, _new = make_pair(editions, [Point(1, "Mud")], [Point(1, "Mud")], code=("", "997001J"))

        (row,) = client.get(API, ENDS | {"item": item.key}).json()["items"]
        assert (row["from"]["code"], row["to"]["code"], row["fate"]) == (None, "997001J", "unchanged")

    def test_the_same_text_under_another_code_is_recoded(self, client, editions):
        item, _old, _new = make_pair(editions, [Point(1, "Mud")], [Point(1, "Mud")], code=("997001J", "997002J"))

        assert client.get(API, ENDS | {"item": item.key}).json()["items"][0]["fate"] == "recoded"

    def test_a_ban_that_became_a_licence_with_the_same_text_moved(self, client, editions):
        item, _old, _new = make_pair(
            editions, [Point(1, "Mud")], [Point(1, "Mud")], code=("997001J", "997001X"), change=("listed", "moved"),
            counted_as=([], ["deleted", "modified"]),
        )  # fmt: skip

        said = client.get(API, ENDS | {"item": item.key}).json()
        assert said["items"][0]["fate"] == "moved"
        assert said["comparison"]["differs"] is False

    def test_texts_on_file_go_before_the_word_of_the_edition(self, client, editions):
        item, _old, _new = make_pair(editions, [Point(1, "Mud")], [Point(1, "Mud")])

        assert client.get(API, ENDS | {"item": item.key}).json()["items"][0]["fate"] == "unchanged"

    def test_a_draft_between_leaves_the_comparison_of_finals_as_it_was(self, client, editions):
        item, _old, _new = make_pair(editions, [Point(1, "Mud")], [Point(1, "Wet brown mud of the river")])
        before = client.get(API, ENDS).json()
        make_version(
            item=item, revision=make_edition("draft", kind="draft"), change="modified", points=[Point(1, "Peat")]
        )

        after = client.get(API, ENDS).json()
        assert {**after, "revision": 0} == {**before, "revision": 0}

    @pytest.mark.parametrize("view", ["side", "column", "zh"])
    def test_a_link_to_another_look_keeps_the_editions(self, client, editions, view):
        links = tree(client.get(PAGE, ENDS | {"view": view})).one("main").all("a")

        looks = [link["href"] for link in links if "view=" in link["href"] and "print=" not in link["href"]]
        assert len(looks) == 2  # the third is the one that is shown
        looks += [link["href"] for link in links if "print=" in link["href"]]
        assert len(looks) == 3 and f"view={view}&" in looks[-1]
        assert all("from=2026-09-01&to=2026-10-01" in look for look in looks)


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["both", "both", "old", "new", "deleted", "draft"]),
        st.sampled_from(["J", "X"]),
        st.sampled_from(["J", "X"]),
        st.booleans(),
        st.sampled_from(["all", "all", "none"]),
    ),
    max_size=6,
)


def put_on_record(rows):
    """Items in a whole list and a list of changes after it; gives what a reader of both lists would call each."""
    listed = [row for row in rows if row[0] in ("both", "old", "deleted")]
    changes = [row for row in rows if row[0] in ("both", "new", "deleted")]
    moved = [row for row in rows if row[0] == "both" and row[1] != row[2]]
    counts = {
        "deleted": sum(row[0] == "deleted" for row in rows) + len(moved),
        "added": sum(row[0] == "new" for row in rows),
        "modified": sum(row[0] == "both" for row in rows),
    }
    old = make_edition("old", form="consolidated", total=len(listed))
    draft = make_edition("draft", kind="draft")
    new = make_edition("new", based_on=old, **counts)
    right = {}
    for number, (kind, before, after, same, known) in enumerate(rows):
        item = make_catalogue_item(key=f"test-row-{number}")
        texts = [
            [Point(1, f"Treatment of stuff {number}")],
            [Point(1, f"Treatment of {'stuff' if same else 'waste'} {number}")],
        ]
        if kind == "draft":
            make_version(item=item, revision=draft, change="added")
        if (kind, before, after, same, known) in listed:
            points = texts[0] if known == "all" else []
            make_version(item=item, revision=old, change="listed", code=f"98{number:04}{before}", points=points)
        if (kind, before, after, same, known) in changes:
            change = {"both": "moved" if before != after else "modified", "new": "added", "deleted": "deleted"}[kind]
            letter = before if kind == "deleted" else after
            columns = {"counted_as": ["deleted", "modified"]} if change == "moved" else {}
            make_version(
                item=item, revision=new, change=change, code=f"98{number:04}{letter}", points=texts[1], **columns
            )
        in_place = "unchanged" if same and known == "all" else "modified"  # where no text is, the edition's word counts
        fate = {"new": "added", "old": "unchanged", "deleted": "deleted"}.get(kind)
        if kind != "draft":
            right[item.key] = fate or ("moved" if before != after else in_place)
    return right


@settings(max_examples=30, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_any_two_editions_are_told_as_a_reader_of_both_lists_would(client, rows):
    with rolled_back():
        right = put_on_record(rows)

        there = client.get(API, ENDS).json()
        back = client.get(API, {"from": ENDS["to"], "to": ENDS["from"]}).json()

        told = {row["item"]: row["fate"] for row in there["items"] if row["item"].startswith("test-row-")}
        assert told == right
        names = [row["item"] for row in there["items"]]
        assert len(names) == len(set(names))
        assert there["counts"] == {
            code: sum(row["fate"] == code for row in there["items"]) for code in FateLabel.values
        }
        assert back | {"swapped": False} == there
        assert back["swapped"] is True


@settings(max_examples=10, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_the_page_names_every_item_of_either_list_once_with_the_counts_of_the_api(client, rows):
    with rolled_back():
        put_on_record(rows)

        page, said = tree(client.get(PAGE, ENDS)).one("main"), client.get(API, ENDS).json()

        linked = [heading.one("a")["href"].split("/")[2] for heading in page.all("h3") if heading.all("a")]
        assert sorted(linked) == sorted(row["item"] for row in said["items"])
        counted = {section["id"]: int(section.one("h2").one("small").text) for section in page.all("section")
                   if section.get("id") in FateLabel.values}  # fmt: skip
        assert counted == {code: count for code, count in said["counts"].items() if count}
        catalogue = whole_catalogue()
        views = [catalogue.view(catalogue.by_key[key]) for key in ENDS.values()]
        standing = {item for view in views for item, stand in view.items() if stand.code != "ended"}
        assert set(linked) == standing
