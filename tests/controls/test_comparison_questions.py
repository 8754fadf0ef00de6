"""Which two editions a comparison is about: the order of their days, what stands in for none, keys that are near."""

from datetime import date, timedelta
from itertools import permutations

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from controls.filters.comparisons import ComparisonQuestion, ComparisonView, ItemComparisonQuestion, UnknownEdition
from controls.models import CatalogueRevision

TODAY = date(2090, 6, 1)


def edition(key, *, kind="final", first=None):
    """An edition as far as a question reads it; not stored. Its key is the day of its publication."""
    published = date.fromisoformat(key)
    effective = None if kind == "draft" else first or published
    return CatalogueRevision(key=key, kind=kind, published_on=published, effective_from=effective)


OLD, MIDDLE, NEW = edition("2081-01-01"), edition("2083-01-01"), edition("2085-01-01")
DRAFT = edition("2084-01-01", kind="draft")
ALL = [OLD, MIDDLE, DRAFT, NEW]


def ask(query="", question=ComparisonQuestion):
    asked = question(QueryDict(query), today=TODAY)
    assert asked.is_valid(), asked.errors
    return asked


def between(query="", revisions=ALL, **options):
    found = ask(query).between(revisions, **options)
    return found.old.key[:4], found.new.key[:4], found.swapped


class TestWithoutBothEditions:
    def test_the_latest_final_is_compared_with_the_final_before_it(self):
        assert between() == ("2083", "2085", False)

    def test_the_order_in_which_editions_are_on_record_does_not_matter(self):
        assert {between(revisions=list(order)) for order in permutations(ALL)} == {("2083", "2085", False)}

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("to=2083-01-01", ("2081", "2083", False)),
            ("to=2084-01-01", ("2083", "2084", False)),
            ("from=2081-01-01", ("2081", "2085", False)),
            ("from=2084-01-01", ("2084", "2085", False)),
            ("from=2085-01-01", ("2085", "2085", False)),
        ],
    )
    def test_the_other_one_is_a_final_and_never_a_draft(self, query, found):
        assert between(query) == found

    def test_the_first_edition_is_compared_with_itself(self):
        assert between("to=2081-01-01") == ("2081", "2081", False)
        assert between(revisions=[OLD]) == ("2081", "2081", False)

    def test_the_day_asked_about_cuts_off_what_came_later(self):
        assert between("as_of=2084-12-31") == ("2081", "2083", False)
        assert between("as_of=2085-01-01") == ("2083", "2085", False)

    def test_a_final_is_known_from_its_publication_and_not_from_its_first_day(self):
        late = edition("2086-01-01", first=date(2089, 1, 1))

        assert between("as_of=2086-01-01", revisions=[*ALL, late]) == ("2085", "2086", False)

    def test_a_comparison_may_lead_to_another_edition_than_the_latest(self):
        assert between(newest="2083-01-01") == ("2081", "2083", False)

    @pytest.mark.parametrize("newest", ["", "2099-01-01"])
    def test_it_leads_to_the_latest_where_that_edition_is_not_on_record(self, newest):
        assert between(newest=newest) == ("2083", "2085", False)

    def test_it_leads_nowhere_that_had_not_been_published_by_the_day(self):
        assert between("as_of=2084-02-01", newest="2085-01-01") == ("2081", "2083", False)

    def test_what_is_asked_goes_before_where_it_would_lead(self):
        assert between("to=2085-01-01", newest="2083-01-01") == ("2083", "2085", False)


class TestTheOrder:
    @pytest.mark.parametrize(
        "pair", [(old, new) for at, old in enumerate(ALL) for new in ALL[at + 1 :]], ids=lambda pair: str(pair)[:60]
    )
    def test_is_that_of_the_days_whichever_way_round_it_is_asked(self, pair):
        old, new = (each.key for each in pair)

        assert between(f"from={old}&to={new}") == (old[:4], new[:4], False)
        assert between(f"from={new}&to={old}") == (old[:4], new[:4], True)

    def test_is_that_of_first_days_and_not_of_publication(self):
        late = edition("2082-01-01", first=date(2088, 1, 1))

        assert between("from=2082-01-01&to=2085-01-01", revisions=[*ALL, late]) == ("2085", "2082", True)
        assert between(revisions=[*ALL, late]) == ("2085", "2082", False)

    def test_an_edition_with_itself_is_never_swapped(self):
        assert between("from=2083-01-01&to=2083-01-01") == ("2083", "2083", False)

    def test_drafts_on_either_side_are_named(self):
        asked = ask("from=2084-01-01&to=2085-01-01").between(ALL)

        assert asked.drafts == [DRAFT]
        assert ask("from=2081-01-01&to=2085-01-01").between(ALL).drafts == []
        assert ask("from=2084-01-01&to=2084-01-01").between(ALL).drafts == [DRAFT, DRAFT]

    @given(
        days=st.lists(
            st.tuples(st.integers(0, 3000), st.integers(0, 400), st.booleans()),
            min_size=2,
            max_size=6,
            unique_by=lambda t: t[0],
        ),
        data=st.data(),
    )
    @settings(max_examples=150, deadline=None)
    def test_of_any_editions_turning_the_question_round_changes_nothing_but_swapped(self, days, data):
        start, rows, taken = date(2070, 1, 1), [], set()
        for published, later, final in days:
            first = published + (later if final else 0)
            if first in taken:
                continue  # of editions of one day see below
            taken.add(first)
            key = (start + timedelta(published)).isoformat()
            rows.append(edition(key, kind="final" if final else "draft", first=start + timedelta(first)))
        rows.append(edition("2069-01-01"))
        one, other = (data.draw(st.sampled_from(rows)) for _ in range(2))

        there = ask(f"from={one.key}&to={other.key}").between(rows)
        back = ask(f"from={other.key}&to={one.key}").between(rows)

        assert (there.old, there.new) == (back.old, back.new)
        assert there.swapped + back.swapped == (one.key != other.key)
        assert (there.old.effective_from or there.old.published_on) <= (
            there.new.effective_from or there.new.published_on
        )

    def test_two_editions_of_one_first_day_stand_in_one_order_whichever_way_round_they_are_asked(self):
        early = edition("2080-05-01", first=date(2081, 1, 1))

        there, back = (between(query, revisions=[OLD, early, NEW]) for query in (
            "from=2080-05-01&to=2081-01-01", "from=2081-01-01&to=2080-05-01",
        ))  # fmt: skip
        assert there == ("2080", "2081", False)
        assert back == ("2080", "2081", True)

    def test_a_draft_published_on_the_first_day_of_a_final_has_one_place_too(self):
        final = edition("2083-12-01", first=date(2084, 1, 1))

        pairs = {
            between(f"from={one}&to={other}", revisions=[final, DRAFT])[:2]
            for one, other in (("2083-12-01", "2084-01-01"), ("2084-01-01", "2083-12-01"))
        }
        assert pairs == {("2083", "2084")}


