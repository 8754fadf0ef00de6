"""Two versions of an item: which control point became which, and what may not be said where points are missing."""

from datetime import date

import pytest

from controls.models import ItemVersion
from controls.models.catalogue_comparisons import PointLabel, compare_versions
from controls.services.catalogue import Point
from controls.views import comparison_rows
from tests.factories.catalogue import make_catalogue_item, make_revision, make_version

pytestmark = pytest.mark.django_db
CRUSHING = Point(1, "Crushing of dry gravel in a closed mill", "封闭磨机干砾石破碎")
WASHING = Point(2, "Washing of wet sand with hot water", "热水洗湿砂")
FIRING = Point(3, "Firing of blue clay under low pressure", "低压烧制蓝泥")
YEARS = (2081, 2082, 2083, 2084, 2085)


def at(position, point, en=None, zh=None):
    """The same point under another number, or in other words."""
    return Point(position, point.text_en if en is None else en, point.text_zh if zh is None else zh)


class Item:
    """One item, and a version of it in every edition that a test asks for."""

    def __init__(self):
        self.item = make_catalogue_item()
        self.made = []

    def version(self, *points, **columns):
        edition = make_revision(published_on=date(YEARS[len(self.made)], 3, 1))
        change = "modified" if self.made else "listed"
        made = make_version(item=self.item, revision=edition, points=points, **{"change": change, **columns})
        self.made.append(made)
        return made

    def compare(self, old, new):
        return compare_versions(old, new, ItemVersion.objects.filter(item=self.item).with_everything())


@pytest.fixture
def item():
    return Item()


def told(found):
    """(old number, new number, fate) of every row, in the order in which a reader sees them."""
    return [(pair.old and pair.old.position, pair.new and pair.new.position, pair.fate) for pair in found.points]


class TestControlPoints:
    def test_that_stand_as_they_stood_are_the_same(self, item):
        found = item.compare(item.version(CRUSHING, WASHING), item.version(CRUSHING, WASHING))

        assert told(found) == [(1, 1, "same"), (2, 2, "same")]
        assert (found.differs, found.points_known) == (False, True)
        assert {run.kind for pair in found.points for runs in pair.runs.values() for run in runs} == {"kept"}

    def test_that_change_places_with_the_same_text_moved_once_and_the_wording_does_not_differ(self, item):
        found = item.compare(item.version(CRUSHING, WASHING), item.version(at(1, WASHING), at(2, CRUSHING)))

        assert sorted(fate for _old, _new, fate in told(found)) == ["moved", "same"]
        assert {(old, new) for old, new, _fate in told(found)} == {(1, 2), (2, 1)}
        assert found.differs is False

    def test_that_only_got_another_number_did_not_move(self, item):
        found = item.compare(item.version(CRUSHING, WASHING, FIRING), item.version(at(1, WASHING), at(2, FIRING)))

        assert told(found) == [(1, None, "gone"), (2, 1, "same"), (3, 2, "same")]

    def test_of_which_words_changed_are_reworded(self, item):
        wetter = at(1, WASHING, en="Washing of wet sand with cold water")
        found = item.compare(item.version(at(1, WASHING)), item.version(wetter))

        assert told(found) == [(1, 1, "reworded")]
        runs = [(run.kind, run.text.strip()) for run in found.points[0].runs["en"] if run.kind != "kept"]
        assert runs == [("removed", "hot"), ("added", "cold")]
        assert found.differs is True

    def test_of_which_only_the_chinese_changed_are_reworded_too(self, item):
        found = item.compare(item.version(at(1, WASHING)), item.version(at(1, WASHING, zh="冷水洗湿砂")))

        assert told(found) == [(1, 1, "reworded")]
        assert {run.kind for run in found.points[0].runs["en"]} == {"kept"}
        assert [run.text for run in found.points[0].runs["zh"] if run.kind == "added"] == ["冷"]

    def test_of_which_a_translation_came_to_be_known_are_not_reworded(self, item):
        found = item.compare(item.version(at(1, WASHING, zh="")), item.version(at(1, WASHING)))

        assert told(found) == [(1, 1, "same")]
        assert set(found.points[0].runs) == {"en"}
        assert found.differs is False

    def test_that_have_no_language_in_common_are_never_called_one(self, item):
        found = item.compare(item.version(at(1, WASHING, zh="")), item.version(at(1, WASHING, en="")))

        assert {(old, new) for old, new, _fate in told(found)} == {(1, None), (None, 1)}
        assert all(pair.runs == {} for pair in found.points)

    def test_that_nothing_answers_to_are_new_or_gone(self, item):
        found = item.compare(item.version(CRUSHING, WASHING), item.version(CRUSHING, FIRING))

        assert sorted(told(found), key=str) == sorted([(1, 1, "same"), (2, None, "gone"), (None, 3, "new")], key=str)
        assert (found.old_count, found.new_count) == (2, 2)
        assert found.differs is True

    def test_keep_the_gaps_that_were_printed(self, item):
        found = item.compare(item.version(at(4, CRUSHING)), item.version(at(7, CRUSHING)))

        assert told(found) == [(4, 7, "same")]

    def test_are_counted_once_each_whatever_became_of_them(self, item):
        found = item.compare(
            item.version(CRUSHING, WASHING, FIRING),
            item.version(at(1, FIRING), at(2, CRUSHING, en="Crushing of dry gravel in an open mill"), Point(3, "Ice")),
        )

        assert sum(found.count(fate) for fate in PointLabel.values) == len(found.points)
        assert [pair.old.position for pair in found.points if pair.old].count(3) == 1
        assert sorted(pair.old.position for pair in found.points if pair.old) == [1, 2, 3]
        assert [pair.new.position for pair in found.points if pair.new] == [1, 2, 3]

    def test_of_a_version_compared_with_itself_are_all_the_same(self, item):
        only = item.version(CRUSHING, WASHING, FIRING)

        assert {pair.fate for pair in item.compare(only, only).points} == {"same"}


