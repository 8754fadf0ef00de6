"""The lists of the desk: found in every script, with the state of today, in a fixed number of questions."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from controls.models import Authority, Change, Entity, EntityList, Listing, ListingEvent, Notice, Source
from tests.controls.desk import make_user, url
from tests.factories import make_authority, make_entity, make_event, make_list, make_listing, make_notice, make_source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def desk(client: Client, now: Any) -> Client:
    client.force_login(make_user(now))
    return client


@pytest.fixture
def widget() -> Entity:
    return make_entity("WIDGET Ｗorks", zh="部件 工厂", ja="ｳｨｼﾞｪｯﾄ工業")


def found(desk: Client, model: Any, **query: str) -> list[Any]:
    page = desk.get(url(model, "changelist"), query)
    assert page.status_code == 200
    return list(page.context["cl"].result_list)


SPELLINGS = [
    "widget works",
    "ＷＩＤＧＥＴ",
    "Wid",
    "部件工厂",
    "部件 工厂",
    "ウィジェット",
    "ｳｨｼﾞｪｯﾄ",
    "工業",
    "wid\u200bget",
]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_an_entity_is_found_in_every_script_and_width(desk: Client, widget: Entity, typed: str) -> None:
    assert widget in found(desk, Entity, q=typed)


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_listing_is_found_by_every_name_of_its_entity(desk: Client, widget: Entity, typed: str) -> None:
    listing = make_listing(entity=widget, name_en="As the notice spells it")

    assert listing in found(desk, Listing, q=typed)


@pytest.mark.parametrize("typed", ["斯巴鲁", "ＳＵＢＡＲＵ", "subaru", "SUBARU Corporation"])
def test_subaru_of_the_watch_list_is_found(desk: Client, typed: str) -> None:
    listings = found(desk, Listing, q=typed)

    assert "SUBARU" in " ".join(listing.name_en.upper() for listing in listings)
    assert [entity.country for entity in found(desk, Entity, q=typed)] == ["JP"]


@pytest.mark.parametrize("typed", ["as the NOTICE", "公告里的写法", "公告里的 写法", "test authority"])
def test_a_listing_is_found_by_the_notices_own_wording_and_label(desk: Client, typed: str) -> None:
    listing = make_listing(name_en="As the Notice spells it", name_zh="公告里 的写法")

    assert listing in found(desk, Listing, q=typed)


@pytest.mark.parametrize("typed", ["稀土", "稀 土", "RARE earth", "earth 2026", "ｒａｒｅ"])
def test_a_notice_is_found_by_its_words_in_any_order(desk: Client, typed: str) -> None:
    notice = make_notice(title_en="On rare earth magnets", title_zh="关于稀土磁体的公告")

    assert notice in found(desk, Notice, q=typed)


def test_a_search_for_what_is_not_there_finds_nothing(desk: Client) -> None:
    for model in (Entity, Listing, Notice, Source, Authority, EntityList, ListingEvent):
        assert found(desk, model, q="qqq-no-such-thing") == []


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'", '"', "(", "[a", "$1", "\u202e"])
def test_signs_that_mean_something_to_a_database_are_only_signs(desk: Client, typed: str) -> None:
    for model in (Entity, Listing, Notice, Source):
        assert make_entity().pk not in [row.pk for row in found(desk, model, q=typed) if model is Entity]


@pytest.mark.parametrize(
    ("source", "field", "model"),
    [("listing", "entity", Entity), ("listing", "sources", Source), ("listingevent", "listings", Listing)],
)
def test_choosing_as_one_types_searches_the_same_way(desk: Client, source: str, field: str, model: Any) -> None:
    wanted = make_source(title="ＷＩＤＧＥＴ 报告")
    entity = make_entity("WIDGET 报告")
    listing = make_listing(entity=entity)
    query = {"app_label": "controls", "model_name": source, "field_name": field, "term": "widget报告"}

    answer = desk.get(reverse("admin:autocomplete"), query)

    expected = {Source: wanted, Entity: entity, Listing: listing}[model]
    assert [result["id"] for result in answer.json()["results"]] == [str(expected.pk)]


def test_a_listing_shows_the_state_of_today(desk: Client) -> None:
    listings = [make_listing(effective_from=date(2026, 5, 1)) for _ in range(4)]
    make_event(listing=listings[1], kind="suspended", effective_from=date(2026, 6, 1), until=date(2026, 11, 21))
    make_event(listing=listings[2], kind="suspended", effective_from=date(2026, 6, 1), until=date(2026, 11, 20))
    make_event(listing=listings[3], kind="removed", effective_from=date(2026, 11, 22))

    states = [found(desk, Listing, q=listing.key)[0].state_code for listing in listings]

    assert states == ["in_force", "suspended", "to_be_confirmed", "in_force"]


def test_listings_are_filtered_by_the_state_of_today(desk: Client) -> None:
    stopped = make_listing(effective_from=date(2026, 5, 1))
    make_event(listing=stopped, kind="stopped", effective_from=date(2026, 6, 1))

    shown = found(desk, Listing, state="stopped")

    assert stopped in shown
    assert {listing.state_code for listing in shown} == {"stopped"}


def test_an_unknown_filter_is_no_error_of_the_server(desk: Client) -> None:
    for query in ({"state": "x"}, {"notice__id__exact": "x"}, {"p": "x"}, {"o": "x.y"}, {"e": "1"}):
        assert desk.get(url(Listing, "changelist"), query).status_code in (200, 302)


def grow(model: Any) -> None:
    """Some more rows, each with things of its own below and beside it."""
    for _ in range(3):
        listing = make_listing(entity=make_entity(zh="名字", ja="名前"), notice=make_notice(entity_list=make_list()))
        make_event(listing=listing, kind="stopped", effective_from=date(2026, 5, 1), notice=make_notice())
        make_authority()


@pytest.mark.parametrize("model", [Source, Authority, EntityList, Notice, Entity, Listing, ListingEvent])
def test_a_list_asks_the_same_number_of_questions_however_long_it_is(
    desk: Client, django_assert_max_num_queries: Any, model: Any
) -> None:
    desk.get(url(model, "changelist"))
    with django_assert_max_num_queries(12) as captured:
        desk.get(url(model, "changelist"))
    before = len(captured)
    grow(model)

    with django_assert_max_num_queries(before) as captured:
        page = desk.get(url(model, "changelist"))

    assert len(captured) == before
    assert page.context["cl"].result_count >= 3


@pytest.mark.parametrize("model", [Source, Authority, EntityList, Notice, Entity, Listing, ListingEvent])
def test_every_list_and_every_empty_form_opens(desk: Client, model: Any) -> None:
    assert desk.get(url(model, "changelist")).status_code == 200
    assert desk.get(url(model, "add")).status_code == 200


def test_the_desk_is_called_by_its_name_and_leads_to_the_log(desk: Client) -> None:
    text = desk.get("/admin/").content.decode()

    assert "Curators’ desk – Rare Earth Controls Register" in text
    assert url(Change, "changelist") in text
    assert "Recent actions" not in text


@pytest.mark.parametrize("address", ["/admin/", "/admin/controls/listing/", "/admin/controls/listing/add/"])
def test_no_page_of_the_desk_needs_a_script_or_a_style_of_its_own(desk: Client, address: str) -> None:
    answer = desk.get(address)

    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe-inline" not in policy
    text = answer.content.decode()
    assert "<style" not in text
    assert " style=" not in text
    assert not [
        part
        for part in text.split("<script")[1:]
        if "src=" not in part.split(">")[0] and "json" not in part.split(">")[0]
    ]