class TestAnUnknownEdition:
    def near(self, query, revisions=ALL):
        with pytest.raises(UnknownEdition) as caught:
            ask(query).between(revisions)
        return caught.value.key, [each.key for each in caught.value.near]

    @pytest.mark.parametrize("side", ["from", "to"])
    def test_is_named_with_those_of_the_same_year(self, side):
        assert self.near(f"{side}=2083-12-31") == ("2083-12-31", ["2083-01-01"])

    def test_of_a_year_without_one_is_named_with_keys_that_look_like_it(self):
        key, near = self.near("to=2093-01-01")

        assert key == "2093-01-01"
        assert near
        assert near[0] == "2083-01-01"

    def test_that_looks_like_nothing_is_named_with_all_of_them(self):
        assert self.near("to=spring") == ("spring", [each.key for each in ALL])

    def test_that_was_published_later_is_unknown_on_the_day(self):
        key, near = self.near("to=2085-01-01&as_of=2084-06-01")

        assert key == "2085-01-01"
        assert "2085-01-01" not in near
        assert near

    def test_is_looked_for_on_the_side_of_the_later_edition_first(self):
        assert self.near("from=2001-01-01&to=2002-01-01")[0] == "2002-01-01"

    def test_has_no_spaces_around_it(self):
        assert between("to=+2083-01-01+") == ("2081", "2083", False)

    @pytest.mark.parametrize(
        ("query", "key"), [("", ""), ("to=2084-01-01", "2084-01-01"), ("from=2084-01-01", "2084-01-01")]
    )
    def test_is_any_where_only_drafts_are_on_record(self, query, key):
        assert self.near(query, revisions=[DRAFT])[0] == key

    @pytest.mark.parametrize("key", ["2083-01-0%31%00", "%", "'; --", "２０８３-01-01", "x" * 40])
    def test_is_never_more_than_a_key_that_is_not_there(self, key):
        asked = ComparisonQuestion({"to": key}, today=TODAY)
        if asked.is_valid():
            with pytest.raises(UnknownEdition):
                asked.between(ALL)


class TestHowItIsShown:
    @pytest.mark.parametrize(
        ("query", "look"), [("", "side"), ("view=", "side"), ("view=column", "column"), ("view=zh", "zh")]
    )
    def test_is_side_by_side_unless_asked_otherwise(self, query, look):
        assert ask(query, ComparisonView).look == look

    @pytest.mark.parametrize("view", ["diagonal", "ZH", "side,zh", "0"])
    def test_in_a_way_that_there_is_not_is_refused_by_name(self, view):
        asked = ComparisonView(QueryDict(f"view={view}"), today=TODAY)

        assert not asked.is_valid()
        assert set(asked.errors) == {"view"}

    @pytest.mark.parametrize("question", [ComparisonQuestion, ComparisonView, ItemComparisonQuestion])
    @pytest.mark.parametrize("name", ["from", "to"])
    def test_an_edition_asked_for_twice_is_refused_by_name(self, question, name):
        asked = question(QueryDict(f"{name}=2083-01-01&{name}=2085-01-01"), today=TODAY)

        assert not asked.is_valid()
        assert set(asked.errors) == {name}

    @pytest.mark.parametrize(("name", "most"), [("from", 40), ("to", 40), ("item", 80)])
    def test_a_key_longer_than_any_is_refused_by_name(self, name, most):
        right, wrong = (ItemComparisonQuestion({name: "k" * size}, today=TODAY) for size in (most, most + 1))

        assert right.is_valid()
        assert not wrong.is_valid()
        assert set(wrong.errors) == {name}