class TestPointsNotOnFile:
    @pytest.mark.parametrize("known", ["some", "none"])
    def test_before_leave_no_point_new(self, item, known):
        kept = (CRUSHING,) if known == "some" else ()
        found = item.compare(item.version(*kept, points_known=known), item.version(CRUSHING, WASHING))

        assert (None, 2, "only_here") in told(found)
        assert found.count("new") == 0
        assert (found.points_known, found.differs) == (False, None)

    @pytest.mark.parametrize("known", ["some", "none"])
    def test_afterwards_leave_no_point_gone(self, item, known):
        kept = (CRUSHING,) if known == "some" else ()
        found = item.compare(item.version(CRUSHING, WASHING), item.version(*kept, points_known=known))

        assert (2, None, "only_here") in told(found)
        assert found.count("gone") == 0
        assert found.differs is None

    def test_on_both_sides_leave_nothing_but_what_answers(self, item):
        found = item.compare(
            item.version(CRUSHING, points_known="some"), item.version(at(1, FIRING), points_known="some")
        )

        assert {fate for _old, _new, fate in told(found)} == {"only_here"}
        assert found.differs is None

    def test_do_not_hide_what_was_seen_to_change(self, item):
        drier = at(1, CRUSHING, en="Crushing of damp gravel in a closed mill")
        found = item.compare(item.version(CRUSHING, points_known="some"), item.version(drier))

        assert found.differs is True

    def test_a_point_that_is_gone_is_gone_although_earlier_points_are_missing(self, item):
        found = item.compare(item.version(CRUSHING, WASHING, points_known="some"), item.version(CRUSHING))

        assert told(found) == [(1, 1, "same"), (2, None, "gone")]
        assert (found.differs, found.points_known) == (True, False)

    def test_on_either_side_are_said_so_and_the_summary_warns(self, item):
        found = item.compare(item.version(points_known="none"), item.version(CRUSHING))

        words = comparison_rows.summary(found)
        assert words.startswith("0 control points became 1.")
        assert "1 no counterpart on file" in words
        assert "nothing is called new or gone" in words

    def test_at_all_are_not_summed_up_as_if_there_were_none(self, item):
        found = item.compare(item.version(), item.version())

        assert comparison_rows.summary(found) == "No control point of either version is on file."
        assert found.differs is None


