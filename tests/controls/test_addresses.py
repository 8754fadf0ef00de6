"""Addresses of views: the same question with one thing changed, the day kept where it is not today's."""

from datetime import date

import pytest
from django.core.paginator import Paginator
from django.test import RequestFactory

from controls.filters.fields import BadInput
from controls.filters.listings import ListingFilter
from controls.filters.questions import PagedQuestion, Question
from controls.views.addresses import SameQuestion, address, addresses, on_day
from controls.views.pages import page_links, page_of

TODAY = date(2026, 11, 21)


def question(kind=Question, **query):
    asked = kind(query, today=TODAY)
    assert asked.is_valid(), asked.errors
    return asked


def same(path, kind=ListingFilter):
    request = RequestFactory().get(path)
    return SameQuestion(request, kind(request.GET, today=TODAY))


class TestOnePage:
    def test_of_today_has_no_day(self):
        assert address("controls:home", question=question()) == "/"

    def test_of_today_asked_for_by_its_date_has_no_day_either(self):
        assert address("controls:home", question=question(as_of="2026-11-21")) == "/"

    def test_of_another_day_keeps_it(self):
        assert address("controls:home", question=question(as_of="2026-03-01")) == "/?as_of=2026-03-01"

    def test_a_query_stands_before_the_day_and_is_encoded(self):
        found = address("controls:change-list", question=question(as_of="2026-03-01"), query={"about": "entity:a&b"})

        assert found == "/changes/?about=entity%3Aa%26b&as_of=2026-03-01"

    def test_several_values_of_one_parameter_stay_several(self):
        assert address("controls:listing-list", question=question(), query={"list": ["a", "b"]}) == (
            "/entities/?list=a&list=b"
        )

    def test_parts_of_the_path_are_filled_in(self):
        assert address("controls:change-detail", question=question(), revision=7) == "/changes/7/"

    @pytest.mark.parametrize("as_of", ["", "2026-03-01"])
    @pytest.mark.parametrize("key", ["subaru-corporation", "cn-uel-2025-010-14.2", "0", "00"])
    def test_many_of_a_kind_are_the_same_as_one_by_one(self, key, as_of):
        asked = question(as_of=as_of)

        assert addresses("controls:entity-detail", question=asked)(key) == address(
            "controls:entity-detail", question=asked, key=key
        )


@pytest.mark.parametrize(
    ("path", "expected"), [("/a/", "/a/?as_of=2026-03-01"), ("/a/?list=x", "/a/?list=x&as_of=2026-03-01")]
)
def test_a_path_can_be_pinned_to_a_day(path, expected):
    assert on_day(path, date(2026, 3, 1)) == expected


class TestTheSameQuestion:
    def test_without_a_change_is_what_was_asked_less_the_page(self):
        assert same("/entities/?list=a&q=x&page=3").changed() == "/entities/?q=x&list=a"

    def test_one_thing_is_set_and_one_is_taken_away(self):
        assert same("/entities/?q=x&sort=name").changed(q=None, sort="-name") == "/entities/?sort=-name"

    def test_the_page_is_kept_only_when_it_is_what_changes(self):
        assert same("/entities/?q=x&page=3").changed(page=4) == "/entities/?q=x&page=4"

    def test_parameters_of_others_are_left_behind(self):
        assert same("/entities/?utm_source=mail&q=x").changed() == "/entities/?q=x"

    def test_empty_parameters_are_left_behind(self):
        assert same("/entities/?q=&list=&list=a").changed() == "/entities/?list=a"

    def test_spaces_around_values_are_left_behind(self):
        assert same("/entities/?q=%20x%20&as_of=%202026-03-01").changed() == "/entities/?as_of=2026-03-01&q=x"

    def test_it_can_be_asked_at_another_address(self):
        assert same("/entities/?q=x&page=2").changed("/api/v1/listings/export.csv") == "/api/v1/listings/export.csv?q=x"

    def test_nothing_asked_is_the_bare_path(self):
        assert same("/entities/?page=2").changed() == "/entities/"

    def test_names_in_any_script_survive(self):
        assert same("/entities/?q=%E6%96%AF%E5%B7%B4%E9%B2%81%26").changed() == (
            "/entities/?q=%E6%96%AF%E5%B7%B4%E9%B2%81%26"
        )

    @pytest.mark.parametrize(
        ("path", "expected"),
        [
            ("/entities/?list=a&list=b", "/entities/?list=b"),
            ("/entities/?list=a", "/entities/"),
            ("/entities/?list=a&list=a&q=x", "/entities/?q=x"),
            ("/entities/?list=b", "/entities/?list=b"),
        ],
    )
    def test_one_value_of_several_is_taken_away(self, path, expected):
        assert same(path).without("list", "a") == expected

    def test_asking_again_does_not_change_what_was_asked(self):
        first = same("/entities/?list=a&list=b")

        first.without("list", "a")
        first.changed(q="x")

        assert first.changed() == "/entities/?list=a&list=b"


class TestPages:
    ROWS = list(range(95))

    def of(self, **query):
        return page_of(self.ROWS, question(PagedQuestion, **query))

    def test_are_cut_as_asked(self):
        assert list(self.of(page="2", page_size="10").object_list) == list(range(10, 20))

    def test_the_last_one_holds_the_rest(self):
        assert list(self.of(page="10", page_size="10").object_list) == list(range(90, 95))

    def test_one_beyond_the_last_is_refused_with_their_number(self):
        with pytest.raises(BadInput) as refused:
            self.of(page="11", page_size="10")

        assert refused.value.errors == {"page": ["There are 10 pages."]}

    def test_no_rows_are_one_empty_page(self):
        assert list(page_of([], question(PagedQuestion)).object_list) == []

    def test_a_count_that_is_known_is_not_asked_for_again(self):
        class Rows(list):
            def count(self, *_value):
                raise AssertionError("counted again")

            def __len__(self):
                raise AssertionError("counted again")

        found = page_of(Rows(self.ROWS), question(PagedQuestion, page_size="10"), count=95)

        assert found.paginator.num_pages == 10

    @pytest.mark.parametrize(
        ("number", "expected"),
        [
            (1, [1, 2, 3, None, 20]),
            (3, [1, 2, 3, 4, 5, None, 20]),
            (10, [1, None, 8, 9, 10, 11, 12, None, 20]),
            (20, [1, None, 18, 19, 20]),
        ],
    )
    def test_links_show_the_ends_and_the_neighbours(self, number, expected):
        page = Paginator(range(200), 10).page(number)

        links = page_links(page, same("/entities/?q=x"))["pages"]

        assert [link["number"] if link else None for link in links] == expected
        assert [link["number"] for link in links if link and link["current"]] == [number]

    def test_the_first_page_has_one_address_only(self):
        page = Paginator(range(30), 10).page(2)

        links = page_links(page, same("/entities/?q=x&page=2"))

        assert links["pages"][0]["url"] == "/entities/?q=x"
        assert links["next_url"] == "/entities/?q=x&page=3"

    @pytest.mark.parametrize(("number", "expected"), [(1, ("", "?page=2")), (2, ("", "?page=3")), (3, ("?page=2", ""))])
    def test_neighbours_end_at_the_ends(self, number, expected):
        links = page_links(Paginator(range(30), 10).page(number), same("/entities/"))

        assert tuple(links[name].removeprefix("/entities/") for name in ("previous_url", "next_url")) == expected