class TestPointsAsInTheEditionBefore:
    def test_are_those_of_the_version_before(self, item):
        first = item.version(CRUSHING, WASHING)
        second = item.version(points_known="same", predecessor=first, change="unchanged")
        found = item.compare(first, second)

        assert told(found) == [(1, 1, "same"), (2, 2, "same")]
        assert (found.points_known, found.differs) == (True, False)

    def test_are_found_through_a_chain_of_versions(self, item):
        before = item.version(CRUSHING, WASHING)
        for _ in range(3):
            before = item.version(points_known="same", predecessor=before, change="unchanged")
        found = item.compare(before, item.version(CRUSHING, predecessor=before))

        assert told(found) == [(1, 1, "same"), (2, None, "gone")]
        assert found.points_known is True

    @pytest.mark.parametrize("known", ["some", "none"])
    def test_are_no_better_known_than_at_the_start_of_the_chain(self, item, known):
        first = item.version(*((CRUSHING,) if known == "some" else ()), points_known=known)
        second = item.version(points_known="same", predecessor=first, change="unchanged")
        found = item.compare(second, item.version(CRUSHING, WASHING, predecessor=second))

        assert (found.points_known, found.differs) == (False, None)
        assert found.count("new") == 0

    def test_without_a_version_before_are_not_known(self, item):
        lost = item.version(points_known="same")
        found = item.compare(lost, item.version(CRUSHING))

        assert told(found) == [(None, 1, "only_here")]
        assert (found.points_known, found.old_count) == (False, 0)

    def test_come_from_the_version_named_and_not_from_the_latest(self, item):
        first = item.version(CRUSHING)
        item.version(FIRING)
        found = item.compare(first, item.version(points_known="same", predecessor=first, change="unchanged"))

        assert told(found) == [(1, 1, "same")]


class TestFields:
    def test_are_told_in_one_order_with_their_language(self, item):
        found = item.compare(item.version(), item.version())

        assert [(pair.name, pair.language) for pair in found.fields] == [
            ("code", ""), ("part", ""), ("title", "en"), ("title", "zh"), ("industry", "en"), ("industry", "zh"),
        ]  # fmt: skip

    def test_that_did_not_change_are_the_same(self, item):
        found = item.compare(item.version(industry_en="Ceramics"), item.version(industry_en="Ceramics"))

        assert all(pair.same for pair in found.fields)

    @pytest.mark.parametrize(
        ("name", "language", "old", "new"),
        [
            ("code", "", {"code": "991001J"}, {"code": "991002J"}),
            ("part", "", {"code": "991001J"}, {"code": "991001X"}),
            ("title", "en", {"title_en": "Gravel"}, {"title_en": "Sand"}),
            ("title", "zh", {"title_zh": "砾石"}, {"title_zh": "砂"}),
            ("industry", "en", {"industry_en": "Mining"}, {"industry_en": "Ceramics"}),
            ("industry", "zh", {"industry_zh": "采矿"}, {"industry_zh": "陶瓷"}),
        ],
    )
    def test_that_changed_stand_beside_each_other(self, item, name, language, old, new):
        found = item.compare(item.version(**old), item.version(**new))
        pair = next(pair for pair in found.fields if (pair.name, pair.language) == (name, language))

        assert not pair.same
        assert (pair.old, pair.new) != ("", "")
        assert found.differs is None  # of a fact nobody concludes that the points differ

    def test_of_which_one_side_was_not_seen_are_not_called_put_in(self, item):
        found = item.compare(item.version(), item.version(code="991003J"))
        (row,) = [row for row in comparison_rows.comparison(found, "side")["fields"] if row["mono"]]

        assert (row["old"]["seen"], row["new"]["seen"], row["new"]["text"]) == (False, True, "991003J")
        assert row["runs"] == row["old"]["runs"] == row["new"]["runs"] == []
        assert row["same"] is False

    def test_of_the_other_language_are_left_out_of_a_look(self, item):
        found = item.compare(item.version(title_zh="砾石"), item.version(title_zh="砂"))

        languages = {look: {row["language"] for row in comparison_rows.comparison(found, look)["fields"]}
                     for look in ("side", "column", "zh")}  # fmt: skip
        assert languages == {"side": {""}, "column": {""}, "zh": {"", "zh-Hans"}}
